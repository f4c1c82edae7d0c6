create function public.creator_insights(days int default 28, time_zone text default 'UTC') returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return private.creator_insights(creator_insights.days, creator_insights.time_zone);
end
$$;
comment on function public.creator_insights is '
What became of the caller''s posts in the last `days` (1 to 90) days of `time_zone`, today included: {days, time_zone, views, reach (people who saw a post for the first
time, summed over posts), reactions, comments, shares, saves, watched_ms, completions, rates: {reactions, comments, shares, saves} by views, before: {views, reach,
reactions, comments, shares, saves, watched_ms}: the same number of days before (null beyond what is kept, 100 days), by_day: [{day, views, viewers, reactions,
comments, shares, saves, watched_ms}, …] every day, by_hour: [24 × {views, reactions}], best_times: [{weekday: 1 (Monday) to 7, hour, views (a week)}] the best three,
sources: {home: views, …}, audience: {ages: {band: share}, followers: share} in steps of 0.05, null below ten people, posts: the ten most viewed of those that
appeared in these days, [{post_id, views, reactions, comments, shares, saves, state: none|rising|viral|cooled}]}.
Errors: NOT_AUTHENTICATED, INVALID_ARGUMENT.';
grant execute on function public.creator_insights to authenticated;

create function private.creator_insights(days int, time_zone text) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  caller uuid := private.caller_id();
  zone text := private.check_time_zone(time_zone);
  today date;
  first_day date;
begin
  if (days between 1 and 90) is not true then
    perform private.raise('INVALID_ARGUMENT', 'days must be from 1 to 90.', 422);
  end if;
  today := (now() at time zone zone)::date;
  first_day := today - days + 1;
  return jsonb_build_object('days', days, 'time_zone', zone)
    || private.creator_times(caller, first_day, today, zone)
    || jsonb_build_object('before', case when days <= 45 then private.creator_sums(caller, first_day - days, first_day - 1, zone) - 'completions' - 'rates' end)
    || private.creator_sums(caller, first_day, today, zone)
    || private.creator_parts(caller, first_day, today)
    || jsonb_build_object('posts', private.creator_posts(caller, first_day::timestamp at time zone zone));
end
$$;
comment on function private.creator_insights is 'The step of creator_insights that reads. Errors: as creator_insights.';
grant execute on function private.creator_insights to authenticated;

create function private.creator_sums(creator uuid, first_day date, last_day date, time_zone text) returns jsonb
language sql stable
set search_path = ''
as $$
  select jsonb_build_object('views', sums.views, 'reach', sums.viewers, 'reactions', sums.reactions, 'comments', sums.comments, 'shares', sums.shares,
    'saves', sums.saves, 'watched_ms', sums.watched_ms, 'completions', sums.completions,
    'rates', private.rates_of(sums.views, sums.reactions, sums.comments, sums.shares, sums.saves))
  from (
    select coalesce(sum(views), 0)::bigint as views, coalesce(sum(viewers), 0) as viewers, coalesce(sum(reactions), 0)::bigint as reactions,
      coalesce(sum(comments), 0)::bigint as comments, coalesce(sum(shares), 0)::bigint as shares, coalesce(sum(saves), 0)::bigint as saves,
      coalesce(sum(watched_ms), 0) as watched_ms, coalesce(sum(completions), 0) as completions
    from private.author_hours known
    where known.author_id = creator
      and known.hour >= first_day::timestamp at time zone time_zone and known.hour < (last_day + 1)::timestamp at time zone time_zone
  ) sums
$$;
comment on function private.creator_sums is 'What the posts of somebody came to from one day to another.';

create function private.creator_times(creator uuid, first_day date, last_day date, time_zone text) returns jsonb
language sql stable
set search_path = ''
as $$
  with kept as materialized (
    select known.*, known.hour at time zone time_zone as local from private.author_hours known
    where known.author_id = creator
      and known.hour >= first_day::timestamp at time zone time_zone and known.hour < (last_day + 1)::timestamp at time zone time_zone
  ), by_day as (
    select calendar.day::date as day, coalesce(sum(views), 0) as views, coalesce(sum(viewers), 0) as viewers, coalesce(sum(reactions), 0) as reactions,
      coalesce(sum(comments), 0) as comments, coalesce(sum(shares), 0) as shares, coalesce(sum(saves), 0) as saves, coalesce(sum(watched_ms), 0) as watched_ms
    from generate_series(first_day::timestamp, last_day::timestamp, interval '1 day') calendar (day)
    left join kept on kept.local::date = calendar.day::date
    group by 1
  ), by_hour as (
    select clock.hour, coalesce(sum(kept.views), 0) as views, coalesce(sum(kept.reactions), 0) as reactions
    from generate_series(0, 23) clock (hour) left join kept on extract(hour from kept.local) = clock.hour
    group by clock.hour
  ), best as (
    select extract(isodow from local)::int as weekday, extract(hour from local)::int as hour,
      round(sum(views) * 7.0 / (last_day - first_day + 1), 1) as views
    from kept where views > 0 group by 1, 2 order by 3 desc, 1, 2 limit 3
  )
  select jsonb_build_object(
    'by_day', (select jsonb_agg(to_jsonb(by_day) order by day) from by_day),
    'by_hour', (select jsonb_agg(jsonb_build_object('views', views, 'reactions', reactions) order by hour) from by_hour),
    'best_times', (select coalesce(jsonb_agg(to_jsonb(best) order by views desc, weekday, hour), '[]') from best))
$$;
comment on function private.creator_times is 'The parts of creator_insights that are by time.';

create function private.creator_parts(creator uuid, first_day date, last_day date) returns jsonb
language sql stable
set search_path = ''
as $$
  with part as materialized (
    select known.facet, known.name, sum(known.count)::bigint as count from private.author_facets known
    where known.author_id = creator and known.day between first_day and last_day + 1
    group by known.facet, known.name
  )
  select jsonb_build_object(
    'sources', (select coalesce(jsonb_object_agg(name, count), '{}') from part where facet = 'source'),
    'audience', (select jsonb_build_object(
      'ages', private.shares_of(array_agg(name) filter (where facet = 'age'), array_agg(count) filter (where facet = 'age'), 10),
      'followers', private.shares_of(array_agg(name) filter (where facet = 'follows'), array_agg(count) filter (where facet = 'follows'), 10) -> 'true') from part))
$$;
comment on function private.creator_parts is 'The parts of creator_insights that are by who and where, by days of UTC.';

create function private.creator_posts(creator uuid, since timestamptz) returns jsonb
language sql stable
set search_path = ''
as $$
  select coalesce(jsonb_agg(to_jsonb(best) order by best.views desc, best.post_id), '[]')
  from (
    select post.id as post_id, coalesce(stats.views, 0) as views, coalesce(stats.reactions, 0) as reactions, coalesce(stats.comments, 0) as comments,
      coalesce(stats.shares, 0) as shares, coalesce(stats.saves, 0) as saves, coalesce(known.state, 'none') as state
    from (
      select recent.id from public.posts recent
      where recent.author_id = creator and recent.state = 'published' and recent.deleted_at is null and recent.published_at >= creator_posts.since
      order by recent.position desc limit 1000
    ) post
    left join public.post_stats stats on stats.post_id = post.id
    left join private.post_virality known on known.post_id = post.id
    order by coalesce(stats.views, 0) desc, post.id
    limit 10
  ) best
$$;
comment on function private.creator_posts is 'The most viewed posts of somebody that appeared since a moment.';
