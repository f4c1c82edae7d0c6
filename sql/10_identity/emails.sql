-- Showing that an e-mail address is one's own.

create function private.mark_email_verified(account_id uuid, email text, user_agent text, ip inet) returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  update private.accounts account set email_verified_at = now()
  where account.id = mark_email_verified.account_id
    and account.email = mark_email_verified.email
    and account.email_verified_at is null;
  if found then
    perform private.audit('email_verified', mark_email_verified.account_id, mark_email_verified.user_agent, mark_email_verified.ip);
  end if;
end
$$;
comment on function private.mark_email_verified is 'Notes that the account''s owner reads mail at this address, if it still is the account''s. Idempotent.';

create function private.verify_email(token_id uuid, user_agent text, ip inet) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  token private.mail_tokens;
begin
  perform private.take_token_by_ip('mail_token_by_ip', verify_email.ip);
  token := private.find_mail_token(verify_email.token_id, 'verify_email');
  -- The link is not used up: mail scanners open it first, and people tap twice.
  perform private.mark_email_verified(token.account_id, token.email, verify_email.user_agent, verify_email.ip);
end
$$;
comment on function private.verify_email is 'Verifies an address by a mailed link. Idempotent until the link expires. Errors: INVALID_MAIL_TOKEN, RATE_LIMITED.';

create function private.resend_verification(account_id uuid, session_id uuid) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  account private.accounts;
begin
  perform private.check_session(resend_verification.account_id, resend_verification.session_id);
  perform private.take_token('mail_by_account', resend_verification.account_id::text);
  select * into account from private.accounts where id = resend_verification.account_id;
  if account.email_verified_at is null then
    perform private.queue_mail('verify_email', account.email, account.id);
  end if;
end
$$;
comment on function private.resend_verification is '
Mails another verification link, unless the address is verified already. Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED,
RATE_LIMITED.';
