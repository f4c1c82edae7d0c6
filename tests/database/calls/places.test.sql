-- Where one may call, and how it is in groups and between strangers.
begin;
select plan(34);

select tests.create_user(name) from unnest(array['alice', 'bob', 'carol', 'dave', 'erin']) name;
select tests.befriend('alice', 'bob'), tests.befriend('alice', 'carol'), tests.befriend('alice', 'dave');
update private.rate_limits set capacity = 1e6 where name = 'start_call';
create function pg_temp.make(kind text, people text[], aliases text[] default null) returns uuid language sql as $$
  with made as (insert into private.conversations (kind, member_count) values (make.kind, cardinality(people)) returning id)
  , joined as (
    insert into private.conversation_members (conversation_id, user_id, alias) select made.id, tests.user_id(name), alias
    from made, unnest(people, aliases) listed (name, alias) returning 1)
  select id from made $$;
create temporary table place as select pg_temp.make('group', array['alice', 'bob', 'carol', 'dave']) as family,
  pg_temp.make('anonymous', array['alice', 'erin'], array['Red Fox', 'Blue Owl']) as strangers,
  pg_temp.make('group', array['alice', 'bob', 'crowd1', 'crowd2', 'crowd3', 'crowd4', 'crowd5', 'crowd6', 'crowd7']) as crowd, pg_temp.make('group', array['alice']) as alone
