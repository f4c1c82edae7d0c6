import { readFileSync } from "node:fs";
import type { Sql } from "postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { withConnection } from "../../local/postgres/connection.ts";
import { type ScratchPostgres, startScratchPostgres } from "../../local/postgres/scratch-postgres.ts";
import { repositoryFolder } from "../../local/schema/command.ts";
import { compareSchemas, type SchemaDifference } from "../../local/schema/compare.ts";
import { loadSqlTree } from "../../local/schema/load-sql-tree.ts";
import { applyMigrations } from "../../local/schema/migrations.ts";
import { withScratchDatabase } from "../../local/schema/scratch-database.ts";
import { lastRelease } from "./support/last-release.ts";

// What a database of the last release, with rows in it, is after the migrations that have come since.
let server: ScratchPostgres;
let difference: SchemaDifference;
/** Findings by the test that tells of them. */
const findings: Record<string, unknown> = {};

const rows = readFileSync(new URL("support/release-rows.sql", import.meta.url), "utf8");

beforeAll(async () => {
  server = await startScratchPostgres();
  await withScratchDatabase(server, async (upgraded) => {
    const release = lastRelease();
    await applyMigrations(release.folder, upgraded.postgresUrl).finally(release.remove);
    await withConnection(upgraded.postgresUrl, async (sql) => {
      await sql.unsafe(readFileSync(`${repositoryFolder}/supabase/seed.sql`, "utf8")).simple();
      await sql.unsafe(rows).simple();
      await readTheLog(sql);
      findings.rows = await countRows(sql);
    });
    await applyMigrations(repositoryFolder, upgraded.postgresUrl);
    await withScratchDatabase(server, async (described) => {
      await loadSqlTree(repositoryFolder, described.postgresUrl);
      const labels: [string, string] = ["the upgraded release", "sql/"];
      difference = await compareSchemas(repositoryFolder, upgraded.postgresUrl, described.postgresUrl, labels);
    });
    await withConnection(upgraded.adminUrl, async (sql) => {
      await sql`create extension amcheck schema extensions`;
      findings.kept = await countRows(sql);
      findings.generated = await staleGeneratedColumns(sql, findings.rows as Record<string, number>);
      findings.indexes = await staleIndexes(sql);
    });
    await withConnection(upgraded.postgresUrl, async (sql) => {
      findings.triggers = await staleTriggerColumns(sql);
      findings.derived = await staleDerivedRows(sql);
      findings.calls = await failingCalls(sql);
    });
  });
}, 180_000);
afterAll(() => server.stop());

test("the schema is the one that sql/ describes", () => {
  expect(difference).toEqual({ statements: "", facts: [] });
});

test("the release had rows of every domain, and none of its tables was emptied", () => {
  const [before, after] = [findings.rows, findings.kept] as [Record<string, number>, Record<string, number>];
  const filled = Object.keys(before).filter((table) => before[table]);
  expect(filled).toEqual(
    expect.arrayContaining(
      [
        "accounts",
        "sessions",
        "locations",
        "people_search",
        "automod_terms",
        "conversations",
        "messages",
        "message_search",
      ].map((name) => `private.${name}`),
    ),
  );
  expect(filled).toEqual(
    expect.arrayContaining(
      ["profiles", "follows", "posts", "comments", "post_reactions", "saved_posts"].map((name) => `public.${name}`),
    ),
  );
  expect(filled.filter((table) => table in after && after[table] === 0)).toEqual([]);
});

describe("what is stored over functions of ours is what they say today; if not, a migration has to write it anew:", () => {
  test("generated columns", () => expect(findings.generated).toEqual([]));
  test("expressions in indexes", () => expect(findings.indexes).toEqual([]));
  test("what triggers write into their own row", () => expect(findings.triggers).toEqual([]));
  test("tables that are derived from others", () => expect(findings.derived).toEqual([]));
});

test("people of the release can go on: what the demo calls answers", () => {
  expect(findings.calls).toEqual([]);
});

/** What the worker does with the engagement log, as often as it is needed. */
async function readTheLog(sql: Sql): Promise<void> {
  for (let round = 0; round < 3; round++) {
    await sql`select private.roll_up_engagement()`;
    await sql`select private.index_messages()`;
  }
}

