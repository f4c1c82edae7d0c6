import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePorts } from "../stack/ports.ts";
import { type Cluster, initialiseCluster, spawnPostgres } from "./cluster.ts";
import { databaseUrl, withConnection } from "./connection.ts";
import { installPlatform, installRoles } from "./platform.ts";
import { databaseAnswers } from "./ready.ts";

export interface ScratchPostgres {
  port: number;
  /** URLs of the database `postgres`, one a role that may log in. */
  adminUrl: string;
  postgresUrl: string;
  authenticatorUrl: string;
  stop(): Promise<void>;
}

/**
 * A throw-away Postgres with the platform installed and no migration applied, for tests and benchmarks of one part.
 * Without `durable` it does not wait for the disk. `settings` are Postgres's own.
 */
export async function startScratchPostgres({
  durable = false,
  settings = {},
}: {
  durable?: boolean;
  settings?: Record<string, string>;
} = {}): Promise<ScratchPostgres> {
  const [port] = (await freePorts(1)) as [number];
  const folder = mkdtempSync(join(tmpdir(), "plaza-postgres-"));
  chmodSync(folder, 0o755); // the server's account has to get through
  const cluster: Cluster = {
    dataFolder: join(folder, "data"),
    port,
    adminPassword: "admin",
    settings: durable ? settings : { fsync: "off", ...settings },
  };
  await initialiseCluster(cluster);
  const server = await spawnPostgres(cluster);
  // Postgres waits once nobody empties the pipe that it logs to.
  server.stdout?.resume();
  server.stderr?.resume();
  const url = (user: string, password: string) => databaseUrl({ port, user, password });
  const adminUrl = url("supabase_admin", "admin");
  await databaseAnswers(adminUrl);
  await withConnection(adminUrl, async (admin) => {
    await installRoles(admin, { postgres: "postgres", authenticator: "authenticator" });
    await installPlatform(admin);
  });
  return {
    port,
    adminUrl,
    postgresUrl: url("postgres", "postgres"),
    authenticatorUrl: url("authenticator", "authenticator"),
    async stop() {
      const exited = once(server, "exit");
      server.kill("SIGINT");
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
