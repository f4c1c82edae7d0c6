import { type IncomingHttpHeaders, request } from "node:http";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { describe, expect, inject, test } from "vitest";
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
  "/functions/v1/nowhere",
  "/nowhere",
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

test("an answer of the API is kept by no browser, and shown as a page by none", async () => {
  for (const path of ["/rest/v1/interests?select=slug", "/rest/v1/rpc/get_settings", "/functions/v1/auth/me"]) {
    const { headers } = await fetch(`${url}${path}`, { headers: { apikey: publishableKey } });
    expect(headers.get("cache-control")).toBe("no-store");
    expect(headers.get("content-security-policy")).toContain("default-src 'none'");
  }
});

test.each([
  ...["/rest/v1/interests", "/rest/v1/rpc/get_settings", "/functions/v1/auth/me", "/s3/media/x"],
  ...["/realtime/v1/api/broadcast", "/health", "/metrics", "/admin/", "/dev/inbox"],
])("a method that means nothing there is no reading: TRACE and PROPFIND of %s are refused", async (path) => {
  for (const method of ["TRACE", "PROPFIND"]) {
    const status = await new Promise((resolve, reject) => {
      const asking = request(`${url}${path}`, { method, headers: { apikey: publishableKey } });
      asking
        .on("response", (answer) => resolve(answer.resume().statusCode))
        .on("error", reject)
        .end();
    });
    expect(status, method).toBeGreaterThanOrEqual(400);
  }
});

test("a client's own request id is kept when it is a sane one", async () => {
  const ask = (id: string) =>
    fetch(`${url}/health`, { headers: { "x-request-id": id } }).then((a) => a.headers.get("x-request-id"));
  expect(await ask("trace-1234-abcd")).toBe("trace-1234-abcd");
  expect(await ask(`"><script>`)).not.toContain("script");
});

test.each([
  ["/", null],
  ["/nowhere", null],
  ["/rest", "/rest/v1/"],
  ["/auth/v1/token", "/functions/v1/auth/"],
  ["/auth/v1/signup", "/functions/v1/auth/"],
  ["/storage/v1/object/bucket/x", "/functions/v1/media/uploads"],
  ["/graphql/v1", "/rest/v1/"],
])("%s is 404 in the one shape, and says where else to look: %s", async (path, elsewhere) => {
  const answer = await fetch(`${url}${path}`, { method: "POST", headers: { apikey: publishableKey } });
  expect(answer.status).toBe(404);
  const hint = elsewhere === null ? null : expect.stringContaining(elsewhere);
  expect(await answer.json()).toEqual({ code: "NOT_FOUND", message: expect.any(String), details: null, hint });
});

test("a method that a path does not know is 405, with those that it knows", async () => {
  for (const path of ["/health", "/auth/v1/.well-known/jwks.json"]) {
    const answer = await fetch(`${url}${path}`, { method: "DELETE" });
    expect([answer.status, answer.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
    expect(await answer.json()).toMatchObject({ code: "METHOD_NOT_ALLOWED" });
  }
});

/** Asks for a path exactly as it is; fetch would resolve it first. */
function askRaw(path: string): Promise<{ status: number | undefined; body: string }> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const asked = request({ hostname, port, path, headers: { apikey: publishableKey } }, (response) => {
      let body = "";
      response.on("data", (chunk) => {
        body += chunk;
      });
      response.on("end", () => resolve({ status: response.statusCode, body }));
    });
    asked.on("error", reject).end();
  });
}

test.each(["/realtime/v1", "/rest/v1", "/functions/v1/auth", "/functions/v1"])(
  "no path leaves %s by dot segments or backslashes, in any spelling",
  async (prefix) => {
    const climbs = [
      "..",
      "%2e%2e",
      "%2E.",
      ".%2e",
      "../..",
      "%2e%2e/%2E%2E",
      "x/../..",
      ".",
      "..\\..",
      "x\\..\\..\\..",
    ];
    for (const path of climbs.flatMap((climb) => [`${prefix}/${climb}/health`, `${prefix}/${climb}`])) {
      const { status, body } = await askRaw(path);
      expect([path, status, JSON.parse(body).code]).toEqual([path, 400, "INVALID_PATH"]);
    }
  },
);

test("dots within a name are no way out", async () => {
  expect((await askRaw("/rest/v1/interests?select=slug&slug=eq...%2F..%2F")).status).toBe(200);
  expect((await askRaw("/functions/v1/auth/.well-known/jwks.json")).status).toBe(200);
});

describe("compression", () => {
  /** The answer's own bytes, as they went over the wire. */
  function wireSize(path: string, acceptEncoding: string): Promise<{ headers: IncomingHttpHeaders; bytes: Buffer }> {
    const { hostname, port } = new URL(url);
    const headers = { apikey: publishableKey, "accept-encoding": acceptEncoding };
    return new Promise((resolve, reject) => {
      const asked = request({ hostname, port, path, headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk) => chunks.push(chunk));
        response.on("end", () => resolve({ headers: response.headers, bytes: Buffer.concat(chunks) }));
      });
      asked.on("error", reject).end();
    });
  }
  const large = "/rest/v1/interests?select=*";

  test.each([
    ["gzip, deflate, br, zstd", "br", brotliDecompressSync],
    ["gzip, deflate", "gzip", gunzipSync],
    ["br;q=0, gzip;q=0.5", "gzip", gunzipSync],
    ["*", "br", brotliDecompressSync],
  ])("with Accept-Encoding: %s a large answer comes as %s, and is the same", async (accepted, encoding, decompress) => {
    const plain = await wireSize(large, "identity");
    expect(plain.headers["content-encoding"]).toBeUndefined();
    const { headers, bytes } = await wireSize(large, accepted);
    expect(headers["content-encoding"]).toBe(encoding);
    expect(headers.vary).toContain("accept-encoding");
    expect(decompress(bytes).toString()).toBe(plain.bytes.toString());
    expect(bytes.length).toBeLessThan(plain.bytes.length / 2);
  });

  test.each(["", "identity", "deflate", "br;q=0, gzip;q=0"])(
    "Accept-Encoding: %j gets it as it is",
    async (accepted) => {
      expect((await wireSize(large, accepted)).headers["content-encoding"]).toBeUndefined();
    },
  );

  test("a small answer is not compressed", async () => {
    expect(
      (await wireSize("/rest/v1/interests?select=slug&limit=3", "gzip, br")).headers["content-encoding"],
    ).toBeUndefined();
  });

  test("neither is an object of S3, nor a refusal", async () => {
    for (const path of ["/s3/media/public/nothing", "/nowhere"]) {
      expect((await wireSize(path, "gzip, br")).headers["content-encoding"]).toBeUndefined();
    }
  });
});

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
