import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { readSqlTree } from "../../../local/schema/sql-tree.ts";

/** A small project with a schema of its own, so that the workflow is tested apart from Plaza's. */
export interface TemporaryProject {
  folder: string;
  /** Writes files, by path below the folder. */
  write(files: Record<string, string>): void;
  remove(): void;
}

export function temporaryProject(files: Record<string, string>): TemporaryProject {
  const folder = mkdtempSync(join(tmpdir(), "plaza-project-"));
  const write = (more: Record<string, string>) => {
    for (const [path, text] of Object.entries(more)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
  };
  write({ "supabase/config.toml": config, ...files });
  return { folder, write, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Gives a project the migration that makes all of its `sql/`, as its first author would. */
export function writeFirstMigration(project: TemporaryProject): void {
  const files = readSqlTree(project.folder).map(({ text }) => text);
  // A function may come before what its body uses.
  const text = ["set check_function_bodies = off;", ...files, "reset check_function_bodies;"].join("\n");
  project.write({ [`supabase/migrations/${firstMigration}`]: text });
}
export const firstMigration = "20260101000000_initial.sql";

const config = `project_id = "workflow-test"
[api]
schemas = ["public", "analytics"]
[db]
major_version = 17
`;

/** A `sql/` that keeps every house rule and holds an object of each kind that a test changes. */
export const wellBehavedSchema: Record<string, string> = {
  "sql/00_platform/schemas.sql": `
    create schema private;
    create schema analytics;
    alter default privileges revoke execute on functions from public;
    alter default privileges in schema public revoke all on tables from anon, authenticated, service_role;
    alter default privileges in schema public revoke all on functions from anon, authenticated, service_role;
    alter default privileges in schema public revoke all on sequences from anon, authenticated, service_role;
    grant usage on schema private to authenticated;
    create extension citext schema extensions;
    comment on schema private is 'Helpers.';`,
  "sql/10_notes/moods.sql": `
    create type public.mood as enum ('good', 'bad');
    create type private.pair as (a int, b int);
    create text search configuration private.words (copy = simple);`,
  "sql/10_notes/tables.sql": `
    create table public.authors (id uuid primary key);
    alter table public.authors enable row level security;
    comment on table public.authors is 'Who writes. No policy: nobody reads it directly.';
    create table public.notes (
      id uuid primary key,
      author_id uuid not null references public.authors (id),
      body text not null default '',
      constraint body_is_short check (length(body) < 100)
    );
    alter table public.notes enable row level security;
    create index notes_author on public.notes (author_id);
    comment on table public.notes is 'What is written.';
    create statistics private.notes_statistics on id, body from public.notes;`,
  "sql/10_notes/answer.sql": `
    create function private.answer(question text default '') returns int
    language sql stable set search_path = '' return 42;
    comment on function private.answer is 'The answer.';
    create function private.keep() returns trigger
    language plpgsql set search_path = '' as $$ begin return new; end $$;
    comment on function private.keep is 'Changes nothing.';
    create function public.note_count() returns bigint
    language sql stable set search_path = '' as $$ select count(*) from public.note_list $$;
    comment on function public.note_count is 'How many notes the caller sees.';`,
  "sql/10_notes/views.sql": `
    create view public.note_list with (security_invoker = true) as select id, body from public.notes;
    comment on view public.note_list is 'Notes without their authors.';
    create materialized view analytics.totals as select count(*) as notes from public.notes with no data;
    comment on materialized view analytics.totals is 'Totals.';`,
  "sql/10_notes/triggers.sql": `
    create trigger keep before insert on public.notes for each row execute function private.keep();`,
  "sql/10_notes/policies.sql": `
    create policy select_any on public.notes for select to authenticated using (true);
    grant select on public.notes to authenticated;
    grant execute on function public.note_count to authenticated;`,
};
