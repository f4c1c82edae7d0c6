import type { Queue } from "../queue.ts";
import { purgeAuditEvents } from "./purge-audit-events.ts";
import { purgeEngagement } from "./purge-engagement.ts";
import { purgeGraph } from "./purge-graph.ts";
import { purgeMails } from "./purge-mails.ts";
import { purgeSessions } from "./purge-sessions.ts";
import { refreshPeopleSearch } from "./refresh-people-search.ts";
import { sendMails } from "./send-mails.ts";
import { sweepLoginFailures } from "./sweep-login-failures.ts";
import { sweepPeopleWords } from "./sweep-people-words.ts";
import { sweepPresence } from "./sweep-presence.ts";
import { sweepRateBuckets } from "./sweep-rate-buckets.ts";
import { weighInterests } from "./weigh-interests.ts";

/** Every queue that the worker serves. */
export const queues: Queue[] = [
  purgeAuditEvents,
  purgeEngagement,
  purgeGraph,
  purgeMails,
  purgeSessions,
  refreshPeopleSearch,
  sendMails,
  sweepLoginFailures,
  sweepPeopleWords,
  sweepPresence,
  sweepRateBuckets,
  weighInterests,
];
