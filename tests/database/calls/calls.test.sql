begin;
select plan(46);

select tests.create_user('alice'), tests.create_user('bob'), tests.create_user('carol'), tests.create_user('dave');
select tests.befriend('alice', 'bob'), tests.befriend('carol', 'bob'), tests.befriend('alice', 'carol');
update private.rate_limits set capacity = 1e6 where name = 'start_call';
select tests.on_device('alice');
create temporary table talk as select (public.start_conversation(tests.user_id('bob')) ->> 'id')::uuid as id;
select tests.on_device('carol');
create temporary table other_talk as select (public.start_conversation(tests.user_id('bob')) ->> 'id')::uuid as id;
select tests.reset_role();
create temporary table phone as select tests.add_device('bob') as id;
grant select on talk, other_talk, phone to authenticated;
create function pg_temp.start(media text default 'video') returns uuid language sql as $$ select (public.start_call(talk.id, media) ->> 'id')::uuid from talk $$;
create function pg_temp.live() returns uuid language sql security definer as $$ select id from private.calls where state <> 'ended' $$;
create function pg_temp.last() returns uuid language sql security definer as $$ select id from private.calls order by id desc limit 1 $$;
create function pg_temp.answer(accept boolean default true) returns text language sql as $$
  select call ->> 'state' || ' ' || coalesce(call ->> 'outcome', '-') from public.answer_call(pg_temp.last(), accept) call $$;
create function pg_temp.hang_up() returns text language sql as $$
  select call ->> 'state' || ' ' || coalesce(call ->> 'outcome', '-') from public.end_call(pg_temp.last()) call $$;
create function pg_temp.unread(conversation uuid) returns int language sql as $$ select (public.get_conversation(conversation) ->> 'unread')::int $$;
create function pg_temp.access(call uuid) returns text language sql as $$ select tests.call_access(call) $$;
grant execute on all functions in schema pg_temp to authenticated;

-- A call that is answered.
select tests.on_device('alice');
create temporary table first as select public.start_call(id, 'video') as call from talk;
select is(call - array['id', 'conversation_id', 'created_at', 'rings_until', 'caller', 'participants', 'topic', 'live_topic'],
  '{"media": "video", "state": "ringing", "outcome": null, "answered_at": null, "ended_at": null, "duration_ms": null, "me": {"state": "joined", "is_caller": true}}',
  'a call rings') from first;
