-- A mail is asked for in the transaction of what it tells about, so there is never one without the other. The worker
-- sends it: at once, because it listens, and by schedule in case it did not hear.
create table private.outbox_mails (
  id uuid primary key default private.uuid_v7(),
  account_id uuid references private.accounts (id) on delete cascade,
  template text not null,
  recipient text not null,
  data jsonb not null default '{}',
  state text not null default 'queued',
  attempts int not null default 0,
  due_at timestamptz not null default now(),
  sent_at timestamptz,
  last_error text,
  created_at timestamptz not null default now(),
  constraint template_is_a_word check (template ~ '^[a-z_]{1,40}$'),
  constraint recipient_is_bounded check (length(recipient) <= 254),
  constraint data_are_bounded check (pg_column_size(data) <= 4000),
  constraint state_is_known check (state in ('queued', 'sent', 'dead')),
  constraint sent_mails_have_a_time check ((state = 'sent') = (sent_at is not null))
);
alter table private.outbox_mails enable row level security;
-- What is due: the only rows that the worker looks for.
create index outbox_mails_due_at on private.outbox_mails (due_at) where state = 'queued';
-- The cascade when an account goes.
create index outbox_mails_account_id on private.outbox_mails (account_id);
comment on table private.outbox_mails is 'Transactional mail on its way. Never holds a link or a token: the worker derives those while it sends.';
comment on column private.outbox_mails.account_id is 'Null for a password reset until the worker has looked whether there is an account, and for a farewell.';
comment on column private.outbox_mails.template is 'One of media-worker/mail/templates.ts.';
comment on column private.outbox_mails.due_at is 'When a worker may take it: in the future while one is sending it, and between two attempts.';

-- A link in a mail carries `id | HMAC(secret, purpose, id)`. The database knows the id alone, which opens nothing.
create table private.mail_tokens (
  id uuid primary key references private.outbox_mails (id) on delete cascade,
  account_id uuid not null references private.accounts (id) on delete cascade,
  purpose text not null,
  email text not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  constraint purpose_is_known check (purpose in ('verify_email', 'reset_password', 'delete_account'))
);
alter table private.mail_tokens enable row level security;
-- Voiding an account's other links, and the cascade when it goes.
create index mail_tokens_account_id on private.mail_tokens (account_id);
comment on table private.mail_tokens is 'What the links that were mailed stand for, one row a mail.';
comment on column private.mail_tokens.email is 'The address that the mail went to: only this one does it prove.';

create function private.queue_mail(template text, recipient text, account_id uuid, data jsonb default '{}') returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  insert into private.outbox_mails (template, recipient, account_id, data)
  values (queue_mail.template, queue_mail.recipient, queue_mail.account_id, queue_mail.data);
  perform pg_notify('plaza_mails', '');
end
$$;
comment on function private.queue_mail is 'Asks for a mail, which is sent if and only if the transaction commits.';

create function private.queue_notice(template text, account_id uuid, data jsonb default '{}') returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  recipient text := (select account.email from private.accounts account where account.id = queue_notice.account_id);
begin
  -- The address may be a stranger's, who must not be flooded: the notice is dropped, and what it tells about goes on.
  perform private.take_token('notice_by_account', queue_notice.account_id::text);
  perform private.queue_mail(queue_notice.template, recipient, queue_notice.account_id, queue_notice.data);
exception when sqlstate 'PGRST' then
  return;
end
$$;
comment on function private.queue_notice is 'Tells the owner of an account by mail what has happened to it, unless they have heard too much in the last hour.';

create function private.mail_token_lifetime(purpose text) returns interval
language sql immutable
set search_path = ''
as $$
  select case purpose
    when 'verify_email' then interval '7 days'
    when 'reset_password' then interval '1 hour'
    when 'delete_account' then interval '1 hour'
  end
$$;
comment on function private.mail_token_lifetime is 'How long the link of a mail works after it was sent; null for mails without one.';

create function private.max_mail_attempts() returns int
language sql immutable
set search_path = ''
as $$ select 10 $$;
comment on function private.max_mail_attempts is 'After so many failures a mail is dead: 1, 2, 4, … minutes apart, and then an hour apart: about four hours.';

create function private.claim_mail() returns jsonb
language plpgsql volatile
set search_path = ''
as $$
declare
  mail private.outbox_mails;
  account private.accounts;
  lifetime interval;
