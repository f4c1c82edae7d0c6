create function analytics.content_daily(
  time_zone text default 'UTC', since date default null, until date default null, country text default null, platform text default null, age_band text default null
)
returns table (
  day date, posts bigint, texts bigint, images bigint, videos bigint, carousels bigint, reels bigint, comments bigint, messages bigint,
  calls bigint, posts_removed bigint, comments_removed bigint
)
language plpgsql stable
set search_path = ''
as $$
begin
  return query
    select counted.day, coalesce(sum(counted.amount) filter (where counted.measure = 'post'), 0)::bigint,
      coalesce(sum(counted.amount) filter (where counted.measure = 'post' and counted.part = 'text'), 0)::bigint,
      coalesce(sum(counted.amount) filter (where counted.measure = 'post' and counted.part = 'image'), 0)::bigint,
      coalesce(sum(counted.amount) filter (where counted.measure = 'post' and counted.part = 'video'), 0)::bigint,
      coalesce(sum(counted.amount) filter (where counted.measure = 'post' and counted.part = 'carousel'), 0)::bigint,
      coalesce(sum(counted.amount) filter (where counted.measure = 'post' and counted.part = 'reel'), 0)::bigint,
      coalesce(sum(counted.amount) filter (where counted.measure = 'comment'), 0)::bigint,
      coalesce(sum(counted.amount) filter (where counted.measure = 'message'), 0)::bigint,
      coalesce(sum(counted.amount) filter (where counted.measure = 'call'), 0)::bigint,
      coalesce(sum(counted.amount) filter (where counted.measure = 'post_removal'), 0)::bigint,
      coalesce(sum(counted.amount) filter (where counted.measure = 'comment_removal'), 0)::bigint
    from private.shown_tallies(time_zone, since, until, country, platform, age_band, array['post', 'comment', 'message', 'call', 'post_removal', 'comment_removal']) counted
    group by counted.day
    order by counted.day;
end
$$;
comment on function analytics.content_daily is '
For admins: the columns of the view content_daily for the days from `since` to `until` as they begin and end in `time_zone`; without them the 30
days until today. At most 400 days. `country`, `platform` or `age_band`, one of them at most: of these people alone.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_ARGUMENT.';
grant execute on function analytics.content_daily to authenticated;

create view analytics.content_daily with (security_invoker = true) as
  select day, posts, texts, images, videos, carousels, reels, comments, messages, calls, posts_removed, comments_removed
  from analytics.content_daily();
comment on view analytics.content_daily is '
For admins: what people made on each of the last 30 days (UTC).
- posts: Posts that appeared on this day, of any kind, whatever became of them.
- texts: Of posts: those of text alone.
- images: Of posts: those of one picture.
- videos: Of posts: those of one video.
- carousels: Of posts: those of several pictures or videos.
- reels: Of posts: reels.
- comments: Comments and answers to comments that were written on this day.
- messages: Messages that were sent on this day, each once however many read it.
- calls: Calls that were begun: each person who was rung counts.
- posts_removed: Posts that their author deleted or archived on this day.
- comments_removed: Comments that were deleted on this day.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED.';
grant select on analytics.content_daily to authenticated;
