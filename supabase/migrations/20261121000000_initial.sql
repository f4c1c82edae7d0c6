-- Composed from sql/ by `npm run db:compose`: edit there, not here.
-- A function may come before what its body uses.
set check_function_bodies = off;

-- sql/00_platform/schemas.sql
-- Three schemas: `public` is the API, `private` is what no client may name, `analytics` is for admins.
-- Grants start from zero; every later file spells out what it opens.
create schema private;
create schema analytics;

comment on schema public is 'The API: tables under row level security, and the functions that clients call.';
comment on schema private is 'What no client may name: credentials, sessions, events, counters, helpers. Not exposed over HTTP.';
comment on schema analytics is 'Materialized views and the admin views over them.';

-- Functions are executable by everybody unless the global default is withdrawn; a per-schema default cannot take it back.
alter default privileges revoke execute on functions from public;
alter default privileges in schema public revoke all on tables from anon, authenticated, service_role;
alter default privileges in schema public revoke all on functions from anon, authenticated, service_role;
alter default privileges in schema public revoke all on sequences from anon, authenticated, service_role;

-- The functions of `public` run as their caller and reach into `private` by name, so the API roles may
-- enter it. What they find there is what a file grants one by one: some functions, never a table.
grant usage on schema private to anon, authenticated, service_role;
grant usage on schema analytics to authenticated, service_role;

-- sql/00_platform/caller.sql
-- Who is calling, read from what the gateway verified. No function takes its caller from an argument.
create function private.caller_id() returns uuid
language plpgsql stable
set search_path = ''
as $$
declare
  caller uuid := auth.uid();
begin
  if caller is null then
    perform private.raise('NOT_AUTHENTICATED', 'Sign in first.', 401);
  end if;
  return caller;
end
$$;

comment on function private.caller_id is 'The signed-in user. Errors: NOT_AUTHENTICATED.';
grant execute on function private.caller_id to anon, authenticated, service_role;

create function private.client_ip() returns inet
language plpgsql stable
set search_path = ''
as $$
declare
  -- Supabase's edge overwrites cf-connecting-ip, and so does the embedded gateway: a client cannot forge it.
  -- Behind another proxy, `alter database … set plaza.client_ip_header` names the header that it overwrites.
  header text := coalesce(nullif(current_setting('plaza.client_ip_header', true), ''), 'cf-connecting-ip');
begin
  return nullif(nullif(current_setting('request.headers', true), '')::jsonb ->> header, '')::inet;
exception when invalid_text_representation then
  return null;
end
$$;

comment on function private.client_ip is 'The network address of the client as the gateway saw it; null outside a request.';

-- sql/00_platform/engagement.sql
-- What people do, for whoever wants to react to it: notifications, counters, affinity, analytics. An early domain
-- writes a line in the transaction of the deed, and a later domain reads it: so nobody has to know who listens.
create table private.engagement (
  id bigint generated always as identity primary key,
  happened_at timestamptz not null default now(),
  transaction_id xid8 not null default pg_current_xact_id(),
  kind text not null,
  actor_id uuid not null,
  subject_id uuid,
  target_id uuid,
  details jsonb not null default '{}',
  constraint kind_is_a_name check (kind ~ '^[a-z]+(_[a-z]+)*$'),
  constraint details_are_an_object check (jsonb_typeof(details) = 'object')
);
alter table private.engagement enable row level security;
-- Rows arrive in the order of time, so a range of time is a range of blocks: for purge_engagement.
create index engagement_happened_at on private.engagement using brin (happened_at);
comment on table private.engagement is '
The append-only log of what people did. No foreign keys: it outlives what it is about, and an append locks nothing.
Identifiers are given out before their transactions commit. A reader that keeps a place in the log takes only rows with
transaction_id < pg_snapshot_xmin(pg_current_snapshot()), or it would pass over a row that commits late.';
comment on column private.engagement.kind is 'What happened, for instance follow. The functions that emit a kind document it.';
comment on column private.engagement.actor_id is 'Who did it.';
comment on column private.engagement.subject_id is 'Whom it concerns, if anybody.';
comment on column private.engagement.target_id is 'The thing it is about, if any: a request, a post.';

create function private.emit(
  kind text,
  actor_id uuid,
  subject_id uuid default null,
  target_id uuid default null,
  details jsonb default '{}'
) returns void
language sql volatile
set search_path = ''
as $$
  insert into private.engagement (kind, actor_id, subject_id, target_id, details)
  values (emit.kind, emit.actor_id, emit.subject_id, emit.target_id, emit.details)
$$;
comment on function private.emit is 'Appends one event to private.engagement, in the transaction of what it tells.';

create function private.purge_engagement() returns bigint
language sql volatile
set search_path = ''
as $$
  with purged as (
    delete from private.engagement where happened_at < now() - interval '30 days' returning 1
  )
  select count(*) from purged
$$;
comment on function private.purge_engagement is 'Removes events older than 30 days, and returns how many. The worker calls it by schedule.';

-- sql/00_platform/errors.sql
-- The one way for SQL to refuse. PostgREST turns sqlstate PGRST into exactly this body and status, and
-- the edge functions do the same, so a client sees one shape of error wherever it came from.
create function private.raise(
  code text,
  message text,
  status int default 400,
  details text default null,
  hint text default null,
  headers jsonb default '{}'
) returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  raise sqlstate 'PGRST' using
    message = jsonb_build_object('code', code, 'message', message, 'details', details, 'hint', hint)::text,
    detail = jsonb_build_object('status', status, 'headers', headers)::text;
end
$$;

comment on function private.raise is '
Refuses the request with a stable code (listed in docs/errors.md), a text for people and an HTTP status.
`headers` are added to the answer, for instance {"Retry-After": "30"}.
Source of the form: PostgREST, "Raise errors with HTTP status codes", sqlstate PGRST.';
grant execute on function private.raise to anon, authenticated, service_role;

-- sql/00_platform/identifiers.sql
-- Identifiers whose order is the order in which they were made: new rows land on the right edge of every
-- index, and a page cursor needs no second column.
create function private.uuid_v7() returns uuid
language sql volatile
set search_path = ''
as $$
  -- 48 bits of milliseconds, 4 bits of version, 12 bits of the fraction of the millisecond; the rest, variant
  -- included, is that of a random version 4 uuid.
  select encode(overlay(uuid_send(gen_random_uuid())
    placing int8send(((microseconds / 1000) << 16) | (7 << 12) | (microseconds % 1000 * 4096 / 1000)) from 1), 'hex')::uuid
  from cast(extract(epoch from clock_timestamp()) * 1000000 as bigint) as microseconds
$$;

comment on function private.uuid_v7 is '
A time-ordered identifier, UUID version 7 (RFC 9562 section 5.7, with the fraction of method 3): it sorts by the
microsecond in which it was made, and has 62 random bits.';
grant execute on function private.uuid_v7 to service_role;

-- sql/00_platform/paging.sql
-- Lists are paged by an opaque cursor. It holds the sort key of the last row given out, so the next page is
-- one index range and rows that arrive meanwhile move nothing.
create function private.page_size(page_size int) returns int
language plpgsql immutable
set search_path = ''
as $$
begin
  if page_size is null or page_size not between 1 and 100 then
    perform private.raise('INVALID_PAGE_SIZE', 'page_size must be between 1 and 100.', 422);
  end if;
  return page_size;
end
$$;

comment on function private.page_size is 'Returns its argument if it is 1 to 100. Errors: INVALID_PAGE_SIZE.';
grant execute on function private.page_size to anon, authenticated, service_role;

create function private.encode_cursor(last_id uuid) returns text
language sql immutable strict
set search_path = ''
as $$
  select rtrim(translate(encode(uuid_send(last_id), 'base64'), '+/', '-_'), '=')
$$;

comment on function private.encode_cursor is 'An opaque cursor (base64url) for lists sorted by a version 7 identifier.';
grant execute on function private.encode_cursor to anon, authenticated, service_role;

create function private.decode_cursor(cursor text) returns uuid
language plpgsql immutable
set search_path = ''
as $$
begin
  -- The first page: everything comes before this. A list can so always ask for `id < …`, one range of its index;
  -- "or the cursor is null" would make that a filter in a kept plan.
  if cursor is null then
    return 'ffffffff-ffff-ffff-ffff-ffffffffffff';
  end if;
  if cursor !~ '^[A-Za-z0-9_-]{22}$' then
    perform private.raise('INVALID_CURSOR', 'This cursor was not made by this list.', 422);
  end if;
  return encode(decode(translate(cursor, '-_', '+/') || '==', 'base64'), 'hex')::uuid;
end
$$;

comment on function private.decode_cursor is '
The identifier inside a cursor, or the highest there is when there is no cursor: for lists from the newest to the oldest.
Errors: INVALID_CURSOR.';
grant execute on function private.decode_cursor to anon, authenticated, service_role;

-- sql/00_platform/rate_limits.sql
-- Rate limits are token buckets: a bucket holds up to `capacity` tokens and regains `refill_per_second`.
-- Source: the token bucket of RFC 2697 and RFC 6585 (429 with Retry-After).
create table private.rate_limits (
  name text primary key,
  capacity double precision not null,
  refill_per_second double precision not null,
  description text not null,
  constraint capacity_holds_at_least_one_token check (capacity >= 1),
  constraint refill_is_positive check (refill_per_second > 0)
);
comment on table private.rate_limits is 'The limits in force, one row an action. Rows come from migrations and may be tuned in place.';
comment on column private.rate_limits.capacity is 'Tokens of a full bucket: the largest burst.';
comment on column private.rate_limits.refill_per_second is 'Tokens regained a second: the lasting rate.';

-- Unlogged: losing the buckets in a crash gives everybody a full one, and no write waits for the disk.
create unlogged table private.rate_buckets (
  limit_name text not null references private.rate_limits (name) on delete cascade,
  subject text not null,
  tokens double precision not null,
  updated_at timestamptz not null,
  primary key (limit_name, subject)
) with (fillfactor = 70);
comment on table private.rate_buckets is 'What is left in each bucket. The worker removes buckets that are full again.';
comment on column private.rate_buckets.subject is 'Whose bucket: an account id, a network address, or a hash of an identifier.';
-- No index on updated_at: taking a token must stay a heap-only update, and the sweep may read the table.

create function private.take_token(limit_name text, subject text) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  bucket_limit private.rate_limits;
  right_now timestamptz := clock_timestamp();
  available double precision;
  wait_seconds int;
begin
  select * into strict bucket_limit from private.rate_limits where name = take_token.limit_name;

  insert into private.rate_buckets as bucket (limit_name, subject, tokens, updated_at)
  values (take_token.limit_name, take_token.subject, bucket_limit.capacity - 1, right_now)
  on conflict on constraint rate_buckets_pkey do update
    set tokens = least(bucket_limit.capacity, bucket.tokens
          + extract(epoch from right_now - bucket.updated_at) * bucket_limit.refill_per_second) - 1,
        updated_at = right_now
    where least(bucket_limit.capacity, bucket.tokens
          + extract(epoch from right_now - bucket.updated_at) * bucket_limit.refill_per_second) >= 1;
  if found then
    return;
  end if;

  select bucket.tokens + extract(epoch from right_now - bucket.updated_at) * bucket_limit.refill_per_second into available
  from private.rate_buckets bucket
  where bucket.limit_name = take_token.limit_name and bucket.subject = take_token.subject;
  wait_seconds := greatest(1, ceil((1 - coalesce(available, 0)) / bucket_limit.refill_per_second));
  perform private.raise(
    'RATE_LIMITED', 'Too many requests. Try again later.', 429,
    details => format('limit %s', take_token.limit_name),
    hint => format('Retry in %s seconds.', wait_seconds),
    headers => jsonb_build_object('Retry-After', wait_seconds::text));
end
$$;

comment on function private.take_token is '
Takes one token from the bucket of `subject` under the limit `limit_name`.
Errors: RATE_LIMITED (429, with Retry-After in seconds). An unknown limit is a programming error and raises no_data_found.';
grant execute on function private.take_token to service_role;

create function private.take_token_by_ip(limit_name text, ip inet) returns void
language sql volatile
set search_path = ''
as $$
  select private.take_token(take_token_by_ip.limit_name, coalesce(private.network_of(take_token_by_ip.ip), 'unknown'))
$$;
comment on function private.take_token_by_ip is 'Takes one token from the bucket of a client''s network. Errors: RATE_LIMITED.';

create function private.network_of(ip inet) returns text
language sql immutable strict
set search_path = ''
as $$
  select case family(ip) when 4 then host(ip) else network(set_masklen(ip, 64))::text end
$$;
comment on function private.network_of is '
Who counts as one client among network addresses: an IPv4 address, or the /64 of an IPv6 address, which one person
holds whole (RFC 6177).';

create function private.sweep_rate_buckets() returns bigint
language sql volatile
set search_path = ''
as $$
  with swept as (
    delete from private.rate_buckets bucket
    using private.rate_limits bucket_limit
    where bucket_limit.name = bucket.limit_name
      and bucket.updated_at < now() - make_interval(secs => greatest(60, bucket_limit.capacity / bucket_limit.refill_per_second))
    returning 1
  )
  select count(*) from swept
$$;

comment on function private.sweep_rate_buckets is 'Removes buckets that are full again, and returns how many. The worker calls it by schedule.';

-- sql/00_platform/realtime.sql
-- Who may receive and send on Realtime topics. Every topic is private and reads <kind>:<id>. A domain opens a
-- kind by declaring one function, private.topic_<kind>(id text) returns private.topic_access, that answers for
-- the caller with one indexed look-up. A topic without such a function is closed.
create type private.topic_access as (receive text[], send text[]);
comment on type private.topic_access is 'What the caller may do on a topic: for each direction any of broadcast, presence.';

create function private.topic_access(topic text) returns private.topic_access
language plpgsql stable security definer
set search_path = ''
as $$
declare
  kind text := substring(topic from '^([a-z]+):[a-z0-9-]{1,64}$');
  access private.topic_access := (array[]::text[], array[]::text[]);
begin
  if kind is not null and to_regprocedure('private.topic_' || kind || '(text)') is not null then
    execute format('select * from private.%I($1)', 'topic_' || kind) into access using split_part(topic, ':', 2);
  end if;
  return access;
exception when invalid_text_representation then
  -- An id that is no uuid: there is no such topic.
  return (array[]::text[], array[]::text[])::private.topic_access;
end
$$;
comment on function private.topic_access(text) is '
What the caller may do on a Realtime topic, as the function of the topic''s kind says. Nothing for unknown topics.
Runs as its owner, because the tables that decide are not open to clients.';
grant execute on function private.topic_access(text) to authenticated;

create policy receive_as_declared on realtime.messages for select to authenticated
  using (extension = any ((select (private.topic_access(realtime.topic())).receive)::text[]));
create policy send_as_declared on realtime.messages for insert to authenticated
  with check (extension = any ((select (private.topic_access(realtime.topic())).send)::text[]));

create function private.topic_user(id text) returns private.topic_access
language sql stable
set search_path = ''
as $$
  select case when id = (select auth.uid())::text then array['broadcast'] else '{}' end, array[]::text[]
$$;
comment on function private.topic_user is 'user:<account id>: its owner receives what the database sends; nobody else, and nobody sends.';

create function private.broadcast(topic text, event text, payload jsonb) returns void
language sql volatile security definer
set search_path = ''
as $$
  select realtime.send(broadcast.payload, broadcast.event, broadcast.topic, true)
$$;
comment on function private.broadcast is '
Sends an event to everybody on a private topic when the transaction commits; nothing if it rolls back. Runs as its
owner: realtime.send would swallow the refusal if the caller may not write to realtime.messages.';

-- sql/00_platform/text.sql
-- People paste white space of every kind around what they write; in a regular expression \s is only the ASCII kind.
create function private.trimmed(written text) returns text
language sql immutable parallel safe
set search_path = ''
as $$
  select regexp_replace(written,
    '^[\s\u0085\u00a0\u1680\u2000-\u200b\u2028\u2029\u202f\u205f\u3000\ufeff]+|[\s\u0085\u00a0\u1680\u2000-\u200b\u2028\u2029\u202f\u205f\u3000\ufeff]+$',
    '', 'g')
$$;
comment on function private.trimmed is 'A text without the white space around it, line breaks and Unicode spaces included; null stays null.';

-- sql/10_identity/tables.sql
-- An account is what one person signs in to. What others see of the person is in 20_profiles.
create table private.accounts (
  id uuid primary key default private.uuid_v7(),
  username text not null,
  email text not null,
  phone text not null,
  birth_date date not null,
  app_role text not null default 'user',
  email_verified_at timestamptz,
  deactivated_at timestamptz,
  banned_until timestamptz,
  created_at timestamptz not null default now(),
  constraint username_is_taken unique (username),
  constraint email_is_taken unique (email),
  constraint phone_is_taken unique (phone),
  -- Lets a profile hold a copy of the username that the database itself keeps true.
  constraint username_of_account unique (id, username),
  constraint username_is_valid check (username ~ '^[a-z0-9](?:[a-z0-9._]{1,28})[a-z0-9_]$'),
  constraint email_is_valid check (email = lower(email) and length(email) <= 254 and email ~ '^[^@\s]+@[^@\s]+\.[^@\s]+$'),
  constraint phone_is_e164 check (phone ~ '^\+[1-9][0-9]{6,14}$'),
  constraint birth_date_is_plausible check (birth_date >= '1900-01-01'),
  -- Compared with the day of registration, because a rule that looks at today's date could not be checked again.
  constraint person_is_at_least_13 check (birth_date <= (created_at at time zone 'UTC')::date - interval '13 years'),
  constraint app_role_is_known check (app_role in ('user', 'moderator', 'admin'))
);
alter table private.accounts enable row level security;
comment on table private.accounts is 'One row a person who can sign in: the private half of a user.';
comment on column private.accounts.username is 'Lower case, 3 to 30 of a-z 0-9 . _, beginning and ending without a dot.';
comment on column private.accounts.phone is 'E.164, for instance +4915112345678.';
comment on column private.accounts.app_role is 'What the person may do in the product; claim app_role of the access token.';
comment on column private.accounts.email_verified_at is 'When the person has shown that they read mail at this address; null until then.';
comment on column private.accounts.deactivated_at is 'The person has put the account to sleep; signing in wakes it up. Nobody sees it meanwhile.';
comment on column private.accounts.banned_until is 'Moderators have closed the account until then; infinity for ever.';

-- Secrets are a table of their own, so that no query on accounts can leak them by accident.
create table private.credentials (
  account_id uuid primary key references private.accounts (id) on delete cascade,
  password_hash text not null,
  updated_at timestamptz not null default now(),
  constraint password_hash_is_bcrypt check (password_hash ~ '^\$2[aby]\$[0-9]{2}\$.{53}$')
);
alter table private.credentials enable row level security;
comment on table private.credentials is 'The bcrypt hash of each account''s password.';

create table private.sessions (
  id uuid primary key default private.uuid_v7(),
  account_id uuid not null references private.accounts (id) on delete cascade,
  refresh_counter int not null default 0,
  refresh_hash bytea not null,
  rotated_at timestamptz not null default now(),
  expires_at timestamptz not null,
  revoked_at timestamptz,
  user_agent text,
  ip inet,
  created_at timestamptz not null default now(),
  constraint refresh_hash_is_sha256 check (octet_length(refresh_hash) = 32),
  constraint user_agent_is_bounded check (length(user_agent) <= 500)
);
alter table private.sessions enable row level security;
-- Listing and ending the sessions of one account, and the cascade when it goes.
create index sessions_account_id on private.sessions (account_id);
comment on table private.sessions is 'One row a signed-in device; claim sid of the access token.';
comment on column private.sessions.refresh_counter is 'How often the refresh token was rotated: the number inside the valid one.';
comment on column private.sessions.refresh_hash is 'SHA-256 of the valid refresh token.';
comment on column private.sessions.ip is 'The network address of its last use.';
comment on column private.sessions.rotated_at is 'When the valid refresh token was given out: the last use of the session, and the beginning of the grace for its predecessor.';

-- sql/10_identity/accounts.sql
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
  perform private.forget_failures_at(erase_account.account_id);
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

-- sql/10_identity/audit_events.sql
-- What has happened to an account, for its owner and for support. A row is written in the transaction of what it
-- tells about. It outlives the account, and then holds nothing that leads to a person.
create table private.audit_events (
  id uuid primary key default private.uuid_v7(),
  -- No foreign key: the trail outlives the account.
  account_id uuid,
  event text not null,
  ip inet,
  user_agent text,
  details jsonb not null default '{}',
  created_at timestamptz not null default now(),
  constraint event_is_a_word check (event ~ '^[a-z_]{1,40}$'),
  constraint user_agent_is_bounded check (length(user_agent) <= 500),
  constraint details_are_bounded check (pg_column_size(details) <= 2000)
);
alter table private.audit_events enable row level security;
-- The trail of one account, newest first.
create index audit_events_account_id on private.audit_events (account_id, id desc);
-- The purge. Rows arrive in the order of time, so a few summaries of blocks do; but failures, which anybody can make by
-- the thousand, go earlier than what lies around them.
create index audit_events_created_at on private.audit_events using brin (created_at);
create index audit_events_failed on private.audit_events (created_at) where event = 'sign_in_failed';
comment on table private.audit_events is 'The audit trail of accounts: who signed in, changed a password, was signed out, and from where.';
comment on column private.audit_events.account_id is 'Null where a sign-in failed that belongs to no account.';
comment on column private.audit_events.event is 'For instance signed_in, password_changed, deleted: past tense, snake case.';

create function private.audit(event text, account_id uuid, user_agent text default null, ip inet default null, details jsonb default '{}') returns void
language sql volatile
set search_path = ''
as $$
  insert into private.audit_events (event, account_id, user_agent, ip, details)
  values (audit.event, audit.account_id, left(audit.user_agent, 500), audit.ip, audit.details)
$$;
comment on function private.audit is 'Adds an event to the audit trail of an account. `details` holds identifiers and reasons, never a secret.';

create function private.purge_audit_events() returns bigint
language sql volatile
set search_path = ''
as $$
  with old as (
    delete from private.audit_events
    where created_at < now() - interval '1 year' and event <> 'sign_in_failed'
    returning 1
  ), failed as (
    delete from private.audit_events
    where created_at < now() - interval '30 days' and event = 'sign_in_failed'
    returning 1
  )
  select (select count(*) from old) + (select count(*) from failed)
$$;
comment on function private.purge_audit_events is '
Removes events older than a year, failed sign-ins after 30 days, and returns how many. The worker calls it by schedule.';

-- sql/10_identity/caller.sql
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

-- sql/10_identity/emails.sql
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

-- sql/10_identity/export.sql
-- Everything that is the user's, on request. A domain adds its part by declaring private.export_<part>(account_id uuid)
-- returns setof jsonb, one value a thing, in a steady order; the export finds it by its name.

