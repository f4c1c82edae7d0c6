create function private.shown_figures() returns table (view_name text, name text, definition text)
language plpgsql stable security definer
set search_path = ''
as $$
begin
  perform private.active_admin_id();
  return query
    select relation.relname::text, line.found[1], line.found[2]
    from pg_catalog.pg_class relation,
      lateral regexp_matches(obj_description(relation.oid, 'pg_class'), '^- (\w+): (.*)$', 'gn') line (found)
    where relation.relnamespace = 'analytics'::regnamespace and relation.relkind = 'v'
    order by relation.relname, line.found[1];
end
$$;
comment on function private.shown_figures is 'The rows of analytics.list_figures. Errors: as there.';
grant execute on function private.shown_figures to authenticated;

create function analytics.list_figures() returns table (view_name text, name text, definition text)
language plpgsql stable
set search_path = ''
as $$
begin
  return query select * from private.shown_figures();
end
$$;
comment on function analytics.list_figures is '
For admins: what each figure means, out of the comments of this schema''s views.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED.';
grant execute on function analytics.list_figures to authenticated;

-- By definition, and slowly: nothing of what analytics.daily_users is made of but who was active when.
create function private.recounted_users(day date, time_zone text) returns table (name text, stored bigint, recounted bigint)
language plpgsql stable security definer
set search_path = ''
as $$
begin
  perform private.active_admin_id();
  perform private.check_time_zone(recounted_users.time_zone);
  perform private.check_days(recounted_users.day, recounted_users.day);
  return query
    with active as materialized (
      select distinct activity.person_id,
        (to_timestamp(activity.quarter * 900::bigint) at time zone recounted_users.time_zone)::date as on_day
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
    ), total as (
      select count(*) filter (where that_day) as daily, count(*) filter (where that_week) as weekly,
        count(*) filter (where that_month) as monthly, count(*) filter (where that_day and not earlier) as newcomers,
        count(*) filter (where that_day and lately) as returned,
        count(*) filter (where that_day and earlier and not lately) as resurrected,
        count(*) filter (where a_month_ago and not that_month) as dormant
      from person
    )
    select figure.name, figure.stored, figure.recounted
    from private.users_of_days(recounted_users.time_zone, recounted_users.day, recounted_users.day) kept, total,
    lateral (values
      ('daily', kept.daily, total.daily), ('weekly', kept.weekly, total.weekly), ('monthly', kept.monthly, total.monthly),
      ('newcomers', kept.newcomers, total.newcomers), ('returned', kept.returned, total.returned), ('resurrected', kept.resurrected, total.resurrected),
      ('dormant', kept.dormant, total.dormant)
    ) figure (name, stored, recounted);
end
$$;
comment on function private.recounted_users is 'The rows of analytics.recount_users. Errors: as there.';
grant execute on function private.recounted_users to authenticated;

create function analytics.recount_users(day date, time_zone text default 'UTC') returns table (name text, stored bigint, recounted bigint)
language plpgsql stable
set search_path = ''
as $$
begin
  return query select * from private.recounted_users(recount_users.day, recount_users.time_zone);
end
$$;
comment on function analytics.recount_users is '
For admins: proves the figures of daily_users for one day: `stored`, and `recounted` person by person from who was active when. Reads all
activity there is, so it takes as long as that.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_ARGUMENT.';
grant execute on function analytics.recount_users to authenticated;
