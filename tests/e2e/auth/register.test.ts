import { request } from "node:http";
import sharp from "sharp";
import { describe, expect, inject, test } from "vitest";
import { callFunction } from "../../support/clients.ts";
import { connectDatabase } from "../../support/database.ts";
import { newPerson, registration } from "../../support/people.ts";

const sql = connectDatabase();
const register = (body: unknown) => callFunction("auth/register", { body });

test("a new person is signed in at once and gets their own profile", async () => {
  const details = registration({ location: { latitude: 52.52, longitude: 13.4 }, interests: ["hiking", "chess"] });
  const { status, body } = await register(details);
  const { password: _password, ...known } = details;
  expect(status).toBe(201);
  expect(body.user).toMatchObject({ ...known, interests: ["chess", "hiking"], app_role: "user" });
  expect(body.session).toMatchObject({ token_type: "bearer", expires_in: 900 });
  expect(JSON.stringify(body)).not.toContain(details.password);
});

test("e-mail address and username are stored in lower case and without surrounding space", async () => {
  const details = registration();
  const { status, body } = await register({
    ...details,
    email: ` ${details.email.toUpperCase()} `,
    username: ` ${details.username.toUpperCase()} `,
  });
  expect(status).toBe(201);
  expect(body.user).toMatchObject({ email: details.email, username: details.username });
});

test("the password is kept as a bcrypt hash only", async () => {
  const { id, password } = await newPerson();
  const [row] = await sql`select password_hash from private.credentials where account_id = ${id}`;
  expect(row?.password_hash).toMatch(/^\$2[aby]\$10\$/);
  expect(row?.password_hash).not.toContain(password);
});

const yearsAgo = (years: number, days = 0) => {
  const date = new Date();
  date.setUTCFullYear(date.getUTCFullYear() - years);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
};

describe("with a picture", () => {
  test("the answer says where to send it, and soon it is part of the profile", async () => {
    const picture = await sharp({ create: { width: 64, height: 64, channels: 3, background: "teal" } })
      .png()
      .toBuffer();
    const avatar = { content_type: "image/png", byte_size: picture.length };
    const { status, body } = await register(registration({ avatar }));
    expect(status).toBe(201);
    const { media_id, upload } = body.avatar_upload as {
      media_id: string;
      upload: { method: string; url: string; headers: Record<string, string> };
    };
    const stored = await fetch(upload.url, {
      method: upload.method,
      headers: upload.headers,
      body: new Uint8Array(picture),
    });
    expect(stored.status).toBe(200);
    const token = (body.session as { access_token: string }).access_token;
    expect((await callFunction(`media/uploads/${media_id}/complete`, { token, body: {} })).status).toBe(202);
    await expect
      .poll(async () => (await callFunction("auth/me", { method: "GET", token })).body.avatar, {
        timeout: 30_000,
        interval: 200,
      })
      .toMatchObject({ media_id });
  });

  test("one that is too large is refused, and the account is there all the same", async () => {
    const { status, body } = await register(
      registration({ avatar: { content_type: "image/png", byte_size: 10 ** 12 } }),
    );
    expect(status).toBe(201);
    expect(body).toMatchObject({ avatar_error: { code: "MEDIA_TOO_LARGE" }, user: { avatar: null } });
  });

  test("what is no picture is refused before the account is made", async () => {
    const { status, body } = await register(registration({ avatar: { content_type: "video/mp4", byte_size: 1000 } }));
    expect({ status, code: body.code }).toEqual({ status: 422, code: "INVALID_BODY" });
    expect(body.details).toHaveProperty(["avatar.content_type"]);
  });
});

describe("a wrong field is refused and named", () => {
  test.each([
    ["email", "not an address"],
    ["email", `${"x".repeat(250)}@example.com`],
    ["phone", "0151 123456"],
    ["phone", "+0123456789"],
    ["username", "ab"],
    ["username", "has space"],
    ["username", ".dot"],
    ["username", "dot."],
    ["username", "ünïcode"],
    ["password", "short"],
    ["password", "x".repeat(73)],
    ["password", "ü".repeat(37)],
    ["first_name", "   "],
    ["last_name", "x".repeat(51)],
    ...[
      "\u200b",
      "\u2060",
      "\u2800",
      "\u3164",
      "\u115f",
      "\u00ad",
      "\u200d",
      "\u202e",
      "\u034f",
      "\u{e0041}",
      "\u0007",
    ].map((unseen): [string, unknown] => ["first_name", unseen]),
    ["last_name", "Ada\u202eecalevoL"],
    ["last_name", "Love\u2028lace"],
    ["last_name", "Love\nlace"],
    ["last_name", "Love\u0007lace"],
    ["first_name", "A\u0000da"],
    ["interests", ["che\u0000ss"]],
    ["gender", "unknown"],
    ["birth_date", "1995-02-30"],
    ["birth_date", "15.06.1995"],
    ["birth_date", "1899-12-31"],
    ["looking_for", ["marriage"]],
    ["location", { latitude: 91, longitude: 0 }],
    ["interests", Array.from({ length: 51 }, (_, i) => `i${i}`)],
  ] as [string, unknown][])("%s: %j", async (field, value) => {
    const { status, body } = await register(registration({ [field]: value }));
    expect({ status, code: body.code }).toEqual({ status: 422, code: "INVALID_BODY" });
    expect(Object.keys(body.details as Record<string, string>).map((path) => path.split(".")[0])).toEqual([field]);
    expect(body).toMatchObject({ message: expect.any(String), hint: null });
  });

  test.each(["email", "phone", "username", "password", "first_name", "last_name", "gender", "birth_date"])(
    "%s is required",
    async (field) => {
      const { [field as "email"]: _missing, ...details } = registration();
      const { status, body } = await register(details);
      expect({ status, code: body.code }).toEqual({ status: 422, code: "INVALID_BODY" });
      expect(body.details).toEqual({ [field]: "is required" });
    },
  );

  test("a field that does not exist", async () => {
    const { status, body } = await register(registration({ app_role: "admin" }));
    expect({ status, code: body.code }).toEqual({ status: 422, code: "INVALID_BODY" });
    expect(body.details).toEqual({ app_role: "is not a field of this call" });
  });
});

