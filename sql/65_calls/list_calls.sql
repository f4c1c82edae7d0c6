create function public.list_calls(cursor text default null, page_size int default 20) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return private.list_calls(cursor, page_size);
end
$$;
comment on function public.list_calls is '
The calls that the caller made or got, the last first: {items, next_cursor}, each as get_call gives it. Those with people with whom
there is a block are left out.
Errors: NOT_AUTHENTICATED, INVALID_CURSOR, INVALID_PAGE_SIZE.';
grant execute on function public.list_calls to authenticated;

create function private.list_calls(cursor text, page_size int) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  caller uuid := private.caller_id();
  before uuid := private.decode_cursor(cursor);
  size int := private.page_size(page_size);
  unseen uuid[] := private.hidden_ids();
  ids uuid[];
begin
  select array_agg(found.call_id order by found.call_id desc) into ids
  from (
    select own.call_id from private.call_participants own
    where own.user_id = caller and own.call_id < before
      and (cardinality(unseen) = 0 or private.is_call_open(own.call_id, unseen))
    order by own.call_id desc
    limit size + 1
  ) found;
  return private.page(private.call_items(ids[1:size], caller), ids, size);
end
$$;
comment on function private.list_calls is 'The step of list_calls that reads. Errors: as list_calls.';
grant execute on function private.list_calls to authenticated;

create function private.is_call_open(call_id uuid, unseen uuid[]) returns boolean
language plpgsql stable
set search_path = ''
as $$
begin
  return not exists (
    select from private.calls call
    join private.conversations conversation on conversation.id = call.conversation_id and conversation.kind <> 'group'
    join private.call_participants other on other.call_id = call.id and other.user_id = any (unseen)
    join private.conversation_members met
      on met.conversation_id = conversation.id and met.user_id = other.user_id and not private.is_masked(met)
    where call.id = is_call_open.call_id);
end
$$;
comment on function private.is_call_open is 'False for a call between two who know each other''s names, of whom one is among the `unseen`.';

create function public.get_call(call_id uuid) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return private.get_call(call_id);
end
$$;
comment on function public.get_call is '
A call that the caller was rung for or takes part in: {id, conversation_id, media: audio|video, state: ringing|active|ended, outcome:
answered|missed|declined|busy|cancelled|failed|null, created_at, rings_until, answered_at, ended_at, duration_ms, topic, live_topic,
caller, participants, me: {state, is_caller}}. `topic`, for who is rung or in it: the private Realtime topic of its `state`;
`live_topic`, for who is in it: the one for `signal`. `caller` and `participants`: as profile_card with {member_id, alias}, of somebody
anonymous only member_id and alias; participants with their state: ringing|joined|left|declined|missed|busy.
Errors: NOT_AUTHENTICATED, CALL_NOT_FOUND.';
grant execute on function public.get_call to authenticated;

create function private.get_call(call_id uuid) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  caller uuid := private.caller_id();
begin
  if not exists (
      select from private.call_participants taken where taken.call_id = get_call.call_id and taken.user_id = caller)
    or not private.is_call_open(call_id, private.hidden_ids()) then
    perform private.raise('CALL_NOT_FOUND', 'There is no such call.', 404);
  end if;
  return (private.call_items(array[call_id], caller))[1];
end
$$;
comment on function private.get_call is 'The step of get_call that reads. Errors: as get_call.';
grant execute on function private.get_call to authenticated;
