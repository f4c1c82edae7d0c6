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
language sql volatile parallel safe
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

-- sql/00_platform/jobs.sql
-- Work that must happen because a transaction commits. A function writes it down here, in that transaction; the worker
-- hands it to its job queue (pg-boss), in one transaction again. So nothing is lost or done for a write that was rolled
-- back, a client may call before any worker has ever run, and SQL knows nothing of the queue's own tables.
create table private.job_outbox (
  id bigint generated always as identity primary key,
  queue text not null,
  payload jsonb not null,
  priority int not null,
  group_id text,
  start_after timestamptz not null,
  created_at timestamptz not null default now(),
  constraint queue_is_a_name check (queue ~ '^[a-z]+(-[a-z]+)*$'),
  constraint payload_is_an_object check (jsonb_typeof(payload) = 'object')
);
alter table private.job_outbox enable row level security;
comment on table private.job_outbox is 'Jobs on their way to the worker''s queue; they stay here for milliseconds.';
comment on column private.job_outbox.payload is 'What the job is about: identifiers, since the worker reads the row again.';
comment on column private.job_outbox.group_id is 'Jobs of one group take turns, so that nobody''s many keep out the others'': usually an account.';

create function private.enqueue(
  queue text,
  payload jsonb,
  priority int default 0,
  group_id text default null,
  start_after timestamptz default now()
) returns void
language sql volatile
set search_path = ''
as $$
  insert into private.job_outbox (queue, payload, priority, group_id, start_after)
  values (enqueue.queue, enqueue.payload, enqueue.priority, enqueue.group_id, enqueue.start_after);
  select pg_notify('plaza_jobs', '')
$$;
comment on function private.enqueue is '
Gives the worker a job when the transaction commits. `queue` is a file of media-worker/queues; a higher `priority` goes
first; jobs of one `group_id` take turns; nothing happens before `start_after`.';

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
language plpgsql immutable strict
set search_path = ''
as $$
begin
  if cursor !~ '^[A-Za-z0-9_-]{22}$' then
    perform private.raise('INVALID_CURSOR', 'This cursor was not made by this list.', 422);
  end if;
  return encode(decode(translate(cursor, '-_', '+/') || '==', 'base64'), 'hex')::uuid;
end
$$;

comment on function private.decode_cursor is 'The identifier inside a cursor. Errors: INVALID_CURSOR.';
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
  constraint app_role_is_known check (app_role in ('user', 'moderator', 'admin'))
);
alter table private.accounts enable row level security;
comment on table private.accounts is 'One row a person who can sign in: the private half of a user.';
comment on column private.accounts.username is 'Lower case, 3 to 30 of a-z 0-9 . _, beginning and ending without a dot.';
comment on column private.accounts.phone is 'E.164, for instance +4915112345678.';
comment on column private.accounts.app_role is 'What the person may do in the product; claim app_role of the access token.';
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
comment on column private.sessions.rotated_at is 'When the valid refresh token was given out: begins the grace for its predecessor.';

-- sql/10_identity/functions.sql
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

-- sql/10_identity/caller.sql
-- Reads trust the token for its fifteen minutes. Writes ask the database, so that a ban, a deletion or a logout
-- counts at once: two look-ups by primary key.
create function private.active_caller_id() returns uuid
language plpgsql stable security definer
set search_path = ''
as $$
declare
  caller uuid := private.caller_id();
  banned_until timestamptz;
begin
  select account.banned_until into banned_until
  from private.accounts account
  join private.sessions session on session.account_id = account.id
  where account.id = caller
    and session.id = ((select auth.jwt()) ->> 'sid')::uuid
    and session.revoked_at is null
    and session.expires_at > now();
  if not found then
    perform private.raise('NOT_AUTHENTICATED', 'This session has ended. Sign in again.', 401);
  end if;
  if banned_until > now() then
    perform private.raise('ACCOUNT_BANNED', 'This account is banned.', 403, details => format('until %s', banned_until));
  end if;
  return caller;
