import type { ScheduledQueue } from "../queue.ts";

/** Publishes the scheduled posts whose minute has come. */
export const publishDuePosts: ScheduledQueue = {
  name: "publish-due-posts",
  cron: "* * * * *",
  async handle({ sql, say }) {
    const [due] = await sql`select private.publish_due_posts() as posts`;
    if (due?.posts !== "0") say("published scheduled posts", { looked_at: Number(due?.posts) });
  },
};
