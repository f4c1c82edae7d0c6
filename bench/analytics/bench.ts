/**
 * What the figures of analytics cost: to keep them, with 3,000 events a second, and to ask for them.
 * Run: node bench/analytics/bench.ts --help
 */
import { readFileSync } from "node:fs";
import { loadavg } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import postgres, { type Sql } from "postgres";
import { withConnection } from "../../local/postgres/connection.ts";
import { installPlatform } from "../../local/postgres/platform.ts";
import { type ScratchPostgres, startScratchPostgres } from "../../local/postgres/scratch-postgres.ts";
import { repositoryFolder } from "../../local/schema/command.ts";
import { loadSqlTree } from "../../local/schema/load-sql-tree.ts";
import { type ScratchDatabase, scratchDatabase, withScratchDatabase } from "../../local/schema/scratch-database.ts";
import { seedEvents } from "./seed.ts";
import { settings } from "./settings.ts";

const { values } = parseArgs({
  options: {
    help: { type: "boolean", default: false },
    events: { type: "string", default: "1000000" },
    at: { type: "string" },
    log: { type: "boolean", default: false },
    check: { type: "boolean", default: false },
    calls: { type: "string", default: "40" },
    seconds: { type: "string", default: "20" },
  },
});
if (values.help) {
  console.log(`node bench/analytics/bench.ts [options]

  --events 1000000   events of the last 90 days; a person for each fifty. Several numbers, with commas: one after the other, and what grows
  --at URL           of a Postgres that stays (bench/analytics/server.ts): what is seeded there once is measured again as often as wanted
  --log              the reader of the log counts all of it itself, about 10,000 events a second; otherwise it is seeded as it would have left it
  --check            whether the two come to the same, row by row, instead of measuring
  --calls 40         how often each view is asked for
  --seconds 20       seconds of 3,000 events that the reader of the log is given

100,000,000 events need about 30 GB below the folder for temporary files (TMPDIR).`);
  process.exit();
}

/** The same for all that is seeded, to be compared. */
const started = new Date().toISOString();
const adminId = "01930000-0000-7000-8000-000000000001";
const claims = JSON.stringify({ sub: adminId, role: "authenticated", sid: adminId, app_role: "admin" });
const percentile = (figures: number[], share: number) =>
  figures.toSorted((a, b) => a - b)[Math.min(figures.length - 1, Math.floor(figures.length * share))] ?? Number.NaN;
const heading = (text: string) => console.log(`\n${text} (load average ${loadavg()[0]?.toFixed(1)})`);
const row = (name: string, cells: string[]) =>
  console.log(`  ${name.padEnd(44)}${cells.map((cell) => cell.padStart(12)).join("")}`);

async function seed(database: ScratchDatabase, events: number, withLog: boolean): Promise<void> {
  const start = performance.now();
  await loadSqlTree(repositoryFolder, database.postgresUrl);
  await seedEvents(database.adminUrl, events, withLog ? "log" : "figures", started);
  row("seeded", [`${((performance.now() - start) / 1000).toFixed(0)} s`]);
}

/** Lets the reader of the log itself count all of it. */
async function drain(sql: Sql, events: number): Promise<void> {
  const batches: number[] = [];
  const start = performance.now();
  for (;;) {
    const begun = performance.now();
    await sql`select private.learn_activity()`;
    batches.push(performance.now() - begun);
    const [left] = await sql`
      select exists (
        select from private.engagement where transaction_id >= (select place from private.engagement_readers where name = 'activity')) as any`;
    if (!left?.any) break;
  }
  const seconds = (performance.now() - start) / 1000;
  row("the reader counts the whole log", [
    `${seconds.toFixed(0)} s`,
    `${Math.round(events / seconds)}/s`,
    `p50 ${percentile(batches, 0.5).toFixed(0)} ms`,
    `p95 ${percentile(batches, 0.95).toFixed(0)} ms`,
  ]);
  await sql`vacuum analyze private.activity, private.activity_links, private.activity_days, private.tallies, private.lifecycles`;
}

async function showSizes(sql: Sql): Promise<void> {
  const sizes = await sql<{ name: string; rows: number; size: string }[]>`
    select relname as name, (select reltuples::bigint from pg_class where oid = relid)::int as rows, pg_size_pretty(pg_total_relation_size(relid)) as size
    from pg_stat_user_tables
    where schemaname = 'private' and relname in ('activity', 'activity_links', 'activity_days', 'tallies', 'lifecycles', 'engagement') order by 1`;
  for (const { name, rows, size } of sizes) row(name, [`${rows} rows`, size]);
}

