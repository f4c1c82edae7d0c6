-- By definition, and slowly: nothing of what the figures are kept in, but the rows that they are about. private.recounted_<view> makes the rows that
-- analytics.<view> should have for one day, which goes from `starts` to before `ends` where its time zone holds.
create function private.recounted_lines(starts timestamptz, ends timestamptz) returns table (kind text, amount bigint, part text, details jsonb)
language sql stable
set search_path = ''
as $$
  select line.kind, case line.kind when 'view' then (line.details ->> 'counts')::bigint when 'match' then 2 when 'notifications_read' then (line.details ->> 'count')::bigint else 1 end,
    coalesce(line.details ->> 'accepts', line.details ->> 'kind'), line.details::jsonb
  from private.engagement line
  where line.happened_at >= recounted_lines.starts and line.happened_at < recounted_lines.ends and not line.details ? 'previous'
    and line.transaction_id < (select place from private.engagement_readers where name = 'activity')
$$;
comment on function private.recounted_lines is 'The lines of the log, which goes back 30 days, that the reader of the figures has read, and how much each counts.';

create function private.recounted_daily_users(asked private.asked_days, starts timestamptz, ends timestamptz) returns setof jsonb
language sql stable
set search_path = ''
as $$
  with active as materialized (
    select distinct activity.person_id, (to_timestamp(activity.quarter * 900::bigint) at time zone asked.time_zone)::date as on_day
    from private.activity
  ), person as (
    select person_id, bool_or(on_day = asked.since) as that_day,
      bool_or(on_day between asked.since - 6 and asked.since) as that_week,
      bool_or(on_day between asked.since - 29 and asked.since) as that_month,
      bool_or(on_day between asked.since - 30 and asked.since - 1) as lately,
      bool_or(on_day = asked.since - 30) as a_month_ago,
      bool_or(on_day < asked.since) as earlier
    from active
    group by person_id
  )
  select jsonb_build_object('daily', count(*) filter (where that_day), 'weekly', count(*) filter (where that_week),
    'monthly', count(*) filter (where that_month),
    'stickiness', count(*) filter (where that_day)::double precision / nullif(count(*) filter (where that_month), 0),
    'newcomers', count(*) filter (where that_day and not earlier),
    'returned', count(*) filter (where that_day and lately), 'resurrected', count(*) filter (where that_day and earlier and not lately),
    'dormant', count(*) filter (where a_month_ago and not that_month))
  from person
$$;
comment on function private.recounted_daily_users is 'Person by person from who was active when.';

create function private.recounted_growth(asked private.asked_days, starts timestamptz, ends timestamptz) returns setof jsonb
language sql stable
set search_path = ''
as $$
  with person as (
    select known.registered_at, 'infinity'::timestamptz as deleted_at from private.lifecycles known
    union all
    -- Of an account that is gone these two lines of its trail are left, for a year.
    select came.created_at, gone.created_at
    from private.audit_events gone join private.audit_events came on came.account_id = gone.account_id and came.event = 'registered'
    where gone.event = 'deleted'
  ), counted as (
    select count(*) filter (where registered_at >= recounted_growth.starts and registered_at < recounted_growth.ends) as registered,
      count(*) filter (where deleted_at >= recounted_growth.starts and deleted_at < recounted_growth.ends) as deleted,
      count(*) filter (where registered_at < recounted_growth.ends and deleted_at >= recounted_growth.ends) as people
    from person
  )
  select jsonb_build_object('registered', registered, 'deleted', deleted, 'people', people,
    'growth', (registered - deleted)::double precision / nullif(people - registered + deleted, 0))
  from counted
$$;
comment on function private.recounted_growth is 'Account by account, those that are gone too.';

