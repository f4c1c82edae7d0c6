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
