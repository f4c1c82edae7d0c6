import { convertImage } from "../image/convert-image.ts";
import { processMedia } from "../media/process-media.ts";
import type { JobQueue } from "../queue.ts";

/** Makes the sizes and formats of an uploaded picture. */
export const processImage: JobQueue = {
  name: "process-image",
  concurrency: 2,
  groupConcurrency: 1,
  retries: 4,
  expireSeconds: 300,
  deadLetter: "give-up-media",
  handle: (context, job) => processMedia(context, job, convertImage),
};
