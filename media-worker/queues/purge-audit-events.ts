import type { Queue } from "../queue.ts";

/** Removes what the audit trail need no longer tell. */
export const purgeAuditEvents: Queue = {
  name: "purge-audit-events",
  cron: "27 3 * * *",
  async handle({ sql, say }) {
    const [purged] = await sql`select private.purge_audit_events() as events`;
    say("purged old audit events", { removed: Number(purged?.events) });
  },
};
