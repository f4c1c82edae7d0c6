import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, inject, test, vi } from "vitest";
import { createGroup, say, startConversation } from "../support/chat.ts";
import { compareRpc } from "../support/compare-rpc.ts";
import { connectDatabase } from "../support/database.ts";
import { newPerson, type Person } from "../support/people.ts";
import { comment, publish } from "../support/posts.ts";
import { call } from "../support/rpc.ts";

const { url, publishableKey, dataFolder } = inject("target");
const sql = connectDatabase();

let person: Person;
let other: Person;
let third: Person;
let postId: string;
/** A connection request that the person got, and one that the person made. */
let incomingId: string;
let outgoingId: string;
// Nobody does anything to it, so its counters stand still between two calls.
let quietId: string;
let commentId: string;
let collectionId: string;
let talkId: string;
let groupId: string;
let messageId: string;
let doomedMessageId: string;

beforeAll(async () => {
  [person, other, third] = await Promise.all([newPerson(), newPerson(), newPerson()]);
  const { data } = await person.client.rpc("create_post", {
    client_id: randomUUID(),
    kind: "text",
    caption: "both ways",
  });
  postId = (data as { id: string }).id;
  incomingId = await requestConnection(other, person);
  outgoingId = await requestConnection(person, third);
  quietId = (await publish(person)).id;
  commentId = (await comment(person, postId)).id;
  collectionId = (await call<{ id: string }>(person, "create_collection", { name: "Both ways" })).id;
  groupId = await createGroup(person);
  talkId = await startConversation(person, other);
  messageId = (await say(person, talkId, "both ways")).id;
  doomedMessageId = (await say(person, talkId, "soon gone")).id;
  // What there is to tell has been told, and stands still between two calls.
  await vi.waitFor(
    async () =>
      expect(await call<{ notifications: number }>(person, "unread_counts")).toMatchObject({ notifications: 2 }),
    { timeout: 20_000, interval: 200 },
  );
});

async function requestConnection(from: Person, to: Person): Promise<string> {
  const { data } = await from.client.rpc("request_connection", { user_id: to.id });
  return (data as { connection_request_id: string }).connection_request_id;
}

const about = (somebody: Person) => [
  { user_id: somebody.id },
  { user_id: person.id },
  { user_id: randomUUID() },
  { user_id: "none" },
];
const aboutSomebody = () => about(other);
const listOfSomebody = () => [{ user_id: other.id }, { user_id: randomUUID() }, { user_id: other.id, cursor: "x" }];
const ownList = () => [{ page_size: 2 }, { page_size: 0 }, { cursor: "x" }];

/** A point of sync between two moments before everything: the point of now moves with every transaction. */
const fixedPoint = Buffer.from("3:3:/4:4:/ffffffff-ffff-ffff-ffff-ffffffffffff/1").toString("base64url");

/** Other tests post meanwhile: what lies before all posts stays the same. */
const beforeEverything = "AAAAAAAAAAAAAAAAAAAAAQ";