/** Milliseconds that a process has had of a processor, which other work on the machine disturbs less than the clock. */
const processorTime = (pid: number) => Number(readFileSync(`/proc/${pid}/schedstat`, "utf8").split(" ")[0]) / 1e6;

/** Milliseconds of each call, as an admin asks: by the clock, and of the processor. */
async function time(sql: Sql, queries: string[]): Promise<{ clock: number[]; processor: number[] }> {
  const clock: number[] = [];
  const processor: number[] = [];
  const [{ pid } = { pid: 0 }] = await sql<{ pid: number }[]>`select pg_backend_pid() as pid`;
  for (const query of queries) {
    await sql.begin(async (transaction) => {
      await transaction`select set_config('request.jwt.claims', ${claims}, true), set_config('role', 'authenticated', true)`;
      const [start, before] = [performance.now(), processorTime(pid)];
      await transaction.unsafe(query);
      clock.push(performance.now() - start);
      processor.push(processorTime(pid) - before);
    });
  }
  return { clock, processor };
}

async function timeViews(sql: Sql): Promise<Map<string, number>> {
  heading("what is asked for, in milliseconds");
  row("", ["p50", "p95", "CPU p50", "CPU p95"]);
  const p95 = new Map<string, number>();
  const measure = async (name: string, queries: string[]) => {
    const { clock, processor } = await time(sql, queries);
    p95.set(name, percentile(processor, 0.95));
    row(
      name,
      [clock, processor].flatMap((figures) => [0.5, 0.95].map((share) => percentile(figures, share).toFixed(1))),
    );
  };
  const calls = Number(values.calls);
  const repeat = (query: string, times = calls) => Array.from({ length: times }, () => query);
  const views = await sql<{ name: string }[]>`
    select relname as name from pg_class
    where relnamespace = 'analytics'::regnamespace and relkind = 'v' and relname !~ '^matchmaking_(regret|etas)$' order by 1`;
  for (const { name } of views) await measure(name, repeat(`select * from analytics.${name}`));
  await measure("daily_users of a country", repeat("select * from analytics.daily_users(country => 'DE')"));
  await measure(
    "daily_users of 400 days",
    repeat("select * from analytics.daily_users(since => current_date - 399)", 10),
  );
  await measure("daily_users in a kept time zone", repeat("select * from analytics.daily_users('Europe/Berlin')"));
  await measure(
    "daily_users in any other (Kathmandu)",
    repeat("select * from analytics.daily_users('Asia/Kathmandu')", 5),
  );
  await measure("content_daily in any other", repeat("select * from analytics.content_daily('Asia/Kathmandu')"));
  await measure(
    "unique_people of any window",
    Array.from({ length: 5 * calls }, () => {
      const days = Math.random() ** 2 * 89;
      return `select analytics.unique_people(now() - interval '${days + Math.random()} days', now() - interval '${Math.random() * days} days')`;
    }),
  );
  return p95;
}

/** Appends as many people would, in small transactions, while the reader is called once a second as by the worker. */
async function timeFreshness(url: string, people: number, seconds: number): Promise<void> {
  heading(`3,000 events a second for ${seconds} s`);
  const reader = postgres(url, { max: 1, onnotice: () => {} });
  const writer = postgres(url, { max: 1, onnotice: () => {} });
  const [{ pid } = { pid: 0 }] = await reader<{ pid: number }[]>`select pg_backend_pid() as pid`;
  let committed: number[] = [];
  const end = performance.now() + seconds * 1000;
  const append = async () => {
    for (let nth = 0; performance.now() < end; nth++) {
      await writer`
        insert into private.engagement (kind, actor_id, subject_id, details)
        select case when luck < 0.8 then 'view' when luck < 0.9 then 'post_reaction' when luck < 0.95 then 'message' else 'follow' end,
          bench.person_id(1 + floor(${people} * random() ^ 2.5)::bigint), bench.person_id(1),
          case when luck < 0.8 then '{"counts": 1, "watched_ms": 900, "source": "home"}' when luck < 0.9 then '{"emoji": "x"}' else '{}' end::jsonb
        from (select random() as luck from generate_series(1, 100)) drawn`;
      committed.push(performance.now());
      await sleep(Math.max(0, end - seconds * 1000 + ((nth + 1) * 1000) / 30 - performance.now()));
    }
  };
  const ages: number[] = [];
  const calls: number[] = [];
  const before = processorTime(pid);
  const wal = async () => Number((await writer`select pg_current_wal_insert_lsn() - '0/0'::pg_lsn as at`)[0]?.at);
  const read = async () => {
    while (performance.now() < end) {
      const start = performance.now();
      const seen = committed;
      committed = [];
      await reader`select private.learn_activity()`;
      const done = performance.now();
      calls.push(done - start);
      for (const at of seen) ages.push(done - at);
      await sleep(Math.max(0, 1000 - (done - start)));
    }
  };
  const walBefore = await wal();
  await Promise.all([append(), read()]);
  row("an event is in every figure after", [
    `p50 ${percentile(ages, 0.5).toFixed(0)} ms`,
    `p95 ${percentile(ages, 0.95).toFixed(0)} ms`,
  ]);
  row("a call of the reader", [
    `p50 ${percentile(calls, 0.5).toFixed(0)} ms`,
    `p95 ${percentile(calls, 0.95).toFixed(0)} ms`,
  ]);
  const minutes = seconds / 60;
  row("processor time a minute", [`${((processorTime(pid) - before) / 1000 / minutes).toFixed(1)} s`]);
  row("WAL a minute, the log included", [`${(((await wal()) - walBefore) / minutes / 1e6) | 0} MB`]);
  await Promise.all([reader.end(), writer.end()]);
}

