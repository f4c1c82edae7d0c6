import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { withConnection } from "../postgres/connection.ts";
import { installPlatform, installRoles } from "../postgres/platform.ts";
import { projectFolder } from "./config.ts";

const run = promisify(execFile);

/** Runs the Supabase CLI of node_modules in this project, quietly. Its output is in the error when it fails. */
export async function supabase(...args: string[]): Promise<string> {
  const environment = { ...process.env, SUPABASE_TELEMETRY_DISABLED: "1", DO_NOT_TRACK: "1", NO_COLOR: "1" };
  const command = join(projectFolder, "node_modules/.bin/supabase");
  try {
    const { stdout } = await run(command, args, { cwd: projectFolder, env: environment, maxBuffer: 64 * 1024 * 1024 });
    return stdout;
  } catch (error) {
    const { stdout = "", stderr = "" } = error as { stdout?: string; stderr?: string };
    throw new Error(`supabase ${args.slice(0, 2).join(" ")} failed:\n${stdout}${stderr}`);
  }
}

/** Asks the database itself, because starting the CLI only to hear "nothing to do" costs a second. */
async function hasPendingMigration(url: string): Promise<boolean> {
  const versions = readdirSync(join(projectFolder, "supabase/migrations"))
    .filter((name) => name.endsWith(".sql"))
    .map((name) => name.slice(0, name.indexOf("_")));
  return withConnection(url, async (sql) => {
    const [history] = await sql`select to_regclass('supabase_migrations.schema_migrations') is not null as exists`;
    if (!history?.exists) return versions.length > 0;
    const applied = await sql`select version from supabase_migrations.schema_migrations`;
    const known = new Set(applied.map((row) => row.version));
    return versions.some((version) => !known.has(version));
  });
}

/** Brings a database up to date: platform, migrations, seed. Each step does only what is not there yet. */
export async function prepareDatabase(
  urls: { admin: string; postgres: string },
  passwords: { postgres: string; authenticator: string },
  say: (step: string) => void,
): Promise<void> {
  await withConnection(urls.admin, async (admin) => {
    await installRoles(admin, passwords);
    await installPlatform(admin);
  });
  if (await hasPendingMigration(urls.postgres)) {
    say("applying migrations");
    await supabase("migration", "up", `--remote=${urls.postgres}`);
  }
  say("seeding");
  const seed = join(projectFolder, "supabase/seed.sql");
  if (existsSync(seed)) {
    await withConnection(urls.postgres, (sql) => sql.unsafe(readFileSync(seed, "utf8")).simple());
  }
}
