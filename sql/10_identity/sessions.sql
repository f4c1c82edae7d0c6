-- Sessions: one a signed-in device. functions/auth calls these as `postgres`; no API role may.

create function private.open_session(session_id uuid, account_id uuid, refresh_hash bytea, user_agent text, ip inet) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  -- Bounded, so that the list of devices is one page: the longest silent ones make room.
  update private.sessions set revoked_at = now()
  where id in (
    select session.id from private.sessions session
    where session.account_id = open_session.account_id and session.revoked_at is null and session.expires_at > now()
    order by session.rotated_at desc
    offset private.max_sessions() - 1);
  insert into private.sessions (id, account_id, refresh_hash, expires_at, user_agent, ip)
  values (open_session.session_id, open_session.account_id, open_session.refresh_hash,
    now() + private.session_lifetime(), left(open_session.user_agent, 500), open_session.ip);
  return private.token_claims(open_session.session_id);
end
$$;
comment on function private.open_session is '
Opens a session whose first refresh token has this SHA-256, and returns the claims of its access tokens.
The caller makes `session_id`, because the refresh token contains it.';

create function private.max_sessions() returns int
language sql immutable
set search_path = ''
as $$ select 100 $$;
comment on function private.max_sessions is 'How many live sessions an account may have.';

create function private.session_lifetime() returns interval
language sql immutable
set search_path = ''
as $$ select interval '90 days' $$;
comment on function private.session_lifetime is 'How long a session lives after its last refresh.';

create function private.refresh_grace() returns interval
language sql immutable
set search_path = ''
as $$ select interval '60 seconds' $$;
comment on function private.refresh_grace is '
How long a rotated refresh token still returns the very child that it has had: it covers tabs that refresh at once.';

create function private.token_claims(session_id uuid) returns jsonb
language sql stable
set search_path = ''
as $$
  select jsonb_build_object('sub', account.id, 'sid', session.id, 'app_role', account.app_role)
  from private.sessions session
  join private.accounts account on account.id = session.account_id
  where session.id = token_claims.session_id and session.revoked_at is null and session.expires_at > now()
$$;
comment on function private.token_claims is 'The claims sub, sid and app_role of a live session''s access tokens; null when it is not live.';

create function private.rotate_session(
  session_id uuid,
  counter int,
  refresh_hash bytea,
  child_hash bytea,
  second_child_hash bytea,
  user_agent text default null,
  ip inet default null
) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
declare
  session private.sessions;
  banned_until timestamptz;
  -- The number of the token that is given out: the child is one further, the second child two.
  given int;
begin
  select * into session from private.sessions where id = rotate_session.session_id for update;
  if not found or session.revoked_at is not null or session.expires_at <= now() then
    return jsonb_build_object('outcome', 'ended');
  end if;
  select account.banned_until into banned_until from private.accounts account where account.id = session.account_id;
  if banned_until > now() then
    return jsonb_build_object('outcome', 'banned', 'until', banned_until::text);
  end if;

  if rotate_session.counter = session.refresh_counter and rotate_session.refresh_hash = session.refresh_hash then
    given := counter + 1;
  elsif rotate_session.counter = coalesce(session.refresh_parent, session.refresh_counter - 1) then
    -- The child has not been used. Whether its answer was lost, or somebody has copied the parent, cannot be told from here.
    -- After the grace the child is given up for a second one: the phone that never got it goes on, and where there
    -- are two, whoever still comes with the first child gives the theft away.
    if session.refresh_hash = rotate_session.second_child_hash then
      return jsonb_build_object('outcome', 'replayed', 'counter', counter + 2, 'claims', private.token_claims(session.id));
    elsif session.rotated_at > now() - private.refresh_grace() then
      return jsonb_build_object('outcome', 'replayed', 'counter', counter + 1, 'claims', private.token_claims(session.id));
    end if;
    given := counter + 2;
  else
    update private.sessions set revoked_at = now() where id = session.id;
    perform private.audit('refresh_reused', session.account_id, rotate_session.user_agent, rotate_session.ip,
      jsonb_build_object('session_id', session.id));
    return jsonb_build_object('outcome', 'reused');
  end if;

  update private.sessions
  set refresh_counter = given, refresh_parent = rotate_session.counter,
    refresh_hash = case given - counter when 1 then rotate_session.child_hash else rotate_session.second_child_hash end,
    rotated_at = now(), expires_at = now() + private.session_lifetime(), ip = coalesce(rotate_session.ip, session.ip)
  where id = session.id;
  return jsonb_build_object('outcome', 'rotated', 'counter', given, 'claims', private.token_claims(session.id));
