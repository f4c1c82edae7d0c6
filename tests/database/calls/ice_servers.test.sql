begin;
select plan(18);

select tests.create_user('alice', 'admin'), tests.create_user('bob');
-- RFC 2202, section 3, test case 2, in base64.
select is(private.turn_credential('what do ya want for nothing?', 'Jefe'), '7/zfauXrL6LSdBbV8YTfnCWafHk=', 'the credential is HMAC-SHA1 as RFC 2202 computes it');

select tests.authenticate_as(tests.user_id('alice'));
select is(public.ice_servers() -> 'ice_servers', '[]', 'before the worker has said which, there are no servers');
select tests.reset_role();
select private.set_ice_settings(array['stun:stun.example.com'], '{}', null);
select tests.authenticate_as(tests.user_id('alice'));
select is(public.ice_servers() -> 'ice_servers', '[{"urls": ["stun:stun.example.com"]}]', 'without TURN there is STUN');
select tests.reset_role();
select private.set_ice_settings(array['stun:stun.example.com'], array['turn:turn.example.com', 'turns:turn.example.com'], 'sixteen characters');
select tests.authenticate_as(tests.user_id('alice'));
create temporary table given as select public.ice_servers() as ice;
grant select on given to authenticated;
select is(ice #> '{ice_servers,1,urls}', '["turn:turn.example.com", "turns:turn.example.com"]', 'then TURN comes after it') from given;
select is((ice ->> 'expires_at')::timestamptz, date_trunc('hour', now()) + interval '12 hours', 'credentials of TURN are good for half a day') from given;
select is(
  split_part(ice #>> '{ice_servers,1,username}', ':', 1), extract(epoch from (ice ->> 'expires_at')::timestamptz)::bigint::text,
  'which the username says') from given;
select is(
  ice #>> '{ice_servers,1,credential}', encode(extensions.hmac(ice #>> '{ice_servers,1,username}', 'sixteen characters', 'sha1'), 'base64'),
  'signed with the secret') from given;
select unalike(ice::text, '%' || tests.user_id('alice') || '%', 'the name in the credentials does not tell who they are for') from given;
select unalike(ice::text, '%sixteen%', 'let alone the secret') from given;
select is(public.ice_servers(), ice, 'asking again within the hour gives the same') from given;
select tests.authenticate_as(tests.user_id('bob'));
select isnt(public.ice_servers() #>> '{ice_servers,1,username}', ice #>> '{ice_servers,1,username}', 'another one another') from given;
select tests.as_anon();
select throws_ok('select public.ice_servers()', '42501', null, 'anon gets none');

select tests.authenticate_as(tests.user_id('alice'), '{"app_role": "admin"}');
select throws_ok('select * from private.ice_settings', '42501', null, 'nobody reads the secret');
select throws_ok('select private.set_ice_settings(''{}'', ''{}'', null)', '42501', null, 'nobody replaces the secret of TURN');
select throws_ok('select private.turn_credential(''9999999999:me'', ''guessed'')', '42501', null, 'nobody signs credentials for themselves');
select tests.as_service();
select throws_ok('select * from private.ice_settings', '42501', null, 'not even the service key');
select is_empty($$
  select name, verb from unnest(array['private.calls', 'private.call_participants', 'private.ice_settings']) name,
    unnest(array['select', 'insert', 'update', 'delete']) verb, unnest(array['anon', 'authenticated', 'service_role']) role
  where has_table_privilege(role, name, verb) $$, 'no client touches the tables of calls');
select tests.reset_role();
select throws_ok($$ select private.set_ice_settings('{}', array['turn:turn.example.com'], 'short') $$, '23514', null, 'a TURN server needs a secret worth the name');
select * from finish();
rollback;
