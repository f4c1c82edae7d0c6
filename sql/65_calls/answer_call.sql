create function public.answer_call(call_id uuid, accept boolean) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.answer_call(call_id, accept);
end
$$;
comment on function public.answer_call is '
Answers a call with this device, the first of the person''s devices that does so, or declines it on all of them. Who has
declined or missed a call of a group may still answer while it lasts. Repeating it with the same device changes nothing.
Returns the call, as get_call.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, INVALID_CALL, CALL_NOT_FOUND, CONVERSATION_NOT_FOUND, CALL_ENDED, CALL_ANSWERED_ELSEWHERE,
ALREADY_IN_CALL (details: the id of that call).';
grant execute on function public.answer_call to authenticated;

create function private.answer_call(call_id uuid, accept boolean) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.active_caller_id();
  call private.calls;
begin
  if accept is null then
    perform private.raise('INVALID_CALL', 'accept must be true or false.', 422);
  end if;
  call := private.lock_own_call(call_id, caller);
  if accept then
    perform private.membership(call.conversation_id);
    if call.state = 'ended' or private.is_overdue(call) then
      perform private.raise('CALL_ENDED', 'This call is over.', 409);
    end if;
    perform private.join_call(call, caller);
  else
    if exists (
      select from private.call_participants taken
      where taken.call_id = call.id and taken.user_id = caller and taken.state = 'joined'
        and taken.session_id <> (auth.jwt() ->> 'sid')::uuid) then
      perform private.raise('CALL_ANSWERED_ELSEWHERE', 'You are in this call with another device.', 409);
    end if;
    perform private.leave_call(call.id, caller);
  end if;
  return (private.call_items(array[call.id], caller))[1];
end
$$;
comment on function private.answer_call is 'The step of answer_call that writes. Errors: as answer_call.';
grant execute on function private.answer_call to authenticated;
