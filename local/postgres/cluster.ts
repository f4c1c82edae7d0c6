import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { chownSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { postgresBinaries } from "./binaries.ts";

/** A Postgres data directory and how to reach the server that runs on it. */
export interface Cluster {
  dataFolder: string;
  port: number;
  /** Password of the superuser `supabase_admin`. */
  adminPassword: string;
  /** Extra `-c name=value` settings: tests trade durability for speed with `fsync=off`. */
  settings?: Record<string, string>;
}

const serverSettings = {
  // Loopback only: nothing of the embedded stack is meant to be reached from another machine.
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  timezone: "UTC",
  log_timezone: "UTC",
  // Realtime reads database broadcasts by logical replication.
  wal_level: "logical",
  max_wal_senders: "10",
  max_replication_slots: "10",
  max_connections: "120",
  shared_buffers: "256MB",
  effective_cache_size: "1GB",
  work_mem: "8MB",
  max_wal_size: "2GB",
  // The data sit on a local disk without a seek cost.
  random_page_cost: "1.1",
  shared_preload_libraries: "pg_stat_statements",
  log_min_messages: "warning",
  // %a: of a request, its id.
  log_line_prefix: "%m [%p] %u@%d %a ",
};

/** Postgres refuses to run as root, so a root user lends it the account `postgres`. */
function serverAccount(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  if (spawnSync("id", ["-u", "postgres"]).status !== 0) {
    execFileSync("useradd", ["--system", "--no-create-home", "--user-group", "postgres"]);
  }
  const read = (flag: string) => Number(execFileSync("id", [flag, "postgres"], { encoding: "utf8" }));
  return { uid: read("-u"), gid: read("-g") };
}

function requireReadableBy(account: { uid?: number }, path: string): void {
  if (account.uid === undefined) return;
  const probe = spawnSync("test", ["-r", path], { uid: account.uid });
  if (probe.status !== 0) {
    throw new Error(
      `As root, Postgres runs under the account "postgres", which cannot read ${path}. Move the checkout to a folder that others may enter (not under /root), or run Plaza as an ordinary user.`,
    );
  }
}

export function isInitialised(cluster: Cluster): boolean {
  return existsSync(join(cluster.dataFolder, "PG_VERSION"));
}

/** Makes an empty data directory; a half-made one, left by a kill, is started over. */
export async function initialiseCluster(cluster: Cluster): Promise<void> {
  const { initdb } = await postgresBinaries();
  const account = serverAccount();
  const unfinished = `${cluster.dataFolder}.new`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true, mode: 0o700 });
  const passwordFile = join(dirname(cluster.dataFolder), ".initdb-password");
  writeFileSync(passwordFile, cluster.adminPassword, { mode: 0o600 });
  try {
    if (account.uid !== undefined) {
      chownSync(unfinished, account.uid, account.gid as number);
      chownSync(passwordFile, account.uid, account.gid as number);
    }
    requireReadableBy(account, unfinished);
    requireReadableBy(account, initdb);
    const flags = [
      "--auth=scram-sha-256",
      "--username=supabase_admin",
      "--encoding=UTF8",
      "--locale=C.UTF-8",
      "--no-sync",
    ];
    execFileSync(initdb, [`--pgdata=${unfinished}`, `--pwfile=${passwordFile}`, ...flags], {
      ...account,
      stdio: "pipe",
    });
  } finally {
    rmSync(passwordFile, { force: true });
  }
  renameSync(unfinished, cluster.dataFolder);
}

/** Starts the server; the caller owns the process. SIGINT is Postgres's fast and clean shutdown. */
export async function spawnPostgres(cluster: Cluster): Promise<ChildProcess> {
  const { postgres } = await postgresBinaries();
  const settings = { ...serverSettings, ...cluster.settings, port: String(cluster.port) };
  const flags = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  return spawn(postgres, ["-D", cluster.dataFolder, ...flags], {
    ...serverAccount(),
    env: { PATH: process.env.PATH, LC_MESSAGES: "C" },
    stdio: ["ignore", "pipe", "pipe"],
    // Not in our process group: Ctrl-C must not race the supervisor's own shutdown order.
    detached: true,
  });
}
