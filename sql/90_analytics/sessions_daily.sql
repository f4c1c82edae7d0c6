create function analytics.sessions_daily(
  time_zone text default 'UTC', since date default null, until date default null, country text default null, platform text default null, age_band text default null
)
returns table (
  day date, sessions bigint, mean_minutes double precision, median_minutes int
)
language plpgsql stable
set search_path = ''
as $$
begin
  return query
    with counted as materialized (
      select * from private.shown_tallies(time_zone, since, until, country, platform, age_band, array['session', 'session_s'])
    ), spread as (
      select counted.day, counted.part::int as minutes, sum(counted.amount) over (partition by counted.day order by counted.part::int) as until_here,
        sum(counted.amount) over (partition by counted.day) as sessions
      from counted where counted.measure = 'session'
    )
    select counted.day, coalesce(sum(counted.amount) filter (where counted.measure = 'session'), 0)::bigint,
      coalesce(sum(counted.amount) filter (where counted.measure = 'session_s'), 0)::double precision / 60
        / nullif(sum(counted.amount) filter (where counted.measure = 'session'), 0),
      (select min(spread.minutes) from spread where spread.day = counted.day and 2 * spread.until_here >= spread.sessions)
    from counted
    group by counted.day
    order by counted.day;
end
$$;
comment on function analytics.sessions_daily is '
For admins: the columns of the view sessions_daily for the days from `since` to `until` as they begin and end in `time_zone`; without them the 30
days until today. At most 400 days. `country`, `platform` or `age_band`, one of them at most: of these people alone.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_ARGUMENT.';
grant execute on function analytics.sessions_daily to authenticated;

create view analytics.sessions_daily with (security_invoker = true) as
  select day, sessions, mean_minutes, median_minutes
  from analytics.sessions_daily();
comment on view analytics.sessions_daily is '
For admins: how often and how long people were there, by the day on which they came (UTC, the last 30). A session counts when it is over.
- sessions: Stretches of being there with one device, without a gap of more than 30 minutes, of 24 hours at most.
- mean_minutes: How long a session took on average; null without any.
- median_minutes: Half of the sessions took this many minutes or fewer; from 10 on rounded down to the first digit.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED.';
grant select on analytics.sessions_daily to authenticated;
