import { keepFile } from "../file/keep-file.ts";
import { processMedia } from "../media/process-media.ts";
import type { JobQueue } from "../queue.ts";

/** Puts an uploaded file where its owner can no longer replace it. */
export const processFile: JobQueue = {
  name: "process-file",
  concurrency: 2,
  retries: 4,
  expireSeconds: 300,
  deadLetter: "give-up-media",
  handle: (context, job) => processMedia(context, job, keepFile),
};
