import { z } from "zod";
import { anonymousMember, knownMember, memberCard } from "./chat.ts";
import { count, event, id, page, paging, rpc, time } from "./shapes.ts";

const callMedia = z.enum(["audio", "video"]);
const outcome = z.enum(["answered", "missed", "declined", "busy", "cancelled", "failed"]).nullable();
const participantState = z.enum(["ringing", "joined", "left", "declined", "missed", "busy"]);
const state = z.enum(["ringing", "active", "ended"]);

export const call = z.strictObject({
  id,
  conversation_id: id,
  media: callMedia,
  state,
  outcome,
  created_at: time,
  rings_until: time,
  answered_at: time.nullable(),
  ended_at: time.nullable(),
  duration_ms: count.nullable(),
  topic: z.string().nullable(),
  live_topic: z.string().nullable(),
  caller: memberCard.nullable(),
  participants: z.array(
    z.union([knownMember.extend({ state: participantState }), anonymousMember.extend({ state: participantState })]),
  ),
  me: z.strictObject({ state: participantState, is_caller: z.boolean() }),
});

export const callFunctions = {
  start_call: rpc({ conversation_id: id, media: callMedia }, call),
  answer_call: rpc({ call_id: id, accept: z.boolean() }, call),
  end_call: rpc({ call_id: id }, call),
  get_call: rpc({ call_id: id }, call),
  list_calls: rpc(paging, page(call)),
  ice_servers: rpc(
    {},
    z.strictObject({
      ice_servers: z.array(
        z.strictObject({
          urls: z.union([z.string(), z.array(z.string())]),
          username: z.string().optional(),
          credential: z.string().optional(),
        }),
      ),
      expires_at: time,
    }),
  ),
};

/** What the `topic` of a call tells who is in it or being rung. */
export const callEvents = {
  state: event({
    call_id: id,
    conversation_id: id,
    media: callMedia,
    state,
    outcome,
    answered_at: time.nullable(),
    ended_at: time.nullable(),
    duration_ms: count.nullable(),
    topic: z.string(),
    live_topic: z.string(),
    participants: z.array(z.strictObject({ member_id: id, state: participantState })),
  }),
};

export const userEventsOfCalls = {
  "call.ringing": event({
    call_id: id,
    conversation_id: id,
    media: callMedia,
    caller: memberCard,
    rings_until: time,
  }),
  "call.answered": event({ call_id: id, conversation_id: id }),
  "call.ended": event({
    call_id: id,
    conversation_id: id,
    media: callMedia,
    outcome,
    duration_ms: count.nullable(),
  }),
};
