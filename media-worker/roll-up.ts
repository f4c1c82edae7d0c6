import type { Sql } from "postgres";

/** Counters are that far behind what people do, and whoever watches a post hears of it that often. */
const intervalMs = 1_000;

/**
 * Brings the counters up to date from now on, about once a second. A queue would do it once a minute at best. Any
 * number of workers may: one finds work, the others find that it is being done. Returns how to stop.
 */
export function startRollUp(sql: Sql, failed: (error: Error) => void): () => Promise<void> {
  let running: Promise<unknown> | undefined;
  const timer = setInterval(() => {
    // A roll-up that takes longer than a second is not joined by another.
    running ??= sql`select private.roll_up_engagement()`.catch(failed).finally(() => {
      running = undefined;
    });
  }, intervalMs);
  return async () => {
    clearInterval(timer);
    await running;
  };
}
