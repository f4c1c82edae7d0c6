-- What private.react and its companions (40_content) ask for by name.
create function private.react_to_message(caller uuid, message_id uuid, emoji text) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  located record;
  stands private.membership;
  message private.messages;
  previous text;
begin
  perform private.keep_people(array[caller]);
  -- So that nobody locks what they may not read.
  perform private.message_at(message_id);
  -- One after the other, so that each event counts what it says.
  perform from private.messages locked
  where locked.id = message_id and locked.deleted_at is null and locked.kind <> 'system'
  for no key update;
  if not found then
    perform private.raise('MESSAGE_NOT_FOUND', 'There is no such message.', 404);
  end if;
  -- Once more: while this waited they may have been banned, removed or blocked, and the conversation may have ended.
  perform private.active_caller_id();
  located := private.message_at(message_id);
  stands := located.stands;
  message := located.message;
  if (stands.member).state = 'requested' then
    perform private.raise('MESSAGE_REQUEST_UNANSWERED', 'Accept the request first.', 403);
  end if;
  if (stands.conversation).ended_at is not null then
    perform private.raise('CONVERSATION_CLOSED', 'Nobody is there to see it any more.', 409);
  end if;
  select reaction.emoji into previous from private.message_reactions reaction
  where reaction.message_id = react_to_message.message_id and reaction.user_id = caller;
  if previous = emoji then
    return;
  end if;
  insert into private.message_reactions (message_id, user_id, emoji)
  values (react_to_message.message_id, caller, react_to_message.emoji)
  on conflict on constraint message_reactions_pkey do update
    set emoji = excluded.emoji, id = excluded.id, created_at = excluded.created_at;
  update private.messages changed set changed_in = pg_current_xact_id() where changed.id = message_id;
  perform private.announce_reaction(stands, message, emoji, previous);
  perform private.emit('message_reaction', caller, message.sender_id, message.conversation_id,
    jsonb_strip_nulls(jsonb_build_object('message_id', message_id, 'emoji', emoji, 'previous', previous)));
end
$$;
comment on function private.react_to_message is '
Emits message_reaction (subject: who wrote the message, target: the conversation, details: {message_id, emoji, previous: the emoji
that it replaces}). Errors: MESSAGE_NOT_FOUND, MESSAGE_REQUEST_UNANSWERED, CONVERSATION_CLOSED.';

create function private.unreact_to_message(caller uuid, message_id uuid) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  located record;
  message private.messages;
  withdrawn text;
begin
  perform private.keep_people(array[caller]);
  perform private.message_at(message_id, also_gone => true);
  perform from private.messages locked where locked.id = message_id for no key update;
  perform private.active_caller_id();
  located := private.message_at(message_id, also_gone => true);
  message := located.message;
  delete from private.message_reactions reaction
  where reaction.message_id = unreact_to_message.message_id and reaction.user_id = caller
  returning reaction.emoji into withdrawn;
  if found then
    perform private.announce_reaction(located.stands, message, null, withdrawn);
    perform private.emit('message_unreaction', caller, message.sender_id, message.conversation_id,
      jsonb_build_object('message_id', message_id, 'emoji', withdrawn));
  end if;
end
$$;
comment on function private.unreact_to_message is '
Emits message_unreaction (subject: who wrote the message, target: the conversation, details: {message_id, emoji}).
Errors: MESSAGE_NOT_FOUND.';

create function private.announce_reaction(
  stands private.membership, message private.messages, emoji text, previous text
) returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  perform private.deliver(stands.conversation, (stands.member).user_id, 'reaction', jsonb_build_object(
    'conversation_id', message.conversation_id, 'message_id', message.id, 'member_id', (stands.member).id, 'emoji', emoji,
    'previous', previous), other_id => message.sender_id);
end
$$;
comment on function private.announce_reaction is '
Event `reaction`: {conversation_id, message_id, member_id, emoji: null when it is withdrawn, previous: the emoji that was there
before, or null}. It says what has changed and not how many there are: that is not the same for everybody.';

create function private.reactions_to_message(message_id uuid, emoji text, before uuid, page_size int) returns jsonb
language plpgsql stable
set search_path = ''
as $$
declare
  located record := private.message_at(message_id);
  conversation private.conversations := (located.stands).conversation;
  unseen uuid[] := private.hidden_in((located.stands).member);
begin
  return (
    select private.page(array_agg(item order by id desc), array_agg(id order by id desc), page_size)
    from (
      select reaction.id, jsonb_build_object(
          'user', private.member_card(conversation, member, shown.profile), 'emoji', reaction.emoji, 'created_at', reaction.created_at) as item
      from private.message_reactions reaction
      join private.conversation_members member on member.conversation_id = conversation.id and member.user_id = reaction.user_id
      join private.shown_people shown on shown.id = reaction.user_id
      where reaction.message_id = reactions_to_message.message_id and reaction.id < before
        and (reactions_to_message.emoji is null or reaction.emoji = reactions_to_message.emoji)
        and reaction.user_id <> all (unseen)
      order by reaction.id desc
      limit page_size + 1
    ) found);
end
$$;
comment on function private.reactions_to_message is 'A page of list_reactions of a message. Errors: NOT_AUTHENTICATED, MESSAGE_NOT_FOUND.';

-- Reactions also go with their accounts: whoever was away hears of it by the message.
create function private.change_messages_of_gone() returns trigger
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  update private.messages message set changed_in = pg_current_xact_id()
  where message.id in (select message_id from gone) and message.deleted_at is null;
  return null;
end
$$;
comment on function private.change_messages_of_gone is 'What hung on messages is gone: sync finds these, unless they are empty anyway.';
