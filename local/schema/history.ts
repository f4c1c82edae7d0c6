import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Sql } from "postgres";
import { migrationNames, migrationsFolder } from "./migrations.ts";

/** What a database's record of migrations and the files of a project say about each other, in file or version names. */
export interface MigrationHistory {
  /** Files that the database has not had yet. */
  pending: string[];
  /** Files that are no longer what the database was given under their name. */
  changed: string[];
  /** Versions that the database has had, and of which there is no file. */
  unknown: string[];
}

// The CLI keeps the statements of a migration without their semicolons and what stands between them.
const essence = (sql: string) => sql.replaceAll(/[\s;]+/g, "");

/** Asks the database itself: starting the CLI only to hear "nothing to do" costs a second, and it compares versions alone. */
export async function readHistory(projectFolder: string, sql: Sql): Promise<MigrationHistory> {
  const [history] = await sql`select to_regclass('supabase_migrations.schema_migrations') is not null as exists`;
  const rows = history?.exists
    ? await sql<{ version: string; statements: string[] | null }[]>`
        select version, statements from supabase_migrations.schema_migrations order by version`
    : [];
  const applied = new Map(rows.map(({ version, statements }) => [version, statements?.join("\n")]));
  const files = migrationNames(projectFolder).map((name) => ({ name, version: name.slice(0, name.indexOf("_")) }));

  const differs = ({ name, version }: { name: string; version: string }) => {
    const statements = applied.get(version);
    // A version that was marked by hand as applied has no statements.
    if (statements === undefined) return false;
    return essence(statements) !== essence(readFileSync(join(migrationsFolder(projectFolder), name), "utf8"));
  };
  return {
    pending: files.filter(({ version }) => !applied.has(version)).map(({ name }) => name),
    changed: files.filter(differs).map(({ name }) => name),
    unknown: [...applied.keys()].filter((version) => !files.some((file) => file.version === version)),
  };
}
