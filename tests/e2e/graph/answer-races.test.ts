import { beforeEach, expect, test } from "vitest";
import { connectDatabase } from "../../support/database.ts";
import { untilBlocked, whileWaiting } from "../../support/held-locks.ts";
import { newPerson, type Person } from "../../support/people.ts";
import { call, refusal } from "../../support/rpc.ts";

const sql = connectDatabase();
let ada: Person;
let ben: Person;

beforeEach(async () => {
  [ada, ben] = (await Promise.all([newPerson(), newPerson()])) as [Person, Person];
});

const none = { items: [] };

/** Ben asks Ada to connect; returns the request. */
async function asked(): Promise<string> {
  const { connection_request_id } = await call<{ connection_request_id: string }>(ben, "request_connection", {
    user_id: ada.id,
  });
  return connection_request_id;
}

/** What Ada answers behind a deed of one of the two that was there first: both wait for the pair, one behind the other. */
async function answered(
  name: string,
  args: Record<string, unknown>,
  other: Person,
  deed: string,
  given: Record<string, unknown>,
) {
  let answer: ReturnType<typeof refusal> | undefined;
  await whileWaiting(
    sql,
    (session) => session`select private.lock_pair(${ada.id}, ${ben.id})`,
    () => call(other, deed, given),
    async (session) => {
      answer = refusal(ada, name, args);
      await untilBlocked(session, 2);
    },
  );
  return answer;
}

test("a request that is withdrawn while its acceptance waits is gone", async () => {
  const request_id = await asked();
  const answer = await answered("answer_connection", { request_id, accept: true }, ben, "withdraw_connection", {
    request_id,
  });
  expect(answer).toEqual({ status: 404, code: "CONNECTION_REQUEST_NOT_FOUND" });
  expect(await call(ada, "list_connections")).toMatchObject(none);
});

test.each(["ada", "ben"])("a block by %s while the acceptance of a request waits leaves no connection", async (who) => {
  const request_id = await asked();
  const [blocker, blocked] = who === "ada" ? [ada, ben] : [ben, ada];
  const answer = await answered("answer_connection", { request_id, accept: true }, blocker, "block", {
    user_id: blocked.id,
  });
  expect(answer).toEqual({ status: 404, code: "CONNECTION_REQUEST_NOT_FOUND" });
  expect(await sql`select from public.connections where person_id in ${sql([ada.id, ben.id])}`).toHaveLength(0);
});

test.each(["unfollow", "block"])(
  "%s while the acceptance of a follower waits leaves nobody following",
  async (deed) => {
    await call(ada, "set_settings", { changes: { is_private: true } });
    await call(ben, "follow", { user_id: ada.id });
    const answer = await answered("answer_follow", { user_id: ben.id, accept: true }, ben, deed, { user_id: ada.id });
    expect(answer).toEqual({ status: 404, code: deed === "block" ? "USER_NOT_FOUND" : "FOLLOW_REQUEST_NOT_FOUND" });
    expect(await sql`select from public.follows where follower_id = ${ben.id}`).toHaveLength(0);
  },
);

test("a follower who is banned while the acceptance waits does not follow", async () => {
  await call(ada, "set_settings", { changes: { is_private: true } });
  await call(ben, "follow", { user_id: ada.id });
  const answer = await whileWaiting(
    sql,
    (session) => session`select private.lock_pair(${ada.id}, ${ben.id})`,
    () => refusal(ada, "answer_follow", { user_id: ben.id, accept: true }),
    () => sql`update private.accounts set banned_until = 'infinity' where id = ${ben.id}`,
  );
  expect(answer).toEqual({ status: 404, code: "USER_NOT_FOUND" });
  expect(await sql`select from public.follows where follower_id = ${ben.id}`).toHaveLength(0);
});

test("answers that accept and decline a follower at once leave one of the two", async () => {
  for (let round = 0; round < 5; round++) {
    await call(ada, "set_settings", { changes: { is_private: true } });
    await call(ben, "follow", { user_id: ada.id });
    const answers = await Promise.all(
      [true, false].map((accept) => refusal(ada, "answer_follow", { user_id: ben.id, accept })),
    );
    const follows = await sql`select from public.follows where follower_id = ${ben.id}`;
    expect(follows).toHaveLength(answers[0]?.status === 200 ? 1 : 0);
    expect(await sql`select from public.follow_requests where follower_id = ${ben.id}`).toHaveLength(0);
    await call(ben, "unfollow", { user_id: ada.id });
  }
});
