import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Cluster, initialiseCluster, spawnPostgres } from "../../local/postgres/cluster.ts";
import { databaseUrl, withConnection } from "../../local/postgres/connection.ts";
import { installPlatform, installRoles } from "../../local/postgres/platform.ts";
import { databaseAnswers } from "../../local/postgres/ready.ts";
import { freePorts } from "../../local/stack/ports.ts";

export interface ScratchPostgres {
  port: number;
  /** URLs of the database `postgres`, one a role that may log in. */
  adminUrl: string;
  postgresUrl: string;
  authenticatorUrl: string;
  stop(): Promise<void>;
}

/** A throw-away Postgres with the platform installed and no migration applied, for tests of one part. */
export async function startScratchPostgres(settings: Cluster["settings"] = { fsync: "off" }): Promise<ScratchPostgres> {
  const [port] = (await freePorts(1)) as [number];
  const folder = mkdtempSync(join(tmpdir(), "plaza-postgres-"));
  chmodSync(folder, 0o755); // the server's account has to get through
  const cluster: Cluster = {
    dataFolder: join(folder, "data"),
    port,
    adminPassword: "admin",
    settings,
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
