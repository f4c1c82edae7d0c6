import type { ScheduledQueue } from "../queue.ts";

/** Counts how common each interest is: a shared rare one says more about two people than three common ones. */
export const weighInterests: ScheduledQueue = {
  name: "weigh-interests",
  cron: "41 * * * *",
  async handle({ sql, say }) {
    const [weighed] = await sql`select private.weigh_interests() as interests`;
    say("weighed interests", { changed: Number(weighed?.interests) });
  },
};
