import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { withConnection } from "../../local/postgres/connection.ts";
import { installPlatform, installRoles } from "../../local/postgres/platform.ts";
import { type ScratchPostgres, startScratchPostgres } from "../../local/postgres/scratch-postgres.ts";

let server: ScratchPostgres;
const folder = mkdtempSync(join(tmpdir(), "plaza-cli-"));
beforeAll(async () => {
  server = await startScratchPostgres();
});
afterAll(async () => {
  await server?.stop();
  rmSync(folder, { recursive: true });
});

const command = fileURLToPath(new URL("../../node_modules/.bin/supabase", import.meta.url));
const inspect = (what: string) =>
  execFileSync(command, ["inspect", "db", what, `--remote=${server.postgresUrl}`], {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, SUPABASE_TELEMETRY_DISABLED: "1", DO_NOT_TRACK: "1" },
  });

describe("the embedded platform offers what a migration or a tool of Supabase takes for granted", () => {
  test.each(["outliers", "calls"])("supabase inspect db %s lists statements", async (what) => {
    await withConnection(server.postgresUrl, (sql) => sql`select 'counted by the platform'`);
    expect(inspect(what)).toMatch(/select/i);
  });

  test("postgres may publish a table to Realtime", async () => {
    await withConnection(server.postgresUrl, async (sql) => {
      await sql`create table public.news (id int primary key)`;
      await sql`alter publication supabase_realtime add table public.news`;
      const published = await sql`select tablename from pg_publication_tables where pubname = 'supabase_realtime'`;
      expect([...published]).toEqual([{ tablename: "news" }]);
    });
  });

  test("postgres may configure PostgREST on the role authenticator, and nothing else of the server", async () => {
    await withConnection(server.postgresUrl, async (sql) => {
      await sql`alter role authenticator set pgrst.db_max_rows = '500'`;
      await sql`alter role authenticator reset pgrst.db_max_rows`;
      await expect(sql`alter role authenticator set log_min_messages = 'panic'`).rejects.toThrow("permission denied");
      await expect(sql`alter role authenticator superuser`).rejects.toThrow("permission denied");
    });
  });

  test("also in a database of an earlier version", async () => {
    await withConnection(server.adminUrl, async (admin) => {
      await admin`drop extension pg_stat_statements`;
      await admin`drop publication supabase_realtime`;
      await installRoles(admin, { postgres: "postgres", authenticator: "authenticator" });
      await installPlatform(admin);
    });
    expect(inspect("calls")).toMatch(/select/i);
  });
});
