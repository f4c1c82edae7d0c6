-- What admins tell many: to whom, when on whose clock, once each, and no further once it is stopped.
begin;
select no_plan();
select tests.create_user(name) from unnest(array['alice', 'bob', 'carol', 'dave', 'erin']) name;
select tests.create_user('root', 'admin');
select private.set_app_role(tests.user_id('root'), 'admin');
create function pg_temp.as(name text, statement text) returns text
language plpgsql as $$
declare
  answer text;
begin
  perform tests.authenticate_as(tests.user_id(name), case name when 'root' then '{"app_role": "admin"}' else '{}'::jsonb end);
  execute 'select (' || statement || ')::text' into answer;
  perform tests.reset_role();
  return answer;
end $$;
create function pg_temp.schedule(audience jsonb default '{}', send_at text default null, repeat text default null) returns uuid
language sql as $$
  select (pg_temp.as('root', format('public.schedule_notification(''"News"'', ''"Something is new"'', %L, %L, %L)', audience,
    coalesce(send_at, (now() + interval '1 day')::text), repeat))::jsonb ->> 'id')::uuid
$$;
-- As if it had been scheduled yesterday.
create function pg_temp.is_due(schedule uuid) returns uuid
language sql as $$
  update private.scheduled_notifications set first_at = first_at - interval '2 days' where id = schedule;
  update private.notification_occurrences set at = at - interval '2 days' where schedule_id = schedule;
  select schedule
$$;
create function pg_temp.send_all(batch int default 2000) returns int
language plpgsql as $$
declare
  calls int := 0;
begin
  while private.send_scheduled_notifications(batch) > 0 loop
    calls := calls + 1;
  end loop;
  return calls;
end $$;
create function pg_temp.told(schedule uuid) returns text
language sql as $$
  select coalesce(string_agg(person.username, ' ' order by person.username, news.id), '')
  from private.notifications news join public.profiles person on person.id = news.person_id where news.target_id = schedule
$$;
create function pg_temp.view(schedule uuid) returns jsonb
language sql as $$
  select item from jsonb_array_elements(pg_temp.as('root', 'public.list_scheduled_notifications(page_size => 100)')::jsonb -> 'items') item
  where item ->> 'id' = schedule::text
$$;

-- Who may.
select tests.throws_code(format('select pg_temp.as(''alice'', %L)', call), 'NOT_ALLOWED', 403, 'only admins: ' || call)
from unnest(array['public.schedule_notification(''"a"'', ''"b"'', ''{}'', ''2100-01-01T00:00Z'')', 'public.list_scheduled_notifications()',
  'public.schedule_notification(''"a"'', ''"b"'', ''{}'', ''2100-01-01T00:00Z'', dry_run => true)',
  'public.cancel_scheduled_notification(gen_random_uuid())', 'public.pause_scheduled_notification(gen_random_uuid())']) call;
select tests.reset_role();
select tests.throws_code(format('select pg_temp.as(''root'', %L)', format('public.schedule_notification(%L, %L, %L, %L, %L)', title, body, audience, send_at, repeat)),
  'INVALID_ARGUMENT', 422, 'refused: ' || wrong)