const ourTables = (sql: Sql) => sql<{ name: string }[]>`
  select format('%I.%I', nspname, relname) as name
  from pg_class join pg_namespace on pg_namespace.oid = relnamespace
  where nspname in ('public', 'private') and relkind in ('r', 'p') and not relispartition order by 1`;

async function countRows(sql: Sql): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { name } of await ourTables(sql)) {
    const [row] = await sql.unsafe(`select count(*)::int as rows from ${name}`);
    counts[name] = row?.rows;
  }
  return counts;
}

/** Every generated column of ours, by the catalogue. */
async function staleGeneratedColumns(sql: Sql, released: Record<string, number>): Promise<string[]> {
  const columns = await sql<{ table: string; column: string; expression: string }[]>`
    select attrelid::regclass::text as table, quote_ident(attname) as column, pg_get_expr(adbin, adrelid) as expression
    from pg_attribute join pg_attrdef on adrelid = attrelid and adnum = attnum
    join pg_class on pg_class.oid = attrelid
    where attgenerated <> '' and relnamespace in ('public'::regnamespace, 'private'::regnamespace)`;
  const stale: string[] = [];
  for (const { table, column, expression } of columns) {
    const [row] = await sql.unsafe(
      `select count(*)::int as rows, count(*) filter (where ${column} is distinct from (${expression}))::int as stale from ${table}`,
    );
    // A table that is newer than the release is empty.
    if (!row?.rows && table in released)
      stale.push(`${table}: the release has to have a row of it in release-rows.sql`);
    if (row?.stale) stale.push(`${table}.${column}: ${row.stale} row(s) are not ${expression}`);
  }
  if (columns.length < 5) stale.push("the catalogue has fewer generated columns than expected");
  return stale;
}

/** Every index over an expression, by the catalogue: each row has to be found under what the expression says today. */
async function staleIndexes(sql: Sql): Promise<string[]> {
  const indexes = await sql<{ index: string; table: string; method: string; expression: string; columns: number }[]>`
    select indexrelid::regclass::text as index, indrelid::regclass::text as table, amname as method,
      pg_get_indexdef(indexrelid, 1, true) as expression, indnatts as columns
    from pg_index join pg_class on pg_class.oid = indexrelid join pg_am on pg_am.oid = relam
    where (indexprs is not null or indpred is not null) and indisready
      and relnamespace in ('public'::regnamespace, 'private'::regnamespace)`;
  const stale: string[] = [];
  for (const { index, table, method, expression, columns } of indexes) {
    if (method === "btree") {
      await sql`select extensions.bt_index_check(${index}::regclass, true)`.catch((error) =>
        stale.push(`${index}: ${(error as Error).message}`),
      );
    } else if (method === "gin" && columns === 1) {
      await sql.begin(async (transaction) => {
        await transaction`set local enable_seqscan = off`;
        await transaction`set local enable_indexscan = off`;
        for (const { value } of await transaction.unsafe(`select ${expression}::text as value from ${table}`)) {
          const [row] = await transaction.unsafe(`select from ${table} where ${expression} @> $1`, [value]);
          if (!row) stale.push(`${index}: nothing is found by ${value}`);
        }
      });
    } else if (method !== "brin") {
      stale.push(`${index}: this test cannot tell whether a ${method} index over an expression is up to date`);
    }
  }
  return stale;
}

const snapshot = async (sql: Sql, table: string): Promise<Map<string, string>> => {
  const rows = await sql.unsafe(`select ctid::text as place, to_jsonb(row)::text as row from ${table} row order by 2`);
  return new Map(rows.map(({ row }, index) => [`${row} ${index}`, row as string]));
};

const texts = async (sql: Sql, table: string): Promise<string[]> => [...(await snapshot(sql, table)).values()].sort();

/** Runs `change`, says how the rows of the tables differ afterwards, and takes it back. */
async function differences(sql: Sql, tables: string[], change: (sql: Sql) => Promise<unknown>): Promise<string[]> {
  const found: string[] = [];
  const undo = new Error("undo");
  await sql
    .begin(async (transaction) => {
      const before = new Map<string, string[]>();
      for (const table of tables) before.set(table, await texts(transaction as unknown as Sql, table));
      await change(transaction as unknown as Sql);
      for (const table of tables) {
        const after = await texts(transaction as unknown as Sql, table);
        const lost = before.get(table)?.filter((row) => !after.includes(row)) ?? [];
        const come = after.filter((row) => !before.get(table)?.includes(row));
        if (lost.length + come.length > 0) {
          found.push(`${table}: ${lost.length} row(s) are stale, for instance ${lost[0]} should be ${come[0]}`);
        }
      }
      throw undo;
    })
    .catch((error) => {
      if (error !== undo) throw error;
    });
  return found;
}

