begin;
select plan(16);

insert into private.lockout_rules (name, free_attempts, first_delay, longest_delay, description)
values ('test', 3, '30 seconds', '5 minutes', 'Three are free.');
create function pg_temp.attempt() returns text language sql as $$
  select tests.error_of($s$select private.admit_attempt('test', 'somebody')$s$)
$$;
create function pg_temp.wait() returns interval language sql as $$
  select date_trunc('second', locked_until - last_failed_at) from private.login_failures where subject = 'somebody'
$$;
create function pg_temp.let_wait_pass() returns void language sql as $$
  update private.login_failures set locked_until = clock_timestamp() where subject = 'somebody'
$$;

select is(pg_temp.attempt(), null, 'the first attempt is free');
select is(pg_temp.wait(), null, 'the first attempt begins no wait');
select is(pg_temp.attempt(), null, 'the second attempt is free');
select is(pg_temp.attempt(), null, 'the third attempt is free');
select is(pg_temp.wait(), interval '30 seconds', 'which begins a wait');
select is(pg_temp.attempt(), 'TOO_MANY_FAILURES with status 429', 'in which nothing is tried');
select is(pg_temp.wait(), interval '30 seconds', 'trying does not prolong the wait');
select is(tests.error_of($$select private.admit_attempt('test', 'somebody else')$$), null, 'others are not concerned');

select pg_temp.let_wait_pass(), pg_temp.attempt();
select is(pg_temp.wait(), interval '1 minute', 'the next failure doubles the wait');
select pg_temp.let_wait_pass(), pg_temp.attempt();
select pg_temp.let_wait_pass(), pg_temp.attempt();
select is(pg_temp.wait(), interval '4 minutes', 'each further failure doubles the wait');
select pg_temp.let_wait_pass(), pg_temp.attempt();
select is(pg_temp.wait(), interval '5 minutes', 'up to a limit');

select private.forgive_attempt('test', 'somebody');
select is(pg_temp.attempt(), null, 'a success ends the wait');
select is(pg_temp.wait(), interval '5 minutes', 'a success does not make earlier failures undone');

update private.login_failures set last_failed_at = now() - interval '25 hours', locked_until = now() - interval '1 hour'
where subject = 'somebody';
select is(pg_temp.attempt(), null, 'after a day of peace');
select is((select failures from private.login_failures where subject = 'somebody'), 1, 'counting begins anew');

update private.login_failures set last_failed_at = now() - interval '25 hours', locked_until = null where subject = 'somebody';
select is(private.sweep_login_failures(), 1::bigint, 'the sweep removes what no longer counts');

select * from finish();
rollback;
