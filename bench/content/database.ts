import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Cluster, initialiseCluster, spawnPostgres } from "../../local/postgres/cluster.ts";
import { databaseUrl, withConnection } from "../../local/postgres/connection.ts";
import { installPlatform, installRoles } from "../../local/postgres/platform.ts";
import { databaseAnswers } from "../../local/postgres/ready.ts";
import { applyMigrations } from "../../local/schema/migrations.ts";
import { freePorts } from "../../local/stack/ports.ts";

const project = fileURLToPath(new URL("../../", import.meta.url));

export interface BenchDatabase {
  adminUrl: string;
  postgresUrl: string;
  authenticatorUrl: string;
  stop(): Promise<void>;
}

/**
 * A Postgres of its own with Plaza's migrations applied, and limits that a benchmark cannot reach (taking a token costs
 * what it costs). Without `settings` it runs as the embedded stack does, durability included.
 */
export async function startBenchDatabase(settings: Record<string, string> = {}): Promise<BenchDatabase> {
  const [port] = (await freePorts(1)) as [number];
  const folder = mkdtempSync(join(tmpdir(), "plaza-bench-"));
  chmodSync(folder, 0o755); // the server's account has to get through
  const cluster: Cluster = { dataFolder: join(folder, "data"), port, adminPassword: "admin", settings };
  await initialiseCluster(cluster);
  const server = await spawnPostgres(cluster);
  server.stdout?.resume();
  server.stderr?.resume();
  const url = (user: string, password: string) => databaseUrl({ port, user, password });
  const adminUrl = url("supabase_admin", "admin");
  const postgresUrl = url("postgres", "postgres");
  await databaseAnswers(adminUrl);
  await withConnection(adminUrl, async (admin) => {
    await installRoles(admin, { postgres: "postgres", authenticator: "authenticator" });
    await installPlatform(admin);
  });
  // The migrations, as everywhere: with the rows that they bring, such as the terms of moderation.
  await applyMigrations(project, postgresUrl);
  await withConnection(
    postgresUrl,
    (sql) => sql`update private.rate_limits set capacity = 1e9, refill_per_second = 1e9`,
  );
  return {
    adminUrl,
    postgresUrl,
    authenticatorUrl: url("authenticator", "authenticator"),
    async stop() {
      const exited = once(server, "exit");
      server.kill("SIGINT");
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Makes accounts 1 to `count` with profile and session; number n has the identifier `userId(n)`. */
export async function makePeople(postgresUrl: string, count: number): Promise<void> {
  await withConnection(postgresUrl, async (sql) => {
    await sql`
      insert into private.accounts (id, username, email, phone, birth_date)
      select lpad(to_hex(n), 32, '0')::uuid, 'user' || n, 'user' || n || '@example.com', '+1' || 1000000000 + n, '1990-01-01'
      from generate_series(1, ${count}::int) n`;
    await sql`
      insert into public.profiles (id, username, first_name, last_name, gender)
      select id, username, 'Robin', 'Example', 'other' from private.accounts`;
    await sql`
      insert into private.sessions (id, account_id, refresh_hash, expires_at)
      select id, id, sha256(''), now() + interval '90 days' from private.accounts`;
    // Only what has rows: of a table that was empty when it was looked at Postgres keeps plans that read all of it.
    await sql`analyze private.accounts, public.profiles, private.sessions`;
  });
}

export const userId = (n: number) =>
  n
    .toString(16)
    .padStart(32, "0")
    .replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
