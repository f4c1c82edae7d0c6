import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { callFunction } from "../../support/clients.ts";
import { connectDatabase } from "../../support/database.ts";
import { mailsTo, mailTo, tokenIn } from "../../support/inbox.ts";
import { newPerson, type Person, registration } from "../../support/people.ts";
import { isAlive, signIn } from "../../support/sessions.ts";

const sql = connectDatabase();

async function answerOf(call: Promise<{ status: number; body: Record<string, unknown> }>) {
  const { status, body } = await call;
  return { status, code: body.code };
}
const change = (token: string, current_password: unknown, new_password: unknown) =>
  answerOf(callFunction("auth/password/change", { token, body: { current_password, new_password } }));
const forgot = (email: string) => answerOf(callFunction("auth/password/forgot", { body: { email } }));
const reset = (token: string, new_password: string) =>
  answerOf(callFunction("auth/password/reset", { body: { token, new_password } }));

async function resetToken(person: Person): Promise<string> {
  expect(await forgot(person.email)).toEqual({ status: 202 });
  return tokenIn(await mailTo(person.email, /Reset your password/));
}

test("a changed password works, the old one does not, and only this device stays signed in", async () => {
  const person = await newPerson();
  const phone = await signIn(person, "Phone");
  const token = person.session.access_token;
  expect(await change(token, person.password, "a new battery staple")).toEqual({ status: 204 });
  expect([await isAlive(phone), await isAlive(person.session)]).toEqual([false, true]);
  await expect(signIn(person)).rejects.toThrow("INVALID_CREDENTIALS");
  await signIn({ ...person, password: "a new battery staple" });
  expect((await mailTo(person.email, /password was changed/)).text).toContain("UTC");
  const [event] =
    await sql`select 1 from private.audit_events where account_id = ${person.id} and event = 'password_changed'`;
  expect(event).toBeDefined();
});

test("a change needs the current password, and guesses at it have to wait", async () => {
  const person = await newPerson();
  const token = person.session.access_token;
  for (let guess = 0; guess < 5; guess++) {
    expect(await change(token, "wrong password", "a new battery staple")).toEqual({
      status: 403,
      code: "WRONG_PASSWORD",
    });
  }
  expect(await change(token, person.password, "a new battery staple")).toEqual({
    status: 429,
    code: "TOO_MANY_FAILURES",
  });
  await signIn(person);
});

test("of two changes at once one wins, and its password is the one that works", async () => {
  const person = await newPerson();
  const passwords = ["first new battery", "second new battery"];
  const token = person.session.access_token;
  const answers = await Promise.all(passwords.map((password) => change(token, person.password, password)));
  expect(answers.map(({ status }) => status).sort()).toEqual([204, 403]);
  const winner = passwords[answers.findIndex(({ status }) => status === 204)] as string;
  await signIn({ ...person, password: winner });
});

test("a sign-in with the old password that is under way while it changes opens no session", async () => {
  const person = await newPerson();
  const body = { identifier: person.username, password: person.password };
  const [changed, ...logins] = await Promise.all([
    change(person.session.access_token, person.password, "a new battery staple"),
    ...Array.from({ length: 3 }, () => callFunction("auth/login", { body })),
  ]);
  expect(changed).toEqual({ status: 204 });
  const alive = await sql`select from private.sessions where account_id = ${person.id} and revoked_at is null`;
  expect(logins.map(({ status }) => status).filter((status) => ![200, 401].includes(status))).toEqual([]);
  expect(alive).toHaveLength(1);
});

test("a mailed link sets a new password once, and signs every device out", async () => {
  const person = await newPerson();
  const token = await resetToken(person);
  expect(await reset(token, "a new battery staple")).toEqual({ status: 204 });
  expect(await isAlive(person.session)).toBe(false);
  await signIn({ ...person, password: "a new battery staple" });
  expect(await reset(token, "yet another staple")).toEqual({ status: 422, code: "INVALID_MAIL_TOKEN" });
  await mailTo(person.email, /password was changed/);
  const [row] = await sql`select email_verified_at from private.accounts where id = ${person.id}`;
  expect(row?.email_verified_at).not.toBeNull();
});

test("of two resets with one link at once one wins", async () => {
  const person = await newPerson();
  const token = await resetToken(person);
  const answers = await Promise.all(["first new battery", "second new battery"].map((each) => reset(token, each)));
  expect(answers.map(({ status }) => status).sort()).toEqual([204, 422]);
});

