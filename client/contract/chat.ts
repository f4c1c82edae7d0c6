import { z } from "zod";
import { matchStatus } from "./matchmaking.ts";
import { medium } from "./media.ts";
import { notification } from "./notifications.ts";
import { profileCard } from "./people.ts";
import {
  anything,
  count,
  emoji,
  event,
  id,
  ids,
  maybe,
  nothing,
  page,
  paging,
  reactionCounts,
  reactions,
  rpc,
  time,
} from "./shapes.ts";

/** Who somebody is in a conversation; nobody knows more of who is anonymous there. */
export const anonymousMember = z.strictObject({ member_id: id, id: z.null(), alias: z.string().nullable() });
export const knownMember = profileCard.extend({ member_id: id, alias: z.string().nullable() });
export const memberCard = z.union([knownMember, anonymousMember]);

const role = z.enum(["owner", "admin", "member"]);

const messageFields = {
  id,
  conversation_id: id,
  seq: count,
  client_id: id.nullable(),
  kind: z.enum(["text", "image", "video", "audio", "file", "location", "call", "system"]),
  sender: memberCard.nullable(),
  body: z.string(),
  details: anything.nullable(),
  media: z.array(medium),
  mentions: ids,
  created_at: time,
  edited_at: time.nullable(),
  deleted_at: time.nullable(),
  expires_at: time.nullable(),
};

export const message = z.strictObject({
  ...messageFields,
  reply_to: z
    .strictObject({
      id,
      seq: count,
      kind: messageFields.kind.nullable(),
      body: z.string().nullable(),
      sender: memberCard.nullable(),
    })
    .nullable(),
  reactions,
});

/** A message in an event: without what not everybody may read, and without the reactions if there are any. */
export const announcedMessage = z.strictObject({
  ...messageFields,
  reply_to: z.strictObject({ id, seq: count, kind: z.null(), body: z.null(), sender: z.null() }).nullable(),
  reactions: reactionCounts.optional(),
});

const marks = { last_delivered_seq: count, last_read_seq: count };

/** The own membership of a conversation. */
export const ownMembership = z.strictObject({
  member_id: id,
  alias: z.string().nullable(),
  role,
  state: z.enum(["active", "requested", "declined", "gone"]),
  first_seq: count,
  ...marks,
  muted: z.boolean(),
  muted_until: time.nullable(),
  archived: z.boolean(),
  pinned: z.boolean(),
  joined_at: time,
  reveal_asked: z.boolean(),
});

const otherFields = { ...marks, reveal_asked: z.boolean() };

export const conversation = z.strictObject({
  id,
  kind: z.enum(["direct", "group", "anonymous"]),
  title: z.string().nullable(),
  picture: medium.nullable(),
  created_at: time,
  ended_at: time.nullable(),
  member_count: count,
  disappear_after_s: count.nullable(),
  members_may_add: z.boolean(),
  only_admins_send: z.boolean(),
  history_for_new: z.boolean(),
  topic: z.string().nullable(),
  live_topic: z.string().nullable(),
  other: z.union([knownMember.extend(otherFields), anonymousMember.extend(otherFields)]).nullable(),
  me: ownMembership.extend({ inviter: memberCard.nullable().optional() }),
  unread: count,
  last_message: message.nullable(),
});

/** How far somebody has come. */
export const receipt = z.strictObject({ conversation_id: id, member_id: id, user_id: id.nullable(), ...marks });

const theConversation = { conversation_id: id };
const theMessage = { message_id: id };
const ownMarks = z.strictObject({ conversation_id: id, ...marks, unread: count });
const added = { added: ids, invited: ids, not_added: ids };
const messageDeletion = z.strictObject({ conversation_id: id, message_id: id, seq: count, for_everyone: z.boolean() });

export const conversationFunctions = {
  start_conversation: rpc({ user_id: id }, conversation),
  list_conversations: rpc({ archived: maybe(z.boolean()), ...paging }, page(conversation)),
  get_conversation: rpc(theConversation, conversation),
  list_message_requests: rpc(paging, page(conversation)),
  answer_message_request: rpc({ ...theConversation, accept: z.boolean() }, conversation.nullable()),
  mute_conversation: rpc({ ...theConversation, until: maybe(z.union([time, z.literal("infinity")])) }, ownMembership),
  archive_conversation: rpc({ ...theConversation, archived: maybe(z.boolean()) }, ownMembership),
  pin_conversation: rpc({ ...theConversation, pinned: maybe(z.boolean()) }, ownMembership),
  clear_conversation: rpc(theConversation, ownMembership),
  leave_conversation: rpc(theConversation, nothing),
  set_disappearing: rpc({ ...theConversation, after_s: z.int().nullable() }, conversation),
  reveal_identity: rpc(theConversation, conversation),
};

