import { z } from "zod";
import { variant } from "./media.ts";
import { count, event, id, ids, maybe, nothing, page, paging, rpc, slug, texts, time } from "./shapes.ts";

/** The picture beside a name. */
export const smallAvatar = z.strictObject({
  media_id: id,
  url: z.string(),
  width: count.nullable(),
  height: count.nullable(),
  blurhash: z.string().nullable(),
  alt_text: z.string().nullable(),
});

/** The picture of a profile, in all its sizes. */
export const avatar = z.strictObject({
  media_id: id,
  blurhash: z.string().nullable(),
  alt_text: z.string().nullable(),
  variants: z.array(variant),
});

export const gender = z.enum(["female", "male", "nonbinary", "other"]);
export const lookingFor = z.array(z.enum(["dating", "friendship"]));
export const appRole = z.enum(["user", "moderator", "admin"]);
export const coordinates = z.strictObject({ latitude: z.number(), longitude: z.number() });

/** The few fields of a person that go with everything they write. */
export const profileCard = z.strictObject({
  id,
  username: z.string(),
  first_name: z.string(),
  last_name: z.string(),
  avatar: smallAvatar.nullable(),
  verified_at: time.nullable(),
});

/** How the caller stands to somebody. */
export const relationship = z.strictObject({
  user_id: id,
  following: z.boolean(),
  follow_requested: z.boolean(),
  followed_by: z.boolean(),
  follow_requested_by: z.boolean(),
  connection: z.enum(["none", "requested", "incoming", "connected"]),
  connection_request_id: id.nullable(),
  muted: z.boolean(),
  blocking: z.boolean(),
});

const profileFields = {
  id,
  username: z.string(),
  first_name: z.string(),
  last_name: z.string(),
  avatar: avatar.nullable(),
  gender,
  pronouns: z.string().nullable(),
  bio: z.string(),
  links: texts,
  looking_for: lookingFor,
  interests: z.array(slug),
  is_private: z.boolean(),
  verified_at: time.nullable(),
  created_at: time,
};

export const profile = z.strictObject({
  ...profileFields,
  age: count.nullable(),
  distance_km: z.number().nullable(),
  counts: z.strictObject({ followers: count, following: count, connections: count, posts: count }),
  relationship: relationship.nullable(),
});

/** The own profile, with its private fields. */
export const ownProfile = z.strictObject({
  ...profileFields,
  email: z.string(),
  email_verified: z.boolean(),
  phone: z.string(),
  birth_date: z.iso.date(),
  app_role: appRole,
  location: coordinates.nullable(),
});

const audience = z.enum(["everyone", "connections", "nobody"]);

export const settings = z.strictObject({
  who_may_message: audience,
  who_may_add_to_groups: audience,
  show_age: z.boolean(),
  show_distance: z.boolean(),
  show_online: z.boolean(),
  show_last_seen: z.boolean(),
  read_receipts: z.boolean(),
  discoverable: z.boolean(),
  is_private: z.boolean(),
});

/** A request for the badge. */
export const verification = z.strictObject({
  id,
  statement: z.string(),
  media_ids: ids,
  status: z.enum(["pending", "approved", "refused"]),
  note: z.string().nullable(),
  created_at: time,
  decided_at: time.nullable(),
});

export const profileFunctions = {
  get_profile: rpc({ username: maybe(z.string()), user_id: maybe(id) }, profile),
  update_profile: rpc(
    {
      changes: z
        .strictObject({
          first_name: z.string(),
          last_name: z.string(),
          username: z.string(),
          gender,
          pronouns: z.string().nullable(),
          bio: z.string(),
          links: texts,
          looking_for: lookingFor,
        })
        .partial(),
    },
    ownProfile,
  ),
  list_interests: rpc(
    { language: maybe(z.string()) },
    z.strictObject({ items: z.array(z.strictObject({ slug, name: z.string() })) }),
  ),
  set_interests: rpc({ slugs: z.array(slug) }, ownProfile),
  set_location: rpc({ latitude: z.number(), longitude: z.number() }, nothing),
  clear_location: rpc({}, nothing),
  get_settings: rpc({}, settings),
  set_settings: rpc({ changes: settings.partial() }, settings),
  request_verification: rpc({ statement: z.string(), media_ids: maybe(ids) }, verification),
};

