import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { withConnection } from "../postgres/connection.ts";
import { repositoryFolder, runCommand } from "./command.ts";
import { applyMigrations } from "./migrations.ts";
import { withScratchDatabase } from "./scratch-database.ts";
import { withScratchServer } from "./scratch-server.ts";
import { supabaseCli } from "./supabase-cli.ts";
import { addComments, readComments } from "./type-comments.ts";

export const typesFile = (projectFolder: string) => join(projectFolder, "supabase", "database.types.ts");

/** The CLI writes its types on few and long lines; formatted, a change of the schema is a small diff. */
function format(source: string): string {
  const biome = fileURLToPath(new URL("../../node_modules/@biomejs/biome/bin/biome", import.meta.url));
  return execFileSync(process.execPath, [biome, "format", "--stdin-file-path=supabase/generated.ts"], {
    cwd: repositoryFolder,
    input: source,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
}

const exposedSchemas = ["public", "analytics"];

/** The TypeScript types of the exposed schemas, with their comments, read from a database that the migrations built. */
export async function databaseTypes(projectFolder: string, postgresUrl: string): Promise<string> {
  const schemas = exposedSchemas.flatMap((schema) => ["--schema", schema]);
  const source = await supabaseCli(projectFolder, ["gen", "types", ...schemas, `--remote=${postgresUrl}`]);
  const comments = await withConnection(postgresUrl, (sql) => readComments(sql, exposedSchemas));
  return addComments(
    format(`// Written by \`npm run db:types\` from the migrations; do not edit.\n${source}`),
    comments,
  );
}

function writeTypes(file: string): Promise<void> {
  return withScratchServer((server) =>
    withScratchDatabase(server, async ({ postgresUrl }) => {
      await applyMigrations(repositoryFolder, postgresUrl);
      writeFileSync(file, await databaseTypes(repositoryFolder, postgresUrl));
    }),
  );
}

if (import.meta.main) {
  await runCommand(async () => {
    const file = typesFile(repositoryFolder);
    await writeTypes(file);
    console.log(`Wrote ${file}`);
  });
}
