begin;
select plan(22);

select tests.create_user(name) from generate_series(1, 40) number, lateral (select 'person' || number) person (name);
select tests.create_user('dave', 'admin'), tests.create_user('mona', 'moderator'), tests.create_user('alice');
select setseed(0.14);
-- Days of Berlin and Lord Howe are kept as they come; those of Kathmandu and St. John's are made when they are asked for.
insert into private.kept_time_zones (time_zone) values ('Europe/Berlin'), ('Australia/Lord_Howe');

-- Histories that end in the spring and the autumn of Berlin's and Lord Howe's clocks, told in an order of their own.
create function pg_temp.tell(lines int) returns void language sql volatile as $$
  insert into private.engagement (kind, actor_id, happened_at, transaction_id)
  select (array['view', 'post', 'message', 'viral', 'unfollow'])[1 + floor(random() * 5)], tests.user_id('person' || 1 + floor(40 * random() ^ 2)),
    timestamptz '2026-02-20 00:00Z' + random() ^ (0.3 + random() * 2) * interval '85 days', pg_current_xact_id()
  from generate_series(1, lines)
$$;

-- From the log alone, by definition, person by person.
create function pg_temp.by_brute_force(time_zone text, day date) returns table (
  daily bigint, weekly bigint, monthly bigint, newcomers bigint, returned bigint, resurrected bigint, dormant bigint
) language sql stable as $$
  select count(*) filter (where days && array[day]), count(*) filter (where exists (select from unnest(days) d where d between day - 6 and day)),
    count(*) filter (where exists (select from unnest(days) d where d between day - 29 and day)),
    count(*) filter (where days[1] = day),
    count(*) filter (where day = any (days) and exists (select from unnest(days) d where d between day - 30 and day - 1)),
    count(*) filter (where day = any (days) and days[1] < day and not exists (select from unnest(days) d where d between day - 30 and day - 1)),
    count(*) filter (where day - 30 = any (days) and not exists (select from unnest(days) d where d between day - 29 and day))
  from (
    select array_agg(distinct (happened_at at time zone time_zone)::date order by (happened_at at time zone time_zone)::date) as days
    from private.engagement join public.profiles on profiles.id = actor_id
    where kind in ('view', 'post', 'message')
    group by actor_id
  ) person
$$;
create function pg_temp.differences() returns setof text language sql stable as $$
  select zone || ' ' || known.day || ': ' || to_jsonb(known)::text || ' is not ' || to_jsonb(truth)::text
  from unnest(array['UTC', 'Europe/Berlin', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'America/St_Johns']) zone,
    private.users_of_days((zone, '2026-02-15', '2026-05-20', 'all')::private.asked_days) known, pg_temp.by_brute_force(zone, known.day) truth
  where (known.daily, known.weekly, known.monthly, known.newcomers, known.returned, known.resurrected, known.dormant) is distinct from truth
$$;

select pg_temp.tell(400);
select ok(tests.read_all('learn_activity') > 100, 'whoever does something is active');
select is_empty('select pg_temp.differences()', 'every figure of every day equals the count by brute force, in time zones of half and quarter hours, and when clocks change');
select is_empty($$
  select since, until, private.count_active(since, until), truth.people
  from (
    select 1968200 + floor(random() * 8500)::int as since, 1 + floor(3000 * random() ^ 3)::int as length from generate_series(1, 300)
  ) window_start, lateral (select since + length as until) window_end,
  lateral (
    select count(distinct actor_id) as people from private.engagement
    where kind in ('view', 'post', 'message') and private.quarter_of(happened_at) >= since and private.quarter_of(happened_at) < until
  ) truth
  where private.count_active(since, until) <> truth.people
$$, 'different people of any window are counted exactly');
select pg_temp.tell(300);
select tests.read_all('learn_activity');
select is_empty('select pg_temp.differences()', 'events that come late find their place between others');
insert into private.kept_time_zones (time_zone) values ('America/St_Johns');
select tests.read_all('learn_activity');
select is_empty('select pg_temp.differences()', 'a time zone that is kept later has all days from the beginning');
select is(tests.read_all('learn_activity'), 0, 'nothing is counted twice');
update private.engagement_readers set place = '0' where name = 'activity';
select is(tests.read_all('learn_activity'), 0, 'not even if the whole log is read again');
select is_empty($$
  select from private.users_of_days(('Europe/Berlin', '2026-02-15', '2026-05-20', 'all')::private.asked_days) this
  join private.users_of_days(('Europe/Berlin', '2026-02-15', '2026-05-20', 'all')::private.asked_days) yesterday on yesterday.day = this.day - 1
  where this.monthly <> yesterday.monthly + this.newcomers + this.resurrected - this.dormant
     or this.daily <> this.newcomers + this.returned + this.resurrected
$$, 'the month changes by who is new, comes back and goes');
select ok((select sum(resurrected) > 0 and sum(dormant) > 0 and sum(returned) > 0 from private.users_of_days(('UTC', '2026-02-15', '2026-05-20', 'all')::private.asked_days)),
  'the histories have people of every kind');

