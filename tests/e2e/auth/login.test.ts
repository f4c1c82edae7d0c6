import { randomUUID } from "node:crypto";
import { request } from "node:http";
import bcrypt from "bcryptjs";
import { expect, inject, test } from "vitest";
import { callFunction } from "../../support/clients.ts";
import { connectDatabase } from "../../support/database.ts";
import { mailsTo, mailTo } from "../../support/inbox.ts";
import { newPerson, type Person } from "../../support/people.ts";
import { signIn } from "../../support/sessions.ts";

const sql = connectDatabase();

const login = (identifier: unknown, password: unknown) =>
  callFunction("auth/login", { body: { identifier, password } });

/** A sign-in from another loopback address, with headers that claim yet another one. */
function loginFrom(localAddress: string, { username, password }: Person): Promise<{ status: number; code?: string }> {
  const { url, publishableKey } = inject("target");
  return new Promise((resolve, reject) => {
    const headers = { apikey: publishableKey, "content-type": "application/json", "x-forwarded-for": "8.8.8.8" };
    const options = { method: "POST", localAddress, headers };
    const sent = request(`${url}/functions/v1/auth/login`, options, async (answer) => {
      let body = "";
      for await (const chunk of answer) body += chunk;
      resolve({ status: answer.statusCode ?? 0, code: JSON.parse(body).code });
    });
    sent.on("error", reject);
    sent.end(JSON.stringify({ identifier: username, password }));
  });
}

test("by e-mail address or username, in any case", async () => {
  const person = await newPerson();
  for (const identifier of [
    person.email,
    person.username,
    person.email.toUpperCase(),
    ` ${person.username.toUpperCase()} `,
  ]) {
    const { status, body } = await login(identifier, person.password);
    expect(status).toBe(200);
    expect(body.user).toMatchObject({ id: person.id, email: person.email });
    expect(body.session).toMatchObject({ token_type: "bearer", expires_in: 900 });
  }
});

test("a wrong password and an unknown account get the very same answer", async () => {
  const person = await newPerson();
  const wrong = await login(person.username, "not the password");
  const unknown = await login("nobody.of.this.name", "not the password");
  expect(wrong.status).toBe(401);
  expect(wrong.body).toMatchObject({ code: "INVALID_CREDENTIALS", hint: null, details: null });
  expect([unknown.status, unknown.body]).toEqual([wrong.status, wrong.body]);
});

test.each([
  ["an empty identifier", "", "password"],
  ["no password", "somebody", undefined],
  ["a number", 5, "password"],
])("%s is refused", async (_what, identifier, password) => {
  const { status, body } = await login(identifier, password);
  expect({ status, code: body.code }).toEqual({ status: 422, code: "INVALID_BODY" });
});

const codes = (answers: { status: number; body: Record<string, unknown> }[]) =>
  answers.map(({ status, body }) => `${status} ${body.code}`).sort();

test("five wrong guesses at one account make even the right password wait, also when they come at once", async () => {
  const person = await newPerson();
  const guesses = await Promise.all(Array.from({ length: 8 }, () => login(person.username, "wrong password")));
  expect(codes(guesses)).toEqual([
    ...Array(5).fill("401 INVALID_CREDENTIALS"),
    ...Array(3).fill("429 TOO_MANY_FAILURES"),
  ]);
  const { status, body, headers } = await login(person.username.toUpperCase(), person.password);
  expect({ status, code: body.code }).toEqual({ status: 429, code: "TOO_MANY_FAILURES" });
  const wait = Number(headers.get("retry-after"));
  expect(wait).toBeGreaterThan(0);
  expect(wait).toBeLessThanOrEqual(30);
});

test("an identifier that is nobody's is locked in the very same way", async () => {
  const nobody = `nobody.${randomUUID().slice(0, 8)}`;
  const guesses = await Promise.all(Array.from({ length: 8 }, () => login(nobody, "wrong password")));
  expect(codes(guesses)).toEqual([
    ...Array(5).fill("401 INVALID_CREDENTIALS"),
    ...Array(3).fill("429 TOO_MANY_FAILURES"),
  ]);
});

const fail = (identifier: string, more = {}) =>
  callFunction("auth/login", { body: { identifier, password: "wrong password", ...more } });

