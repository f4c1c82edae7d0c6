create function private.lock_call(call_id uuid) returns private.calls
language plpgsql volatile
set search_path = ''
as $$
declare
  call private.calls;
begin
  perform from private.conversations conversation
  where conversation.id = (select calls.conversation_id from private.calls where calls.id = lock_call.call_id)
  for no key update;
  select * into call from private.calls where calls.id = lock_call.call_id;
  return call;
end
$$;
comment on function private.lock_call is '
A call that nobody else changes until this transaction ends; all null if there is none. It is the conversation that is locked:
the log of the call is a message there, and two calls that are started at once are to become one.';

create function private.lock_own_call(call_id uuid, person_id uuid) returns private.calls
language plpgsql volatile
set search_path = ''
as $$
declare
  call private.calls;
begin
  if not exists (
    select from private.call_participants taken where taken.call_id = lock_own_call.call_id and taken.user_id = person_id) then
    perform private.raise('CALL_NOT_FOUND', 'There is no such call.', 404);
  end if;
  call := private.lock_call(call_id);
  -- Behind the lock: the caller may have been banned while this waited.
  perform private.active_caller_id();
  return call;
end
$$;
comment on function private.lock_own_call is '
As lock_call, of a call that the person, who calls this, was rung for or takes part in. Errors: CALL_NOT_FOUND, ACCOUNT_BANNED.';
