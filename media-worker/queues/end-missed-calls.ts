import type { JobQueue } from "../queue.ts";

/** Ends the calls that nobody has answered in time. What clients see does not wait for it: a call is over when it has rung out. */
export const endMissedCalls: JobQueue = {
  name: "end-missed-calls",
  concurrency: 4,
  retries: 5,
  expireSeconds: 30,
  async handle({ sql }, { id }) {
    await sql`select private.tend_call(${id})`;
  },
};
