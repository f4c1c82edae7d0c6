import { beforeAll, expect, test } from "vitest";
import { connectDatabase } from "../../support/database.ts";
import { newPerson, type Person } from "../../support/people.ts";
import { type Page, type Post, publish } from "../../support/posts.ts";
import { call, refusal } from "../../support/rpc.ts";

const sql = connectDatabase();
let author: Person;
let reader: Person;

beforeAll(async () => {
  [author, reader] = await Promise.all([newPerson(), newPerson()]);
});

const missing = { status: 404, code: "POST_NOT_FOUND" };

test("an edited post keeps what it was", async () => {
  const { id } = await publish(author, { caption: "first" });
  await call(author, "edit_post", { post_id: id, changes: { caption: "second", content_warning: "spoiler" } });
  expect(await call(reader, "get_post", { post_id: id })).toMatchObject({
    caption: "second",
    content_warning: "spoiler",
    edited_at: expect.any(String),
  });
  const { items } = await call<Page<unknown>>(reader, "list_post_edits", { post_id: id });
  expect(items).toMatchObject([{ caption: "first", content_warning: null }]);
  expect(await refusal(reader, "edit_post", { post_id: id, changes: { caption: "x" } })).toEqual(missing);
});

test("a deleted post is gone for everybody and can be restored", async () => {
  const { id } = await publish(author);
  await call(author, "delete_post", { post_id: id });
  await call(author, "delete_post", { post_id: id });
  for (const person of [author, reader]) expect(await refusal(person, "get_post", { post_id: id })).toEqual(missing);
  expect(await refusal(reader, "restore_post", { post_id: id })).toEqual(missing);
  await call(author, "restore_post", { post_id: id });
  expect(await call(reader, "get_post", { post_id: id })).toMatchObject({ id });
});

test("the archive is the author's", async () => {
  const { id } = await publish(author);
  await call(author, "archive_post", { post_id: id });
  expect(await refusal(reader, "get_post", { post_id: id })).toEqual(missing);
  expect((await call<Page<Post>>(author, "list_posts", { user_id: author.id, state: "archived" })).items[0]?.id).toBe(
    id,
  );
  await call(author, "archive_post", { post_id: id, archived: false });
  expect(await call(reader, "get_post", { post_id: id })).toMatchObject({ state: "published" });
});

test("a draft is nobody's until it is published, and a post with a time waits for it", async () => {
  const draft = await publish(author, { caption: "", draft: true });
  expect(draft.state).toBe("draft");
  expect(await refusal(reader, "get_post", { post_id: draft.id })).toEqual(missing);
  await call(author, "edit_post", { post_id: draft.id, changes: { caption: "ready" } });
  const soon = new Date(Date.now() + 3_600_000).toISOString();
  expect(await call(author, "publish_post", { post_id: draft.id, publish_at: soon })).toMatchObject({
    state: "scheduled",
  });
  await sql`update public.posts set publish_at = now() where id = ${draft.id}`;
  // Several workers at once publish it once.
  await Promise.all(Array.from({ length: 4 }, () => sql`select private.publish_due_posts()`));
  expect(await call(reader, "get_post", { post_id: draft.id })).toMatchObject({ state: "published" });
  expect(await sql`select from private.engagement where kind = 'post' and target_id = ${draft.id}`).toHaveLength(1);
});

test("a post appears once, with the last of its media, when they become ready at once", async () => {
  const ids: string[] = [];
  for (let n = 0; n < 3; n++) {
    const [media] = await sql`
      insert into private.media (owner_id, purpose, kind, content_type, byte_size, status, expires_at, completed_at, etag)
      values (${author.id}, 'post', 'image', 'image/png', 1, 'processing', now(), now(), 'etag') returning id`;
    ids.push(media?.id);
  }
  const post = await publish(author, { kind: "carousel", media_ids: ids });
  expect(post.state).toBe("processing");
  expect(await refusal(reader, "get_post", { post_id: post.id })).toEqual(missing);
  await Promise.all(ids.map((id) => sql`update private.media set status = 'ready' where id = ${id}`));
  expect(await call(reader, "get_post", { post_id: post.id })).toMatchObject({ media: ids.map((id) => ({ id })) });
  expect(await sql`select from private.engagement where kind = 'post' and target_id = ${post.id}`).toHaveLength(1);
});
