import { convertAudio } from "../audio/convert-audio.ts";
import { processMedia } from "../media/process-media.ts";
import type { JobQueue } from "../queue.ts";

/** Makes a playable file and a waveform of uploaded sound. */
export const processAudio: JobQueue = {
  name: "process-audio",
  concurrency: 1,
  groupConcurrency: 1,
  retries: 4,
  expireSeconds: 15 * 60,
  deadLetter: "give-up-media",
  needsFfmpeg: true,
  handle: (context, job) => processMedia(context, job, convertAudio),
};