export const groupFunctions = {
  create_group: rpc(
    { client_id: id, title: z.string(), member_ids: maybe(ids) },
    z.strictObject({ conversation, ...added }),
  ),
  update_group: rpc(
    {
      ...theConversation,
      changes: z
        .strictObject({
          title: z.string(),
          picture: id.nullable(),
          members_may_add: z.boolean(),
          only_admins_send: z.boolean(),
          history_for_new: z.boolean(),
          disappear_after_s: z.int().nullable(),
        })
        .partial(),
    },
    conversation,
  ),
  add_members: rpc({ ...theConversation, member_ids: ids }, z.strictObject(added)),
  remove_member: rpc({ ...theConversation, user_id: id }, conversation),
  set_member_role: rpc({ ...theConversation, user_id: id, role }, conversation),
  list_members: rpc(
    { ...theConversation, member_ids: maybe(ids), ...paging },
    page(knownMember.extend({ role, state: z.enum(["active", "requested", "gone"]), joined_at: time })),
  ),
};

export const messageFunctions = {
  send_message: rpc(
    {
      client_id: id,
      ...theConversation,
      kind: maybe(z.enum(["text", "image", "video", "audio", "file", "location"])),
      body: maybe(z.string()),
      media_ids: maybe(ids),
      reply_to: maybe(id),
      latitude: maybe(z.number()),
      longitude: maybe(z.number()),
    },
    message,
  ),
  edit_message: rpc({ ...theMessage, body: z.string() }, message),
  delete_message: rpc({ ...theMessage, for_everyone: maybe(z.boolean()) }, messageDeletion.extend({ unread: count })),
  list_messages: rpc({ ...theConversation, before: maybe(id), after: maybe(id), ...paging }, page(message)),
  list_message_edits: rpc({ ...theMessage, ...paging }, page(z.strictObject({ body: z.string(), replaced_at: time }))),
  search_messages: rpc({ query: z.string(), conversation_id: maybe(id), ...paging }, page(message)),
  mark_delivered: rpc({ ...theConversation, ...theMessage }, ownMarks),
  mark_read: rpc({ ...theConversation, ...theMessage }, ownMarks),
  message_receipts: rpc(
    { ...theMessage, ...paging },
    page(z.strictObject({ member: memberCard, delivered_at: time.nullable(), read_at: time.nullable() })),
  ),
};

export const syncFunctions = {
  sync: rpc(
    { since: maybe(z.string()) },
    z.strictObject({
      conversations: z.array(conversation),
      messages: z.array(message),
      receipts: z.array(receipt),
      notifications: z.array(notification),
      removed: z.strictObject({
        conversations: ids,
        messages: z.array(z.strictObject({ conversation_id: id, seq: count })),
      }),
      next_since: z.string(),
      more: z.boolean(),
      match: matchStatus.optional(),
    }),
  ),
};

/** What the `topic` of a conversation tells its members. */
export const conversationEvents = {
  "message.created": announcedMessage,
  "message.updated": announcedMessage,
  "message.deleted": event(messageDeletion.shape),
  reaction: event({
    conversation_id: id,
    message_id: id,
    member_id: id,
    emoji: emoji.nullable(),
    previous: emoji.nullable(),
  }),
  receipt: event(receipt.shape),
  member: event({
    conversation_id: id,
    member_count: count,
    members: z.array(
      z.strictObject({
        member_id: id,
        role,
        state: z.enum(["active", "requested", "declined", "gone"]),
        reveal_asked: z.boolean(),
        revealed: z.boolean(),
      }),
    ),
  }),
};

/** What the members of a conversation tell each other on its `live_topic`. */
export const liveEvents = { typing: z.strictObject({ member_id: id, typing: z.boolean() }) };

export const userEventsOfChat = {
  /** Something new to read, other names of its topics, what one is in it, or what one has set or read on another device. */
  conversation: z.union([
    event({ conversation_id: id, message: announcedMessage }),
    event({ conversation_id: id, topic: z.string(), live_topic: z.string().nullable() }),
    event({
      conversation_id: id,
      change: z.enum(["added", "invited", "accepted", "declined", "removed", "left", "ended"]),
    }),
    event({ conversation_id: id, me: ownMembership }),
    event(receipt.shape),
  ]),
  // The same as on the topic, where not everybody there may hear it.
  ...conversationEvents,
};
