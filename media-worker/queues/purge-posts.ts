import type { ScheduledQueue } from "../queue.ts";

/** Removes posts that were deleted a month ago, with all that hangs on them; the objects of their media follow. */
export const purgePosts: ScheduledQueue = {
  name: "purge-posts",
  cron: "47 3 * * *",
  async handle({ sql, say }) {
    let removed = 0;
    for (;;) {
      // Batch by batch: each is a transaction of its own, so that nobody waits long and no work is lost.
      const [purged] = await sql`select private.purge_posts() as posts`;
      removed += Number(purged?.posts);
      if (Number(purged?.posts) === 0) break;
    }
    say("purged deleted posts", { removed });
  },
};
