import { randomUUID } from "node:crypto";
import { expect, inject, test } from "vitest";
import { callFunction } from "../../support/clients.ts";
import { connectDatabase } from "../../support/database.ts";
import { mailTo, tokenIn } from "../../support/inbox.ts";
import { newPerson, type Person, registration } from "../../support/people.ts";
import { isAlive, signIn } from "../../support/sessions.ts";

const sql = connectDatabase();

async function call(method: string, path: string, token?: string, body?: unknown) {
  const answer = await callFunction(`auth/${path}`, { method, body, ...(token === undefined ? {} : { token }) });
  return { status: answer.status, code: answer.body.code };
}
const remove = (body: unknown, token?: string) => call("DELETE", "account", token, body);
const post = async (person: Person, caption: string): Promise<string> => {
  const { data, error } = await person.client.rpc("create_post", { client_id: randomUUID(), kind: "text", caption });
  if (error) throw error;
  return (data as { id: string }).id;
};
const sees = async (viewer: Person, person: Person) =>
  (await viewer.client.rpc("get_profile", { user_id: person.id })).status === 200;

test("the export has everything that is the person's and nothing that is another's", async () => {
  const [person, other] = [await newPerson({ location: { latitude: 1.5, longitude: 2.5 } }), await newPerson()];
  const posts = [await post(person, 'First, with "quotes"'), await post(person, "Second")];
  await post(other, "Not mine");
  const answer = await callFunction("auth/account/export", { method: "GET", token: person.session.access_token });
  expect(answer.status).toBe(200);
  expect(answer.headers.get("content-type")).toContain("application/json");
  const { exported_at, account, profile, sessions, ...parts } = answer.body as Record<
    string,
    Record<string, unknown>[]
  >;
  expect(Date.parse(String(exported_at))).toBeGreaterThan(Date.now() - 60_000);
  expect(account).toEqual([expect.objectContaining({ id: person.id, email: person.email, birth_date: "1995-06-15" })]);
  expect(profile?.[0]).toMatchObject({ interests: ["chess", "hiking"], location: { latitude: 1.5, longitude: 2.5 } });
  expect(sessions).toHaveLength(1);
  expect(parts.posts?.map(({ id }) => id)).toEqual(posts);
  expect(parts.audit_events?.map(({ event }) => event)).toEqual(["registered", "exported"]);
  expect(JSON.stringify(answer.body)).not.toMatch(/\$2[aby]\$|refresh_hash/);
});

test("an export of many rows is complete", async () => {
  const person = await newPerson();
  await sql`
    insert into public.posts (author_id, client_id, kind, caption)
    select ${person.id}, gen_random_uuid(), 'text', repeat('long ', 500) || n from generate_series(1, 1500) n`;
  const { body } = await callFunction("auth/account/export", { method: "GET", token: person.session.access_token });
  const captions = (body.posts as { caption: string }[]).map(({ caption }) => caption.split(" ").at(-1));
  expect(captions).toEqual(Array.from({ length: 1500 }, (_, index) => String(index + 1)));
});

test("exports whose readers go away hold nothing up", async () => {
  const { url, publishableKey } = inject("target");
  const person = await newPerson();
  await sql`
    insert into public.posts (author_id, client_id, kind, caption)
    select ${person.id}, gen_random_uuid(), 'text', repeat('long ', 900) from generate_series(1, 3000)`;
  const headers = { apikey: publishableKey, authorization: `Bearer ${person.session.access_token}` };
  for (let reader = 0; reader < 4; reader++) {
    const leave = new AbortController();
    const answer = await fetch(`${url}/functions/v1/auth/account/export`, { headers, signal: leave.signal });
    await answer.body?.getReader().read();
    leave.abort();
    await sql`delete from private.rate_buckets where limit_name = 'export_by_account' and subject = ${person.id}`;
  }
  const { body } = await callFunction("auth/account/export", { method: "GET", token: person.session.access_token });
  expect(body.posts).toHaveLength(3000);
});

test("the fourth export in an hour has to wait", async () => {
  const person = await newPerson();
  const answers = [];
  for (let turn = 0; turn < 4; turn++) answers.push(await call("GET", "account/export", person.session.access_token));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 429]);
});

