create function public.leave_conversation(conversation_id uuid) returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  perform private.leave_conversation(conversation_id);
end
$$;
comment on function public.leave_conversation is '
Leaves a group, or ends an anonymous conversation for both. Of a group that its owner leaves the longest-serving admin, or else
member, becomes the owner; the last one ends it. Repeating it changes nothing.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, CONVERSATION_NOT_FOUND, INVALID_ARGUMENT (a direct conversation).';
grant execute on function public.leave_conversation to authenticated;

create function private.leave_conversation(conversation_id uuid) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.active_caller_id();
  stands private.membership;
begin
  perform from private.conversations where id = leave_conversation.conversation_id for no key update;
  -- Behind the lock, so that of two devices which leave at once the second finds that it is done.
  if exists (
    select from private.conversation_members own
    where own.conversation_id = leave_conversation.conversation_id and own.user_id = caller
      and own.state = 'gone' and own.left_at is not null) then
    return;
  end if;
  stands := private.lock_conversation(conversation_id);
  case (stands.conversation).kind
    when 'group' then perform private.leave_group(stands.member);
    when 'anonymous' then perform private.end_anonymous(stands.member);
    else perform private.raise('INVALID_ARGUMENT', 'Nobody leaves a conversation of two; clear or archive it, or block the other.', 422);
  end case;
end
$$;
comment on function private.leave_conversation is 'The step of leave_conversation that writes. Errors: as leave_conversation.';
grant execute on function private.leave_conversation to authenticated;

create function private.leave_group(leaver private.conversation_members) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  conversation private.conversations;
  heir private.conversation_members;
  uninvited_ids uuid[];
begin
  perform private.end_membership(leaver, now());
  perform private.tell_people(leaver.conversation_id, array[leaver.user_id], 'left');
  select * into conversation from private.conversations where id = leaver.conversation_id;
  if conversation.member_count = 0 then
    -- Nobody is left to be joined.
    with uninvited as (
      update private.conversation_members member set state = 'gone', changed_in = pg_current_xact_id()
      where member.conversation_id = conversation.id and member.state = 'requested'
      returning member.user_id
    )
    select array_agg(user_id) into uninvited_ids from uninvited;
    perform private.tell_people(conversation.id, uninvited_ids, 'removed');
    return;
  end if;
  perform private.note_change(conversation, jsonb_build_object('event', 'left', 'actor_member_id', leaver.id));
  if leaver.role = 'owner' then
    select member.* into heir
    from private.conversation_members member
    join public.profiles profile on profile.id = member.user_id
    where member.conversation_id = conversation.id and member.state = 'active'
    order by profile.hidden_until <= now() desc, member.role = 'admin' desc, member.joined_at, member.id
    limit 1;
    update private.conversation_members member set role = 'owner', changed_in = pg_current_xact_id()
    where member.conversation_id = conversation.id and member.user_id = heir.user_id;
    perform private.note_change(conversation, jsonb_build_object(
      'event', 'role', 'actor_member_id', leaver.id, 'member_ids', jsonb_build_array(heir.id), 'role', 'owner'));
  end if;
  perform private.tell_members(conversation.id, array[leaver.user_id, heir.user_id]);
end
$$;
comment on function private.leave_group is 'Somebody who is in a group goes; its row is locked. Also when the account goes.';
