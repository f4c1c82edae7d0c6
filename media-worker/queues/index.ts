import type { Queue } from "../queue.ts";
import { purgeEngagement } from "./purge-engagement.ts";
import { purgeGraph } from "./purge-graph.ts";
import { purgeSessions } from "./purge-sessions.ts";
import { sweepRateBuckets } from "./sweep-rate-buckets.ts";

/** Every queue that the worker serves. */
export const queues: Queue[] = [sweepRateBuckets, purgeSessions, purgeGraph, purgeEngagement];
