create function private.notice_in_group(conversation_id uuid, sender_id uuid, unseen uuid[]) returns uuid[]
language plpgsql volatile
set search_path = ''
as $$
declare
  people uuid[];
begin
  with told as (
    update private.conversation_members member set awaits_notice = false
    where member.conversation_id = notice_in_group.conversation_id and member.awaits_notice and member.user_id <> sender_id
      and member.state = 'active' and member.user_id <> all (unseen)
    returning member.user_id
  )
  select array_agg(user_id) into people from told;
  return people;
end
$$;
comment on function private.notice_in_group is '
Who in a group is to be told of a message on their own topic: once, and again after the person has been there.';

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
    people := private.notice_in_group(conversation.id, message.sender_id, private.hidden_in(stands.member));
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
