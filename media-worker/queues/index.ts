import type { Queue } from "../queue.ts";
import { deleteObjects } from "./delete-objects.ts";
import { endMissedCalls } from "./end-missed-calls.ts";
import { giveUpMedia } from "./give-up-media.ts";
import { learnNeighbours } from "./learn-neighbours.ts";
import { previewLink } from "./preview-link.ts";
import { processAudio } from "./process-audio.ts";
import { processFile } from "./process-file.ts";
import { processImage } from "./process-image.ts";
import { processVideo } from "./process-video.ts";
import { readers } from "./readers.ts";
import { refreshPeopleSearch } from "./refresh-people-search.ts";
import { sendMails } from "./send-mails.ts";
import { sendPushes } from "./send-pushes.ts";
import { sweepCalls } from "./sweep-calls.ts";
import { sweepMatches } from "./sweep-matches.ts";
import { sweepUploadObjects } from "./sweep-upload-objects.ts";
import { tellConversion } from "./tell-conversion.ts";
import { trainScorers } from "./train-scorers.ts";
import { upkeep } from "./upkeep.ts";

/** Every queue that the worker serves; a queue of dead letters stands before those that send it any. */
export const queues: Queue[] = [
  ...upkeep,
  ...readers,
  deleteObjects,
  endMissedCalls,
  giveUpMedia,
  learnNeighbours,
  previewLink,
  processAudio,
  processFile,
  processImage,
  processVideo,
  refreshPeopleSearch,
  sendMails,
  sendPushes,
  sweepCalls,
  sweepMatches,
  sweepUploadObjects,
  tellConversion,
  trainScorers,
];