/** Every table with a BEFORE trigger, by the catalogue: an update that changes nothing has to change nothing. */
async function staleTriggerColumns(sql: Sql): Promise<string[]> {
  const tables = await sql<{ name: string; columns: string[] }[]>`
    select format('%I.%I', nspname, relname) as name, array(
      select quote_ident(attname) from pg_attribute
      where attrelid = pg_class.oid and attnum > 0 and not attisdropped and attgenerated = '' and attidentity = '') as columns
    from pg_class join pg_namespace on pg_namespace.oid = relnamespace
    where nspname in ('public', 'private') and relkind in ('r', 'p') and not relispartition
      and exists (select from pg_trigger where tgrelid = pg_class.oid and not tgisinternal and tgtype & 2 > 0)`;
  const stale: string[] = [];
  for (const { name, columns } of tables) {
    const same = columns.map((column) => `${column} = ${column}`).join(", ");
    stale.push(...(await differences(sql, [name], (each) => each.unsafe(`update ${name} set ${same}`))));
  }
  if (tables.length < 2) stale.push("the catalogue has fewer tables with such triggers than expected");
  return stale;
}

/** Tables that hold nothing which is not elsewhere, and how they are written anew. */
const derived: { tables: string[]; anew: string[] }[] = [
  {
    tables: ["private.people_search", "private.people_words"],
    anew: ["delete from private.people_words", "select private.index_people(array(select id from public.profiles))"],
  },
  {
    tables: ["private.message_search"],
    anew: ["select private.index_message(message_id) from private.message_search"],
  },
];

async function staleDerivedRows(sql: Sql): Promise<string[]> {
  const stale: string[] = [];
  for (const { tables, anew } of derived) {
    const write = async (each: Sql) => {
      for (const statement of anew) await each.unsafe(statement);
    };
    stale.push(...(await differences(sql, tables, write)));
  }
  // One emoji is one reaction, whoever sent it in which form.
  const [emoji] = await sql`select to_regprocedure('private.qualified_emoji(text)') is not null as exists`;
  if (emoji?.exists) {
    for (const table of ["public.post_reactions", "public.comment_reactions", "private.message_reactions"]) {
      const [row] = await sql.unsafe(
        `select count(*)::int as stale from ${table} where emoji is distinct from private.qualified_emoji(emoji)`,
      );
      if (row?.stale) stale.push(`${table}: ${row.stale} emoji are not in the form in which they are counted`);
    }
  }
  return stale;
}

const calls = [
  "public.get_profile(username => 'conan')",
  "public.home_feed()",
  "public.following_feed()",
  "public.list_posts((select auth.uid()))",
  "public.list_comments((public.list_posts((select auth.uid())) #>> '{items,0,id}')::uuid)",
  "public.list_connections()",
  "public.list_following((select auth.uid()))",
  "public.search_people(query => 'conan')",
  "public.typeahead_people('con')",
  "public.follow_suggestions()",
  "public.list_conversations()",
  "public.sync(null)",
  "public.search_messages('hello')",
  "public.get_settings()",
  "public.create_post(gen_random_uuid(), 'text', 'Still here')",
  "public.heartbeat('online', 'web')",
];

/** As a person of the release with the session of the release. */
async function failingCalls(sql: Sql): Promise<string[]> {
  const [ada] = await sql`
    select jsonb_build_object('role', 'authenticated', 'sub', account_id, 'sid', session.id, 'app_role', 'user')::text as claims
    from private.sessions session join private.accounts account on account.id = account_id where username = 'ada'`;
  const failed: string[] = [];
  for (const call of calls) {
    await sql
      .begin(async (transaction) => {
        await transaction`select set_config('request.jwt.claims', ${ada?.claims}, true), set_config('role', 'authenticated', true)`;
        await transaction`select private.check_request()`;
        const rows = await transaction.unsafe(`select ${call} as answer`);
        if (rows.length === 0) failed.push(`${call}: no answer`);
      })
      .catch((error) => failed.push(`${call}: ${(error as Error).message}`));
  }
  return failed;
}
