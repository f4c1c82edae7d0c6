import type { Queue } from "../queue.ts";
import { deleteObjects } from "./delete-objects.ts";
import { giveUpMedia } from "./give-up-media.ts";
import { processAudio } from "./process-audio.ts";
import { processImage } from "./process-image.ts";
import { processVideo } from "./process-video.ts";
import { publishDuePosts } from "./publish-due-posts.ts";
import { purgeEngagement } from "./purge-engagement.ts";
import { purgeGraph } from "./purge-graph.ts";
import { purgePosts } from "./purge-posts.ts";
import { purgeSessions } from "./purge-sessions.ts";
import { sweepRateBuckets } from "./sweep-rate-buckets.ts";
import { sweepUploads } from "./sweep-uploads.ts";

/** Every queue that the worker serves; a queue of dead letters stands before those that send it any. */
export const queues: Queue[] = [
  sweepRateBuckets,
  purgeSessions,
  purgeGraph,
  purgeEngagement,
  publishDuePosts,
  purgePosts,
  sweepUploads,
  deleteObjects,
  giveUpMedia,
  processImage,
  processAudio,
  processVideo,
];
