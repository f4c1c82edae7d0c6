import { randomUUID } from "node:crypto";
import { decodeJwt } from "jose";
import { expect, test } from "vitest";
import { callFunction } from "../../support/clients.ts";
import { connectDatabase } from "../../support/database.ts";
import { newPerson, type Session } from "../../support/people.ts";
import { isAlive, signIn } from "../../support/sessions.ts";

const sql = connectDatabase();

const sessionId = (session: Session) => decodeJwt(session.access_token).sid as string;
const list = async (token: string) => {
  const { status, body } = await callFunction("auth/sessions", { method: "GET", token });
  return { status, code: body.code, items: body.items as Record<string, unknown>[] };
};
const revoke = async (token: string, id: string) => {
  const { status, body } = await callFunction(`auth/sessions/${id}`, { method: "DELETE", token });
  return { status, code: body.code };
};

test("the list has every device, the one in hand marked", async () => {
  const person = await newPerson();
  const phone = await signIn(person, "Phone");
  const { status, items } = await list(phone.access_token);
  expect(status).toBe(200);
  expect(items).toHaveLength(2);
  expect(items[0]).toEqual({
    id: sessionId(phone),
    current: true,
    user_agent: "Phone",
    ip: "127.0.0.1",
    created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    last_used_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
  });
  expect(items[1]).toMatchObject({ id: sessionId(person.session), current: false });
});

test("a refresh counts as use", async () => {
  const person = await newPerson();
  const before = (await list(person.session.access_token)).items[0];
  await isAlive(person.session);
  const after = (await list(person.session.access_token)).items[0];
  expect(after?.created_at).toBe(before?.created_at);
  expect(Date.parse(String(after?.last_used_at))).toBeGreaterThan(Date.parse(String(before?.last_used_at)));
});

test("a device can be signed out from another one, twice without harm", async () => {
  const person = await newPerson();
  const token = person.session.access_token;
  const lost = await signIn(person, "Lost phone");
  expect(await revoke(token, sessionId(lost))).toEqual({ status: 204 });
  expect(await revoke(token, sessionId(lost))).toEqual({ status: 204 });
  expect(await isAlive(lost)).toBe(false);
  expect(await isAlive(person.session)).toBe(true);
  expect((await list(token)).items).toHaveLength(1);
});

test("somebody else's session is as unknown as one that never was", async () => {
  const [alice, bob] = [await newPerson(), await newPerson()];
  for (const id of [sessionId(bob.session), randomUUID(), "no-uuid"]) {
    expect(await revoke(alice.session.access_token, id)).toEqual({ status: 404, code: "SESSION_NOT_FOUND" });
  }
  expect(await isAlive(bob.session)).toBe(true);
});

test("logout-all ends every session, the one in hand included", async () => {
  const person = await newPerson();
  const phone = await signIn(person, "Phone");
  expect((await callFunction("auth/logout-all", { token: phone.access_token })).status).toBe(204);
  expect([await isAlive(phone), await isAlive(person.session)]).toEqual([false, false]);
});

test("an ended session lists and revokes nothing", async () => {
  const person = await newPerson();
  const phone = await signIn(person, "Phone");
  await callFunction("auth/logout", { token: phone.access_token });
  const ended = { status: 401, code: "NOT_AUTHENTICATED" };
  expect(await list(phone.access_token)).toMatchObject(ended);
  expect(await revoke(phone.access_token, sessionId(person.session))).toEqual(ended);
  expect(await callFunction("auth/logout-all", { token: phone.access_token })).toMatchObject({ status: 401 });
  expect(await isAlive(person.session)).toBe(true);
});

test.each([
  ["GET", "auth/sessions"],
  ["DELETE", `auth/sessions/${randomUUID()}`],
  ["POST", "auth/logout-all"],
])("%s %s needs somebody signed in", async (method, path) => {
  const { status, body } = await callFunction(path, { method });
  expect({ status, code: body.code }).toEqual({ status: 401, code: "NOT_AUTHENTICATED" });
});

test("a banned person's tokens write nothing and are not refreshed, and the person cannot sign in again", async () => {
  const person = await newPerson();
  await sql`update private.accounts set banned_until = now() + interval '1 day' where id = ${person.id}`;
  const { error } = await person.client.rpc("create_post", { client_id: randomUUID(), kind: "text", caption: "No." });
  expect(error?.code).toBe("ACCOUNT_BANNED");
  const refreshed = await callFunction("auth/refresh", { body: { refresh_token: person.session.refresh_token } });
  const body = { identifier: person.username, password: person.password };
  const signedIn = await callFunction("auth/login", { body });
  for (const answer of [refreshed, signedIn]) {
    expect(answer).toMatchObject({ status: 403, body: { code: "ACCOUNT_BANNED" } });
    expect(answer.body.details).toMatch(/^until \d{4}-/);
  }
  // Who does not know the password does not hear of the ban.
  const guess = await callFunction("auth/login", { body: { ...body, password: "wrong password" } });
  expect(guess).toMatchObject({ status: 401, body: { code: "INVALID_CREDENTIALS" } });
  await sql`update private.accounts set banned_until = now() where id = ${person.id}`;
  expect(await isAlive(person.session)).toBe(true);
});

test("theft of a refresh token is on record", async () => {
  const person = await newPerson();
  const refresh = (refresh_token: string) => callFunction("auth/refresh", { body: { refresh_token } });
  const child = (await refresh(person.session.refresh_token)).body.session as Session;
  expect((await refresh(child.refresh_token)).status).toBe(200);
  expect(await isAlive(person.session)).toBe(false);
  const [event] =
    await sql`select details from private.audit_events where account_id = ${person.id} and event = 'refresh_reused'`;
  expect(event?.details).toEqual({ session_id: sessionId(person.session) });
});