select is(call #>> '{caller,username}', 'alice', 'with who calls') from first;
select is(public.start_call(id, 'video'), call, 'a retry changes nothing') from first, talk;
select is(pg_temp.access(pg_temp.live()), 'hears the state, signals', 'who calls sends and receives signals');
select tests.reset_role();
select is(
  (select payload - array['id', 'rings_until', 'caller'] from realtime.messages where event = 'call.ringing'),
  jsonb_build_object('call_id', pg_temp.live(), 'conversation_id', talk.id, 'media', 'video'), 'it rings once') from talk;
select is(tests.call_events(), 'bob call.ringing', 'on the devices of the other');
select results_eq(
  $$ select queue, payload, start_after from private.job_outbox where queue = 'end-missed-calls' $$,
  $$ select 'end-missed-calls', jsonb_build_object('id', id), created_at + interval '45 seconds' from private.calls $$,
  'the worker is to come by when it has rung out');
select tests.on_device('bob');
select is(pg_temp.access(pg_temp.live()), 'hears the state', 'who is rung only listens');
select is(pg_temp.answer(), 'active -', 'the other answers');
select is(pg_temp.answer(), 'active -', 'once or twice');
select is(pg_temp.access(pg_temp.live()), 'hears the state, signals', 'who has answered may send on the topic of the call');
select tests.on_device('bob', id) from phone;
select tests.throws_code('select pg_temp.answer()', 'CALL_ANSWERED_ELSEWHERE', 409, 'a second device comes too late');
select tests.throws_code('select pg_temp.answer(false)', 'CALL_ANSWERED_ELSEWHERE', 409, 'also to decline');
select tests.throws_code('select pg_temp.start()', 'CALL_ANSWERED_ELSEWHERE', 409, 'who has answered elsewhere does not call back from here');
select tests.reset_role();
select is(tests.call_events(), 'bob call.answered', 'the other devices of who has answered stop ringing');
select tests.on_device('carol');
select tests.throws_code('select pg_temp.answer()', 'CALL_NOT_FOUND', 404, 'nobody else answers');
select tests.throws_code('select pg_temp.hang_up()', 'CALL_NOT_FOUND', 404, 'nobody else hangs up a call of others');
select tests.throws_code('select public.get_call(pg_temp.last())', 'CALL_NOT_FOUND', 404, 'nobody else learns of a call of others');
select is(pg_temp.access(pg_temp.live()), '', 'nobody else listens to a call of others');

-- Busy.
select is(public.start_call(id, 'audio') ->> 'outcome', 'busy', 'who is in a call is busy to others') from other_talk;
select is(public.start_call(id, 'audio') ->> 'outcome', 'busy', 'each time they try') from other_talk;
select tests.on_device('bob');
select is(pg_temp.unread(id), 2, 'who was busy learns of the call later') from other_talk;
select tests.throws_code('select public.start_call(id, ''audio'') from other_talk', 'ALREADY_IN_CALL', 409, 'who tries calls nobody else meanwhile');
select tests.on_device('alice');
select is(public.end_call((call ->> 'id')::uuid) ->> 'outcome', 'answered', 'either hangs up') from first;
select is(public.end_call((call ->> 'id')::uuid) ->> 'outcome', 'answered', 'once or twice') from first;
select is(pg_temp.access((call ->> 'id')::uuid), '', 'then nobody hears more') from first;
select is(
  (select (item -> 'details') - 'duration_ms' from public.list_messages(talk.id) page, jsonb_array_elements(page -> 'items') item where item ->> 'kind' = 'call'),
  jsonb_build_object('call_id', call -> 'id', 'media', 'video', 'outcome', 'answered'), 'the call is in the conversation') from first, talk;
select tests.on_device('bob');
select is(pg_temp.unread(id), 0, 'who took part in a call has seen it in the conversation') from talk;
select tests.throws_code(format('select public.answer_call(%L, true)', call ->> 'id'), 'CALL_ENDED', 409, 'nobody answers a call that is over') from first;
select tests.reset_role();
select matches(tests.call_events(), 'alice call.ended answered, bob call.ended answered', 'all devices stop');

-- Declined.
select tests.on_device('alice');
select pg_temp.start('audio');
select tests.on_device('bob');
select is(pg_temp.answer(false), 'ended declined', 'a call is declined');
select is(pg_temp.answer(false), 'ended declined', 'once or twice');
select is(pg_temp.unread(id), 0, 'a declined call is not unread to who declined it') from talk;
select tests.reset_role();
select tests.call_events();

-- Cancelled: to the other it is missed.
select tests.on_device('alice');
select pg_temp.start('audio');
select is(pg_temp.hang_up(), 'ended cancelled', 'who calls gives up');
select tests.on_device('bob');
select is(public.get_call(pg_temp.last()) ->> 'outcome', 'missed', 'the other has missed it');
select is(pg_temp.unread(id), 1, 'which is unread') from talk;
select is(pg_temp.answer(false), 'ended missed', 'declining it later changes nothing');
select tests.reset_role();
select is(tests.call_events(), 'bob call.ringing, alice call.ended cancelled, bob call.ended missed', 'each hears what it is to them');

-- Glare: both call each other.
select tests.on_device('alice');
select pg_temp.start('audio');
select tests.on_device('bob');
select is(public.start_call(id, 'video') ->> 'state', 'active', 'two who call each other are in one call') from talk;
select is(pg_temp.hang_up(), 'ended answered', 'which either ends');

-- History.
select is(
  (select string_agg(item ->> 'outcome', ' ' order by place) from jsonb_array_elements(public.list_calls() -> 'items') with ordinality listed (item, place)),
  'answered missed declined busy busy answered', 'calls are listed, the last first');
select is(
  (select string_agg(item ->> 'outcome', ' ') from jsonb_array_elements(public.list_calls(public.list_calls(page_size => 2) ->> 'next_cursor', 2) -> 'items') item),
  'declined busy', 'page by page');
select tests.throws_code('select public.start_call(id, ''smell'') from talk', 'INVALID_CALL', 422, 'there is sound and picture');
select tests.throws_code('select public.answer_call(pg_temp.last(), null)', 'INVALID_CALL', 422, 'an answer to a call is yes or no');
select tests.reset_role();
select is((select count(*) from private.export_calls(tests.user_id('bob'))), 6::bigint, 'calls are in the export');
select tests.as_anon();
select throws_ok('select public.list_calls()', '42501', null, 'anon calls nobody');
select * from finish();
rollback;
