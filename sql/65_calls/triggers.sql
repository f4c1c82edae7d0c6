-- Who may no longer talk to somebody is no longer in a call with them.
create function private.leave_calls_with_blocked() returns trigger
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  perform private.leave_call(own.call_id, new.blocker_id)
  from private.call_participants own
  join private.call_participants other on other.call_id = own.call_id and other.user_id = new.blocked_id
  join private.calls call on call.id = own.call_id and call.state <> 'ended'
  join private.conversation_members member
    on member.conversation_id = call.conversation_id and member.user_id = own.user_id and not private.is_masked(member)
  where own.user_id = new.blocker_id and own.state in ('joined', 'ringing') and other.state in ('joined', 'ringing');
  return null;
end
$$;
comment on function private.leave_calls_with_blocked is 'Trigger: a block takes the one who blocks out of calls with the other, unless neither knows the other''s name.';

create trigger leave_calls after insert on public.blocks
  for each row execute function private.leave_calls_with_blocked();

create function private.leave_calls_of_conversation() returns trigger
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  perform private.leave_call(taken.call_id, taken.user_id)
  from private.call_participants taken
  join private.calls call on call.id = taken.call_id and call.conversation_id = new.conversation_id and call.state <> 'ended'
  where taken.user_id = new.user_id and taken.state in ('joined', 'ringing');
  return null;
end
$$;
comment on function private.leave_calls_of_conversation is 'Trigger: who leaves a conversation, or is removed, leaves its call.';

create trigger leave_calls after update of state on private.conversation_members
  for each row when (old.state = 'active' and new.state <> 'active') execute function private.leave_calls_of_conversation();

create function private.end_call_of_conversation() returns trigger
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  perform private.finish_call(call, case when call.answered_at is null then 'cancelled' else 'answered' end, clock_timestamp())
  from private.calls call
  where call.conversation_id = new.id and call.state <> 'ended';
  return null;
end
$$;
comment on function private.end_call_of_conversation is 'Trigger: a conversation that ends takes its call with it.';

create trigger end_call after update of ended_at on private.conversations
  for each row when (old.ended_at is null and new.ended_at is not null) execute function private.end_call_of_conversation();