end
$$;
comment on function private.active_caller_id is '
The signed-in user, if the account and the session of the token are alive at this moment. For everything that writes.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED (details: until when).';

-- sql/20_profiles/tables.sql
-- A profile is what other people see of an account. Birth date, e-mail and phone stay in private.accounts.
create table public.profiles (
  id uuid primary key,
  username text not null,
  first_name text not null,
  last_name text not null,
  gender text not null,
  looking_for text[] not null default '{}',
  avatar jsonb,
  created_at timestamptz not null default now(),
  -- The copy of the username follows the account's by itself.
  constraint profile_of_account foreign key (id, username) references private.accounts (id, username)
    on update cascade on delete cascade,
  constraint first_name_is_valid check (length(first_name) between 1 and 50),
  constraint last_name_is_valid check (length(last_name) between 1 and 50),
  constraint gender_is_known check (gender in ('female', 'male', 'nonbinary', 'other')),
  constraint looking_for_is_known check (looking_for <@ array['dating', 'friendship'])
);
alter table public.profiles enable row level security;
comment on table public.profiles is 'One row a person: what other signed-in people may see.';
comment on column public.profiles.looking_for is 'Any of dating, friendship.';

-- The catalogue that registration and the feed choose from. Rows come from migrations.
create table public.interests (
  slug text primary key,
  name text not null,
  constraint slug_is_valid check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and length(slug) <= 40)
);
alter table public.interests enable row level security;
comment on table public.interests is 'The catalogue of interests that people choose from.';

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
  updated_at timestamptz not null default now(),
  constraint latitude_is_valid check (latitude between -90 and 90),
  constraint longitude_is_valid check (longitude between -180 and 180)
);
alter table private.locations enable row level security;
comment on table private.locations is 'Where a person said they are, in degrees (WGS 84).';

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
  return jsonb_build_object(
    'user', private.own_profile(account_id),
    'claims', private.open_session(register.session_id, account_id, register.refresh_hash, register.user_agent, register.ip));
end
$$;
comment on function private.register is '
Makes account, credentials, profile and first session in one step. `details` is the body of POST auth/register,
already validated. Returns {user, claims}. Errors: USERNAME_TAKEN, EMAIL_TAKEN, PHONE_TAKEN, UNKNOWN_INTEREST.';

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
    'id', account.id, 'username', account.username, 'email', account.email, 'phone', account.phone,
    'birth_date', account.birth_date, 'app_role', account.app_role,
    'first_name', profile.first_name, 'last_name', profile.last_name, 'gender', profile.gender,
    'looking_for', profile.looking_for,
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
language sql immutable
set search_path = ''
as $$
  select jsonb_build_object(
    'id', profile.id, 'username', profile.username, 'first_name', profile.first_name, 'last_name', profile.last_name)
$$;
comment on function private.profile_card is 'The few fields of a person that go with everything they write: {id, username, first_name, last_name}.';
grant execute on function private.profile_card to authenticated, service_role;

-- sql/20_profiles/blocks.sql
-- A block works in both directions and in every read path. It belongs to profiles rather than to the graph,
-- because already the question who may see a profile depends on it.
create table public.blocks (
  blocker_id uuid not null references public.profiles (id) on delete cascade,
  blocked_id uuid not null references public.profiles (id) on delete cascade,
  created_at timestamptz not null default now(),
  primary key (blocker_id, blocked_id),
  constraint nobody_blocks_themselves check (blocker_id <> blocked_id)
);
alter table public.blocks enable row level security;
-- Who has blocked somebody: the other half of every look-up.
create index blocks_blocked_id on public.blocks (blocked_id, blocker_id);
comment on table public.blocks is 'Who has blocked whom. Both are invisible to each other.';

create policy select_own on public.blocks for select to authenticated using (blocker_id = (select auth.uid()));
grant select on public.blocks to authenticated, service_role;

