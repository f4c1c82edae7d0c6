import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Sql } from "postgres";
import { withConnection } from "../../local/postgres/connection.ts";
import { repositoryFolder } from "../../local/schema/command.ts";
import { loadSqlTree } from "../../local/schema/load-sql-tree.ts";
import type { ScratchDatabase } from "../../local/schema/scratch-database.ts";
import { personId } from "./person.ts";

const read = (path: string) => readFileSync(join(repositoryFolder, path), "utf8");

/** Limits and the catalogue of interests, as an installation has them; nobody is stopped for measuring quickly. */
async function loadRows(sql: Sql): Promise<void> {
  const files = globSync("supabase/migrations/*.sql", { cwd: repositoryFolder }).sort().slice(1);
  for (const file of [...files, "supabase/seed.sql"]) await sql.unsafe(read(file)).simple();
  await sql`update private.rate_limits set capacity = 1e9, refill_per_second = 1e6`;
}

/** Indexes that are quicker to build at the end than to keep while rows arrive: all but those of constraints. */
const laterIndexes = (sql: Sql) => sql<{ name: string; definition: string }[]>`
  select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition
  from pg_index
  where indrelid = any ('{public.profiles, public.profile_interests, private.locations, public.follows, private.graph_stats,
    private.people_search, private.people_words, private.people_top, private.people_online}'::regclass[])
    and not exists (select from pg_constraint where conindid = indexrelid)`;

async function inSteps(say: (step: string) => void, steps: [string, () => Promise<unknown>][]): Promise<void> {
  for (const [name, work] of steps) {
    const start = performance.now();
    await work();
    say(`${name}, ${((performance.now() - start) / 1000).toFixed(1)} s`);
  }
}

/** Loads `sql/` into an empty database and fills it with `people` and ten follows for each. */
export async function makeCrowd(database: ScratchDatabase, people: number, say: (step: string) => void): Promise<void> {
  await loadSqlTree(repositoryFolder, database.postgresUrl);
  await withConnection(database.postgresUrl, loadRows);
  // The superuser, who may leave triggers and foreign keys out.
  await withConnection(database.adminUrl, async (sql) => {
    await sql`set session_replication_role = replica`;
    await sql`set synchronous_commit = off`;
    await sql`set maintenance_work_mem = '1GB'`;
    await sql`set work_mem = '256MB'`;
    const indexes = await laterIndexes(sql);
    for (const { name } of indexes) await sql.unsafe(`drop index ${name}`);
    const seed = readFileSync(new URL("seed.sql", import.meta.url), "utf8").replaceAll(":people", String(people));
    await inSteps(say, [
      ["rows", () => sql.unsafe(seed).simple()],
      ["search table", () => indexEverybody(sql, people)],
      ["weights and popularity", () => sql`select private.weigh_interests(), private.refresh_popularity()`],
      ["the popular, the present", () => copyPeople(sql)],
      ["indexes", () => sql.unsafe(indexes.map(({ definition }) => definition).join(";")).simple()],
      ["vacuum", () => sql`vacuum analyze`],
      // What seeding has left to write would be written while calls are measured.
      ["checkpoint", () => sql`checkpoint`],
    ]);
  });
}

/** What triggers would have copied. */
async function copyPeople(sql: Sql): Promise<void> {
  await sql`select private.refresh_people_top()`;
  await sql`
    insert into private.people_online
    select person.* from private.people_search person join private.presence using (profile_id) where shows_online`;
}

async function indexEverybody(sql: Sql, people: number): Promise<void> {
  const step = 20_000;
  await sql`analyze private.accounts, public.profiles, private.profile_settings, private.locations, public.profile_interests`;
  for (let first = 1; first <= people; first += step) {
    const ids = Array.from({ length: Math.min(step, people - first + 1) }, (_, index) => personId(first + index));
    await sql`select private.index_people(${ids}::uuid[])`;
  }
}