create function private.export_parts() returns setof text
language sql stable
set search_path = ''
as $$
  select substring(routine.proname from '^export_(.+)$')
  from pg_catalog.pg_proc routine
  where routine.pronamespace = 'private'::regnamespace
    and routine.proname like 'export\_%'
    and routine.proargtypes = array['uuid'::regtype::oid]::oidvector
    and routine.prorettype = 'jsonb'::regtype and routine.proretset
  order by 1
$$;
comment on function private.export_parts is 'The parts of an export: x where there is a function private.export_x(account_id uuid) returns setof jsonb.';

create function private.begin_export(account_id uuid, session_id uuid, user_agent text, ip inet) returns setof text
language plpgsql volatile
set search_path = ''
as $$
begin
  perform private.check_session(begin_export.account_id, begin_export.session_id);
  perform private.take_token('export_by_account', begin_export.account_id::text);
  perform private.audit('exported', begin_export.account_id, begin_export.user_agent, begin_export.ip);
  return query select private.export_parts();
end
$$;
comment on function private.begin_export is 'Admits an export and returns its parts. Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, RATE_LIMITED.';

create function private.export_account(account_id uuid) returns setof jsonb
language sql stable
set search_path = ''
as $$
  select to_jsonb(account) || jsonb_build_object('password_changed_at', credential.updated_at)
  from private.accounts account
  join private.credentials credential on credential.account_id = account.id
  where account.id = export_account.account_id
$$;
comment on function private.export_account is 'Part of the export: what a person signs in with, without the password.';

create function private.export_sessions(account_id uuid) returns setof jsonb
language sql stable
set search_path = ''
as $$
  select to_jsonb(session) - array['refresh_hash', 'refresh_counter', 'account_id']
  from private.sessions session
  where session.account_id = export_sessions.account_id
  order by session.id
$$;
comment on function private.export_sessions is 'Part of the export: the devices of the last months.';

create function private.export_audit_events(account_id uuid) returns setof jsonb
language sql stable
set search_path = ''
as $$
  select to_jsonb(audited) - 'account_id'
  from private.audit_events audited
  where audited.account_id = export_audit_events.account_id
  order by audited.id
$$;
comment on function private.export_audit_events is 'Part of the export: the audit trail.';

create function private.export_mails(account_id uuid) returns setof jsonb
language sql stable
set search_path = ''
as $$
  select jsonb_build_object(
    'template', mail.template, 'recipient', mail.recipient, 'data', mail.data, 'created_at', mail.created_at, 'sent_at', mail.sent_at)
  from private.outbox_mails mail
  where mail.account_id = export_mails.account_id
  order by mail.id
$$;
comment on function private.export_mails is 'Part of the export: the mails of the last weeks.';

-- sql/10_identity/login.sql
-- Signing in. functions/auth calls these as `postgres`; no API role may. Between the first step and the second lies
-- the bcrypt hash, which takes longer than everything here and must hold no connection.

create function private.begin_login(identifier text, ip inet) returns table (account_id uuid, password_hash text)
language plpgsql volatile
set search_path = ''
as $$
begin
  perform private.take_token_by_ip('login_by_ip', begin_login.ip);
  perform private.take_token('login_by_account', private.identifier_hash(identifier));
  if begin_login.ip is not null then
    perform private.admit_attempt('network', private.network_of(begin_login.ip));
  end if;
  perform private.admit_attempt('identifier', private.identifier_hash(identifier));
  return query
    select account.id, credential.password_hash
    from private.accounts account
    join private.credentials credential on credential.account_id = account.id
    where case when position('@' in identifier) > 0
      then account.email = lower(trim(identifier))
      else account.username = lower(trim(identifier)) end;
end
$$;
comment on function private.begin_login is '
Admits an attempt to sign in and returns the account of this e-mail address or username with its password hash; no row
when there is none. Errors: RATE_LIMITED, TOO_MANY_FAILURES.';

create function private.finish_login(
  account_id uuid,
  verified_hash text,
  rehashed_password text,
  session_id uuid,
  refresh_hash bytea,
  user_agent text,
  ip inet
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
  perform private.forget_failures_at(account.id);
  if finish_login.ip is not null then
    perform private.forgive_attempt('network', private.network_of(finish_login.ip));
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
null. Errors: ACCOUNT_BANNED; INVALID_CREDENTIALS, if the password is a different one by now.';

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

-- sql/10_identity/login_failures.sql
-- Whoever guesses at passwords has to wait longer after each guess: by the identifier that is guessed at, and by the
-- network that guesses. Identifiers that belong to nobody are counted like all others, so the wait tells nothing.
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
comment on column private.login_failures.subject is 'A network, an account id, or the SHA-256 of an identifier that somebody typed.';

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
  select encode(sha256(convert_to(lower(trim(identifier)), 'UTF8')), 'hex')
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

-- sql/10_identity/mails.sql
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

-- sql/10_identity/moderators.sql
-- The claim of the token is what a session began with; the account is what holds now. Both have to agree, so that a
-- moderator who was dismissed stops at once, and one who was appointed starts with the next token.
create function private.is_moderator() returns boolean
language sql stable security definer
set search_path = ''
as $$
  select (select auth.jwt()) ->> 'app_role' in ('moderator', 'admin') and exists (
    select from private.accounts account
    where account.id = (select auth.uid()) and account.app_role in ('moderator', 'admin'))
$$;
comment on function private.is_moderator is 'Whether the caller moderates, by token and by account. In policies: (select private.is_moderator()).';
grant execute on function private.is_moderator to authenticated;

create function private.active_moderator_id() returns uuid
language plpgsql stable security definer
set search_path = ''
as $$
declare
  caller uuid := private.active_caller_id();
begin
  if private.is_moderator() is not true then
    perform private.raise('NOT_ALLOWED', 'This is for moderators.', 403);
  end if;
  return caller;
end
$$;
comment on function private.active_moderator_id is '
The caller, if they moderate and account and session are alive. For everything that moderators write.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED.';

-- sql/10_identity/passwords.sql
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
    perform private.queue_mail('reset_password', lower(trim(email)), null);
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

-- sql/10_identity/sessions.sql
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

create function private.rotate_session(
  session_id uuid,
  counter int,
  refresh_hash bytea,
  child_hash bytea,
  user_agent text default null,
  ip inet default null
) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
declare
  session private.sessions;
  banned_until timestamptz;
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
    update private.sessions
    set refresh_counter = counter + 1, refresh_hash = rotate_session.child_hash, rotated_at = now(),
      expires_at = now() + private.session_lifetime(), ip = coalesce(rotate_session.ip, session.ip)
    where id = session.id;
    return jsonb_build_object('outcome', 'rotated', 'claims', private.token_claims(session.id));
  end if;

  -- The child is derived from the session and the counter, so a replay in time gets the very same one.
  if rotate_session.counter = session.refresh_counter - 1 and session.refresh_hash = rotate_session.child_hash
    and session.rotated_at > now() - private.refresh_grace() then
    return jsonb_build_object('outcome', 'replayed', 'claims', private.token_claims(session.id));
  end if;

  update private.sessions set revoked_at = now() where id = session.id;
  perform private.audit('refresh_reused', session.account_id, rotate_session.user_agent, rotate_session.ip,
    jsonb_build_object('session_id', session.id));
  return jsonb_build_object('outcome', 'reused');
end
$$;
comment on function private.rotate_session is '
Exchanges refresh token number `counter` of a session for its child (number counter + 1), given the SHA-256 of both.
Returns {outcome, claims?, until?}: `rotated`; `replayed` within the grace, with the same child; `reused`, which has
ended the session; `ended` when there was no live session; `banned` when moderators have closed the account, and until
when. The caller has checked that the token is genuine. It returns rather than raises, because a refusal must not roll
the revocation back.';

create function private.list_sessions(account_id uuid, current_session_id uuid) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  perform private.check_session(list_sessions.account_id, list_sessions.current_session_id);
  return (
    select jsonb_build_object('next_cursor', null, 'items', jsonb_agg(jsonb_build_object(
      'id', session.id, 'current', session.id = list_sessions.current_session_id, 'user_agent', session.user_agent,
      'ip', host(session.ip), 'created_at', session.created_at, 'last_used_at', session.rotated_at)
      order by session.rotated_at desc, session.id))
    from private.sessions session
    where session.account_id = list_sessions.account_id and session.revoked_at is null and session.expires_at > now());
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

-- sql/10_identity/usernames.sql
-- Usernames that nobody may have: paths of the product, and words that would pass for its staff.
create table private.reserved_usernames (
  username text primary key,
  skeleton text
);
alter table private.reserved_usernames enable row level security;
-- Look-alikes.
create index reserved_usernames_skeleton on private.reserved_usernames (skeleton);
comment on table private.reserved_usernames is 'Usernames that nobody may have. Rows come from migrations.';
comment on column private.reserved_usernames.skeleton is 'private.username_skeleton of it; null where a look-alike does no harm, as with 404.';

create function private.username_skeleton(username text) returns text
language sql immutable
set search_path = ''
as $$
  -- Digits first, since they stand for letters of the pairs.
  select replace(replace(translate(lower(username), '013457i._-', 'oleastl'), 'rn', 'm'), 'vv', 'w')
$$;
comment on function private.username_skeleton is '
What a username looks like at a glance: 0 as o, 1 and i as l, 3 4 5 7 as e a s t, rn as m, vv as w, and no separators.
Two usernames with one skeleton can be mistaken for each other. Source of the idea: Unicode UTS 39, section 4.';

create function private.is_username_reserved(username text) returns boolean
language sql stable
set search_path = ''
as $$
  select exists (
    select from private.reserved_usernames reserved
    where reserved.username = lower(is_username_reserved.username)
      or reserved.skeleton = private.username_skeleton(is_username_reserved.username))
$$;
comment on function private.is_username_reserved is 'True for a reserved username and for whatever looks like one.';

create function private.check_username(username text) returns void
language plpgsql stable
set search_path = ''
as $$
begin
  if private.is_username_reserved(check_username.username) then
    perform private.raise('USERNAME_RESERVED', 'This username is reserved, or looks like one that is.', 422);
  end if;
end
$$;
comment on function private.check_username is 'For whatever gives somebody a username. Errors: USERNAME_RESERVED.';

create function private.username_available(username text, ip inet) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
declare
  reserved boolean := private.is_username_reserved(username_available.username);
  available boolean;
begin
  perform private.take_token_by_ip('username_available_by_ip', username_available.ip);
  available := not reserved
    and not exists (select from private.accounts account where account.username = username_available.username);
  return jsonb_build_object(
    'available', available,
    -- Variants of a reserved name would pass for it all the more.
    'suggestions', case when available or reserved then '[]' else to_jsonb(private.suggest_usernames(username_available.username)) end);
end
$$;
comment on function private.username_available is '
Whether a username can be had now: {available, suggestions}; up to three that can, where it is somebody else''s.
Errors: RATE_LIMITED.';

create function private.suggest_usernames(username text) returns text[]
language sql volatile
set search_path = ''
as $$
  select array(
    select candidate
    from regexp_replace(left(suggest_usernames.username, 24), '[._]*[0-9]*[._]*$', '') stem,
      unnest(array['', '_', '.']) separator,
      unnest(array[90, 900, 9000]) span,
      lateral (select stem || separator || (span / 9 + floor(random() * span))::int) made (candidate)
    where candidate ~ '^[a-z0-9][a-z0-9._]{1,28}[a-z0-9_]$'
      and not private.is_username_reserved(candidate)
      and not exists (select from private.accounts account where account.username = candidate)
    order by length(candidate), separator
    limit 3)
$$;
comment on function private.suggest_usernames is 'Up to three usernames like this one that nobody has.';

-- sql/20_profiles/helpers.sql
-- Where people are, as others may know it.
--
-- A distance shown to others is a measurement, and whoever may choose where to measure from finds the place by
-- taking three (trilateration), however the figure is rounded; noise drawn anew averages out. So nothing is ever
-- measured from where a person is: the earth is divided into fixed cells of about 5 km by 5 km, both people are put
-- into the middle of theirs, and only then is the distance taken, and rounded. Everybody in a cell gives the same
-- answer to every question from everywhere, so that no number of questions tells one place of it from another.
-- A cell is a whole number: its band of latitude, counted from the south pole, times 8192, plus its place in the band,
-- counted from longitude -180. A band has as many cells as fit its circumference. Cells side by side are neighbours in
-- number too, which lets an index read a stretch of a band at once.
-- All of this is PL/pgSQL, which keeps its plans: lists ask for every person.
create function private.cells_of_band(band int) returns int
language plpgsql immutable strict parallel safe
set search_path = ''
as $$
begin
  return greatest(1, round(8000 * cosd((band + 0.5) * 0.045 - 90))::int);
end
$$;
comment on function private.cells_of_band is 'How many cells of 5 km a band of latitude (0 to 3999, 0.045 degrees each) has.';

create function private.location_cell(latitude double precision, longitude double precision) returns int
language plpgsql immutable strict parallel safe
set search_path = ''
as $$
declare
  band int := least(3999, floor((latitude + 90) / 0.045));
  cells int := private.cells_of_band(band);
begin
  return band * 8192 + least(cells - 1, floor((longitude + 180) / 360 * cells)::int);
end
$$;
comment on function private.location_cell is 'The cell of about 5 km by 5 km that a place (degrees, WGS 84) is in.';

create function private.cell_centre(cell int, out latitude double precision, out longitude double precision)
language plpgsql immutable strict parallel safe
set search_path = ''
as $$
begin
  latitude := (cell / 8192 + 0.5) * 0.045 - 90;
  longitude := (cell % 8192 + 0.5) * 360 / private.cells_of_band(cell / 8192) - 180;
end
$$;
comment on function private.cell_centre is 'The middle of a cell, in degrees.';

create function private.rounded_km(kilometres double precision) returns int
language plpgsql immutable strict parallel safe
set search_path = ''
as $$
begin
  -- A cell is 5 km and a few metres wide; ten of them are still 50 km.
  return case
    when kilometres <= 5.1 then 5
    when kilometres <= 50.1 then ceil((kilometres - 0.1) / 5) * 5
    when kilometres <= 200.1 then ceil((kilometres - 0.1) / 10) * 10
    else ceil(kilometres / 50) * 50
  end;
end
$$;
comment on function private.rounded_km is 'A distance as people are told it: rounded up to 5 km, from 50 km on to 10, from 200 km on to 50.';

create function private.shown_distance_km(cell int, other_cell int) returns int
language plpgsql immutable strict parallel safe
set search_path = ''
as $$
declare
  a record := private.cell_centre(cell);
  b record := private.cell_centre(other_cell);
begin
  -- The haversine formula, on a sphere of the earth's mean radius.
  return private.rounded_km(2 * 6371 * asin(least(1, sqrt(
    sind((b.latitude - a.latitude) / 2) ^ 2
    + cosd(a.latitude) * cosd(b.latitude) * sind((b.longitude - a.longitude) / 2) ^ 2))));
end
$$;
comment on function private.shown_distance_km is 'How far two cells are apart, from middle to middle, as people are told it.';

-- sql/20_profiles/tables.sql
-- A profile is what other people see of an account. Birth date, e-mail and phone stay in private.accounts.
create table public.profiles (
  id uuid primary key,
  username text not null,
  first_name text not null,
  last_name text not null,
  gender text not null,
  looking_for text[] not null default '{}',
  is_active boolean not null default true,
  is_private boolean not null default false,
  pronouns text,
  bio text not null default '',
  links text[] not null default '{}',
  verified_at timestamptz,
  created_at timestamptz not null default now(),
  -- The copy of the username follows the account's by itself.
  constraint profile_of_account foreign key (id, username) references private.accounts (id, username)
    on update cascade on delete cascade,
  constraint first_name_is_valid check (length(first_name) between 1 and 50),
  constraint last_name_is_valid check (length(last_name) between 1 and 50),
  constraint gender_is_known check (gender in ('female', 'male', 'nonbinary', 'other')),
  constraint looking_for_is_known check (looking_for <@ array['dating', 'friendship']),
  constraint pronouns_are_valid check (length(pronouns) between 1 and 40),
  constraint bio_is_bounded check (length(bio) <= 500),
  constraint links_are_bounded check (cardinality(links) <= 5 and length(array_to_string(links, '')) <= 1000)
);
alter table public.profiles enable row level security;
comment on table public.profiles is 'One row a person: what other signed-in people may see.';
comment on column public.profiles.looking_for is 'Any of dating, friendship.';
comment on column public.profiles.is_active is 'False while the account is deactivated: the person is shown to nobody.';
comment on column public.profiles.is_private is 'What the person publishes is for their followers only, and they choose these.';
comment on column public.profiles.links is 'Up to five https addresses.';
comment on column public.profiles.verified_at is 'When moderators confirmed who this is; null without the badge. A new name takes it away.';

-- What a person allows others. It is apart from the profile because what is hidden is itself nobody's business.
create table private.profile_settings (
  profile_id uuid primary key references public.profiles (id) on delete cascade,
  who_may_message text not null default 'everyone',
  who_may_add_to_groups text not null default 'everyone',
  show_age boolean not null default true,
  show_distance boolean not null default true,
  show_online boolean not null default true,
  show_last_seen boolean not null default true,
  discoverable boolean not null default true,
  constraint who_may_message_is_known check (who_may_message in ('everyone', 'connections', 'nobody')),
  constraint who_may_add_to_groups_is_known check (who_may_add_to_groups in ('everyone', 'connections', 'nobody'))
);
alter table private.profile_settings enable row level security;
comment on table private.profile_settings is 'One row a person, made with the profile: what they allow others.';
comment on column private.profile_settings.discoverable is 'Whether search and suggestions may show the person to people who do not know the username.';

-- The catalogue that registration and the feed choose from. Rows come from migrations.
create table public.interests (
  slug text primary key,
  name text not null,
  names jsonb not null default '{}',
  constraint names_is_an_object check (jsonb_typeof(names) = 'object'),
  constraint slug_is_valid check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and length(slug) <= 40)
);
alter table public.interests enable row level security;
comment on table public.interests is 'The catalogue of interests that people choose from.';
comment on column public.interests.name is 'In English: what is shown where `names` lacks the language.';
comment on column public.interests.names is 'The name by language, BCP 47 in lower case: {"de": "Schach", "pt-br": "Xadrez"}.';

-- Counted by the worker, all at once: a shared rare interest says more about two people than three common ones.
create table private.interest_weights (
  interest text primary key references public.interests (slug) on delete cascade,
  people bigint not null,
  idf real not null
);
alter table private.interest_weights enable row level security;
comment on table private.interest_weights is 'How telling each interest is. An interest without a row has not been counted yet and weighs 1.';
comment on column private.interest_weights.people is 'Who has chosen it, at the last count.';
comment on column private.interest_weights.idf is 'Inverse document frequency, ln(1 + people in all / people with it), Spärck Jones 1972.';

create table public.profile_interests (
  profile_id uuid not null references public.profiles (id) on delete cascade,
  interest text not null references public.interests (slug) on delete cascade,
  primary key (profile_id, interest)
);
alter table public.profile_interests enable row level security;
-- Who shares an interest.
create index profile_interests_interest on public.profile_interests (interest, profile_id);
comment on table public.profile_interests is 'Which interests a person has chosen.';

-- Precise coordinates never leave this table: other people get a rounded distance.
create table private.locations (
  profile_id uuid primary key references public.profiles (id) on delete cascade,
  latitude double precision not null,
  longitude double precision not null,
  cell int not null generated always as (private.location_cell(latitude, longitude)) stored,
  updated_at timestamptz not null default now(),
  constraint latitude_is_valid check (latitude between -90 and 90),
  constraint longitude_is_valid check (longitude between -180 and 180)
);
alter table private.locations enable row level security;
comment on table private.locations is '
Where a person said they are, in degrees (WGS 84). There is a row only for who shares a location: set_location is the
consent, clear_location takes it back.';
comment on column private.locations.cell is 'The cell of about 5 km by 5 km around it: all that a distance shown to others is made of.';

create table public.verification_requests (
  id uuid primary key default private.uuid_v7(),
  profile_id uuid not null references public.profiles (id) on delete cascade,
  statement text not null,
  status text not null default 'pending',
  note text,
  decided_by uuid references public.profiles (id) on delete set null,
  decided_at timestamptz,
  created_at timestamptz not null default now(),
  constraint statement_is_valid check (length(statement) between 20 and 2000),
  constraint status_is_known check (status in ('pending', 'approved', 'refused')),
  constraint note_is_bounded check (length(note) <= 2000),
  constraint decided_has_a_time check ((status = 'pending') = (decided_at is null))
);
alter table public.verification_requests enable row level security;
-- A person waits for one decision at a time.
create unique index one_pending_verification on public.verification_requests (profile_id) where status = 'pending';
-- A person's own requests, and the cascade.
create index verification_requests_profile_id on public.verification_requests (profile_id, id);
-- The moderators' queue, oldest first.
create index verification_requests_pending on public.verification_requests (id) where status = 'pending';
-- The deletion of a moderator's account.
create index verification_requests_decided_by on public.verification_requests (decided_by);
comment on table public.verification_requests is 'People who ask for the badge, and what moderators decided.';
comment on column public.verification_requests.note is 'What the moderator answered, for the person to read.';

-- sql/20_profiles/functions.sql
create function private.register(
  details jsonb,
  password_hash text,
  session_id uuid,
  refresh_hash bytea,
  user_agent text,
  ip inet
) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
declare
  account_id uuid;
  taken text;