test("a deactivated person is invisible and signed out, and back again after signing in", async () => {
  const [person, viewer] = [await newPerson(), await newPerson()];
  const postId = await post(person, "Still here?");
  const phone = await signIn(person, "Phone");
  expect(await sees(viewer, person)).toBe(true);
  expect(await call("POST", "account/deactivate", phone.access_token)).toEqual({ status: 204 });
  expect([await isAlive(phone), await isAlive(person.session)]).toEqual([false, false]);
  expect(await sees(viewer, person)).toBe(false);
  expect((await viewer.client.rpc("get_post", { post_id: postId })).error?.code).toBe("POST_NOT_FOUND");
  const written = await person.client.rpc("create_post", { client_id: randomUUID(), kind: "text", caption: "No." });
  expect(written.error?.code).toBe("NOT_AUTHENTICATED");

  await signIn(person);
  expect(await sees(viewer, person)).toBe(true);
  expect((await viewer.client.rpc("get_post", { post_id: postId })).error).toBeNull();
});

test("the password deletes the account: every row of the person is gone, and the tokens with them", async () => {
  const person = await newPerson();
  const postId = await post(person, "Gone soon");
  const token = person.session.access_token;
  expect(await remove({ password: person.password }, token)).toEqual({ status: 204 });
  const [left] = await sql`
    select
      (select count(*)::int from private.accounts where id = ${person.id}) as accounts,
      (select count(*)::int from private.credentials where account_id = ${person.id}) as credentials,
      (select count(*)::int from private.sessions where account_id = ${person.id}) as sessions,
      (select count(*)::int from public.profiles where id = ${person.id}) as profiles,
      (select count(*)::int from public.posts where id = ${postId}) as posts`;
  expect(left).toEqual({ accounts: 0, credentials: 0, sessions: 0, profiles: 0, posts: 0 });
  expect(await call("GET", "me", token)).toEqual({ status: 401, code: "NOT_AUTHENTICATED" });
  expect(await isAlive(person.session)).toBe(false);
  expect(await remove({ password: person.password }, token)).toEqual({ status: 401, code: "NOT_AUTHENTICATED" });
  await mailTo(person.email, /account was deleted/);
});

test("what stays of a deleted account is an audit trail without anything personal", async () => {
  const person = await newPerson();
  await signIn(person, "Telltale device");
  await remove({ password: person.password }, person.session.access_token);
  const events =
    await sql`select event, ip, user_agent, details from private.audit_events where account_id = ${person.id} order by id`;
  expect(events.map(({ event }) => event)).toEqual(["registered", "signed_in", "deleted"]);
  for (const { ip, user_agent, details } of events) {
    expect({ ip, user_agent, details }).toEqual({ ip: null, user_agent: null, details: {} });
  }
});

test("who is deleted may register again with the same name and address", async () => {
  const details = registration();
  const person = await newPerson(details);
  await remove({ password: person.password }, person.session.access_token);
  expect((await newPerson(details)).id).not.toBe(person.id);
});

test("a wrong password deletes nothing, and neither does a stranger's", async () => {
  const [person, stranger] = [await newPerson(), await newPerson({ password: "a stranger's password" })];
  const wrong = { status: 403, code: "WRONG_PASSWORD" };
  expect(await remove({ password: stranger.password }, person.session.access_token)).toEqual(wrong);
  expect(await isAlive(person.session)).toBe(true);
});

test("a mailed link deletes the account of somebody who cannot give the password, without a session", async () => {
  const person = await newPerson();
  expect(await call("POST", "account/delete-request", person.session.access_token)).toEqual({ status: 202 });
  const token = tokenIn(await mailTo(person.email, /Delete your account/));
  expect(await remove({ token })).toEqual({ status: 204 });
  expect(await sql`select from private.accounts where id = ${person.id}`).toHaveLength(0);
  expect(await remove({ token })).toEqual({ status: 422, code: "INVALID_MAIL_TOKEN" });
});

test("of two deletions at once one wins, and the other finds nobody", async () => {
  const person = await newPerson();
  const token = person.session.access_token;
  const answers = await Promise.all([1, 2].map(() => remove({ password: person.password }, token)));
  const [won, lost] = answers.sort((a, b) => a.status - b.status);
  expect(won?.status).toBe(204);
  expect([401, 403]).toContain(lost?.status);
});

test.each([{}, { password: "" }, { token: 5 }, { password: "x", token: "y" }])(
  "DELETE account refuses %j",
  async (body) => {
    const { session } = await newPerson();
    expect(await remove(body, session.access_token)).toEqual({ status: 422, code: "INVALID_BODY" });
  },
);

test.each([
  ["GET", "account/export", undefined],
  ["POST", "account/deactivate", undefined],
  ["POST", "account/delete-request", undefined],
  ["DELETE", "account", { password: "x" }],
])("%s %s needs somebody signed in, with a live session", async (method, path, body) => {
  const refused = { status: 401, code: "NOT_AUTHENTICATED" };
  expect(await call(method, path, undefined, body)).toEqual(refused);
  const { session } = await newPerson();
  await call("POST", "logout", session.access_token);
  expect(await call(method, path, session.access_token, body)).toEqual(refused);
});
