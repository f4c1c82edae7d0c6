import { decodeJwt } from "jose";
import { expect, test } from "vitest";
import { callFunction } from "../../support/clients.ts";
import { connectDatabase } from "../../support/database.ts";
import { newPerson, type Session } from "../../support/people.ts";

const sql = connectDatabase();

async function refresh(refreshToken: string) {
  const { status, body } = await callFunction("auth/refresh", { body: { refresh_token: refreshToken } });
  return { status, code: body.code, session: body.session as Session };
}

const sessionId = (session: Session) => decodeJwt(session.access_token).sid as string;

/** As if the last refresh had happened two minutes ago. */
const letGracePass = (session: Session) =>
  sql`update private.sessions set rotated_at = now() - interval '2 minutes' where id = ${sessionId(session)}`;

test("gives a new access token and a new refresh token of the same session", async () => {
  const { id, session } = await newPerson();
  const { status, session: child } = await refresh(session.refresh_token);
  expect(status).toBe(200);
  expect(child.refresh_token).not.toBe(session.refresh_token);
  expect(decodeJwt(child.access_token)).toMatchObject({ sub: id, sid: sessionId(session), role: "authenticated" });
  expect((await callFunction("auth/me", { method: "GET", token: child.access_token })).status).toBe(200);
  expect((await refresh(child.refresh_token)).status).toBe(200);
});

test("a replay in time gets the same child: an answer that was lost can be asked for again", async () => {
  const { session } = await newPerson();
  const first = await refresh(session.refresh_token);
  const replay = await refresh(session.refresh_token);
  expect(replay.status).toBe(200);
  expect(replay.session.refresh_token).toBe(first.session.refresh_token);
});

test("refreshes at once, as parallel tabs do, all succeed with one child", async () => {
  const { session } = await newPerson();
  const answers = await Promise.all(Array.from({ length: 8 }, () => refresh(session.refresh_token)));
  expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(200));
  expect(new Set(answers.map((answer) => answer.session.refresh_token)).size).toBe(1);
});

test("an answer that was lost is no logout: hours later the same token gets another child, and again the same one", async () => {
  const { session } = await newPerson();
  const { session: lost } = await refresh(session.refresh_token);
  await letGracePass(session);
  const late = await refresh(session.refresh_token);
  expect(late.status).toBe(200);
  expect(late.session.refresh_token).not.toBe(lost.refresh_token);
  await letGracePass(session);
  const later = await refresh(session.refresh_token);
  expect(later.session.refresh_token).toBe(late.session.refresh_token);
  expect((await refresh(later.session.refresh_token)).status).toBe(200);
});

test("where the child was not lost, its next use gives a thief of the parent away and ends the session for both", async () => {
  const { session } = await newPerson();
  const { session: owners } = await refresh(session.refresh_token);
  await letGracePass(session);
  const { session: thiefs } = await refresh(session.refresh_token);
  expect(await refresh(owners.refresh_token)).toMatchObject({ status: 401, code: "INVALID_REFRESH_TOKEN" });
  expect(await refresh(thiefs.refresh_token)).toMatchObject({ status: 401, code: "INVALID_REFRESH_TOKEN" });
  expect((await callFunction("auth/me", { method: "GET", token: thiefs.access_token })).status).toBe(401);
});

test("a grandparent is too old even within the grace", async () => {
  const { session } = await newPerson();
  const { session: child } = await refresh(session.refresh_token);
  await refresh(child.refresh_token);
  expect(await refresh(session.refresh_token)).toMatchObject({ status: 401, code: "INVALID_REFRESH_TOKEN" });
});

test("an invented token is refused and harms nobody's session", async () => {
  const { session } = await newPerson();
  const bytes = Buffer.from(session.refresh_token, "base64url");
  bytes[bytes.length - 1] = (bytes.at(-1) as number) ^ 1;
  for (const invented of ["nonsense", bytes.toString("base64url"), "A".repeat(70)]) {
    expect(await refresh(invented)).toMatchObject({ status: 401, code: "INVALID_REFRESH_TOKEN" });
  }
  expect((await refresh(session.refresh_token)).status).toBe(200);
});

test("an access token is no refresh token", async () => {
  const { session } = await newPerson();
  expect(await refresh(session.access_token)).toMatchObject({ status: 422, code: "INVALID_BODY" });
});

test("after 90 days of silence the session is over", async () => {
  const { session } = await newPerson();
  await sql`update private.sessions set expires_at = now() - interval '1 second' where id = ${sessionId(session)}`;
  expect(await refresh(session.refresh_token)).toMatchObject({ status: 401, code: "INVALID_REFRESH_TOKEN" });
});

test("the database never holds a refresh token, only its hash", async () => {
  const { session } = await newPerson();
  const [row] =
    await sql`select to_jsonb(session)::text as text from private.sessions session where id = ${sessionId(session)}`;
  expect(row?.text).not.toContain(session.refresh_token);
});
