-- Whoever guesses at passwords has to wait longer after each guess: by the identifier that is guessed at, and by the
-- network that guesses. A device of the account itself is counted apart from both: nobody is locked out by strangers. Identifiers that belong to nobody are counted like all others, so the wait tells nothing.
create table private.lockout_rules (
  name text primary key,
  free_attempts int not null,
  first_delay interval not null,
  longest_delay interval not null,
  description text not null,
  constraint one_attempt_is_free check (free_attempts >= 1),
  constraint delays_grow check (first_delay > interval '0' and longest_delay >= first_delay)
);
alter table private.lockout_rules enable row level security;
comment on table private.lockout_rules is 'How fast the wait grows, one row a kind of subject. Rows come from migrations and may be tuned in place.';
comment on column private.lockout_rules.free_attempts is 'Failures without a wait; the last of them begins the first one.';
comment on column private.lockout_rules.longest_delay is 'The wait doubles with each failure up to this, so that nobody can lock another out for ever.';

create table private.login_failures (
  rule text not null references private.lockout_rules (name) on delete cascade,
  subject text not null,
  failures int not null,
  last_failed_at timestamptz not null,
  locked_until timestamptz,
  primary key (rule, subject),
  constraint failures_are_counted check (failures >= 0)
) with (fillfactor = 70);
alter table private.login_failures enable row level security;
comment on table private.login_failures is 'Failed attempts of the last day, and until when the next one has to wait.';
comment on column private.login_failures.subject is 'A network, an account id, a session id (of a device), or the SHA-256 of an identifier that somebody typed.';

create function private.admit_attempt(rule text, subject text) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  lockout private.lockout_rules;
  right_now timestamptz := clock_timestamp();
  wait_seconds int;
begin
  select * into strict lockout from private.lockout_rules where name = admit_attempt.rule;

  -- Counted before the password is looked at, so that a hundred guesses at once are not a hundred free ones.
  insert into private.login_failures as failed (rule, subject, failures, last_failed_at, locked_until)
  values (admit_attempt.rule, admit_attempt.subject, 1, right_now, private.lockout_end(lockout, 1, right_now))
  on conflict on constraint login_failures_pkey do update
    set (failures, last_failed_at, locked_until) = (
      select counted, right_now, private.lockout_end(lockout, counted, right_now)
      from (select case when failed.last_failed_at < right_now - interval '1 day' then 1 else failed.failures + 1 end) next (counted))
    where failed.locked_until is null or failed.locked_until <= right_now;
  if found then
    return;
  end if;

  select greatest(1, ceil(extract(epoch from failed.locked_until - right_now))) into wait_seconds
  from private.login_failures failed
  where failed.rule = admit_attempt.rule and failed.subject = admit_attempt.subject;
  perform private.raise(
    'TOO_MANY_FAILURES', 'Too many failed attempts. Try again later.', 429,
    hint => format('Retry in %s seconds.', wait_seconds),
    headers => jsonb_build_object('Retry-After', coalesce(wait_seconds, 1)::text));
end
$$;
comment on function private.admit_attempt is '
Counts an attempt as failed and lets it try; forgive_attempt takes it back when it succeeds.
Errors: TOO_MANY_FAILURES (429, with Retry-After in seconds). An unknown rule is a programming error.';

create function private.lockout_end(lockout private.lockout_rules, failures int, failed_at timestamptz) returns timestamptz
language sql immutable
set search_path = ''
as $$
  select failed_at + least(lockout.longest_delay, lockout.first_delay * power(2, least(failures - lockout.free_attempts, 20)))
  where failures >= lockout.free_attempts
$$;
comment on function private.lockout_end is 'Until when the next attempt waits after so many failures; null when it need not.';

create function private.forgive_attempt(rule text, subject text) returns void
language sql volatile
set search_path = ''
as $$
  update private.login_failures
  set failures = greatest(failures - 1, 0), locked_until = null
  where rule = forgive_attempt.rule and subject = forgive_attempt.subject
$$;
comment on function private.forgive_attempt is '
Takes back the one attempt that has succeeded. Earlier failures of the subject stay, or a guesser could wipe out those of
their network by signing in to an account of their own.';

create function private.forget_failures(rule text, subject text) returns void
language sql volatile
set search_path = ''
as $$
  delete from private.login_failures where rule = forget_failures.rule and subject = forget_failures.subject
$$;
comment on function private.forget_failures is 'Forgets every failure of a subject.';

create function private.forget_failures_at(account_id uuid) returns void
language sql volatile
set search_path = ''
as $$
  delete from private.login_failures failed
  using private.accounts account
  where account.id = forget_failures_at.account_id
    and (failed.rule, failed.subject) in (
      ('identifier', private.identifier_hash(account.email)),
      ('identifier', private.identifier_hash(account.username)),
      ('password', account.id::text))
$$;
comment on function private.forget_failures_at is 'Forgets every failed attempt at an account: somebody has shown that it is theirs.';

create function private.identifier_hash(identifier text) returns text
language sql immutable
set search_path = ''
as $$
  select encode(sha256(convert_to(lower(private.trimmed(identifier)), 'UTF8')), 'hex')
$$;
comment on function private.identifier_hash is 'What counts failures at an e-mail address or username, without keeping what people type.';

create function private.sweep_login_failures() returns bigint
language sql volatile
set search_path = ''
as $$
  with swept as (
    delete from private.login_failures
    where last_failed_at < now() - interval '1 day' and (locked_until is null or locked_until < now())
    returning 1
  )
  select count(*) from swept
$$;
comment on function private.sweep_login_failures is 'Removes failures older than a day, and returns how many. The worker calls it by schedule.';
