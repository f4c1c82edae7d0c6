import { z } from "zod";
import { appRole, profileCard, verification } from "./people.ts";
import { anything, count, day, id, maybe, nothing, page, paging, rpc, share, time } from "./shapes.ts";

export const reportReason = z.enum([
  "spam",
  "harassment",
  "hate",
  "sexual",
  "minor",
  "violence",
  "self_harm",
  "impersonation",
  "other",
]);
const reportTarget = z.enum(["user", "post", "comment", "message"]);
const judgement = z.enum(["open", "upheld", "dismissed"]);

const report = z.strictObject({
  id,
  target: reportTarget,
  target_id: id,
  reason: reportReason,
  note: z.string().nullable(),
  status: judgement,
  created_at: time,
});

const appeal = z.strictObject({
  id,
  decision_id: id,
  note: z.string(),
  status: z.enum(["open", "upheld", "denied"]),
  answer: z.string().nullable(),
  created_at: time,
  answered_at: time.nullable(),
});

const action = z.enum(["dismiss", "hide", "remove", "warn", "suspend", "shadow_ban", "ban"]);
const parts = z.array(z.enum(["avatar", "bio", "links", "pronouns"]));
const measure = z.strictObject({ action, until: time.nullable(), parts: parts.nullable() });

/** A decision as the person learns of it. */
export const toldDecision = z.strictObject({
  id,
  action,
  until: time.nullable(),
  note: z.string().nullable(),
  measures: z.array(measure),
  created_at: time,
  overturned_at: time.nullable(),
  may_appeal_until: time.nullable(),
  appeal: appeal.nullable(),
});

export const safetyFunctions = {
  report: rpc({ target: reportTarget, target_id: id, reason: reportReason, note: maybe(z.string()) }, report),
  my_reports: rpc(paging, page(report)),
  my_decisions: rpc({}, z.strictObject({ items: z.array(toldDecision) })),
  appeal: rpc({ decision_id: id, note: z.string() }, appeal),
  my_activity: rpc(
    paging,
    page(
      z.strictObject({
        id: z.union([id, count]),
        event: z.string(),
        ip: z.string().nullable(),
        user_agent: z.string().nullable(),
        created_at: time,
      }),
    ),
  ),
};

const moderationCase = z.strictObject({
  id,
  // A stranger: who was met in an anonymous conversation, by the membership there.
  target: z.enum([...reportTarget.options, "stranger"]),
  target_id: id,
  status: judgement,
  severity: z.number(),
  reports: count,
  held: z.boolean(),
  claimed: z.boolean(),
  claimed_until: time.nullable(),
  created_at: time,
});

const evidence = {
  reports: z.array(
    z.strictObject({
      id,
      reporter_id: id.nullable(),
      reason: z.string(),
      note: z.string().nullable(),
      evidence: anything.nullable(),
      created_at: time,
    }),
  ),
  flags: z.array(
    z.strictObject({
      id,
      thing: z.string(),
      source: z.string(),
      reason: z.string(),
      severity: z.number(),
      score: z.number().nullable(),
      rule: z.string().nullable(),
      evidence: anything.nullable(),
      created_at: time,
    }),
  ),
};

const openedCase = moderationCase.extend({
  person: z.strictObject({
    id,
    username: z.string(),
    app_role: appRole,
    banned_until: time.nullable(),
    banned: z.boolean(),
    shadow_banned: z.boolean(),
    strikes: count,
  }),
  ...evidence,
});

const decision = z.strictObject({
  id,
  case_id: id,
  action,
  until: time.nullable(),
  note: z.string().nullable(),
  measures: z.array(measure),
  created_at: time,
  undone_at: time.nullable(),
});

const wanted = {
  action,
  until: maybe(time),
  note: maybe(z.string()),
  further: maybe(z.array(z.strictObject({ action, until: maybe(time), parts: maybe(parts) }))),
};
const contentTarget = z.enum(["post", "comment", "message"]);
const narrowed = { targets: z.array(contentTarget).optional(), since: time.optional() };

