create function public.remove_member(conversation_id uuid, user_id uuid) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.remove_member(conversation_id, user_id);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$$;
comment on function public.remove_member is '
Removes somebody from a group, or takes an invitation back: the owner anybody, admins who is neither. They read nothing of it from
this moment on. Returns the conversation, as list_conversations does. Repeating it changes nothing.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, CONVERSATION_NOT_FOUND, INVALID_ARGUMENT, ADMINS_ONLY, OWNER_ONLY, RATE_LIMITED.';
grant execute on function public.remove_member to authenticated;

create function private.remove_member(conversation_id uuid, user_id uuid) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.active_caller_id();
  stands private.membership := private.lock_group(conversation_id, true);
  removed private.conversation_members;
begin
  if user_id = caller then
    perform private.raise('INVALID_ARGUMENT', 'Leave the group instead.', 422);
  end if;
  perform private.take_token('change_group', caller::text);
  select * into removed from private.conversation_members member
  where member.conversation_id = remove_member.conversation_id and member.user_id = remove_member.user_id
    and member.state in ('active', 'requested');
  if found then
    if removed.role <> 'member' and (stands.member).role <> 'owner' then
      perform private.raise('OWNER_ONLY', 'Only the owner of this group removes its admins.', 403);
    end if;
    perform private.end_membership(removed, null);
    if removed.state = 'active' then
      perform private.note_change(stands.conversation, jsonb_build_object(
        'event', 'removed', 'actor_member_id', (stands.member).id, 'member_ids', jsonb_build_array(removed.id)));
      perform private.tell_members(conversation_id, array[user_id]);
    end if;
    perform private.tell_people(conversation_id, array[user_id], 'removed');
  end if;
  return (private.conversation_items(array[conversation_id], caller))[1];
end
$$;
comment on function private.remove_member is 'The step of remove_member that writes. Errors: as remove_member.';
grant execute on function private.remove_member to authenticated;

create function private.end_membership(ending private.conversation_members, left_at timestamptz) returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  update private.conversation_members member
  set state = 'gone', role = 'member', left_at = end_membership.left_at, pinned_at = null, changed_in = pg_current_xact_id()
  where member.conversation_id = ending.conversation_id and member.user_id = ending.user_id;
  if ending.state = 'active' then
    update private.conversations conversation
    set member_count = member_count - 1, changed_in = pg_current_xact_id(),
      ended_at = case when member_count = 1 then now() end
    where conversation.id = ending.conversation_id;
    perform private.change_topics(ending.conversation_id);
  end if;
end
$$;
comment on function private.end_membership is '
Takes somebody out of a group whose row is locked; the group ends with its last member. `left_at`: now if they went by themselves.';
