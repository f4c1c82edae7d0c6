-- What a deed upon a message begins with, as membership is for a conversation.
create function private.message_at(
  message_id uuid,
  also_gone boolean default false,
  out stands private.membership,
  out message private.messages
)
language plpgsql stable
set search_path = ''
as $$
begin
  perform private.caller_id();
  select * into message from private.messages where messages.id = message_id;
  stands := private.find_membership(message.conversation_id);
  if (stands.member).id is null or message.seq < (stands.member).first_seq
    or (stands.conversation).kind = 'group' and message.sender_id = any (private.hidden_ids())
    or not also_gone and (message.deleted_at is not null or message.expires_at <= now() or exists (
      select from private.message_hides hide
      where hide.user_id = (stands.member).user_id and hide.conversation_id = message.conversation_id and hide.seq = message.seq)) then
    perform private.raise('MESSAGE_NOT_FOUND', 'There is no such message.', 404);
  end if;
end
$$;
comment on function private.message_at is '
A message that the caller may read, and where the caller stands there. `also_gone`: even if it was deleted or has disappeared.
Errors: NOT_AUTHENTICATED, MESSAGE_NOT_FOUND (alike for what does not exist and what is not the caller''s to read).';

create function private.announce_change(message_id uuid) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  message private.messages;
begin
  select * into message from private.messages where messages.id = message_id and messages.deleted_at is null;
  if found then
    perform private.deliver_about(message, 'message.updated', (private.message_items(array[message_id]))[1]);
  end if;
end
$$;
comment on function private.announce_change is '
Sends the members a message that has changed, whole: event `message.updated`. Whoever changes it sets changed_in.';

create function private.deliver_about(message private.messages, event text, payload jsonb) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  conversation private.conversations;
begin
  select * into conversation from private.conversations where conversations.id = message.conversation_id;
  -- The worker does things to messages too, also where there is a block between the two by now.
  if conversation.kind <> 'group' and exists (
    select from private.conversation_members member
    where member.conversation_id = conversation.id and member.user_id = any (private.hidden_from(message.sender_id))) then
    return;
  end if;
  perform private.deliver(conversation, message.sender_id, event, payload);
end
$$;
comment on function private.deliver_about is 'As deliver, of something that has happened to a message, whoever did it.';