create function private.recounted_retention(asked private.asked_days, starts timestamptz, ends timestamptz) returns setof jsonb
language sql stable
set search_path = ''
as $$
  with cohort as (
    select monday, monday::timestamp at time zone asked.time_zone as starts, (monday + 7)::timestamp at time zone asked.time_zone as ends
    from (select date_trunc('week', asked.since::timestamp)::date) week (monday)
  ), person as materialized (
    select known.person_id, private.quarter_of(known.registered_at) as registered
    from cohort join private.lifecycles known on known.registered_at >= cohort.starts and known.registered_at < cohort.ends
  )
  select jsonb_build_object('cohort', cohort.monday, 'week', week, 'registered', counted.registered, 'people', counted.people,
    'share', counted.people::double precision / counted.registered,
    'is_over', private.quarter_of(cohort.ends) + 672 * (week + 1) <= private.quarter_of(now()))
  from cohort
  cross join lateral generate_series(0, least((private.quarter_of(now()) - private.quarter_of(cohort.starts)) / 672, 52)) week
  cross join lateral (
    select count(*) as registered, count(*) filter (where exists (
      select from private.activity
      where activity.person_id = person.person_id and activity.quarter >= person.registered + 672 * week and activity.quarter < person.registered + 672 * (week + 1))) as people
    from person
  ) counted
  where counted.registered > 0
$$;
comment on function private.recounted_retention is 'The week that the day lies in, person by person from who was active when.';

create function private.recounted_funnel(asked private.asked_days, starts timestamptz, ends timestamptz) returns setof jsonb
language sql stable
set search_path = ''
as $$
  with person as materialized (
    select known.steps::int as steps from private.lifecycles known
    where known.registered_at >= recounted_funnel.starts and known.registered_at < recounted_funnel.ends
  ), registered as (
    select count(*) as people from person
  )
  select jsonb_build_object('step', 'registered', 'place', 0, 'people', people, 'share', 1, 'through', people, 'share_through', 1) from registered
  union all
  select jsonb_build_object('step', known.step, 'place', known.place, 'people', made.people, 'share', made.people::double precision / nullif(registered.people, 0),
    'through', made.through, 'share_through', made.through::double precision / nullif(registered.people, 0))
  from registered
  cross join unnest(private.funnel_steps()) with ordinality known (step, place)
  cross join lateral (
    select count(*) filter (where get_bit(person.steps::bit(32), 32 - known.place::int) = 1) as people,
      count(*) filter (where person.steps % (1 << known.place::int) = (1 << known.place::int) - 1) as through
    from person
  ) made
$$;
comment on function private.recounted_funnel is 'Person by person, from the steps that each has made.';

create function private.recounted_content_daily(asked private.asked_days, starts timestamptz, ends timestamptz) returns setof jsonb
language sql stable
set search_path = ''
as $$
  select jsonb_build_object('posts', count(*) filter (where line.kind = 'post'), 'texts', count(*) filter (where line.kind = 'post' and line.part = 'text'),
    'images', count(*) filter (where line.kind = 'post' and line.part = 'image'), 'videos', count(*) filter (where line.kind = 'post' and line.part = 'video'),
    'carousels', count(*) filter (where line.kind = 'post' and line.part = 'carousel'), 'reels', count(*) filter (where line.kind = 'post' and line.part = 'reel'),
    'comments', count(*) filter (where line.kind = 'comment'), 'messages', count(*) filter (where line.kind = 'message'),
    'calls', count(*) filter (where line.kind = 'call'), 'posts_removed', count(*) filter (where line.kind = 'post_removal'),
    'comments_removed', count(*) filter (where line.kind = 'comment_removal'))
  from private.recounted_lines(starts, ends) line
$$;
comment on function private.recounted_content_daily is 'Line by line from the log.';