create function private.hidden_ids() returns uuid[]
language sql stable security definer
set search_path = ''
as $$
  select coalesce(array_agg(hidden.id), '{}')
  from (
    select blocked_id from public.blocks where blocker_id = (select auth.uid())
    union all
    select blocker_id from public.blocks where blocked_id = (select auth.uid())
  ) hidden (id)
$$;
comment on function private.hidden_ids is '
The people whom the caller has blocked or who have blocked the caller. In policies and queries:
author_id <> all ((select private.hidden_ids())::uuid[]), which is computed once a statement. Runs as its owner,
because nobody may see who has blocked them.';
grant execute on function private.hidden_ids to authenticated;

-- sql/20_profiles/policies.sql
-- Signed-in people see profiles, except across a block. Nobody writes these tables directly: registration and update_profile do.
create policy select_not_blocked on public.profiles for select to authenticated
  using (id <> all ((select private.hidden_ids())::uuid[]));
grant select on public.profiles to authenticated;

create policy select_any on public.interests for select to anon, authenticated using (true);
grant select on public.interests to anon, authenticated;

create policy select_not_blocked on public.profile_interests for select to authenticated
  using (profile_id <> all ((select private.hidden_ids())::uuid[]));
grant select on public.profile_interests to authenticated;

-- Support staff and the worker read everything through the service key; they change it through functions.
grant select on public.profiles, public.interests, public.profile_interests to service_role;

-- sql/35_media/tables.sql
-- Pictures, videos and sound, from the permission to upload to what people see. Later domains refer to a medium by id.
-- Objects live in one bucket: private/<folder>/ nobody reads without a signature, public/<folder>/ everybody may.
create table private.media (
  id uuid primary key default private.uuid_v7(),
  owner_id uuid not null references public.profiles (id) on delete cascade,
  purpose text not null,
  kind text not null,
  content_type text not null,
  byte_size bigint not null,
  alt_text text,
  status text not null default 'pending',
  folder text not null default replace(gen_random_uuid()::text, '-', ''),
  upload_id text,
  expires_at timestamptz not null,
  completed_at timestamptz,
  etag text,
  attempt int not null default 0,
  progress smallint not null default 0,
  width int,
  height int,
  duration_ms int,
  blurhash text,
  variants jsonb not null default '[]',
  hls_url text,
  poster_url text,
  storyboard jsonb,
  waveform jsonb,
  error text,
  created_at timestamptz not null default now(),
  constraint purpose_is_known check (purpose in ('avatar', 'post', 'comment', 'message')),
  constraint kind_is_known check (kind in ('image', 'video', 'audio')),
  constraint status_is_known check (status in ('pending', 'processing', 'ready', 'failed')),
  constraint byte_size_is_positive check (byte_size > 0),
  constraint alt_text_is_bounded check (length(alt_text) <= 1500),
  constraint progress_is_percent check (progress between 0 and 100),
  constraint folder_is_taken unique (folder),
  constraint completed_with_its_etag check ((status = 'pending') = (completed_at is null) and (completed_at is null) = (etag is null)),
  constraint failed_with_a_reason check ((status = 'failed') = (error is not null))
);
alter table private.media enable row level security;
-- What somebody has, and the cascade when they go.
create index media_owner_id on private.media (owner_id, purpose, status);
-- Abandoned uploads.
create index media_expires_at on private.media (expires_at) where status = 'pending';
comment on table private.media is 'One row a picture, video or sound.';
comment on column private.media.content_type is 'What the owner declared; the first bytes were compared with it.';
comment on column private.media.status is 'pending: not uploaded yet. processing: the worker has it or will. ready. failed: `error` says why.';
comment on column private.media.folder is 'The unguessable part of its objects'' names.';
comment on column private.media.upload_id is 'The multipart upload at S3, for large files.';
comment on column private.media.etag is 'Of the object that was checked on completion: the worker takes no other.';
comment on column private.media.attempt is 'How often the worker has begun. Only the latest attempt may report.';
comment on column private.media.variants is '
Array, smallest first: {url, type, width, height, byte_size} with a public url, or with `key` instead where reading needs
a signature. Audio has {url, type, byte_size}.';
comment on column private.media.storyboard is 'Previews of a video: {url, columns, rows, count, width, height, interval_ms}.';
comment on column private.media.waveform is 'Loudness of audio for drawing: up to 100 numbers, 0 to 100.';
comment on column private.media.error is 'In words, for the owner.';

