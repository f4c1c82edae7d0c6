create function private.hold_message(message_id uuid, hold text, was jsonb default null) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
declare
  message private.messages;
begin
  select * into message from private.messages held where held.id = hold_message.message_id and held.deleted_at is null for no key update;
  if not found then
    return null;
  end if;
  -- Not given to all what a shadow ban keeps from them.
  update private.messages changed set held = coalesce(hold, case when was ->> 'held' = 'shadow' and private.is_shadowed(changed.sender_id) then 'shadow' end),
    changed_in = pg_current_xact_id()
  where changed.id = message.id;
  if hold is not null then
    perform private.forget_broadcasts(array[message.id], message.created_at);
    perform private.broadcast_to_many(array_agg('user:' || member.user_id), 'message.deleted', private.deletion_view(message, true))
    from private.conversation_members member
    where member.conversation_id = message.conversation_id and member.state in ('active', 'requested')
      and (hold = 'removed' or member.user_id <> message.sender_id)
    having count(*) > 0;
  else
    perform private.announce_change(message.id);
  end if;
  return jsonb_build_object('held', message.held);
end
$$;
comment on function private.hold_message is '
As private.hold_post, of a message. Who has read it hears that it is gone: event `message.deleted` on user:<id> of each, and `message.updated` when it is back.';