create function private.recounted_engagement_daily(asked private.asked_days, starts timestamptz, ends timestamptz) returns setof jsonb
language sql stable
set search_path = ''
as $$
  select jsonb_build_object('views', coalesce(sum(line.amount) filter (where line.kind = 'view'), 0),
    'reactions', count(*) filter (where line.kind in ('post_reaction', 'comment_reaction', 'message_reaction')),
    'comments', count(*) filter (where line.kind = 'comment'), 'shares', count(*) filter (where line.kind = 'share'),
    'saves', count(*) filter (where line.kind = 'save'), 'follows', count(*) filter (where line.kind = 'follow'),
    'unfollows', count(*) filter (where line.kind = 'unfollow'), 'connections', count(*) filter (where line.kind = 'connection_accept'),
    'watched_hours', coalesce(sum((line.details ->> 'watched_ms')::bigint) filter (where line.kind = 'view'), 0)::double precision / 3600000,
    'engagement_rate', count(*) filter (where line.kind in ('post_reaction', 'comment', 'share', 'save'))::double precision
      / nullif(sum(line.amount) filter (where line.kind = 'view'), 0))
  from private.recounted_lines(starts, ends) line
$$;
comment on function private.recounted_engagement_daily is 'Line by line from the log.';

create function private.recounted_sessions_daily(asked private.asked_days, starts timestamptz, ends timestamptz) returns setof jsonb
language sql stable
set search_path = ''
as $$
  select jsonb_build_object('sessions', count(*), 'mean_minutes', sum(round(length.seconds))::double precision / 60 / nullif(count(*), 0),
    'median_minutes', percentile_disc(0.5) within group (order by trunc(length.minutes, 1 - length(length.minutes::text))))
  from private.presence_sessions session
  cross join lateral (select extract(epoch from session.ended_at - session.started_at)) spent (seconds)
  cross join lateral (select spent.seconds, trunc(spent.seconds / 60)) length (seconds, minutes)
  where session.is_counted and session.started_at >= recounted_sessions_daily.starts and session.started_at < recounted_sessions_daily.ends
$$;
comment on function private.recounted_sessions_daily is 'Session by session.';

create function private.recounted_matchmaking_daily(asked private.asked_days, starts timestamptz, ends timestamptz) returns setof jsonb
language sql stable
set search_path = ''
as $$
  select jsonb_build_object('searches', count(*) filter (where line.kind = 'match_search'), 'proposals', count(*) filter (where line.kind = 'match_prompt'),
    'accepted', count(*) filter (where line.kind = 'match_answer' and line.part = 'true'), 'declined', count(*) filter (where line.kind = 'match_answer' and line.part = 'false'),
    'matched', coalesce(sum(line.amount) filter (where line.kind = 'match'), 0),
    'acceptance', count(*) filter (where line.kind = 'match_answer' and line.part = 'true')::double precision / nullif(count(*) filter (where line.kind = 'match_answer'), 0),
    'mean_waited_s', coalesce(sum(round((line.details ->> 'waited_s')::numeric)) filter (where line.kind = 'match_prompt'), 0)::double precision
      / nullif(count(*) filter (where line.kind = 'match_prompt'), 0),
    'regret', (
      select 1 - sum(round(sweep.sample_weight * 1000))::double precision / nullif(sum(round(sweep.sample_optimum * 1000)), 0)
      from private.match_sweeps sweep
      where sweep.swept_at >= recounted_matchmaking_daily.starts and sweep.swept_at < recounted_matchmaking_daily.ends))
  from private.recounted_lines(starts, ends) line
$$;
comment on function private.recounted_matchmaking_daily is 'Line by line from the log, and sweep by sweep.';

create function private.recounted_media_daily(asked private.asked_days, starts timestamptz, ends timestamptz) returns setof jsonb
language sql stable
set search_path = ''
as $$
  select jsonb_build_object('processed', count(*) filter (where line.kind = 'media_ready'),
    'images', count(*) filter (where line.kind = 'media_ready' and line.part = 'image'), 'videos', count(*) filter (where line.kind = 'media_ready' and line.part = 'video'),
    'audios', count(*) filter (where line.kind = 'media_ready' and line.part = 'audio'), 'files', count(*) filter (where line.kind = 'media_ready' and line.part = 'file'),
    'failed', count(*) filter (where line.kind = 'media_failure'),
    'failure_rate', count(*) filter (where line.kind = 'media_failure')::double precision / nullif(count(*) filter (where line.kind in ('media_ready', 'media_failure')), 0),
    'mean_image_s', sum((line.details ->> 'took_ms')::bigint) filter (where line.kind = 'media_ready' and line.part = 'image')::double precision / 1000
      / nullif(count(*) filter (where line.kind = 'media_ready' and line.part = 'image'), 0),
    'mean_video_s', sum((line.details ->> 'took_ms')::bigint) filter (where line.kind = 'media_ready' and line.part = 'video')::double precision / 1000
      / nullif(count(*) filter (where line.kind = 'media_ready' and line.part = 'video'), 0))
  from private.recounted_lines(starts, ends) line