create table private.media_limits (
  purpose text not null,
  kind text not null,
  max_bytes bigint not null,
  daily_count int not null,
  daily_bytes bigint not null,
  primary key (purpose, kind),
  constraint limits_are_positive check (max_bytes > 0 and daily_count > 0 and daily_bytes >= max_bytes)
);
comment on table private.media_limits is '
What one person may upload, by purpose and kind; what has no row is not allowed. Rows come from migrations and may be tuned in place.';
comment on column private.media_limits.daily_count is 'Uploads a day, which ends at midnight UTC.';

create table private.media_usage (
  owner_id uuid not null references public.profiles (id) on delete cascade,
  day date not null,
  purpose text not null,
  kind text not null,
  uploads int not null,
  bytes bigint not null,
  primary key (owner_id, day, purpose, kind)
);
alter table private.media_usage enable row level security;
-- For the sweep.
create index media_usage_day on private.media_usage (day);
comment on table private.media_usage is 'What was uploaded on which day (UTC). Deleting a medium gives nothing back, or the limits would be no limits.';

create table private.object_deletions (
  id bigint generated always as identity primary key,
  prefix text not null,
  upload_key text,
  upload_id text,
  created_at timestamptz not null default now(),
  constraint prefix_is_one_folder check (prefix ~ '^(public|private)/[0-9a-f]{32}/')
);
alter table private.object_deletions enable row level security;
comment on table private.object_deletions is 'Objects that must go, because the row that knew them has gone. The worker removes a row when they have.';
comment on column private.object_deletions.prefix is 'Every object whose key begins with it.';
comment on column private.object_deletions.upload_id is 'A multipart upload to abort as well, of the object `upload_key`.';

-- sql/35_media/deletion.sql
create function private.delete_media(media_id uuid) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  doomed private.media := private.own_media(media_id);
begin
  delete from private.media where id = doomed.id;
end
$$;
comment on function private.delete_media is 'Deletes the caller''s own medium in any state; its objects follow. Errors: as own_media.';

create function private.delete_avatar() returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  owner uuid := private.active_caller_id();
begin
  -- Also one that is still in the works: it must not turn up afterwards.
  delete from private.media medium where medium.owner_id = owner and medium.purpose = 'avatar';
end
$$;
comment on function private.delete_avatar is 'Takes the caller''s picture off the profile. Idempotent. Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED.';

create function private.discard_objects(
  prefix text,
  upload_key text default null,
  upload_id text default null,
  start_after timestamptz default now()
) returns void
language sql volatile
set search_path = ''
as $$
  with doomed as (
    insert into private.object_deletions (prefix, upload_key, upload_id)
    values (discard_objects.prefix, discard_objects.upload_key, discard_objects.upload_id)
    returning id
  )
  select private.enqueue('delete-objects', jsonb_build_object('id', doomed.id), start_after => discard_objects.start_after)
  from doomed
$$;
comment on function private.discard_objects is 'Has the worker remove every object whose key begins with `prefix`, and abort a multipart upload.';

create function private.discard_media_objects() returns trigger
language plpgsql security definer
set search_path = ''
as $$
declare
  original text := format('private/%s/original', old.folder);
