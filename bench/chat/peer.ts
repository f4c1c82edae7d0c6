import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import postgres from "postgres";
import { startScratchPostgres } from "../../local/postgres/scratch-postgres.ts";
import { freePorts } from "../../local/stack/ports.ts";
import type { PeerAddress } from "./peer-side.ts";

const folder = fileURLToPath(new URL("../peers/socketio-bullmq", import.meta.url));

/** Why the peer cannot run here, or undefined. */
export function peerLacks(): string | undefined {
  if (spawnSync("redis-server", ["--version"]).status !== 0) {
    return "redis-server is not installed (Debian: apt-get install redis-server)";
  }
  if (!existsSync(join(folder, "node_modules")))
    execFileSync("npm", ["ci", "--ignore-scripts"], { cwd: folder, stdio: "inherit" });
  return undefined;
}

/** The peer: its server, its worker, its Redis, and the same Postgres that Plaza runs on. */
export async function startPeer() {
  const database = await startScratchPostgres({ durable: true });
  const sql = postgres(database.postgresUrl, { max: 2, onnotice: () => {} });
  const [port, redisPort] = (await freePorts(2)) as [number, number];
  const redisFolder = mkdtempSync(join(tmpdir(), "plaza-peer-redis-"));
  const running: Record<string, ChildProcess> = {};
  const env = { ...process.env, PORT: String(port), REDIS_PORT: String(redisPort), DATABASE_URL: database.postgresUrl };
  let appendOnly = false;

  const commands: Record<string, () => [string, string[]]> = {
    redis: () => [
      "redis-server",
      [
        "--port",
        String(redisPort),
        "--bind",
        "127.0.0.1",
        "--dir",
        redisFolder,
        "--appendonly",
        appendOnly ? "yes" : "no",
      ],
    ],
    worker: () => [process.execPath, [join(folder, "worker.js")]],
    server: () => [process.execPath, [join(folder, "server.js")]],
  };
  const start = async (name: string) => {
    const [command, args] = (commands[name] as () => [string, string[]])();
    const child = spawn(command, args, { env, stdio: ["ignore", "ignore", "inherit"] });
    running[name] = child;
    process.once("exit", () => child.kill("SIGKILL")); // Whatever ends the bench ends what it measures.
    if (name !== "worker") await listening(name === "redis" ? redisPort : port);
  };
  const kill = async (name: string) => {
    const child = running[name] as ChildProcess;
    const exited = once(child, "exit");
    child.kill("SIGKILL");
    await exited;
  };
  for (const name of ["redis", "worker", "server"]) await start(name);
  while (!(await sql`select to_regclass('messages_conversation_id') as made`)[0]?.made) await sleep(50);

  const between = (run: string) =>
    [`${run}-0000-4000-8000-000000000000`, `${run}-0000-4000-8000-ffffffffffff`] as const;
  const stored = async (run: string) => {
    const [low, high] = between(run);
    const [counted] = await sql`
      select count(*)::int as rows, count(distinct client_id)::int as different,
        extract(epoch from max(stored_at) - min(stored_at))::float as seconds
      from messages where client_id between ${low} and ${high}`;
    return counted as unknown as { rows: number; different: number; seconds: number };
  };
  return {
    address: { kind: "peer", port } satisfies PeerAddress as PeerAddress,
    pids: async () => ({
      Postgres: await postmaster(database.adminUrl),
      "Socket.IO": running.server?.pid as number,
      worker: running.worker?.pid as number,
      Redis: running.redis?.pid as number,
    }),
    stored,
    /** Waits until the queue has been worked off, or nothing has been stored for a while. */
    async drained(run: string, expected: number, patienceMs: number) {
      let [last, since] = [-1, Date.now()];
      for (;;) {
        const { different } = await stored(run);
        if (different >= expected) break;
        if (different !== last) [last, since] = [different, Date.now()];
        else if (Date.now() - since > patienceMs) break;
        await sleep(100);
      }
      return stored(run);
    },
    /** Milliseconds from sending (the server's stamp) to the row. */
    async storeTimes(run: string): Promise<number[]> {
      const [low, high] = between(run);
      const rows = await sql`
        select extract(epoch from stored_at - created_at)::float * 1000 as time from messages where client_id between ${low} and ${high}`;
      return rows.map(({ time }) => time as number);
    },
    /** Kills a part and brings it back a second later, as a supervisor would. */
    async killAndRevive(name: "worker" | "redis") {
      await kill(name);
      await sleep(1_000);
      await start(name);
    },
    /** Starts Redis anew, with an append-only file or without. */
    async setAppendOnly(on: boolean) {
      appendOnly = on;
      await kill("redis");
      rmSync(join(redisFolder, "appendonlydir"), { recursive: true, force: true });
      rmSync(join(redisFolder, "dump.rdb"), { force: true });
      await start("redis");
      await sleep(1_000);
    },
    async stop() {
      for (const name of Object.keys(running)) await kill(name);
      await sql.end();
      await database.stop();
      rmSync(redisFolder, { recursive: true, force: true });
    },
  };
}

/** The process of a Postgres server: the parent of any of its sessions. */
export async function postmaster(url: string): Promise<number> {
  const sql = postgres(url, { max: 1 });
  try {
    const [row] = await sql`select split_part(pg_read_file('postmaster.pid'), e'\n', 1)::int as pid`;
    return row?.pid as number;
  } finally {
    await sql.end();
  }
}

async function listening(port: number): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    const socket = connect(port, "127.0.0.1");
    const isOpen = await new Promise((resolve) => {
      socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    });
    socket.destroy();
    if (isOpen) return;
    await sleep(50);
  }
  throw new Error(`Nothing listens on port ${port}.`);
}
