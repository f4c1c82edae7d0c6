import { randomUUID } from "node:crypto";
import { beforeAll, expect, test } from "vitest";
import { newPerson, type Person } from "../../support/people.ts";
import { type Comment, comment, type Page, type Post, publish } from "../../support/posts.ts";
import { call, eventually, refusal } from "../../support/rpc.ts";

let author: Person;
let reader: Person;
let post: Post;

beforeAll(async () => {
  [author, reader] = await Promise.all([newPerson(), newPerson()]);
  post = await publish(author);
});

const list = (args: Record<string, unknown> = {}) =>
  call<Page<Comment> & { pinned: Comment | null }>(reader, "list_comments", { post_id: post.id, ...args });

test("a thread is paged apart from the comments of the post, and counted", async () => {
  post = await publish(author);
  const first = await comment(reader, post.id, "first");
  const answers: string[] = [];
  for (let n = 0; n < 5; n++)
    answers.unshift((await comment(author, post.id, `answer ${n}`, { parent_id: first.id })).id);
  expect((await list()).items.map(({ id }) => id)).toEqual([first.id]);
  const seen: string[] = [];
  let cursor: string | null | undefined;
  do {
    const page: Page<Comment> = await list({
      parent_id: first.id,
      sort: "new",
      page_size: 2,
      ...(cursor && { cursor }),
    });
    seen.push(...page.items.map(({ id }) => id));
    cursor = page.next_cursor;
  } while (cursor);
  expect(seen).toEqual(answers);
  await eventually(list, ({ items }) => items[0]?.stats.replies === 5);
  expect((await call<Post>(reader, "get_post", { post_id: post.id })).stats.comments).toBe(6);
});

test("what people react to comes first, when it is asked for the best", async () => {
  post = await publish(author);
  const [old] = [await comment(reader, post.id, "old"), await comment(reader, post.id, "new")];
  await call(author, "react", { target: "comment", target_id: old.id, emoji: "🔥" });
  const { items } = await eventually(list, (page) => page.items[0]?.id === old.id);
  expect(items[0]).toMatchObject({ reactions: { count: 1, emojis: { "🔥": 1 }, mine: null }, reacted_by_author: true });
  expect((await list({ sort: "new" })).items.map(({ body }) => body)).toEqual(["new", "old"]);
});

test("six tries of one comment at once make one", async () => {
  const args = { client_id: randomUUID(), post_id: post.id, body: "once" };
  const made = await Promise.all(Array.from({ length: 6 }, () => call<Comment>(reader, "add_comment", args)));
  expect(new Set(made.map(({ id }) => id)).size).toBe(1);
});

test("deleting leaves a place that holds the answers, and nothing without answers", async () => {
  post = await publish(author);
  const [first, alone] = [await comment(reader, post.id), await comment(reader, post.id)];
  await comment(author, post.id, "answer", { parent_id: first.id });
  for (const { id } of [first, alone]) await call(reader, "delete_comment", { comment_id: id });
  expect((await list()).items).toMatchObject([{ id: first.id, state: "deleted", body: "", author: null }]);
  await eventually(
    () => call<Post>(reader, "get_post", { post_id: post.id }),
    ({ stats }) => stats.comments === 1,
  );
});

test("the author of a post pins and hides; others do not", async () => {
  post = await publish(author);
  const [one, two] = [await comment(reader, post.id, "one"), await comment(reader, post.id, "two")];
  for (const { id } of [one, two]) await call(author, "pin_comment", { comment_id: id });
  expect(await list()).toMatchObject({ pinned: { id: two.id }, items: [{ id: one.id }] });
  await call(author, "hide_comment", { comment_id: two.id });
  expect(await list()).toMatchObject({ pinned: null, items: [{ id: one.id }] });
  expect((await list({ hidden: true })).items).toMatchObject([{ id: two.id, state: "hidden" }]);
  expect(await refusal(reader, "pin_comment", { comment_id: one.id })).toEqual({
    status: 404,
    code: "COMMENT_NOT_FOUND",
  });
});

test("two pins at once leave one", async () => {
  post = await publish(author);
  const made = await Promise.all(Array.from({ length: 6 }, () => comment(reader, post.id)));
  await Promise.all(made.map(({ id }) => call(author, "pin_comment", { comment_id: id })));
  expect((await list()).items).toHaveLength(5);
});

test.each(["buy f0ll0wers", "k y s", "K​Y​S!"])("automatic moderation reads every text: %j", async (body) => {
  const answer = await refusal(reader, "add_comment", { client_id: randomUUID(), post_id: post.id, body });
  expect(answer).toEqual(
    body.startsWith("buy") ? { status: 200, code: undefined } : { status: 422, code: "CONTENT_REJECTED" },
  );
});

test.each([
  [{ body: " " }, "INVALID_COMMENT", 422],
  [{ body: "x".repeat(2001) }, "INVALID_COMMENT", 422],
  [{ parent_id: randomUUID() }, "COMMENT_NOT_FOUND", 404],
  [{ post_id: randomUUID() }, "POST_NOT_FOUND", 404],
  [{ media_ids: [randomUUID()] }, "INVALID_MEDIA", 422],
])("%j is refused", async (args, code, status) => {
  const asked = { client_id: randomUUID(), post_id: post.id, body: "x", ...args };
  expect(await refusal(reader, "add_comment", asked)).toEqual({ status, code });
});

test.each(["x", "A".repeat(22)])("the cursor %j is refused", async (cursor) => {
  expect(await refusal(reader, "list_comments", { post_id: post.id, cursor })).toEqual({
    status: 422,
    code: "INVALID_CURSOR",
  });
});

test("who may comment is the author's choice", async () => {
  const closed = await publish(author, { comments_from: "nobody" });
  expect(await refusal(reader, "add_comment", { client_id: randomUUID(), post_id: closed.id, body: "x" })).toEqual({
    status: 403,
    code: "COMMENTS_CLOSED",
  });
});
