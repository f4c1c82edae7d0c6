create function private.shown_funnel(time_zone text, since date, until date, country text, platform text, age_band text)
returns table (
  step text, place int, people bigint, share double precision, through bigint, share_through double precision
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
    with bounds as (
      select private.day_begins(asked.since, asked.time_zone) as starts, private.day_begins(asked.until + 1, asked.time_zone) as ends
    ), registered as (
      select coalesce(sum(counted.amount), 0)::bigint as people from bounds, private.tallied(asked.segment, 'cohort', bounds.starts, bounds.ends) counted
    )
    select 'registered', 0, registered.people, 1::double precision, registered.people, 1::double precision from registered
    union all
    select known.step, known.place::int, coalesce(made.amount, 0), coalesce(made.amount, 0)::double precision / nullif(registered.people, 0),
      coalesce(through.amount, 0), coalesce(through.amount, 0)::double precision / nullif(registered.people, 0)
    from unnest(private.funnel_steps()) with ordinality known (step, place)
    cross join registered
    left join (select counted.* from bounds, private.tallied(asked.segment, 'step', bounds.starts, bounds.ends) counted) made on made.part = known.step
    left join (select counted.* from bounds, private.tallied(asked.segment, 'through', bounds.starts, bounds.ends) counted) through on through.part = known.step
    order by 2;
end
$$;
comment on function private.shown_funnel is 'The rows of analytics.funnel. Errors: as there.';
grant execute on function private.shown_funnel to authenticated;

create function analytics.funnel(
  time_zone text default 'UTC', since date default null, until date default null, country text default null, platform text default null, age_band text default null
)
returns table (
  step text, place int, people bigint, share double precision, through bigint, share_through double precision
)
language plpgsql stable
set search_path = ''
as $$
begin
  return query select * from private.shown_funnel(time_zone, since, until, country, platform, age_band);
end
$$;
comment on function analytics.funnel is '
For admins: the columns of the view funnel for the people who registered on the days from `since` to `until`, in `time_zone`; without them the 30
days until today. At most 400 days. `country`, `platform` or `age_band`, one of them at most: of these people alone.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_ARGUMENT.';
grant execute on function analytics.funnel to authenticated;

create view analytics.funnel with (security_invoker = true) as
  select step, place, people, share, through, share_through
  from private.shown_funnel('UTC'::text, null::date, null::date, null::text, null::text, null::text);
comment on view analytics.funnel is '
For admins: how far the people came who registered on the last 30 days (UTC): registered, profile (they changed something of it, or set a
picture), follow (or asked to), post, match, message. A row a step. What somebody does later than 30 days after their registration does not count.
- step: registered, profile, follow, post, match or message.
- place: Which step of the funnel it is, from 0.
- people: How many made this step within 30 days, and still have their account.
- share: people divided by those who registered.
- through: How many made this step and every one before it, in whatever order.
- share_through: through divided by those who registered.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED.';
grant select on analytics.funnel to authenticated;
