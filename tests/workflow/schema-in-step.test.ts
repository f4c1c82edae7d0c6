import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { withConnection } from "../../local/postgres/connection.ts";
import { type ScratchPostgres, startScratchPostgres } from "../../local/postgres/scratch-postgres.ts";
import { adviceOn } from "../../local/schema/advisors.ts";
import { repositoryFolder } from "../../local/schema/command.ts";
import { compareSchemas, type SchemaDifference } from "../../local/schema/compare.ts";
import { driftLabels } from "../../local/schema/diff.ts";
import { loadSqlTree } from "../../local/schema/load-sql-tree.ts";
import { withScratchDatabase } from "../../local/schema/scratch-database.ts";
import { withBothSchemas } from "../../local/schema/scratch-server.ts";
import { databaseTypes, typesFile } from "../../local/schema/types.ts";
import { temporaryProject, wellBehavedSchema } from "./support/project.ts";

let server: ScratchPostgres;
let difference: SchemaDifference;
let types: string;
let advice: string[];

beforeAll(async () => {
  server = await startScratchPostgres();
  await withBothSchemas(server, repositoryFolder, async (migrated, described) => {
    difference = await compareSchemas(repositoryFolder, migrated.postgresUrl, described.postgresUrl, driftLabels);
    types = await databaseTypes(repositoryFolder, migrated.postgresUrl);
    advice = await adviceOn(repositoryFolder, migrated.postgresUrl);
  });
}, 120_000);
afterAll(() => server.stop());

test("the migrations, applied from zero, make the schema that sql/ describes; if not, run npm run db:diff", () => {
  expect(difference.statements).toBe("");
  expect(difference.facts).toEqual([]);
});

test("supabase/database.types.ts is what the migrations make; if not, run npm run db:types", () => {
  const committed = readFileSync(typesFile(repositoryFolder), "utf8");
  expect(types).toContain("export type Database");
  // As a yes or no: the difference may be thousands of lines.
  expect(committed === types).toBe(true);
});

test("supabase db advisors prints nothing", () => {
  expect(advice).toEqual([]);
});

test("supabase db advisors would print something, of either exposed schema", async () => {
  const project = temporaryProject(wellBehavedSchema);
  try {
    await withScratchDatabase(server, async ({ postgresUrl }) => {
      await loadSqlTree(project.folder, postgresUrl);
      expect(await adviceOn(project.folder, postgresUrl)).toEqual([]);
      await withConnection(postgresUrl, (sql) =>
        sql
          .unsafe(`
            create table public.open (id int primary key);
            grant select on public.open to anon;
            grant usage on schema analytics to authenticated;
            grant select on analytics.totals to authenticated;`)
          .simple(),
      );
      expect(await adviceOn(project.folder, postgresUrl)).toEqual([
        expect.stringContaining("ERROR rls_disabled_in_public: Table `public.open`"),
        expect.stringContaining("WARN materialized_view_in_api: Materialized view `analytics.totals`"),
      ]);
    });
  } finally {
    project.remove();
  }
}, 60_000);