test("a reset lets in whom guesses have locked out", async () => {
  const person = await newPerson();
  const token = await resetToken(person);
  for (let guess = 0; guess < 5; guess++) {
    await callFunction("auth/login", { body: { identifier: person.username, password: "wrong password" } });
  }
  await expect(signIn(person)).rejects.toThrow("TOO_MANY_FAILURES");
  expect(await reset(token, "a new battery staple")).toEqual({ status: 204 });
  await signIn({ ...person, password: "a new battery staple" });
});

test("an address of nobody gets the same answer and no mail, and nothing is kept of it", async () => {
  const [person, nobody] = [await newPerson(), `nobody-${randomUUID()}@example.com`];
  expect(await forgot(nobody)).toEqual(await forgot(person.email));
  await mailTo(person.email, /Reset your password/);
  expect(await mailsTo(nobody)).toEqual([]);
  expect(await sql`select from private.outbox_mails where recipient = ${nobody}`).toEqual([]);
});

test("more links than an hour allows are not sent, and the answer does not tell", async () => {
  const person = await newPerson();
  for (let request = 0; request < 5; request++) expect(await forgot(person.email)).toEqual({ status: 202 });
  await mailTo(person.email, /Reset your password/);
  const [row] = await sql`
    select count(*)::int as mails from private.outbox_mails where recipient = ${person.email} and template = 'reset_password'`;
  expect(row?.mails).toBe(3);
});

test("an expired link, one for another purpose and an invented one are refused alike", async () => {
  const person = await newPerson();
  const refused = { status: 422, code: "INVALID_MAIL_TOKEN" };
  const verification = tokenIn(await mailTo(person.email, /Confirm/));
  const expired = await resetToken(person);
  await sql`update private.mail_tokens set expires_at = now() where account_id = ${person.id} and purpose = 'reset_password'`;
  const bytes = Buffer.from(expired, "base64url");
  bytes[bytes.length - 1] = (bytes.at(-1) as number) ^ 1;
  for (const token of [expired, verification, bytes.toString("base64url"), "nonsense", person.session.refresh_token]) {
    expect(await reset(token, "a new battery staple")).toEqual(refused);
  }
  await signIn(person);
});

test("a changed password makes reset links void that were mailed before", async () => {
  const person = await newPerson();
  const token = await resetToken(person);
  await change(person.session.access_token, person.password, "a new battery staple");
  expect(await reset(token, "yet another staple")).toEqual({ status: 422, code: "INVALID_MAIL_TOKEN" });
});

const tooCommon = { status: 422, code: "PASSWORD_TOO_COMMON" };

test.each([
  ["a common password", "qwertyuiop"],
  ["one in other letters", "PassWord1"],
  ["one character over and over", "aaaaaaaaaaaa"],
])("%s is refused at registration", async (_what, password) => {
  expect(await answerOf(callFunction("auth/register", { body: registration({ password }) }))).toEqual(tooCommon);
});

test("the own username or address is no password, at registration, change and reset", async () => {
  const details = registration();
  for (const password of [details.username, details.email.toUpperCase()]) {
    expect(await answerOf(callFunction("auth/register", { body: { ...details, password } }))).toEqual(tooCommon);
  }
  const person = await newPerson();
  expect(await change(person.session.access_token, person.password, person.username)).toEqual(tooCommon);
  const token = await resetToken(person);
  expect(await reset(token, person.email)).toEqual(tooCommon);
  // The link is not used up by it.
  expect(await reset(token, "a new battery staple")).toEqual({ status: 204 });
});

test.each([
  ["change", { current_password: "x", new_password: "short" }],
  ["change", { current_password: "x", new_password: "ü".repeat(37) }],
  ["change", { new_password: "a new battery staple" }],
  ["forgot", { email: "no address" }],
  ["forgot", {}],
  ["reset", { token: "x", new_password: "short" }],
  ["reset", { token: 5, new_password: "a new battery staple" }],
])("password/%s refuses %j", async (call, body) => {
  const { session } = await newPerson();
  const answer = await callFunction(`auth/password/${call}`, { body, token: session.access_token });
  expect({ status: answer.status, code: answer.body.code }).toEqual({ status: 422, code: "INVALID_BODY" });
});

test("a change needs somebody signed in", async () => {
  const body = { current_password: "x", new_password: "a new battery staple" };
  const answer = await answerOf(callFunction("auth/password/change", { body }));
  expect(answer).toEqual({ status: 401, code: "NOT_AUTHENTICATED" });
});
