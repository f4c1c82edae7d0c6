import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryFolder, runCommand } from "./command.ts";
import { migrationNames, migrationsFolder } from "./migrations.ts";
import { readSqlTree } from "./sql-tree.ts";
import { splitStatements } from "./statements.ts";

export const initialMigration = "20261121000000_initial.sql";

/** The whole of a project's `sql/` as one migration, comments included, in the order in which the tree loads. */
export function composeMigration(projectFolder: string): string {
  const files = readSqlTree(projectFolder).map(({ path, text }) => `-- ${path}\n${text.trim()}\n`);
  return [
    "-- Composed from sql/ by `npm run db:compose`: edit there, not here.",
    "-- A function may come before what its body uses.",
    "set check_function_bodies = off;\n",
    ...files,
    "reset check_function_bodies;\n",
  ].join("\n");
}

const changesSchema = (projectFolder: string, name: string) =>
  splitStatements(readFileSync(join(migrationsFolder(projectFolder), name), "utf8")).some(({ text }) =>
    /^(create|alter|drop|comment|grant|revoke|security|do)\b/i.test(text),
  );

/**
 * Writes the initial migration of a project and returns its path. Refuses once there are migrations that change
 * the schema after it: a database somewhere may hold the old initial one. Migrations of rows may follow.
 */
export function writeInitialMigration(projectFolder: string): string {
  const later = migrationNames(projectFolder).find(
    (name) => name !== initialMigration && changesSchema(projectFolder, name),
  );
  if (later) throw new Error(`${later} builds on the initial migration. Write the next one: npm run db:diff -- <name>`);
  mkdirSync(migrationsFolder(projectFolder), { recursive: true });
  const file = join(migrationsFolder(projectFolder), initialMigration);
  writeFileSync(file, composeMigration(projectFolder));
  return file;
}

if (import.meta.main) {
  await runCommand(async () => console.log(`Wrote ${writeInitialMigration(repositoryFolder)}`));
}
