import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Sql } from "postgres";
import { withConnection } from "../postgres/connection.ts";
import { installPlatform, installRoles } from "../postgres/platform.ts";
import { readHistory } from "../schema/history.ts";
import { applyMigrations } from "../schema/migrations.ts";
import { projectFolder } from "./config.ts";
import { StartError } from "./start-error.ts";

/** Brings a database up to date: platform, migrations, settings, seed. Each step does only what is not there yet. */
export async function prepareDatabase(
  urls: { admin: string; postgres: string },
  passwords: { postgres: string; authenticator: string },
  say: (step: string) => void,
  limits = true,
): Promise<void> {
  await withConnection(urls.admin, async (admin) => {
    await installRoles(admin, passwords);
    await installPlatform(admin);
  });
  await migrate(urls.postgres, say);
  await withConnection(urls.postgres, async (sql) => {
    await applySettings(sql, limits);
    const seed = join(projectFolder, "supabase/seed.sql");
    if (!existsSync(seed)) return;
    say("seeding");
    await sql.unsafe(readFileSync(seed, "utf8")).simple();
  });
}

/** Applies what is pending, and refuses data that this checkout's migrations do not lead to. */
async function migrate(url: string, say: (step: string) => void): Promise<void> {
  const { pending, changed, unknown } = await withConnection(url, (sql) => readHistory(projectFolder, sql));
  const wrong = changed[0] ?? unknown[0];
  if (wrong) {
    const why = changed[0] ? "has changed since it was applied to" : "was applied, by another checkout, to";
    throw new StartError(
      `Migration ${wrong} ${why} the data of this folder. Go back to the checkout that made the data, or throw it away: npm run reset`,
    );
  }
  if (pending.length === 0) return;
  say(`applying ${pending.length} migration(s)`);
  await applyMigrations(projectFolder, url);
}

/** What differs on the embedded platform from the settings that migrations bring. PLAZA_LIMITS is for it alone. */
const embeddedSettings = (limits: boolean) => ({ rate_limits: limits });

async function applySettings(sql: Sql, limits: boolean): Promise<void> {
  const rows = Object.entries(embeddedSettings(limits)).map(([name, value]) => ({ name, value }));
  await sql`
    update private.settings setting set value = wanted.value
    from jsonb_to_recordset(${sql.json(rows)}) wanted (name text, value jsonb)
    where setting.name = wanted.name and setting.value <> wanted.value`;
}
