import type { Queue } from "../queue.ts";

/** Removes failed sign-ins that no longer count. */
export const sweepLoginFailures: Queue = {
  name: "sweep-login-failures",
  cron: "37 * * * *",
  async handle({ sql, say }) {
    const [swept] = await sql`select private.sweep_login_failures() as subjects`;
    say("swept login failures", { removed: Number(swept?.subjects) });
  },
};
