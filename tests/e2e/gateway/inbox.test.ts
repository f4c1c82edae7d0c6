import { request } from "node:http";
import { expect, inject, test } from "vitest";
import { connectDatabase } from "../../support/database.ts";
import { mailTo, tokenIn } from "../../support/inbox.ts";
import { newPerson, registration } from "../../support/people.ts";

const { url } = inject("target");
const sql = connectDatabase();

async function page(path: string) {
  const answer = await fetch(`${url}${path}`);
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
}

/** fetch sets Host by itself. */
function statusFor(host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    request(`${url}/dev/inbox`, { headers: { host } }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    })
      .on("error", reject)
      .end();
  });
}

test("the inbox lists what was mailed, and shows each mail in a frame that runs nothing", async () => {
  const person = await newPerson();
  const mail = await mailTo(person.email, /Confirm/);
  const list = await page("/dev/inbox");
  expect(list.status).toBe(200);
  expect(list.text).toContain(`/dev/inbox/${mail.id}`);
  const single = await page(`/dev/inbox/${mail.id}`);
  expect(single.text).toContain("sandbox=");
  expect(single.text).toContain(tokenIn(mail));
  const html = await page(`/dev/inbox/${mail.id}.html`);
  expect(html.headers.get("content-security-policy")).toMatch(/^sandbox/);
  const json = await page(`/dev/inbox/${mail.id}.json`);
  expect(JSON.parse(json.text)).toMatchObject({ id: mail.id, to: person.email });
});

test("what people write is shown as they wrote it, and is no markup", async () => {
  // Registration lets no such address in, so the outbox is asked directly.
  const email = '"<script>alert(1)</script>"@example.com';
  await sql`select private.queue_mail('account_deleted', ${email}, null)`;
  const { id } = await mailTo(email, /deleted/);
  for (const path of ["/dev/inbox", `/dev/inbox/${id}`]) {
    const { text } = await page(path);
    expect(text).not.toContain("<script>alert");
    expect(text).toContain("&lt;script&gt;");
  }
});

test("the link of a mail leads to a page that does what it says", async () => {
  const person = await newPerson();
  const link = /http\S+verify-email\?token=\S+/.exec((await mailTo(person.email, /Confirm/)).text)?.[0] as string;
  expect(link.startsWith(`${url}/dev/`)).toBe(true);
  const answer = await fetch(link);
  expect(answer.status).toBe(200);
  expect(await answer.text()).toContain('data-call="email/verify"');
  expect((await page("/dev/link.js")).text).toContain("/functions/v1/auth/");
});

test("no other web page reads the inbox: neither across origins nor by a name that resolves to this machine", async () => {
  const { headers } = await page("/dev/inbox.json");
  expect(headers.get("access-control-allow-origin")).toBeNull();
  expect(headers.get("cache-control")).toBe("no-store");
  expect(await statusFor("evil.example")).toBe(404);
  expect(await statusFor(`localhost:${new URL(url).port}`)).toBe(200);
});

test.each(["/dev/inbox/00000000-0000-0000-0000-000000000000", "/dev/inbox/..%2f..%2fsecrets", "/dev/", "/dev/other"])(
  "%s is not there",
  async (path) => {
    expect((await page(path)).status).toBe(404);
  },
);

test("a search by recipient finds only theirs", async () => {
  const nobody = registration().email;
  const { text } = await page(`/dev/inbox.json?to=${encodeURIComponent(nobody)}`);
  expect(JSON.parse(text)).toEqual({ items: [] });
});