begin
  perform private.discard_objects(format('private/%s/', old.folder), original, old.upload_id);
  perform private.discard_objects(format('public/%s/', old.folder));
  -- A client may still upload while its URL is valid, and a worker until it hears of the deletion: once more, afterwards.
  if old.status in ('pending', 'processing') then
    perform private.discard_objects(format('%s/%s/', area, old.folder),
      start_after => greatest(old.expires_at, now()) + interval '2 hours')
    from unnest(array['private', 'public']) area;
  end if;
  update public.profiles profile set avatar = null
  where profile.id = old.owner_id and profile.avatar ->> 'media_id' = old.id::text;
  return null;
end
$$;
comment on function private.discard_media_objects is '
A medium is gone, by whatever way, a cascade included: its objects follow through a job, and no profile shows it. Runs as
its owner, because whoever deletes an account may not write here.';

create function private.sweep_uploads() returns bigint
language sql volatile
set search_path = ''
as $$
  delete from private.media_usage where day < current_date - 30;
  with swept as (
    delete from private.media where status = 'pending' and expires_at < now() - interval '10 minutes' returning 1
  )
  select count(*) from swept
$$;
comment on function private.sweep_uploads is 'Deletes media that were announced and never completed, and returns how many. The worker calls it by schedule.';

-- sql/35_media/processing.sql
-- What the worker needs of the database. An attempt that was given up (killed, timed out, superseded) may still be
-- alive somewhere: each report names its attempt, and only the latest counts.

create function private.claim_media(media_id uuid) returns private.media
language sql volatile
set search_path = ''
as $$
  update private.media medium set attempt = attempt + 1, progress = 0
  where medium.id = claim_media.media_id and medium.status = 'processing'
  returning *
$$;
comment on function private.claim_media is 'Begins an attempt at a medium and returns it; null when there is nothing to do: it is done or gone.';

create function private.report_media_progress(media_id uuid, attempt int, progress int) returns boolean
language plpgsql volatile
set search_path = ''
as $$
declare
  reported private.media;
begin
  update private.media medium set progress = report_media_progress.progress
  where medium.id = report_media_progress.media_id and medium.attempt = report_media_progress.attempt and medium.status = 'processing'
  returning * into reported;
  if not found then
    return false;
  end if;
  perform private.tell_media_owner(reported);
  return true;
end
$$;
comment on function private.report_media_progress is '
Says how far an attempt is, in percent. False tells the worker to stop: the medium is gone or another attempt has taken over.';

create function private.finish_media(media_id uuid, attempt int, result jsonb) returns boolean
language plpgsql volatile
set search_path = ''
as $$
declare
  finished private.media;
begin
  update private.media medium set
    status = 'ready', progress = 100,
    width = (result ->> 'width')::int, height = (result ->> 'height')::int, duration_ms = (result ->> 'duration_ms')::int,
    blurhash = result ->> 'blurhash', variants = result -> 'variants', hls_url = result ->> 'hls_url',
    poster_url = result ->> 'poster_url', storyboard = nullif(result -> 'storyboard', 'null'),
    waveform = nullif(result -> 'waveform', 'null')
  where medium.id = finish_media.media_id and medium.attempt = finish_media.attempt and medium.status = 'processing'
  returning * into finished;
  if not found then
    return false;
  end if;
  -- The original has metadata such as the place, and everything people see is made: it goes.
  perform private.discard_objects(format('private/%s/original', finished.folder));
  if finished.purpose = 'avatar' then
    perform private.show_avatar(finished);
  end if;
  perform private.tell_media_owner(finished);
  return true;
end
$$;
comment on function private.finish_media is '
Makes a medium ready with {width, height, duration_ms, blurhash, variants, hls_url, poster_url, storyboard, waveform}.
False when another attempt has taken over or the medium is gone: then the caller removes what it uploaded.';

create function private.fail_media(media_id uuid, attempt int, reason text) returns boolean
language plpgsql volatile
set search_path = ''
as $$
declare
  failed private.media;
