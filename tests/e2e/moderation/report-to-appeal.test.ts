import { beforeAll, expect, test } from "vitest";
import { callFunction, clientWith } from "../../support/clients.ts";
import { connectDatabase } from "../../support/database.ts";
import { whileWaiting } from "../../support/held-locks.ts";
import { newPerson, type Person } from "../../support/people.ts";
import { type Post, publish } from "../../support/posts.ts";
import { call, eventually, refusal } from "../../support/rpc.ts";
import { newModerator, signIn } from "../../support/sessions.ts";

interface Told {
  id: string;
  action: string;
  note: string | null;
  appeal: { id: string; status: string; answer: string | null } | null;
}

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

const rude = () => publish(ben, { kind: "text", caption: `Something rude, ${crypto.randomUUID()}` });
const caseAbout = async (post: Post) =>
  (await sql`select id from private.cases where target_id = ${post.id} and status = 'open'`)[0]?.id as string;

/** A case about a new post of Ben's, and the post. */
async function reported(): Promise<{ post: Post; case_id: string }> {
  const post = await rude();
  await call(ada, "report", { target: "post", target_id: post.id, reason: "harassment" });
  return { post, case_id: await caseAbout(post) };
}

async function decided(decision: Record<string, unknown>): Promise<{ post: Post; decision_id: string }> {
  const { post, case_id } = await reported();
  await call(mona, "claim_case", { case_id });
  const { id } = await call<{ id: string }>(mona, "decide", { case_id, ...decision });
  return { post, decision_id: id };
}

/** As if ten minutes had gone by. */
async function told(decision_id: string): Promise<void> {
  await sql`update private.decisions set created_at = now() - interval '11 minutes' where id = ${decision_id}`;
  await eventually(
    () => sql`select told_at from private.decisions where id = ${decision_id} and told_at is not null`,
    ({ length }) => length === 1,
  );
}

const appeal = (body: Record<string, unknown>) =>
  callFunction("auth/appeal", { body: { identifier: ben.username, password: ben.password, ...body } });

test("a report becomes a decision, a notice, an appeal, and an outcome for everybody", async () => {
  const { post, decision_id } = await decided({
    action: "remove",
    note: "We are kind here.",
    further: [{ action: "suspend", until: new Date(Date.now() + 864e5).toISOString() }],
  });
  expect(await refusal(ada, "get_post", { post_id: post.id })).toEqual({ status: 404, code: "POST_NOT_FOUND" });
  expect(await refusal(ben, "my_decisions")).toEqual({ status: 403, code: "ACCOUNT_BANNED" });
  await told(decision_id);
  expect(await call(ada, "my_reports")).toMatchObject({ items: [{ target_id: post.id, status: "upheld" }] });

  expect(await appeal({ password: "not the password" })).toMatchObject({ status: 401 });
  expect(
    (await callFunction("auth/login", { body: { identifier: ben.username, password: ben.password } })).body,
  ).toMatchObject({
    code: "ACCOUNT_BANNED",
  });
  const { body } = await appeal({});
  expect(body).toMatchObject({
    decisions: [{ id: decision_id, action: "suspend", note: "We are kind here.", appeal: null }],
  });
  expect(JSON.stringify(body)).not.toMatch(new RegExp([mona.id, ada.id].join("|")));
  expect(await appeal({ note: "It was a joke." })).toMatchObject({
    status: 200,
    body: { decisions: [{ appeal: { note: "It was a joke.", status: "open" } }] },
  });

  const [waiting] = await sql`select id from private.appeals where decision_id = ${decision_id}`;
  const appeal_id = waiting?.id as string;
  expect(await refusal(mona, "claim_appeal", { appeal_id })).toEqual({ status: 403, code: "NOT_ALLOWED" });
  expect(await call(mike, "claim_appeal", { appeal_id })).toMatchObject({
    reports: [{ evidence: { caption: post.caption } }],
  });
  await call(mike, "answer_appeal", { appeal_id, uphold: true, note: "It was." });

  const session = await signIn(ben);
  ben = { ...ben, session, client: clientWith(session.access_token) };
  const { items } = await call<{ items: Told[] }>(ben, "my_decisions");
  expect(items[0]).toMatchObject({ id: decision_id, appeal: { status: "upheld", answer: "It was." } });
  expect(await call(ada, "get_post", { post_id: post.id })).toMatchObject({ caption: post.caption });
  expect(await call(ada, "report", { target: "post", target_id: post.id, reason: "hate" })).toMatchObject({
    status: "dismissed",
  });
  expect((await appeal({})).body).toMatchObject({ code: "NOT_BANNED" });
  await eventually(
    () => call<{ items: { kind: string }[] }>(ben, "list_notifications"),
    ({ items: news }) => ["moderation_notice", "appeal_outcome"].every((kind) => news.some((one) => one.kind === kind)),
  );
});

test("of two moderators who claim a case at once one has it", async () => {
  for (let round = 0; round < 5; round++) {
    const { case_id } = await reported();
    const answers = await Promise.all([mona, mike].map((moderator) => refusal(moderator, "claim_case", { case_id })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  }
});

test("a case that is claimed by two, one after the other's time, is decided once", async () => {
  const { case_id } = await reported();
  await call(mona, "claim_case", { case_id });
  const decide = (person: Person) => refusal(person, "decide", { case_id, action: "warn" });
  const answers = await Promise.all([decide(mona), decide(mona), decide(mike)]);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
  expect(await sql`select from private.decisions where case_id = ${case_id}`).toHaveLength(1);
});

test("whoever is told while an undoing waits stays told, and may appeal", async () => {
  const { decision_id } = await decided({ action: "warn" });
  const undone = await whileWaiting(
    sql,
    (session) => session`select from private.accounts where id = ${ben.id} for update`,
    () => refusal(mona, "undo_decision", { decision_id }),
    (session) => session`update private.decisions set told_at = now() where id = ${decision_id}`,
  );
  expect(undone).toEqual({ status: 409, code: "DECISION_FINAL" });
  expect(await call(ben, "appeal", { decision_id, note: "No." })).toMatchObject({ status: "open" });
});

test("what is undone while an appeal waits is no longer there to appeal against", async () => {
  const { decision_id } = await decided({ action: "warn" });
  await sql`update private.decisions set told_at = now() where id = ${decision_id}`;
  const answer = await whileWaiting(
    sql,
    (session) => session`select from private.accounts where id = ${ben.id} for update`,
    () => refusal(ben, "appeal", { decision_id, note: "No." }),
    (session) => session`update private.decisions set told_at = null, undone_at = now() where id = ${decision_id}`,
  );
  expect(answer).toEqual({ status: 404, code: "DECISION_NOT_FOUND" });
});

test("an appeal is answered once, whoever answers", async () => {
  const { decision_id } = await decided({ action: "warn" });
  await told(decision_id);
  const { id: appeal_id } = await call<{ id: string }>(ben, "appeal", { decision_id, note: "No." });
  await call(mike, "claim_appeal", { appeal_id });
  const answers = await Promise.all(
    [true, false].map((uphold) => refusal(mike, "answer_appeal", { appeal_id, uphold })),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
});
