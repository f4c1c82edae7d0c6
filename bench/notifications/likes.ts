/**
 * What telling of a like costs, beside the roll-up that counts it: each second's worth of likes is appended as the product would, and
 * read by both readers in turn.
 * Run: node bench/notifications/likes.ts [likes a second] [seconds]
 */
import { readFileSync } from "node:fs";
import postgres from "postgres";
import { makePeople, startBenchDatabase } from "../content/database.ts";

const aSecond = Number(process.argv[2] ?? 2_000);
const seconds = Number(process.argv[3] ?? 8);
const people = 20_000;
const readers = ["private.roll_up_engagement", "private.notify_people"];

const database = await startBenchDatabase();
// One connection, so that its process is the one that is measured.
const sql = postgres(database.postgresUrl, { max: 1, onnotice: () => {} });
try {
  await makePeople(database.postgresUrl, people);
  await sql`
    insert into public.posts (author_id, client_id, kind, caption, state, position, published_at)
    select id, gen_random_uuid(), 'text', 'a post', 'published', private.uuid_v7(), now() from public.profiles`;
  await sql`analyze public.posts`;
  const [{ pid } = { pid: 0 }] = await sql<{ pid: number }[]>`select pg_backend_pid() as pid`;
  const cpu = () => Number(readFileSync(`/proc/${pid}/schedstat`, "utf8").split(" ")[0]) / 1e3;
  // The places of the readers, before anything is there to read.
  for (const reader of readers) await sql`select ${sql(reader)}()`;
  console.log(["likes of", "reader", "clock µs a like", "CPU µs a like", "worst second ms"].join("\t"));
  for (const [label, posts] of [
    ["one post", 1],
    ["1,000 posts", 1_000],
    ["all posts", people],
  ] as const) {
    const spent = new Map(readers.map((reader) => [reader, { clock: 0, cpu: 0, worst: 0 }]));
    let likes = 0;
    await sql`delete from public.post_reactions`;
    await sql`truncate private.engagement`;
    for (let second = 0; second < seconds; second++) {
      const [added] = await sql`
        with chosen as (select id, row_number() over (order by id) - 1 as place from public.posts limit ${posts}),
        drawn as materialized (
          select n, floor(random() * ${posts})::int as place from generate_series(${second * aSecond}::int, ${second * aSecond + aSecond - 1}::int) n),
        liked as (
          insert into public.post_reactions (post_id, user_id, emoji)
          select chosen.id, lpad(to_hex(1 + drawn.n % ${people}), 32, '0')::uuid, '❤️' from drawn join chosen using (place)
          on conflict do nothing returning post_id, user_id)
        insert into private.engagement (kind, actor_id, subject_id, target_id, details)
        select 'post_reaction', liked.user_id, post.author_id, post.id, '{"emoji": "❤️"}' from liked join public.posts post on post.id = liked.post_id
        returning 1`.then((rows) => [rows.count]);
      likes += added ?? 0;
      for (const reader of readers) {
        const kept = spent.get(reader);
        if (!kept) continue;
        const [before, start] = [cpu(), performance.now()];
        await sql`select ${sql(reader)}()`;
        const took = performance.now() - start;
        kept.clock += took * 1_000;
        kept.worst = Math.max(kept.worst, took);
        kept.cpu += cpu() - before;
      }
    }
    for (const [reader, { clock, cpu: used, worst }] of spent)
      console.log([label, reader, (clock / likes).toFixed(0), (used / likes).toFixed(0), worst.toFixed(0)].join("\t"));
    const [check] = await sql`
      select count(*)::int as parts, (select count(*) from public.post_reactions reaction
        join public.posts post on post.id = reaction.post_id and post.author_id <> reaction.user_id)::int as likes
      from private.notification_parts`;
    console.log(`\t${check?.parts} parts for ${check?.likes} likes of others`);
    await sql`delete from private.notifications`;
  }
} finally {
  await sql.end();
  await database.stop();
}
