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

create function private.announce_untold(message private.messages) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  stands private.membership;
  view jsonb := (private.message_items(array[message.id]))[1];
begin
  -- It moves the conversation up to where it would be, had nobody held it back.
  update private.conversations conversation set position = greatest(conversation.position, message.id)
  where conversation.id = message.conversation_id;
  update private.conversation_members member set position = greatest(member.position, message.id)
  from private.conversations conversation
  where member.conversation_id = message.conversation_id and conversation.id = member.conversation_id and conversation.kind <> 'group';
  select conversation, own, other.partner into stands
  from private.conversations conversation
  join private.conversation_members own on own.conversation_id = conversation.id and own.user_id = message.sender_id
  left join lateral (
    select partner from private.conversation_members partner
    where conversation.kind <> 'group' and partner.conversation_id = conversation.id and partner.user_id <> message.sender_id
    limit 1
  ) other on true
  where conversation.id = message.conversation_id;
  -- Nobody hears of it across a block, or from who has gone meanwhile: those who may read it find it.
  if not found or (stands.conversation).kind <> 'group' and (stands.partner).user_id = any (private.hidden_in(stands.member)) then
    return;
  end if;
  perform private.tell_mentioned(stands, message.id, message.mentions);
  perform private.want_preview(message.id, message.kind, message.body);
  perform private.deliver(stands.conversation, message.sender_id, 'message.created', view, about => message.id);
  perform private.give_notice(stands, message, view);
  perform private.emit('message', message.sender_id, (stands.partner).user_id, message.conversation_id, jsonb_build_object('message_id', message.id));
end
$$;
comment on function private.announce_untold is '
Tells of a message that was held back from the beginning, and no longer is, as of a new one. Emits message (subject: the other one, unless in a group,
target: the conversation, details: {message_id}), and what tell_mentioned does.';
