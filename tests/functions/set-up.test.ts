import { describe, expect, test, vi } from "vitest";
import { call, claims, foreignToken, token } from "./function-app.ts";

const { edgeFunction } = await import("../../functions/_shared/app.ts");
const { authenticate } = await import("../../functions/_shared/access-token.ts");
const { app: auth } = await import("../../functions/auth/app.ts");
const { app: media } = await import("../../functions/media/app.ts");

const trial = edgeFunction("trial", 100);
trial.get("/who", async (context) => context.json(await authenticate(context)));
trial.post("/fail", () => {
  throw new Error("a secret of the server");
});

describe("every edge function", () => {
  test("answers for programs: no browser keeps it, shows it as a page or puts it into a frame", async () => {
    for (const path of ["/trial/who", "/trial/nowhere", "/trial/fail"]) {
      const { headers } = await call(trial, path);
      expect(headers.get("cache-control")).toBe("no-store");
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
    }
    const keys = await call(auth, "/auth/.well-known/jwks.json", { method: "GET" });
    expect(keys.headers.get("cache-control")).toBe("public, max-age=600");
  });

  test("writes a line of JSON a request, with the id that the answer names, and without its query", async () => {
    const log = vi.spyOn(console, "log").mockImplementation(() => {});
    const { headers } = await call(trial, "/trial/who?token=secret", {
      method: "GET",
      headers: { "x-request-id": "of-a-client-1" },
    });
    const unnamed = await call(trial, "/trial/who", { method: "GET", headers: { "x-request-id": "a b\u00e9" } });
    const lines = log.mock.calls.map(([line]) => JSON.parse(line));
    log.mockRestore();
    expect(headers.get("x-request-id")).toBe("of-a-client-1");
    expect(lines[0]).toMatchObject({
      requestId: "of-a-client-1",
      function: "trial",
      method: "GET",
      path: "/trial/who",
      status: 401,
    });
    expect(lines[1].requestId).toBe(unnamed.headers.get("x-request-id"));
    expect(lines[1].requestId).toMatch(/^[0-9a-f-]{36}$/);
  });

  test.each([
    ["auth", auth, "/auth/login", 64],
    ["media", media, "/media/uploads", 256],
  ])("%s refuses a body longer than it reads with 413", async (_name, app, path, kibibytes) => {
    const { status, answer } = await call(app, path, { body: `"${"x".repeat(kibibytes * 1024)}"` });
    expect({ status, code: answer.code }).toEqual({ status: 413, code: "BODY_TOO_LARGE" });
  });

  test.each(["text/plain;charset=UTF-8", "application/x-www-form-urlencoded", "application/jsonp", ""])(
    "a body of type %j is refused with 415",
    async (type) => {
      const { status, answer } = await call(auth, "/auth/login", { body: "{}", headers: { "content-type": type } });
      expect({ status, code: answer.code }).toEqual({ status: 415, code: "UNSUPPORTED_MEDIA_TYPE" });
    },
  );

  test.each(["application/json", "application/json; charset=utf-8", "Application/JSON"])(
    "a body of type %j is read",
    async (type) => {
      const { answer } = await call(auth, "/auth/login", { body: "{}", headers: { "content-type": type } });
      expect(answer.code).toBe("INVALID_BODY");
    },
  );

  test.each(["", "{", "undefined", "{'a': 1}"])("a body that is not JSON is refused with 400: %j", async (body) => {
    const { status, answer } = await call(auth, "/auth/login", { body });
    expect({ status, code: answer.code }).toEqual({ status: 400, code: "INVALID_JSON" });
  });

  test("a known path with another method is 405, with the methods that there are", async () => {
    const { status, headers, answer } = await call(auth, "/auth/login", { method: "GET" });
    expect({ status, allow: headers.get("allow"), code: answer.code }).toEqual({
      status: 405,
      allow: "POST",
      code: "METHOD_NOT_ALLOWED",
    });
    const parameter = await call(media, "/media/0190b8a5-0000-7000-8000-000000000000", { method: "PUT" });
    expect(parameter.headers.get("allow")).toBe("DELETE, GET, PATCH");
  });

  test.each([
    [auth, "/auth/signin", "Did you mean /auth/login?"],
    [auth, "/auth/registr", "Did you mean /auth/register?"],
    [auth, "/auth/password/forget", "Did you mean /auth/password/forgot?"],
    [media, "/media/upload/x/complete", "Did you mean /media/uploads/:media_id/complete?"],
  ])("an unknown path is 404 and names the nearest: %#", async (app, path, hint) => {
    const { status, answer } = await call(app, path);
    expect({ status, code: answer.code, hint: answer.hint }).toEqual({ status: 404, code: "NOT_FOUND", hint });
  });

  test("a path that is like no other gets the list", async () => {
    const { answer } = await call(auth, "/auth/two-factor-authentication");
    expect(answer.hint).toContain("/auth/login, /auth/logout,");
  });

  test("what breaks inside tells nothing but the id of the request", async () => {
    const { status, answer } = await call(trial, "/trial/fail", { headers: { "x-request-id": "r1" } });
    expect(status).toBe(500);
    expect(answer).toEqual({ code: "INTERNAL", message: expect.any(String), details: "request r1", hint: null });
  });

  test("any origin may call", async () => {
    const { headers } = await call(auth, "/auth/login", { body: {}, headers: { origin: "https://app.example" } });
    expect(headers.get("access-control-allow-origin")).toBe("*");
  });
});