from (values
  ('no title', null, '"b"', '{}', '2100-01-01', null), ('an empty title', '" "', '"b"', '{}', '2100-01-01T00:00Z', null),
  ('a long title', to_jsonb(repeat('a', 101))::text, '"b"', '{}', '2100-01-01T00:00Z', null), ('a number for a body', '"a"', '7', '{}', '2100-01-01T00:00Z', null),
  ('a language that is none', '{"English!": "a"}', '"b"', '{}', '2100-01-01T00:00Z', null), ('no texts', '{}', '"b"', '{}', '2100-01-01T00:00Z', null),
  ('a nested text', '{"en": ["a"]}', '"b"', '{}', '2100-01-01T00:00Z', null),
  ('no audience', '"a"', '"b"', null, '2100-01-01T00:00Z', null), ('a list for an audience', '"a"', '"b"', '[]', '2100-01-01T00:00Z', null),
  ('an unknown part of an audience', '"a"', '"b"', '{"mood": "good"}', '2100-01-01T00:00Z', null),
  ('an age that is a text', '"a"', '"b"', '{"age_min": "7"}', '2100-01-01T00:00Z', null), ('a negative age', '"a"', '"b"', '{"age_min": -7}', '2100-01-01T00:00Z', null),
  ('half a day', '"a"', '"b"', '{"seen_within_days": 0.5}', '2100-01-01T00:00Z', null), ('a huge number', '"a"', '"b"', '{"seen_within_days": 1e9}', '2100-01-01T00:00Z', null),
  ('an interest that is no list', '"a"', '"b"', '{"interests": "chess"}', '2100-01-01T00:00Z', null), ('an empty list', '"a"', '"b"', '{"interests": []}', '2100-01-01T00:00Z', null),
  ('a role that is none', '"a"', '"b"', '{"app_role": "king"}', '2100-01-01T00:00Z', null), ('a calling code with a wildcard', '"a"', '"b"', '{"calling_codes": ["%"]}', '2100-01-01T00:00Z', null),
  ('a zone that is none', '"a"', '"b"', '{"time_zones": ["Mars/Base"]}', '2100-01-01T00:00Z', null),
  ('a time that is none', '"a"', '"b"', '{}', '2100-13-01T00:00Z', null), ('tomorrow', '"a"', '"b"', '{}', 'tomorrow', null), ('no time', '"a"', '"b"', '{}', null, null),
  ('what is over', '"a"', '"b"', '{}', '2001-01-01T00:00Z', null), ('what is over everywhere', '"a"', '"b"', '{}', '2001-01-01T00:00', null),
  ('a repetition that is none', '"a"', '"b"', '{}', '2100-01-01T00:00Z', 'hourly')
) bad (wrong, title, body, audience, send_at, repeat);
select tests.reset_role();
select tests.throws_code(format('select pg_temp.as(''root'', %L)', call), 'SCHEDULE_NOT_FOUND', 404, 'there is none: ' || call)
from unnest(array['public.cancel_scheduled_notification(gen_random_uuid())', 'public.pause_scheduled_notification(gen_random_uuid())']) call;
select tests.reset_role();
select tests.throws_code('select pg_temp.as(''root'', ''public.pause_scheduled_notification(gen_random_uuid(), null)'')', 'INVALID_ARGUMENT', 422);
select tests.reset_role();

-- To whom.
update private.accounts set birth_date = now() - interval '15 years', phone = '+4915112345' where username = 'bob';
update private.accounts set phone = '+4312345678' where username = 'carol';
update private.accounts set phone = '+14155550100' where username not in ('bob', 'carol');
insert into public.interests (slug, name) values ('chess', 'Chess') on conflict do nothing;
insert into public.profile_interests (profile_id, interest) values (tests.user_id('alice'), 'chess'), (tests.user_id('dave'), 'chess');
insert into private.last_seen (profile_id, seen_at) values (tests.user_id('alice'), now() - interval '3 days'), (tests.user_id('bob'), now() - interval '40 days');
insert into private.presence (profile_id, device, seen_at) values (tests.user_id('dave'), 'web', now());
insert into private.presence_sessions (profile_id, device, started_at, ended_at) values
  (tests.user_id('alice'), 'ios', now() - interval '3 days', now() - interval '3 days'),
  (tests.user_id('bob'), 'ios', now() - interval '200 days', now() - interval '200 days');
update public.profiles set created_at = now() - interval '10 days' where username = 'carol';
update private.accounts set banned_until = 'infinity' where username = 'erin';
create function pg_temp.audience(audience jsonb) returns text
language sql as $$
  select coalesce(string_agg(person.username, ' ' order by person.username), '')
  from private.in_audience(array(select id from public.profiles), audience) member join public.profiles person on person.id = member.person_id
