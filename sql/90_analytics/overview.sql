create function private.shown_overview(time_zone text) returns table (name text, value double precision, before double precision)
language plpgsql stable security definer
set search_path = ''
as $$
declare
  today date;
begin
  perform private.active_admin_id();
  perform private.check_time_zone(shown_overview.time_zone);
  today := (now() at time zone shown_overview.time_zone)::date;
  return query
    select figure.name, figure.value, figure.before
    from private.users_of_days(shown_overview.time_zone, today, today) this,
      private.users_of_days(shown_overview.time_zone, today - 1, today - 1) yesterday,
      private.users_of_days(shown_overview.time_zone, today - 7, today - 7) week_ago,
      private.users_of_days(shown_overview.time_zone, today - 30, today - 30) month_ago,
    lateral (values
      ('daily', this.daily::double precision, yesterday.daily::double precision),
      ('weekly', this.weekly, week_ago.weekly),
      ('monthly', this.monthly, month_ago.monthly),
      ('stickiness', this.stickiness, month_ago.stickiness),
      ('newcomers', this.newcomers, yesterday.newcomers),
      ('returned', this.returned, yesterday.returned),
      ('resurrected', this.resurrected, yesterday.resurrected),
      ('dormant', this.dormant, yesterday.dormant)
    ) figure (name, value, before);
end
$$;
comment on function private.shown_overview is 'The rows of analytics.overview. Errors: as there.';
grant execute on function private.shown_overview to authenticated;

create function analytics.overview(time_zone text default 'UTC') returns table (name text, value double precision, before double precision)
language plpgsql stable
set search_path = ''
as $$
begin
  return query select * from private.shown_overview(overview.time_zone);
end
$$;
comment on function analytics.overview is '
For admins: the figures of daily_users for today in `time_zone`, so far, one a row. `before`: the same figure of the period before: of
yesterday, which was a whole day; of weekly, 7 days ago; of monthly and stickiness, 30 days ago.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_ARGUMENT.';
grant execute on function analytics.overview to authenticated;

create view analytics.overview with (security_invoker = true) as
  select name, value, before from private.shown_overview('UTC'::text);
comment on view analytics.overview is '
For admins: the function of this name, in UTC. Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED.';
grant select on analytics.overview to authenticated;
