create function private.mentioned_members(stands private.membership, body text) returns uuid[]
language plpgsql stable
set search_path = ''
as $$
declare
  names text[];
begin
  -- Nearly every message; in a conversation of two there is nobody to point at.
  if (stands.conversation).kind <> 'group' or position('@' in body) = 0 then
    return '{}';
  end if;
  names := private.usernames_in(body);
  if cardinality(names) > 50 then
    perform private.raise('INVALID_MESSAGE', 'body may mention up to 50 people.', 422);
  end if;
  return array(
    select member.id
    from private.accounts account
    join private.meetable_people visible on visible.id = account.id
    join private.conversation_members member on member.user_id = account.id
    where account.username = any (names)
      and member.conversation_id = (stands.conversation).id and member.state = 'active'
      and member.user_id <> (stands.member).user_id
    order by member.id);
end
$$;
comment on function private.mentioned_members is '
The other members of a group whom a text of the caller mentions, by member id, without those whom the caller may not meet or,
in either direction, has blocked. Errors: INVALID_MESSAGE.';

create function private.tell_mentioned(stands private.membership, message_id uuid, member_ids uuid[]) returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  insert into private.engagement (kind, actor_id, subject_id, target_id, details)
  select 'message_mention', (stands.member).user_id, member.user_id, member.conversation_id, jsonb_build_object('message_id', message_id)
  from private.conversation_members member
  where member.id = any (member_ids);
end
$$;
comment on function private.tell_mentioned is '
Tells of each member who is mentioned in a message. Emits message_mention (subject: who is mentioned, target: the conversation,
details: {message_id}).';
