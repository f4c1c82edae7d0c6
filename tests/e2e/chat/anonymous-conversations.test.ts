import { randomUUID } from "node:crypto";
import { beforeAll, expect, test } from "vitest";
import { attend, attendConversation, type Conversation, type Message, say } from "../../support/chat.ts";
import { callFunction } from "../../support/clients.ts";
import { connectDatabase } from "../../support/database.ts";
import { newPerson, type Person } from "../../support/people.ts";
import type { Page } from "../../support/posts.ts";
import { call, eventually, refusal } from "../../support/rpc.ts";

const sql = connectDatabase();

let ada: Person;
let ben: Person;

beforeAll(async () => {
  [ada, ben] = await Promise.all([
    newPerson({ first_name: "Adalind", last_name: "Quimby" }),
    newPerson({ first_name: "Benvolio", last_name: "Zwart" }),
  ]);
});

async function meet(one: Person, other: Person): Promise<string> {
  const [row] = await sql`select private.start_anonymous_conversation(${one.id}, ${other.id}) as id`;
  return row?.id;
}

/** What of a person somebody else could know them by. */
const traces = ({ id, username, email }: Person, ...names: string[]) =>
  new RegExp([id, id.replaceAll("-", ""), username, email, ...names].join("|"), "i");
const tracesOfAda = () => traces(ada, "Adalind", "Quimby");

/** Every function of conversations and messages, called for this one with what else it needs. */
async function callEverything(person: Person, conversation_id: string, message: Message) {
  const known: Record<string, unknown> = {
    conversation_id,
    message_id: message.id,
    target: "message",
    target_id: message.id,
    client_id: randomUUID(),
    body: "an answer",
    query: "first",
    emoji: "👍",
    archived: false,
    pinned: true,
    until: null,
    accept: true,
    after_s: 3600,
    media: "audio",
    member_ids: [],
    changes: {},
    user_id: randomUUID(),
    role: "admin",
    for_everyone: false,
  };
  const functions = await sql<{ name: string; required: string[]; all: string[] }[]>`
    select proname as name, proargnames as all, proargnames[1:pronargs - pronargdefaults] as required
    from pg_proc where pronamespace = 'public'::regnamespace
      and (proargnames && array['conversation_id', 'message_id', 'target', 'since'] or proname ~ 'conversation|message|unread')
      and proname not in ('leave_conversation', 'clear_conversation', 'reveal_identity')
    order by proname`;
  const answers: Record<string, unknown> = {};
  for (const { name, required, all } of functions) {
    if (!(required ?? []).every((argument) => argument in known)) continue;
    const named = (all ?? []).filter(
      (argument) => (required ?? []).includes(argument) || argument === "conversation_id",
    );
    const args = Object.fromEntries(named.map((argument) => [argument, known[argument]]));
    const { data, error } = await person.client.rpc(name as never, args as never);
    answers[name] = error ?? data;
  }
  return answers;
}

test("neither answers nor events tell who the other one is", async () => {
  const id = await meet(ada, ben);
  const [atBen, benAlone] = await Promise.all([attendConversation(ben, id), attend(ben, `user:${ben.id}`)]);
  expect(atBen.status).toBe("SUBSCRIBED");
  const first = await say(ada, id, `The first words, to @${ben.username}`);
  await eventually(
    async () => atBen.events,
    (events) => events.length > 0,
  );
  const answers = await callEverything(ben, id, first);
  // Functions that must be among them, or this test looks at nothing.
  expect(Object.keys(answers)).toEqual(
    expect.arrayContaining([
      "list_conversations",
      "get_conversation",
      "list_messages",
      "mark_read",
      "send_message",
      "list_members",
    ]),
  );
  await callEverything(ada, id, await say(ben, id, "Who is it?"));
  await call(ada, "reveal_identity", { conversation_id: id });
  expect(await call(ben, "get_conversation", { conversation_id: id })).toMatchObject({
    other: { id: null, reveal_asked: true },
  });
  await call(ada, "leave_conversation", { conversation_id: id });
  await eventually(
    async () => benAlone.events,
    (events) => events.some(({ payload }) => payload.change === "ended"),
  );

  const exported = await callFunction("auth/account/export", { method: "GET", token: ben.session.access_token });
  const conversation = await call(ben, "get_conversation", { conversation_id: id });
  const heard = { answers, conversation, exported: exported.body, events: [...atBen.events, ...benAlone.events] };
  expect(heard.events.map(({ event }) => event)).toEqual(
    expect.arrayContaining(["message.created", "receipt", "member", "conversation"]),
  );
  for (const [where, told] of Object.entries(heard)) {
    expect({ where, trace: JSON.stringify(told).match(tracesOfAda())?.[0] }).toEqual({ where, trace: undefined });
  }
});

test("who they are shows to both when both want it", async () => {
  const id = await meet(ada, ben);
  await say(ada, id, "Hi");
  const atAda = await attendConversation(ada, id);
  const offered = await call<Conversation>(ada, "reveal_identity", { conversation_id: id });
  expect(offered.other).toMatchObject({ id: null, alias: expect.any(String) });
  const known = await call<Conversation>(ben, "reveal_identity", { conversation_id: id });
  expect(known.other).toMatchObject({ id: ada.id, username: ada.username });
  await eventually(
    async () => atAda.events,
    (events) => events.some(({ event }) => event === "member"),
  );
  expect(await call(ada, "get_conversation", { conversation_id: id })).toMatchObject({ other: { id: ben.id } });
  const { items } = await call<Page<Message>>(ben, "list_messages", { conversation_id: id });
  expect(items.map(({ kind, sender }) => [kind, sender?.id ?? null])).toEqual([
    ["system", null],
    ["text", ada.id],
  ]);
});

test("two who reveal themselves at once know each other", async () => {
  for (let round = 0; round < 5; round++) {
    const id = await meet(ada, ben);
    await Promise.all([ada, ben].map((person) => call(person, "reveal_identity", { conversation_id: id })));
    expect(await call(ada, "get_conversation", { conversation_id: id })).toMatchObject({ other: { id: ben.id } });
    expect(await call(ben, "get_conversation", { conversation_id: id })).toMatchObject({ other: { id: ada.id } });
  }
});

test("when one leaves, nobody writes any more, and it can be read for a day", async () => {
  const id = await meet(ada, ben);
  await say(ada, id, "Hi");
  const answers = await Promise.all([
    refusal(ada, "leave_conversation", { conversation_id: id }),
    refusal(ben, "leave_conversation", { conversation_id: id }),
  ]);
  expect(answers).toEqual([{ status: 204 }, { status: 204 }]);
  expect(await refusal(ben, "send_message", { client_id: randomUUID(), conversation_id: id, body: "Hello?" })).toEqual({
    status: 409,
    code: "CONVERSATION_CLOSED",
  });
  const { items } = await call<Page<Message>>(ben, "list_messages", { conversation_id: id });
  expect(items.map(({ kind }) => kind)).toEqual(["system", "text"]);
  expect(await call(ben, "get_conversation", { conversation_id: id })).toMatchObject({ topic: null, live_topic: null });
});
