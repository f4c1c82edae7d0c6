import type { Queue } from "../queue.ts";
import { deleteObjects } from "./delete-objects.ts";
import { endMissedCalls } from "./end-missed-calls.ts";
import { expireMessages } from "./expire-messages.ts";
import { giveUpMedia } from "./give-up-media.ts";
import { previewLink } from "./preview-link.ts";
import { processAudio } from "./process-audio.ts";
import { processFile } from "./process-file.ts";
import { processImage } from "./process-image.ts";
import { processVideo } from "./process-video.ts";
import { publishDuePosts } from "./publish-due-posts.ts";
import { purgeAuditEvents } from "./purge-audit-events.ts";
import { purgeConversations } from "./purge-conversations.ts";
import { purgeEngagement } from "./purge-engagement.ts";
import { purgeGraph } from "./purge-graph.ts";
import { purgeMails } from "./purge-mails.ts";
import { purgePosts } from "./purge-posts.ts";
import { purgePresenceSessions } from "./purge-presence-sessions.ts";
import { purgeSessions } from "./purge-sessions.ts";
import { refreshPeopleSearch } from "./refresh-people-search.ts";
import { sendMails } from "./send-mails.ts";
import { showPeopleAgain } from "./show-people-again.ts";
import { sweepCalls } from "./sweep-calls.ts";
import { sweepLinkPreviews } from "./sweep-link-previews.ts";
import { sweepLoginFailures } from "./sweep-login-failures.ts";
import { sweepPeopleWords } from "./sweep-people-words.ts";
import { sweepPresence } from "./sweep-presence.ts";
import { sweepRateBuckets } from "./sweep-rate-buckets.ts";
import { sweepUploads } from "./sweep-uploads.ts";
import { weighInterests } from "./weigh-interests.ts";

/** Every queue that the worker serves; a queue of dead letters stands before those that send it any. */
export const queues: Queue[] = [
  deleteObjects,
  expireMessages,
  endMissedCalls,
  giveUpMedia,
  previewLink,
  processAudio,
  processFile,
  processImage,
  processVideo,
  publishDuePosts,
  purgeAuditEvents,
  purgeConversations,
  purgeEngagement,
  purgeGraph,
  purgeMails,
  purgePosts,
  purgePresenceSessions,
  purgeSessions,
  refreshPeopleSearch,
  sendMails,
  showPeopleAgain,
  sweepLinkPreviews,
  sweepCalls,
  sweepLoginFailures,
  sweepPeopleWords,
  sweepPresence,
  sweepRateBuckets,
  sweepUploads,
  weighInterests,
];