begin
  perform private.check_username(details ->> 'username');
  begin
    insert into private.accounts (username, email, phone, birth_date)
    values (details ->> 'username', details ->> 'email', details ->> 'phone', (details ->> 'birth_date')::date)
    returning id into account_id;
  exception when unique_violation then
    get stacked diagnostics taken = constraint_name;
    perform private.raise_taken(taken);
  end;
  insert into private.credentials (account_id, password_hash) values (account_id, register.password_hash);
  insert into public.profiles (id, username, first_name, last_name, gender, looking_for)
  values (
    account_id, details ->> 'username', details ->> 'first_name', details ->> 'last_name', details ->> 'gender',
    array(select jsonb_array_elements_text(details -> 'looking_for')));
  perform private.choose_interests(account_id, array(select jsonb_array_elements_text(details -> 'interests')));
  if details ? 'location' then
    insert into private.locations (profile_id, latitude, longitude)
    values (account_id, (details #>> '{location,latitude}')::double precision, (details #>> '{location,longitude}')::double precision);
  end if;
  perform private.greet(account_id, register.user_agent, register.ip);
  return jsonb_build_object(
    'user', private.own_profile(account_id),
    'claims', private.open_session(register.session_id, account_id, register.refresh_hash, register.user_agent, register.ip));
end
$$;
comment on function private.register is '
Makes account, credentials, profile and first session in one step. `details` is the body of POST auth/register,
already validated. Returns {user, claims}. Errors: USERNAME_RESERVED, USERNAME_TAKEN, EMAIL_TAKEN, PHONE_TAKEN,
UNKNOWN_INTEREST, TOO_YOUNG.';

create function private.raise_taken(constraint_name text) returns void
language plpgsql immutable
set search_path = ''
as $$
begin
  case constraint_name
    when 'username_is_taken' then
      perform private.raise('USERNAME_TAKEN', 'This username is already in use.', 409);
    when 'email_is_taken' then
      perform private.raise('EMAIL_TAKEN', 'This e-mail address is already in use.', 409);
    when 'phone_is_taken' then
      perform private.raise('PHONE_TAKEN', 'This phone number is already in use.', 409);
  end case;
end
$$;
comment on function private.raise_taken is 'Says which unique value of an account is in use. Errors: USERNAME_TAKEN, EMAIL_TAKEN, PHONE_TAKEN.';

create function private.choose_interests(profile_id uuid, slugs text[]) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  unknown text;
begin
  select string_agg(chosen.slug, ', ' order by chosen.slug) into unknown
  from unnest(slugs) chosen (slug)
  where not exists (select from public.interests interest where interest.slug = chosen.slug);
  if unknown is not null then
    perform private.raise('UNKNOWN_INTEREST', 'An interest is not in the catalogue.', 422, details => unknown);
  end if;
  insert into public.profile_interests (profile_id, interest)
  select choose_interests.profile_id, chosen.slug from unnest(slugs) chosen (slug)
  on conflict do nothing;
end
$$;
comment on function private.choose_interests is 'Adds interests to a profile. Errors: UNKNOWN_INTEREST.';

create function private.own_profile(account_id uuid) returns jsonb
language sql stable
set search_path = ''
as $$
  select jsonb_build_object(
    'id', account.id, 'username', account.username, 'email', account.email,
    'email_verified', account.email_verified_at is not null, 'phone', account.phone,
    'birth_date', account.birth_date, 'app_role', account.app_role,
    'first_name', profile.first_name, 'last_name', profile.last_name, 'gender', profile.gender,
    'looking_for', profile.looking_for, 'pronouns', profile.pronouns, 'bio', profile.bio, 'links', profile.links,
    'is_private', profile.is_private, 'verified_at', profile.verified_at,
    'interests', array(
      select interest from public.profile_interests chosen where chosen.profile_id = account.id order by interest),
    'location', (
      select jsonb_build_object('latitude', place.latitude, 'longitude', place.longitude)
      from private.locations place where place.profile_id = account.id),
    'created_at', account.created_at)
  from private.accounts account
  join public.profiles profile on profile.id = account.id
  where account.id = own_profile.account_id
$$;
comment on function private.own_profile is 'A person''s own profile with the private fields, as GET auth/me answers it.';

create function private.profile_card(profile public.profiles) returns jsonb
language plpgsql immutable
set search_path = ''
as $$
begin
  return jsonb_build_object(
    'id', profile.id, 'username', profile.username, 'first_name', profile.first_name, 'last_name', profile.last_name);
end
$$;
comment on function private.profile_card is 'The few fields of a person that go with everything they write: {id, username, first_name, last_name}.
PL/pgSQL, because a list asks for one after the other and that keeps its plan.';
grant execute on function private.profile_card to authenticated, service_role;

-- sql/20_profiles/blocks.sql
-- A block works in both directions and in every read path. It belongs to profiles rather than to the graph,
-- because already the question who may see a profile depends on it.
create table public.blocks (
  blocker_id uuid not null references public.profiles (id) on delete cascade,
  blocked_id uuid not null references public.profiles (id) on delete cascade,
  id uuid not null default private.uuid_v7(),
  created_at timestamptz not null default now(),
  primary key (blocker_id, blocked_id),
  constraint nobody_blocks_themselves check (blocker_id <> blocked_id)
);
alter table public.blocks enable row level security;
-- Who has blocked somebody: the other half of every look-up.
create index blocks_blocked_id on public.blocks (blocked_id, blocker_id);
-- A page of list_blocked.
create index blocks_blocker_id on public.blocks (blocker_id, id);
comment on table public.blocks is 'Who has blocked whom. Both are invisible to each other.';
comment on column public.blocks.id is 'UUID version 7: its order is the order of blocking.';

create policy select_own on public.blocks for select to authenticated using (blocker_id = (select auth.uid()));
grant select on public.blocks to authenticated, service_role;

create function private.hidden_ids() returns uuid[]
language plpgsql stable security definer
set search_path = ''
as $$
declare
  caller uuid := auth.uid();
begin
  return (
    select coalesce(array_agg(hidden.id), '{}')
    from (
      select blocked_id from public.blocks where blocker_id = caller
      union all
      select blocker_id from public.blocks where blocked_id = caller
    ) hidden (id));
end
$$;
comment on function private.hidden_ids is '
The people whom the caller has blocked or who have blocked the caller. In policies and queries:
author_id <> all ((select private.hidden_ids())::uuid[]), which is computed once a statement. Runs as its owner,
because nobody may see who has blocked them. PL/pgSQL, because that keeps its plans: every read asks for this.';
grant execute on function private.hidden_ids to authenticated;

-- sql/20_profiles/dating_age.sql
-- Nobody under 18 looks for a date, whichever way the wish gets into the row.
create function private.check_dating_age() returns trigger
language plpgsql volatile
set search_path = ''
as $$
begin
  if (select private.age(account.birth_date) < 18 from private.accounts account where account.id = new.id) then
    perform private.raise('TOO_YOUNG', 'Dating is for people of 18 and older.', 422);
  end if;
  return new;
end
$$;
comment on function private.check_dating_age is 'Trigger: a profile that looks for dating belongs to an adult. Errors: TOO_YOUNG.';

create trigger check_dating_age before insert or update of looking_for on public.profiles
  for each row when ('dating' = any (new.looking_for)) execute function private.check_dating_age();

-- sql/20_profiles/deactivation.sql
-- Whoever has put their account to sleep is invisible. The profile holds a copy of that, because every way to a
-- person leads through it and none of them should have to look into another table.
create function private.copy_deactivation() returns trigger
language plpgsql volatile
set search_path = ''
as $$
begin
  update public.profiles set is_active = new.deactivated_at is null where id = new.id;
  return null;
end
$$;
comment on function private.copy_deactivation is 'Trigger: a profile falls asleep and wakes up with its account.';

create trigger copy_deactivation after update of deactivated_at on private.accounts
  for each row when (old.deactivated_at is distinct from new.deactivated_at) execute function private.copy_deactivation();

-- sql/20_profiles/export.sql
create function private.export_profile(account_id uuid) returns setof jsonb
language sql stable
set search_path = ''
as $$
  select to_jsonb(profile) || jsonb_build_object(
    'interests', array(
      select chosen.interest from public.profile_interests chosen where chosen.profile_id = profile.id order by chosen.interest),
    'location', (select to_jsonb(place) - 'profile_id' from private.locations place where place.profile_id = profile.id))
  from public.profiles profile
  where profile.id = export_profile.account_id
$$;
comment on function private.export_profile is 'Part of the export: the profile, with interests and the precise location.';

create function private.export_blocks(account_id uuid) returns setof jsonb
language sql stable
set search_path = ''
as $$
  select jsonb_build_object('user_id', block.blocked_id, 'username', blocked.username, 'created_at', block.created_at)
  from public.blocks block
  join public.profiles blocked on blocked.id = block.blocked_id
  where block.blocker_id = export_blocks.account_id
  order by block.created_at, block.blocked_id
$$;
comment on function private.export_blocks is 'Part of the export: whom the person has blocked. Not who has blocked them.';

create function private.export_settings(account_id uuid) returns setof jsonb
language sql stable
set search_path = ''
as $$
  select to_jsonb(settings) - 'profile_id' from private.profile_settings settings where settings.profile_id = export_settings.account_id
$$;
comment on function private.export_settings is 'Part of the export: what the person allows others.';

create function private.export_verification_requests(account_id uuid) returns setof jsonb
language sql stable
set search_path = ''
as $$
  select to_jsonb(request) - array['profile_id', 'decided_by']
  from public.verification_requests request
  where request.profile_id = export_verification_requests.account_id
  order by request.id
$$;
comment on function private.export_verification_requests is 'Part of the export: requests for the badge, without who decided them.';

-- sql/20_profiles/interests.sql
create function public.list_interests(language text default null) returns jsonb
language sql stable
set search_path = ''
as $$
  select jsonb_build_object('items', coalesce(jsonb_agg(
    jsonb_build_object('slug', listed.slug, 'name', listed.name) order by listed.name, listed.slug), '[]'))
  from (
    select interest.slug, coalesce(
      interest.names ->> lower(list_interests.language),
      interest.names ->> split_part(lower(list_interests.language), '-', 1),
      interest.name) as name
    from public.interests interest
  ) listed
$$;
comment on function public.list_interests is '
The whole catalogue, sorted by name: {items: [{slug, name}]}. `language` is a BCP 47 tag, for instance pt-BR; where it
has no name the language alone (pt) is tried, then English.';
grant execute on function public.list_interests to anon, authenticated;

create function public.set_interests(slugs text[]) returns jsonb
language sql volatile
set search_path = ''
as $$
  select private.replace_interests(set_interests.slugs)
$$;
comment on function public.set_interests is '
Replaces the interests of the caller, up to 50 slugs of list_interests, and returns the profile as GET auth/me does.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, INVALID_PROFILE, UNKNOWN_INTEREST (details names them), RATE_LIMITED.';
grant execute on function public.set_interests to authenticated;

create function private.replace_interests(slugs text[]) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.active_caller_id();
begin
  if (cardinality(slugs) <= 50 and array_position(slugs, null) is null) is not true then
    perform private.raise('INVALID_PROFILE', 'slugs must be a list of at most 50 interests.', 422);
  end if;
  perform private.take_token('update_profile', caller::text);
  -- Of two lists at once the later one counts, whole: without the lock the result would be a mixture.
  perform from public.profiles where id = caller for no key update;
  delete from public.profile_interests chosen where chosen.profile_id = caller and chosen.interest <> all (slugs);
  perform private.choose_interests(caller, slugs);
  return private.own_profile(caller);
end
$$;
comment on function private.replace_interests is 'The step of set_interests that writes. Errors: as set_interests.';
grant execute on function private.replace_interests to authenticated;

create function private.weigh_interests() returns bigint
language sql volatile
set search_path = ''
as $$
  with counted as (
    select interest.slug, count(chosen.profile_id) as people, (select count(*) from public.profiles) as all_people
    from public.interests interest
    left join public.profile_interests chosen on chosen.interest = interest.slug
    group by interest.slug
  ), weighed as (
    insert into private.interest_weights as weight (interest, people, idf)
    select slug, people, ln(1 + all_people / greatest(people, 1)::real) from counted
    on conflict (interest) do update set people = excluded.people, idf = excluded.idf
      where (weight.people, weight.idf) is distinct from (excluded.people, excluded.idf)
    returning 1
  )
  select count(*) from weighed
$$;
comment on function private.weigh_interests is 'Counts who has which interest, and returns how many weights changed. The worker calls it by schedule.';

-- sql/20_profiles/location.sql
create function public.set_location(latitude double precision, longitude double precision) returns void
language sql volatile
set search_path = ''
as $$
  select private.place_caller(set_location.latitude, set_location.longitude)
$$;
comment on function public.set_location is '
Says where the caller is, in degrees (WGS 84), and with that consents to it being used: for distances, which others see
rounded between areas of about 5 km, and for what is nearby. clear_location takes it back.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, INVALID_LOCATION, RATE_LIMITED.';
grant execute on function public.set_location to authenticated;

create function public.clear_location() returns void
language sql volatile
set search_path = ''
as $$
  select private.forget_place_of_caller()
$$;
comment on function public.clear_location is 'Forgets where the caller is. Idempotent. Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED.';
grant execute on function public.clear_location to authenticated;

create function private.place_caller(latitude double precision, longitude double precision) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.active_caller_id();
begin
  if (latitude between -90 and 90 and longitude between -180 and 180) is not true then
    perform private.raise('INVALID_LOCATION', 'latitude must be -90 to 90 and longitude -180 to 180.', 422);
  end if;
  perform private.take_token('set_location', caller::text);
  insert into private.locations as place (profile_id, latitude, longitude)
  values (caller, place_caller.latitude, place_caller.longitude)
  on conflict (profile_id) do update
    set latitude = excluded.latitude, longitude = excluded.longitude, updated_at = now();
end
$$;
comment on function private.place_caller is 'The step of set_location that writes. Errors: as set_location.';
grant execute on function private.place_caller to authenticated;

create function private.forget_place_of_caller() returns void
language sql volatile security definer
set search_path = ''
as $$
  delete from private.locations where profile_id = private.active_caller_id()
$$;
comment on function private.forget_place_of_caller is 'The step of clear_location that writes. Errors: as clear_location.';
grant execute on function private.forget_place_of_caller to authenticated;

-- sql/20_profiles/settings.sql
create function public.get_settings() returns jsonb
language sql stable
set search_path = ''
as $$
  select private.caller_settings()
$$;
comment on function public.get_settings is '
What the caller allows others: {who_may_message, who_may_add_to_groups: everyone|connections|nobody, show_age,
show_distance, show_online, show_last_seen, discoverable, is_private}. Errors: NOT_AUTHENTICATED.';
grant execute on function public.get_settings to authenticated;

create function public.set_settings(changes jsonb) returns jsonb
language sql volatile
set search_path = ''
as $$
  select private.change_settings(set_settings.changes)
$$;
comment on function public.set_settings is '
Changes some of the settings that get_settings returns, and returns them all. Who does not show age, distance or online
state is not found by a search for it either; who is not discoverable is in no search and no suggestion.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, INVALID_SETTINGS (details names every wrong or unknown one), RATE_LIMITED.';
grant execute on function public.set_settings to authenticated;

create function private.caller_settings() returns jsonb
language sql stable security definer
set search_path = ''
as $$
  select to_jsonb(settings) - 'profile_id' || jsonb_build_object('is_private', profile.is_private)
  from private.profile_settings settings
  join public.profiles profile on profile.id = settings.profile_id
  where settings.profile_id = private.caller_id()
$$;
comment on function private.caller_settings is 'The settings of the caller. Errors: NOT_AUTHENTICATED.';
grant execute on function private.caller_settings to authenticated;

create function private.change_settings(changes jsonb) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.active_caller_id();
  audiences text[] := array['who_may_message', 'who_may_add_to_groups'];
  problems text;
begin
  perform private.check_keys(changes, 'INVALID_SETTINGS', audiences || array[
    'show_age', 'show_distance', 'show_online', 'show_last_seen', 'discoverable', 'is_private']);
  select string_agg(
    format('%s: must be %s', key, case when key = any (audiences) then 'everyone, connections or nobody' else 'true or false' end),
    '; ' order by key)
  into problems
  from jsonb_each(changes) change
  where case when key = any (audiences)
    then value not in ('"everyone"', '"connections"', '"nobody"') else jsonb_typeof(value) <> 'boolean' end;
  if problems is not null then
    perform private.raise('INVALID_SETTINGS', 'The settings cannot be changed like this.', 422, details => problems);
  end if;

  perform private.take_token('set_settings', caller::text);
  update public.profiles profile set is_private = (changes ->> 'is_private')::boolean
  where profile.id = caller and profile.is_private <> (changes ->> 'is_private')::boolean;
  update private.profile_settings settings
  set (who_may_message, who_may_add_to_groups, show_age, show_distance, show_online, show_last_seen, discoverable) = (
    select changed.who_may_message, changed.who_may_add_to_groups, changed.show_age, changed.show_distance,
      changed.show_online, changed.show_last_seen, changed.discoverable
    from jsonb_populate_record(settings, changes) changed)
  where settings.profile_id = caller;
  return private.caller_settings();
end
$$;
comment on function private.change_settings is 'The step of set_settings that writes. Errors: as set_settings.';
grant execute on function private.change_settings to authenticated;

-- sql/20_profiles/shown_profile.sql
-- Definer, because age, distance and what a person shows come from tables that no client may read.
create function private.shown_profile(username text, user_id uuid) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  caller uuid := private.caller_id();
  wanted uuid := user_id;
  found_profile jsonb;
begin
  if num_nonnulls(username, user_id) <> 1 then
    perform private.raise('INVALID_PROFILE', 'Give either username or user_id.', 422);
  end if;
  if wanted is null then
    select account.id into wanted from private.accounts account where account.username = lower(trim(shown_profile.username));
  end if;
  select jsonb_build_object(
    'id', profile.id, 'username', profile.username, 'first_name', profile.first_name, 'last_name', profile.last_name,
    'gender', profile.gender, 'pronouns', profile.pronouns, 'bio', profile.bio, 'links', profile.links,
    'looking_for', profile.looking_for,
    'interests', array(
      select chosen.interest from public.profile_interests chosen where chosen.profile_id = profile.id order by chosen.interest),
    'is_private', profile.is_private, 'verified_at', profile.verified_at,
    'age', case when settings.show_age then private.age(account.birth_date) end,
    'distance_km', case when settings.show_distance and profile.id <> caller then private.shown_distance_km(
      (select theirs.cell from private.locations theirs where theirs.profile_id = profile.id),
      (select own.cell from private.locations own where own.profile_id = caller)) end,
    'created_at', profile.created_at)
  into found_profile
  from public.profiles profile
  join private.accounts account on account.id = profile.id
  join private.profile_settings settings on settings.profile_id = profile.id
  where profile.id = wanted
    and (profile.id = caller or (account.deactivated_at is null and account.banned_until > now() is not true))
    and profile.id <> all (private.hidden_ids());
  if found_profile is null then
    perform private.raise('USER_NOT_FOUND', 'There is no such person.', 404);
  end if;
  return found_profile;
end
$$;
comment on function private.shown_profile is '
A person as the caller may see them: the profile of get_profile, which adds what the graph knows.
Errors: NOT_AUTHENTICATED, INVALID_PROFILE (none or both given), USER_NOT_FOUND (also across a block).';
grant execute on function private.shown_profile to authenticated;

-- sql/20_profiles/update_profile.sql
create function public.update_profile(changes jsonb) returns jsonb
language sql volatile
set search_path = ''
as $$
  select private.change_profile(update_profile.changes)
$$;
comment on function public.update_profile is '
Changes some fields of the own profile and returns it as GET auth/me does: {first_name, last_name, username, gender,
pronouns, bio, links, looking_for}, each one optional. Names have 1 to 50 characters, pronouns up to 40 (null removes them), a bio
up to 500; links are up to five https addresses; looking_for is any of dating (from 18 years on) and friendship. Who
changes first name, last name or username loses the badge of the verified.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, INVALID_PROFILE (details names every wrong or unknown field), USERNAME_TAKEN,
USERNAME_RESERVED, TOO_YOUNG (for dating), RATE_LIMITED.';
grant execute on function public.update_profile to authenticated;

create function private.change_profile(changes jsonb) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.active_caller_id();
  person public.profiles;
  new_username text := lower(private.trimmed(changes ->> 'username'));
begin
  perform private.check_profile_changes(changes);
  perform private.take_token('update_profile', caller::text);
  select * into strict person from public.profiles where id = caller for update;
  if new_username <> person.username then
    perform private.rename_account(caller, new_username);
  end if;
  update public.profiles profile set
    first_name = coalesce(private.trimmed(changes ->> 'first_name'), person.first_name),
    last_name = coalesce(private.trimmed(changes ->> 'last_name'), person.last_name),
    gender = coalesce(changes ->> 'gender', person.gender),
    pronouns = case when changes ? 'pronouns' then nullif(private.trimmed(changes ->> 'pronouns'), '') else person.pronouns end,
    bio = case when changes ? 'bio' then coalesce(private.trimmed(changes ->> 'bio'), '') else person.bio end,
    links = case when changes ? 'links' then array(select jsonb_array_elements_text(changes -> 'links')) else person.links end,
    looking_for = case when changes ? 'looking_for'
      then array(select distinct jsonb_array_elements_text(changes -> 'looking_for')) else person.looking_for end
  where profile.id = caller;
  -- Moderators have confirmed a name: another one is not confirmed.
  update public.profiles profile set verified_at = null
  where profile.id = caller and profile.verified_at is not null
    and (profile.username, profile.first_name, profile.last_name) <> (person.username, person.first_name, person.last_name);
  return private.own_profile(caller);
end
$$;
comment on function private.change_profile is 'The step of update_profile that writes. Errors: as update_profile.';
grant execute on function private.change_profile to authenticated;

create function private.rename_account(account_id uuid, username text) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  taken text;
begin
  perform private.check_username(rename_account.username);
  perform private.take_token('rename_account', account_id::text);
  update private.accounts account set username = rename_account.username where account.id = account_id;
exception when unique_violation then
  get stacked diagnostics taken = constraint_name;
  perform private.raise_taken(taken);
end
$$;
comment on function private.rename_account is 'Gives an account another username; the profile follows. Errors: USERNAME_TAKEN, USERNAME_RESERVED,
RATE_LIMITED.';

create function private.check_profile_changes(changes jsonb) returns void
language plpgsql immutable
set search_path = ''
as $$
declare
  problems text;
begin
  perform private.check_keys(changes, 'INVALID_PROFILE', array[
    'first_name', 'last_name', 'username', 'gender', 'pronouns', 'bio', 'links', 'looking_for']);
  select string_agg(format('%s: %s', change.key, problem), '; ' order by change.key) into problems
  from jsonb_each(changes) change
  cross join lateral (select jsonb_typeof(change.value), private.trimmed(change.value #>> '{}')) as given (type, written)
  cross join lateral (select case
    when change.key in ('first_name', 'last_name') and (type <> 'string' or length(written) not between 1 and 50)
      then 'must have 1 to 50 characters'
    when change.key = 'username' and (type <> 'string' or lower(written) !~ '^[a-z0-9][a-z0-9._]{1,28}[a-z0-9_]$')
      then 'must be 3 to 30 of a-z, 0-9, . and _, and not begin with . or _ or end with .'
    when change.key = 'gender' and (type <> 'string' or written not in ('female', 'male', 'nonbinary', 'other'))
      then 'must be female, male, nonbinary or other'
    when change.key = 'pronouns' and type <> 'null' and (type <> 'string' or length(written) > 40)
      then 'must have at most 40 characters'
    when change.key = 'bio' and type <> 'null' and (type <> 'string' or length(written) > 500)
      then 'must have at most 500 characters'
    when change.key = 'links' and not private.are_links(change.value)
      then 'must be at most five https addresses of up to 200 characters'
    when change.key = 'looking_for' and (type <> 'array' or not change.value <@ '["dating", "friendship"]')
      then 'must be a list of dating, friendship'
  end) as found (problem)
  where problem is not null;
  if problems is not null then
    perform private.raise('INVALID_PROFILE', 'The profile cannot be changed like this.', 422, details => problems);
  end if;
end
$$;
comment on function private.check_profile_changes is 'Says in words what is wrong with changes to a profile. Errors: INVALID_PROFILE.';

create function private.are_links(links jsonb) returns boolean
language sql immutable
set search_path = ''
as $$
  select case when jsonb_typeof(links) <> 'array' or jsonb_array_length(links) > 5 then false else not exists (
    select from jsonb_array_elements(links) link
    where jsonb_typeof(link) <> 'string' or length(link #>> '{}') > 200
      or link #>> '{}' !~ '^https://[a-z0-9-]+(\.[a-z0-9-]+)+(:[0-9]{1,5})?([/?#][^\s<>"\u0001-\u001f]*)?$') end
$$;
comment on function private.are_links is 'Whether a JSON value is a list of at most five https addresses, each of up to 200 characters.';

create function private.check_keys(changes jsonb, code text, known text[]) returns void
language plpgsql immutable
set search_path = ''
as $$
declare
  unknown text;
begin
  if jsonb_typeof(changes) is distinct from 'object' then
    perform private.raise(code, 'changes must be an object.', 422);
  end if;
  select string_agg(key, ', ' order by key) into unknown from jsonb_object_keys(changes) key where key <> all (known);
  if unknown is not null then
    perform private.raise(code, 'There are no such fields.', 422, details => unknown);
  end if;
end
$$;
comment on function private.check_keys is 'Refuses, with this code, what is not an object or has keys other than the known ones.';

-- sql/20_profiles/verification.sql
create function public.request_verification(statement text, media_ids uuid[] default '{}') returns jsonb
language sql volatile
set search_path = ''
as $$
  select private.ask_for_verification(request_verification.statement, request_verification.media_ids)
$$;
comment on function public.request_verification is '
Asks moderators for the badge: `statement` says in 20 to 2000 characters who the caller is and how that can be checked.
`media_ids` must be empty: there are no uploads to show as proof yet. A repeated request returns the one that waits.
Returns {id, statement, status: pending|approved|refused, note, created_at, decided_at}; own requests are read from the
table verification_requests.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, INVALID_VERIFICATION, VERIFICATION_PENDING, ALREADY_VERIFIED, RATE_LIMITED.';
grant execute on function public.request_verification to authenticated;

create function public.review_verification(request_id uuid, approve boolean, note text default null) returns jsonb
language sql volatile
set search_path = ''
as $$
  select private.decide_verification(review_verification.request_id, review_verification.approve, review_verification.note)
$$;
comment on function public.review_verification is '
For moderators: grants or refuses the badge, and returns the request. `note`, up to 2000 characters, is for the person
to read. The queue is the table verification_requests, of which moderators see everything.
Repeating a decision changes nothing. Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_VERIFICATION,
VERIFICATION_NOT_FOUND, VERIFICATION_DECIDED.';
grant execute on function public.review_verification to authenticated;

create function private.verification_view(request public.verification_requests) returns jsonb
language sql immutable
set search_path = ''
as $$
  select jsonb_build_object(
    'id', request.id, 'statement', request.statement, 'status', request.status, 'note', request.note,
    'created_at', request.created_at, 'decided_at', request.decided_at)
$$;
comment on function private.verification_view is 'A request for the badge, without who decided.';

create function private.ask_for_verification(statement text, media_ids uuid[]) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.active_caller_id();
  wording text := private.trimmed(statement);
  waiting public.verification_requests;
begin
  if (length(wording) between 20 and 2000) is not true then
    perform private.raise('INVALID_VERIFICATION', 'statement must have 20 to 2000 characters.', 422);
  end if;
  if cardinality(media_ids) > 0 then
    perform private.raise('INVALID_VERIFICATION', 'media_ids must be empty: uploads are not open yet.', 422);
  end if;
  -- One at a time for each person: a parallel request waits here and then finds the first.
  if (select verified_at from public.profiles where id = caller for no key update) is not null then
    perform private.raise('ALREADY_VERIFIED', 'This profile has the badge.', 409);
  end if;
  select * into waiting from public.verification_requests request where request.profile_id = caller and request.status = 'pending';
  if not found then
    perform private.take_token('request_verification', caller::text);
    insert into public.verification_requests as request (profile_id, statement) values (caller, wording) returning * into waiting;
  elsif waiting.statement <> wording then
    perform private.raise('VERIFICATION_PENDING', 'Another request waits for its decision.', 409);
  end if;
  return private.verification_view(waiting);
end
$$;
comment on function private.ask_for_verification is 'The step of request_verification that writes. Errors: as request_verification.';
grant execute on function private.ask_for_verification to authenticated;

create function private.decide_verification(request_id uuid, approve boolean, note text) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  moderator uuid := private.active_moderator_id();
  decision text := case when approve then 'approved' else 'refused' end;
  request public.verification_requests;
begin
  if approve is null or length(note) > 2000 then
    perform private.raise('INVALID_VERIFICATION', 'approve is required, and note has at most 2000 characters.', 422);
  end if;
  select * into request from public.verification_requests asked where asked.id = request_id for update;
  -- Nobody decides about themselves; such a request is not theirs to find.
  if not found or request.profile_id = moderator then
    perform private.raise('VERIFICATION_NOT_FOUND', 'There is no such request.', 404);
  end if;
  if request.status = 'pending' then
    update public.verification_requests asked
    set status = decision, note = private.trimmed(decide_verification.note), decided_by = moderator, decided_at = now()
    where asked.id = request_id returning * into request;
    update public.profiles profile set verified_at = now() where profile.id = request.profile_id and approve;
  elsif request.status <> decision then
    perform private.raise('VERIFICATION_DECIDED', 'This request was decided otherwise.', 409, details => request.status);
  end if;
  return private.verification_view(request);
end
$$;
comment on function private.decide_verification is 'The step of review_verification that writes. Errors: as review_verification.';
grant execute on function private.decide_verification to authenticated;

-- sql/20_profiles/triggers.sql
create function private.add_profile_settings() returns trigger
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  insert into private.profile_settings (profile_id) values (new.id);
  return null;
end
$$;
comment on function private.add_profile_settings is 'Gives a new profile its settings, so that their defaults are written down once.';

create trigger add_settings after insert on public.profiles
for each row execute function private.add_profile_settings();

-- sql/20_profiles/policies.sql
-- Signed-in people see profiles, except of people whose account is asleep, and across a block. Nobody writes these tables directly: registration and update_profile do.
create policy select_not_blocked on public.profiles for select to authenticated
  using (is_active and id <> all ((select private.hidden_ids())::uuid[]));
grant select on public.profiles to authenticated;

create policy select_any on public.interests for select to anon, authenticated using (true);
grant select on public.interests to anon, authenticated;

create policy select_not_blocked on public.profile_interests for select to authenticated
  using (profile_id <> all ((select private.hidden_ids())::uuid[]));
grant select on public.profile_interests to authenticated;

create policy select_own_or_moderate on public.verification_requests for select to authenticated
  using (profile_id = (select auth.uid()) or (select private.is_moderator()));
-- Without decided_by: who decided stays among moderators, in the audit.
grant select (id, profile_id, statement, status, note, decided_at, created_at) on public.verification_requests to authenticated;

-- Support staff and the worker read everything through the service key; they change it through functions.
grant select on public.profiles, public.interests, public.profile_interests, public.verification_requests to service_role;

-- sql/25_presence/tables.sql
-- Who is there. Clients say so every 30 s, so this is the most written table of all: unlogged, because after a crash
-- everybody says it again; without an index that a heartbeat would have to change; and swept, so that it holds who is
-- online and not who ever was.
create unlogged table private.presence (
  profile_id uuid primary key references public.profiles (id) on delete cascade,
  device text not null,
  active_at timestamptz,
  seen_at timestamptz not null,
  constraint device_is_valid check (length(device) between 1 and 40)
) with (fillfactor = 50);
alter table private.presence enable row level security;
comment on table private.presence is 'The last heartbeat of everybody who is online, and of who has just left.';
comment on column private.presence.device is 'What the client calls its device, for instance web or ios.';
comment on column private.presence.active_at is '
The last heartbeat with status online. Somebody with one device in the hand and another lying idle sends both
statuses in turn: the one that is in use counts.';
comment on column private.presence.seen_at is 'The last heartbeat of any status.';

create table private.last_seen (
  profile_id uuid primary key references public.profiles (id) on delete cascade,
  seen_at timestamptz not null
);
alter table private.last_seen enable row level security;
comment on table private.last_seen is 'When people who are offline were online last. The worker writes it as it sweeps presence.';

-- sql/25_presence/functions.sql
create function private.presence_lifetime() returns interval
language sql immutable
set search_path = ''
as $$ select interval '75 seconds' $$;
comment on function private.presence_lifetime is 'How long a heartbeat counts: two of them may be lost or late before somebody is offline.';

create function public.heartbeat(status text default 'online', device text default 'web') returns void
language sql volatile
set search_path = ''
as $$
  select private.note_heartbeat(heartbeat.status, heartbeat.device)
$$;
comment on function public.heartbeat is '
Says that the caller is there; to be sent every 30 s. `status`: online, or away while nobody touches the device.
`device`: 1 to 40 characters. Without heartbeats somebody is offline after 75 s.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, INVALID_PRESENCE.';
grant execute on function public.heartbeat to authenticated;

create function private.note_heartbeat(status text, device text) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.active_caller_id();
begin
  if (status in ('online', 'away') and length(device) between 1 and 40) is not true then
    perform private.raise('INVALID_PRESENCE', 'status must be online or away, and device have 1 to 40 characters.', 422);
  end if;
  insert into private.presence as present (profile_id, device, active_at, seen_at)
  values (caller, note_heartbeat.device, case status when 'online' then now() end, now())
  on conflict (profile_id) do update
    set device = excluded.device, active_at = coalesce(excluded.active_at, present.active_at), seen_at = excluded.seen_at;
end
$$;
comment on function private.note_heartbeat is 'The step of heartbeat that writes. Errors: as heartbeat.';
grant execute on function private.note_heartbeat to authenticated;

create function public.presence_of(user_ids uuid[]) returns jsonb
language sql stable
set search_path = ''
as $$
  select private.shown_presence(presence_of.user_ids)
$$;
comment on function public.presence_of is '
Whether people are there: {items: [{user_id, status: online|away|offline, last_seen_at}]}, for up to 100 `user_ids`, without
those who do not exist or are hidden from the caller. `status` is null for who does not show it, and
`last_seen_at`, to the minute, for who is online, or does not show it, or does not show the status.
Errors: NOT_AUTHENTICATED, INVALID_PRESENCE.';
grant execute on function public.presence_of to authenticated;

create function private.shown_presence(user_ids uuid[]) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
begin
  perform private.caller_id();
  if (cardinality(user_ids) <= 100) is not true then
    perform private.raise('INVALID_PRESENCE', 'user_ids must be a list of at most 100.', 422);
  end if;
  return (
    select jsonb_build_object('items', coalesce(jsonb_agg(
      jsonb_build_object(
        'user_id', settings.profile_id,
        'status', case when settings.show_online then now_is.status end,
        'last_seen_at', case when settings.show_online and settings.show_last_seen and now_is.status = 'offline'
          then date_trunc('minute', coalesce(present.seen_at, past.seen_at)) end)
      order by settings.profile_id), '[]'))
    from private.profile_settings settings
    join private.accounts account on account.id = settings.profile_id
    left join private.presence present on present.profile_id = settings.profile_id
    left join private.last_seen past on past.profile_id = settings.profile_id
    cross join lateral (select case
      when present.active_at > now() - private.presence_lifetime() then 'online'
      when present.seen_at > now() - private.presence_lifetime() then 'away'
      else 'offline'
    end) as now_is (status)
    where settings.profile_id = any (user_ids) and settings.profile_id <> all (private.hidden_ids())
      and account.deactivated_at is null and account.banned_until > now() is not true
  );
end
$$;
comment on function private.shown_presence is 'Whether people are there, as far as the caller may know. Errors: as presence_of.';
grant execute on function private.shown_presence to authenticated;

create function private.sweep_presence() returns bigint
language sql volatile
set search_path = ''
as $$
  with gone as (
    delete from private.presence where seen_at < now() - private.presence_lifetime()
    returning profile_id, seen_at
  ), kept as (
    insert into private.last_seen as past (profile_id, seen_at)
    select profile_id, seen_at from gone
    on conflict (profile_id) do update set seen_at = excluded.seen_at
    returning 1
  )
  select count(*) from kept
$$;
comment on function private.sweep_presence is '
Moves who has left from presence to last_seen, and returns how many. The worker calls it by schedule.';

-- sql/25_presence/export.sql
create function private.export_presence(account_id uuid) returns setof jsonb
language sql stable
set search_path = ''
as $$
  select jsonb_build_object('last_seen_at', greatest(
    (select present.seen_at from private.presence present where present.profile_id = export_presence.account_id),
    (select past.seen_at from private.last_seen past where past.profile_id = export_presence.account_id)))
$$;
comment on function private.export_presence is 'Part of the export: when the person was last online; null before the first time.';

-- sql/30_graph/types.sql
create type private.count_change as (profile_id uuid, followers int, following int, connections int);
comment on type private.count_change is 'What to add to the counters of one person.';

-- sql/30_graph/tables.sql
-- How people stand to each other. Every edge has a version 7 `id` beside its pair, so that a page of a list is one
-- index range. Edges of both kinds go with either person, and with a block between them.
create table public.follows (
  follower_id uuid not null references public.profiles (id) on delete cascade,
  followee_id uuid not null references public.profiles (id) on delete cascade,
  id uuid not null default private.uuid_v7(),
  created_at timestamptz not null default now(),
  primary key (follower_id, followee_id),
  constraint nobody_follows_themselves check (follower_id <> followee_id)
);
alter table public.follows enable row level security;
-- A page of list_followers, and of list_following.
create index follows_followee_id on public.follows (followee_id, id);
create index follows_follower_id on public.follows (follower_id, id);
comment on table public.follows is 'Who follows whom.';
comment on column public.follows.id is 'UUID version 7: its order is the order of following.';

create table public.follow_requests (
  follower_id uuid not null references public.profiles (id) on delete cascade,
  followee_id uuid not null references public.profiles (id) on delete cascade,
  id uuid not null default private.uuid_v7(),
  created_at timestamptz not null default now(),
  primary key (follower_id, followee_id),
  constraint nobody_asks_themselves check (follower_id <> followee_id)
);
alter table public.follow_requests enable row level security;
-- A page of list_follow_requests.
create index follow_requests_followee_id on public.follow_requests (followee_id, id);
comment on table public.follow_requests is 'Who waits to be let in by a private account.';

-- One row a pair and direction, kept after its end: an answer that is repeated finds what the first one did, and
-- a decline is remembered for the cool-down.
create table public.connection_requests (
  requester_id uuid not null references public.profiles (id) on delete cascade,
  addressee_id uuid not null references public.profiles (id) on delete cascade,
  id uuid not null default private.uuid_v7(),
  state text not null default 'pending',
  note text,
  created_at timestamptz not null default now(),
  ended_at timestamptz,
  primary key (requester_id, addressee_id),
  constraint connection_request_id_is_unique unique (id),
  constraint nobody_connects_to_themselves check (requester_id <> addressee_id),
  constraint state_is_known check (state in ('pending', 'accepted', 'declined', 'withdrawn')),
  constraint only_what_has_ended_has_an_end check ((state = 'pending') = (ended_at is null)),
  constraint note_is_valid check (length(note) between 1 and 300)
);
alter table public.connection_requests enable row level security;
-- A page of list_connection_requests in either direction, which never meets a request that has ended.
create index connection_requests_addressee_id on public.connection_requests (addressee_id, state, id);
create index connection_requests_requester_id on public.connection_requests (requester_id, state, id);
comment on table public.connection_requests is 'Who has asked whom to connect, and what became of it.';
comment on column public.connection_requests.id is 'UUID version 7; a new request of the same pair gets a new one.';
comment on column public.connection_requests.state is 'pending, accepted, declined, or withdrawn (also by a block).';

-- Two mirrored rows a connection: each person's list is one index range, and so is the array of everybody's.
create table public.connections (
  person_id uuid not null references public.profiles (id) on delete cascade,
  other_id uuid not null references public.profiles (id) on delete cascade,
  id uuid not null default private.uuid_v7(),
  created_at timestamptz not null default now(),
  primary key (person_id, other_id),
  constraint nobody_is_their_own_connection check (person_id <> other_id),
  -- Neither row can be there without the other: they are made in one statement, and go together.
  constraint connections_are_mutual foreign key (other_id, person_id)
    references public.connections (person_id, other_id) on delete cascade
);
alter table public.connections enable row level security;
-- The cascade, by person or by mirrored row; then a page of list_connections.
create index connections_other_id on public.connections (other_id, person_id);
create index connections_person_id on public.connections (person_id, id);
comment on table public.connections is 'Who is connected with whom, in both directions.';

create table public.mutes (
  muter_id uuid not null references public.profiles (id) on delete cascade,
  muted_id uuid not null references public.profiles (id) on delete cascade,
  id uuid not null default private.uuid_v7(),
  until timestamptz not null default 'infinity',
  created_at timestamptz not null default now(),
  primary key (muter_id, muted_id),
  constraint nobody_mutes_themselves check (muter_id <> muted_id)
);
alter table public.mutes enable row level security;
create index mutes_muted_id on public.mutes (muted_id);
-- A page of list_muted.
create index mutes_muter_id on public.mutes (muter_id, id);
comment on table public.mutes is 'Whose posts and events somebody does not want to see. The muted do not learn of it.';
comment on column public.mutes.until is 'When the mute ends by itself; infinity for one that does not.';

create table private.dismissed_suggestions (
  person_id uuid not null references public.profiles (id) on delete cascade,
  dismissed_id uuid not null references public.profiles (id) on delete cascade,
  created_at timestamptz not null default now(),
  primary key (person_id, dismissed_id)
);
alter table private.dismissed_suggestions enable row level security;
create index dismissed_suggestions_dismissed_id on private.dismissed_suggestions (dismissed_id);
comment on table private.dismissed_suggestions is 'Whom not to suggest to somebody again.';

-- The counters of a person are the sum of their rows here: nearly always one. A transaction that finds every row of a
-- person locked by others adds another instead of waiting, so that a thousand new followers at once do not queue, and
-- counting can never be part of a deadlock. There are never more rows than there were writers at one moment.
-- Its foreign key comes after those of the edges, so the cascade of a deleted profile reaches the edges first.
create table private.graph_stats (
  id bigint generated always as identity primary key,
  profile_id uuid not null references public.profiles (id) on delete cascade,
  followers int not null default 0,
  following int not null default 0,
  connections int not null default 0
) with (fillfactor = 70);
alter table private.graph_stats enable row level security;
-- No index on a counter: adding to it stays a heap-only update.
create index graph_stats_profile_id on private.graph_stats (profile_id);
comment on table private.graph_stats is 'How many followers, followees and connections a person has: the sum of the person''s rows.';
comment on column private.graph_stats.followers is 'A share of the number; it may be negative, the sum is not.';

-- sql/30_graph/block.sql
create function public.block(user_id uuid) returns jsonb
language sql volatile
set search_path = ''
as $$
  select private.block(block.user_id)
$$;
comment on function public.block is '
Makes two people invisible to each other, and ends every follow, request and connection between them. The other is not
told. Repeating it changes nothing. Returns the relationship, as follow.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, SELF_TARGET, USER_NOT_FOUND, RATE_LIMITED.';
grant execute on function public.block to authenticated;

create function private.block(user_id uuid) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.begin_with(user_id);
begin
  if exists (select from public.blocks where blocker_id = caller and blocked_id = block.user_id) then
    return private.relationship(user_id);
  end if;
  perform private.require_target(user_id);
  perform private.take_token('block', caller::text);
  insert into public.blocks (blocker_id, blocked_id) values (caller, user_id);
  delete from public.follows
  where (follower_id = caller and followee_id = block.user_id) or (follower_id = block.user_id and followee_id = caller);
  delete from public.follow_requests
  where (follower_id = caller and followee_id = block.user_id) or (follower_id = block.user_id and followee_id = caller);
  delete from public.connections where person_id = caller and other_id = block.user_id;
  -- Not deleted: blocking and unblocking must not end the cool-down after a decline.
  update public.connection_requests set state = 'withdrawn', ended_at = now()
  where state = 'pending'
    and ((requester_id = caller and addressee_id = block.user_id) or (requester_id = block.user_id and addressee_id = caller));
  perform private.emit('block', caller, user_id);
  return private.relationship(user_id);
end
$$;
comment on function private.block is 'The step of block that writes. Emits block (subject: the blocked). Errors: as block.';
grant execute on function private.block to authenticated;

create function public.unblock(user_id uuid) returns jsonb
language sql volatile
set search_path = ''
as $$
  select private.unblock(unblock.user_id)
$$;
comment on function public.unblock is '
Ends a block; what it ended stays ended. Repeating it changes nothing. Returns the relationship, as follow.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, SELF_TARGET, USER_NOT_FOUND.';
grant execute on function public.unblock to authenticated;

create function private.unblock(user_id uuid) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.begin_with(user_id);
begin
  delete from public.blocks where blocker_id = caller and blocked_id = unblock.user_id;
  if not found then
    perform private.require_person(user_id);
  end if;
  return private.relationship(user_id);
end
$$;
comment on function private.unblock is 'The step of unblock that writes. Errors: as unblock.';
grant execute on function private.unblock to authenticated;

-- sql/30_graph/connect.sql
create function public.request_connection(user_id uuid, note text default null) returns jsonb
language sql volatile
set search_path = ''
as $$
  select private.request_connection(request_connection.user_id, request_connection.note)
$$;
comment on function public.request_connection is '
Asks somebody to connect. `note`: up to 300 characters for them to read. If they have asked the caller already, both are
connected at once. Repeating it changes nothing, not the note either. Returns the relationship, as follow.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, SELF_TARGET, USER_NOT_FOUND, INVALID_ARGUMENT, CONNECTION_COOL_DOWN (30 days
after a decline), CONNECTION_LIMIT_REACHED, RATE_LIMITED.';
grant execute on function public.request_connection to authenticated;

create function private.request_connection(user_id uuid, note text) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.begin_with(user_id);
  note text := nullif(private.trimmed(request_connection.note), '');
  crossing public.connection_requests;
  earlier public.connection_requests;
  request_id uuid := private.uuid_v7();
begin
  if length(note) > 300 then
    perform private.raise('INVALID_ARGUMENT', 'note must have at most 300 characters.', 422);
  end if;
  perform private.require_target(user_id);
  if exists (select from public.connections where person_id = caller and other_id = request_connection.user_id) then
    return private.relationship(user_id);
  end if;

  select * into crossing from public.connection_requests
  where requester_id = request_connection.user_id and addressee_id = caller and state = 'pending';
  if found then
    perform private.connect(crossing);
    return private.relationship(user_id);
  end if;

  select * into earlier from public.connection_requests
  where requester_id = caller and addressee_id = request_connection.user_id;
  if earlier.state = 'pending' then
    return private.relationship(user_id);
  end if;
  if earlier.state = 'declined' and earlier.ended_at + private.connection_cool_down() > now() then
    perform private.raise('CONNECTION_COOL_DOWN', 'You cannot ask this person again yet.', 409,
      details => format('until %s', earlier.ended_at + private.connection_cool_down()));
  end if;
  perform private.take_token('connection_request', caller::text);
  perform private.require_room(caller);
  insert into public.connection_requests (requester_id, addressee_id, id, note)
  values (caller, user_id, request_id, note)
  on conflict on constraint connection_requests_pkey do update
    set id = excluded.id, state = 'pending', note = excluded.note, created_at = now(), ended_at = null;
  perform private.emit('connection_request', caller, user_id, request_id);
  return private.relationship(user_id);
end
$$;
comment on function private.request_connection is '
The step of request_connection that writes. Emits connection_request (subject: the addressee, target: the request), or
what connect emits. Errors: as request_connection.';
grant execute on function private.request_connection to authenticated;

create function private.connect(request public.connection_requests) returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  perform private.require_room(request.addressee_id), private.require_room(request.requester_id);
  update public.connection_requests set state = 'accepted', ended_at = now() where id = request.id;
  -- Their own request of earlier days is answered too: a decline does not outlive a connection.
  delete from public.connection_requests
  where requester_id = request.addressee_id and addressee_id = request.requester_id;
  insert into public.connections (person_id, other_id)
  values (request.requester_id, request.addressee_id), (request.addressee_id, request.requester_id);
  perform private.emit('connection_accept', request.addressee_id, request.requester_id, request.id);
end
$$;
comment on function private.connect is '
Connects two people because of a request between them. Emits connection_accept (actor: the addressee, subject: the
requester, target: the request). Errors: CONNECTION_LIMIT_REACHED.';

create function private.require_room(person_id uuid) returns void
language plpgsql stable
set search_path = ''
as $$
begin
  if (private.graph_counts(person_id) ->> 'connections')::int >= private.connection_limit() then
    perform private.raise('CONNECTION_LIMIT_REACHED', 'One of you has as many connections as one may.', 409,
      details => format('limit %s', private.connection_limit()));
  end if;
end
$$;
comment on function private.require_room is 'Refuses another connection for somebody who has the most. Errors: CONNECTION_LIMIT_REACHED.';

create function private.connection_limit() returns int
language sql immutable
set search_path = ''
as $$ select 10000 $$;
comment on function private.connection_limit is 'How many connections one may have. It bounds connected_ids().';

create function private.connection_cool_down() returns interval
language sql immutable
set search_path = ''
as $$ select interval '30 days' $$;
comment on function private.connection_cool_down is 'How long after a decline the same person cannot be asked again.';

create function public.remove_connection(user_id uuid) returns jsonb
language sql volatile
set search_path = ''
as $$
  select private.remove_connection(remove_connection.user_id)
$$;
comment on function public.remove_connection is '
Ends a connection for both; the other is not told. Repeating it changes nothing. Returns the relationship, as follow.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, SELF_TARGET, USER_NOT_FOUND.';
grant execute on function public.remove_connection to authenticated;

create function private.remove_connection(user_id uuid) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.begin_with(user_id);
begin
  -- The mirrored row goes with it.
  delete from public.connections where person_id = caller and other_id = remove_connection.user_id;
  if not found then
    perform private.require_person(user_id);
  end if;
  return private.relationship(user_id);
end
$$;
comment on function private.remove_connection is 'The step of remove_connection that writes. Errors: as remove_connection.';
grant execute on function private.remove_connection to authenticated;

-- sql/30_graph/connection_answers.sql
create function public.answer_connection(request_id uuid, accept boolean) returns jsonb
language sql volatile
set search_path = ''
as $$
  select private.answer_connection(answer_connection.request_id, answer_connection.accept)
$$;
comment on function public.answer_connection is '
Accepts or declines a request to the caller; who is declined is not told, and cannot ask again for 30 days. Repeating an
answer changes nothing. Returns the relationship with the requester, as follow.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, CONNECTION_REQUEST_NOT_FOUND (also when it was withdrawn or answered
otherwise), CONNECTION_LIMIT_REACHED, INVALID_ARGUMENT.';
grant execute on function public.answer_connection to authenticated;

create function private.answer_connection(request_id uuid, accept boolean) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  answer text := case when accept then 'accepted' else 'declined' end;
  request public.connection_requests;
begin
  perform private.require_answer(accept);
  request := private.begin_with_request(request_id);
  if request.addressee_id is distinct from private.caller_id()
    or not exists (select from private.visible_people visible where visible.id = request.requester_id) then
    perform private.raise_no_request();
  end if;
  if request.state = 'pending' and accept then
    perform private.connect(request);
  elsif request.state = 'pending' then
    update public.connection_requests set state = answer, ended_at = now() where id = request.id;
  elsif request.state <> answer then
    perform private.raise_no_request();
  end if;
  return private.relationship(request.requester_id);
end
$$;
comment on function private.answer_connection is 'The step of answer_connection that writes. Emits what connect emits. Errors: as answer_connection.';
grant execute on function private.answer_connection to authenticated;

create function public.withdraw_connection(request_id uuid) returns jsonb
language sql volatile
set search_path = ''
as $$
  select private.withdraw_connection(withdraw_connection.request_id)
$$;
comment on function public.withdraw_connection is '
Takes back a request of the caller. Repeating it changes nothing. Returns the relationship with the addressee, as follow.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, CONNECTION_REQUEST_NOT_FOUND (also when it was accepted).';
grant execute on function public.withdraw_connection to authenticated;

create function private.withdraw_connection(request_id uuid) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  request public.connection_requests := private.begin_with_request(request_id);
begin
  if request.requester_id is distinct from private.caller_id() or request.state = 'accepted' then
    perform private.raise_no_request();
  end if;
  -- One that was declined looks withdrawn to its requester, and stays declined.
  update public.connection_requests set state = 'withdrawn', ended_at = now() where id = request.id and state = 'pending';
  if found then
    perform private.emit('connection_withdraw', request.requester_id, request.addressee_id, request.id);
  end if;
  return private.relationship(request.addressee_id);
end
$$;
comment on function private.withdraw_connection is '
The step of withdraw_connection that writes. Emits connection_withdraw (subject: the addressee, target: the request).
Errors: as withdraw_connection.';
grant execute on function private.withdraw_connection to authenticated;

create function private.begin_with_request(request_id uuid) returns public.connection_requests
language plpgsql volatile
set search_path = ''
as $$
declare
  caller uuid := private.active_caller_id();
  request public.connection_requests;
begin
  select * into request from public.connection_requests
  where id = begin_with_request.request_id and caller in (requester_id, addressee_id);
  perform private.lock_pair(request.requester_id, request.addressee_id);
  -- Once more: it may have been answered while this waited for the pair.
  select * into request from public.connection_requests where id = request.id;
  return request;
end
$$;
comment on function private.begin_with_request is '
Opens a change of a connection request that the caller is a side of; all null if there is none.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED.';

create function private.raise_no_request() returns void
language plpgsql immutable
set search_path = ''
as $$
begin
  perform private.raise('CONNECTION_REQUEST_NOT_FOUND', 'There is no such request, or it waits no longer.', 404);
end
$$;
comment on function private.raise_no_request is 'Errors: CONNECTION_REQUEST_NOT_FOUND.';

-- sql/30_graph/counters.sql
-- Counters follow from the edges by statement triggers, whoever changes these: a call, a block, the cascade of a
-- deleted account, a bulk load.
create function private.count_follows() returns trigger
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  step int := case tg_op when 'INSERT' then 1 else -1 end;
begin
  perform private.add_to_counts(array_agg(row(person, step * followers, step * following, 0)::private.count_change))
  from (
    select person, sum(follower) as followers, sum(followee) as following
    from changed cross join lateral (values (followee_id, 1, 0), (follower_id, 0, 1)) side (person, follower, followee)
    group by person
  ) change;
  return null;
end
$$;
comment on function private.count_follows is 'Statement trigger of follows: keeps the numbers of followers and followees.';

create function private.count_connections() returns trigger
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  step int := case tg_op when 'INSERT' then 1 else -1 end;
begin
  perform private.add_to_counts(array_agg(row(person_id, 0, 0, step * connections)::private.count_change))
  from (select person_id, count(*) as connections from changed group by person_id) change;
  return null;
end
$$;
comment on function private.count_connections is 'Statement trigger of connections: keeps their number, by the row of each side.';

create function private.add_to_counts(changes private.count_change[]) returns void
language sql volatile
set search_path = ''
as $$
  -- Whoever is being deleted, by this very cascade, needs no counters any more.
  with change as materialized (
    select change.* from unnest(changes) change join public.profiles person on person.id = change.profile_id
  ),
  free as materialized (
    select change.*, stats.id
    from change
    cross join lateral (
      select id from private.graph_stats where graph_stats.profile_id = change.profile_id
      limit 1
      for no key update skip locked
    ) stats
  ),
  added as (
    update private.graph_stats stats
    set followers = stats.followers + free.followers,
      following = stats.following + free.following,
      connections = stats.connections + free.connections
    from free
    where stats.id = free.id
    returning stats.profile_id
  )
  insert into private.graph_stats (profile_id, followers, following, connections)
  select change.profile_id, change.followers, change.following, change.connections
  from change
  where change.profile_id not in (select profile_id from added)
$$;
comment on function private.add_to_counts is '
Adds to the counters of people, to a row of theirs that nobody has locked, or to a new one: it never waits for another
transaction. Each person may be in `changes` once.';

create function private.graph_counts(user_id uuid) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
begin
  return (
    select jsonb_build_object(
      'followers', coalesce(sum(followers), 0), 'following', coalesce(sum(following), 0),
      'connections', coalesce(sum(connections), 0))
    from private.graph_stats
    where profile_id = graph_counts.user_id);
end
$$;
comment on function private.graph_counts is '
How many people follow somebody, are followed by and connected with them: {followers, following, connections}.
PL/pgSQL, because that keeps its plan.';
grant execute on function private.graph_counts to authenticated, service_role;

-- sql/30_graph/export.sql
create function private.export_follows(account_id uuid) returns setof jsonb
language sql stable
set search_path = ''
as $$
  select jsonb_build_object('direction', edge.direction, 'user_id', person.id, 'username', person.username, 'created_at', edge.created_at)
  from (
    select 'following' as direction, followee_id as other_id, created_at, id from public.follows where follower_id = export_follows.account_id
    union all
    select 'follower', follower_id, created_at, id from public.follows where followee_id = export_follows.account_id
  ) edge
  join public.profiles person on person.id = edge.other_id
  order by edge.direction, edge.id
$$;
comment on function private.export_follows is 'Part of the export: whom the person follows, and who follows them.';

create function private.export_connections(account_id uuid) returns setof jsonb
language sql stable
set search_path = ''
as $$
  select jsonb_build_object('user_id', person.id, 'username', person.username, 'created_at', connection.created_at)
  from public.connections connection
  join public.profiles person on person.id = connection.other_id
  where connection.person_id = export_connections.account_id
  order by connection.id
$$;
comment on function private.export_connections is 'Part of the export: with whom the person is connected.';

create function private.export_connection_requests(account_id uuid) returns setof jsonb
language sql stable
set search_path = ''
as $$
  select jsonb_build_object(
    'direction', asked.direction, 'user_id', person.id, 'username', person.username, 'note', asked.note, 'created_at', asked.created_at)
  from (
    select 'outgoing' as direction, addressee_id as other_id, note, created_at, id from public.connection_requests
    where requester_id = export_connection_requests.account_id and state = 'pending'
    union all
    select 'incoming', requester_id, note, created_at, id from public.connection_requests
    where addressee_id = export_connection_requests.account_id and state = 'pending'
  ) asked
  join public.profiles person on person.id = asked.other_id
  order by asked.direction, asked.id
$$;
comment on function private.export_connection_requests is 'Part of the export: requests to connect that wait, in either direction.';

create function private.export_mutes(account_id uuid) returns setof jsonb
language sql stable
set search_path = ''
as $$
  select jsonb_build_object('user_id', person.id, 'username', person.username, 'until', mute.until, 'created_at', mute.created_at)
  from public.mutes mute
  join public.profiles person on person.id = mute.muted_id
  where mute.muter_id = export_mutes.account_id
  order by mute.id
$$;
comment on function private.export_mutes is 'Part of the export: whom the person has muted.';

-- sql/30_graph/follow.sql
create function public.follow(user_id uuid) returns jsonb
language sql volatile
set search_path = ''
as $$
  select private.follow(follow.user_id)
$$;
comment on function public.follow is '
Follows somebody, or asks to where the account is private. Repeating it changes nothing.
Returns the relationship: {user_id, following, follow_requested, followed_by, follow_requested_by, connection:
none|requested|incoming|connected, connection_request_id, muted, blocking}.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, SELF_TARGET, USER_NOT_FOUND, FOLLOW_LIMIT_REACHED, RATE_LIMITED.';
grant execute on function public.follow to authenticated;

create function private.follow(user_id uuid) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.begin_with(user_id);
  followee public.profiles := private.require_target(user_id);
begin
  if exists (select from public.follows where follower_id = caller and followee_id = followee.id)
    or followee.is_private and exists (
      select from public.follow_requests where follower_id = caller and followee_id = followee.id) then
    return private.relationship(followee.id);
  end if;

  perform private.take_token('follow', caller::text);
  if (private.graph_counts(caller) ->> 'following')::int >= private.follow_limit() then
    perform private.raise('FOLLOW_LIMIT_REACHED', 'You follow as many people as one may.', 409,
      details => format('limit %s', private.follow_limit()));
  end if;
  if followee.is_private then
    insert into public.follow_requests (follower_id, followee_id) values (caller, followee.id);
    perform private.emit('follow_request', caller, followee.id);
  else
    -- What was asked while the account was private.
    delete from public.follow_requests where follower_id = caller and followee_id = followee.id;
    insert into public.follows (follower_id, followee_id) values (caller, followee.id);
    perform private.emit('follow', caller, followee.id);
  end if;
  return private.relationship(followee.id);
end
$$;
comment on function private.follow is 'The step of follow that writes. Emits follow or follow_request (subject: the followee). Errors: as follow.';
grant execute on function private.follow to authenticated;

create function private.follow_limit() returns int
language sql immutable
set search_path = ''
as $$ select 10000 $$;
comment on function private.follow_limit is '
How many people one may follow or ask to. It bounds followed_ids() and everything that walks over it. Requests that are
let in may pass it.';

create function public.unfollow(user_id uuid) returns jsonb
language sql volatile
set search_path = ''
as $$
  select private.unfollow(unfollow.user_id)
$$;
comment on function public.unfollow is '
Follows somebody no more, or takes back the request to. Repeating it changes nothing. Returns the relationship, as follow.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, SELF_TARGET, USER_NOT_FOUND.';
grant execute on function public.unfollow to authenticated;

create function private.unfollow(user_id uuid) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.begin_with(user_id);
begin
  delete from public.follow_requests where follower_id = caller and followee_id = unfollow.user_id;
  if found then
    perform private.emit('follow_request_withdraw', caller, user_id);
    return private.relationship(user_id);
  end if;
  delete from public.follows where follower_id = caller and followee_id = unfollow.user_id;
  if found then
    perform private.emit('unfollow', caller, user_id);
  else
    perform private.require_person(user_id);
  end if;
  return private.relationship(user_id);
end
$$;
comment on function private.unfollow is '
The step of unfollow that writes. Emits unfollow or follow_request_withdraw (subject: the followee). Errors: as unfollow.';
grant execute on function private.unfollow to authenticated;

-- sql/30_graph/followers.sql
create function public.answer_follow(user_id uuid, accept boolean) returns jsonb
language sql volatile
set search_path = ''
as $$
  select private.answer_follow(answer_follow.user_id, answer_follow.accept)
$$;
comment on function public.answer_follow is '
Lets somebody who has asked follow the caller, or declines, of which they are not told. Repeating it changes nothing.
Returns the relationship, as follow. Making an account public answers nobody.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, SELF_TARGET, USER_NOT_FOUND, FOLLOW_REQUEST_NOT_FOUND, INVALID_ARGUMENT.';
grant execute on function public.answer_follow to authenticated;

create function private.answer_follow(user_id uuid, accept boolean) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.begin_with(user_id);
begin
  perform private.require_answer(accept);
  perform private.require_target(user_id);
  delete from public.follow_requests where follower_id = answer_follow.user_id and followee_id = caller;
  if found and accept then
    insert into public.follows (follower_id, followee_id) values (user_id, caller);
    perform private.emit('follow_accept', caller, user_id);
  elsif accept and not exists (
    select from public.follows where follower_id = answer_follow.user_id and followee_id = caller) then
    perform private.raise('FOLLOW_REQUEST_NOT_FOUND', 'This person does not ask to follow you.', 404);
  end if;
  return private.relationship(user_id);
end
$$;
comment on function private.answer_follow is '
The step of answer_follow that writes. Emits follow_accept (subject: the new follower). Errors: as answer_follow.';
grant execute on function private.answer_follow to authenticated;

create function private.require_answer(accept boolean) returns void
language plpgsql immutable
set search_path = ''
as $$
begin
  if accept is null then
    perform private.raise('INVALID_ARGUMENT', 'accept must be true or false.', 422);
  end if;
end
$$;
comment on function private.require_answer is 'Refuses an answer that is none. Errors: INVALID_ARGUMENT.';

create function public.remove_follower(user_id uuid) returns jsonb
language sql volatile
set search_path = ''
as $$
  select private.remove_follower(remove_follower.user_id)
$$;
comment on function public.remove_follower is '
Ends that somebody follows the caller; they are not told. Repeating it changes nothing. Returns the relationship, as follow.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, SELF_TARGET, USER_NOT_FOUND.';
grant execute on function public.remove_follower to authenticated;

create function private.remove_follower(user_id uuid) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.begin_with(user_id);
begin
  delete from public.follows where follower_id = remove_follower.user_id and followee_id = caller;
  if not found then
    perform private.require_person(user_id);
  end if;
  return private.relationship(user_id);
end
$$;
comment on function private.remove_follower is 'The step of remove_follower that writes. Errors: as remove_follower.';
grant execute on function private.remove_follower to authenticated;

-- sql/30_graph/get_profile.sql
create function public.get_profile(username text default null, user_id uuid default null) returns jsonb
language plpgsql stable
set search_path = ''
as $$
declare
  profile jsonb := private.shown_profile(get_profile.username, get_profile.user_id);
  person_id uuid := (profile ->> 'id')::uuid;
begin
  return profile || jsonb_build_object(
    'counts', private.graph_counts(person_id),
    'relationship', case when person_id <> private.caller_id() then private.relationship(person_id) end);
end
$$;
comment on function public.get_profile is '
One person, found by `username` or by `user_id` (one of the two): {id, username, first_name, last_name, gender, pronouns,
bio, links, looking_for, interests: [slug], is_private, verified_at, age, distance_km, created_at, counts: {followers,
following, connections}, relationship: as follow returns it, null for oneself}. `age` in years and `distance_km`, rounded
between areas of 5 km, are null where the person does not show them; a distance needs that both have set a location. The
own profile with its private fields is GET auth/me.
Errors: NOT_AUTHENTICATED, INVALID_PROFILE (none or both given), USER_NOT_FOUND (also across a block).';
grant execute on function public.get_profile to authenticated;

-- sql/30_graph/ids.sql
-- Whom the caller follows, is connected with, has muted: for the policies and queries of later domains. Each is computed
-- once a statement, as an InitPlan. Two forms, because the arrays may have ten thousand elements:
--   author_id = any ((select private.followed_ids())::uuid[])        where an index on author_id finds the rows;
--   author_id in (select unnest(private.followed_ids()))             where rows are found otherwise and only filtered:
-- Postgres hashes the second, and compares each row with the whole array in the first: for 500 rows and 10,000 people
-- 6 ms against 37. PL/pgSQL keeps their plans.
create function private.followed_ids() returns uuid[]
language plpgsql stable security definer
set search_path = ''
as $$
declare
  caller uuid := auth.uid();
begin
  return (select coalesce(array_agg(followee_id), '{}') from public.follows where follower_id = caller);
end
$$;
comment on function private.followed_ids is 'Whom the caller follows; about follow_limit() at most. See the forms of use in sql/30_graph/ids.sql.';
grant execute on function private.followed_ids to authenticated;

create function private.connected_ids() returns uuid[]
language plpgsql stable security definer
set search_path = ''
as $$
declare
  caller uuid := auth.uid();
begin
  return (select coalesce(array_agg(other_id), '{}') from public.connections where person_id = caller);
end
$$;
comment on function private.connected_ids is 'With whom the caller is connected; connection_limit() at most. Used as followed_ids.';
grant execute on function private.connected_ids to authenticated;

create function private.muted_ids() returns uuid[]
language plpgsql stable security definer
set search_path = ''
as $$
declare
  caller uuid := auth.uid();
begin
  return (select coalesce(array_agg(muted_id), '{}') from public.mutes where muter_id = caller and until > now());
end
$$;
comment on function private.muted_ids is 'Whom the caller has muted at this moment. Used as followed_ids.';
grant execute on function private.muted_ids to authenticated;

-- sql/30_graph/list_followers.sql
-- Who follows somebody, whom they follow, and whom of their followers the caller knows.
create function private.graph_page(items jsonb[], ids uuid[], page_size int) returns jsonb
language sql immutable
set search_path = ''
as $$
  select jsonb_build_object(
    'items', coalesce(to_jsonb(items[1:page_size]), '[]'),
    'next_cursor', case when cardinality(ids) > page_size then private.encode_cursor(ids[page_size]) end)
$$;
comment on function private.graph_page is '
A page of a list, {items, next_cursor}, from what was found for it: items and the identifiers that sort them, in order,
and one more than the page holds if there is a next page.';

create function private.require_open_lists(user_id uuid) returns void
language plpgsql stable
set search_path = ''
as $$
declare
  caller uuid := private.caller_id();
  person public.profiles := private.require_person(user_id);
begin
  if person.is_private and person.id <> caller
    and not exists (select from public.follows where follower_id = caller and followee_id = person.id) then
    perform private.raise('ACCOUNT_IS_PRIVATE', 'Only followers see this.', 403);
  end if;
end
$$;
comment on function private.require_open_lists is '
Refuses unless the caller may see whom somebody follows and is followed by: for a private account, its followers and itself.
Errors: NOT_AUTHENTICATED, USER_NOT_FOUND, ACCOUNT_IS_PRIVATE.';

create function public.list_followers(user_id uuid, cursor text default null, page_size int default 20) returns jsonb
language sql stable
set search_path = ''
as $$
  select private.list_followers(list_followers.user_id, list_followers.cursor, list_followers.page_size)
$$;
comment on function public.list_followers is '
Who follows somebody, the newest first: {items: [{user: {id, username, first_name, last_name}, followed_at, following}],
next_cursor}. `following`: whether the caller follows them.
Errors: NOT_AUTHENTICATED, USER_NOT_FOUND, ACCOUNT_IS_PRIVATE, INVALID_CURSOR, INVALID_PAGE_SIZE.';
grant execute on function public.list_followers to authenticated;

create function private.list_followers(user_id uuid, cursor text, page_size int) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  caller uuid := private.caller_id();
  before uuid := private.decode_cursor(cursor);
  wanted int := private.page_size(page_size) + 1;
begin
  perform private.require_open_lists(user_id);
  return (
    select private.graph_page(array_agg(item order by id desc), array_agg(id order by id desc), list_followers.page_size)
    from (
      select follow.id, private.follow_item(visible.profile, follow.created_at, caller) as item
      from public.follows follow
      join private.visible_people visible on visible.id = follow.follower_id
      where follow.followee_id = list_followers.user_id and follow.id < before
      order by follow.id desc
      limit wanted
    ) found);
end
$$;
comment on function private.list_followers is 'The step of list_followers that reads. Errors: as list_followers.';
grant execute on function private.list_followers to authenticated;

create function private.follow_item(person public.profiles, followed_at timestamptz, caller uuid) returns jsonb
language sql stable
set search_path = ''
as $$
  select jsonb_build_object(
    'user', private.profile_card(person), 'followed_at', followed_at,
    'following', exists (select from public.follows where follower_id = caller and followee_id = person.id))
$$;
comment on function private.follow_item is 'A person in a list of followers or followees.';

create function public.list_following(user_id uuid, cursor text default null, page_size int default 20) returns jsonb
language sql stable
set search_path = ''
as $$
  select private.list_following(list_following.user_id, list_following.cursor, list_following.page_size)
$$;
comment on function public.list_following is '
Whom somebody follows, the newest first: {items, next_cursor} with items as list_followers.
Errors: NOT_AUTHENTICATED, USER_NOT_FOUND, ACCOUNT_IS_PRIVATE, INVALID_CURSOR, INVALID_PAGE_SIZE.';
grant execute on function public.list_following to authenticated;

create function private.list_following(user_id uuid, cursor text, page_size int) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  caller uuid := private.caller_id();
  before uuid := private.decode_cursor(cursor);
  wanted int := private.page_size(page_size) + 1;
begin
  perform private.require_open_lists(user_id);
  return (
    select private.graph_page(array_agg(item order by id desc), array_agg(id order by id desc), list_following.page_size)
    from (
      select follow.id, private.follow_item(visible.profile, follow.created_at, caller) as item
      from public.follows follow
      join private.visible_people visible on visible.id = follow.followee_id
      where follow.follower_id = list_following.user_id and follow.id < before
      order by follow.id desc
      limit wanted
    ) found);
end
$$;
comment on function private.list_following is 'The step of list_following that reads. Errors: as list_following.';
grant execute on function private.list_following to authenticated;

create function public.followers_you_know(user_id uuid, cursor text default null, page_size int default 20) returns jsonb
language sql stable
set search_path = ''
as $$
  select private.followers_you_know(followers_you_know.user_id, followers_you_know.cursor, followers_you_know.page_size)
$$;
comment on function public.followers_you_know is '
Whom of somebody''s followers the caller follows, those first whom the caller has followed last: {items, next_cursor} with
items as list_followers; followed_at is when they followed that person.
Errors: NOT_AUTHENTICATED, USER_NOT_FOUND, ACCOUNT_IS_PRIVATE, INVALID_CURSOR, INVALID_PAGE_SIZE.';
grant execute on function public.followers_you_know to authenticated;

create function private.followers_you_know(user_id uuid, cursor text, page_size int) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  caller uuid := private.caller_id();
  before uuid := private.decode_cursor(cursor);
  wanted int := private.page_size(page_size) + 1;
  -- Who has less to walk over: the caller, who follows about follow_limit() people at most, or that person's followers.
  follows_fewer boolean := (private.graph_counts(caller) ->> 'following')::int
    <= (private.graph_counts(user_id) ->> 'followers')::int;
begin
  perform private.require_open_lists(user_id);
  return (
    select private.graph_page(array_agg(item order by id desc), array_agg(id order by id desc), followers_you_know.page_size)
    from (
      select known.id, private.follow_item(known.profile, known.followed_at, caller) as item
      -- One branch runs. The limits of one keep the planner from walking the other way.
      from (
        (select mine.id, visible.profile, theirs.created_at as followed_at
        from public.follows mine
        cross join lateral (
          select created_at from public.follows
          where follower_id = mine.followee_id and followee_id = followers_you_know.user_id limit 1
        ) theirs
        join private.visible_people visible on visible.id = mine.followee_id
        where follows_fewer and mine.follower_id = caller and mine.id < before
        order by mine.id desc limit wanted)
        union all
        (select mine.id, visible.profile, theirs.created_at
        from public.follows theirs
        cross join lateral (
          select id from public.follows where follower_id = caller and followee_id = theirs.follower_id limit 1
        ) mine
        join private.visible_people visible on visible.id = theirs.follower_id
        where not follows_fewer and theirs.followee_id = followers_you_know.user_id and mine.id < before
        order by mine.id desc limit wanted)
      ) known
    ) found);
end
$$;
comment on function private.followers_you_know is 'The step of followers_you_know that reads. Errors: as followers_you_know.';
grant execute on function private.followers_you_know to authenticated;

-- sql/30_graph/list_own.sql
-- The lists that people have of their own edges.
create function public.list_follow_requests(cursor text default null, page_size int default 20) returns jsonb
language sql stable
set search_path = ''
as $$
  select private.list_follow_requests(list_follow_requests.cursor, list_follow_requests.page_size)
$$;
comment on function public.list_follow_requests is '
Who asks to follow the caller, the newest first: {items: [{user: {id, username, first_name, last_name}, requested_at}],
next_cursor}. Errors: NOT_AUTHENTICATED, INVALID_CURSOR, INVALID_PAGE_SIZE.';
grant execute on function public.list_follow_requests to authenticated;

create function private.list_follow_requests(cursor text, page_size int) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  caller uuid := private.caller_id();
  before uuid := private.decode_cursor(cursor);
  wanted int := private.page_size(page_size) + 1;
begin
  return (
    select private.graph_page(array_agg(item order by id desc), array_agg(id order by id desc), list_follow_requests.page_size)
    from (
      select request.id, jsonb_build_object(
        'user', private.profile_card(visible.profile), 'requested_at', request.created_at) as item
      from public.follow_requests request
      join private.visible_people visible on visible.id = request.follower_id
      where request.followee_id = caller and request.id < before
      order by request.id desc
      limit wanted
    ) found);
end
$$;
comment on function private.list_follow_requests is 'The step of list_follow_requests that reads. Errors: as list_follow_requests.';
grant execute on function private.list_follow_requests to authenticated;

create function public.list_connections(cursor text default null, page_size int default 20) returns jsonb
language sql stable
set search_path = ''
as $$
  select private.list_connections(list_connections.cursor, list_connections.page_size)
$$;
comment on function public.list_connections is '
With whom the caller is connected, the newest first: {items: [{user: {id, username, first_name, last_name},
connected_at}], next_cursor}. Errors: NOT_AUTHENTICATED, INVALID_CURSOR, INVALID_PAGE_SIZE.';
grant execute on function public.list_connections to authenticated;

create function private.list_connections(cursor text, page_size int) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  caller uuid := private.caller_id();
  before uuid := private.decode_cursor(cursor);
  wanted int := private.page_size(page_size) + 1;
begin
  return (
    select private.graph_page(array_agg(item order by id desc), array_agg(id order by id desc), list_connections.page_size)
    from (
      select connection.id, jsonb_build_object(
        'user', private.profile_card(visible.profile), 'connected_at', connection.created_at) as item
      from public.connections connection
      join private.visible_people visible on visible.id = connection.other_id
      where connection.person_id = caller and connection.id < before
      order by connection.id desc
      limit wanted
    ) found);
end
$$;
comment on function private.list_connections is 'The step of list_connections that reads. Errors: as list_connections.';
grant execute on function private.list_connections to authenticated;

create function public.list_connection_requests(direction text default 'incoming', cursor text default null, page_size int default 20)
returns jsonb
language sql stable
set search_path = ''
as $$
  select private.list_connection_requests(
    list_connection_requests.direction, list_connection_requests.cursor, list_connection_requests.page_size)
$$;
comment on function public.list_connection_requests is '
Requests to connect that wait for an answer, the newest first: {items: [{id, user: {id, username, first_name, last_name},
note, requested_at}], next_cursor}. `direction`: incoming (user has asked the caller) or outgoing (the caller has asked user).
Errors: NOT_AUTHENTICATED, INVALID_ARGUMENT, INVALID_CURSOR, INVALID_PAGE_SIZE.';
grant execute on function public.list_connection_requests to authenticated;

create function private.list_connection_requests(direction text, cursor text, page_size int) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  caller uuid := private.caller_id();
  before uuid := private.decode_cursor(cursor);
  wanted int := private.page_size(page_size) + 1;
begin
  if direction is null or direction not in ('incoming', 'outgoing') then
    perform private.raise('INVALID_ARGUMENT', 'direction must be incoming or outgoing.', 422);
  end if;
  return (
    select private.graph_page(array_agg(item order by id desc), array_agg(id order by id desc), list_connection_requests.page_size)
    from (
      select request.id, jsonb_build_object(
        'id', request.id, 'user', private.profile_card(visible.profile), 'note', request.note,
        'requested_at', request.created_at) as item
      -- One branch runs: each is a range of its own index.
      from (
        select id, requester_id as other_id, note, created_at from public.connection_requests
        where direction = 'incoming' and addressee_id = caller and state = 'pending'
        union all
        select id, addressee_id, note, created_at from public.connection_requests
        where direction = 'outgoing' and requester_id = caller and state = 'pending'
      ) request
      join private.visible_people visible on visible.id = request.other_id
      where request.id < before
      order by request.id desc
      limit wanted
    ) found);
end
$$;
comment on function private.list_connection_requests is 'The step of list_connection_requests that reads. Errors: as list_connection_requests.';
grant execute on function private.list_connection_requests to authenticated;

create function public.list_blocked(cursor text default null, page_size int default 20) returns jsonb
language sql stable
set search_path = ''
as $$
  select private.list_blocked(list_blocked.cursor, list_blocked.page_size)
$$;
comment on function public.list_blocked is '
Whom the caller has blocked, the newest first: {items: [{user: {id, username, first_name, last_name}, blocked_at}],
next_cursor}. Errors: NOT_AUTHENTICATED, INVALID_CURSOR, INVALID_PAGE_SIZE.';
grant execute on function public.list_blocked to authenticated;

create function private.list_blocked(cursor text, page_size int) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  caller uuid := private.caller_id();
  before uuid := private.decode_cursor(cursor);
  wanted int := private.page_size(page_size) + 1;
begin
  return (
    select private.graph_page(array_agg(item order by id desc), array_agg(id order by id desc), list_blocked.page_size)
    from (
      -- The one list of people who are not visible to the caller; without it nobody could end a block.
      select block.id, jsonb_build_object('user', private.profile_card(person), 'blocked_at', block.created_at) as item
      from public.blocks block
      join public.profiles person on person.id = block.blocked_id
      where block.blocker_id = caller and block.id < before
      order by block.id desc
      limit wanted
    ) found);
end
$$;
comment on function private.list_blocked is 'The step of list_blocked that reads. Errors: as list_blocked.';
grant execute on function private.list_blocked to authenticated;

create function public.list_muted(cursor text default null, page_size int default 20) returns jsonb
language sql stable
set search_path = ''
as $$
  select private.list_muted(list_muted.cursor, list_muted.page_size)
$$;
comment on function public.list_muted is '
Whom the caller has muted, the newest first: {items: [{user: {id, username, first_name, last_name}, until, muted_at}],
next_cursor}. `until`: null for a mute without an end. Errors: NOT_AUTHENTICATED, INVALID_CURSOR, INVALID_PAGE_SIZE.';
grant execute on function public.list_muted to authenticated;

create function private.list_muted(cursor text, page_size int) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  caller uuid := private.caller_id();
  before uuid := private.decode_cursor(cursor);
  wanted int := private.page_size(page_size) + 1;
begin
  return (
    select private.graph_page(array_agg(item order by id desc), array_agg(id order by id desc), list_muted.page_size)
    from (
      select mute.id, jsonb_build_object(
        'user', private.profile_card(visible.profile), 'until', nullif(mute.until, 'infinity'), 'muted_at', mute.created_at) as item
      from public.mutes mute
      join private.visible_people visible on visible.id = mute.muted_id
      where mute.muter_id = caller and mute.until > now() and mute.id < before
      order by mute.id desc
      limit wanted
    ) found);
end
$$;
comment on function private.list_muted is 'The step of list_muted that reads. Errors: as list_muted.';
grant execute on function private.list_muted to authenticated;

-- sql/30_graph/mute.sql
create function public.mute(user_id uuid, until timestamptz default null) returns jsonb
language sql volatile
set search_path = ''
as $$
  select private.mute(mute.user_id, mute.until)
$$;
comment on function public.mute is '
Keeps what somebody does out of the caller''s feeds and notifications, up to the time `until`, or until unmute. The other
is not told. Repeating it changes the time. Returns the relationship, as follow.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, SELF_TARGET, USER_NOT_FOUND, INVALID_ARGUMENT.';
grant execute on function public.mute to authenticated;

create function private.mute(user_id uuid, until timestamptz) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.begin_with(user_id);
begin
  if until <= now() then
    perform private.raise('INVALID_ARGUMENT', 'until must be in the future.', 422);
  end if;
  perform private.require_target(user_id);
  insert into public.mutes (muter_id, muted_id, until) values (caller, user_id, coalesce(mute.until, 'infinity'))
  on conflict on constraint mutes_pkey do update set until = excluded.until;
  return private.relationship(user_id);
end
$$;
comment on function private.mute is 'The step of mute that writes. Errors: as mute.';
grant execute on function private.mute to authenticated;

create function public.unmute(user_id uuid) returns jsonb
language sql volatile
set search_path = ''
as $$
  select private.unmute(unmute.user_id)
$$;
comment on function public.unmute is '
Ends a mute. Repeating it changes nothing. Returns the relationship, as follow.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, SELF_TARGET, USER_NOT_FOUND.';
grant execute on function public.unmute to authenticated;

create function private.unmute(user_id uuid) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.begin_with(user_id);
begin
  delete from public.mutes where muter_id = caller and muted_id = unmute.user_id;
  if not found then
    perform private.require_person(user_id);
  end if;
  return private.relationship(user_id);
end
$$;
comment on function private.unmute is 'The step of unmute that writes. Errors: as unmute.';
grant execute on function private.unmute to authenticated;

-- sql/30_graph/people.sql
-- What every call of the graph begins with: whom it is about, and nothing else happening to that pair meanwhile.
create function private.lock_pair(one uuid, other uuid) returns void
language sql volatile
set search_path = ''
as $$
  select pg_advisory_xact_lock(hashtextextended(least(one, other)::text || greatest(one, other)::text, 0))
$$;
comment on function private.lock_pair is '
Until the transaction ends, nobody else changes how these two people stand to each other: crossing requests, a follow
during a block and two answers at once happen one after the other. It is the first lock that a call takes, and each
takes one, so no two can wait for each other.';

create function private.begin_with(user_id uuid) returns uuid
language plpgsql volatile
set search_path = ''
as $$
declare
  caller uuid := private.active_caller_id();
begin
  if user_id = caller then
    perform private.raise('SELF_TARGET', 'You cannot do this with yourself.', 422);
  end if;
  perform private.lock_pair(caller, user_id);
  return caller;
end
$$;
comment on function private.begin_with is '
Opens a change between the caller and somebody else; returns the caller.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, SELF_TARGET.';

create function private.require_person(user_id uuid) returns public.profiles
language plpgsql stable
set search_path = ''
as $$
declare
  person public.profiles;
begin
  select (visible.profile).* into person from private.visible_people visible where visible.id = require_person.user_id;
  if not found then
    perform private.raise('USER_NOT_FOUND', 'There is no such person.', 404);
  end if;
  return person;
end
$$;
comment on function private.require_person is '
The profile of somebody whom the caller may see. Errors: USER_NOT_FOUND, alike for the unknown, the deactivated and,
in either direction, the blocked.';

create function private.require_target(user_id uuid) returns public.profiles
language plpgsql volatile
set search_path = ''
as $$
begin
  -- The foreign key of the new edge would take this lock a moment later, when a deletion in between is an odd error.
  perform from public.profiles where id = require_target.user_id for key share;
  return private.require_person(user_id);
end
$$;
comment on function private.require_target is 'As require_person, and the person stays until the transaction ends. Errors: USER_NOT_FOUND.';

create function private.relationship(user_id uuid) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  caller uuid := private.caller_id();
begin
  return jsonb_build_object(
    'user_id', user_id,
    'following', exists (select from public.follows where follower_id = caller and followee_id = relationship.user_id),
    'follow_requested', exists (
      select from public.follow_requests where follower_id = caller and followee_id = relationship.user_id),
    'followed_by', exists (select from public.follows where follower_id = relationship.user_id and followee_id = caller),
    'follow_requested_by', exists (
      select from public.follow_requests where follower_id = relationship.user_id and followee_id = caller),
    'muted', exists (
      select from public.mutes where muter_id = caller and muted_id = relationship.user_id and until > now()),
    'blocking', exists (select from public.blocks where blocker_id = caller and blocked_id = relationship.user_id))
    || coalesce(
      (select jsonb_build_object('connection', 'connected', 'connection_request_id', null)
        from public.connections where person_id = caller and other_id = relationship.user_id),
      (select jsonb_build_object('connection', 'requested', 'connection_request_id', id)
        from public.connection_requests
        where requester_id = caller and addressee_id = relationship.user_id and state = 'pending'),
      (select jsonb_build_object('connection', 'incoming', 'connection_request_id', id)
        from public.connection_requests
        where requester_id = relationship.user_id and addressee_id = caller and state = 'pending'),
      jsonb_build_object('connection', 'none', 'connection_request_id', null));
end
$$;
comment on function private.relationship is '
How the caller stands to somebody: {user_id, following, follow_requested, followed_by, follow_requested_by, connection:
none|requested|incoming|connected, connection_request_id, muted, blocking}. It tells nothing of a block by the other
side. PL/pgSQL, because that keeps its plans. Errors: NOT_AUTHENTICATED.';
grant execute on function private.relationship to authenticated;

-- sql/30_graph/purge.sql
create function private.purge_graph() returns bigint
language sql volatile
set search_path = ''
as $$
  with unmuted as (
    delete from public.mutes where until < now() returning 1
  ),
  forgotten as (
    -- Well after the cool-down.
    delete from public.connection_requests where ended_at < now() - interval '90 days' returning 1
  )
  select (select count(*) from unmuted) + (select count(*) from forgotten)
$$;
comment on function private.purge_graph is '
Removes mutes that are over and connection requests that ended more than 90 days ago, and returns how many. The worker
calls it by schedule.';

-- sql/30_graph/suggestions.sql
create function public.follow_suggestions(page_size int default 20) returns jsonb
language sql stable
set search_path = ''
as $$
  select private.follow_suggestions(follow_suggestions.page_size)
$$;
comment on function public.follow_suggestions is '
Whom the caller may want to follow, the best first: {items: [{user: {id, username, first_name, last_name},
followed_by_known, shared_interests: [slug]}], next_cursor: null}. `followed_by_known`: how many of those whom the caller
has followed last do. There is no next page: whoever is followed or dismissed makes room for others.
Errors: NOT_AUTHENTICATED, INVALID_PAGE_SIZE.';
grant execute on function public.follow_suggestions to authenticated;

-- Friends of friends by Adamic and Adar ("Friends and neighbors on the Web", 2003): a common acquaintance counts
-- 1/log of how many people they follow, since whoever follows everybody says little. Shared interests count in the
-- same way. Every step takes a bounded number of rows by index, so the work does not grow with the network.
create function private.follow_suggestions(page_size int) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  caller uuid := private.caller_id();
  wanted int := private.page_size(page_size);
begin
  return (
    -- Whom it makes no sense to suggest.
    with settled (id) as materialized (
      select caller
      union all
      select followee_id from public.follows where follower_id = caller
      union all
      select followee_id from public.follow_requests where follower_id = caller
      union all
      select muted_id from public.mutes where muter_id = caller and until > now()
      union all
      select dismissed_id from private.dismissed_suggestions where person_id = caller
    ),
    friends as materialized (
      select friend.followee_id as id, 1 / ln(2 + greatest(degree.following, 1)) as weight
      from (
        select followee_id from public.follows where follower_id = caller order by id desc limit 100
      ) friend
      cross join lateral (
        select sum(following) as following from private.graph_stats where profile_id = friend.followee_id
      ) degree
    ),
    friends_of_friends as materialized (
      select followed.id, sum(friend.weight) as score, count(*) as known
      from friends friend
      cross join lateral (
        select followee_id as id from public.follows where follower_id = friend.id order by follows.id desc limit 50
      ) followed
      group by followed.id
    ),
    interests as materialized (
      select chosen.interest as slug, 1 / ln(2 + greatest(coalesce(counted.people, 0), 1)) as weight
      from public.profile_interests chosen
      left join private.interest_weights counted on counted.interest = chosen.interest
      where chosen.profile_id = caller
    ),
    candidates as (
      (select id, score, known from friends_of_friends
       where id not in (select id from settled)
       order by score desc limit 200)
      union all
      -- Newcomers with the rarest interests, who have no friends of friends yet.
      (select sharing.profile_id, 0, 0
       from (select slug from interests order by weight desc limit 5) rare
       cross join lateral (
         select profile_id from public.profile_interests where interest = rare.slug order by profile_id desc limit 40
       ) sharing
       where sharing.profile_id not in (select id from settled))
    ),
    scored as (
      select candidate.id, candidate.known, shared.slugs, candidate.score + shared.score as score
      from (select id, max(score) as score, max(known) as known from candidates group by id) candidate
      cross join lateral (
        select coalesce(array_agg(interests.slug order by weight desc, interests.slug), '{}') as slugs,
          coalesce(sum(weight), 0) as score
        from public.profile_interests chosen
        join interests on interests.slug = chosen.interest
        where chosen.profile_id = candidate.id
      ) shared
    ),
    best as (
      select visible.profile, scored.* from scored
      join private.visible_people visible on visible.id = scored.id
      join private.profile_settings settings on settings.profile_id = scored.id and settings.discoverable
      order by scored.score desc, scored.id
      limit wanted
    )
    select jsonb_build_object(
      'items', coalesce(jsonb_agg(jsonb_build_object(
        'user', private.profile_card(profile), 'followed_by_known', known, 'shared_interests', slugs)
        order by score desc, id), '[]'),
      'next_cursor', null)
    from best);
end
$$;
comment on function private.follow_suggestions is 'The step of follow_suggestions that reads. Errors: as follow_suggestions.';
grant execute on function private.follow_suggestions to authenticated;

create function public.dismiss_suggestion(user_id uuid) returns void
language sql volatile
set search_path = ''
as $$
  select private.dismiss_suggestion(dismiss_suggestion.user_id)
$$;
comment on function public.dismiss_suggestion is '
Suggests somebody to the caller no more. Repeating it changes nothing.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, SELF_TARGET, USER_NOT_FOUND.';
grant execute on function public.dismiss_suggestion to authenticated;

create function private.dismiss_suggestion(user_id uuid) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.begin_with(user_id);
begin
  perform private.require_target(user_id);
  insert into private.dismissed_suggestions (person_id, dismissed_id) values (caller, user_id)
  on conflict do nothing;
end
$$;
comment on function private.dismiss_suggestion is 'The step of dismiss_suggestion that writes. Errors: as dismiss_suggestion.';
grant execute on function private.dismiss_suggestion to authenticated;

-- sql/30_graph/views.sql
-- The one place that says whom the caller may meet in a list or name as a target.
create view private.visible_people with (security_invoker = true) as
  select profile.id, profile as profile
  from public.profiles profile
  where profile.is_active and profile.id <> all ((select private.hidden_ids())::uuid[]);
comment on view private.visible_people is 'Everybody but the deactivated and, in either direction, the blocked. For functions that run as their owner.';

-- sql/30_graph/triggers.sql
create trigger count_new after insert on public.follows
  referencing new table as changed for each statement execute function private.count_follows();
create trigger count_gone after delete on public.follows
  referencing old table as changed for each statement execute function private.count_follows();
create trigger count_new after insert on public.connections
  referencing new table as changed for each statement execute function private.count_connections();
create trigger count_gone after delete on public.connections
  referencing old table as changed for each statement execute function private.count_connections();

-- sql/30_graph/policies.sql
-- People read their own edges; those of others come from the lists, which know who may see them. Nobody writes these
-- tables directly: the functions check blocks, limits and idempotency.
create policy select_own on public.follows for select to authenticated
  using (follower_id = (select auth.uid()) or followee_id = (select auth.uid()));
grant select on public.follows to authenticated, service_role;

create policy select_own on public.follow_requests for select to authenticated
  using (follower_id = (select auth.uid()) or followee_id = (select auth.uid()));
grant select on public.follow_requests to authenticated, service_role;

-- Only what waits for an answer: nobody reads that they were declined.
create policy select_own_pending on public.connection_requests for select to authenticated
  using (state = 'pending' and (requester_id = (select auth.uid()) or addressee_id = (select auth.uid())));
grant select on public.connection_requests to authenticated, service_role;

create policy select_own on public.connections for select to authenticated using (person_id = (select auth.uid()));
grant select on public.connections to authenticated, service_role;

create policy select_own on public.mutes for select to authenticated using (muter_id = (select auth.uid()));
grant select on public.mutes to authenticated, service_role;

-- sql/35_search/extensions.sql
-- All three are trusted: `postgres` may create them here and on Supabase.
create extension if not exists unaccent schema extensions;
create extension if not exists pg_trgm schema extensions;
create extension if not exists fuzzystrmatch schema extensions;

-- sql/35_search/helpers.sql
create function private.folded(written text) returns text
language plpgsql immutable strict parallel safe
set search_path = ''
as $$
begin
  return lower(extensions.unaccent('extensions.unaccent', normalize(written, nfkc)));
end
$$;
comment on function private.folded is '
A text as search compares it: lower case, without accents, compatibility forms resolved. Called immutable, which
unaccent is as long as nobody edits its rules: whoever does calls private.index_people for everybody afterwards.';

create function private.name_words(folded text) returns text[]
language plpgsql immutable strict parallel safe
set search_path = ''
as $$
begin
  return array(
    select distinct word from regexp_split_to_table(folded, '[^[:alpha:]]+') word where length(word) >= 2);
end
$$;
comment on function private.name_words is 'The different words of a folded name or username; digits and punctuation divide.';

-- sql/35_search/tables.sql
-- What people are found by: everything in one narrow row a person, so that a search reads one table whatever it
-- combines. Triggers keep it; it holds nothing that is not elsewhere, and private.index_people can write it anew.
create table private.people_search (
  profile_id uuid primary key references public.profiles (id) on delete cascade,
  username text not null,
  name text not null,
  last_name text not null,
  terms text[] not null,
  birth_date date not null,
  cell int,
  x double precision,
  y double precision,
  z double precision,
  shows_age boolean not null,
  shows_online boolean not null,
  is_discoverable boolean not null,
  hidden_until timestamptz not null,
  popularity real not null default 0
) with (fillfactor = 90);
alter table private.people_search enable row level security;
-- The walk from the most popular person down.
create index people_search_popularity on private.people_search (popularity desc, profile_id);
-- Everything that one either has or has not. One GIN index intersects such conditions inside, rarest first.
create index people_search_terms on private.people_search using gin (terms) with (fastupdate = off);
-- Beginnings of the handle, of the whole name (the first name) and of the last name.
create index people_search_username on private.people_search (username text_pattern_ops);
create index people_search_name on private.people_search (name text_pattern_ops);
create index people_search_last_name on private.people_search (last_name text_pattern_ops);
create index people_search_birth_date on private.people_search (birth_date);
-- The cells of a band are neighbours, so a radius is a few ranges of this.
create index people_search_cell on private.people_search (cell);
comment on table private.people_search is 'One row a person: what search looks at.';
comment on column private.people_search.name is 'First and last name, folded.';
comment on column private.people_search.terms is '
interest:<slug>, for:<looking_for>, gender:<gender>, verified, and word:<word> for each word of name and username.';
comment on column private.people_search.cell is 'Null for who shares no location or shows no distance: a search by distance must not tell it.';
comment on column private.people_search.x is '
With y and z the middle of the cell as a point of the unit sphere: the inner product of two points is the cosine of the
angle between them, which makes a test of distance three multiplications.';
comment on column private.people_search.hidden_until is 'Deactivated (infinity) or banned until then.';
comment on column private.people_search.popularity is 'What refresh_popularity makes of followers and activity, 0 to about 8.';

-- Near misses are looked for among the words that names are made of. There are far fewer of these than people, and
-- their number grows much slower.
create table private.people_words (
  word text primary key,
  constraint word_is_bounded check (length(word) between 2 and 100)
);
alter table private.people_words enable row level security;
create index people_words_trigrams on private.people_words using gin (word extensions.gin_trgm_ops);
comment on table private.people_words is 'Every word of anybody''s name or username, folded.';

-- A few letters begin too many names to look at while somebody types.
create table private.people_prefixes (
  prefix text primary key,
  profile_ids uuid[] not null
);
alter table private.people_prefixes enable row level security;
comment on table private.people_prefixes is 'The most popular people whose handle, first or last name begins with one to five letters, best first.';

-- Ranks change between two pages. The list is therefore made once and kept, so that no page repeats anybody or leaves
-- anybody out. Unlogged: after a crash a client searches again.
create unlogged table private.people_results (
  id uuid primary key,
  searcher_id uuid not null references public.profiles (id) on delete cascade,
  filters_hash text not null,
  profile_ids uuid[] not null,
  created_at timestamptz not null default now()
);
alter table private.people_results enable row level security;
create index people_results_searcher_id on private.people_results (searcher_id);
comment on table private.people_results is 'What a search has found, in order, for its further pages. Kept for 15 minutes.';
comment on column private.people_results.id is 'Random, its last two bytes zero: a cursor carries the place in the list there.';
comment on column private.people_results.filters_hash is 'Which search it was: a cursor belongs to one.';

-- sql/35_search/filters.sql
create function private.check_people_filters(filters jsonb) returns void
language plpgsql immutable
set search_path = ''
as $$
declare
  age_min int := coalesce((filters ->> 'age_min')::int, 13);
  age_max int := coalesce((filters ->> 'age_max')::int, 120);
  problem text := case
    when length(filters ->> 'query') > 100 then 'query has at most 100 characters.'
    when jsonb_array_length(filters -> 'interests') > 20 then 'interests are at most 20.'
    when age_min not between 13 and 120 or age_max not between age_min and 120 then
      'age_min and age_max must be 13 to 120, in this order.'
    when (filters ->> 'within_km')::int not between 1 and 500 then 'within_km must be 1 to 500.'
    when filters ->> 'looking_for' not in ('dating', 'friendship') then 'looking_for must be dating or friendship.'
    when not filters -> 'genders' <@ '["female", "male", "nonbinary", "other"]' then
      'genders must be a list of female, male, nonbinary, other.'
    when filters ->> 'match' not in ('any', 'all') then 'match must be any or all.'
  end;
begin
  if problem is not null then
    perform private.raise('INVALID_SEARCH', problem, 422);
  end if;
end
$$;
comment on function private.check_people_filters is 'Says in words what is wrong with the filters of search_people. Errors: INVALID_SEARCH.';

create function private.people_filters(caller uuid, filters jsonb) returns text
language plpgsql stable security definer
set search_path = ''
as $$
declare
  today date := (now() at time zone 'utc')::date;
  within_km int := (filters ->> 'within_km')::int;
  own private.people_search;
  own_cell int;
  interests text[] := array(select 'interest:' || slug from jsonb_array_elements_text(filters -> 'interests') slug);
  -- What somebody must have, each of it.
  required text[] := case when filters ->> 'match' = 'all' then interests else '{}' end
    || case when filters ? 'looking_for' then array['for:' || (filters ->> 'looking_for')] else '{}' end
    || case when (filters ->> 'verified_only')::boolean then array['verified'] else '{}' end;
begin
  select * into own from private.people_search person where person.profile_id = caller;
  if filters ->> 'looking_for' = 'dating' and private.age(own.birth_date) < 18 then
    perform private.raise('INVALID_SEARCH', 'Dating is for people of 18 and older.', 422);
  end if;
  if within_km is not null then
    select place.cell into own_cell from private.locations place where place.profile_id = caller;
    if own_cell is null then
      perform private.raise('LOCATION_REQUIRED', 'Set a location first: within_km is measured from it.', 409);
    end if;
  end if;
  return concat_ws(' and ',
    private.findable_people(caller, coalesce(filters ->> 'looking_for' = 'dating', false)),
    case when required <> '{}' then format('person.terms @> %L::text[]', required) end,
    case when filters ->> 'match' = 'any' and interests <> '{}' then format('person.terms && %L::text[]', interests) end,
    case when filters ? 'genders' then format('person.terms && %L::text[]',
      array(select 'gender:' || gender from jsonb_array_elements_text(filters -> 'genders') gender)) end,
    -- Who does not show something is not found by it either: the filter would tell.
    case when filters ?| array['age_min', 'age_max'] then 'person.shows_age' end,
    case when filters ? 'age_min' then format('person.birth_date <= %L::date', today - make_interval(years => (filters ->> 'age_min')::int)) end,
    case when filters ? 'age_max' then format('person.birth_date > %L::date', today - make_interval(years => (filters ->> 'age_max')::int + 1)) end,
    case when within_km is not null then private.within_km_of(own_cell, within_km) end,
    case when (filters ->> 'online_only')::boolean then format('person.shows_online and (
      -- Scalar, so that it is asked last and by key, instead of being joined with everybody who is online.
      select present.seen_at > %L::timestamptz from private.presence present where present.profile_id = person.profile_id)',
      now() - private.presence_lifetime()) end);
end
$$;
comment on function private.people_filters is '
Whom `caller` finds with the filters of search_people, the text apart, as a condition on `person`, a row of people_search.
Errors: INVALID_SEARCH, LOCATION_REQUIRED.';

create function private.within_km_of(cell int, kilometres int) returns text
language sql stable
set search_path = ''
as $$
  with centre as (
    select middle.latitude, middle.longitude from private.cell_centre(within_km_of.cell) middle
  ), bands as (
    select band, private.cells_of_band(band) as cells,
      -- Half the width of the circle, in degrees of longitude, at the edge of the band that is nearer to a pole.
      case when width < cosine then degrees(asin(width / cosine)) else 180 end as reach
    from centre, generate_series(
      greatest(0, floor((latitude - degrees((kilometres + 0.1) / 6371.0) + 90) / 0.045)::int),
      least(3999, floor((latitude + degrees((kilometres + 0.1) / 6371.0) + 90) / 0.045)::int)) band,
      lateral (select sin((kilometres + 0.1) / 6371.0) as width, cosd(abs((band + 0.5) * 0.045 - 90) + 0.0225) as cosine) edge
  ), stretches as (
    select band * 8192 as start, cells, floor((longitude - reach + 180) / 360 * cells)::int - 1 as west,
      floor((longitude + reach + 180) / 360 * cells)::int + 1 as east
    from bands, centre
  ), ranges as (
    -- Around a pole a band is taken whole; across longitude 180 it is taken in two pieces.
    select start as low, start + cells - 1 as high from stretches where east - west + 1 >= cells
    union all
    select start + greatest(west, 0), start + least(east, cells - 1) from stretches where east - west + 1 < cells
    union all
    select start + cells + west, start + cells - 1 from stretches where west < 0 and east - west + 1 < cells
    union all
    select start, start + east - cells from stretches where east >= cells and east - west + 1 < cells
  )
  select format('person.x * %s + person.y * %s + person.z * %s >= %s and (%s)',
    cosd(latitude) * cosd(longitude), cosd(latitude) * sind(longitude), sind(latitude),
    -- With the tolerance of rounded_km: who is shown as 5 km away is found within 5 km.
    cos((kilometres + 0.1) / 6371.0),
    (select string_agg(format('person.cell between %s and %s', low, high), ' or ') from ranges))
  from centre
$$;
comment on function private.within_km_of is '
That the middle of a person''s cell is within so many kilometres of the middle of `cell`, as a condition on `person`: the exact circle,
and ranges of cells for the index.';

-- sql/35_search/findable_people.sql
create function private.findable_people(caller uuid, dating boolean default false) returns text
language plpgsql stable security definer
set search_path = ''
as $$
declare
  adult_since date := (now() at time zone 'utc')::date - interval '18 years';
  own private.people_search;
begin
  select * into own from private.people_search person where person.profile_id = caller;
  if not found then
    perform private.raise('NOT_AUTHENTICATED', 'This account is gone.', 401);
  end if;
  return concat_ws(' and ',
    'person.is_discoverable and person.hidden_until <= now()',
    format('person.profile_id <> all (%L::uuid[])', private.hidden_ids() || caller),
    -- Where dating comes in, on any of the three sides, minors and adults do not see each other. Minors look for friends only.
    case when own.birth_date > adult_since then 'not person.terms @> array[''for:dating'']'
      when dating or own.terms @> array['for:dating'] then format('person.birth_date <= %L::date', adult_since) end);
end
$$;
comment on function private.findable_people is '
Whom `caller` may find, as a condition on `person`, a row of people_search: not themselves, nobody across a block, nobody who
does not want to be found or is deactivated or banned; and minors and adults not each other, as soon as the search
(`dating`) or either person looks for dating. Errors: NOT_AUTHENTICATED.';

create function private.begins_with(word text) returns text
language sql immutable strict
set search_path = ''
as $$
  select format('(person.username like %1$L or person.name like %1$L or person.last_name like %1$L)',
    regexp_replace(word, '([\\%_])', '\\\1', 'g') || '%')
$$;
comment on function private.begins_with is 'That handle, first or last name begins with a folded word, as a condition on `person`.';

-- sql/35_search/index_people.sql
create function private.index_people(ids uuid[]) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  -- Two changes of one person at once: the later one waits here, and its next statement sees what the earlier did.
  perform from private.people_search person where person.profile_id = any (ids) order by person.profile_id for update;
  with current_people as (
    select profile.id, profile.username, folded.first_name || ' ' || folded.last_name as name, folded.last_name,
      private.name_words(profile.username || ' ' || folded.first_name || ' ' || folded.last_name) as words,
      array(select 'interest:' || chosen.interest from public.profile_interests chosen where chosen.profile_id = profile.id)
        || array(select 'for:' || aim from unnest(profile.looking_for) aim)
        || array['gender:' || profile.gender]
        || case when profile.verified_at is null then '{}' else array['verified'] end as traits,
      account.birth_date, place.cell, cosd(centre.latitude) * cosd(centre.longitude) as x,
      cosd(centre.latitude) * sind(centre.longitude) as y, sind(centre.latitude) as z,
      settings.show_age, settings.show_online, settings.discoverable,
      case when account.deactivated_at is null then coalesce(account.banned_until, '-infinity') else 'infinity' end as hidden_until
    from public.profiles profile
    cross join lateral (
      select private.folded(profile.first_name), private.folded(profile.last_name)) as folded (first_name, last_name)
    join private.accounts account on account.id = profile.id
    join private.profile_settings settings on settings.profile_id = profile.id
    left join private.locations place on place.profile_id = profile.id and settings.show_distance
    left join lateral private.cell_centre(place.cell) centre on true
    where profile.id = any (ids)
  ), new_words as (
    insert into private.people_words (word)
    select distinct word from current_people, unnest(words) word order by word
    on conflict do nothing
  )
  insert into private.people_search (profile_id, username, name, last_name, terms, birth_date, cell, x, y, z,
    shows_age, shows_online, is_discoverable, hidden_until)
  select id, username, name, last_name, traits || array(select 'word:' || word from unnest(words) word), birth_date, cell,
    x, y, z, show_age, show_online, discoverable, hidden_until
  from current_people
  on conflict (profile_id) do update set
    username = excluded.username, name = excluded.name, last_name = excluded.last_name, terms = excluded.terms,
    birth_date = excluded.birth_date, cell = excluded.cell, x = excluded.x, y = excluded.y, z = excluded.z,
    shows_age = excluded.shows_age, shows_online = excluded.shows_online, is_discoverable = excluded.is_discoverable,
    hidden_until = excluded.hidden_until;
end
$$;
comment on function private.index_people is '
Writes the rows of these people in people_search anew, from all that they are made of; popularity stays.';

-- sql/35_search/people_cards.sql
create function private.people_cards(caller uuid, ids uuid[]) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  own_cell int := (select place.cell from private.locations place where place.profile_id = caller);
  own_interests text[] := array(select chosen.interest from public.profile_interests chosen where chosen.profile_id = caller);
  visible uuid[];
begin
  -- Asked again for every page: somebody may have blocked the caller, or left, since the list was made.
  execute format('select array(
    select person.profile_id from private.people_search person where person.profile_id = any ($1) and %s)', private.findable_people(caller))
  into visible using ids;
  return (
    select coalesce(jsonb_agg(
      private.profile_card(profile) || jsonb_build_object(
        'gender', profile.gender, 'verified_at', profile.verified_at, 'is_private', profile.is_private,
        'looking_for', profile.looking_for,
        'age', case when person.shows_age then private.age(person.birth_date) end,
        'distance_km', private.shown_distance_km(person.cell, own_cell),
        'shared_interests', array(
          select theirs.interest from public.profile_interests theirs
          where theirs.profile_id = person.profile_id and theirs.interest = any (own_interests) order by theirs.interest),
        'online', case when person.shows_online then coalesce(present.seen_at > now() - private.presence_lifetime(), false) end)
      order by wanted.place), '[]')
    from unnest(ids) with ordinality as wanted (id, place)
    join private.people_search person on person.profile_id = wanted.id
    join public.profiles profile on profile.id = wanted.id
    left join private.presence present on present.profile_id = wanted.id
    where wanted.id = any (visible));
end
$$;
comment on function private.people_cards is 'These people as search_people lists them, in this order, without those whom the caller may not find.';

-- sql/35_search/pick_people.sql
-- Conditions may match nearly everybody or nearly nobody, and no single plan is quick for both: from the most
-- popular person down, common matches are found at once and rare ones never; through the indexes it is the other way
-- round. So the first 2,000 people are a sample, too. Where they hold a tenth of what is wanted, three times the walk
-- finds a good part of it, the best of all. Where they do not, matches are rare, and the indexes have few to find.
create function private.pick_people(condition text, wanted int, is_rare boolean default false) returns uuid[]
language plpgsql stable security definer
set search_path = ''
-- The conditions are correlated, which the planner does not know: it would take the whole table for quick to read, or
-- compile a query that ends after a millisecond. The data are in memory.
set enable_seqscan = off
set jit = off
set random_page_cost = 1.1
as $$
declare
  walk text := 'select array_agg(profile_id) from (
    select person.profile_id
    from (select * from private.people_search order by popularity desc, profile_id limit %s) person
    where %s limit %s) found';
  picked uuid[];
begin
  if not is_rare then
    execute format(walk, 2000, condition, wanted) into picked;
  end if;
  if coalesce(cardinality(picked), 0) between (wanted + 9) / 10 and wanted - 1 then
    execute format(walk, 6000, condition, wanted) into picked;
  elsif cardinality(picked) = wanted is not true then
    execute format('select array_agg(profile_id) from (
      select matching.profile_id
      from (select person.profile_id, person.popularity from private.people_search person where %s limit 5000) matching
      order by matching.popularity desc, matching.profile_id limit %s) found', condition, wanted) into picked;
  end if;
  return coalesce(picked, '{}');
end
$$;
comment on function private.pick_people is '
The `wanted` most popular people who meet a condition on `person`, a row of people_search. The condition is SQL: whoever writes it
quotes. `is_rare`: few are known to meet it, as with a whole name, and the indexes come first.
There may be fewer, of people of whom one in some hundreds matches:
it looks at 8,000 people, or at 2,000 and 5,000 who match, and at no more.';

-- sql/35_search/popularity.sql
create function private.refresh_popularity() returns bigint
language sql volatile
set search_path = ''
as $$
  with followers as (
    select stats.profile_id, sum(stats.followers) as number from private.graph_stats stats group by stats.profile_id
  ), estimated as (
    -- The logarithm, because the tenth follower says as much as the next ten; to a tenth, so that few rows change. Who
    -- has been away for a month counts for less, who never came for least.
    select person.profile_id, round((log(10 + greatest(coalesce(followers.number, 0), 0)) - 1
      + case when coalesce(present.seen_at, past.seen_at) > now() - interval '30 days' then 0.5
          when coalesce(present.seen_at, past.seen_at) is null then 0 else 0.2 end)::numeric, 1)::real as popularity
    from private.people_search person
    left join followers on followers.profile_id = person.profile_id
    left join private.presence present on present.profile_id = person.profile_id
    left join private.last_seen past on past.profile_id = person.profile_id
  ), changed as (
    update private.people_search person set popularity = estimated.popularity
    from estimated
    where estimated.profile_id = person.profile_id and estimated.popularity <> person.popularity
    returning 1
  )
  select count(*) from changed
$$;
comment on function private.refresh_popularity is '
Estimates how sought-after everybody is, from followers and from when they were last there, and returns how many changed. The
worker calls it by schedule.';

create function private.sweep_people_words() returns bigint
language sql volatile
set search_path = ''
as $$
  with swept as (
    delete from private.people_words known
    where not exists (select from private.people_search person where person.terms @> array['word:' || known.word])
    returning 1
  )
  select count(*) from swept
$$;
comment on function private.sweep_people_words is 'Forgets words that nobody is called by any more, and returns how many. The worker calls it by schedule.';

-- sql/35_search/ranked_people.sql
create function private.ranked_people(caller uuid, filters jsonb) returns uuid[]
language plpgsql stable security definer
set search_path = ''
as $$
declare
  most constant int := 100;
  condition text := private.people_filters(caller, filters);
  handle text := ltrim(private.folded(private.trimmed(filters ->> 'query')), '@');
  words text[] := regexp_split_to_array(handle, '[^[:alnum:]]+');
  similar_condition text;
  exact uuid[] := '{}';
  beginning uuid[] := '{}';
  resembling uuid[] := '{}';
begin
  words := (array_remove(words, ''))[:5];
  if coalesce(handle, '') = '' then
    return private.by_affinity(caller, private.pick_people(condition, most));
  elsif words = '{}' then
    return '{}';
  end if;
  execute format('select array(select person.profile_id from private.people_search person where person.username = %L and %s)', handle, condition)
  into exact;
  -- Several whole words are found through the terms alone. Otherwise the last one may be unfinished.
  if cardinality(words) > 1 and handle ~ '\s' then
    beginning := private.pick_people(format('person.terms @> %L::text[] and %s', private.word_terms(words), condition), most, true);
  end if;
  if cardinality(beginning) < 5 then
    beginning := beginning || private.pick_people(private.begins_like(handle, words) || ' and ' || condition, most,
      handle ~ '[\s0-9]');
  end if;
  -- Who has written it right is not bothered with what is nearly so.
  if cardinality(exact) = 0 and cardinality(beginning) < 5 then
    similar_condition := private.resembles(words);
    if similar_condition is not null then
      resembling := private.pick_people(similar_condition || ' and ' || condition, most, true);
    end if;
  end if;
  return array(
    select id from (
      select id, min(tier) as tier, min(place) as place
      from (
        select id, 1 as tier, 1 as place from unnest(exact) id
        union all
        select id, 2, place::int from unnest(private.by_affinity(caller, beginning)) with ordinality as listed (id, place)
        union all
        select id, 3, place::int from unnest(private.by_resemblance(handle, resembling)) with ordinality as listed (id, place)
      ) tiers
      group by id
    ) ranked
    order by tier, place
    limit most);
end
$$;
comment on function private.ranked_people is '
Whom a search finds, best first, 100 at most: `filters` as search_people sends them. Errors: INVALID_SEARCH, LOCATION_REQUIRED.';

create function private.word_terms(words text[]) returns text[]
language sql immutable strict
set search_path = ''
as $$
  select array(select 'word:' || word from unnest(words) word)
$$;
comment on function private.word_terms is 'Folded words as terms of people_search.';

create function private.begins_like(handle text, words text[]) returns text
language sql immutable
set search_path = ''
as $$
  -- With a space it is a name: words that are complete, and one that is being written. Without, it may be a handle.
  select case when handle ~ '\s' then format('person.terms @> %L::text[] and %s',
      private.word_terms(words[:cardinality(words) - 1]), private.begins_with(words[cardinality(words)]))
    else private.begins_with(handle) end
$$;
comment on function private.begins_like is 'That handle or names begin as written, as a condition on `person`.';

create function private.resembles(words text[]) returns text
language plpgsql volatile
set search_path = ''
as $$
declare
  written text;
  similar_words text[];
  conditions text[] := '{}';
begin
  foreach written in array words loop
    -- Trigrams find the candidates, and one swapped pair of letters spoils most trigrams of a short word: the shorter,
    -- the fewer have to agree. Then the distance of Levenshtein decides, two where a slip is likely, else one.
    perform set_config('pg_trgm.similarity_threshold', case when length(written) < 6 then '0.2' when length(written) < 8 then '0.25' else '0.3' end, true);
    similar_words := array(
      select 'word:' || known.word
      from private.people_words known
      where known.word operator(extensions.%) written and length(known.word) <= 100 and length(written) between 3 and 100
        and extensions.levenshtein_less_equal(known.word, written, 2) <= case when length(written) < 5 then 1 else 2 end
      order by extensions.levenshtein_less_equal(known.word, written, 2), extensions.similarity(known.word, written) desc
      limit 10);
    if similar_words = '{}' then
      return null;
    end if;
    conditions := conditions || format('person.terms && %L::text[]', similar_words);
  end loop;
  return array_to_string(conditions, ' and ');
end
$$;
comment on function private.resembles is '
That somebody''s names or handle have something like each of these words, as a condition on `person`; null when a word
resembles none that anybody has.';

create function private.by_resemblance(written text, ids uuid[]) returns uuid[]
language sql stable
set search_path = ''
as $$
  select array(
    select person.profile_id
    from private.people_search person
    where person.profile_id = any (by_resemblance.ids)
    order by greatest(extensions.similarity(person.name, by_resemblance.written),
      extensions.similarity(person.username, by_resemblance.written)) desc, person.popularity desc, person.profile_id)
$$;
comment on function private.by_resemblance is 'These people, the most similar to what was written first.';

create function private.by_affinity(caller uuid, ids uuid[]) returns uuid[]
language plpgsql stable
set search_path = ''
as $$
declare
  own private.people_search;
  own_weight real;
begin
  select * into own from private.people_search person where person.profile_id = caller;
  select sum(weight.idf) into own_weight
  from private.interest_weights weight where 'interest:' || weight.interest = any (own.terms);
  return array(
    with candidates as materialized (
      select person.profile_id, person.popularity, person.terms, person.x * own.x + person.y * own.y + person.z * own.z as cosine
      from private.people_search person
      where person.profile_id = any (ids)
    ), likeness as (
      select candidate.profile_id, sum(weight.idf) as total,
        coalesce(sum(weight.idf) filter (where held.term = any (own.terms)), 0) as shared
      from candidates candidate
      cross join unnest(candidate.terms) held (term)
      join private.interest_weights weight on 'interest:' || weight.interest = held.term
      group by candidate.profile_id
    )
    select candidate.profile_id
    from candidates candidate
    left join likeness on likeness.profile_id = candidate.profile_id
    order by candidate.popularity / 8
        + coalesce(likeness.shared / nullif(likeness.total + own_weight - likeness.shared, 0), 0)
        -- 0.5 side by side, half of it in 25 km.
        + coalesce(0.5 / (1 + acos(greatest(-1, least(1, candidate.cosine))) * 6371 / 25), 0) desc,
      candidate.profile_id);
end
$$;
comment on function private.by_affinity is '
These people, sorted by popularity, nearness, and how alike the interests are: the weights of the shared ones over the
weights of all that either has (weighted Jaccard), 0 to 1.';

-- sql/35_search/search_people.sql
create function public.search_people(
  query text default null,
  interests text[] default null,
  age_min int default null,
  age_max int default null,
  within_km int default null,
  looking_for text default null,
  genders text[] default null,
  online_only boolean default false,
  verified_only boolean default false,
  match text default 'any',
  cursor text default null,
  page_size int default 20
) returns jsonb
language sql volatile
set search_path = ''
as $$
  select private.found_people(jsonb_strip_nulls(jsonb_build_object(
    'query', search_people.query, 'interests', to_jsonb(search_people.interests),
    'age_min', search_people.age_min, 'age_max', search_people.age_max, 'within_km', search_people.within_km,
    'looking_for', search_people.looking_for, 'genders', to_jsonb(search_people.genders),
    'online_only', search_people.online_only, 'verified_only', search_people.verified_only,
    'match', coalesce(search_people.match, 'any'))), search_people.cursor, search_people.page_size)
$$;
comment on function public.search_people is '
People, by any combination of: `query` (up to 100 characters: handle or names, without regard to case, accents and order, typos
forgiven), `interests` (slugs, any or all of them as `match` says), age, `within_km` (1 to 500, between areas of about
5 km), `looking_for`, `genders`, `online_only`, `verified_only`. First the exact handle, then beginnings of handle and
names, then similar ones; among equals by shared interests (rare ones weigh more), popularity and nearness.
Returns {items: [{id, username, first_name, last_name, gender, verified_at, is_private, looking_for, age, distance_km,
shared_interests: [slug], online}], next_cursor}; age, distance_km and online are null where not shown. A list ends after 100 people;
a cursor is good for 15 minutes and for the same filters.
Nobody is found across a block, against their settings, or, where dating comes in, between minors and adults.
Errors: NOT_AUTHENTICATED, INVALID_SEARCH, LOCATION_REQUIRED, INVALID_CURSOR, INVALID_PAGE_SIZE, RATE_LIMITED.';
grant execute on function public.search_people to authenticated;

create function private.found_people(filters jsonb, cursor text, page_size int) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.caller_id();
  hash text := md5(filters::text);
  place int := 0;
  list_id uuid;
  found_ids uuid[];
  page uuid[];
begin
  perform private.page_size(page_size), private.check_people_filters(filters);
  perform private.take_token('search_people', caller::text);
  if cursor is null then
    found_ids := private.ranked_people(caller, filters);
    if cardinality(found_ids) > page_size then
      list_id := private.people_cursor_id(gen_random_uuid());
      insert into private.people_results (id, searcher_id, filters_hash, profile_ids)
      values (list_id, caller, hash, found_ids);
    end if;
  else
    list_id := private.people_cursor_id(private.decode_cursor(cursor));
    place := private.people_cursor_place(private.decode_cursor(cursor));
    select kept.profile_ids into found_ids from private.people_results kept
    where kept.id = list_id and kept.searcher_id = caller and kept.filters_hash = hash;
    if not found then
      perform private.raise('INVALID_CURSOR', 'This cursor is older than 15 minutes, or of another search.', 422);
    end if;
  end if;
  page := found_ids[place + 1:place + page_size];
  return jsonb_build_object(
    'items', private.people_cards(caller, page),
    'next_cursor', case when cardinality(found_ids) > place + page_size
      then private.encode_cursor(private.people_cursor_id(list_id, place + page_size)) end);
end
$$;
comment on function private.found_people is 'The step of search_people that reads what clients may not. Errors: as search_people.';
grant execute on function private.found_people to authenticated;

-- The identifier of a kept list ends in two zero bytes. A cursor has the place in the list there.
create function private.people_cursor_id(id uuid, place int default 0) returns uuid
language sql immutable
set search_path = ''
as $$
  select encode(overlay(uuid_send(people_cursor_id.id) placing int2send(people_cursor_id.place::int2) from 15), 'hex')::uuid
$$;
comment on function private.people_cursor_id is 'An identifier with this place, 0 to 32767, in its last two bytes.';

create function private.people_cursor_place(id uuid) returns int
language sql immutable
set search_path = ''
as $$
  select get_byte(raw, 14) * 256 + get_byte(raw, 15) from uuid_send(people_cursor_place.id) raw
$$;
comment on function private.people_cursor_place is 'The place that people_cursor_id has put into an identifier.';

create function private.sweep_people_results() returns bigint
language sql volatile
set search_path = ''
as $$
  with swept as (
    delete from private.people_results where created_at < now() - interval '15 minutes' returning 1
  )
  select count(*) from swept
$$;
comment on function private.sweep_people_results is 'Removes the lists of searches that are over, and returns how many. The worker calls it by schedule.';

-- sql/35_search/typeahead.sql
create function public.typeahead_people(prefix text, page_size int default 10) returns jsonb
language sql volatile
set search_path = ''
as $$
  select private.completed_people(typeahead_people.prefix, typeahead_people.page_size)
$$;
comment on function public.typeahead_people is '
For every keystroke: whose handle, first or last name begins with `prefix` (1 to 50 characters), the exact handle first, then by
popularity: {items: [{id, username, first_name, last_name}]}, without further pages. Nobody is found across a block or
against their settings. Errors: NOT_AUTHENTICATED, INVALID_SEARCH, INVALID_PAGE_SIZE, RATE_LIMITED.';
grant execute on function public.typeahead_people to authenticated;

create function private.completed_people(prefix text, page_size int) returns jsonb
language plpgsql volatile security definer
set search_path = ''
-- As in pick_people.
set enable_seqscan = off
set jit = off
set random_page_cost = 1.1
as $$
declare
  caller uuid := private.caller_id();
  beginning text := ltrim(private.folded(private.trimmed(prefix)), '@');
  visible text;
  candidates uuid[];
  picked uuid[];
  items jsonb;
begin
  perform private.page_size(page_size);
  if (length(beginning) between 1 and 50) is not true then
    perform private.raise('INVALID_SEARCH', 'prefix must have 1 to 50 characters.', 422);
  end if;
  perform private.take_token('typeahead_people', caller::text);
  visible := private.findable_people(caller);
  candidates := private.people_beginning_with(beginning, page_size);
  execute format('
    select array(
      select person.profile_id from private.people_search person
      where (person.profile_id = any ($1) or person.username = $2) and %s
      order by (person.username = $2) desc, person.popularity desc, person.profile_id limit $3)', visible)
  into picked using candidates, beginning, page_size;
  select coalesce(jsonb_agg(private.profile_card(profile) order by chosen.place), '[]') into items
  from unnest(picked) with ordinality as chosen (id, place)
  join public.profiles profile on profile.id = chosen.id;
  return jsonb_build_object('items', items);
end
$$;
comment on function private.completed_people is 'The step of typeahead_people that reads what clients may not. Errors: as typeahead_people.';
grant execute on function private.completed_people to authenticated;

create function private.people_beginning_with(beginning text, wanted int) returns uuid[]
language plpgsql stable
set search_path = ''
as $$
declare
  pattern text := regexp_replace(beginning, '([\\%_])', '\\\1', 'g') || '%';
  candidates uuid[] := '{}';
begin
  select array(
    select person.profile_id from private.people_search person
    where person.profile_id = any (list.profile_ids)
      and (person.username like pattern or person.name like pattern or person.last_name like pattern))
  into candidates
  from private.people_prefixes list where list.prefix = left(beginning, 5);
  -- More than asked for, because the caller may not see all of them.
  if cardinality(candidates) >= 2 * wanted then
    return candidates;
  end if;
  -- Among the popular there are few: then there are not many in all, or their order matters little.
  execute format('select $1 || array(
    (select profile_id from private.people_search where username like %1$L limit 200)
    union (select profile_id from private.people_search where name like %1$L limit 200)
    union (select profile_id from private.people_search where last_name like %1$L limit 200))', pattern)
  into candidates using coalesce(candidates, '{}');
  return candidates;
end
$$;
comment on function private.people_beginning_with is '
People whose handle, first or last name begins with this: the most popular, and when these are few, up to 600 more.';

create function private.refresh_people_prefixes() returns bigint
language sql volatile
set search_path = ''
as $$
  with popular as (
    select * from private.people_search
    where is_discoverable and hidden_until <= now()
    order by popularity desc, profile_id limit 20000
  ), beginnings as (
    select distinct left(written, size) as prefix, popular.profile_id, popular.popularity
    from popular, unnest(array[popular.username, popular.name, popular.last_name]) written, generate_series(1, 5) size
    where length(written) >= size
  ), ranked as (
    select prefix, profile_id, row_number() over (partition by prefix order by popularity desc, profile_id) as place from beginnings
  ), lists as (
    select prefix, array_agg(profile_id order by place) as profile_ids from ranked where place <= 50 group by prefix
  ), removed as (
    delete from private.people_prefixes kept where not exists (select from lists where lists.prefix = kept.prefix)
  ), written as (
    insert into private.people_prefixes as kept (prefix, profile_ids)
    select prefix, profile_ids from lists
    on conflict (prefix) do update set profile_ids = excluded.profile_ids where kept.profile_ids <> excluded.profile_ids
    returning 1
  )
  select count(*) from written
$$;
comment on function private.refresh_people_prefixes is '
Lists the most popular people for every beginning of one to five letters, and returns how many lists changed. The worker
calls it by schedule.';

-- sql/35_search/triggers.sql
-- Whatever a row of people_search is made of writes it anew when it changes.
create function private.index_changed_person() returns trigger
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  perform private.index_people(array[coalesce(to_jsonb(new), to_jsonb(old)) ->> tg_argv[0]]::uuid[]);
  return null;
end
$$;
comment on function private.index_changed_person is 'Row trigger: indexes the person whom the column named by the argument names.';

create function private.index_changed_people() returns trigger
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  perform private.index_people(array(select distinct profile_id from changed));
  return null;
end
$$;
comment on function private.index_changed_people is 'Statement trigger: indexes everybody in the transition table `changed`, once.';

-- A new profile is indexed with its settings, which come a moment later.
create trigger index_person after update of username, first_name, last_name, gender, looking_for, verified_at on public.profiles
for each row when (
  (old.username, old.first_name, old.last_name, old.gender, old.looking_for, old.verified_at)
  is distinct from (new.username, new.first_name, new.last_name, new.gender, new.looking_for, new.verified_at))
execute function private.index_changed_person('id');

create trigger index_person after insert or update on private.profile_settings
for each row execute function private.index_changed_person('profile_id');

create trigger index_person after insert or update or delete on private.locations
for each row execute function private.index_changed_person('profile_id');

create trigger index_person after update of birth_date, deactivated_at, banned_until on private.accounts
for each row when (
  (old.birth_date, old.deactivated_at, old.banned_until) is distinct from (new.birth_date, new.deactivated_at, new.banned_until))
execute function private.index_changed_person('id');

create trigger index_new_interests after insert on public.profile_interests
referencing new table as changed for each statement execute function private.index_changed_people();

create trigger index_removed_interests after delete on public.profile_interests
referencing old table as changed for each statement execute function private.index_changed_people();

-- sql/40_content/tables.sql
create table public.posts (
  id uuid primary key default private.uuid_v7(),
  author_id uuid not null references public.profiles (id) on delete cascade,
  client_id uuid not null,
  kind text not null,
  caption text not null,
  created_at timestamptz not null default now(),
  -- A retry finds the post that the first try made. It also serves list_posts and the cascade.
  constraint one_post_a_client_id unique (author_id, client_id),
  constraint kind_is_known check (kind in ('text')),
  constraint caption_is_valid check (length(caption) between 1 and 5000)
);
alter table public.posts enable row level security;
comment on table public.posts is 'What people publish.';
comment on column public.posts.id is 'UUID version 7: its order is the order of publication.';
comment on column public.posts.client_id is 'Made by the client, so that a repeated create_post has one effect.';

-- sql/40_content/functions.sql
create function public.create_post(client_id uuid, kind text default 'text', caption text default '') returns jsonb
language sql volatile
set search_path = ''
as $$
  select private.publish_post(create_post.client_id, create_post.kind, create_post.caption)
$$;
comment on function public.create_post is '
Publishes a post and returns it as get_post does. `client_id` is made by the client: a retry with the same one
returns the post that exists and changes nothing. `kind`: text. `caption`: 1 to 5000 characters.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, INVALID_POST, RATE_LIMITED.';
grant execute on function public.create_post to authenticated;

create function public.get_post(post_id uuid) returns jsonb
language plpgsql stable
set search_path = ''
as $$
declare
  found_post jsonb;
begin
  perform private.caller_id();
  select private.post_view(post, author) into found_post
  from public.posts post
  join public.profiles author on author.id = post.author_id
  where post.id = get_post.post_id;
  if found_post is null then
    perform private.raise('POST_NOT_FOUND', 'There is no such post.', 404);
  end if;
  return found_post;
end
$$;
comment on function public.get_post is '
One post: {id, kind, caption, created_at, author: {id, username, first_name, last_name}}.
Errors: NOT_AUTHENTICATED, POST_NOT_FOUND (also when it is hidden from the caller).';
grant execute on function public.get_post to authenticated;

create function private.post_view(post public.posts, author public.profiles) returns jsonb
language sql immutable
set search_path = ''
as $$
  select jsonb_build_object(
    'id', post.id, 'kind', post.kind, 'caption', post.caption, 'created_at', post.created_at,
    'author', private.profile_card(author))
$$;
comment on function private.post_view is 'A post as clients get it, in every list alike.';
grant execute on function private.post_view to authenticated, service_role;

-- Definer, because clients may not insert: the limit and the idempotency cannot be walked around.
create function private.publish_post(client_id uuid, kind text, caption text) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  author public.profiles;
  published public.posts;
begin
  select * into strict author from public.profiles where id = private.active_caller_id();
  perform private.check_post(publish_post.client_id, publish_post.kind, publish_post.caption);
  select * into published from public.posts post
  where post.author_id = author.id and post.client_id = publish_post.client_id;
  if not found then
    perform private.take_token('create_post', author.id::text);
    insert into public.posts as post (author_id, client_id, kind, caption)
    values (author.id, publish_post.client_id, publish_post.kind, private.trimmed(publish_post.caption))
    -- Two tries at once: the later one waits for the earlier and takes its row.
    on conflict on constraint one_post_a_client_id do update set client_id = excluded.client_id
    returning * into published;
  end if;
  return private.post_view(published, author);
end
$$;
comment on function private.publish_post is 'The step of create_post that writes. Errors: as create_post.';
grant execute on function private.publish_post to authenticated;

create function private.check_post(client_id uuid, kind text, caption text) returns void
language plpgsql immutable
set search_path = ''
as $$
declare
  problem text := case
    when client_id is null then 'client_id is required.'
    when kind is distinct from 'text' then 'kind must be text.'
    when length(coalesce(private.trimmed(caption), '')) not between 1 and 5000 then 'caption must have 1 to 5000 characters.'
  end;
begin
  if problem is not null then
    perform private.raise('INVALID_POST', problem, 422);
  end if;
end
$$;
comment on function private.check_post is 'Says in words what is wrong with a new post. Errors: INVALID_POST.';

-- sql/40_content/export.sql
create function private.export_posts(account_id uuid) returns setof jsonb
language sql stable
set search_path = ''
as $$
  select to_jsonb(post) - 'author_id'
  from public.posts post
  where post.author_id = export_posts.account_id
  order by post.id
$$;
comment on function private.export_posts is 'Part of the export: what the person has published.';

-- sql/40_content/policies.sql
-- Every post is public so far, except across a block. No insert, update or delete: create_post checks limits and idempotency.
create policy select_not_blocked on public.posts for select to authenticated
  using (author_id <> all ((select private.hidden_ids())::uuid[]));
grant select on public.posts to authenticated, service_role;

-- sql/50_feed/functions.sql
create function public.home_feed(cursor text default null, page_size int default 20) returns jsonb
-- PL/pgSQL keeps its plans; a function in SQL with a search_path of its own is planned at every call.
language plpgsql stable
set search_path = ''
as $$
declare
  before uuid := private.decode_cursor(cursor);
  size int := private.page_size(page_size);
begin
  perform private.caller_id();
  return (
    -- One row more than asked for tells whether there is a next page.
    with found as materialized (
      select post.id, private.post_view(post, author) as item, row_number() over (order by post.id desc) as place
      from public.posts post
      join public.profiles author on author.id = post.author_id
      where post.id < before
      order by post.id desc
      limit size + 1
    )
    select jsonb_build_object(
      'items', coalesce(jsonb_agg(item order by place) filter (where place <= size), '[]'),
      'next_cursor', case when count(*) > size then
        private.encode_cursor((array_agg(id) filter (where place = size))[1]) end)
    from found
  );
end
$$;
comment on function public.home_feed is '
Posts for the caller, newest first: {items: [post as get_post gives it], next_cursor}.
Errors: NOT_AUTHENTICATED, INVALID_CURSOR, INVALID_PAGE_SIZE.';
grant execute on function public.home_feed to authenticated;

reset check_function_bodies;
