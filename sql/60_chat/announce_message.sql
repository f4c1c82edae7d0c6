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
Tells the members of a new message, and returns it as a list would. Emits message (subject: the other one, unless in a group,
target: the conversation, details: {message_id}).';

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