/** Which rows of what figures are kept in are not the same in two databases. */
async function differences(one: string, other: string): Promise<string[]> {
  const tables = ["lifecycles", "activity", "activity_links", "activity_days", "tallies"];
  const contents = await Promise.all(
    [one, other].map((url) =>
      withConnection(url, async (sql) => {
        const found = [];
        for (const table of tables)
          found.push(
            await sql.unsafe(`
              select count(*)::int as rows, coalesce(sum(hashtextextended(row::text, 0)::numeric), 0)::text as sum
              from private.${table} row where to_jsonb(row) ->> 'people' is distinct from '0'`),
          );
        return found.map(([row]) => `${row?.rows} rows, ${row?.sum}`);
      }),
    ),
  );
  return tables.filter((_, index) => contents[0]?.[index] !== contents[1]?.[index]);
}

async function seedAndCount(database: ScratchDatabase, events: number): Promise<void> {
  await seed(database, events, values.log);
  if (values.log) await withConnection(database.postgresUrl, (sql) => drain(sql, events));
}

/** A database of so many events: at the server that stays one that is there, else for as long as it is needed. */
async function withEvents(events: number, work: (database: ScratchDatabase) => Promise<void>): Promise<void> {
  if (!values.at)
    return withScratchPostgres((server) =>
      withScratchDatabase(server, (database) => seedAndCount(database, events).then(() => work(database))),
    );
  const name = `events_${events}${values.log ? "_log" : ""}`;
  const database = scratchDatabase(values.at.replace(/[^/]*$/, name));
  await withConnection(values.at, async (admin) => {
    const [known] = await admin`select from pg_database where datname = ${name}`;
    if (known) return;
    await admin.unsafe(`create database ${name} owner postgres`);
    await withConnection(database.adminUrl, installPlatform);
    await seedAndCount(database, events);
  });
  await work(database);
}

async function withScratchPostgres(work: (server: ScratchPostgres) => Promise<void>): Promise<void> {
  const server = await startScratchPostgres({ settings });
  try {
    await work(server);
  } finally {
    await server.stop();
  }
}

const sizes = values.events.split(",").map(Number) as [number, ...number[]];
if (values.check) {
  await withScratchPostgres((server) =>
    withScratchDatabase(server, async (counted) => {
      await seed(counted, sizes[0], true);
      await withConnection(counted.postgresUrl, (sql) => drain(sql, sizes[0]));
      await withScratchDatabase(server, async (seeded) => {
        await seed(seeded, sizes[0], false);
        const found = await differences(counted.adminUrl, seeded.adminUrl);
        console.log(found.length === 0 ? "seeded as the reader counts" : `not the same: ${found.join(", ")}`);
        process.exitCode = found.length === 0 ? 0 : 1;
      });
    }),
  );
} else {
  let smallest: Map<string, number> | undefined;
  for (const events of sizes) {
    await withEvents(events, async (database) => {
      heading(`${events.toLocaleString("en")} events`);
      const sql = postgres(database.postgresUrl, { max: 1, onnotice: () => {} });
      await showSizes(sql);
      const figures = await timeViews(sql);
      await sql.end();
      if (smallest) {
        heading(`CPU p95 as a multiple of that of ${sizes[0].toLocaleString("en")} events`);
        for (const [name, ms] of figures) row(name, [(ms / (smallest.get(name) ?? Number.NaN)).toFixed(1)]);
      }
      smallest ??= figures;
      await timeFreshness(database.postgresUrl, events / 50, Number(values.seconds));
    });
  }
}
