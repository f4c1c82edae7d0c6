-- The beginning, the sleep and the end of an account. functions/auth calls these as `postgres`.

create function private.greet(account_id uuid, user_agent text, ip inet) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  email text := (select account.email from private.accounts account where account.id = greet.account_id);
begin
  perform private.queue_mail('verify_email', email, greet.account_id);
  perform private.audit('registered', greet.account_id, greet.user_agent, greet.ip);
end
$$;
comment on function private.greet is 'What every new account gets: the mail that verifies its address, and the beginning of its audit trail.';

create function private.lock_account(account_id uuid) returns void
language sql volatile
set search_path = ''
as $$
  select from private.accounts where id = lock_account.account_id for no key update
$$;
comment on function private.lock_account is '
Makes whatever changes the secrets, links or life of an account wait its turn. Taken before any row that hangs on the
account, always in this order, so that nobody waits in a circle.';

create function private.age(birth_date date) returns int
language plpgsql stable strict parallel safe
set search_path = ''
as $$
begin
  return extract(year from age((now() at time zone 'utc')::date, birth_date));
end
$$;
comment on function private.age is 'Whole years since a birth date, by the calendar in UTC.';

create function private.deactivate_account(account_id uuid, session_id uuid, user_agent text, ip inet) returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  perform private.check_session(deactivate_account.account_id, deactivate_account.session_id);
  update private.accounts set deactivated_at = now() where id = deactivate_account.account_id;
  perform private.end_sessions(deactivate_account.account_id);
  perform private.audit('deactivated', deactivate_account.account_id, deactivate_account.user_agent, deactivate_account.ip);
end
$$;
comment on function private.deactivate_account is '
Puts an account to sleep and ends its sessions. Signing in wakes it up. Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED.';

create function private.request_deletion(account_id uuid, session_id uuid, user_agent text, ip inet) returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  perform private.check_session(request_deletion.account_id, request_deletion.session_id);
  perform private.take_token('mail_by_account', request_deletion.account_id::text);
  perform private.queue_mail('delete_account', account.email, account.id)
  from private.accounts account where account.id = request_deletion.account_id;
  perform private.audit('deletion_requested', request_deletion.account_id, request_deletion.user_agent, request_deletion.ip);
end
$$;
comment on function private.request_deletion is '
Mails a link that deletes the account without the password. Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, RATE_LIMITED.';

create function private.delete_account_by_password(account_id uuid, session_id uuid, verified_hash text) returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  perform private.confirm_password(
    delete_account_by_password.account_id, delete_account_by_password.session_id, delete_account_by_password.verified_hash);
  perform private.erase_account(delete_account_by_password.account_id);
end
$$;
comment on function private.delete_account_by_password is 'Deletes the account of somebody who knows its password. Errors: WRONG_PASSWORD, NOT_AUTHENTICATED, ACCOUNT_BANNED.';

create function private.delete_account_by_mail(token_id uuid, ip inet) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  token private.mail_tokens;
begin
  perform private.take_token_by_ip('mail_token_by_ip', delete_account_by_mail.ip);
  token := private.find_mail_token(delete_account_by_mail.token_id, 'delete_account');
  perform private.erase_account(token.account_id);
end
$$;
comment on function private.delete_account_by_mail is 'Deletes an account by a mailed link. Errors: INVALID_MAIL_TOKEN, RATE_LIMITED.';

create function private.erase_account(account_id uuid) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  email text := (select account.email from private.accounts account where account.id = erase_account.account_id);
begin
  -- One at a time: of two accounts that hang on each other, each would wait for what the other has taken already.
  perform pg_advisory_xact_lock(hashtextextended('erase_account', 0));
  perform private.forget_failures_at(erase_account.account_id);
  -- What was kept aside is counted first, because all that goes is taken off the counters.
  perform private.end_shadow_ban(erase_account.account_id);
  -- Everything else that is the person's hangs on this row.
  delete from private.accounts where id = erase_account.account_id;
  -- That things happened stays on record; to whom does not.
  update private.audit_events set ip = null, user_agent = null, details = '{}'
  where audit_events.account_id = erase_account.account_id;
  perform private.audit('deleted', erase_account.account_id);
  perform private.queue_mail('account_deleted', email, null);
end
$$;
comment on function private.erase_account is '
Removes an account and, by cascade, everything that hangs on it: a table of another domain that keeps something of a
person refers to them with on delete cascade, or set null where it belongs to others too. Says farewell by mail.';
