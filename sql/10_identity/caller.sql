-- A token says who calls; whether it still may say so is asked of the database: one look-up by primary key, since a session knows
-- of the ban of its account. Every request over REST begins with that (requests.sql), and so does whatever an edge function
-- writes, which comes another way.
create view private.live_sessions with (security_invoker = true) as
  select session.id, session.account_id, session.banned_until
  from private.sessions session
  where session.revoked_at is null and session.expires_at > now();
comment on view private.live_sessions is 'The one place that says which sessions are alive. For functions that run as their owner.';

create function private.note_ban_of_new() returns trigger
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  -- The lock: a ban that is under way has ended, or waits and finds this session.
  select account.banned_until into new.banned_until from private.accounts account where account.id = new.account_id for share;
  return new;
end
$$;
comment on function private.note_ban_of_new is 'Trigger: a session begins with the ban of its account, if there is one.';

create function private.note_ban() returns trigger
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  update private.sessions session set banned_until = new.banned_until where session.account_id = new.id;
  return null;
end
$$;
comment on function private.note_ban is 'Trigger: a ban, and its end, holds for each session of the account.';

create function private.check_session(account_id uuid, session_id uuid) returns uuid
language plpgsql stable
set search_path = ''
as $$
declare
  banned_until timestamptz;
begin
  select session.banned_until into banned_until
  from private.live_sessions session
  where session.id = check_session.session_id and session.account_id = check_session.account_id;
  if not found then
    perform private.raise('NOT_AUTHENTICATED', 'This session has ended. Sign in again.', 401);
  end if;
  if banned_until > now() then
    perform private.raise('ACCOUNT_BANNED', 'This account is banned.', 403, details => format('until %s', banned_until));
  end if;
  return account_id;
end
$$;
comment on function private.check_session is '
Returns the account if it and this session of it are alive at this moment. Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED
(details: until when).';

create function private.active_caller_id() returns uuid
language plpgsql stable security definer
set search_path = ''
as $$
begin
  -- One expression, which PL/pgSQL evaluates without starting a query: every write begins here.
  return private.check_session(coalesce(auth.uid(), private.caller_id()), (auth.jwt() ->> 'sid')::uuid);
end
$$;
comment on function private.active_caller_id is '
The signed-in user, if the account and the session of the token are alive at this moment. For everything that writes.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED (details: until when).';

create function private.is_live_session() returns boolean
language plpgsql stable security definer
set search_path = ''
as $$
begin
  return exists (
    select from private.live_sessions session
    where session.id = (auth.jwt() ->> 'sid')::uuid and session.account_id = auth.uid() and session.banned_until > now() is not true);
end
$$;
comment on function private.is_live_session is '
Whether the session of the caller''s token is alive and its account not banned: what Realtime''s policies ask, as active_caller_id
without an error.';
grant execute on function private.is_live_session to authenticated;
