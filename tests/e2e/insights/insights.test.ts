import { beforeAll, expect, test } from "vitest";
import { connectDatabase } from "../../support/database.ts";
import { newPerson, type Person } from "../../support/people.ts";
import { comment, type Post, publish } from "../../support/posts.ts";
import { call, eventually, refusal } from "../../support/rpc.ts";

interface Insights {
  views: number;
  reach: number;
  reactions: number;
  comments: number;
  shares: number;
  saves: number;
  watched_ms: number;
  sources: Record<string, number>;
  by_hour: { views: number }[];
  audience: { ages: Record<string, number> | null; followers: number | null };
  virality: {
    state: string;
    offered_to: number | null;
    predicted_reach: { people: number; low: number; high: number } | null;
  };
}

const sql = connectDatabase();
let author: Person;
let reader: Person;
let other: Person;
let post: Post;

beforeAll(async () => {
  [author, reader, other] = await Promise.all([newPerson(), newPerson(), newPerson()]);
  post = await publish(author, { kind: "text" });
});

const insights = (args: Record<string, unknown> = {}) =>
  call<Insights>(author, "post_insights", { post_id: post.id, ...args });
const look = (person: Person, watched_ms: number, source: string) =>
  call(person, "record_views", { views: [{ post_id: post.id, watched_ms, source }] });

test("what people do with a post is in its author's insights within seconds", async () => {
  await look(reader, 4_000, "home");
  await look(other, 2_000, "search");
  await call(reader, "react", { target: "post", target_id: post.id });
  await comment(reader, post.id);
  await call(other, "save_post", { post_id: post.id });
  await call(other, "share_post", { post_id: post.id });
  const told = await eventually(insights, ({ reach, shares }) => reach === 2 && shares === 1);
  expect(told).toMatchObject({
    views: 2,
    reactions: 1,
    comments: 1,
    saves: 1,
    watched_ms: 6_000,
    sources: { home: 1, search: 1 },
    audience: { ages: null, followers: null },
    virality: { state: "none", offered_to: null },
  });
  expect(told.by_hour).toHaveLength(24);
});

test("a creator sees all posts together, in the own time zone", async () => {
  await publish(author, { kind: "text" });
  const told = await call<Insights & { by_day: unknown[]; posts: { post_id: string }[] }>(author, "creator_insights", {
    days: 7,
    time_zone: "America/New_York",
  });
  expect(told).toMatchObject({ views: 2, reach: 2, reactions: 1, comments: 1, shares: 1, saves: 1 });
  expect(told.by_day).toHaveLength(7);
  expect(told.posts[0]?.post_id).toBe(post.id);
  expect(told.posts).toHaveLength(2);
});

test("nobody else sees them, moderators included", async () => {
  expect(await refusal(reader, "post_insights", { post_id: post.id })).toEqual({ status: 404, code: "POST_NOT_FOUND" });
  expect(await refusal(reader, "set_viral_veto", { post_id: post.id, vetoed: true, note: "mine" })).toEqual({
    status: 403,
    code: "NOT_ALLOWED",
  });
});

test.each([
  ["creator_insights", { days: 91 }],
  ["creator_insights", { time_zone: "Mars/Phobos" }],
  ["post_insights", { time_zone: "'; select 1" }],
])("%s refuses %j", async (name, args) => {
  const about = name === "post_insights" ? { post_id: post.id } : {};
  expect(await refusal(author, name, { ...about, ...args })).toEqual({ status: 422, code: "INVALID_ARGUMENT" });
});

test("a post at which many arrive at once is viral within seconds: who watches it hears so, and strangers find it in their feed", async () => {
  const heard: string[] = [];
  const channel = author.client.channel(`post:${post.id}`, { config: { private: true } });
  channel.on("broadcast", { event: "virality" }, ({ payload }) => heard.push((payload as { state: string }).state));
  await new Promise<void>((resolve) => channel.subscribe((status) => status === "SUBSCRIBED" && resolve()));
  // Ninety people who have been here for years, which no client can arrange.
  await sql.begin(async (transaction) => {
    await transaction`
      insert into private.accounts (id, username, email, phone, birth_date, email_verified_at, created_at)
      select gen_random_uuid(), 'crowd' || left(${post.id}, 8) || n, n || ${`@${post.id}.example.com`}, '+1' || 5000000000 + n, '1990-01-01', now(), now() - interval '3 years'
      from generate_series(1, 90) n`;
    await transaction`
      insert into public.profiles (id, username, first_name, last_name, gender)
      select id, username, 'Robin', 'Tester', 'other' from private.accounts where email like ${`%@${post.id}.example.com`}`;
    await transaction`
      insert into public.post_reactions (post_id, user_id, emoji)
      select ${post.id}, id, '❤️' from private.accounts where email like ${`%@${post.id}.example.com`}`;
    await transaction`
      select private.emit('post_reaction', id, ${author.id}, ${post.id}, '{"emoji": "❤️"}') from private.accounts where email like ${`%@${post.id}.example.com`}`;
  });
  const { virality } = await eventually(insights, (told) => told.virality.state === "viral");
  expect(virality.offered_to).toBe(0.05);
  expect(virality.predicted_reach?.people).toBeGreaterThanOrEqual(85);
  await eventually(
    async () => heard,
    (states) => states.includes("viral"),
  );
  await author.client.removeChannel(channel);
  // One in twenty gets it at first; later everybody.
  await sql`update private.viral_posts set share = 1 where post_id = ${post.id}`;
  const stranger = await newPerson();
  const { items } = await call<{ items: { id: string; reason: string }[] }>(stranger, "home_feed");
  expect(items.find(({ id }) => id === post.id)?.reason).toBe("viral");
});