$$;
select is(pg_temp.audience(audience), people, 'who is in ' || audience::text) from (values
  ('{}'::jsonb, 'alice bob carol dave root'), ('{"interests": ["chess", "go"]}', 'alice dave'), ('{"interests": ["chess"], "seen_within_days": 1}', 'dave'),
  ('{"age_max": 17}', 'bob'), ('{"age_min": 18, "calling_codes": ["49", "43"]}', 'carol'), ('{"calling_codes": ["4"]}', 'bob carol'), ('{"app_role": "admin"}', 'root'),
  ('{"seen_within_days": 7}', 'alice dave'), ('{"unseen_for_days": 30}', 'bob'), ('{"unseen_for_days": 7}', 'bob carol'),
  ('{"platforms": ["ios"]}', 'alice'), ('{"platforms": ["web"]}', 'dave'), ('{"time_zones": ["UTC"]}', 'alice bob carol dave root'), ('{"time_zones": ["Asia/Tokyo"]}', '')
) wanted (audience, people);

-- Once each, in batches, with what everybody may see of it.
create temporary table made as select pg_temp.schedule() as id;
select is(pg_temp.send_all(), 0, 'before its time nothing is sent');
select pg_temp.is_due(id) from made;
select count(*) from tests.events('notification');
select is(private.send_scheduled_notifications(2), 2, 'a batch is told');
select is((pg_temp.view(id) -> 'progress') - array['began_at', 'ended_at'], '{"expected": 5, "looked_at": 2, "told": 2, "zones": 1, "zones_done": 0, "error": null}', 'admins see how far it has come')
from made;
select is(pg_temp.as('root', format('public.pause_scheduled_notification(%L)', id))::jsonb ->> 'state', 'paused', 'it can be paused midway') from made;
select is(pg_temp.send_all(), 0, 'what is paused goes no further');
select is(pg_temp.as('root', format('public.pause_scheduled_notification(%L, false)', id))::jsonb ->> 'state', 'active', 'it can go on') from made;
select pg_temp.as('alice', 'public.mark_notifications_read(everything => true)');
select pg_temp.as('bob', 'public.mark_notifications_read(everything => true)');
select cmp_ok(pg_temp.send_all(2), '>=', 2, 'the rest is told in batches');
select is(pg_temp.told(id), 'alice bob carol dave root', 'everybody is told once, and nobody who is banned') from made;
select is((select count(*)::int from tests.events('notification')), 5, 'everybody hears of it at once');
select is(pg_temp.view(id) ->> 'state', 'done', 'what was told is done') from made;
select tests.throws_code(format('select pg_temp.as(''root'', %L)', format('public.cancel_scheduled_notification(%L)', id)), 'SCHEDULE_NOT_FOUND', 404,
  'what is done cannot be cancelled') from made;
select tests.reset_role();
select is(pg_temp.as('carol', 'public.list_notifications() #> ''{items,0}''')::jsonb - array['id', 'created_at', 'changed_at', 'target_id', 'latest_cause_id'],
  '{"kind": "system", "actors": [], "actor_count": 0, "part_count": 1, "target_kind": "schedule", "preview": null, "boxed": false, "seen_at": null, "read_at": null,
    "details": {"title": "News", "body": "Something is new", "titles": {"en": "News"}, "bodies": {"en": "Something is new"}}}', 'it is in the list, with its texts');
select is((pg_temp.as('carol', 'public.unread_counts()')::jsonb ->> 'notifications')::int, 1, 'it is in the badge');

-- The run begins anew, as after a loss of its place: nobody hears twice, although some have read it.
with again as (
  update private.notification_occurrences set ended_at = null where schedule_id = (select id from made) returning id)
update private.scheduled_notifications set state = 'active' where id = (select id from made);
select pg_temp.send_all(2);
select is(pg_temp.told(id), 'alice bob carol dave root', 'a run that begins anew tells nobody twice') from made;

