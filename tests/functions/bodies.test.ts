import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { calls } from "../support/contract.ts";
import { type App, call, token } from "./function-app.ts";

const { app: auth } = await import("../../functions/auth/app.ts");
const { app: media } = await import("../../functions/media/app.ts");
const { app: matchmaking } = await import("../../functions/matchmaking/app.ts");

const registration = {
  email: "ada@example.com",
  phone: "+4915112345678",
  username: "ada",
  password: "correct horse battery",
  first_name: "Ada",
  last_name: "Lovelace",
  gender: "female",
  birth_date: "1990-12-10",
  looking_for: ["friendship"],
  interests: ["chess"],
  location: { latitude: 51.5, longitude: -0.1 },
  avatar: { content_type: "image/jpeg", byte_size: 1000 },
};

const id = randomUUID();

/** A good body of every call that takes one; null for those that take none. */
const bodies: Record<string, unknown> = {
  "POST /auth/register": registration,
  "POST /auth/appeal": { identifier: "ada", password: "secret", note: "I did nothing." },
  "POST /auth/login": { identifier: "ada", password: "secret", device_token: "token" },
  "POST /auth/refresh": { refresh_token: "token" },
  "POST /auth/username-available": { username: "ada" },
  "GET /auth/sessions": null,
  "DELETE /auth/sessions/:id": null,
  "POST /auth/logout": null,
  "POST /auth/logout-all": null,
  "POST /auth/password/change": { current_password: "secret", new_password: "correct horse battery" },
  "POST /auth/password/forgot": { email: "ada@example.com" },
  "POST /auth/password/reset": { token: "token", new_password: "correct horse battery" },
  "POST /auth/email/verify": { token: "token" },
  "POST /auth/email/resend": null,
  "POST /auth/email/unsubscribe": { token: "token" },
  "GET /auth/account/export": null,
  "POST /auth/account/deactivate": null,
  "POST /auth/account/delete-request": null,
  "DELETE /auth/account": { password: "secret" },
  "GET /auth/me": null,
  "GET /auth/.well-known/jwks.json": null,
  "POST /media/uploads": {
    purpose: "message",
    content_type: "image/jpeg",
    byte_size: 1000,
    alt_text: "A field",
    name: "field.jpg",
  },
  "GET /media/uploads/:media_id": null,
  "POST /media/uploads/:media_id/complete": { parts: [{ number: 1, etag: "abc" }] },
  "DELETE /media/avatar": null,
  "GET /media/:media_id": null,
  "PATCH /media/:media_id": { alt_text: "A field" },
  "DELETE /media/:media_id": null,
};

const routesOf = (app: App) =>
  app.routes
    .filter(({ method }) => method !== "ALL")
    .map(({ method, path }) => ({ app, method, path, name: `${method} ${path}` }));
const routes = [auth, media].flatMap(routesOf);
const withBodies = routes.filter(({ name }) => bodies[name]);

const send = async ({ app, method, path }: (typeof routes)[number], body: unknown) =>
  call(app, path.replace(/:[a-z_]+/, id), { method, body, headers: { authorization: `Bearer ${await token()}` } });

type Step = string | number;

/** The way to every text in a value. */
function texts(value: unknown, path: Step[] = []): Step[][] {
  if (typeof value === "string") return [path];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => texts(inner, [...path, name]));
}

function replaced(value: unknown, [step, ...rest]: Step[], text: string): unknown {
  if (step === undefined) return text;
  const copy = structuredClone(value) as Record<Step, unknown>;
  copy[step] = replaced(copy[step], rest, text);
  return copy;
}

test("this file knows a body of every call, or that it takes none", () => {
  expect(Object.keys(bodies).sort()).toEqual(routes.map(({ name }) => name).sort());
});

const fields = withBodies.flatMap((route) => texts(bodies[route.name]).map((path) => ({ route, path })));

describe("a text that Postgres cannot keep is 422 and names its field", () => {
  test.each(fields.map(({ route, path }) => [route.name, path.join("."), route, path] as const))(
    "%s: %s",
    async (name, field, route, path) => {
      for (const bad of ["a\0b", "a\ud800", "\udc00a"]) {
        const { status, answer } = await send(route, replaced(bodies[name], path, bad));
        expect({ status, code: answer.code, details: answer.details }).toEqual({
          status: 422,
          code: "INVALID_BODY",
          details: expect.objectContaining({ [field]: expect.stringContaining("") }),
        });
      }
    },
  );
});

test("there are texts enough for that to mean something", () => {
  expect(fields.length).toBeGreaterThan(25);
});

test("a body that is nested without end is refused like any other", async () => {
  const { status } = await send(withBodies[0] as (typeof routes)[number], `${"[".repeat(30_000)}${"]".repeat(30_000)}`);
  expect(status).toBe(422);
});

describe("a wrong body is explained field by field", () => {
  const problemsOf = async (body: unknown) => (await call(auth, "/auth/register", { body })).answer.details;

  test("nothing at all: every field that is required, and no other", async () => {
    expect(await problemsOf({})).toEqual(
      Object.fromEntries(
        ["email", "phone", "username", "password", "first_name", "last_name", "gender", "birth_date"].map((name) => [
          name,
          "is required",
        ]),
      ),
    );
  });

  test("each wrong field in words of its own", async () => {
    expect(
      await problemsOf({
        ...registration,
        email: "ada",
        phone: "0151",
        username: "a",
        password: "short",
        first_name: 7,
        gender: "robot",
        birth_date: "10.12.1990",
        interests: "chess",
        location: { latitude: 91, longitude: "east" },
        avatar: null,
        fullName: "Ada Lovelace",
      }),
    ).toEqual({
      email: "is not a valid email",
      phone: "must be in E.164 form, for instance +4915112345678",
      username: "must be 3 to 30 of a-z, 0-9, . and _, and not begin with . or _ or end with .",
      password: "must have at least 8 characters",
      first_name: "must be a string",
      gender: "must be one of female, male, nonbinary, other",
      birth_date: "is not a valid date",
      interests: "must be an array",
      "location.latitude": "must be at most 90",
      "location.longitude": "must be a number",
      avatar: "must be an object",
      fullName: "is not a field of this call",
    });
  });

  test.each([null, [], 7, "text"])("a body that is no object: %j", async (body) => {
    expect(await problemsOf(JSON.stringify(body))).toEqual({ body: "must be an object" });
  });
});

test("every call of an edge function is in the contract, and no other", () => {
  const inContract = calls.map(({ method, path }) => `${method} /${path}`);
  expect(inContract.sort()).toEqual(
    [auth, media, matchmaking]
      .flatMap(routesOf)
      .map(({ name }) => name)
      .sort(),
  );
});