$$;
comment on function private.recounted_media_daily is 'Line by line from the log.';

create function private.recounted_notifications_daily(asked private.asked_days, starts timestamptz, ends timestamptz) returns setof jsonb
language sql stable
set search_path = ''
as $$
  with news_of_day as (
    select count(*) as told, count(*) filter (where news.kind = 'like') as likes, count(*) filter (where news.kind in ('comment', 'reply', 'mention')) as comments,
      count(*) filter (where news.kind in ('follow', 'follow_request', 'follow_accept', 'connection_request', 'connection_accept')) as follows,
      count(*) filter (where news.kind in ('message_request', 'missed_call', 'group_add', 'group_invite')) as messages
    from private.notifications news
    where news.created_at >= recounted_notifications_daily.starts and news.created_at < recounted_notifications_daily.ends
  ), opened_that_day as (
    select coalesce(sum(line.amount), 0)::bigint as opened from private.recounted_lines(starts, ends) line where line.kind = 'notifications_read'
  )
  select to_jsonb(news_of_day) || jsonb_build_object('others', news_of_day.told - news_of_day.likes - news_of_day.comments - news_of_day.follows - news_of_day.messages,
    'opened', opened_that_day.opened, 'open_rate', opened_that_day.opened::double precision / nullif(news_of_day.told, 0))
  from news_of_day, opened_that_day
$$;
comment on function private.recounted_notifications_daily is '
Notification by notification: without those that are gone since, with an account or because what they told was taken back.';

create function private.recounted_moderation_daily(asked private.asked_days, starts timestamptz, ends timestamptz) returns setof jsonb
language sql stable
set search_path = ''
as $$
  with span as (
    select private.uuid_v7_at(starts) as first, private.uuid_v7_at(ends) as beyond, private.uuid_v7_at(ends - interval '30 days') as month_ago
  ), decision as materialized (
    select made.*, opened.created_at as opened_at,
      array(select measure.action from private.measures measure where measure.decision_id = made.id) as actions,
      (select review.verdict = review.first_verdict from private.second_reviews review where review.decision_id = made.id) as agreed
    from span, private.decisions made join private.cases opened on opened.id = made.case_id
    where made.id >= span.first and made.id < span.beyond
  ), decided_that_day as (
    select count(*) as decided, count(*) filter (where 'dismiss' = any (actions)) as dismissed, count(*) filter (where 'hide' = any (actions)) as hidden,
      count(*) filter (where 'remove' = any (actions)) as removed, count(*) filter (where 'warn' = any (actions)) as warned,
      count(*) filter (where 'suspend' = any (actions)) as suspended, count(*) filter (where 'shadow_ban' = any (actions)) as shadow_banned,
      count(*) filter (where 'ban' = any (actions)) as banned, count(*) filter (where undone_at is not null) as undone,
      count(*) filter (where overturned_at is not null) as overturned,
      percentile_cont(0.5) within group (order by extract(epoch from created_at - opened_at)::double precision / 3600) filter (where undone_at is null) as median_hours,
      count(*) filter (where agreed)::double precision / nullif(count(agreed), 0) as agreement
    from decision
  ), reported_that_day as (
    select count(*) as reports, count(*) filter (where report.outcome = 'upheld')::double precision / nullif(count(report.outcome), 0) as upheld_reports
    from span, private.reports report where report.id >= span.first and report.id < span.beyond
  ), settled as (
    select made.case_id, min(made.created_at) as at from private.decisions made where made.undone_at is null group by made.case_id
  )
  select to_jsonb(decided_that_day) || to_jsonb(reported_that_day) || jsonb_build_object(
    'flags', (select count(*) from span, private.flags flag where flag.id >= span.first and flag.id < span.beyond),
    'cases', (select count(*) from span, private.cases opened where opened.id >= span.first and opened.id < span.beyond),
    'appeals', (select count(*) from span, private.appeals appeal where appeal.id >= span.first and appeal.id < span.beyond),
    'waiting', (
      select count(*)
      from span, private.cases opened left join settled on settled.case_id = opened.id
      where opened.id < span.beyond
        and (opened.status = 'open' or opened.id >= span.month_ago and (settled.at is null or settled.at >= recounted_moderation_daily.ends))))
  from decided_that_day, reported_that_day
