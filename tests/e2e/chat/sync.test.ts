import { randomUUID } from "node:crypto";
import { beforeEach, expect, test } from "vitest";
import { type Conversation, type Message, say, startConversation } from "../../support/chat.ts";
import { connectDatabase } from "../../support/database.ts";
import { newPerson, type Person } from "../../support/people.ts";
import { call } from "../../support/rpc.ts";

interface Caught {
  conversations: Conversation[];
  messages: Message[];
  receipts: { conversation_id: string; user_id: string; last_read_seq: number }[];
  removed: { conversations: string[]; messages: { conversation_id: string; seq: number }[] };
  next_since: string;
  more: boolean;
}

const sql = connectDatabase();
const sync = (person: Person, since?: string) => call<Caught>(person, "sync", since === undefined ? {} : { since });

let ada: Person;
let ben: Person;
let talk: string;

beforeEach(async () => {
  [ada, ben] = await Promise.all([newPerson(), newPerson()]);
  talk = await startConversation(ada, ben);
});

/** Follows `more` to the end, as a client does. */
async function catchUp(person: Person, since: string): Promise<{ messages: Message[]; since: string }> {
  const messages: Message[] = [];
  let point = since;
  for (;;) {
    const page = await sync(person, point);
    messages.push(...page.messages);
    point = page.next_since;
    if (!page.more) return { messages, since: point };
  }
}

/** Sends as somebody in a transaction that the test holds open. */
async function sendIn(transaction: typeof sql, person: Person, body: string): Promise<void> {
  const claims = Buffer.from(person.session.access_token.split(".")[1] as string, "base64url").toString();
  await transaction`select set_config('request.jwt.claims', ${claims}, true)`;
  await transaction`select private.send_message(${randomUUID()}, ${talk}, 'text', ${body}, '{}', null, null, null)`;
}

test("who was away gets what was said, in order, with the conversation and the receipts", async () => {
  await say(ben, talk, "before");
  const { next_since } = await sync(ada);
  const said = [await say(ben, talk, "one"), await say(ben, talk, "two"), await say(ben, talk, "three")];
  const caught = await sync(ada, next_since);
  expect(caught.messages).toEqual(said);
  expect(caught.conversations).toMatchObject([{ id: talk, unread: 4, last_message: { body: "three" } }]);
  expect(caught.more).toBe(false);

  await call(ada, "mark_read", { conversation_id: talk, message_id: said[2]?.id });
  const { next_since: since } = await sync(ben, next_since);
  expect((await sync(ben, next_since)).receipts).toMatchObject([{ user_id: ada.id, last_read_seq: 4 }]);
  expect(await sync(ben, since)).toMatchObject({ conversations: [], messages: [], receipts: [] });
});

test("a message that commits late is neither lost nor given twice", async () => {
  const other = await startConversation(ada, await newPerson());
  const { next_since } = await sync(ada);
  let seen: Caught | undefined;
  await sql.begin(async (transaction) => {
    // It has its identifiers now, and is committed after what comes next.
    await sendIn(transaction as unknown as typeof sql, ben, "late");
    await say(ada, other, "early");
    seen = await sync(ada, next_since);
    expect(seen.messages.map(({ body }) => body)).toEqual(["early"]);
  });
  const rest = await sync(ada, seen?.next_since);
  expect(rest.messages.map(({ body }) => body)).toEqual(["late"]);
});

test("however many write, each message comes once, in the order of its conversation", async () => {
  const friends = await Promise.all(Array.from({ length: 4 }, () => newPerson()));
  const talks: string[] = [];
  for (const friend of friends) talks.push(await startConversation(ada, friend));
  let { next_since: since } = await sync(ada);
  const caught: Message[] = [];
  let writing = true;
  const reader = (async () => {
    while (writing) {
      const page = await catchUp(ada, since);
      caught.push(...page.messages);
      since = page.since;
    }
  })();
  await Promise.all(
    friends.map(async (friend, index) => {
      for (let turn = 0; turn < 25; turn++) await say(friend, talks[index] as string, `${turn}`);
    }),
  );
  writing = false;
  await reader;
  caught.push(...(await catchUp(ada, since)).messages);
  for (const id of talks) {
    const bodies = caught.filter(({ conversation_id }) => conversation_id === id).map(({ body }) => body);
    expect(bodies).toEqual(Array.from({ length: 25 }, (_, turn) => `${turn}`));
  }
  expect(caught).toHaveLength(100);
});

test("a long absence is caught up page by page, in order, and what is said meanwhile comes after", async () => {
  const { next_since } = await sync(ada);
  await say(ben, talk, "0");
  await sql`
    insert into private.messages (conversation_id, seq, number, sender_id, kind, body)
    select ${talk}, place, place, ${ben.id}, 'text', place - 1 from generate_series(2, 450) place`;
  const first = await sync(ada, next_since);
  expect(first.more).toBe(true);
  expect(first.messages).toHaveLength(200);
  await sql`update private.conversations set last_seq = 450, last_number = 450 where id = ${talk}`;
  await say(ben, talk, "450");
  const rest = await catchUp(ada, first.next_since);
  expect([...first.messages, ...rest.messages].map(({ body }) => body)).toEqual(
    Array.from({ length: 450 }, (_, turn) => `${turn}`),
  );
  expect((await catchUp(ada, rest.since)).messages.map(({ body }) => body)).toEqual(["450"]);
});

test("who does not exchange read receipts gets none by sync either", async () => {
  const { id } = await say(ben, talk, "read me");
  await call(ben, "set_settings", { changes: { read_receipts: false } });
  const { next_since } = await sync(ben);
  await call(ada, "mark_read", { conversation_id: talk, message_id: id });
  expect((await sync(ben, next_since)).receipts).toMatchObject([{ user_id: ada.id, last_read_seq: 0 }]);
});

test("what is not the caller's stays away", async () => {
  const stranger = await newPerson();
  const { next_since } = await sync(stranger);
  await say(ada, talk, "not for you");
  expect(await sync(stranger, next_since)).toMatchObject({ conversations: [], messages: [], receipts: [] });
});
