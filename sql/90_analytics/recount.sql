-- By definition, and slowly: nothing of what the figures are kept in, but the rows that they are about.
create function private.recounted_users(day date, time_zone text) returns jsonb
language sql stable
set search_path = ''
as $$
  with active as materialized (
    select distinct activity.person_id, (to_timestamp(activity.quarter * 900::bigint) at time zone recounted_users.time_zone)::date as on_day
    from private.activity
  ), person as (
    select person_id, bool_or(on_day = recounted_users.day) as that_day,
      bool_or(on_day between recounted_users.day - 6 and recounted_users.day) as that_week,
      bool_or(on_day between recounted_users.day - 29 and recounted_users.day) as that_month,
      bool_or(on_day between recounted_users.day - 30 and recounted_users.day - 1) as lately,
      bool_or(on_day = recounted_users.day - 30) as a_month_ago,
      bool_or(on_day < recounted_users.day) as earlier
    from active
    group by person_id
  )
  select jsonb_build_object('daily', count(*) filter (where that_day), 'weekly', count(*) filter (where that_week),
    'monthly', count(*) filter (where that_month), 'newcomers', count(*) filter (where that_day and not earlier),
    'returned', count(*) filter (where that_day and lately), 'resurrected', count(*) filter (where that_day and earlier and not lately),
    'dormant', count(*) filter (where a_month_ago and not that_month))
  from person
$$;
comment on function private.recounted_users is 'The figures of analytics.daily_users for a day, person by person from who was active when.';

create function private.recounted_deeds(view_name text, starts timestamptz, ends timestamptz) returns jsonb
language sql stable
set search_path = ''
as $$
  with line as materialized (
    select log.kind, log.details
    from private.engagement log
    where log.happened_at >= recounted_deeds.starts and log.happened_at < recounted_deeds.ends
      and log.transaction_id < (select place from private.engagement_readers where name = 'activity')
  ), deed (view_name, name, is_it, amount) as (values
    ('content_daily', 'posts', 'post', null), ('content_daily', 'texts', 'post', 'text'), ('content_daily', 'images', 'post', 'image'),
    ('content_daily', 'videos', 'post', 'video'), ('content_daily', 'carousels', 'post', 'carousel'), ('content_daily', 'reels', 'post', 'reel'),
    ('content_daily', 'comments', 'comment', null), ('content_daily', 'messages', 'message', null), ('content_daily', 'calls', 'call', null),
    ('content_daily', 'posts_removed', 'post_removal', null), ('content_daily', 'comments_removed', 'comment_removal', null),
    ('engagement_daily', 'reactions', '(post|comment|message)_reaction', null), ('engagement_daily', 'comments', 'comment', null),
    ('engagement_daily', 'shares', 'share', null), ('engagement_daily', 'saves', 'save', null), ('engagement_daily', 'follows', 'follow', null),
    ('engagement_daily', 'unfollows', 'unfollow', null), ('engagement_daily', 'connections', 'connection_accept', null),
    ('matchmaking_daily', 'searches', 'match_search', null), ('matchmaking_daily', 'proposals', 'match_prompt', null),
    ('matchmaking_daily', 'accepted', 'match_answer', 'true'), ('matchmaking_daily', 'declined', 'match_answer', 'false'),
    ('matchmaking_daily', 'matched', 'match', null),
    ('media_daily', 'processed', 'media_ready', null), ('media_daily', 'images', 'media_ready', 'image'), ('media_daily', 'videos', 'media_ready', 'video'),
    ('media_daily', 'audios', 'media_ready', 'audio'), ('media_daily', 'files', 'media_ready', 'file'), ('media_daily', 'failed', 'media_failure', null)
  )
  select jsonb_object_agg(deed.name, (
    select count(*) * case deed.name when 'matched' then 2 else 1 end from line
    where line.kind ~ ('^' || deed.is_it || '$') and not line.details ? 'previous'
      and (deed.amount is null or deed.amount in (line.details ->> 'accepts', line.details ->> 'kind'))))
    || case recounted_deeds.view_name when 'engagement_daily' then jsonb_build_object(
      'views', (select coalesce(sum((line.details ->> 'counts')::int), 0) from line where line.kind = 'view'),
      'watched_hours', (select coalesce(sum((line.details ->> 'watched_ms')::bigint), 0)::double precision / 3600000 from line where line.kind = 'view'))
      else '{}' end
  from deed
  where deed.view_name = recounted_deeds.view_name
$$;
comment on function private.recounted_deeds is 'The figures of a view for a span of time, line by line from the log, which goes back 30 days.';

create function private.recounted_cohort(view_name text, starts timestamptz, ends timestamptz) returns jsonb
language sql stable
set search_path = ''
as $$
  with person as materialized (
    select * from private.lifecycles known where known.registered_at >= recounted_cohort.starts and known.registered_at < recounted_cohort.ends
  )
  select case view_name
    when 'funnel' then jsonb_build_object('registered', (select count(*) from person)) || coalesce((
      select jsonb_object_agg(step, (select count(*) from person where steps & (1 << (place - 1)::int) <> 0))
        || jsonb_object_agg('through_' || step, (select count(*) from person where steps & ((1 << place::int) - 1) = (1 << place::int) - 1))
      from unnest(private.funnel_steps()) with ordinality known (step, place)), '{}')
    when 'retention' then jsonb_build_object('registered', (select count(*) from person)) || coalesce((
      select jsonb_object_agg('week_' || back.week, back.people) from (
        select (activity.quarter - private.quarter_of(person.registered_at)) / 672 as week, count(distinct person.person_id) as people
        from person
        join private.activity on activity.person_id = person.person_id and activity.quarter >= private.quarter_of(person.registered_at)
        group by 1
      ) back where back.week <= 52), '{}')
  end
