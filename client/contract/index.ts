import type { z } from "zod";
import { adminEvents, adminFunctions } from "./admin.ts";
import { authEndpoints, session } from "./auth.ts";
import { call, callEvents, callFunctions, userEventsOfCalls } from "./calls.ts";
import {
  conversation,
  conversationEvents,
  conversationFunctions,
  groupFunctions,
  liveEvents,
  message,
  messageFunctions,
  receipt,
  syncFunctions,
  userEventsOfChat,
} from "./chat.ts";
import { errorBody } from "./errors.ts";
import { feedFunctions, insightFunctions } from "./feed.ts";
import { matchmakingEndpoints, matchStatus, userEventsOfMatchmaking } from "./matchmaking.ts";
import { mediaEndpoints, medium } from "./media.ts";
import {
  notification,
  notificationFunctions,
  pushFunctions,
  scheduledNotificationFunctions,
  userEventsOfNotifications,
} from "./notifications.ts";
import {
  ownProfile,
  peopleFunctions,
  presence,
  presenceFunctions,
  profile,
  profileCard,
  profileFunctions,
  relationship,
  userEventsOfPeople,
} from "./people.ts";
import {
  collection,
  comment,
  commentFunctions,
  post,
  postEvents,
  postFunctions,
  reactionFunctions,
  savedFunctions,
  userEventsOfPosts,
} from "./posts.ts";
import { moderationFunctions, ruleFunctions, safetyFunctions } from "./safety.ts";
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
  ...ruleFunctions,
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

/** What most answers are made of. */
export const shapes = {
  ProfileCard: profileCard,
  Relationship: relationship,
  Profile: profile,
  OwnProfile: ownProfile,
  Presence: presence,
  Medium: medium,
  Post: post,
  Comment: comment,
  Collection: collection,
  Conversation: conversation,
  Message: message,
  Receipt: receipt,
  Call: call,
  Notification: notification,
  MatchStatus: matchStatus,
  Session: session,
  Error: errorBody,
};

type Shape<Name extends keyof typeof shapes> = z.output<(typeof shapes)[Name]>;
export type ProfileCard = Shape<"ProfileCard">;
export type Relationship = Shape<"Relationship">;
export type Profile = Shape<"Profile">;
export type OwnProfile = Shape<"OwnProfile">;
export type Presence = Shape<"Presence">;
export type Medium = Shape<"Medium">;
export type Post = Shape<"Post">;
export type Comment = Shape<"Comment">;
export type Collection = Shape<"Collection">;
export type Conversation = Shape<"Conversation">;
export type Message = Shape<"Message">;
export type Receipt = Shape<"Receipt">;
export type CallInfo = Shape<"Call">;
export type Notification = Shape<"Notification">;
export type MatchStatus = Shape<"MatchStatus">;
export type Session = Shape<"Session">;

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
