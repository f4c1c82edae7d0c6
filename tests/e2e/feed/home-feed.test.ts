import { randomUUID } from "node:crypto";
import { beforeAll, expect, test } from "vitest";
import { clientWith } from "../../support/clients.ts";
import { newPerson, type Person } from "../../support/people.ts";

interface Page {
  items: { id: string; caption: string; created_at: string }[];
  next_cursor: string | null;
}

let reader: Person;
const written: string[] = [];

beforeAll(async () => {
  reader = await newPerson();
  const author = await newPerson();
  for (let i = 0; i < 7; i++) {
    const { data } = await author.client.rpc("create_post", {
      client_id: randomUUID(),
      kind: "text",
      caption: `post ${i}`,
    });
    written.unshift((data as { id: string }).id);
  }
});

async function page(args: { cursor?: string; page_size?: number } = {}): Promise<Page> {
  const { data, error } = await reader.client.rpc("home_feed", args);
  expect(error).toBeNull();
  return data as unknown as Page;
}

test("page by page without a gap or a repeat, also while people post", async () => {
  const seen: string[] = [];
  let cursor: string | null | undefined;
  do {
    const { items, next_cursor } = await page({ page_size: 3, ...(cursor ? { cursor } : {}) });
    seen.push(...items.map(({ id }) => id));
    cursor = next_cursor;
    await reader.client.rpc("create_post", { client_id: randomUUID(), kind: "text", caption: "meanwhile" });
  } while (cursor);
  expect(new Set(seen).size).toBe(seen.length);
  expect(seen.filter((id) => written.includes(id)).sort()).toEqual(written.sort());
});

test("what was given out does not come again when the feed begins anew", async () => {
  const { items } = await page({ page_size: 100 });
  expect(items.filter(({ id }) => written.includes(id))).toEqual([]);
});

test("a post carries its author, and why it is there", async () => {
  const { data } = await (await newPerson()).client.rpc("home_feed", { page_size: 1 });
  expect((data as unknown as Page).items[0]).toMatchObject({
    author: { id: expect.any(String), username: expect.any(String) },
    reason: expect.any(String),
  });
});

test.each([0, 101, -1])("a page of %d is refused", async (page_size) => {
  const { error, status } = await reader.client.rpc("home_feed", { page_size });
  expect({ status, code: error?.code }).toEqual({ status: 422, code: "INVALID_PAGE_SIZE" });
});

test.each(["", "x", "ä".repeat(22), "A".repeat(200)])("the cursor %j is refused", async (cursor) => {
  const { error, status } = await reader.client.rpc("home_feed", { cursor });
  expect({ status, code: error?.code }).toEqual({ status: 422, code: "INVALID_CURSOR" });
});

test("is for people who are signed in", async () => {
  expect((await clientWith().rpc("home_feed")).status).toBe(401);
});
