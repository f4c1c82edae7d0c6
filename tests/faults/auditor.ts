import { ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import type { Sql } from "postgres";
import { brokenMatches } from "../support/crowd.ts";
import type { EmbeddedStack } from "../support/embedded-stack.ts";
import type { World } from "./world.ts";

export interface Scene {
  stack: EmbeddedStack;
  sql: Sql;
  world: World;
}

/** What must hold of the whole database once everything is at rest, whatever has happened: each answers what breaks it. */
type Invariant = (scene: Scene) => PromiseLike<readonly unknown[]>;

/** What was acknowledged, and is not there under the identifier that was answered, or not once. */
const written =
  (table: "posts" | "comments" | "messages", relation: string): Invariant =>
  ({ sql, world }) => {
    const pairs = [...world.written[table]];
    return sql`
      select acknowledged.* from unnest(${pairs.map(([key]) => key)}::uuid[], ${pairs.map(([, id]) => id)}::uuid[]) acknowledged (client_id, id)
      left join ${sql(relation)} kept on kept.client_id = acknowledged.client_id
      group by acknowledged.client_id, acknowledged.id
      having count(*) filter (where kept.id = acknowledged.id) <> 1 or count(*) <> 1`;
  };

/** Where what was acknowledged last, on or off, is not what is there. */
const stands =
  (family: string, relation: string, person: string, thing: string): Invariant =>
  ({ sql, world }) => {
    const last = [...world.stands].filter(([key]) => key.startsWith(`${family}:`));
    const [people, things] = [1, 2].map((place) => last.map(([key]) => key.split(":")[place] as string));
    return sql`
      select said.* from unnest(${people as string[]}::uuid[], ${things as string[]}::uuid[], ${last.map(([, on]) => String(on))}::text[]) said (person, thing, is_on)
      where said.is_on::boolean <> exists (
        select from ${sql(relation)} kept where kept.${sql(person)} = said.person and kept.${sql(thing)} = said.thing)`;
  };

const day = new Date().toISOString().slice(0, 10);
/** A view of analytics beside what its rows say, asked for by an admin. */
const recounted =
  (view: string): Invariant =>
  ({ sql, world }) => {
    const admin = world.members[0]?.id;
    const claims = JSON.stringify({ sub: admin, sid: admin, role: "authenticated", app_role: "admin" });
    return sql`
      select figure.*
      from (select set_config('request.jwt.claims', ${claims}, true) as claims offset 0) asked
      cross join lateral private.recounted(case when asked.claims <> '' then ${view} end, ${day}::date, 'UTC') figure
      where figure.stored is distinct from figure.recounted`;
  };

export const invariants: Record<string, Invariant> = {
  "every acknowledged post is there once": written("posts", "public.posts"),
  "every acknowledged comment is there once": written("comments", "public.comments"),
  "every acknowledged message is there once": written("messages", "private.messages"),
  "reactions to posts stand as they were acknowledged last": stands(
    "post_reaction",
    "public.post_reactions",
    "user_id",
    "post_id",
  ),
  "reactions to comments stand as they were acknowledged last": stands(
    "comment_reaction",
    "public.comment_reactions",
    "user_id",
    "comment_id",
  ),
  "shares stand as they were acknowledged last": stands("share", "public.post_shares", "user_id", "post_id"),
  "saves stand as they were acknowledged last": stands("save", "public.saved_posts", "user_id", "post_id"),
  "follows stand as they were acknowledged last": stands("follow", "public.follows", "follower_id", "followee_id"),

  "what was deleted stays deleted": ({ sql, world }) => sql`
    select id from public.posts where id = any (${[...world.deleted]}::uuid[]) and deleted_at is null
    union all
    select id from public.comments where id = any (${[...world.deleted]}::uuid[]) and deleted_at is null
    union all
    select id from private.messages where id = any (${[...world.deleted]}::uuid[]) and deleted_at is null`,

  "the messages of a conversation have places without gaps, and its head is the last": ({ sql }) => sql`
    select conversation.id, conversation.last_seq, count(message.id), max(message.seq)
    from private.conversations conversation left join private.messages message on message.conversation_id = conversation.id
    group by conversation.id
    having conversation.last_seq <> count(message.id) or conversation.last_seq <> coalesce(max(message.seq), 0)
      or conversation.last_number <> count(message.id) filter (where message.kind <> 'system')`,

  "what one person says stands in the order in which it was acknowledged": async ({ sql, world }) => {
    const wrong = [];
    for (const [key, ids] of world.said) {
      const stored = await sql`select id from private.messages where id = any (${ids}::uuid[]) order by seq`;
      if (stored.map(({ id }) => id).join() !== ids.join()) wrong.push(key);
    }
    return wrong;
  },

  "a message is told once": ({ sql }) => sql`
    select message.id, count(told.id) from private.messages message
    left join realtime.messages told on told.event = 'message.created' and told.payload ->> 'id' = message.id::text
    -- What was deleted is not told to anybody any more, and its event has gone with it.
    where message.deleted_at is null
    group by message.id having count(told.id) <> 1`,

  "a conversation has as many members as it says": ({ sql }) => sql`
    select conversation.id, conversation.member_count, count(member.user_id)
    from private.conversations conversation
    left join private.conversation_members member on member.conversation_id = conversation.id and member.state = 'active'
    where conversation.kind = 'group'
    group by conversation.id having conversation.member_count <> count(member.user_id)`,

  "what is unread is what a recount finds": ({ sql }) => sql`
    select member.conversation_id, member.user_id, private.unread(conversation, member, '{}') as said, recount.unread
    from private.conversation_members member
    join private.conversations conversation on conversation.id = member.conversation_id
    cross join lateral (
      select count(*) as unread from private.messages message
      where message.conversation_id = member.conversation_id and message.seq > greatest(member.last_read_seq, member.first_seq - 1)
        and message.kind <> 'system' and message.sender_id <> member.user_id and message.deleted_at is null
    ) recount
    where member.state = 'active' and private.unread(conversation, member, '{}') <> recount.unread`,

  "the counters of posts are what a recount finds": ({ sql }) => sql`
    select * from (
      select post.id, coalesce(stats.reactions, 0) as reactions, coalesce(stats.comments, 0) as comments, coalesce(stats.shares, 0) as shares,
        coalesce(stats.saves, 0) as saves,
        (select count(*) from public.post_reactions where post_id = post.id) as true_reactions,
        (select count(*) from public.comments where post_id = post.id and deleted_at is null and held is null) as true_comments,
        (select count(*) from public.post_shares where post_id = post.id) as true_shares,
        (select count(*) from public.saved_posts where post_id = post.id) as true_saves,
        coalesce(stats.views, 0) as views, (select coalesce(sum(views), 0) from private.post_views where post_id = post.id) as true_views
      from public.posts post left join public.post_stats stats on stats.post_id = post.id
    ) counted
    where (reactions, comments, shares, saves, views) is distinct from (true_reactions, true_comments, true_shares, true_saves, true_views)`,

  "the emojis of a post are those of its reactions": ({ sql }) => sql`
    select stats.post_id, stats.emojis, found.emojis as true_emojis
    from public.post_stats stats
    cross join lateral (
      select coalesce(jsonb_object_agg(emoji, times), '{}') as emojis
      from (select emoji, count(*) as times from public.post_reactions where post_id = stats.post_id group by emoji) counted
    ) found
    where stats.emojis <> found.emojis`,

  "the counters of comments are what a recount finds": ({ sql }) => sql`
    select * from (
      select comment.id, comment.reactions, comment.replies,
        (select count(*) from public.comment_reactions where comment_id = comment.id) as true_reactions,
        (select count(*) from public.comments reply where reply.parent_id = comment.id and reply.deleted_at is null and reply.held is null) as true_replies
      from public.comments comment
    ) counted
    where (reactions, replies) is distinct from (true_reactions, true_replies)`,

  "the numbers of followers and followees are what a recount finds": ({ sql }) => sql`
    select profile.id, counts, followers, following
    from public.profiles profile
    cross join lateral private.graph_counts(profile.id) counts
    cross join lateral (select count(*) as followers from public.follows where followee_id = profile.id) is_followed
    cross join lateral (select count(*) as following from public.follows where follower_id = profile.id) follows
    where (counts ->> 'followers')::int <> followers or (counts ->> 'following')::int <> following`,

  "whatever stands has been told to whom it concerns once, and what does not stand to nobody": ({ sql }) => sql`
    with cause as (
      select 'post_reaction' as family, post.author_id as person_id, post.id as cause_id, reaction.user_id as actor_id
      from public.post_reactions reaction join public.posts post on post.id = reaction.post_id where post.deleted_at is null
      union all
      select 'share', post.author_id, post.id, share.user_id
      from public.post_shares share join public.posts post on post.id = share.post_id where post.deleted_at is null and share.via = 'repost'
      union all
      select 'follow', followee_id, follower_id, follower_id from public.follows
      union all
      select 'comment', post.author_id, comment.id, comment.author_id
      from public.comments comment join public.posts post on post.id = comment.post_id where comment.deleted_at is null and post.deleted_at is null
      union all
      select 'comment', answered.author_id, comment.id, comment.author_id
      from public.comments comment join public.comments answered on answered.id = coalesce(comment.reply_to_id, comment.parent_id)
      join public.posts post on post.id = comment.post_id
      where comment.deleted_at is null and post.deleted_at is null
    ), due as (
      select distinct * from cause where person_id <> actor_id
    ), told as (
      select family, person_id, cause_id, actor_id from private.notification_parts
      where family in ('post_reaction', 'share', 'follow', 'comment') and hidden_until = '-infinity'
    )
    (select 'untold' as fault, due.* from due except select 'untold', told.* from told)
    union all
    (select 'told of what is not', told.* from told
    except select 'told of what is not', due.* from due)`,

  "a notification counts its parts, and each person once": ({ sql }) => sql`
    select news.id, news.part_count, news.actor_count, count(part.id) as parts, count(distinct part.actor_id) as actors
    from private.notifications news
    left join private.notification_parts part on part.notification_id = news.id and part.hidden_until = '-infinity'
    group by news.id having news.part_count <> count(part.id) or news.actor_count <> count(distinct part.actor_id)`,

  "proposals are borne out by both tickets": ({ sql }) => brokenMatches(sql),
  "nobody has two proposals": ({ sql }) => sql`
    select person, count(*) from private.match_proposals, unnest(array[low_id, high_id]) person where state = 'open' group by person having count(*) > 1`,
  "who has matched has one conversation with the other": ({ sql }) => sql`
    select proposal.low_id, proposal.high_id, count(conversation.id)
    from (select distinct low_id, high_id from private.match_proposals where state = 'matched') proposal
    left join private.conversations conversation on (conversation.low_id, conversation.high_id) = (proposal.low_id, proposal.high_id)
    group by 1, 2 having count(conversation.id) <> 1`,

  "every message can be found by its words, and none that was deleted": ({ sql }) => sql`
    select message.id, message.deleted_at from private.messages message
    left join private.message_search found on found.message_id = message.id
    where message.kind = 'text' and (found.message_id is null) = (message.deleted_at is null)`,

  "what was uploaded is ready": ({ sql, world }) => sql`
    select id, status, error from private.media where id = any (${world.uploads.map(({ id }) => id)}::uuid[]) and status <> 'ready'`,
  "no object is left of what nobody has, and what somebody has is there": async ({ sql, stack }) => {
    const folders = await foldersOf(stack);
    const kept = await sql`select folder, status from private.media`;
    const known = new Set(kept.map(({ folder }) => folder));
    const missing = kept.filter(({ folder, status }) => status === "ready" && !folders.has(folder));
    return [...[...folders].filter((folder) => !known.has(folder)), ...missing];
  },

  "no job has failed": ({ sql }) => sql`select name, state, output from pgboss.job where state = 'failed'`,

  ...Object.fromEntries(
    ["daily_users", "content_daily", "engagement_daily", "matchmaking_daily", "media_daily", "growth", "funnel"].map(
      (view) => [`analytics.${view} is what a recount finds`, recounted(view)],
    ),
  ),
};

async function foldersOf(stack: EmbeddedStack): Promise<Set<string>> {
  const { values } = stack;
  const client = new S3Client({
    endpoint: values.STORAGE_S3_URL,
    region: values.S3_PROTOCOL_REGION,
    credentials: {
      accessKeyId: values.S3_PROTOCOL_ACCESS_KEY_ID,
      secretAccessKey: values.S3_PROTOCOL_ACCESS_KEY_SECRET,
    },
    forcePathStyle: true,
  });
  const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: values.S3_BUCKET }));
  return new Set(Contents.map(({ Key }) => (Key as string).split("/")[1] as string));
}

/** What still has to be done before anything can be held against anything: readers that are behind, jobs, objects to be deleted. */
export const unsettled = (sql: Sql) => sql`
  select 'reader ' || reader.name as what from private.engagement_readers reader
  where exists (select from private.engagement line where line.transaction_id >= reader.place)
  union all
  select 'job ' || job.name from pgboss.job where job.state in ('created', 'retry', 'active') and job.name not in (select name from pgboss.schedule)
    and job.start_after < now() + interval '30 seconds'
  union all
  select 'deletion of ' || prefix from private.object_deletions`;

/** The invariants that do not hold, each with what breaks it. */
export async function audit(scene: Scene): Promise<Record<string, unknown[]>> {
  const broken: Record<string, unknown[]> = {};
  for (const [name, invariant] of Object.entries(invariants)) {
    const found = await invariant(scene);
    if (found.length > 0) broken[name] = [...found].slice(0, 5);
  }
  return broken;
}
