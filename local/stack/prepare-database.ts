import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Sql } from "postgres";
import { withConnection } from "../postgres/connection.ts";
import { installPlatform, installRoles } from "../postgres/platform.ts";
import { applyMigrations, migrationNames } from "../schema/migrations.ts";
import { projectFolder } from "./config.ts";

/** Asks the database itself, because starting the CLI only to hear "nothing to do" costs a second. */
async function hasPendingMigration(url: string): Promise<boolean> {
  const versions = migrationNames(projectFolder).map((name) => name.slice(0, name.indexOf("_")));
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
  { passwords, limits }: { passwords: { postgres: string; authenticator: string }; limits: boolean },
  say: (step: string) => void,
): Promise<void> {
  await withConnection(urls.admin, async (admin) => {
    await installRoles(admin, passwords);
    await installPlatform(admin);
  });
  if (await hasPendingMigration(urls.postgres)) {
    say("applying migrations");
    await applyMigrations(projectFolder, urls.postgres);
  }
  const seed = join(projectFolder, "supabase/seed.sql");
  if (existsSync(seed)) {
    say("seeding");
    await withConnection(urls.postgres, (sql) => sql.unsafe(readFileSync(seed, "utf8")).simple());
  }
  await withConnection(urls.postgres, (sql) => setLimits(sql, limits));
}

/** `PLAZA_LIMITS=off`: private.take_token, which looks at this row, refuses nobody. Nothing sets it on another target. */
const setLimits = (sql: Sql, limits: boolean) =>
  limits
    ? sql`delete from private.settings where name = 'rate_limits'`
    : sql`insert into private.settings (name, value) values ('rate_limits', '"off"')
          on conflict (name) do update set value = excluded.value, updated_at = now()`;