export const moderationFunctions = {
  moderation_queue: rpc({ status: maybe(judgement), ...paging }, page(moderationCase)),
  claim_case: rpc({ case_id: id }, openedCase),
  get_case: rpc({ case_id: id }, openedCase),
  decide: rpc({ case_id: id, ...wanted, parts: maybe(parts) }, decision),
  undo_decision: rpc({ decision_id: id }, decision),
  decide_many: rpc(
    {
      filter: z.union([
        z.strictObject({ author: id, ...narrowed }),
        z.strictObject({ media_id: id, ...narrowed }),
        z.strictObject({ like: z.strictObject({ target: contentTarget, target_id: id }), ...narrowed }),
      ]),
      ...wanted,
      dry_run: maybe(z.boolean()),
    },
    z.strictObject({
      dry_run: z.boolean(),
      batch_id: id.nullable(),
      posts: count,
      comments: count,
      messages: count,
      people: count,
      reports: count,
      left_out: count,
      sample: z.array(
        z.strictObject({ target: contentTarget, target_id: id, author_id: id, text: z.string().nullable() }),
      ),
      more: z.boolean(),
    }),
  ),
  undo_many: rpc({ batch_id: id }, z.strictObject({ undone: count, final: count })),
  moderation_appeals: rpc(
    { status: maybe(appeal.shape.status), ...paging },
    page(appeal.extend({ claimed: z.boolean() })),
  ),
  claim_appeal: rpc({ appeal_id: id }, appeal.extend({ decision, case: moderationCase, ...evidence })),
  answer_appeal: rpc({ appeal_id: id, uphold: z.boolean(), note: maybe(z.string()) }, appeal),
  next_second_review: rpc(
    {},
    z.strictObject({ id, case: moderationCase.omit({ status: true }), ...evidence }).nullable(),
  ),
  answer_second_review: rpc(
    { review_id: id, verdict: z.enum(["nothing", "content", "warning", "account"]) },
    z.strictObject({ id, verdict: z.string(), agrees: z.boolean() }),
  ),
  review_verification: rpc({ request_id: id, approve: z.boolean(), note: maybe(z.string()) }, verification),
  revoke_verification: rpc(
    { user_id: id, note: maybe(z.string()) },
    z.strictObject({ user_id: id, verified_at: time.nullable() }),
  ),
  review_topic: rpc(
    { topic: z.string(), approved: z.boolean(), note: maybe(z.string()) },
    z.strictObject({ topic: z.string(), approved: z.boolean(), note: z.string().nullable(), reviewed_at: time }),
  ),
  topics_to_review: rpc(
    { page_size: paging.page_size },
    page(z.strictObject({ topic: z.string(), people: count, usual: count })),
  ),
  set_viral_veto: rpc(
    { post_id: id, vetoed: z.boolean(), note: maybe(z.string()) },
    z.strictObject({ post_id: id, vetoed: z.boolean(), note: z.string().nullable(), created_at: time }),
  ),
  ban_media: rpc(
    { media_id: id, reason: maybe(reportReason) },
    z.strictObject({ media_id: id, reason: reportReason, pictures: count }),
  ),
  unban_media: rpc({ media_id: id }, nothing),
  list_held_media: rpc(
    paging,
    page(
      z.strictObject({
        media_id: id,
        owner_id: id,
        purpose: z.string(),
        kind: z.string(),
        reason: reportReason,
        distance: count,
        banned_media_id: id.nullable(),
        held_at: time,
      }),
    ),
  ),
  list_banned_media: rpc(
    paging,
    page(z.strictObject({ media_id: id, reason: z.string(), pictures: count, hits: count, banned_at: time })),
  ),
  answer_held_media: rpc({ media_id: id, release: z.boolean() }, nothing),
  look_up_person: rpc(
    { person: z.string() },
    profileCard.extend({
      app_role: appRole,
      created_at: time,
      deactivated_at: time.nullable(),
      banned: z.boolean(),
      banned_until: time.nullable(),
      shadow_banned: z.boolean(),
      strikes: count,
      open_cases: count,
      posts: count,
      followers: count,
      sessions: count,
      trust: share,
      trust_reasons: z.array(z.strictObject({ reason: z.string(), value: z.unknown() })),
      email: z.string().optional(),
      phone: z.string().optional(),
      birth_date: z.iso.date().optional(),
      email_verified_at: time.nullable().optional(),
    }),
  ),
};

const ruleTarget = z.enum(["post", "comment", "message", "profile", "report"]);

/** What must hold: a fact, or others of them together. */
const condition: z.ZodType = z.lazy(() =>
  z.union([
    z.strictObject({ all: z.array(condition) }),
    z.strictObject({ any: z.array(condition) }),
    z.strictObject({ not: condition }),
    z.strictObject({
      fact: z.string(),
      is: z.string(),
      value: z.unknown().optional(),
      minutes: count.nullable().optional(),
    }),
  ]),
);

const ruleFields = {
  name: z.string(),
  description: z.string(),
  targets: z.array(ruleTarget),
  condition,
  action: z.enum(["flag", "hold", "slow"]),
  reason: z.string(),
  severity: z.int().min(1).max(5),
  once_per: z.enum(["thing", "person", "text"]),
  state: z.enum(["off", "shadow", "live"]),
};

const rule = z.strictObject({
  ...ruleFields,
  version: count,
  changed_by: id.nullable(),
  changed_at: time,
  hits: count,
  shadow_hits: count,
  upheld: count,
  dismissed: count,
  last_hit_at: time.nullable(),
});

const writtenRule = z.strictObject(ruleFields).partial();

export const ruleFunctions = {
  list_rules: rpc(
    {},
    z.strictObject({
      items: z.array(rule),
      facts: z.array(
        z.strictObject({
          name: z.string(),
          kind: z.enum(["number", "boolean", "text", "list"]),
          targets: z.array(ruleTarget),
          is_counted: z.boolean(),
          description: z.string(),
        }),
      ),
    }),
  ),
  set_rule: rpc({ rule: writtenRule, version: maybe(z.int()) }, rule),
  try_rule: rpc(
    { rule: writtenRule, days: maybe(z.int()) },
    z.strictObject({
      looked_at: count,
      would_hit: count,
      share,
      upheld: count,
      dismissed: count,
      undecided: count,
      since: time,
      complete: z.boolean(),
      days: z.array(z.strictObject({ day, looked_at: count, would_hit: count })),
      examples: z.array(
        z.strictObject({
          // Of a report what was reported.
          target: z.enum([...ruleTarget.options, "user", "stranger"]),
          id,
          text: z.string().nullable(),
          at: time,
          outcome: z.enum(["upheld", "dismissed"]).nullable(),
        }),
      ),
    }),
  ),
};
