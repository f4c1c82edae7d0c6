import { sweepPool } from "../matchmaking/sweep.ts";
import type { ScheduledQueue } from "../queue.ts";

/** Sweeps take half of this worker's time at most, however many people wait. */
let restsUntil = 0;

/** Pairs whoever looks for somebody, and was not paired at once. */
export const sweepMatches: ScheduledQueue = {
  name: "sweep-matches",
  everySeconds: 1,
  async handle({ sql, say }) {
    if (performance.now() < restsUntil) return;
    const begun = performance.now();
    for (const mode of ["compatible", "random"] as const) {
      const sweep = await sweepPool(sql, mode);
      if (sweep.proposed > 0) say("swept matches", { mode, tickets: sweep.tickets, pairs: sweep.proposed });
    }
    restsUntil = 2 * performance.now() - begun;
  },
};
