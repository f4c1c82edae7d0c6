import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ScratchPostgres } from "../postgres/scratch-postgres.ts";
import { repositoryFolder, runCommand } from "./command.ts";
import { compareSchemas } from "./compare.ts";
import { applyMigrations, migrationsFolder } from "./migrations.ts";
import { withBothSchemas, withScratchServer } from "./scratch-server.ts";

export const driftLabels: [string, string] = ["supabase/migrations", "sql/"];

/** What `writeMigration` did. */
export interface WrittenMigration {
  /** Path of the new file; absent when the CLI found nothing to write. */
  file?: string;
  /** Lines of it that drop something, for its author to look at. */
  drops: string[];
  /** What still differs once it is applied, to be written by hand. */
  left: string[];
}

/** Writes the migration from a project's migrations to its `sql/`, applies it, and compares again. */
export function writeMigration(
  server: ScratchPostgres,
  projectFolder: string,
  name: string,
): Promise<WrittenMigration> {
  if (!/^[a-z][a-z0-9_]{2,59}$/.test(name)) {
    throw new Error(
      `"${name}" is no name for a migration. Say what it does in 3 to 60 of a-z, 0-9 and _: add_report_reasons.`,
    );
  }
  return withBothSchemas(server, projectFolder, async (migrated, described) => {
    const compare = () => compareSchemas(projectFolder, migrated.postgresUrl, described.postgresUrl, driftLabels);
    const difference = await compare();
    if (difference.statements === "") return { drops: [], left: difference.facts };

    const version = new Date().toISOString().replaceAll(/\D/g, "").slice(0, 14);
    const file = join(migrationsFolder(projectFolder), `${version}_${name}.sql`);
    writeFileSync(file, `${difference.statements}\n`);
    const drops = difference.statements.split("\n").filter((line) => /\bDROP\b/.test(line));
    await applyMigrations(projectFolder, migrated.postgresUrl);
    const rest = await compare();
    return { file, drops, left: rest.statements === "" ? rest.facts : [rest.statements, ...rest.facts] };
  });
}

function report({ file, drops, left }: WrittenMigration): void {
  if (file) console.log(`Wrote ${file}. Read it before you commit it: it is yours from now on.`);
  if (drops.length > 0) console.log(`It drops:\n  ${drops.join("\n  ")}`);
  if (left.length > 0) {
    console.log(`supabase db diff writes nothing for these; add them to a migration by hand:\n  ${left.join("\n  ")}`);
    process.exitCode = 1;
  } else if (!file) {
    console.log("supabase/migrations and sql/ describe the same schema: nothing to write.");
  }
}

if (import.meta.main) {
  await runCommand(async () => {
    const [name, ...rest] = process.argv.slice(2);
    if (!name || rest.length > 0) throw new Error("Usage: npm run db:diff -- <name>");
    report(await withScratchServer((server) => writeMigration(server, repositoryFolder, name)));
  });
}