$$;
comment on function private.recounted_moderation_daily is 'Report by report, case by case, decision by decision.';

create function private.recounted_viral_posts(asked private.asked_days, starts timestamptz, ends timestamptz) returns setof jsonb
language sql stable
set search_path = ''
as $$
  with run as (
    select line.target_id as post_id, min(line.happened_at) as began_at
    from private.engagement line
    where line.kind = 'viral' and line.details ->> 'state' = 'viral' and line.transaction_id < (select place from private.engagement_readers where name = 'activity')
    group by line.target_id
    having min(line.happened_at) >= recounted_viral_posts.starts and min(line.happened_at) < recounted_viral_posts.ends
  ), deed as materialized (
    select post.id as post_id, date_trunc('hour', line.happened_at, 'UTC') as at,
      case line.kind when 'view' then coalesce((line.details ->> 'first')::int, 0) else 0 end as viewers,
      case when line.kind in ('post_reaction', 'comment', 'share', 'save') and not line.details ? 'previous' then 1
        when line.kind in ('post_unreaction', 'comment_removal', 'unshare', 'unsave') then -1 else 0 end as deeds
    from run
    join public.posts post on post.id = run.post_id
    join private.engagement line on line.target_id = run.post_id and line.actor_id <> post.author_id
      and line.transaction_id < (select place from private.engagement_readers where name = 'virality')
    where line.kind in ('view', 'post_reaction', 'post_unreaction', 'comment', 'comment_removal', 'share', 'unshare', 'save', 'unsave')
  ), hour as (
    select post_id, at, sum(viewers) as viewers, sum(deeds) as deeds, row_number() over (partition by post_id order by at) as place from deed group by post_id, at
  )
  select jsonb_build_object('post_id', post.id, 'author_id', post.author_id, 'kind', post.kind, 'went_viral_at', run.began_at,
    'state', coalesce((select known.state from private.post_virality known where known.post_id = post.id), 'none'),
    'viewers', spread.viewers, 'deeds', spread.deeds, 'viewers_before', spread.viewers_before,
    'lead_hours', extract(epoch from (
      select min(hour.at) + interval '1 hour' from hour
      where hour.post_id = post.id
        and 2 * (select sum(deed.viewers) from deed where deed.post_id = post.id and deed.at <= hour.at) >= spread.viewers) - run.began_at)::double precision / 3600,
    'curve', coalesce((
      select jsonb_agg(jsonb_build_object('at', hour.at, 'viewers', hour.viewers, 'deeds', hour.deeds) order by hour.at)
      from hour where hour.post_id = post.id and hour.place <= 168), '[]'))
  from run
  join public.posts post on post.id = run.post_id
  cross join lateral (
    select coalesce(sum(deed.viewers), 0) as viewers, coalesce(sum(deed.deeds), 0) as deeds,
      coalesce(sum(deed.viewers) filter (where deed.at + interval '1 hour' <= run.began_at), 0) as viewers_before
    from deed where deed.post_id = post.id
  ) spread
  order by run.began_at desc
  limit 50
$$;
comment on function private.recounted_viral_posts is 'Line by line from the log.';

