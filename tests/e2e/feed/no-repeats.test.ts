import { expect, test } from "vitest";
import { newPerson } from "../../support/people.ts";
import { type Page, type Post, publish } from "../../support/posts.ts";
import { call } from "../../support/rpc.ts";

test("two devices read ten pages each at once while posts arrive: no post comes twice, on either", async () => {
  const [reader, ...authors] = await Promise.all(Array.from({ length: 7 }, () => newPerson()));
  if (!reader) throw new Error("nobody reads");
  const before = await Promise.all(authors.flatMap((author) => [1, 2, 3, 4, 5].map(() => publish(author))));
  // The next post is reposted, too: that makes it no other post.
  await Promise.all(authors.map((author) => reader.client.rpc("follow", { user_id: author.id })));
  for (const [n, author] of authors.entries()) {
    await call(author, "share_post", { post_id: before[(5 * n + 7) % before.length]?.id, via: "repost" });
  }

  let reading = true;
  const written: string[] = [];
  const write = async () => {
    while (reading) for (const author of authors.slice(0, 2)) written.push((await publish(author)).id);
  };
  const readTenPages = async () => {
    const seen: string[] = [];
    let cursor: string | null = null;
    for (let page = 0; page < 10; page++) {
      const answer: Page<Post> = await call(reader, "home_feed", { page_size: 4, ...(cursor && { cursor }) });
      seen.push(...answer.items.map(({ id }) => id));
      cursor = answer.next_cursor;
    }
    return seen;
  };
  const writing = write();
  const [phone, laptop] = await Promise.all([readTenPages(), readTenPages()]);
  reading = false;
  await writing;

  const seen = [...phone, ...laptop];
  expect(seen.length).toBeGreaterThan(before.length);
  expect(new Set(seen).size).toBe(seen.length);
  expect(phone.length).toBeGreaterThan(0);
  expect(laptop.length).toBeGreaterThan(0);
  // A third session, later: what is left, and nothing again.
  const again: Page<Post> = await call(reader, "home_feed", { page_size: 100 });
  expect(again.items.filter(({ id }) => seen.includes(id))).toEqual([]);
});

test("a page that is asked for twice is not given twice, so a retry goes on instead of repeating", async () => {
  const [reader, author] = await Promise.all([newPerson(), newPerson()]);
  for (let n = 0; n < 6; n++) await publish(author);
  await reader.client.rpc("follow", { user_id: author.id });
  const first: Page<Post> = await call(reader, "home_feed", { page_size: 2 });
  const second: Page<Post> = await call(reader, "home_feed", { page_size: 2, cursor: first.next_cursor });
  const retry: Page<Post> = await call(reader, "home_feed", { page_size: 2, cursor: first.next_cursor });
  const ids = [first, second, retry].flatMap(({ items }) => items.map(({ id }) => id));
  expect(new Set(ids).size).toBe(ids.length);
});
