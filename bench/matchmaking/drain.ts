/**
 * How long it takes until everybody who can be paired has been asked: graph in SQL, pairing, claims, sweep after sweep. Beside the wall
 * clock the processor time of the sweeper and of its two connections to Postgres, which is what a busy machine leaves alone.
 * Run: node bench/matchmaking/drain.ts [sizes, for instance 100,1000,10000,100000] [population]
 */
import { readFileSync } from "node:fs";
import postgres, { type Sql } from "postgres";
import { type Sweep, sweepPool } from "../../media-worker/matchmaking/sweep.ts";
import { makeCrowd, populations, startDatabase } from "./crowd.ts";

const sizes = (process.argv[2] ?? "100,1000,10000,100000").split(",").map(Number);
const chosen = populations.filter((population) => population === (process.argv[3] ?? population));
const connections = 2;
const database = await startDatabase();

/** Seconds of processor time that these processes have taken so far. */
const processorSeconds = (pids: number[]) =>
  pids.reduce((sum, pid) => {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
    return sum + (Number(fields[11]) + Number(fields[12])) / 100;
  }, 0);
async function backendsOf(sql: Sql): Promise<number[]> {
  const reserved = await Promise.all(Array.from({ length: connections }, () => sql.reserve()));
  const pids = await Promise.all(reserved.map(async (one) => (await one`select pg_backend_pid() as pid`)[0]?.pid));
  for (const one of reserved) one.release();
  return pids;
}

const rows: Record<string, string | number>[] = [];
for (const population of chosen) {
  for (const count of sizes) {
    await makeCrowd(database, population, count);
    const sql = postgres(database.postgresUrl, { max: connections, onnotice: () => {}, prepare: false });
    const backends = await backendsOf(sql);
    const sweeps: Sweep[] = [];
    const [inPostgres, inNode, begun] = [processorSeconds(backends), process.cpuUsage(), performance.now()];
    do {
      sweeps.push(await sweepPool(sql, "compatible"));
      // Until a sweep finds hardly anybody: those who are left over do not fit each other.
    } while ((sweeps.at(-1) as Sweep).proposed > count / 200);
    const seconds = (performance.now() - begun) / 1_000;
    const node = process.cpuUsage(inNode);
    const proposed = sweeps.reduce((sum, sweep) => sum + sweep.proposed, 0);
    const spent = (part: "graphMs" | "matchingMs" | "claimMs") =>
      (sweeps.reduce((sum, sweep) => sum + sweep[part], 0) / 1_000).toFixed(2);
    rows.push({
      population,
      waiting: count,
      "drained s": seconds.toFixed(2),
      "CPU s": (processorSeconds(backends) - inPostgres + (node.user + node.system) / 1e6).toFixed(2),
      sweeps: sweeps.length,
      "paired %": ((200 * proposed) / count).toFixed(1),
      "pairs/s": Math.round(proposed / seconds),
      edges: (sweeps[0] as Sweep).edges,
      "graph s": spent("graphMs"),
      "matching s": spent("matchingMs"),
      "claims s": spent("claimMs"),
    });
    console.table(rows.slice(-1));
    await sql.end();
  }
}
await database.stop();
console.table(rows);
