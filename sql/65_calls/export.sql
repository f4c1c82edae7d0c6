create function private.export_calls(account_id uuid) returns setof jsonb
language sql stable
set search_path = ''
as $$
  select jsonb_build_object(
    'call_id', call.id, 'conversation_id', call.conversation_id, 'media', call.media, 'is_caller', call.caller_id = own.user_id,
    'outcome', call.outcome, 'state', own.state, 'created_at', call.created_at, 'joined_at', own.joined_at, 'left_at', own.left_at)
  from private.call_participants own
  join private.calls call on call.id = own.call_id
  where own.user_id = export_calls.account_id
  order by call.id
$$;
comment on function private.export_calls is 'Part of the export: the calls that the person made or got.';
