import type { ScheduledQueue } from "../queue.ts";

/** Ranks people anew, and lists the most popular for the first letters that somebody may type. */
export const refreshPeopleSearch: ScheduledQueue = {
  name: "refresh-people-search",
  cron: "*/10 * * * *",
  async handle({ sql, say }) {
    const [ranked] = await sql`select private.refresh_popularity() as people`;
    const [listed] = await sql`select private.refresh_people_prefixes() as lists`;
    const [swept] = await sql`select private.sweep_people_results() as searches`;
    say("refreshed people search", {
      ranked: Number(ranked?.people),
      lists: Number(listed?.lists),
      forgotten: Number(swept?.searches),
    });
  },
};
