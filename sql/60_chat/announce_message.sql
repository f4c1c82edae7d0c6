create function private.announce_message(stands private.membership, message private.messages) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
declare
  view jsonb;
begin
  if message.reply_to_id is null and message.kind in ('text', 'location') then
    -- The usual case, for which the general one asks too many tables.
    view := private.message_view(message, (
      select private.member_card(stands.conversation, stands.member, profile)
      from public.profiles profile where profile.id = message.sender_id));
  else
    view := (private.message_items(array[message.id]))[1];
  end if;
  if message.untold then
    perform private.broadcast('user:' || message.sender_id, 'message.created', view, message.id);
    return view || '{"reactions": {"count": 0, "emojis": {}, "mine": null}}';
  end if;
  if cardinality(message.mentions) > 0 then
    perform private.tell_mentioned(stands, message.id, message.mentions);
  end if;
  perform private.want_preview(message.id, message.kind, message.body);
  perform private.deliver(stands.conversation, message.sender_id, 'message.created', view, about => message.id);
  perform private.give_notice(stands, message, view);
  perform private.emit('message', message.sender_id, (stands.partner).user_id, message.conversation_id,
    jsonb_build_object('message_id', message.id));
  if message.reply_to_id is not null then
    return (private.message_items(array[message.id], message.sender_id))[1];
  end if;
  return view || '{"reactions": {"count": 0, "emojis": {}, "mine": null}}';
end
$$;
comment on function private.announce_message is '
Tells the members of a new message, and returns it as a list would; of one that is held back the devices of its sender alone. Emits what
tell_mentioned does, and message (subject: the other one, unless in a group, target: the conversation, details: {message_id}).';

create function private.announce_untold(message private.messages) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  stands private.membership;
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
  if found and not ((stands.conversation).kind <> 'group' and (stands.partner).user_id = any (private.hidden_in(stands.member))) then
    perform private.announce_message(stands, message);
  end if;
end
$$;
comment on function private.announce_untold is 'Tells of a message that was held back from the beginning, and no longer is, as of a new one. Emits what announce_message does.';

create function private.give_notice(stands private.membership, message private.messages, view jsonb) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  conversation private.conversations := stands.conversation;
  people uuid[];
begin
  if private.is_shadowed(message.sender_id) then
    null;
  elsif conversation.kind = 'group' then
    with told as (
      update private.conversation_members member set awaits_notice = false
      where member.conversation_id = conversation.id and member.awaits_notice and member.user_id <> message.sender_id
        and member.state = 'active' and member.user_id <> all (private.hidden_in(stands.member))
      returning member.user_id
    )
    select array_agg(user_id) into people from told;
  elsif (stands.partner).state in ('active', 'requested') then
    people := array[(stands.partner).user_id];
  end if;
  if private.has_other_devices(message.sender_id) then
    people := people || message.sender_id;
  end if;
  if people is not null then
    perform private.broadcast_to_many(
      array(select 'user:' || person from unnest(people) person), 'conversation',
      jsonb_build_object('conversation_id', conversation.id, 'message', view), message.id);
  end if;
end
$$;
comment on function private.give_notice is '
Tells people who need not have the conversation open, on user:<id>, event `conversation`: {conversation_id, message}. In a
conversation of two each time; in a group once, and again after the person has been there. The sender''s other devices too.';

create function private.has_other_devices(user_id uuid) returns boolean
language plpgsql stable
set search_path = ''
as $$
begin
  return exists (
    select from private.sessions session
    where session.account_id = has_other_devices.user_id and session.id <> ((select auth.jwt()) ->> 'sid')::uuid
      and session.revoked_at is null and session.expires_at > now());
end
$$;
comment on function private.has_other_devices is 'Whether the caller, who is this person, is signed in elsewhere too.';
