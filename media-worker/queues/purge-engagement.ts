import type { ScheduledQueue } from "../queue.ts";

/** Removes events a month after they happened: whoever reacts to them has long done so. */
export const purgeEngagement: ScheduledQueue = {
  name: "purge-engagement",
  cron: "37 3 * * *",
  async handle({ sql, say }) {
    const [purged] = await sql`select private.purge_engagement() as events`;
    say("purged old events", { removed: Number(purged?.events) });
  },
};
