import { z } from "zod";
import { joinBody, reportBody, respondBody, skipBody } from "../../functions/matchmaking/bodies.ts";
import { gender, profileCard } from "./people.ts";
import { count, empty, endpoint, event, id, slug, time } from "./shapes.ts";

const ticket = z.strictObject({
  id,
  mode: z.enum(["compatible", "random"]),
  intent: z.enum(["dating", "friendship"]).optional(),
  interests: z.array(slug).optional(),
  genders: z.array(gender).optional(),
  age_min: count.optional(),
  age_max: count.optional(),
  max_distance_km: count.optional(),
  languages: z.array(z.string()).optional(),
  since: time,
  expires_at: time,
  eta_s: z.number().optional(),
});

/** What two people have in common. */
const why = z.strictObject({ interests: z.array(slug), distance_km: z.number().nullable() });

const proposal = z.strictObject({
  id,
  intent: z.enum(["dating", "friendship"]).nullable(),
  deadline: time,
  my_answer: z.boolean().nullable(),
  why,
  other: profileCard.extend({
    gender,
    pronouns: z.string().nullable(),
    bio: z.string(),
    age: count.nullable(),
  }),
});

const last = z
  .strictObject({ proposal_id: id, outcome: z.enum(["declined", "expired", "cancelled"]), ended_at: time })
  .nullable();

const outlook = z.strictObject({
  waiting: count,
  fitting: count,
  binding: z.string().nullable(),
  loosening: z.array(z.strictObject({ wish: z.string(), to: z.unknown(), more: count })),
  eta_s: z.number().nullable(),
});

/** Where somebody's search stands. */
export const matchStatus = z.discriminatedUnion("status", [
  z.strictObject({ status: z.literal("idle"), last }),
  z.strictObject({ status: z.literal("searching"), ticket, last, outlook: outlook.optional() }),
  z.strictObject({ status: z.literal("proposed"), proposal }),
  z.strictObject({ status: z.literal("matched"), conversation_id: id, why: why.nullable().optional() }),
]);

const answer = z.discriminatedUnion("status", [
  z.strictObject({ status: z.literal("waiting") }),
  z.strictObject({ status: z.literal("matched"), conversation_id: id }),
  z.strictObject({ status: z.literal("searching") }),
  z.strictObject({ status: z.literal("idle") }),
]);

export const matchmakingEndpoints = {
  join: endpoint("POST", "matchmaking/join", 200, joinBody, matchStatus),
  status: endpoint("GET", "matchmaking/status", 200, empty, matchStatus),
  leave: endpoint("POST", "matchmaking/leave", 204, empty, empty),
  respond: endpoint("POST", "matchmaking/respond", 200, respondBody, answer),
  skip: endpoint("POST", "matchmaking/skip", 200, skipBody, matchStatus),
  report: endpoint("POST", "matchmaking/report", 204, reportBody, empty),
};

const searchesOn = event({ proposal_id: id.nullable(), status: z.enum(["searching", "idle"]) });

export const userEventsOfMatchmaking = {
  "match.proposed": event({ proposal_id: id, deadline: time }),
  "match.matched": event({ proposal_id: id.optional(), conversation_id: id }),
  "match.declined": searchesOn,
  "match.expired": searchesOn,
};
