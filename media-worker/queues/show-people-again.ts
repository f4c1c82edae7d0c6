import type { ScheduledQueue } from "../queue.ts";

/** Shows people again whose ban is over. */
export const showPeopleAgain: ScheduledQueue = {
  name: "show-people-again",
  cron: "* * * * *",
  async handle({ sql, say }) {
    const [shown] = await sql`select private.show_people_again() as people`;
    if (Number(shown?.people) > 0) say("people are shown again", { people: Number(shown?.people) });
  },
};
