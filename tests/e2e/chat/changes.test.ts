import { randomUUID } from "node:crypto";
import { beforeAll, expect, test } from "vitest";
import { createGroup, type Event, listen, listenTo, type Message, say, startConversation } from "../../support/chat.ts";
import { connectDatabase } from "../../support/database.ts";
import { newPerson, type Person } from "../../support/people.ts";
import type { Page } from "../../support/posts.ts";
import { call, refusal } from "../../support/rpc.ts";

const sql = connectDatabase();
let alice: Person;
let bob: Person;
let carol: Person;
let talk: string;

beforeAll(async () => {
  [alice, bob, carol] = await Promise.all([newPerson(), newPerson(), newPerson()]);
  talk = await startConversation(alice, bob);
});

const list = async (person: Person, conversation_id = talk) =>
  (await call<Page<Message>>(person, "list_messages", { conversation_id })).items;

/** Without the news of messages said before: it may still be on its way when the listener has come. */
const changesIn = (events: Event[]) =>
  events.filter(({ event }) => event !== "message.created" && event !== "conversation");

test("an edit reaches the other at once, whole", async () => {
  const { id } = await say(alice, talk, "Helo");
  const events = await listenTo(bob, talk);
  const edited = await call<Message>(alice, "edit_message", { message_id: id, body: "Hello" });
  await expect.poll(() => changesIn(events)).toHaveLength(1);
  expect(changesIn(events)[0]).toMatchObject({
    event: "message.updated",
    payload: { id, body: "Hello", sender: { id: alice.id } },
  });
  expect(await list(bob)).toContainEqual(edited);
  const { items } = await call<Page<unknown>>(bob, "list_message_edits", { message_id: id });
  expect(items).toEqual([{ body: "Helo", replaced_at: expect.any(String) }]);
});

test("ten edits at once follow one another", async () => {
  const { id } = await say(alice, talk, "edit 0");
  const bodies = Array.from({ length: 10 }, (_, n) => `edit ${n + 1}`);
  await Promise.all(bodies.map((body) => call(alice, "edit_message", { message_id: id, body })));
  const { items } = await call<Page<{ body: string }>>(bob, "list_message_edits", { message_id: id });
  const last = (await list(bob)).find((message) => message.id === id)?.body;
  expect([...items.map(({ body }) => body), last].sort()).toEqual(["edit 0", ...bodies].sort());
});

test("what is deleted for everyone is gone for everyone, whatever happens to it meanwhile", async () => {
  const { id, seq } = await say(alice, talk, "secret");
  const events = await listenTo(bob, talk);
  await Promise.allSettled([
    ...["🔥", "😂", "❤️"].map((emoji) => call(bob, "react", { target: "message", target_id: id, emoji })),
    call(alice, "edit_message", { message_id: id, body: "still secret" }),
    call(alice, "delete_message", { message_id: id, for_everyone: true }),
    call(alice, "delete_message", { message_id: id, for_everyone: true }),
  ]);
  await expect.poll(() => events.filter(({ event }) => event === "message.deleted")).toHaveLength(1);
  expect(events.at(-1)).toMatchObject({
    event: "message.deleted",
    payload: { conversation_id: talk, message_id: id, seq, for_everyone: true },
  });
  const [empty] = await list(bob);
  expect(empty).toMatchObject({
    id,
    body: "",
    details: null,
    mentions: [],
    reactions: { count: 0, emojis: {}, mine: null },
  });
  const [left] = await sql`
    select (select count(*) from private.message_edits where message_id = ${id})::int as edits,
      (select count(*) from private.message_reactions where message_id = ${id})::int as reactions`;
  expect(left).toEqual({ edits: 0, reactions: 0 });
});

test("what one deletes for oneself others keep, and the own other devices lose", async () => {
  const { id } = await say(alice, talk, "not for me");
  const events = await listen(bob, `user:${bob.id}`);
  await call(bob, "delete_message", { message_id: id });
  await expect.poll(() => changesIn(events)).toHaveLength(1);
  expect(changesIn(events)[0]).toMatchObject({
    event: "message.deleted",
    payload: { message_id: id, for_everyone: false },
  });
  expect((await list(bob)).map((message) => message.id)).not.toContain(id);
  expect((await list(alice)).map((message) => message.id)).toContain(id);
});