end
$$;
comment on function private.rotate_session is '
Exchanges refresh token number `counter` of a session for its child, number counter + 1, given the SHA-256 of both and of
the second child, number counter + 2. Returns {outcome, counter?, claims?, until?}: `rotated`, and the number of
the token that is valid now; `replayed`, with the same child as before; `reused`, which has ended the session: the token
has a grandchild, or was given up for a second child; `ended` when there was no live session; `banned` when moderators have
closed the account, and until when. The caller has checked that the token is genuine. It returns rather than raises,
because a refusal must not roll the revocation back.';

create function private.live_sessions(account_id uuid) returns setof private.sessions
language sql stable
set search_path = ''
as $$
  select session.* from private.sessions session
  where session.account_id = live_sessions.account_id and session.revoked_at is null and session.expires_at > now()
  order by session.rotated_at desc, session.id
$$;
comment on function private.live_sessions is 'The sessions of an account that have not ended, the last used one first; private.max_sessions() bounds them.';

create function private.session_items(account_id uuid) returns jsonb
language sql stable
set search_path = ''
as $$
  select coalesce(jsonb_agg(jsonb_build_object('id', session.id, 'user_agent', session.user_agent, 'ip', host(session.ip), 'created_at', session.created_at,
    'last_used_at', session.rotated_at)), '[]')
  from private.live_sessions(session_items.account_id) session
$$;
comment on function private.session_items is 'The live sessions of an account, as lists have them: [{id, user_agent, ip, created_at, last_used_at}].';

create function private.list_sessions(account_id uuid, current_session_id uuid) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  perform private.check_session(list_sessions.account_id, list_sessions.current_session_id);
  return jsonb_build_object('next_cursor', null, 'items', (
    select jsonb_agg(item || jsonb_build_object('current', (item ->> 'id')::uuid = list_sessions.current_session_id) order by place)
    from jsonb_array_elements(private.session_items(list_sessions.account_id)) with ordinality listed (item, place)));
end
$$;
comment on function private.list_sessions is '
The live sessions of an account, the last used one first: {items: [{id, current, user_agent, ip, created_at,
last_used_at}], next_cursor: null}; private.max_sessions() bounds it. Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED.';

create function private.close_session(session_id uuid, user_agent text default null, ip inet default null) returns void
language sql volatile
set search_path = ''
as $$
  with closed as (
    update private.sessions set revoked_at = now()
    where id = close_session.session_id and revoked_at is null
    returning id, account_id
  )
  select private.audit('signed_out', account_id, close_session.user_agent, close_session.ip, jsonb_build_object('session_id', id))
  from closed
$$;
comment on function private.close_session is 'Ends one session; its refresh token is refused from now on. Idempotent.';

create function private.revoke_session(
  account_id uuid,
  current_session_id uuid,
  session_id uuid,
  user_agent text,
  ip inet
) returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  perform private.check_session(revoke_session.account_id, revoke_session.current_session_id);
  perform from private.sessions session
  where session.id = revoke_session.session_id and session.account_id = revoke_session.account_id;
  if not found then
    perform private.raise('SESSION_NOT_FOUND', 'There is no such session.', 404);
  end if;
  update private.sessions set revoked_at = now() where id = revoke_session.session_id and revoked_at is null;
  if found then
    perform private.audit('session_revoked', revoke_session.account_id, revoke_session.user_agent, revoke_session.ip,
      jsonb_build_object('session_id', revoke_session.session_id));
  end if;
end
$$;
comment on function private.revoke_session is '
Ends a session of the account from another one. Idempotent. Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED,
SESSION_NOT_FOUND (also when it is somebody else''s).';

create function private.end_sessions(account_id uuid, except_session_id uuid default null) returns void
language sql volatile
set search_path = ''
as $$
  update private.sessions set revoked_at = now()
  where account_id = end_sessions.account_id and revoked_at is null and id is distinct from end_sessions.except_session_id
$$;
comment on function private.end_sessions is 'Ends every session of an account, or all but one.';

create function private.sign_out_everywhere(account_id uuid, session_id uuid, user_agent text, ip inet) returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  perform private.check_session(sign_out_everywhere.account_id, sign_out_everywhere.session_id);
  perform private.end_sessions(sign_out_everywhere.account_id);
  perform private.audit('signed_out_everywhere', sign_out_everywhere.account_id, sign_out_everywhere.user_agent, sign_out_everywhere.ip);
end
$$;
comment on function private.sign_out_everywhere is 'Ends every session of an account, this one included. Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED.';

create function private.purge_sessions() returns bigint
language sql volatile
set search_path = ''
as $$
  with purged as (
    delete from private.sessions
    where expires_at < now() - interval '30 days' or revoked_at < now() - interval '30 days'
    returning 1
  )
  select count(*) from purged
$$;
comment on function private.purge_sessions is 'Removes sessions that ended more than 30 days ago, and returns how many. The worker calls it by schedule.';
