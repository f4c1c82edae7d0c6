import { readdirSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { withConnection } from "../../local/postgres/connection.ts";
import { type ScratchPostgres, startScratchPostgres } from "../../local/postgres/scratch-postgres.ts";
import { compareSchemas, type SchemaDifference } from "../../local/schema/compare.ts";
import { writeMigration } from "../../local/schema/diff.ts";
import { loadSqlTree } from "../../local/schema/load-sql-tree.ts";
import { migrationNames, migrationsFolder } from "../../local/schema/migrations.ts";
import { withScratchCopy, withScratchDatabase } from "../../local/schema/scratch-database.ts";
import {
  firstMigration,
  type TemporaryProject,
  temporaryProject,
  wellBehavedSchema,
  writeFirstMigration,
} from "./support/project.ts";

let server: ScratchPostgres;
let project: TemporaryProject;

beforeAll(async () => {
  server = await startScratchPostgres();
  project = temporaryProject(wellBehavedSchema);
  writeFirstMigration(project);
}, 60_000);
afterAll(async () => {
  project.remove();
  await server.stop();
});

describe("a change of each kind, on top of the schema that sql/ describes", () => {
  let difference: SchemaDifference;

  // [kind, the change, what the CLI writes for it]
  const seenByTheCli: [string, string, RegExp][] = [
    ["column", "alter table public.notes add stars int", /ADD COLUMN "stars"/],
    ["constraint", "alter table public.authors add constraint odd check (id is not null)", /ADD CONSTRAINT "odd"/],
    ["index", "create index extra on public.notes (body)", /CREATE INDEX extra/],
    [
      "function body",
      "create or replace function private.keep() returns trigger language plpgsql set search_path = '' as $$ begin return null; end $$",
      /return null/,
    ],
    [
      "function volatility",
      "alter function public.note_count volatile",
      /FUNCTION public\.note_count\(\)\s+RETURNS bigint\s+LANGUAGE sql\s+SET/,
    ],
    [
      "function grant",
      "grant execute on function private.keep to anon",
      /GRANT EXECUTE ON FUNCTION "private"."keep"\(\) TO "anon"/,
    ],
    ["table grant", "grant select on public.authors to anon", /GRANT SELECT ON TABLE "public"."authors" TO "anon"/],
    ["column grant", "grant update (body) on public.notes to authenticated", /GRANT UPDATE \("body"\)/],
    ["schema grant", "grant usage on schema private to anon", /GRANT USAGE ON SCHEMA "private" TO "anon"/],
    [
      "default privilege of a schema",
      "alter default privileges in schema public grant select on tables to anon",
      /ALTER DEFAULT PRIVILEGES .*IN SCHEMA "public" GRANT SELECT ON TABLES TO "anon"/,
    ],
    [
      "global default privilege",
      "alter default privileges revoke usage on types from public",
      /ALTER DEFAULT PRIVILEGES .*REVOKE ALL ON TYPES FROM PUBLIC/,
    ],
    ["policy", "alter policy select_any on public.notes to anon", /ALTER POLICY "select_any"/],
    [
      "policy on realtime.messages",
      "create policy stray on realtime.messages for select to authenticated using (true)",
      /CREATE POLICY "stray" ON "realtime"."messages"/,
    ],
    ["row level security", "alter table public.authors force row level security", /FORCE ROW LEVEL SECURITY/],
    ["trigger", "alter table public.notes disable trigger keep", /DISABLE TRIGGER "keep"/],
    [
      "view option",
      "alter view public.note_list reset (security_invoker)",
      /VIEW "public"."note_list" RESET \(security_invoker\)/,
    ],
    ["comment on a table", "comment on table public.notes is 'other'", /COMMENT ON TABLE "public"."notes" IS 'other'/],
    [
      "comment on a policy",
      "comment on policy select_any on public.notes is 'other'",
      /COMMENT ON POLICY "select_any"/,
    ],
    ["enum value", "alter type public.mood add value 'fair'", /ADD VALUE 'fair'/],
    ["extension", "create extension pg_trgm schema extensions", /CREATE EXTENSION "pg_trgm"/],
    ["publication", "create publication stray for table public.notes", /CREATE PUBLICATION "stray"/],
  ];

  // [kind, the change, the fact that only the changed database has]
  const seenInTheCatalogue: [string, string, string][] = [
    [
      "comment on a column of a view",
      "comment on column public.note_list.id is 'x'",
      "view column public.note_list.id: comment 'x'",
    ],
    [
      "comment on an attribute of a type",
      "comment on column private.pair.a is 'x'",
      "composite type column private.pair.a: comment 'x'",
    ],
    [
      "grant on the schema public",
      "grant create on schema public to service_role",
      "schema public: service_role may CREATE",
    ],
    [
      "function owner",
      "alter function private.answer owner to supabase_admin",
      "function private.answer(text): owner supabase_admin",
    ],
    [
      "function in a schema of the platform",
      "create function auth.stray() returns int language sql return 1",
      "function auth.stray(): owner",
    ],
    ["table in a schema of the platform", "create table extensions.stray (a int)", "relation extensions.stray: kind r"],
    [
      "grant in a schema of the platform",
      "grant truncate on realtime.messages to anon",
      "relation realtime.messages: anon may TRUNCATE",
    ],
    [
      "version of an extension",
      "update pg_extension set extversion = '1.5' where extname = 'citext'",
      "extension citext: version 1.5",
    ],
    [
      "statistics target",
      "alter table public.notes alter author_id set statistics 500",
      "column public.notes.author_id: place 2, type uuid, storage p, compression , statistics 500",
    ],
    [
      "column storage",
      "alter table public.notes alter body set storage external",
      "column public.notes.body: place 3, type text, storage e",
    ],
    [
      "options of the toast table",
      "alter table public.notes set (toast.autovacuum_enabled = false)",
      "options of toast {autovacuum_enabled=false}",
    ],
    ["clustering", "alter table public.notes cluster on notes_author", "clustered on public.notes_author"],
    [
      "unpopulated view",
      "refresh materialized view analytics.totals",
      "relation analytics.totals: kind m, owner postgres, options , options of toast , populated t",
    ],
    [
      "text search mapping",
      "alter text search configuration private.words alter mapping for word with english_stem",
      "text search configuration private.words: word to english_stem",
    ],
    ["statistics object", "alter statistics private.notes_statistics set statistics 9", "target 9"],
    [
      "operator",
      "create operator private.=== (leftarg = int, rightarg = int, function = int4eq)",
      "operator private.===(integer,integer): exists",
    ],
    [
      "default privilege of another role",
      "alter default privileges in schema public grant select on tables to anon",
      "new object of kind r made by supabase_admin in schema public: anon may SELECT",
    ],
    ["cast", "create cast (public.mood as citext) with inout", "cast (public.mood AS extensions.citext): exists"],
    [
      "event trigger",
      "create function private.ddl() returns event_trigger language plpgsql as 'begin end'; create event trigger stray on ddl_command_end execute function private.ddl()",
      "event trigger stray: exists",
    ],
    [
      "setting of the database",
      "do $$ begin execute format('alter database %I set lock_timeout = 9', current_database()); end $$",
      "database: setting of -: lock_timeout=9",
    ],
    [
      "grant on the database",
      "do $$ begin execute format('grant create on database %I to anon', current_database()); end $$",
      "database: anon may CREATE",
    ],
  ];

  beforeAll(async () => {
    const apply = (url: string, changes: string[]) =>
      withConnection(url, async (sql) => {
        for (const change of changes) await sql.unsafe(change).simple();
      });
    difference = await withScratchDatabase(server, async (described) => {
      await loadSqlTree(project.folder, described.postgresUrl);
      return withScratchCopy(server, described, async (changed) => {
        await apply(
          changed.postgresUrl,
          seenByTheCli.map(([, change]) => change),
        );
        // Drift may come from a superuser too, and what one owns the CLI leaves out.
        await apply(
          changed.adminUrl,
          seenInTheCatalogue.map(([, change]) => change),
        );
        return compareSchemas(project.folder, described.postgresUrl, changed.postgresUrl, ["before", "after"]);
      });
    });
  }, 60_000);

  test.each(seenByTheCli)("%s: the CLI writes the statement", (_kind, _change, statement) => {
    expect(difference.statements).toMatch(statement);
  });

  test.each(seenInTheCatalogue)("%s: the catalogue tells", (_kind, _change, fact) => {
    expect(difference.facts.filter((line) => line.startsWith("only in after: ") && line.includes(fact))).toHaveLength(
      1,
    );
  });
});

test("a difference becomes a migration that applies; what the CLI cannot write is left to its author", async () => {
  const changed = temporaryProject(wellBehavedSchema);
  try {
    writeFirstMigration(changed);
    changed.write({
      "sql/20_later/tables.sql": `
        create table private.log (id int primary key);
        alter table private.log cluster on log_pkey;
        comment on table private.log is 'Log.';`,
    });
    const { file, drops, left } = await writeMigration(server, changed.folder, "add_log");
    expect(file).toMatch(/supabase\/migrations\/\d{14}_add_log\.sql$/);
    expect(readFileSync(file as string, "utf8")).toContain('CREATE TABLE "private"."log"');
    expect(drops).toEqual([]);
    expect(left).toHaveLength(2);
    expect(left[1]).toMatch(/^only in sql\/: relation private\.log: .*clustered on private\.log_pkey$/);
  } finally {
    changed.remove();
  }
}, 60_000);

test("a migration of all that sql/ says makes an equal schema, kinds that the CLI does not manage included, and nothing is written", async () => {
  expect(await writeMigration(server, project.folder, "nothing_new")).toEqual({ drops: [], left: [] });
  expect(readdirSync(migrationsFolder(project.folder))).toEqual([firstMigration]);
}, 30_000);

test.each(["", "Add", "a", "add log", "../../etc", "a".repeat(61)])("a bad name is refused: %j", (name) => {
  expect(() => writeMigration(server, project.folder, name)).toThrow("is no name for a migration");
});

test("a migration whose name the CLI would skip is an error", () => {
  const other = temporaryProject({ "supabase/migrations/later.sql": "" });
  expect(() => migrationNames(other.folder)).toThrow("would be skipped");
  other.remove();
});
