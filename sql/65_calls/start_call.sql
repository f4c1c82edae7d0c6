create function private.people_in_a_call() returns int
language sql immutable
set search_path = ''
as $$ select 8 $$;
comment on function private.people_in_a_call is 'How many members a group may have to be called: each device sends to each other one.';

create function public.start_call(conversation_id uuid, media text) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.start_call(conversation_id, media);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$$;
comment on function public.start_call is '
Calls the others of a conversation, with `media` audio or video; in groups of up to 8. It rings on all of their devices for 45 s
(event call.ringing on user:<id>). Where a call is under way already, this joins it: so two people who call each other at once
are in one call, and a retry changes nothing. Somebody who is in another call is not rung; if nobody is, the call has ended when
this returns, with outcome busy. Returns the call, as get_call.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, CONVERSATION_NOT_FOUND, CONVERSATION_CLOSED, MESSAGE_REQUEST_PENDING, ADMINS_ONLY,
CALL_GROUP_TOO_LARGE, INVALID_CALL, ALREADY_IN_CALL (details: the id of that call), CALL_ANSWERED_ELSEWHERE (another device of the
caller is in this one), CALL_NOT_FOUND (somebody with whom there is a block is in it), RATE_LIMITED.';
grant execute on function public.start_call to authenticated;

create function private.start_call(conversation_id uuid, media text) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.active_caller_id();
  stands private.membership;
  call private.calls;
begin
  if (media in ('audio', 'video')) is not true then
    perform private.raise('INVALID_CALL', 'media must be audio or video.', 422);
  end if;
  perform private.take_token('start_call', caller::text);
  stands := private.membership(conversation_id);
  perform private.require_callable(stands);
  perform private.keep_people(array(
    select member.user_id from private.conversation_members member where member.conversation_id = start_call.conversation_id));
  -- Once more: it may have ended while this waited.
  stands := private.lock_conversation(conversation_id);
  perform private.require_callable(stands);

  select * into call from private.calls live
  where live.conversation_id = start_call.conversation_id and live.state <> 'ended';
  if private.is_overdue(call) then
    perform private.tend_call(call.id);
    call := null;
  end if;
  if call.id is null then
    call := private.ring(stands, media);
  else
    perform private.join_call(call, caller);
  end if;
  return (private.call_items(array[call.id], caller))[1];
end
$$;
comment on function private.start_call is 'The step of start_call that writes. Emits what ring does. Errors: as start_call.';
grant execute on function private.start_call to authenticated;

create function private.require_callable(stands private.membership) returns void
language plpgsql stable
set search_path = ''
as $$
begin
  perform private.require_open_conversation(stands);
  if (stands.partner).state = 'gone' or (stands.conversation).member_count < 2 then
    perform private.raise('CONVERSATION_CLOSED', 'Nobody is there to answer any more.', 409);
  end if;
  -- Strangers write first; and who calls has said yes to the conversation.
  if (stands.member).state <> 'active' or (stands.partner).state <> 'active' then
    perform private.raise('MESSAGE_REQUEST_PENDING', 'Calls are for people who have accepted the conversation.', 403);
  end if;
  if (stands.conversation).member_count > private.people_in_a_call() then
    perform private.raise('CALL_GROUP_TOO_LARGE', 'This group has too many members for a call.', 409,
      details => format('up to %s', private.people_in_a_call()));
  end if;
end
$$;
comment on function private.require_callable is '
Refuses unless this member may call there now. Errors: CONVERSATION_CLOSED (nobody else is there), ADMINS_ONLY, MESSAGE_REQUEST_PENDING,
CALL_GROUP_TOO_LARGE.';

create function private.ring(stands private.membership, media text) returns private.calls
language plpgsql volatile
set search_path = ''
as $$
declare
  caller uuid := (stands.member).user_id;
  place uuid := (stands.conversation).id;
  card jsonb := (
    select private.member_card(stands.conversation, stands.member, profile) from public.profiles profile where profile.id = caller);
  call private.calls;
  rung uuid[];
begin
  insert into private.calls (conversation_id, caller_id, media) values (place, caller, ring.media) returning * into call;
  perform private.be_in_call(call.id, caller, (auth.jwt() ->> 'sid')::uuid);
  with asked as (
    insert into private.call_participants (call_id, user_id, state)
    select call.id, member.user_id, case when exists (
        select from private.call_participants taken
        join private.calls other on other.id = taken.call_id
        where taken.user_id = member.user_id and taken.state = 'joined' and not private.is_overdue(other)
      ) then 'busy' else 'ringing' end
    from private.conversation_members member
    where member.conversation_id = place and member.state = 'active' and member.user_id <> caller
      and member.user_id <> all (private.hidden_in(stands.member)) and not private.is_shadowed(member.user_id)
      and not private.is_shadowed(caller)
    returning user_id, state
  )
  select array_agg(user_id) into rung from asked where state = 'ringing';
  if rung is null and not private.is_shadowed(caller) then
    perform private.settle_call(call);
    return call;
  end if;
  -- Who is shadow banned hears it ring, and nobody else does.
  perform private.broadcast_to_many(array(select 'user:' || person from unnest(rung) person), 'call.ringing', jsonb_build_object(
    'call_id', call.id, 'conversation_id', place, 'media', media, 'caller', card, 'rings_until', call.rings_until));
  perform private.enqueue('end-missed-calls', jsonb_build_object('id', call.id), start_after => call.rings_until);
  perform private.emit('call', caller, person, place, jsonb_build_object('call_id', call.id, 'media', media)) from unnest(rung) person;
  return call;
end
$$;
comment on function private.ring is '
Begins a call in a conversation that is locked, and rings those who are not in another one. Emits call (subject: who is rung,
target: the conversation, details: {call_id, media}). Errors: ALREADY_IN_CALL.';
