/**
 * What a page of the feed costs with 100,000 people, 10 million follows, a million posts and 50 million lines of the
 * engagement log: node bench/feed/bench.ts --help
 */

import { once } from "node:events";
import { readFileSync } from "node:fs";
import { totalmem } from "node:os";
import { parseArgs } from "node:util";
import type { Sql } from "postgres";
import { withConnection } from "../../local/postgres/connection.ts";
import { startScratchPostgres } from "../../local/postgres/scratch-postgres.ts";
import {
  type ScratchDatabase,
  scratchDatabase,
  withScratchCopy,
  withScratchDatabase,
} from "../../local/schema/scratch-database.ts";
import { type Figures, heading, row } from "./figures.ts";
import { timeNaivePages, timePages } from "./pages.ts";
import { timeReaders } from "./readers.ts";
import { makePeople, makePosts, type Size } from "./world.ts";

const { values } = parseArgs({
  options: {
    help: { type: "boolean", default: false },
    scale: { type: "string", default: "1" },
    pages: { type: "string", default: "400" },
    seconds: { type: "string", default: "20" },
    growth: { type: "boolean", default: false },
    seed: { type: "boolean", default: false },
    on: { type: "string" },
    small: { type: "string" },
  },
});

if (values.help) {
  console.log(`node bench/feed/bench.ts [options]

  --scale 0.1     a tenth of everything: people, follows, posts, engagement (1: 100,000, 10 M, 1 M and 50 M)
  --pages 400     first pages to measure, each of somebody else, and three next pages of each
  --seconds 20    seconds of 3,000 events that the readers of the log are given
  --growth        measure a tenth of the posts and of the engagement too, among the same people
  --seed          only fill the databases, say where they are, and leave them running until SIGINT
  --on URL        measure a database that --seed left running, with the same --scale
  --small URL     the same of the one with a tenth of the posts

At scale 1 it needs about 40 GB below the folder for temporary files (TMPDIR) and 8 GB of memory.`);
  process.exit();
}

const scale = Number(values.scale);
const size: Size = {
  people: Math.round(100_000 * scale),
  follows: Math.round(10_000_000 * scale),
  posts: Math.round(1_000_000 * scale),
  engagement: Math.round(50_000_000 * scale),
};
/** What growth is measured against: a tenth of what people have written and done. */
const fewer: Size = { ...size, posts: size.posts / 10, engagement: size.engagement / 10 };
const say = (step: string) => console.log(`  ${step}`);
const authenticator = (database: ScratchDatabase) =>
  database.postgresUrl.replace("postgres:postgres@", "authenticator:authenticator@");

async function measurePages(sql: Sql, database: ScratchDatabase, posts: number): Promise<Figures> {
  heading(`home_feed among ${posts.toLocaleString("en")} posts`);
  const written = () => sql`
    select wal_bytes::float8 as wal, wal_fpi::int as images,
      (select count(*)::int from private.feed_served) as served, (select count(*)::int from private.feed_pages) as pages,
      (select count(*)::int from private.feed_log) as log
    from pg_stat_wal`;
  const [before] = await written();
  const figures = await timePages(sql, authenticator(database), size.people, Number(values.pages));
  figures.print();
  // What a process has written is known a second after it is done.
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  const [after] = await written();
  if (before && after) {
    const pages = after.served - before.served;
    say(
      `a page writes ${((after.wal - before.wal) / pages / 1024).toFixed(1)} kB of WAL (${after.images - before.images} images of blocks in ${pages} pages), ` +
        `${((after.pages - before.pages) / pages).toFixed(2)} rows of feed_pages, 1 of feed_served, ${((after.log - before.log) / pages).toFixed(3)} of feed_log`,
    );
  }
  return figures;
}

