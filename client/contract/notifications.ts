import { z } from "zod";
import { medium } from "./media.ts";
import { appRole, profileCard } from "./people.ts";
import { postKind } from "./posts.ts";
import { anything, count, event, id, ids, maybe, page, paging, rpc, slug, time } from "./shapes.ts";

export const notification = z.strictObject({
  id,
  kind: z.string(),
  actors: z.array(profileCard),
  actor_count: count,
  part_count: count,
  target_kind: z
    .enum([
      "post",
      "comment",
      "message",
      "conversation",
      "connection_request",
      "decision",
      "report",
      "appeal",
      "verification_request",
      "schedule",
    ])
    .nullable(),
  target_id: id.nullable(),
  latest_cause_id: id.nullable(),
  preview: z.strictObject({ kind: postKind, excerpt: z.string(), media: medium.nullable() }).nullable(),
  details: anything.nullable(),
  boxed: z.boolean(),
  seen_at: time.nullable(),
  read_at: time.nullable(),
  created_at: time,
  changed_at: time,
});

const switches = z.record(z.string(), z.boolean());

const notificationSettings = z.strictObject({
  kinds: switches,
  strangers: z.enum(["list", "box", "none"]),
  time_zone: z.string(),
  language: z.string().nullable().optional(),
});

const pushesTold = z.array(
  z.strictObject({
    kind: z.string(),
    outcome: z.enum(["sent", "deferred", "digest", "suppressed", "withdrawn", "opened", "failed"]),
    reason: z.string().nullable(),
    until: time.nullable(),
    at: time,
  }),
);

const muteTarget = z.enum(["person", "post"]);

export const notificationFunctions = {
  list_notifications: rpc({ unread_only: maybe(z.boolean()), box: maybe(z.boolean()), ...paging }, page(notification)),
  unread_counts: rpc(
    {},
    z.strictObject({
      notifications: count,
      unseen: count,
      box: count,
      messages: count,
      conversations: count,
      message_requests: count,
      connection_requests: count,
      follow_requests: count,
    }),
  ),
  mark_notifications_read: rpc(
    { ids: maybe(ids), everything: maybe(z.boolean()) },
    z.strictObject({ notifications: count }),
  ),
  mark_notifications_seen: rpc({}, z.strictObject({ unseen: count })),
  get_notification_settings: rpc({}, notificationSettings),
  set_notification_settings: rpc({ changes: notificationSettings.partial() }, notificationSettings),
  mute_notifications: rpc(
    { target: muteTarget, target_id: id, muted: maybe(z.boolean()) },
    z.strictObject({ target: muteTarget, target_id: id, muted: z.boolean() }),
  ),
  why_notified: rpc(
    { notification_id: id },
    z.strictObject({
      notification_id: id,
      kind: z.string(),
      events: z.array(z.strictObject({ event: z.string(), causes: count, first_at: time, last_at: time })).nullable(),
      grouped_by: z.strictObject({ kind: z.string(), target_kind: z.string().nullable(), target_id: id.nullable() }),
      let_in_by: z.enum(["setting", "box"]),
      interruptions: z.strictObject({ step: count, next_at: count }),
      pushes: pushesTold,
    }),
  ),
};

const pushPlatform = z.enum(["web", "ios", "android"]);
const hour = z.string().nullable();
const pushSettings = z.strictObject({
  kinds: switches,
  previews: z.boolean(),
  quiet_from: hour,
  quiet_until: hour,
  quiet_for_all: z.boolean(),
  mail_digests: z.boolean(),
  budget: count,
  server_key: z.string().nullable(),
});

export const pushFunctions = {
  register_push: rpc(
    {
      endpoint: z.union([
        z.strictObject({
          platform: z.literal("web"),
          endpoint: z.string(),
          keys: z.strictObject({ p256dh: z.string(), auth: z.string() }),
          server_key: z.string(),
          locale: z.string().optional(),
        }),
        z.strictObject({
          platform: z.enum(["ios", "android"]),
          token: z.string(),
          app_id: z.string().optional(),
          locale: z.string().optional(),
        }),
      ]),
    },
    z.strictObject({ endpoint_id: id, platform: pushPlatform }),
  ),
  unregister_push: rpc({ endpoint: z.string() }, z.strictObject({ unregistered: z.boolean() })),
  sync_push: rpc(
    { endpoint: z.string() },
    z.strictObject({ action: z.enum(["keep", "renew"]), server_key: z.string().nullable() }),
  ),
  open_push: rpc({ push_id: id }, z.strictObject({ opened: z.boolean() })),
  get_push_settings: rpc({}, pushSettings),
  set_push_settings: rpc({ changes: pushSettings.omit({ budget: true, server_key: true }).partial() }, pushSettings),
};

const byLanguage = z.record(z.string(), z.string());
const outlook = {
  people: count,
  off: count,
  quiet_hours: count.nullable(),
  over_budget: count.nullable(),
  without_device: count.nullable(),
};

export const schedule = z.strictObject({
  id,
  title: byLanguage,
  body: byLanguage,
  audience: anything,
  in_zones: z.boolean(),
  repeat: z.enum(["daily", "weekly", "monthly"]).nullable(),
  state: z.enum(["active", "paused", "cancelled", "done"]),
  created_at: time,
  at: z.string().nullable(),
  next_at: z.string().nullable(),
  progress: z.strictObject({
    expected: count,
    looked_at: count,
    told: count,
    zones: count.nullable(),
    zones_done: count.nullable(),
    began_at: time.nullable(),
    ended_at: time.nullable(),
    error: z.string().nullable().optional(),
  }),
  told_before: count,
});

const written = z.union([z.string(), byLanguage]);

export const scheduledNotificationFunctions = {
  schedule_notification: rpc(
    {
      title: written,
      body: written,
      audience: z
        .strictObject({
          interests: z.array(slug),
          age_min: count,
          age_max: count,
          seen_within_days: count,
          unseen_for_days: count,
          app_role: appRole,
          platforms: z.array(z.string()),
          calling_codes: z.array(z.string()),
          time_zones: z.array(z.string()),
        })
        .partial(),
      send_at: z.string(),
      repeat: maybe(z.enum(["daily", "weekly", "monthly"])),
      dry_run: maybe(z.boolean()),
    },
    z.union([
      schedule,
      z.strictObject({
        ...outlook,
        zones: z.array(z.strictObject({ time_zone: z.string(), at: time, hour: count, ...outlook })),
      }),
    ]),
  ),
  list_scheduled_notifications: rpc(paging, page(schedule)),
  cancel_scheduled_notification: rpc({ id }, schedule),
  pause_scheduled_notification: rpc({ id, paused: maybe(z.boolean()) }, schedule),
  notification_ledger: rpc(
    { user_id: id, page_size: paging.page_size },
    z.strictObject({
      items: z.array(
        z.strictObject({
          kind: z.string(),
          outcome: z.enum(["told", "boxed", "hidden", "setting", "muted_post", "strangers"]),
          causes: count,
          at: time,
        }),
      ),
      pushes: pushesTold,
    }),
  ),
};

export const userEventsOfNotifications = {
  /** A group that is new, or has grown by another step. Who has done it says the list. */
  notification: event({
    notification_id: id,
    kind: z.string(),
    target_kind: notification.shape.target_kind,
    target_id: id.nullable(),
    actor_count: count,
    part_count: count,
  }),
  badge: event({ notifications: count }),
};
