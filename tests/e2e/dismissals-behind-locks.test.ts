import type { ReservedSql } from "postgres";
import { afterEach, beforeAll, expect, test } from "vitest";
import { connectDatabase } from "../support/database.ts";
import { whileWaiting } from "../support/held-locks.ts";
import { newPerson, type Person } from "../support/people.ts";
import { publish } from "../support/posts.ts";
import { call, refusal } from "../support/rpc.ts";
import { newModerator } from "../support/sessions.ts";

const sql = connectDatabase();
let ada: Person;
let ben: Person;
let mona: Person;
let mike: Person;

beforeAll(async () => {
  [ada, ben, mona, mike] = (await Promise.all([newPerson(), newPerson(), newModerator(sql), newModerator(sql)])) as [
    Person,
    Person,
    Person,
    Person,
  ];
});

const appoint = (person: Person, role: string) => sql`select private.set_app_role(${person.id}, ${role})`;
afterEach(() => Promise.all([appoint(mona, "moderator"), appoint(mike, "moderator")]));

type Hold = (session: ReservedSql) => Promise<unknown>;
/** The call waits for this, and its caller is dismissed in the transaction that it waits for. */
async function dismissed(moderator: Person, hold: Hold, name: string, args: Record<string, unknown> = {}) {
  const answer = await whileWaiting(
    sql,
    hold,
    () => refusal(moderator, name, args),
    (session) => session`select private.set_app_role(${moderator.id}, 'user')`,
  );
  expect(answer, name).toEqual({ status: 403, code: "NOT_ALLOWED" });
  await appoint(moderator, "moderator");
}

const account =
  (person: Person): Hold =>
  (session) =>
    session`select from private.accounts where id = ${person.id} for update`;

/** A case about a new post of Ben's, claimed by Mona. */
async function claimed(): Promise<{ case_id: string; post_id: string }> {
  const post = await publish(ben, { kind: "text", caption: `Something rude, ${crypto.randomUUID()}` });
  await call(ada, "report", { target: "post", target_id: post.id, reason: "harassment" });
  const [opened] = await sql`select id from private.cases where target_id = ${post.id}`;
  await call(mona, "claim_case", { case_id: opened?.id });
  return { case_id: opened?.id, post_id: post.id };
}

const lines = async () =>
  (await sql`select count(*)::int as lines from private.moderation_log where actor_id in (${mona.id}, ${mike.id})`)[0]
    ?.lines;

test("a moderator who is dismissed while waiting decides nothing, and nothing is in the log", async () => {
  const { case_id, post_id } = await claimed();
  const before = await lines();
  const ofCase: Hold = (session) => session`select from private.cases where id = ${case_id} for update`;
  const ofPost: Hold = (session) => session`select from public.posts where id = ${post_id} for update`;
  for (const hold of [account(ben), ofCase, ofPost])
    await dismissed(mona, hold, "decide", { case_id, action: "remove" });
  await dismissed(mona, ofCase, "claim_case", { case_id });
  await dismissed(mona, ofCase, "get_case", { case_id });
  await dismissed(mona, ofPost, "decide_many", { filter: { author: ben.id }, action: "remove", dry_run: false });
  const [opened] = await sql`select status from private.cases where id = ${case_id}`;
  expect([opened?.status, await lines()]).toEqual(["open", before]);
  expect(await call(ada, "get_post", { post_id })).toMatchObject({ id: post_id });
});

test("a moderator who is dismissed while waiting undoes nothing", async () => {
  const { case_id, post_id } = await claimed();
  const { id: decision_id } = await call<{ id: string }>(mona, "decide", { case_id, action: "hide" });
  const ofDecision: Hold = (session) => session`select from private.decisions where id = ${decision_id} for update`;
  const ofPost: Hold = (session) => session`select from public.posts where id = ${post_id} for update`;
  for (const hold of [account(ben), ofDecision, ofPost]) await dismissed(mona, hold, "undo_decision", { decision_id });
  const { batch_id } = await call<{ batch_id: string }>(mona, "decide_many", {
    filter: { author: ben.id },
    action: "warn",
    dry_run: false,
  });
  await dismissed(mona, account(ben), "undo_many", { batch_id });
  const undone = await sql`select from private.decisions where person_id = ${ben.id} and undone_at is not null`;
  expect(undone).toHaveLength(0);
});

test("a moderator who is dismissed while waiting answers no appeal and no second review", async () => {
  const { case_id } = await claimed();
  const { id: decision_id } = await call<{ id: string }>(mona, "decide", { case_id, action: "warn" });
  await sql`update private.decisions set told_at = now() where id = ${decision_id}`;
  const { id: appeal_id } = await call<{ id: string }>(ben, "appeal", { decision_id, note: "I did nothing." });
  await call(mike, "claim_appeal", { appeal_id });
  const ofAppeal: Hold = (session) => session`select from private.appeals where id = ${appeal_id} for update`;
  for (const hold of [account(ben), ofAppeal]) {
    await dismissed(mike, hold, "claim_appeal", { appeal_id });
    await dismissed(mike, hold, "answer_appeal", { appeal_id, uphold: true });
  }
  const [review] = await sql`
    insert into private.second_reviews (decision_id, first_moderator, first_verdict, moderator_id, claimed_until)
    values (${decision_id}, ${mona.id}, 'warning', ${mike.id}, now() + interval '15 minutes') returning id`;
  const ofReview: Hold = (session) => session`select from private.second_reviews where id = ${review?.id} for update`;
  await dismissed(mike, ofReview, "answer_second_review", { review_id: review?.id, verdict: "nothing" });
  const [appeal] = await sql`select status from private.appeals where id = ${appeal_id}`;
  expect(appeal?.status).toBe("open");
});

test("a moderator who is dismissed while waiting grants no badge, takes none, and answers for no topic", async () => {
  const { id: request_id } = await call<{ id: string }>(ben, "request_verification", {
    statement: "I am the one whom this profile is about.",
  });
  const ofRequest: Hold = (session) =>
    session`select from public.verification_requests where id = ${request_id} for update`;
  await dismissed(mona, ofRequest, "review_verification", { request_id, approve: true });
  await dismissed(mona, account(ben), "revoke_verification", { user_id: ben.id });
  await call(mona, "review_topic", { topic: "chess", approved: true });
  const ofTopic: Hold = (session) => session`select from private.topic_reviews where topic = 'chess' for update`;
  await dismissed(mona, ofTopic, "review_topic", { topic: "chess", approved: false });
  expect(await call(ada, "get_profile", { user_id: ben.id })).toMatchObject({ verified_at: null });
});