test("whom strangers have locked out signs in on a device of old, alive or signed out, while the guessing goes on", async () => {
  const person = await newPerson();
  const device_token = person.session.refresh_token;
  await Promise.all(Array.from({ length: 8 }, () => fail(person.username)));
  expect((await login(person.username, person.password)).status).toBe(429);

  const body = { identifier: person.username, password: person.password, device_token };
  expect((await callFunction("auth/login", { body })).status).toBe(200);
  await callFunction("auth/logout", { token: person.session.access_token });
  expect((await callFunction("auth/login", { body })).status).toBe(200);
  // The strangers have gained nothing by it.
  expect((await fail(person.username)).status).toBe(429);
});

test("on a device of old one guesses no longer than elsewhere", async () => {
  const person = await newPerson();
  const device_token = person.session.refresh_token;
  for (let guess = 0; guess < 5; guess++) expect((await fail(person.username, { device_token })).status).toBe(401);
  expect((await fail(person.username, { device_token })).status).toBe(429);
});

test("the device of somebody else, or an invented one, helps nobody", async () => {
  const [person, stranger] = [await newPerson(), await newPerson()];
  await Promise.all(Array.from({ length: 8 }, () => fail(person.username)));
  for (const device_token of [stranger.session.refresh_token, "invented", "A".repeat(70)]) {
    expect((await fail(person.username, { device_token })).status).toBe(429);
  }
});

test("a password of more than 72 bytes is wrong, however it begins", async () => {
  const password = `${"correct horse ".repeat(5)}ab`;
  expect(Buffer.byteLength(password)).toBe(72);
  const person = await newPerson({ password });
  expect((await login(person.username, password)).status).toBe(200);
  expect((await login(person.username, `${password}c`)).status).toBe(401);
});

test("the right password in time wipes the failures out", async () => {
  const person = await newPerson();
  for (let round = 0; round < 2; round++) {
    for (let guess = 0; guess < 3; guess++) expect((await login(person.email, "wrong password")).status).toBe(401);
    expect((await login(person.username, person.password)).status).toBe(200);
  }
});

test("a network that guesses at many accounts has to wait, wherever it says that it is", async () => {
  const network = "127.0.0.91";
  const locked = { rule: "shared_network", subject: network, failures: 25, last_failed_at: new Date() };
  await sql`insert into private.login_failures ${sql({ ...locked, locked_until: new Date(Date.now() + 60_000) })}
    on conflict (rule, subject) do update set locked_until = excluded.locked_until`;
  const person = await newPerson();
  const refused = await loginFrom(network, person);
  expect(refused).toMatchObject({ status: 429, code: "TOO_MANY_FAILURES" });
  expect(await loginFrom("127.0.0.92", person)).toMatchObject({ status: 200 });
});

test("an older, cheaper hash is replaced at the next sign-in", async () => {
  const person = await newPerson();
  await sql`update private.credentials set password_hash = ${await bcrypt.hash(person.password, 4)} where account_id = ${person.id}`;
  expect((await login(person.username, "wrong password")).status).toBe(401);
  expect((await login(person.username, person.password)).status).toBe(200);
  const [row] = await sql`select password_hash from private.credentials where account_id = ${person.id}`;
  expect(row?.password_hash).toMatch(/^\$2[aby]\$10\$/);
  expect((await login(person.username, person.password)).status).toBe(200);
});

test("one password typed on two keyboards is the same password", async () => {
  const person = await newPerson({ password: "cr\u00e8me br\u00fbl\u00e9e" });
  expect((await login(person.username, "cre\u0300me bru\u0302le\u0301e")).status).toBe(200);
});

test("a sign-in on a device that was not seen before is told by mail, and one on a known device is not", async () => {
  const person = await newPerson();
  await signIn(person, "Fancy Browser/100.1");
  const mail = await mailTo(person.email, /New sign-in/);
  expect(mail.text).toContain("Fancy Browser/100.1");
  await signIn(person, "Fancy Browser/101.0");
  await signIn(person, "<b>Another</b> Browser");
  const notices = async () => (await mailsTo(person.email)).filter(({ subject }) => /New sign-in/.test(subject));
  await expect.poll(async () => (await notices()).length).toBe(2);
  expect((await notices())[0]?.html).toContain("&lt;b&gt;Another&lt;/b&gt;");
});

test("the audit trail tells of sign-ins, right and wrong", async () => {
  const person = await newPerson();
  await login(person.username, "wrong password");
  await signIn(person, "Audited device");
  const events = await sql`
    select event, user_agent, host(ip) as ip from private.audit_events where account_id = ${person.id} order by id`;
  expect(events.map(({ event }) => event)).toEqual(["registered", "sign_in_failed", "signed_in"]);
  expect(events.at(-1)).toMatchObject({ user_agent: "Audited device", ip: "127.0.0.1" });
});
