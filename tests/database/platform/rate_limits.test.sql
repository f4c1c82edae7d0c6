begin;
select plan(12);

insert into private.rate_limits (name, capacity, refill_per_second, description) values ('test', 3, 0.5, 'Three, then one in two seconds.');
prepare take_alice as select private.take_token('test', 'alice');

select lives_ok('execute take_alice', 'a new subject has a full bucket: first token');
select lives_ok('execute take_alice', 'second token');
select lives_ok('execute take_alice', 'third token');
select tests.throws_code('execute take_alice', 'RATE_LIMITED', 429, 'the fourth is one too many');
select lives_ok($$ select private.take_token('test', 'bob') $$, 'somebody else has a bucket of their own');

update private.rate_buckets set updated_at = updated_at - interval '2.1 seconds' where subject = 'alice';
select lives_ok('execute take_alice', 'after two seconds one token is back');
select tests.throws_code('execute take_alice', 'RATE_LIMITED', 429, 'after two seconds no more than one token is back');

update private.rate_buckets set updated_at = updated_at - interval '1 year' where subject = 'alice';
select private.take_token('test', 'alice');
select is((select tokens from private.rate_buckets where limit_name = 'test' and subject = 'alice'), 2::double precision,
  'a bucket never holds more than its capacity');

update private.rate_buckets set updated_at = updated_at - interval '1 year' where subject = 'bob';
select is(private.sweep_rate_buckets(), 1::bigint, 'the sweep removes the buckets that are full again, and only those');

-- A bucket of a release in which buckets did not have the limit in their row.
insert into private.rate_buckets (limit_name, subject, tokens, updated_at, refill_per_second) values ('test', 'emil', 2, clock_timestamp(), 0.5);
select private.take_token('test', 'emil');
select cmp_ok((select tokens from private.rate_buckets where limit_name = 'test' and subject = 'emil'), '>=', 1::double precision,
  'a bucket that does not know its limit loses no more than the token');

-- A bucket has the limit in its row: tuned in place it counts at once.
select private.take_token('test', 'dora');
update private.rate_limits set capacity = 1, refill_per_second = 1e-9 where name = 'test';
update private.rate_buckets set tokens = 5 where subject = 'dora';
select private.take_token('test', 'dora');
select tests.throws_code($$ select private.take_token('test', 'dora') $$, 'RATE_LIMITED', 429, 'a limit that is tuned counts for the buckets that are there');
delete from private.rate_limits where name = 'test';
select throws_ok($$ select private.take_token('test', 'dora') $$, 'P0002', null, 'a limit that is gone is not taken from');

select * from finish();
rollback;
