import type { ScheduledQueue } from "../queue.ts";

/** Forgets, for the search with typos, the words that nobody is called by any more. */
export const sweepPeopleWords: ScheduledQueue = {
  name: "sweep-people-words",
  cron: "23 4 * * *",
  async handle({ sql, say }) {
    const [swept] = await sql`select private.sweep_people_words() as words`;
    say("swept words of names", { removed: Number(swept?.words) });
  },
};