begin
  loop
    select * into mail from private.outbox_mails outbox
    where outbox.state = 'queued' and outbox.due_at <= now()
    order by outbox.due_at
    limit 1
    for update skip locked;
    if not found then
      return null;
    end if;
    if mail.attempts >= private.max_mail_attempts() then
      update private.outbox_mails set state = 'dead' where id = mail.id;
      continue;
    end if;

    lifetime := private.mail_token_lifetime(mail.template);
    select * into account from private.accounts owner
    where owner.id = mail.account_id
      or (mail.account_id is null and lifetime is not null and owner.email = mail.recipient);
    if account.id is null and lifetime is not null then
      -- Somebody asked to reset the password of an account that is not there. Only here does it make a difference.
      delete from private.outbox_mails where id = mail.id;
      continue;
    end if;

    -- While the lease runs nobody else takes it; afterwards whoever took it is taken for dead.
    update private.outbox_mails
    set attempts = mail.attempts + 1, due_at = now() + interval '2 minutes', account_id = account.id
    where id = mail.id;
    if lifetime is not null then
      insert into private.mail_tokens as token (id, account_id, purpose, email, expires_at)
      values (mail.id, account.id, mail.template, mail.recipient, now() + lifetime)
      on conflict (id) do update set expires_at = excluded.expires_at;
    end if;
    return jsonb_build_object(
      'id', mail.id, 'attempt', mail.attempts + 1, 'template', mail.template, 'recipient', mail.recipient,
      'username', account.username, 'data', mail.data);
  end loop;
end
$$;
comment on function private.claim_mail is '
Takes the mail that has waited longest for two minutes, in which its worker must send it and say how it went; null when
none is due. Returns {id, attempt, template, recipient, username, data}. A mail with a link gets its token here.';

create function private.mail_sent(mail_id uuid) returns void
language sql volatile
set search_path = ''
as $$
  update private.outbox_mails set state = 'sent', sent_at = now(), last_error = null where id = mail_sent.mail_id and state <> 'sent'
$$;
comment on function private.mail_sent is 'Says that the mail server has taken a mail. Idempotent.';

create function private.mail_failed(mail_id uuid, attempt int, error text) returns void
language sql volatile
set search_path = ''
as $$
  update private.outbox_mails
  set last_error = left(mail_failed.error, 500),
    state = case when attempts >= private.max_mail_attempts() then 'dead' else 'queued' end,
    due_at = now() + least(interval '1 hour', interval '1 minute' * power(2, attempts - 1))
  -- A worker whose lease has run out no longer has a say.
  where id = mail_failed.mail_id and attempts = mail_failed.attempt and state = 'queued'
$$;
comment on function private.mail_failed is 'Puts a mail back for a later attempt, or gives it up after the last. `error` is told to operators; no secret in it.';

create function private.find_mail_token(token_id uuid, purpose text) returns private.mail_tokens
language plpgsql volatile
set search_path = ''
as $$
declare
  token private.mail_tokens;
begin
  -- Whoever comes at the same time waits here, and then finds it used.
  perform private.lock_account(mail_token.account_id)
  from private.mail_tokens mail_token where mail_token.id = find_mail_token.token_id;
  select * into token from private.mail_tokens mail_token
  where mail_token.id = find_mail_token.token_id
    and mail_token.purpose = find_mail_token.purpose
    and mail_token.used_at is null
    and mail_token.expires_at > now();
  if not found then
    perform private.raise('INVALID_MAIL_TOKEN', 'This link has expired, or was used before. Ask for a new one.', 422);
  end if;
  return token;
end
$$;
comment on function private.find_mail_token is '
The token of a mailed link, its account locked until the transaction ends. The caller has checked that it is genuine.
Errors: INVALID_MAIL_TOKEN (expired, used, or void).';

create function private.void_mail_tokens(account_id uuid, purpose text) returns void
language sql volatile
set search_path = ''
as $$
  update private.mail_tokens set used_at = now()
  where account_id = void_mail_tokens.account_id and purpose = void_mail_tokens.purpose and used_at is null
$$;
comment on function private.void_mail_tokens is 'Makes every link of this kind useless that was mailed to the account before.';

create function private.purge_mails() returns bigint
language sql volatile
set search_path = ''
as $$
  with purged as (
    delete from private.outbox_mails
    where (state = 'sent' and sent_at < now() - case when account_id is null then interval '1 hour' else interval '30 days' end)
      or (state = 'dead' and created_at < now() - interval '30 days')
    returning 1
  )
  select count(*) from purged
$$;
comment on function private.purge_mails is '
Removes mails, and with them their tokens, 30 days after they were sent or given up; those of nobody''s account after an
hour. Returns how many. The worker calls it by schedule.';
