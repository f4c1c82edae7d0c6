create function public.post_insights(post_id uuid, time_zone text default 'UTC') returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return private.post_insights(post_insights.post_id, post_insights.time_zone);
end
$$;
comment on function public.post_insights is '
For its author, what became of a post: {post_id, published_at, views, reach (different people who saw it), reactions, emojis, comments, shares, saves,
watched_ms, watched_share (of the length of the video, loops included), completions (views of nine tenths and more), rates: {reactions, comments, shares, saves}
by views, sources: {home: views, …}, by_hour: [24 × {views, reactions}] by hour of the day in `time_zone`, by_day: [{day, views, viewers, reactions, comments,
shares, saves, watched_ms}] for its last 30 days with anything, best_hours: [hours of the day, the best first],
audience: {ages: {band: share}, followers: share}, in steps of 0.05, null below ten people, virality: {state: none|rising|viral|cooled, since, velocity (people in
the last hour, by trust), surprise, predicted_reach: {people, low, high} with 80 %, offered_to (share of everybody)}, feed: {sample, served, outranked, filtered:
{kind: lists}}: how often ranked lists had it on their first page, behind it, or left it out, estimated from a sample; a number that rests on less than ten lists
is left out. Errors: NOT_AUTHENTICATED, POST_NOT_FOUND (also for posts of others), INVALID_ARGUMENT.';
grant execute on function public.post_insights to authenticated;

create function private.post_insights(post_id uuid, time_zone text) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  caller uuid := private.caller_id();
  zone text := private.check_time_zone(time_zone);
  post public.posts;
  stats public.post_stats;
  sums record;
  length_ms int;
begin
  select * into post from public.posts own where own.id = post_insights.post_id and own.author_id = caller and own.deleted_at is null;
  if not found then
    perform private.raise('POST_NOT_FOUND', 'There is no such post of yours.', 404);
  end if;
  select * into stats from public.post_stats known where known.post_id = post.id;
  select coalesce(sum(viewers), 0) as viewers, coalesce(sum(completions), 0) as completions into sums
  from private.post_hours known where known.post_id = post.id;
  select max(medium.duration_ms) into length_ms
  from public.post_media shown join private.media medium on medium.id = shown.media_id
  where shown.post_id = post.id and medium.kind = 'video';
  return jsonb_build_object(
    'post_id', post.id, 'published_at', post.published_at,
    'views', coalesce(stats.views, 0), 'reach', sums.viewers, 'reactions', coalesce(stats.reactions, 0), 'emojis', coalesce(stats.emojis, '{}'),
    'comments', coalesce(stats.comments, 0), 'shares', coalesce(stats.shares, 0), 'saves', coalesce(stats.saves, 0),
    'watched_ms', coalesce(stats.watched_ms, 0),
    'watched_share', round(stats.watched_ms / nullif(stats.views * length_ms, 0)::numeric, 3),
    'completions', case when length_ms is not null then sums.completions end,
    'rates', private.rates_of(stats.views, stats.reactions, stats.comments, stats.shares, stats.saves),
    'virality', private.virality_view(post.id)
  ) || private.post_times(post.id, zone) || private.post_parts(post.id);
end
$$;
comment on function private.post_insights is 'The step of post_insights that reads. Errors: as post_insights.';
grant execute on function private.post_insights to authenticated;

create function private.post_times(post_id uuid, time_zone text) returns jsonb
language sql stable
set search_path = ''
as $$
  with kept as materialized (
    select known.*, known.hour at time zone time_zone as local from private.post_hours known where known.post_id = post_times.post_id
  ), of_day as materialized (
    select clock.hour, coalesce(sum(kept.views), 0) as views, coalesce(sum(kept.reactions), 0) as reactions
    from generate_series(0, 23) clock (hour) left join kept on extract(hour from kept.local) = clock.hour
    group by clock.hour
  ), daily as (
    select kept.local::date as day, sum(views) as views, sum(viewers) as viewers, sum(reactions) as reactions, sum(comments) as comments,
      sum(shares) as shares, sum(saves) as saves, sum(watched_ms) as watched_ms
    from kept group by 1 order by 1 desc limit 30
  )
  select jsonb_build_object(
    'by_hour', (select jsonb_agg(jsonb_build_object('views', views, 'reactions', reactions) order by hour) from of_day),
    'by_day', (select coalesce(jsonb_agg(to_jsonb(daily) order by daily.day), '[]') from daily),
    'best_hours', (select coalesce(jsonb_agg(hour order by views desc, hour), '[]') from (select * from of_day where views > 0 order by views desc, hour limit 3) best))
$$;
comment on function private.post_times is 'The parts of post_insights that are by time.';

create function private.post_parts(post_id uuid) returns jsonb
language sql stable
set search_path = ''
as $$
  with part as materialized (
    select known.facet, known.name, known.count from private.post_facets known where known.post_id = post_parts.post_id
  ), sample as (
    select greatest((private.setting('feed_log_share') #>> '{}')::double precision, 0.0001) as share
  )
  select jsonb_build_object(
    'sources', (select coalesce(jsonb_object_agg(name, count), '{}') from part where facet = 'source'),
    'audience', (select jsonb_build_object(
      'ages', private.shares_of(array_agg(name) filter (where facet = 'age'), array_agg(count) filter (where facet = 'age'), 10),
      'followers', private.shares_of(array_agg(name) filter (where facet = 'follows'), array_agg(count) filter (where facet = 'follows'), 10) -> 'true') from part),
    'feed', (select jsonb_build_object('sample', sample.share,
      'served', max(round(count / sample.share)) filter (where facet = 'feed' and name = 'served' and count >= 10),
      'outranked', max(round(count / sample.share)) filter (where facet = 'feed' and name = 'outranked' and count >= 10),
      'filtered', coalesce(jsonb_object_agg(name, round(count / sample.share)) filter (where facet = 'filter' and count >= 10), '{}'))
      from sample left join part on true group by sample.share))
$$;
comment on function private.post_parts is 'The parts of post_insights that are by who and where.';
