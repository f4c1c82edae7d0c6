import { expect, inject, test } from "vitest";
import { newPerson } from "../../support/people.ts";

const { url, publishableKey } = inject("target");

test("health tells the state of each part", async () => {
  const answer = await fetch(`${url}/health`);
  expect(answer.status).toBe(200);
  const { status, parts } = (await answer.json()) as { status: string; parts: Record<string, string> };
  expect(status).toBe("ok");
  expect(Object.keys(parts)).toEqual(
    expect.arrayContaining(["postgres", "rest", "realtime", "s3", "worker", "functions/auth"]),
  );
});

test("a browser's preflight is answered for REST, without an API key", async () => {
  const answer = await fetch(`${url}/rest/v1/rpc/home_feed`, {
    method: "OPTIONS",
    headers: {
      origin: "https://app.example",
      "access-control-request-method": "POST",
      "access-control-request-headers": "apikey, authorization, content-profile",
    },
  });
  expect(answer.status).toBe(204);
  expect(answer.headers.get("access-control-allow-origin")).toBe("*");
  expect(answer.headers.get("access-control-allow-methods")).toContain("PATCH");
  expect(answer.headers.get("access-control-allow-headers")).toBe("apikey, authorization, content-profile");
});

test("errors carry the CORS headers too, or a browser could not read them", async () => {
  const answer = await fetch(`${url}/rest/v1/rpc/home_feed`, { headers: { origin: "https://app.example" } });
  expect(answer.status).toBe(401);
  expect(answer.headers.get("access-control-allow-origin")).toBe("*");
  expect(answer.headers.get("access-control-expose-headers")).toContain("retry-after");
});

test.each([
  "/rest/v1/rpc/home_feed",
  "/rest/v1/interests?select=slug",
  "/rest/v1/nowhere",
  "/auth/v1/.well-known/jwks.json",
])(
  "a browser may read when to try again, where a row is, how many there are and which request it was: %s",
  async (path) => {
    const { headers } = await fetch(`${url}${path}`, {
      headers: { origin: "https://app.example", apikey: publishableKey },
    });
    const exposed = (headers.get("access-control-expose-headers") ?? "").toLowerCase().split(/\s*,\s*/);
    expect(exposed).toEqual(expect.arrayContaining(["retry-after", "location", "content-range", "x-request-id"]));
  },
);

test("every answer has security headers and names its request", async () => {
  for (const path of ["/health", "/rest/v1/interests", "/functions/v1/auth/me", "/nowhere"]) {
    const { headers } = await fetch(`${url}${path}`, { headers: { apikey: publishableKey } });
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("referrer-policy")).toBe("no-referrer");
    expect(headers.get("x-request-id")).toMatch(/^[\w-]{8,64}$/);
  }
});

test("a client's own request id is kept when it is a sane one", async () => {
  const ask = (id: string) =>
    fetch(`${url}/health`, { headers: { "x-request-id": id } }).then((a) => a.headers.get("x-request-id"));
  expect(await ask("trace-1234-abcd")).toBe("trace-1234-abcd");
  expect(await ask(`"><script>`)).not.toContain("script");
});

test.each(["/", "/nowhere", "/rest", "/auth/v1/token", "/storage/v1/bucket"])(
  "%s is 404 in the one shape",
  async (path) => {
    const answer = await fetch(`${url}${path}`, { headers: { apikey: publishableKey } });
    expect(answer.status).toBe(404);
    expect(await answer.json()).toEqual({ code: "NOT_FOUND", message: expect.any(String), details: null, hint: null });
  },
);

test.each(["nothing", "_shared", "__proto__", "../auth", ""])("there is no function %j", async (name) => {
  const answer = await fetch(`${url}/functions/v1/${encodeURIComponent(name)}/x`, { method: "POST" });
  expect(answer.status).toBe(404);
  expect(await answer.json()).toMatchObject({ code: "FUNCTION_NOT_FOUND" });
});

test("a REST body beyond one megabyte is refused", async () => {
  const { session } = await newPerson();
  const answer = await fetch(`${url}/rest/v1/rpc/create_post`, {
    method: "POST",
    headers: {
      apikey: publishableKey,
      authorization: `Bearer ${session.access_token}`,
      "content-type": "application/json",
    },
    body: JSON.stringify({ client_id: crypto.randomUUID(), caption: "x".repeat(1_100_000) }),
  });
  expect(answer.status).toBe(413);
});
