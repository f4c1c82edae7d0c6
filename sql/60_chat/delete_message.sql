create function public.delete_message(message_id uuid, for_everyone boolean default false) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.delete_message(message_id, for_everyone);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$$;
comment on function public.delete_message is '
Deletes a message for the caller, or `for_everyone`: an own one, and in a group any if the caller is its owner or admin. An empty
place stays; the text, the edits, the reactions and the media are gone for good. Returns {conversation_id, message_id, seq,
for_everyone, unread}. Repeating it changes nothing.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, MESSAGE_NOT_FOUND, NOT_YOUR_MESSAGE, INVALID_ARGUMENT, RATE_LIMITED.';
grant execute on function public.delete_message to authenticated;

create function private.delete_message(message_id uuid, for_everyone boolean) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.active_caller_id();
  located record;
  stands private.membership;
  message private.messages;
begin
  if for_everyone is null then
    perform private.raise('INVALID_ARGUMENT', 'for_everyone must be true or false.', 422);
  end if;
  perform private.take_token('edit_message', caller::text);
  perform private.keep_people(array[caller]);
  located := private.message_at(message_id, also_gone => true);
  stands := located.stands;
  message := located.message;
  if not for_everyone then
    perform private.hide_message(message, caller);
  else
    if message.kind = 'system'
      or message.sender_id is distinct from caller
        and not ((stands.conversation).kind = 'group' and (stands.member).role in ('owner', 'admin')) then
      perform private.raise('NOT_YOUR_MESSAGE', 'Only who wrote it deletes a message for everyone; in a group its owner and admins may too.', 403);
    end if;
    if private.empty_messages(array[message_id]) > 0 then
      perform private.active_caller_id();
      perform private.emit('message_removal', caller, message.sender_id, message.conversation_id,
        jsonb_build_object('message_id', message_id));
    end if;
  end if;
  return jsonb_build_object(
    'conversation_id', message.conversation_id, 'message_id', message_id, 'seq', message.seq, 'for_everyone', for_everyone,
    'unread', private.unread(stands.conversation, stands.member, private.hidden_in(stands.member)));
end
$$;
comment on function private.delete_message is '
The step of delete_message that writes. Emits message_removal (subject: who wrote it, target: the conversation,
details: {message_id}) when it deletes for everyone. Errors: as delete_message.';
grant execute on function private.delete_message to authenticated;

create function private.hide_message(message private.messages, person_id uuid) returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  insert into private.message_hides (user_id, conversation_id, seq)
  values (person_id, message.conversation_id, message.seq)
  on conflict do nothing;
  if found then
    -- The own other devices; nobody else ever hears of it.
    perform private.broadcast('user:' || person_id, 'message.deleted', private.deletion_view(message, false));
  end if;
end
$$;
comment on function private.hide_message is 'Deletes a message for one person.';

create function private.deletion_view(message private.messages, for_everyone boolean) returns jsonb
language plpgsql immutable
set search_path = ''
as $$
begin
  return jsonb_build_object(
    'conversation_id', message.conversation_id, 'message_id', message.id, 'seq', message.seq, 'for_everyone', for_everyone);
end
$$;
comment on function private.deletion_view is 'The event `message.deleted`: {conversation_id, message_id, seq, for_everyone}.';

create function private.empty_messages(ids uuid[]) returns int
language plpgsql volatile
set search_path = ''
as $$
declare
  emptied private.messages[];
  message private.messages;
begin
  -- Media before their messages: so does the worker that has made a medium ready (change_messages_of_medium).
  perform from private.media medium
  where medium.id in (select media_id from private.message_media attached where attached.message_id = any (ids))
  order by medium.id
  for update;
  with locked as (
    select id from private.messages where messages.id = any (ids) and messages.deleted_at is null order by id for no key update
  ), changed as (
    update private.messages gone
    set body = '', details = null, mentions = '{}', edited_at = null, deleted_at = now(), changed_in = pg_current_xact_id()
    from locked
    where gone.id = locked.id
    returning gone
  )
  select array_agg(gone) into emptied from changed;
  delete from private.message_search searched where searched.message_id = any (ids);
  delete from private.message_edits edit where edit.message_id = any (ids);
  delete from private.message_reactions reaction where reaction.message_id = any (ids);
  delete from private.media medium
  where medium.id in (select media_id from private.message_media attached where attached.message_id = any (ids));
  perform private.forget_broadcasts(array_agg(gone.id), min(gone.created_at)) from unnest(emptied) gone having count(*) > 0;
  foreach message in array coalesce(emptied, '{}') loop
    perform private.deliver_about(message, 'message.deleted', private.deletion_view(message, true));
    perform private.tell_preview(message);
  end loop;
  return coalesce(cardinality(emptied), 0);
end
$$;
comment on function private.empty_messages is '
Deletes messages for everyone, as far as they have not been: what they say, their edits, reactions and media, and what was
broadcast of them; the objects of the media follow. Tells the members, and returns how many it deleted.';

create function private.expire_messages() returns bigint
language plpgsql volatile
set search_path = ''
as $$
declare
  due uuid[];
begin
  select array_agg(id) into due from (
    select id from private.messages
    where expires_at <= now() and deleted_at is null
    order by expires_at
    limit 500
  ) waiting;
  perform from private.media medium
  where medium.id in (select media_id from private.message_media attached where attached.message_id = any (due))
  order by medium.id
  for update;
  -- Several workers share the work, and what somebody edits at this moment goes the next time.
  select array_agg(id) into due from (
    select id from private.messages where messages.id = any (due) and messages.deleted_at is null for no key update skip locked
  ) taken;
  return private.empty_messages(coalesce(due, '{}'));
end
$$;
comment on function private.expire_messages is '
Empties up to 500 messages whose time has come, as deleting them for everyone does, and returns how many. The worker calls it
every few seconds, until there are none.';
