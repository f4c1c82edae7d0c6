import { beforeEach, expect, test } from "vitest";
import { befriend, createGroup, startConversation } from "../../support/chat.ts";
import { connectDatabase } from "../../support/database.ts";
import { whileWaiting } from "../../support/held-locks.ts";
import { newPerson, type Person } from "../../support/people.ts";
import { call, refusal } from "../../support/rpc.ts";

interface Call {
  id: string;
  state: string;
  outcome: string | null;
}

const sql = connectDatabase();
let ada: Person;
let ben: Person;
let cleo: Person;

beforeEach(async () => {
  [ada, ben, cleo] = (await Promise.all([newPerson(), newPerson(), newPerson()])) as [Person, Person, Person];
});

/** What a call answers that waits while one of two blocks the other. */
const whileBlocking = <Answer>(blocker: Person, blocked: Person, begin: () => Promise<Answer>) =>
  whileWaiting(
    sql,
    (session) => session`insert into public.blocks (blocker_id, blocked_id) values (${blocker.id}, ${blocked.id})`,
    begin,
  );

const gone = { status: 404, code: "CONVERSATION_NOT_FOUND" };
const calls = (conversation_id: string) =>
  sql`select state, outcome from private.calls where conversation_id = ${conversation_id}`;

test("whoever is blocked while they call somebody rings nowhere", async () => {
  await befriend(ada, ben);
  const conversation_id = await startConversation(ada, ben);
  const answer = await whileBlocking(ben, ada, () => refusal(ada, "start_call", { conversation_id, media: "audio" }));
  expect(answer).toEqual(gone);
  expect(await calls(conversation_id)).toHaveLength(0);
});

test("whoever answers while the other blocks them is in no call", async () => {
  await befriend(ada, ben);
  const conversation_id = await startConversation(ada, ben);
  const { id: call_id } = await call<Call>(ada, "start_call", { conversation_id, media: "audio" });
  const answer = await whileBlocking(ada, ben, () => refusal(ben, "answer_call", { call_id, accept: true }));
  expect(answer).toEqual(gone);
  expect(await calls(conversation_id)).toEqual([{ state: "ended", outcome: "cancelled" }]);
  expect(await sql`select from private.call_participants where state = 'joined' and call_id = ${call_id}`).toHaveLength(
    0,
  );
});

test("whoever is removed from a group while they join its call is not in it", async () => {
  const conversation_id = await createGroup(ada, ben, cleo);
  const { id: call_id } = await call<Call>(ada, "start_call", { conversation_id, media: "audio" });
  await call(ben, "answer_call", { call_id, accept: true });
  for (const [name, args] of [
    ["start_call", { conversation_id, media: "audio" }],
    ["answer_call", { call_id, accept: true }],
  ] as const) {
    const answer = await whileWaiting(
      sql,
      (session) => session`select from private.conversations where id = ${conversation_id} for no key update`,
      () => refusal(cleo, name, args),
      (session) => session`
        update private.conversation_members set state = 'gone', left_at = now() where user_id = ${cleo.id} and conversation_id = ${conversation_id}`,
    );
    expect(answer, name).toEqual(gone);
    await sql`update private.conversation_members set state = 'active', left_at = null where user_id = ${cleo.id} and conversation_id = ${conversation_id}`;
  }
  const taken =
    await sql`select state from private.call_participants where call_id = ${call_id} and user_id = ${cleo.id}`;
  expect(taken.map(({ state }) => state)).not.toContain("joined");
});

test("whoever joins a call while somebody in it blocks them is not in it with them", async () => {
  const conversation_id = await createGroup(ada, ben, cleo);
  const { id: call_id } = await call<Call>(ada, "start_call", { conversation_id, media: "audio" });
  await call(ben, "answer_call", { call_id, accept: true });
  // Whoever blocks goes, and so the other finds nobody there who has blocked them.
  const answer = await whileBlocking(ben, cleo, () => refusal(cleo, "answer_call", { call_id, accept: true }));
  expect(answer.status).toBe(200);
  const together =
    await sql`select user_id from private.call_participants where call_id = ${call_id} and state = 'joined'`;
  expect(together.map(({ user_id }) => user_id).sort()).toEqual([ada.id, cleo.id].sort());
});

test("a call that ends while somebody answers it has ended for them too", async () => {
  await befriend(ada, ben);
  const conversation_id = await startConversation(ada, ben);
  const { id: call_id } = await call<Call>(ada, "start_call", { conversation_id, media: "audio" });
  const answer = await whileWaiting(
    sql,
    (session) => session`select private.finish_call(private.lock_call(${call_id}), 'missed', now())`,
    () => refusal(ben, "answer_call", { call_id, accept: true }),
  );
  expect(answer).toEqual({ status: 409, code: "CALL_ENDED" });
  // The next one begins anew.
  const next = await call<Call>(ben, "start_call", { conversation_id, media: "audio" });
  expect(next).toMatchObject({ state: "ringing" });
  expect(next.id).not.toBe(call_id);
});
