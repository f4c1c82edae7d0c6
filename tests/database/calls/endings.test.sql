begin;
select plan(23);

select tests.create_user('alice'), tests.create_user('bob'), tests.create_user('carol');
select tests.befriend('alice', 'bob'), tests.befriend('alice', 'carol'), tests.befriend('bob', 'carol');
update private.rate_limits set capacity = 1e6 where name = 'start_call';
select tests.on_device('alice');
create temporary table talk as select (public.start_conversation(tests.user_id('bob')) ->> 'id')::uuid as id;
create temporary table other_talk as select (public.start_conversation(tests.user_id('carol')) ->> 'id')::uuid as id;
select tests.reset_role();
grant select on talk, other_talk to authenticated;
create function pg_temp.last() returns uuid language sql security definer as $$ select id from private.calls order by id desc limit 1 $$;
create function pg_temp.begin_call(is_answered boolean default true) returns void language plpgsql as $$
begin
  perform tests.on_device('alice');
  perform public.start_call(id, 'audio') from talk;
  if is_answered then
    perform tests.on_device('bob');
    perform public.answer_call(pg_temp.last(), true);
  end if;
  perform tests.reset_role();
  delete from realtime.messages;
end $$;
create function pg_temp.state() returns text language sql as $$
  select concat_ws(' ', state, outcome) from private.calls where id = pg_temp.last() $$;
-- As if the call had begun earlier.
create function pg_temp.let_pass(since interval) returns void language sql as $$
  update private.calls set rings_until = rings_until - since, created_at = created_at - since, answered_at = answered_at - since where id = pg_temp.last();
  update private.call_participants set joined_at = joined_at - since where call_id = pg_temp.last() $$;
create function pg_temp.access() returns text language sql as $$ select tests.call_access(pg_temp.last()) $$;
grant execute on all functions in schema pg_temp to authenticated;

-- Missed.
select pg_temp.begin_call(false);
select private.tend_call(pg_temp.last());
select is(pg_temp.state(), 'ringing', 'before its time a call is left alone');
select pg_temp.let_pass('46 seconds');
select is(array(select private.calls_to_tend()), array[pg_temp.last()], 'the sweep finds what has rung out');
select tests.on_device('bob');
select is(public.get_call(pg_temp.last()) ->> 'outcome', 'missed', 'it is missed, before the worker has said so');
select is((public.get_call(pg_temp.last()) ->> 'ended_at')::timestamptz, (public.get_call(pg_temp.last()) ->> 'rings_until')::timestamptz, 'when it had rung out');
select tests.throws_code('select public.answer_call(pg_temp.last(), true)', 'CALL_ENDED', 409, 'nobody answers a call that has rung out');
select tests.authenticate_as(tests.user_id('bob'));
select is(pg_temp.access(), '', 'nobody listens to a call that has rung out');
select tests.reset_role();
select private.tend_call(pg_temp.last()), private.tend_call(pg_temp.last());
select is(pg_temp.state(), 'ended missed', 'the worker writes it down');
select is(tests.call_events(), 'alice call.ended missed, bob call.ended missed', 'all devices stop, once');
select is((select ended_at - rings_until from private.calls where id = pg_temp.last()), interval '0', 'the time is exact, however late the worker');
select is(
  (select string_agg(kind, ' ') from private.engagement where kind in ('call', 'missed_call') and subject_id = tests.user_id('bob')),
  'call missed_call', 'whoever notifies hears of the call, and that it was missed');

-- A call that rang in vain is in nobody's way, even while the worker is away.
select pg_temp.begin_call(false);
select pg_temp.let_pass('46 seconds');
select tests.on_device('alice');
select is(public.start_call(id, 'audio') ->> 'state', 'ringing', 'one calls somebody else') from other_talk;
select public.end_call(pg_temp.last());
select is(public.start_call(id, 'audio') ->> 'state', 'ringing', 'one tries the same person again') from talk;
select public.end_call(pg_temp.last());
select tests.reset_role();

-- Vanished.
select pg_temp.begin_call();
select pg_temp.let_pass('10 minutes');
insert into private.presence (profile_id, device, seen_at) values (tests.user_id('alice'), 'web', now()), (tests.user_id('bob'), 'web', now());
select private.tend_call(pg_temp.last());
select is(pg_temp.state(), 'active', 'who sends heartbeats is there');
update private.presence set seen_at = now() - interval '80 seconds' where profile_id = tests.user_id('bob');
select private.tend_call(pg_temp.last());
select is(pg_temp.state(), 'ended failed', 'a call whose other side has vanished ends');
select is(round(private.call_duration(call), -4), 520000::numeric, 'with the last sign') from private.calls call where id = pg_temp.last();
select pg_temp.begin_call();
delete from private.presence;
select private.tend_call(pg_temp.last());
select is(pg_temp.state(), 'active', 'who has just answered need not have sent a heartbeat');
select pg_temp.let_pass('10 minutes');
select private.tend_call(pg_temp.last());
select is(pg_temp.state(), 'ended failed', 'if both have vanished it ends too');
select pg_temp.begin_call();
insert into private.presence (profile_id, device, seen_at) values (tests.user_id('alice'), 'web', now()), (tests.user_id('bob'), 'web', now());
select pg_temp.let_pass('25 hours');
select is(array(select private.calls_to_tend()), array[pg_temp.last()], 'the sweep finds what nobody has ended');
select private.tend_call(pg_temp.last());
select is(pg_temp.state(), 'ended failed', 'after a day it is over');

-- What ends a call besides.
select pg_temp.begin_call();
select tests.on_device('bob');
select public.block(tests.user_id('alice'));
select tests.reset_role();
select is(pg_temp.state(), 'ended answered', 'a block ends a call');
select is((select count(*) from realtime.messages where event in ('message.created', 'conversation') and payload ->> 'kind' = 'call'), 0::bigint, 'nothing is said in the conversation of a call that a block has ended');
select tests.on_device('alice');
select tests.throws_code('select public.start_call(id, ''audio'') from talk', 'CONVERSATION_NOT_FOUND', 404, 'nobody is called after a block');
select is(
  (select count(*) from jsonb_array_elements(public.list_calls() -> 'items') item, talk where item ->> 'conversation_id' = talk.id::text), 0::bigint,
  'calls of before a block are not shown');
select * from finish();
rollback;
