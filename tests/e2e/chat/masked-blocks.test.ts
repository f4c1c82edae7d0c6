import { setTimeout as sleep } from "node:timers/promises";
import { beforeEach, expect, test } from "vitest";
import { attend, attendConversation, type Message, say } from "../../support/chat.ts";
import { connectDatabase } from "../../support/database.ts";
import { newPerson, type Person } from "../../support/people.ts";
import type { Page } from "../../support/posts.ts";
import { call, eventually } from "../../support/rpc.ts";

// Whoever suspects who the stranger of an anonymous conversation is could block one suspect after the other and see for whom the
// conversation changes. So nothing in it may change by a block, for either side, as a client sees it.
const sql = connectDatabase();
let ada: Person;
let ben: Person;
let talk: string;
let question: Message;
let answer: Message;

interface Caught {
  next_since: string;
  [part: string]: unknown;
}

beforeEach(async () => {
  [ada, ben] = (await Promise.all([newPerson(), newPerson()])) as [Person, Person];
  const [row] = await sql`select private.start_anonymous_conversation(${ada.id}, ${ben.id}) as id`;
  talk = row?.id;
  question = await say(ada, talk, "zebras or lions");
  answer = await say(ben, talk, "zebras", { reply_to: question.id });
  await call(ben, "react", { target: "message", target_id: question.id, emoji: "🔥" });
  await call(ada, "mark_read", { conversation_id: talk, message_id: answer.id });
  await call(ben, "mark_read", { conversation_id: talk, message_id: answer.id });
  // Searches find what the worker has indexed.
  await eventually(
    () => call<Page<unknown>>(ben, "search_messages", { query: "zebras" }),
    ({ items }) => items.length === 2,
  );
});

/** Everything of the conversation that somebody's client can ask for. */
async function seenBy(person: Person) {
  const conversation_id = talk;
  const { next_since, ...synced } = await call<Caught>(person, "sync");
  return {
    conversation: await call(person, "get_conversation", { conversation_id }),
    listed: await call(person, "list_conversations"),
    messages: await call(person, "list_messages", { conversation_id }),
    found: await call(person, "search_messages", { query: "zebras" }),
    reactions: await call(person, "list_reactions", { target: "message", target_id: question.id }),
    receipts: await call(person, "message_receipts", {
      message_id: person === ada ? question.id : answer.id,
    }),
    unread: await call(person, "unread_counts"),
    calls: await call(person, "list_calls"),
    synced,
  };
}

const both = async () => ({ ada: await seenBy(ada), ben: await seenBy(ben) });

test("no answer to either of two strangers changes when one blocks the other's profile, or ends the block", async () => {
  const before = await both();
  expect(JSON.stringify(before.ben)).toContain("zebras or lions");
  for (const [person, other] of [
    [ada, ben],
    [ben, ada],
  ] as const) {
    for (const deed of ["block", "unblock"]) {
      await call(person, deed, { user_id: other.id });
      expect(await both()).toEqual(before);
    }
  }
});

test("sync tells neither of two strangers that one has blocked the other's profile", async () => {
  const since = {
    ada: (await call<Caught>(ada, "sync")).next_since,
    ben: (await call<Caught>(ben, "sync")).next_since,
  };
  const news = async () => {
    const caught = [
      await call<Caught>(ada, "sync", { since: since.ada }),
      await call<Caught>(ben, "sync", { since: since.ben }),
    ];
    return caught.map(({ next_since: _, ...rest }) => JSON.stringify(rest));
  };
  const before = await news();
  await call(ada, "block", { user_id: ben.id });
  expect(await news()).toEqual(before);
  await call(ada, "unblock", { user_id: ben.id });
  expect(await news()).toEqual(before);
  await say(ben, talk, "something new");
  expect((await news())[0]).toContain("something new");
});

test("after a block of profiles two strangers hear and join as before", async () => {
  const [atAda, atBen, alone] = [
    await attendConversation(ada, talk),
    await attendConversation(ben, talk),
    await attend(ben, `user:${ben.id}`),
  ];
  await call(ada, "block", { user_id: ben.id });
  const [later, live] = [await attendConversation(ben, talk), await attendConversation(ben, talk, "live")];
  expect([atAda.status, atBen.status, later.status, live.status]).toEqual(Array(4).fill("SUBSCRIBED"));
  const said = await say(ben, talk, "still here");
  const heard = await say(ada, talk, "so am I");
  for (const [{ events }, id] of [
    [atAda, said.id],
    [atBen, heard.id],
    [later, heard.id],
  ] as const) {
    await eventually(
      async () => events,
      (all) => all.some(({ event, payload }) => event === "message.created" && payload.id === id),
    );
  }
  // Nothing but what was said, in either direction.
  await sleep(300);
  const kinds = [...atAda.events, ...atBen.events, ...later.events].map(({ event }) => event);
  expect(new Set(kinds)).toEqual(new Set(["message.created"]));
  expect(alone.events.every(({ payload }) => "message" in payload)).toBe(true);
});

test("two who have shown each other who they are lose the conversation with a block", async () => {
  await call(ada, "reveal_identity", { conversation_id: talk });
  await call(ben, "reveal_identity", { conversation_id: talk });
  const { next_since } = await call<Caught>(ben, "sync");
  await call(ada, "block", { user_id: ben.id });
  expect(await call(ben, "list_conversations")).toMatchObject({ items: [] });
  expect(await call(ben, "sync", { since: next_since })).toMatchObject({ removed: { conversations: [talk] } });
});