describe("whoever calls", () => {
  const who = (authorization?: string) =>
    call(trial, "/trial/who", { method: "GET", headers: authorization ? { authorization } : {} });

  test("is known by a token of ours", async () => {
    const payload = claims();
    const { status, answer } = await who(`Bearer ${await token(payload)}`);
    expect(status).toBe(200);
    expect(answer).toEqual({ sub: payload.sub, sid: payload.sid, app_role: "user" });
  });

  test("is nobody without a token, or with the publishable key in its place", async () => {
    for (const authorization of [undefined, "Bearer sb_publishable_x", "Basic abc"]) {
      const { status, answer } = await who(authorization);
      expect({ status, code: answer.code }).toEqual({ status: 401, code: "NOT_AUTHENTICATED" });
    }
  });

  test.each([
    ["without an end", { exp: undefined }],
    ["without a subject", { sub: undefined }],
    ["without a session", { sid: undefined }],
    ["with a session that is no uuid", { sid: "1" }],
    ["with a subject that is no uuid", { sub: "alice" }],
    ["with an unknown role in the product", { app_role: "root" }],
    ["for another role", { role: "service_role" }],
    ["without a role", { role: undefined }],
    ["for another audience", { aud: "somebody" }],
    ["without an audience", { aud: undefined }],
    ["of another issuer", { iss: "http://plaza.test/auth/v1" }],
    ["without an issuer", { iss: undefined }],
    ["that is not yet valid", { nbf: Math.floor(Date.now() / 1000) + 600 }],
  ])("is refused with a token %s", async (_what, overrides) => {
    const { status, answer } = await who(`Bearer ${await token(claims(overrides))}`);
    expect({ status, code: answer.code }).toEqual({ status: 401, code: "INVALID_TOKEN" });
  });

  test("is refused with a token of another key, and with none at all", async () => {
    for (const bad of [await foreignToken(), "x", "a.b.c", `${await token()}x`]) {
      expect((await who(`Bearer ${bad}`)).answer.code).toBe("INVALID_TOKEN");
    }
  });

  test("hears by the code that PostgREST has for it that the token has expired", async () => {
    const { status, answer } = await who(`Bearer ${await token(claims({ exp: Math.floor(Date.now() / 1000) - 1 }))}`);
    expect({ status, code: answer.code }).toEqual({ status: 401, code: "PGRST303" });
  });
});
