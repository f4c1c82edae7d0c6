-- Receipts are two marks a member: everything up to here has arrived, everything up to here was read.
create function public.mark_delivered(conversation_id uuid, message_id uuid) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.move_marks(conversation_id, message_id, false);
end
$$;
comment on function public.mark_delivered is '
Says that a message and all before it have arrived on a device of the caller: {conversation_id, last_delivered_seq, last_read_seq,
unread}. A mark never goes back.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, CONVERSATION_NOT_FOUND, MESSAGE_NOT_FOUND.';
grant execute on function public.mark_delivered to authenticated;

create function public.mark_read(conversation_id uuid, message_id uuid) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.move_marks(conversation_id, message_id, true);
end
$$;
comment on function public.mark_read is '
Says that the caller has read a message and all before it; answers as mark_delivered. The others learn of it unless the caller
or, in a conversation of two, the other does not exchange read receipts.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, CONVERSATION_NOT_FOUND, MESSAGE_NOT_FOUND.';
grant execute on function public.mark_read to authenticated;

create function private.move_marks(conversation_id uuid, message_id uuid, was_read boolean) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.active_caller_id();
  stands private.membership := private.membership(conversation_id);
  message private.messages := private.message_place(stands.member, message_id);
  moved private.conversation_members;
begin
  update private.conversation_members member
  set last_delivered_seq = greatest(member.last_delivered_seq, message.seq), delivered_at = now(), awaits_notice = true,
    last_read_seq = case when was_read then greatest(member.last_read_seq, message.seq) else member.last_read_seq end,
    read_number = case when was_read then greatest(member.read_number, message.number) else member.read_number end,
    read_at = case when was_read then now() else member.read_at end,
    changed_in = pg_current_xact_id()
  where member.conversation_id = move_marks.conversation_id and member.user_id = caller
    and (member.last_delivered_seq < message.seq or was_read and member.last_read_seq < message.seq)
  returning * into moved;
  if found then
    perform private.tell_marks(stands, moved);
  else
    moved := stands.member;
  end if;
  return jsonb_build_object(
    'conversation_id', conversation_id, 'last_delivered_seq', moved.last_delivered_seq, 'last_read_seq', moved.last_read_seq,
    'unread', private.unread(stands.conversation, moved, private.hidden_in(moved)));
end
$$;
comment on function private.move_marks is 'The step of mark_delivered and mark_read that writes. Errors: as these.';
grant execute on function private.move_marks to authenticated;

create function private.tell_marks(stands private.membership, moved private.conversation_members) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  payload jsonb := private.receipt_view(stands.conversation, moved);
  unread_view jsonb := payload || '{"last_read_seq": 0}';
  has_arrived boolean := moved.last_delivered_seq > (stands.member).last_delivered_seq;
  own text[] := array['user:' || moved.user_id];
  reader record;
  reluctant uuid[];
begin
  select settings.read_receipts as exchanges, account.shadow_banned_at is not null as is_shadowed, (
      select array_agg(member.user_id)
      from private.conversation_members member
      join private.profile_settings theirs on theirs.profile_id = member.user_id
      where (stands.conversation).member_count <= private.receipts_up_to()
        and member.conversation_id = moved.conversation_id and member.user_id <> moved.user_id and not theirs.read_receipts) as reluctant,
    -- The row as it is now: somebody may have been removed since the caller of this has read it.
    private.conversation_topic(conversation) as topic
  into reader
  from private.accounts account
  join private.profile_settings settings on settings.profile_id = account.id
  join private.conversations conversation on conversation.id = moved.conversation_id
  where account.id = moved.user_id;
  reluctant := reader.reluctant;
  if moved.state = 'active' and reader.exchanges and not reader.is_shadowed and reluctant is null and (stands.conversation).kind <> 'group' then
    -- As it is nearly always.
    perform private.broadcast_both(own, 'conversation', payload, array[reader.topic], 'receipt', payload);
    return;
  end if;
  -- The own other devices.
  perform private.broadcast_to_many(own, 'conversation', payload);
  -- Whoever has not accepted a request or is shadow banned gives no sign, and in a large group nobody looks at a thousand receipts.
  if moved.state <> 'active' or reader.is_shadowed or (stands.conversation).member_count > private.receipts_up_to() then
    return;
  end if;
  if not reader.exchanges then
    if has_arrived then
      perform private.deliver(stands.conversation, moved.user_id, 'receipt', unread_view);
    end if;
    return;
  end if;
  if reluctant is null then
    perform private.deliver(stands.conversation, moved.user_id, 'receipt', payload);
    return;
  end if;
  -- Not everybody who is connected to the topic may hear what was read.
  perform private.broadcast_to_many(array_agg('user:' || member.user_id), 'receipt', told)
  from private.conversation_members member
  cross join lateral (select case when member.user_id = any (reluctant) then unread_view else payload end) chosen (told)
  where member.conversation_id = moved.conversation_id and member.state in ('active', 'requested')
    and member.user_id <> all (private.hidden_in(moved))
    and (has_arrived or member.user_id <> all (reluctant))
  group by told;
end
$$;
comment on function private.tell_marks is '
Event `receipt` for the others, {conversation_id, member_id, user_id, last_delivered_seq, last_read_seq}, and the same as
`conversation` for the own devices. last_read_seq is 0 unless both exchange read receipts; then there is no event for reading alone.';

create function private.receipt_view(conversation private.conversations, member private.conversation_members) returns jsonb
language plpgsql immutable
set search_path = ''
as $$
begin
  return jsonb_build_object(
    'conversation_id', member.conversation_id, 'member_id', member.id,
    'user_id', case when conversation.kind <> 'anonymous' or member.revealed_at is not null then member.user_id end,
    'last_delivered_seq', member.last_delivered_seq, 'last_read_seq', member.last_read_seq);
end
$$;
comment on function private.receipt_view is 'How far somebody has come: {conversation_id, member_id, user_id, last_delivered_seq, last_read_seq}.';

create function private.receipts_up_to() returns int
language plpgsql immutable
set search_path = ''
as $$ begin return 50; end $$;
comment on function private.receipts_up_to is 'In groups of more members receipts are not sent as events; message_receipts still tells.';
