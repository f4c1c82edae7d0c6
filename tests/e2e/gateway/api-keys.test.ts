import { expect, inject, test } from "vitest";
import { newPerson } from "../../support/people.ts";

const { url, publishableKey, secretKey } = inject("target");

const readInterests = (headers: Record<string, string>, query = "") =>
  fetch(`${url}/rest/v1/interests?select=slug&limit=1${query}`, { headers });

test("without an API key nothing is answered", async () => {
  const answer = await readInterests({});
  expect(answer.status).toBe(401);
  expect(await answer.json()).toMatchObject({ code: "NO_API_KEY", message: "No API key found in request" });
});

test.each([
  ["an invented key", "sb_publishable_0000000000000000000000_00000000"],
  ["a key of another length", "sb_secret_"],
  ["nonsense", "x"],
])("%s is refused", async (_what, apikey) => {
  const answer = await readInterests({ apikey });
  expect(answer.status).toBe(401);
  expect(await answer.json()).toMatchObject({ code: "INVALID_API_KEY", message: "Invalid API key" });
});

test("the publishable key alone acts as anon, in the header or in the query", async () => {
  expect((await readInterests({ apikey: publishableKey })).status).toBe(200);
  expect((await readInterests({}, `&apikey=${publishableKey}`)).status).toBe(200);
  const profiles = await fetch(`${url}/rest/v1/profiles?select=id`, { headers: { apikey: publishableKey } });
  expect(profiles.status).toBe(401);
});

test("a key in Authorization counts as no token", async () => {
  const headers = { apikey: publishableKey, authorization: `Bearer ${publishableKey}` };
  expect((await readInterests(headers)).status).toBe(200);
});

test("with a user's token the request acts as that user", async () => {
  const { id, session } = await newPerson();
  const headers = { apikey: publishableKey, authorization: `Bearer ${session.access_token}` };
  const answer = await fetch(`${url}/rest/v1/rpc/get_profile?user_id=${id}`, { headers });
  expect(await answer.json()).toMatchObject({ id, relationship: null });
});

test("the secret key acts as service_role", async () => {
  const { id } = await newPerson();
  const answer = await fetch(`${url}/rest/v1/profiles?select=id&id=eq.${id}`, { headers: { apikey: secretKey } });
  expect(await answer.json()).toEqual([{ id }]);
});

test("the secret key is refused from a browser, where everybody could read it", async () => {
  const answer = await readInterests({ apikey: secretKey, "user-agent": "Mozilla/5.0 (X11; Linux x86_64)" });
  expect(answer.status).toBe(401);
  expect(await answer.json()).toMatchObject({ message: "Forbidden use of secret API key in browser" });
});
