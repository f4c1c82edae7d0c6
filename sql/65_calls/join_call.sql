-- Being in a call: one of the person's devices is, and the person is in no other.
create function private.join_call(call private.calls, person_id uuid) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  -- Two tabs of one browser share a session, and so are one device.
  device uuid := (auth.jwt() ->> 'sid')::uuid;
  in_it_with uuid;
begin
  select taken.session_id into in_it_with from private.call_participants taken
  where taken.call_id = call.id and taken.user_id = person_id and taken.state = 'joined';
  if found then
    if in_it_with <> device then
      perform private.raise('CALL_ANSWERED_ELSEWHERE', 'You are in this call with another device.', 409);
    end if;
    return;
  end if;
  if private.is_shadowed(person_id) or exists (
    select from private.call_participants other
    join private.conversation_members own on own.conversation_id = call.conversation_id and own.user_id = person_id
    where other.call_id = call.id and other.state = 'joined' and other.user_id = any (private.hidden_in(own))) then
    perform private.raise('CALL_NOT_FOUND', 'There is no such call.', 404);
  end if;
  perform private.be_in_call(call.id, person_id, device);
  update private.calls set state = 'active', answered_at = coalesce(calls.answered_at, clock_timestamp()) where calls.id = call.id;
  -- The own other devices stop ringing.
  perform private.broadcast('user:' || person_id, 'call.answered', jsonb_build_object(
    'call_id', call.id, 'conversation_id', call.conversation_id));
  perform private.tell_call(call);
end
$$;
comment on function private.join_call is '
Puts the device that calls this into a call that is locked and has not ended. Again with the same device it changes nothing.
Errors: CALL_ANSWERED_ELSEWHERE, CALL_NOT_FOUND (there is a block with somebody in it, or one is shadow banned), ALREADY_IN_CALL.';

create function private.be_in_call(call_id uuid, person_id uuid, device uuid) returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  -- A call that rang in vain keeps nobody from the next, even while the worker is away. Without the lock of its conversation:
  -- this transaction holds that of another.
  update private.call_participants taken set state = 'left', left_at = call.rings_until
  from private.calls call
  where taken.user_id = person_id and taken.state = 'joined' and call.id = taken.call_id and private.is_overdue(call);

  insert into private.call_participants as taken (call_id, user_id, state, session_id, joined_at)
  values (be_in_call.call_id, person_id, 'joined', device, clock_timestamp())
  on conflict on constraint call_participants_pkey do update
    set state = excluded.state, session_id = excluded.session_id, joined_at = excluded.joined_at, left_at = null;
exception when unique_violation then
  perform private.raise('ALREADY_IN_CALL', 'You are in another call.', 409, details => (
    select taken.call_id::text from private.call_participants taken where taken.user_id = person_id and taken.state = 'joined'));
end
$$;
comment on function private.be_in_call is 'Writes down that a person is in a call with this device. Errors: ALREADY_IN_CALL (details: the other call).';

create function private.tell_call(call private.calls) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  place text := private.call_topic(call);
begin
  select * into call from private.calls where calls.id = call.id;
  -- No names: in a group not everybody may know of everybody.
  perform private.broadcast(place, 'state', jsonb_build_object(
    'call_id', call.id, 'conversation_id', call.conversation_id, 'media', call.media, 'state', call.state, 'outcome', call.outcome,
    'answered_at', call.answered_at, 'ended_at', call.ended_at, 'duration_ms', private.call_duration(call),
    'topic', private.call_topic(call), 'live_topic', private.call_live_topic(call),
    'participants', (
      select jsonb_agg(jsonb_build_object('member_id', member.id, 'state', taken.state) order by member.id)
      from private.call_participants taken
      join private.conversation_members member on member.conversation_id = call.conversation_id and member.user_id = taken.user_id
      where taken.call_id = call.id)));
end
$$;
comment on function private.tell_call is '
Event `state` on the topic that a call had in this row: {call_id, conversation_id, media, state, outcome, answered_at, ended_at,
duration_ms, topic, live_topic, participants: [{member_id, state}]}, as it is by now: who left it does not come along to another topic.';