create function private.recounted_api_calls(asked private.asked_days, starts timestamptz, ends timestamptz) returns setof jsonb
language sql stable
set search_path = ''
as $$
  with told as materialized (
    select * from private.call_times told where told.hour >= recounted_api_calls.starts and told.hour < recounted_api_calls.ends
  ), total as (
    select call, sum(requests) as requests, sum(refused) as refused, sum(errors) as errors, sum(took_ms) as took_ms from told group by call
  )
  select jsonb_build_object('call', total.call, 'requests', total.requests, 'refused', total.refused, 'errors', total.errors,
    'mean_ms', total.took_ms::double precision / total.requests,
    -- The shortest time that was enough for so many of them.
    'p50_ms', (select min(at_most_ms) from told bound
      where bound.call = total.call and (select sum(requests) from told within where within.call = total.call and within.at_most_ms <= bound.at_most_ms) >= 0.5 * total.requests),
    'p95_ms', (select min(at_most_ms) from told bound
      where bound.call = total.call and (select sum(requests) from told within where within.call = total.call and within.at_most_ms <= bound.at_most_ms) >= 0.95 * total.requests))
  from total
$$;
comment on function private.recounted_api_calls is 'From what the gateway told: a row an hour, call and class of duration. The requests themselves are not kept.';

create function private.recounted_live(asked private.asked_days, starts timestamptz, ends timestamptz) returns setof jsonb
language sql stable
set search_path = ''
as $$
  with today as (
    select date_trunc('day', now(), 'UTC') as starts
  ), line as materialized (
    select found.kind, sum(found.amount) as amount from today, private.recounted_lines(today.starts, 'infinity') found group by found.kind
  )
  select jsonb_build_object('name', counted.figure, 'value', counted.amount) from private.live_rows() counted
  union all
  select jsonb_build_object('name', 'active', 'value', count(distinct person_id)) from private.activity where quarter >= private.quarter_of(now()) - 1
  union all
  select jsonb_build_object('name', 'daily', 'value', count(distinct person_id)) from today, private.activity where quarter >= private.quarter_of(today.starts)
  union all
  select jsonb_build_object('name', 'registered', 'value', row -> 'registered')
  from today, private.recounted_growth(asked, today.starts, today.starts + interval '1 day') row
  union all
  select jsonb_build_object('name', figure.name, 'value', coalesce((select line.amount from line where line.kind = figure.kind), 0))
  from (values ('posts', 'post'), ('comments', 'comment'), ('messages', 'message'), ('views', 'view'), ('reactions', 'post_reaction'), ('follows', 'follow'),
    ('calls', 'call'), ('matched', 'match'), ('media_failed', 'media_failure')) figure (name, kind)
$$;
comment on function private.recounted_live is 'Of this moment and today in UTC, whatever day is asked for: row by row, and line by line.';

create function private.recounted_rows(view_name text, asked private.asked_days) returns setof jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return query execute format('select * from private.%I($1, $2, $3)', 'recounted_' || view_name)
  using asked, asked.since::timestamp at time zone asked.time_zone, (asked.since + 1)::timestamp at time zone asked.time_zone;
end
$$;
comment on function private.recounted_rows is 'The rows that a view should have for the day asked for.';

create function private.recounted_overview(asked private.asked_days, starts timestamptz, ends timestamptz) returns setof jsonb
language sql stable
set search_path = ''
as $$
  select jsonb_build_object('name', 'active', 'value', count(distinct person_id) filter (where quarter >= private.quarter_of(starts)),
    'before', count(distinct person_id) filter (where quarter < private.quarter_of(starts)))
  from private.activity
  where quarter >= private.day_begins(asked.since - 1, asked.time_zone) and quarter < private.quarter_of(ends)
  union all
  (
    with figure as materialized (
      select shown.view_name, shown.name, case when shown.name = 'weekly' then 7 when shown.name in ('monthly', 'stickiness') then 30 else 1 end as back
      from private.shown_overview(asked.time_zone, asked.since, asked.since, null, null, null) shown
      where shown.view_name <> 'overview'
    ), day as materialized (
      select wanted.view_name, wanted.back, private.recounted_rows(wanted.view_name,
        (asked.time_zone, asked.since - wanted.back, asked.since - wanted.back, asked.segment)::private.asked_days) as figures
      from (select view_name, back from figure union select view_name, 0 from figure) wanted
    )
    select jsonb_build_object('name', figure.name, 'value', this.figures -> figure.name, 'before', earlier.figures -> figure.name)
    from figure
    join day this on this.view_name = figure.view_name and this.back = 0
    join day earlier on earlier.view_name = figure.view_name and earlier.back = figure.back
  )
