import type { Queue } from "../queue.ts";

/** Removes mails that were sent or given up long ago, and the tokens of their links. */
export const purgeMails: Queue = {
  name: "purge-mails",
  cron: "47 * * * *",
  async handle({ sql, say }) {
    const [purged] = await sql`select private.purge_mails() as mails`;
    say("purged old mails", { removed: Number(purged?.mails) });
  },
};
