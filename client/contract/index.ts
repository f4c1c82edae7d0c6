import type { z } from "zod";
import { adminEvents, adminFunctions } from "./admin.ts";
import { authEndpoints } from "./auth.ts";
import { callEvents, callFunctions, userEventsOfCalls } from "./calls.ts";
import {
  conversationEvents,
  conversationFunctions,
  groupFunctions,
  liveEvents,
  messageFunctions,
  syncFunctions,
  userEventsOfChat,
} from "./chat.ts";
import { feedFunctions, insightFunctions } from "./feed.ts";
import { matchmakingEndpoints, userEventsOfMatchmaking } from "./matchmaking.ts";
import { mediaEndpoints } from "./media.ts";
import {
  notificationFunctions,
  pushFunctions,
  scheduledNotificationFunctions,
  userEventsOfNotifications,
} from "./notifications.ts";
import { peopleFunctions, presenceFunctions, profileFunctions, userEventsOfPeople } from "./people.ts";
import {
  commentFunctions,
  postEvents,
  postFunctions,
  reactionFunctions,
  savedFunctions,
  userEventsOfPosts,
} from "./posts.ts";
import { moderationFunctions, safetyFunctions } from "./safety.ts";
import { event, id } from "./shapes.ts";

/** Every function of the API, by its name. */
export const functions = {
  ...profileFunctions,
  ...peopleFunctions,
  ...presenceFunctions,
  ...postFunctions,
  ...savedFunctions,
  ...commentFunctions,
  ...reactionFunctions,
  ...feedFunctions,
  ...insightFunctions,
  ...conversationFunctions,
  ...groupFunctions,
  ...messageFunctions,
  ...syncFunctions,
  ...callFunctions,
  ...notificationFunctions,
  ...pushFunctions,
  ...scheduledNotificationFunctions,
  ...safetyFunctions,
  ...moderationFunctions,
  ...adminFunctions,
};

/** Every call of an edge function. */
export const endpoints = { auth: authEndpoints, media: mediaEndpoints, matchmaking: matchmakingEndpoints };

/** Every event from the database, by the kind of its topic: what stands before the first colon of its name. */
export const events = {
  user: {
    ...userEventsOfPeople,
    ...userEventsOfPosts,
    ...userEventsOfChat,
    ...userEventsOfCalls,
    ...userEventsOfMatchmaking,
    ...userEventsOfNotifications,
  },
  conversation: conversationEvents,
  call: callEvents,
  post: postEvents,
  admin: adminEvents,
};

/** What every topic may say: somebody's access has ended, and whoever is on the topic is looked at again. */
export const topicEvents = { access_changed: event({ subject: id.optional() }) };

export { liveEvents };

export type FunctionName = keyof typeof functions;
/** What a function takes. */
export type Args<Name extends FunctionName> = z.input<(typeof functions)[Name]["args"]>;
/** What a function answers. */
export type Result<Name extends FunctionName> = z.output<(typeof functions)[Name]["result"]>;

type Endpoints = typeof endpoints;
export type Body<Fn extends keyof Endpoints, Name extends keyof Endpoints[Fn]> = Endpoints[Fn][Name] extends {
  body: infer Schema extends z.ZodType;
}
  ? z.input<Schema>
  : never;
export type Answer<Fn extends keyof Endpoints, Name extends keyof Endpoints[Fn]> = Endpoints[Fn][Name] extends {
  result: infer Schema extends z.ZodType;
}
  ? z.output<Schema>
  : never;

export type EventName<Topic extends keyof typeof events> = keyof (typeof events)[Topic];
/** What an event says. */
export type Payload<
  Topic extends keyof typeof events,
  Name extends EventName<Topic>,
> = (typeof events)[Topic][Name] extends infer Schema extends z.ZodType ? z.output<Schema> : never;
