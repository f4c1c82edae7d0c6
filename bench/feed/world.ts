import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Sql } from "postgres";
import { withConnection } from "../../local/postgres/connection.ts";
import { repositoryFolder } from "../../local/schema/command.ts";
import { applyMigrations } from "../../local/schema/migrations.ts";
import type { ScratchDatabase } from "../../local/schema/scratch-database.ts";

/** How much there is of everything. `engagement`: lines of the log, of which five in six are views. */
export interface Size {
  people: number;
  follows: number;
  posts: number;
  engagement: number;
}

type Say = (step: string) => void;

async function timed(say: Say, name: string, work: () => Promise<unknown>): Promise<void> {
  const start = performance.now();
  await work();
  say(`${name}: ${((performance.now() - start) / 1000).toFixed(1)} s`);
}

function script(name: string, numbers: Record<string, number>): string {
  const text = readFileSync(new URL(name, import.meta.url), "utf8");
  return text.replaceAll(/(?<!:):(people|follows|posts|looks)\b/g, (_, key: string) => String(numbers[key]));
}

/** As a dump is restored: by the superuser, without triggers and foreign keys, and with nobody waiting for the disk. */
function seeding<Result>(database: ScratchDatabase, work: (sql: Sql) => Promise<Result>): Promise<Result> {
  return withConnection(database.adminUrl, async (sql) => {
    await sql`set session_replication_role = replica`;
    await sql`set synchronous_commit = off`;
    await sql`set maintenance_work_mem = '512MB'`;
    await sql`set work_mem = '256MB'`;
    await sql`set jit = off`;
    return work(sql);
  });
}

/** Fills tables without their indexes and keys, which are quicker to build at the end; but not what a foreign key needs. */
async function withoutIndexes(sql: Sql, tables: string[], fill: () => Promise<unknown>): Promise<void> {
  const keys = await sql<{ table: string; name: string; definition: string }[]>`
    select conrelid::regclass::text as table, quote_ident(conname) as name, pg_get_constraintdef(oid) as definition
    from pg_constraint key
    where contype in ('p', 'u') and conrelid = any (${tables}::regclass[])
      and not exists (select from pg_constraint foreign_key where foreign_key.contype = 'f' and foreign_key.conindid = key.conindid)`;
  const indexes = await sql<{ name: string; definition: string }[]>`
    select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition
    from pg_index
    where indrelid = any (${tables}::regclass[]) and not exists (select from pg_constraint where conindid = indexrelid)`;
  for (const { table, name } of keys) await sql.unsafe(`alter table ${table} drop constraint ${name}`);
  for (const { name } of indexes) await sql.unsafe(`drop index ${name}`);
  await fill();
  for (const { table, name, definition } of keys) {
    await sql.unsafe(`alter table ${table} add constraint ${name} ${definition}`);
  }
  for (const { definition } of indexes) await sql.unsafe(definition);
}

/** Plaza's schema in an empty database, with limits that a benchmark cannot reach, and people who follow each other. */
export async function makePeople(database: ScratchDatabase, size: Size, say: Say): Promise<void> {
  await applyMigrations(repositoryFolder, database.postgresUrl);
  await withConnection(database.postgresUrl, async (sql) => {
    await sql.unsafe(readFileSync(join(repositoryFolder, "supabase/seed.sql"), "utf8")).simple();
    await sql`update private.rate_limits set capacity = 1e9, refill_per_second = 1e6`;
  });
  await timed(say, `${size.people} people, ${size.follows} follows`, () =>
    seeding(database, (sql) =>
      withoutIndexes(sql, ["public.follows", "private.graph_stats"], () =>
        sql.unsafe(script("people.sql", { ...size })).simple(),
      ),
    ),
  );
}

/** Posts, and what people have done with them, into a database with people. */
export async function makePosts(database: ScratchDatabase, size: Size, say: Say): Promise<void> {
  const numbers = { ...size, looks: Math.round(size.engagement / 1.18) };
  const fill = (name: string, file: string, tables: string[]) =>
    timed(say, name, () =>
      seeding(database, (sql) => withoutIndexes(sql, tables, () => sql.unsafe(script(file, numbers)).simple())),
    );
  await fill(`${size.posts} posts`, "posts.sql", [
    "public.posts",
    "public.post_stats",
    "private.media",
    "private.post_signals",
    "private.post_topics",
  ]);
  await seeding(database, (sql) => sql.unsafe(script("engagement.sql", numbers)).simple());
  await Promise.all([
    fill(`${size.engagement} lines of the log`, "log.sql", ["private.engagement"]),
    fill("what people have done, and what it says of them", "deeds.sql", [
      "private.post_views",
      "public.post_reactions",
      "private.author_affinity",
      "private.topic_affinity",
    ]),
  ]);
  await timed(say, "vacuum and checkpoint", () =>
    withConnection(database.adminUrl, async (sql) => {
      // What is already there has been read and counted: the measured readers begin with what is measured.
      await sql`insert into private.engagement_readers (name, place)
        select name, pg_current_xact_id() from unnest('{feed,counters,virality}'::text[]) name
        on conflict (name) do update set place = excluded.place`;
      await sql`vacuum analyze`;
      await sql`checkpoint`;
    }),
  );
}
