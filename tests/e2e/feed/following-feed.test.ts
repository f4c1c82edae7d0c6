import { expect, test } from "vitest";
import { connectDatabase } from "../../support/database.ts";
import { newPerson } from "../../support/people.ts";
import { type Page, type Post, publish } from "../../support/posts.ts";
import { call } from "../../support/rpc.ts";

const sql = connectDatabase();

test("the followed and oneself, newest first, page by page, with what is for followers", async () => {
  const [reader, followed, stranger] = await Promise.all([newPerson(), newPerson(), newPerson()]);
  await call(reader, "follow", { user_id: followed.id });
  const expected: string[] = [];
  for (const [person, visibility] of [
    [followed, "public"],
    [stranger, "public"],
    [followed, "followers"],
    [followed, "connections"],
    [reader, "public"],
  ] as const) {
    const { id } = await publish(person, { visibility });
    if (person !== stranger && visibility !== "connections") expected.unshift(id);
  }
  const seen: string[] = [];
  let cursor: string | null | undefined;
  do {
    const page: Page<Post> = await call(reader, "following_feed", { page_size: 2, ...(cursor && { cursor }) });
    seen.push(...page.items.map(({ id }) => id));
    cursor = page.next_cursor;
  } while (cursor);
  expect(seen).toEqual(expected);
});

test("a repost brings a post once, with who made it, and is gone when it is taken back", async () => {
  const [reader, first, second, author] = await Promise.all([newPerson(), newPerson(), newPerson(), newPerson()]);
  for (const { id } of [first, second]) await call(reader, "follow", { user_id: id });
  const { id: brought } = await publish(author);
  const { id: own } = await publish(first);
  for (const person of [first, second]) await call(person, "share_post", { post_id: brought });
  const feed = async () => {
    const { items } = await call<Page<Post & { reposted_by: { id: string } | null }>>(reader, "following_feed");
    return items.map(({ id, reposted_by }) => [id, reposted_by?.id ?? null]);
  };
  expect(await feed()).toEqual([
    [brought, first.id],
    [own, null],
  ]);
  await call(first, "unshare_post", { post_id: brought });
  expect(await feed()).toEqual([
    [brought, second.id],
    [own, null],
  ]);
  await call(reader, "follow", { user_id: author.id });
  expect(await feed()).toEqual([
    [own, null],
    [brought, null],
  ]);
});

test("reels that were liked or saved are lists of their own", async () => {
  const [author, reader] = await Promise.all([newPerson(), newPerson()]);
  const reels: string[] = [];
  for (let n = 0; n < 2; n++) {
    const [media] = await sql`
      insert into private.media (owner_id, purpose, kind, content_type, byte_size, status, expires_at, completed_at, etag)
      values (${author.id}, 'post', 'video', 'video/mp4', 1, 'ready', now(), now(), 'etag') returning id`;
    const reel = await publish(author, { kind: "reel", media_ids: [media?.id] });
    expect(reel).toMatchObject({ state: "published", media: [{ id: media?.id, kind: "video" }] });
    reels.push(reel.id);
  }
  const text = await publish(author);
  for (const id of [...reels, text.id]) {
    await call(reader, "react", { target: "post", target_id: id, emoji: "🔥" });
    await call(reader, "save_post", { post_id: id });
  }
  for (const name of ["liked_reels", "saved_reels"]) {
    expect((await call<Page<Post>>(reader, name)).items.map(({ id }) => id)).toEqual([...reels].reverse());
  }
  const { items } = await call<Page<Post>>(reader, "list_posts", { user_id: author.id, kind: "text" });
  expect(items.map(({ id }) => id)).toEqual([text.id]);
});
