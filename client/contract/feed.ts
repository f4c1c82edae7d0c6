import { z } from "zod";
import { profileCard } from "./people.ts";
import { post, postKind } from "./posts.ts";
import { count, day, id, maybe, page, paging, rpc, share, texts, time } from "./shapes.ts";

const reason = z.enum([
  "followed",
  "reposted",
  "liked_by_similar",
  "similar_author",
  "interest",
  "nearby",
  "trending",
  "viral",
  "new_voice",
  "latest",
]);
const weight = z.number().min(0).max(2);
const weights = z.strictObject({
  following: weight,
  interests: weight,
  trending: weight,
  nearby: weight,
  fresh: weight,
});

export const feedSettings = z.strictObject({
  weights,
  kinds: z.array(postKind),
  muted_words: texts,
  muted_topics: texts,
  sensitive: z.enum(["show", "warn", "hide"]),
  order: z.enum(["ranked", "latest"]),
});

const rankedPost = post.extend({ reason });
const topic = z.string();

const notInterested = z.strictObject({
  id,
  post_id: id,
  reason: z.enum(["post", "author", "topic"]),
  author: profileCard.nullable(),
  topics: texts,
  created_at: time,
  fades_at: time.nullable(),
});

export const feedFunctions = {
  home_feed: rpc(paging, page(rankedPost)),
  following_feed: rpc(paging, page(post.extend({ reposted_by: profileCard.nullable() }))),
  reels_feed: rpc(paging, page(rankedPost)),
  liked_reels: rpc(paging, page(post)),
  saved_reels: rpc(paging, page(post)),
  nearby_feed: rpc({ within_km: maybe(z.int()), ...paging }, page(post.extend({ distance_km: z.number().nullable() }))),
  topic_feed: rpc({ topic, ...paging }, page(post)),
  trending_posts: rpc(
    {
      within: maybe(z.enum(["1h", "24h", "7d"])),
      language: maybe(z.string()),
      nearby_km: maybe(z.int()),
      ...paging,
    },
    page(post),
  ),
  trending_topics: rpc(
    {
      latitude: maybe(z.number()),
      longitude: maybe(z.number()),
      within_km: maybe(z.int()),
      language: maybe(z.string()),
      page_size: paging.page_size,
    },
    page(z.strictObject({ topic, people: count, usual: count })),
  ),
  search_posts: rpc({ query: z.string(), ...paging }, page(post)),
  search_topics: rpc({ query: z.string(), page_size: paging.page_size }, page(z.strictObject({ topic, posts: count }))),
  not_interested: rpc({ post_id: id, reason: maybe(notInterested.shape.reason) }, notInterested),
  list_not_interested: rpc(paging, page(notInterested)),
  undo_not_interested: rpc({ id }, z.strictObject({ id, undone: z.boolean() })),
  get_feed_settings: rpc({}, feedSettings),
  set_feed_settings: rpc({ changes: feedSettings.extend({ weights: weights.partial() }).partial() }, feedSettings),
  explain_feed_item: rpc(
    { post_id: id },
    z.strictObject({
      post_id: id,
      reason: reason.nullable(),
      score: z.number().nullable(),
      factors: z.array(
        z.strictObject({
          factor: z.string(),
          value: z.number(),
          weight: z.number(),
          product: z.number(),
          words: z.string(),
        }),
      ),
      filter: z.strictObject({ filter: z.string(), words: z.string() }).nullable(),
      rules: z.array(z.strictObject({ rule: z.enum(["spread", "new_voice"]), words: z.string() })),
      place: count.nullable(),
    }),
  ),
};

const rate = z.number().nullable();
const rates = z.strictObject({ reactions: rate, comments: rate, shares: rate, saves: rate });
const deeds = { views: count, reactions: count, comments: count, shares: count, saves: count, watched_ms: count };
const byDay = z.array(z.strictObject({ day, viewers: count, ...deeds }));
const byHour = z.array(z.strictObject({ views: count, reactions: count }));
const sources = z.record(z.string(), count);
const audience = z.strictObject({ ages: z.record(z.string(), share).nullable(), followers: share.nullable() });
const viralState = z.enum(["none", "rising", "viral", "cooled"]);

export const insightFunctions = {
  creator_insights: rpc(
    { days: maybe(z.int()), time_zone: maybe(z.string()) },
    z.strictObject({
      days: count,
      time_zone: z.string(),
      reach: count,
      completions: count,
      ...deeds,
      rates,
      before: z.strictObject({ reach: count, ...deeds }).nullable(),
      by_day: byDay,
      by_hour: byHour,
      best_times: z.array(z.strictObject({ weekday: z.int().min(1).max(7), hour: count, views: z.number() })),
      sources,
      audience,
      posts: z.array(
        z.strictObject({
          post_id: id,
          views: count,
          reactions: count,
          comments: count,
          shares: count,
          saves: count,
          state: viralState,
        }),
      ),
    }),
  ),
  post_insights: rpc(
    { post_id: id, time_zone: maybe(z.string()) },
    z.strictObject({
      post_id: id,
      published_at: time.nullable(),
      reach: count,
      emojis: z.record(z.string(), count),
      ...deeds,
      watched_share: z.number().nullable(),
      completions: count.nullable(),
      rates,
      sources,
      by_hour: byHour,
      by_day: byDay,
      best_hours: z.array(count),
      audience,
      virality: z.strictObject({
        state: viralState,
        since: time.nullable(),
        velocity: z.number(),
        surprise: z.number().nullable(),
        predicted_reach: z.strictObject({ people: count, low: count, high: count }).nullable(),
        offered_to: share.nullable(),
      }),
      feed: z.strictObject({
        sample: z.number(),
        served: count.nullable(),
        outranked: count.nullable(),
        filtered: z.record(z.string(), count),
      }),
    }),
  ),
};
