create function private.position_before(conversation_id uuid, seq bigint) returns uuid
language plpgsql stable
set search_path = ''
as $$
begin
  return (
    select message.id from private.messages message
    where message.conversation_id = position_before.conversation_id and message.seq < position_before.seq
      and message.held is distinct from 'shadow' and not message.untold
    order by message.seq desc
    limit 1);
end
$$;
comment on function private.position_before is 'The place of a conversation in lists without the messages from `seq` on, and without those that nobody but who wrote them was told of.';

create function private.store_message(stands private.membership, draft private.messages) returns private.messages
language plpgsql volatile
set search_path = ''
as $$
declare
  locked private.conversations;
  stored private.messages;
  told int;
  counted int := case draft.kind when 'system' then 0 else 1 end;
  is_shadowed boolean := private.is_shadowed((stands.member).user_id);
begin
  -- From here on the messages of this conversation come one after the other, until this transaction commits.
  update private.conversations conversation
  set last_seq = conversation.last_seq + 1, last_number = conversation.last_number + counted,
    position = private.uuid_v7(), changed_in = pg_current_xact_id()
  where conversation.id = (stands.conversation).id
  returning * into locked;
  insert into private.messages (
    id, conversation_id, seq, number, sender_id, member_id, client_id, kind, body, details, reply_to_id, mentions, expires_at, held)
  values (
    locked.position, locked.id, locked.last_seq, locked.last_number, (stands.member).user_id, (stands.member).id, draft.client_id, draft.kind,
    coalesce(draft.body, ''), draft.details, draft.reply_to_id, coalesce(draft.mentions, '{}'), clock_timestamp() + locked.disappear_after,
    case when is_shadowed then 'shadow' end)
  on conflict on constraint one_message_a_client_id do nothing
  returning * into stored;
  if not found then
    -- Two tries at once: the earlier one has it. Its place is given back, as if this one had never come.
    update private.conversations conversation
    set last_seq = conversation.last_seq - 1, last_number = conversation.last_number - counted,
      position = (stands.conversation).position
    where conversation.id = locked.id;
    return stored;
  end if;

  if is_shadowed then
    -- It moves the conversation up in no list but the sender's.
    update private.conversations conversation set position = (stands.conversation).position where conversation.id = locked.id;
  end if;
  if locked.ended_at is not null and draft.kind not in ('system', 'call') then
    perform private.raise('CONVERSATION_CLOSED', 'Nobody is there to read it any more.', 409);
  elsif locked.kind = 'group' then
    update private.conversation_members member
    set last_read_seq = locked.last_seq, last_delivered_seq = locked.last_seq, read_number = locked.last_number, awaits_notice = true,
      read_at = now(), delivered_at = now()
    where member.conversation_id = locked.id and member.user_id = stored.sender_id and member.state = 'active';
    -- Whoever was removed while this waited for its place has not said it.
    if not found and stored.sender_id is not null then
      perform private.raise('CONVERSATION_NOT_FOUND', 'There is no such conversation.', 404);
    end if;
  else
    update private.conversation_members member
    set position = case when is_shadowed and member.user_id <> stored.sender_id then member.position else locked.position end,
      last_read_seq = case member.user_id when stored.sender_id then locked.last_seq else member.last_read_seq end,
      last_delivered_seq = case member.user_id when stored.sender_id then locked.last_seq else member.last_delivered_seq end,
      read_number = case member.user_id when stored.sender_id then locked.last_number else member.read_number end,
      read_at = case member.user_id when stored.sender_id then now() else member.read_at end,
      delivered_at = case member.user_id when stored.sender_id then now() else member.delivered_at end
    where member.conversation_id = locked.id;
    -- Or an account has gone: there is no foreign key that would notice.
    get diagnostics told = row_count;
    if told < 2 and stored.sender_id is not null then
      perform private.raise('CONVERSATION_CLOSED', 'Nobody is there to read it any more.', 409);
    end if;
  end if;
  return stored;
end
$$;
comment on function private.store_message is '
Gives a message its place and stores it: everything of it that is said, from `draft`; the rest, the marks of its sender and the
order of conversation lists, here. Null if a message of this client_id is there already.
Errors: CONVERSATION_CLOSED, CONVERSATION_NOT_FOUND (what has happened while this waited for the lock).';
