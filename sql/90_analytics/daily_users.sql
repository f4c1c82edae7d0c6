create function private.links_of_days(asked private.asked_days) returns table (day date, next_day date, people bigint)
language plpgsql stable
set search_path = ''
as $$
begin
  if private.is_kept(asked.time_zone) then
    return query
      select link.day, link.next_day, link.people::bigint from private.activity_days link
      where link.time_zone = asked.time_zone and link.segment = asked.segment and link.day >= asked.since - 30 and link.day <= asked.until
      union all
      select link.day, link.next_day, link.people::bigint from private.activity_days link
      where link.time_zone = asked.time_zone and link.segment = asked.segment and link.day < asked.since - 30
        and link.next_day >= asked.since and link.next_day <= asked.until;
  else
    return query
      select link.day, link.next_day, count(*)
      from (
        select active.day, coalesce(lead(active.day) over person, 'infinity') as next_day, active.person_id from (
          select activity.person_id, private.day_of_quarter(activity.quarter, asked.time_zone) as day
          from private.activity
          join private.lifecycles person on person.person_id = activity.person_id
          where asked.segment = any (private.segments_of(person.country, person.platform, person.age_band))
          group by 1, 2
          union all
          select person.person_id, '-infinity' from private.lifecycles person
          where asked.segment = any (private.segments_of(person.country, person.platform, person.age_band))
            and exists (select from private.activity where activity.person_id = person.person_id)
        ) active
        window person as (partition by active.person_id order by active.day)
      ) link
      group by 1, 2;
  end if;
end
$$;
comment on function private.links_of_days is '
How many people were active on one day and, after it, next on another, as far as the days asked for need it: read where the time zone is kept, and
otherwise made of the people of a segment.';

create function private.users_by_links(asked private.asked_days) returns table (
  day date, daily bigint, weekly bigint, monthly bigint, newcomers bigint, returned bigint, dormant bigint
)
language sql stable
set search_path = ''
as $$
  with link as materialized (
    select * from private.links_of_days(asked)
  ), present as (
    -- Whoever was active on a day and next on another is among those of each window that ends between the two.
    select link.day + place as day, sum(people) filter (where place = 0) as daily, sum(people) filter (where place <= 6) as weekly,
      sum(people) filter (where place <= 29) as monthly, sum(people) filter (where place = 30) as dormant
    from link
    cross join lateral generate_series(greatest(asked.since - link.day, 0), least(least(link.next_day, link.day + 31) - link.day - 1, asked.until - link.day)) place
    where link.day > '-infinity'
    group by 1
  ), come as (
    select next_day as day, sum(people) filter (where link.day = '-infinity') as newcomers,
      sum(people) filter (where link.day >= link.next_day - 30) as returned
    from link
    where next_day between asked.since and asked.until
    group by 1
  )
  select date.day::date, daily::bigint, weekly::bigint, monthly::bigint, newcomers::bigint, returned::bigint, dormant::bigint
  from generate_series(asked.since::timestamp, asked.until::timestamp, interval '1 day') date (day)
  left join present on present.day = date.day::date
  left join come on come.day = date.day::date
$$;
comment on function private.users_by_links is 'The figures of private.users_of_days from one reading of private.links_of_days; null is none.';

create function private.users_by_windows(asked private.asked_days) returns table (
  day date, daily bigint, weekly bigint, monthly bigint, newcomers bigint, returned bigint, dormant bigint
)
language sql stable
set search_path = ''
as $$
  with window_of as materialized (
    select days.day, private.count_active(days.starts, days.ends) as daily,
      private.count_active(private.day_begins(days.day - 6, asked.time_zone), days.ends) as weekly,
      private.count_active(private.day_begins(days.day - 29, asked.time_zone), days.ends) as monthly,
      private.count_active(private.day_begins(days.day - 30, asked.time_zone), days.starts) as month_before,
      private.count_active(private.day_begins(days.day - 30, asked.time_zone), days.ends) as with_month_before,
      (select sum(link.people)::bigint from private.activity_links link
        where link.quarter = 0 and link.next_quarter >= days.starts and link.next_quarter < days.ends) as newcomers
    from private.quarters_of_days(asked.time_zone, asked.since, asked.until) days
  )
  -- Of two windows together everybody who is in both is missing once.
  select day, daily, weekly, monthly, coalesce(newcomers, 0), daily + month_before - with_month_before, with_month_before - monthly
  from window_of
