create function private.hold_message(message_id uuid, hold text, was jsonb default null) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
declare
  message private.messages;
  released private.messages;
begin
  if hold is null then
    -- Where it may move up: the conversation first, as whoever writes there.
    perform from private.conversations conversation
    where conversation.id = (select held.conversation_id from private.messages held where held.id = hold_message.message_id and held.untold)
    for no key update;
  end if;
  select * into message from private.messages held where held.id = hold_message.message_id and held.deleted_at is null for no key update;
  if not found then
    return null;
  end if;
  -- Not given to all what a shadow ban keeps from them.
  update private.messages changed set held = coalesce(hold, case when (message.untold or was ->> 'held' = 'shadow') and private.is_shadowed(changed.sender_id) then 'shadow' end),
    untold = changed.untold and hold is not null, changed_in = pg_current_xact_id()
  where changed.id = message.id
  returning * into released;
  if message.untold and hold is null then
    perform private.announce_untold(released);
  elsif hold is not null then
    perform private.forget_broadcasts(array[message.id], message.created_at);
    perform private.broadcast_to_many(array_agg('user:' || member.user_id), 'message.deleted', private.deletion_view(message, true))
    from private.conversation_members member
    where member.conversation_id = message.conversation_id and member.state in ('active', 'requested')
      and (hold = 'removed' or member.user_id <> message.sender_id) and (not message.untold or member.user_id = message.sender_id)
    having count(*) > 0;
  else
    perform private.announce_change(message.id);
  end if;
  return jsonb_build_object('held', message.held);
end
$$;
comment on function private.hold_message is '
As private.hold_post, of a message. Who has read it hears that it is gone: event `message.deleted` on user:<id> of each, and `message.updated` when it is back;
of one that was held back from the beginning they hear now, as of a new one.';
