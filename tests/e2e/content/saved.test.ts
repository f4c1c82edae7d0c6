import { beforeAll, expect, test } from "vitest";
import { newPerson, type Person } from "../../support/people.ts";
import { type Page, type Post, publish } from "../../support/posts.ts";
import { call, refusal } from "../../support/rpc.ts";

interface Collection {
  id: string;
  name: string;
  posts: number;
}

let author: Person;
let reader: Person;

beforeAll(async () => {
  [author, reader] = await Promise.all([newPerson(), newPerson()]);
});

const saved = (args: Record<string, unknown> = {}) => call<Page<Post>>(reader, "list_saved", args);

test("posts are saved, moved between collections, and let go", async () => {
  const [one, two] = [await publish(author), await publish(author)];
  const collection = await call<Collection>(reader, "create_collection", { name: "Recipes" });
  await call(reader, "save_post", { post_id: one.id, collection_id: collection.id });
  await call(reader, "save_post", { post_id: two.id });
  expect((await saved()).items.map(({ id }) => id)).toEqual([two.id, one.id]);
  expect((await saved()).items[0]?.viewer.saved).toBe(true);
  expect((await saved({ collection_id: collection.id })).items.map(({ id }) => id)).toEqual([one.id]);
  await call(reader, "save_post", { post_id: two.id, collection_id: collection.id });
  expect((await call<Page<Collection>>(reader, "list_collections")).items).toMatchObject([
    { name: "Recipes", posts: 2 },
  ]);
  await call(reader, "delete_collection", { collection_id: collection.id });
  expect((await saved()).items).toHaveLength(2);
  for (const { id } of [one, two]) await call(reader, "unsave_post", { post_id: id });
  expect((await saved()).items).toEqual([]);
});

test("saving at once saves once", async () => {
  const post = await publish(author);
  await Promise.all(Array.from({ length: 6 }, () => call(reader, "save_post", { post_id: post.id })));
  expect((await saved()).items.map(({ id }) => id)).toEqual([post.id]);
});

test("collections are one's own, unless opened", async () => {
  const collection = await call<Collection>(author, "create_collection", { name: "Mine" });
  expect(await refusal(reader, "list_saved", { collection_id: collection.id })).toEqual({
    status: 404,
    code: "COLLECTION_NOT_FOUND",
  });
  expect(await refusal(reader, "rename_collection", { collection_id: collection.id, name: "x" })).toMatchObject({
    status: 404,
  });
  await call(author, "rename_collection", { collection_id: collection.id, name: "Ours", is_private: false });
  expect((await saved({ collection_id: collection.id })).items).toEqual([]);
  expect(await refusal(author, "create_collection", { name: " " })).toEqual({
    status: 422,
    code: "INVALID_COLLECTION",
  });
});