select private.erase_account(tests.user_id('person' || number)) from unnest(array[1, 2, 3, 17]) number;
select is_empty('select pg_temp.differences()', 'an account that is deleted is taken out of every day');
delete from public.profiles where username like 'person%';
select is_empty($$
  select from private.activity_links where people <> 0
  union all
  select from private.activity_days where people <> 0
  union all
  select from private.tallies where measure in ('cohort', 'retained', 'step', 'through') and amount <> 0
$$, 'when everybody is gone nothing is left');
select private.purge_activity_links(), private.purge_tallies();
select is_empty($$
  select from private.activity_links union all select from private.activity_days union all select from private.tallies where measure = 'retained'
$$, 'links of nobody are removed by schedule');

insert into private.engagement (kind, actor_id, happened_at) values ('view', tests.user_id('alice'), now()), ('view', tests.user_id('dave'), now());
select tests.read_all('learn_activity');
select is((select count(*)::int from private.export_activity(tests.user_id('alice'))), 1, 'the export says when somebody was active');

-- Every view and function of this domain, by construction.
create temporary table path as
select 'select * from ' || oid::regclass as statement from tests.our_relations
where schema = 'analytics' and relkind = 'v' and relname !~ '^matchmaking_'
union all
select format('select * from analytics.%I(%s)', proname, case proname when 'recount' then '''daily_users'', ''2026-03-29''' when 'unique_people' then '''2026-03-01'', ''2026-03-29''' when 'keep_time_zone' then '''UTC''' end)
from tests.our_functions where schema = 'analytics';
-- And what these hang on, which clients may execute and have no address of: with nothing for every argument.
create temporary table inner_path as
select format('select * from private.%I(%s)', inside.proname, (
  select coalesce(string_agg('null::' || format_type(type, null), ', '), '') from unnest(inside.proargtypes::oid[]) type)) as statement
from tests.our_functions inside
where inside.schema = 'private' and has_function_privilege('authenticated', inside.oid, 'execute') and exists (
  select from tests.our_functions outside where outside.schema = 'analytics' and outside.prosrc ~ ('private\.' || inside.proname || '\('));
create function pg_temp.refusals() returns setof text language plpgsql as $$
declare
  path text;
begin
  for path in select statement from path loop
    begin
      execute path;
      return next path || ' answers';
    exception when sqlstate 'PGRST' then
      return next sqlerrm::jsonb ->> 'code';
    end;
  end loop;
end $$;
grant select on path, inner_path to authenticated;
grant execute on function pg_temp.refusals() to authenticated;
select tests.authenticate_as(tests.user_id('alice'), '{"app_role": "admin"}');
select is((select array_agg(distinct refusal) from pg_temp.refusals() refusal), array['NOT_ALLOWED'], 'no way into the figures is open to a member, whatever the token claims');
create function pg_temp.open_paths(username text, role text) returns setof text language plpgsql as $$
begin
  perform tests.authenticate_as(tests.user_id(username), jsonb_build_object('app_role', role));
  return query
    select known.statement from (select statement from path union all select statement from inner_path) known
    where tests.error_of(known.statement) is distinct from 'NOT_ALLOWED with status 403';
  perform tests.reset_role();
end $$;
select tests.reset_role();
select cmp_ok((select count(*) from inner_path), '>', 8::bigint, 'the figures hang on functions that clients may execute');
select is_empty($$ select pg_temp.open_paths('alice', 'admin') $$, 'and to a member none of them is open');
select bag_eq($$ select pg_temp.open_paths('mona', 'moderator') $$, array['select * from analytics.moderation_daily', 'select * from analytics.moderation_daily()', 'select * from analytics.list_figures()',
  'select * from private.shown_moderation_daily(null::text, null::date, null::date)', 'select * from private.shown_figures()'], 'by every path moderators see moderation and nothing else');
select bag_eq($$ select pg_temp.open_paths('mona', 'admin') $$, array['select * from analytics.moderation_daily', 'select * from analytics.moderation_daily()', 'select * from analytics.list_figures()',
  'select * from private.shown_moderation_daily(null::text, null::date, null::date)', 'select * from private.shown_figures()'], 'whatever their token claims');
select tests.authenticate_as(tests.user_id('dave'), '{"app_role": "admin"}');
select is_empty($$ select refusal from pg_temp.refusals() refusal where refusal !~ ' answers$' $$, 'admins read all of them');
select results_eq($$ select value, before from analytics.overview('Asia/Kathmandu') where name in ('daily', 'monthly', 'newcomers') $$,
  $$ values (2::double precision, 0::double precision), (2, 0), (2, 0) $$, 'the overview is of this moment');
select is_empty($$ select from analytics.recount('daily_users', (now() at time zone 'UTC')::date) where stored is distinct from recounted $$, 'a recount proves the figures');
select is(
  (select array_agg(name order by name) from analytics.list_figures() where view_name = 'daily_users'),
  array['daily', 'dormant', 'monthly', 'newcomers', 'resurrected', 'returned', 'stickiness', 'weekly'], 'each figure is explained');

select * from finish();
rollback;
