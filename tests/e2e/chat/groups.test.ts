import { randomUUID } from "node:crypto";
import { beforeAll, expect, test } from "vitest";
import { attend, attendConversation, type Conversation, createGroup, type Message, say } from "../../support/chat.ts";
import { phonePhoto } from "../../support/media/files.ts";
import { share } from "../../support/media/uploads.ts";
import { newPerson, type Person } from "../../support/people.ts";
import type { Page } from "../../support/posts.ts";
import { call, eventually, refusal } from "../../support/rpc.ts";

let ada: Person;
let ben: Person;
let cleo: Person;

beforeAll(async () => {
  [ada, ben, cleo] = await Promise.all([newPerson(), newPerson(), newPerson()]);
});

const messages = async (person: Person, conversation_id: string) =>
  (await call<Page<Message>>(person, "list_messages", { conversation_id, page_size: 100 })).items;

test("a group is made once, and everybody in it hears what is said", async () => {
  const args = { client_id: randomUUID(), title: "Chess", member_ids: [ben.id, cleo.id] };
  const told = await attend(ben, `user:${ben.id}`);
  const made = await call<{ conversation: Conversation; added: string[] }>(ada, "create_group", args);
  expect(made.conversation).toMatchObject({ kind: "group", title: "Chess", member_count: 3, me: { role: "owner" } });
  expect(await call(ada, "create_group", args)).toEqual(made);
  const { id } = made.conversation;
  await eventually(
    async () => told.events,
    (events) => events.length > 0,
  );
  expect(told.events[0]).toMatchObject({ event: "conversation", payload: { conversation_id: id, change: "added" } });

  const [atBen, atCleo] = await Promise.all([ben, cleo].map((person) => attendConversation(person, id)));
  const sent = await say(ada, id, "Hello");
  for (const listener of [atBen, atCleo]) {
    await eventually(
      async () => listener?.events ?? [],
      (events) => events.length > 0,
    );
    expect(listener?.events).toEqual([{ event: "message.created", payload: expect.objectContaining({ id: sent.id }) }]);
  }
});

test("a group has a picture that its admins choose", async () => {
  const id = await createGroup(ada, ben);
  const picture = await share(ada, await phonePhoto(200, 100), "image/jpeg", "message");
  const change = { conversation_id: id, changes: { picture: picture.id } };
  expect(await refusal(ben, "update_group", change)).toEqual({ status: 403, code: "ADMINS_ONLY" });
  const { picture: shown } = await call<{ picture: { id: string } }>(ada, "update_group", change);
  expect(shown.id).toBe(picture.id);
  const foreign = await share(ben, await phonePhoto(200, 100), "image/jpeg", "message");
  expect(await refusal(ada, "update_group", { conversation_id: id, changes: { picture: foreign.id } })).toEqual({
    status: 422,
    code: "INVALID_MEDIA",
  });
  expect(await call(ada, "update_group", { conversation_id: id, changes: { picture: null } })).toMatchObject({
    picture: null,
  });
  expect((await messages(ben, id)).map(({ details }) => details?.event)).toEqual(["picture", "picture", "created"]);
});

test("whoever is removed hears nothing from then on, though still connected", async () => {
  const id = await createGroup(ada, ben, cleo);
  const listeners = await Promise.all(
    [ben, cleo].flatMap((person) => [attendConversation(person, id), attend(person, `user:${person.id}`)]),
  );
  const [atBen, benAlone, , cleoAlone] = listeners as [Listener, Listener, Listener, Listener];
  await say(ada, id, "before");
  await eventually(
    async () => atBen.events,
    (events) => events.length > 0,
  );
  await call(ada, "remove_member", { conversation_id: id, user_id: ben.id });
  const { topic } = await call<Conversation>(cleo, "get_conversation", { conversation_id: id });
  // Their own topic tells the others where it goes on.
  await eventually(
    async () => cleoAlone.events,
    (events) => events.some(({ payload }) => payload.topic === topic),
  );
  const atNewTopic = await attendConversation(cleo, id);
  await say(ada, id, "after");
  const bodies = (...heard: Listener[]) =>
    heard.flatMap(({ events }) =>
      events.filter(({ event }) => event === "message.created").map(({ payload }) => payload.body),
    );
  await eventually(
    async () => bodies(atNewTopic),
    (heard) => heard.includes("after"),
  );
  await eventually(
    async () => benAlone.events,
    (events) => events.some(({ payload }) => payload.change === "removed"),
  );
  expect(bodies(atBen, benAlone)).toEqual(["before"]);
  expect(await refusal(ben, "list_messages", { conversation_id: id })).toEqual({
    status: 404,
    code: "CONVERSATION_NOT_FOUND",
  });
  expect((await attend(ben, topic as string)).status).toBe("CHANNEL_ERROR");
});

test("people who come and go during traffic read exactly what was said while they were there", async () => {
  const id = await createGroup(ada, cleo);
  let talking = true;
  const traffic = Promise.all(
    [ada, cleo].map(async (person) => {
      for (let n = 0; talking; n++) await say(person, id, `${person.username} ${n}`);
    }),
  );
  const spans: Message[][] = [];
  for (let round = 0; round < 3; round++) {
    await call(ada, "add_members", { conversation_id: id, member_ids: [ben.id] });
    await say(ben, id, `Ben ${round}`);
    spans.push(await messages(ben, id));
    await call(ada, "remove_member", { conversation_id: id, user_id: ben.id });
    expect(await refusal(ben, "send_message", { client_id: randomUUID(), conversation_id: id, body: "out" })).toEqual({
      status: 404,
      code: "CONVERSATION_NOT_FOUND",
    });
  }
  talking = false;
  await traffic;
  const all = new Map((await allMessages(ada, id)).map((message) => [message.seq, message]));
  expect([...all.keys()].sort((a, b) => a - b)).toEqual(Array.from({ length: all.size }, (_, index) => index + 1));
  for (const span of spans) {
    // From the note that adds Ben on, without a gap.
    const seqs = span.map(({ seq }) => seq).reverse();
    expect(seqs).toEqual(Array.from({ length: seqs.length }, (_, index) => (seqs[0] as number) + index));
    expect(span.at(-1)).toMatchObject({ kind: "system", details: { event: "added" } });
    for (const { seq, id: messageId } of span) expect(all.get(seq)?.id).toBe(messageId);
  }
});

type Listener = Awaited<ReturnType<typeof attend>>;

async function allMessages(person: Person, conversation_id: string): Promise<Message[]> {
  const found: Message[] = [];
  let cursor: string | null = null;
  do {
    const page: Page<Message> = await call(person, "list_messages", { conversation_id, page_size: 100, cursor });
    found.push(...page.items);
    cursor = page.next_cursor;
  } while (cursor);
  return found;
}
