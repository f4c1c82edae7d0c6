import type { ScheduledQueue } from "../queue.ts";

/** Empties messages whose time has come. Readers leave them out from that moment on, so nobody waits for it. */
export const expireMessages: ScheduledQueue = {
  name: "expire-messages",
  cron: "* * * * *",
  everySeconds: 10,
  async handle({ sql, say }) {
    let emptied = 0;
    for (;;) {
      // Batch by batch: each is a transaction of its own.
      const [row] = await sql`select private.expire_messages() as messages`;
      emptied += Number(row?.messages);
      if (Number(row?.messages) === 0) break;
    }
    if (emptied > 0) say("messages have disappeared", { emptied });
  },
};
