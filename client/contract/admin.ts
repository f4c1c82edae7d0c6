import { z } from "zod";
import { appRole } from "./people.ts";
import { anything, count, event, id, maybe, page, paging, rpc, time } from "./shapes.ts";

const feed = z.enum(["home", "reels"]);
const factors = z.record(z.string(), z.number());
const estimate = z.strictObject({ value: z.number(), low: z.number(), high: z.number() });
const settingValue = z.union([z.number(), z.boolean(), z.string(), z.null()]);
const setting = z.strictObject({ name: z.string(), value: settingValue, description: z.string().nullable() });
const limit = z.strictObject({
  name: z.string(),
  capacity: z.number(),
  refill_per_second: z.number(),
  description: z.string().nullable(),
});
const term = z.strictObject({
  term: z.string(),
  severity: z.enum(["hint", "flag", "block"]),
  category: z.string(),
  locale: z.string(),
});
const triedTerm = term.extend({
  severity: term.shape.severity.nullable(),
  category: z.string().nullable(),
  locale: z.string().nullable(),
  dry_run: z.boolean(),
  looked_at: count,
  would_hit: count,
  examples: z.array(z.strictObject({ target: z.enum(["post", "comment"]), id, text: z.string() })),
});

export const adminFunctions = {
  set_app_role: rpc({ user_id: id, app_role: appRole }, z.strictObject({ user_id: id, app_role: appRole })),
  audit_log: rpc(
    { moderator_id: maybe(id), event: maybe(z.string()), ...paging },
    page(
      z.strictObject({
        id,
        actor_id: id.nullable(),
        event: z.string(),
        details: anything.nullable(),
        created_at: time,
      }),
    ),
  ),
  person_timeline: rpc(
    { user_id: id, ...paging },
    page(
      z.strictObject({
        id: z.union([id, count]),
        event: z.string(),
        ip: z.string().nullable(),
        user_agent: z.string().nullable(),
        details: anything.nullable(),
        created_at: time,
      }),
    ),
  ),
  look_up_sessions: rpc(
    { user_id: id },
    z.strictObject({
      items: z.array(
        z.strictObject({
          id,
          user_agent: z.string().nullable(),
          ip: z.string().nullable(),
          created_at: time,
          last_used_at: time,
        }),
      ),
    }),
  ),
  end_person_sessions: rpc({ user_id: id, session_id: maybe(id) }, z.strictObject({ user_id: id, ended: count })),
  moderator_agreement: rpc(
    { days: maybe(z.int()) },
    z.strictObject({
      items: z.array(
        z.strictObject({
          moderator_id: id,
          decisions: count,
          reviews: count,
          agreement: z.number().nullable(),
          kappa: z.number().nullable(),
        }),
      ),
    }),
  ),
  scorer_calibration: rpc(
    { days: maybe(z.int()) },
    z.strictObject({
      items: z.array(
        z.strictObject({
          kind: z.string(),
          threshold: z.number(),
          learnt_from: count,
          learnt_at: time.nullable(),
          bins: z.array(
            z.strictObject({ from: z.number(), to: z.number(), texts: count, upheld: count, score: z.number() }),
          ),
        }),
      ),
    }),
  ),
  list_settings: rpc({}, z.strictObject({ settings: z.array(setting), limits: z.array(limit) })),
  set_setting: rpc({ name: z.string(), value: settingValue }, setting),
  set_rate_limit: rpc({ name: z.string(), capacity: z.number(), refill_per_second: z.number() }, limit),
  list_terms: rpc(
    {
      query: maybe(z.string()),
      severity: maybe(term.shape.severity),
      locale: maybe(z.string()),
      ...paging,
    },
    page(term),
  ),
  set_term: rpc(
    {
      term: z.string(),
      severity: term.shape.severity,
      category: maybe(z.string()),
      locale: maybe(z.string()),
      dry_run: maybe(z.boolean()),
    },
    triedTerm,
  ),
  remove_term: rpc({ term: z.string(), dry_run: maybe(z.boolean()) }, triedTerm),
  list_feed_weights: rpc({ feed: maybe(feed) }, z.strictObject({ feed, weights: factors })),
  set_feed_weights: rpc({ weights: factors, feed: maybe(feed) }, z.strictObject({ feed, weights: factors })),
  feed_what_if: rpc(
    { weights: factors, feed: maybe(feed) },
    z.strictObject({
      lists: count,
      people: count,
      places: z.number(),
      effective: z.number(),
      now: estimate,
      // biome-ignore lint/suspicious/noThenProperty: so it is called in the answer, which nobody awaits by itself.
      then: estimate,
      difference: estimate,
    }),
  ),
  list_job_queues: rpc(
    {},
    page(
      z.strictObject({
        name: z.string(),
        waiting: count,
        active: count,
        failed: count,
        oldest_at: time.nullable(),
        last_error: z.string().nullable(),
      }),
    ),
  ),
  retry_failed_jobs: rpc({ queue: z.string() }, z.strictObject({ queue: z.string(), retried: count })),
};

/** What `admin:live` tells admins. */
export const adminEvents = {
  live: event({
    at: time,
    items: z.array(z.strictObject({ name: z.string(), value: z.number().nullable() })),
  }),
};
