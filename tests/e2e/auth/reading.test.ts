import { expect, test } from "vitest";
import { callFunction } from "../../support/clients.ts";
import { connectDatabase } from "../../support/database.ts";
import { newPerson, type Person } from "../../support/people.ts";

const sql = connectDatabase();

/** What reading comes to: by a function, and by a table. */
async function reading({ client }: Person) {
  const [rpc, table] = await Promise.all([
    client.rpc("list_conversations"),
    client.from("follows").select("followee_id"),
  ]);
  return [rpc, table].map(({ status, error }) => ({ status, code: error?.code }));
}

const twice = <Value>(value: Value) => [value, value];
const ended = twice({ status: 401, code: "NOT_AUTHENTICATED" });

test("a signed-in person reads, by functions and tables alike", async () => {
  expect(await reading(await newPerson())).toEqual(twice({ status: 200, code: undefined }));
});

test("after a logout the access token reads nothing, although it has not expired", async () => {
  const person = await newPerson();
  await callFunction("auth/logout", { token: person.session.access_token });
  expect(await reading(person)).toEqual(ended);
});

test("a banned person reads nothing from that moment on", async () => {
  const person = await newPerson();
  await sql`update private.accounts set banned_until = 'infinity' where id = ${person.id}`;
  expect(await reading(person)).toEqual(twice({ status: 403, code: "ACCOUNT_BANNED" }));
});

test("the token of a deleted account reads nothing", async () => {
  const person = await newPerson();
  await sql`select private.erase_account(${person.id})`;
  expect(await reading(person)).toEqual(ended);
});
