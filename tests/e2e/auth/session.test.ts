import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from "jose";
import { expect, inject, test } from "vitest";
import { callFunction } from "../../support/clients.ts";
import { newPerson } from "../../support/people.ts";

const { url } = inject("target");

test("me is the caller's own profile with the private fields", async () => {
  const person = await newPerson();
  const { status, body } = await callFunction("auth/me", { method: "GET", token: person.session.access_token });
  expect(status).toBe(200);
  expect(body).toMatchObject({ id: person.id, email: person.email, birth_date: "1995-06-15", app_role: "user" });
});

test.each([
  ["no token", undefined, "NOT_AUTHENTICATED"],
  ["the publishable key", inject("target").publishableKey, "NOT_AUTHENTICATED"],
  ["nonsense", "abc.def.ghi", "INVALID_TOKEN"],
])("me refuses %s", async (_what, token, code) => {
  const { status, body } = await callFunction("auth/me", { method: "GET", ...(token === undefined ? {} : { token }) });
  expect({ status, code: body.code }).toEqual({ status: 401, code });
});

test("after logout neither the access token nor the refresh token opens the account", async () => {
  const { session } = await newPerson();
  const token = session.access_token;
  expect((await callFunction("auth/logout", { token })).status).toBe(204);
  expect((await callFunction("auth/me", { method: "GET", token })).status).toBe(401);
  expect((await callFunction("auth/refresh", { body: { refresh_token: session.refresh_token } })).status).toBe(401);
});

test.each(["functions/v1/auth", "auth/v1"])(
  "%s publishes the keys with which anybody can verify a token",
  async (path) => {
    const { id, session } = await newPerson();
    const keys = createRemoteJWKSet(new URL(`${url}/${path}/.well-known/jwks.json`));
    const { payload } = await jwtVerify(session.access_token, keys, {
      algorithms: ["ES256"],
      audience: "authenticated",
    });
    expect(payload).toMatchObject({ sub: id, role: "authenticated", app_role: "user", sid: expect.any(String) });
    expect(payload.exp).toBe(session.expires_at);
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(900);
    expect(decodeProtectedHeader(session.access_token)).toMatchObject({ alg: "ES256", kid: expect.any(String) });
    const published = await (await fetch(`${url}/${path}/.well-known/jwks.json`)).text();
    expect(published).not.toContain('"d"');
  },
);

test("an unknown path of the function is 404 in the one shape", async () => {
  const { status, body } = await callFunction("auth/nothing-here");
  expect(status).toBe(404);
  expect(body).toEqual({
    code: "NOT_FOUND",
    message: expect.any(String),
    details: "POST /auth/nothing-here",
    hint: expect.stringContaining("/auth/login"),
  });
});

test("a browser may call the function from any origin", async () => {
  const preflight = await fetch(`${url}/functions/v1/auth/login`, {
    method: "OPTIONS",
    headers: {
      origin: "https://app.example",
      "access-control-request-method": "POST",
      "access-control-request-headers": "authorization, apikey, content-type, x-client-info",
    },
  });
  expect(preflight.status).toBe(204);
  expect(preflight.headers.get("access-control-allow-origin")).toBe("*");
  expect(preflight.headers.get("access-control-allow-headers")).toContain("authorization");
  const answer = await fetch(`${url}/functions/v1/auth/login`, {
    method: "POST",
    headers: { origin: "https://app.example" },
  });
  expect(answer.headers.get("access-control-allow-origin")).toBe("*");
});
