import { randomUUID } from "node:crypto";
import type { ReservedSql } from "postgres";
import { beforeAll, expect, test } from "vitest";
import { befriend, createGroup, say, startConversation } from "../support/chat.ts";
import { callFunction } from "../support/clients.ts";
import { connectDatabase } from "../support/database.ts";
import { whileWaiting } from "../support/held-locks.ts";
import { ask, must, newCircle } from "../support/matchmaking.ts";
import { newPerson, type Person } from "../support/people.ts";
import { comment, publish } from "../support/posts.ts";
import { call, refusal } from "../support/rpc.ts";

const sql = connectDatabase();

let ada: Person;
let ben: Person;
let cleo: Person;
let conversation_id: string;
let message_id: string;
let group: string;

beforeAll(async () => {
  [ada, ben, cleo] = (await Promise.all([newPerson(), newPerson(), newPerson()])) as [Person, Person, Person];
  await befriend(ada, ben);
  conversation_id = await startConversation(ada, ben);
  message_id = (await say(ada, conversation_id, "mine")).id;
  group = await createGroup(ada, ben);
});

type Hold = (session: ReservedSql) => Promise<unknown>;
const profileOf =
  (person: Person): Hold =>
  (session) =>
    session`select from public.profiles where id = ${person.id} for no key update`;
const conversation =
  (id: string): Hold =>
  (session) =>
    session`select from private.conversations where id = ${id} for update`;
const message: Hold = (session) => session`select from private.messages where id = ${message_id} for update`;
const pair =
  (one: Person, other: Person): Hold =>
  (session) =>
    session`select private.lock_pair(${one.id}, ${other.id})`;

const ban =
  ({ id }: Person): Hold =>
  (session) =>
    session`update private.accounts set banned_until = 'infinity' where id = ${id}`;

const banned = { status: 403, code: "ACCOUNT_BANNED" };

/** Bans somebody while their call waits, in the transaction that it waits for, and takes the ban back afterwards. */
async function banWhileWaiting<Answer>(person: Person, hold: Hold, begin: () => Promise<Answer>): Promise<Answer> {
  try {
    return await whileWaiting(sql, hold, begin, ban(person));
  } finally {
    await sql`update private.accounts set banned_until = null where id = ${person.id}`;
  }
}

const refused = async (person: Person, hold: Hold, name: string, args: Record<string, unknown> = {}) =>
  expect(await banWhileWaiting(person, hold, () => refusal(person, name, args)), name).toEqual(banned);

test("a ban that comes while a call waits for one's own profile refuses it", async () => {
  const hold = profileOf(ada);
  await refused(ada, hold, "create_collection", { name: "Too late" });
  await refused(ada, hold, "set_interests", { slugs: ["chess"] });
  await refused(ada, hold, "update_profile", { changes: { bio: "too late" } });
  await refused(ada, hold, "request_verification", { statement: "I am the one whom this profile is about." });
  expect(await call(ada, "list_collections")).toMatchObject({ items: [] });
  expect(await call(ada, "get_profile", { user_id: ada.id })).toMatchObject({ bio: "" });
});

test("a ban that comes while a call waits for something of one's own refuses it", async () => {
  const { id: collection_id } = await call<{ id: string }>(ada, "create_collection", { name: "Mine" });
  const post = await publish(ben);
  const collection: Hold = (session) => session`select from public.collections where id = ${collection_id} for update`;
  await refused(ada, collection, "rename_collection", { collection_id, name: "Too late" });
  await refused(ada, collection, "save_post", { post_id: post.id, collection_id });
  const own = await publish(ada);
  const answer = await comment(ben, own.id);
  const postOfAda: Hold = (session) => session`select from public.posts where id = ${own.id} for update`;
  await refused(ada, postOfAda, "pin_comment", { comment_id: answer.id });
  await refused(ada, postOfAda, "hide_comment", { comment_id: answer.id });
  // The deeds of an author wait for the ban itself.
  for (const name of ["edit_post", "delete_post", "archive_post"]) {
    await refused(ada, ban(ada), name, {
      post_id: own.id,
      ...(name === "edit_post" ? { changes: { caption: "too late" } } : {}),
    });
  }
  const remove = async () =>
    (await callFunction("media/avatar", { method: "DELETE", token: ada.session.access_token })).body.code;
  expect(await banWhileWaiting(ada, profileOf(ada), remove)).toBe("ACCOUNT_BANNED");
});

