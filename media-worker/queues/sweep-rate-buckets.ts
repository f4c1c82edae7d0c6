import type { ScheduledQueue } from "../queue.ts";

/** Removes rate-limit buckets that are full again, so that the table holds only the active. */
export const sweepRateBuckets: ScheduledQueue = {
  name: "sweep-rate-buckets",
  cron: "*/5 * * * *",
  async handle({ sql, say }) {
    const [swept] = await sql`select private.sweep_rate_buckets() as buckets`;
    say("swept rate-limit buckets", { removed: Number(swept?.buckets) });
  },
};
