import type { ScheduledQueue } from "../queue.ts";

/** Takes who has left out of the list of who is online, and keeps when they were there. */
export const sweepPresence: ScheduledQueue = {
  name: "sweep-presence",
  cron: "* * * * *",
  async handle({ sql, say }) {
    const [swept] = await sql`select private.sweep_presence() as people`;
    say("swept presence", { gone: Number(swept?.people) });
  },
};
