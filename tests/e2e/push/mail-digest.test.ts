import { expect, inject, test } from "vitest";
import { callFunction } from "../../support/clients.ts";
import { connectDatabase } from "../../support/database.ts";
import { mailsTo, mailTo } from "../../support/inbox.ts";
import { newPerson, type Person } from "../../support/people.ts";
import { call, eventually } from "../../support/rpc.ts";

const sql = connectDatabase();
const { url } = inject("target");

/** Somebody whom a follower waits for, and who has been away for so many days. */
async function awayFor(days: number): Promise<Person> {
  const [person, fan] = await Promise.all([newPerson(), newPerson()]);
  await sql`update private.accounts set email_verified_at = now() where id = ${person.id}`;
  await call(fan, "follow", { user_id: person.id });
  await eventually(
    () => call<{ notifications: number }>(person, "unread_counts"),
    ({ notifications }) => notifications === 1,
  );
  await sql`delete from private.presence where profile_id = ${person.id}`;
  await sql`
    insert into private.last_seen (profile_id, seen_at) values (${person.id}, now() - ${`${days} days`}::interval)
    on conflict (profile_id) do update set seen_at = excluded.seen_at`;
  return person;
}

const digests = async ({ email }: Person) =>
  (await mailsTo(email)).filter(({ subject }) => /(on|auf|en) Plaza$/.test(subject));
const queue = () => sql`select private.queue_mail_digests()`;

test("whoever has been away for days hears by mail what there is, once a week, and leaves with one click", async () => {
  const [away, recent, lost] = await Promise.all([awayFor(4), awayFor(1), awayFor(90)]);
  await queue();
  await queue();
  const mail = (await mailTo(away.email, /^1 notification for you on Plaza$/)) as Awaited<ReturnType<typeof mailTo>> & {
    headers: Record<string, string>;
  };
  expect(mail.text).toMatch(/\/notifications$/m);
  expect(mail.headers["List-Unsubscribe-Post"]).toBe("List-Unsubscribe=One-Click");
  const link = /^<(.+)>$/.exec(mail.headers["List-Unsubscribe"] ?? "")?.[1] ?? "";
  expect(link.startsWith(`${url}/functions/v1/auth/email/unsubscribe?token=`)).toBe(true);
  // As a mail program does it: without any key of ours, with a form.
  const answer = await fetch(link, { method: "POST", body: new URLSearchParams({ "List-Unsubscribe": "One-Click" }) });
  expect(answer.status).toBe(204);
  expect(await call(away, "get_push_settings")).toMatchObject({ mail_digests: false });
  expect((await fetch(link, { method: "POST" })).status).toBe(204);
  await sql`update private.outbox_mails set created_at = now() - interval '8 days' where account_id = ${away.id}`;
  await queue();
  const [counted] =
    await sql`select count(*)::int as mails from private.outbox_mails where account_id = ${away.id} and template = 'digest'`;
  expect(counted?.mails).toBe(1);
  for (const other of [recent, lost]) expect(await digests(other)).toEqual([]);
});

test("a digest speaks the language of its person: the one they have set, or that of their device", async () => {
  const [german, spanish] = await Promise.all([awayFor(5), awayFor(5)]);
  await call(german, "set_notification_settings", { changes: { language: "de-AT" } });
  await call(spanish, "register_push", {
    endpoint: { platform: "android", token: `phone-of-${spanish.id}`, locale: "es-MX" },
  });
  await sql`
    update private.last_seen set seen_at = now() - interval '5 days' where profile_id in ${sql([german.id, spanish.id])}`;
  await sql`delete from private.presence where profile_id in ${sql([german.id, spanish.id])}`;
  await queue();
  const mail = (await mailTo(german.email, /^1 Benachrichtigung für dich auf Plaza$/)) as {
    text: string;
    html: string;
  };
  expect(mail.text).toContain(`Hallo ${german.username},`);
  expect(mail.text).toContain("Was du noch nicht gelesen hast: 1 Benachrichtigung.");
  expect(mail.text).toMatch(/^Keine solchen Mails mehr:\nhttp\S+\/unsubscribe\?token=[\w-]+&lang=de$/m);
  expect(mail.html).toContain('<html lang="de">');
  await mailTo(spanish.email, /^1 notificación para ti en Plaza$/);
  await sql`delete from private.push_endpoints where person_id = ${spanish.id}`;
});

test("nobody unsubscribes another, and a scanner that opens the link unsubscribes nobody", async () => {
  const person = await newPerson();
  const forged = Buffer.concat([Buffer.from(person.id.replaceAll("-", ""), "hex"), Buffer.alloc(32)]).toString(
    "base64url",
  );
  for (const token of [forged, "x", ""]) {
    const { status, body } = await callFunction(`auth/email/unsubscribe?token=${token}`);
    expect({ status, code: body.code }).toEqual({ status: 422, code: "INVALID_MAIL_TOKEN" });
  }
  expect(
    (await callFunction(`auth/email/unsubscribe?token=${forged}`, { method: "GET" })).status,
  ).toBeGreaterThanOrEqual(400);
  expect(await call(person, "get_push_settings")).toMatchObject({ mail_digests: true });
});
