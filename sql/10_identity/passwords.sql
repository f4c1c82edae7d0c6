-- Changing, proving and resetting a password. functions/auth hashes and compares; it calls these as `postgres`.

create function private.begin_password_check(account_id uuid, session_id uuid)
returns table (password_hash text, username text, email text)
language plpgsql volatile
set search_path = ''
as $$
begin
  perform private.check_session(begin_password_check.account_id, begin_password_check.session_id);
  perform private.admit_attempt('password', begin_password_check.account_id::text);
  return query
    select credential.password_hash, account.username, account.email
    from private.accounts account
    join private.credentials credential on credential.account_id = account.id
    where account.id = begin_password_check.account_id;
end
$$;
comment on function private.begin_password_check is '
Admits an attempt of somebody signed in to show that they know the password, and returns what it is compared with and
whose it is. Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, TOO_MANY_FAILURES.';

create function private.confirm_password(account_id uuid, session_id uuid, verified_hash text) returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  -- Of two changes at once the later one waits here, and then finds that its password is the old one.
  perform private.lock_account(confirm_password.account_id);
  perform from private.credentials credential
  where credential.account_id = confirm_password.account_id and credential.password_hash = confirm_password.verified_hash;
  if not found then
    perform private.raise('WRONG_PASSWORD', 'This is not the password of the account.', 403);
  end if;
  perform private.check_session(confirm_password.account_id, confirm_password.session_id);
  perform private.forget_failures('password', confirm_password.account_id::text);
end
$$;
comment on function private.confirm_password is '
Makes sure that the password is still the one that was compared, and that it stays so until the transaction ends.
Errors: WRONG_PASSWORD, NOT_AUTHENTICATED, ACCOUNT_BANNED.';

create function private.change_password(
  account_id uuid,
  session_id uuid,
  verified_hash text,
  new_hash text,
  user_agent text,
  ip inet
) returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  perform private.confirm_password(change_password.account_id, change_password.session_id, change_password.verified_hash);
  perform private.set_password(change_password.account_id, change_password.new_hash, change_password.session_id);
  perform private.audit('password_changed', change_password.account_id, change_password.user_agent, change_password.ip);
end
$$;
comment on function private.change_password is '
Replaces the password, ends every other session, and tells the owner. Errors: WRONG_PASSWORD (also when somebody has
changed it meanwhile), NOT_AUTHENTICATED, ACCOUNT_BANNED.';

create function private.set_password(account_id uuid, new_hash text, except_session_id uuid default null) returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  update private.credentials credential set password_hash = set_password.new_hash, updated_at = now()
  where credential.account_id = set_password.account_id;
  perform private.end_sessions(set_password.account_id, set_password.except_session_id);
  perform private.void_mail_tokens(set_password.account_id, 'reset_password');
  perform private.queue_notice('password_changed', set_password.account_id, jsonb_build_object('time', now()));
end
$$;
comment on function private.set_password is '
Replaces a password, ends the sessions and the reset links that the old one had, and tells the owner.';

create function private.request_password_reset(email text, ip inet) returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  perform private.take_token_by_ip('password_reset_by_ip', request_password_reset.ip);
  begin
    perform private.take_token('password_reset_by_email', private.identifier_hash(email));
    -- Not even looked up here: whether there is an account makes no difference to the answer or its time.
    perform private.queue_mail('reset_password', lower(private.trimmed(email)), null);
  exception when sqlstate 'PGRST' then
    -- Enough links are on their way to this address. The answer stays the same.
    return;
  end;
end
$$;
comment on function private.request_password_reset is '
Mails a link to this address, if an account has it. Does the same work in either case. Errors: RATE_LIMITED (by network).';

create function private.begin_password_reset(token_id uuid, ip inet) returns table (username text, email text)
language plpgsql volatile
set search_path = ''
as $$
declare
  token private.mail_tokens;
begin
  perform private.take_token_by_ip('mail_token_by_ip', begin_password_reset.ip);
  token := private.find_mail_token(begin_password_reset.token_id, 'reset_password');
  return query select account.username, account.email from private.accounts account where account.id = token.account_id;
end
$$;
comment on function private.begin_password_reset is '
Whose password a mailed link resets, so that a new one can be looked at before the link is used up.
Errors: INVALID_MAIL_TOKEN, RATE_LIMITED.';

create function private.reset_password(token_id uuid, new_hash text, user_agent text, ip inet) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  token private.mail_tokens := private.find_mail_token(reset_password.token_id, 'reset_password');
begin
  perform private.set_password(token.account_id, reset_password.new_hash);
  -- Whoever reads the mail owns the address, and may sign in at once although somebody has been guessing.
  perform private.mark_email_verified(token.account_id, token.email, reset_password.user_agent, reset_password.ip);
  perform private.forget_failures_at(token.account_id);
  perform private.audit('password_reset', token.account_id, reset_password.user_agent, reset_password.ip);
end
$$;
comment on function private.reset_password is '
Replaces the password by a mailed link, which is used up, and ends every session. Errors: INVALID_MAIL_TOKEN.';
