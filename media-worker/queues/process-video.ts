import { processMedia } from "../media/process-media.ts";
import type { JobQueue } from "../queue.ts";
import { convertVideo } from "../video/convert-video.ts";

/** Makes the ladder of an uploaded video. One at a time: ffmpeg keeps all processors busy. */
export const processVideo: JobQueue = {
  name: "process-video",
  concurrency: 1,
  groupConcurrency: 1,
  retries: 4,
  expireSeconds: 2 * 60 * 60,
  deadLetter: "give-up-media",
  needsFfmpeg: true,
  handle: (context, job) => processMedia(context, job, convertVideo),
};
