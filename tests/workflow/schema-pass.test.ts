import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { databaseTestsFolder } from "../database/runner/prepare-database.ts";
import { runTestFile } from "../database/runner/run-file.ts";
import { startTestDatabase, type TestDatabase } from "./support/test-database.ts";

let database: TestDatabase;

beforeAll(async () => {
  database = await startTestDatabase();
}, 60_000);
afterAll(() => database.stop());

const read = (file: string) => readFileSync(join(databaseTestsFolder, file), "utf8");
const passFiles = globSync("schema/*.test.sql", { cwd: databaseTestsFolder }).sort();

/** Runs a file of the schema-wide pass in a transaction that has made a bad object first. */
const failuresWith = async (file: string, badObject: string) => {
  const assertions = await runTestFile(database.sql, read(file).replace("begin;", `begin;\n${badObject};`));
  return assertions.filter(({ passed }) => !passed);
};

test.each(passFiles)("%s passes on a schema that keeps every rule", async (file) => {
  expect(await runTestFile(database.sql, read(file))).toSatisfy((all: { passed: boolean }[]) =>
    all.every(({ passed }) => passed),
  );
});

// [file, the rule that must fail, the bad object, what the report must name]. A rule with several ways to break it has several rows.
const breaches: [string, string, string, string][] = [
  ["tables", "every table in public has row level security", "create table public.bad (id int primary key)", "bad"],
  [
    "tables",
    "every table in public has a policy, or a comment",
    "create table public.bad (id int primary key); comment on table public.bad is 'Bad.'",
    "bad",
  ],
  ["tables", "every table and view has a comment", "create table private.bad (id int primary key)", "private.bad"],
  [
    "tables",
    "every table and view has a comment",
    "create materialized view analytics.bad as select 1 as one",
    "analytics.bad",
  ],
  ["tables", "every table has a primary key", "create table private.bad (id int)", "private.bad"],
  [
    "tables",
    "every foreign key has an index",
    "create table private.bad (id int primary key, author_id uuid references public.authors)",
    "bad_author_id_fkey",
  ],
  [
    "tables",
    "every foreign key has an index",
    "create table private.bad (id int, author_id uuid references public.authors, primary key (id, author_id))",
    "bad_author_id_fkey",
  ],
  [
    "tables",
    "every foreign key has an index",
    "drop index public.notes_author; create index notes_author on public.notes (author_id) where body = ''",
    "notes_author_id_fkey",
  ],
  ["tables", "every column of time is timestamptz", "alter table public.notes add seen_at timestamp", "seen_at"],
  [
    "functions",
    "every function has an empty search_path",
    "create function private.bad() returns int language sql return 1",
    "private.bad()",
  ],
  [
    "functions",
    "every function has an empty search_path",
    "create function private.bad() returns int language sql set search_path = public return 1",
    "private.bad()",
  ],
  [
    "functions",
    "every function has a comment",
    "create function analytics.bad() returns int language sql return 1",
    "analytics.bad()",
  ],
  [
    "functions",
    "no function of an exposed schema runs with its owner's rights",
    "create function public.bad() returns int language sql security definer return 1",
    "bad()",
  ],
  [
    "functions",
    "every argument of a function in public has a name",
    "create function public.bad(int) returns int language sql return 1",
    "bad(integer)",
  ],
  [
    "functions",
    "arguments are named for the API",
    "create function public.bad(p_id int) returns int language sql return 1",
    "bad(integer)",
  ],
  [
    "functions",
    "arguments are named for the API",
    'create function public.bad("postId" int) returns int language sql return 1',
    "bad(integer)",
  ],
  [
    "grants",
    "nothing is granted to PUBLIC",
    "grant execute on function private.answer to public",
    "private.answer(text)",
  ],
  ["grants", "nothing is granted to PUBLIC", "grant select (body) on public.notes to public", "notes.body"],
  ["grants", "nothing is granted to PUBLIC", "grant usage on schema private to public", "private"],
  [
    "grants",
    "clients have no grant on a table, view or sequence in private",
    "create table private.bad (id int); grant select on private.bad to authenticated",
    "private.bad",
  ],
  [
    "grants",
    "clients have no grant on a table, view or sequence in private",
    "create sequence private.bad; grant usage on sequence private.bad to anon",
    "private.bad",
  ],
  ["grants", "no API role may create objects", "grant create on schema public to authenticated", "public"],
  ["grants", "clients insert and update by column lists", "grant insert on public.notes to authenticated", "INSERT"],
  ["grants", "clients insert and update by column lists", "grant truncate on public.notes to anon", "TRUNCATE"],
  [
    "grants",
    "no default privilege opens a new object to clients",
    "alter default privileges in schema public grant select on tables to anon",
    "public",
  ],
  [
    "grants",
    "no default privilege opens a new object to clients",
    "alter default privileges in schema private grant execute on functions to public",
    "private",
  ],
  [
    "grants",
    "new functions are not executable by PUBLIC",
    "alter default privileges grant execute on functions to public",
    "",
  ],
  [
    "policies",
    "every policy names its roles",
    "create policy bad on public.authors for select using (true)",
    "authors: bad",
  ],
  [
    "policies",
    "there is one permissive policy a command and role",
    "create policy bad on public.notes to authenticated using (true)",
    "select_any",
  ],
  [
    "views",
    "every view runs with the rights of its caller",
    "alter view public.note_list reset (security_invoker)",
    "note_list",
  ],
  [
    "views",
    "every view runs with the rights of its caller",
    "alter view public.note_list set (security_invoker = false)",
    "note_list",
  ],
  [
    "views",
    "no materialized view is granted to clients",
    "grant select on analytics.totals to authenticated",
    "analytics.totals",
  ],
  ["names", "every name is snake case", 'create table private."Bad" (id int)', "Bad"],
  ["names", "every name is snake case", 'alter table public.notes add "badColumn" int', "badColumn"],
  [
    "names",
    "every name is snake case",
    'create function private."badName"() returns int language sql return 1',
    "badName",
  ],
  ["names", "every name is snake case", 'alter table public.notes add constraint "Bad" check (true)', "Bad"],
  ["names", "every name is snake case", "create type public.bad as enum ('Not Good')", "Not Good"],
  ["names", "every name is snake case", 'create type public."Bad" as enum ()', "Bad"],
];

test.each(breaches)("%s: %s (%s)", async (file, rule, badObject, named) => {
  const failures = await failuresWith(`schema/${file}.test.sql`, badObject);
  const failure = failures.find(({ description }) => description.startsWith(rule));
  expect(failure, `failed instead: ${JSON.stringify(failures)}`).toBeDefined();
  expect(failure?.diagnosis.join("\n")).toContain(named);
});

test("every rule of the pass is among the breaches", () => {
  const rules = passFiles.flatMap((file) =>
    [...read(file).matchAll(/^\$\$, '(.*)'\);$|^\), '(.*)'\);$/gm)].map((found) => found[1] ?? found[2]),
  );
  expect(rules.length).toBeGreaterThan(20);
  const unproven = rules.filter((rule) => !breaches.some(([, start]) => rule?.replaceAll("''", "'").startsWith(start)));
  expect(unproven).toEqual([]);
});
