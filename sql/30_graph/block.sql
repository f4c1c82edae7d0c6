create function public.block(user_id uuid) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.block(block.user_id);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$$;
comment on function public.block is '
Makes two people invisible to each other, and ends every follow, request and connection between them. The other is not
told. Repeating it changes nothing. Returns the relationship, as follow.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, SELF_TARGET, USER_NOT_FOUND, RATE_LIMITED.';
grant execute on function public.block to authenticated;

create function private.block(user_id uuid) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.begin_with(user_id, alone => true);
begin
  if exists (select from public.blocks where blocker_id = caller and blocked_id = block.user_id) then
    return private.relationship(user_id);
  end if;
  perform private.require_person(user_id);
  perform private.take_token('block', caller::text);
  insert into public.blocks (blocker_id, blocked_id) values (caller, user_id);
  delete from public.follows
  where (follower_id = caller and followee_id = block.user_id) or (follower_id = block.user_id and followee_id = caller);
  delete from public.follow_requests
  where (follower_id = caller and followee_id = block.user_id) or (follower_id = block.user_id and followee_id = caller);
  delete from public.connections where person_id = caller and other_id = block.user_id;
  -- Not deleted: blocking and unblocking must not end the cool-down after a decline.
  update public.connection_requests set state = 'withdrawn', ended_at = now()
  where state = 'pending'
    and ((requester_id = caller and addressee_id = block.user_id) or (requester_id = block.user_id and addressee_id = caller));
  perform private.emit('block', caller, user_id);
  return private.relationship(user_id);
end
$$;
comment on function private.block is 'The step of block that writes. Emits block (subject: the blocked). Errors: as block.';
grant execute on function private.block to authenticated;

create function public.unblock(user_id uuid) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.unblock(unblock.user_id);
end
$$;
comment on function public.unblock is '
Ends a block; what it ended stays ended. Repeating it changes nothing. Returns the relationship, as follow.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, SELF_TARGET, USER_NOT_FOUND.';
grant execute on function public.unblock to authenticated;

create function private.unblock(user_id uuid) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.begin_with(user_id);
begin
  delete from public.blocks where blocker_id = caller and blocked_id = unblock.user_id;
  if not found then
    perform private.require_person(user_id);
  end if;
  return private.relationship(user_id);
end
$$;
comment on function private.unblock is 'The step of unblock that writes. Errors: as unblock.';
grant execute on function private.unblock to authenticated;
