import type { ScheduledQueue } from "../queue.ts";

/** Forgets when people were there more than 400 days ago. */
export const purgePresenceSessions: ScheduledQueue = {
  name: "purge-presence-sessions",
  cron: "13 4 * * *",
  async handle({ sql, say }) {
    const [purged] = await sql`select private.purge_presence_sessions() as sessions`;
    say("purged old presence sessions", { removed: Number(purged?.sessions) });
  },
};
