import { beforeAll, expect, test } from "vitest";
import { attend, attendConversation, type Conversation, createGroup, type Listener, say } from "../../support/chat.ts";
import { clientWith } from "../../support/clients.ts";
import { newPerson, type Person } from "../../support/people.ts";
import { call, eventually } from "../../support/rpc.ts";

let ada: Person;
let ben: Person;
let cleo: Person;

beforeAll(async () => {
  [ada, ben, cleo] = await Promise.all([newPerson(), newPerson(), newPerson()]);
});

const heard = ({ events }: Listener, event: string) => events.filter((one) => one.event === event);
const conversation = (person: Person, conversation_id: string) =>
  call<Conversation>(person, "get_conversation", { conversation_id });

/** What somebody who joins a topic can have replayed of it. */
async function replayed(person: Person, topic: string): Promise<string> {
  const client = clientWith(person.session.access_token);
  await client.realtime.setAuth(person.session.access_token);
  const channel = client.channel(topic, { config: { private: true, broadcast: { replay: { since: 1, limit: 25 } } } });
  const events: unknown[] = [];
  channel.on("broadcast", { event: "*" }, (message) => events.push(message));
  const status = await new Promise((resolve) => channel.subscribe(resolve));
  expect(status).toBe("SUBSCRIBED");
  // Replayed events come before anything else that the topic brings.
  const [room] = topic.split(":");
  if (room === "conversation") await say(person, topic.split(":")[1] as string, "the last of all");
  await eventually(
    async () => JSON.stringify(events),
    (text) => room !== "conversation" || text.includes("the last of all"),
  );
  await client.realtime.disconnect();
  return JSON.stringify(events);
}

test("no member can make an event that looks as if the database had sent it", async () => {
  const id = await createGroup(ada, ben, cleo);
  const [atCleo, atBen] = await Promise.all([attendConversation(cleo, id), attendConversation(ben, id)]);
  const forged = { ...(await say(ada, id, "mine")), body: "forged" };
  for (const event of ["message.created", "message.deleted", "receipt", "member", "reaction", "access_changed"]) {
    await atBen.channel.send({ type: "broadcast", event, payload: forged });
  }
  const { topic } = await conversation(ben, id);
  await ben.client.realtime.setAuth();
  await ben.client
    .channel(topic as string, { config: { private: true } })
    .httpSend("message.created", forged)
    .catch(() => {});
  await say(ada, id, "the end");
  await eventually(
    async () => heard(atCleo, "message.created"),
    (events) => events.length >= 2,
  );
  expect(atCleo.events.map(({ event, payload }) => [event, payload.body])).toEqual([
    ["message.created", "mine"],
    ["message.created", "the end"],
  ]);
});

test("nothing is replayed that was said before somebody came, while they were out, or that they have cleared", async () => {
  const id = await createGroup(ada, cleo);
  await say(ada, id, "before Ben came");
  const add = { conversation_id: id, member_ids: [ben.id] };
  await call(ada, "add_members", add);
  await say(ada, id, "while Ben was in");
  expect(await replayed(ben, (await conversation(ben, id)).topic as string)).toMatch(/while Ben was in/);
  await call(ada, "remove_member", { conversation_id: id, user_id: ben.id });
  await say(ada, id, "while Ben was out");
  await call(ada, "add_members", add);
  const text = await replayed(ben, (await conversation(ben, id)).topic as string);
  expect(text).not.toMatch(/before Ben came|while Ben was/);
  await say(ada, id, "cleared by Ben");
  await call(ben, "clear_conversation", { conversation_id: id });
  expect(await replayed(ben, (await conversation(ben, id)).topic as string)).not.toMatch(/cleared by Ben/);
});

test("nothing is replayed that was deleted for everyone, on any topic", async () => {
  const id = await createGroup(ada, ben);
  const kept = await say(ada, id, "this stays");
  const gone = await say(ada, id, "this goes");
  await call(ada, "edit_message", { message_id: gone.id, body: "this goes, too" });
  await call(ada, "delete_message", { message_id: gone.id, for_everyone: true });
  const text = await replayed(ben, (await conversation(ben, id)).topic as string);
  expect(text).toMatch(kept.id);
  expect(text).toMatch(/message\.deleted/);
  expect(text).not.toMatch(/this goes/);
  expect(await replayed(ben, `user:${ben.id}`)).not.toMatch(/this goes/);
});

test("present is a member as themself alone", async () => {
  const id = await createGroup(ada, ben);
  const { live_topic, me } = await conversation(ben, id);
  const { me: adas } = await conversation(ada, id);
  const track = async (key: string) => {
    const client = clientWith(ben.session.access_token);
    await client.realtime.setAuth(ben.session.access_token);
    const channel = client.channel(live_topic as string, {
      config: { private: true, presence: { key, enabled: true } },
    });
    await new Promise((resolve) => channel.subscribe(resolve));
    const answer = await channel.track({});
    await client.realtime.disconnect();
    return answer;
  };
  expect([await track(adas.member_id), await track(""), await track(me.member_id)]).toEqual(["error", "error", "ok"]);
});

test("who has blocked somebody in a group gives them no sign there, and gets none", async () => {
  const id = await createGroup(ada, ben, cleo);
  const before = await attendConversation(cleo, id, "live");
  await call(cleo, "block", { user_id: ben.id });
  const type = ({ channel }: Listener, member_id: string) =>
    channel.send({ type: "broadcast", event: "typing", payload: { member_id, typing: true } });
  const members = await Promise.all([cleo, ben].map(async (person) => (await conversation(person, id)).me.member_id));
  expect((await conversation(cleo, id)).live_topic).toBeNull();
  const [atBen, atAda] = await Promise.all([attendConversation(ben, id, "live"), attendConversation(ada, id, "live")]);
  await type(before, members[0] as string);
  await type(atBen, members[1] as string);
  await eventually(
    async () => heard(atAda, "typing"),
    (events) => events.length > 0,
  );
  expect([heard(before, "typing").length, heard(atBen, "typing").length, heard(atAda, "typing").length]).toEqual([
    0, 0, 1,
  ]);
  expect((await attend(cleo, (await conversation(ben, id)).live_topic as string)).status).toBe("CHANNEL_ERROR");
});

test("who signs out hears nothing more on a socket that is still open, and cannot come back", async () => {
  const dora = await newPerson();
  const id = await createGroup(ada, dora);
  const [alone, there] = await Promise.all([attend(dora, `user:${dora.id}`), attendConversation(dora, id)]);
  await dora.client.functions.invoke("auth/logout", { method: "POST" });
  await eventually(
    async () => [alone.channel.state, there.channel.state],
    (states) => states.every((state) => state === "closed"),
  );
  await say(ada, id, "Are you there?");
  expect([...heard(alone, "conversation"), ...heard(there, "message.created")]).toEqual([]);
  expect((await attend(dora, `user:${dora.id}`)).status).toBe("CHANNEL_ERROR");
});
