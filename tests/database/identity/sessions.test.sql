begin;
select plan(25);

select tests.create_user('alice');
create temporary table session as select tests.user_id('alice') as id;
update private.sessions set refresh_hash = sha256('token 0') where id = tests.user_id('alice');

create function pg_temp.rotate(counter int) returns text language sql as $$
  select private.rotate_session(id, counter, sha256(convert_to('token ' || counter, 'UTF8')), sha256(convert_to('token ' || counter + 1, 'UTF8')),
    sha256(convert_to('token ' || counter + 2, 'UTF8'))) ->> 'outcome'
  from session
$$;

select is(pg_temp.rotate(0), 'rotated', 'the valid token is exchanged for its child');
select is((select refresh_counter from private.sessions), 1, 'the session knows which token is valid now');
select ok((select expires_at > now() + interval '89 days' from private.sessions), 'a session that is renewed lives another 90 days');
select is(pg_temp.rotate(0), 'replayed', 'a replay in time is answered with the same child');
select is((select refresh_counter from private.sessions), 1, 'a replay in time changes nothing');
select is(pg_temp.rotate(1), 'rotated', 'the child works');
select is(pg_temp.rotate(0), 'reused', 'a token two generations old is taken for theft');
select isnt((select revoked_at from private.sessions), null, 'which ends the session');
select is(pg_temp.rotate(2), 'ended', 'a replay too late ends the session for the valid token too');

update private.sessions set revoked_at = null, rotated_at = now() - private.refresh_grace() - interval '1 second';
select is(pg_temp.rotate(1), 'rotated', 'a replay after the grace gets a second child');
select is((select refresh_counter from private.sessions), 3, 'the second child is the valid token from then on');
select is(pg_temp.rotate(1), 'replayed', 'a further replay gets the second child again');
select is((select refresh_counter from private.sessions), 3, 'a further replay changes nothing');
select is(pg_temp.rotate(2), 'reused', 'the child that was given up is taken for theft');
select is(private.token_claims(tests.user_id('alice')), null, 'an ended session has no claims');

-- Banned people.
update private.sessions set revoked_at = null, rotated_at = now(), refresh_counter = 0, refresh_hash = sha256('token 0');
update private.accounts set banned_until = 'infinity';
select is(pg_temp.rotate(0), 'banned', 'a banned person''s token is not exchanged');
select is((select refresh_counter from private.sessions), 0, 'a banned person''s token stays valid until the ban is over');
select tests.throws_code($$select private.check_session(tests.user_id('alice'), tests.user_id('alice'))$$, 'ACCOUNT_BANNED', 403);
update private.accounts set banned_until = now();
select lives_ok($$select private.check_session(tests.user_id('alice'), tests.user_id('alice'))$$, 'which it may be');

-- Any number of devices would be a list without end.
select private.open_session(gen_random_uuid(), tests.user_id('alice'), sha256(''), 'Device ' || n, null)
from generate_series(1, private.max_sessions() + 5) n;
select is((select count(*)::int from private.sessions where revoked_at is null), private.max_sessions(), 'there are at most a hundred live sessions');
select ok(exists (select from private.sessions where user_agent = 'Device 105' and revoked_at is null), 'the newest among them');
select tests.create_user('bob');
select is(jsonb_array_length(private.list_sessions(tests.user_id('bob'), tests.user_id('bob')) -> 'items'), 1, 'the list has one''s own alone');
select tests.throws_code($$
  select private.revoke_session(tests.user_id('bob'), tests.user_id('bob'), (select id from private.sessions where user_agent = 'Device 105'), null, null)
$$, 'SESSION_NOT_FOUND', 404, 'nobody has the power to end a session of others');
select private.end_sessions(tests.user_id('alice'), (select id from private.sessions where user_agent = 'Device 105'));
select is(
  (select array_agg(user_agent) from private.sessions where account_id = tests.user_id('alice') and revoked_at is null),
  array['Device 105'], 'all others can be ended at once');


-- functions/auth passes the account and the session of the token that it has verified: whoever takes both asks whether they are alive.
select is_empty($$
  select proname from pg_proc
  where pronamespace = 'private'::regnamespace and 'account_id' = any (proargnames) and proargnames && array['session_id', 'current_session_id']
    and proname not in ('check_session', 'set_password', 'open_session', 'finish_login') and prosrc !~ 'private\.(check_session|confirm_password)\('
$$, 'a step for somebody who is signed in asks whether their session is alive');

select * from finish();
rollback;
