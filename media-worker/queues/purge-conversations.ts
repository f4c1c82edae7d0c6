import type { ScheduledQueue } from "../queue.ts";

/** Removes anonymous conversations a day after they were left, and others a day after their last member has gone. */
export const purgeConversations: ScheduledQueue = {
  name: "purge-conversations",
  cron: "7 * * * *",
  async handle({ sql, say }) {
    let removed = 0;
    for (;;) {
      // Batch by batch, as purge-posts.
      const [purged] = await sql`select private.purge_conversations() as rows`;
      removed += Number(purged?.rows);
      if (Number(purged?.rows) === 0) break;
    }
    say("purged conversations that have ended", { removed });
  },
};
