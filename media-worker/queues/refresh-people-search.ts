import type { ScheduledQueue } from "../queue.ts";

/** Ranks people anew, and decides who the most popular are. */
export const refreshPeopleSearch: ScheduledQueue = {
  name: "refresh-people-search",
  cron: "*/10 * * * *",
  async handle({ sql, say }) {
    const [ranked] = await sql`select private.refresh_popularity() as people`;
    const [risen] = await sql`select private.refresh_people_top() as people`;
    const [swept] = await sql`select private.sweep_people_results() as searches`;
    say("refreshed people search", {
      ranked: Number(ranked?.people),
      risen: Number(risen?.people),
      forgotten: Number(swept?.searches),
    });
  },
};
