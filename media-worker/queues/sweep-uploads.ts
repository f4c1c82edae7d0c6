import type { ScheduledQueue } from "../queue.ts";

/** Deletes media that were announced and never completed; their objects and parts follow. */
export const sweepUploads: ScheduledQueue = {
  name: "sweep-uploads",
  cron: "*/5 * * * *",
  async handle({ sql, say }) {
    const [swept] = await sql`select private.sweep_uploads() as media`;
    say("swept abandoned uploads", { removed: Number(swept?.media) });
  },
};
