begin;
select plan(21);

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
select is(pg_temp.receivable('user:' || tests.user_id('bob')), '{}', 'Alice receives nothing of what the database sends Bob');
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

delete from realtime.messages;
select private.broadcast_to_many(array['user:1', 'user:2'], 'greeting', '{"words": "hi"}');
select results_eq(
  $$ select topic, event, payload - 'id', payload ->> 'id' = id::text, private, extension
     from realtime.messages order by topic $$,
  $$ values ('user:1', 'greeting', '{"words": "hi"}'::jsonb, true, true, 'broadcast'),
            ('user:2', 'greeting', '{"words": "hi"}', true, true, 'broadcast') $$,
  'private.broadcast_to_many leaves a message a topic, each with an id of its own');
select is((select count(distinct id) from realtime.messages), 2::bigint, 'the ids of messages to many differ');
delete from realtime.messages;
select private.broadcast_to_many(array['user:1'], 'greeting', '{"id": "mine"}');
select is((select payload ->> 'id' from realtime.messages), 'mine', 'an id that the caller gave is kept');
select throws_ok($$ select private.broadcast(null, 'greeting', '{}') $$, '23502', null, 'a mistake of the caller is raised');

delete from realtime.messages;
select private.recheck_topic('user:1');
select results_eq(
  $$ select topic, event, payload - 'id', private from realtime.messages $$,
  $$ values ('user:1', 'access_changed', '{}'::jsonb, true) $$,
  'private.recheck_topic leaves the order to check access again');

delete from realtime.messages;
select private.recheck_person(tests.user_id('bob'));
select results_eq(
  $$ select topic, event, payload - 'id' from realtime.messages $$,
  $$ select 'user:' || tests.user_id('bob'), 'access_changed', jsonb_build_object('subject', tests.user_id('bob')) $$,
  'private.recheck_person leaves the order to check somebody''s access to all topics');

delete from realtime.messages;
create temporary table things as select private.uuid_v7() as gone, private.uuid_v7() as other;
select private.broadcast_to_many(array['user:1', 'user:2'], 'greeting', '{}', gone), private.broadcast('user:1', 'greeting', '{}', other) from things;
select private.broadcast('user:1', 'later', '{}', gone) from things;
select is((select count(distinct id) from realtime.messages), 4::bigint, 'events about one thing have ids of their own');
select private.forget_broadcasts(array[gone], now() - interval '1 hour') from things;
select is((select left(id::text, 24) from realtime.messages), left(other::text, 24), 'what was broadcast about a thing that is gone is gone too, and nothing else') from things;

-- Sessions that have ended
delete from realtime.messages;
update private.accounts set banned_until = now() + interval '1 day' where id = tests.user_id('alice');
select is(pg_temp.receivable('user:' || tests.user_id('alice')), '{}', 'who is banned receives nothing');
update private.accounts set banned_until = now() - interval '1 second' where id = tests.user_id('alice');
select is(pg_temp.receivable('user:' || tests.user_id('alice')), '{broadcast}', 'after the ban they do again');
delete from realtime.messages;
update private.sessions set revoked_at = now() where id = tests.user_id('alice');
select is((select string_agg(topic || ' ' || event, ' ') from realtime.messages), 'user:' || tests.user_id('alice') || ' access_changed', 'Realtime is told when a session ends');
select is(pg_temp.receivable('user:' || tests.user_id('alice')), '{}', 'who has signed out receives nothing');

do $$ begin execute format('drop table realtime.%I', 'messages_' || to_char(localtimestamp, 'YYYY_MM_DD')); end $$;
select lives_ok($$ select private.broadcast_to_many(array['user:1', 'user:2'], 'greeting', '{}') $$,
  'while today''s partition is missing nothing is sent, and the write goes on');
select * from finish();
rollback;
