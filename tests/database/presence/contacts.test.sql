begin;
select plan(19);

select tests.create_user('alice'), tests.create_user('bob'), tests.create_user('carol'), tests.create_user('dave');
select tests.befriend('alice', 'bob'), tests.befriend('alice', 'carol'), tests.befriend('bob', 'carol');
create function pg_temp.beat(who text, status text default 'online') returns void language sql as $$
  select tests.authenticate_as(tests.user_id(who)); select public.heartbeat(beat.status); select tests.reset_role() $$;
create function pg_temp.silent(who text, what text) returns void language plpgsql as $$
begin
  execute format('update private.presence set %s where profile_id = $1', what) using tests.user_id(who);
end $$;
-- What was sent since the last look: "receiver: whom status, …", in order.
create function pg_temp.told() returns text language sql as $$
  with read as (delete from realtime.messages where event = 'presence' returning topic, payload)
  select string_agg(format('%s: %s', receiver.username, (
    select string_agg(person.username || ' ' || (item ->> 'status'), ', ' order by person.username)
    from jsonb_array_elements(payload -> 'items') item join public.profiles person on person.id = (item ->> 'user_id')::uuid)), '; '
    order by receiver.username)
  from read join public.profiles receiver on 'user:' || receiver.id = topic $$;

select pg_temp.beat('bob');
select is(private.tell_presence_changes(), 1, 'somebody comes');
select is(pg_temp.told(), null, 'nobody hears of who comes while nobody is there');
select pg_temp.beat('alice'), pg_temp.beat('dave');
select is(private.tell_presence_changes(), 2, 'two more come');
select is(pg_temp.told(), 'bob: alice online', 'the connections of each who are online hear of it, and nobody else');
select is(private.tell_presence_changes(), 0, 'once');
select pg_temp.beat('alice'), pg_temp.beat('alice', 'away'), pg_temp.beat('bob');
select is(private.tell_presence_changes(), 0, 'more heartbeats, or a second idle device, are no change');

select pg_temp.silent('alice', $$active_at = now() - interval '80 seconds'$$);
select is(private.tell_presence_changes() || ' ' || pg_temp.told(), '1 bob: alice away', 'idle devices only are a change');
select pg_temp.beat('alice');
select pg_temp.silent('alice', $$active_at = now() - interval '80 seconds'$$);
select is(private.tell_presence_changes(), 0, 'a change that is undone before the next look was none');
select pg_temp.beat('carol');
select is(private.tell_presence_changes() || ' ' || pg_temp.told(), '1 alice: carol online; bob: carol online', 'a change is one event for each contact');

-- Alice and bob fall silent at once.
select pg_temp.silent('alice', $$seen_at = now() - interval '3 minutes'$$), pg_temp.silent('bob', $$active_at = null, seen_at = now() - interval '2 minutes'$$);
select is(private.sweep_presence(), 0::bigint, 'nobody is taken out before their contacts were told');
select private.tell_presence_changes();
select is(
  (select jsonb_agg(item order by item ->> 'last_seen_at') from realtime.messages, jsonb_array_elements(payload -> 'items') item where event = 'presence'),
  jsonb_build_array(
    jsonb_build_object('user_id', tests.user_id('alice'), 'status', 'offline', 'last_seen_at', date_trunc('minute', now() - interval '3 minutes')),
    jsonb_build_object('user_id', tests.user_id('bob'), 'status', 'offline', 'last_seen_at', date_trunc('minute', now() - interval '2 minutes'))),
  'who leaves is offline, with the minute of the last sign');
select is(pg_temp.told(), 'carol: alice offline, bob offline', 'in one event for all that a contact hears at once');
select is(private.sweep_presence(), 2::bigint, 'then they are taken out');

-- What the settings say.
update private.profile_settings set show_online = false where profile_id = tests.user_id('alice');
update private.profile_settings set show_last_seen = false where profile_id = tests.user_id('bob');
select pg_temp.beat('alice'), pg_temp.beat('bob');
select is(private.tell_presence_changes() || ' ' || pg_temp.told(), '2 alice: bob online; carol: bob online', 'who does not show it is told to nobody');
select pg_temp.silent('bob', $$seen_at = now() - interval '80 seconds', active_at = null$$);
select private.tell_presence_changes();
select is(
  (select jsonb_agg(distinct payload -> 'items' -> 0) from realtime.messages where event = 'presence'),
  jsonb_build_array(jsonb_build_object('user_id', tests.user_id('bob'), 'status', 'offline', 'last_seen_at', null)),
  'when somebody was there is told only by who shows that');
select is(pg_temp.told(), 'alice: bob offline; carol: bob offline', 'to each of the contacts');

select pg_temp.beat('bob');
update private.accounts set banned_until = now() + interval '1 day' where id = tests.user_id('bob');
select is(private.tell_presence_changes() || coalesce(pg_temp.told(), ''), '1', 'of who is banned nobody hears');
update private.accounts set banned_until = null where id = tests.user_id('bob');
insert into public.blocks (blocker_id, blocked_id) values (tests.user_id('carol'), tests.user_id('bob'));
select pg_temp.silent('bob', 'active_at = null');
select is(private.tell_presence_changes() || ' ' || pg_temp.told(), '1 alice: bob away', 'nobody hears of presence across a block');
select is(
  (select string_agg(distinct event, ', ') from realtime.messages where topic = 'user:' || tests.user_id('dave')), null,
  'a stranger never hears of presence');
select * from finish();
rollback;
