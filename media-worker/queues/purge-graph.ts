import type { ScheduledQueue } from "../queue.ts";

/** Removes mutes that are over and connection requests that were answered long ago. */
export const purgeGraph: ScheduledQueue = {
  name: "purge-graph",
  cron: "27 3 * * *",
  async handle({ sql, say }) {
    const [purged] = await sql`select private.purge_graph() as edges`;
    say("purged mutes and connection requests that are over", { removed: Number(purged?.edges) });
  },
};
