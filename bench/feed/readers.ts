import { readFileSync } from "node:fs";
import postgres from "postgres";
import { row } from "./figures.ts";

const readers = ["private.learn_from_engagement", "private.roll_up_engagement", "private.learn_virality"];

/**
 * How the readers of the log keep up: each second's worth of events is appended as the product would, popular posts more
 * often, and then read by each reader in turn.
 */
export async function timeReaders(postgresUrl: string, eventsASecond: number, seconds: number): Promise<void> {
  // One connection, so that its process is the one that is measured.
  const sql = postgres(postgresUrl, { max: 1, onnotice: () => {} });
  const [{ pid } = { pid: 0 }] = await sql<{ pid: number }[]>`select pg_backend_pid() as pid`;
  const cpu = () => Number(readFileSync(`/proc/${pid}/schedstat`, "utf8").split(" ")[0]) / 1e6;
  const position = async () => BigInt((await sql`select pg_current_wal_insert_lsn() - '0/0'::pg_lsn as at`)[0]?.at);
  const spent = new Map(readers.map((reader) => [reader, { clock: [] as number[], cpu: 0, wal: 0n }]));
  for (let second = 0; second < seconds; second++) {
    await sql`
      insert into private.engagement (kind, actor_id, subject_id, target_id, details)
      select case when luck < 0.85 then 'view' when luck < 0.95 then 'post_reaction' when luck < 0.97 then 'comment' when luck < 0.99 then 'save' else 'share' end,
        person.id, post.author_id, post.id,
        case when luck < 0.85 then jsonb_build_object('counts', 1, 'watched_ms', floor(20000 * luck ^ 6), 'source', 'home')
          when luck < 0.95 then '{"emoji": "❤️"}' else '{}' end
      from (
        select n, random() as luck, floor(random() ^ 3 * (select count(*) from bench.posts))::int as rank,
          1 + floor(random() * (select count(*) from bench.people))::int as person
        from generate_series(1, ${eventsASecond}::int) n
      ) drawn
      join bench.posts post using (rank)
      join bench.people person on person.n = drawn.person`;
    for (const reader of readers) {
      const kept = spent.get(reader);
      if (!kept) continue;
      const [before, walBefore, start] = [cpu(), await position(), performance.now()];
      await sql`select ${sql(reader)}()`;
      kept.clock.push(performance.now() - start);
      kept.wal += (await position()) - walBefore;
      kept.cpu += cpu() - before;
    }
  }
  row("a second's events", ["p50 ms", "worst ms", "CPU ms", "of a core", "WAL kB"]);
  for (const [reader, { clock, cpu: used, wal }] of spent) {
    const sorted = clock.toSorted((a, b) => a - b);
    row(reader, [
      (sorted[Math.floor(seconds / 2)] ?? 0).toFixed(0),
      (sorted.at(-1) ?? 0).toFixed(0),
      (used / seconds).toFixed(0),
      `${(used / seconds / 10).toFixed(1)} %`,
      String(wal / BigInt(seconds) / 1024n),
    ]);
  }
  await sql.end();
}
