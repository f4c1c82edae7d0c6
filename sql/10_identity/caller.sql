-- Reads trust the token for its fifteen minutes. Writes ask the database, so that a ban, a deletion or a logout
-- counts at once: two look-ups by primary key.
create function private.check_session(account_id uuid, session_id uuid) returns void
language plpgsql stable
set search_path = ''
as $$
declare
  banned_until timestamptz;
begin
  select account.banned_until into banned_until
  from private.accounts account
  join private.sessions session on session.account_id = account.id
  where account.id = check_session.account_id
    and session.id = check_session.session_id
    and session.revoked_at is null
    and session.expires_at > now();
  if not found then
    perform private.raise('NOT_AUTHENTICATED', 'This session has ended. Sign in again.', 401);
  end if;
  if banned_until > now() then
    perform private.raise('ACCOUNT_BANNED', 'This account is banned.', 403, details => format('until %s', banned_until));
  end if;
end
$$;
comment on function private.check_session is '
Returns if the account and this session of it are alive at this moment. Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED
(details: until when).';

create function private.active_caller_id() returns uuid
language plpgsql stable security definer
set search_path = ''
as $$
declare
  caller uuid := private.caller_id();
begin
  perform private.check_session(caller, ((select auth.jwt()) ->> 'sid')::uuid);
  return caller;
end
$$;
comment on function private.active_caller_id is '
The signed-in user, if the account and the session of the token are alive at this moment. For everything that writes.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED (details: until when).';