test("reactions of everybody at once are all counted, and every event says what has changed", async () => {
  const people = [alice, bob, carol, ...(await Promise.all(Array.from({ length: 5 }, () => newPerson())))];
  const group = await createGroup(alice, ...people.slice(1));
  const { id } = await say(alice, group, "vote");
  const heard = await listenTo(bob, group);
  const reactions = () => heard.filter(({ event }) => event === "reaction");
  await Promise.all(people.map((person) => call(person, "react", { target: "message", target_id: id, emoji: "🔥" })));
  await expect.poll(reactions).toHaveLength(people.length);
  expect(reactions().map(({ payload }) => [payload.emoji, payload.previous])).toEqual(people.map(() => ["🔥", null]));
  const { items } = await call<Page<{ user: { id: string } }>>(bob, "list_reactions", {
    target: "message",
    target_id: id,
  });
  expect(items.map(({ user }) => user.id).sort()).toEqual(people.map((person) => person.id).sort());
  await call(alice, "unreact", { target: "message", target_id: id });
  await expect
    .poll(() => reactions().at(-1))
    .toMatchObject({ event: "reaction", payload: { emoji: null, previous: "🔥" } });
  const { items: messages } = await call<Page<Message>>(bob, "list_messages", { conversation_id: group });
  expect(messages[0]?.reactions).toEqual({ count: 7, emojis: { "🔥": 7 }, mine: "🔥" });
});

test("who is mentioned in a group is pointed at by member", async () => {
  const group = await createGroup(alice, bob, carol);
  const { mentions } = await say(alice, group, `@${bob.username} and @nobody_at_all`);
  const [member] = await sql`
    select id from private.conversation_members where conversation_id = ${group} and user_id = ${bob.id}`;
  expect(mentions).toEqual([member?.id]);
});

test("what was said is found, by whom it was said to", async () => {
  const word = `w${randomUUID().slice(0, 8)}`;
  const group = await createGroup(alice, carol);
  const inTalk = await say(alice, talk, `Über ${word}ing`);
  const inGroup = await say(carol, group, `uber ${word}`);
  const search = async (person: Person, args = {}) =>
    (await call<Page<Message>>(person, "search_messages", { query: `über ${word}`, ...args })).items.map(
      ({ id }) => id,
    );
  await expect.poll(() => search(alice), { timeout: 10_000 }).toEqual([inGroup.id, inTalk.id]);
  expect(await search(alice, { conversation_id: talk })).toEqual([inTalk.id]);
  expect(await search(bob)).toEqual([inTalk.id]);
  expect(await search(carol)).toEqual([inGroup.id]);
  await call(alice, "delete_message", { message_id: inTalk.id, for_everyone: true });
  expect(await search(bob)).toEqual([]);
});

test("who has read a message is told, unless they do not want it told", async () => {
  const [open, shy] = await Promise.all([newPerson(), newPerson()]);
  const group = await createGroup(alice, open, shy);
  await call(shy, "set_settings", { changes: { read_receipts: false } });
  const { id, seq } = await say(alice, group, "read me");
  const heard = await listen(alice, `user:${alice.id}`);
  for (const person of [open, shy]) await call(person, "mark_read", { conversation_id: group, message_id: id });
  await expect.poll(() => heard.filter(({ event }) => event === "receipt")).toHaveLength(1);
  expect(heard.find(({ event }) => event === "receipt")?.payload).toMatchObject({
    user_id: open.id,
    last_read_seq: seq,
  });
  const { items } = await call<Page<{ member: { id: string }; read_at: string | null; delivered_at: string | null }>>(
    alice,
    "message_receipts",
    { message_id: id },
  );
  const told = items.map(({ member, delivered_at, read_at }) => [member.id, delivered_at !== null, read_at !== null]);
  expect(told.sort()).toEqual(
    [
      [open.id, true, true],
      [shy.id, true, false],
    ].sort(),
  );
});

test("a message that has had its time is emptied by the worker", { timeout: 30_000 }, async () => {
  const { id } = await say(alice, talk, "soon gone");
  const events = await listenTo(bob, talk);
  await sql`update private.messages set expires_at = now() where id = ${id}`;
  await expect
    .poll(() => events, { timeout: 25_000 })
    .toMatchObject([{ event: "message.deleted", payload: { message_id: id } }]);
  expect((await list(bob))[0]).toMatchObject({ id, body: "" });
});

test.each([
  ["edit_message", { body: "x" }],
  ["delete_message", { for_everyone: true }],
  ["delete_message", {}],
  ["list_message_edits", {}],
  ["message_receipts", {}],
])("%s %j is not for outsiders", async (name, args) => {
  const { id } = await say(alice, talk, "between us");
  const hidden = { status: 404, code: "MESSAGE_NOT_FOUND" };
  expect(await refusal(carol, name, { message_id: id, ...args })).toEqual(hidden);
  expect(await refusal(carol, name, { message_id: randomUUID(), ...args })).toEqual(hidden);
});

test.each([
  ["edit_message", { body: "mine" }, "NOT_YOUR_MESSAGE", 403],
  ["delete_message", { for_everyone: true }, "NOT_YOUR_MESSAGE", 403],
  ["search_messages", { query: "?" }, "INVALID_SEARCH", 422],
  ["message_receipts", { page_size: 0 }, "INVALID_PAGE_SIZE", 422],
])("%s %j of what somebody else wrote is refused", async (name, args, code, status) => {
  const { id } = await say(alice, talk, "alice's");
  const about = name === "search_messages" ? {} : { message_id: id };
  expect(await refusal(bob, name, { ...about, ...args })).toEqual({ status, code });
});
