create function private.shown_retention(time_zone text, since date, until date, country text, platform text, age_band text)
returns table (
  cohort date, week int, registered bigint, people bigint, share double precision, is_over boolean
)
language plpgsql stable security definer
set search_path = ''
as $$
declare
  asked private.asked_days;
begin
  perform private.active_admin_id();
  asked := private.asked_days(time_zone, since, until, country, platform, age_band, 78);
  return query
    select cohort.day, place.number, registered.amount, coalesce(back.amount, 0), coalesce(back.amount, 0)::double precision / registered.amount,
      (place.number + 1) * 672 + cohort.ends <= private.quarter_of(now())
    from (
      select monday.day::date as day, private.day_begins(monday.day::date, asked.time_zone) as starts,
        private.day_begins(monday.day::date + 7, asked.time_zone) as ends
      from generate_series(date_trunc('week', asked.since::timestamp), asked.until::timestamp, interval '7 days') monday (day)
    ) cohort
    cross join lateral (
      select sum(counted.amount)::bigint as amount from private.tallied(asked.segment, 'cohort', cohort.starts, cohort.ends) counted
      having sum(counted.amount) > 0
    ) registered
    -- Read once a cohort.
    cross join lateral (
      select jsonb_object_agg(counted.part, counted.amount) as by_week
      from private.tallied(asked.segment, 'retained', cohort.starts, cohort.ends) counted
    ) kept
    cross join lateral generate_series(0, least((private.quarter_of(now()) - cohort.starts) / 672, 52)) place (number)
    cross join lateral (select (kept.by_week ->> place.number::text)::bigint as amount) back
    order by cohort.day, place.number;
end
$$;
comment on function private.shown_retention is 'The rows of analytics.retention. Errors: as there.';
grant execute on function private.shown_retention to authenticated;

create function analytics.retention(
  time_zone text default 'UTC', since date default null, until date default null, country text default null, platform text default null, age_band text default null
)
returns table (
  cohort date, week int, registered bigint, people bigint, share double precision, is_over boolean
)
language plpgsql stable
set search_path = ''
as $$
begin
  return query select * from private.shown_retention(time_zone, since, until, country, platform, age_band);
end
$$;
comment on function analytics.retention is '
For admins: the columns of the view retention for the weeks that begin on the Monday of `since` and until `until`, in `time_zone`; without them
the 12 weeks until today. `country`, `platform` or `age_band`, one of them at most: of these people alone.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_ARGUMENT.';
grant execute on function analytics.retention to authenticated;

create view analytics.retention with (security_invoker = true) as
  select cohort, week, registered, people, share, is_over
  from private.shown_retention('UTC'::text, null::date, null::date, null::text, null::text, null::text);
comment on view analytics.retention is '
For admins: of the people who registered in each of the last 12 weeks (Monday to Sunday, UTC), how many came back in which week after their
registration. A row a cohort and week, as far as there are any: a triangle.
- cohort: The Monday of the week in which these people registered.
- week: Which week after their own registration, each of 7 times 24 hours; 0 is the first.
- registered: How many registered in this week and still have their account.
- people: How many of them did something (as for daily) in this week after their registration.
- share: people divided by registered, 0 to 1.
- is_over: Whether this week is over for everybody of the cohort; until then people may still rise.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED.';
grant select on analytics.retention to authenticated;
