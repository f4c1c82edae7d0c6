import type { Queue } from "../queue.ts";
import { purgeSessions } from "./purge-sessions.ts";
import { sweepRateBuckets } from "./sweep-rate-buckets.ts";

/** Every queue that the worker serves. */
export const queues: Queue[] = [sweepRateBuckets, purgeSessions];
