-- What the functions that change a group, or who is in a conversation, have in common.
create function private.lock_conversation(conversation_id uuid) returns private.membership
language plpgsql volatile
set search_path = ''
as $$
begin
  perform from private.conversations where id = lock_conversation.conversation_id for no key update;
  -- Asked behind the lock: who has waited for it may have been banned, removed or blocked meanwhile.
  perform private.active_caller_id();
  return private.membership(conversation_id);
end
$$;
comment on function private.lock_conversation is '
As membership, and until the transaction ends nobody else changes the conversation or who is in it, and nothing is said there.
People whom rows will refer to are kept (private.keep_people) before this. Errors: as membership, ACCOUNT_BANNED.';

create function private.lock_group(conversation_id uuid, is_for_admins boolean) returns private.membership
language plpgsql volatile
set search_path = ''
as $$
declare
  stands private.membership := private.lock_conversation(conversation_id);
begin
  perform private.require_reach((stands.member).user_id);
  if (stands.conversation).kind <> 'group' then
    perform private.raise('INVALID_ARGUMENT', 'This conversation is not a group.', 422);
  end if;
  if is_for_admins and (stands.member).role = 'member' then
    perform private.raise('ADMINS_ONLY', 'Only the admins of this group do that.', 403);
  end if;
  return stands;
end
$$;
comment on function private.lock_group is '
As lock_conversation, for a group only, and what changes for everybody in it. Errors: CONVERSATION_NOT_FOUND, INVALID_ARGUMENT, ADMINS_ONLY, RATE_LIMITED.';

create function private.require_reach(person_id uuid) returns void
language plpgsql stable
set search_path = ''
as $$
begin
  if private.is_shadowed(person_id) then
    perform private.raise('RATE_LIMITED', 'Too many requests. Try again later.', 429,
      hint => 'Retry in 3600 seconds.', headers => '{"Retry-After": "3600"}');
  end if;
end
$$;
comment on function private.require_reach is '
What is the same for everybody, as the title of a group, cannot look done to one alone: who is shadow banned is refused as if they
had done it too often. Errors: RATE_LIMITED.';

create function private.note_change(conversation private.conversations, details jsonb) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  stands private.membership;
  draft private.messages;
  view jsonb;
begin
  stands.conversation := conversation;
  draft.kind := 'system';
  draft.details := details;
  draft := private.store_message(stands, draft);
  view := (private.message_items(array[draft.id]))[1];
  perform private.deliver(conversation, null, 'message.created', view, about => draft.id);
  if conversation.kind <> 'group' then
    perform private.broadcast_to_many(
      array(
        select 'user:' || member.user_id from private.conversation_members member
        where member.conversation_id = conversation.id and member.state = 'active'),
      'conversation', jsonb_build_object('conversation_id', conversation.id, 'message', view), draft.id);
  end if;
end
$$;
comment on function private.note_change is '
Says in a conversation, as a message of the system, what has happened to it: {event, actor_member_id, …}. People are named by
their member ids only. created: {title, member_ids}. added, removed: {member_ids}. joined, left. role: {member_ids, role}. title:
{title}. picture: {has_picture}. timer: {disappear_after_s}. settings: {members_may_add, only_admins_send, history_for_new}.
revealed.';

create function private.tell_members(conversation_id uuid, user_ids uuid[]) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  conversation private.conversations;
begin
  select * into conversation from private.conversations where conversations.id = tell_members.conversation_id;
  perform private.deliver(conversation, case when private.is_shadowed(user_ids[1]) then user_ids[1] end, 'member', jsonb_build_object(
    'conversation_id', conversation.id, 'member_count', conversation.member_count, 'members', (
      select coalesce(jsonb_agg(
        jsonb_build_object(
          'member_id', member.id, 'role', member.role, 'state', member.state,
          'reveal_asked', member.reveal_asked_at is not null, 'revealed', member.revealed_at is not null)
        order by member.id), '[]')
      from private.conversation_members member
      where member.conversation_id = conversation.id and member.user_id = any (user_ids))));
end
$$;
comment on function private.tell_members is '
Event `member` for everybody in a conversation, when others have come, gone or changed: {conversation_id, member_count, members:
[{member_id, role, state, reveal_asked, revealed}]}. The first of
`user_ids` is who has come, gone or changed. Who they are is not in it: not everybody may know; list_members tells.';

create function private.tell_people(conversation_id uuid, user_ids uuid[], change text) returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  perform private.broadcast_to_many(
    array(select 'user:' || person from unnest(user_ids) person), 'conversation',
    jsonb_build_object('conversation_id', conversation_id, 'change', change));
end
$$;
comment on function private.tell_people is '
Event `conversation` on user:<id>, for whom a conversation appears, ends or opens: {conversation_id, change: added|invited|accepted|
declined|removed|left|ended}.';
