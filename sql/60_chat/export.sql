create function private.export_conversations(account_id uuid) returns setof jsonb
language sql stable
set search_path = ''
as $$
  select jsonb_build_object(
    'conversation_id', own.conversation_id, 'kind', conversation.kind, 'title', conversation.title, 'role', own.role, 'state', own.state,
    'alias', own.alias, 'joined_at', own.joined_at, 'left_at', own.left_at, 'muted', coalesce(own.muted_until > now(), false), 'muted_until', nullif(own.muted_until, 'infinity'),
    'archived_at', own.archived_at, 'pinned_at', own.pinned_at, 'delivered_at', own.delivered_at, 'read_at', own.read_at)
  from private.conversation_members own
  join private.conversations conversation on conversation.id = own.conversation_id
  where own.user_id = export_conversations.account_id
  order by own.conversation_id
$$;
comment on function private.export_conversations is '
Part of the export: the conversations that the person is or was in. With whom is the others'' own.';

create function private.export_messages(account_id uuid) returns setof jsonb
language sql stable
set search_path = ''
as $$
  select jsonb_build_object(
    'id', message.id, 'conversation_id', message.conversation_id, 'kind', message.kind, 'body', message.body,
    'details', message.details, 'reply_to_id', message.reply_to_id, 'created_at', message.created_at, 'edited_at', message.edited_at,
    'deleted_at', message.deleted_at,
    'media_ids', array(
      select attached.media_id from private.message_media attached where attached.message_id = message.id order by attached.place))
  from private.messages message
  where message.sender_id = export_messages.account_id
  order by message.id
$$;
comment on function private.export_messages is 'Part of the export: what the person has said, and not what others have.';
