/**
 * What a post and a page of comments cost with 1,000,000 posts and 10,000,000 comments in the database.
 * Run: node bench/content/reads.ts [--scale 0.1] [--calls 2000]
 */
import { parseArgs } from "node:util";
import { withConnection } from "../../local/postgres/connection.ts";
import { WirePool } from "../../local/rest/wire/pool.ts";
import { callAs, rpc } from "./call.ts";
import { makePeople, startBenchDatabase, userId } from "./database.ts";

const { values } = parseArgs({
  options: { scale: { type: "string", default: "1" }, calls: { type: "string", default: "2000" } },
});
const scale = Number(values.scale);
const calls = Number(values.calls);
const people = 20_000;
const posts = Math.round(1_000_000 * scale);
const comments = Math.round(10_000_000 * scale);
const hotPosts = 1_000;
const first = 1_000_000_000;

/** Posts and comments by number; half of the comments are below the thousand hot posts, a third of those are answers. */
async function seed(adminUrl: string): Promise<void> {
  await withConnection(adminUrl, async (sql) => {
    // As a dump is restored: no triggers, and the indexes afterwards.
    await sql`set session_replication_role = replica`;
    await sql`set maintenance_work_mem = '512MB'`;
    await sql`set synchronous_commit = off`;
    await sql`
      insert into public.posts (id, author_id, client_id, kind, caption, state, audience, position, published_at)
      select lpad(to_hex(${first}::bigint + n), 32, '0')::uuid, lpad(to_hex(1 + n % ${people}::int), 32, '0')::uuid,
        lpad(to_hex(n), 32, '0')::uuid, 'text', 'What was on the mind of number ' || n, 'published', 'public',
        lpad(to_hex(${first}::bigint + n), 32, '0')::uuid, now()
      from generate_series(0, ${posts}::int - 1) n`;
    await sql`
      insert into public.post_stats (post_id, reactions, comments, views, emojis)
      select id, 12, 10, 345, '{"❤️": 10, "🔥": 2}' from public.posts`;
    console.log("posts are there");
    const indexes = await sql`
      select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition from pg_index
      where indrelid = 'public.comments'::regclass and indexrelid not in (select conindid from pg_constraint)`;
    for (const { name } of indexes) await sql.unsafe(`drop index ${name}`);
    await sql`
      insert into public.comments (id, post_id, parent_id, author_id, client_id, body, reactions)
      select lpad(to_hex(n), 32, '0')::uuid,
        lpad(to_hex(${first}::bigint + case n % 2 when 0 then n / 2 % ${hotPosts}::int else n % ${posts}::int end), 32, '0')::uuid,
        case when n % 2 = 0 and n / 2 / ${hotPosts}::int % 3 = 1
          then lpad(to_hex(n - 2 * ${hotPosts}::int), 32, '0')::uuid end,
        lpad(to_hex(1 + n * 31 % ${people}::int), 32, '0')::uuid, lpad(to_hex(n), 32, '0')::uuid,
        'A comment of the usual length, number ' || n, n * 7 % 13
      from generate_series(0::bigint, ${comments}::bigint - 1) n`;
    console.log("comments are there");
    for (const { definition } of indexes) await sql.unsafe(definition as string);
    await sql`vacuum analyze public.posts, public.post_stats, public.comments`;
  });
}

const database = await startBenchDatabase({
  fsync: "off",
  max_wal_size: "8GB",
  wal_level: "minimal",
  max_wal_senders: "0",
});
try {
  const start = performance.now();
  await makePeople(database.postgresUrl, people);
  await seed(database.adminUrl);
  console.log(
    `${posts.toLocaleString("en")} posts, ${comments.toLocaleString("en")} comments, in ${Math.round((performance.now() - start) / 1000)} s`,
  );

  const pool = new WirePool(database.authenticatorUrl, 1);
  const getPost = rpc("get_post", { post_id: "uuid" }, false);
  const listComments = rpc("list_comments", { post_id: "uuid", parent_id: "uuid", sort: "text" }, false);
  const homeFeed = rpc("home_feed", {}, false);
  const listPosts = rpc("list_posts", { user_id: "uuid" }, false);
  const random = (below: number) => Math.floor(Math.random() * below);
  const post = (n: number) => userId(first + n);
  const cases: [string, () => Promise<unknown>][] = [
    ["get_post, any of all", () => callAs(pool, 1 + random(people), getPost, { post_id: post(random(posts)) })],
    [
      "comments of a hot post, top",
      () => callAs(pool, 1 + random(people), listComments, { post_id: post(random(hotPosts)), sort: "top" }),
    ],
    [
      "comments of a hot post, new",
      () => callAs(pool, 1 + random(people), listComments, { post_id: post(random(hotPosts)), sort: "new" }),
    ],
    [
      "comments of any post, top",
      () => callAs(pool, 1 + random(people), listComments, { post_id: post(random(posts)), sort: "top" }),
    ],
    ["home_feed", () => callAs(pool, 1 + random(people), homeFeed, {})],
    ["list_posts", () => callAs(pool, 1 + random(people), listPosts, { user_id: userId(1 + random(people)) })],
  ];
  console.log("".padEnd(32), ...["p10 ms", "p50 ms", "p95 ms"].map((title) => title.padStart(9)));
  for (const [label, call] of cases) {
    for (let n = 0; n < calls / 4; n++) await call();
    const times: number[] = [];
    for (let n = 0; n < calls; n++) {
      const begin = performance.now();
      await call();
      times.push(performance.now() - begin);
    }
    times.sort((a, b) => a - b);
    const at = (share: number) => (times[Math.floor(times.length * share)] ?? Number.NaN).toFixed(2).padStart(9);
    console.log(label.padEnd(32), at(0.1), at(0.5), at(0.95));
  }
  await pool.close();
} finally {
  await database.stop();
}
