-- Where the caller stands in a conversation: nearly every function of this domain begins with it.
create function private.find_membership(conversation_id uuid) returns private.membership
language plpgsql stable
set search_path = ''
as $$
declare
  caller uuid := private.caller_id();
  stands private.membership;
begin
  select conversation, own, other.partner into stands
  from private.conversation_members own
  join private.conversations conversation on conversation.id = own.conversation_id
  -- With its limit, because as a plain join this would read the thousand members of a group.
  left join lateral (
    select partner from private.conversation_members partner
    where conversation.kind <> 'group' and partner.conversation_id = own.conversation_id and partner.user_id <> own.user_id
    limit 1
  ) other on true
  where own.conversation_id = find_membership.conversation_id and own.user_id = caller
    and (own.state = 'active' or own.state = 'requested' and conversation.kind <> 'group')
    and not exists (select from public.blocks where blocker_id = caller and blocked_id = (other.partner).user_id)
    and not exists (select from public.blocks where blocker_id = (other.partner).user_id and blocked_id = caller);
  return stands;
end
$$;
comment on function private.find_membership is 'As membership, but null where that refuses. Errors: NOT_AUTHENTICATED.';

create function private.membership(conversation_id uuid) returns private.membership
language plpgsql stable
set search_path = ''
as $$
declare
  stands private.membership := private.find_membership(conversation_id);
begin
  if (stands.member).id is null then
    perform private.raise('CONVERSATION_NOT_FOUND', 'There is no such conversation.', 404);
  end if;
  return stands;
end
$$;
comment on function private.membership is '
A conversation that the caller is in, or of which a request waits, with the caller''s own row and, unless it is a group, the
other one''s. An invitation to a group lets nobody in before it is accepted.
Errors: NOT_AUTHENTICATED, CONVERSATION_NOT_FOUND (also for who has left, was removed, or where there is a block between the two).';

create function private.message_place(member private.conversation_members, message_id uuid) returns private.messages
language plpgsql stable
set search_path = ''
as $$
declare
  message private.messages;
begin
  select * into message from private.messages
  where messages.id = message_id and messages.conversation_id = member.conversation_id and messages.seq >= member.first_seq;
  if not found then
    perform private.raise('MESSAGE_NOT_FOUND', 'There is no such message.', 404);
  end if;
  return message;
end
$$;
comment on function private.message_place is '
A message of a conversation as far as this member may read back; it may have been deleted. Errors: MESSAGE_NOT_FOUND.';

create function private.may_read(
  member private.conversation_members, message private.messages, unseen uuid[], hides bigint[]
) returns boolean
language plpgsql stable
set search_path = ''
as $$
begin
  return message.seq >= member.first_seq
    and (message.expires_at > now() or message.expires_at is null or message.deleted_at is not null)
    and (message.sender_id <> all (unseen) or message.sender_id is null)
    and message.seq <> all (hides);
end
$$;
comment on function private.may_read is '
Whether a message of the conversation is there for this member: `unseen` are the people hidden from them, `hides` the places of
what they have deleted for themselves.';

create function private.topic_conversation(id text) returns private.topic_access
language plpgsql stable
set search_path = ''
as $$
declare
  caller uuid := auth.uid();
  state text;
begin
  select case when own.state = 'active' or conversation.kind <> 'group' then own.state end into state
  from private.conversation_members own
  join private.conversations conversation on conversation.id = own.conversation_id
  left join lateral (
    select partner.user_id from private.conversation_members partner
    where conversation.kind <> 'group' and partner.conversation_id = own.conversation_id and partner.user_id <> own.user_id
    limit 1
  ) other on true
  where own.conversation_id = topic_conversation.id::uuid and own.user_id = caller
    and conversation.ended_at is null
    and (other.user_id is null or other.user_id <> all ((select private.hidden_ids())::uuid[]));
  return case state
    when 'active' then row(array['broadcast', 'presence'], array['broadcast', 'presence'])::private.topic_access
    -- Whoever has not answered a request yet gives no sign of being there.
    when 'requested' then row(array['broadcast'], array[]::text[])::private.topic_access
    else row(array[]::text[], array[]::text[])::private.topic_access
  end;
end
$$;
comment on function private.topic_conversation is '
conversation:<id>: its members receive events, and send `typing` and presence. Nobody else, and nobody across a block.';