const connectionRequest = z.strictObject({ id, user: profileCard, note: z.string().nullable(), requested_at: time });
const follower = z.strictObject({ user: profileCard, followed_at: time, following: z.boolean() });
const person = { user_id: id };

export const peopleFunctions = {
  follow: rpc(person, relationship),
  unfollow: rpc(person, relationship),
  answer_follow: rpc({ ...person, accept: z.boolean() }, relationship),
  remove_follower: rpc(person, relationship),
  request_connection: rpc({ ...person, note: maybe(z.string()) }, relationship),
  answer_connection: rpc({ request_id: id, accept: z.boolean() }, relationship),
  withdraw_connection: rpc({ request_id: id }, relationship),
  remove_connection: rpc(person, relationship),
  block: rpc(person, relationship),
  unblock: rpc(person, relationship),
  mute: rpc({ ...person, until: maybe(time) }, relationship),
  unmute: rpc(person, relationship),
  list_followers: rpc({ ...person, ...paging }, page(follower)),
  list_following: rpc({ ...person, ...paging }, page(follower)),
  followers_you_know: rpc({ ...person, ...paging }, page(follower)),
  list_follow_requests: rpc(paging, page(z.strictObject({ user: profileCard, requested_at: time }))),
  list_connections: rpc(paging, page(z.strictObject({ user: profileCard, connected_at: time }))),
  list_connection_requests: rpc(
    { direction: maybe(z.enum(["incoming", "outgoing"])), ...paging },
    page(connectionRequest),
  ),
  list_blocked: rpc(paging, page(z.strictObject({ user: profileCard, blocked_at: time }))),
  list_muted: rpc(paging, page(z.strictObject({ user: profileCard, until: time.nullable(), muted_at: time }))),
  follow_suggestions: rpc(
    { page_size: paging.page_size },
    page(
      z.strictObject({
        user: profileCard,
        relationship,
        followed_by_known: count,
        shared_interests: z.array(slug),
      }),
    ),
  ),
  dismiss_suggestion: rpc(person, nothing),
  search_people: rpc(
    {
      query: maybe(z.string()),
      interests: maybe(z.array(slug)),
      age_min: maybe(z.int()),
      age_max: maybe(z.int()),
      within_km: maybe(z.int()),
      looking_for: maybe(z.enum(["dating", "friendship"])),
      genders: maybe(z.array(gender)),
      online_only: maybe(z.boolean()),
      verified_only: maybe(z.boolean()),
      match: maybe(z.enum(["any", "all"])),
      ...paging,
    },
    page(
      profileCard.extend({
        relationship: relationship.nullable(),
        gender,
        is_private: z.boolean(),
        looking_for: lookingFor,
        age: count.nullable(),
        distance_km: z.number().nullable(),
        shared_interests: z.array(slug),
        online: z.boolean().nullable(),
      }),
    ),
  ),
  typeahead_people: rpc(
    { prefix: z.string(), page_size: paging.page_size },
    z.strictObject({ items: z.array(profileCard) }),
  ),
};

export const presence = z.strictObject({
  user_id: id,
  status: z.enum(["online", "away", "offline"]).nullable(),
  last_seen_at: time.nullable(),
});

export const presenceFunctions = {
  heartbeat: rpc({ status: maybe(z.enum(["online", "away"])), device: maybe(z.string()) }, nothing),
  presence_of: rpc({ user_ids: ids }, z.strictObject({ items: z.array(presence) })),
};

export const userEventsOfPeople = {
  presence: event({ items: z.array(presence) }),
};
