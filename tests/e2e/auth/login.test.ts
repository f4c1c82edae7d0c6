import { expect, test } from "vitest";
import { callFunction } from "../../support/clients.ts";
import { newPerson } from "../../support/people.ts";

const login = (identifier: unknown, password: unknown) =>
  callFunction("auth/login", { body: { identifier, password } });

test("by e-mail address or username, in any case", async () => {
  const person = await newPerson();
  for (const identifier of [
    person.email,
    person.username,
    person.email.toUpperCase(),
    ` ${person.username.toUpperCase()} `,
  ]) {
    const { status, body } = await login(identifier, person.password);
    expect(status).toBe(200);
    expect(body.user).toMatchObject({ id: person.id, email: person.email });
    expect(body.session).toMatchObject({ token_type: "bearer", expires_in: 900 });
  }
});

test("a wrong password and an unknown account get the very same answer", async () => {
  const person = await newPerson();
  const wrong = await login(person.username, "not the password");
  const unknown = await login("nobody.of.this.name", "not the password");
  expect(wrong.status).toBe(401);
  expect(wrong.body).toMatchObject({ code: "INVALID_CREDENTIALS", hint: null, details: null });
  expect([unknown.status, unknown.body]).toEqual([wrong.status, wrong.body]);
});

test.each([
  ["an empty identifier", "", "password"],
  ["no password", "somebody", undefined],
  ["a number", 5, "password"],
])("%s is refused", async (_what, identifier, password) => {
  const { status, body } = await login(identifier, password);
  expect({ status, code: body.code }).toEqual({ status: 422, code: "INVALID_BODY" });
});

test("after ten wrong guesses at one account even the right password has to wait", async () => {
  const person = await newPerson();
  const guesses = await Promise.all(Array.from({ length: 10 }, () => login(person.username, "wrong password")));
  expect(new Set(guesses.map(({ status }) => status))).toEqual(new Set([401]));
  const { status, body, headers } = await login(person.username.toUpperCase(), person.password);
  expect({ status, code: body.code }).toEqual({ status: 429, code: "RATE_LIMITED" });
  expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
});
