begin;
select plan(16);

select tests.create_user('alice'), tests.create_user('bob');
create function tests.status_of_bob() returns text language sql as $$
  select item ->> 'status' from jsonb_array_elements(public.presence_of(array[tests.user_id('bob')]) -> 'items') item $$;
create function tests.last_seen_of_bob() returns text language sql as $$
  select item ->> 'last_seen_at' from jsonb_array_elements(public.presence_of(array[tests.user_id('bob')]) -> 'items') item $$;
grant execute on function tests.status_of_bob, tests.last_seen_of_bob to authenticated;

select tests.authenticate_as(tests.user_id('bob'));
select is(tests.status_of_bob(), 'offline', 'who was never there is offline');
select public.heartbeat();
select is(tests.status_of_bob(), 'online', 'a heartbeat makes somebody online');
select public.heartbeat('away', 'desktop');
select is(tests.status_of_bob(), 'online', 'an idle second device does not hide that the first is in use');
select tests.throws_code($$ select public.heartbeat('busy') $$, 'INVALID_PRESENCE', 422, 'there are two statuses');
select tests.throws_code($$ select public.heartbeat('online', '') $$, 'INVALID_PRESENCE', 422, 'a device has a name');
select tests.throws_code($$ select public.presence_of(array_fill(gen_random_uuid(), array[101])) $$, 'INVALID_PRESENCE', 422, 'nobody asks about more than 100');

select tests.reset_role();
update private.presence set active_at = now() - interval '80 seconds';
select tests.authenticate_as(tests.user_id('alice'));
select is(tests.status_of_bob(), 'away', 'with idle devices only, somebody is away');
select tests.reset_role();
update private.presence set seen_at = now() - interval '80 seconds';
select is(private.sweep_presence(), 1::bigint, 'the sweep takes out who has left');
select is((private.export_presence(tests.user_id('bob')) ->> 'last_seen_at')::timestamptz, now() - interval '80 seconds', 'the export says when somebody was there');
select tests.authenticate_as(tests.user_id('alice'));
select is(tests.status_of_bob(), 'offline', 'who is then offline');
select is(tests.last_seen_of_bob()::timestamptz, date_trunc('minute', now() - interval '80 seconds'), 'with the minute of the last sign');
select tests.reset_role();
update private.profile_settings set show_last_seen = false where profile_id = tests.user_id('bob');
select tests.authenticate_as(tests.user_id('alice'));
select is(tests.last_seen_of_bob(), null, 'unless they do not show that');
select tests.reset_role();
update private.profile_settings set show_online = false, show_last_seen = true where profile_id = tests.user_id('bob');
select tests.authenticate_as(tests.user_id('alice'));
select is(coalesce(tests.status_of_bob(), tests.last_seen_of_bob()), null, 'who does not show the status shows neither');

select tests.reset_role();
insert into public.blocks (blocker_id, blocked_id) values (tests.user_id('bob'), tests.user_id('alice'));
select tests.authenticate_as(tests.user_id('alice'));
select is(public.presence_of(array[tests.user_id('bob'), gen_random_uuid()]), '{"items": []}', 'across a block nobody is there, like somebody who does not exist');
select tests.as_anon();
select throws_ok($$ select public.presence_of('{}') $$, '42501', null, 'anon asks about nobody');
select throws_ok('select public.heartbeat()', '42501', null, 'anon sends no heartbeat');

select tests.reset_role();
select * from finish();
rollback;