-- Stopped midway.
update made set id = pg_temp.is_due(pg_temp.schedule());
select private.send_scheduled_notifications(2);
select is(pg_temp.as('root', format('public.cancel_scheduled_notification(%L)', id))::jsonb ->> 'state', 'cancelled', 'it can be cancelled midway') from made;
select is(pg_temp.as('root', format('public.cancel_scheduled_notification(%L)', id))::jsonb ->> 'state', 'cancelled', 'cancelling again changes nothing') from made;
select is(pg_temp.send_all(), 0, 'what is cancelled goes no further');
select is(cardinality(string_to_array(pg_temp.told(id), ' ')), 2, 'who was told of what was cancelled keeps it') from made;
select tests.throws_code(format('select pg_temp.as(''root'', %L)', format('public.pause_scheduled_notification(%L, false)', id)), 'SCHEDULE_NOT_FOUND', 404,
  'what is cancelled does not go on') from made;
select tests.reset_role();

-- Who does not want it.
select pg_temp.as('bob', 'public.set_notification_settings(''{"kinds": {"system": false}}'')');
delete from private.notification_refusals;
update made set id = pg_temp.is_due(pg_temp.schedule('{"age_max": 17}'));
select pg_temp.send_all();
select is(pg_temp.told(id), '', 'who has turned it off is told nothing') from made;
select is((select string_agg(kind || ' ' || reason, ',') from private.notification_refusals), 'system setting', 'the ledger says so, once');
select pg_temp.as('bob', 'public.set_notification_settings(''{"kinds": {"system": true}}'')');

-- On everybody's clock. It is now by UTC: over in Tokyo, and hours away in New York.
select pg_temp.as('alice', 'public.set_notification_settings(''{"time_zone": "Asia/Tokyo"}'')');
select pg_temp.as('bob', 'public.set_notification_settings(''{"time_zone": "America/New_York"}'')');
select pg_temp.as('dave', 'public.set_notification_settings(''{"time_zone": "America/New_York"}'')');
select is(
  (select string_agg(zone ->> 'time_zone' || ' ' || (zone ->> 'people') || ' ' || (zone ->> 'hour'), ', ') from jsonb_array_elements(
    pg_temp.as('root', 'public.schedule_notification(''"a"'', ''"b"'', ''{}'', ''2100-07-01T18:30'', dry_run => true)')::jsonb -> 'zones') zone),
  'Asia/Tokyo 1 18, UTC 2 18, America/New_York 2 18', 'a dry run says how many are told in which zone at which hour');
select is(
  (select string_agg(zone ->> 'time_zone' || ' ' || (zone ->> 'hour'), ', ') from jsonb_array_elements(
    pg_temp.as('root', 'public.schedule_notification(''"a"'', ''"b"'', ''{}'', ''2100-07-01T18:30Z'', dry_run => true)')::jsonb -> 'zones') zone),
  'America/New_York 14, Asia/Tokyo 3, UTC 18', 'a dry run of one moment says which hour that is where');
select is(pg_temp.as('root', 'public.schedule_notification(''"a"'', ''"b"'', ''{"interests": ["go"]}'', ''2100-07-01T18:30'', dry_run => true)')::jsonb - array['quiet_hours', 'over_budget', 'without_device'],
  '{"people": 0, "off": 0, "zones": []}', 'a dry run for nobody is empty');
