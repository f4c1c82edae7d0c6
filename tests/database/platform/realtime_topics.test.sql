begin;
select plan(8);

select tests.create_user('alice'), tests.create_user('bob');

-- Realtime's probe: which extensions of a topic the caller sees among rows that it inserted itself.
create function pg_temp.receivable(topic text) returns text[] language plpgsql as $$
declare
  visible text[];
begin
  perform tests.reset_role();
  delete from realtime.messages;
  insert into realtime.messages (topic, extension) values (topic, 'broadcast'), (topic, 'presence');
  perform set_config('realtime.topic', topic, true);
  perform tests.authenticate_as(tests.user_id('alice'));
  select array_agg(extension order by extension) into visible from realtime.messages;
  perform tests.reset_role();
  return coalesce(visible, '{}');
end $$;

select is(pg_temp.receivable('user:' || tests.user_id('alice')), '{broadcast}', 'Alice receives what the database sends her');
select is(pg_temp.receivable('user:' || tests.user_id('bob')), '{}', 'and nothing of what it sends Bob');
select is(pg_temp.receivable('nothing:' || tests.user_id('alice')), '{}', 'a kind that nobody declared is closed');
select is(pg_temp.receivable('user'), '{}', 'a topic without an id is closed');
select is(pg_temp.receivable('user:x''; select 1 --'), '{}', 'a topic that is no topic is closed');

create function pg_temp.send(topic text) returns void language plpgsql as $$
begin
  perform set_config('realtime.topic', topic, true);
  insert into realtime.messages (topic, extension) values (topic, 'broadcast');
end $$;
grant execute on function pg_temp.send to public;
select tests.authenticate_as(tests.user_id('alice'));
select throws_ok($$ select pg_temp.send('user:11111111-1111-1111-1111-111111111111') $$, '42501', null, 'nobody sends to a user''s topic, not even its owner');
select tests.as_anon();
select is((select count(*) from realtime.messages), 0::bigint, 'who is not signed in receives nothing');

select tests.reset_role();
delete from realtime.messages;
select private.broadcast('user:' || tests.user_id('bob'), 'greeting', '{"words": "hi"}');
select results_eq(
  $$ select topic, event, payload ->> 'words', private, extension from realtime.messages $$,
  format($$ values ('user:%s', 'greeting', 'hi', true, 'broadcast') $$, tests.user_id('bob')),
  'private.broadcast leaves a private message for Realtime to deliver');

select * from finish();
rollback;
