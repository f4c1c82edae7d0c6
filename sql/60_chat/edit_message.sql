create function public.edit_message(message_id uuid, body text) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.edit_message(message_id, body);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$$;
comment on function public.edit_message is '
Changes the text or the caption of an own message, up to 24 hours after it was sent, and returns it as list_messages does. What it
said before stays in list_message_edits. Who is mentioned for the first time is told. Saying the same again changes nothing.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, MESSAGE_NOT_FOUND, NOT_YOUR_MESSAGE, MESSAGE_TOO_OLD, CONVERSATION_CLOSED,
INVALID_MESSAGE, CONTENT_REJECTED, RATE_LIMITED.';
grant execute on function public.edit_message to authenticated;

create function private.edit_message(message_id uuid, body text) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.active_caller_id();
  written text := private.trimmed(body);
  located record;
  earlier private.messages;
  people uuid[];
begin
  perform private.take_token('edit_message', caller::text);
  perform private.keep_people(array[caller]);
  located := private.message_at(message_id);
  perform private.require_editable(located.stands, located.message, written);
  perform private.flag_text('message', message_id, caller, private.moderate_text(written));
  people := private.mentioned_members(located.stands, written);

  -- Of two edits at once the second replaces what the first has written.
  select * into earlier from private.messages message
  where message.id = message_id and message.deleted_at is null
  for no key update;
  if not found then
    perform private.raise('MESSAGE_NOT_FOUND', 'There is no such message.', 404);
  end if;
  -- Once more: while this waited they may have been banned, removed or blocked.
  perform private.active_caller_id();
  located := private.message_at(message_id);
  if earlier.body <> written then
    insert into private.message_edits (message_id, body) values (edit_message.message_id, earlier.body);
    update private.messages message
    set body = written, mentions = people, edited_at = now(), changed_in = pg_current_xact_id(),
      details = nullif(message.details - 'preview', '{}'),
      held = coalesce(message.held, case when private.is_shadowed(caller) then 'shadow' end)
    where message.id = message_id;
    -- Nobody hears of what is held back, perhaps for this very edit.
    if not exists (select from private.messages edited where edited.id = message_id and edited.held in ('hidden', 'removed')) then
      perform private.tell_mentioned(located.stands, message_id, array(
        select member_id from unnest(people) member_id where member_id <> all (earlier.mentions)));
    end if;
    perform private.index_message(message_id);
    perform private.want_preview(message_id, earlier.kind, written);
    perform private.announce_change(message_id);
  end if;
  return (private.message_items(array[message_id], caller))[1];
end
$$;
comment on function private.edit_message is 'The step of edit_message that writes. Emits what tell_mentioned does. Errors: as edit_message.';
grant execute on function private.edit_message to authenticated;

create function private.require_editable(stands private.membership, message private.messages, body text) returns void
language plpgsql stable
set search_path = ''
as $$
begin
  if message.sender_id is distinct from (stands.member).user_id then
    perform private.raise('NOT_YOUR_MESSAGE', 'This message is somebody else''s.', 403);
  end if;
  if message.kind not in ('text', 'image', 'video', 'audio', 'file') then
    perform private.raise('INVALID_MESSAGE', 'Only texts and captions can be edited.', 422);
  end if;
  if message.created_at < now() - interval '24 hours' then
    perform private.raise('MESSAGE_TOO_OLD', 'A message can be edited for 24 hours.', 409);
  end if;
  if (stands.conversation).ended_at is not null then
    perform private.raise('CONVERSATION_CLOSED', 'Nobody is there to read it any more.', 409);
  end if;
  perform private.check_message(message.client_id, message.kind, body,
    array(select media_id from private.message_media attached where attached.message_id = message.id), null, null);
end
$$;
comment on function private.require_editable is '
Refuses unless this member may make the message say that. Errors: NOT_YOUR_MESSAGE, INVALID_MESSAGE, MESSAGE_TOO_OLD, CONVERSATION_CLOSED.';

create function public.list_message_edits(message_id uuid, cursor text default null, page_size int default 20) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return private.list_message_edits(message_id, cursor, page_size);
end
$$;
comment on function public.list_message_edits is '
What a message said before, the last text first: {items: [{body, replaced_at}], next_cursor}.
Errors: NOT_AUTHENTICATED, MESSAGE_NOT_FOUND, INVALID_CURSOR, INVALID_PAGE_SIZE.';
grant execute on function public.list_message_edits to authenticated;

create function private.list_message_edits(message_id uuid, cursor text, page_size int) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  before uuid := private.decode_cursor(cursor);
  size int := private.page_size(page_size);
begin
  perform private.message_at(message_id);
  return (
    select private.page(array_agg(item order by id desc), array_agg(id order by id desc), size)
    from (
      select edit.id, jsonb_build_object('body', edit.body, 'replaced_at', edit.created_at) as item
      from private.message_edits edit
      where edit.message_id = list_message_edits.message_id and edit.id < before
      order by edit.id desc
      limit size + 1
    ) found);
end
$$;
comment on function private.list_message_edits is 'The step of list_message_edits that reads. Errors: as list_message_edits.';
grant execute on function private.list_message_edits to authenticated;