$$;
comment on function private.recounted_overview is 'From the recounts of the other views, for the day and the one that it is compared with.';

create function private.figures_of(rows jsonb[]) returns table (name text, part text, value jsonb)
language sql immutable
set search_path = ''
as $$
  -- A row is named by its key; of one that is a figure itself, `before` is the part.
  select coalesce(row.data ->> 'name', figure.key), case when row.data ? 'name' then case figure.key when 'value' then '' else figure.key end
    else coalesce(row.data ->> 'step', row.data ->> 'week', row.data ->> 'call', row.data ->> 'post_id', '') end, nullif(figure.value, 'null')
  from unnest(rows) row (data), jsonb_each(row.data) figure
  where figure.key not in ('day', 'name', 'view_name', 'step', 'week', 'call', 'post_id', 'author_id', 'kind')
$$;
comment on function private.figures_of is 'The figures of rows of a view, each with what its row is about.';

create function private.recounted(view_name text, day date, time_zone text) returns table (name text, part text, stored jsonb, recounted jsonb)
language plpgsql stable security definer
set search_path = ''
as $$
declare
  asked private.asked_days;
  kept jsonb[];
  anew jsonb[];
begin
  perform private.active_moderator_id();
  if view_name is distinct from 'moderation_daily' then
    perform private.active_admin_id();
  end if;
  if view_name !~ '^[a-z_]+$' or to_regprocedure(format('private.recounted_%s(private.asked_days, timestamptz, timestamptz)', view_name)) is null then
    perform private.raise('INVALID_ARGUMENT', 'view_name must be one of the views of figures: docs/analytics.md.', 422);
  end if;
  asked := private.asked_days(time_zone, day, day, null, null, null, 1);
  if view_name = 'live' then
    select array_agg(to_jsonb(row)) into kept from private.shown_live() row;
  else
    execute format('select array_agg(to_jsonb(row)) from analytics.%I(time_zone => $1, since => $2, until => $2) row', view_name)
    into kept using asked.time_zone, asked.since;
  end if;
  anew := array(select private.recounted_rows(view_name, asked));
  return query
    select coalesce(was.name, found.name), coalesce(was.part, found.part), was.value, found.value
    from private.figures_of(kept) was
    full join private.figures_of(anew) found on found.name = was.name and found.part = was.part
    order by 2, 1;
end
$$;
comment on function private.recounted is 'The rows of analytics.recount. Errors: as there.';
grant execute on function private.recounted to authenticated;

create function analytics.recount(view_name text, day date, time_zone text default 'UTC')
returns table (name text, part text, stored jsonb, recounted jsonb)
language plpgsql stable
set search_path = ''
as $$
begin
  return query select * from private.recounted(view_name, day, time_zone);
end
$$;
comment on function analytics.recount is '
For admins, of moderation_daily for moderators too: proves every figure of a view for one day: `stored`, as the view has it, and `recounted` from the rows that it is
about. `part`: of a view with several rows what the row is of, a step, week, call or post; of overview before, for the time before. What is counted from the log
(content, engagement, matchmaking, media, viral posts, opened notifications) goes back 30 days; retention is of the week of the day, live of this moment; notifications
are without those that are gone. It takes as long as reading all of these rows.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_ARGUMENT.';
grant execute on function analytics.recount to authenticated;
