create function public.list_conversations(archived boolean default false, cursor text default null, page_size int default 20) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return private.list_conversations(archived, 'active', cursor, page_size);
end
$$;
comment on function public.list_conversations is '
The caller''s conversations, the one with the last message first: {items, next_cursor}. `archived`: those put away instead.
A conversation: {id, kind: direct|group|anonymous, title, picture, topic, live_topic, other, me: {member_id, alias, role, state: active|requested,
first_seq, last_read_seq, last_delivered_seq, muted, muted_until, archived, pinned, joined_at, reveal_asked}, unread, last_message,
member_count, members_may_add, only_admins_send, history_for_new, disappear_after_s, created_at, ended_at}. `other`, unless in a
group: as profile_card with {member_id, alias, last_read_seq: 0 unless both exchange read receipts,
last_delivered_seq, reveal_asked}; null when the account is gone. Pinned conversations stand above the first page, beyond its size. `reveal_asked`: somebody anonymous is ready
to show who they are. `topic`: the private Realtime topic on which its events arrive; `live_topic`: the one for `typing` and presence;
both are null where they may not be joined, and the event `conversation` tells when they change.
Errors: NOT_AUTHENTICATED, INVALID_ARGUMENT, INVALID_CURSOR, INVALID_PAGE_SIZE.';
grant execute on function public.list_conversations to authenticated;

create function private.list_conversations(archived boolean, state text, cursor text, page_size int) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  caller uuid := private.caller_id();
  before uuid := private.decode_cursor(cursor);
  size int := private.page_size(page_size);
  unseen uuid[] := private.hidden_ids();
  ids uuid[];
  positions uuid[];
  page jsonb;
begin
  if archived is null then
    perform private.raise('INVALID_ARGUMENT', 'archived must be true or false.', 422);
  end if;
  select array_agg(found.id order by found.position desc), array_agg(found.position order by found.position desc) into ids, positions
  from (
    -- Conversations of two by an index, groups by looking at each: nobody is in many.
    (select own.conversation_id as id, own.position
    from private.conversation_members own
    where own.user_id = caller and own.position < before and own.state = list_conversations.state
      and (own.archived_at is not null) = archived and own.pinned_at is null
      and (cardinality(unseen) = 0 or not exists (
        select from private.conversation_members other
        where other.conversation_id = own.conversation_id and other.user_id = any (private.hidden_in(own, unseen))))
    order by own.position desc
    limit size + 1)
    union all
    (select conversation.id, coalesce(conversation.position, conversation.id)
    from private.conversation_members own
    join private.conversations conversation on conversation.id = own.conversation_id
    where own.user_id = caller and own.position is null and own.state = list_conversations.state
      and conversation.kind = 'group' and coalesce(conversation.position, conversation.id) < before
      and (own.archived_at is not null) = archived and own.pinned_at is null
      -- Not one that was cleared, until somebody speaks again.
      and (own.state = 'requested' or conversation.last_seq >= own.first_seq and exists (
        select from private.messages message
        where message.conversation_id = conversation.id and message.seq >= own.first_seq and (message.held is null or message.sender_id = caller)))
    order by 2 desc
    limit size + 1)
    order by 2 desc
    limit size + 1
  ) found;
  page := private.page(private.conversation_items(ids[1:size], caller), positions, size);
  if cursor is null and state = 'active' and not archived then
    ids := array(
      select own.conversation_id from private.conversation_members own
      where own.user_id = caller and own.pinned_at is not null and own.state = 'active'
        and (cardinality(unseen) = 0 or not exists (
          select from private.conversation_members other
          join private.conversations conversation on conversation.id = other.conversation_id and conversation.kind <> 'group'
          where other.conversation_id = own.conversation_id and other.user_id = any (private.hidden_in(own, unseen))))
      order by own.pinned_at desc);
    if cardinality(ids) > 0 then
      page := jsonb_set(page, '{items}', to_jsonb(private.conversation_items(ids, caller)) || (page -> 'items'));
    end if;
  end if;
  return page;
end
$$;
comment on function private.list_conversations is '
The step of list_conversations that reads; with state requested that of list_message_requests. Errors: as list_conversations.';
grant execute on function private.list_conversations to authenticated;

create function public.get_conversation(conversation_id uuid) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return private.get_conversation(conversation_id);
end
$$;
comment on function public.get_conversation is '
One conversation, as list_conversations gives it. Errors: NOT_AUTHENTICATED, CONVERSATION_NOT_FOUND.';
grant execute on function public.get_conversation to authenticated;

create function private.get_conversation(conversation_id uuid) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  stands private.membership := private.membership(conversation_id);
begin
  return (private.conversation_items(array[conversation_id], (stands.member).user_id))[1];
end
$$;
comment on function private.get_conversation is 'The step of get_conversation that reads. Errors: as get_conversation.';
grant execute on function private.get_conversation to authenticated;
