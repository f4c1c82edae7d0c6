/**
 * The busiest discussion of a data set as comments below a post, 300 in an hour: how often its author and the others are interrupted, and how many
 * lines their lists have.
 * Run: node bench/notifications/replay.ts <folder with comments.csv.gz: article,comment,parent,user,unix_time> [comments]
 */
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import postgres from "postgres";
import { makePeople, startBenchDatabase, userId } from "../content/database.ts";

const [folder, most = "300"] = process.argv.slice(2);
if (!folder) throw new Error("Give the folder of the discussions.");

interface Comment {
  article: string;
  comment: string;
  parent: string;
  user: string;
  at: number;
}
const lines = gunzipSync(readFileSync(`${folder}/comments.csv.gz`))
  .toString("utf8")
  .trim()
  .split("\n")
  .slice(1);
const discussions = Map.groupBy(
  lines.map((line): Comment => {
    const [article = "", comment = "", parent = "", user = "", at] = line.split(",");
    return { article, comment, parent, user, at: Number(at) };
  }),
  ({ article }) => article,
);
const busiest = [...discussions.values()].reduce((one, other) => (other.length > one.length ? other : one));
const comments = busiest.toSorted((one, other) => one.at - other.at).slice(0, Number(most));
// Number 1 is the author of the post.
const numbers = new Map([...new Set(comments.map(({ user }) => user))].map((user, index) => [user, index + 2]));

const database = await startBenchDatabase();
const sql = postgres(database.postgresUrl, { max: 1, onnotice: () => {} });
try {
  await makePeople(database.postgresUrl, numbers.size + 1);
  const [post] = await sql`
    insert into public.posts (author_id, client_id, kind, caption, state, position, published_at)
    values (${userId(1)}, gen_random_uuid(), 'text', 'the article', 'published', private.uuid_v7(), now()) returning id`;
  // A device of each, which is never reached: what counts is what would be sent to it.
  await sql
    .unsafe(readFileSync(new URL("../../supabase/migrations/20261125000450_push.sql", import.meta.url), "utf8"))
    .simple();
  await sql`update private.settings set value = '["web"]' where name = 'push_platforms'`;
  await sql`
    insert into private.push_endpoints (person_id, session_id, platform, provider, address, p256dh, auth)
    select id, id, 'web', 'https://push.example', 'https://push.example/' || id, 'key', 'secret' from public.profiles`;
  const ids = new Map<string, string>();
  const started = performance.now();
  for (const { comment, parent, user } of comments) {
    const id = userId(numbers.get(user) as number);
    await sql.begin(async (transaction) => {
      const claims = JSON.stringify({ sub: id, sid: id, role: "authenticated", app_role: "user" });
      await transaction`select set_config('request.jwt.claims', ${claims}, true)`;
      const [made] = await transaction`
        select private.add_comment(gen_random_uuid(), ${post?.id}, ${`comment ${comment}`}, ${ids.get(parent) ?? null}, null) ->> 'id' as id`;
      ids.set(comment, made?.id);
    });
    // 300 in an hour are twelve seconds apart: each is read by itself, which is the most interruptions that there can be.
    await sql`select private.notify_people()`;
    await sql`select private.decide_pushes()`;
  }
  const told = await sql<Record<string, number>[]>`
    select (listed.person_id = ${userId(1)})::int as author, count(*)::int as people, sum(listed.lines)::int as lines, max(listed.lines)::int as most_lines,
      sum(listed.parts)::int as parts, max(events.times)::int as most_events, max(pushes.asked)::int as most_asked, max(pushes.sent)::int as most_sent
    from (
      select person_id, count(*) as lines, sum(part_count) as parts from private.notifications where part_count > 0 group by person_id
    ) listed
    join (
      select topic, count(*) as times from realtime.messages where event = 'notification' group by topic
    ) events on events.topic = 'user:' || listed.person_id
    cross join lateral (
      select (select sum(push.version) from private.pushes push where push.person_id = listed.person_id) as asked,
        (select count(*) from private.push_ledger ledger where ledger.person_id = listed.person_id and ledger.outcome = 'sent') as sent
    ) pushes
    group by 1 order by 1 desc`;
  console.log(
    `${comments.length} comments by ${numbers.size} people, ${((performance.now() - started) / comments.length).toFixed(1)} ms each, told included`,
  );
  for (const one of told)
    console.log(
      `${one.author ? "the author" : `${one.people} others`}: ${one.parts} causes in ${one.lines} lines; at most ${one.most_lines} lines, ` +
        `${one.most_events} events, ${one.most_asked} pushes asked for and ${one.most_sent} within the budget of a day`,
    );
} finally {
  await sql.end();
  await database.stop();
}
