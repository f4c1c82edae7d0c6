create function private.settle_call(
  call private.calls,
  broke_off boolean default false,
  over_at timestamptz default clock_timestamp()
) returns boolean
language plpgsql volatile
set search_path = ''
as $$
declare
  talking int;
  ringing int;
  answers text[];
  gave_up boolean;
begin
  select count(*) filter (where taken.state = 'joined'), count(*) filter (where taken.state = 'ringing'), array_agg(taken.state),
    bool_or(taken.state = 'left' and taken.user_id = call.caller_id)
  into talking, ringing, answers, gave_up
  from private.call_participants taken
  where taken.call_id = call.id;
  if talking >= 1 and talking + ringing >= 2 then
    -- Who has left is not on the new topics, whatever Realtime remembers of them.
    update private.calls set epoch = gen_random_uuid() where calls.id = call.id;
    perform private.tell_call(call);
    perform private.recheck_topic(private.call_topic(call)), private.recheck_topic(private.call_live_topic(call));
    return false;
  end if;
  perform private.finish_call(call, case
    when call.answered_at is not null then case when broke_off then 'failed' else 'answered' end
    when gave_up then 'cancelled'
    when answers && array['ringing', 'missed'] then 'missed'
    when answers && array['declined'] then 'declined'
    else 'busy'
  end, over_at);
  return true;
end
$$;
comment on function private.settle_call is '
After somebody has left a call that is locked: ends it if nobody is left to talk to, and tells those who are in it. Returns
whether it has ended.';

create function private.finish_call(call private.calls, outcome text, over_at timestamptz) returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  update private.calls set state = 'ended', outcome = finish_call.outcome, ended_at = greatest(over_at, calls.answered_at)
  where calls.id = call.id
  returning * into call;
  update private.call_participants taken
  set state = case taken.state when 'ringing' then 'missed' else 'left' end, left_at = call.ended_at
  where taken.call_id = call.id and taken.state in ('ringing', 'joined');
  perform private.tell_call(call);
  perform private.recheck_topic(private.call_topic(call)), private.recheck_topic(private.call_live_topic(call));
  perform private.tell_ended(call, taken.user_id, private.outcome_for(call.outcome, taken.user_id = call.caller_id))
  from private.call_participants taken where taken.call_id = call.id;
  perform private.log_call(call);
end
$$;
comment on function private.finish_call is 'Ends a call that is locked, stops every device, and writes the log.';

create function private.tell_ended(call private.calls, person_id uuid, outcome text) returns void
language sql volatile
set search_path = ''
as $$
  select private.broadcast('user:' || person_id, 'call.ended', jsonb_build_object(
    'call_id', (call).id, 'conversation_id', (call).conversation_id, 'media', (call).media, 'outcome', tell_ended.outcome,
    'duration_ms', private.call_duration(call)))
$$;
comment on function private.tell_ended is '
Event `call.ended` for every device of a person: {call_id, conversation_id, media, outcome, duration_ms}.';
