import { z } from "zod";

// The bodies of the calls of this function. client/contract reads them too: nothing but shapes belongs here.

const slugs = z.array(z.string().max(40)).max(50).optional();
const languages = z.array(z.string().max(35)).max(10).optional();
const genders = z.array(z.enum(["female", "male", "nonbinary", "other"])).max(4);
const age = z.int().min(13).max(120).optional();

export const joinBody = z.strictObject({
  mode: z.enum(["compatible", "random"]),
  intent: z.enum(["dating", "friendship"]).optional(),
  interests: slugs,
  genders: genders.optional(),
  age_min: age,
  age_max: age,
  max_distance_km: z.int().min(1).max(20_000).optional(),
  languages,
});
export const respondBody = z.strictObject({ proposal_id: z.uuid(), accept: z.boolean() });
export const skipBody = z.strictObject({ conversation_id: z.uuid(), interests: slugs, languages });
export const reportBody = z.strictObject({
  conversation_id: z.uuid(),
  reason: z.string().max(40),
  note: z.string().max(1000).optional(),
});
