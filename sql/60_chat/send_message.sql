create function public.send_message(
  client_id uuid,
  conversation_id uuid,
  kind text default 'text',
  body text default '',
  media_ids uuid[] default '{}',
  reply_to uuid default null,
  latitude double precision default null,
  longitude double precision default null
) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.send_message(client_id, conversation_id, kind, body, media_ids, reply_to, latitude, longitude);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$$;
comment on function public.send_message is '
Sends a message, and returns it as list_messages does. When this answers the message is stored, and on its way to everybody.
`client_id` is made by the client: a retry with the same one returns the message that exists. `kind`: text, image, video, audio,
file (with 1 to 10 `media_ids` that the caller has uploaded for messages; body is the caption) or location (degrees, WGS 84).
`body`: up to 4000 characters; in a group @username points at up to 50 members. `reply_to`: a message of the same conversation.
A text with a link gets details.preview a moment later, if its page has one. Sending marks the conversation as read.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, CONVERSATION_NOT_FOUND, CONVERSATION_CLOSED, MESSAGE_REQUEST_PENDING, MESSAGE_NOT_FOUND,
INVALID_MESSAGE, INVALID_MEDIA, CONTENT_REJECTED, RATE_LIMITED.';
grant execute on function public.send_message to authenticated;

create function private.send_message(
  client_id uuid, conversation_id uuid, kind text, body text, media_ids uuid[], reply_to uuid,
  latitude double precision, longitude double precision
) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  -- Whether they may still write is asked by lock_conversation.
  caller uuid := private.caller_id();
  written text := private.trimmed(body);
  stands private.membership;
  earlier uuid;
  flags text[];
  sent private.messages;
begin
  select message.id into earlier from private.messages message
  where message.sender_id = caller and message.client_id = send_message.client_id;
  if found then
    return (private.message_items(array[earlier], caller))[1];
  end if;
  perform private.check_message(client_id, kind, written, media_ids, latitude, longitude);
  perform private.take_token('send_message', caller::text);
  flags := private.moderate_text(written);
  if cardinality(media_ids) > 0 then
    perform private.claim_attachments(caller, 'message', array[kind], media_ids);
  end if;
  -- Who may write here is read once nobody else changes it: a block, or the third unanswered message, may be under way.
  stands := private.lock_conversation(conversation_id);
  perform private.require_open_conversation(stands);
  if reply_to is not null then
    perform private.readable_message(stands.member, reply_to);
  end if;
  if (stands.member).state = 'requested' then
    stands := private.accept_request(stands);
  end if;

  sent.kind := kind;
  sent.client_id := client_id;
  sent.body := written;
  sent.reply_to_id := reply_to;
  sent.mentions := private.mentioned_members(stands, written);
  if kind = 'location' then
    sent.details := jsonb_build_object('latitude', latitude, 'longitude', longitude);
  end if;
  sent := private.store_message(stands, sent);
  if sent.id is null then
    select message.id into earlier from private.messages message
    where message.sender_id = caller and message.client_id = send_message.client_id;
    return (private.message_items(array[earlier], caller))[1];
  end if;
  if cardinality(media_ids) > 0 then
    perform private.attach_to_message(sent.id, media_ids);
  end if;
  perform private.flag_text('message', sent.id, caller, flags);
  return private.announce_message(stands, sent);
end
$$;
comment on function private.send_message is 'The step of send_message that writes. Emits what announce_message does. Errors: as send_message.';
grant execute on function private.send_message to authenticated;
