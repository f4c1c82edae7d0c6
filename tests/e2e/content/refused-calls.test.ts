import { randomUUID } from "node:crypto";
import { beforeAll, expect, inject, test } from "vitest";
import { connectDatabase } from "../../support/database.ts";
import { newPerson } from "../../support/people.ts";
import { publish } from "../../support/posts.ts";
import { refusal } from "../../support/rpc.ts";

const sql = connectDatabase();
const capacity = 30;

beforeAll(async () => {
  await sql`insert into private.automod_terms (term, severity, category) values ('unspeakablething', 'block', 'test') on conflict do nothing`;
});

const bucketOf = async (person: { id: string }) => {
  const [bucket] = await sql`
    select tokens from private.rate_buckets where limit_name = 'create_post' and subject = ${person.id}`;
  return bucket?.tokens as number | undefined;
};

test("a call that is refused costs its token, and leaves nothing else behind", async () => {
  const person = await newPerson();
  const attempt = () => refusal(person, "create_post", { client_id: randomUUID(), caption: "an unspeakablething" });
  expect(await attempt()).toEqual({ status: 422, code: "CONTENT_REJECTED" });
  expect(await bucketOf(person)).toBe(capacity - 1);
  const posts = await sql`select from public.posts where author_id = ${person.id}`;
  expect(posts.length).toBe(0);
});

test("whoever only makes calls that are refused is stopped", async () => {
  const person = await newPerson();
  const attempt = () => refusal(person, "create_post", { client_id: randomUUID(), caption: "an unspeakablething" });
  const codes = await Promise.all(Array.from({ length: capacity + 8 }, attempt));
  expect(codes.filter(({ code }) => code === "CONTENT_REJECTED").length).toBeLessThanOrEqual(capacity + 2);
  expect(await attempt()).toEqual({ status: 429, code: "RATE_LIMITED" });
  expect(await refusal(person, "create_post", { client_id: randomUUID(), caption: "harmless" })).toEqual({
    status: 429,
    code: "RATE_LIMITED",
  });
});

test.each([
  ["the RPC path", {}],
  ["lite", { Prefer: "handling=lenient" }],
])("a refusal has status, body and headers of an error: %s", async (_path, headers) => {
  const person = await newPerson();
  const { url, publishableKey } = inject("target");
  const send = (caption: string) =>
    fetch(`${url}/rest/v1/rpc/create_post`, {
      method: "POST",
      headers: {
        apikey: publishableKey,
        authorization: `Bearer ${person.session.access_token}`,
        "content-type": "application/json",
        ...headers,
      },
      body: JSON.stringify({ client_id: randomUUID(), caption }),
    });
  const rejected = await send("an unspeakablething");
  expect(rejected.status).toBe(422);
  expect(await rejected.json()).toEqual({
    code: "CONTENT_REJECTED",
    message: expect.any(String),
    details: null,
    hint: null,
  });
  await sql`
    update private.rate_buckets set tokens = 0, updated_at = clock_timestamp()
    where limit_name = 'create_post' and subject = ${person.id}`;
  const limited = await send("harmless");
  expect(limited.status).toBe(429);
  expect(Number(limited.headers.get("retry-after"))).toBeGreaterThan(0);
  expect(await limited.json()).toMatchObject({ code: "RATE_LIMITED", details: "limit create_post" });
});

test("what is done after a refusal counts as ever", async () => {
  const person = await newPerson();
  await refusal(person, "create_post", { client_id: randomUUID(), caption: "an unspeakablething" });
  await publish(person);
  expect(await bucketOf(person)).toBeLessThan(capacity - 1);
});
