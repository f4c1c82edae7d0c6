import { expect, test } from "vitest";
import { callFunction } from "../../support/clients.ts";
import { newPerson, registration } from "../../support/people.ts";

const ask = async (username: unknown) => {
  const { status, body } = await callFunction("auth/username-available", { body: { username } });
  return { status, body: body as { available: boolean; suggestions: string[]; code?: string } };
};

test("a free username is available, also before it is tidied up", async () => {
  const { username } = registration();
  expect(await ask(` ${username.toUpperCase()} `)).toEqual({ status: 200, body: { available: true, suggestions: [] } });
});

test("a taken one is not, and what is suggested instead can be had", async () => {
  const { username } = await newPerson();
  const { status, body } = await ask(username);
  expect({ status, available: body.available }).toEqual({ status: 200, available: false });
  expect(body.suggestions).toHaveLength(3);
  for (const suggestion of body.suggestions) expect((await ask(suggestion)).body.available).toBe(true);
  expect((await callFunction("auth/register", { body: registration({ username: body.suggestions[0] }) })).status).toBe(
    201,
  );
});

test.each(["support", "plaza", "moderator", "supp0rt", "p1aza", "pl_a.za", "rnoderator", "4dm1n", "www", "404"])(
  "%s is reserved, or looks like it is",
  async (username) => {
    expect(await ask(username)).toEqual({ status: 200, body: { available: false, suggestions: [] } });
    const { status, body } = await callFunction("auth/register", { body: registration({ username }) });
    expect({ status, code: body.code }).toEqual({ status: 422, code: "USERNAME_RESERVED" });
  },
);

test.each(["ab", "has space", ".dot", 5, undefined])("%j is no username", async (username) => {
  const { status, body } = await ask(username);
  expect({ status, code: body.code }).toEqual({ status: 422, code: "INVALID_BODY" });
});