$$;
comment on function private.users_by_windows is '
The same for everybody in a time zone that is not kept: five windows a day, each counted without reading people, however many there are.';

create function private.users_of_days(asked private.asked_days) returns table (
  day date, daily bigint, weekly bigint, monthly bigint, stickiness double precision, newcomers bigint, returned bigint, resurrected bigint, dormant bigint
)
language plpgsql stable
set search_path = ''
as $$
declare
  by_windows boolean := asked.segment = 'all' and not private.is_kept(asked.time_zone);
begin
  return query
    select known.day, coalesce(known.daily, 0), coalesce(known.weekly, 0), coalesce(known.monthly, 0), coalesce(known.daily, 0)::double precision / nullif(known.monthly, 0),
      coalesce(known.newcomers, 0), coalesce(known.returned, 0),
      coalesce(known.daily, 0) - coalesce(known.newcomers, 0) - coalesce(known.returned, 0), coalesce(known.dormant, 0)
    from (
      select * from private.users_by_windows(asked) where by_windows
      union all
      select * from private.users_by_links(asked) where not by_windows
    ) known
    order by known.day;
end
$$;
comment on function private.users_of_days is '
The figures of analytics.daily_users for the days asked for. So monthly = monthly of the day before + newcomers + resurrected - dormant.';

create function private.shown_daily_users(time_zone text, since date, until date, country text, platform text, age_band text)
returns table (
  day date, daily bigint, weekly bigint, monthly bigint, stickiness double precision, newcomers bigint, returned bigint, resurrected bigint,
  dormant bigint
)
language plpgsql stable security definer
set search_path = ''
as $$
declare
  asked private.asked_days;
begin
  perform private.active_admin_id();
  asked := private.asked_days(time_zone, since, until, country, platform, age_band, 30);
  return query
    select * from private.users_of_days(asked);
end
$$;
comment on function private.shown_daily_users is 'The rows of analytics.daily_users. Errors: as there.';
grant execute on function private.shown_daily_users to authenticated;

create function analytics.daily_users(
  time_zone text default 'UTC', since date default null, until date default null, country text default null, platform text default null, age_band text default null
)
returns table (
  day date, daily bigint, weekly bigint, monthly bigint, stickiness double precision, newcomers bigint, returned bigint, resurrected bigint,
  dormant bigint
)
language plpgsql stable
set search_path = ''
as $$
begin
  return query select * from private.shown_daily_users(time_zone, since, until, country, platform, age_band);
end
$$;
comment on function analytics.daily_users is '
For admins: the columns of the view daily_users for the days from `since` to `until` as they begin and end in `time_zone`; without them the 30
days until today. At most 400 days. `country`, `platform` or `age_band`, one of them at most: of these people alone.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_ARGUMENT.';
grant execute on function analytics.daily_users to authenticated;

create view analytics.daily_users with (security_invoker = true) as
  select day, daily, weekly, monthly, stickiness, newcomers, returned, resurrected, dormant
  from private.shown_daily_users('UTC'::text, null::date, null::date, null::text, null::text, null::text);
comment on view analytics.daily_users is '
For admins: how many people were active on each of the last 30 days (UTC), today included, at most seconds old. The function of this name takes
other days, time zones and segments. The lines that begin with a figure are its definition, which analytics.list_figures gives.
- daily: People who did something on this day: looked at a post, posted, commented, reacted, shared, saved, followed, asked for a connection, wrote or called. Each counts once.
- weekly: Different people who did something on this day or the 6 days before.
- monthly: Different people who did something on this day or the 29 days before.
- stickiness: daily divided by monthly, 0 to 1; null where nobody was active in the whole month.
- newcomers: People who did something for the first time ever on this day.
- returned: People who did something on this day and on at least one of the 30 days before.
- resurrected: People who did something on this day and earlier, but not on any of the 30 days before.
- dormant: People who did something 30 days before this day, and not since, this day included.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED.';
grant select on analytics.daily_users to authenticated;