async function refreshViews(sql: Sql): Promise<void> {
  heading("materialized views, refreshed concurrently");
  const views = await sql<{ name: string; rows: number }[]>`
    select oid::regclass::text as name from pg_class where relkind = 'm' and relnamespace = 'private'::regnamespace order by oid`;
  row("milliseconds", ["median of 3", "rows"]);
  for (const { name } of views) {
    const times: number[] = [];
    for (let turn = 0; turn < 3; turn++) {
      const start = performance.now();
      await sql.unsafe(`refresh materialized view concurrently ${name}`);
      times.push(performance.now() - start);
    }
    const [counted] = await sql.unsafe(`select count(*) as rows from ${name}`);
    row(name, [(times.sort((a, b) => a - b)[1] ?? 0).toFixed(0), String(counted?.rows)]);
  }
}

async function measureWorld(database: ScratchDatabase): Promise<Figures> {
  return withConnection(database.postgresUrl, async (sql) => {
    const figures = await measurePages(sql, database, size.posts);
    await refreshViews(sql);
    heading("readers of the log, 3,000 events a second");
    await timeReaders(database.adminUrl, 3_000, Number(values.seconds));
    heading("what else one could do");
    await sql.unsafe(readFileSync(new URL("naive.sql", import.meta.url), "utf8")).simple();
    const naive = await timeNaivePages(authenticator(database), size.people, 10);
    naive.print();
    const times = [naive.clock("naive query", 0.5) / figures.clock("cold page, anybody", 0.5)];
    times.push(naive.cpu("naive query", 0.5) / figures.cpu("cold page, anybody", 0.5));
    say(
      `the naive query takes ${times[0]?.toFixed(1)} times as long as a cold page, ${times[1]?.toFixed(1)} times the CPU`,
    );
    return figures;
  });
}

/** A database in which people follow each other, and a copy of it if growth is asked for, both with the posts that belong there. */
async function withWorlds<Result>(
  work: (database: ScratchDatabase, small?: ScratchDatabase) => Promise<Result>,
): Promise<Result> {
  const server = await startScratchPostgres({
    settings: {
      // As large a share of the memory as Postgres' manual advises.
      shared_buffers: `${Math.floor(totalmem() / 4 / 2 ** 20)}MB`,
      max_wal_size: "16GB",
      checkpoint_timeout: "1h",
      // Vacuumed when it is full: what it would do meanwhile is no part of what is measured.
      autovacuum: "off",
    },
  });
  try {
    return await withScratchDatabase(server, async (database) => {
      heading("seeding");
      await makePeople(database, size, say);
      if (!values.growth) {
        await makePosts(database, size, say);
        return work(database);
      }
      return withScratchCopy(server, database, async (small) => {
        await makePosts(database, size, say);
        await makePosts(small, fewer, say);
        return work(database, small);
      });
    });
  } finally {
    await server.stop();
  }
}

/** Says where the databases are, and keeps them until it is interrupted. */
async function keepRunning(database: ScratchDatabase, small?: ScratchDatabase): Promise<void> {
  const where = `--on ${database.adminUrl}${small ? ` --small ${small.adminUrl}` : ""}`;
  console.log(`\nnode bench/feed/bench.ts --scale ${values.scale} ${where}`);
  const kept = setInterval(() => {}, 60_000);
  await once(process, "SIGINT");
  clearInterval(kept);
}

async function measure(database: ScratchDatabase, small?: ScratchDatabase): Promise<void> {
  const before = small && (await withConnection(small.postgresUrl, (sql) => measurePages(sql, small, fewer.posts)));
  const figures = await measureWorld(database);
  if (!before) return;
  heading("ten times as many posts cost so many times as much");
  row("", ["p50", "p95", "CPU p50", "CPU p95"]);
  for (const name of before.names) {
    const ratios = [0.5, 0.95].map((share) => figures.clock(name, share) / before.clock(name, share));
    ratios.push(...[0.5, 0.95].map((share) => figures.cpu(name, share) / before.cpu(name, share)));
    row(
      name,
      ratios.map((ratio) => ratio.toFixed(2)),
    );
  }
}

if (values.on) await measure(scratchDatabase(values.on), values.small ? scratchDatabase(values.small) : undefined);
else await withWorlds(values.seed ? keepRunning : measure);
process.exit();
