import { beforeAll, expect, test } from "vitest";
import { attend, attendConversation, begin, type Conversation, createGroup, say } from "../../support/chat.ts";
import { newPerson, type Person } from "../../support/people.ts";
import type { Page } from "../../support/posts.ts";
import { call, eventually, refusal } from "../../support/rpc.ts";

let ada: Person;
let ben: Person;

beforeAll(async () => {
  [ada, ben] = await Promise.all([newPerson(), newPerson()]);
});

const requests = async (person: Person) => (await call<Page<Conversation>>(person, "list_message_requests")).items;
const conversations = async (person: Person) => (await call<Page<Conversation>>(person, "list_conversations")).items;

test("a stranger's first message waits, and its acceptance opens the conversation for both", async () => {
  const { id } = await begin(ada, ben);
  const atAda = await attendConversation(ada, id);
  const adaAlone = await attend(ada, `user:${ada.id}`);
  await say(ada, id, "Hi");
  expect(await conversations(ben)).toEqual([]);
  expect(await requests(ben)).toEqual([expect.objectContaining({ id, unread: 1 })]);
  const { me } = await call<Conversation>(ben, "answer_message_request", { conversation_id: id, accept: true });
  expect(me.state).toBe("active");
  await eventually(
    async () => atAda.events,
    (events) => events.some(({ event }) => event === "member"),
  );
  expect(atAda.events.find(({ event }) => event === "member")?.payload).toMatchObject({
    conversation_id: id,
    members: [{ member_id: me.member_id, state: "active" }],
  });
  await eventually(
    async () => adaAlone.events,
    (events) => events.some(({ payload }) => payload.change === "accepted"),
  );
  expect([await requests(ben), await conversations(ben)]).toEqual([[], [expect.objectContaining({ id })]]);
});

test("whoever has not accepted types nothing to be seen, and whoever has does", async () => {
  const [writer, reader] = await Promise.all([newPerson(), newPerson()]);
  const { id } = await begin(writer, reader);
  await say(writer, id, "Hi");
  const atWriter = await attendConversation(writer, id, "live");
  const typing = () => atWriter.events.filter(({ event }) => event === "typing").length;
  const type = async (channel: Awaited<ReturnType<typeof attend>>["channel"], member_id: string) =>
    channel.send({ type: "broadcast", event: "typing", payload: { member_id, typing: true } });
  // Whoever guesses the name comes as far as whoever is told it.
  const { live_topic } = await call<Conversation>(writer, "get_conversation", { conversation_id: id });
  expect((await call<Conversation>(reader, "get_conversation", { conversation_id: id })).live_topic).toBeNull();
  expect((await attend(reader, live_topic as string)).status).toBe("CHANNEL_ERROR");
  await say(reader, id, "Yes");
  const { me } = await call<Conversation>(reader, "get_conversation", { conversation_id: id });
  await type((await attendConversation(reader, id, "live")).channel, me.member_id);
  await eventually(
    async () => typing(),
    (count) => count === 1,
  );
});

test("a refusal is silent, and lasts until who refused begins the conversation", async () => {
  const [writer, reader] = await Promise.all([newPerson(), newPerson()]);
  const { id } = await begin(writer, reader);
  await say(writer, id, "Hi");
  const before = await call<Conversation>(writer, "get_conversation", { conversation_id: id });
  const told = await attend(writer, `user:${writer.id}`);
  expect(await call(reader, "answer_message_request", { conversation_id: id, accept: false })).toBeNull();
  expect(await call(writer, "get_conversation", { conversation_id: id })).toEqual(before);
  expect(await refusal(writer, "send_message", { client_id: id, conversation_id: id, body: "Hello?" })).toEqual({
    status: 403,
    code: "MESSAGE_REQUEST_PENDING",
  });
  expect((await begin(reader, writer)).id).toBe(id);
  await eventually(
    async () => told.events,
    (events) => events.length > 0,
  );
  expect(told.events.map(({ payload }) => payload.change)).toEqual(["accepted"]);
  expect(await say(writer, id, "At last")).toMatchObject({ body: "At last" });
});

test("an invitation to a group waits in the request box", async () => {
  const guest = await newPerson();
  await call(guest, "set_settings", { changes: { who_may_add_to_groups: "connections" } });
  const id = await createGroup(ada, guest);
  expect(await requests(guest)).toEqual([expect.objectContaining({ id, title: "A group", member_count: 1 })]);
  const { topic } = await call<Conversation>(ada, "get_conversation", { conversation_id: id });
  expect((await attend(guest, topic as string)).status).toBe("CHANNEL_ERROR");
  const joined = await call<Conversation>(guest, "answer_message_request", { conversation_id: id, accept: true });
  expect(joined).toMatchObject({ member_count: 2, me: { state: "active" } });
  expect((await attendConversation(guest, id)).status).toBe("SUBSCRIBED");
});
