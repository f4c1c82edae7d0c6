import type { ScheduledQueue } from "../queue.ts";

/** Forgets what was found behind links an hour ago. */
export const sweepLinkPreviews: ScheduledQueue = {
  name: "sweep-link-previews",
  cron: "*/10 * * * *",
  async handle({ sql, say }) {
    const [swept] = await sql`select private.sweep_link_previews() as previews`;
    say("swept link previews", { forgotten: Number(swept?.previews) });
  },
};