/** Calls of every function in `public`, a good one first, then refused ones. A function without an entry fails the test. */
const calls: Record<string, () => Record<string, unknown>[]> = {
  create_post: () => [
    { client_id: randomUUID(), caption: "once more" },
    { client_id: randomUUID(), caption: "" },
  ],
  follow: aboutSomebody,
  unfollow: aboutSomebody,
  remove_follower: aboutSomebody,
  answer_follow: () => [
    { user_id: other.id, accept: false },
    { user_id: other.id, accept: true },
  ],
  answer_connection: () => [
    { request_id: incomingId, accept: true },
    { request_id: incomingId, accept: false },
  ],
  withdraw_connection: () => [{ request_id: outgoingId }, { request_id: randomUUID() }],
  request_connection: aboutSomebody,
  remove_connection: aboutSomebody,
  // Somebody else, or every later call would find nobody.
  block: () => about(third),
  unblock: () => about(third),
  mute: aboutSomebody,
  unmute: aboutSomebody,
  dismiss_suggestion: aboutSomebody,
  follow_suggestions: () => [{ page_size: 2 }, { page_size: 0 }],
  list_followers: listOfSomebody,
  list_following: listOfSomebody,
  followers_you_know: listOfSomebody,
  list_follow_requests: ownList,
  list_connections: ownList,
  list_connection_requests: () => [{ direction: "outgoing" }, { direction: "sideways" }],
  list_blocked: ownList,
  list_muted: ownList,
  get_profile: () => [{ user_id: other.id }, {}, { username: "nobody-at-all" }],
  update_profile: () => [{ changes: { bio: "Both ways" } }, { changes: { bio: 7 } }, { changes: [] }],
  get_settings: () => [{}],
  set_settings: () => [{ changes: { show_age: false } }, { changes: { show_age: "no" } }],
  set_interests: () => [{ slugs: ["chess"] }, { slugs: ["nonsense"] }],
  list_interests: () => [{ language: "de" }, {}, { language: "x".repeat(36) }],
  set_location: () => [
    { latitude: 52.5, longitude: 13.4 },
    { latitude: 91, longitude: 0 },
  ],
  clear_location: () => [{}],
  request_verification: () => [{ statement: "" }, { statement: "x".repeat(5000) }],
  report: () => [
    { target: "user", target_id: person.id, reason: "spam" },
    { target: "post", target_id: randomUUID(), reason: "spam" },
    { target: "thing", target_id: randomUUID(), reason: "spam" },
  ],
  my_reports: ownList,
  my_decisions: () => [{}],
  my_activity: ownList,
  moderation_queue: () => [{}, { status: "none" }],
  claim_case: () => [{ case_id: randomUUID() }, { case_id: "none" }],
  get_case: () => [{ case_id: randomUUID() }],
  decide: () => [{ case_id: randomUUID(), action: "ban" }],
  undo_decision: () => [{ decision_id: randomUUID() }],
  ban_media: () => [{ media_id: randomUUID() }],
  unban_media: () => [{ media_id: randomUUID() }],
  list_banned_media: () => [{}],
  list_held_media: () => [{}],
  scorer_calibration: () => [{}],
  answer_held_media: () => [{ media_id: randomUUID(), release: true }],
  decide_many: () => [{ filter: { author: randomUUID() }, action: "hide" }],
  undo_many: () => [{ batch_id: randomUUID() }],
  appeal: () => [
    { decision_id: randomUUID(), note: "No." },
    { decision_id: randomUUID(), note: "" },
  ],
  moderation_appeals: () => [{}, { status: "none" }],
  claim_appeal: () => [{ appeal_id: randomUUID() }],
  answer_appeal: () => [{ appeal_id: randomUUID(), uphold: true }],
  next_second_review: () => [{}],
  answer_second_review: () => [{ review_id: randomUUID(), verdict: "nothing" }],
  moderator_agreement: () => [{}, { days: 0 }],
  audit_log: () => [{}, { event: "none" }],
  set_app_role: () => [{ user_id: person.id, app_role: "admin" }],
  revoke_verification: () => [{ user_id: person.id }],
  list_terms: () => [{}, { severity: "block" }],
  set_term: () => [{ term: "both ways", severity: "flag" }],
  remove_term: () => [{ term: "both ways" }],
  list_rules: () => [{}],
  set_rule: () => [{ rule: { name: "both_ways" } }, { rule: [], version: 1 }],
  try_rule: () => [{ rule: {} }, { rule: {}, days: 0 }],
  list_settings: () => [{}],
  set_setting: () => [
    { name: "feed_log_share", value: 0.05 },
    { name: "nothing", value: 1 },
  ],
  set_rate_limit: () => [{ name: "follow", capacity: 200, refill_per_second: 0.1 }],
  list_feed_weights: () => [{}, { feed: "x" }],
  set_feed_weights: () => [{ weights: { fresh: 1 } }, { weights: [] }],
  list_job_queues: () => [{}],
  retry_failed_jobs: () => [{ queue: "none" }],
  look_up_person: () => [{ person: person.username }, { person: "nobody at all" }],
  person_timeline: () => [{ user_id: person.id }, { user_id: "none" }],
  look_up_sessions: () => [{ user_id: person.id }, { user_id: "none" }],
  end_person_sessions: () => [{ user_id: person.id }, { user_id: person.id, session_id: "none" }],
  review_verification: () => [{ request_id: randomUUID(), approve: true }],
  register_push: () => [
    { endpoint: { platform: "android", token: `both-ways-${person.id}` } },
    { endpoint: { platform: "web", endpoint: "https://evil.example/x" } },
  ],
  sync_push: () => [{ endpoint: `both-ways-${person.id}` }, { endpoint: "none" }],
  unregister_push: () => [{ endpoint: "none" }],
  open_push: () => [{ push_id: randomUUID() }, { push_id: "none" }],
  get_push_settings: () => [{}],
  set_push_settings: () => [{ changes: { previews: false } }, { changes: { quiet_from: "22:00" } }],
  heartbeat: () => [{ status: "online", device: "web" }, { status: "asleep" }],
  presence_of: () => [{ user_ids: [other.id] }, { user_ids: [] }],
  // By a name that nobody else has: other tests register people meanwhile.
  search_people: () => [{ query: other.username, page_size: 2 }, { age_min: -1 }, { cursor: "x" }],
  typeahead_people: () => [{ prefix: "u", page_size: 2 }, { prefix: "" }, { page_size: 0, prefix: "u" }],
  edit_post: () => [
    { post_id: quietId, changes: { caption: "edited" } },
    { post_id: quietId, changes: { nothing: 1 } },
  ],
  publish_post: () => [{ post_id: quietId }, { post_id: randomUUID() }],
  archive_post: () => [{ post_id: quietId }, { post_id: randomUUID() }],
  delete_post: () => [{ post_id: quietId }, { post_id: randomUUID() }],
  restore_post: () => [{ post_id: quietId }, { post_id: randomUUID() }],
  list_posts: () => [
    { user_id: person.id, cursor: beforeEverything },
    { user_id: randomUUID() },
    { user_id: person.id, kind: "x" },
  ],
  list_post_edits: () => [{ post_id: postId }, { post_id: randomUUID() }],
  react: () => [
    { target: "post", target_id: postId },
    { target: "x", target_id: postId },
  ],
  unreact: () => [
    { target: "post", target_id: postId },
    { target: "x", target_id: postId },
  ],
  list_reactions: () => [
    { target: "post", target_id: postId },
    { target: "x", target_id: postId },
  ],
  share_post: () => [{ post_id: postId }, { post_id: postId, via: "x" }],
  unshare_post: () => [{ post_id: postId }],
  record_views: () => [{ views: [{ post_id: postId, watched_ms: 1, source: "home" }] }, { views: [] }],
  save_post: () => [{ post_id: postId }, { post_id: postId, collection_id: randomUUID() }],
  unsave_post: () => [{ post_id: postId }],
  list_saved: () => [{}, { collection_id: randomUUID() }],
  create_collection: () => [{ name: "Again" }, { name: "" }],
  rename_collection: () => [
    { collection_id: collectionId, name: "New" },
    { collection_id: randomUUID(), name: "x" },
  ],
  delete_collection: () => [{ collection_id: randomUUID() }],
  list_collections: () => [{}, { user_id: randomUUID() }],
  add_comment: () => [
    { client_id: randomUUID(), post_id: postId, body: "both" },
    { client_id: randomUUID(), post_id: postId },
  ],
  edit_comment: () => [
    { comment_id: commentId, body: "edited" },
    { comment_id: randomUUID(), body: "x" },
  ],
  delete_comment: () => [{ comment_id: commentId }, { comment_id: randomUUID() }],
  hide_comment: () => [{ comment_id: commentId, hidden: false }, { comment_id: randomUUID() }],
  pin_comment: () => [{ comment_id: commentId, pinned: false }, { comment_id: randomUUID() }],
  list_comments: () => [{ post_id: postId }, { post_id: postId, sort: "x" }, { post_id: randomUUID() }],
  start_conversation: aboutSomebody,
  get_conversation: () => [{ conversation_id: talkId }, { conversation_id: randomUUID() }],
  list_conversations: () => [{}, { archived: true }, { cursor: "x" }],
  send_message: () => [
    { client_id: randomUUID(), conversation_id: talkId, body: "again" },
    { client_id: randomUUID(), conversation_id: talkId },
    { client_id: randomUUID(), conversation_id: randomUUID(), body: "lost" },
  ],
  list_messages: () => [
    { conversation_id: talkId, before: messageId },
    { conversation_id: talkId, before: messageId, after: messageId },
    { conversation_id: randomUUID() },
  ],
  mark_delivered: () => [
    { conversation_id: talkId, message_id: messageId },
    { conversation_id: talkId, message_id: randomUUID() },
  ],
  mark_read: () => [
    { conversation_id: talkId, message_id: messageId },
    { conversation_id: randomUUID(), message_id: messageId },
  ],
  sync: () => [{ since: fixedPoint }, { since: "x" }],
  following_feed: () => [{ cursor: beforeEverything }, { page_size: 0 }],
  get_feed_settings: () => [{}],
  set_feed_settings: () => [{ changes: {} }, { changes: { nothing: 1 } }, { changes: [] }],
  not_interested: () => [
    { post_id: randomUUID() },
    { post_id: quietId, reason: "author" },
    { post_id: quietId, reason: "x" },
    { post_id: "none" },
  ],
  list_not_interested: ownList,
  explain_feed_item: () => [{ post_id: quietId }, { post_id: randomUUID() }, { post_id: "none" }],
  // Whoever is no admin gets the same answer to everything.
  feed_what_if: () => [{ weights: { fresh: 1 } }, { weights: [] }, { weights: { fresh: 1 }, feed: "x" }],
  undo_not_interested: () => [{ id: randomUUID() }, { id: "none" }],
  liked_reels: () => [{}, { cursor: "x" }],
  post_insights: () => [
    { post_id: quietId },
    { post_id: quietId, time_zone: "Asia/Kolkata" },
    { post_id: quietId, time_zone: "x/y" },
    { post_id: randomUUID() },
    { post_id: "none" },
  ],
  creator_insights: () => [{ days: 0 }, { days: "x" }, { time_zone: "nowhere" }],
  set_viral_veto: () => [
    { post_id: quietId, vetoed: true, note: "not mine to say" },
    { post_id: "none", vetoed: true },
  ],
  saved_reels: () => [{}, { cursor: "x" }],
  edit_message: () => [
    { message_id: messageId, body: "edited" },
    { message_id: randomUUID(), body: "x" },
  ],
  list_message_edits: () => [
    { message_id: messageId },
    { message_id: randomUUID() },
    { message_id: messageId, cursor: "x" },
  ],
  message_receipts: () => [
    { message_id: messageId },
    { message_id: randomUUID() },
    { message_id: messageId, page_size: 0 },
  ],
  search_messages: () => [{ query: "both" }, { query: "" }, { query: "x", conversation_id: randomUUID() }],
  delete_message: () => [{ message_id: doomedMessageId }, { message_id: randomUUID() }],
  // A good one would start a second call the second time: the tests of calls have them.
  start_call: () => [
    { conversation_id: randomUUID(), media: "audio" },
    { conversation_id: randomUUID(), media: "x" },
  ],
  answer_call: () => [
    { call_id: randomUUID(), accept: true },
    { call_id: randomUUID(), accept: null },
  ],
  end_call: () => [{ call_id: randomUUID() }],
  get_call: () => [{ call_id: randomUUID() }, { call_id: "none" }],
  list_calls: () => [{}, { cursor: "x" }],
  ice_servers: () => [{}],
  get_post: () => [{ post_id: quietId }, { post_id: randomUUID() }, { post_id: "none" }],
  create_group: () => [
    { client_id: groupId, title: "Both ways" },
    { client_id: randomUUID(), title: "" },
  ],
  update_group: () => [
    { conversation_id: groupId, changes: { members_may_add: true } },
    { conversation_id: groupId, changes: { title: 7 } },
  ],
  set_disappearing: () => [
    { conversation_id: groupId, after_s: null },
    { conversation_id: groupId, after_s: 1 },
  ],
  add_members: () => [
    { conversation_id: groupId, member_ids: [randomUUID()] },
    { conversation_id: groupId, member_ids: [] },
  ],
  remove_member: () => [
    { conversation_id: groupId, user_id: other.id },
    { conversation_id: groupId, user_id: person.id },
  ],
  set_member_role: () => [
    { conversation_id: groupId, user_id: person.id, role: "owner" },
    { conversation_id: groupId, user_id: other.id, role: "x" },
  ],
  list_members: () => [
    { conversation_id: groupId },
    { conversation_id: randomUUID() },
    { conversation_id: groupId, cursor: "x" },
  ],
  leave_conversation: () => [{ conversation_id: randomUUID() }],
  list_message_requests: ownList,
  answer_message_request: () => [
    { conversation_id: groupId, accept: true },
    { conversation_id: groupId, accept: false },
  ],
  reveal_identity: () => [{ conversation_id: groupId }],
  mute_conversation: () => [
    { conversation_id: groupId, until: null },
    { conversation_id: groupId, until: "2020-01-01T00:00:00Z" },
  ],
  archive_conversation: () => [
    { conversation_id: groupId, archived: false },
    { conversation_id: groupId, archived: null },
  ],
  pin_conversation: () => [
    { conversation_id: groupId, pinned: false },
    { conversation_id: groupId, pinned: null },
  ],
  clear_conversation: () => [{ conversation_id: groupId }, { conversation_id: randomUUID() }],
  reels_feed: () => [{ page_size: 0 }, { cursor: "x" }, { unknown: 1 }],
  topic_feed: () => [{ topic: "chess" }, { topic: "#" }, { topic: "chess", cursor: "x" }, {}],
  nearby_feed: () => [{ within_km: 1 }, { cursor: "x" }, { page_size: 0 }],
  trending_posts: () => [{}, { within: "7d", page_size: 2 }, { within: "2h" }, { within: "1h", cursor: "x" }],
  trending_topics: () => [{}, { latitude: 52.5, longitude: 13.4 }, { latitude: 52.5 }, { within_km: 1 }],
  list_notifications: () => [{ page_size: 2 }, { unread_only: true, box: true }, { page_size: 0 }, { cursor: "x" }],
  unread_counts: () => [{}, { unknown: 1 }],
  mark_notifications_read: () => [{ ids: [randomUUID()] }, { everything: true }, {}, { ids: ["none"] }],
  mark_notifications_seen: () => [{}, { unknown: 1 }],
  get_notification_settings: () => [{}, { unknown: 1 }],
  set_notification_settings: () => [
    { changes: { kinds: { like: true }, strangers: "list", time_zone: "Europe/Berlin" } },
    { changes: { kinds: { nothing: true } } },
    { changes: [] },
  ],
  mute_notifications: () => [
    { target: "post", target_id: quietId },
    { target: "person", target_id: other.id },
    { target: "person", target_id: person.id },
    { target: "x", target_id: quietId },
  ],
  why_notified: () => [{ notification_id: randomUUID() }, { notification_id: "none" }],
  notification_ledger: () => [{ user_id: randomUUID() }, { user_id: "none" }],
  schedule_notification: () => [
    { title: "News", body: "Something", audience: {}, send_at: "2100-01-01T00:00Z" },
    { title: "News", body: "Something", audience: [], send_at: "2100-01-01T00:00Z", dry_run: true },
    { title: "News" },
  ],
  list_scheduled_notifications: () => [{}, { page_size: 0 }],
  cancel_scheduled_notification: () => [{ id: randomUUID() }, { id: "none" }],
  pause_scheduled_notification: () => [{ id: randomUUID(), paused: true }, { id: "none" }],
  review_topic: () => [{ topic: "chess", approved: true }, { topic: "chess" }],
  topics_to_review: () => [{}, { page_size: 0 }],
  search_posts: () => [{ query: "chess" }, { query: "" }, {}],
  search_topics: () => [{ query: "ch" }, { query: "#" }, {}],
  home_feed: () => [{ page_size: 2, cursor: beforeEverything }, { page_size: 0 }, { cursor: "x" }, { unknown: 1 }],
};

// The embedded stack answers most RPC on a path of its own; the PostgREST dialect behind it is the measure.
describe.runIf(dataFolder)("an RPC gets the same answer on the fast path as through PostgREST's dialect", async () => {
  const functions = await sql<{ name: string }[]>`
    select distinct proname as name from pg_proc where pronamespace = 'public'::regnamespace order by name`;

  test.each(functions.map(({ name }) => name))("%s", async (name) => {
    expect(Object.keys(calls)).toContain(name);
    const [good = {}, ...refused] = calls[name]?.() ?? [];
    for (const args of [good, ...refused]) await expectSameAnswer(name, args, person.session.access_token);
    await expectSameAnswer(name, good, undefined);
  });
});

async function expectSameAnswer(name: string, args: Record<string, unknown>, token: string | undefined): Promise<void> {
  const headers = { apikey: publishableKey, ...(token && { authorization: `Bearer ${token}` }) };
  const { fast, lite } = await compareRpc({ restUrl: `${url}/rest/v1`, headers, name, args });
  expect({ args, ...fast }).toEqual({ args, ...lite });
  // Times are ISO 8601 or null: no client reads "infinity".
  expect(JSON.stringify(fast)).not.toMatch(/"-?infinity"/);
}
