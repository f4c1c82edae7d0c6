import { createClient } from "@supabase/supabase-js";
import { beforeAll, expect, inject, test } from "vitest";
import { connectDatabase } from "../../support/database.ts";
import { newPerson, type Person } from "../../support/people.ts";
import { comment, type Page, type Post, publish } from "../../support/posts.ts";
import { call, eventually, refusal } from "../../support/rpc.ts";

const sql = connectDatabase();
const { url, publishableKey } = inject("target");
let people: Person[];
let author: Person;
let reader: Person;

beforeAll(async () => {
  people = await Promise.all(Array.from({ length: 5 }, () => newPerson()));
  [author, reader] = people as [Person, Person];
});

const get = (post: Post, person = reader) => call<Post>(person, "get_post", { post_id: post.id });

test("one reaction a person: the last one, counted by emoji, also when everybody reacts at once", async () => {
  const post = await publish(author);
  const emojis = ["❤️", "🔥", "❤️", "😂"];
  const reactAll = (person: Person, index: number) =>
    Promise.all(
      emojis.map((_, n) =>
        call(person, "react", { target: "post", target_id: post.id, emoji: emojis[(n + index) % 4] }),
      ),
    );
  await Promise.all(people.map(reactAll));
  await Promise.all(people.map((person) => call(person, "react", { target: "post", target_id: post.id, emoji: "🫠" })));
  await eventually(
    () => get(post),
    ({ reactions }) => reactions.emojis["🫠"] === 5,
  );
  expect(await get(post)).toMatchObject({ reactions: { count: 5, emojis: { "🫠": 5 }, mine: "🫠" } });

  const race = Array.from({ length: 8 }, (_, n) =>
    call(reader, n % 2 ? "react" : "unreact", { target: "post", target_id: post.id }),
  );
  await Promise.all(race);
  await call(reader, "unreact", { target: "post", target_id: post.id });
  expect(
    await eventually(
      () => get(post),
      ({ reactions }) => reactions.count === 4,
    ),
  ).toMatchObject({ reactions: { emojis: { "🫠": 4 }, mine: null } });
});

test("the like of old is a heart, and is listed", async () => {
  const post = await publish(author);
  await call(reader, "react", { target: "post", target_id: post.id });
  const { items } = await call<Page<unknown>>(author, "list_reactions", { target: "post", target_id: post.id });
  expect(items).toMatchObject([{ user: { id: reader.id }, emoji: "❤️" }]);
});

test("whoever watches a post is told of its counters, and nobody else", async () => {
  const [open, closed] = [await publish(author), await publish(author, { visibility: "followers" })];
  const client = createClient(url, publishableKey, { accessToken: async () => reader.session.access_token });
  const heard: unknown[] = [];
  const join = (post: Post) =>
    new Promise<string>((resolve) => {
      client
        .channel(`post:${post.id}`, { config: { private: true } })
        .on("broadcast", { event: "stats" }, ({ payload }) => heard.push(payload))
        .subscribe((status) => resolve(status));
    });
  await client.realtime.setAuth(reader.session.access_token);
  expect(await join(open)).toBe("SUBSCRIBED");
  expect(await join(closed)).toBe("CHANNEL_ERROR");
  for (const person of people) await call(person, "react", { target: "post", target_id: open.id });
  await eventually(
    async () => heard,
    (stats) => (stats.at(-1) as Pick<Post, "reactions"> | undefined)?.reactions.count === 5,
  );
  expect(heard.at(-1)).toMatchObject({ post_id: open.id, reactions: { count: 5, emojis: { "❤️": 5 } } });
  await client.removeAllChannels();
});

test("shares and views count once a person and way", async () => {
  const post = await publish(author);
  const view = { views: [{ post_id: post.id, watched_ms: 1500, source: "home" }] };
  for (let n = 0; n < 2; n++) {
    await Promise.all(people.map((person) => call(person, "record_views", view)));
    await Promise.all(people.map((person) => call(person, "share_post", { post_id: post.id, via: "link" })));
  }
  await call(reader, "share_post", { post_id: post.id });
  const { stats, viewer } = await eventually(
    () => get(post),
    (seen) => seen.stats.shares === 6 && seen.stats.views === 4,
  );
  expect({ stats, viewer }).toMatchObject({ stats: { shares: 6, views: 4 }, viewer: { reposted: true } });
});

test("an account that goes takes along what it did", async () => {
  const post = await publish(author);
  const leaving = await newPerson();
  await call(leaving, "react", { target: "post", target_id: post.id });
  await call(leaving, "save_post", { post_id: post.id });
  await comment(leaving, post.id);
  await eventually(
    () => get(post),
    ({ stats, reactions }) => reactions.count + stats.saves + stats.comments === 3,
  );
  await sql`delete from private.accounts where id = ${leaving.id}`;
  await eventually(
    () => get(post),
    ({ stats, reactions }) => reactions.count + stats.saves + stats.comments === 0,
  );
});

test.each([
  ["react", { target: "post", emoji: "x" }, "INVALID_REACTION", 422],
  ["react", { target: "post", emoji: "❤️❤️" }, "INVALID_REACTION", 422],
  ["react", { target: "message" }, "MESSAGE_NOT_FOUND", 404],
  ["react", { target: "account" }, "INVALID_REACTION", 422],
  ["react", { target: "comment" }, "COMMENT_NOT_FOUND", 404],
  ["react", { target: "post" }, "POST_NOT_FOUND", 404],
  ["list_reactions", { target: "post" }, "POST_NOT_FOUND", 404],
  ["list_reactions", { target: "x" }, "INVALID_REACTION", 422],
])("%s %j is refused", async (name, args, code, status) => {
  expect(await refusal(reader, name, { target_id: "00000000-0000-4000-8000-000000000000", ...args })).toEqual({
    status,
    code,
  });
});

test("what is not for everybody is not shared", async () => {
  const post = await publish(author, { visibility: "followers" });
  expect(await refusal(author, "share_post", { post_id: post.id })).toEqual({
    status: 403,
    code: "POST_NOT_SHAREABLE",
  });
  expect(await refusal(author, "share_post", { post_id: post.id, via: "x" })).toEqual({
    status: 422,
    code: "INVALID_SHARE",
  });
  expect(await refusal(author, "record_views", { views: [{}] })).toEqual({ status: 422, code: "INVALID_VIEWS" });
});
