create function analytics.engagement_daily(
  time_zone text default 'UTC', since date default null, until date default null, country text default null, platform text default null, age_band text default null
)
returns table (
  day date, views bigint, reactions bigint, comments bigint, shares bigint, saves bigint, follows bigint, unfollows bigint, connections bigint,
  watched_hours double precision, engagement_rate double precision
)
language plpgsql stable
set search_path = ''
as $$
begin
  return query
    select counted.day, coalesce(sum(counted.amount) filter (where counted.measure = 'view'), 0)::bigint,
      coalesce(sum(counted.amount) filter (where counted.measure in ('post_reaction', 'comment_reaction', 'message_reaction')), 0)::bigint,
      coalesce(sum(counted.amount) filter (where counted.measure = 'comment'), 0)::bigint,
      coalesce(sum(counted.amount) filter (where counted.measure = 'share'), 0)::bigint,
      coalesce(sum(counted.amount) filter (where counted.measure = 'save'), 0)::bigint,
      coalesce(sum(counted.amount) filter (where counted.measure = 'follow'), 0)::bigint,
      coalesce(sum(counted.amount) filter (where counted.measure = 'unfollow'), 0)::bigint,
      coalesce(sum(counted.amount) filter (where counted.measure = 'connection_accept'), 0)::bigint,
      coalesce(sum(counted.amount) filter (where counted.measure = 'watched_ms'), 0)::double precision / 3600000,
      coalesce(sum(counted.amount) filter (where counted.measure in ('post_reaction', 'comment', 'share', 'save')), 0)::double precision
        / nullif(sum(counted.amount) filter (where counted.measure = 'view'), 0)
    from private.shown_tallies(time_zone, since, until, country, platform, age_band, array['view', 'watched_ms', 'post_reaction', 'comment_reaction', 'message_reaction', 'comment', 'share', 'save',
      'follow', 'unfollow', 'connection_accept']) counted
    group by counted.day
    order by counted.day;
end
$$;
comment on function analytics.engagement_daily is '
For admins: the columns of the view engagement_daily for the days from `since` to `until` as they begin and end in `time_zone`; without them the
30 days until today. At most 400 days. `country`, `platform` or `age_band`, one of them at most: of these people alone.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_ARGUMENT.';
grant execute on function analytics.engagement_daily to authenticated;

create view analytics.engagement_daily with (security_invoker = true) as
  select day, views, reactions, comments, shares, saves, follows, unfollows, connections, watched_hours, engagement_rate
  from analytics.engagement_daily();
comment on view analytics.engagement_daily is '
For admins: what people did with what others made, on each of the last 30 days (UTC). What is taken back later stays counted: it was done.
- views: Views of posts by others than their authors; of one person and post one each half hour.
- reactions: Reactions to posts, comments and messages; another emoji in place of one is no further reaction.
- comments: Comments and answers to comments.
- shares: Posts that were passed on, each once a person and way.
- saves: Posts that were saved.
- follows: New followers, those of public profiles and those who were let in.
- unfollows: Followers who went.
- connections: Connections that were made.
- watched_hours: How long people looked at posts, in hours.
- engagement_rate: Reactions to posts, comments, shares and saves, divided by views; null without views.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED.';
grant select on analytics.engagement_daily to authenticated;
