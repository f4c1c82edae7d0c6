import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, inject, test } from "vitest";
import { compareRpc } from "../support/compare-rpc.ts";
import { connectDatabase } from "../support/database.ts";
import { newPerson, type Person } from "../support/people.ts";

const { url, publishableKey, dataFolder } = inject("target");
const sql = connectDatabase();

let person: Person;
let postId: string;

beforeAll(async () => {
  person = await newPerson();
  const { data } = await person.client.rpc("create_post", {
    client_id: randomUUID(),
    kind: "text",
    caption: "both ways",
  });
  postId = (data as { id: string }).id;
});

/** Calls of every function in `public`, a good one first, then refused ones. A function without an entry fails the test. */
const calls: Record<string, () => Record<string, unknown>[]> = {
  create_post: () => [
    { client_id: randomUUID(), caption: "once more" },
    { client_id: randomUUID(), caption: "" },
  ],
  get_post: () => [{ post_id: postId }, { post_id: randomUUID() }, { post_id: "none" }],
  home_feed: () => [{ page_size: 2 }, { page_size: 0 }, { cursor: "x" }, { unknown: 1 }],
};

// The embedded stack answers most RPC on a path of its own; the PostgREST dialect behind it is the measure.
describe.runIf(dataFolder)("an RPC gets the same answer on the fast path as through PostgREST's dialect", async () => {
  const functions = await sql<{ name: string }[]>`
    select distinct proname as name from pg_proc where pronamespace = 'public'::regnamespace order by name`;

  test.each(functions.map(({ name }) => name))("%s", async (name) => {
    expect(Object.keys(calls)).toContain(name);
    const [good = {}, ...refused] = calls[name]?.() ?? [];
    for (const args of [good, ...refused]) await expectSameAnswer(name, args, person.session.access_token);
    await expectSameAnswer(name, good, undefined);
  });
});

async function expectSameAnswer(name: string, args: Record<string, unknown>, token: string | undefined): Promise<void> {
  const headers = { apikey: publishableKey, ...(token && { authorization: `Bearer ${token}` }) };
  const { fast, lite } = await compareRpc({ restUrl: `${url}/rest/v1`, headers, name, args });
  expect({ args, ...fast }).toEqual({ args, ...lite });
}
