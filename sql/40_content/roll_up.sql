create function private.roll_up_engagement() returns int
language plpgsql volatile
set search_path = ''
as $$
declare
  place record := private.begin_reading('counters');
  changed int := private.add_post_counts(place.since, place.until);
begin
  perform private.add_comment_counts(place.since, place.until);
  perform private.finish_reading('counters', place.until);
  return changed;
end
$$;
comment on function private.roll_up_engagement is '
Adds to the counters of posts and comments what people have done since the last call, tells everybody who watches
(event `stats` on post:<id>, once a post), and returns how many posts changed. The worker calls it about once a second; several may.';

create function private.add_post_counts(since xid8, until xid8) returns int
language sql volatile
set search_path = ''
as $$
  with line as materialized (
    select kind, target_id as post_id, details
    from private.engagement
    where transaction_id >= add_post_counts.since and transaction_id < add_post_counts.until
      and kind in ('post_reaction', 'post_unreaction', 'comment', 'comment_removal', 'comment_return', 'share', 'unshare', 'save', 'unsave', 'view')
  ),
  change as (
    select post_id,
      coalesce(sum(case kind when 'post_reaction' then case when details ? 'previous' then 0 else 1 end when 'post_unreaction' then -1 end), 0) as reactions,
      coalesce(sum(case kind when 'comment' then 1 when 'comment_return' then 1 when 'comment_removal' then -1 end), 0) as comments,
      coalesce(sum(case kind when 'share' then 1 when 'unshare' then -1 end), 0) as shares,
      coalesce(sum(case kind when 'save' then 1 when 'unsave' then -1 end), 0) as saves,
      coalesce(sum((details ->> 'counts')::int) filter (where kind = 'view'), 0) as views,
      coalesce(sum((details ->> 'watched_ms')::bigint) filter (where kind = 'view'), 0) as watched_ms
    from line
    group by post_id
  ),
  -- By emoji: what there was, and what has come and gone.
  emoji_count as (
    select post_id, emoji, count
    from public.post_stats, jsonb_each_text(emojis) there (emoji, count)
    where post_id in (select post_id from line where kind in ('post_reaction', 'post_unreaction'))
    union all
    select post_id, details ->> 'emoji', case kind when 'post_reaction' then '1' else '-1' end
    from line where kind in ('post_reaction', 'post_unreaction')
    union all
    select post_id, details ->> 'previous', '-1' from line where kind = 'post_reaction' and details ? 'previous'
  ),
  emoji_total as (
    select post_id, jsonb_object_agg(emoji, total) filter (where total > 0) as emojis
    from (select post_id, emoji, sum(count::int) as total from emoji_count group by post_id, emoji) summed
    group by post_id
  ),
  counted as (
    insert into public.post_stats as stats (post_id, reactions, comments, shares, saves, views, watched_ms, emojis)
    select change.post_id, change.reactions, change.comments, change.shares, change.saves, change.views, change.watched_ms,
      coalesce(emoji_total.emojis, '{}')
    from change
    -- A post that has been purged meanwhile needs no counters.
    join public.posts post on post.id = change.post_id
    left join emoji_total on emoji_total.post_id = change.post_id
    on conflict (post_id) do update set
      reactions = stats.reactions + excluded.reactions, comments = stats.comments + excluded.comments,
      shares = stats.shares + excluded.shares, saves = stats.saves + excluded.saves,
      views = stats.views + excluded.views, watched_ms = stats.watched_ms + excluded.watched_ms,
      emojis = case when exists (select from emoji_total where emoji_total.post_id = excluded.post_id)
        then excluded.emojis else stats.emojis end,
      updated_at = now()
    returning stats.*
  ),
  told as materialized (
    select private.broadcast('post:' || post_id, 'stats', jsonb_build_object(
      'post_id', post_id, 'reactions', jsonb_build_object('count', reactions, 'emojis', emojis), 'comments', comments, 'shares', shares, 'saves', saves,
      'views', views))
    from counted
  )
  select count(*)::int from told
$$;
comment on function private.add_post_counts is 'The part of roll_up_engagement for posts: the lines of the transactions from `since` to before `until`.';

create function private.add_comment_counts(since xid8, until xid8) returns void
language sql volatile
set search_path = ''
as $$
  with line as materialized (
    select kind, target_id, details
    from private.engagement
    where transaction_id >= add_comment_counts.since and transaction_id < add_comment_counts.until
      and kind in ('comment_reaction', 'comment_unreaction', 'comment', 'comment_removal', 'comment_return')
  ),
  change as (
    select comment_id, sum(reactions) as reactions, sum(replies) as replies
    from (
      select target_id as comment_id,
        case when kind = 'comment_unreaction' then -1 when details ? 'previous' then 0 else 1 end as reactions, 0 as replies
      from line where kind in ('comment_reaction', 'comment_unreaction')
      union all
      select (details ->> 'thread_id')::uuid, 0, case kind when 'comment_removal' then -1 else 1 end
      from line where kind in ('comment', 'comment_removal', 'comment_return') and details ->> 'thread_id' is not null
    ) counted
    group by comment_id
  ),
  -- By emoji, as for posts.
  emoji_count as (
    select id as comment_id, emoji, count::int
    from public.comments, jsonb_each_text(emojis) there (emoji, count)
    where id in (select target_id from line where kind in ('comment_reaction', 'comment_unreaction'))
    union all
    select target_id, details ->> 'emoji', case kind when 'comment_reaction' then 1 else -1 end
    from line where kind in ('comment_reaction', 'comment_unreaction')
    union all
    select target_id, details ->> 'previous', -1 from line where kind = 'comment_reaction' and details ? 'previous'
  ),
  emoji_total as (
    select comment_id, coalesce(jsonb_object_agg(emoji, total) filter (where total > 0), '{}') as emojis
    from (select comment_id, emoji, sum(count) as total from emoji_count group by comment_id, emoji) summed
    group by comment_id
  )
  update public.comments comment
  set reactions = comment.reactions + change.reactions, replies = comment.replies + change.replies,
    emojis = coalesce(emoji_total.emojis, comment.emojis)
  from change
  left join emoji_total on emoji_total.comment_id = change.comment_id
  where comment.id = change.comment_id
    and (change.reactions <> 0 or change.replies <> 0 or emoji_total.emojis <> comment.emojis)
$$;
comment on function private.add_comment_counts is 'The part of roll_up_engagement for comments: the lines of the transactions from `since` to before `until`.';

create function private.topic_post(id text) returns private.topic_access
language plpgsql stable
set search_path = ''
as $$
begin
  return (case when exists (select from private.visible_single_posts post where post.id = topic_post.id::uuid)
    then array['broadcast'] else '{}' end, array[]::text[])::private.topic_access;
end
$$;
comment on function private.topic_post is 'post:<id>: who may see the post receives its counters; nobody sends.';
