import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { supabaseCli } from "./supabase-cli.ts";

export const migrationsFolder = (projectFolder: string) => join(projectFolder, "supabase", "migrations");

/** File names of a project's migrations in their order. Throws on a name that the CLI would skip silently. */
export function migrationNames(projectFolder: string): string[] {
  const folder = migrationsFolder(projectFolder);
  const names = existsSync(folder) ? readdirSync(folder).sort() : [];
  const stray = names.find((name) => !/^\d{14}_[a-z0-9_]+\.sql$/.test(name));
  if (stray)
    throw new Error(`${join(folder, stray)} would be skipped: migrations are named 20260131093000_what_it_does.sql.`);
  return names;
}

/**
 * Applies what is pending of a project's migrations, as `supabase db push` would to a hosted database: also what two
 * branches have brought out of order.
 */
export async function applyMigrations(projectFolder: string, postgresUrl: string): Promise<void> {
  if (migrationNames(projectFolder).length === 0) throw new Error("There are no migrations in supabase/migrations.");
  await supabaseCli(projectFolder, ["migration", "up", "--yes", "--include-all", `--remote=${postgresUrl}`]);
}