begin
  update private.media medium set status = 'failed', error = reason
  where medium.id = fail_media.media_id and medium.attempt = coalesce(fail_media.attempt, medium.attempt) and medium.status = 'processing'
  returning * into failed;
  if not found then
    return false;
  end if;
  perform private.discard_objects(format('%s/%s/', area, failed.folder)) from unnest(array['private', 'public']) area;
  perform private.tell_media_owner(failed);
  return true;
end
$$;
comment on function private.fail_media is '
Gives a medium up, with a reason in words, and discards its objects. Attempt null: whichever was the last. False as in finish_media.';

create function private.show_avatar(medium private.media) returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  -- Two pictures may be in the works at once, and the later upload wins whichever is ready first.
  perform from public.profiles profile where profile.id = medium.owner_id for update;
  if exists (
    select from private.media other
    where other.owner_id = medium.owner_id and other.purpose = 'avatar' and other.status = 'ready'
      and other.completed_at > medium.completed_at
  ) then
    delete from private.media where id = medium.id;
    return;
  end if;
  update public.profiles profile
  set avatar = jsonb_build_object('media_id', medium.id, 'blurhash', medium.blurhash, 'alt_text', medium.alt_text, 'variants', medium.variants)
  where profile.id = medium.owner_id;
  delete from private.media earlier
  where earlier.owner_id = medium.owner_id and earlier.purpose = 'avatar' and earlier.status in ('ready', 'failed')
    and earlier.id <> medium.id;
end
$$;
comment on function private.show_avatar is 'Makes a ready picture its owner''s avatar and deletes the earlier one.';

-- sql/35_media/upload.sql
-- What functions/media needs of the database. It connects as `postgres` and sets the claims of its caller; no API role
-- may call these.

create function private.start_upload(
  purpose text,
  kind text,
  content_type text,
  byte_size bigint,
  alt_text text,
  lifetime interval
) returns private.media
language plpgsql volatile
set search_path = ''
as $$
declare
  owner uuid := private.active_caller_id();
  started private.media;
begin
  perform private.take_media_quota(owner, start_upload.purpose, start_upload.kind, start_upload.byte_size);
  insert into private.media (owner_id, purpose, kind, content_type, byte_size, alt_text, expires_at)
  values (owner, start_upload.purpose, start_upload.kind, start_upload.content_type, start_upload.byte_size,
    start_upload.alt_text, now() + start_upload.lifetime)
  returning * into started;
  return started;
end
$$;
comment on function private.start_upload is '
Makes the row of a medium that is about to be uploaded.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, MEDIA_TYPE_NOT_ALLOWED, MEDIA_TOO_LARGE, MEDIA_QUOTA_EXCEEDED.';

create function private.take_media_quota(owner_id uuid, purpose text, kind text, byte_size bigint) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  allowed private.media_limits;
  used private.media_usage;
  today date := (now() at time zone 'UTC')::date;
  midnight timestamptz := (today + 1)::timestamp at time zone 'UTC';
