-- What every call of the graph begins with: whom it is about, and nothing else happening to that pair meanwhile.
create function private.lock_pair(one uuid, other uuid) returns void
language sql volatile
set search_path = ''
as $$
  select pg_advisory_xact_lock(hashtextextended(least(one, other)::text || greatest(one, other)::text, 0))
$$;
comment on function private.lock_pair is '
Until the transaction ends, nobody else changes how these two people stand to each other: crossing requests, a follow
during a block and two answers at once happen one after the other. It is the first lock that a call takes, and each
takes one, so no two can wait for each other.';

create function private.begin_with(user_id uuid) returns uuid
language plpgsql volatile
set search_path = ''
as $$
declare
  caller uuid := private.caller_id();
begin
  if user_id = caller then
    perform private.raise('SELF_TARGET', 'You cannot do this with yourself.', 422);
  end if;
  perform private.lock_pair(caller, user_id);
  perform private.keep_people(array[caller, user_id]);
  return private.active_caller_id();
end
$$;
comment on function private.begin_with is '
Opens a change between the caller and somebody else, both of whom stay until it ends; returns the caller.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, SELF_TARGET.';

create function private.keep_people(user_ids uuid[]) returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  perform from public.profiles where id = any (user_ids) order by id for key share;
end
$$;
comment on function private.keep_people is '
Nobody of `user_ids` is deleted until the transaction ends. Taken before the first row that hangs on them: a deletion
takes the person first and then these rows, so whoever took a row first could wait for it in a circle.';

create function private.require_person(user_id uuid) returns public.profiles
language plpgsql stable
set search_path = ''
as $$
declare
  person public.profiles;
begin
  select (visible.profile).* into person from private.visible_people visible where visible.id = require_person.user_id;
  if not found then
    perform private.raise('USER_NOT_FOUND', 'There is no such person.', 404);
  end if;
  return person;
end
$$;
comment on function private.require_person is '
The profile of somebody whom the caller may see. Errors: USER_NOT_FOUND, alike for the unknown, the deactivated and,
in either direction, the blocked.';

create function private.relationship(user_id uuid) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  caller uuid := private.caller_id();
begin
  return jsonb_build_object(
    'user_id', user_id,
    'following', exists (select from public.follows where follower_id = caller and followee_id = relationship.user_id),
    'follow_requested', exists (
      select from public.follow_requests where follower_id = caller and followee_id = relationship.user_id),
    'followed_by', exists (select from public.follows where follower_id = relationship.user_id and followee_id = caller),
    'follow_requested_by', exists (
      select from public.follow_requests where follower_id = relationship.user_id and followee_id = caller),
    'muted', exists (
      select from public.mutes where muter_id = caller and muted_id = relationship.user_id and until > now()),
    'blocking', exists (select from public.blocks where blocker_id = caller and blocked_id = relationship.user_id))
    || coalesce(
      (select jsonb_build_object('connection', 'connected', 'connection_request_id', null)
        from public.connections where person_id = caller and other_id = relationship.user_id),
      (select jsonb_build_object('connection', 'requested', 'connection_request_id', id)
        from public.connection_requests
        where requester_id = caller and addressee_id = relationship.user_id and state = 'pending'),
      (select jsonb_build_object('connection', 'incoming', 'connection_request_id', id)
        from public.connection_requests
        where requester_id = relationship.user_id and addressee_id = caller and state = 'pending'),
      jsonb_build_object('connection', 'none', 'connection_request_id', null));
end
$$;
comment on function private.relationship is '
How the caller stands to somebody: {user_id, following, follow_requested, followed_by, follow_requested_by, connection:
none|requested|incoming|connected, connection_request_id, muted, blocking}. It tells nothing of a block by the other
side. PL/pgSQL, because that keeps its plans. Errors: NOT_AUTHENTICATED.';
grant execute on function private.relationship to authenticated;
