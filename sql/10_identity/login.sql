-- Signing in. functions/auth calls these as `postgres`; no API role may. Between the first step and the second lies
-- the bcrypt hash, which takes longer than everything here and must hold no connection.

create function private.begin_login(identifier text, ip inet, device uuid default null)
returns table (account_id uuid, password_hash text)
language plpgsql volatile
set search_path = ''
as $$
declare
  found_id uuid := (
    select account.id from private.accounts account
    where case when position('@' in identifier) > 0
      then account.email = lower(private.trimmed(identifier))
      else account.username = lower(private.trimmed(identifier)) end);
begin
  if private.is_device_of(found_id, device) then
    perform private.take_token('login_by_account', 'device ' || device);
    perform private.admit_attempt('device', device::text);
  else
    perform private.take_token_by_ip('login_by_ip', begin_login.ip);
    perform private.take_token('login_by_account', private.identifier_hash(identifier));
    if begin_login.ip is not null then
      perform private.admit_attempt(private.network_rule(begin_login.ip), private.network_of(begin_login.ip));
    end if;
    perform private.admit_attempt('identifier', private.identifier_hash(identifier));
  end if;
  return query
    select credential.account_id, credential.password_hash
    from private.credentials credential where credential.account_id = found_id;
end
$$;
comment on function private.begin_login is '
Admits an attempt to sign in and returns the account of this e-mail address or username with its password hash; no row
when there is none. `device` is a session that somebody has shown to have had, by a refresh token of it: with the account''s
own, the attempt is counted against this device alone, so that those who guess elsewhere do not lock it out (OWASP,
"Blocking Brute Force Attacks", device cookies). Errors: RATE_LIMITED, TOO_MANY_FAILURES.';

create function private.is_device_of(account_id uuid, device uuid) returns boolean
language sql stable
set search_path = ''
as $$
  select exists (
    select from private.sessions session
    where session.id = is_device_of.device and session.account_id = is_device_of.account_id)
$$;
comment on function private.is_device_of is 'Whether the account has had this session: alive, or ended within the last 30 days.';

create function private.network_rule(ip inet) returns text
language sql immutable strict
set search_path = ''
as $$
  select case family(ip) when 4 then 'shared_network' else 'network' end
$$;
comment on function private.network_rule is '
Which lockout rule holds for a network. Behind an IPv4 address there may be a school or a whole provider, and one of them
must not keep the others out for long; the /64 of an IPv6 address is one customer''s.';

create function private.finish_login(
  account_id uuid,
  verified_hash text,
  rehashed_password text,
  session_id uuid,
  refresh_hash bytea,
  user_agent text,
  ip inet,
  device uuid default null
) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
declare
  account private.accounts;
begin
  perform private.lock_account(finish_login.account_id);
  update private.credentials credential
  set password_hash = coalesce(finish_login.rehashed_password, credential.password_hash)
  where credential.account_id = finish_login.account_id and credential.password_hash = finish_login.verified_hash;
  if not found then
    -- The password was changed while the old one was being hashed.
    perform private.raise('INVALID_CREDENTIALS', 'The identifier and the password do not belong together.', 401);
  end if;
  select * into account from private.accounts where id = finish_login.account_id;
  if account.banned_until > now() then
    perform private.raise('ACCOUNT_BANNED', 'This account is banned.', 403, details => format('until %s', account.banned_until));
  end if;
  if private.is_device_of(account.id, finish_login.device) then
    -- What others have guessed meanwhile stays counted.
    perform private.forget_failures('device', finish_login.device::text);
  else
    perform private.forgive_sign_in(account.id, finish_login.ip);
  end if;
  if account.deactivated_at is not null then
    update private.accounts set deactivated_at = null where id = account.id;
    perform private.audit('reactivated', account.id, finish_login.user_agent, finish_login.ip);
  end if;
  if private.is_new_device(account.id, finish_login.user_agent) then
    perform private.queue_notice('new_device', account.id, jsonb_build_object(
      'device', left(finish_login.user_agent, 500), 'ip', host(finish_login.ip), 'time', now()));
  end if;
  perform private.audit('signed_in', account.id, finish_login.user_agent, finish_login.ip, jsonb_build_object('session_id', session_id));
  return private.open_session(finish_login.session_id, account.id, finish_login.refresh_hash, finish_login.user_agent, finish_login.ip);
end
$$;
comment on function private.finish_login is '
Opens a session after the right password, wakes a deactivated account up, and returns the claims of the access tokens.
`verified_hash`: what the password was compared with. `rehashed_password`: the same password under the present cost, or
null. `device` as in begin_login. Errors: ACCOUNT_BANNED; INVALID_CREDENTIALS, if the password is a different one by now.';

create function private.forgive_sign_in(account_id uuid, ip inet) returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  -- The network before the identifier, as begin_login does: the other way round two sign-ins could wait for each other.
  if ip is not null then
    perform private.forgive_attempt(private.network_rule(forgive_sign_in.ip), private.network_of(forgive_sign_in.ip));
  end if;
  perform private.forget_failures_at(forgive_sign_in.account_id);
end
$$;
comment on function private.forgive_sign_in is '
The password was right: takes this attempt back from the network, whose other failures stay, and forgets all failures at the account.';

create function private.is_new_device(account_id uuid, user_agent text) returns boolean
language sql stable
set search_path = ''
as $$
  select not exists (
    select from private.sessions session
    where session.account_id = is_new_device.account_id
      and private.device_name(session.user_agent) = private.device_name(is_new_device.user_agent))
$$;
comment on function private.is_new_device is 'True when no session that we remember was opened by such a program.';

create function private.device_name(user_agent text) returns text
language sql immutable
set search_path = ''
as $$
  select regexp_replace(coalesce(user_agent, ''), '[0-9._]+', '', 'g')
$$;
comment on function private.device_name is 'A user agent without its version numbers: an update makes no new device.';
