import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { callFunction, clientWith } from "../../support/clients.ts";
import { newPerson } from "../../support/people.ts";
import { refusal } from "../../support/rpc.ts";

const berlin = { latitude: 52.52, longitude: 13.405 };
const potsdam = { latitude: 52.39, longitude: 13.06 };

test("people see each other's profile, and nothing private of it", async () => {
  const viewer = await newPerson({ location: berlin });
  const person = await newPerson({ location: potsdam, first_name: "Ada", birth_date: "1990-12-10" });
  const { data } = await viewer.client.rpc("get_profile", { username: person.username });
  expect(data).toMatchObject({ id: person.id, first_name: "Ada", interests: ["chess", "hiking"], distance_km: 30 });
  expect((data as { age: number }).age).toBeGreaterThan(30);
  expect(JSON.stringify(data)).not.toMatch(/1990-12|52\.|13\.|@example|\+49/);
  expect((await viewer.client.rpc("get_profile", { user_id: person.id })).data).toEqual(data);
});

test("who is not there is 404, and asking for nobody is 422", async () => {
  const { client } = await newPerson();
  expect(await refusal({ client }, "get_profile", { user_id: randomUUID() })).toEqual({
    status: 404,
    code: "USER_NOT_FOUND",
  });
  expect(await refusal({ client }, "get_profile", {})).toEqual({ status: 422, code: "INVALID_PROFILE" });
  expect((await clientWith().rpc("get_profile", { username: "ada" })).status).toBe(401);
});

test("a changed profile is what GET auth/me and everybody else see from then on", async () => {
  const { client, session, id } = await newPerson();
  const username = `n${randomUUID().slice(0, 8)}`;
  const changes = {
    username,
    bio: "Hello 👋",
    pronouns: "they/them",
    links: ["https://ada.example"],
    looking_for: ["dating"],
  };
  const { data } = await client.rpc("update_profile", { changes });
  expect(data).toMatchObject({ id, ...changes });
  expect((await callFunction("auth/me", { method: "GET", token: session.access_token })).body).toEqual(data);
  const other = await newPerson();
  expect((await other.client.rpc("get_profile", { username })).data).toMatchObject(changes);
});

test.each([
  ["an unknown field", { shoe_size: 42 }],
  ["the birth date", { birth_date: "1980-01-01" }],
  ["a role", { app_role: "admin" }],
  ["no name", { first_name: " " }],
  ["a script for a link", { links: ["javascript:alert(1)"] }],
  ["a bio of 501 characters", { bio: "x".repeat(501) }],
])("%s is refused", async (_what, changes) => {
  const { client } = await newPerson();
  const answer = await client.rpc("update_profile", { changes });
  expect(answer).toMatchObject({ status: 422, error: { code: "INVALID_PROFILE" } });
  expect(answer.error?.details).toContain(Object.keys(changes)[0]);
});

test("dating is from 18 years on", async () => {
  const year = new Date().getUTCFullYear() - 16;
  const { client } = await newPerson({ birth_date: `${year}-01-01` });
  expect((await refusal({ client }, "update_profile", { changes: { looking_for: ["dating"] } })).code).toBe(
    "TOO_YOUNG",
  );
});

test("of two people who take one username at once, one gets it", async () => {
  const people = await Promise.all([newPerson(), newPerson(), newPerson()]);
  const username = `race${randomUUID().slice(0, 8)}`;
  const answers = await Promise.all(
    people.map(({ client }) => client.rpc("update_profile", { changes: { username } })),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
  expect(answers.filter(({ error }) => error).map(({ error }) => error?.code)).toEqual([
    "USERNAME_TAKEN",
    "USERNAME_TAKEN",
  ]);
});

test("of two lists of interests at once one is kept, whole", async () => {
  const { client, id } = await newPerson();
  const lists = [
    ["anime", "art", "books"],
    ["cars", "cats", "coffee"],
  ];
  await Promise.all(
    lists.flatMap((slugs) => [client.rpc("set_interests", { slugs }), client.rpc("set_interests", { slugs })]),
  );
  const { data } = await client.rpc("get_profile", { user_id: id });
  expect(lists).toContainEqual((data as { interests: string[] }).interests);
  expect(await refusal({ client }, "set_interests", { slugs: ["no-such-thing"] })).toEqual({
    status: 422,
    code: "UNKNOWN_INTEREST",
  });
});

test("a location is shared, and taken back", async () => {
  const [viewer, person] = [await newPerson({ location: berlin }), await newPerson()];
  const distance = async () =>
    ((await viewer.client.rpc("get_profile", { user_id: person.id })).data as { distance_km: number | null })
      .distance_km;
  expect(await distance()).toBeNull();
  expect((await person.client.rpc("set_location", potsdam)).status).toBe(204);
  expect(await distance()).toBe(30);
  expect((await person.client.rpc("clear_location")).status).toBe(204);
  expect((await person.client.rpc("clear_location")).status).toBe(204);
  expect(await distance()).toBeNull();
  expect(await refusal(person, "set_location", { latitude: 100, longitude: 0 })).toEqual({
    status: 422,
    code: "INVALID_LOCATION",
  });
});

test("settings are changed one by one, and hide what they say", async () => {
  const [viewer, person] = [await newPerson(), await newPerson()];
  const { data: before } = await person.client.rpc("get_settings");
  const { data: after } = await person.client.rpc("set_settings", { changes: { show_age: false, is_private: true } });
  expect(after).toEqual({ ...(before as object), show_age: false, is_private: true });
  const { data } = await viewer.client.rpc("get_profile", { user_id: person.id });
  expect(data).toMatchObject({ age: null, is_private: true });
  expect(await refusal(person, "set_settings", { changes: { show_everything: true } })).toEqual({
    status: 422,
    code: "INVALID_SETTINGS",
  });
});

test("the catalogue of interests is open, in the language asked for", async () => {
  const { data } = await clientWith().rpc("list_interests", { language: "de-AT" });
  const { items } = data as { items: { slug: string; name: string }[] };
  expect(items).toContainEqual({ slug: "chess", name: "Schach" });
  const english = await clientWith().rpc("list_interests");
  expect((english.data as typeof data & { items: unknown[] }).items).toContainEqual({ slug: "chess", name: "Chess" });
});
