create function private.topic_call(id text) returns private.topic_access
language plpgsql stable
set search_path = ''
as $$
declare
  caller uuid := auth.uid();
  state text;
begin
  select taken.state into state
  from private.call_participants taken
  join private.calls call on call.id = taken.call_id and call.state <> 'ended' and not private.is_overdue(call)
  where taken.call_id = topic_call.id::uuid and taken.user_id = caller;
  return case
    when state = 'joined' then row(array['broadcast'], array['broadcast'])::private.topic_access
    when state = 'ringing' then row(array['broadcast'], array[]::text[])::private.topic_access
    else row(array[]::text[], array[]::text[])::private.topic_access
  end;
end
$$;
comment on function private.topic_call is '
call:<id>, while the call lasts: who is in it receives `state` and sends and receives `signal`; who is being rung receives.';
