begin;
select plan(11);

select tests.create_user('alice');
create temporary table session as select tests.user_id('alice') as id;
update private.sessions set refresh_hash = sha256('token 0') where id = tests.user_id('alice');

create function pg_temp.rotate(counter int) returns text language sql as $$
  select private.rotate_session(id, counter, sha256(convert_to('token ' || counter, 'UTF8')), sha256(convert_to('token ' || counter + 1, 'UTF8'))) ->> 'outcome'
  from session
$$;

select is(pg_temp.rotate(0), 'rotated', 'the valid token is exchanged for its child');
select is((select refresh_counter from private.sessions), 1, 'the session knows which token is valid now');
select ok((select expires_at > now() + interval '89 days' from private.sessions), 'and lives another 90 days');
select is(pg_temp.rotate(0), 'replayed', 'a replay in time is answered with the same child');
select is((select refresh_counter from private.sessions), 1, 'and changes nothing');
select is(pg_temp.rotate(1), 'rotated', 'the child works');
select is(pg_temp.rotate(0), 'reused', 'a token two generations old is taken for theft');
select isnt((select revoked_at from private.sessions), null, 'which ends the session');
select is(pg_temp.rotate(2), 'ended', 'for the valid token too');

update private.sessions set revoked_at = null, rotated_at = now() - private.refresh_grace() - interval '1 second';
select is(pg_temp.rotate(1), 'reused', 'a replay after the grace is taken for theft');
select is(private.token_claims(tests.user_id('alice')), null, 'an ended session has no claims');

select * from finish();
rollback;
