create function private.log_call(call private.calls) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  claims text := current_setting('request.jwt.claims', true);
  stands private.membership;
  line private.messages;
begin
  select conversation, own, other into stands
  from private.conversation_members own
  join private.conversations conversation on conversation.id = own.conversation_id
  left join private.conversation_members other
    on conversation.kind <> 'group' and other.conversation_id = own.conversation_id and other.user_id <> own.user_id
  where own.conversation_id = call.conversation_id and own.user_id = call.caller_id;
  if not found then
    return; -- The caller's account is gone.
  end if;
  line.kind := 'call';
  line.client_id := call.id;
  line.details := jsonb_build_object(
    'call_id', call.id, 'media', call.media, 'outcome', call.outcome, 'duration_ms', private.call_duration(call));
  line := private.store_message(stands, line);

  -- It is the caller's message, whoever or whatever ended the call; who hears of it depends on whom they have blocked.
  perform set_config('request.jwt.claims', jsonb_build_object('sub', call.caller_id)::text, true);
  if ((stands.partner).user_id = any (private.hidden_in(stands.member))) is not true then
    perform private.deliver(stands.conversation, call.caller_id, 'message.created', view, about => line.id), private.give_notice(stands, line, view)
    from unnest(private.message_items(array[line.id])) view;
  end if;
  perform private.see_call(stands, line, call);
  perform set_config('request.jwt.claims', coalesce(claims, ''), true);

  perform private.emit('missed_call', call.caller_id, taken.user_id, call.conversation_id, jsonb_build_object(
    'call_id', call.id, 'media', call.media))
  from private.call_participants taken where taken.call_id = call.id and taken.state in ('missed', 'busy');
end
$$;
comment on function private.log_call is '
Writes a call that has ended into the conversation, as a message of kind call. Emits missed_call (subject: who was rung,
or was busy, and did not answer, target: the conversation, details: {call_id, media}).';

create function private.see_call(stands private.membership, line private.messages, call private.calls) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  moved private.conversation_members;
begin
  for moved in
    update private.conversation_members member
    set last_read_seq = line.seq, last_delivered_seq = line.seq, read_number = line.number, read_at = now(), delivered_at = now(),
      changed_in = pg_current_xact_id()
    from private.call_participants taken
    where taken.call_id = call.id and taken.user_id <> call.caller_id and taken.state in ('left', 'declined')
      and member.conversation_id = call.conversation_id and member.user_id = taken.user_id
      and member.read_number = line.number - 1
    returning member.*
  loop
    perform private.tell_marks(stands, moved);
  end loop;
end
$$;
comment on function private.see_call is '
Who answered or declined a call has seen it: its line is not unread to them, unless older messages are.';
