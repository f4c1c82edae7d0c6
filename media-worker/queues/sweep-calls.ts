import type { ScheduledQueue } from "../queue.ts";

/** Ends the calls whose people have vanished, and those that the other queue has missed. */
export const sweepCalls: ScheduledQueue = {
  name: "sweep-calls",
  cron: "* * * * *",
  async handle({ sql, say }) {
    const calls = await sql`select id from private.calls_to_tend() id`;
    // Each in a transaction of its own: it holds the conversation of the call.
    for (const { id } of calls) await sql`select private.tend_call(${id})`;
    if (calls.length > 0) say("tended calls", { calls: calls.length });
  },
};