begin
  select * into allowed from private.media_limits media_limit
  where media_limit.purpose = take_media_quota.purpose and media_limit.kind = take_media_quota.kind;
  if not found then
    perform private.raise('MEDIA_TYPE_NOT_ALLOWED', format('A medium of kind %s cannot be used as %s.', kind, purpose), 422);
  end if;
  if byte_size > allowed.max_bytes then
    perform private.raise('MEDIA_TOO_LARGE', 'The file is too large.', 413, details => format('at most %s bytes', allowed.max_bytes));
  end if;

  insert into private.media_usage as usage (owner_id, day, purpose, kind, uploads, bytes)
  values (take_media_quota.owner_id, today, take_media_quota.purpose, take_media_quota.kind, 1, byte_size)
  on conflict on constraint media_usage_pkey do update
    set uploads = usage.uploads + 1, bytes = usage.bytes + excluded.bytes
    where usage.uploads < allowed.daily_count and usage.bytes + excluded.bytes <= allowed.daily_bytes;
  if found then
    return;
  end if;

  select * into used from private.media_usage usage
  where usage.owner_id = take_media_quota.owner_id and usage.day = today
    and usage.purpose = take_media_quota.purpose and usage.kind = take_media_quota.kind;
  perform private.raise(
    'MEDIA_QUOTA_EXCEEDED', 'That is all you can upload today. Try again tomorrow.', 429,
    details => case when used.uploads >= allowed.daily_count
      then format('%s of %s uploads (%s, %s) used', used.uploads, allowed.daily_count, purpose, kind)
      else format('%s of %s bytes (%s, %s) used', used.bytes, allowed.daily_bytes, purpose, kind) end
      || format(', until %s', to_char(midnight at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')),
    headers => jsonb_build_object('Retry-After', ceil(extract(epoch from midnight - now()))::int::text));
end
$$;
comment on function private.take_media_quota is '
Counts one upload against the limits of the day. Errors: MEDIA_TYPE_NOT_ALLOWED, MEDIA_TOO_LARGE, MEDIA_QUOTA_EXCEEDED
(429, with Retry-After; details: what is used up, and until when).';

create function private.own_media(media_id uuid) returns private.media
language plpgsql stable
set search_path = ''
as $$
declare
  owner uuid := private.active_caller_id();
  found_media private.media;
begin
  select * into found_media from private.media medium where medium.id = own_media.media_id and medium.owner_id = owner;
  if not found then
    perform private.raise('MEDIA_NOT_FOUND', 'There is no such medium.', 404);
  end if;
  return found_media;
end
$$;
comment on function private.own_media is 'The caller''s own medium. Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, MEDIA_NOT_FOUND.';

create function private.begin_multipart_upload(media_id uuid, upload_id text) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  started private.media := private.own_media(media_id);
begin
  update private.media medium set upload_id = begin_multipart_upload.upload_id where medium.id = started.id;
end
$$;
comment on function private.begin_multipart_upload is 'Remembers under which name S3 collects the parts of an upload. Errors: as own_media.';

create function private.complete_upload(media_id uuid, etag text) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
declare
  completed private.media := private.own_media(media_id);
  waiting int;
begin
  -- Of several completions at once one finds the row pending; the others answer what it has become.
  update private.media medium set status = 'processing', completed_at = clock_timestamp(), etag = complete_upload.etag
  where medium.id = completed.id and medium.status = 'pending'
  returning * into completed;
  if not found then
    return private.media_view(private.own_media(media_id));
  end if;
  select count(*) into waiting from private.media medium
  where medium.owner_id = completed.owner_id and medium.status = 'processing';
  -- The more somebody has waiting, the later each next one is due: a person's first goes before everybody's second.
  perform private.enqueue('process-' || completed.kind, jsonb_build_object('id', completed.id),
    priority => -waiting, group_id => completed.owner_id::text);
  perform private.tell_media_owner(completed);
  return private.media_view(completed);
end
$$;
comment on function private.complete_upload is '
Hands an uploaded medium, whose object has been checked and has this ETag, to the worker, and returns it as media_view
does. Idempotent. Errors: as own_media.';

create function private.set_alt_text(media_id uuid, alt_text text) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
declare
  described private.media := private.own_media(media_id);
begin
  update private.media medium set alt_text = set_alt_text.alt_text where medium.id = described.id returning * into described;
  return private.media_view(described);
end
$$;
comment on function private.set_alt_text is 'Describes a medium for people who cannot see it; null removes the text. Errors: as own_media.';

-- sql/35_media/view.sql
create function private.media_view(medium private.media) returns jsonb
language sql immutable
set search_path = ''
as $$
  select jsonb_build_object(
    'id', medium.id, 'purpose', medium.purpose, 'kind', medium.kind, 'status', medium.status, 'progress', medium.progress,
    'width', medium.width, 'height', medium.height, 'duration_ms', medium.duration_ms, 'blurhash', medium.blurhash,
    'variants', medium.variants, 'hls_url', medium.hls_url, 'poster_url', medium.poster_url,
    'storyboard', medium.storyboard, 'waveform', medium.waveform, 'alt_text', medium.alt_text, 'error', medium.error,
    'created_at', medium.created_at)
$$;
comment on function private.media_view is '
A medium as clients get it, everywhere alike. Variants of a message''s medium have `key` instead of `url`: functions/media signs
them for whoever may read.';
grant execute on function private.media_view to authenticated, service_role;

create function private.sees_media(medium private.media, viewer uuid) returns boolean
language plpgsql stable
set search_path = ''
as $$
declare
  decider text := 'private.sees_media_of_' || medium.purpose;
  seen boolean := false;
begin
  if medium.owner_id = viewer then
    return true;
  end if;
  if to_regprocedure(decider || '(uuid,uuid)') is not null then
    execute format('select %s($1, $2)', decider) into seen using medium.id, viewer;
  end if;
  return seen;
end
$$;
comment on function private.sees_media is '
Whether somebody may see a medium: its owner, and whom the domain that uses it lets. A domain answers for a purpose by
declaring private.sees_media_of_<purpose>(media_id uuid, viewer uuid) returns boolean; without it nobody else does.';

create function private.get_media(media_id uuid) returns jsonb
language plpgsql stable
set search_path = ''
as $$
declare
  viewer uuid := private.caller_id();
  found_media private.media;
begin
  select * into found_media from private.media medium where medium.id = get_media.media_id;
  if not found or not private.sees_media(found_media, viewer) then
    perform private.raise('MEDIA_NOT_FOUND', 'There is no such medium.', 404);
  end if;
  return private.media_view(found_media);
end
$$;
comment on function private.get_media is '
One medium as media_view gives it. Errors: NOT_AUTHENTICATED, MEDIA_NOT_FOUND (also when the caller may not see it).';

create function private.tell_media_owner(medium private.media) returns void
language sql volatile
set search_path = ''
as $$
  select private.broadcast('user:' || medium.owner_id, 'media', private.media_view(medium))
$$;
comment on function private.tell_media_owner is 'Sends the owner of a medium what has become of it: event `media`, as media_view.';

-- sql/35_media/triggers.sql
create trigger discard_objects after delete on private.media
  for each row execute function private.discard_media_objects();

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

-- sql/40_content/policies.sql
-- Every post is public so far, except across a block. No insert, update or delete: create_post checks limits and idempotency.
create policy select_not_blocked on public.posts for select to authenticated
  using (author_id <> all ((select private.hidden_ids())::uuid[]));
grant select on public.posts to authenticated, service_role;

-- sql/50_feed/functions.sql
create function public.home_feed(cursor text default null, page_size int default 20) returns jsonb
language sql stable
set search_path = ''
as $$
  -- One row more than asked for tells whether there is a next page.
  with found as materialized (
    select post.id, private.post_view(post, author) as item, row_number() over (order by post.id desc) as place
    from public.posts post
    join public.profiles author on author.id = post.author_id
    where private.caller_id() is not null
      and (home_feed.cursor is null or post.id < private.decode_cursor(home_feed.cursor))
    order by post.id desc
    limit private.page_size(home_feed.page_size) + 1
  )
  select jsonb_build_object(
    'items', coalesce(jsonb_agg(item order by place) filter (where place <= home_feed.page_size), '[]'),
    'next_cursor', private.encode_cursor(
      (array_agg(id) filter (where place = home_feed.page_size and exists (select from found where place > home_feed.page_size)))[1]))
  from found
$$;
comment on function public.home_feed is '
Posts for the caller, newest first: {items: [post as get_post gives it], next_cursor}.
Errors: NOT_AUTHENTICATED, INVALID_CURSOR, INVALID_PAGE_SIZE.';
grant execute on function public.home_feed to authenticated;

reset check_function_bodies;
