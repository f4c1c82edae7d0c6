create function public.end_call(call_id uuid) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.end_call(call_id);
end
$$;
comment on function public.end_call is '
Hangs up, from any device of the person. Between two the call is over; a group talks on while two are left. A caller who hangs up
before anybody has answered has cancelled the call. Repeating it changes nothing. Returns the call, as get_call.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, CALL_NOT_FOUND.';
grant execute on function public.end_call to authenticated;

create function private.end_call(call_id uuid) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.active_caller_id();
  call private.calls := private.lock_own_call(call_id, caller);
begin
  perform private.leave_call(call.id, caller);
  return (private.call_items(array[call.id], caller))[1];
end
$$;
comment on function private.end_call is 'The step of end_call that writes. Errors: as end_call.';
grant execute on function private.end_call to authenticated;

create function private.leave_call(call_id uuid, person_id uuid) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  call private.calls := private.lock_call(call_id);
begin
  if call.state = 'ended' then
    return;
  end if;
  update private.call_participants taken
  set state = case taken.state when 'joined' then 'left' else 'declined' end, left_at = clock_timestamp()
  where taken.call_id = call.id and taken.user_id = person_id and taken.state in ('joined', 'ringing');
  if not found then
    return;
  end if;
  if not private.settle_call(call) then
    perform private.tell_ended(call, person_id, (
      select case taken.state when 'left' then 'answered' else 'declined' end
      from private.call_participants taken where taken.call_id = call.id and taken.user_id = person_id));
  end if;
end
$$;
comment on function private.leave_call is 'Takes somebody out of a call, or stops it from ringing for them. Nothing happens if that is so already.';
