create function private.attach_to_message(message_id uuid, media_ids uuid[]) returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  insert into private.message_media (message_id, place, media_id)
  select attach_to_message.message_id, place, media_id from unnest(media_ids) with ordinality given (media_id, place);
exception when unique_violation then
  perform private.raise('INVALID_MEDIA', 'A medium is in use already.', 422);
end
$$;
comment on function private.attach_to_message is 'Gives a new message its media, which claim_attachments has looked at. Errors: INVALID_MEDIA.';

create function private.sees_media_of_message(media_id uuid, viewer uuid) returns boolean
language plpgsql stable
set search_path = ''
as $$
declare
  unseen uuid[] := private.hidden_from(viewer);
begin
  return exists (
    select
    from private.message_media attached
    join private.messages message on message.id = attached.message_id
    join private.conversations conversation on conversation.id = message.conversation_id
    join private.conversation_members member on member.conversation_id = message.conversation_id and member.user_id = viewer
    where attached.media_id = sees_media_of_message.media_id
      and message.deleted_at is null and private.reads_along(conversation, member, private.hidden_in(member, unseen))
      and private.may_read(member, message, private.hidden_in(member, unseen)))
    or exists (
      select from private.conversations shown
      join private.conversation_members member on member.conversation_id = shown.id and member.user_id = viewer
      where shown.picture_id = sees_media_of_message.media_id and member.state in ('active', 'requested'));
end
$$;
comment on function private.sees_media_of_message is '
Media of a message are for the members who may read it, the picture of a group for who is in it or invited: the seam of
private.sees_media.';

create function private.change_messages_of_medium() returns trigger
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  changed uuid;
begin
  -- Media before their messages, as in empty_messages.
  update private.messages message set changed_in = pg_current_xact_id()
  from private.message_media attached
  where attached.media_id = new.id and message.id = attached.message_id and message.deleted_at is null
  returning message.id into changed;
  if changed is not null then
    perform private.announce_change(changed);
  end if;
  return null;
end
$$;
comment on function private.change_messages_of_medium is 'A medium is ready, or has failed, after its message was sent: the members hear of it.';
