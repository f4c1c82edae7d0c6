create function public.look_up_sessions(user_id uuid) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.look_up_sessions(look_up_sessions.user_id);
end
$$;
comment on function public.look_up_sessions is '
For admins: where somebody is signed in, the last used session first: {items: [{id, user_agent, ip, created_at, last_used_at}]}. Each look is in
audit_log. Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, USER_NOT_FOUND.';
grant execute on function public.look_up_sessions to authenticated;

create function private.look_up_sessions(user_id uuid) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  admin uuid := private.active_admin_id();
begin
  if not exists (select from private.accounts account where account.id = look_up_sessions.user_id) then
    perform private.raise('USER_NOT_FOUND', 'There is nobody of this id.', 404);
  end if;
  perform private.log_administration('sessions_looked_up', admin, jsonb_build_object('person_id', user_id));
  return jsonb_build_object('items', private.session_items(user_id));
end
$$;
comment on function private.look_up_sessions is 'The step of look_up_sessions that reads. Errors: as look_up_sessions.';
grant execute on function private.look_up_sessions to authenticated;

create function public.end_person_sessions(user_id uuid, session_id uuid default null) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.end_person_sessions(end_person_sessions.user_id, end_person_sessions.session_id);
end
$$;
comment on function public.end_person_sessions is '
For admins: ends a session of somebody, or without `session_id` all of them, but never the one that asks: from now on its tokens write nothing and are not renewed, and Realtime lets go; what
they may read ends with the access token, within 15 minutes. The password stays. Returns {user_id, ended: how many}. Repeating it ends none.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, USER_NOT_FOUND, SESSION_NOT_FOUND (also when it is somebody else''s).';
grant execute on function public.end_person_sessions to authenticated;

create function private.end_person_sessions(user_id uuid, session_id uuid) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  admin uuid := private.active_admin_id();
  -- Whoever asks signs out by themselves.
  asking uuid := (auth.jwt() ->> 'sid')::uuid;
  ended uuid[];
begin
  if not exists (select from private.accounts account where account.id = end_person_sessions.user_id) then
    perform private.raise('USER_NOT_FOUND', 'There is nobody of this id.', 404);
  end if;
  if session_id is not null and not exists (
    select from private.sessions session where session.id = end_person_sessions.session_id and session.account_id = end_person_sessions.user_id) then
    perform private.raise('SESSION_NOT_FOUND', 'There is no such session.', 404);
  end if;
  with gone as (
    update private.sessions session set revoked_at = now()
    where session.account_id = end_person_sessions.user_id and session.revoked_at is null and session.id is distinct from asking
      and (end_person_sessions.session_id is null or session.id = end_person_sessions.session_id)
    returning session.id
  )
  select array_agg(gone.id) into ended from gone;
  if ended is not null then
    perform private.log_administration('sessions_ended', admin, jsonb_build_object('person_id', user_id, 'session_ids', to_jsonb(ended[1:50]), 'ended', cardinality(ended)));
  end if;
  return jsonb_build_object('user_id', user_id, 'ended', coalesce(cardinality(ended), 0));
end
$$;
comment on function private.end_person_sessions is 'The step of end_person_sessions that writes. Errors: as end_person_sessions.';
grant execute on function private.end_person_sessions to authenticated;
