-- Of all who were there before the end of a window, those are missing who came last before its beginning and next after its end.
create function private.count_active(since int, until int) returns bigint
language plpgsql stable
set search_path = ''
as $$
begin
  return (
    with border as (
      -- The days (UTC) in which the window begins and ends: what lies between whole days is read there, and the rest by quarters.
      select since - since % 96 as first, (until + 95) / 96 * 96 as last, until - until % 96 as last_begun
    ), day as (
      select border.*, private.day_of_quarter(first, 'UTC') as first_day, private.day_of_quarter(last, 'UTC') as last_day,
        private.day_of_quarter(last_begun, 'UTC') as last_begun_day
      from border
    )
    select (coalesce(known.people, 0) + coalesce(known_that_day.people, 0)
      - coalesce(away.people, 0) - coalesce(away_at_first.people, 0) - coalesce(away_at_last.people, 0))::bigint
    from day
    cross join lateral (
      select sum(link.people) as people from private.activity_days link
      where link.time_zone = 'UTC' and link.segment = 'all' and link.day = '-infinity' and link.next_day < day.last_begun_day
    ) known
    cross join lateral (
      select sum(link.people) as people from private.activity_links link
      where link.quarter = 0 and link.next_quarter >= day.last_begun and link.next_quarter < count_active.until
    ) known_that_day
    cross join lateral (
      select sum(link.people) as people from private.activity_days link
      where link.time_zone = 'UTC' and link.segment = 'all' and link.day > '-infinity' and link.day < day.first_day and link.next_day >= day.last_day
    ) away
    -- A look-up a quarter: within a day most links are short, and are passed over in the index.
    cross join lateral (
      select sum((
        select sum(link.people) from private.activity_links link
        where link.quarter = border.quarter and link.next_quarter >= count_active.until)) as people
      from generate_series(day.first, count_active.since - 1) border (quarter)
    ) away_at_first
    cross join lateral (
      select sum((
        select sum(link.people) from private.activity_links link
        where link.next_quarter = border.quarter and link.quarter > 0 and link.quarter < day.first)) as people
      from generate_series(count_active.until, day.last - 1) border (quarter)
    ) away_at_last);
end
$$;
comment on function private.count_active is '
How many different people were active in the quarters from `since` to before `until`. Exact, and it reads neither people nor what lies within the window.';

create function private.shown_unique_people(since timestamptz, until timestamptz) returns bigint
language plpgsql stable security definer
set search_path = ''
as $$
begin
  perform private.active_admin_id();
  if (since < until and since >= '2000-01-01' and until <= '2100-01-01') is not true then
    perform private.raise('INVALID_ARGUMENT', 'since must come before until, both in this century.', 422);
  end if;
  return private.count_active(private.quarter_of(since), private.quarter_of(until));
end
$$;
comment on function private.shown_unique_people is 'The answer of analytics.unique_people. Errors: as there.';
grant execute on function private.shown_unique_people to authenticated;

create function analytics.unique_people(since timestamptz, until timestamptz) returns bigint
language plpgsql stable
set search_path = ''
as $$
begin
  return private.shown_unique_people(since, until);
end
$$;
comment on function analytics.unique_people is '
For admins: how many different people did something (as for daily) from `since` to before `until`, whatever window that is. Both count as the quarter of an
hour in which they lie begins. Exact.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_ARGUMENT.';
grant execute on function analytics.unique_people to authenticated;
