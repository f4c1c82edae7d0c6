create function private.count_active(since int, until int, gone_until int) returns bigint
language sql stable
set search_path = ''
as $$
  select coalesce(sum(link.people), 0)::bigint from private.activity_links link
  where link.quarter >= count_active.since and link.quarter < count_active.until and link.quarter > 0
    and link.next_quarter >= count_active.gone_until
$$;
comment on function private.count_active is '
How many different people were active in the quarters from `since` to before `until`, and then not before `gone_until`. With the same
`until` twice: everybody who was active in the window. Exact.';

create function private.count_new(since int, until int) returns bigint
language sql stable
set search_path = ''
as $$
  select coalesce(sum(link.people), 0)::bigint from private.activity_links link
  where link.quarter = 0 and link.next_quarter >= count_new.since and link.next_quarter < count_new.until
$$;
comment on function private.count_new is 'How many people were active for the first time in the quarters from `since` to before `until`.';

create function private.day_begins(day date, time_zone text) returns int
language sql stable
set search_path = ''
as $$ select private.quarter_of(day::timestamp at time zone day_begins.time_zone) $$;
comment on function private.day_begins is 'The quarter in which a day begins where a time zone holds; days when clocks change are shorter or longer.';

create function private.users_of_days(time_zone text, since date, until date) returns table (
  day date, daily bigint, weekly bigint, monthly bigint, stickiness double precision, newcomers bigint, returned bigint, resurrected bigint, dormant bigint
)
language sql stable
set search_path = ''
as $$
  select bounds.day, counted.daily, counted.weekly, counted.monthly, counted.daily::double precision / nullif(counted.monthly, 0),
    counted.newcomers, counted.daily - counted.newcomers - counted.resurrected, counted.resurrected, counted.dormant
  from (
    select date.day::date as day, private.day_begins(date.day::date, users_of_days.time_zone) as starts,
      private.day_begins(date.day::date + 1, users_of_days.time_zone) as ends,
      private.day_begins(date.day::date - 6, users_of_days.time_zone) as week_starts,
      private.day_begins(date.day::date - 29, users_of_days.time_zone) as month_starts,
      private.day_begins(date.day::date - 30, users_of_days.time_zone) as month_ago
    from generate_series(users_of_days.since::timestamp, users_of_days.until::timestamp, interval '1 day') date (day)
  ) bounds
  cross join lateral (select private.count_new(bounds.starts, bounds.ends) as newcomers) first
  cross join lateral (
    select private.count_active(bounds.starts, bounds.ends, bounds.ends) as daily,
      private.count_active(bounds.week_starts, bounds.ends, bounds.ends) as weekly,
      private.count_active(bounds.month_starts, bounds.ends, bounds.ends) as monthly,
      first.newcomers,
      private.count_active(bounds.month_ago, bounds.ends, bounds.ends) - private.count_active(bounds.month_ago, bounds.starts, bounds.starts)
        - first.newcomers as resurrected,
      private.count_active(bounds.month_ago, bounds.month_starts, bounds.ends) as dormant
  ) counted
  order by bounds.day
$$;
comment on function private.users_of_days is '
The figures of analytics.daily_users for the days from `since` to `until`, both included. So monthly = monthly of the day before + newcomers +
resurrected - dormant.';

create function private.check_days(since date, until date) returns void
language plpgsql stable
set search_path = ''
as $$
begin
  if (until - since between 0 and 399 and since >= '2000-01-01' and until <= '2100-01-01') is not true then
    perform private.raise('INVALID_ARGUMENT', 'since and until must be 1 to 400 days of this century.', 422);
  end if;
end
$$;
comment on function private.check_days is 'Refuses ranges of days that no figure is made for. Errors: INVALID_ARGUMENT.';

create function private.shown_daily_users(time_zone text, since date, until date) returns table (
  day date, daily bigint, weekly bigint, monthly bigint, stickiness double precision, newcomers bigint, returned bigint, resurrected bigint, dormant bigint
)
language plpgsql stable security definer
set search_path = ''
as $$
declare
  today date;
begin
  perform private.active_admin_id();
  perform private.check_time_zone(shown_daily_users.time_zone);
  today := (now() at time zone shown_daily_users.time_zone)::date;
  until := coalesce(until, today);
  since := coalesce(since, until - 29);
  perform private.check_days(shown_daily_users.since, shown_daily_users.until);
  return query select * from private.users_of_days(shown_daily_users.time_zone, shown_daily_users.since, shown_daily_users.until);
end
$$;
comment on function private.shown_daily_users is 'The rows of analytics.daily_users. Errors: as there.';
grant execute on function private.shown_daily_users to authenticated;

create function analytics.daily_users(time_zone text default 'UTC', since date default null, until date default null) returns table (
  day date, daily bigint, weekly bigint, monthly bigint, stickiness double precision, newcomers bigint, returned bigint, resurrected bigint, dormant bigint
)
language plpgsql stable
set search_path = ''
as $$
begin
  return query select * from private.shown_daily_users(daily_users.time_zone, daily_users.since, daily_users.until);
end
$$;
comment on function analytics.daily_users is '
For admins: the columns of the view daily_users for the days from `since` to `until` as they begin and end in `time_zone`; without them the
30 days until today. At most 400 days.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_ARGUMENT.';
grant execute on function analytics.daily_users to authenticated;

create view analytics.daily_users with (security_invoker = true) as
  select day, daily, weekly, monthly, stickiness, newcomers, returned, resurrected, dormant
  from private.shown_daily_users('UTC'::text, null::date, null::date);
comment on view analytics.daily_users is '
For admins: how many people were active on each of the last 30 days (UTC), today included, at most seconds old. The function of this
name takes other days and time zones. The lines that begin with a figure are its definition, which analytics.list_figures gives.
- daily: People who did something on this day: looked at a post, posted, commented, reacted, shared, saved, followed, asked for a connection, wrote or called. Each counts once.
- weekly: Different people who did something on this day or the 6 days before.
- monthly: Different people who did something on this day or the 29 days before.
- stickiness: daily divided by monthly, 0 to 1; null where nobody was active.
- newcomers: People who did something for the first time ever on this day.
- returned: People who did something on this day and on at least one of the 30 days before.
- resurrected: People who did something on this day and earlier, but not on any of the 30 days before.
- dormant: People who did something 30 days before this day, and not since, this day included.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED.';
grant select on analytics.daily_users to authenticated;
