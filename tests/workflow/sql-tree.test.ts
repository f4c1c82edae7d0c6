import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { withConnection } from "../../local/postgres/connection.ts";
import { type ScratchPostgres, startScratchPostgres } from "../../local/postgres/scratch-postgres.ts";
import { loadSqlTree } from "../../local/schema/load-sql-tree.ts";
import { withScratchDatabase } from "../../local/schema/scratch-database.ts";
import { readSqlTree } from "../../local/schema/sql-tree.ts";
import { type TemporaryProject, temporaryProject, wellBehavedSchema } from "./support/project.ts";

let server: ScratchPostgres;
let project: TemporaryProject | undefined;

beforeAll(async () => {
  server = await startScratchPostgres();
}, 60_000);
afterAll(() => server.stop());
afterEach(() => project?.remove());

function folderWith(files: Record<string, string>): string {
  project = temporaryProject(files);
  return project.folder;
}

/** Loads a tree into a fresh database and says what is in it then, or what went wrong. */
const load = (files: Record<string, string>) =>
  withScratchDatabase(server, async ({ postgresUrl }) => {
    const problem = await loadSqlTree(folderWith(files), postgresUrl).catch((error: Error) => error.message);
    const objects = await withConnection(
      postgresUrl,
      (sql) => sql`select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'v')`,
    );
    return { problem, objects: objects.map(({ relname }) => relname).sort() };
  });

test("domains are read by number, and files in the order in which Postgres needs them", () => {
  const files = [
    "20_b/tables",
    "10_a/policies",
    "10_a/triggers",
    "10_a/views",
    "10_a/search",
    "10_a/feed",
    "10_a/tables",
    "10_a/schemas",
  ];
  const folder = folderWith(Object.fromEntries(files.map((file) => [`sql/${file}.sql`, ""])));
  expect(readSqlTree(folder).map(({ path }) => path)).toEqual([
    "sql/10_a/schemas.sql",
    "sql/10_a/tables.sql",
    "sql/10_a/feed.sql",
    "sql/10_a/search.sql",
    "sql/10_a/views.sql",
    "sql/10_a/triggers.sql",
    "sql/10_a/policies.sql",
    "sql/20_b/tables.sql",
  ]);
});

test.each([
  "insert into public.t values (1)",
  "with x as (select 1) delete from public.t",
  "select cron.schedule('x')",
  "do $$ begin end $$",
])("rows and other statements that are not schema are refused: %s", (statement) => {
  const folder = folderWith({ "sql/10_a/tables.sql": `create table public.t (a int);\n\n${statement};\n` });
  expect(() => readSqlTree(folder)).toThrow(
    /^sql\/10_a\/tables\.sql:3: .*is not allowed in sql\/.*Rows go into a migration/,
  );
});

test.each(["sql/loose.sql", "sql/10_a/nested/tables.sql", "sql/10_a/Tables.sql", "sql/10_a/tables.psql"])(
  "a file that would silently be left out is refused: %s",
  (path) => {
    const folder = folderWith({ "sql/10_a/tables.sql": "", [path]: "" });
    expect(() => readSqlTree(folder)).toThrow(/would not be loaded/);
  },
);

test("a function may come before the view that its body uses", async () => {
  expect(await load(wellBehavedSchema)).toEqual({ problem: undefined, objects: ["authors", "note_list", "notes"] });
});

test("a statement that fails is named by file, line and Postgres' message, and nothing is loaded", async () => {
  const tables = "create table public.t (a int);\n\n-- why\ncreate table public.u (\n  a int,\n  b no_such_type\n);\n";
  expect(await load({ "sql/10_a/tables.sql": tables })).toEqual({
    problem: 'sql/10_a/tables.sql:6: type "no_such_type" does not exist',
    objects: [],
  });
});

test("function bodies are checked once everything is there, and every bad one is named", async () => {
  const functions = `
create function public.good() returns int language sql set search_path = '' as $$ select 1 $$;
create function public.bad() returns int language sql set search_path = '' as $$ select a from public.nowhere $$;
create function public.worse() returns int language plpgsql set search_path = '' as $$ begin retrun 1; end $$;
`;
  const { problem } = await load({ "sql/10_a/search.sql": functions });
  expect(problem?.split("\n")).toEqual([
    'sql/10_a/search.sql:3: public.bad: relation "public.nowhere" does not exist',
    'sql/10_a/search.sql:4: public.worse: syntax error at or near "retrun"',
  ]);
});
