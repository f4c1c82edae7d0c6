begin;
select plan(11);

select tests.create_user('alice');
-- A heartbeat so many minutes after the beginning, and the sweep of that minute.
create function pg_temp.beat(minute numeric, device text default 'web') returns void language sql as $$
  insert into private.presence (profile_id, device, seen_at, came_at)
  select tests.user_id('alice'), device, moment, moment from (select now() - interval '3 days' + minute * interval '1 minute') at (moment)
  on conflict (profile_id) do update set device = excluded.device, seen_at = excluded.seen_at;
  select private.sweep_presence() $$;
create function pg_temp.minute(moment timestamptz) returns numeric language sql as $$
  select trim_scale(round(extract(epoch from moment - (now() - interval '3 days')) / 60, 1)) $$;
create function pg_temp.sessions() returns text language sql as $$
  select string_agg(format('%s %s-%s', device, pg_temp.minute(started_at), pg_temp.minute(ended_at)), ', ' order by started_at, device)
  from private.presence_sessions $$;


select pg_temp.beat(0);
select is(pg_temp.sessions(), 'web 0-0', 'a session begins with the first heartbeat');
select pg_temp.beat(10.5);
select is(pg_temp.sessions(), 'web 0-10.5', 'a session lasts to the last heartbeat');
select pg_temp.beat(40.5);
select is(pg_temp.sessions(), 'web 0-40.5', 'half an hour without a sign does not end it');
select pg_temp.beat(71);
select is(pg_temp.sessions(), 'web 0-40.5, web 71-71', 'more does');
select pg_temp.beat(72, 'ios');
select is(pg_temp.sessions(), 'web 0-40.5, web 71-71, ios 72-72', 'each device has its own');
select pg_temp.beat(73, 'web'), pg_temp.beat(74, 'ios');
select is(pg_temp.sessions(), 'web 0-40.5, web 71-73, ios 72-74', 'sessions of two devices go on side by side');
delete from private.presence_sessions;
select pg_temp.beat(20 * minute) from generate_series(0, 73) minute;
select is(pg_temp.sessions(), 'web 0-1440, web 1460-1460', 'none is longer than a day');

delete from private.presence_sessions;
insert into private.presence (profile_id, device, seen_at, came_at) values (tests.user_id('alice'), 'web', now() - interval '2 minutes', now() - interval '2 minutes')
on conflict (profile_id) do update set seen_at = excluded.seen_at, came_at = excluded.came_at;
select private.note_presence_sessions();
update private.presence set seen_at = now();
select private.note_presence_sessions();
select is((select ended_at from private.presence_sessions), now() - interval '2 minutes', 'who is still there is not written down every minute');
select is((select count(*) from private.export_presence_sessions(tests.user_id('alice'))), 1::bigint, 'sessions are in the export');
select is((select private.export_presence_sessions(tests.user_id('alice')) ->> 'device'), 'web', 'with their device');
insert into private.presence_sessions (profile_id, device, started_at, ended_at)
values (tests.user_id('alice'), 'old', now() - interval '401 days', now() - interval '401 days');
select is(private.purge_presence_sessions(), 1::bigint, 'sessions of presence go after 400 days');
select * from finish();
rollback;
