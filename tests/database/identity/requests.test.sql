begin;
select plan(14);

select tests.create_user(name) from unnest(array['alice', 'bob']) name;

-- What a request of such a token comes to.
create function pg_temp.admission(role text, claims jsonb default '{}') returns text language plpgsql as $$
declare
  outcome text;
begin
  perform tests.become(role, claims || jsonb_build_object('role', role));
  outcome := coalesce(tests.error_of('select private.check_request()'), 'admitted');
  perform tests.reset_role();
  return outcome;
end $$;
create function pg_temp.token(name text, claims jsonb default '{}') returns jsonb language sql as $$
  select jsonb_build_object('sub', tests.user_id(name), 'sid', tests.user_id(name)) || claims $$;

select ok((select 'pgrst.db_pre_request=private.check_request' = any(rolconfig) from pg_roles where rolname = 'authenticator'), 'PostgREST is told to ask before every request');
select is(pg_temp.admission('authenticated', pg_temp.token('alice')), 'admitted', 'the token of a live session may ask');
select is(pg_temp.admission('anon'), 'admitted', 'whoever is not signed in may ask');
select is(pg_temp.admission('service_role'), 'admitted', 'the project''s own server may ask');

select matches(pg_temp.admission('authenticated', pg_temp.token('alice') - 'sid'), 'NOT_AUTHENTICATED', 'a token without a session reads nothing');
select matches(pg_temp.admission('authenticated', pg_temp.token('alice', '{"sid": "none"}')), 'NOT_AUTHENTICATED', 'a token whose session is no uuid reads nothing');
select matches(pg_temp.admission('authenticated', '{"sub": "someone@example.com"}'), 'NOT_AUTHENTICATED', 'a token of another issuer, whose subject is no account, reads nothing');
select matches(pg_temp.admission('authenticated', pg_temp.token('alice', jsonb_build_object('sid', tests.user_id('bob')))), 'NOT_AUTHENTICATED',
  'a token with the session of somebody else reads nothing');

update private.sessions set revoked_at = now() where account_id = tests.user_id('alice');
select matches(pg_temp.admission('authenticated', pg_temp.token('alice')), 'NOT_AUTHENTICATED', 'after a logout the token reads nothing');

update private.accounts set banned_until = 'infinity' where id = tests.user_id('bob');
select matches(pg_temp.admission('authenticated', pg_temp.token('bob')), 'ACCOUNT_BANNED', 'the token of somebody banned reads nothing');
insert into private.sessions (id, account_id, refresh_hash, expires_at)
values ('00000000-0000-4000-8000-000000000001', tests.user_id('bob'), sha256(''), now() + interval '1 day');
select matches(pg_temp.admission('authenticated', pg_temp.token('bob', '{"sid": "00000000-0000-4000-8000-000000000001"}')), 'ACCOUNT_BANNED',
  'a session that begins while its account is banned reads nothing');
update private.accounts set banned_until = now() - interval '1 second' where id = tests.user_id('bob');
select is(pg_temp.admission('authenticated', pg_temp.token('bob')), 'admitted', 'a ban that is over is over');

select set_config('request.headers', '{"x-request-id": "of-a-request-1"}', true);
select pg_temp.admission('anon');
select is(current_setting('application_name'), 'of-a-request-1', 'whoever looks at what runs finds a request by its id');
select set_config('request.headers', '{"x-request-id": "a; b"}', true);
select pg_temp.admission('anon');
select is(current_setting('application_name'), 'rest', 'what is no id is not written into the log');

select * from finish();
rollback;
