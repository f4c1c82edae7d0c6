create function private.shown_overview(time_zone text, since date, until date, country text, platform text, age_band text)
returns table (view_name text, name text, value double precision, before double precision)
language plpgsql stable security definer
set search_path = ''
as $$
declare
  asked private.asked_days;
  days int;
  first date;
begin
  perform private.active_admin_id();
  asked := private.asked_days(time_zone, since, until, country, platform, age_band, 1);
  days := asked.until - asked.since + 1;
  first := asked.since - days;
  return query
    select 'overview', 'active', this.people, earlier.people
    from private.people_of_days(asked) this (people),
      private.people_of_days((asked.time_zone, first, asked.since - 1, asked.segment)::private.asked_days) earlier (people)
    union all
    select 'daily_users', figure.name, figure.value, figure.before
    from private.users_of_days((asked.time_zone, asked.until, asked.until, asked.segment)::private.asked_days) this,
      private.users_of_days((asked.time_zone, asked.until - days, asked.until - days, asked.segment)::private.asked_days) earlier,
      private.users_of_days((asked.time_zone, asked.until - greatest(days, 7), asked.until - greatest(days, 7), asked.segment)::private.asked_days) week_ago,
      private.users_of_days((asked.time_zone, asked.until - greatest(days, 30), asked.until - greatest(days, 30), asked.segment)::private.asked_days) month_ago,
    lateral (values
      ('daily', this.daily::double precision, earlier.daily::double precision),
      ('weekly', this.weekly, week_ago.weekly),
      ('monthly', this.monthly, month_ago.monthly),
      ('stickiness', this.stickiness, month_ago.stickiness)
    ) figure (name, value, before)
    union all
    select total.view_name, total.name, sum(total.value) filter (where total.day >= asked.since)::double precision,
      sum(total.value) filter (where total.day < asked.since)::double precision
    from (
      select 'daily_users' as view_name, users.day, figure.*
      from private.users_of_days((asked.time_zone, first, asked.until, asked.segment)::private.asked_days) users,
      lateral (values ('newcomers', users.newcomers), ('returned', users.returned), ('resurrected', users.resurrected), ('dormant', users.dormant))
        figure (name, value)
      union all
      select 'growth', counted.day, figure.*
      from private.shown_growth(asked.time_zone, first, asked.until, country, platform, age_band) counted,
      lateral (values ('registered', counted.registered), ('deleted', counted.deleted)) figure (name, value)
      union all
      select 'content_daily', counted.day, figure.*
      from analytics.content_daily(asked.time_zone, first, asked.until, country, platform, age_band) counted,
      lateral (values ('posts', counted.posts), ('comments', counted.comments), ('messages', counted.messages), ('calls', counted.calls)) figure (name, value)
      union all
      select 'engagement_daily', counted.day, figure.*
      from analytics.engagement_daily(asked.time_zone, first, asked.until, country, platform, age_band) counted,
      lateral (values ('views', counted.views), ('reactions', counted.reactions), ('shares', counted.shares), ('follows', counted.follows)) figure (name, value)
      union all
      select 'matchmaking_daily', counted.day, figure.*
      from analytics.matchmaking_daily(asked.time_zone, first, asked.until, country, platform, age_band) counted,
      lateral (values ('searches', counted.searches), ('matched', counted.matched)) figure (name, value)
    ) total
    group by total.view_name, total.name;
end
$$;
comment on function private.shown_overview is 'The rows of analytics.overview. Errors: as there.';
grant execute on function private.shown_overview to authenticated;

create function private.people_of_days(asked private.asked_days) returns double precision
language plpgsql stable
set search_path = ''
as $$
begin
  if asked.segment = 'all' and not private.is_kept(asked.time_zone) then
    return private.count_active(private.day_begins(asked.since, asked.time_zone), private.day_begins(asked.until + 1, asked.time_zone));
  end if;
  return (
    select coalesce(sum(link.people), 0)
    from private.links_of_days(asked) link
    where link.day >= asked.since and link.day <= asked.until and link.next_day > asked.until);
end
$$;
comment on function private.people_of_days is 'How many different people were active on any of the days asked for.';

create function analytics.overview(
  time_zone text default 'UTC', since date default null, until date default null, country text default null, platform text default null,
  age_band text default null
)
returns table (view_name text, name text, value double precision, before double precision)
language plpgsql stable
set search_path = ''
as $$
begin
  return query select * from private.shown_overview(time_zone, since, until, country, platform, age_band);
end
$$;
comment on function analytics.overview is '
For admins: the main figures of the days from `since` to `until` (both today, if left out; at most 200 days), one a row: `view_name` and `name` say which, as in
analytics.list_figures. `value`: the sum over these days; of daily, weekly, monthly and stickiness that of the last one. `before`: the same of as many days
before these, whole days even if today is not over; of weekly 7 days ago at least, of monthly and stickiness 30. `country`, `platform` or `age_band`, one
of them at most: of these people alone.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_ARGUMENT.';
grant execute on function analytics.overview to authenticated;

create view analytics.overview with (security_invoker = true) as
  select view_name, name, value, before
  from private.shown_overview('UTC'::text, null::date, null::date, null::text, null::text, null::text);
comment on view analytics.overview is '
For admins: the function of this name, for today in UTC.
- active: Different people who did something on any of the days, each once however many days it was.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED.';
grant select on analytics.overview to authenticated;
