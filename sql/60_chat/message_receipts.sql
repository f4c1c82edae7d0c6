create function public.message_receipts(message_id uuid, cursor text default null, page_size int default 20) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return private.message_receipts(message_id, cursor, page_size);
end
$$;
comment on function public.message_receipts is '
Who has received and read a message: {items: [{member, delivered_at, read_at}], next_cursor}, of every other member who could have,
the last to join first. `member`: as profile_card with {member_id, alias}, and of somebody anonymous only
member_id and alias. The times are those of the member''s marks, which may have moved on since, and null before. `read_at` is null
too unless both the caller and the member exchange read receipts.
Errors: NOT_AUTHENTICATED, MESSAGE_NOT_FOUND, INVALID_CURSOR, INVALID_PAGE_SIZE.';
grant execute on function public.message_receipts to authenticated;

create function private.message_receipts(message_id uuid, cursor text, page_size int) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  caller uuid := private.caller_id();
  before uuid := private.decode_cursor(cursor);
  size int := private.page_size(page_size);
  located record := private.message_at(message_id);
  conversation private.conversations := (located.stands).conversation;
  message private.messages := located.message;
  exchanges boolean := private.exchanges_reads(caller);
  unseen uuid[] := private.hidden_in((located.stands).member);
begin
  return (
    select private.page(array_agg(item order by id desc), array_agg(id order by id desc), size)
    from (
      select member.id, jsonb_build_object(
          'member', private.member_card(conversation, member, shown.profile),
          'delivered_at', case when member.last_delivered_seq >= message.seq then coalesce(member.delivered_at, member.joined_at) end,
          'read_at', case when exchanges and settings.read_receipts and member.last_read_seq >= message.seq
            then coalesce(member.read_at, member.joined_at) end) as item
      from private.conversation_members member
      join private.shown_people shown on shown.id = member.user_id
      join private.profile_settings settings on settings.profile_id = member.user_id
      where member.conversation_id = conversation.id and member.id < before
        -- Whoever has not accepted a request gives no sign.
        and member.state = 'active' and member.first_seq <= message.seq
        and member.user_id is distinct from message.sender_id and member.user_id <> caller and member.user_id <> all (unseen)
      order by member.id desc
      limit size + 1
    ) found);
end
$$;
comment on function private.message_receipts is 'The step of message_receipts that reads. Errors: as message_receipts.';
grant execute on function private.message_receipts to authenticated;

create function private.exchanges_reads(person_id uuid) returns boolean
language plpgsql stable
set search_path = ''
as $$
begin
  return (select settings.read_receipts from private.profile_settings settings where settings.profile_id = person_id);
end
$$;
comment on function private.exchanges_reads is 'Whether somebody shows what they have read, and so sees what others have.';