from (select tests.create_user('crowd' || n) from generate_series(1, 7) n offset 6) made;
grant select on place to authenticated;
create function pg_temp.last() returns uuid language sql security definer as $$ select id from private.calls order by id desc limit 1 $$;
create function pg_temp.answer(who text, accept boolean default true) returns text language plpgsql as $$
begin
  perform tests.on_device(who);
  return concat_ws(' ', call ->> 'state', call ->> 'outcome', call #>> '{me,state}') from public.answer_call(pg_temp.last(), accept) call;
end $$;
create function pg_temp.leave(who text) returns text language plpgsql as $$
begin
  perform tests.on_device(who);
  return concat_ws(' ', call ->> 'state', call ->> 'outcome', call #>> '{me,state}') from public.end_call(pg_temp.last()) call;
end $$;
create function pg_temp.events() returns text language plpgsql as $$
begin perform tests.reset_role(); return tests.call_events(); end $$;
create function pg_temp.access() returns text language sql as $$ select tests.call_access(pg_temp.last()) $$;
grant execute on all functions in schema pg_temp to authenticated;

-- Groups.
select tests.on_device('alice');
select is(public.start_call(family, 'video') ->> 'state', 'ringing', 'a group is called') from place;
select is(pg_temp.events(), 'bob call.ringing, carol call.ringing, dave call.ringing', 'it rings at all the others');
select is(pg_temp.answer('bob'), 'active joined', 'one answers');
select is(pg_temp.answer('carol', false), 'active declined', 'another declines, and the call goes on');
select is(pg_temp.events(), 'carol call.ended declined, bob call.answered', 'that stops the devices of each');
select is(pg_temp.answer('carol'), 'active joined', 'who has declined may still come');
select tests.reset_role();
update private.calls set rings_until = now() - interval '1 second';
select private.tend_call(pg_temp.last());
select is(pg_temp.events(), 'dave call.ended missed, carol call.answered', 'who does not answer in time has missed it');
select tests.on_device('dave');
select is(public.start_call(family, 'video') ->> 'state', 'active', 'who has missed a call joins it by calling') from place;
select is(pg_temp.leave('alice'), 'active left', 'who called may go');
select is(pg_temp.access(), '', 'who has left a call hears no more of it');
select tests.reset_role();
select is(
  (select count(distinct topic) from realtime.messages where topic like 'call%:' || pg_temp.last() || ':%' and event = 'access_changed'), 6::bigint,
  'whenever somebody goes, the others go on on other topics');
select is((select payload ->> 'topic' from realtime.messages where event = 'state' and payload ->> 'call_id' = pg_temp.last()::text order by inserted_at desc, payload ->> 'topic' = (select private.call_topic(call) from private.calls call where call.id = pg_temp.last()) desc limit 1),
  (select private.call_topic(call) from private.calls call where call.id = pg_temp.last()), 'whose names come with the state');
select is(pg_temp.leave('bob'), 'active left', 'the call lasts while two are in it');
select is(pg_temp.leave('carol'), 'ended answered left', 'the call ends when fewer than two are in it');
select is(
  (select string_agg((item ->> 'kind') || ' ' || (item #>> '{sender,username}'), ', ') from place, jsonb_array_elements(public.list_messages(family) -> 'items') item),
  'call alice', 'it is one message, of who called');
select pg_temp.events();

-- In a group, who has a block with somebody is not brought together with them.
select tests.reset_role();
insert into public.blocks (blocker_id, blocked_id) values (tests.user_id('dave'), tests.user_id('bob')), (tests.user_id('carol'), tests.user_id('alice'));
select tests.on_device('alice');
select public.start_call(family, 'audio') from place;
select is(pg_temp.events(), 'bob call.ringing, dave call.ringing', 'who has blocked the caller is not rung');
select pg_temp.answer('bob');
select tests.throws_code($$ select pg_temp.answer('dave') $$, 'CALL_NOT_FOUND', 404, 'who has blocked somebody in the call does not join it');
select tests.on_device('dave');
select is((select count(*) from jsonb_array_elements(public.get_call(pg_temp.last()) -> 'participants') one where one ->> 'username' = 'bob'), 0::bigint, 'who has blocked somebody in the call does not see them there');
select tests.reset_role();
update private.conversation_members set state = 'gone' from place where conversation_id = family and user_id = tests.user_id('bob');
select is((select state from private.call_participants where call_id = pg_temp.last() and user_id = tests.user_id('bob')), 'left', 'who is removed from the group is out of its call');
select is(pg_temp.leave('alice'), 'ended answered left', 'which goes on while it still rings, and then ends');
select tests.throws_code('select public.start_call(crowd, ''audio'') from place', 'CALL_GROUP_TOO_LARGE', 409, 'a large group cannot be called');
select tests.throws_code('select public.start_call(alone, ''audio'') from place', 'CONVERSATION_CLOSED', 409, 'an empty group cannot be called');
select pg_temp.events();

-- Strangers.
select tests.on_device('alice');
create temporary table anonymous as select public.start_call(strangers, 'audio') as call from place;
grant select on anonymous to authenticated;
select is(call -> 'caller' ->> 'alias', 'Red Fox', 'a stranger is called under an alias') from anonymous;
select tests.on_device('erin');
select alike(public.get_call(pg_temp.last())::text, '%Red Fox%', 'the other sees the alias');
select is(public.answer_call(pg_temp.last(), true) ->> 'state', 'active', 'the other one answers a call of an anonymous conversation');
select tests.reset_role();
select is_empty(
  $$ select payload from realtime.messages where (topic like 'call%' or topic like 'conversation%' or topic = 'user:' || tests.user_id('erin'))
    and payload::text ~ ('alice|Alice|' || tests.user_id('alice')) and payload ->> 'conversation_id' = (select strangers::text from place) $$,
  'no event says who it is');
select is(
  (select jsonb_agg(payload -> 'caller' -> 'alias') from realtime.messages where topic = 'user:' || tests.user_id('erin') and event = 'call.ringing'), '["Red Fox"]', 'events of an anonymous call name nobody but by the alias');
update private.conversations set ended_at = now() from place where id = strangers;
select is((select outcome from private.calls where id = pg_temp.last()), 'answered', 'when a stranger leaves, the call is over');
select tests.on_device('erin');
select is(public.list_calls() #> '{items,0,caller,id}', 'null', 'the history of an anonymous call does not tell who it was');
select tests.throws_code('select public.start_call(strangers, ''audio'') from place', 'CONVERSATION_CLOSED', 409, 'nobody is called there again');

-- Requests.
select tests.on_device('bob');
create temporary table asked as select (public.start_conversation(tests.user_id('erin')) ->> 'id')::uuid as id;
grant select on asked to authenticated;
select tests.say(id, 'hello') from asked;
select tests.throws_code('select public.start_call(id, ''audio'') from asked', 'MESSAGE_REQUEST_PENDING', 403, 'nobody is called who has not accepted a request');
select tests.on_device('erin');
select tests.throws_code('select public.start_call(id, ''audio'') from asked', 'MESSAGE_REQUEST_PENDING', 403, 'nobody calls before accepting a request');
select tests.on_device('carol');
select tests.throws_code('select public.start_call(id, ''audio'') from asked', 'CONVERSATION_NOT_FOUND', 404, 'nobody calls where they do not belong');
select tests.reset_role();
update private.rate_limits set capacity = 1, refill_per_second = 1e-9 where name = 'start_call';
delete from private.rate_buckets;
select tests.on_device('alice');
select public.start_call(family, 'audio') from place;
select tests.throws_code('select public.start_call(family, ''audio'') from place', 'RATE_LIMITED', 429, 'nobody calls again and again');
select * from finish();
rollback;
