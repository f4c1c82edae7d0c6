create function public.follow(user_id uuid) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.follow(follow.user_id);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$$;
comment on function public.follow is '
Follows somebody, or asks to where the account is private. Repeating it changes nothing.
Returns the relationship: {user_id, following, follow_requested, followed_by, follow_requested_by, connection:
none|requested|incoming|connected, connection_request_id, muted, blocking}.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, SELF_TARGET, USER_NOT_FOUND, CONTACT_NOT_ALLOWED (docs/safety.md), FOLLOW_LIMIT_REACHED,
RATE_LIMITED.';
grant execute on function public.follow to authenticated;

create function private.follow(user_id uuid) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.begin_with(user_id);
  followee public.profiles := private.require_person(user_id);
begin
  if exists (select from public.follows where follower_id = caller and followee_id = followee.id)
    or followee.is_private and exists (
      select from public.follow_requests where follower_id = caller and followee_id = followee.id) then
    return private.relationship(followee.id);
  end if;

  perform private.take_token('follow', caller::text);
  if not private.may_approach(caller, followee.id) then
    perform private.raise_no_contact();
  end if;
  if (private.graph_counts(caller) ->> 'following')::int >= private.follow_limit() then
    perform private.raise('FOLLOW_LIMIT_REACHED', 'You follow as many people as one may.', 409,
      details => format('limit %s', private.follow_limit()));
  end if;
  if followee.is_private then
    insert into public.follow_requests (follower_id, followee_id) values (caller, followee.id);
    perform private.emit('follow_request', caller, followee.id);
  else
    -- What was asked while the account was private.
    delete from public.follow_requests where follower_id = caller and followee_id = followee.id;
    insert into public.follows (follower_id, followee_id) values (caller, followee.id);
    perform private.emit('follow', caller, followee.id);
  end if;
  return private.relationship(followee.id);
end
$$;
comment on function private.follow is 'The step of follow that writes. Emits follow or follow_request (subject: the followee). Errors: as follow.';
grant execute on function private.follow to authenticated;

create function private.follow_limit() returns int
language plpgsql immutable
set search_path = ''
as $$ begin return 10000; end $$;
comment on function private.follow_limit is '
How many people one may follow or ask to. It bounds followed_ids() and everything that walks over it. Requests that are
let in may pass it.';

create function public.unfollow(user_id uuid) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.unfollow(unfollow.user_id);
end
$$;
comment on function public.unfollow is '
Follows somebody no more, or takes back the request to. Repeating it changes nothing. Returns the relationship, as follow.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, SELF_TARGET, USER_NOT_FOUND.';
grant execute on function public.unfollow to authenticated;

create function private.unfollow(user_id uuid) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.begin_with(user_id);
begin
  delete from public.follow_requests where follower_id = caller and followee_id = unfollow.user_id;
  if found then
    perform private.emit('follow_request_withdraw', caller, user_id);
    return private.relationship(user_id);
  end if;
  delete from public.follows where follower_id = caller and followee_id = unfollow.user_id;
  if found then
    perform private.emit('unfollow', caller, user_id);
  else
    perform private.require_person(user_id);
  end if;
  return private.relationship(user_id);
end
$$;
comment on function private.unfollow is '
The step of unfollow that writes. Emits unfollow or follow_request_withdraw (subject: the followee). Errors: as unfollow.';
grant execute on function private.unfollow to authenticated;
