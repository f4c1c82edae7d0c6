import { expect, test } from "vitest";
import { callFunction } from "../../support/clients.ts";
import { connectDatabase } from "../../support/database.ts";
import { mailsTo, mailTo, tokenIn } from "../../support/inbox.ts";
import { newPerson, registration } from "../../support/people.ts";

const sql = connectDatabase();

const verify = async (token: unknown) => {
  const { status, body } = await callFunction("auth/email/verify", { body: { token } });
  return { status, code: body.code };
};
const resend = (token: string) => callFunction("auth/email/resend", { token });
const isVerified = async (token: string) =>
  (await callFunction("auth/me", { method: "GET", token })).body.email_verified;

test("the mail that a new person gets verifies the address, as often as its link is opened", async () => {
  const person = await newPerson();
  const mail = await mailTo(person.email, /Confirm your e-mail address/);
  expect(mail.text).toContain(`Hello ${person.username}`);
  expect(await isVerified(person.session.access_token)).toBe(false);
  expect(await verify(tokenIn(mail))).toEqual({ status: 204 });
  expect(await verify(tokenIn(mail))).toEqual({ status: 204 });
  expect(await isVerified(person.session.access_token)).toBe(true);
  const events =
    await sql`select from private.audit_events where account_id = ${person.id} and event = 'email_verified'`;
  expect(events).toHaveLength(1);
});

test("an expired link does not, and one that is asked for anew does", async () => {
  const person = await newPerson();
  const first = tokenIn(await mailTo(person.email, /Confirm/));
  await sql`update private.mail_tokens set expires_at = now() where account_id = ${person.id}`;
  expect(await verify(first)).toEqual({ status: 422, code: "INVALID_MAIL_TOKEN" });
  expect((await resend(person.session.access_token)).status).toBe(202);
  await expect.poll(async () => (await mailsTo(person.email)).length).toBe(2);
  expect(await verify(tokenIn(await mailTo(person.email, /Confirm/)))).toEqual({ status: 204 });
});

test("a link proves only the address that it was sent to", async () => {
  const person = await newPerson();
  const token = tokenIn(await mailTo(person.email, /Confirm/));
  await sql`update private.accounts set email = ${registration().email} where id = ${person.id}`;
  expect(await verify(token)).toEqual({ status: 204 });
  expect(await isVerified(person.session.access_token)).toBe(false);
});

test("resend mails nothing once the address is verified, and not without end before", async () => {
  const verified = await newPerson();
  await verify(tokenIn(await mailTo(verified.email, /Confirm/)));
  expect((await resend(verified.session.access_token)).status).toBe(202);
  expect(await sql`select from private.outbox_mails where account_id = ${verified.id}`).toHaveLength(1);

  const { session } = await newPerson();
  for (let request = 0; request < 3; request++) expect((await resend(session.access_token)).status).toBe(202);
  const { status, body, headers } = await resend(session.access_token);
  expect({ status, code: body.code }).toEqual({ status: 429, code: "RATE_LIMITED" });
  expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
});

test("resend needs somebody signed in", async () => {
  const { status, body } = await callFunction("auth/email/resend");
  expect({ status, code: body.code }).toEqual({ status: 401, code: "NOT_AUTHENTICATED" });
});

test.each([undefined, 5, "", "x".repeat(300)])("%j is no token", async (token) => {
  expect(await verify(token)).toEqual({ status: 422, code: "INVALID_BODY" });
});

test("neither outbox nor log of the database holds the link of a mail", async () => {
  const person = await newPerson();
  const token = tokenIn(await mailTo(person.email, /Confirm/));
  const rows = await sql`
    select to_jsonb(mail)::text || to_jsonb(token)::text as text
    from private.outbox_mails mail join private.mail_tokens token using (id) where mail.account_id = ${person.id}`;
  expect(rows).toHaveLength(1);
  expect(rows[0]?.text).not.toContain(token);
});
