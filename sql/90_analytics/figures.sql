create function private.shown_figures() returns table (view_name text, name text, definition text)
language plpgsql stable security definer
set search_path = ''
as $$
begin
  perform private.active_moderator_id();
  return query
    select relation.relname::text, line.found[1], line.found[2]
    from pg_catalog.pg_class relation,
      lateral regexp_matches(obj_description(relation.oid, 'pg_class'), '^- (\w+): (.*)$', 'gn') line (found)
    where relation.relnamespace = 'analytics'::regnamespace and relation.relkind = 'v'
      and (relation.relname = 'moderation_daily' or private.is_admin())
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
For admins, and for moderators as far as they see figures: what each means, out of the comments of this schema''s views.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED.';
grant execute on function analytics.list_figures to authenticated;

create function private.shown_segments() returns table (dimension text, value text, monthly bigint)
language plpgsql stable security definer
set search_path = ''
as $$
begin
  perform private.active_admin_id();
  return query
    -- One look-up a segment, from each to the next: there are a hundred, and thousands of rows of each.
    with recursive known as (
      select min(link.segment) as segment from private.activity_days link where link.time_zone = 'UTC'
      union all
      select (select min(link.segment) from private.activity_days link where link.time_zone = 'UTC' and link.segment > known.segment) from known
      where known.segment is not null
    )
    select case split_part(known.segment, ':', 1) when 'age' then 'age_band' else split_part(known.segment, ':', 1) end, split_part(known.segment, ':', 2),
      coalesce(active.people, 0)
    from known
    cross join lateral (
      select sum(link.people)::bigint as people from private.activity_days link
      where link.time_zone = 'UTC' and link.segment = known.segment and link.next_day = 'infinity'
        and link.day >= (now() at time zone 'UTC')::date - 29
    ) active
    where known.segment <> 'all'
    order by 1, 3 desc, 2;
end
$$;
comment on function private.shown_segments is 'The rows of analytics.list_segments. Errors: as there.';
grant execute on function private.shown_segments to authenticated;

create function analytics.list_segments() returns table (dimension text, value text, monthly bigint)
language plpgsql stable
set search_path = ''
as $$
begin
  return query select * from private.shown_segments();
end
$$;
comment on function analytics.list_segments is '
For admins: what people are divided by. `dimension`, as the argument that asks for it is called: country (ISO 3166, of the phone number''s calling code; US stands for all of +1), platform (of the client that
they registered with: android, ios, web, other) or age_band (13-17, 18-24, 25-34, 35-44, 45-54, 55-64, 65+). `monthly`: how many of them were active in the last 30 days (UTC).
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED.';
grant execute on function analytics.list_segments to authenticated;
