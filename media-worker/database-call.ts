import type { Clock, ScheduledQueue } from "./queue.ts";

/** A queue that does nothing but call a function of the database. */
export type DatabaseCall = Clock & {
  name: string;
  /** The function, with its schema; it takes no arguments. */
  call: string;
  /** It works in batches, each a transaction of its own, so that nobody waits long: call it again until one is empty. */
  untilEmpty?: true;
  /** Not worth a line in the log: it has something to do all the time. */
  isQuiet?: true;
};

export const databaseCall = ({ call, untilEmpty, isQuiet, ...queue }: DatabaseCall): ScheduledQueue => ({
  ...queue,
  async handle({ sql, say }) {
    let rows = 0;
    for (;;) {
      const [answer] = await sql`select ${sql(call)}() as rows`;
      rows += Number(answer?.rows);
      if (!untilEmpty || Number(answer?.rows) === 0) break;
    }
    if (rows > 0 && !isQuiet) say("upkeep", { queue: queue.name, rows });
  },
});