test("a ban that comes while a call waits for a message refuses it", async () => {
  await refused(ada, message, "edit_message", { message_id, body: "too late" });
  await refused(ada, message, "react", { target: "message", target_id: message_id, emoji: "🔥" });
  await refused(ada, message, "unreact", { target: "message", target_id: message_id });
  await refused(ada, message, "delete_message", { message_id, for_everyone: true });
  const [row] = await sql`select body from private.messages where id = ${message_id}`;
  expect(row?.body).toBe("mine");
});

test("a ban that comes while a call waits for a conversation refuses it", async () => {
  const late = { client_id: randomUUID(), conversation_id, body: "too late" };
  await refused(ada, conversation(conversation_id), "send_message", late);
  await refused(ada, conversation(conversation_id), "start_call", { conversation_id, media: "audio" });
  // Pins are counted under the account, which is where the ban is.
  await refused(ada, ban(ada), "pin_conversation", { conversation_id });
  const hold = conversation(group);
  await refused(ada, hold, "add_members", { conversation_id: group, member_ids: [cleo.id] });
  await refused(ada, hold, "remove_member", { conversation_id: group, user_id: ben.id });
  await refused(ada, hold, "set_member_role", { conversation_id: group, user_id: ben.id, role: "admin" });
  await refused(ada, hold, "update_group", { conversation_id: group, changes: { title: "Too late" } });
  await refused(ada, hold, "leave_conversation", { conversation_id: group });
  const held: Hold = (session) => session`select from public.profiles where id = ${cleo.id} for update`;
  await refused(ada, held, "create_group", { client_id: randomUUID(), title: "Too late", member_ids: [cleo.id] });
  expect(await call(ada, "get_conversation", { conversation_id: group })).toMatchObject({
    title: "A group",
    member_count: 2,
  });
});

test("a ban that comes while a call waits for a call refuses it", async () => {
  const { id: call_id } = await call<{ id: string }>(ada, "start_call", { conversation_id, media: "audio" });
  await refused(ben, conversation(conversation_id), "answer_call", { call_id, accept: true });
  await refused(ben, conversation(conversation_id), "answer_call", { call_id, accept: false });
  await refused(ada, conversation(conversation_id), "end_call", { call_id });
  expect(await call(ada, "get_call", { call_id })).toMatchObject({ state: "ringing" });
  await call(ada, "end_call", { call_id });
});

test("a ban that comes while an answer waits refuses it", async () => {
  const { connection_request_id: request_id } = await call<{ connection_request_id: string }>(
    cleo,
    "request_connection",
    { user_id: ada.id },
  );
  for (const accept of [true, false]) {
    await refused(ada, pair(ada, cleo), "answer_connection", { request_id, accept });
    await refused(ada, pair(ada, cleo), "answer_follow", { user_id: cleo.id, accept });
  }
  await refused(cleo, pair(ada, cleo), "withdraw_connection", { request_id });
  const { id: asked } = await call<{ id: string }>(cleo, "start_conversation", { user_id: ben.id });
  await say(cleo, asked, "hello");
  for (const accept of [true, false]) {
    await refused(ben, conversation(asked), "answer_message_request", { conversation_id: asked, accept });
  }
  expect(await call(ada, "list_connection_requests", { direction: "incoming" })).toMatchObject({
    items: [{ id: request_id }],
  });
  await call(ben, "answer_message_request", { conversation_id: asked, accept: false });
  await refused(ben, conversation(asked), "start_conversation", { user_id: cleo.id });
});

test("a ban that comes while a search for somebody waits refuses it", async () => {
  const circle = newCircle();
  const [one, other] = await Promise.all([circle.person(), circle.person()]);
  await circle.join(one);
  const { proposal } = await circle.meet(other);
  const ticket: Hold = (session) => session`select from private.match_tickets where person_id = ${one.id} for update`;
  const codeOf = async (path: string, body?: unknown) => (await ask(one, path, body)).body.code;
  const respond = { proposal_id: proposal?.id, accept: true };
  expect(await banWhileWaiting(one, ticket, () => codeOf("respond", respond))).toBe("ACCOUNT_BANNED");
  expect(await banWhileWaiting(one, ticket, () => codeOf("leave"))).toBe("ACCOUNT_BANNED");
  await must(one, "leave");
  await circle.join(one);
  const join = { mode: "compatible", intent: "friendship", languages: ["en"] };
  expect(await banWhileWaiting(one, ticket, () => codeOf("join", join))).toBe("ACCOUNT_BANNED");
  const [row] = await sql`select languages from private.match_tickets where person_id = ${one.id}`;
  expect(row?.languages).toEqual(circle.languages);
});
