create function private.shown_growth(time_zone text, since date, until date, country text, platform text, age_band text)
returns table (
  day date, registered bigint, deleted bigint, people bigint, growth double precision
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
    with change as (
      select counted.day, coalesce(sum(counted.amount) filter (where counted.measure = 'registered'), 0)::bigint as registered,
        coalesce(sum(counted.amount) filter (where counted.measure = 'deleted'), 0)::bigint as deleted
      from private.tallied_by_day(asked, array['registered', 'deleted']) counted
      group by counted.day
    ), total as (
      select change.*, (sum(change.registered - change.deleted) over (order by change.day) + earlier.people)::bigint as people
      from change
      cross join (
        select coalesce(sum(case known.measure when 'registered' then known.amount else -known.amount end), 0) as people
        from private.tallies known
        where known.segment = asked.segment and known.measure in ('registered', 'deleted')
          and known.quarter < private.day_begins(asked.since, asked.time_zone)
      ) earlier
    )
    select total.day, total.registered, total.deleted, total.people,
      (total.registered - total.deleted)::double precision / nullif(total.people - total.registered + total.deleted, 0)
    from total
    order by total.day;
end
$$;
comment on function private.shown_growth is 'The rows of analytics.growth. Errors: as there.';
grant execute on function private.shown_growth to authenticated;

create function analytics.growth(
  time_zone text default 'UTC', since date default null, until date default null, country text default null, platform text default null, age_band text default null
)
returns table (
  day date, registered bigint, deleted bigint, people bigint, growth double precision
)
language plpgsql stable
set search_path = ''
as $$
begin
  return query select * from private.shown_growth(time_zone, since, until, country, platform, age_band);
end
$$;
comment on function analytics.growth is '
For admins: the columns of the view growth for the days from `since` to `until` as they begin and end in `time_zone`; without them the 30 days
until today. At most 400 days. `country`, `platform` or `age_band`, one of them at most: of these people alone.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_ARGUMENT.';
grant execute on function analytics.growth to authenticated;

create view analytics.growth with (security_invoker = true) as
  select day, registered, deleted, people, growth
  from private.shown_growth('UTC'::text, null::date, null::date, null::text, null::text, null::text);
comment on view analytics.growth is '
For admins: how many people there are, and who came and went on each of the last 30 days (UTC).
- registered: Accounts that were made on this day, whatever became of them.
- deleted: Accounts that were deleted on this day, by whomever.
- people: Accounts at the end of this day: all that were registered until then, less all that were deleted.
- growth: registered less deleted, divided by the people at the end of the day before; null where there were none.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED.';
grant select on analytics.growth to authenticated;
