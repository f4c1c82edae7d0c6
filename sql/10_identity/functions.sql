-- What functions/auth needs of the database. It connects as `postgres`; no API role may call these.

create function private.find_login(identifier text) returns table (account_id uuid, password_hash text)
language sql stable
set search_path = ''
as $$
  select account.id, credential.password_hash
  from private.accounts account
  join private.credentials credential on credential.account_id = account.id
  where case when position('@' in identifier) > 0
    then account.email = lower(trim(identifier))
    else account.username = lower(trim(identifier)) end
$$;
comment on function private.find_login is 'The account that signs in with this e-mail address or username, and its password hash; no row when there is none.';

create function private.open_session(session_id uuid, account_id uuid, refresh_hash bytea, user_agent text, ip inet) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  insert into private.sessions (id, account_id, refresh_hash, expires_at, user_agent, ip)
  values (open_session.session_id, open_session.account_id, open_session.refresh_hash,
    now() + private.session_lifetime(), left(open_session.user_agent, 500), open_session.ip);
  return private.token_claims(open_session.session_id);
end
$$;
comment on function private.open_session is '
Opens a session whose first refresh token has this SHA-256, and returns the claims of its access tokens.
The caller makes `session_id`, because the refresh token contains it.';

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
How long a rotated refresh token still returns its child. It covers an answer lost on the way and tabs that
refresh at once; a replay after it is taken for theft.';

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

create function private.rotate_session(session_id uuid, counter int, refresh_hash bytea, child_hash bytea) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
declare
  session private.sessions;
begin
  select * into session from private.sessions where id = rotate_session.session_id for update;
  if not found or session.revoked_at is not null or session.expires_at <= now() then
    return jsonb_build_object('outcome', 'ended');
  end if;

  if rotate_session.counter = session.refresh_counter and rotate_session.refresh_hash = session.refresh_hash then
    update private.sessions
    set refresh_counter = counter + 1, refresh_hash = rotate_session.child_hash, rotated_at = now(),
      expires_at = now() + private.session_lifetime()
    where id = session.id;
    return jsonb_build_object('outcome', 'rotated', 'claims', private.token_claims(session.id));
  end if;

  -- The child is derived from the session and the counter, so a replay in time gets the very same one.
  if rotate_session.counter = session.refresh_counter - 1 and session.refresh_hash = rotate_session.child_hash
    and session.rotated_at > now() - private.refresh_grace() then
    return jsonb_build_object('outcome', 'replayed', 'claims', private.token_claims(session.id));
  end if;

  update private.sessions set revoked_at = now() where id = session.id;
  return jsonb_build_object('outcome', 'reused');
end
$$;
comment on function private.rotate_session is '
Exchanges refresh token number `counter` of a session for its child (number counter + 1), given the SHA-256 of both.
Returns {outcome, claims?}: `rotated`; `replayed` within the grace, with the same child; `reused`, which has
ended the session; `ended` when there was no live session. The caller has checked that the token is genuine.
It returns rather than raises, because a refusal must not roll the revocation back.';

create function private.close_session(session_id uuid) returns void
language sql volatile
set search_path = ''
as $$
  update private.sessions set revoked_at = now() where id = close_session.session_id and revoked_at is null
$$;
comment on function private.close_session is 'Ends one session; its refresh token is refused from now on. Idempotent.';

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