test("thirteen years are enough for friendship, eighteen for dating", async () => {
  expect((await register(registration({ birth_date: yearsAgo(13) }))).status).toBe(201);
  expect((await register(registration({ birth_date: yearsAgo(18), looking_for: ["dating"] }))).status).toBe(201);
  const tooYoung = await register(registration({ birth_date: yearsAgo(18, 1), looking_for: ["dating"] }));
  expect(tooYoung).toMatchObject({
    status: 422,
    body: { code: "TOO_YOUNG", details: { looking_for: expect.any(String) } },
  });
  const child = await register(registration({ birth_date: yearsAgo(13, 1) }));
  expect(child).toMatchObject({
    status: 422,
    body: { code: "TOO_YOUNG", details: { birth_date: expect.any(String) } },
  });
});

test("an interest that is not in the catalogue is named, and nothing is left of the account", async () => {
  const details = registration({ interests: ["chess", "underwater-basket-weaving"] });
  const { status, body } = await register(details);
  expect({ status, code: body.code }).toEqual({ status: 422, code: "UNKNOWN_INTEREST" });
  expect(body.details).toBe("underwater-basket-weaving");
  expect(await sql`select from private.accounts where email = ${details.email}`).toHaveLength(0);
});

test.each([
  ["username", "USERNAME_TAKEN"],
  ["email", "EMAIL_TAKEN"],
] as const)("a %s can be used once", async (field, code) => {
  const first = registration();
  expect((await register(first)).status).toBe(201);
  const { status, body } = await register(registration({ [field]: first[field] }));
  expect({ status, code: body.code }).toEqual({ status: 409, code });
});

test("of several registrations of one username at once, exactly one wins", async () => {
  const { username } = registration();
  const answers = await Promise.all(Array.from({ length: 5 }, () => register(registration({ username }))));
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409]);
  expect(await sql`select from public.profiles where username = ${username}`).toHaveLength(1);
});

test("of several registrations of one e-mail address at once, exactly one wins", async () => {
  const { email } = registration();
  const answers = await Promise.all(Array.from({ length: 5 }, () => register(registration({ email }))));
  expect(answers.map(({ status, body }) => `${status} ${body.code ?? ""}`).sort()).toEqual([
    "201 ",
    ...Array(4).fill("409 EMAIL_TAKEN"),
  ]);
  expect(await sql`select from private.outbox_mails where recipient = ${email}`).toHaveLength(1);
});

test("a body that is not JSON is refused", async () => {
  const { status, body } = await register("{not json");
  expect({ status, code: body.code }).toEqual({ status: 400, code: "INVALID_JSON" });
});

test("a body beyond 64 KiB is refused", async () => {
  const { status, body } = await register(registration({ first_name: "x".repeat(70_000) }));
  expect({ status, code: body.code }).toEqual({ status: 413, code: "BODY_TOO_LARGE" });
});

/** A request from another loopback address, so that its bucket is its own. */
function registerFrom(
  localAddress: string,
  forgedHeaders: Record<string, string>,
): Promise<{ status: number; retryAfter: string; body: string }> {
  const { url, publishableKey } = inject("target");
  return new Promise((resolve, reject) => {
    const headers = { apikey: publishableKey, "content-type": "application/json", ...forgedHeaders };
    const sent = request(
      `${url}/functions/v1/auth/register`,
      { method: "POST", localAddress, headers },
      async (answer) => {
        let body = "";
        for await (const chunk of answer) body += chunk;
        resolve({ status: answer.statusCode ?? 0, retryAfter: String(answer.headers["retry-after"]), body });
      },
    );
    sent.on("error", reject);
    sent.end(JSON.stringify(registration()));
  });
}

test.runIf(process.platform === "linux")(
  "an address that has used its allowance waits, whatever headers it sends",
  async () => {
    const address = "127.0.0.77";
    await sql`
    insert into private.rate_buckets (limit_name, subject, tokens, updated_at)
    values ('register_by_ip', ${address}, 0, clock_timestamp())
    on conflict (limit_name, subject) do update set tokens = 0, updated_at = clock_timestamp()`;
    const forged = { "x-forwarded-for": "8.8.8.8", "cf-connecting-ip": "8.8.4.4", "x-real-ip": "1.1.1.1" };
    const { status, retryAfter, body } = await registerFrom(address, forged);
    expect(status).toBe(429);
    expect(JSON.parse(body).code).toBe("RATE_LIMITED");
    // Twenty an hour: the next token comes within three minutes.
    expect(Number(retryAfter)).toBeGreaterThan(170);
    expect(Number(retryAfter)).toBeLessThanOrEqual(180);
    expect((await registerFrom("127.0.0.78", {})).status).toBe(201);
  },
);
