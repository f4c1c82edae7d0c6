import type { Queue } from "../queue.ts";
import { purgeEngagement } from "./purge-engagement.ts";
import { purgeGraph } from "./purge-graph.ts";
import { purgeSessions } from "./purge-sessions.ts";
import { refreshPeopleSearch } from "./refresh-people-search.ts";
import { sweepPeopleWords } from "./sweep-people-words.ts";
import { sweepPresence } from "./sweep-presence.ts";
import { sweepRateBuckets } from "./sweep-rate-buckets.ts";
import { weighInterests } from "./weigh-interests.ts";

/** Every queue that the worker serves. */
export const queues: Queue[] = [
  sweepRateBuckets,
  purgeSessions,
  purgeGraph,
  purgeEngagement,
  sweepPresence,
  weighInterests,
  refreshPeopleSearch,
  sweepPeopleWords,
];
