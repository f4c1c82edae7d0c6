import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { clientWith } from "../../support/clients.ts";
import { connectDatabase } from "../../support/database.ts";
import { newPerson } from "../../support/people.ts";

const sql = connectDatabase();

test("a text post comes back as everybody will see it", async () => {
  const { id, username, client } = await newPerson();
  const { data, error } = await client.rpc("create_post", {
    client_id: randomUUID(),
    kind: "text",
    caption: "  Hello, Plaza 🎉  ",
  });
  expect(error).toBeNull();
  expect(data).toMatchObject({ kind: "text", caption: "Hello, Plaza 🎉", author: { id, username } });
  const other = await newPerson();
  const post = data as unknown as { id: string; author: object };
  const { data: seen } = await other.client.rpc("get_post", { post_id: post.id });
  // But for how each of them stands to the author.
  expect(post.author).toMatchObject({ relationship: null });
  expect(seen).toEqual({
    ...post,
    author: { ...post.author, relationship: expect.objectContaining({ following: false, connection: "none" }) },
  });
});

test("a retry with the same client_id returns the first post and makes no second", async () => {
  const { id, client } = await newPerson();
  const post = { client_id: randomUUID(), kind: "text", caption: "once" };
  const answers = await Promise.all(Array.from({ length: 6 }, () => client.rpc("create_post", post)));
  const late = await client.rpc("create_post", { ...post, caption: "changed my mind" });
  const ids = [...answers, late].map(({ data }) => (data as { id: string } | null)?.id);
  expect(new Set(ids).size).toBe(1);
  expect(late.data).toMatchObject({ caption: "once" });
  expect(await sql`select from public.posts where author_id = ${id}`).toHaveLength(1);
});

test("two people may use the same client_id", async () => {
  const [one, two] = [await newPerson(), await newPerson()];
  const post = { client_id: randomUUID(), kind: "text", caption: "same id" };
  const [first, second] = [await one.client.rpc("create_post", post), await two.client.rpc("create_post", post)];
  expect((first.data as { id: string }).id).not.toBe((second.data as { id: string }).id);
});

test.each([
  ["no caption", { kind: "text" }],
  ["only space", { kind: "text", caption: " \n " }],
  ["5001 characters", { kind: "text", caption: "x".repeat(5001) }],
  ["an unknown kind", { kind: "hologram", caption: "hi" }],
])("%s is refused", async (_what, post) => {
  const { client } = await newPerson();
  const { error, status } = await client.rpc("create_post", { client_id: randomUUID(), ...post });
  expect(status).toBe(422);
  expect(error).toMatchObject({ code: "INVALID_POST", hint: null, details: null });
});

test("a client_id that is no uuid is refused", async () => {
  const { client } = await newPerson();
  const { status } = await client.rpc("create_post", { client_id: "one", kind: "text", caption: "hi" });
  expect(status).toBe(400);
});

test("nobody posts without signing in, nor past create_post", async () => {
  const { status } = await clientWith().rpc("create_post", { client_id: randomUUID(), kind: "text", caption: "hi" });
  expect(status).toBe(401);
  const { id, client } = await newPerson();
  const direct = await client
    .from("posts")
    .insert({ author_id: id, client_id: randomUUID(), kind: "text", caption: "hi" });
  expect(direct.status).toBe(403);
});

test("a flood is stopped, and says when to go on", async () => {
  const { client } = await newPerson();
  const post = () => client.rpc("create_post", { client_id: randomUUID(), kind: "text", caption: "flood" });
  const answers = await Promise.all(Array.from({ length: 31 }, post));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(30);
  expect(answers.find(({ status }) => status === 429)?.error).toMatchObject({
    code: "RATE_LIMITED",
    details: "limit create_post",
    hint: expect.stringMatching(/^Retry in \d+ seconds\.$/),
  });
});

test("a post that does not exist is 404", async () => {
  const { client } = await newPerson();
  const { error, status } = await client.rpc("get_post", { post_id: randomUUID() });
  expect({ status, code: error?.code }).toEqual({ status: 404, code: "POST_NOT_FOUND" });
});
