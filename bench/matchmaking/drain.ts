/**
 * How long it takes until everybody who can be paired has been asked: graph in SQL, pairing, claims, sweep after sweep.
 * Run: node bench/matchmaking/drain.ts [largest crowd]
 */
import postgres from "postgres";
import { type Sweep, sweepPool } from "../../media-worker/matchmaking/sweep.ts";
import { makeCrowd, populations, startDatabase } from "./crowd.ts";

const largest = Number(process.argv[2] ?? 100_000);
const database = await startDatabase();
const sql = postgres(database.postgresUrl, { max: 4, onnotice: () => {}, prepare: false });
const rows: Record<string, string | number>[] = [];
try {
  for (const population of populations) {
    for (const count of [100, 1_000, 10_000, 100_000].filter((size) => size <= largest)) {
      await makeCrowd(database, population, count);
      const sweeps: Sweep[] = [];
      const begun = performance.now();
      do {
        sweeps.push(await sweepPool(sql, "compatible"));
        // Until a sweep finds hardly anybody: those who are left over do not fit each other.
      } while ((sweeps.at(-1) as Sweep).proposed > count / 200);
      const seconds = (performance.now() - begun) / 1_000;
      const [first] = sweeps as [Sweep];
      const proposed = sweeps.reduce((sum, sweep) => sum + sweep.proposed, 0);
      rows.push({
        population,
        waiting: count,
        "drained s": seconds.toFixed(2),
        sweeps: sweeps.length,
        "paired %": ((200 * proposed) / count).toFixed(1),
        "pairs/s": Math.round(proposed / seconds),
        "1st sweep: edges": first.edges,
        "graph s": (first.graphMs / 1_000).toFixed(2),
        "matching s": (first.matchingMs / 1_000).toFixed(2),
        "claims s": (first.claimMs / 1_000).toFixed(2),
      });
      console.table(rows.slice(-1));
    }
  }
  console.table(rows);
} finally {
  await sql.end();
  await database.stop();
}