$$;
comment on function private.recounted_cohort is 'The figures of the funnel or of retention for those who registered in a span of time, person by person.';

create function private.recounted(view_name text, day date, time_zone text) returns table (name text, stored double precision, recounted double precision)
language plpgsql stable security definer
set search_path = ''
as $$
declare
  asked private.asked_days;
  monday date;
  kept jsonb;
  anew jsonb;
begin
  perform private.active_admin_id();
  asked := private.asked_days(time_zone, day, day, null, null, null, 1);
  monday := date_trunc('week', asked.since::timestamp)::date;
  case view_name
    when 'daily_users' then
      select to_jsonb(row) into kept from private.shown_daily_users(asked.time_zone, asked.since, asked.since, null, null, null) row;
      anew := private.recounted_users(asked.since, asked.time_zone);
    when 'content_daily', 'engagement_daily', 'matchmaking_daily', 'media_daily' then
      execute format('select to_jsonb(row) from private.%I($1, $2, $2, null, null, null) row', 'shown_' || view_name) into kept using asked.time_zone, asked.since;
      anew := private.recounted_deeds(view_name, asked.since::timestamp at time zone asked.time_zone, (asked.since + 1)::timestamp at time zone asked.time_zone);
    when 'growth' then
      -- Accounts that are gone leave nothing to count but that they are.
      select jsonb_build_object('people', row.people) into kept
      from private.shown_growth(asked.time_zone, (now() at time zone asked.time_zone)::date, null, null, null, null) row;
      select jsonb_build_object('people', count(*)) into anew from public.profiles;
    when 'funnel' then
      select jsonb_object_agg(row.step, row.people) || jsonb_object_agg('through_' || row.step, row.through) - 'through_registered' into kept
      from private.shown_funnel(asked.time_zone, asked.since, asked.since, null, null, null) row;
      anew := private.recounted_cohort(view_name, asked.since::timestamp at time zone asked.time_zone, (asked.since + 1)::timestamp at time zone asked.time_zone);
    when 'retention' then
      select jsonb_object_agg('week_' || row.week, row.people) || jsonb_build_object('registered', max(row.registered)) into kept
      from private.shown_retention(asked.time_zone, monday, monday + 6, null, null, null) row;
      anew := private.recounted_cohort(view_name, monday::timestamp at time zone asked.time_zone, (monday + 7)::timestamp at time zone asked.time_zone);
    when 'sessions_daily' then
      select jsonb_build_object('sessions', row.sessions, 'mean_minutes', row.mean_minutes) into kept
      from private.shown_sessions_daily(asked.time_zone, asked.since, asked.since, null, null, null) row;
      select jsonb_build_object('sessions', count(*), 'mean_minutes', sum(round(extract(epoch from session.ended_at - session.started_at)))::double precision / 60 / nullif(count(*), 0))
      into anew
      from private.presence_sessions session
      where session.is_counted and session.started_at >= asked.since::timestamp at time zone asked.time_zone
        and session.started_at < (asked.since + 1)::timestamp at time zone asked.time_zone;
    when 'notifications_daily' then
      select jsonb_build_object('told', row.told) into kept
      from private.shown_notifications_daily(asked.time_zone, asked.since, asked.since) row;
      select jsonb_build_object('told', count(*)) into anew
      from private.notifications news
      where news.created_at >= asked.since::timestamp at time zone asked.time_zone and news.created_at < (asked.since + 1)::timestamp at time zone asked.time_zone;
    else
      perform private.raise('INVALID_ARGUMENT', 'view_name must be one of the views that are kept: docs/analytics.md.', 422);
  end case;
  return query
    select found.key, coalesce((kept ->> found.key)::double precision, 0), coalesce((anew ->> found.key)::double precision, 0)
    from jsonb_each(coalesce(kept, '{}') || coalesce(anew, '{}')) found
    where anew ? found.key or found.key ~ '^week_'
    order by found.key;
end
$$;
comment on function private.recounted is 'The rows of analytics.recount. Errors: as there.';
grant execute on function private.recounted to authenticated;

create function analytics.recount(view_name text, day date, time_zone text default 'UTC')
returns table (name text, stored double precision, recounted double precision)
language plpgsql stable
set search_path = ''
as $$
begin
  return query select * from private.recounted(view_name, day, time_zone);
end
$$;
comment on function analytics.recount is '
For admins: proves the figures of a view for one day: `stored`, and `recounted` from the rows that they are about. `view_name`: daily_users, growth (people, now), content_daily,
engagement_daily, matchmaking_daily and media_daily (from the log, which goes back 30 days), retention (of the week of the day), funnel, sessions_daily, notifications_daily (without those
whose account is gone). Others are made of the rows themselves when they are asked for. It takes as long as reading all of them.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_ARGUMENT.';
grant execute on function analytics.recount to authenticated;
