import type { ScheduledQueue } from "../queue.ts";

/** Removes sessions that ended a month ago: until then they show up in an account's history. */
export const purgeSessions: ScheduledQueue = {
  name: "purge-sessions",
  cron: "17 3 * * *",
  async handle({ sql, say }) {
    const [purged] = await sql`select private.purge_sessions() as sessions`;
    say("purged ended sessions", { removed: Number(purged?.sessions) });
  },
};
