import type { Queue } from "../queue.ts";
import { purgeAuditEvents } from "./purge-audit-events.ts";
import { purgeEngagement } from "./purge-engagement.ts";
import { purgeGraph } from "./purge-graph.ts";
import { purgeMails } from "./purge-mails.ts";
import { purgeSessions } from "./purge-sessions.ts";
import { sendMails } from "./send-mails.ts";
import { sweepLoginFailures } from "./sweep-login-failures.ts";
import { sweepRateBuckets } from "./sweep-rate-buckets.ts";

/** Every queue that the worker serves. */
export const queues: Queue[] = [
  purgeAuditEvents,
  purgeEngagement,
  purgeGraph,
  purgeMails,
  purgeSessions,
  sendMails,
  sweepLoginFailures,
  sweepRateBuckets,
];