select is((select count(*)::int from private.scheduled_notifications where title ->> 'en' = 'a'), 0, 'a dry run schedules nothing');
update made set id = pg_temp.schedule(send_at => to_char(now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS'));
select pg_temp.send_all();
select is(pg_temp.told(id), 'alice carol root', 'it is told where the hour has come') from made;
select is((pg_temp.view(id) #> '{progress}') ->> 'ended_at', null, 'it has not ended while the hour is still to come somewhere') from made;
-- Alice flies to New York, and Bob to Tokyo.
select pg_temp.as('alice', 'public.set_notification_settings(''{"time_zone": "America/New_York"}'')');
select pg_temp.as('bob', 'public.set_notification_settings(''{"time_zone": "Asia/Tokyo"}'')');
update private.notification_runs set starts_at = now() where time_zone = 'America/New_York';
select pg_temp.send_all();
select is(pg_temp.told(id), 'alice carol dave root', 'nobody hears twice who travels after the hour') from made;
update private.notification_runs set starts_at = now() where time_zone = '*';
select pg_temp.send_all();
select is(pg_temp.told(id), 'alice bob carol dave root', 'nobody is left out who travels to where it is over') from made;
select is((select count(*)::int from private.notification_runs), 0, 'of what was told no places are kept');
select pg_temp.as('carol', 'public.set_notification_settings(''{"time_zone": "Pacific/Niue"}'')');
select is((select array_agg(zone order by zone) from private.used_time_zones() zone), array['America/New_York', 'Asia/Tokyo', 'Pacific/Niue', 'UTC'], 'each zone that people live in is known');

-- Again and again.
update made set id = pg_temp.is_due(pg_temp.schedule(repeat => 'daily', send_at => to_char(now() at time zone 'UTC' + interval '1 day 1 hour', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')));
select pg_temp.send_all();
select is(pg_temp.told(id), 'alice bob carol dave root', 'the first of many is told') from made;
select is(pg_temp.view(id) ->> 'state', 'active', 'what is repeated stays') from made;
select matches(pg_temp.view(id) ->> 'next_at', '^\d{4}-\d\d-\d\dT.*\+00:00$', 'the next moment of what is repeated is said') from made;
select is((select array_agg(round order by round) from private.notification_occurrences where schedule_id = (select id from made)), array[0, 1],
  'the next one is opened half a day before, and what a standstill passed over is left out');
update private.notification_runs set starts_at = now();
select pg_temp.send_all();
select is(pg_temp.told(id), 'alice alice bob bob carol carol dave dave root root', 'the next one is news') from made;
select pg_temp.as('root', format('public.cancel_scheduled_notification(%L)', id)) from made;

-- The last day of each month.
select is(
  (select array_agg((schedule.first_at + interval '1 month' * n)::date::text order by n) from (values ('2027-01-31'::timestamp)) schedule (first_at), generate_series(0, 3) n),
  array['2027-01-31', '2027-02-28', '2027-03-31', '2027-04-30'], 'the 31st of a month is the last day of shorter ones, and comes back');

-- Through both changes of the clocks, in forty zones: each day's hour comes once, at that hour, or where it is left out as much later.
create temporary table zone (name text);
insert into zone select unnest(array['Europe/Berlin', 'Europe/London', 'Europe/Dublin', 'Europe/Lisbon', 'Europe/Helsinki', 'Europe/Athens', 'Europe/Moscow', 'Europe/Istanbul',
  'Atlantic/Azores', 'Atlantic/Reykjavik', 'America/New_York', 'America/Chicago', 'America/Denver', 'America/Phoenix', 'America/Los_Angeles', 'America/Anchorage',
  'America/Adak', 'Pacific/Honolulu', 'America/St_Johns', 'America/Halifax', 'America/Havana', 'America/Santiago', 'America/Asuncion', 'America/Sao_Paulo', 'America/Nuuk',
  'Africa/Cairo', 'Africa/Casablanca', 'Africa/Lagos', 'Asia/Jerusalem', 'Asia/Beirut', 'Asia/Kolkata', 'Asia/Kathmandu', 'Asia/Tokyo', 'Asia/Tehran',
  'Australia/Sydney', 'Australia/Adelaide', 'Australia/Lord_Howe', 'Pacific/Auckland', 'Pacific/Chatham', 'Pacific/Kiritimati']);
create temporary table offset_change as
select zone.name, moment, before, behind
from zone
cross join lateral (
  select moment, lag(away) over (order by moment) as before, away as behind
  from generate_series('2027-01-01Z'::timestamptz, '2027-12-31Z', interval '15 minutes') moment
  cross join lateral (select moment at time zone zone.name - moment at time zone 'UTC' as away) clock
) seen
where before <> behind;
select cmp_ok((select count(distinct name)::int from offset_change), '>=', 20, 'most of the forty zones change their clocks');
select is(
  (select string_agg(format('%s %s: %s instead of %s', name, wall, told, wanted), '; ') from (
    select change.name, wall, private.told_in(wall, true, change.name) as told, coalesce(
      -- Minute by minute over the days around: when the clocks show it, the last time; else it is as much later.
      (select max(minute) from generate_series(moment - interval '40 hours', moment + interval '40 hours', interval '15 minutes') minute
        where minute at time zone change.name = wall),
      wall at time zone 'UTC' - before) as wanted
    from offset_change change
    cross join lateral generate_series(date_trunc('day', moment at time zone change.name) - interval '6 hours',
      date_trunc('day', moment at time zone change.name) + interval '30 hours', interval '15 minutes') wall
  ) compared where told <> wanted), null, 'every quarter of an hour around every change comes when the clocks on the wall show it');
select is(
  (select count(*)::int from (
    select private.told_in(day + time '02:30', true, zone.name) - lag(private.told_in(day + time '02:30', true, zone.name)) over (partition by zone.name order by day) as apart
    from zone cross join generate_series('2027-01-01'::timestamp, '2027-12-31', interval '1 day') day) days
  where apart not between interval '22 hours 30 minutes' and interval '25 hours 30 minutes'), 0, 'what is told daily comes a day after the day before, all the year');
select tests.create_user('zone' || n) from generate_series(1, 40) n;
insert into private.notification_settings (person_id, time_zone)
select tests.user_id('zone' || n), name from (select row_number() over () as n, name from zone) placed;
update made set id = pg_temp.is_due(pg_temp.schedule(send_at => to_char(now() + interval '1 day', 'YYYY-MM-DD"T"HH24:MI')));
select private.open_occurrences(), private.open_notification_runs();
select is((select count(*)::int from private.notification_runs run join zone on zone.name = run.time_zone
    where run.starts_at = private.told_in((select at at time zone 'UTC' from private.notification_occurrences where id = run.occurrence_id), true, zone.name)), 40, 'each zone has its own hour');
select pg_temp.send_all(7);
select is((select count(*)::int || ' ' || count(distinct person_id) from private.notifications where target_id = (select id from made)), '45 45', 'in forty zones and UTC everybody is told once');
-- One that cannot be told holds up no other, nobody's clock holds up those of others, and admins see why.
create temporary table stuck as select pg_temp.is_due(pg_temp.schedule()) as broken, null::uuid as sound;
update private.scheduled_notifications set audience = '{"age_min": "old"}' where id = (select broken from stuck);
update stuck set sound = pg_temp.is_due(pg_temp.schedule());
insert into private.notification_settings (person_id, time_zone) values (tests.user_id('bob'), 'Mars/Olympus')
on conflict (person_id) do update set time_zone = excluded.time_zone;
select lives_ok('select pg_temp.send_all()', 'a schedule that cannot be told does not stop the worker');
select is(pg_temp.told((select sound from stuck)), (select string_agg(username, ' ' order by username) from public.profiles where hidden_until <= now()), 'another schedule is told meanwhile');
select is(pg_temp.told((select broken from stuck)), '', 'of the broken one nobody hears');
select matches(pg_temp.view((select broken from stuck)) #>> '{progress,error}', 'integer', 'admins see what is wrong with it');
update private.scheduled_notifications set audience = '{}' where id = (select broken from stuck);
update private.notification_runs set starts_at = now() - interval '1 second' where last_error is not null;
select pg_temp.send_all();
select isnt(pg_temp.told((select broken from stuck)), '', 'it is told once that is mended');
update stuck set sound = pg_temp.is_due(pg_temp.schedule(send_at => to_char(now() + interval '1 day', 'YYYY-MM-DD"T"HH24:MI:SS')));
select lives_ok('select pg_temp.send_all()', 'a time zone that nobody knows any more stops no schedule');
select matches(pg_temp.told((select sound from stuck)), 'bob', 'who lives in an unknown zone is told at the end, with everybody');

select * from finish();
rollback;
