-- Where the caller stands in a conversation: nearly every function of this domain begins with it.
create function private.is_masked(member private.conversation_members) returns boolean
language plpgsql immutable
set search_path = ''
as $$
begin
  return member.alias is not null and member.revealed_at is null;
end
$$;
comment on function private.is_masked is '
Whether somebody talks in an anonymous conversation in which the two have not shown each other who they are; they do so at the
same moment, so it is the same for both.';

create function private.hidden_in(member private.conversation_members, hidden uuid[] default null) returns uuid[]
language plpgsql stable
set search_path = ''
as $$
begin
  return case when private.is_masked(member) then '{}' else coalesce(hidden, private.hidden_from(member.user_id)) end;
end
$$;
comment on function private.hidden_in is '
Who is hidden from a member in their conversation. Between two who do not know each other''s names nobody is: a conversation that
ended with the block of a profile would confirm whose it is. `hidden`: private.hidden_from of the member, where a
statement needs it for many conversations. Every reader, event and call asks this rather than hidden_from or hidden_ids.';

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
    and (private.is_masked(own)
      or not exists (select from public.blocks where blocker_id = caller and blocked_id = (other.partner).user_id)
      and not exists (select from public.blocks where blocker_id = (other.partner).user_id and blocked_id = caller));
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

create function private.readable_message(member private.conversation_members, message_id uuid) returns private.messages
language plpgsql stable
set search_path = ''
as $$
declare
  message private.messages := private.message_place(member, message_id);
begin
  if not private.may_read(member, message, private.hidden_in(member)) then
    perform private.raise('MESSAGE_NOT_FOUND', 'There is no such message.', 404);
  end if;
  return message;
end
$$;
comment on function private.readable_message is 'A message of a conversation that this member may read; it may have been deleted for everyone. Errors: MESSAGE_NOT_FOUND.';

create function private.reads_along(
  conversation private.conversations, member private.conversation_members, unseen uuid[]
) returns boolean
language plpgsql stable
set search_path = ''
as $$
begin
  return (member.state = 'active' or member.state = 'requested' and conversation.kind <> 'group')
    and (conversation.kind = 'group' or cardinality(unseen) = 0 or not exists (
      select from private.conversation_members other
      where other.conversation_id = conversation.id and other.user_id = any (unseen)));
end
$$;
comment on function private.reads_along is '
Whether a member may read in a conversation at all: not who is gone, has declined or is only invited to a group, and nobody across
a block, unless in a group. `unseen`: private.hidden_in of the member.';

create function private.may_read(
  member private.conversation_members, message private.messages, unseen uuid[]
) returns boolean
language plpgsql stable
set search_path = ''
as $$
begin
  return message.seq >= member.first_seq
    and (message.expires_at > now() or message.expires_at is null or message.deleted_at is not null)
    and (message.sender_id <> all (unseen) or message.sender_id is null)
    and (message.held is null or message.held <> 'removed' and message.sender_id = member.user_id)
    and not exists (
      select from private.message_hides hide
      where hide.user_id = member.user_id and hide.conversation_id = message.conversation_id and hide.seq = message.seq);
end
$$;
comment on function private.may_read is '
Whether a message is there for a member who reads along in its conversation (private.reads_along): it was said since they came
and have cleared it, it has not disappeared, it is not from the `unseen`, it is not held back (messages.held), and they have not deleted it for themselves. What was
deleted for everyone is there as an empty place. Every reader of messages asks this.';
