create function public.list_messages(
  conversation_id uuid,
  before uuid default null,
  after uuid default null,
  cursor text default null,
  page_size int default 20
) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return private.list_messages(conversation_id, before, after, cursor, page_size);
end
$$;
comment on function public.list_messages is '
The messages of a conversation: {items, next_cursor}. The newest first, from `before` this message or the end; or, with `after`,
those after this message, the oldest first. `cursor` goes on in the same direction, with the same other arguments.
A message: {id, conversation_id, seq, client_id, kind: text|image|video|audio|file|location|call|system, sender, body, details, media,
reply_to: {id, seq, kind, body, sender}|null, mentions, reactions: {count, emojis: {emoji: count}, mine: emoji|null}, created_at,
edited_at, deleted_at, expires_at}. `seq` is its place in the conversation. Of a reply_to that is not the caller''s to read, and in
events, there is no more than id and seq. The event of a message that has reactions leaves them out: they are what they were. `sender`: as profile_card with
{member_id, alias}, null for who is gone; of somebody anonymous only member_id and alias. A deleted message is empty.
Errors: NOT_AUTHENTICATED, CONVERSATION_NOT_FOUND, MESSAGE_NOT_FOUND, INVALID_ARGUMENT, INVALID_CURSOR, INVALID_PAGE_SIZE.';
grant execute on function public.list_messages to authenticated;

create function private.list_messages(conversation_id uuid, before uuid, after uuid, cursor text, page_size int) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  size int := private.page_size(page_size);
  stands private.membership := private.membership(conversation_id);
  unseen uuid[] := private.hidden_in(stands.member);
  lowest bigint := (stands.member).first_seq;
  highest bigint := 9223372036854775807;
  ids uuid[];
begin
  if num_nonnulls(before, after) > 1 then
    perform private.raise('INVALID_ARGUMENT', 'Give before or after, not both.', 422);
  end if;
  if cursor is not null and after is not null then
    after := private.decode_cursor(cursor);
  elsif cursor is not null then
    before := private.decode_cursor(cursor);
  end if;
  if before is not null then
    highest := (private.message_place(stands.member, before)).seq - 1;
  elsif after is not null then
    lowest := (private.message_place(stands.member, after)).seq + 1;
  end if;
  if after is null then
    select array_agg(id order by seq desc) into ids
    from (
      select message.id, message.seq from private.messages message
      where message.conversation_id = list_messages.conversation_id and message.seq between lowest and highest
        and private.may_read(stands.member, message, unseen)
      order by message.seq desc
      limit size + 1
    ) found;
  else
    select array_agg(id order by seq) into ids
    from (
      select message.id, message.seq from private.messages message
      where message.conversation_id = list_messages.conversation_id and message.seq between lowest and highest
        and private.may_read(stands.member, message, unseen)
      order by message.seq
      limit size + 1
    ) found;
  end if;
  return private.page(private.message_items(ids[1:size], (stands.member).user_id), ids, size);
end
$$;
comment on function private.list_messages is 'The step of list_messages that reads. Errors: as list_messages.';
grant execute on function private.list_messages to authenticated;
