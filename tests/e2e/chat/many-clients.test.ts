import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import {
  attendConversation,
  type Conversation,
  type Listener,
  type Message,
  say,
  startConversation,
} from "../../support/chat.ts";
import { connectDatabase } from "../../support/database.ts";
import { newPerson, type Person } from "../../support/people.ts";
import type { Page } from "../../support/posts.ts";
import { call, eventually } from "../../support/rpc.ts";

const sql = connectDatabase();

const newPeople = (count: number) => Promise.all(Array.from({ length: count }, () => newPerson()));

/** A group of these people, the first its owner. */
async function groupOf(people: Person[]): Promise<string> {
  const [group] = await sql`
    insert into private.conversations (kind, title, creator_id, member_count)
    values ('group', 'Many', ${people[0]?.id as string}, ${people.length}) returning id`;
  await sql`
    insert into private.conversation_members (conversation_id, user_id, role)
    select ${group?.id}, person::uuid, case place when 1 then 'owner' else 'member' end
    from unnest(${people.map(({ id }) => id)}::text[]) with ordinality given (person, place)`;
  return group?.id;
}

async function listenAll(people: Person[], conversation: string): Promise<Listener[]> {
  const joined = await Promise.all(people.map((person) => attendConversation(person, conversation)));
  for (const { status } of joined) expect(status).toBe("SUBSCRIBED");
  return joined;
}

const messagesOf = ({ events }: Listener) =>
  events.filter(({ event }) => event === "message.created").map(({ payload }) => payload as unknown as Message);

describe.each([
  [2, 10],
  [3, 10],
  [50, 2],
])("%i clients, each of whom writes %i messages", (count, each) => {
  test("every message reaches everybody once, in one order", async () => {
    const people = await newPeople(count);
    const conversation = await (count === 2
      ? startConversation(people[0] as Person, people[1] as Person)
      : groupOf(people));
    const joined = await listenAll(people, conversation);
    const bodies = await Promise.all(
      people.map(async (person, place) => {
        const own = Array.from({ length: each }, (_, n) => `${place}/${n}`);
        for (const body of own) await say(person, conversation, body);
        return own;
      }),
    );
    const all = count * each;
    await eventually(
      async () => joined.map((listener) => messagesOf(listener).length),
      (received) => received.every((number) => number >= all),
    );
    for (const listener of joined) {
      const heard = messagesOf(listener);
      // In the order of their places, none missing, none twice; and of each person in the order of writing.
      expect(heard.map(({ seq }) => seq)).toEqual(Array.from({ length: all }, (_, n) => n + 1));
      for (const [place, own] of bodies.entries()) {
        expect(heard.map(({ body }) => body).filter((body) => body.startsWith(`${place}/`))).toEqual(own);
      }
    }
  });
});

test("receipts reach the sender: what has arrived, and what was read", async () => {
  const [sender, receiver] = (await newPeople(2)) as [Person, Person];
  const conversation = await startConversation(sender, receiver);
  const [heard] = (await listenAll([sender], conversation)) as [Listener];
  const first = await say(sender, conversation, "first");
  const second = await say(sender, conversation, "second");
  const at = { conversation_id: conversation };
  await call(receiver, "mark_delivered", { ...at, message_id: second.id });
  await call(receiver, "mark_read", { ...at, message_id: first.id });
  const receipts = () => heard.events.filter(({ event }) => event === "receipt").map(({ payload }) => payload);
  await eventually(
    async () => receipts(),
    ({ length }) => length >= 2,
  );
  expect(receipts()).toEqual([
    expect.objectContaining({ ...at, user_id: receiver.id, last_delivered_seq: 2, last_read_seq: 0 }),
    expect.objectContaining({ ...at, user_id: receiver.id, last_delivered_seq: 2, last_read_seq: 1 }),
  ]);
  const mine = await call<Conversation>(sender, "get_conversation", at);
  expect(mine.other).toMatchObject({ last_delivered_seq: 2, last_read_seq: 1 });
});

test("what was sent while somebody was away is there when they are back", async () => {
  const [sender, receiver] = (await newPeople(2)) as [Person, Person];
  const conversation = await startConversation(sender, receiver);
  const [before] = (await listenAll([receiver], conversation)) as [Listener];
  const seen = await say(sender, conversation, "seen");
  await eventually(
    async () => messagesOf(before),
    ({ length }) => length === 1,
  );
  await before.leave();
  for (const body of ["missed", "missed too"]) await say(sender, conversation, body);

  const [after] = (await listenAll([receiver], conversation)) as [Listener];
  const { items } = await call<Page<Conversation>>(receiver, "list_conversations");
  expect(items).toEqual([expect.objectContaining({ id: conversation, unread: 3 })]);
  const missed = await call<Page<Message>>(receiver, "list_messages", {
    conversation_id: conversation,
    after: seen.id,
  });
  expect(missed.items.map(({ body }) => body)).toEqual(["missed", "missed too"]);
  await say(sender, conversation, "live again");
  await eventually(
    async () => messagesOf(after),
    ({ length }) => length === 1,
  );
  expect(messagesOf(before)).toHaveLength(1);
  expect(messagesOf(after)[0]).toMatchObject({ body: "live again", seq: 4 });
});

test("a send that is repeated, at once or later, is one message", async () => {
  const [sender, receiver] = (await newPeople(2)) as [Person, Person];
  const conversation = await startConversation(sender, receiver);
  const [heard] = (await listenAll([receiver], conversation)) as [Listener];
  const message = { client_id: randomUUID(), conversation_id: conversation, body: "once" };
  const answers = await Promise.all(Array.from({ length: 5 }, () => call<Message>(sender, "send_message", message)));
  expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
  await say(sender, conversation, "next");
  await eventually(
    async () => messagesOf(heard),
    ({ length }) => length >= 2,
  );
  expect(messagesOf(heard).map(({ seq, body }) => [seq, body])).toEqual([
    [1, "once"],
    [2, "next"],
  ]);
});
