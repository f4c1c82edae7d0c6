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
  if (stands.member).id is null
    or not also_gone and (message.deleted_at is not null or not private.may_read(stands.member, message, private.hidden_in(stands.member)))
    or also_gone and (message.seq < (stands.member).first_seq or message.sender_id = any (private.hidden_in(stands.member))) then
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
    perform private.tell_preview(message);
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
    select from private.conversation_members own
    join private.conversation_members other
      on other.conversation_id = own.conversation_id and other.user_id = any (private.hidden_in(own))
    where own.conversation_id = conversation.id and own.user_id = message.sender_id) then
    return;
  end if;
  if message.held in ('hidden', 'removed') then
    perform private.broadcast('user:' || message.sender_id, event, payload, message.id);
  else
    perform private.deliver(conversation, message.sender_id, event, payload, about => message.id);
  end if;
end
$$;
comment on function private.deliver_about is '
As deliver, of something that has happened to a message, whoever did it; of one that is held back its sender alone hears.';

create function private.tell_preview(message private.messages) returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  perform private.broadcast_to_many(
    array_agg('user:' || member.user_id), 'conversation', jsonb_build_object(
      'conversation_id', message.conversation_id, 'message', (private.message_items(array[message.id]))[1]), message.id)
  from private.conversations conversation
  join private.conversation_members member on member.conversation_id = conversation.id
  -- What a list shows is the last message; who has not answered a request hears of all by this alone.
  where conversation.id = message.conversation_id and conversation.member_count <= private.receipts_up_to()
    and (message.seq = conversation.last_seq or member.state = 'requested')
    and private.reads_along(conversation, member, private.hidden_in(member))
    and private.may_read(member, message, private.hidden_in(member))
  having count(*) > 0;
end
$$;
comment on function private.tell_preview is '
Tells people who need not have the conversation open that its last message has changed or was deleted, as give_notice tells of a
new one; not in large groups, whose members find out by sync.';
