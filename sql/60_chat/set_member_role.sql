create function public.set_member_role(conversation_id uuid, user_id uuid, role text) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.set_member_role(conversation_id, user_id, role);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$$;
comment on function public.set_member_role is '
Makes somebody in a group admin or member again, or hands the group over: `role` admin, member, owner. For the owner, who is an
admin after handing over. Returns the conversation, as list_conversations does. Repeating it changes nothing.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, CONVERSATION_NOT_FOUND, INVALID_ARGUMENT, OWNER_ONLY, USER_NOT_FOUND (not in the group),
RATE_LIMITED.';
grant execute on function public.set_member_role to authenticated;

create function private.set_member_role(conversation_id uuid, user_id uuid, role text) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.active_caller_id();
  stands private.membership := private.lock_group(conversation_id, false);
  member private.conversation_members;
begin
  if (role in ('owner', 'admin', 'member')) is not true then
    perform private.raise('INVALID_ARGUMENT', 'role must be owner, admin or member.', 422);
  end if;
  select * into member from private.conversation_members chosen
  where chosen.conversation_id = set_member_role.conversation_id and chosen.user_id = set_member_role.user_id
    and chosen.state = 'active';
  if not found then
    perform private.raise('USER_NOT_FOUND', 'This person is not in the group.', 404);
  end if;
  -- Also the repetition of a hand-over by who is not the owner any more.
  if member.role = set_member_role.role then
    return (private.conversation_items(array[conversation_id], caller))[1];
  end if;
  if (stands.member).role <> 'owner' then
    perform private.raise('OWNER_ONLY', 'Only the owner of this group gives roles.', 403);
  end if;
  if user_id = caller then
    perform private.raise('INVALID_ARGUMENT', 'Make somebody else the owner instead.', 422);
  end if;
  perform private.take_token('change_group', caller::text);
  -- The old owner first: there is one at a time.
  update private.conversation_members changed set role = 'admin', changed_in = pg_current_xact_id()
  where changed.conversation_id = set_member_role.conversation_id and changed.user_id = caller
    and set_member_role.role = 'owner';
  update private.conversation_members changed set role = set_member_role.role, changed_in = pg_current_xact_id()
  where changed.conversation_id = set_member_role.conversation_id and changed.user_id = set_member_role.user_id;
  perform private.note_change(stands.conversation, jsonb_build_object(
    'event', 'role', 'actor_member_id', (stands.member).id, 'member_ids', jsonb_build_array(member.id), 'role', set_member_role.role));
  perform private.tell_members(conversation_id, array[caller, user_id]);
  return (private.conversation_items(array[conversation_id], caller))[1];
end
$$;
comment on function private.set_member_role is 'The step of set_member_role that writes. Errors: as set_member_role.';
grant execute on function private.set_member_role to authenticated;
