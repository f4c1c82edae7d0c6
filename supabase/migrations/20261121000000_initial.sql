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
-- A domain, because the rules of a table are read anew by every insert.
create domain private.event_details as jsonb constraint details_are_an_object check (jsonb_typeof(value) = 'object');

create table private.engagement (
  id bigint generated always as identity,
  happened_at timestamptz not null default now(),
  transaction_id xid8 not null default pg_current_xact_id(),
  kind text not null,
  actor_id uuid not null,
  subject_id uuid,
  target_id uuid,
  details private.event_details not null default '{}',
  -- What a reader has not read yet is a range of transactions.
  primary key (transaction_id, id),
  constraint kind_is_a_name check (kind ~ '^[a-z]+(_[a-z]+)*$')
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
-- PL/pgSQL, since it is the default of many a primary key: a SQL function would be planned for every row.
language plpgsql volatile
set search_path = ''
as $$
declare
  microseconds bigint := extract(epoch from clock_timestamp()) * 1000000;
begin
  -- 48 bits of milliseconds, 4 bits of version, 12 bits of the fraction of the millisecond; the rest, variant
  -- included, is that of a random version 4 uuid.
  return encode(overlay(uuid_send(gen_random_uuid())
    placing int8send(((microseconds / 1000) << 16) | (7 << 12) | (microseconds % 1000 * 4096 / 1000)) from 1), 'hex')::uuid;
end
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
language plpgsql immutable strict
set search_path = ''
as $$
begin
  return rtrim(translate(encode(uuid_send(last_id), 'base64'), '+/', '-_'), '=');
end
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

create function private.encode_ranked_cursor(last_rank int, last_id uuid) returns text
language plpgsql immutable strict
set search_path = ''
as $$
begin
  return rtrim(translate(encode(int4send(last_rank) || uuid_send(last_id), 'base64'), '+/', '-_'), '=');
end
$$;

comment on function private.encode_ranked_cursor is 'An opaque cursor (base64url) for lists sorted by a number and then by an identifier.';
grant execute on function private.encode_ranked_cursor to authenticated, service_role;

create function private.decode_ranked_cursor(cursor text, out rank int, out id uuid)
language plpgsql immutable
set search_path = ''
as $$
declare
  bytes bytea;
begin
  if cursor is null then
    rank := 2147483647;
    id := 'ffffffff-ffff-ffff-ffff-ffffffffffff';
    return;
  end if;
  if cursor !~ '^[A-Za-z0-9_-]{27}$' then
    perform private.raise('INVALID_CURSOR', 'This cursor was not made by this list.', 422);
  end if;
  bytes := decode(translate(cursor, '-_', '+/') || '=', 'base64');
  rank := ('x' || encode(substring(bytes for 4), 'hex'))::bit(32)::int;
  id := encode(substring(bytes from 5), 'hex')::uuid;
end
$$;

comment on function private.decode_ranked_cursor is '
The number and the identifier inside a ranked cursor; without a cursor the greatest there are, where a list that falls
begins. Errors: INVALID_CURSOR.';
grant execute on function private.decode_ranked_cursor to authenticated, service_role;

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
-- No foreign key to the limit: each new bucket would lock that one row.
create unlogged table private.rate_buckets (
  limit_name text not null,
  subject text not null,
  tokens double precision not null,
  updated_at timestamptz not null,
  refill_per_second double precision not null default 0,
  primary key (limit_name, subject)
) with (fillfactor = 70);
comment on table private.rate_buckets is 'What is left in each bucket. The worker removes buckets that are full again.';
comment on column private.rate_buckets.subject is 'Whose bucket: an account id, a network address, or a hash of an identifier.';
comment on column private.rate_buckets.refill_per_second is '
That of the limit when a token was last taken. Nothing reads it here: it travels in the row that is about to be inserted,
which is how one statement sees both the limit and the bucket.';
-- No index on updated_at: taking a token must stay a heap-only update, and the sweep may read the table.

create function private.take_token(limit_name text, subject text) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  -- The wall clock: a transaction that has waited must not put time back.
  right_now timestamptz := clock_timestamp();
  wait_seconds int;
begin
  -- Every write comes through here, so it is one statement, and date_part rather than extract, whose numeric is slow.
  insert into private.rate_buckets as bucket (limit_name, subject, tokens, updated_at, refill_per_second)
  select bucket_limit.name, take_token.subject, bucket_limit.capacity - 1, right_now, bucket_limit.refill_per_second
  from private.rate_limits bucket_limit
  where bucket_limit.name = take_token.limit_name
  on conflict on constraint rate_buckets_pkey do update
    set tokens = least(excluded.tokens + 1,
          bucket.tokens + date_part('epoch', right_now - bucket.updated_at) * excluded.refill_per_second) - 1,
        updated_at = right_now,
        refill_per_second = excluded.refill_per_second
    where bucket.tokens + date_part('epoch', right_now - bucket.updated_at) * excluded.refill_per_second >= 1;
  if found then
    return;
  end if;

  select greatest(1, ceil((1 - coalesce(bucket.tokens, 0)) / bucket_limit.refill_per_second
    - coalesce(date_part('epoch', right_now - bucket.updated_at), 0))) into strict wait_seconds
  from private.rate_limits bucket_limit
  left join private.rate_buckets bucket on bucket.limit_name = bucket_limit.name and bucket.subject = take_token.subject
  where bucket_limit.name = take_token.limit_name;
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
    where bucket.updated_at < now() - coalesce((
      select make_interval(secs => greatest(60, bucket_limit.capacity / bucket_limit.refill_per_second))
      from private.rate_limits bucket_limit where bucket_limit.name = bucket.limit_name), '0')
    returning 1
  )
  select count(*) from swept
$$;

comment on function private.sweep_rate_buckets is 'Removes buckets that are full again or whose limit is gone, and returns how many. The worker calls it by schedule.';

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

create function private.broadcast_to_many(topics text[], event text, payload jsonb) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  if to_regclass('realtime.messages_' || to_char(localtimestamp, 'YYYY_MM_DD')) is null then
    perform realtime.send(broadcast_to_many.payload, broadcast_to_many.event, topic, true)
    from unnest(broadcast_to_many.topics) topic;
    return;
  end if;
  insert into realtime.messages (id, payload, event, topic, private, extension)
  select
    id,
    case
      when broadcast_to_many.payload ? 'id' then broadcast_to_many.payload
      else jsonb_set(broadcast_to_many.payload, '{id}', to_jsonb(id))
    end,
    broadcast_to_many.event, topic, true, 'broadcast'
  from (select gen_random_uuid() as id, topic from unnest(broadcast_to_many.topics) topic) message;
end
$$;
comment on function private.broadcast_to_many is '
Sends an event to everybody on each of the private topics when the transaction commits; nothing if it rolls back. The row
is the one that realtime.send writes (a payload without an id gets the row''s), without its subtransaction a topic. Runs
as its owner, who passes the policies: clients may not write the row, and nobody needs realtime.topic, which
realtime.send sets for the policies.
A write is never lost because Realtime is behind: while today''s partition is missing, which Realtime makes, the event goes
by realtime.send, which turns the failure into a warning. What else can fail is a mistake of the caller or of the
set-up (a null topic, a payload that is no object, a missing grant), and that is raised, not swallowed.';

create function private.broadcast(topic text, event text, payload jsonb) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  perform private.broadcast_to_many(array[broadcast.topic], broadcast.event, broadcast.payload);
end
$$;
comment on function private.broadcast is 'As private.broadcast_to_many, to one private topic.';

create function private.recheck_topic(topic text) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  perform private.broadcast_to_many(array[recheck_topic.topic], 'access_changed', '{}');
end
$$;
comment on function private.recheck_topic is '
To be called in the transaction that takes away somebody''s access to a private topic, after the write that does so and
before the broadcasts that he is not to get. Realtime keeps what the policies of a topic answered until a client''s next
token. This sends the event access_changed: the embedded Realtime asks the policies again for everybody on the topic
before it delivers anything after it, and closes the channels of those who lost access. Hosted Supabase only
delivers the event: see private.realtime_rechecks.';

create function private.realtime_rechecks() returns boolean
language sql stable
set search_path = ''
as $$
  select coalesce(current_setting('plaza.realtime_rechecks', true), '') = 'on'
$$;
comment on function private.realtime_rechecks is '
Whether this Realtime follows private.recheck_topic: the embedded platform sets plaza.realtime_rechecks on its database.
Where it is off, whoever lost access may go on receiving on the topic for the life of an access token: for that long
a domain has to send what he is not to see to the topics user:<id> of the others.';

-- sql/00_platform/text.sql
-- People paste white space of every kind around what they write; in a regular expression \s is only the ASCII kind.
create function private.trimmed(written text) returns text
language plpgsql immutable parallel safe
set search_path = ''
as $$
begin
  return regexp_replace(written,
    '^[\s\u0085\u00a0\u1680\u2000-\u200b\u2028\u2029\u202f\u205f\u3000\ufeff]+|[\s\u0085\u00a0\u1680\u2000-\u200b\u2028\u2029\u202f\u205f\u3000\ufeff]+$',
    '', 'g');
end
$$;
comment on function private.trimmed is 'A text without the white space around it, line breaks and Unicode spaces included; null stays null.';

-- sql/10_identity/helpers.sql
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
  -- One at a time: of two accounts that hang on each other, each would wait for what the other has taken already.
  perform pg_advisory_xact_lock(hashtextextended('erase_account', 0));
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
create view private.live_sessions with (security_invoker = true) as
  select session.id, account.id as account_id, account.banned_until
  from private.accounts account
  join private.sessions session on session.account_id = account.id
  where session.revoked_at is null and session.expires_at > now();
comment on view private.live_sessions is 'The one place that says which sessions are alive. For functions that run as their owner.';

create function private.check_session(account_id uuid, session_id uuid) returns uuid
language plpgsql stable
set search_path = ''
as $$
declare
  banned_until timestamptz;
begin
  select session.banned_until into banned_until
  from private.live_sessions session
  where session.id = check_session.session_id and session.account_id = check_session.account_id;
  if not found then
    perform private.raise('NOT_AUTHENTICATED', 'This session has ended. Sign in again.', 401);
  end if;
  if banned_until > now() then
    perform private.raise('ACCOUNT_BANNED', 'This account is banned.', 403, details => format('until %s', banned_until));
  end if;
  return account_id;
end
$$;
comment on function private.check_session is '
Returns the account if it and this session of it are alive at this moment. Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED
(details: until when).';

create function private.active_caller_id() returns uuid
language plpgsql stable security definer
set search_path = ''
as $$
begin
  -- One expression, which PL/pgSQL evaluates without starting a query: every write begins here.
  return private.check_session(coalesce(auth.uid(), private.caller_id()), (auth.jwt() ->> 'sid')::uuid);
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
  -- The network before the identifier, as begin_login does: the other way round two sign-ins could wait for each other.
  if finish_login.ip is not null then
    perform private.forgive_attempt('network', private.network_of(finish_login.ip));
  end if;
  perform private.forget_failures_at(account.id);
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

-- People whom everybody can recognise, and whom others would like to pass for.
create table private.protected_usernames (
  account_id uuid primary key,
  username text not null,
  skeleton text not null generated always as (private.username_skeleton(username)) stored,
  constraint username_of_protected foreign key (account_id, username) references private.accounts (id, username)
    on update cascade on delete cascade
);
alter table private.protected_usernames enable row level security;
-- The columns of the foreign key, and look-alikes.
create index protected_usernames_username_of_account on private.protected_usernames (account_id, username);
create index protected_usernames_skeleton on private.protected_usernames (skeleton);
comment on table private.protected_usernames is '
Usernames whose look-alikes nobody else may have. Later domains say whose: 20_profiles those who have the badge.';

create function private.is_username_reserved(username text, account_id uuid default null) returns boolean
language sql stable
set search_path = ''
as $$
  select exists (
    select from private.reserved_usernames reserved
    where reserved.username = lower(is_username_reserved.username)
      or reserved.skeleton = private.username_skeleton(is_username_reserved.username))
  -- The protected username itself is taken rather than reserved.
  or exists (
    select from private.protected_usernames protected
    where protected.skeleton = private.username_skeleton(is_username_reserved.username)
      and protected.username <> lower(is_username_reserved.username)
      and protected.account_id is distinct from is_username_reserved.account_id)
$$;
comment on function private.is_username_reserved is '
True for a reserved username, for whatever looks like one, and for what looks like the protected username of another
than this account.';

create function private.check_username(username text, account_id uuid default null) returns void
language plpgsql stable
set search_path = ''
as $$
begin
  if private.is_username_reserved(check_username.username, check_username.account_id) then
    perform private.raise('USERNAME_RESERVED', 'This username is reserved, or looks like one that is.', 422);
  end if;
end
$$;
comment on function private.check_username is 'For whatever gives somebody, or this account, a username. Errors: USERNAME_RESERVED.';

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
  avatar jsonb,
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
comment on column public.profiles.avatar is 'The picture as clients show it; null without one. Set when its media are ready (35_media).';
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
  read_receipts boolean not null default true,
  discoverable boolean not null default true,
  constraint who_may_message_is_known check (who_may_message in ('everyone', 'connections', 'nobody')),
  constraint who_may_add_to_groups_is_known check (who_may_add_to_groups in ('everyone', 'connections', 'nobody'))
);
alter table private.profile_settings enable row level security;
comment on table private.profile_settings is 'One row a person, made with the profile: what they allow others.';
comment on column private.profile_settings.read_receipts is 'Whether the person shows what they have read, and sees what others have.';
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
  media_ids uuid[] not null default '{}',
  status text not null default 'pending',
  note text,
  decided_by uuid references public.profiles (id) on delete set null,
  decided_at timestamptz,
  created_at timestamptz not null default now(),
  constraint statement_is_valid check (length(statement) between 20 and 2000),
  constraint status_is_known check (status in ('pending', 'approved', 'refused')),
  constraint proof_is_bounded check (cardinality(media_ids) <= 5),
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
comment on column public.verification_requests.media_ids is '
Uploads that prove it, for moderators to see; 35_media deletes them when the decision is made.';
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
    'first_name', profile.first_name, 'last_name', profile.last_name, 'avatar', profile.avatar, 'gender', profile.gender,
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
    'id', profile.id, 'username', profile.username, 'first_name', profile.first_name, 'last_name', profile.last_name,
    'avatar', profile.avatar);
end
$$;
comment on function private.profile_card is '
The few fields of a person that go with everything they write: {id, username, first_name, last_name, avatar}.
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

create function private.hidden_from(user_id uuid) returns uuid[]
language plpgsql stable
set search_path = ''
as $$
begin
  return (
    select coalesce(array_agg(hidden.id), '{}')
    from (
      select blocked_id from public.blocks where blocker_id = user_id
      union all
      select blocker_id from public.blocks where blocked_id = user_id
    ) hidden (id));
end
$$;
comment on function private.hidden_from is 'As hidden_ids, for somebody else than the caller: the worker tells of what people did, and calls for nobody.';

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

-- sql/20_profiles/protected_usernames.sql
-- Whoever has the badge is worth imitating: a username that could be mistaken for theirs is refused to others. Identity
-- knows no badges, so it keeps the list and this fills it.
create function private.protect_username() returns trigger
language plpgsql volatile
set search_path = ''
as $$
begin
  if new.verified_at is null then
    delete from private.protected_usernames protected where protected.account_id = new.id;
  else
    insert into private.protected_usernames (account_id, username) values (new.id, new.username) on conflict do nothing;
  end if;
  return null;
end
$$;
comment on function private.protect_username is 'Trigger: a username is protected from look-alikes as long as its owner has the badge.';

create trigger protect_username after update of verified_at on public.profiles
  for each row when ((old.verified_at is null) <> (new.verified_at is null)) execute function private.protect_username();
create trigger protect_new_username after insert on public.profiles
  for each row when (new.verified_at is not null) execute function private.protect_username();

-- sql/20_profiles/settings.sql
create function public.get_settings() returns jsonb
language sql stable
set search_path = ''
as $$
  select private.caller_settings()
$$;
comment on function public.get_settings is '
What the caller allows others: {who_may_message, who_may_add_to_groups: everyone|connections|nobody, show_age,
show_distance, show_online, show_last_seen, read_receipts, discoverable, is_private}. Errors: NOT_AUTHENTICATED.';
grant execute on function public.get_settings to authenticated;

create function public.set_settings(changes jsonb) returns jsonb
language sql volatile
set search_path = ''
as $$
  select private.change_settings(set_settings.changes)
$$;
comment on function public.set_settings is '
Changes some of the settings that get_settings returns, and returns them all. Who does not show age, distance or online
state is not found by a search for it either; who is not discoverable is in no search and no suggestion. Who turns read_receipts
off shows nobody what they have read, and sees of nobody what they have.
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
    'show_age', 'show_distance', 'show_online', 'show_last_seen', 'read_receipts', 'discoverable', 'is_private']);
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
  set (who_may_message, who_may_add_to_groups, show_age, show_distance, show_online, show_last_seen, read_receipts, discoverable) = (
    select changed.who_may_message, changed.who_may_add_to_groups, changed.show_age, changed.show_distance,
      changed.show_online, changed.show_last_seen, changed.read_receipts, changed.discoverable
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
    'avatar', profile.avatar, 'gender', profile.gender, 'pronouns', profile.pronouns, 'bio', profile.bio, 'links', profile.links,
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
  perform private.check_username(rename_account.username, rename_account.account_id);
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
`media_ids` are up to five of the caller''s own completed uploads of purpose verification, which nobody but moderators sees,
and which are deleted with the decision. A repeated request returns the one that waits.
Returns {id, statement, media_ids, status: pending|approved|refused, note, created_at, decided_at}; own requests are read from the
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
    'id', request.id, 'statement', request.statement, 'media_ids', request.media_ids, 'status', request.status, 'note', request.note,
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
  proof uuid[] := coalesce(ask_for_verification.media_ids, '{}');
  waiting public.verification_requests;
begin
  if (length(wording) between 20 and 2000) is not true then
    perform private.raise('INVALID_VERIFICATION', 'statement must have 20 to 2000 characters.', 422);
  end if;
  -- One at a time for each person: a parallel request waits here and then finds the first.
  if (select verified_at from public.profiles where id = caller for no key update) is not null then
    perform private.raise('ALREADY_VERIFIED', 'This profile has the badge.', 409);
  end if;
  select * into waiting from public.verification_requests request where request.profile_id = caller and request.status = 'pending';
  if not found then
    perform private.take_token('request_verification', caller::text);
    if proof <> '{}' then
      -- By name, because media are of a later domain.
      execute 'select private.check_verification_media($1, $2)' using caller, proof;
    end if;
    insert into public.verification_requests as request (profile_id, statement, media_ids) values (caller, wording, proof)
    returning * into waiting;
  elsif waiting.statement <> wording or waiting.media_ids <> proof then
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
grant select (id, profile_id, statement, media_ids, status, note, decided_at, created_at) on public.verification_requests to authenticated;

-- Support staff and the worker read everything through the service key; they change it through functions.
grant select on public.profiles, public.interests, public.profile_interests, public.verification_requests to service_role;

-- sql/25_presence/types.sql
create type private.presence_change as (person_id uuid, status text, seen_at timestamptz);
comment on type private.presence_change is 'Who is now online, away or offline, and when their last heartbeat was.';

-- sql/25_presence/tables.sql
-- Who is there. Clients say so every 30 s, so this is the most written table of all: unlogged, because after a crash
-- everybody says it again; without an index that a heartbeat would have to change; and swept, so that it holds who is
-- online and not who ever was.
create unlogged table private.presence (
  profile_id uuid primary key references public.profiles (id) on delete cascade,
  device text not null,
  active_at timestamptz,
  seen_at timestamptz not null,
  came_at timestamptz not null default now(),
  told text,
  constraint device_is_valid check (length(device) between 1 and 40),
  constraint told_is_known check (told in ('online', 'away'))
) with (fillfactor = 50);
alter table private.presence enable row level security;
comment on table private.presence is 'The last heartbeat of everybody who is online, and of who has just left.';
comment on column private.presence.device is 'What the client calls its device, for instance web or ios.';
comment on column private.presence.active_at is '
The last heartbeat with status online. Somebody with one device in the hand and another lying idle sends both
statuses in turn: the one that is in use counts.';
comment on column private.presence.seen_at is 'The last heartbeat of any status.';
comment on column private.presence.came_at is 'The first heartbeat after the person was away for long enough to be swept.';
comment on column private.presence.told is '
What the person''s contacts were told last; null is offline. A heartbeat does not look at it: the worker, once a second,
compares it with what is so (private.presence_changes). So a change that is undone within the second is told to nobody.';

create table private.last_seen (
  profile_id uuid primary key references public.profiles (id) on delete cascade,
  seen_at timestamptz not null
);
alter table private.last_seen enable row level security;
comment on table private.last_seen is 'When people who are offline were online last. The worker writes it as it sweeps presence.';

-- A session is a stretch of being there with one device, without a gap of more than half an hour, of a day at most: what
-- analytics calls a session elsewhere too (PostHog, "Sessions").
create table private.presence_sessions (
  id uuid primary key default private.uuid_v7(),
  profile_id uuid not null references public.profiles (id) on delete cascade,
  device text not null,
  started_at timestamptz not null,
  ended_at timestamptz not null,
  constraint session_is_bounded check (ended_at between started_at and started_at + interval '24 hours')
) with (fillfactor = 80);
alter table private.presence_sessions enable row level security;
-- The last one of a person and device; the cascade.
create index presence_sessions_profile_id on private.presence_sessions (profile_id, device, started_at);
-- Rows arrive in the order of time: for analytics by day, and the purge.
create index presence_sessions_started_at on private.presence_sessions using brin (started_at);
comment on table private.presence_sessions is 'When people were there, to the minute, for 400 days. The worker writes it as it sweeps presence.';
comment on column private.presence_sessions.ended_at is 'The last sign so far: less than 30 minutes old, it may still move.';

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

-- sql/25_presence/changes.sql
-- What changed since contacts were last told. Heartbeats stay as cheap as they are and note nothing: the table is as small as
-- the number of people online, and one look at all of it a second finds who came, and who has fallen idle or silent, which
-- no heartbeat could say.
create function private.presence_changes(at_most int) returns setof private.presence_change
language plpgsql stable
set search_path = ''
as $$
declare
  stale timestamptz := now() - private.presence_lifetime();
begin
  return query
    select present.profile_id, now_is.status, present.seen_at
    from private.presence present
    cross join lateral (select case
      when present.active_at > stale then 'online' when present.seen_at > stale then 'away' else 'offline'
    end) now_is (status)
    where coalesce(present.told, 'offline') <> now_is.status
    limit at_most;
end
$$;
comment on function private.presence_changes is 'Whose status is not the one that their contacts were told.';

create function private.note_presence_told(changes private.presence_change[]) returns void
language sql volatile
set search_path = ''
as $$
  update private.presence present set told = nullif(change.status, 'offline')
  from unnest(note_presence_told.changes) change
  where present.profile_id = change.person_id
$$;
comment on function private.note_presence_told is 'Remembers what contacts have been told.';

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

create function private.export_presence_sessions(account_id uuid) returns setof jsonb
language sql stable
set search_path = ''
as $$
  select to_jsonb(session) - array['id', 'profile_id']
  from private.presence_sessions session
  where session.profile_id = export_presence_sessions.account_id
  order by session.started_at, session.id
$$;
comment on function private.export_presence_sessions is 'Part of the export: when the person was there, and with which device.';

-- sql/25_presence/sweep.sql
create function private.sweep_presence() returns bigint
language plpgsql volatile
set search_path = ''
as $$
declare
  gone bigint;
begin
  -- Before anybody is taken out, so that each last heartbeat counts.
  perform private.note_presence_sessions();
  with gone as (
    -- Not before their contacts were told.
    delete from private.presence where seen_at < now() - private.presence_lifetime() and told is null
    returning profile_id, seen_at
  ), kept as (
    insert into private.last_seen as past (profile_id, seen_at)
    select profile_id, seen_at from gone
    on conflict (profile_id) do update set seen_at = excluded.seen_at
    returning 1
  )
  select count(*) into gone from kept;
  return gone;
end
$$;
comment on function private.sweep_presence is '
Moves who has left from presence to last_seen, keeps sessions, and returns how many have left. The worker calls it by
schedule, one at a time.';

create function private.note_presence_sessions() returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  stale timestamptz := now() - private.presence_lifetime();
begin
  with sample as materialized (
    select present.profile_id, present.device, present.seen_at, present.came_at, last.id, last.started_at, last.ended_at,
      present.seen_at - last.ended_at <= interval '30 minutes' and last.ended_at < last.started_at + interval '24 hours' as goes_on
    from private.presence present
    left join lateral (
      select session.id, session.started_at, session.ended_at from private.presence_sessions session
      where session.profile_id = present.profile_id and session.device = present.device
      order by session.started_at desc
      limit 1
    ) last on true
  ), extended as (
    -- Who stays is written now and then, not every minute.
    update private.presence_sessions session
    set ended_at = least(sample.seen_at, sample.started_at + interval '24 hours')
    from sample
    where session.id = sample.id and sample.goes_on
      and sample.seen_at - sample.ended_at > case when sample.seen_at < stale then interval '0' else interval '5 minutes' end
  )
  insert into private.presence_sessions (profile_id, device, started_at, ended_at)
  -- It began within the last minute, or the sweep before would have seen it.
  select profile_id, device, least(seen_at, greatest(came_at, seen_at - interval '1 minute', ended_at)), seen_at
  from sample
  where goes_on is not true and (ended_at is null or seen_at > ended_at);
end
$$;
comment on function private.note_presence_sessions is '
Lengthens the sessions of everybody in presence, and begins those that are new: a person and device after 30 minutes
without a sign, or after 24 hours.';

create function private.purge_presence_sessions() returns bigint
language sql volatile
set search_path = ''
as $$
  with purged as (
    delete from private.presence_sessions where started_at < now() - interval '400 days' returning 1
  )
  select count(*) from purged
$$;
comment on function private.purge_presence_sessions is '
Removes sessions that began more than 400 days ago, and returns how many. The worker calls it by schedule.';

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
  perform private.require_person(user_id);
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
  perform private.require_person(user_id);
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
  perform private.keep_people(array[request.requester_id, request.addressee_id]);
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
  followee public.profiles := private.require_person(user_id);
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
  perform private.require_person(user_id);
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
One person, found by `username` or by `user_id` (one of the two): {id, username, first_name, last_name, avatar, gender,
pronouns, bio, links, looking_for, interests: [slug], is_private, verified_at, age, distance_km, created_at, counts: {followers,
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
  perform private.require_person(user_id);
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
  caller uuid := private.caller_id();
begin
  if user_id = caller then
    perform private.raise('SELF_TARGET', 'You cannot do this with yourself.', 422);
  end if;
  perform private.lock_pair(caller, user_id);
  perform private.keep_people(array[caller, user_id]);
  return private.active_caller_id();
end
$$;
comment on function private.begin_with is '
Opens a change between the caller and somebody else, both of whom stay until it ends; returns the caller.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, SELF_TARGET.';

create function private.keep_people(user_ids uuid[]) returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  perform from public.profiles where id = any (user_ids) order by id for key share;
end
$$;
comment on function private.keep_people is '
Nobody of `user_ids` is deleted until the transaction ends. Taken before the first row that hangs on them: a deletion
takes the person first and then these rows, so whoever took a row first could wait for it in a circle.';

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
  perform private.require_person(user_id);
  insert into private.dismissed_suggestions (person_id, dismissed_id) values (caller, user_id)
  on conflict do nothing;
end
$$;
comment on function private.dismiss_suggestion is 'The step of dismiss_suggestion that writes. Errors: as dismiss_suggestion.';
grant execute on function private.dismiss_suggestion to authenticated;

-- sql/30_graph/tell_presence.sql
create function private.tell_presence_changes(at_most int default 10000) returns int
language plpgsql volatile
set search_path = ''
as $$
declare
  changes private.presence_change[];
begin
  -- Another worker is at it.
  if not pg_try_advisory_xact_lock(hashtextextended('tell_presence_changes', 0)) then
    return 0;
  end if;
  select array_agg(change) into changes from private.presence_changes(at_most) change;
  if changes is null then
    return 0;
  end if;
  perform private.tell_contacts(changes);
  -- Last, so that heartbeats of these people wait for nothing.
  perform private.note_presence_told(changes);
  return cardinality(changes);
end
$$;
comment on function private.tell_presence_changes is '
Tells people who are online which of their connections came, fell idle or left since the last call, and returns whose status
changed, at most `at_most` people. The worker calls it about once a second; several may.';

create function private.tell_contacts(changes private.presence_change[]) returns int
language plpgsql volatile
set search_path = ''
as $$
declare
  stale timestamptz := now() - private.presence_lifetime();
  sent int;
begin
  with shown as materialized (
    select change.person_id, jsonb_build_object(
      'user_id', change.person_id, 'status', change.status,
      'last_seen_at', case when change.status = 'offline' and settings.show_last_seen
        then date_trunc('minute', change.seen_at) end) as item
    from unnest(changes) change
    join private.profile_settings settings on settings.profile_id = change.person_id and settings.show_online
    join private.accounts account on account.id = change.person_id
      and account.deactivated_at is null and account.banned_until > now() is not true
  ), told as (
    select contact.other_id as contact_id, shown.item, row_number() over (partition by contact.other_id) / 500 as part
    from shown
    join public.connections contact on contact.person_id = shown.person_id
    join private.presence present on present.profile_id = contact.other_id and present.seen_at > stale
    where not exists (select from public.blocks where blocker_id = contact.other_id and blocked_id = shown.person_id)
      and not exists (select from public.blocks where blocker_id = shown.person_id and blocked_id = contact.other_id)
  ), bundled as (
    select contact_id, jsonb_agg(item) as items from told group by contact_id, part
  )
  select count(private.broadcast('user:' || contact_id, 'presence', jsonb_build_object('items', items))) into sent from bundled;
  return sent;
end
$$;
comment on function private.tell_contacts is '
Event `presence` on user:<id> of everybody online who is connected with somebody whose status changed, as far as that person
shows it: {items: [{user_id, status, last_seen_at}]}, as presence_of answers. One event a receiver holds up to 500 changes.
Returns how many events were sent.';

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
  name text,
  alt_text text,
  status text not null default 'pending',
  folder text not null default replace(gen_random_uuid()::text, '-', ''),
  upload_id text,
  expires_at timestamptz not null,
  completed_at timestamptz,
  etag text,
  attempt int not null default 0,
  shown_attempt int,
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
  constraint purpose_is_known check (purpose in ('avatar', 'post', 'comment', 'message', 'verification')),
  constraint kind_is_known check (kind in ('image', 'video', 'audio', 'file')),
  constraint files_have_a_name check ((kind = 'file') = (name is not null)),
  constraint name_is_valid check (length(name) between 1 and 200 and name !~ '[[:cntrl:]/\\]'),
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
comment on table private.media is 'One row a picture, video or sound, or a file that is handed on as it is.';
comment on column private.media.name is 'What a file is called; other media have no name.';
comment on column private.media.content_type is 'What the owner declared; the first bytes were compared with it.';
comment on column private.media.status is 'pending: not uploaded yet. processing: the worker has it or will. ready: can be seen, whole or in part (`progress`). failed: `error` says why.';
comment on column private.media.folder is 'The unguessable part of its objects'' names.';
comment on column private.media.upload_id is 'The multipart upload at S3, for large files.';
comment on column private.media.etag is 'Of the object that was checked on completion: the worker takes no other.';
comment on column private.media.attempt is 'How often the worker has begun. Only the latest attempt may report.';
comment on column private.media.shown_attempt is '
The attempt that made the medium ready before all of it was there. Its folder is what people see: later attempts go on there.';
comment on column private.media.progress is 'In percent. A medium that is ready below 100 can be seen already, and the rest follows unless its attempts fail.';
comment on column private.media.variants is '
Array, smallest first: {url, type, width, height, byte_size} with a public url, or with `key` instead where reading needs
a signature. Audio and files have {url, type, byte_size}.';
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
  if old.status = 'pending' or private.is_in_works(old) then
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

-- sql/35_media/export.sql
create function private.export_media(account_id uuid) returns setof jsonb
language sql stable
set search_path = ''
as $$
  select to_jsonb(medium) - array['owner_id', 'folder', 'upload_id', 'etag', 'attempt', 'shown_attempt', 'expires_at']
  from private.media medium
  where medium.owner_id = export_media.account_id
  order by medium.id
$$;
comment on function private.export_media is 'Part of the export: what the person has uploaded, with the addresses of what was made of it.';

-- sql/35_media/processing.sql
-- What the worker needs of the database. An attempt that was given up (killed, timed out, superseded) may still be
-- alive somewhere: each report names its attempt, and only the latest counts.

create function private.is_in_works(medium private.media) returns boolean
language sql immutable
set search_path = ''
as $$
  select medium.status = 'processing' or medium.shown_attempt is not null and medium.progress < 100
$$;
comment on function private.is_in_works is 'Whether the worker has something left to do: the medium is not ready, or ready in part.';

create function private.claim_media(media_id uuid) returns private.media
language sql volatile
set search_path = ''
as $$
  update private.media medium set attempt = attempt + 1, progress = 0
  where medium.id = claim_media.media_id and private.is_in_works(medium)
  returning *
$$;
comment on function private.claim_media is 'Begins an attempt at a medium and returns it; null when there is nothing to do: it is done or gone. One that is ready in part stays ready.';

create function private.report_media_progress(media_id uuid, attempt int, progress int) returns boolean
language plpgsql volatile
set search_path = ''
as $$
declare
  reported private.media;
begin
  update private.media medium set progress = report_media_progress.progress
  where medium.id = report_media_progress.media_id and medium.attempt = report_media_progress.attempt and private.is_in_works(medium)
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

create function private.finish_media(media_id uuid, attempt int, result jsonb, is_whole boolean default true) returns boolean
language plpgsql volatile
set search_path = ''
as $$
declare
  finished private.media;
begin
  update private.media medium set
    status = 'ready',
    progress = case when is_whole then 100 else medium.progress end,
    shown_attempt = case when is_whole then medium.shown_attempt else coalesce(medium.shown_attempt, medium.attempt) end,
    width = (result ->> 'width')::int, height = (result ->> 'height')::int, duration_ms = (result ->> 'duration_ms')::int,
    blurhash = result ->> 'blurhash', variants = result -> 'variants', hls_url = result ->> 'hls_url',
    poster_url = result ->> 'poster_url', storyboard = nullif(result -> 'storyboard', 'null'),
    waveform = nullif(result -> 'waveform', 'null')
  where medium.id = finish_media.media_id and medium.attempt = finish_media.attempt and private.is_in_works(medium)
  returning * into finished;
  if not found then
    return false;
  end if;
  if is_whole then
    -- The original has metadata such as the place, and everything people see is made: it goes.
    perform private.discard_objects(format('private/%s/original', finished.folder));
  end if;
  if finished.purpose = 'avatar' then
    perform private.show_avatar(finished);
  end if;
  perform private.tell_media_owner(finished);
  return true;
end
$$;
comment on function private.finish_media is '
Makes a medium ready with {width, height, duration_ms, blurhash, variants, hls_url, poster_url, storyboard, waveform}. Not
whole: this much can be seen, and the attempt goes on to the rest.
False when another attempt has taken over or the medium is gone: then the caller removes what it uploaded, unless people see it.';

create function private.fail_media(media_id uuid, attempt int, reason text) returns boolean
language plpgsql volatile
set search_path = ''
as $$
declare
  given_up private.media;
begin
  select * into given_up from private.media medium
  where medium.id = fail_media.media_id and medium.attempt = coalesce(fail_media.attempt, medium.attempt) and private.is_in_works(medium)
  for update;
  if not found then
    return false;
  end if;
  if given_up.status = 'processing' then
    update private.media medium set status = 'failed', error = reason where medium.id = given_up.id returning * into given_up;
    perform private.discard_objects(format('public/%s/', given_up.folder));
  end if;
  perform private.discard_objects(format('private/%s/', given_up.folder));
  perform private.tell_media_owner(given_up);
  return true;
end
$$;
comment on function private.fail_media is '
Gives a medium up, with a reason in words, and discards its objects. One that is ready in part stays that, and only its
original goes. Attempt null: whichever was the last. False as in finish_media.';

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
  lifetime interval,
  name text default null
) returns private.media
language plpgsql volatile
set search_path = ''
as $$
declare
  owner uuid := private.active_caller_id();
  started private.media;
begin
  perform private.take_media_quota(owner, start_upload.purpose, start_upload.kind, start_upload.byte_size);
  insert into private.media (owner_id, purpose, kind, content_type, byte_size, alt_text, expires_at, name)
  values (owner, start_upload.purpose, start_upload.kind, start_upload.content_type, start_upload.byte_size,
    start_upload.alt_text, now() + start_upload.lifetime, start_upload.name)
  returning * into started;
  return started;
end
$$;
comment on function private.start_upload is '
Makes the row of a medium that is about to be uploaded. `name`: of a file, and of nothing else.
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

-- sql/35_media/verification.sql
-- What people show as proof when they ask for the badge, often a document: it is for moderators alone, and goes when it
-- has served.
create function private.check_verification_media(owner_id uuid, media_ids uuid[]) returns void
language plpgsql stable
set search_path = ''
as $$
begin
  if cardinality(media_ids) > 5 or cardinality(media_ids) <> (
    -- Each once, so that a list that names one twice has fewer than it says.
    select count(*) from private.media medium
    where medium.id = any (check_verification_media.media_ids) and medium.owner_id = check_verification_media.owner_id
      and medium.purpose = 'verification' and medium.status in ('processing', 'ready'))
  then
    perform private.raise('INVALID_VERIFICATION',
      'media_ids must be up to five different uploads of your own, completed and of purpose verification.', 422);
  end if;
end
$$;
comment on function private.check_verification_media is 'For 20_profiles: whether these uploads may be shown as proof. Errors: INVALID_VERIFICATION.';

create function private.sees_media_of_verification(media_id uuid, viewer uuid) returns boolean
language plpgsql stable
set search_path = ''
as $$
begin
  return private.is_moderator() and exists (
    select from private.media medium
    join public.verification_requests request on request.profile_id = medium.owner_id
    where medium.id = sees_media_of_verification.media_id and medium.id = any (request.media_ids)
      and request.profile_id <> viewer and request.status = 'pending');
end
$$;
comment on function private.sees_media_of_verification is 'Whether the viewer, who is the caller, moderates and this is the proof of a request that waits.';

create function private.discard_proof() returns trigger
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  delete from private.media medium
  where medium.id = any (new.media_ids) and medium.owner_id = new.profile_id and medium.purpose = 'verification';
  return null;
end
$$;
comment on function private.discard_proof is 'Trigger: the proof of a request is deleted when it has been decided.';

create trigger discard_proof after update of status on public.verification_requests
  for each row when (new.status <> 'pending' and new.media_ids <> '{}') execute function private.discard_proof();

-- sql/35_media/view.sql
create function private.media_view(medium private.media) returns jsonb
language sql immutable
set search_path = ''
as $$
  select jsonb_build_object(
    'id', medium.id, 'purpose', medium.purpose, 'kind', medium.kind, 'name', medium.name, 'status', medium.status, 'progress', medium.progress,
    'width', medium.width, 'height', medium.height, 'duration_ms', medium.duration_ms, 'blurhash', medium.blurhash,
    'variants', medium.variants, 'hls_url', medium.hls_url, 'poster_url', medium.poster_url,
    'storyboard', medium.storyboard, 'waveform', medium.waveform, 'alt_text', medium.alt_text, 'error', medium.error,
    'created_at', medium.created_at)
$$;
comment on function private.media_view is '
A medium as clients get it, everywhere alike. Variants of a medium that is private, of a message or shown as proof, have `key` instead of `url`: functions/media signs
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

create function private.slips(word text) returns text[]
language plpgsql immutable strict parallel safe
set search_path = ''
as $$
begin
  return array(
    select word
    union
    select overlay(word placing '' from place for 1) from generate_series(1, length(word)) place);
end
$$;
comment on function private.slips is '
A word, and what remains of it without each of its letters. Two words that share one of these are at most a letter too many,
one too few, another one, or two swapped apart: Mor and Fraenkel 1982, "A hash code method for detecting and correcting
spelling errors".';

create function private.tile_of(cell int) returns int
language plpgsql immutable strict parallel safe
set search_path = ''
as $$
declare
  centre record := private.cell_centre(cell);
begin
  return floor((centre.latitude + 90) / 0.36)::int * 1024 + floor((centre.longitude + 180) / 0.36)::int;
end
$$;
comment on function private.tile_of is '
The tile that the middle of a cell is in: 0.36 degrees of latitude times 0.36 of longitude, 1000 in each band; bands times
1024, as cells are numbered.';

-- sql/35_search/tables.sql
-- What people are found by: everything in one narrow row a person, so that a search reads one table whatever it
-- combines. Triggers keep it; it holds nothing that is not elsewhere, and private.index_people can write it anew.
create table private.people_search (
  profile_id uuid primary key references public.profiles (id) on delete cascade,
  username text not null,
  name text not null,
  last_name text not null,
  terms text[] not null,
  traits text[] not null,
  birth_date date not null,
  cell int,
  tile int generated always as (private.tile_of(cell)) stored,
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
-- The cells of a band are neighbours, so a radius is a few ranges of this. An age, which nearly every such search has,
-- is compared in the index: most people of a city need not be looked at.
create index people_search_cell on private.people_search (cell, birth_date);
create index people_search_tile on private.people_search (tile, birth_date);
comment on table private.people_search is 'One row a person: what search looks at.';
comment on column private.people_search.name is 'First and last name, folded.';
comment on column private.people_search.terms is 'interest:<slug>, verified, and word:<word> for each word of name and username.';
comment on column private.people_search.traits is '
for:<looking_for> and gender:<gender>. In no index: so many have each of them that reading them from one costs more than
looking at the few people whom something else has found.';
comment on column private.people_search.cell is 'Null for who shares no location or shows no distance: a search by distance must not tell it.';
comment on column private.people_search.tile is 'The tile of about 40 km by 40 km that the middle of the cell is in: for wide circles.';
comment on column private.people_search.x is '
With y and z the middle of the cell as a point of the unit sphere: the inner product of two points is the cosine of the
angle between them, which makes a test of distance three multiplications.';
comment on column private.people_search.hidden_until is 'Deactivated (infinity) or banned until then.';
comment on column private.people_search.popularity is 'What refresh_popularity makes of followers and activity, 0 to about 8.';

-- The most popular people once more. What many have in common is found among these, whose number does not grow, and
-- theirs are the best matches; that they lie together in few pages makes a walk through them quick.
create table private.people_top (
  like private.people_search including defaults including indexes,
  constraint top_person_is_a_profile foreign key (profile_id) references public.profiles (id) on delete cascade
) with (fillfactor = 90);
alter table private.people_top enable row level security;
comment on table private.people_top is '
Copies of the rows of people_search with the greatest popularity, 50,000 of them. Triggers keep the copies; who belongs here is decided
by refresh_people_top.';

-- And who is online. Among everybody these are rare and change all the time, so that no index over everybody finds them.
create unlogged table private.people_online (
  like private.people_search including defaults including indexes,
  constraint online_person_is_a_profile foreign key (profile_id) references public.profiles (id) on delete cascade
) with (fillfactor = 90);
alter table private.people_online enable row level security;
comment on table private.people_online is '
Copies of the rows of people_search of those who have a row in presence and show it. Triggers keep them. Unlogged, as
presence is.';

-- Near misses are looked for among the words that names are made of. There are fewer of these than people.
create table private.people_words (
  word text primary key,
  constraint word_is_bounded check (length(word) between 2 and 100)
);
alter table private.people_words enable row level security;
-- What is one slip away; a look-up by key for each letter.
create index people_words_slips on private.people_words using gin (private.slips(word)) with (fastupdate = off);
-- What is further away.
create index people_words_trigrams on private.people_words using gin (word extensions.gin_trgm_ops);
comment on table private.people_words is 'Every word of anybody''s name or username, folded.';

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
    case when filters ? 'looking_for' then format('person.traits @> array[%L]', 'for:' || (filters ->> 'looking_for')) end,
    case when filters ? 'genders' then format('person.traits && %L::text[]',
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
language plpgsql stable
set search_path = ''
as $$
declare
  -- With the tolerance of rounded_km: who is shown as 5 km away is found within 5 km.
  radius double precision := (kilometres + 0.1) / 6371.0;
  is_wide boolean := kilometres > 25;
  height double precision := case when is_wide then 0.36 else 0.045 end;
  stride int := case when is_wide then 1024 else 8192 end;
begin
  return (
    with centre as (
      select middle.latitude, middle.longitude from private.cell_centre(within_km_of.cell) middle
    ), bands as (
      select band, case when is_wide then 1000 else private.cells_of_band(band) end as cells,
        -- Half the width of the circle, in degrees of longitude, at the edge of the band that is nearer to a pole.
        case when sin(radius) < cosine then degrees(asin(sin(radius) / cosine)) else 180 end as reach
      from centre, generate_series(
        greatest(0, floor((latitude - degrees(radius) + 90) / height)::int),
        least((180 / height)::int - 1, floor((latitude + degrees(radius) + 90) / height)::int)) band,
        lateral (select cosd(least(90, abs((band + 0.5) * height - 90) + height / 2)) as cosine) edge
    ), stretches as (
      select band * stride as start, cells, floor((longitude - reach + 180) / 360 * cells)::int - 1 as west,
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
      cosd(latitude) * cosd(longitude), cosd(latitude) * sind(longitude), sind(latitude), cos(radius),
      (select string_agg(format('person.%I between %s and %s', case when is_wide then 'tile' else 'cell' end, low, high), ' or ') from ranges))
    from centre);
end
$$;
comment on function private.within_km_of is '
That the middle of a person''s cell is within so many kilometres of the middle of `cell`, as a condition on `person`: the exact circle,
and ranges for the index, of cells or, beyond 25 km, of tiles, because each range costs the planner time.';

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
    case when own.birth_date > adult_since then 'not person.traits @> array[''for:dating'']'
      when dating or own.traits @> array['for:dating'] then format('person.birth_date <= %L::date', adult_since) end);
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
        || case when profile.verified_at is null then '{}' else array['verified'] end as terms,
      array(select 'for:' || aim from unnest(profile.looking_for) aim) || array['gender:' || profile.gender] as traits,
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
  insert into private.people_search (profile_id, username, name, last_name, terms, traits, birth_date, cell, x, y, z,
    shows_age, shows_online, is_discoverable, hidden_until)
  select id, username, name, last_name, terms || array(select 'word:' || word from unnest(words) word), traits, birth_date, cell, x, y, z,
    show_age, show_online, discoverable, hidden_until
  from current_people
  on conflict (profile_id) do update set
    username = excluded.username, name = excluded.name, last_name = excluded.last_name, terms = excluded.terms,
    traits = excluded.traits, birth_date = excluded.birth_date, cell = excluded.cell, x = excluded.x, y = excluded.y, z = excluded.z,
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
-- popular person down, common matches are found at once and rare ones never; through the indexes of everybody it is
-- the other way round. So the most popular people, kept apart, come first: what many have in common is found among these.
-- What is not is rare, and the indexes have few to find.
create function private.pick_people(condition text, wanted int, enough int, source text default 'people_top') returns uuid[]
language plpgsql stable security definer
set search_path = ''
-- The conditions are correlated, which the planner does not know: it would take the whole table for quick to read, or
-- compile a query that ends after a millisecond. The data are in memory: a page costs about as much as ten entries of an
-- index, and none of the two should make it read a long list of an index in order to look at a few pages less.
set enable_seqscan = off
set jit = off
set seq_page_cost = 0.2
set random_page_cost = 0.2
set cpu_index_tuple_cost = 0.02
as $$
declare
  picked uuid[];
begin
  if source <> 'people_search' then
    execute format('select array(
      select person.profile_id from private.%I person where %s order by person.popularity desc, person.profile_id limit %s)',
      source, condition, wanted) into picked;
    if source = 'people_online' or cardinality(picked) >= enough then
      return picked;
    end if;
  end if;
  execute format('select array(
    select matching.profile_id
    from (select person.profile_id, person.popularity from private.people_search person where %s limit 5000) matching
    order by matching.popularity desc, matching.profile_id limit %s)', condition, wanted) into picked;
  return picked;
end
$$;
comment on function private.pick_people is '
The `wanted` most popular people who meet a condition on `person`, a row of people_search. The condition is SQL: whoever writes it
quotes. `source` says where to look: people_top, and then, if these are not `enough`, everybody; people_online, all of
whom are looked at; or people_search, when few are known to meet the condition, as with a whole name.
Among everybody it looks at 5,000 people who match, and at no more.';

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

create function private.refresh_people_top() returns bigint
language sql volatile
set search_path = ''
as $$
  with wanted as (
    select * from private.people_search
    where is_discoverable and hidden_until <= now()
    order by popularity desc, profile_id limit 50000
  ), left_behind as (
    delete from private.people_top top where top.profile_id not in (select wanted.profile_id from wanted) returning 1
  ), risen as (
    insert into private.people_top
    select * from wanted where wanted.profile_id not in (select top.profile_id from private.people_top top)
    on conflict do nothing
    returning 1
  )
  select (select count(*) from left_behind) + (select count(*) from risen)
$$;
comment on function private.refresh_people_top is 'Decides who is in people_top, and returns how many changed. The worker calls it by schedule.';

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
  -- Without a text nobody waits for somebody in particular: so many of the popular are enough.
  a_few constant int := 10;
  condition text := private.people_filters(caller, filters);
  handle text := ltrim(private.folded(private.trimmed(filters ->> 'query')), '@');
  words text[] := regexp_split_to_array(handle, '[^[:alnum:]]+');
  is_online boolean := coalesce((filters ->> 'online_only')::boolean, false);
  many text := case when is_online then 'people_online' else 'people_top' end;
  few text := case when is_online then 'people_online' else 'people_search' end;
  similar_condition text;
  exact uuid[] := '{}';
  beginning uuid[] := '{}';
  resembling uuid[] := '{}';
begin
  words := (array_remove(words, ''))[:5];
  if coalesce(handle, '') = '' then
    return private.by_affinity(caller, private.pick_people(condition, most, a_few, many));
  elsif words = '{}' then
    return '{}';
  end if;
  execute format('select array(select person.profile_id from private.people_search person where person.username = %L and %s)', handle, condition)
  into exact;
  -- Several whole words are found through the terms alone. Otherwise the last one may be unfinished.
  if cardinality(words) > 1 and handle ~ '\s' then
    beginning := private.pick_people(format('person.terms @> %L::text[] and %s', private.word_terms(words), condition), most, most, few);
  end if;
  if cardinality(beginning) < 5 then
    beginning := beginning || private.pick_people(private.begins_like(handle, words) || ' and ' || condition, most, most,
      case when handle ~ '[\s0-9]' then few else many end);
  end if;
  -- Who has written it right is not bothered with what is nearly so.
  if cardinality(exact) = 0 and cardinality(beginning) < 5 then
    similar_condition := private.resembles(words);
    if similar_condition is not null then
      resembling := private.pick_people(similar_condition || ' and ' || condition, most, most, few);
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
-- As in pick_people.
set enable_seqscan = off
as $$
declare
  written text;
  similar_words text[];
  conditions text[] := '{}';
begin
  foreach written in array words loop
    similar_words := case when length(written) between 3 and 100 then private.similar_words(written) else '{}' end;
    if similar_words = '{}' then
      return null;
    end if;
    conditions := conditions || format('person.terms && %L::text[]', private.word_terms(similar_words));
  end loop;
  return array_to_string(conditions, ' and ');
end
$$;
comment on function private.resembles is '
That somebody''s names or handle have something like each of these words, as a condition on `person`; null when a word
resembles none that anybody has.';

create function private.similar_words(written text) returns text[]
language plpgsql volatile
set search_path = ''
as $$
declare
  similar_words text[] := array(
    select known.word from private.people_words known
    where private.slips(known.word) && private.slips(written)
    order by extensions.levenshtein_less_equal(known.word, written, 2), extensions.similarity(known.word, written) desc, known.word
    limit 10);
begin
  -- One slip is nearly all that people make. In a longer word two are looked for when one does not explain it: trigrams
  -- find the candidates, and the distance of Levenshtein decides.
  if similar_words = '{}' and length(written) >= 6 then
    perform set_config('pg_trgm.similarity_threshold', '0.35', true);
    similar_words := array(
      select known.word from private.people_words known
      where known.word operator(extensions.%) written and extensions.levenshtein_less_equal(known.word, written, 2) <= 2
      order by extensions.similarity(known.word, written) desc, known.word
      limit 10);
  end if;
  return similar_words;
end
$$;
comment on function private.similar_words is 'Up to ten words that are somewhere part of a name or username and could be meant by this one, the nearest first.';

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
as $$
declare
  caller uuid := private.caller_id();
  beginning text := ltrim(private.folded(private.trimmed(prefix)), '@');
  picked uuid[];
  items jsonb;
begin
  perform private.page_size(page_size);
  if (length(beginning) between 1 and 50) is not true then
    perform private.raise('INVALID_SEARCH', 'prefix must have 1 to 50 characters.', 422);
  end if;
  perform private.take_token('typeahead_people', caller::text);
  picked := private.people_beginning_with(beginning, private.findable_people(caller), page_size);
  select coalesce(jsonb_agg(private.profile_card(profile) order by chosen.place), '[]') into items
  from unnest(picked) with ordinality as chosen (id, place)
  join public.profiles profile on profile.id = chosen.id;
  return jsonb_build_object('items', items);
end
$$;
comment on function private.completed_people is 'The step of typeahead_people that reads what clients may not. Errors: as typeahead_people.';
grant execute on function private.completed_people to authenticated;

create function private.people_beginning_with(beginning text, visible text, wanted int) returns uuid[]
language plpgsql stable security definer
set search_path = ''
-- As in pick_people.
set enable_seqscan = off
set jit = off
set seq_page_cost = 0.2
set random_page_cost = 0.2
set cpu_index_tuple_cost = 0.02
as $$
declare
  pattern text := regexp_replace(beginning, '([\\%_])', '\\\1', 'g') || '%';
  exact uuid[];
  picked uuid[];
begin
  execute format('select array(select person.profile_id from private.people_search person where person.username = $1 and %s)', visible)
  into exact using beginning;
  execute format('select array(
    select person.profile_id from private.people_top person where %s and %s order by person.popularity desc, person.profile_id limit %s)',
    private.begins_with(beginning), visible, wanted) into picked;
  if cardinality(picked) < wanted then
    -- Among the popular there are few: then there are not many in all, or their order matters little.
    execute format('select $1 || array(
      select id from (
        (select person.profile_id, person.popularity from private.people_search person where person.username like %1$L and %2$s limit 100)
        union (select person.profile_id, person.popularity from private.people_search person where person.name like %1$L and %2$s limit 100)
        union (select person.profile_id, person.popularity from private.people_search person where person.last_name like %1$L and %2$s limit 100)
      ) found (id, popularity)
      where id <> all ($1)
      order by popularity desc, id limit %3$s)', pattern, visible, wanted)
    into picked using picked;
  end if;
  return (exact || array(
    select listed.id from unnest(picked) with ordinality as listed (id, place) where listed.id <> all (exact) order by listed.place))[:wanted];
end
$$;
comment on function private.people_beginning_with is '
Up to `wanted` people who meet the condition `visible` and whose handle, first or last name begins with this: the exact handle, then the
most popular; when these are few, the rest are taken from up to 300 others.';

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

-- The copies.
create function private.copy_people() returns trigger
language plpgsql volatile security definer
set search_path = ''
-- Plans are kept. One that was made for a single person and empty copies must be as good for a hundred thousand.
set enable_seqscan = off
as $$
begin
  if tg_op = 'UPDATE' then
    with outdated as (
      delete from private.people_top top using changed where top.profile_id = changed.profile_id returning changed.*
    )
    insert into private.people_top select * from outdated;
  -- As long as there is room, nobody new waits for the schedule. An estimate will do: the schedule tidies up.
  elsif (select reltuples from pg_catalog.pg_class where oid = 'private.people_top'::regclass) < 50000 then
    insert into private.people_top select * from changed where is_discoverable and hidden_until <= now() on conflict do nothing;
  end if;
  delete from private.people_online online using changed where online.profile_id = changed.profile_id;
  insert into private.people_online
  select changed.* from changed join private.presence using (profile_id) where shows_online
  on conflict do nothing;
  return null;
end
$$;
comment on function private.copy_people is 'Statement trigger of people_search: brings the rows of `changed` in people_top and people_online up to date.';

create trigger copy_new_people after insert on private.people_search
referencing new table as changed for each statement execute function private.copy_people();

create trigger copy_changed_people after update on private.people_search
referencing new table as changed for each statement execute function private.copy_people();

create function private.copy_present_person() returns trigger
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  if tg_op = 'DELETE' then
    delete from private.people_online online where online.profile_id = old.profile_id;
  else
    insert into private.people_online
    select person.* from private.people_search person where person.profile_id = new.profile_id and person.shows_online
    on conflict do nothing;
  end if;
  return null;
end
$$;
comment on function private.copy_present_person is 'Row trigger of presence: who comes is copied to people_online, who goes is removed.';

-- A heartbeat of somebody who is there already is an update, and none of this.
create trigger copy_present_person after insert or delete on private.presence
for each row execute function private.copy_present_person();

-- sql/38_automod/helpers.sql
-- The many ways to write one word. Terms and texts are folded alike, so a term is found however it is dressed up.
create function private.folded_text(written text) returns text
language plpgsql immutable strict parallel safe
set search_path = ''
as $$
declare
  folded text := lower(written collate "pg_c_utf8");
  has_signs boolean;
begin
  -- Most texts need few of these steps, and each is a walk over the text.
  if octet_length(written) > length(written) then
    folded := lower(normalize(written, nfkd) collate "pg_c_utf8");
    -- What is not seen: soft hyphen, zero-width and direction marks, variation selectors; then the accents, which the
    -- decomposition has set apart from their letters.
    folded := regexp_replace(folded, '[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0]', '', 'g');
    folded := regexp_replace(folded, '[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]', '', 'g');
    -- Letters of other alphabets that look Latin.
    folded := translate(folded, 'аеорсухіјѕԁɡһӏвкмнтαεικνορτυχωßøđłıæœ', 'aeopcyxijsdghibkmhtaeikvoptuxwsodliao');
  end if;
  has_signs := folded ~ '[0-9@$!|]';
  if has_signs then
    -- An exclamation mark that ends a word is one.
    folded := regexp_replace(folded, '[@$!|]+(?=[\s[:punct:]]|$)', '', 'g');
  end if;
  -- A letter that is drawn out counts once, before "ill" could turn into one letter, and again after "b444d" into letters.
  folded := regexp_replace(folded, '([^\d\s])\1+', '\1', 'g');
  -- Digits and signs that stand for letters, but only in words: a price or a year stays a number. i, l, 1, ! and | are
  -- one letter in all this.
  if has_signs then
    folded := (
      select string_agg(
        case when word ~ '[[:alpha:]]' then translate(word, '01!|l34@5$789', 'oiiiieaasstbg') else word end, ' ' order by place)
      from regexp_split_to_table(folded, '\s+') with ordinality split (word, place));
  else
    folded := translate(folded, 'l', 'i');
  end if;
  if has_signs or folded like '%iii%' then
    folded := regexp_replace(folded, '([^\d\s])\1{2,}', '\1', 'g');
  end if;
  return folded;
end
$$;
comment on function private.folded_text is '
A text without case, accents, invisible characters, look-alike letters, digits for letters and drawn-out letters: what
terms and texts are compared by. Punctuation is still there.';

create function private.folded_words(written text) returns text
language plpgsql immutable strict parallel safe
set search_path = ''
as $$
declare
  words text := ' ' || trim(
    regexp_replace(private.folded_text(written), '[^[:alnum:]]+' collate "pg_c_utf8", ' ', 'g')) || ' ';
begin
  if words ~ ' \S \S ' then
    -- Letters that stand alone are one spaced-out word: "b a d", "b.a.d" and "b-a-d" are "bad".
    words := regexp_replace(words, '(?<= [[:alnum:]]) (?=[[:alnum:]] )' collate "pg_c_utf8", '', 'g');
  end if;
  return words;
end
$$;
comment on function private.folded_words is 'The words of a text, folded, each between blanks.';

-- sql/38_automod/tables.sql
-- What texts may not say, or should be looked at for. Rows come from migrations, and moderators may add to them.
create table private.automod_terms (
  term text primary key,
  folded text not null generated always as (private.folded_words(term)) stored,
  severity text not null,
  category text not null,
  constraint term_has_letters check (length(term) between 2 and 100 and term ~ '[^\s[:punct:]]'),
  constraint severity_is_known check (severity in ('flag', 'block')),
  constraint category_is_a_name check (category ~ '^[a-z]+(_[a-z]+)*$')
);
alter table private.automod_terms enable row level security;
comment on table private.automod_terms is 'Words and phrases that automatic moderation looks for, in every text that people publish.';
comment on column private.automod_terms.severity is 'flag: publish, and let a moderator look. block: refuse.';

create table private.automod_flags (
  id uuid primary key default private.uuid_v7(),
  target text not null,
  target_id uuid not null,
  author_id uuid not null references public.profiles (id) on delete cascade,
  terms text[] not null,
  created_at timestamptz not null default now(),
  constraint target_is_a_name check (target ~ '^[a-z]+(_[a-z]+)*$'),
  constraint there_is_a_term check (cardinality(terms) > 0)
);
alter table private.automod_flags enable row level security;
-- What there is about one text, and about one person (also the cascade).
create index automod_flags_target on private.automod_flags (target, target_id);
create index automod_flags_author_id on private.automod_flags (author_id, id);
comment on table private.automod_flags is '
Texts that were published although terms were found in them: what the moderation domain, which comes later, looks at.';
comment on column private.automod_flags.target is 'What target_id is: post, comment. No foreign key: those domains come later.';

-- sql/38_automod/functions.sql
create function private.automod_verdict(written text, out verdict text, out terms text[])
language plpgsql stable security definer
set search_path = ''
as $$
declare
  words text;
begin
  verdict := 'allow';
  terms := '{}';
  if coalesce(written, '') = '' then
    return;
  end if;
  -- Signs inside a word are gaps between letters, or they are padding: "b.a.d", "b.ad".
  words := private.folded_words(written);
  if written ~ '\S[[:punct:]]+\S' then
    words := words || private.folded_words(regexp_replace(written, '(?<=\S)[[:punct:]]+(?=\S)', '', 'g'));
  end if;
  select coalesce(array_agg(term order by term), '{}'),
    case when bool_or(severity = 'block') then 'block' when count(*) > 0 then 'flag' else 'allow' end
  into terms, verdict
  from private.automod_terms
  where position(private.automod_terms.folded in words) > 0;
end
$$;
comment on function private.automod_verdict is '
What automatic moderation says of a text: verdict allow, flag or block, and the terms that were found.';

create function private.moderate_text(written text) returns text[]
language plpgsql stable
set search_path = ''
as $$
declare
  found_terms text[];
  said text;
begin
  select verdict, terms into said, found_terms from private.automod_verdict(written);
  if said = 'block' then
    perform private.raise('CONTENT_REJECTED', 'This text breaks the rules of the community and was not published.', 422);
  end if;
  return found_terms;
end
$$;
comment on function private.moderate_text is '
Refuses a text that contains a blocked term, without saying which, and returns the terms to flag it for. Every function
that publishes a text calls it, and then flag_text. Errors: CONTENT_REJECTED.';

create function private.flag_text(target text, target_id uuid, author_id uuid, terms text[]) returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  if cardinality(terms) > 0 then
    insert into private.automod_flags (target, target_id, author_id, terms)
    values (flag_text.target, flag_text.target_id, flag_text.author_id, flag_text.terms);
  end if;
end
$$;
comment on function private.flag_text is 'Records that a published text should be looked at; nothing without terms.';

-- sql/40_content/helpers.sql
-- What is read out of a text that somebody writes. Classes of characters are named with the collation pg_c_utf8, so
-- that every alphabet counts whatever the database's own locale is.
create function private.hashtags_in(written text) returns text[]
language sql immutable strict parallel safe
set search_path = ''
as $$
  -- Letters of any alphabet, their marks and joiners, digits and _; not all digits. A # inside a word, as in an
  -- address, begins none.
  select coalesce(array_agg(tag order by place), '{}')
  from (
    select lower(normalize(found[1], nfkc) collate "pg_c_utf8") as tag, min(place) as place
    from regexp_matches(written,
      '(?:^|[^[:alnum:]_&/#＃])[#＃]([[:alnum:]_\u0300-\u036f\u0610-\u065f\u0900-\u0dff\u0e00-\u0eff\u200c\u200d]{1,100})' collate "pg_c_utf8",
      'g') with ordinality matched (found, place)
    where found[1] ~ '[^\d_]'
    group by tag
  ) tags
$$;
comment on function private.hashtags_in is 'The hashtags of a text without #, in lower case, each once, in order.';

create function private.usernames_in(written text) returns text[]
language sql immutable strict parallel safe
set search_path = ''
as $$
  -- Not behind a letter: that is an e-mail address.
  select coalesce(array_agg(distinct found[1]), '{}')
  from regexp_matches(lower(written), '(?:^|[^a-z0-9._@-])@([a-z0-9][a-z0-9._]{1,28}[a-z0-9_])', 'g') matched (found)
$$;
comment on function private.usernames_in is 'The usernames that a text mentions with @, in lower case, each once.';

create function private.is_emoji(written text) returns boolean
language plpgsql immutable strict parallel safe
set search_path = ''
as $$
declare
  -- Source: Unicode Technical Standard 51, ED-17: a flag, a keycap, or elements joined by U+200D, each with its
  -- variation, skin tone or tags.
  element constant text := '[\u00A9\u00AE\u203C\u2049\u2122\u2139\u2194-\u21AA\u231A-\u23FF\u24C2\u25AA-\u25FE\u2600-\u27BF'
    '\u2934\u2935\u2B05-\u2B55\u3030\u303D\u3297\u3299\U0001F004-\U0001F1E5\U0001F201-\U0001FAFF]\uFE0F?[\U0001F3FB-\U0001F3FF]?\uFE0F?'
    '[\U000E0020-\U000E007F]{0,7}';
begin
  return written = '❤️' or length(written) <= 16 and written ~ ('^(?:[\U0001F1E6-\U0001F1FF]{2}|[0-9#*]\uFE0F?\u20E3|'
    || element || '(?:\u200D' || element || ')*)$');
end
$$;
comment on function private.is_emoji is 'Whether a text is one emoji and nothing else.';

-- sql/40_content/tables.sql
create table public.posts (
  id uuid primary key default private.uuid_v7(),
  author_id uuid not null references public.profiles (id) on delete cascade,
  client_id uuid not null,
  kind text not null,
  caption text not null,
  state text not null default 'processing',
  visibility text not null default 'public',
  audience text not null default 'author',
  comments_from text not null default 'everyone',
  content_warning text,
  place text,
  cell int,
  hashtags text[] not null default '{}',
  mentions uuid[] not null default '{}',
  publish_at timestamptz,
  position uuid,
  published_at timestamptz,
  edited_at timestamptz,
  deleted_at timestamptz,
  created_at timestamptz not null default now(),
  -- A retry finds the post that the first try made. It also serves the cascade.
  constraint one_post_a_client_id unique (author_id, client_id),
  constraint kind_is_known check (kind in ('text', 'image', 'video', 'carousel', 'reel')),
  constraint caption_is_valid check (length(caption) <= 5000 and (kind <> 'text' or state = 'draft' or caption <> '')),
  constraint state_is_known check (state in ('draft', 'scheduled', 'processing', 'failed', 'published', 'archived')),
  constraint visibility_is_known check (visibility in ('public', 'followers', 'connections')),
  constraint audience_is_known check (audience in ('public', 'followers', 'connections', 'author')),
  constraint comments_from_is_known check (comments_from in ('everyone', 'followers', 'connections', 'nobody')),
  constraint content_warning_is_valid check (length(content_warning) between 1 and 200),
  constraint place_is_valid check (length(place) between 1 and 100),
  constraint hashtags_are_bounded check (cardinality(hashtags) <= 30),
  constraint mentions_are_bounded check (cardinality(mentions) <= 20),
  constraint published_has_a_position check ((position is null) = (published_at is null)
    and (state not in ('published', 'archived') or position is not null))
);
alter table public.posts enable row level security;
-- The newest of what can be seen, and of one author: pages of the feeds and of list_posts.
create index posts_visible on public.posts (position desc) where state = 'published' and deleted_at is null;
create index posts_visible_by_author on public.posts (author_id, position desc) where state = 'published' and deleted_at is null;
-- What an author has that others do not see: drafts, the archive, what waits.
create index posts_unpublished on public.posts (author_id, state, id) where state <> 'published' or deleted_at is not null;
-- What the worker publishes, and purges.
create index posts_scheduled on public.posts (publish_at) where state = 'scheduled' and deleted_at is null;
create index posts_deleted on public.posts (deleted_at) where deleted_at is not null;
comment on table public.posts is 'What people publish, from the draft on.';
comment on column public.posts.client_id is 'Made by the client, so that a repeated create_post has one effect.';
comment on column public.posts.state is '
draft: not given out yet. scheduled: appears at `publish_at`. processing: appears when its media are ready. failed: a medium
could not be processed. published. archived: its author has taken it back.';
comment on column public.posts.visibility is 'Whom the author wants to see it.';
comment on column public.posts.audience is '
Who does see it while it is published: `visibility`, narrowed to followers while the account is private and to the author
while it is deactivated. Kept by triggers, so that a query needs to look at nothing but the post.';
comment on column public.posts.cell is 'The cell of about 5 km by 5 km where it was made (private.location_cell). The precise place is never stored.';
comment on column public.posts.mentions is 'The people whom the caption named when it was written, and who could be mentioned.';
comment on column public.posts.position is 'UUID version 7 of the moment it appeared: its place in every list. Null until then.';
comment on column public.posts.deleted_at is 'Its author may restore it for 30 days; then the worker purges it.';

create table public.post_media (
  post_id uuid not null references public.posts (id) on delete cascade,
  place smallint not null,
  media_id uuid not null references private.media (id) on delete cascade,
  primary key (post_id, place),
  constraint medium_is_in_use unique (media_id)
);
alter table public.post_media enable row level security;
comment on table public.post_media is 'Which media a post shows, in which order.';

create table public.post_edits (
  id uuid primary key default private.uuid_v7(),
  post_id uuid not null references public.posts (id) on delete cascade,
  caption text not null,
  content_warning text,
  created_at timestamptz not null default now()
);
alter table public.post_edits enable row level security;
-- A page of list_post_edits.
create index post_edits_post_id on public.post_edits (post_id, id);
comment on table public.post_edits is 'What the text of a published post was before each edit.';
comment on column public.post_edits.created_at is 'When it was replaced.';

-- The counters of posts, written by private.roll_up_engagement() and nothing else. A post without a row has none.
create table public.post_stats (
  post_id uuid primary key references public.posts (id) on delete cascade,
  reactions int not null default 0,
  comments int not null default 0,
  shares int not null default 0,
  saves int not null default 0,
  views bigint not null default 0,
  watched_ms bigint not null default 0,
  emojis jsonb not null default '{}',
  updated_at timestamptz not null default now()
) with (fillfactor = 70);
alter table public.post_stats enable row level security;
-- No index on a counter: adding to it stays a heap-only update.
comment on table public.post_stats is 'How often each post was reacted to, commented on, shared, saved, viewed; about a second behind.';
comment on column public.post_stats.emojis is 'Reactions by emoji: {"❤️": 12}.';

-- A reaction has no foreign key to its post: each would lock the one row of the hottest post. A post is purged long
-- after it could last be seen, and takes its reactions along by name (private.purge_posts).
create table public.post_reactions (
  post_id uuid not null,
  user_id uuid not null references public.profiles (id) on delete cascade,
  emoji text not null,
  id uuid not null default private.uuid_v7(),
  created_at timestamptz not null default now(),
  primary key (post_id, user_id),
  constraint emoji_is_bounded check (length(emoji) between 1 and 16)
);
alter table public.post_reactions enable row level security;
-- A page of list_reactions, and of liked_reels (also the cascade).
create index post_reactions_post_id on public.post_reactions (post_id, id);
create index post_reactions_user_id on public.post_reactions (user_id, id);
comment on table public.post_reactions is 'One reaction a person and post. The like of old is ❤️.';

-- Two levels: an answer to an answer joins its thread and says in reply_to_id whom it answers. A telephone has room for
-- one indentation, a page of a thread stays one index range, and nobody has to walk a tree.
create table public.comments (
  id uuid primary key default private.uuid_v7(),
  post_id uuid not null references public.posts (id) on delete cascade,
  parent_id uuid references public.comments (id) on delete cascade,
  reply_to_id uuid references public.comments (id) on delete set null,
  author_id uuid references public.profiles (id) on delete set null,
  client_id uuid not null,
  body text not null,
  mentions uuid[] not null default '{}',
  hidden_at timestamptz,
  pinned_at timestamptz,
  edited_at timestamptz,
  deleted_at timestamptz,
  reactions int not null default 0,
  replies int not null default 0,
  score int not null generated always as (reactions + 2 * replies) stored,
  created_at timestamptz not null default now(),
  constraint one_comment_a_client_id unique (author_id, client_id),
  constraint body_is_bounded check (length(body) <= 2000),
  constraint mentions_are_bounded check (cardinality(mentions) <= 20),
  constraint who_is_gone_has_said_nothing check (author_id is not null or deleted_at is not null),
  constraint deleted_is_empty check (deleted_at is null or body = '' and mentions = '{}'),
  constraint only_a_thread_is_pinned check (pinned_at is null or parent_id is null and deleted_at is null)
);
alter table public.comments enable row level security;
-- A page of list_comments, newest first and best first: what stands under one comment, or directly under one post.
create index comments_newest on public.comments (coalesce(parent_id, post_id), id);
create index comments_best on public.comments (coalesce(parent_id, post_id), score, id);
-- The cascades. The second also tells whether a tombstone still holds something.
create index comments_post_id on public.comments (post_id);
create index comments_parent_id on public.comments (parent_id);
create index comments_reply_to_id on public.comments (reply_to_id);
-- One comment at most stands above the others.
create unique index one_pinned_comment on public.comments (post_id) where pinned_at is not null;
-- What the worker purges.
create index comments_deleted on public.comments (deleted_at) where deleted_at is not null;
comment on table public.comments is 'What people write below posts. A deleted one stays as a tombstone, which keeps its answers together.';
comment on column public.comments.parent_id is 'The first comment of the thread; null for that one itself.';
comment on column public.comments.reply_to_id is 'Which comment of the thread it answers, if not the first.';
comment on column public.comments.hidden_at is 'The author of the post has put it aside.';
comment on column public.comments.reactions is 'Written by private.roll_up_engagement() and nothing else, as is `replies`.';
comment on column public.comments.score is 'What the sort `top` goes by.';

create table public.comment_media (
  comment_id uuid not null references public.comments (id) on delete cascade,
  place smallint not null,
  media_id uuid not null references private.media (id) on delete cascade,
  primary key (comment_id, place),
  constraint attachment_is_in_use unique (media_id)
);
alter table public.comment_media enable row level security;
comment on table public.comment_media is 'Pictures that go with a comment.';

create table public.comment_reactions (
  comment_id uuid not null references public.comments (id) on delete cascade,
  user_id uuid not null references public.profiles (id) on delete cascade,
  emoji text not null,
  id uuid not null default private.uuid_v7(),
  created_at timestamptz not null default now(),
  primary key (comment_id, user_id),
  constraint emoji_is_bounded check (length(emoji) between 1 and 16)
);
alter table public.comment_reactions enable row level security;
-- A page of list_reactions; the cascade.
create index comment_reactions_comment_id on public.comment_reactions (comment_id, id);
create index comment_reactions_user_id on public.comment_reactions (user_id, id);
comment on table public.comment_reactions is 'One reaction a person and comment.';

-- One row a person, post and way: sharing a second time the same way changes nothing, so nobody inflates a number.
create table public.post_shares (
  post_id uuid not null references public.posts (id) on delete cascade,
  user_id uuid not null references public.profiles (id) on delete cascade,
  via text not null,
  id uuid not null default private.uuid_v7(),
  created_at timestamptz not null default now(),
  primary key (post_id, user_id, via),
  constraint via_is_known check (via in ('repost', 'message', 'link', 'external'))
);
alter table public.post_shares enable row level security;
-- What somebody has shared; the cascade.
create index post_shares_user_id on public.post_shares (user_id, id);
-- The newest reposts of each whom somebody follows.
create index post_shares_reposts on public.post_shares (user_id, id) include (post_id) where via = 'repost';
comment on table public.post_shares is 'Who has passed a post on, and how.';
comment on column public.post_shares.via is 'repost: to the own followers. message: in a chat here. link: copied. external: to another app.';

create table public.collections (
  id uuid primary key default private.uuid_v7(),
  owner_id uuid not null references public.profiles (id) on delete cascade,
  name text not null,
  is_private boolean not null default true,
  created_at timestamptz not null default now(),
  constraint collection_name_is_taken unique (owner_id, name),
  constraint name_is_valid check (length(name) between 1 and 60),
  -- For the foreign key of saved_posts: people save into their own collections only.
  constraint collection_of_owner unique (owner_id, id)
);
alter table public.collections enable row level security;
comment on table public.collections is 'Named folders of saved posts.';

create table public.saved_posts (
  user_id uuid not null references public.profiles (id) on delete cascade,
  post_id uuid not null references public.posts (id) on delete cascade,
  collection_id uuid,
  id uuid not null default private.uuid_v7(),
  created_at timestamptz not null default now(),
  primary key (user_id, post_id),
  constraint saved_into_own_collection foreign key (user_id, collection_id)
    references public.collections (owner_id, id) on delete set null (collection_id)
);
alter table public.saved_posts enable row level security;
-- A page of list_saved, of all and of a collection (also its deletion).
create index saved_posts_user_id on public.saved_posts (user_id, id);
create index saved_posts_collection_id on public.saved_posts (user_id, collection_id, id);
-- The cascade of a purged post.
create index saved_posts_post_id on public.saved_posts (post_id);
comment on table public.saved_posts is 'Bookmarks: a person saves a post once, in one collection or in none.';

create table private.post_views (
  viewer_id uuid not null references public.profiles (id) on delete cascade,
  post_id uuid not null references public.posts (id) on delete cascade,
  counted_at timestamptz not null,
  views int not null default 1,
  watched_ms bigint not null default 0,
  primary key (viewer_id, post_id)
) with (fillfactor = 80);
alter table private.post_views enable row level security;
create index post_views_post_id on private.post_views (post_id);
comment on table private.post_views is 'Who has seen what: the memory that keeps a view from being counted twice.';
comment on column private.post_views.counted_at is 'When a view of this person last counted. The next one counts half an hour later.';

create table private.engagement_readers (
  name text primary key,
  place xid8 not null
);
alter table private.engagement_readers enable row level security;
comment on table private.engagement_readers is 'How far each reader of private.engagement has come.';
comment on column private.engagement_readers.place is 'Every transaction before this one has been read.';

-- sql/40_content/add_comment.sql
create function public.add_comment(
  client_id uuid,
  post_id uuid,
  body text default '',
  parent_id uuid default null,
  media_ids uuid[] default '{}'
) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.add_comment(client_id, post_id, body, parent_id, media_ids);
end
$$;
comment on function public.add_comment is '
Comments on a post, and returns the comment as list_comments does. `client_id` is made by the client: a retry with the same
one returns the comment that exists. `body`: up to 2000 characters and 20 @mentions; it may be empty if there are pictures.
`parent_id`: the comment that it answers; an answer to an answer joins the same thread. `media_ids`: up to 4 pictures that
the caller has uploaded for comments.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, POST_NOT_FOUND, COMMENT_NOT_FOUND, COMMENTS_CLOSED, INVALID_COMMENT, INVALID_MEDIA,
CONTENT_REJECTED, RATE_LIMITED.';
grant execute on function public.add_comment to authenticated;

create function private.add_comment(client_id uuid, post_id uuid, body text, parent_id uuid, media_ids uuid[]) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.active_caller_id();
  written text := private.trimmed(body);
  post public.posts;
  answered public.comments;
  added public.comments;
  flags text[];
begin
  perform private.check_comment(client_id, written, media_ids);
  select * into added from public.comments comment
  where comment.author_id = caller and comment.client_id = add_comment.client_id;
  if found then
    return private.comment_items(array[added.id]) -> 0;
  end if;
  perform private.take_token('add_comment', caller::text);
  post := private.visible_post(post_id);
  perform private.require_open_comments(post, caller);
  if parent_id is not null then
    answered := private.visible_comment(parent_id);
    if answered.post_id <> post.id then
      perform private.raise('COMMENT_NOT_FOUND', 'There is no such comment.', 404);
    end if;
  end if;
  flags := private.moderate_text(written);

  insert into public.comments as comment (post_id, parent_id, reply_to_id, author_id, client_id, body, mentions)
  values (post.id, coalesce(answered.parent_id, answered.id), case when answered.parent_id is not null then answered.id end,
    caller, add_comment.client_id, written, private.mentioned_people(written))
  on conflict on constraint one_comment_a_client_id do nothing
  returning * into added;
  if not found then
    -- Two tries at once: the earlier one has it.
    select * into added from public.comments comment
    where comment.author_id = caller and comment.client_id = add_comment.client_id;
    return private.comment_items(array[added.id]) -> 0;
  end if;
  perform private.attach_pictures(added.id, caller, media_ids);
  perform private.flag_text('comment', added.id, caller, flags);
  perform private.tell_comment(added, post.author_id, answered.author_id);
  return private.comment_items(array[added.id]) -> 0;
end
$$;
comment on function private.add_comment is 'The step of add_comment that writes. Emits what tell_comment does. Errors: as add_comment.';
grant execute on function private.add_comment to authenticated;

create function private.tell_comment(comment public.comments, post_author uuid, answered_author uuid) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  details jsonb := jsonb_build_object('comment_id', comment.id, 'thread_id', comment.parent_id);
begin
  perform private.emit('comment', comment.author_id, post_author, comment.post_id, details);
  if answered_author is not null then
    perform private.emit('reply', comment.author_id, answered_author, comment.post_id, details);
  end if;
  perform private.emit('mention', comment.author_id, mentioned, comment.post_id, details) from unnest(comment.mentions) mentioned;
end
$$;
comment on function private.tell_comment is '
Emits comment (subject: the author of the post), reply (subject: whom it answers), mention (subject: who is mentioned). Target
of all: the post; details: {comment_id, thread_id: the first comment of the thread, or null}.';

create function private.check_comment(client_id uuid, body text, media_ids uuid[]) returns void
language plpgsql stable
set search_path = ''
as $$
declare
  pictures int := coalesce(cardinality(media_ids), 0);
  problem text := case
    when client_id is null then 'client_id is required.'
    when pictures > 4 then 'A comment has up to 4 pictures.'
    when coalesce(body, '') = '' and pictures = 0 then 'A comment needs a text or a picture.'
    when length(body) > 2000 then 'body may have up to 2000 characters.'
    when cardinality(private.usernames_in(body)) > 20 then 'body may mention up to 20 people.'
  end;
begin
  if problem is not null then
    perform private.raise('INVALID_COMMENT', problem, 422);
  end if;
end
$$;
comment on function private.check_comment is 'Says in words what is wrong with a comment. Errors: INVALID_COMMENT.';

create function private.require_open_comments(post public.posts, caller uuid) returns void
language plpgsql stable
set search_path = ''
as $$
begin
  if not (post.author_id = caller
    or post.comments_from = 'everyone'
    or post.comments_from = 'followers' and exists (
      select from public.follows where follower_id = caller and followee_id = post.author_id)
    or post.comments_from = 'connections' and exists (
      select from public.connections where person_id = caller and other_id = post.author_id)) then
    perform private.raise('COMMENTS_CLOSED', 'The author has chosen who may comment.', 403);
  end if;
end
$$;
comment on function private.require_open_comments is 'Refuses unless this person may comment on the post. Errors: COMMENTS_CLOSED.';

create function private.attach_pictures(comment_id uuid, owner_id uuid, media_ids uuid[]) returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  if coalesce(cardinality(media_ids), 0) = 0 then
    return;
  end if;
  perform private.claim_attachments(owner_id, 'comment', array['image'], media_ids);
  insert into public.comment_media (comment_id, place, media_id)
  select attach_pictures.comment_id, place, media_id from unnest(media_ids) with ordinality given (media_id, place);
exception when unique_violation then
  perform private.raise('INVALID_MEDIA', 'A medium is in use already.', 422);
end
$$;
comment on function private.attach_pictures is 'Gives a new comment its pictures. Errors: INVALID_MEDIA.';

-- sql/40_content/change_comments.sql
create function private.visible_comment(comment_id uuid) returns public.comments
language plpgsql stable
set search_path = ''
as $$
declare
  comment public.comments;
begin
  select * into comment from public.comments written
  where written.id = visible_comment.comment_id and written.deleted_at is null
    and written.author_id <> all ((select private.hidden_ids())::uuid[])
    and exists (select from private.visible_single_posts post where post.id = written.post_id);
  if not found then
    perform private.raise('COMMENT_NOT_FOUND', 'There is no such comment.', 404);
  end if;
  return comment;
end
$$;
comment on function private.visible_comment is 'A comment that the caller may see, which has not been deleted. Errors: COMMENT_NOT_FOUND.';

create function public.edit_comment(comment_id uuid, body text) returns jsonb
language sql volatile
set search_path = ''
as $$
  select private.edit_comment(edit_comment.comment_id, edit_comment.body)
$$;
comment on function public.edit_comment is '
Changes the text of an own comment, and returns it as list_comments does. People who are mentioned for the first time are told.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, COMMENT_NOT_FOUND, INVALID_COMMENT, CONTENT_REJECTED, RATE_LIMITED.';
grant execute on function public.edit_comment to authenticated;

create function private.edit_comment(comment_id uuid, body text) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.active_caller_id();
  written text := private.trimmed(body);
  comment public.comments;
  people uuid[];
begin
  perform private.take_token('edit_comment', caller::text);
  comment := private.visible_comment(comment_id);
  if comment.author_id <> caller then
    perform private.raise('COMMENT_NOT_FOUND', 'There is no such comment.', 404);
  end if;
  perform private.check_comment(comment.client_id, written,
    array(select media_id from public.comment_media attached where attached.comment_id = comment.id));
  perform private.flag_text('comment', comment.id, caller, private.moderate_text(written));
  people := private.mentioned_people(written);
  update public.comments changed set body = written, mentions = people, edited_at = now()
  where changed.id = comment.id and changed.deleted_at is null and changed.body <> written;
  if found then
    perform private.emit('mention', caller, mentioned, comment.post_id,
      jsonb_build_object('comment_id', comment.id, 'thread_id', comment.parent_id))
    from unnest(people) mentioned where mentioned <> all (comment.mentions);
  end if;
  return private.comment_items(array[comment.id]) -> 0;
end
$$;
comment on function private.edit_comment is 'The step of edit_comment that writes. Emits mention, as tell_comment. Errors: as edit_comment.';
grant execute on function private.edit_comment to authenticated;

create function public.delete_comment(comment_id uuid) returns void
language sql volatile
set search_path = ''
as $$
  select private.delete_comment(delete_comment.comment_id)
$$;
comment on function public.delete_comment is '
Deletes an own comment, or one on an own post. Its text and pictures are gone at once; if it has answers, an empty place keeps
them together. Repeating it changes nothing.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, COMMENT_NOT_FOUND (also when it is not the caller''s to delete), RATE_LIMITED.';
grant execute on function public.delete_comment to authenticated;

create function private.delete_comment(comment_id uuid) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.active_caller_id();
begin
  perform private.take_token('edit_comment', caller::text);
  perform from public.comments comment
  join public.posts post on post.id = comment.post_id
  where comment.id = delete_comment.comment_id and caller in (comment.author_id, post.author_id);
  if not found then
    perform private.raise('COMMENT_NOT_FOUND', 'There is no such comment.', 404);
  end if;
  perform private.remove_comments(caller, array[comment_id]);
end
$$;
comment on function private.delete_comment is 'The step of delete_comment that writes. Errors: as delete_comment.';
grant execute on function private.delete_comment to authenticated;

create function private.remove_comments(actor_id uuid, ids uuid[]) returns void
language sql volatile
set search_path = ''
as $$
  with removed as (
    update public.comments comment
    set deleted_at = now(), body = '', mentions = '{}', pinned_at = null
    where comment.id = any (remove_comments.ids) and comment.deleted_at is null
    returning *
  ),
  pictures as (
    delete from private.media medium using public.comment_media attached, removed
    where attached.media_id = medium.id and attached.comment_id = removed.id
  )
  insert into private.engagement (kind, actor_id, subject_id, target_id, details)
  select 'comment_removal', remove_comments.actor_id, removed.author_id, removed.post_id,
    jsonb_build_object('comment_id', removed.id, 'thread_id', removed.parent_id)
  from removed
$$;
comment on function private.remove_comments is '
Leaves tombstones of comments. Emits comment_removal (subject: who wrote it, target: the post, details: {comment_id, thread_id}).';

create function private.leave_tombstones() returns trigger
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  perform private.remove_comments(old.id, array(select id from public.comments where author_id = old.id and deleted_at is null));
  return old;
end
$$;
comment on function private.leave_tombstones is 'What somebody wrote goes with them; what others answered stays.';

create function public.hide_comment(comment_id uuid, hidden boolean default true) returns jsonb
language sql volatile
set search_path = ''
as $$
  select private.set_comment_place(hide_comment.comment_id, 'hidden', hide_comment.hidden)
$$;
comment on function public.hide_comment is '
Puts a comment on an own post aside, with its answers, or brings it back; list_comments gives what is aside only when asked for
it. Returns the comment. Repeating it changes nothing.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, COMMENT_NOT_FOUND (also on the posts of others), RATE_LIMITED.';
grant execute on function public.hide_comment to authenticated;

create function public.pin_comment(comment_id uuid, pinned boolean default true) returns jsonb
language sql volatile
set search_path = ''
as $$
  select private.set_comment_place(pin_comment.comment_id, 'pinned', pin_comment.pinned)
$$;
comment on function public.pin_comment is '
Puts the first comment of a thread on an own post above the others, instead of the one that was there, or back to its place.
Returns the comment. Repeating it changes nothing.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, COMMENT_NOT_FOUND (also on the posts of others), INVALID_COMMENT (an answer), RATE_LIMITED.';
grant execute on function public.pin_comment to authenticated;

create function private.set_comment_place(comment_id uuid, what text, wanted boolean) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.active_caller_id();
  comment public.comments;
begin
  perform private.take_token('edit_comment', caller::text);
  comment := private.visible_comment(comment_id);
  -- The lock on the post keeps two pins from meeting.
  perform from public.posts post where post.id = comment.post_id and post.author_id = caller for no key update;
  if not found then
    perform private.raise('COMMENT_NOT_FOUND', 'There is no such comment.', 404);
  end if;
  if what = 'hidden' then
    update public.comments changed set hidden_at = case when wanted then now() end
    where changed.id = comment.id and (changed.hidden_at is not null) <> wanted;
  elsif comment.parent_id is not null then
    perform private.raise('INVALID_COMMENT', 'Only the first comment of a thread can be pinned.', 422);
  else
    update public.comments changed set pinned_at = null
    where changed.post_id = comment.post_id and changed.pinned_at is not null and (changed.id <> comment.id or not wanted);
    update public.comments changed set pinned_at = now()
    where changed.id = comment.id and wanted and changed.pinned_at is null and changed.deleted_at is null;
  end if;
  return private.comment_items(array[comment.id]) -> 0;
end
$$;
comment on function private.set_comment_place is 'The step of hide_comment and pin_comment that writes. Errors: as these.';
grant execute on function private.set_comment_place to authenticated;

-- sql/40_content/collections.sql
create function private.own_collection(collection_id uuid, owner_id uuid) returns public.collections
language plpgsql volatile
set search_path = ''
as $$
declare
  collection public.collections;
begin
  select * into collection from public.collections own
  where own.id = own_collection.collection_id and own.owner_id = own_collection.owner_id
  for no key update;
  if not found then
    perform private.raise('COLLECTION_NOT_FOUND', 'There is no such collection.', 404);
  end if;
  return collection;
end
$$;
comment on function private.own_collection is 'A collection of this person, locked against other changes. Errors: COLLECTION_NOT_FOUND.';

create function private.collection_item(collection public.collections) returns jsonb
language sql stable
set search_path = ''
as $$
  select jsonb_build_object('id', collection.id, 'name', collection.name, 'is_private', collection.is_private,
    'posts', (select count(*) from public.saved_posts saved
      where saved.user_id = collection.owner_id and saved.collection_id = collection.id),
    'created_at', collection.created_at)
$$;
comment on function private.collection_item is 'A collection as its owner gets it: {id, name, is_private, posts: number, created_at}.';

create function private.collection_name(name text) returns text
language plpgsql stable
set search_path = ''
as $$
declare
  trimmed text := private.trimmed(name);
begin
  if (length(trimmed) between 1 and 60) is not true then
    perform private.raise('INVALID_COLLECTION', 'name must have 1 to 60 characters.', 422);
  end if;
  perform private.moderate_text(trimmed);
  return trimmed;
end
$$;
comment on function private.collection_name is 'The name of a collection, checked. Errors: INVALID_COLLECTION, CONTENT_REJECTED.';

create function public.create_collection(name text, is_private boolean default true) returns jsonb
language sql volatile
set search_path = ''
as $$
  select private.create_collection(create_collection.name, create_collection.is_private)
$$;
comment on function public.create_collection is '
Makes a collection for saved posts, up to 100: {id, name, is_private, posts: 0, created_at}. The name, 1 to 60 characters,
is what makes it one: making it again returns the one there is.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, INVALID_COLLECTION, TOO_MANY_COLLECTIONS, CONTENT_REJECTED, RATE_LIMITED.';
grant execute on function public.create_collection to authenticated;

create function private.create_collection(name text, is_private boolean) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.active_caller_id();
  wanted text;
  collection public.collections;
begin
  perform private.take_token('change_collections', caller::text);
  wanted := private.collection_name(name);
  -- Two at once wait for each other, so that the limit holds.
  perform from public.profiles where id = caller for no key update;
  select * into collection from public.collections own where own.owner_id = caller and own.name = wanted;
  if not found then
    if (select count(*) from public.collections own where own.owner_id = caller) >= 100 then
      perform private.raise('TOO_MANY_COLLECTIONS', 'You have 100 collections, which is as many as one may.', 409);
    end if;
    insert into public.collections (owner_id, name, is_private) values (caller, wanted, coalesce(create_collection.is_private, true))
    returning * into collection;
  end if;
  return private.collection_item(collection);
end
$$;
comment on function private.create_collection is 'The step of create_collection that writes. Errors: as create_collection.';
grant execute on function private.create_collection to authenticated;

create function public.rename_collection(collection_id uuid, name text, is_private boolean default null) returns jsonb
language sql volatile
set search_path = ''
as $$
  select private.rename_collection(rename_collection.collection_id, rename_collection.name, rename_collection.is_private)
$$;
comment on function public.rename_collection is '
Gives an own collection another name and, if `is_private` is given, opens or closes it. Returns it as create_collection.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, COLLECTION_NOT_FOUND, INVALID_COLLECTION, COLLECTION_NAME_TAKEN, CONTENT_REJECTED,
RATE_LIMITED.';
grant execute on function public.rename_collection to authenticated;

create function private.rename_collection(collection_id uuid, name text, is_private boolean) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.active_caller_id();
  collection public.collections;
begin
  perform private.take_token('change_collections', caller::text);
  collection := private.own_collection(collection_id, caller);
  update public.collections own
  set name = private.collection_name(rename_collection.name),
    is_private = coalesce(rename_collection.is_private, own.is_private)
  where own.id = collection.id
  returning * into collection;
  return private.collection_item(collection);
exception when unique_violation then
  perform private.raise('COLLECTION_NAME_TAKEN', 'You have another collection of this name.', 409);
end
$$;
comment on function private.rename_collection is 'The step of rename_collection that writes. Errors: as rename_collection.';
grant execute on function private.rename_collection to authenticated;

create function public.delete_collection(collection_id uuid) returns void
language sql volatile
set search_path = ''
as $$
  select private.delete_collection(delete_collection.collection_id)
$$;
comment on function public.delete_collection is '
Deletes an own collection; its posts stay saved, in none. Repeating it changes nothing.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, RATE_LIMITED.';
grant execute on function public.delete_collection to authenticated;

create function private.delete_collection(collection_id uuid) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.active_caller_id();
begin
  perform private.take_token('change_collections', caller::text);
  delete from public.collections own where own.id = delete_collection.collection_id and own.owner_id = caller;
end
$$;
comment on function private.delete_collection is 'The step of delete_collection that writes. Errors: as delete_collection.';
grant execute on function private.delete_collection to authenticated;

create function public.list_collections(
  user_id uuid default null,
  cursor text default null,
  page_size int default 20
) returns jsonb
language sql stable
set search_path = ''
as $$
  select private.list_collections(list_collections.user_id, list_collections.cursor, list_collections.page_size)
$$;
comment on function public.list_collections is '
The caller''s collections, or those of somebody else that are not private, the newest first: {items: [{id, name, is_private,
posts, created_at}], next_cursor}. Errors: NOT_AUTHENTICATED, USER_NOT_FOUND, INVALID_CURSOR, INVALID_PAGE_SIZE.';
grant execute on function public.list_collections to authenticated;

create function private.list_collections(user_id uuid, cursor text, page_size int) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  caller uuid := private.caller_id();
  owner uuid := coalesce(user_id, caller);
  before uuid := coalesce(private.decode_cursor(cursor), 'ffffffff-ffff-ffff-ffff-ffffffffffff');
  size int := private.page_size(page_size);
begin
  perform private.require_person(owner);
  return (
    select private.graph_page(array_agg(private.collection_item(found.collection) order by found.id desc),
      array_agg(found.id order by found.id desc), size)
    from (
      select collection.id, collection from public.collections collection
      where collection.owner_id = owner and (owner = caller or not collection.is_private) and collection.id < before
      order by collection.id desc
      limit size + 1
    ) found);
end
$$;
comment on function private.list_collections is 'The step of list_collections that reads. Errors: as list_collections.';
grant execute on function private.list_collections to authenticated;

-- sql/40_content/create_post.sql
create function public.create_post(
  client_id uuid,
  kind text default 'text',
  caption text default '',
  media_ids uuid[] default '{}',
  visibility text default 'public',
  place text default null,
  latitude double precision default null,
  longitude double precision default null,
  comments_from text default 'everyone',
  content_warning text default null,
  draft boolean default false,
  publish_at timestamptz default null
) returns jsonb
language sql volatile
set search_path = ''
as $$
  select private.create_post(
    create_post.client_id,
    -- Only what is written down here reaches the row.
    jsonb_build_object(
      'kind', create_post.kind, 'caption', create_post.caption, 'visibility', create_post.visibility,
      'place', create_post.place, 'latitude', create_post.latitude, 'longitude', create_post.longitude,
      'comments_from', create_post.comments_from, 'content_warning', create_post.content_warning,
      'publish_at', create_post.publish_at),
    create_post.media_ids, create_post.draft)
$$;
comment on function public.create_post is '
Publishes a post, or keeps it as a draft or until `publish_at` (up to a year ahead), and returns it as get_post does.
`client_id` is made by the client: a retry with the same one returns the post that exists and changes nothing.
`kind` and its media, which the caller has uploaded for posts and used nowhere else: text none, image one picture, video
and reel one video, carousel 2 to 20 of either. A post appears when its media are ready; until then `state` is processing.
`caption`: up to 5000 characters, a text has at least one; up to 30 #hashtags and 20 @mentions are read out of it.
`visibility`: public, followers, connections. `comments_from`: everyone, followers, connections, nobody.
`latitude` and `longitude` are kept to a cell of about 5 km. `content_warning`: up to 200 characters.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, INVALID_POST, INVALID_MEDIA, CONTENT_REJECTED, RATE_LIMITED.';
grant execute on function public.create_post to authenticated;

-- Definer, because clients may not insert: the limit, moderation and idempotency cannot be walked around.
create function private.create_post(client_id uuid, content jsonb, media_ids uuid[], draft boolean) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  author uuid := private.active_caller_id();
  created uuid;
  flags text[];
begin
  perform private.check_post(client_id, content, draft);
  select post.id into created from public.posts post
  where post.author_id = author and post.client_id = create_post.client_id;
  if not found then
    perform private.take_token('create_post', author::text);
    flags := private.moderate_text(concat_ws(E'\n', content ->> 'caption', content ->> 'content_warning', content ->> 'place'));
    created := private.insert_post(author, client_id, content, draft);
    if created is null then
      -- Two tries at once: the earlier one has it.
      select post.id into created from public.posts post
      where post.author_id = author and post.client_id = create_post.client_id;
    else
      perform private.attach_media(created, author, content ->> 'kind', media_ids);
      perform private.flag_text('post', created, author, flags);
      perform private.advance_post(created);
    end if;
  end if;
  return private.post_items(array[created]) -> 0;
end
$$;
comment on function private.create_post is 'The step of create_post that writes. Emits what publish_now does. Errors: as create_post.';
grant execute on function private.create_post to authenticated;

create function private.insert_post(author_id uuid, client_id uuid, content jsonb, draft boolean) returns uuid
language sql volatile
set search_path = ''
as $$
  insert into public.posts (
    author_id, client_id, kind, caption, state, visibility, comments_from, content_warning, place, cell, hashtags, mentions, publish_at)
  values (
    insert_post.author_id, insert_post.client_id, content ->> 'kind', private.trimmed(content ->> 'caption'),
    case when draft then 'draft' else 'processing' end,
    content ->> 'visibility', content ->> 'comments_from',
    nullif(private.trimmed(content ->> 'content_warning'), ''), nullif(private.trimmed(content ->> 'place'), ''),
    private.location_cell((content ->> 'latitude')::double precision, (content ->> 'longitude')::double precision),
    private.hashtags_in(content ->> 'caption'), private.mentioned_people(content ->> 'caption'),
    (content ->> 'publish_at')::timestamptz)
  on conflict on constraint one_post_a_client_id do nothing
  returning id
$$;
comment on function private.insert_post is 'Inserts a post that has been checked, and returns its id; null when another try of its client_id has been faster.';

create function private.check_post(client_id uuid, content jsonb, draft boolean) returns void
language plpgsql stable
set search_path = ''
as $$
declare
  problem text := case
    when client_id is null then 'client_id is required.'
    when content ->> 'kind' not in ('text', 'image', 'video', 'carousel', 'reel') or content ->> 'kind' is null
      then 'kind must be text, image, video, carousel or reel.'
    when content ->> 'kind' = 'text' and draft is not true and private.trimmed(content ->> 'caption') = ''
      then 'A text needs a caption.'
    else private.problem_of_post(content)
  end;
begin
  if problem is not null then
    perform private.raise('INVALID_POST', problem, 422);
  end if;
end
$$;
comment on function private.check_post is 'Says in words what is wrong with a new post. Errors: INVALID_POST.';

create function private.problem_of_post(content jsonb) returns text
language sql stable
set search_path = ''
as $$
  select case
    when (length(private.trimmed(content ->> 'caption')) <= 5000) is not true then 'caption may have up to 5000 characters.'
    when cardinality(private.hashtags_in(content ->> 'caption')) > 30 then 'caption may have up to 30 hashtags.'
    when cardinality(private.usernames_in(content ->> 'caption')) > 20 then 'caption may mention up to 20 people.'
    when (content ->> 'visibility' in ('public', 'followers', 'connections')) is not true
      then 'visibility must be public, followers or connections.'
    when (content ->> 'comments_from' in ('everyone', 'followers', 'connections', 'nobody')) is not true
      then 'comments_from must be everyone, followers, connections or nobody.'
    when length(private.trimmed(content ->> 'content_warning')) > 200 then 'content_warning may have up to 200 characters.'
    when length(private.trimmed(content ->> 'place')) > 100 then 'place may have up to 100 characters.'
    when num_nonnulls(content ->> 'latitude', content ->> 'longitude') = 1
      or not ((content ->> 'latitude')::double precision between -90 and 90)
      or not ((content ->> 'longitude')::double precision between -180 and 180)
      then 'latitude must be between -90 and 90 and longitude between -180 and 180.'
    when (content ->> 'publish_at')::timestamptz not between now() and now() + interval '1 year'
      then 'publish_at must lie ahead, by a year at most.'
  end
$$;
comment on function private.problem_of_post is 'What is wrong with the fields that a post may also be edited in, in words; null if nothing.';

create function private.mentioned_people(written text) returns uuid[]
language sql stable
set search_path = ''
as $$
  select coalesce(array_agg(id), '{}') from private.visible_people
  where (profile).username = any (private.usernames_in(written)) and id <> (select auth.uid())
$$;
comment on function private.mentioned_people is 'The people whom a text of the caller mentions and who may see the caller.';

create function private.attach_media(post_id uuid, owner_id uuid, kind text, media_ids uuid[]) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  wanted int4range := case kind when 'text' then '[0,0]' when 'carousel' then '[2,20]' else '[1,1]' end;
  fitting text[] := case kind when 'image' then array['image'] when 'carousel' then array['image', 'video'] else array['video'] end;
begin
  if not wanted @> coalesce(cardinality(media_ids), 0) then
    perform private.raise('INVALID_MEDIA', format('A post of kind %s has %s media.', kind,
      case kind when 'text' then 'no' when 'carousel' then '2 to 20' else 'exactly 1' end), 422);
  end if;
  perform private.claim_attachments(owner_id, 'post', fitting, media_ids);
  insert into public.post_media (post_id, place, media_id)
  select attach_media.post_id, place, media_id from unnest(media_ids) with ordinality given (media_id, place);
exception when unique_violation then
  perform private.raise('INVALID_MEDIA', 'A medium is in use already.', 422);
end
$$;
comment on function private.attach_media is 'Gives a new post its media. Errors: INVALID_MEDIA.';

create function private.claim_attachments(owner_id uuid, purpose text, kinds text[], media_ids uuid[]) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  unfit text;
begin
  -- The lock holds back a change of status until the attachment can be seen: whoever changes it then finds the post.
  select string_agg(coalesce(given.id::text, 'null'), ', ') into unfit
  from unnest(media_ids) given (id)
  where not exists (
    select from private.media medium
    where medium.id = given.id and medium.owner_id = claim_attachments.owner_id and medium.purpose = claim_attachments.purpose
      and medium.kind = any (kinds) and medium.status in ('processing', 'ready')
    for share);
  if unfit is not null then
    perform private.raise('INVALID_MEDIA', 'A medium is not yours, not uploaded for this, or of the wrong kind.', 422, details => unfit);
  end if;
end
$$;
comment on function private.claim_attachments is '
Makes sure that media are uploaded, fit and belong to somebody, and stay as they are until the transaction ends.
Errors: INVALID_MEDIA (details: which).';

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

create function private.export_comments(account_id uuid) returns setof jsonb
language sql stable
set search_path = ''
as $$
  select to_jsonb(comment) - array['author_id', 'reactions', 'replies', 'score']
  from public.comments comment
  where comment.author_id = export_comments.account_id
  order by comment.id
$$;
comment on function private.export_comments is 'Part of the export: what the person has commented.';

create function private.export_reactions(account_id uuid) returns setof jsonb
language sql stable
set search_path = ''
as $$
  select jsonb_build_object('target', target, 'target_id', target_id, 'emoji', emoji, 'created_at', created_at)
  from (
    select 'post' as target, post_id as target_id, emoji, created_at, id from public.post_reactions where user_id = export_reactions.account_id
    union all
    select 'comment', comment_id, emoji, created_at, id from public.comment_reactions where user_id = export_reactions.account_id
  ) reaction
  order by target, id
$$;
comment on function private.export_reactions is 'Part of the export: the person''s reactions.';

create function private.export_shares(account_id uuid) returns setof jsonb
language sql stable
set search_path = ''
as $$
  select to_jsonb(share) - 'user_id' from public.post_shares share where share.user_id = export_shares.account_id order by share.id
$$;
comment on function private.export_shares is 'Part of the export: what the person has shared, and how.';

create function private.export_collections(account_id uuid) returns setof jsonb
language sql stable
set search_path = ''
as $$
  select to_jsonb(collection) - 'owner_id'
  from public.collections collection
  where collection.owner_id = export_collections.account_id
  order by collection.id
$$;
comment on function private.export_collections is 'Part of the export: the folders of saved posts.';

create function private.export_saved_posts(account_id uuid) returns setof jsonb
language sql stable
set search_path = ''
as $$
  select to_jsonb(saved) - 'user_id' from public.saved_posts saved where saved.user_id = export_saved_posts.account_id order by saved.id
$$;
comment on function private.export_saved_posts is 'Part of the export: what the person has saved, and where.';

create function private.export_views(account_id uuid) returns setof jsonb
language sql stable
set search_path = ''
as $$
  select to_jsonb(seen) - array['user_id', 'viewer_id']
  from private.post_views seen
  where seen.viewer_id = export_views.account_id
  order by seen.post_id
$$;
comment on function private.export_views is 'Part of the export: which posts the person has seen, and for how long.';

-- sql/40_content/list_comments.sql
create function public.list_comments(
  post_id uuid,
  parent_id uuid default null,
  sort text default 'top',
  hidden boolean default false,
  cursor text default null,
  page_size int default 20
) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return private.list_comments(post_id, parent_id, sort, hidden, cursor, page_size);
end
$$;
comment on function public.list_comments is '
The comments on a post, or with `parent_id` the answers in one thread: {items, next_cursor, pinned}. `sort`: top (reactions
and answers) or new. `hidden`: instead those that the author of the post has put aside. `pinned` is the comment that the
author has put above the others, on the first page of a post.
A comment: {id, post_id, parent_id, reply_to_id, state: visible|hidden|deleted|unavailable, body, mentions: [{id, username}], created_at,
edited_at, pinned, author: {id, username, first_name, last_name}|null, media, stats: {reactions, replies}, viewer: {reaction: emoji|null},
reacted_by_author}. Deleted ones and those of people hidden from the caller (unavailable) have no author and no body, and
are there only to hold their answers.
Errors: NOT_AUTHENTICATED, POST_NOT_FOUND, INVALID_ARGUMENT, INVALID_CURSOR, INVALID_PAGE_SIZE.';
grant execute on function public.list_comments to authenticated;

create function private.list_comments(
  post_id uuid, parent_id uuid, sort text, hidden boolean, cursor text, page_size int
) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  size int := private.page_size(page_size);
  last record := private.decode_ranked_cursor(cursor);
  post public.posts := private.visible_post(post_id);
  thread uuid := coalesce(parent_id, post.id);
  unseen uuid[] := private.hidden_ids();
  pinned uuid;
  ids uuid[];
  scores int[];
begin
  if (sort in ('top', 'new')) is not true or hidden is null then
    perform private.raise('INVALID_ARGUMENT', 'sort must be top or new, and hidden true or false.', 422);
  end if;
  -- Asked here and not among the conditions below, where it would lead the planner to the index of the whole post.
  if parent_id is not null and not exists (
    select from public.comments parent where parent.id = list_comments.parent_id and parent.post_id = post.id) then
    thread := null;
  end if;
  if parent_id is null and not hidden then
    select comment.id into pinned from public.comments comment
    where comment.post_id = post.id and comment.pinned_at is not null and comment.hidden_at is null
      and comment.author_id <> all (unseen);
  end if;
  -- Listed is what is not put aside, or is if that was asked for; an empty place only while it holds an answer.
  if sort = 'top' then
    select array_agg(found.id order by found.score desc, found.id desc), array_agg(found.score order by found.score desc, found.id desc)
    into ids, scores
    from (
      select comment.id, comment.score from public.comments comment
      where coalesce(comment.parent_id, comment.post_id) = thread
        and (comment.score, comment.id) < (last.rank, last.id)
        and (comment.hidden_at is not null) = hidden and comment.id is distinct from pinned
        and (comment.deleted_at is null and comment.author_id <> all (unseen)
          or exists (select from public.comments answer where answer.parent_id = comment.id and answer.deleted_at is null))
      order by comment.score desc, comment.id desc
      limit size + 1
    ) found;
  else
    select array_agg(found.id order by found.id desc), array_agg(0 order by found.id) into ids, scores
    from (
      select comment.id from public.comments comment
      where coalesce(comment.parent_id, comment.post_id) = thread
        and comment.id < last.id
        and (comment.hidden_at is not null) = hidden and comment.id is distinct from pinned
        and (comment.deleted_at is null and comment.author_id <> all (unseen)
          or exists (select from public.comments answer where answer.parent_id = comment.id and answer.deleted_at is null))
      order by comment.id desc
      limit size + 1
    ) found;
  end if;
  return jsonb_build_object(
    'items', private.comment_items(ids[1:size]),
    'next_cursor', case when cardinality(ids) > size then private.encode_ranked_cursor(scores[size], ids[size]) end,
    'pinned', case when cursor is null and pinned is not null then private.comment_items(array[pinned]) -> 0 end);
end
$$;
comment on function private.list_comments is 'The step of list_comments that reads. Errors: as list_comments.';
grant execute on function private.list_comments to authenticated;

create function private.comment_items(ids uuid[]) returns jsonb
language plpgsql stable
set search_path = ''
as $$
declare
  viewer uuid := private.caller_id();
  unseen uuid[] := private.hidden_ids();
begin
  return (
    select coalesce(jsonb_agg(
      jsonb_build_object(
        'id', comment.id, 'post_id', comment.post_id, 'parent_id', comment.parent_id, 'reply_to_id', comment.reply_to_id,
        'state', case when comment.deleted_at is not null then 'deleted' when author.id is null then 'unavailable'
          when comment.hidden_at is not null then 'hidden' else 'visible' end,
        'body', case when author.id is null then '' else comment.body end,
        'mentions', case when author.id is null then '[]' else private.mentions_of(comment.mentions) end,
        'created_at', comment.created_at, 'edited_at', comment.edited_at, 'pinned', comment.pinned_at is not null,
        'author', case when author.id is not null then private.profile_card(author) end,
        'media', coalesce(shown.media, '[]'),
        'stats', jsonb_build_object('reactions', comment.reactions, 'replies', comment.replies),
        'viewer', jsonb_build_object('reaction', reaction.emoji),
        'reacted_by_author', by_author.user_id is not null)
      order by wanted.place), '[]')
    from unnest(ids) with ordinality wanted (id, place)
    join public.comments comment on comment.id = wanted.id
    join public.posts post on post.id = comment.post_id
    left join public.profiles author on author.id = comment.author_id and comment.deleted_at is null
      and author.id <> all (unseen)
      and exists (select from private.accounts account where account.id = author.id and account.deactivated_at is null)
    left join public.comment_reactions reaction on reaction.comment_id = comment.id and reaction.user_id = viewer
    left join public.comment_reactions by_author
      on by_author.comment_id = comment.id and by_author.user_id = post.author_id
    left join lateral (
      select jsonb_agg(private.media_view(medium) order by attached.place) as media
      from public.comment_media attached
      join private.media medium on medium.id = attached.media_id
      where attached.comment_id = comment.id and author.id is not null
    ) shown on true
  );
end
$$;
comment on function private.comment_items is '
Comments as clients get them, in the order of `ids`: a jsonb array, one statement for a page. It empties those whose author
the caller may not see; which comments are listed is for its callers to decide.';

-- sql/40_content/own_posts.sql
-- What authors do with their posts after writing them.
create function private.own_post(post_id uuid) returns public.posts
language plpgsql volatile
set search_path = ''
as $$
declare
  caller uuid := private.active_caller_id();
  post public.posts;
begin
  perform private.take_token('edit_post', caller::text);
  -- In the order in which a change of the profile or the account takes its locks, see narrow_audience.
  perform from private.accounts account join public.profiles profile on profile.id = account.id
  where account.id = caller for share;
  select * into post from public.posts where id = own_post.post_id and author_id = caller for no key update;
  if not found then
    perform private.raise('POST_NOT_FOUND', 'There is no such post.', 404);
  end if;
  return post;
end
$$;
comment on function private.own_post is '
A post of the caller in any state, locked against other changes.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, POST_NOT_FOUND, RATE_LIMITED.';

create function public.edit_post(post_id uuid, changes jsonb) returns jsonb
language sql volatile
set search_path = ''
as $$
  select private.edit_post(edit_post.post_id, edit_post.changes)
$$;
comment on function public.edit_post is '
Changes some of {caption, visibility, place, comments_from, content_warning} of an own post, and returns it as get_post does.
What the text of a published post was stays readable: list_post_edits. People who are mentioned for the first time are told.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, POST_NOT_FOUND, INVALID_POST, CONTENT_REJECTED, RATE_LIMITED.';
grant execute on function public.edit_post to authenticated;

create function private.edit_post(post_id uuid, changes jsonb) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  post public.posts := private.own_post(post_id);
  content jsonb;
  people uuid[];
begin
  perform private.check_keys(changes, 'INVALID_POST', array['caption', 'visibility', 'place', 'comments_from', 'content_warning']);
  content := jsonb_build_object('kind', post.kind, 'caption', post.caption, 'visibility', post.visibility, 'place', post.place,
    'comments_from', post.comments_from, 'content_warning', post.content_warning) || changes;
  perform private.check_post(post.client_id, content, post.state = 'draft');
  perform private.flag_text('post', post.id, post.author_id,
    private.moderate_text(concat_ws(E'\n', content ->> 'caption', content ->> 'content_warning', content ->> 'place')));
  people := private.mentioned_people(content ->> 'caption');

  if post.position is not null
    and (post.caption, post.content_warning) is distinct from
      (private.trimmed(content ->> 'caption'), nullif(private.trimmed(content ->> 'content_warning'), '')) then
    insert into public.post_edits (post_id, caption, content_warning) values (post.id, post.caption, post.content_warning);
    update public.posts set edited_at = now() where id = post.id;
    perform private.emit('mention', post.author_id, mentioned, post.id)
    from unnest(people) mentioned where mentioned <> all (post.mentions);
  end if;
  update public.posts set
    caption = private.trimmed(content ->> 'caption'),
    visibility = content ->> 'visibility',
    comments_from = content ->> 'comments_from',
    place = nullif(private.trimmed(content ->> 'place'), ''),
    content_warning = nullif(private.trimmed(content ->> 'content_warning'), ''),
    hashtags = private.hashtags_in(content ->> 'caption'),
    mentions = people
  where id = post.id;
  return private.post_items(array[post.id]) -> 0;
end
$$;
comment on function private.edit_post is 'The step of edit_post that writes. Emits mention, as publish_now. Errors: as edit_post.';
grant execute on function private.edit_post to authenticated;

create function public.delete_post(post_id uuid) returns jsonb
language sql volatile
set search_path = ''
as $$
  select private.delete_post(delete_post.post_id, true)
$$;
comment on function public.delete_post is '
Takes an own post away from everybody, and returns {id, deleted_at, restorable_until}. restore_post brings it back for 30
days; then it is gone with its media. Repeating it changes nothing.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, POST_NOT_FOUND, RATE_LIMITED.';
grant execute on function public.delete_post to authenticated;

create function public.restore_post(post_id uuid) returns jsonb
language sql volatile
set search_path = ''
as $$
  select private.delete_post(restore_post.post_id, false)
$$;
comment on function public.restore_post is '
Takes back the deletion of an own post, which has its old place again, and returns {id, deleted_at: null, restorable_until:
null}. Repeating it changes nothing. Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, POST_NOT_FOUND (also when purged), RATE_LIMITED.';
grant execute on function public.restore_post to authenticated;

create function private.delete_post(post_id uuid, deleted boolean) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  post public.posts := private.own_post(post_id);
begin
  if (post.deleted_at is not null) <> deleted then
    update public.posts set deleted_at = case when deleted then now() end where id = post.id returning * into post;
    perform private.emit(case when deleted then 'post_removal' else 'post_return' end, post.author_id, target_id => post.id);
    -- What waited for its time or its media has perhaps missed it.
    perform private.advance_post(post.id);
  end if;
  return jsonb_build_object('id', post.id, 'deleted_at', post.deleted_at,
    'restorable_until', post.deleted_at + private.undo_time());
end
$$;
comment on function private.delete_post is '
The step of delete_post and restore_post that writes. Emits post_removal or post_return (target: the post). Errors: as delete_post.';
grant execute on function private.delete_post to authenticated;

create function private.undo_time() returns interval
language sql immutable
set search_path = ''
as $$ select interval '30 days' $$;
comment on function private.undo_time is 'How long a deleted post can be restored.';

create function public.archive_post(post_id uuid, archived boolean default true) returns jsonb
language sql volatile
set search_path = ''
as $$
  select private.archive_post(archive_post.post_id, archive_post.archived)
$$;
comment on function public.archive_post is '
Puts an own published post where only its author sees it, or back to its place, and returns it as get_post does.
Repeating it changes nothing. Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, POST_NOT_FOUND, INVALID_POST (it has not been
published), RATE_LIMITED.';
grant execute on function public.archive_post to authenticated;

create function private.archive_post(post_id uuid, archived boolean) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  post public.posts := private.own_post(post_id);
begin
  if post.position is null or archived is null then
    perform private.raise('INVALID_POST', 'Only what has been published can be archived.', 422);
  end if;
  if (post.state = 'archived') <> archived then
    update public.posts set state = case when archived then 'archived' else 'published' end where id = post.id;
    perform private.emit(case when archived then 'post_removal' else 'post_return' end, post.author_id, target_id => post.id);
  end if;
  return private.post_items(array[post.id]) -> 0;
end
$$;
comment on function private.archive_post is 'The step of archive_post that writes. Emits post_removal or post_return (target: the post). Errors: as archive_post.';
grant execute on function private.archive_post to authenticated;

create function private.purge_posts() returns bigint
language plpgsql volatile
set search_path = ''
as $$
declare
  doomed uuid[];
begin
  select array_agg(id) into doomed from (
    select id from public.posts where deleted_at < now() - private.undo_time()
    order by deleted_at
    limit 500
    for update skip locked
  ) expired;
  delete from private.media medium using public.post_media attached
  where attached.media_id = medium.id and attached.post_id = any (doomed);
  delete from private.media medium using public.comment_media attached, public.comments comment
  where attached.media_id = medium.id and comment.id = attached.comment_id and comment.post_id = any (doomed);
  delete from public.posts where id = any (doomed);
  -- Reactions have no foreign key. After the post, so that nobody is told that they are gone.
  delete from public.post_reactions where post_id = any (doomed);
  -- Tombstones that hold nothing any more.
  delete from public.comments comment
  where comment.deleted_at < now() - private.undo_time()
    and not exists (select from public.comments answer where answer.parent_id = comment.id);
  return coalesce(cardinality(doomed), 0);
end
$$;
comment on function private.purge_posts is '
Removes posts that were deleted more than undo_time() ago with everything that hangs on them, 500 at a time, and returns
how many; then empty tombstones of comments. The worker calls it by schedule until it returns less.';

-- sql/40_content/publish.sql
-- How a post comes to be seen: advance_post() looks at what is there and takes the next step. It is called after
-- anything that may have changed, and may be called again at any time.
create function private.advance_post(post_id uuid) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  post public.posts;
  next_state text;
begin
  -- Two media that become ready at once wait here for each other, and the second sees both.
  select * into post from public.posts where id = advance_post.post_id for no key update;
  if post.state not in ('scheduled', 'processing', 'failed') or post.deleted_at is not null then
    return;
  end if;
  select case
    when post.publish_at > now() then 'scheduled'
    when bool_or(medium.status = 'failed') then 'failed'
    when bool_or(medium.status <> 'ready') then 'processing'
    else 'published'
  end into next_state
  from public.post_media attached
  join private.media medium on medium.id = attached.media_id
  where attached.post_id = post.id;

  if next_state = 'published' then
    perform private.publish_now(post);
  else
    update public.posts set state = next_state where id = post.id and state <> next_state;
  end if;
end
$$;
comment on function private.advance_post is '
Brings a post that waits for its time or its media to where it belongs: scheduled, processing, failed or published.';

create function private.publish_now(post public.posts) returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  update public.posts set state = 'published', position = private.uuid_v7(), published_at = clock_timestamp()
  where id = post.id;
  perform private.emit('post', post.author_id, target_id => post.id);
  perform private.emit('mention', post.author_id, mentioned, post.id) from unnest(post.mentions) mentioned;
end
$$;
comment on function private.publish_now is '
Makes a post appear. Emits post (target: the post) and mention for each who is mentioned (subject: who, target: the post).';

create function private.advance_posts_of_medium() returns trigger
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  perform private.advance_post(post_id) from public.post_media where media_id = new.id;
  return null;
end
$$;
comment on function private.advance_posts_of_medium is 'A medium is ready, or has failed: the post that waits for it goes on.';

create function private.publish_due_posts() returns bigint
language plpgsql volatile
set search_path = ''
as $$
declare
  due uuid[];
begin
  -- Several workers share the work.
  select array_agg(id) into due from (
    select id from public.posts
    where state = 'scheduled' and deleted_at is null and publish_at <= now()
    order by publish_at
    limit 1000
    for no key update skip locked
  ) waiting;
  perform private.advance_post(id) from unnest(due) id;
  return coalesce(cardinality(due), 0);
end
$$;
comment on function private.publish_due_posts is 'Publishes scheduled posts whose time has come, and returns how many it looked at. The worker calls it by schedule.';

create function public.publish_post(post_id uuid, publish_at timestamptz default null) returns jsonb
language sql volatile
set search_path = ''
as $$
  select private.publish_draft(publish_post.post_id, publish_post.publish_at)
$$;
comment on function public.publish_post is '
Publishes a draft or a scheduled post now, or at `publish_at` (up to a year ahead), and returns it as get_post does. A post
that has appeared stays as it is.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, POST_NOT_FOUND, INVALID_POST, RATE_LIMITED.';
grant execute on function public.publish_post to authenticated;

create function private.publish_draft(post_id uuid, publish_at timestamptz) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  post public.posts := private.own_post(post_id);
begin
  if post.state in ('draft', 'scheduled') then
    perform private.check_post(post.client_id,
      to_jsonb(post) || jsonb_build_object('publish_at', publish_draft.publish_at), false);
    update public.posts set publish_at = publish_draft.publish_at, state = 'processing' where id = post.id;
    perform private.advance_post(post.id);
  end if;
  return private.post_items(array[post.id]) -> 0;
end
$$;
comment on function private.publish_draft is 'The step of publish_post that writes. Errors: as publish_post.';
grant execute on function private.publish_draft to authenticated;

-- Who sees a published post follows from three places: the post, the profile and the account.
create function private.narrow_audience() returns trigger
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  -- The locks make a change of the profile or the account wait, which then finds this post too.
  select case
    when account.deactivated_at is not null then 'author'
    when profile.is_private and new.visibility = 'public' then 'followers'
    else new.visibility
  end into new.audience
  from public.profiles profile
  join private.accounts account on account.id = profile.id
  where profile.id = new.author_id
  for share;
  return new;
end
$$;
comment on function private.narrow_audience is 'Sets posts.audience from the visibility, the profile and the account.';

create function private.narrow_audiences() returns trigger
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  -- Setting it to what it is calls narrow_audience.
  update public.posts post set visibility = post.visibility where post.author_id = new.id;
  return null;
end
$$;
comment on function private.narrow_audiences is 'A profile has become private or public, or an account has gone to sleep or woken up: so do its posts.';

-- sql/40_content/react.sql
create function public.react(target text, target_id uuid, emoji text default '❤️') returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  if target = 'post' then
    return private.react_to_post(target_id, emoji);
  elsif target = 'comment' then
    return private.react_to_comment(target_id, emoji);
  end if;
  return private.react_elsewhere(target, target_id, emoji);
end
$$;
comment on function public.react is '
Reacts to a post, a comment or a message with one emoji, instead of an earlier one if there is: {target, target_id, emoji}.
`target`: post, comment, message. Repeating it changes nothing. Counters of posts and comments follow about a second later.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, INVALID_REACTION, POST_NOT_FOUND, COMMENT_NOT_FOUND, MESSAGE_NOT_FOUND,
MESSAGE_REQUEST_UNANSWERED, CONVERSATION_CLOSED, RATE_LIMITED.';
grant execute on function public.react to authenticated;

create function private.chosen_emoji(written text) returns text
language plpgsql immutable
set search_path = ''
as $$
begin
  -- Without its variation selector a heart is the sign of a playing card.
  if written = '❤' then
    return '❤️';
  end if;
  if private.is_emoji(written) is not true then
    perform private.raise('INVALID_REACTION', 'emoji must be one emoji.', 422);
  end if;
  return written;
end
$$;
comment on function private.chosen_emoji is 'The emoji that somebody reacts with. Errors: INVALID_REACTION.';

-- The call that the hottest post gets most. Whatever PL/pgSQL starts costs again in each transaction, so it starts as
-- little as it can: one query for all that has to be known, and functions only for what is not usual.
create function private.react_to_post(post_id uuid, emoji text) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  chosen text := case emoji when '❤️' then emoji else private.chosen_emoji(emoji) end;
  caller uuid;
  author uuid;
  previous text;
begin
  select session.account_id, post.author_id into caller, author
  from private.live_sessions session
  left join private.visible_single_posts post on post.id = react_to_post.post_id
  where session.account_id = (select auth.uid()) and session.id = (select (auth.jwt() ->> 'sid')::uuid)
    and (session.banned_until <= now()) is not false;
  if not found then
    caller := private.active_caller_id(); -- which says why
  end if;
  perform private.take_token('react', caller::text);
  if author is null then
    perform private.raise('POST_NOT_FOUND', 'There is no such post.', 404);
  end if;
  insert into public.post_reactions as reaction (post_id, user_id, emoji)
  values (react_to_post.post_id, caller, chosen)
  on conflict on constraint post_reactions_pkey do nothing;
  if found then
    insert into private.engagement (kind, actor_id, subject_id, target_id, details)
    values ('post_reaction', caller, author, react_to_post.post_id, jsonb_build_object('emoji', chosen));
  else
    select reaction.emoji into previous from public.post_reactions reaction
    where reaction.post_id = react_to_post.post_id and reaction.user_id = caller
    for update;
    -- Not the same again, nor withdrawn at this very moment.
    if previous <> chosen then
      update public.post_reactions reaction set emoji = chosen
      where reaction.post_id = react_to_post.post_id and reaction.user_id = caller;
      perform private.emit('post_reaction', caller, author, react_to_post.post_id,
        jsonb_build_object('emoji', chosen, 'previous', previous));
    end if;
  end if;
  return jsonb_build_object('target', 'post', 'target_id', post_id, 'emoji', chosen);
end
$$;
comment on function private.react_to_post is '
The step of react that writes, for a post. Emits post_reaction (subject: the author, target: the post, details: {emoji,
previous: the emoji that it replaces}). Errors: as react.';
grant execute on function private.react_to_post to authenticated;

create function private.react_to_comment(comment_id uuid, emoji text) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  chosen text := private.chosen_emoji(emoji);
  caller uuid := private.active_caller_id();
  author uuid;
  previous text;
begin
  perform private.take_token('react', caller::text);
  author := (private.visible_comment(comment_id)).author_id;
  insert into public.comment_reactions as reaction (comment_id, user_id, emoji)
  values (react_to_comment.comment_id, caller, chosen)
  on conflict on constraint comment_reactions_pkey do nothing;
  if found then
    perform private.emit('comment_reaction', caller, author, comment_id, jsonb_build_object('emoji', chosen));
  else
    select reaction.emoji into previous from public.comment_reactions reaction
    where reaction.comment_id = react_to_comment.comment_id and reaction.user_id = caller
    for update;
    if previous <> chosen then
      update public.comment_reactions reaction set emoji = chosen
      where reaction.comment_id = react_to_comment.comment_id and reaction.user_id = caller;
      perform private.emit('comment_reaction', caller, author, comment_id,
        jsonb_build_object('emoji', chosen, 'previous', previous));
    end if;
  end if;
  return jsonb_build_object('target', 'comment', 'target_id', comment_id, 'emoji', chosen);
end
$$;
comment on function private.react_to_comment is '
The step of react that writes, for a comment. Emits comment_reaction (subject: the author, target: the comment, details:
{emoji, previous: the emoji that it replaces}). Errors: as react.';
grant execute on function private.react_to_comment to authenticated;

create function public.unreact(target text, target_id uuid) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.unreact(target, target_id);
end
$$;
comment on function public.unreact is '
Withdraws the caller''s reaction: {target, target_id, emoji: null}. Repeating it changes nothing.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, INVALID_REACTION, MESSAGE_NOT_FOUND, RATE_LIMITED.';
grant execute on function public.unreact to authenticated;

create function private.unreact(target text, target_id uuid) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.active_caller_id();
begin
  perform private.take_token('react', caller::text);
  if target = 'post' then
    delete from public.post_reactions where post_id = target_id and user_id = caller;
  elsif target = 'comment' then
    delete from public.comment_reactions where comment_id = target_id and user_id = caller;
  else
    execute format('select %s($1, $2)', private.reaction_seam('unreact_to_', target, '(uuid,uuid)')) using caller, target_id;
  end if;
  return jsonb_build_object('target', target, 'target_id', target_id, 'emoji', null);
end
$$;
comment on function private.unreact is 'The step of unreact that writes. Errors: as unreact.';
grant execute on function private.unreact to authenticated;

create function public.list_reactions(
  target text,
  target_id uuid,
  emoji text default null,
  cursor text default null,
  page_size int default 20
) returns jsonb
language sql stable
set search_path = ''
as $$
  select private.list_reactions(
    list_reactions.target, list_reactions.target_id, list_reactions.emoji, list_reactions.cursor, list_reactions.page_size)
$$;
comment on function public.list_reactions is '
Who has reacted to a post, a comment or a message, the last first, without those hidden from the caller: {items: [{user: {id,
username, first_name, last_name}, emoji, created_at}], next_cursor}. `emoji`: only this one. To a message the user is a member of
the conversation: {member_id, id, username, first_name, last_name, avatar, alias}, and of somebody anonymous {member_id, id: null, alias}.
Errors: NOT_AUTHENTICATED, INVALID_REACTION, POST_NOT_FOUND, COMMENT_NOT_FOUND, MESSAGE_NOT_FOUND, INVALID_CURSOR, INVALID_PAGE_SIZE.';
grant execute on function public.list_reactions to authenticated;

create function private.list_reactions(target text, target_id uuid, emoji text, cursor text, page_size int) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  before uuid := coalesce(private.decode_cursor(cursor), 'ffffffff-ffff-ffff-ffff-ffffffffffff');
  size int := private.page_size(page_size);
  page jsonb;
begin
  if target = 'post' then
    perform private.visible_post(target_id);
    return (
      select private.graph_page(array_agg(item order by id desc), array_agg(id order by id desc), size)
      from (
        select reaction.id, private.reaction_item(person.profile, reaction.emoji, reaction.created_at) as item
        from public.post_reactions reaction
        join private.visible_people person on person.id = reaction.user_id
        where reaction.post_id = list_reactions.target_id and reaction.id < before
          and (list_reactions.emoji is null or reaction.emoji = list_reactions.emoji)
        order by reaction.id desc
        limit size + 1
      ) found);
  elsif target = 'comment' then
    perform private.visible_comment(target_id);
    return (
      select private.graph_page(array_agg(item order by id desc), array_agg(id order by id desc), size)
      from (
        select reaction.id, private.reaction_item(person.profile, reaction.emoji, reaction.created_at) as item
        from public.comment_reactions reaction
        join private.visible_people person on person.id = reaction.user_id
        where reaction.comment_id = list_reactions.target_id and reaction.id < before
          and (list_reactions.emoji is null or reaction.emoji = list_reactions.emoji)
        order by reaction.id desc
        limit size + 1
      ) found);
  end if;
  execute format('select %s($1, $2, $3, $4)', private.reaction_seam('reactions_to_', target, '(uuid,text,uuid,int)'))
  into page using target_id, emoji, before, size;
  return page;
end
$$;
comment on function private.list_reactions is 'The step of list_reactions that reads. Errors: as list_reactions.';
grant execute on function private.list_reactions to authenticated;

create function private.react_elsewhere(target text, target_id uuid, emoji text) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  chosen text := private.chosen_emoji(emoji);
  caller uuid := private.active_caller_id();
begin
  perform private.take_token('react', caller::text);
  execute format('select %s($1, $2, $3)', private.reaction_seam('react_to_', target, '(uuid,uuid,text)'))
  using caller, target_id, chosen;
  return jsonb_build_object('target', target, 'target_id', target_id, 'emoji', chosen);
end
$$;
comment on function private.react_elsewhere is 'The step of react that writes, for what belongs to a later domain. Errors: as react.';
grant execute on function private.react_elsewhere to authenticated;

create function private.reaction_seam(deed text, target text, arguments text) returns text
language plpgsql stable
set search_path = ''
as $$
declare
  name text := 'private.' || deed || target;
begin
  if (target ~ '^[a-z]{1,20}$') is not true or to_regprocedure(name || arguments) is null then
    perform private.raise('INVALID_REACTION', 'target must be post, comment or message.', 422);
  end if;
  return name;
end
$$;
comment on function private.reaction_seam is '
The function of a later domain whose things people react to. It declares private.react_to_<target>(caller uuid, target_id uuid,
emoji text), private.unreact_to_<target>(caller uuid, target_id uuid) and private.reactions_to_<target>(target_id uuid, emoji text,
before uuid, page_size int) returns jsonb. Errors: INVALID_REACTION.';

create function private.reaction_item(person public.profiles, emoji text, created_at timestamptz) returns jsonb
language sql immutable
set search_path = ''
as $$
  select jsonb_build_object('user', private.profile_card(person), 'emoji', emoji, 'created_at', created_at)
$$;
comment on function private.reaction_item is 'A reaction in a list.';

-- Reactions also go with their accounts. Whatever is gone, its counter hears of it here.
create function private.tell_gone_post_reactions() returns trigger
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  insert into private.engagement (kind, actor_id, subject_id, target_id, details)
  select 'post_unreaction', gone.user_id, post.author_id, post.id, jsonb_build_object('emoji', gone.emoji)
  from gone join public.posts post on post.id = gone.post_id;
  return null;
end
$$;
comment on function private.tell_gone_post_reactions is 'Emits post_unreaction (subject: the author, target: the post, details: {emoji}), unless the post is gone too.';

create function private.tell_gone_comment_reactions() returns trigger
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  insert into private.engagement (kind, actor_id, subject_id, target_id, details)
  select 'comment_unreaction', gone.user_id, comment.author_id, comment.id, jsonb_build_object('emoji', gone.emoji)
  from gone join public.comments comment on comment.id = gone.comment_id;
  return null;
end
$$;
comment on function private.tell_gone_comment_reactions is 'Emits comment_unreaction (subject: the author, target: the comment, details: {emoji}), unless the comment is gone too.';

-- sql/40_content/read_posts.sql
create function public.get_post(post_id uuid) returns jsonb
-- PL/pgSQL keeps its plans, here and in every call that is made often.
language plpgsql stable
set search_path = ''
as $$
begin
  return private.get_post(post_id);
end
$$;
comment on function public.get_post is '
One post: {id, kind, caption, state: draft|scheduled|processing|failed|published|archived, visibility, comments_from,
content_warning, place, hashtags: [text], mentions: [{id, username}], publish_at, published_at, edited_at, created_at,
author: {id, username, first_name, last_name}, media: [as functions/media gives them], stats: {reactions, emojis: {emoji: number}, comments, shares,
saves, views}, viewer: {reaction: emoji|null, saved, reposted}}. Authors see their own posts in every state, until they
delete them.
Errors: NOT_AUTHENTICATED, POST_NOT_FOUND (also when it is hidden from the caller).';
grant execute on function public.get_post to authenticated;

create function private.get_post(post_id uuid) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  caller uuid := private.caller_id();
  seen uuid;
begin
  select id into seen from private.visible_single_posts where id = get_post.post_id;
  if not found then
    select id into seen from public.posts where id = get_post.post_id and author_id = caller and deleted_at is null;
  end if;
  if seen is null then
    perform private.raise('POST_NOT_FOUND', 'There is no such post.', 404);
  end if;
  return private.post_items(array[seen]) -> 0;
end
$$;
comment on function private.get_post is 'The step of get_post that reads. Errors: as get_post.';
grant execute on function private.get_post to authenticated;

create function private.visible_post(post_id uuid) returns public.posts
language plpgsql stable
set search_path = ''
as $$
declare
  post public.posts;
begin
  perform private.caller_id();
  select * into post from private.visible_single_posts where id = visible_post.post_id;
  if not found then
    perform private.raise('POST_NOT_FOUND', 'There is no such post.', 404);
  end if;
  return post;
end
$$;
comment on function private.visible_post is '
A published post that the caller may see: what every deed upon a post begins with. Errors: NOT_AUTHENTICATED, POST_NOT_FOUND.';

create function private.post_items(ids uuid[]) returns jsonb
language plpgsql stable
set search_path = ''
as $$
declare
  viewer uuid := private.caller_id();
begin
  return (
    select coalesce(jsonb_agg(
      jsonb_build_object(
        'id', post.id, 'kind', post.kind, 'caption', post.caption, 'state', post.state, 'visibility', post.visibility,
        'comments_from', post.comments_from, 'content_warning', post.content_warning, 'place', post.place,
        'hashtags', post.hashtags, 'mentions', private.mentions_of(post.mentions),
        'publish_at', post.publish_at, 'published_at', post.published_at, 'edited_at', post.edited_at,
        'created_at', post.created_at, 'author', private.profile_card(author),
        'media', coalesce(shown.media, '[]'),
        'stats', jsonb_build_object(
          'reactions', coalesce(stats.reactions, 0), 'emojis', coalesce(stats.emojis, '{}'),
          'comments', coalesce(stats.comments, 0), 'shares', coalesce(stats.shares, 0),
          'saves', coalesce(stats.saves, 0), 'views', coalesce(stats.views, 0)),
        'viewer', jsonb_build_object(
          'reaction', reaction.emoji, 'saved', saved.post_id is not null, 'reposted', repost.post_id is not null))
      order by wanted.place), '[]')
    from unnest(ids) with ordinality wanted (id, place)
    join public.posts post on post.id = wanted.id
    join public.profiles author on author.id = post.author_id
    left join public.post_stats stats on stats.post_id = post.id
    left join public.post_reactions reaction on reaction.post_id = post.id and reaction.user_id = viewer
    left join public.saved_posts saved on saved.user_id = viewer and saved.post_id = post.id
    left join public.post_shares repost on repost.post_id = post.id and repost.user_id = viewer and repost.via = 'repost'
    left join lateral (
      select jsonb_agg(private.media_view(medium) order by attached.place) as media
      from public.post_media attached
      join private.media medium on medium.id = attached.media_id
      where attached.post_id = post.id and post.kind <> 'text'
    ) shown on true
  );
end
$$;
comment on function private.post_items is '
Posts as clients get them, in every list alike and in the order of `ids`: a jsonb array. One statement for a whole page.
Who may see them is for its callers to decide: it shows what it is given.';

create function private.mentions_of(ids uuid[]) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  if ids = '{}' then
    return '[]';
  end if;
  return (
    select coalesce(jsonb_agg(jsonb_build_object('id', id, 'username', username) order by username), '[]')
    from public.profiles where id = any (ids));
end
$$;
comment on function private.mentions_of is 'The people whom a text mentions: [{id, username}].';

create function private.post_page(positions uuid[], ids uuid[], page_size int) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return jsonb_build_object(
    'items', private.post_items(ids[1:page_size]),
    'next_cursor', case when cardinality(ids) > page_size then private.encode_cursor(positions[page_size]) end);
end
$$;
comment on function private.post_page is '
A page of posts, {items, next_cursor}, from what was found for it: the posts, what sorts them, both in order and one more
than the page holds if there is a next page.';

create function private.sees_media_of_post(media_id uuid, viewer uuid) returns boolean
language sql stable
set search_path = ''
as $$
  select viewer = (select auth.uid()) and exists (
    select from public.post_media attached
    join private.visible_posts post on post.id = attached.post_id
    where attached.media_id = sees_media_of_post.media_id)
$$;
comment on function private.sees_media_of_post is 'Whether the caller may see a medium of a post: asked by private.sees_media().';

create function private.sees_media_of_comment(media_id uuid, viewer uuid) returns boolean
language sql stable
set search_path = ''
as $$
  select viewer = (select auth.uid()) and exists (
    select from public.comment_media attached
    join public.comments comment on comment.id = attached.comment_id
    join private.visible_posts post on post.id = comment.post_id
    where attached.media_id = sees_media_of_comment.media_id
      and comment.author_id <> all (private.hidden_ids()))
$$;
comment on function private.sees_media_of_comment is 'Whether the caller may see a medium of a comment: asked by private.sees_media().';

create function public.list_posts(
  user_id uuid,
  kind text default null,
  state text default 'published',
  cursor text default null,
  page_size int default 20
) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return private.list_posts(user_id, kind, state, cursor, page_size);
end
$$;
comment on function public.list_posts is '
The posts of one person that the caller may see, newest first: {items: [as get_post], next_cursor}. `kind`: only posts of
this kind. Authors get their others by `state`: draft, scheduled, processing, failed, archived, or deleted for what
restore_post can bring back.
Errors: NOT_AUTHENTICATED, USER_NOT_FOUND, INVALID_ARGUMENT, INVALID_CURSOR, INVALID_PAGE_SIZE.';
grant execute on function public.list_posts to authenticated;

create function private.list_posts(user_id uuid, kind text, state text, cursor text, page_size int) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  caller uuid := private.caller_id();
  before uuid := coalesce(private.decode_cursor(cursor), 'ffffffff-ffff-ffff-ffff-ffffffffffff');
  size int := private.page_size(page_size);
  positions uuid[];
  ids uuid[];
begin
  if kind not in ('text', 'image', 'video', 'carousel', 'reel') then
    perform private.raise('INVALID_ARGUMENT', 'kind must be text, image, video, carousel or reel.', 422);
  end if;
  if (state in ('published', 'draft', 'scheduled', 'processing', 'failed', 'archived', 'deleted')) is not true
    or state <> 'published' and user_id <> caller then
    perform private.raise('INVALID_ARGUMENT', 'Other people''s posts are listed in state published.', 422);
  end if;
  perform private.require_person(user_id);
  if state = 'published' then
    select array_agg(found.position order by found.position desc), array_agg(found.id order by found.position desc)
    into positions, ids
    from (
      select post.position, post.id from private.visible_posts post
      where post.author_id = list_posts.user_id and post.position < before
        and (list_posts.kind is null or post.kind = list_posts.kind)
      order by post.position desc
      limit size + 1
    ) found;
  else
    select array_agg(found.id order by found.id desc), array_agg(found.id order by found.id desc) into positions, ids
    from (
      select post.id from public.posts post
      where post.author_id = caller and post.id < before
        and (post.state <> 'published' or post.deleted_at is not null)
        and (post.deleted_at is not null) = (list_posts.state = 'deleted')
        and (post.state = list_posts.state or list_posts.state = 'deleted')
        and (list_posts.kind is null or post.kind = list_posts.kind)
      order by post.id desc
      limit size + 1
    ) found;
  end if;
  return private.post_page(positions, ids, size);
end
$$;
comment on function private.list_posts is 'The step of list_posts that reads. Errors: as list_posts.';
grant execute on function private.list_posts to authenticated;

create function public.list_post_edits(post_id uuid, cursor text default null, page_size int default 20) returns jsonb
language sql stable
set search_path = ''
as $$
  select private.list_post_edits(list_post_edits.post_id, list_post_edits.cursor, list_post_edits.page_size)
$$;
comment on function public.list_post_edits is '
What a post said before each edit, the last first: {items: [{caption, content_warning, replaced_at}], next_cursor}.
Errors: NOT_AUTHENTICATED, POST_NOT_FOUND, INVALID_CURSOR, INVALID_PAGE_SIZE.';
grant execute on function public.list_post_edits to authenticated;

create function private.list_post_edits(post_id uuid, cursor text, page_size int) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  before uuid := coalesce(private.decode_cursor(cursor), 'ffffffff-ffff-ffff-ffff-ffffffffffff');
  size int := private.page_size(page_size);
begin
  perform private.visible_post(post_id);
  return (
    select private.graph_page(array_agg(item order by id desc), array_agg(id order by id desc), size)
    from (
      select edit.id, jsonb_build_object('caption', edit.caption, 'content_warning', edit.content_warning,
        'replaced_at', edit.created_at) as item
      from public.post_edits edit
      where edit.post_id = list_post_edits.post_id and edit.id < before
      order by edit.id desc
      limit size + 1
    ) found);
end
$$;
comment on function private.list_post_edits is 'The step of list_post_edits that reads. Errors: as list_post_edits.';
grant execute on function private.list_post_edits to authenticated;

-- sql/40_content/record_views.sql
create function public.record_views(views jsonb) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.record_views(views);
end
$$;
comment on function public.record_views is '
Reports what the caller has looked at: up to 100 of {post_id, watched_ms: 0 to 3600000, source: 1 to 20 of a-z and _, for instance
home, following, profile, reels, search}. A post counts one view a person in half an hour; watch time adds up. Own posts and posts that
the caller may not see count nothing. Returns {counted}: how many views were new.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, INVALID_VIEWS, RATE_LIMITED.';
grant execute on function public.record_views to authenticated;

create function private.record_views(views jsonb) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.active_caller_id();
  counted int;
begin
  perform private.check_views(views);
  perform private.take_token('record_views', caller::text);
  with reported as (
    -- A post that is there twice is one view.
    select (view ->> 'post_id')::uuid as post_id, min(view ->> 'source') as source,
      least(sum((view ->> 'watched_ms')::bigint), 3600000) as watched_ms
    from jsonb_array_elements(views) view
    group by 1
  ),
  seen as (
    -- In one order everywhere, so that two reports of one person cannot wait for each other.
    select reported.*, post.author_id
    from reported
    join private.visible_posts post on post.id = reported.post_id and post.author_id <> caller
    order by reported.post_id
  ),
  remembered as (
    insert into private.post_views as earlier (viewer_id, post_id, watched_ms, counted_at)
    select caller, seen.post_id, seen.watched_ms, statement_timestamp() from seen
    on conflict on constraint post_views_pkey do update
      set watched_ms = earlier.watched_ms + excluded.watched_ms,
          views = earlier.views + (earlier.counted_at < statement_timestamp() - interval '30 minutes')::int,
          counted_at = case when earlier.counted_at < statement_timestamp() - interval '30 minutes' then statement_timestamp() else earlier.counted_at end
    -- Whether it counted: a row that is new, or has counted just now.
    returning earlier.post_id, earlier.counted_at = statement_timestamp() as counts
  ),
  told as (
    insert into private.engagement (kind, actor_id, subject_id, target_id, details)
    select 'view', caller, seen.author_id, seen.post_id, jsonb_build_object(
      'counts', remembered.counts::int, 'watched_ms', seen.watched_ms, 'source', seen.source)
    from seen join remembered on remembered.post_id = seen.post_id
    where remembered.counts or seen.watched_ms > 0
  )
  select count(*) filter (where remembered.counts) into counted from remembered;
  return jsonb_build_object('counted', counted);
end
$$;
comment on function private.record_views is '
The step of record_views that writes. Emits view (subject: the author, target: the post, details: {counts: 1 or 0, watched_ms, source}).
Errors: as record_views.';
grant execute on function private.record_views to authenticated;

create function private.check_views(views jsonb) returns void
language plpgsql immutable
set search_path = ''
as $$
declare
  wrong bigint;
begin
  if jsonb_typeof(views) is distinct from 'array' or jsonb_array_length(views) not between 1 and 100 then
    perform private.raise('INVALID_VIEWS', 'views must be a list of 1 to 100.', 422);
  end if;
  select min(place) into wrong
  from jsonb_array_elements(views) with ordinality given (view, place)
  where (jsonb_typeof(view) = 'object'
    and pg_input_is_valid(view ->> 'post_id', 'uuid')
    and jsonb_typeof(view -> 'watched_ms') = 'number' and view ->> 'watched_ms' ~ '^\d{1,7}$'
    and (view ->> 'watched_ms')::int <= 3600000
    and view ->> 'source' ~ '^[a-z_]{1,20}$') is not true;
  if wrong is not null then
    perform private.raise('INVALID_VIEWS', 'A view needs post_id, watched_ms from 0 to 3600000, and source.', 422,
      details => format('number %s of the list', wrong));
  end if;
end
$$;
comment on function private.check_views is 'Says what is wrong with a report of views. Errors: INVALID_VIEWS (details: which).';

-- sql/40_content/roll_up.sql
-- The counters follow the log. A reader keeps its place as a transaction: every line of an older one is either there or
-- never will be, so what lies between two places is complete, whoever commits late. Place and counters change in one
-- transaction; if it fails or its process is killed, neither has, and the next call does the same work again.
create function private.roll_up_engagement() returns int
language plpgsql volatile
set search_path = ''
as $$
declare
  since xid8;
  until xid8;
  changed int;
begin
  -- It waits for nobody for long: whoever deletes an account locks much at once, and may be waiting for this.
  perform set_config('lock_timeout', '500ms', true);
  select place into since from private.engagement_readers where name = 'counters' for update skip locked;
  if not found then
    -- Another worker is at it, or this is the first time of all.
    insert into private.engagement_readers (name, place) values ('counters', '0') on conflict do nothing;
    return 0;
  end if;
  until := pg_snapshot_xmin(pg_current_snapshot());
  changed := private.add_post_counts(since, until);
  perform private.add_comment_counts(since, until);
  update private.engagement_readers set place = until where name = 'counters' and place <> until;
  return changed;
end
$$;
comment on function private.roll_up_engagement is '
Adds to the counters of posts and comments what people have done since the last call, tells everybody who watches
(event `stats` on post:<id>, once a post), and returns how many posts changed. The worker calls it about once a second; several may.
Lines appear once no older transaction that writes is still open.';

create function private.add_post_counts(since xid8, until xid8) returns int
language sql volatile
set search_path = ''
as $$
  with line as materialized (
    select kind, target_id as post_id, details
    from private.engagement
    where transaction_id >= add_post_counts.since and transaction_id < add_post_counts.until
      and kind in ('post_reaction', 'post_unreaction', 'comment', 'comment_removal', 'share', 'unshare', 'save', 'unsave', 'view')
  ),
  change as (
    select post_id,
      coalesce(sum(case kind when 'post_reaction' then case when details ? 'previous' then 0 else 1 end when 'post_unreaction' then -1 end), 0) as reactions,
      coalesce(sum(case kind when 'comment' then 1 when 'comment_removal' then -1 end), 0) as comments,
      coalesce(sum(case kind when 'share' then 1 when 'unshare' then -1 end), 0) as shares,
      coalesce(sum(case kind when 'save' then 1 when 'unsave' then -1 end), 0) as saves,
      coalesce(sum((details ->> 'counts')::int) filter (where kind = 'view'), 0) as views,
      coalesce(sum((details ->> 'watched_ms')::bigint) filter (where kind = 'view'), 0) as watched_ms
    from line
    group by post_id
  ),
  -- By emoji: what there was, and what has come and gone.
  emoji_count as (
    select post_id, emoji, count
    from public.post_stats, jsonb_each_text(emojis) there (emoji, count)
    where post_id in (select post_id from line where kind in ('post_reaction', 'post_unreaction'))
    union all
    select post_id, details ->> 'emoji', case kind when 'post_reaction' then '1' else '-1' end
    from line where kind in ('post_reaction', 'post_unreaction')
    union all
    select post_id, details ->> 'previous', '-1' from line where kind = 'post_reaction' and details ? 'previous'
  ),
  emoji_total as (
    select post_id, jsonb_object_agg(emoji, total) filter (where total > 0) as emojis
    from (select post_id, emoji, sum(count::int) as total from emoji_count group by post_id, emoji) summed
    group by post_id
  ),
  counted as (
    insert into public.post_stats as stats (post_id, reactions, comments, shares, saves, views, watched_ms, emojis)
    select change.post_id, change.reactions, change.comments, change.shares, change.saves, change.views, change.watched_ms,
      coalesce(emoji_total.emojis, '{}')
    from change
    -- A post that has been purged meanwhile needs no counters.
    join public.posts post on post.id = change.post_id
    left join emoji_total on emoji_total.post_id = change.post_id
    on conflict (post_id) do update set
      reactions = stats.reactions + excluded.reactions, comments = stats.comments + excluded.comments,
      shares = stats.shares + excluded.shares, saves = stats.saves + excluded.saves,
      views = stats.views + excluded.views, watched_ms = stats.watched_ms + excluded.watched_ms,
      emojis = case when exists (select from emoji_total where emoji_total.post_id = excluded.post_id)
        then excluded.emojis else stats.emojis end,
      updated_at = now()
    returning stats.*
  ),
  told as materialized (
    select private.broadcast('post:' || post_id, 'stats', jsonb_build_object(
      'post_id', post_id, 'reactions', reactions, 'emojis', emojis, 'comments', comments, 'shares', shares, 'saves', saves,
      'views', views))
    from counted
  )
  select count(*)::int from told
$$;
comment on function private.add_post_counts is 'The part of roll_up_engagement for posts: the lines of the transactions from `since` to before `until`.';

create function private.add_comment_counts(since xid8, until xid8) returns void
language sql volatile
set search_path = ''
as $$
  with change as (
    select comment_id, sum(reactions) as reactions, sum(replies) as replies
    from (
      select target_id as comment_id,
        case when kind = 'comment_unreaction' then -1 when details ? 'previous' then 0 else 1 end as reactions, 0 as replies
      from private.engagement
      where transaction_id >= add_comment_counts.since and transaction_id < add_comment_counts.until
        and kind in ('comment_reaction', 'comment_unreaction')
      union all
      select (details ->> 'thread_id')::uuid, 0, case kind when 'comment' then 1 else -1 end
      from private.engagement
      where transaction_id >= add_comment_counts.since and transaction_id < add_comment_counts.until
        and kind in ('comment', 'comment_removal') and details ->> 'thread_id' is not null
    ) line
    group by comment_id
  )
  update public.comments comment
  set reactions = comment.reactions + change.reactions, replies = comment.replies + change.replies
  from change
  where comment.id = change.comment_id and (change.reactions <> 0 or change.replies <> 0)
$$;
comment on function private.add_comment_counts is 'The part of roll_up_engagement for comments: the lines of the transactions from `since` to before `until`.';

create function private.topic_post(id text) returns private.topic_access
language sql stable
set search_path = ''
as $$
  select case when exists (select from private.visible_single_posts post where post.id = topic_post.id::uuid)
    then array['broadcast'] else '{}' end, array[]::text[]
$$;
comment on function private.topic_post is 'post:<id>: who may see the post receives its counters; nobody sends.';

-- sql/40_content/save.sql
create function public.save_post(post_id uuid, collection_id uuid default null) returns jsonb
language sql volatile
set search_path = ''
as $$
  select private.save_post(save_post.post_id, save_post.collection_id)
$$;
comment on function public.save_post is '
Bookmarks a post, in an own collection or in none; saving it again moves it: {post_id, collection_id, saved: true}.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, POST_NOT_FOUND, COLLECTION_NOT_FOUND, RATE_LIMITED.';
grant execute on function public.save_post to authenticated;

create function private.save_post(post_id uuid, collection_id uuid) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.active_caller_id();
  post public.posts;
begin
  perform private.take_token('save_post', caller::text);
  post := private.visible_post(post_id);
  if collection_id is not null then
    perform private.own_collection(collection_id, caller);
  end if;
  insert into public.saved_posts (user_id, post_id, collection_id) values (caller, post.id, save_post.collection_id)
  on conflict on constraint saved_posts_pkey do nothing;
  if found then
    perform private.emit('save', caller, post.author_id, post.id);
  else
    update public.saved_posts saved set collection_id = save_post.collection_id
    where saved.user_id = caller and saved.post_id = post.id and saved.collection_id is distinct from save_post.collection_id;
  end if;
  return jsonb_build_object('post_id', post.id, 'collection_id', collection_id, 'saved', true);
end
$$;
comment on function private.save_post is '
The step of save_post that writes. Emits save (subject: the author, target: the post). Errors: as save_post.';
grant execute on function private.save_post to authenticated;

create function public.unsave_post(post_id uuid) returns jsonb
language sql volatile
set search_path = ''
as $$
  select private.unsave_post(unsave_post.post_id)
$$;
comment on function public.unsave_post is '
Removes a bookmark: {post_id, collection_id: null, saved: false}. Repeating it changes nothing.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, RATE_LIMITED.';
grant execute on function public.unsave_post to authenticated;

create function private.unsave_post(post_id uuid) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.active_caller_id();
begin
  perform private.take_token('save_post', caller::text);
  delete from public.saved_posts saved where saved.user_id = caller and saved.post_id = unsave_post.post_id;
  return jsonb_build_object('post_id', post_id, 'collection_id', null, 'saved', false);
end
$$;
comment on function private.unsave_post is 'The step of unsave_post that writes. Errors: as unsave_post.';
grant execute on function private.unsave_post to authenticated;

create function private.tell_gone_saves() returns trigger
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  insert into private.engagement (kind, actor_id, subject_id, target_id)
  select 'unsave', gone.user_id, post.author_id, post.id
  from gone join public.posts post on post.id = gone.post_id;
  return null;
end
$$;
comment on function private.tell_gone_saves is 'Emits unsave (subject: the author, target: the post), unless the post is gone too.';

create function public.list_saved(
  collection_id uuid default null,
  kind text default null,
  cursor text default null,
  page_size int default 20
) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return private.list_saved(collection_id, kind, cursor, page_size);
end
$$;
comment on function public.list_saved is '
What the caller has saved, the last first: {items: [as get_post], next_cursor}. `collection_id`: only what is in this
collection, which may be somebody else''s if it is not private. `kind`: only posts of this kind. Posts that the caller may
not see any more are left out.
Errors: NOT_AUTHENTICATED, COLLECTION_NOT_FOUND, INVALID_CURSOR, INVALID_PAGE_SIZE.';
grant execute on function public.list_saved to authenticated;

create function private.list_saved(collection_id uuid, kind text, cursor text, page_size int) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  owner uuid := private.caller_id();
  before uuid := coalesce(private.decode_cursor(cursor), 'ffffffff-ffff-ffff-ffff-ffffffffffff');
  size int := private.page_size(page_size);
  positions uuid[];
  ids uuid[];
begin
  if collection_id is not null then
    select collection.owner_id into owner from public.collections collection
    where collection.id = list_saved.collection_id
      and (collection.owner_id = owner
        or not collection.is_private
          and exists (select from private.visible_people person where person.id = collection.owner_id));
    if not found then
      perform private.raise('COLLECTION_NOT_FOUND', 'There is no such collection.', 404);
    end if;
    select array_agg(found.id order by found.id desc), array_agg(found.post_id order by found.id desc) into positions, ids
    from (
      select saved.id, saved.post_id
      from public.saved_posts saved
      join private.visible_posts post on post.id = saved.post_id
      where saved.user_id = owner and saved.collection_id = list_saved.collection_id and saved.id < before
        and (list_saved.kind is null or post.kind = list_saved.kind)
      order by saved.id desc
      limit size + 1
    ) found;
  else
    select array_agg(found.id order by found.id desc), array_agg(found.post_id order by found.id desc) into positions, ids
    from (
      select saved.id, saved.post_id
      from public.saved_posts saved
      join private.visible_posts post on post.id = saved.post_id
      where saved.user_id = owner and saved.id < before
        and (list_saved.kind is null or post.kind = list_saved.kind)
      order by saved.id desc
      limit size + 1
    ) found;
  end if;
  return private.post_page(positions, ids, size);
end
$$;
comment on function private.list_saved is 'The step of list_saved that reads. Errors: as list_saved.';
grant execute on function private.list_saved to authenticated;

-- sql/40_content/share.sql
create function public.share_post(post_id uuid, via text default 'repost') returns jsonb
language sql volatile
set search_path = ''
as $$
  select private.share_post(share_post.post_id, share_post.via)
$$;
comment on function public.share_post is '
Passes a public post on, and counts it: {post_id, via, shared: true}. `via`: repost (to the caller''s followers), message, link,
external. Each way counts once a person and post; repeating it changes nothing.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, INVALID_SHARE, POST_NOT_FOUND, POST_NOT_SHAREABLE (not public), RATE_LIMITED.';
grant execute on function public.share_post to authenticated;

create function private.share_post(post_id uuid, via text) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.active_caller_id();
  post public.posts;
begin
  if (via in ('repost', 'message', 'link', 'external')) is not true then
    perform private.raise('INVALID_SHARE', 'via must be repost, message, link or external.', 422);
  end if;
  perform private.take_token('share_post', caller::text);
  post := private.visible_post(post_id);
  if post.audience <> 'public' then
    perform private.raise('POST_NOT_SHAREABLE', 'This post is not for everybody.', 403);
  end if;
  insert into public.post_shares (post_id, user_id, via) values (post.id, caller, share_post.via)
  on conflict on constraint post_shares_pkey do nothing;
  if found then
    perform private.emit('share', caller, post.author_id, post.id, jsonb_build_object('via', via));
  end if;
  return jsonb_build_object('post_id', post.id, 'via', via, 'shared', true);
end
$$;
comment on function private.share_post is '
The step of share_post that writes. Emits share (subject: the author, target: the post, details: {via}). Errors: as share_post.';
grant execute on function private.share_post to authenticated;

create function public.unshare_post(post_id uuid, via text default 'repost') returns jsonb
language sql volatile
set search_path = ''
as $$
  select private.unshare_post(unshare_post.post_id, unshare_post.via)
$$;
comment on function public.unshare_post is '
Takes a share back: {post_id, via, shared: false}. Repeating it changes nothing.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, RATE_LIMITED.';
grant execute on function public.unshare_post to authenticated;

create function private.unshare_post(post_id uuid, via text) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.active_caller_id();
begin
  perform private.take_token('share_post', caller::text);
  delete from public.post_shares share
  where share.post_id = unshare_post.post_id and share.user_id = caller and share.via = unshare_post.via;
  return jsonb_build_object('post_id', post_id, 'via', via, 'shared', false);
end
$$;
comment on function private.unshare_post is 'The step of unshare_post that writes. Errors: as unshare_post.';
grant execute on function private.unshare_post to authenticated;

create function private.tell_gone_shares() returns trigger
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  insert into private.engagement (kind, actor_id, subject_id, target_id, details)
  select 'unshare', gone.user_id, post.author_id, post.id, jsonb_build_object('via', gone.via)
  from gone join public.posts post on post.id = gone.post_id;
  return null;
end
$$;
comment on function private.tell_gone_shares is 'Emits unshare (subject: the author, target: the post, details: {via}), unless the post is gone too.';

-- sql/40_content/views.sql
-- The one place that says which posts are meant for the caller, for functions that run as their owner. The policy
-- select_visible says the same for clients; a test compares them.
create view private.addressed_posts with (security_invoker = true) as
  select post.*
  from public.posts post
  where post.state = 'published' and post.deleted_at is null
    and (post.audience = 'public'
      or post.author_id = (select auth.uid())
      or post.audience = 'followers' and post.author_id in (select unnest(private.followed_ids()))
      or post.audience = 'connections' and post.author_id in (select unnest(private.connected_ids())));
comment on view private.addressed_posts is 'The published posts that are meant for the caller, the own included. It knows nothing of blocks: read one of the views below.';

-- The array is fetched once for a whole list, however many people somebody has blocked.
create view private.visible_posts with (security_invoker = true) as
  select post.*
  from private.addressed_posts post
  where post.author_id <> all ((select private.hidden_ids())::uuid[]);
comment on view private.visible_posts is 'The published posts that the caller may see, the own included: for lists.';

-- Two probes of an index, where private.hidden_ids() would be a query of its own. A list would be joined with all blocks.
create view private.visible_single_posts with (security_invoker = true) as
  select post.*
  from private.addressed_posts post
  where not exists (select from public.blocks where blocker_id = (select auth.uid()) and blocked_id = post.author_id)
    and not exists (select from public.blocks where blocked_id = (select auth.uid()) and blocker_id = post.author_id);
comment on view private.visible_single_posts is 'The same as visible_posts, for whoever asks for one post by its id.';

-- sql/40_content/triggers.sql
create trigger narrow_audience before insert or update of visibility on public.posts
  for each row execute function private.narrow_audience();
create trigger narrow_audiences after update of is_private on public.profiles
  for each row when (old.is_private <> new.is_private) execute function private.narrow_audiences();
create trigger narrow_audiences after update of deactivated_at on private.accounts
  for each row when ((old.deactivated_at is null) <> (new.deactivated_at is null)) execute function private.narrow_audiences();

create trigger advance_posts after update of status on private.media
  for each row when (old.status <> new.status and new.status in ('ready', 'failed')) execute function private.advance_posts_of_medium();

create trigger leave_tombstones before delete on public.profiles
  for each row execute function private.leave_tombstones();

create trigger tell_gone after delete on public.post_reactions
  referencing old table as gone for each statement execute function private.tell_gone_post_reactions();
create trigger tell_gone after delete on public.comment_reactions
  referencing old table as gone for each statement execute function private.tell_gone_comment_reactions();
create trigger tell_gone after delete on public.post_shares
  referencing old table as gone for each statement execute function private.tell_gone_shares();
create trigger tell_gone after delete on public.saved_posts
  referencing old table as gone for each statement execute function private.tell_gone_saves();

-- sql/40_content/policies.sql
-- The own posts in every state, and of others what is published for the reader. Nobody writes any table here directly:
-- the functions check limits, idempotency and moderation.
create policy select_visible on public.posts for select to authenticated
  using (author_id = (select auth.uid())
    or state = 'published' and deleted_at is null
      and author_id <> all ((select private.hidden_ids())::uuid[])
      and (audience = 'public'
        or audience = 'followers' and author_id in (select unnest(private.followed_ids()))
        or audience = 'connections' and author_id in (select unnest(private.connected_ids()))));
grant select on public.posts to authenticated, service_role;

-- What belongs to a post is seen by whom the post is: the policy of posts applies inside.
create policy select_with_post on public.post_media for select to authenticated
  using (exists (select from public.posts post where post.id = post_id));
grant select on public.post_media to authenticated, service_role;

create policy select_with_post on public.post_edits for select to authenticated
  using (exists (select from public.posts post where post.id = post_id));
grant select on public.post_edits to authenticated, service_role;

create policy select_with_post on public.post_stats for select to authenticated
  using (exists (select from public.posts post where post.id = post_id));
grant select on public.post_stats to authenticated, service_role;

create policy select_with_post on public.comments for select to authenticated
  using (deleted_at is null
    and author_id <> all ((select private.hidden_ids())::uuid[])
    and exists (select from public.posts post where post.id = post_id));
grant select on public.comments to authenticated, service_role;

create policy select_with_comment on public.comment_media for select to authenticated
  using (exists (select from public.comments comment where comment.id = comment_id));
grant select on public.comment_media to authenticated, service_role;

-- The own ones; those of others come from list_reactions and from the counters.
create policy select_own on public.post_reactions for select to authenticated using (user_id = (select auth.uid()));
grant select on public.post_reactions to authenticated, service_role;

create policy select_own on public.comment_reactions for select to authenticated using (user_id = (select auth.uid()));
grant select on public.comment_reactions to authenticated, service_role;

create policy select_own on public.post_shares for select to authenticated using (user_id = (select auth.uid()));
grant select on public.post_shares to authenticated, service_role;

create policy select_own_or_public on public.collections for select to authenticated
  using (owner_id = (select auth.uid())
    or not is_private and owner_id <> all ((select private.hidden_ids())::uuid[]));
grant select on public.collections to authenticated, service_role;

create policy select_own on public.saved_posts for select to authenticated using (user_id = (select auth.uid()));
grant select on public.saved_posts to authenticated, service_role;

-- sql/50_feed/following_feed.sql
create function public.following_feed(cursor text default null, page_size int default 20) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return private.following_feed(cursor, page_size);
end
$$;
comment on function public.following_feed is '
The posts of the caller and of those whom the caller follows and has not muted, and the posts of others that the latter have
reposted, newest first: {items: [post as get_post gives it, with reposted_by: {id, username, first_name, last_name,
avatar}|null], next_cursor}. Each post is there once: at its own time if the caller follows its author, else at the time of
the first repost by somebody whom the caller follows. A page may hold fewer posts than asked for; the last has no next_cursor.
Errors: NOT_AUTHENTICATED, INVALID_CURSOR, INVALID_PAGE_SIZE.';
grant execute on function public.following_feed to authenticated;

create function private.following_feed(cursor text, page_size int) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  caller uuid := private.caller_id();
  before uuid := coalesce(private.decode_cursor(cursor), 'ffffffff-ffff-ffff-ffff-ffffffffffff');
  size int := private.page_size(page_size);
  muted uuid[] := private.muted_ids();
  people uuid[] := array(
    select profile.id from public.profiles profile
    where profile.id = any ((select private.followed_ids())::uuid[]) and profile.is_active
      and profile.id <> all (muted) and profile.id <> all ((select private.hidden_ids())::uuid[]));
  horizon uuid;
  positions uuid[];
  ids uuid[];
  reposters uuid[];
begin
  -- The newest few of each person, each from the end of one index range, however much they have written and reposted.
  with reposts as materialized (
    select share.* from unnest(people) person (id)
    cross join lateral (
      select newest.id, newest.post_id, newest.user_id, row_number() over (order by newest.id desc) as place
      from public.post_shares newest
      where newest.user_id = person.id and newest.via = 'repost' and newest.id < before
      order by newest.id desc
      limit size + 1
    ) share
  ), known as (
    -- Further back than this somebody has reposts that were not read: a page ends there, and the next one goes on.
    select coalesce((select id from reposts where place > size order by id desc limit 1), '00000000-0000-0000-0000-000000000000') as from_here
  ), found as (
    (select post.position, post.id, null::uuid as reposter_id
     from unnest(people || caller) person (id)
     cross join lateral (
       select newest.position, newest.id from private.visible_posts newest
       where newest.author_id = person.id and newest.position < before
       order by newest.position desc
       limit size + 1
     ) post
     order by post.position desc
     limit size + 1)
    union all
    -- One after the other, and no more than the page needs.
    (select first.id, first.post_id, first.user_id
     from (
       select * from (
         select distinct on (repost.post_id) repost.* from reposts repost
         where repost.id >= (select from_here from known)
         order by repost.post_id, repost.id
       ) each_once
       order by id desc
       offset 0
     ) first
     where private.repost_brings(first.id, first.post_id, first.user_id, people, people || muted || caller)
     limit size + 1)
  ), page as (
    select * from found where position >= (select from_here from known) order by position desc limit size + 1
  )
  select (select from_here from known), array_agg(page.position order by page.position desc),
    array_agg(page.id order by page.position desc), array_agg(page.reposter_id order by page.position desc)
  into horizon, positions, ids, reposters
  from page;

  return jsonb_build_object(
    'items', private.with_reposters(private.post_items(ids[:size]), reposters),
    'next_cursor', case
      when cardinality(ids) > size then private.encode_cursor(positions[size])
      when horizon > '00000000-0000-0000-0000-000000000000' then private.encode_cursor(horizon)
    end);
end
$$;
comment on function private.following_feed is 'The step of following_feed that reads. Errors: as following_feed.';
grant execute on function private.following_feed to authenticated;

-- sql/50_feed/home_feed.sql
create function public.home_feed(cursor text default null, page_size int default 20) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return private.home_feed(cursor, page_size);
end
$$;
comment on function public.home_feed is '
Posts for the caller, newest first: {items: [post as get_post gives it], next_cursor}.
Errors: NOT_AUTHENTICATED, INVALID_CURSOR, INVALID_PAGE_SIZE.';
grant execute on function public.home_feed to authenticated;

create function private.home_feed(cursor text, page_size int) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  -- Without a cursor everything is older. (An "or" would cost the index its range.)
  before uuid := coalesce(private.decode_cursor(cursor), 'ffffffff-ffff-ffff-ffff-ffffffffffff');
  size int := private.page_size(page_size);
  positions uuid[];
  ids uuid[];
begin
  perform private.caller_id();
  -- One row more than asked for tells whether there is a next page.
  select array_agg(found.position order by found.position desc), array_agg(found.id order by found.position desc)
  into positions, ids
  from (
    select post.position, post.id from private.visible_posts post
    where post.position < before and post.author_id not in (select unnest(private.muted_ids()))
    order by post.position desc
    limit size + 1
  ) found;
  return private.post_page(positions, ids, size);
end
$$;
comment on function private.home_feed is 'The step of home_feed that reads. Errors: as home_feed.';
grant execute on function private.home_feed to authenticated;

-- sql/50_feed/own_reels.sql
-- Reels that the caller has reacted to or saved. What the caller may not see any more is left out.
create function public.liked_reels(cursor text default null, page_size int default 20) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return private.liked_reels(cursor, page_size);
end
$$;
comment on function public.liked_reels is '
The reels that the caller has reacted to, the last reaction first: {items: [post as get_post gives it], next_cursor}.
Errors: NOT_AUTHENTICATED, INVALID_CURSOR, INVALID_PAGE_SIZE.';
grant execute on function public.liked_reels to authenticated;

create function private.liked_reels(cursor text, page_size int) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  caller uuid := private.caller_id();
  before uuid := coalesce(private.decode_cursor(cursor), 'ffffffff-ffff-ffff-ffff-ffffffffffff');
  size int := private.page_size(page_size);
  positions uuid[];
  ids uuid[];
begin
  select array_agg(found.id order by found.id desc), array_agg(found.post_id order by found.id desc) into positions, ids
  from (
    select reaction.id, reaction.post_id
    from public.post_reactions reaction
    join private.visible_posts post on post.id = reaction.post_id
    where reaction.user_id = caller and reaction.id < before and post.kind = 'reel'
    order by reaction.id desc
    limit size + 1
  ) found;
  return private.post_page(positions, ids, size);
end
$$;
comment on function private.liked_reels is 'The step of liked_reels that reads. Errors: as liked_reels.';
grant execute on function private.liked_reels to authenticated;

create function public.saved_reels(cursor text default null, page_size int default 20) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return private.list_saved(null, 'reel', cursor, page_size);
end
$$;
comment on function public.saved_reels is '
The reels that the caller has saved, the last first: {items: [post as get_post gives it], next_cursor}.
Errors: NOT_AUTHENTICATED, INVALID_CURSOR, INVALID_PAGE_SIZE.';
grant execute on function public.saved_reels to authenticated;

-- sql/50_feed/reposts.sql
-- What others bring into following_feed by reposting it.
create function private.repost_brings(share_id uuid, post_id uuid, reposter_id uuid, people uuid[], other_authors uuid[]) returns boolean
language plpgsql stable
set search_path = ''
as $$
begin
  return reposter_id = (
    select earlier.user_id
    from public.post_shares earlier
    where earlier.post_id = repost_brings.post_id and earlier.user_id = any (people) and earlier.via = 'repost'
      and earlier.id <= share_id
    order by earlier.id
    limit 1
  ) and exists (
    select from private.visible_single_posts post
    where post.id = repost_brings.post_id and post.author_id <> all (other_authors));
end
$$;
comment on function private.repost_brings is '
Whether a repost is what makes a post appear to the caller: it is the first by one of `people`, and the caller may see the
post, whose author is none of `other_authors`: those whom the caller hears anyway, or does not want to hear.';

create function private.with_reposters(items jsonb, reposters uuid[]) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return (
    select coalesce(jsonb_agg(
      item || jsonb_build_object('reposted_by', case when reposter.id is not null then private.profile_card(reposter) end)
      order by place), '[]')
    from jsonb_array_elements(items) with ordinality listed (item, place)
    left join public.profiles reposter on reposter.id = reposters[place]);
end
$$;
comment on function private.with_reposters is 'Adds reposted_by to posts as post_items gives them: who has brought each, or null.';

-- sql/60_chat/types.sql
-- Domains rather than rules of the tables: each insert and update of a row reads all rules of its table anew, those of a
-- domain only for what it changes. A message touches three of these tables.
create domain private.conversation_kind as text constraint kind_is_known check (value in ('direct', 'group', 'anonymous'));
create domain private.conversation_title as text constraint title_is_valid check (length(value) between 1 and 100);
create domain private.conversation_size as int constraint members_are_bounded check (value between 0 and 1000);
create domain private.message_lifetime as interval
  constraint disappearing_is_bounded check (value between interval '1 minute' and interval '366 days');
create domain private.member_role as text constraint role_is_known check (value in ('owner', 'admin', 'member'));
create domain private.member_state as text constraint state_is_known check (value in ('active', 'requested', 'declined', 'gone'));
create domain private.member_alias as text constraint alias_is_valid check (length(value) between 1 and 60);
create domain private.message_kind as text
  constraint kind_is_known check (value in ('text', 'image', 'video', 'audio', 'file', 'location', 'call', 'system'));
create domain private.message_body as text constraint body_is_bounded check (length(value) <= 4000);
create domain private.message_mentions as uuid[] constraint mentions_are_bounded check (cardinality(value) <= 50);

create type private.sync_range as (since pg_snapshot, until pg_snapshot, conversation_id uuid, seq bigint);
comment on type private.sync_range is '
What a page of sync is about: what `until` sees and `since` did not, from behind this message on.';

-- sql/60_chat/helpers.sql
-- The words of a message, each behind a piece of its conversation's identifier. So a word, or the beginning of one, is looked up
-- among what was said in one conversation, however often it was said elsewhere.
create function private.message_words(conversation_id uuid, body text) returns tsvector
language plpgsql immutable strict parallel safe
set search_path = ''
as $$
declare
  place text := right(conversation_id::text, 12);
  -- What is in ASCII has no accents.
  folded text := case when octet_length(body) = length(body) then lower(body) else private.folded(body) end;
  words text := btrim(regexp_replace(folded, '[^[:alnum:]]+' collate "pg_c_utf8", ' ', 'g'));
begin
  if words = '' then
    return '';
  end if;
  if words ~ '[^ ]{41}' then
    words := regexp_replace(words, '([^ ]{40})[^ ]+', '\1', 'g');
  end if;
  -- Without a query over the words, which would cost several times as much: every message comes by here.
  return array_to_tsvector(string_to_array(place || replace(words, ' ', ' ' || place), ' '));
end
$$;
comment on function private.message_words is '
What search_messages finds a message by: its different words, folded, up to 40 letters of each. Twelve digits of an identifier are
no proof of a conversation: a search asks for the conversation as well.';

create function private.message_query(conversation_id uuid, words text[]) returns tsquery
language plpgsql immutable strict parallel safe
set search_path = ''
as $$
begin
  return (
    select string_agg(format('''%s%s'':*', right(conversation_id::text, 12), left(word, 40)), ' & ')::tsquery
    from unnest(words) word);
end
$$;
comment on function private.message_query is 'Messages of a conversation with words that begin like all of `words`, which are folded.';

-- sql/60_chat/tables.sql
-- Who talks where, and what is said. All of it is in `private`: what a message may be read by depends on who joined when,
-- who deleted it for themselves, who blocked whom and who is anonymous, so clients reach it through functions only.

-- No foreign keys from here to people. Postgres checks one again whenever a row is changed for a second time in a transaction:
-- it would then wait for a person under the lock of the conversation, and a deletion takes the two the other way round.
-- Who goes is taken out by a trigger (private.leave_conversations); who is put in is kept before (private.keep_people).
create table private.conversations (
  id uuid primary key default private.uuid_v7(),
  kind private.conversation_kind not null,
  -- The two people of a direct conversation, the lower identifier first.
  low_id uuid,
  high_id uuid,
  title private.conversation_title,
  picture_id uuid references private.media (id) on delete set null,
  creator_id uuid,
  client_id uuid,
  member_count private.conversation_size not null default 0,
  members_may_add boolean not null default false,
  only_admins_send boolean not null default false,
  history_for_new boolean not null default false,
  disappear_after private.message_lifetime,
  last_seq bigint not null default 0,
  last_number bigint not null default 0,
  position uuid,
  shielded_until timestamptz,
  ended_at timestamptz,
  changed_in xid8 not null default pg_current_xact_id(),
  created_at timestamptz not null default now(),
  constraint one_conversation_a_pair unique (low_id, high_id),
  constraint one_conversation_a_client_id unique (creator_id, client_id),
  constraint kind_has_what_it_shows check (case kind
    when 'direct' then low_id < high_id is not false and title is null
    when 'group' then low_id is null and high_id is null
    else low_id is null and high_id is null and title is null end)
) with (fillfactor = 70);
alter table private.conversations enable row level security;
-- For the deletion of an account and of a picture.
create index conversations_high_id on private.conversations (high_id);
create index conversations_picture_id on private.conversations (picture_id);
-- What the worker removes a day after its end.
create index conversations_ended_at on private.conversations (ended_at) where ended_at is not null;
-- No index on what a message changes: sending stays a heap-only update of this row.
comment on table private.conversations is 'Conversations of two people, of a group, and of two strangers who do not know each other''s names.';
comment on column private.conversations.last_seq is '
The place of the last message. A message takes its place under the lock of this row, so places are in the order of commits.';
comment on column private.conversations.last_number is 'How many messages that count as unread there were ever: all but the system''s.';
comment on column private.conversations.position is 'The identifier (UUID version 7) of the last message: the place of a group in lists.';
comment on column private.conversations.shielded_until is '
Until then events go to each member''s own topic instead of the conversation''s: somebody who has left may still be
connected there (private.shield_conversation).';
comment on column private.conversations.ended_at is '
When an anonymous conversation was left by one of the two, or the last member of any other went: nobody writes in it any more,
and it is removed a day later (private.purge_conversations).';
comment on column private.conversations.changed_in is 'The last transaction that changed what clients see of it: for sync.';

create table private.conversation_members (
  conversation_id uuid not null references private.conversations (id) on delete cascade,
  user_id uuid not null,
  id uuid not null default private.uuid_v7(),
  role private.member_role not null default 'member',
  state private.member_state not null default 'active',
  alias private.member_alias,
  reveal_asked_at timestamptz,
  revealed_at timestamptz,
  added_by uuid,
  first_seq bigint not null default 1,
  last_delivered_seq bigint not null default 0,
  last_read_seq bigint not null default 0,
  read_number bigint not null default 0,
  delivered_at timestamptz,
  read_at timestamptz,
  awaits_notice boolean not null default true,
  position uuid,
  muted_until timestamptz,
  archived_at timestamptz,
  pinned_at timestamptz,
  changed_in xid8 not null default pg_current_xact_id(),
  joined_at timestamptz not null default now(),
  left_at timestamptz,
  primary key (conversation_id, user_id),
  constraint delivered_before_read check (last_delivered_seq >= last_read_seq)
) with (fillfactor = 70);
alter table private.conversation_members enable row level security;
-- Somebody's conversations: those of two in the order of their last messages, and groups, whose order is on the conversation, so
-- that a message does not touch a thousand rows. Also the cascade.
create index conversation_members_position on private.conversation_members (user_id, position);
-- What stands above the list of somebody.
create index conversation_members_pinned on private.conversation_members (user_id) where pinned_at is not null;
create unique index one_owner_a_group on private.conversation_members (conversation_id) where role = 'owner';
-- Whom a message in a group gives a sign.
create index conversation_members_awaiting on private.conversation_members (conversation_id) where awaits_notice;
-- No more than these: a message changes the rows of both sides of a conversation.
comment on table private.conversation_members is 'Who is, was, or is asked to be in which conversation.';
comment on column private.conversation_members.id is 'What a member is called by where they are anonymous: it leads to nobody.';
comment on column private.conversation_members.state is '
active. requested: a first message or an invitation waits for the person''s answer; who is invited to a group reads nothing of it
yet. declined: it was refused. gone: has left or was removed; nothing can be read any more.';
comment on column private.conversation_members.alias is 'The name in an anonymous conversation.';
comment on column private.conversation_members.reveal_asked_at is 'Since when somebody anonymous is ready to show who they are.';
comment on column private.conversation_members.revealed_at is 'Since when the other one sees who it is: for both at the moment when both are ready.';
comment on column private.conversation_members.added_by is '
In a group: the `id` of the member who added or invited the person last. It leads to nobody once that member is gone.';
comment on column private.conversation_members.left_at is '
When somebody left a group, or refused to join, by their own will; null for who was removed. It says how they may be added again.';
comment on column private.conversation_members.first_seq is 'The first message that the person may read: later ones for who joined later, or has cleared the conversation.';
comment on column private.conversation_members.read_number is 'The `number` of the message that was read last. With it the unread ones are a subtraction.';
comment on column private.conversation_members.awaits_notice is '
In a group: whether the next message gives the person a `conversation` event. It is sent once, and again after they have
shown that they are there: a busy group does not write a row a member for every message.';
comment on column private.conversation_members.position is 'The identifier of the last message of a conversation of two. Null without one, and in groups.';
comment on column private.conversation_members.changed_in is 'The last transaction that changed it: for sync.';

-- No foreign key to the sender: each message would lock the row of a profile. When an account goes a trigger empties it.
-- And none to the conversation, whose row store_message has just locked itself: messages go with it by a trigger, and never
-- before it, so an answer finds what it answers.
create table private.messages (
  id uuid primary key default private.uuid_v7(),
  conversation_id uuid not null,
  seq bigint not null,
  number bigint not null,
  sender_id uuid,
  member_id uuid,
  client_id uuid,
  kind private.message_kind not null,
  body private.message_body not null default '',
  details jsonb,
  reply_to_id uuid,
  mentions private.message_mentions not null default '{}',
  edited_at timestamptz,
  deleted_at timestamptz,
  expires_at timestamptz,
  created_in xid8 not null default pg_current_xact_id(),
  changed_in xid8,
  created_at timestamptz not null default clock_timestamp(),
  constraint one_message_a_place unique (conversation_id, seq),
  -- A retry finds what the first try sent. It also serves the deletion of an account.
  constraint one_message_a_client_id unique (sender_id, client_id),
  constraint deleted_is_empty check (deleted_at is null or body = '' and details is null and mentions = '{}')
);
alter table private.messages enable row level security;
-- What was changed after it was sent: for sync.
create index messages_changed_in on private.messages (conversation_id, changed_in) where changed_in is not null;
-- Unread messages that count no more.
create index messages_gone on private.messages (conversation_id, seq) where deleted_at is not null or expires_at is not null;
-- What the worker lets disappear.
create index messages_expiring on private.messages (expires_at) where expires_at is not null and deleted_at is null;
comment on table private.messages is 'What was said. A deleted message stays as an empty place.';
comment on column private.messages.seq is 'Its place in the conversation: the order in which messages were committed.';
comment on column private.messages.number is 'How many messages that count as unread there were up to this one.';
comment on column private.messages.sender_id is 'Null once the account is gone. No foreign key: each message would lock the row of its sender''s profile.';
comment on column private.messages.member_id is 'As what member it was said; null for the system''s.';
comment on column private.messages.details is '
What kinds other than text have to say. location: {latitude, longitude}. system: {event, …}. call: {call_id, media, outcome,
duration_ms}. Of a text: {preview: {url, title, description, site_name, image}}, once the worker has looked at its first link.';
comment on column private.messages.created_in is '
The transaction that sent it, for sync. Places are in the order of commits, so what is new to somebody is all behind one place.';
comment on column private.messages.changed_in is 'The last transaction that changed it after it was sent, if any: for sync.';

-- What search_messages looks through. Apart from the messages, because an index of words costs as much as all else that a
-- message does: the worker keeps it, a second behind.
create table private.message_search (
  message_id uuid primary key references private.messages (id) on delete cascade,
  words tsvector not null
);
alter table private.message_search enable row level security;
-- Without fastupdate, whose list of what is pending each look-up would read from end to end.
create index message_search_words on private.message_search using gin (words) with (fastupdate = off);
comment on table private.message_search is 'The words of each message that is there, as private.message_words gives them.';

create table private.message_media (
  message_id uuid not null references private.messages (id) on delete cascade,
  place smallint not null,
  media_id uuid not null references private.media (id) on delete cascade,
  primary key (message_id, place),
  constraint message_medium_is_in_use unique (media_id)
);
alter table private.message_media enable row level security;
comment on table private.message_media is 'Which media a message carries, in which order.';

create table private.message_edits (
  id uuid primary key default private.uuid_v7(),
  message_id uuid not null references private.messages (id) on delete cascade,
  body text not null,
  created_at timestamptz not null default now()
);
alter table private.message_edits enable row level security;
create index message_edits_message_id on private.message_edits (message_id, id);
comment on table private.message_edits is 'What a message said before each edit.';
comment on column private.message_edits.created_at is 'When it was replaced.';

create table private.message_hides (
  user_id uuid not null references public.profiles (id) on delete cascade,
  conversation_id uuid not null,
  seq bigint not null,
  changed_in xid8 not null default pg_current_xact_id(),
  primary key (user_id, conversation_id, seq),
  constraint hidden_message foreign key (conversation_id, seq) references private.messages (conversation_id, seq) on delete cascade
);
alter table private.message_hides enable row level security;
-- The cascade.
create index message_hides_message on private.message_hides (conversation_id, seq);
comment on table private.message_hides is 'Which messages somebody has deleted for themselves.';

create table private.message_reactions (
  message_id uuid not null references private.messages (id) on delete cascade,
  user_id uuid not null references public.profiles (id) on delete cascade,
  emoji text not null,
  id uuid not null default private.uuid_v7(),
  created_at timestamptz not null default now(),
  primary key (message_id, user_id),
  constraint emoji_is_bounded check (length(emoji) between 1 and 16)
);
alter table private.message_reactions enable row level security;
-- A page of list_reactions; the cascade.
create index message_reactions_message_id on private.message_reactions (message_id, id);
create index message_reactions_user_id on private.message_reactions (user_id);
comment on table private.message_reactions is 'One reaction a person and message.';

-- What the worker has found behind links: everybody who sends the same one within the hour shares it.
create table private.link_previews (
  url_hash bytea primary key,
  preview jsonb,
  fetched_at timestamptz not null default now()
);
alter table private.link_previews enable row level security;
-- For the sweep.
create index link_previews_fetched_at on private.link_previews (fetched_at);
comment on table private.link_previews is 'Previews of pages, for an hour.';
comment on column private.link_previews.url_hash is 'SHA-256 of the address.';
comment on column private.link_previews.preview is '{url, title, description, site_name, image}; null when the page gives none.';

-- Here and not in types.sql, because it is made of rows of these tables.
create type private.membership as (
  conversation private.conversations,
  member private.conversation_members,
  partner private.conversation_members
);
comment on type private.membership is 'Where somebody stands in a conversation; partner: the other''s row, unless it is a group.';

-- sql/60_chat/account_deletion.sql
create function private.leave_conversations() returns trigger
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  own private.conversation_members;
begin
  -- Every conversation that this changes, in one order, before any row that hangs on it: as whoever speaks there takes them.
  perform from private.conversations conversation
  where conversation.id in (
    select member.conversation_id from private.conversation_members member where member.user_id = old.id
    union all
    select created.id from private.conversations created where created.creator_id = old.id
    union all
    select shown.id from private.media medium join private.conversations shown on shown.picture_id = medium.id
    where medium.owner_id = old.id)
  order by conversation.id
  -- As everybody else locks it: those who wait for a row in different modes can wait for each other.
  for no key update;

  for own in
    select member.* from private.conversation_members member
    join private.conversations conversation on conversation.id = member.conversation_id
    where member.user_id = old.id and member.state = 'active' and conversation.kind = 'group'
    order by member.conversation_id
  loop
    perform private.leave_group(own);
  end loop;
  for own in
    select member.* from private.conversation_members member
    join private.conversations conversation on conversation.id = member.conversation_id
    where member.user_id = old.id and conversation.kind = 'anonymous'
    order by member.conversation_id
  loop
    perform private.end_anonymous(own);
  end loop;
  update private.conversations conversation
  set changed_in = pg_current_xact_id(), low_id = nullif(conversation.low_id, old.id), high_id = nullif(conversation.high_id, old.id),
    ended_at = case when not exists (
      select from private.conversation_members other
      where other.conversation_id = conversation.id and other.user_id <> old.id) then now() end
  where conversation.kind = 'direct' and conversation.id in (
    select member.conversation_id from private.conversation_members member where member.user_id = old.id);

  update private.conversations conversation set creator_id = null where conversation.creator_id = old.id;
  delete from private.conversation_members member where member.user_id = old.id;

  -- What was said stays, by somebody who is gone.
  update private.messages message set sender_id = null, changed_in = pg_current_xact_id() where message.sender_id = old.id;
  return old;
end
$$;
comment on function private.leave_conversations is '
Trigger: an account goes. Its messages stay without a sender, its groups go on without it, under another owner where it was the
owner, and strangers who talked with it are told that it has left.';

-- sql/60_chat/add_members.sql
create function public.add_members(conversation_id uuid, member_ids uuid[]) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.add_members(conversation_id, member_ids);
end
$$;
comment on function public.add_members is '
Brings up to 100 people into a group; for its admins, or everybody in it where `members_may_add`. Returns how they stand then:
{added, invited, not_added}, of user ids. Who lets only connections add them is invited by others, and so is who has left by
themselves: they answer with answer_message_request. Repeating it changes nothing.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, CONVERSATION_NOT_FOUND, INVALID_ARGUMENT, ADMINS_ONLY, GROUP_FULL, RATE_LIMITED.';
grant execute on function public.add_members to authenticated;

create function private.add_members(conversation_id uuid, member_ids uuid[]) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.active_caller_id();
  at private.membership;
  outcome jsonb;
  joined uuid[];
begin
  perform private.check_member_ids(member_ids, 1, 100);
  perform private.keep_people(member_ids || caller);
  at := private.lock_group(conversation_id, false);
  if (at.member).role = 'member' and not (at.conversation).members_may_add then
    perform private.raise('ADMINS_ONLY', 'Only the admins of this group add people.', 403);
  end if;
  perform private.take_token('add_members', caller::text);
  joined := private.add_people(at.member, member_ids);
  if cardinality(joined) > 0 then
    perform private.note_change(at.conversation, jsonb_build_object(
      'event', 'added', 'actor_member_id', (at.member).id, 'member_ids', private.member_ids_of(conversation_id, joined)));
    perform private.tell_members(conversation_id, joined);
  end if;
  return private.standing_of(conversation_id, member_ids, caller);
end
$$;
comment on function private.add_members is 'The step of add_members that writes. Emits what add_people emits. Errors: as add_members.';
grant execute on function private.add_members to authenticated;

create function private.check_member_ids(member_ids uuid[], least_many int, most int) returns void
language plpgsql immutable
set search_path = ''
as $$
begin
  if (cardinality(member_ids) between least_many and most and array_position(member_ids, null) is null) is not true then
    perform private.raise('INVALID_ARGUMENT', format('member_ids must be a list of %s to %s people.', least_many, most), 422);
  end if;
end
$$;
comment on function private.check_member_ids is 'Errors: INVALID_ARGUMENT.';

create function private.add_people(adder private.conversation_members, wanted uuid[]) returns uuid[]
language plpgsql volatile
set search_path = ''
as $$
declare
  conversation private.conversations;
  joining uuid[];
  asked uuid[];
begin
  select * into conversation from private.conversations where id = adder.conversation_id;
  select array_agg(id) filter (where way = 'active'), array_agg(id) filter (where way = 'requested') into joining, asked
  from (
    select visible.id, case
      when earlier.state in ('active', 'requested') or settings.who_may_add_to_groups = 'nobody'
        -- A refusal holds for a while, and whoever walks out is left alone by who had added them.
        or earlier.state = 'declined' and earlier.left_at > now() - interval '30 days'
        or earlier.added_by = adder.id and earlier.left_at > now() - interval '1 day' then null
      when earlier.left_at is null and (settings.who_may_add_to_groups = 'everyone' or exists (
        select from public.connections where person_id = adder.user_id and other_id = visible.id)) then 'active'
      else 'requested' end as way
    from private.visible_people visible
    join private.profile_settings settings on settings.profile_id = visible.id
    left join private.conversation_members earlier
      on earlier.conversation_id = adder.conversation_id and earlier.user_id = visible.id
    where visible.id = any (wanted) and visible.id <> adder.user_id
  ) person;
  -- Who is invited has a place already, so that an acceptance never fails.
  if coalesce(cardinality(joining), 0) + coalesce(cardinality(asked), 0) + (
    select count(*) from private.conversation_members member
    where member.conversation_id = conversation.id and member.state in ('active', 'requested')) > private.group_limit() then
    perform private.raise('GROUP_FULL', 'So many people do not fit into this group.', 409,
      details => format('limit %s', private.group_limit()));
  end if;

  insert into private.conversation_members as member (
    conversation_id, user_id, state, added_by, first_seq, last_delivered_seq, last_read_seq, read_number)
  select conversation.id, person.id, person.state, adder.id, (begun).*
  from (
    select unnest(joining) as id, 'active' as state
    union all
    select unnest(asked), 'requested'
  ) person
  cross join lateral private.beginning(conversation) begun
  order by person.id
  on conflict on constraint conversation_members_pkey do update
  set state = excluded.state, added_by = excluded.added_by, first_seq = excluded.first_seq,
    last_delivered_seq = greatest(member.last_delivered_seq, excluded.last_delivered_seq),
    last_read_seq = greatest(member.last_read_seq, excluded.last_read_seq), read_number = excluded.read_number,
    awaits_notice = true, muted_until = null, archived_at = null, joined_at = now(), changed_in = pg_current_xact_id(),
    left_at = case when excluded.state = 'requested' then member.left_at end;
  update private.conversations set member_count = member_count + cardinality(joining), changed_in = pg_current_xact_id()
  where id = conversation.id and cardinality(joining) > 0;

  perform private.tell_people(conversation.id, joining, 'added');
  perform private.tell_people(conversation.id, asked, 'invited');
  insert into private.engagement (kind, actor_id, subject_id, target_id)
  select case when person = any (joining) then 'group_add' else 'group_invite' end, adder.user_id, person, conversation.id
  from unnest(joining || asked) person;
  return coalesce(joining, '{}');
end
$$;
comment on function private.add_people is '
Adds or invites people to a group, as each has chosen, and returns who is added. The row of the conversation is locked, and the
people are kept, already. Emits group_add and group_invite (subject: the person, target: the conversation). Errors: GROUP_FULL.';

create function private.group_limit() returns int
language sql immutable
set search_path = ''
as $$ select 1000 $$;
comment on function private.group_limit is 'How many people a group may have, those who are invited included.';

create function private.beginning(
  conversation private.conversations,
  out first_seq bigint,
  out last_delivered_seq bigint,
  out last_read_seq bigint,
  out read_number bigint
)
language plpgsql immutable
set search_path = ''
as $$
begin
  first_seq := case when conversation.history_for_new then 1 else conversation.last_seq + 1 end;
  -- Nothing of what was said before counts as unread. Without the history the marks stay behind it: nobody has read it.
  last_read_seq := case when conversation.history_for_new then conversation.last_seq else 0 end;
  last_delivered_seq := last_read_seq;
  read_number := conversation.last_number;
end
$$;
comment on function private.beginning is 'From where on somebody who joins now reads, and what counts as read.';

create function private.member_ids_of(conversation_id uuid, user_ids uuid[]) returns uuid[]
language plpgsql stable
set search_path = ''
as $$
begin
  return array(
    select member.id from private.conversation_members member
    where member.conversation_id = member_ids_of.conversation_id and member.user_id = any (user_ids)
    order by member.id);
end
$$;
comment on function private.member_ids_of is 'As what members people are in a conversation.';

create function private.standing_of(conversation_id uuid, user_ids uuid[], caller uuid) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return (
    select jsonb_build_object(
      'added', coalesce(jsonb_agg(person.id) filter (where person.state = 'active'), '[]'),
      'invited', coalesce(jsonb_agg(person.id) filter (where person.state = 'requested'), '[]'),
      'not_added', coalesce(jsonb_agg(person.id) filter (where person.state is null), '[]'))
    from (
      select given.id, member.state
      from (select distinct id from unnest(user_ids) id where id <> caller) given
      left join private.visible_people visible on visible.id = given.id
      left join private.conversation_members member
        on member.conversation_id = standing_of.conversation_id and member.user_id = visible.id
        and member.state in ('active', 'requested')
      order by given.id
    ) person);
end
$$;
comment on function private.standing_of is '
Who of some people is in a group, is invited, or neither: {added, invited, not_added}. Why somebody is not stays their secret.';

-- sql/60_chat/announce_message.sql
create function private.announce_message(stands private.membership, message private.messages) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
declare
  view jsonb;
begin
  if message.reply_to_id is null and message.kind in ('text', 'location') then
    -- The usual case, for which the general one asks too many tables.
    view := private.message_view(message, (
      select private.member_card(stands.conversation, stands.member, profile)
      from public.profiles profile where profile.id = message.sender_id));
  else
    view := (private.message_items(array[message.id]))[1];
  end if;
  perform private.deliver(stands.conversation, message.sender_id, 'message.created', view);
  perform private.give_notice(stands, message, view);
  perform private.emit('message', message.sender_id, (stands.partner).user_id, message.conversation_id,
    jsonb_build_object('message_id', message.id));
  return view || '{"my_reaction": null}';
end
$$;
comment on function private.announce_message is '
Tells the members of a new message, and returns it as a list would. Emits message (subject: the other one, unless in a group;
target: the conversation; details: {message_id}).';

create function private.give_notice(stands private.membership, message private.messages, view jsonb) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  conversation private.conversations := stands.conversation;
  people uuid[];
begin
  if conversation.kind = 'group' then
    with told as (
      update private.conversation_members member set awaits_notice = false
      where member.conversation_id = conversation.id and member.awaits_notice and member.user_id <> message.sender_id
        and member.state = 'active' and member.user_id <> all (private.hidden_ids())
      returning member.user_id
    )
    select array_agg(user_id) into people from told;
  elsif (stands.partner).state in ('active', 'requested') then
    people := array[(stands.partner).user_id];
  end if;
  if private.has_other_devices(message.sender_id) then
    people := people || message.sender_id;
  end if;
  if people is not null then
    perform private.broadcast_to_many(
      array(select 'user:' || person from unnest(people) person), 'conversation',
      jsonb_build_object('conversation_id', conversation.id, 'message', view));
  end if;
end
$$;
comment on function private.give_notice is '
Tells people who need not have the conversation open, on user:<id>, event `conversation`: {conversation_id, message}. In a
conversation of two each time; in a group once, and again after the person has been there. The sender''s other devices too.';

create function private.has_other_devices(user_id uuid) returns boolean
language plpgsql stable
set search_path = ''
as $$
begin
  return exists (
    select from private.sessions session
    where session.account_id = has_other_devices.user_id and session.id <> ((select auth.jwt()) ->> 'sid')::uuid
      and session.revoked_at is null and session.expires_at > now());
end
$$;
comment on function private.has_other_devices is 'Whether the caller, who is this person, is signed in elsewhere too.';

-- sql/60_chat/anonymous.sql
-- Conversations of two who do not know each other's names, until both want to be known.
create function private.start_anonymous_conversation(one uuid, other uuid) returns uuid
language plpgsql volatile
set search_path = ''
as $$
declare
  started uuid;
  aliases text[] := private.draw_aliases();
begin
  perform private.keep_people(array[one, other]);
  insert into private.conversations (kind, member_count) values ('anonymous', 2) returning id into started;
  insert into private.conversation_members (conversation_id, user_id, alias)
  values (started, one, aliases[1]), (started, other, aliases[2]);
  return started;
end
$$;
comment on function private.start_anonymous_conversation is '
Puts two people into a conversation in which they have other names, and returns it. For matchmaking, which has chosen them.';

create function private.draw_aliases() returns text[]
language plpgsql volatile
set search_path = ''
as $$
begin
  return (
    select array_agg(quality.word || ' ' || animal.word)
    from (
      select word, row_number() over () as place
      from (select word from unnest(private.alias_qualities()) word order by random() limit 2) drawn
    ) quality
    join (
      select word, row_number() over () as place
      from (select word from unnest(private.alias_animals()) word order by random() limit 2) drawn
    ) animal using (place));
end
$$;
comment on function private.draw_aliases is 'Two names drawn at random, with no word in common.';

create function private.alias_qualities() returns text[]
language sql immutable
set search_path = ''
as $$
  select array[
    'Amber', 'Brave', 'Bright', 'Calm', 'Clever', 'Cosmic', 'Curious', 'Daring', 'Dreamy', 'Eager', 'Electric', 'Fearless', 'Gentle',
    'Golden', 'Happy', 'Humble', 'Jolly', 'Kind', 'Lively', 'Lucky', 'Lunar', 'Mellow', 'Merry', 'Mighty', 'Misty', 'Noble', 'Patient',
    'Polar', 'Quick', 'Quiet', 'Silver', 'Sincere', 'Sleepy', 'Sunny', 'Swift', 'Tender', 'Velvet', 'Wandering', 'Wild', 'Wise']
$$;
comment on function private.alias_qualities is 'First words of aliases.';

create function private.alias_animals() returns text[]
language sql immutable
set search_path = ''
as $$
  select array[
    'Albatross', 'Badger', 'Bear', 'Beaver', 'Bison', 'Cheetah', 'Crane', 'Deer', 'Dolphin', 'Eagle', 'Falcon', 'Finch', 'Fox', 'Gecko',
    'Hare', 'Hedgehog', 'Heron', 'Ibex', 'Jaguar', 'Kestrel', 'Koala', 'Lemur', 'Lynx', 'Marten', 'Moose', 'Narwhal', 'Ocelot', 'Otter',
    'Owl', 'Panda', 'Penguin', 'Puffin', 'Raven', 'Robin', 'Seal', 'Sparrow', 'Swan', 'Tiger', 'Turtle', 'Wolf']
$$;
comment on function private.alias_animals is 'Second words of aliases.';

create function public.reveal_identity(conversation_id uuid) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.reveal_identity(conversation_id);
end
$$;
comment on function public.reveal_identity is '
Says in an anonymous conversation that the caller is ready to show who they are. When both have said so, each sees the other''s
profile; until then the other one learns only that they are asked. Returns the conversation, as list_conversations does. Repeating
it changes nothing.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, CONVERSATION_NOT_FOUND, CONVERSATION_CLOSED, INVALID_ARGUMENT (not anonymous).';
grant execute on function public.reveal_identity to authenticated;

create function private.reveal_identity(conversation_id uuid) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.active_caller_id();
  at private.membership := private.lock_conversation(conversation_id);
begin
  if (at.conversation).kind <> 'anonymous' then
    perform private.raise('INVALID_ARGUMENT', 'In this conversation everybody knows who the other is.', 422);
  end if;
  perform private.require_open_conversation(at);
  if (at.member).reveal_asked_at is null then
    update private.conversation_members member
    set reveal_asked_at = coalesce(member.reveal_asked_at, now()),
      revealed_at = case when (at.partner).reveal_asked_at is not null then now() end, changed_in = pg_current_xact_id()
    where member.conversation_id = reveal_identity.conversation_id
      and (member.user_id = caller or (at.partner).reveal_asked_at is not null);
    if (at.partner).reveal_asked_at is not null then
      perform private.note_change(at.conversation, jsonb_build_object('event', 'revealed', 'actor_member_id', (at.member).id));
    end if;
    perform private.tell_members(conversation_id, array[caller, (at.partner).user_id]);
  end if;
  return (private.conversation_items(array[conversation_id], caller))[1];
end
$$;
comment on function private.reveal_identity is 'The step of reveal_identity that writes. Errors: as reveal_identity.';
grant execute on function private.reveal_identity to authenticated;

create function private.end_anonymous(leaver private.conversation_members) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  conversation private.conversations;
begin
  select * into conversation from private.conversations where id = leaver.conversation_id;
  if conversation.ended_at is not null then
    return;
  end if;
  perform private.note_change(conversation, jsonb_build_object('event', 'left', 'actor_member_id', leaver.id));
  update private.conversations set ended_at = now(), changed_in = pg_current_xact_id() where id = conversation.id;
  perform private.recheck_topic('conversation:' || conversation.id);
  perform private.tell_people(conversation.id, array(
    select member.user_id from private.conversation_members member where member.conversation_id = conversation.id), 'ended');
end
$$;
comment on function private.end_anonymous is 'One of the two goes, and with that the conversation is over; its row is locked.';

-- sql/60_chat/blocks.sql
create function private.end_talk_of_pair() returns trigger
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  shared record;
begin
  for shared in select distinct conversation_id from private.talk_of_pair(new.blocker_id, new.blocked_id) loop
    perform private.end_access(shared.conversation_id);
  end loop;
  -- An invitation into a group is the inviter's as well.
  update private.conversation_members invited set state = 'declined', left_at = now(), changed_in = pg_current_xact_id()
  from private.conversation_members inviter
  where invited.user_id in (new.blocker_id, new.blocked_id) and invited.state = 'requested' and invited.position is null
    and inviter.conversation_id = invited.conversation_id and inviter.id = invited.added_by
    and inviter.user_id in (new.blocker_id, new.blocked_id);
  return null;
end
$$;
comment on function private.end_talk_of_pair is '
Trigger: after a block nothing goes from the one to the other in a conversation of the two, from this moment on.';

create function private.resume_talk_of_pair() returns trigger
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  perform private.talk_of_pair(old.blocker_id, old.blocked_id);
  return null;
end
$$;
comment on function private.resume_talk_of_pair is 'Trigger: after the end of a block their conversations are back.';

create function private.talk_of_pair(one uuid, other uuid) returns table (conversation_id uuid)
language plpgsql volatile
set search_path = ''
as $$
begin
  return query
    update private.conversation_members member set changed_in = pg_current_xact_id()
    where member.user_id in (one, other) and member.conversation_id in (
      select conversation.id from private.conversations conversation
      where conversation.id in (
        select direct.id from private.conversations direct
        where direct.low_id = least(one, other) and direct.high_id = greatest(one, other)
        union all
        select mine.conversation_id from private.conversation_members mine
        join private.conversation_members theirs on theirs.conversation_id = mine.conversation_id and theirs.user_id = other
        where mine.user_id = one and mine.alias is not null)
      order by conversation.id
      for no key update)
    returning member.conversation_id;
end
$$;
comment on function private.talk_of_pair is '
The conversations of only these two people, locked; for sync they have changed for both.';

-- sql/60_chat/change_groups.sql
-- What the functions that change a group, or who is in a conversation, have in common.
create function private.lock_conversation(conversation_id uuid) returns private.membership
language plpgsql volatile
set search_path = ''
as $$
begin
  perform from private.conversations where id = lock_conversation.conversation_id for no key update;
  return private.membership(conversation_id);
end
$$;
comment on function private.lock_conversation is '
As membership, and until the transaction ends nobody else changes the conversation or who is in it, and nothing is said there.
People whom rows will refer to are kept (private.keep_people) before this. Errors: as membership.';

create function private.lock_group(conversation_id uuid, is_for_admins boolean) returns private.membership
language plpgsql volatile
set search_path = ''
as $$
declare
  at private.membership := private.lock_conversation(conversation_id);
begin
  if (at.conversation).kind <> 'group' then
    perform private.raise('INVALID_ARGUMENT', 'This conversation is not a group.', 422);
  end if;
  if is_for_admins and (at.member).role = 'member' then
    perform private.raise('ADMINS_ONLY', 'Only the admins of this group do that.', 403);
  end if;
  return at;
end
$$;
comment on function private.lock_group is 'As lock_conversation, for a group only. Errors: CONVERSATION_NOT_FOUND, INVALID_ARGUMENT, ADMINS_ONLY.';

create function private.note_change(conversation private.conversations, details jsonb) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  stands private.membership;
  draft private.messages;
  view jsonb;
begin
  stands.conversation := conversation;
  draft.kind := 'system';
  draft.details := details;
  draft := private.store_message(stands, draft);
  view := (private.message_items(array[draft.id]))[1];
  perform private.deliver(conversation, null, 'message.created', view);
  if conversation.kind <> 'group' then
    perform private.broadcast_to_many(
      array(
        select 'user:' || member.user_id from private.conversation_members member
        where member.conversation_id = conversation.id and member.state = 'active'),
      'conversation', jsonb_build_object('conversation_id', conversation.id, 'message', view));
  end if;
end
$$;
comment on function private.note_change is '
Says in a conversation, as a message of the system, what has happened to it: {event, actor_member_id, …}. People are named by
their member ids only. created: {title, member_ids}. added, removed: {member_ids}. joined, left. role: {member_ids, role}. title:
{title}. picture: {has_picture}. timer: {disappear_after_s}. settings: {members_may_add, only_admins_send, history_for_new}.
revealed.';

create function private.tell_members(conversation_id uuid, user_ids uuid[]) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  conversation private.conversations;
begin
  select * into conversation from private.conversations where conversations.id = tell_members.conversation_id;
  perform private.deliver(conversation, null, 'member', jsonb_build_object(
    'conversation_id', conversation.id, 'member_count', conversation.member_count, 'members', (
      select coalesce(jsonb_agg(
        jsonb_build_object(
          'member_id', member.id, 'role', member.role, 'state', member.state,
          'reveal_asked', member.reveal_asked_at is not null, 'revealed', member.revealed_at is not null)
        order by member.id), '[]')
      from private.conversation_members member
      where member.conversation_id = conversation.id and member.user_id = any (user_ids))));
end
$$;
comment on function private.tell_members is '
Event `member` for everybody in a conversation, when others have come, gone or changed: {conversation_id, member_count, members:
[{member_id, role, state, reveal_asked, revealed}]}. Who they are is not in it: not everybody may know; list_members tells.';

create function private.tell_people(conversation_id uuid, user_ids uuid[], change text) returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  perform private.broadcast_to_many(
    array(select 'user:' || person from unnest(user_ids) person), 'conversation',
    jsonb_build_object('conversation_id', conversation_id, 'change', change));
end
$$;
comment on function private.tell_people is '
Event `conversation` on user:<id>, for whom a conversation appears, ends or opens: {conversation_id, change: added|invited|accepted|
declined|removed|left|ended}.';

create function private.end_access(conversation_id uuid) returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  perform private.recheck_topic('conversation:' || conversation_id);
  if not private.realtime_rechecks() then
    perform private.shield_conversation(conversation_id);
  end if;
end
$$;
comment on function private.end_access is '
Somebody may no longer read along: from the next event on they do not. Called after the write that says so.';

create function private.shield_conversation(conversation_id uuid) returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  -- The life of an access token: until then a connection may be trusted for what its token could read before.
  update private.conversations set shielded_until = now() + interval '15 minutes'
  where conversations.id = shield_conversation.conversation_id;
end
$$;
comment on function private.shield_conversation is 'For 15 minutes events of a conversation go to each member''s own topic instead of its own.';

-- sql/60_chat/check_message.sql
create function private.check_message(
  client_id uuid, kind text, body text, media_ids uuid[], latitude double precision, longitude double precision
) returns void
language plpgsql immutable
set search_path = ''
as $$
declare
  media int := coalesce(cardinality(media_ids), 0);
  problem text := case
    when client_id is null then 'client_id is required.'
    when (kind in ('text', 'image', 'video', 'audio', 'file', 'location')) is not true
      then 'kind must be text, image, video, audio, file or location.'
    when body is null then 'body must be a text.'
    when length(body) > 4000 then 'body may have up to 4000 characters.'
    when kind = 'text' and body = '' then 'A text message needs a text.'
    when kind in ('image', 'video', 'audio', 'file') and media not between 1 and 10 then 'A message of this kind carries 1 to 10 media.'
    when kind in ('text', 'location') and media > 0 then 'A message of this kind carries no media.'
    when kind = 'location' and (latitude between -90 and 90 and longitude between -180 and 180) is not true
      then 'A location needs latitude and longitude in degrees.'
    when kind <> 'location' and num_nonnulls(latitude, longitude) > 0 then 'Only a location has latitude and longitude.'
  end;
begin
  if problem is not null then
    perform private.raise('INVALID_MESSAGE', problem, 422);
  end if;
end
$$;
comment on function private.check_message is 'Says in words what is wrong with a message. Errors: INVALID_MESSAGE.';

create function private.require_open_conversation(stands private.membership) returns void
language plpgsql stable
set search_path = ''
as $$
begin
  if (stands.conversation).ended_at is not null
    or (stands.conversation).kind <> 'group' and (stands.partner).id is null then
    perform private.raise('CONVERSATION_CLOSED', 'Nobody is there to read it any more.', 409);
  end if;
  if (stands.conversation).only_admins_send and (stands.member).role = 'member' then
    perform private.raise('ADMINS_ONLY', 'Only the admins of this group write here.', 403);
  end if;
  -- A refusal looks like a request that nobody has answered.
  if (stands.partner).state = 'declined'
    or (stands.partner).state = 'requested' and (stands.conversation).last_number >= private.unanswered_messages() then
    perform private.raise('MESSAGE_REQUEST_PENDING', 'Wait until your first messages are answered.', 403);
  end if;
end
$$;
comment on function private.require_open_conversation is '
Refuses unless this member may write there now. Errors: CONVERSATION_CLOSED (the other account is gone, or a stranger has
left), ADMINS_ONLY, MESSAGE_REQUEST_PENDING.';

create function private.unanswered_messages() returns int
language sql immutable
set search_path = ''
as $$ select 3 $$;
comment on function private.unanswered_messages is 'How many messages somebody gets from a stranger before they have accepted the request.';

-- sql/60_chat/conversation_view.sql
-- The one shape of a conversation, for lists and sync.
create function private.conversation_items(ids uuid[], viewer uuid) returns jsonb[]
language plpgsql stable
set search_path = ''
as $$
declare
  unseen uuid[] := private.hidden_ids();
  exchanges boolean := private.exchanges_reads(viewer);
begin
  return (
    with wanted as materialized (
      select given.place, conversation, own, newest.id as newest_id
      from unnest(ids) with ordinality given (id, place)
      join private.conversations conversation on conversation.id = given.id
      join private.conversation_members own on own.conversation_id = conversation.id and own.user_id = viewer
      left join lateral (
        select message.id from private.messages message
        where message.conversation_id = conversation.id and message.seq >= own.first_seq
          and (own.state = 'active' or conversation.kind <> 'group')
          and (message.expires_at > now() or message.expires_at is null or message.deleted_at is not null)
          and (message.sender_id <> all (unseen) or message.sender_id is null)
          and not exists (
            select from private.message_hides hide
            where hide.user_id = viewer and hide.conversation_id = message.conversation_id and hide.seq = message.seq)
        order by message.seq desc
        limit 1
      ) newest on true
    ),
    -- All at once: looking at each by itself would cost more than the rest.
    newest_items as materialized (
      select (item ->> 'conversation_id')::uuid as conversation_id, item
      from unnest(private.message_items(array(select newest_id from wanted where newest_id is not null), viewer)) item
    )
    select array_agg(
      jsonb_build_object(
        'id', (conversation).id, 'kind', (conversation).kind, 'title', (conversation).title, 'picture', picture.view,
        'created_at', (conversation).created_at, 'ended_at', (conversation).ended_at, 'member_count', (conversation).member_count,
        'disappear_after_s', extract(epoch from (conversation).disappear_after)::bigint,
        'members_may_add', (conversation).members_may_add, 'only_admins_send', (conversation).only_admins_send,
        'history_for_new', (conversation).history_for_new,
        'other', other.view,
        'me', private.own_view(own) || case when (own).state = 'requested' and (conversation).kind = 'group'
          then jsonb_build_object('inviter', private.inviter_card(conversation, own, unseen)) else '{}' end,
        'unread', case when (own).state = 'active' or (conversation).kind <> 'group'
          then private.unread(conversation, own, unseen) else 0 end,
        'last_message', newest_items.item)
      order by wanted.place)
    from wanted
    left join newest_items on newest_items.conversation_id = (conversation).id
    left join lateral (
      select private.media_view(medium) as view from private.media medium where medium.id = (conversation).picture_id
    ) picture on true
    left join lateral (
      select private.member_card(conversation, member, profile) || jsonb_build_object(
          'last_read_seq', case when member.state = 'active' and exchanges and private.exchanges_reads(member.user_id)
            then member.last_read_seq else 0 end,
          'last_delivered_seq', case when member.state = 'active' then member.last_delivered_seq else 0 end,
          'reveal_asked', member.reveal_asked_at is not null) as view
      from private.conversation_members member
      join public.profiles profile on profile.id = member.user_id and profile.is_active
      where (conversation).kind <> 'group' and member.conversation_id = (conversation).id and member.user_id <> viewer
      limit 1
    ) other on true);
end
$$;
comment on function private.conversation_items is '
Conversations as their member `viewer` gets them, in the order of `ids`; null for none. Which ones is for the callers to decide.';

create function private.own_view(member private.conversation_members) returns jsonb
language plpgsql immutable
set search_path = ''
as $$
begin
  return jsonb_build_object(
    'member_id', member.id, 'alias', member.alias, 'role', member.role, 'state', member.state, 'first_seq', member.first_seq,
    'last_read_seq', member.last_read_seq, 'last_delivered_seq', member.last_delivered_seq, 'muted_until', member.muted_until,
    'archived', member.archived_at is not null, 'pinned', member.pinned_at is not null, 'joined_at', member.joined_at,
    'reveal_asked', member.reveal_asked_at is not null);
end
$$;
comment on function private.own_view is 'What somebody is told of their own membership: `me` of a conversation.';

create function private.inviter_card(
  conversation private.conversations,
  invited private.conversation_members,
  unseen uuid[]
) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return (
    select private.member_card(conversation, inviter, profile)
    from private.conversation_members inviter
    join public.profiles profile on profile.id = inviter.user_id and profile.is_active
    where inviter.conversation_id = conversation.id and inviter.id = invited.added_by and inviter.user_id <> all (unseen));
end
$$;
comment on function private.inviter_card is 'Who has invited somebody into a group, as member_card; null for who is gone.';

create function private.unread(
  conversation private.conversations,
  member private.conversation_members,
  unseen uuid[]
) returns bigint
language plpgsql stable
set search_path = ''
as $$
declare
  seen_up_to bigint := greatest(member.last_read_seq, member.first_seq - 1);
  unread bigint := conversation.last_number - member.read_number;
begin
  if unread = 0 then
    return 0;
  end if;
  -- Of those, what was deleted for all or has disappeared, and what the person has deleted: few rows, each by an index.
  unread := unread - (
    select count(*) from private.messages message
    where message.conversation_id = conversation.id and message.seq > seen_up_to and message.kind <> 'system'
      and (message.deleted_at is not null or message.expires_at is not null)
      and (message.deleted_at is not null or message.expires_at <= now()));
  unread := unread - (
    select count(*) from private.message_hides hide
    join private.messages message on message.conversation_id = hide.conversation_id and message.seq = hide.seq
    where hide.user_id = member.user_id and hide.conversation_id = conversation.id and hide.seq > seen_up_to
      and message.kind <> 'system' and message.deleted_at is null and (message.expires_at > now() or message.expires_at is null));
  if conversation.kind = 'group' and exists (
    select from private.conversation_members other
    where other.conversation_id = conversation.id and other.user_id = any (unseen)) then
    unread := unread - (
      select count(*) from private.messages message
      where message.conversation_id = conversation.id and message.seq > seen_up_to and message.kind <> 'system'
        and message.sender_id = any (unseen)
        and message.deleted_at is null and (message.expires_at > now() or message.expires_at is null)
        and not exists (
          select from private.message_hides hide
          where hide.user_id = member.user_id and hide.conversation_id = conversation.id and hide.seq = message.seq));
  end if;
  return unread;
end
$$;
comment on function private.unread is '
How many messages a member has not read: exactly, since what was deleted, has disappeared or comes from `unseen` people is
taken off. The system''s messages and the own ones never count.';

-- sql/60_chat/create_group.sql
create function public.create_group(client_id uuid, title text, member_ids uuid[] default '{}') returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.create_group(client_id, title, member_ids);
end
$$;
comment on function public.create_group is '
Makes a group that the caller owns, with up to 999 others: {conversation, added, invited, not_added}, the conversation as
list_conversations gives it and the user ids as add_members. `title`: 1 to 100 characters. `client_id` is made by the client: a
retry with the same one returns the group that exists.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, INVALID_GROUP, INVALID_ARGUMENT, CONTENT_REJECTED, RATE_LIMITED.';
grant execute on function public.create_group to authenticated;

create function private.create_group(client_id uuid, title text, member_ids uuid[]) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.active_caller_id();
  written text := private.trimmed(title);
  conversation private.conversations;
  own private.conversation_members;
  joined uuid[];
begin
  perform private.check_group(jsonb_build_object('title', title));
  perform private.check_member_ids(member_ids, 0, private.group_limit() - 1);
  if client_id is null then
    perform private.raise('INVALID_ARGUMENT', 'client_id is required.', 422);
  end if;
  select * into conversation from private.conversations
  where creator_id = caller and conversations.client_id = create_group.client_id;
  if not found then
    perform private.take_token('create_group', caller::text);
    perform private.keep_people(member_ids || caller);
    insert into private.conversations (kind, title, creator_id, client_id, member_count)
    values ('group', written, caller, create_group.client_id, 1)
    on conflict on constraint one_conversation_a_client_id do nothing
    returning * into conversation;
    if found then
      perform private.flag_text('conversation', conversation.id, caller, private.moderate_text(written));
      insert into private.conversation_members (conversation_id, user_id, role) values (conversation.id, caller, 'owner')
      returning * into own;
      joined := private.add_people(own, member_ids);
      perform private.note_change(conversation, jsonb_build_object(
        'event', 'created', 'actor_member_id', own.id, 'title', written,
        'member_ids', private.member_ids_of(conversation.id, joined)));
      perform private.tell_people(conversation.id, array[caller], 'added');
    else
      -- Two tries at once: the other one has made it.
      select * into conversation from private.conversations
      where creator_id = caller and conversations.client_id = create_group.client_id;
    end if;
  end if;
  return jsonb_build_object('conversation', (private.conversation_items(array[conversation.id], caller))[1])
    || private.standing_of(conversation.id, member_ids, caller);
end
$$;
comment on function private.create_group is 'The step of create_group that writes. Emits what add_people emits. Errors: as create_group.';
grant execute on function private.create_group to authenticated;

-- sql/60_chat/delete_message.sql
create function public.delete_message(message_id uuid, for_everyone boolean default false) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.delete_message(message_id, for_everyone);
end
$$;
comment on function public.delete_message is '
Deletes a message for the caller, or `for_everyone`: an own one, and in a group any if the caller is its owner or admin. An empty
place stays; the text, the edits, the reactions and the media are gone for good. Returns {conversation_id, message_id, seq,
for_everyone, unread}. Repeating it changes nothing.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, MESSAGE_NOT_FOUND, NOT_YOUR_MESSAGE, INVALID_ARGUMENT, RATE_LIMITED.';
grant execute on function public.delete_message to authenticated;

create function private.delete_message(message_id uuid, for_everyone boolean) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.active_caller_id();
  at record;
  stands private.membership;
  message private.messages;
begin
  if for_everyone is null then
    perform private.raise('INVALID_ARGUMENT', 'for_everyone must be true or false.', 422);
  end if;
  perform private.take_token('edit_message', caller::text);
  perform private.keep_people(array[caller]);
  at := private.message_at(message_id, also_gone => true);
  stands := at.stands;
  message := at.message;
  if not for_everyone then
    perform private.hide_message(message, caller);
  else
    if message.kind = 'system'
      or message.sender_id is distinct from caller
        and not ((stands.conversation).kind = 'group' and (stands.member).role in ('owner', 'admin')) then
      perform private.raise('NOT_YOUR_MESSAGE', 'Only who wrote it deletes a message for everyone; in a group its owner and admins may too.', 403);
    end if;
    if private.empty_messages(array[message_id]) > 0 then
      perform private.emit('message_removal', caller, message.sender_id, message.conversation_id,
        jsonb_build_object('message_id', message_id));
    end if;
  end if;
  return jsonb_build_object(
    'conversation_id', message.conversation_id, 'message_id', message_id, 'seq', message.seq, 'for_everyone', for_everyone,
    'unread', private.unread(stands.conversation, stands.member, private.hidden_ids()));
end
$$;
comment on function private.delete_message is '
The step of delete_message that writes. Emits message_removal when it deletes for everyone (subject: who wrote it, target: the
conversation, details: {message_id}). Errors: as delete_message.';
grant execute on function private.delete_message to authenticated;

create function private.hide_message(message private.messages, person_id uuid) returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  insert into private.message_hides (user_id, conversation_id, seq)
  values (person_id, message.conversation_id, message.seq)
  on conflict do nothing;
  if found then
    -- The own other devices; nobody else ever hears of it.
    perform private.broadcast('user:' || person_id, 'message.deleted', private.deletion_view(message, false));
  end if;
end
$$;
comment on function private.hide_message is 'Deletes a message for one person.';

create function private.deletion_view(message private.messages, for_everyone boolean) returns jsonb
language plpgsql immutable
set search_path = ''
as $$
begin
  return jsonb_build_object(
    'conversation_id', message.conversation_id, 'message_id', message.id, 'seq', message.seq, 'for_everyone', for_everyone);
end
$$;
comment on function private.deletion_view is 'The event `message.deleted`: {conversation_id, message_id, seq, for_everyone}.';

create function private.empty_messages(ids uuid[]) returns int
language plpgsql volatile
set search_path = ''
as $$
declare
  emptied private.messages[];
  message private.messages;
begin
  -- Media before their messages: so does the worker that has made a medium ready (change_messages_of_medium).
  perform from private.media medium
  where medium.id in (select media_id from private.message_media attached where attached.message_id = any (ids))
  order by medium.id
  for update;
  with locked as (
    select id from private.messages where messages.id = any (ids) and messages.deleted_at is null order by id for no key update
  ), changed as (
    update private.messages gone
    set body = '', details = null, mentions = '{}', edited_at = null, deleted_at = now(), changed_in = pg_current_xact_id()
    from locked
    where gone.id = locked.id
    returning gone
  )
  select array_agg(gone) into emptied from changed;
  delete from private.message_search searched where searched.message_id = any (ids);
  delete from private.message_edits edit where edit.message_id = any (ids);
  delete from private.message_reactions reaction where reaction.message_id = any (ids);
  delete from private.media medium
  where medium.id in (select media_id from private.message_media attached where attached.message_id = any (ids));
  foreach message in array coalesce(emptied, '{}') loop
    perform private.deliver_about(message, 'message.deleted', private.deletion_view(message, true));
  end loop;
  return coalesce(cardinality(emptied), 0);
end
$$;
comment on function private.empty_messages is '
Deletes messages for everyone, as far as they have not been: what they say, their edits, reactions and media; the objects of the
media follow. Tells the members, and returns how many it deleted.';

create function private.expire_messages() returns bigint
language plpgsql volatile
set search_path = ''
as $$
declare
  due uuid[];
begin
  select array_agg(id) into due from (
    select id from private.messages
    where expires_at <= now() and deleted_at is null
    order by expires_at
    limit 500
  ) waiting;
  perform from private.media medium
  where medium.id in (select media_id from private.message_media attached where attached.message_id = any (due))
  order by medium.id
  for update;
  -- Several workers share the work, and what somebody edits at this moment goes the next time.
  select array_agg(id) into due from (
    select id from private.messages where messages.id = any (due) and messages.deleted_at is null for no key update skip locked
  ) taken;
  return private.empty_messages(coalesce(due, '{}'));
end
$$;
comment on function private.expire_messages is '
Empties up to 500 messages whose time has come, as deleting them for everyone does, and returns how many. The worker calls it
every few seconds, until there are none.';

-- sql/60_chat/deliver.sql
-- How events leave: in the transaction of what they tell, to the topic of the conversation or, where not everybody who may be
-- connected there may hear it, to each member's own topic.
create function private.deliver(
  conversation private.conversations,
  sender_id uuid,
  event text,
  payload jsonb,
  other_id uuid default null
) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  unseen uuid[] := '{}';
begin
  if conversation.kind = 'group' and sender_id is not null then
    unseen := private.hidden_from(sender_id) || case when other_id <> sender_id then private.hidden_from(other_id) else '{}' end;
  end if;
  -- The row as it is now: somebody may have been removed since the caller of this has read it.
  if cardinality(unseen) > 0 or exists (
    select from private.conversations now_is where now_is.id = conversation.id and now_is.shielded_until > now()) then
    perform private.broadcast_to_many(
      array(
        select 'user:' || member.user_id
        from private.conversation_members member
        where member.conversation_id = conversation.id
          and (member.state = 'active' or member.state = 'requested' and conversation.kind <> 'group')
          and member.user_id <> all (unseen)),
      event, payload);
  else
    perform private.broadcast('conversation:' || conversation.id, event, payload);
  end if;
end
$$;
comment on function private.deliver is '
Sends an event about a conversation to its members: on conversation:<id>, but on user:<id> of each while the conversation is
shielded, and in a group for what somebody does whom another member has blocked, or who has blocked another member. `other_id`:
whose else it is, of whom the same holds. Without a `sender_id` it is the system that speaks, to everybody.';

-- sql/60_chat/edit_message.sql
create function public.edit_message(message_id uuid, body text) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.edit_message(message_id, body);
end
$$;
comment on function public.edit_message is '
Changes the text or the caption of an own message, up to 24 hours after it was sent, and returns it as list_messages does. What it
said before stays in list_message_edits. Who is mentioned for the first time is told. Saying the same again changes nothing.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, MESSAGE_NOT_FOUND, NOT_YOUR_MESSAGE, MESSAGE_TOO_OLD, CONVERSATION_CLOSED,
INVALID_MESSAGE, CONTENT_REJECTED, RATE_LIMITED.';
grant execute on function public.edit_message to authenticated;

create function private.edit_message(message_id uuid, body text) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.active_caller_id();
  written text := private.trimmed(body);
  at record;
  earlier private.messages;
  people uuid[];
begin
  perform private.take_token('edit_message', caller::text);
  perform private.keep_people(array[caller]);
  at := private.message_at(message_id);
  perform private.require_editable(at.stands, at.message, written);
  perform private.flag_text('message', message_id, caller, private.moderate_text(written));
  people := private.mentioned_members(at.stands, written);

  -- Of two edits at once the second replaces what the first has written.
  select * into earlier from private.messages message
  where message.id = message_id and message.deleted_at is null
  for no key update;
  if not found then
    perform private.raise('MESSAGE_NOT_FOUND', 'There is no such message.', 404);
  end if;
  if earlier.body <> written then
    insert into private.message_edits (message_id, body) values (edit_message.message_id, earlier.body);
    update private.messages message
    set body = written, mentions = people, edited_at = now(), changed_in = pg_current_xact_id(),
      details = nullif(message.details - 'preview', '{}')
    where message.id = message_id;
    perform private.tell_mentioned(at.stands, message_id, array(
      select member_id from unnest(people) member_id where member_id <> all (earlier.mentions)));
    perform private.index_message(message_id);
    perform private.want_preview(message_id, earlier.kind, written);
    perform private.announce_change(message_id);
  end if;
  return (private.message_items(array[message_id], caller))[1];
end
$$;
comment on function private.edit_message is 'The step of edit_message that writes. Emits mention, as tell_mentioned does. Errors: as edit_message.';
grant execute on function private.edit_message to authenticated;

create function private.require_editable(stands private.membership, message private.messages, body text) returns void
language plpgsql stable
set search_path = ''
as $$
begin
  if message.sender_id is distinct from (stands.member).user_id then
    perform private.raise('NOT_YOUR_MESSAGE', 'This message is somebody else''s.', 403);
  end if;
  if message.kind not in ('text', 'image', 'video', 'audio', 'file') then
    perform private.raise('INVALID_MESSAGE', 'Only texts and captions can be edited.', 422);
  end if;
  if message.created_at < now() - interval '24 hours' then
    perform private.raise('MESSAGE_TOO_OLD', 'A message can be edited for 24 hours.', 409);
  end if;
  if (stands.conversation).ended_at is not null then
    perform private.raise('CONVERSATION_CLOSED', 'Nobody is there to read it any more.', 409);
  end if;
  perform private.check_message(message.client_id, message.kind, body,
    array(select media_id from private.message_media attached where attached.message_id = message.id), null, null);
end
$$;
comment on function private.require_editable is '
Refuses unless this member may make the message say that. Errors: NOT_YOUR_MESSAGE, INVALID_MESSAGE, MESSAGE_TOO_OLD, CONVERSATION_CLOSED.';

create function public.list_message_edits(message_id uuid, cursor text default null, page_size int default 20) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return private.list_message_edits(message_id, cursor, page_size);
end
$$;
comment on function public.list_message_edits is '
What a message said before, the last text first: {items: [{body, replaced_at}], next_cursor}.
Errors: NOT_AUTHENTICATED, MESSAGE_NOT_FOUND, INVALID_CURSOR, INVALID_PAGE_SIZE.';
grant execute on function public.list_message_edits to authenticated;

create function private.list_message_edits(message_id uuid, cursor text, page_size int) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  before uuid := private.decode_cursor(cursor);
  size int := private.page_size(page_size);
begin
  perform private.message_at(message_id);
  return (
    select private.graph_page(array_agg(item order by id desc), array_agg(id order by id desc), size)
    from (
      select edit.id, jsonb_build_object('body', edit.body, 'replaced_at', edit.created_at) as item
      from private.message_edits edit
      where edit.message_id = list_message_edits.message_id and edit.id < before
      order by edit.id desc
      limit size + 1
    ) found);
end
$$;
comment on function private.list_message_edits is 'The step of list_message_edits that reads. Errors: as list_message_edits.';
grant execute on function private.list_message_edits to authenticated;

-- sql/60_chat/export.sql
create function private.export_conversations(account_id uuid) returns setof jsonb
language sql stable
set search_path = ''
as $$
  select jsonb_build_object(
    'conversation_id', own.conversation_id, 'kind', conversation.kind, 'title', conversation.title, 'role', own.role, 'state', own.state,
    'alias', own.alias, 'joined_at', own.joined_at, 'left_at', own.left_at, 'muted_until', own.muted_until,
    'archived_at', own.archived_at, 'pinned_at', own.pinned_at, 'delivered_at', own.delivered_at, 'read_at', own.read_at)
  from private.conversation_members own
  join private.conversations conversation on conversation.id = own.conversation_id
  where own.user_id = export_conversations.account_id
  order by own.conversation_id
$$;
comment on function private.export_conversations is '
Part of the export: the conversations that the person is or was in. With whom is the others'' own.';

create function private.export_messages(account_id uuid) returns setof jsonb
language sql stable
set search_path = ''
as $$
  select jsonb_build_object(
    'id', message.id, 'conversation_id', message.conversation_id, 'kind', message.kind, 'body', message.body,
    'details', message.details, 'reply_to_id', message.reply_to_id, 'created_at', message.created_at, 'edited_at', message.edited_at,
    'deleted_at', message.deleted_at,
    'media_ids', array(
      select attached.media_id from private.message_media attached where attached.message_id = message.id order by attached.place))
  from private.messages message
  where message.sender_id = export_messages.account_id
  order by message.id
$$;
comment on function private.export_messages is 'Part of the export: what the person has said, and not what others have.';

-- sql/60_chat/index_messages.sql
create function private.index_messages() returns int
language plpgsql volatile
set search_path = ''
as $$
declare
  since xid8;
  until xid8 := pg_snapshot_xmin(pg_current_snapshot());
  batch int := 2000;
  beyond xid8;
  indexed int;
begin
  perform set_config('lock_timeout', '500ms', true);
  select place into since from private.engagement_readers where name = 'message_search' for update skip locked;
  if not found then
    -- Another worker is at it, or this is the first time of all.
    insert into private.engagement_readers (name, place) values ('message_search', '0') on conflict do nothing;
    return 0;
  end if;
  select line.transaction_id into beyond from private.engagement line
  where line.transaction_id >= since and line.transaction_id < until and line.kind = 'message'
  order by line.transaction_id, line.id
  offset batch
  limit 1;
  -- Whole transactions only.
  if beyond > since then
    until := beyond;
  end if;
  with sent as materialized (
    select message.id, private.message_words(message.conversation_id, message.body) as words
    from private.engagement line
    join private.messages message on message.id = (line.details ->> 'message_id')::uuid
    where line.transaction_id >= since and line.transaction_id < until and line.kind = 'message'
      and message.deleted_at is null and message.body <> ''
    -- Nobody deletes it meanwhile, and leaves its words behind.
    for share of message
  ), added as (
    insert into private.message_search (message_id, words)
    select id, words from sent
    on conflict (message_id) do nothing
    returning 1
  )
  select count(*) into indexed from added;
  update private.engagement_readers set place = until where name = 'message_search' and place <> until;
  return indexed;
end
$$;
comment on function private.index_messages is '
Makes the messages that were sent since the last call, up to about 2,000, known to search_messages, and returns how many. The
worker calls it about once a second; several may.';

create function private.index_message(message_id uuid) returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  insert into private.message_search as searched (message_id, words)
  select message.id, private.message_words(message.conversation_id, message.body)
  from private.messages message
  where message.id = index_message.message_id and message.deleted_at is null
  on conflict on constraint message_search_pkey do update set words = excluded.words;
end
$$;
comment on function private.index_message is 'Makes what a message says now known to search_messages: at once, for one that was edited.';

-- sql/60_chat/keep_conversations.sql
-- What somebody does with a conversation for themselves. The others do not hear of it; the own devices do.
create function public.mute_conversation(conversation_id uuid, until timestamptz default 'infinity') returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.mute_conversation(conversation_id, until);
end
$$;
comment on function public.mute_conversation is '
Keeps a conversation quiet until a time, for ever (infinity), or, with null, no longer. Returns `me` of the conversation, as
list_conversations gives it. Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, CONVERSATION_NOT_FOUND, INVALID_ARGUMENT (the time is past).';
grant execute on function public.mute_conversation to authenticated;

create function private.mute_conversation(conversation_id uuid, until timestamptz) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  own private.conversation_members := private.begin_own_change(conversation_id);
begin
  if until <= now() then
    perform private.raise('INVALID_ARGUMENT', 'until must lie ahead.', 422);
  end if;
  own.muted_until := until;
  return private.save_own_change(own);
end
$$;
comment on function private.mute_conversation is 'The step of mute_conversation that writes. Errors: as mute_conversation.';
grant execute on function private.mute_conversation to authenticated;

create function public.archive_conversation(conversation_id uuid, archived boolean default true) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.archive_conversation(conversation_id, archived);
end
$$;
comment on function public.archive_conversation is '
Puts a conversation away, which also unpins it, or back into the list. Returns `me` of the conversation, as list_conversations gives
it. Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, CONVERSATION_NOT_FOUND, INVALID_ARGUMENT.';
grant execute on function public.archive_conversation to authenticated;

create function private.archive_conversation(conversation_id uuid, archived boolean) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  own private.conversation_members := private.begin_own_change(conversation_id);
begin
  if archived is null then
    perform private.raise('INVALID_ARGUMENT', 'archived must be true or false.', 422);
  end if;
  own.archived_at := case when archived then coalesce(own.archived_at, now()) end;
  own.pinned_at := case when not archived then own.pinned_at end;
  return private.save_own_change(own);
end
$$;
comment on function private.archive_conversation is 'The step of archive_conversation that writes. Errors: as archive_conversation.';
grant execute on function private.archive_conversation to authenticated;

create function public.pin_conversation(conversation_id uuid, pinned boolean default true) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.pin_conversation(conversation_id, pinned);
end
$$;
comment on function public.pin_conversation is '
Puts a conversation above the list, where up to five may be, or back to its place. Returns `me` of the conversation, as
list_conversations gives it.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, CONVERSATION_NOT_FOUND, INVALID_ARGUMENT, TOO_MANY_PINS.';
grant execute on function public.pin_conversation to authenticated;

create function private.pin_conversation(conversation_id uuid, pinned boolean) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  own private.conversation_members;
begin
  if pinned is null then
    perform private.raise('INVALID_ARGUMENT', 'pinned must be true or false.', 422);
  end if;
  -- Two devices that pin at once are counted one after the other.
  perform private.lock_account(private.caller_id());
  own := private.begin_own_change(conversation_id);
  if pinned and own.pinned_at is null and (
    select count(*) from private.conversation_members other
    where other.user_id = own.user_id and other.pinned_at is not null) >= 5 then
    perform private.raise('TOO_MANY_PINS', 'Five conversations are pinned, which is as many as may be.', 409);
  end if;
  own.pinned_at := case when pinned then coalesce(own.pinned_at, clock_timestamp()) end;
  own.archived_at := case when not pinned then own.archived_at end;
  return private.save_own_change(own);
end
$$;
comment on function private.pin_conversation is 'The step of pin_conversation that writes. Errors: as pin_conversation.';
grant execute on function private.pin_conversation to authenticated;

create function public.clear_conversation(conversation_id uuid) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.clear_conversation(conversation_id);
end
$$;
comment on function public.clear_conversation is '
Deletes for the caller everything that was said up to now; the others keep it. The conversation leaves the list until somebody
speaks again. Returns `me` of the conversation, as list_conversations gives it: what lies before me.first_seq is gone.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, CONVERSATION_NOT_FOUND.';
grant execute on function public.clear_conversation to authenticated;

create function private.clear_conversation(conversation_id uuid) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  own private.conversation_members := private.begin_own_change(conversation_id);
  conversation private.conversations;
begin
  select * into conversation from private.conversations where conversations.id = clear_conversation.conversation_id;
  own.first_seq := conversation.last_seq + 1;
  -- The marks stay: to clear something is not to have read it.
  own.read_number := conversation.last_number;
  own.position := null;
  own.pinned_at := null;
  delete from private.message_hides hide
  where hide.user_id = own.user_id and hide.conversation_id = own.conversation_id and hide.seq < own.first_seq;
  return private.save_own_change(own);
end
$$;
comment on function private.clear_conversation is 'The step of clear_conversation that writes. Errors: as clear_conversation.';
grant execute on function private.clear_conversation to authenticated;

create function private.begin_own_change(conversation_id uuid) returns private.conversation_members
language plpgsql volatile
set search_path = ''
as $$
begin
  perform private.active_caller_id();
  return (private.lock_conversation(conversation_id)).member;
end
$$;
comment on function private.begin_own_change is '
The caller''s own row in a conversation, in which nothing is said, and nobody comes or goes, meanwhile.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, CONVERSATION_NOT_FOUND.';

create function private.save_own_change(own private.conversation_members) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
declare
  saved private.conversation_members;
begin
  update private.conversation_members member
  set muted_until = own.muted_until, archived_at = own.archived_at, pinned_at = own.pinned_at, first_seq = own.first_seq,
    read_number = greatest(member.read_number, own.read_number), position = own.position, changed_in = pg_current_xact_id()
  where member.conversation_id = own.conversation_id and member.user_id = own.user_id
  returning * into saved;
  perform private.broadcast('user:' || saved.user_id, 'conversation', jsonb_build_object(
    'conversation_id', saved.conversation_id, 'me', private.own_view(saved)));
  return private.own_view(saved);
end
$$;
comment on function private.save_own_change is '
Writes what somebody has changed for themselves, and tells their own devices: event `conversation`, {conversation_id, me}.';

-- sql/60_chat/leave_conversation.sql
create function public.leave_conversation(conversation_id uuid) returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  perform private.leave_conversation(conversation_id);
end
$$;
comment on function public.leave_conversation is '
Leaves a group, or ends an anonymous conversation for both. Of a group that its owner leaves the longest-serving admin, or else
member, becomes the owner; the last one ends it. Repeating it changes nothing.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, CONVERSATION_NOT_FOUND, INVALID_ARGUMENT (a direct conversation).';
grant execute on function public.leave_conversation to authenticated;

create function private.leave_conversation(conversation_id uuid) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.active_caller_id();
  at private.membership;
begin
  if exists (
    select from private.conversation_members own
    where own.conversation_id = leave_conversation.conversation_id and own.user_id = caller
      and own.state = 'gone' and own.left_at is not null) then
    return;
  end if;
  at := private.lock_conversation(conversation_id);
  case (at.conversation).kind
    when 'group' then perform private.leave_group(at.member);
    when 'anonymous' then perform private.end_anonymous(at.member);
    else perform private.raise('INVALID_ARGUMENT', 'Nobody leaves a conversation of two; clear or archive it, or block the other.', 422);
  end case;
end
$$;
comment on function private.leave_conversation is 'The step of leave_conversation that writes. Errors: as leave_conversation.';
grant execute on function private.leave_conversation to authenticated;

create function private.leave_group(leaver private.conversation_members) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  conversation private.conversations;
  heir private.conversation_members;
  uninvited_ids uuid[];
begin
  perform private.end_membership(leaver, now());
  perform private.tell_people(leaver.conversation_id, array[leaver.user_id], 'left');
  select * into conversation from private.conversations where id = leaver.conversation_id;
  if conversation.member_count = 0 then
    -- Nobody is left to be joined.
    with uninvited as (
      update private.conversation_members member set state = 'gone', changed_in = pg_current_xact_id()
      where member.conversation_id = conversation.id and member.state = 'requested'
      returning member.user_id
    )
    select array_agg(user_id) into uninvited_ids from uninvited;
    perform private.tell_people(conversation.id, uninvited_ids, 'removed');
    return;
  end if;
  perform private.note_change(conversation, jsonb_build_object('event', 'left', 'actor_member_id', leaver.id));
  if leaver.role = 'owner' then
    select member.* into heir
    from private.conversation_members member
    join public.profiles profile on profile.id = member.user_id
    where member.conversation_id = conversation.id and member.state = 'active'
    order by profile.is_active desc, member.role = 'admin' desc, member.joined_at, member.id
    limit 1;
    update private.conversation_members member set role = 'owner', changed_in = pg_current_xact_id()
    where member.conversation_id = conversation.id and member.user_id = heir.user_id;
    perform private.note_change(conversation, jsonb_build_object(
      'event', 'role', 'actor_member_id', leaver.id, 'member_ids', jsonb_build_array(heir.id), 'role', 'owner'));
  end if;
  perform private.tell_members(conversation.id, array[leaver.user_id, heir.user_id]);
end
$$;
comment on function private.leave_group is 'Somebody who is in a group goes; its row is locked. Also when the account goes.';

-- sql/60_chat/link_previews.sql
-- The worker looks at the first link of a text (media-worker/link-preview). All of this is for it alone.
create function private.want_preview(message_id uuid, kind text, body text) returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  if kind = 'text' and body ~* '\mhttps?://' then
    -- Taking turns by person: nobody makes all of the worker fetch for them.
    perform private.enqueue('preview-link', jsonb_build_object('id', message_id), group_id => auth.uid()::text);
  end if;
end
$$;
comment on function private.want_preview is 'Has the worker look at the first link of a text, if there is one.';

create function private.text_to_preview(message_id uuid) returns text
language sql stable
set search_path = ''
as $$
  select body from private.messages
  where id = text_to_preview.message_id and kind = 'text' and deleted_at is null and (expires_at > now() or expires_at is null)
$$;
comment on function private.text_to_preview is 'The text of a message; null when it is gone, or has nothing to preview.';

create function private.known_preview(url text) returns private.link_previews
language sql stable
set search_path = ''
as $$
  select * from private.link_previews
  where url_hash = sha256(convert_to(known_preview.url, 'UTF8')) and fetched_at > now() - interval '1 hour'
$$;
comment on function private.known_preview is 'What was found behind a link within the last hour; null when nobody has looked.';

create function private.keep_preview(url text, preview jsonb) returns void
language sql volatile
set search_path = ''
as $$
  insert into private.link_previews (url_hash, preview)
  values (sha256(convert_to(keep_preview.url, 'UTF8')), keep_preview.preview)
  on conflict (url_hash) do update set preview = excluded.preview, fetched_at = excluded.fetched_at
$$;
comment on function private.keep_preview is 'Remembers what is behind a link; null: nothing to show.';

create function private.add_preview(message_id uuid, body text, preview jsonb) returns boolean
language plpgsql volatile
set search_path = ''
as $$
declare
  said text := concat_ws(' ', preview ->> 'title', preview ->> 'description', preview ->> 'site_name');
begin
  if (private.automod_verdict(said)).verdict = 'block' then
    return false;
  end if;
  update private.messages message
  set details = coalesce(message.details, '{}') || jsonb_build_object('preview', preview), changed_in = pg_current_xact_id()
  where message.id = message_id and message.body = add_preview.body and message.kind = 'text' and message.deleted_at is null
    and message.details -> 'preview' is distinct from preview;
  if not found then
    return false;
  end if;
  perform private.announce_change(message_id);
  return true;
end
$$;
comment on function private.add_preview is '
Gives a message {url, title, description, site_name, image} as details.preview and tells the members. False when the message no
longer says what the worker had read, or when automatic moderation blocks what the page says.';

create function private.sweep_link_previews() returns bigint
language sql volatile
set search_path = ''
as $$
  with swept as (
    delete from private.link_previews where fetched_at < now() - interval '1 hour' returning 1
  )
  select count(*) from swept
$$;
comment on function private.sweep_link_previews is 'Forgets previews that are older than an hour, and returns how many. The worker calls it by schedule.';

-- sql/60_chat/list_conversations.sql
create function public.list_conversations(archived boolean default false, cursor text default null, page_size int default 20) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return private.list_conversations(archived, 'active', cursor, page_size);
end
$$;
comment on function public.list_conversations is '
The caller''s conversations, the one with the last message first: {items, next_cursor}. `archived`: those put away instead.
A conversation: {id, kind: direct|group|anonymous, title, picture, other, me: {member_id, alias, role, state: active|requested,
first_seq, last_read_seq, last_delivered_seq, muted_until, archived, pinned, joined_at, reveal_asked}, unread, last_message,
member_count, members_may_add, only_admins_send, history_for_new, disappear_after_s, created_at, ended_at}. `other`, unless in a
group: {member_id, id, username, first_name, last_name, avatar, alias, last_read_seq: 0 unless both exchange read receipts,
last_delivered_seq, reveal_asked}; null when the account is gone. Pinned conversations stand above the first page, beyond its size. `reveal_asked`: somebody anonymous is ready
to show who they are.
Errors: NOT_AUTHENTICATED, INVALID_ARGUMENT, INVALID_CURSOR, INVALID_PAGE_SIZE.';
grant execute on function public.list_conversations to authenticated;

create function private.list_conversations(archived boolean, state text, cursor text, page_size int) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  caller uuid := private.caller_id();
  before uuid := private.decode_cursor(cursor);
  size int := private.page_size(page_size);
  unseen uuid[] := private.hidden_ids();
  ids uuid[];
  positions uuid[];
  page jsonb;
begin
  if archived is null then
    perform private.raise('INVALID_ARGUMENT', 'archived must be true or false.', 422);
  end if;
  select array_agg(found.id order by found.position desc), array_agg(found.position order by found.position desc) into ids, positions
  from (
    -- Conversations of two by an index, groups by looking at each: nobody is in many.
    (select own.conversation_id as id, own.position
    from private.conversation_members own
    where own.user_id = caller and own.position < before and own.state = list_conversations.state
      and (own.archived_at is not null) = archived and own.pinned_at is null
      and (cardinality(unseen) = 0 or not exists (
        select from private.conversation_members other
        where other.conversation_id = own.conversation_id and other.user_id = any (unseen)))
    order by own.position desc
    limit size + 1)
    union all
    (select conversation.id, coalesce(conversation.position, conversation.id)
    from private.conversation_members own
    join private.conversations conversation on conversation.id = own.conversation_id
    where own.user_id = caller and own.position is null and own.state = list_conversations.state
      and conversation.kind = 'group' and coalesce(conversation.position, conversation.id) < before
      and (own.archived_at is not null) = archived and own.pinned_at is null
      -- Not one that was cleared, until somebody speaks again.
      and (conversation.last_seq >= own.first_seq or own.state = 'requested')
    order by 2 desc
    limit size + 1)
    order by 2 desc
    limit size + 1
  ) found;
  page := private.graph_page(private.conversation_items(ids[1:size], caller), positions, size);
  if cursor is null and state = 'active' and not archived then
    ids := array(
      select own.conversation_id from private.conversation_members own
      where own.user_id = caller and own.pinned_at is not null and own.state = 'active'
        and (cardinality(unseen) = 0 or not exists (
          select from private.conversation_members other
          join private.conversations conversation on conversation.id = other.conversation_id and conversation.kind <> 'group'
          where other.conversation_id = own.conversation_id and other.user_id = any (unseen)))
      order by own.pinned_at desc);
    if cardinality(ids) > 0 then
      page := jsonb_set(page, '{items}', to_jsonb(private.conversation_items(ids, caller)) || (page -> 'items'));
    end if;
  end if;
  return page;
end
$$;
comment on function private.list_conversations is '
The step of list_conversations that reads; with state requested that of list_message_requests. Errors: as list_conversations.';
grant execute on function private.list_conversations to authenticated;

create function public.get_conversation(conversation_id uuid) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return private.get_conversation(conversation_id);
end
$$;
comment on function public.get_conversation is '
One conversation, as list_conversations gives it. Errors: NOT_AUTHENTICATED, CONVERSATION_NOT_FOUND.';
grant execute on function public.get_conversation to authenticated;

create function private.get_conversation(conversation_id uuid) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  at private.membership := private.membership(conversation_id);
begin
  return (private.conversation_items(array[conversation_id], (at.member).user_id))[1];
end
$$;
comment on function private.get_conversation is 'The step of get_conversation that reads. Errors: as get_conversation.';
grant execute on function private.get_conversation to authenticated;

-- sql/60_chat/list_members.sql
create function public.list_members(
  conversation_id uuid,
  member_ids uuid[] default null,
  cursor text default null,
  page_size int default 20
) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return private.list_members(conversation_id, member_ids, cursor, page_size);
end
$$;
comment on function public.list_members is '
Who is in a group: {items: [{member_id, id, username, first_name, last_name, avatar, alias, role: owner|admin|member, state:
active|requested|gone, joined_at}], next_cursor}; the owner, the admins, then the others, the newest first, without those hidden
from the caller. Who is invited (requested) is shown to admins and to who has invited them. `member_ids`: only these, also those
who have gone, which is how names are found for what the system''s messages say.
Errors: NOT_AUTHENTICATED, CONVERSATION_NOT_FOUND, INVALID_ARGUMENT (not a group; more than 100 member_ids), INVALID_CURSOR,
INVALID_PAGE_SIZE.';
grant execute on function public.list_members to authenticated;

create function private.list_members(conversation_id uuid, member_ids uuid[], cursor text, page_size int) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  after record := private.decode_ranked_cursor(cursor);
  size int := private.page_size(page_size);
  at private.membership := private.membership(conversation_id);
begin
  if (at.conversation).kind <> 'group' then
    perform private.raise('INVALID_ARGUMENT', 'This conversation is not a group.', 422);
  end if;
  if cardinality(member_ids) > 100 then
    perform private.raise('INVALID_ARGUMENT', 'member_ids must be a list of at most 100.', 422);
  end if;
  return (
    select jsonb_build_object(
      'items', coalesce(jsonb_agg(found.item order by found.rank desc, found.id desc) filter (where found.place <= size), '[]'),
      'next_cursor', max(private.encode_ranked_cursor(found.rank, found.id))
        filter (where found.place = size and found.total > size))
    from (
      select rank, id, row_number() over (order by rank desc, id desc) as place, count(*) over () as total, item
      from (
        select ranked.rank, (ranked.member).id,
          private.member_card(at.conversation, ranked.member, profile) || jsonb_build_object(
            'role', (ranked.member).role, 'joined_at', (ranked.member).joined_at,
            -- That somebody has declined is nobody's business.
            'state', case (ranked.member).state when 'declined' then 'gone' else (ranked.member).state end) as item
        from (
          select member, case member.role when 'owner' then 2 when 'admin' then 1 else 0 end as rank
          from private.conversation_members member
          where member.conversation_id = list_members.conversation_id and member.user_id <> all (private.hidden_ids())
            and (member_ids is null or member.id = any (member_ids))
            and (member.state = 'active'
              or member.state = 'requested' and ((at.member).role <> 'member' or member.added_by = (at.member).id)
              or member.state in ('gone', 'declined') and member_ids is not null)
        ) ranked
        join public.profiles profile on profile.id = (ranked.member).user_id and profile.is_active
        where (ranked.rank, (ranked.member).id) < (after.rank, after.id)
        order by ranked.rank desc, (ranked.member).id desc
        limit size + 1
      ) listed
    ) found);
end
$$;
comment on function private.list_members is 'The step of list_members that reads. Errors: as list_members.';
grant execute on function private.list_members to authenticated;

-- sql/60_chat/list_messages.sql
create function public.list_messages(
  conversation_id uuid,
  before uuid default null,
  after uuid default null,
  cursor text default null,
  page_size int default 20
) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return private.list_messages(conversation_id, before, after, cursor, page_size);
end
$$;
comment on function public.list_messages is '
The messages of a conversation: {items, next_cursor}. The newest first, from `before` this message or the end; or, with `after`,
those after this message, the oldest first. `cursor` goes on in the same direction, with the same other arguments.
A message: {id, conversation_id, seq, client_id, kind: text|image|video|audio|file|location|call|system, sender, body, details, media,
reply_to: {id, kind, body, sender}|null, mentions, reactions: {emoji: count}, my_reaction, created_at, edited_at, deleted_at,
expires_at}. `seq` is its place in the conversation. `sender`: {member_id, id, username, first_name, last_name, avatar, alias}, null
for who is gone; of somebody anonymous only member_id and alias. A deleted message is empty.
Errors: NOT_AUTHENTICATED, CONVERSATION_NOT_FOUND, MESSAGE_NOT_FOUND, INVALID_ARGUMENT, INVALID_CURSOR, INVALID_PAGE_SIZE.';
grant execute on function public.list_messages to authenticated;

create function private.list_messages(conversation_id uuid, before uuid, after uuid, cursor text, page_size int) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  caller uuid := private.caller_id();
  size int := private.page_size(page_size);
  at private.membership := private.membership(conversation_id);
  unseen uuid[] := case when (at.conversation).kind = 'group' then private.hidden_ids() else '{}' end;
  lowest bigint := (at.member).first_seq;
  highest bigint := 9223372036854775807;
  ids uuid[];
begin
  if num_nonnulls(before, after) > 1 then
    perform private.raise('INVALID_ARGUMENT', 'Give before or after, not both.', 422);
  end if;
  if cursor is not null and after is not null then
    after := private.decode_cursor(cursor);
  elsif cursor is not null then
    before := private.decode_cursor(cursor);
  end if;
  if before is not null then
    highest := (private.message_place(at.member, before)).seq - 1;
  elsif after is not null then
    lowest := (private.message_place(at.member, after)).seq + 1;
  end if;
  if after is null then
    select array_agg(id order by seq desc) into ids
    from (
      select message.id, message.seq from private.messages message
      where message.conversation_id = list_messages.conversation_id and message.seq between lowest and highest
        and (message.expires_at > now() or message.expires_at is null or message.deleted_at is not null)
        and (message.sender_id <> all (unseen) or message.sender_id is null)
        and not exists (
          select from private.message_hides hide
          where hide.user_id = caller and hide.conversation_id = message.conversation_id and hide.seq = message.seq)
      order by message.seq desc
      limit size + 1
    ) found;
  else
    select array_agg(id order by seq) into ids
    from (
      select message.id, message.seq from private.messages message
      where message.conversation_id = list_messages.conversation_id and message.seq between lowest and highest
        and (message.expires_at > now() or message.expires_at is null or message.deleted_at is not null)
        and (message.sender_id <> all (unseen) or message.sender_id is null)
        and not exists (
          select from private.message_hides hide
          where hide.user_id = caller and hide.conversation_id = message.conversation_id and hide.seq = message.seq)
      order by message.seq
      limit size + 1
    ) found;
  end if;
  return private.graph_page(private.message_items(ids[1:size], caller), ids, size);
end
$$;
comment on function private.list_messages is 'The step of list_messages that reads. Errors: as list_messages.';
grant execute on function private.list_messages to authenticated;

-- sql/60_chat/marks.sql
-- Receipts are two marks a member: everything up to here has arrived, everything up to here was read.
create function public.mark_delivered(conversation_id uuid, message_id uuid) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.move_marks(conversation_id, message_id, false);
end
$$;
comment on function public.mark_delivered is '
Says that a message and all before it have arrived on a device of the caller: {conversation_id, last_delivered_seq, last_read_seq,
unread}. A mark never goes back.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, CONVERSATION_NOT_FOUND, MESSAGE_NOT_FOUND.';
grant execute on function public.mark_delivered to authenticated;

create function public.mark_read(conversation_id uuid, message_id uuid) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.move_marks(conversation_id, message_id, true);
end
$$;
comment on function public.mark_read is '
Says that the caller has read a message and all before it; answers as mark_delivered. The others learn of it unless the caller
or, in a conversation of two, the other does not exchange read receipts.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, CONVERSATION_NOT_FOUND, MESSAGE_NOT_FOUND.';
grant execute on function public.mark_read to authenticated;

create function private.move_marks(conversation_id uuid, message_id uuid, was_read boolean) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.active_caller_id();
  at private.membership := private.membership(conversation_id);
  message private.messages := private.message_place(at.member, message_id);
  moved private.conversation_members;
begin
  update private.conversation_members member
  set last_delivered_seq = greatest(member.last_delivered_seq, message.seq), delivered_at = now(), awaits_notice = true,
    last_read_seq = case when was_read then greatest(member.last_read_seq, message.seq) else member.last_read_seq end,
    read_number = case when was_read then greatest(member.read_number, message.number) else member.read_number end,
    read_at = case when was_read then now() else member.read_at end,
    changed_in = pg_current_xact_id()
  where member.conversation_id = move_marks.conversation_id and member.user_id = caller
    and (member.last_delivered_seq < message.seq or was_read and member.last_read_seq < message.seq)
  returning * into moved;
  if found then
    perform private.tell_marks(at, moved);
  else
    moved := at.member;
  end if;
  return jsonb_build_object(
    'conversation_id', conversation_id, 'last_delivered_seq', moved.last_delivered_seq, 'last_read_seq', moved.last_read_seq,
    'unread', private.unread(at.conversation, moved, private.hidden_ids()));
end
$$;
comment on function private.move_marks is 'The step of mark_delivered and mark_read that writes. Errors: as these.';
grant execute on function private.move_marks to authenticated;

create function private.tell_marks(stands private.membership, moved private.conversation_members) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  payload jsonb := private.receipt_view(stands.conversation, moved);
  unread_view jsonb := payload || '{"last_read_seq": 0}';
  has_arrived boolean := moved.last_delivered_seq > (stands.member).last_delivered_seq;
  reluctant uuid[];
begin
  -- The own other devices.
  perform private.broadcast('user:' || moved.user_id, 'conversation', payload);
  -- Whoever has not accepted a request gives no sign, and in a large group nobody looks at a thousand receipts.
  if moved.state <> 'active' or (stands.conversation).member_count > private.receipts_up_to() then
    return;
  end if;
  if not private.exchanges_reads(moved.user_id) then
    if has_arrived then
      perform private.deliver(stands.conversation, moved.user_id, 'receipt', unread_view);
    end if;
    return;
  end if;
  select array_agg(member.user_id) into reluctant
  from private.conversation_members member
  join private.profile_settings settings on settings.profile_id = member.user_id
  where member.conversation_id = moved.conversation_id and member.user_id <> moved.user_id and not settings.read_receipts;
  if reluctant is null then
    perform private.deliver(stands.conversation, moved.user_id, 'receipt', payload);
    return;
  end if;
  -- Not everybody who is connected to the topic may hear what was read.
  perform private.broadcast_to_many(array_agg('user:' || member.user_id), 'receipt', told)
  from private.conversation_members member
  cross join lateral (select case when member.user_id = any (reluctant) then unread_view else payload end) chosen (told)
  where member.conversation_id = moved.conversation_id and member.state in ('active', 'requested')
    and member.user_id <> all (private.hidden_ids())
    and (has_arrived or member.user_id <> all (reluctant))
  group by told;
end
$$;
comment on function private.tell_marks is '
Event `receipt` for the others, {conversation_id, member_id, user_id, last_delivered_seq, last_read_seq}, and the same as
`conversation` for the own devices. last_read_seq is 0 unless both exchange read receipts; then there is no event for reading alone.';

create function private.receipt_view(conversation private.conversations, member private.conversation_members) returns jsonb
language plpgsql immutable
set search_path = ''
as $$
begin
  return jsonb_build_object(
    'conversation_id', member.conversation_id, 'member_id', member.id,
    'user_id', case when conversation.kind <> 'anonymous' or member.revealed_at is not null then member.user_id end,
    'last_delivered_seq', member.last_delivered_seq, 'last_read_seq', member.last_read_seq);
end
$$;
comment on function private.receipt_view is 'How far somebody has come: {conversation_id, member_id, user_id, last_delivered_seq, last_read_seq}.';

create function private.receipts_up_to() returns int
language sql immutable
set search_path = ''
as $$ select 50 $$;
comment on function private.receipts_up_to is 'In groups of more members receipts are not sent as events; message_receipts still tells.';

-- sql/60_chat/media_of_messages.sql
create function private.attach_to_message(message_id uuid, media_ids uuid[]) returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  insert into private.message_media (message_id, place, media_id)
  select attach_to_message.message_id, place, media_id from unnest(media_ids) with ordinality given (media_id, place);
exception when unique_violation then
  perform private.raise('INVALID_MEDIA', 'A medium is in use already.', 422);
end
$$;
comment on function private.attach_to_message is 'Gives a new message its media, which claim_attachments has looked at. Errors: INVALID_MEDIA.';

create function private.sees_media_of_message(media_id uuid, viewer uuid) returns boolean
language plpgsql stable
set search_path = ''
as $$
declare
  unseen uuid[] := private.hidden_from(viewer);
begin
  return exists (
    select
    from private.message_media attached
    join private.messages message on message.id = attached.message_id
    join private.conversations conversation on conversation.id = message.conversation_id
    join private.conversation_members member on member.conversation_id = message.conversation_id and member.user_id = viewer
    where attached.media_id = sees_media_of_message.media_id
      and message.deleted_at is null and (message.expires_at > now() or message.expires_at is null)
      and (member.state = 'active' or member.state = 'requested' and conversation.kind <> 'group') and message.seq >= member.first_seq
      and message.sender_id <> all (unseen)
      and (conversation.kind = 'group' or not exists (
        select from private.conversation_members other
        where other.conversation_id = conversation.id and other.user_id = any (unseen)))
      and not exists (
        select from private.message_hides hide
        where hide.user_id = viewer and hide.conversation_id = message.conversation_id and hide.seq = message.seq))
    or exists (
      select from private.conversations shown
      join private.conversation_members member on member.conversation_id = shown.id and member.user_id = viewer
      where shown.picture_id = sees_media_of_message.media_id and member.state in ('active', 'requested'));
end
$$;
comment on function private.sees_media_of_message is '
Media of a message are for the members who may read it, the picture of a group for who is in it or invited: the seam of
private.sees_media.';

create function private.change_messages_of_medium() returns trigger
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  changed uuid;
begin
  -- Media before their messages, as in empty_messages.
  update private.messages message set changed_in = pg_current_xact_id()
  from private.message_media attached
  where attached.media_id = new.id and message.id = attached.message_id and message.deleted_at is null
  returning message.id into changed;
  if changed is not null then
    perform private.announce_change(changed);
  end if;
  return null;
end
$$;
comment on function private.change_messages_of_medium is 'A medium is ready, or has failed, after its message was sent: the members hear of it.';

-- sql/60_chat/membership.sql
-- Where the caller stands in a conversation: nearly every function of this domain begins with it.
create function private.find_membership(conversation_id uuid) returns private.membership
language plpgsql stable
set search_path = ''
as $$
declare
  caller uuid := private.caller_id();
  stands private.membership;
begin
  select conversation, own, other.partner into stands
  from private.conversation_members own
  join private.conversations conversation on conversation.id = own.conversation_id
  -- With its limit, because as a plain join this would read the thousand members of a group.
  left join lateral (
    select partner from private.conversation_members partner
    where conversation.kind <> 'group' and partner.conversation_id = own.conversation_id and partner.user_id <> own.user_id
    limit 1
  ) other on true
  where own.conversation_id = find_membership.conversation_id and own.user_id = caller
    and (own.state = 'active' or own.state = 'requested' and conversation.kind <> 'group')
    and not exists (select from public.blocks where blocker_id = caller and blocked_id = (other.partner).user_id)
    and not exists (select from public.blocks where blocker_id = (other.partner).user_id and blocked_id = caller);
  return stands;
end
$$;
comment on function private.find_membership is 'As membership, but null where that refuses. Errors: NOT_AUTHENTICATED.';

create function private.membership(conversation_id uuid) returns private.membership
language plpgsql stable
set search_path = ''
as $$
declare
  stands private.membership := private.find_membership(conversation_id);
begin
  if (stands.member).id is null then
    perform private.raise('CONVERSATION_NOT_FOUND', 'There is no such conversation.', 404);
  end if;
  return stands;
end
$$;
comment on function private.membership is '
A conversation that the caller is in, or of which a request waits, with the caller''s own row and, unless it is a group, the
other one''s. An invitation to a group lets nobody in before it is accepted.
Errors: NOT_AUTHENTICATED, CONVERSATION_NOT_FOUND (also for who has left, was removed, or where there is a block between the two).';

create function private.message_place(member private.conversation_members, message_id uuid) returns private.messages
language plpgsql stable
set search_path = ''
as $$
declare
  message private.messages;
begin
  select * into message from private.messages
  where messages.id = message_id and messages.conversation_id = member.conversation_id and messages.seq >= member.first_seq;
  if not found then
    perform private.raise('MESSAGE_NOT_FOUND', 'There is no such message.', 404);
  end if;
  return message;
end
$$;
comment on function private.message_place is '
A message of a conversation as far as this member may read back; it may have been deleted. Errors: MESSAGE_NOT_FOUND.';

create function private.may_read(
  member private.conversation_members, message private.messages, unseen uuid[], hides bigint[]
) returns boolean
language plpgsql stable
set search_path = ''
as $$
begin
  return message.seq >= member.first_seq
    and (message.expires_at > now() or message.expires_at is null or message.deleted_at is not null)
    and (message.sender_id <> all (unseen) or message.sender_id is null)
    and message.seq <> all (hides);
end
$$;
comment on function private.may_read is '
Whether a message of the conversation is there for this member: `unseen` are the people hidden from them, `hides` the places of
what they have deleted for themselves.';

create function private.topic_conversation(id text) returns private.topic_access
language plpgsql stable
set search_path = ''
as $$
declare
  caller uuid := auth.uid();
  state text;
begin
  select case when own.state = 'active' or conversation.kind <> 'group' then own.state end into state
  from private.conversation_members own
  join private.conversations conversation on conversation.id = own.conversation_id
  left join lateral (
    select partner.user_id from private.conversation_members partner
    where conversation.kind <> 'group' and partner.conversation_id = own.conversation_id and partner.user_id <> own.user_id
    limit 1
  ) other on true
  where own.conversation_id = topic_conversation.id::uuid and own.user_id = caller
    and conversation.ended_at is null
    and (other.user_id is null or other.user_id <> all ((select private.hidden_ids())::uuid[]));
  return case state
    when 'active' then row(array['broadcast', 'presence'], array['broadcast', 'presence'])::private.topic_access
    -- Whoever has not answered a request yet gives no sign of being there.
    when 'requested' then row(array['broadcast'], array[]::text[])::private.topic_access
    else row(array[]::text[], array[]::text[])::private.topic_access
  end;
end
$$;
comment on function private.topic_conversation is '
conversation:<id>: its members receive events, and send `typing` and presence. Nobody else, and nobody across a block.';

-- sql/60_chat/mentions.sql
create function private.mentioned_members(stands private.membership, body text) returns uuid[]
language plpgsql stable
set search_path = ''
as $$
declare
  names text[];
begin
  -- Nearly every message; in a conversation of two there is nobody to point at.
  if (stands.conversation).kind <> 'group' or position('@' in body) = 0 then
    return '{}';
  end if;
  names := private.usernames_in(body);
  if cardinality(names) > 50 then
    perform private.raise('INVALID_MESSAGE', 'body may mention up to 50 people.', 422);
  end if;
  return array(
    select member.id
    from private.accounts account
    join private.conversation_members member on member.user_id = account.id
    where account.username = any (names) and account.deactivated_at is null
      and member.conversation_id = (stands.conversation).id and member.state = 'active'
      and member.user_id <> (stands.member).user_id and member.user_id <> all (private.hidden_ids())
    order by member.id);
end
$$;
comment on function private.mentioned_members is '
The other members of a group whom a text of the caller mentions, by member id, without those whom the caller has blocked or who
have blocked the caller. Errors: INVALID_MESSAGE.';

create function private.tell_mentioned(stands private.membership, message_id uuid, member_ids uuid[]) returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  insert into private.engagement (kind, actor_id, subject_id, target_id, details)
  select 'mention', (stands.member).user_id, member.user_id, member.conversation_id, jsonb_build_object('message_id', message_id)
  from private.conversation_members member
  where member.id = any (member_ids);
end
$$;
comment on function private.tell_mentioned is '
Emits mention for each member who is mentioned in a message (subject: who, target: the conversation, details: {message_id}).';

-- sql/60_chat/message_at.sql
-- What a deed upon a message begins with, as membership is for a conversation.
create function private.message_at(
  message_id uuid,
  also_gone boolean default false,
  out stands private.membership,
  out message private.messages
)
language plpgsql stable
set search_path = ''
as $$
begin
  perform private.caller_id();
  select * into message from private.messages where messages.id = message_id;
  stands := private.find_membership(message.conversation_id);
  if (stands.member).id is null or message.seq < (stands.member).first_seq
    or (stands.conversation).kind = 'group' and message.sender_id = any (private.hidden_ids())
    or not also_gone and (message.deleted_at is not null or message.expires_at <= now() or exists (
      select from private.message_hides hide
      where hide.user_id = (stands.member).user_id and hide.conversation_id = message.conversation_id and hide.seq = message.seq)) then
    perform private.raise('MESSAGE_NOT_FOUND', 'There is no such message.', 404);
  end if;
end
$$;
comment on function private.message_at is '
A message that the caller may read, and where the caller stands there. `also_gone`: even if it was deleted or has disappeared.
Errors: NOT_AUTHENTICATED, MESSAGE_NOT_FOUND (alike for what does not exist and what is not the caller''s to read).';

create function private.announce_change(message_id uuid) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  message private.messages;
begin
  select * into message from private.messages where messages.id = message_id and messages.deleted_at is null;
  if found then
    perform private.deliver_about(message, 'message.updated', (private.message_items(array[message_id]))[1]);
  end if;
end
$$;
comment on function private.announce_change is '
Sends the members a message that has changed, whole: event `message.updated`. Whoever changes it sets changed_in.';

create function private.deliver_about(message private.messages, event text, payload jsonb) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  conversation private.conversations;
begin
  select * into conversation from private.conversations where conversations.id = message.conversation_id;
  -- The worker does things to messages too, also where there is a block between the two by now.
  if conversation.kind <> 'group' and exists (
    select from private.conversation_members member
    where member.conversation_id = conversation.id and member.user_id = any (private.hidden_from(message.sender_id))) then
    return;
  end if;
  perform private.deliver(conversation, message.sender_id, event, payload);
end
$$;
comment on function private.deliver_about is 'As deliver, of something that has happened to a message, whoever did it.';

-- sql/60_chat/message_receipts.sql
create function public.message_receipts(message_id uuid, cursor text default null, page_size int default 20) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return private.message_receipts(message_id, cursor, page_size);
end
$$;
comment on function public.message_receipts is '
Who has received and read a message: {items: [{member, delivered_at, read_at}], next_cursor}, of every other member who could have,
the last to join first. `member`: {member_id, id, username, first_name, last_name, avatar, alias}, and of somebody anonymous only
member_id and alias. The times are those of the member''s marks, which may have moved on since, and null before. `read_at` is null
too unless both the caller and the member exchange read receipts.
Errors: NOT_AUTHENTICATED, MESSAGE_NOT_FOUND, INVALID_CURSOR, INVALID_PAGE_SIZE.';
grant execute on function public.message_receipts to authenticated;

create function private.message_receipts(message_id uuid, cursor text, page_size int) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  caller uuid := private.caller_id();
  before uuid := private.decode_cursor(cursor);
  size int := private.page_size(page_size);
  at record := private.message_at(message_id);
  conversation private.conversations := (at.stands).conversation;
  message private.messages := at.message;
  exchanges boolean := private.exchanges_reads(caller);
  unseen uuid[] := private.hidden_ids();
begin
  return (
    select private.graph_page(array_agg(item order by id desc), array_agg(id order by id desc), size)
    from (
      select member.id, jsonb_build_object(
          'member', private.member_card(conversation, member, profile),
          'delivered_at', case when member.last_delivered_seq >= message.seq then coalesce(member.delivered_at, member.joined_at) end,
          'read_at', case when exchanges and settings.read_receipts and member.last_read_seq >= message.seq
            then coalesce(member.read_at, member.joined_at) end) as item
      from private.conversation_members member
      join public.profiles profile on profile.id = member.user_id and profile.is_active
      join private.profile_settings settings on settings.profile_id = member.user_id
      where member.conversation_id = conversation.id and member.id < before
        -- Whoever has not accepted a request gives no sign.
        and member.state = 'active' and member.first_seq <= message.seq
        and member.user_id is distinct from message.sender_id and member.user_id <> caller and member.user_id <> all (unseen)
      order by member.id desc
      limit size + 1
    ) found);
end
$$;
comment on function private.message_receipts is 'The step of message_receipts that reads. Errors: as message_receipts.';
grant execute on function private.message_receipts to authenticated;

create function private.exchanges_reads(person_id uuid) returns boolean
language plpgsql stable
set search_path = ''
as $$
begin
  return (select settings.read_receipts from private.profile_settings settings where settings.profile_id = person_id);
end
$$;
comment on function private.exchanges_reads is 'Whether somebody shows what they have read, and so sees what others have.';

-- sql/60_chat/message_requests.sql
create function public.list_message_requests(cursor text default null, page_size int default 20) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return private.list_conversations(false, 'requested', cursor, page_size);
end
$$;
comment on function public.list_message_requests is '
What waits for the caller''s answer: first messages of strangers, and invitations to groups: {items, next_cursor}, conversations as
list_conversations gives them. Of an invitation me.inviter says who has sent it, and nothing of what is said there is shown.
Errors: NOT_AUTHENTICATED, INVALID_CURSOR, INVALID_PAGE_SIZE.';
grant execute on function public.list_message_requests to authenticated;

create function public.answer_message_request(conversation_id uuid, accept boolean) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.answer_message_request(conversation_id, accept);
end
$$;
comment on function public.answer_message_request is '
Accepts or declines the first messages of a stranger, or an invitation to a group. Returns the conversation, as list_conversations
does, and null after a refusal, of which the other side is not told. To write an answer is to accept, too. Repeating an answer
changes nothing.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, CONVERSATION_NOT_FOUND (also when it was answered otherwise), INVALID_ARGUMENT.';
grant execute on function public.answer_message_request to authenticated;

create function private.answer_message_request(conversation_id uuid, accept boolean) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.active_caller_id();
  conversation private.conversations;
  own private.conversation_members;
begin
  perform private.require_answer(accept);
  select * into conversation from private.conversations
  where conversations.id = answer_message_request.conversation_id
  for no key update;
  select * into own from private.conversation_members member
  where member.conversation_id = conversation.id and member.user_id = caller
    and member.state in ('requested', case when accept then 'active' else 'declined' end);
  if not found then
    perform private.raise('CONVERSATION_NOT_FOUND', 'There is no such request.', 404);
  end if;
  if own.state = 'requested' and not accept then
    perform private.decline_request(own);
  elsif own.state = 'requested' and conversation.kind = 'group' then
    perform private.join_group(own);
  elsif own.state = 'requested' then
    perform private.accept_request(private.membership(conversation_id));
  elsif accept then
    perform private.membership(conversation_id);
  end if;
  return case when accept then (private.conversation_items(array[conversation.id], caller))[1] end;
end
$$;
comment on function private.answer_message_request is '
The step of answer_message_request that writes. Emits what accept_request emits. Errors: as answer_message_request.';
grant execute on function private.answer_message_request to authenticated;

create function private.accept_request(stands private.membership) returns private.membership
language plpgsql volatile
set search_path = ''
as $$
declare
  people uuid[] := array[(stands.member).user_id, (stands.partner).user_id];
begin
  perform from private.conversations where id = (stands.conversation).id for no key update;
  update private.conversation_members member set state = 'active', changed_in = pg_current_xact_id()
  where member.conversation_id = (stands.conversation).id and member.user_id = (stands.member).user_id
    and member.state in ('requested', 'declined');
  if found then
    -- From now on the person may send on the topic, too.
    perform private.recheck_topic('conversation:' || (stands.conversation).id);
    perform private.tell_members((stands.conversation).id, people[1:1]);
    perform private.tell_people((stands.conversation).id, people, 'accepted');
    perform private.emit('message_request_accept', people[1], people[2], (stands.conversation).id);
  end if;
  return private.membership((stands.conversation).id);
end
$$;
comment on function private.accept_request is '
Opens a conversation of two to its member, whose row this is; nothing if it is open. Emits message_request_accept (subject: who has
asked, target: the conversation).';

create function private.decline_request(asked private.conversation_members) returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  update private.conversation_members member set state = 'declined', left_at = now(), changed_in = pg_current_xact_id()
  where member.conversation_id = asked.conversation_id and member.user_id = asked.user_id;
  perform private.recheck_topic('conversation:' || asked.conversation_id);
  perform private.tell_people(asked.conversation_id, array[asked.user_id], 'declined');
end
$$;
comment on function private.decline_request is 'Refuses a request or an invitation. Only the own devices hear of it.';

create function private.reopen_conversation(conversation_id uuid, person_id uuid) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  stands private.membership;
begin
  perform from private.conversations where id = reopen_conversation.conversation_id for no key update;
  select conversation, own, other into stands
  from private.conversations conversation
  join private.conversation_members own on own.conversation_id = conversation.id and own.user_id = person_id
  left join private.conversation_members other on other.conversation_id = conversation.id and other.user_id <> person_id
  where conversation.id = reopen_conversation.conversation_id and own.state = 'declined';
  if found then
    perform private.accept_request(stands);
  end if;
end
$$;
comment on function private.reopen_conversation is 'Whoever has declined a request and now begins the conversation themself has accepted it.';

create function private.join_group(invited private.conversation_members) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  conversation private.conversations;
begin
  update private.conversations set member_count = member_count + 1, changed_in = pg_current_xact_id()
  where id = invited.conversation_id
  returning * into conversation;
  update private.conversation_members member
  set state = 'active', joined_at = now(), left_at = null, awaits_notice = true, first_seq = begun.first_seq,
    last_delivered_seq = greatest(member.last_delivered_seq, begun.last_delivered_seq),
    last_read_seq = greatest(member.last_read_seq, begun.last_read_seq), read_number = begun.read_number,
    changed_in = pg_current_xact_id()
  from private.beginning(conversation) begun
  where member.conversation_id = conversation.id and member.user_id = invited.user_id;
  perform private.note_change(conversation, jsonb_build_object('event', 'joined', 'actor_member_id', invited.id));
  perform private.tell_members(conversation.id, array[invited.user_id]);
  perform private.tell_people(conversation.id, array[invited.user_id], 'accepted');
end
$$;
comment on function private.join_group is 'Somebody accepts an invitation to a group, whose row is locked.';

-- sql/60_chat/message_view.sql
-- The one shape of a message, for lists, events and sync.
create function private.message_view(
  message private.messages,
  sender jsonb,
  media jsonb default '[]',
  reply_to jsonb default null,
  reactions jsonb default '{}'
) returns jsonb
language plpgsql immutable
set search_path = ''
as $$
begin
  return jsonb_build_object(
    'id', message.id, 'conversation_id', message.conversation_id, 'seq', message.seq, 'client_id', message.client_id,
    'kind', message.kind, 'sender', sender, 'body', message.body, 'details', message.details, 'media', media,
    'reply_to', reply_to, 'mentions', message.mentions, 'reactions', reactions, 'created_at', message.created_at,
    'edited_at', message.edited_at, 'deleted_at', message.deleted_at, 'expires_at', message.expires_at);
end
$$;
comment on function private.message_view is '
A message as everybody in the conversation gets it: {id, conversation_id, seq, client_id, kind, sender, body, details, media,
reply_to, mentions, reactions, created_at, edited_at, deleted_at, expires_at}.';

create function private.member_card(conversation private.conversations, member private.conversation_members, profile public.profiles) returns jsonb
language plpgsql immutable
set search_path = ''
as $$
begin
  if conversation.kind = 'anonymous' and member.revealed_at is null then
    return jsonb_build_object('member_id', member.id, 'id', null, 'alias', member.alias);
  end if;
  return jsonb_build_object(
    'member_id', member.id, 'id', profile.id, 'username', profile.username, 'first_name', profile.first_name,
    'last_name', profile.last_name, 'avatar', profile.avatar, 'alias', member.alias);
end
$$;
comment on function private.member_card is '
Who somebody is in a conversation: {member_id, id, username, first_name, last_name, avatar, alias}, and of somebody anonymous
no more than {member_id, id: null, alias}.';

create function private.message_items(ids uuid[], viewer uuid default null) returns jsonb[]
language plpgsql stable
set search_path = ''
as $$
begin
  return (
    with wanted as materialized (
      select given.place, message, original
      from unnest(ids) with ordinality given (id, place)
      join private.messages message on message.id = given.id
      left join private.messages original on original.id = message.reply_to_id
    ),
    -- Each sender once, however many of the messages are theirs.
    cards as materialized (
      select member.conversation_id, member.user_id, private.member_card(conversation, member, profile) as card
      from (
        select distinct (wanted.message).conversation_id, author.user_id
        from wanted
        cross join lateral (values ((wanted.message).sender_id), ((wanted.original).sender_id)) author (user_id)
      ) author
      join private.conversation_members member
        on member.conversation_id = author.conversation_id and member.user_id = author.user_id
      join private.conversations conversation on conversation.id = member.conversation_id
      join public.profiles profile on profile.id = member.user_id and profile.is_active
    ),
    -- What few messages have is asked once for all of them.
    carried as materialized (
      select attached.message_id, jsonb_agg(private.media_view(medium) order by attached.place) as media
      from private.message_media attached
      join private.media medium on medium.id = attached.media_id
      where attached.message_id = any (ids)
      group by attached.message_id
    ),
    reacted as materialized (
      select counted.message_id, jsonb_object_agg(counted.emoji, counted.people) as emojis, max(counted.own) as own
      from (
        select reaction.message_id, reaction.emoji, count(*) as people,
          max(reaction.emoji) filter (where reaction.user_id = viewer) as own
        from private.message_reactions reaction
        where reaction.message_id = any (ids)
        group by reaction.message_id, reaction.emoji
      ) counted
      group by counted.message_id
    )
    select array_agg(
      private.message_view(
        wanted.message, sender.card, coalesce(carried.media, '[]'),
        case when (wanted.original).id is not null then jsonb_build_object(
          'id', (wanted.original).id, 'kind', (wanted.original).kind, 'body', left((wanted.original).body, 200),
          'sender', quoted.card) end,
        coalesce(reacted.emojis, '{}'))
      || case when viewer is null then '{}' else jsonb_build_object('my_reaction', reacted.own) end
      order by wanted.place)
    from wanted
    left join cards sender on sender.conversation_id = (wanted.message).conversation_id
      and sender.user_id = (wanted.message).sender_id
    left join cards quoted on quoted.conversation_id = (wanted.message).conversation_id
      and quoted.user_id = (wanted.original).sender_id
    left join carried on carried.message_id = (wanted.message).id
    left join reacted on reacted.message_id = (wanted.message).id);
end
$$;
comment on function private.message_items is '
Messages as clients get them (message_view), in the order of `ids`; null for none. With a `viewer` each also says `my_reaction`.
Which of them somebody may read is for the callers of this to decide.';

-- sql/60_chat/purge_conversations.sql
create function private.purge_conversations() returns bigint
language plpgsql volatile
set search_path = ''
as $$
declare
  doomed uuid[] := array(
    select id from private.conversations where ended_at < now() - interval '1 day' order by ended_at limit 100);
  removed bigint;
begin
  -- First what was said, a few thousand at a time; the objects of its media follow through their jobs.
  with batch as (
    select message.id from private.messages message where message.conversation_id = any (doomed) limit 5000
  ), unsaid as (
    delete from private.media where id in (
      select attached.media_id from private.message_media attached join batch on batch.id = attached.message_id)
  )
  delete from private.messages message using batch where message.id = batch.id;
  get diagnostics removed = row_count;
  if removed = 0 then
    delete from private.media where id in (select picture_id from private.conversations where id = any (doomed));
    delete from private.conversations where id = any (doomed);
    get diagnostics removed = row_count;
  end if;
  return removed;
end
$$;
comment on function private.purge_conversations is '
Removes a part of what is left of conversations that ended more than a day ago, and returns how many rows: anonymous ones that were
left, and any other whose last member has gone. The worker calls it by schedule until there are none.';

-- sql/60_chat/react_to_message.sql
-- What private.react and its companions (40_content) ask for by name.
create function private.react_to_message(caller uuid, message_id uuid, emoji text) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  at record;
  stands private.membership;
  message private.messages;
  previous text;
begin
  perform private.keep_people(array[caller]);
  at := private.message_at(message_id);
  stands := at.stands;
  message := at.message;
  if (stands.member).state = 'requested' then
    perform private.raise('MESSAGE_REQUEST_UNANSWERED', 'Accept the request first.', 403);
  end if;
  if (stands.conversation).ended_at is not null then
    perform private.raise('CONVERSATION_CLOSED', 'Nobody is there to see it any more.', 409);
  end if;
  -- One after the other, so that each event counts what it says.
  perform from private.messages locked
  where locked.id = message_id and locked.deleted_at is null and locked.kind <> 'system'
  for no key update;
  if not found then
    perform private.raise('MESSAGE_NOT_FOUND', 'There is no such message.', 404);
  end if;
  select reaction.emoji into previous from private.message_reactions reaction
  where reaction.message_id = react_to_message.message_id and reaction.user_id = caller;
  if previous = emoji then
    return;
  end if;
  insert into private.message_reactions (message_id, user_id, emoji)
  values (react_to_message.message_id, caller, react_to_message.emoji)
  on conflict on constraint message_reactions_pkey do update
    set emoji = excluded.emoji, id = excluded.id, created_at = excluded.created_at;
  update private.messages changed set changed_in = pg_current_xact_id() where changed.id = message_id;
  perform private.announce_reaction(stands, message, emoji);
  perform private.emit('message_reaction', caller, message.sender_id, message.conversation_id,
    jsonb_strip_nulls(jsonb_build_object('message_id', message_id, 'emoji', emoji, 'previous', previous)));
end
$$;
comment on function private.react_to_message is '
Emits message_reaction (subject: who wrote the message, target: the conversation, details: {message_id, emoji, previous: the emoji
that it replaces}). Errors: MESSAGE_NOT_FOUND, MESSAGE_REQUEST_UNANSWERED, CONVERSATION_CLOSED.';

create function private.unreact_to_message(caller uuid, message_id uuid) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  at record;
  message private.messages;
  withdrawn text;
begin
  perform private.keep_people(array[caller]);
  at := private.message_at(message_id, also_gone => true);
  message := at.message;
  perform from private.messages locked where locked.id = message_id for no key update;
  delete from private.message_reactions reaction
  where reaction.message_id = unreact_to_message.message_id and reaction.user_id = caller
  returning reaction.emoji into withdrawn;
  if found then
    perform private.announce_reaction(at.stands, message, null);
    perform private.emit('message_unreaction', caller, message.sender_id, message.conversation_id,
      jsonb_build_object('message_id', message_id, 'emoji', withdrawn));
  end if;
end
$$;
comment on function private.unreact_to_message is '
Emits message_unreaction (subject: who wrote the message, target: the conversation, details: {message_id, emoji}).
Errors: MESSAGE_NOT_FOUND.';

create function private.announce_reaction(stands private.membership, message private.messages, emoji text) returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  perform private.deliver(stands.conversation, (stands.member).user_id, 'reaction', jsonb_build_object(
    'conversation_id', message.conversation_id, 'message_id', message.id, 'member_id', (stands.member).id, 'emoji', emoji,
    'reactions', (private.message_items(array[message.id]))[1] -> 'reactions'), other_id => message.sender_id);
end
$$;
comment on function private.announce_reaction is '
Event `reaction`: {conversation_id, message_id, member_id, emoji: null when it is withdrawn, reactions: {emoji: count}}.';

create function private.reactions_to_message(message_id uuid, emoji text, before uuid, page_size int) returns jsonb
language plpgsql stable
set search_path = ''
as $$
declare
  at record := private.message_at(message_id);
  conversation private.conversations := (at.stands).conversation;
  unseen uuid[] := private.hidden_ids();
begin
  return (
    select private.graph_page(array_agg(item order by id desc), array_agg(id order by id desc), page_size)
    from (
      select reaction.id, jsonb_build_object(
          'user', private.member_card(conversation, member, profile), 'emoji', reaction.emoji, 'created_at', reaction.created_at) as item
      from private.message_reactions reaction
      join private.conversation_members member on member.conversation_id = conversation.id and member.user_id = reaction.user_id
      join public.profiles profile on profile.id = reaction.user_id and profile.is_active
      where reaction.message_id = reactions_to_message.message_id and reaction.id < before
        and (reactions_to_message.emoji is null or reaction.emoji = reactions_to_message.emoji)
        and reaction.user_id <> all (unseen)
      order by reaction.id desc
      limit page_size + 1
    ) found);
end
$$;
comment on function private.reactions_to_message is 'A page of list_reactions of a message. Errors: NOT_AUTHENTICATED, MESSAGE_NOT_FOUND.';

-- Reactions also go with their accounts: whoever was away hears of it by the message.
create function private.change_messages_of_gone() returns trigger
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  update private.messages message set changed_in = pg_current_xact_id()
  where message.id in (select message_id from gone) and message.deleted_at is null;
  return null;
end
$$;
comment on function private.change_messages_of_gone is 'What hung on messages is gone: sync finds these, unless they are empty anyway.';

-- sql/60_chat/remove_member.sql
create function public.remove_member(conversation_id uuid, user_id uuid) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.remove_member(conversation_id, user_id);
end
$$;
comment on function public.remove_member is '
Removes somebody from a group, or takes an invitation back: the owner anybody, admins who is neither. They read nothing of it from
this moment on. Returns the conversation, as list_conversations does. Repeating it changes nothing.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, CONVERSATION_NOT_FOUND, INVALID_ARGUMENT, ADMINS_ONLY, OWNER_ONLY, RATE_LIMITED.';
grant execute on function public.remove_member to authenticated;

create function private.remove_member(conversation_id uuid, user_id uuid) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.active_caller_id();
  at private.membership := private.lock_group(conversation_id, true);
  removed private.conversation_members;
begin
  if user_id = caller then
    perform private.raise('INVALID_ARGUMENT', 'Leave the group instead.', 422);
  end if;
  perform private.take_token('change_group', caller::text);
  select * into removed from private.conversation_members member
  where member.conversation_id = remove_member.conversation_id and member.user_id = remove_member.user_id
    and member.state in ('active', 'requested');
  if found then
    if removed.role <> 'member' and (at.member).role <> 'owner' then
      perform private.raise('OWNER_ONLY', 'Only the owner of this group removes its admins.', 403);
    end if;
    perform private.end_membership(removed, null);
    if removed.state = 'active' then
      perform private.note_change(at.conversation, jsonb_build_object(
        'event', 'removed', 'actor_member_id', (at.member).id, 'member_ids', jsonb_build_array(removed.id)));
      perform private.tell_members(conversation_id, array[user_id]);
    end if;
    perform private.tell_people(conversation_id, array[user_id], 'removed');
  end if;
  return (private.conversation_items(array[conversation_id], caller))[1];
end
$$;
comment on function private.remove_member is 'The step of remove_member that writes. Errors: as remove_member.';
grant execute on function private.remove_member to authenticated;

create function private.end_membership(ending private.conversation_members, left_at timestamptz) returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  update private.conversation_members member
  set state = 'gone', role = 'member', left_at = end_membership.left_at, pinned_at = null, changed_in = pg_current_xact_id()
  where member.conversation_id = ending.conversation_id and member.user_id = ending.user_id;
  if ending.state = 'active' then
    update private.conversations conversation
    set member_count = member_count - 1, changed_in = pg_current_xact_id(),
      ended_at = case when member_count = 1 then now() end
    where conversation.id = ending.conversation_id;
    perform private.end_access(ending.conversation_id);
  end if;
end
$$;
comment on function private.end_membership is '
Takes somebody out of a group whose row is locked; the group ends with its last member. `left_at`: now if they went by themselves.';

-- sql/60_chat/remove_messages.sql
create function private.remove_messages() returns trigger
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  delete from private.messages message using gone where message.conversation_id = gone.id;
  return null;
end
$$;
comment on function private.remove_messages is 'Statement trigger of conversations: what was said in those that are gone goes too.';

-- sql/60_chat/search_messages.sql
create function public.search_messages(
  query text,
  conversation_id uuid default null,
  cursor text default null,
  page_size int default 20
) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.search_messages(query, conversation_id, cursor, page_size);
end
$$;
comment on function public.search_messages is '
Messages with words that begin like all words of `query` (up to 100 characters and 8 words, accents and case do not count), the
newest first, as list_messages gives them: {items, next_cursor}. In all conversations of the caller, or in one. A message is found
about a second after it was sent.
Errors: NOT_AUTHENTICATED, CONVERSATION_NOT_FOUND, INVALID_SEARCH, INVALID_CURSOR, INVALID_PAGE_SIZE,
RATE_LIMITED.';
grant execute on function public.search_messages to authenticated;

create function private.search_messages(query text, conversation_id uuid, cursor text, page_size int) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.caller_id();
  before uuid := private.decode_cursor(cursor);
  size int := private.page_size(page_size);
  wanted text[] := private.searched_words(query);
  places uuid[];
  unseen uuid[] := private.hidden_ids();
  ids uuid[];
begin
  perform private.take_token('search_messages', caller::text);
  if conversation_id is not null then
    perform private.membership(conversation_id);
  end if;
  -- Which conversations first, so that the look-ups in the index are as many as these, whatever the planner thinks.
  select array_agg(own.conversation_id) into places
  from private.conversation_members own
  join private.conversations conversation on conversation.id = own.conversation_id
  where own.user_id = caller and own.state in ('active', 'requested')
    and (search_messages.conversation_id is null or own.conversation_id = search_messages.conversation_id)
    and (conversation.kind = 'group' or cardinality(unseen) = 0 or not exists (
      select from private.conversation_members other
      where other.conversation_id = own.conversation_id and other.user_id = any (unseen)));
  select array_agg(id order by id desc) into ids
  from (
    select found.id
    from unnest(places) place
    join private.conversation_members own on own.conversation_id = place and own.user_id = caller
    cross join lateral (
      select matching.id
      from (
        -- "offset 0" keeps the order out of it: Postgres might walk through everybody's messages by time.
        select message.id, message.conversation_id, message.seq, message.sender_id, message.expires_at
        from private.message_search searched
        join private.messages message on message.id = searched.message_id and message.deleted_at is null
        where searched.words @@ private.message_query(place, wanted)
        offset 0
      ) matching
      where matching.conversation_id = place and matching.seq >= own.first_seq and matching.id < before
        and (matching.expires_at > now() or matching.expires_at is null)
        and (matching.sender_id <> all (unseen) or matching.sender_id is null)
        and not exists (
          select from private.message_hides hide
          where hide.user_id = caller and hide.conversation_id = place and hide.seq = matching.seq)
      order by matching.id desc
      limit size + 1
    ) found
    order by found.id desc
    limit size + 1
  ) newest;
  return private.graph_page(private.message_items(ids[1:size], caller), ids, size);
end
$$;
comment on function private.search_messages is 'The step of search_messages that reads. Errors: as search_messages.';
grant execute on function private.search_messages to authenticated;

create function private.searched_words(query text) returns text[]
language plpgsql immutable
set search_path = ''
as $$
declare
  words text[];
begin
  if length(query) <= 100 then
    words := array(
      select distinct word from regexp_split_to_table(private.folded(query), '[^[:alnum:]]+' collate "pg_c_utf8") word where word <> '');
  end if;
  if (cardinality(words) between 1 and 8) is not true then
    perform private.raise('INVALID_SEARCH', 'query needs 1 to 8 words in up to 100 characters.', 422);
  end if;
  return words;
end
$$;
comment on function private.searched_words is 'The words of a search, folded. Errors: INVALID_SEARCH.';

-- sql/60_chat/send_message.sql
create function public.send_message(
  client_id uuid,
  conversation_id uuid,
  kind text default 'text',
  body text default '',
  media_ids uuid[] default '{}',
  reply_to uuid default null,
  latitude double precision default null,
  longitude double precision default null
) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.send_message(client_id, conversation_id, kind, body, media_ids, reply_to, latitude, longitude);
end
$$;
comment on function public.send_message is '
Sends a message, and returns it as list_messages does. When this answers the message is stored, and on its way to everybody.
`client_id` is made by the client: a retry with the same one returns the message that exists. `kind`: text, image, video, audio,
file (with 1 to 10 `media_ids` that the caller has uploaded for messages; body is the caption) or location (degrees, WGS 84).
`body`: up to 4000 characters; in a group @username points at up to 50 members. `reply_to`: a message of the same conversation.
A text with a link gets details.preview a moment later, if its page has one. Sending marks the conversation as read.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, CONVERSATION_NOT_FOUND, CONVERSATION_CLOSED, MESSAGE_REQUEST_PENDING, MESSAGE_NOT_FOUND,
INVALID_MESSAGE, INVALID_MEDIA, CONTENT_REJECTED, RATE_LIMITED.';
grant execute on function public.send_message to authenticated;

create function private.send_message(
  client_id uuid, conversation_id uuid, kind text, body text, media_ids uuid[], reply_to uuid,
  latitude double precision, longitude double precision
) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.active_caller_id();
  written text := private.trimmed(body);
  at private.membership;
  earlier uuid;
  flags text[];
  sent private.messages;
begin
  perform private.check_message(client_id, kind, written, media_ids, latitude, longitude);
  select message.id into earlier from private.messages message
  where message.sender_id = caller and message.client_id = send_message.client_id;
  if found then
    return (private.message_items(array[earlier], caller))[1];
  end if;
  at := private.membership(conversation_id);
  perform private.require_open_conversation(at);
  if reply_to is not null then
    perform private.message_place(at.member, reply_to);
  end if;
  perform private.take_token('send_message', caller::text);
  if (at.member).state = 'requested' then
    at := private.accept_request(at);
  end if;
  flags := private.moderate_text(written);
  if cardinality(media_ids) > 0 then
    perform private.claim_attachments(caller, 'message', array[kind], media_ids);
  end if;

  sent.kind := kind;
  sent.client_id := client_id;
  sent.body := written;
  sent.reply_to_id := reply_to;
  sent.mentions := private.mentioned_members(at, written);
  if kind = 'location' then
    sent.details := jsonb_build_object('latitude', latitude, 'longitude', longitude);
  end if;
  sent := private.store_message(at, sent);
  if sent.id is null then
    select message.id into earlier from private.messages message
    where message.sender_id = caller and message.client_id = send_message.client_id;
    return (private.message_items(array[earlier], caller))[1];
  end if;
  if cardinality(media_ids) > 0 then
    perform private.attach_to_message(sent.id, media_ids);
  end if;
  perform private.flag_text('message', sent.id, caller, flags);
  if cardinality(sent.mentions) > 0 then
    perform private.tell_mentioned(at, sent.id, sent.mentions);
  end if;
  perform private.want_preview(sent.id, kind, written);
  return private.announce_message(at, sent);
end
$$;
comment on function private.send_message is 'The step of send_message that writes. Emits what announce_message and tell_mentioned do. Errors: as send_message.';
grant execute on function private.send_message to authenticated;

-- sql/60_chat/set_member_role.sql
create function public.set_member_role(conversation_id uuid, user_id uuid, role text) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.set_member_role(conversation_id, user_id, role);
end
$$;
comment on function public.set_member_role is '
Makes somebody in a group admin or member again, or hands the group over: `role` admin, member, owner. For the owner, who is an
admin after handing over. Returns the conversation, as list_conversations does. Repeating it changes nothing.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, CONVERSATION_NOT_FOUND, INVALID_ARGUMENT, OWNER_ONLY, USER_NOT_FOUND (not in the group),
RATE_LIMITED.';
grant execute on function public.set_member_role to authenticated;

create function private.set_member_role(conversation_id uuid, user_id uuid, role text) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.active_caller_id();
  at private.membership := private.lock_group(conversation_id, false);
  member private.conversation_members;
begin
  if (role in ('owner', 'admin', 'member')) is not true then
    perform private.raise('INVALID_ARGUMENT', 'role must be owner, admin or member.', 422);
  end if;
  select * into member from private.conversation_members chosen
  where chosen.conversation_id = set_member_role.conversation_id and chosen.user_id = set_member_role.user_id
    and chosen.state = 'active';
  if not found then
    perform private.raise('USER_NOT_FOUND', 'This person is not in the group.', 404);
  end if;
  -- Also the repetition of a hand-over by who is not the owner any more.
  if member.role = set_member_role.role then
    return (private.conversation_items(array[conversation_id], caller))[1];
  end if;
  if (at.member).role <> 'owner' then
    perform private.raise('OWNER_ONLY', 'Only the owner of this group gives roles.', 403);
  end if;
  if user_id = caller then
    perform private.raise('INVALID_ARGUMENT', 'Make somebody else the owner instead.', 422);
  end if;
  perform private.take_token('change_group', caller::text);
  -- The old owner first: there is one at a time.
  update private.conversation_members changed set role = 'admin', changed_in = pg_current_xact_id()
  where changed.conversation_id = set_member_role.conversation_id and changed.user_id = caller
    and set_member_role.role = 'owner';
  update private.conversation_members changed set role = set_member_role.role, changed_in = pg_current_xact_id()
  where changed.conversation_id = set_member_role.conversation_id and changed.user_id = set_member_role.user_id;
  perform private.note_change(at.conversation, jsonb_build_object(
    'event', 'role', 'actor_member_id', (at.member).id, 'member_ids', jsonb_build_array(member.id), 'role', set_member_role.role));
  perform private.tell_members(conversation_id, array[caller, user_id]);
  return (private.conversation_items(array[conversation_id], caller))[1];
end
$$;
comment on function private.set_member_role is 'The step of set_member_role that writes. Errors: as set_member_role.';
grant execute on function private.set_member_role to authenticated;

-- sql/60_chat/start_conversation.sql
create function public.start_conversation(user_id uuid) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.start_conversation(user_id);
end
$$;
comment on function public.start_conversation is '
The conversation of the caller and somebody else, as list_conversations gives it: the one that exists, whoever began it, or a new
one. With somebody who is not connected with the caller and does not follow them it begins as a request, which waits for their
answer. They hear of it with the first message. A request that the caller has declined is accepted by this.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, SELF_TARGET, USER_NOT_FOUND, MESSAGES_NOT_ALLOWED, RATE_LIMITED.';
grant execute on function public.start_conversation to authenticated;

create function private.start_conversation(user_id uuid) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.begin_with(user_id);
  started uuid;
  is_known boolean;
  allowed text;
begin
  perform private.require_person(user_id);
  select conversation.id into started from private.conversations conversation
  where conversation.low_id = least(caller, user_id) and conversation.high_id = greatest(caller, user_id);
  if not found then
    is_known := exists (select from public.connections where person_id = caller and other_id = start_conversation.user_id)
      or exists (select from public.follows where follower_id = start_conversation.user_id and followee_id = caller);
    select who_may_message into allowed from private.profile_settings where profile_id = start_conversation.user_id;
    if allowed = 'nobody' or allowed = 'connections' and not exists (
      select from public.connections where person_id = caller and other_id = start_conversation.user_id) then
      perform private.raise('MESSAGES_NOT_ALLOWED', 'This person has chosen who may write to them.', 403);
    end if;
    if not is_known then
      perform private.take_new_conversation(caller);
    end if;
    insert into private.conversations (kind, low_id, high_id, creator_id, member_count)
    values ('direct', least(caller, user_id), greatest(caller, user_id), caller, 2)
    returning id into started;
    insert into private.conversation_members (conversation_id, user_id, state, awaits_notice)
    values (started, caller, 'active', false),
      (started, start_conversation.user_id, case when is_known then 'active' else 'requested' end, false);
  else
    perform private.reopen_conversation(started, caller);
  end if;
  return (private.conversation_items(array[started], caller))[1];
end
$$;
comment on function private.start_conversation is 'The step of start_conversation that writes. Errors: as start_conversation.';
grant execute on function private.start_conversation to authenticated;

create function private.take_new_conversation(person_id uuid) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  trust text := (
    select case
      when profile.verified_at is not null then 'verified'
      when account.email_verified_at is not null and account.created_at < now() - interval '7 days' then 'known'
      else 'new' end
    from private.accounts account join public.profiles profile on profile.id = account.id
    where account.id = person_id);
begin
  perform private.take_token('new_conversation_by_' || trust, person_id::text);
end
$$;
comment on function private.take_new_conversation is '
Counts one conversation with a stranger against the day: 10 for a new account, 20 once the address is verified and a week has
passed, 30 with the badge. Errors: RATE_LIMITED.';

-- sql/60_chat/store_message.sql
create function private.store_message(stands private.membership, draft private.messages) returns private.messages
language plpgsql volatile
set search_path = ''
as $$
declare
  at private.conversations;
  stored private.messages;
  told int;
  counted int := case draft.kind when 'system' then 0 else 1 end;
begin
  -- From here on the messages of this conversation come one after the other, until this transaction commits.
  update private.conversations conversation
  set last_seq = conversation.last_seq + 1, last_number = conversation.last_number + counted,
    position = private.uuid_v7(), changed_in = pg_current_xact_id()
  where conversation.id = (stands.conversation).id
  returning * into at;
  insert into private.messages (
    id, conversation_id, seq, number, sender_id, member_id, client_id, kind, body, details, reply_to_id, mentions, expires_at)
  values (
    at.position, at.id, at.last_seq, at.last_number, (stands.member).user_id, (stands.member).id, draft.client_id, draft.kind,
    coalesce(draft.body, ''), draft.details, draft.reply_to_id, coalesce(draft.mentions, '{}'), clock_timestamp() + at.disappear_after)
  on conflict on constraint one_message_a_client_id do nothing
  returning * into stored;
  if not found then
    -- Two tries at once: the earlier one has it. Its place is given back, as if this one had never come.
    update private.conversations conversation
    set last_seq = conversation.last_seq - 1, last_number = conversation.last_number - counted,
      position = (stands.conversation).position
    where conversation.id = at.id;
    return stored;
  end if;

  if at.ended_at is not null and draft.kind not in ('system', 'call') then
    perform private.raise('CONVERSATION_CLOSED', 'Nobody is there to read it any more.', 409);
  elsif at.kind = 'group' then
    update private.conversation_members member
    set last_read_seq = at.last_seq, last_delivered_seq = at.last_seq, read_number = at.last_number, awaits_notice = true,
      read_at = now(), delivered_at = now()
    where member.conversation_id = at.id and member.user_id = stored.sender_id and member.state = 'active';
    -- Whoever was removed while this waited for its place has not said it.
    if not found and stored.sender_id is not null then
      perform private.raise('CONVERSATION_NOT_FOUND', 'There is no such conversation.', 404);
    end if;
  else
    update private.conversation_members member
    set position = at.position,
      last_read_seq = case member.user_id when stored.sender_id then at.last_seq else member.last_read_seq end,
      last_delivered_seq = case member.user_id when stored.sender_id then at.last_seq else member.last_delivered_seq end,
      read_number = case member.user_id when stored.sender_id then at.last_number else member.read_number end,
      read_at = case member.user_id when stored.sender_id then now() else member.read_at end,
      delivered_at = case member.user_id when stored.sender_id then now() else member.delivered_at end
    where member.conversation_id = at.id;
    -- Or an account has gone: there is no foreign key that would notice.
    get diagnostics told = row_count;
    if told < 2 and stored.sender_id is not null then
      perform private.raise('CONVERSATION_CLOSED', 'Nobody is there to read it any more.', 409);
    end if;
  end if;
  return stored;
end
$$;
comment on function private.store_message is '
Gives a message its place and stores it: everything of it that is said, from `draft`; the rest, the marks of its sender and the
order of conversation lists, here. Null if a message of this client_id is there already.
Errors: CONVERSATION_CLOSED, CONVERSATION_NOT_FOUND (what has happened while this waited for the lock).';

-- sql/60_chat/sync.sql
create function public.sync(since text default null) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return private.sync(since);
end
$$;
comment on function public.sync is '
Everything that has changed for the caller after a point, for clients that were away: {conversations, messages, receipts,
notifications, removed: {conversations: [id], messages: [{conversation_id, seq}]}, next_since, more}. Without `since` nothing but
the point of now, to begin from: take it before the first lists are read. `messages`: new and changed ones as list_messages gives
them, conversation by conversation and there in their order, up to 200 a page; while `more` is true, call again with next_since.
`conversations`: as list_conversations gives them, each as it is now. `receipts`: {conversation_id, member_id, user_id,
last_delivered_seq, last_read_seq}. These three come with the first page. Nothing is left out and nothing comes twice, whoever
writes at the same moment. docs/sync.md shows a client.
Errors: NOT_AUTHENTICATED, INVALID_CURSOR.';
grant execute on function public.sync to authenticated;

create function private.sync(since text) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  caller uuid := private.caller_id();
  span private.sync_range := private.decode_sync_range(since);
  is_first boolean := span.conversation_id is null;
  size int := 200;
  ids uuid[];
  following private.sync_range := row(span.until, null, null, null);
begin
  if since is not null then
    ids := private.sync_message_ids(caller, span, size + 1);
  end if;
  if cardinality(ids) > size then
    following := span;
    select message.conversation_id, message.seq into following.conversation_id, following.seq
    from private.messages message where message.id = ids[size];
  end if;
  return jsonb_build_object(
    'conversations', case when is_first then private.sync_conversations(caller, span) else '[]' end,
    'messages', coalesce(to_jsonb(private.message_items(ids[1:size], caller)), '[]'),
    'receipts', case when is_first then private.sync_receipts(caller, span) else '[]' end,
    'notifications', '[]'::jsonb,
    'removed', case when is_first then private.sync_removed(caller, span) else '{"conversations": [], "messages": []}' end,
    'next_since', private.encode_sync_range(following),
    'more', following.conversation_id is not null);
end
$$;
comment on function private.sync is 'The step of sync that reads. Errors: as sync.';
grant execute on function private.sync to authenticated;

create function private.sync_message_ids(caller uuid, span private.sync_range, size int) returns uuid[]
language plpgsql stable
set search_path = ''
as $$
declare
  unseen uuid[] := private.hidden_ids();
  touched record;
  ids uuid[] := '{}';
begin
  for touched in
    select own as member, case own.conversation_id when span.conversation_id then span.seq else 0 end as behind,
      -- What is new begins behind the last message that was known: looked for from the end.
      coalesce((
        select known.seq from private.messages known
        where known.conversation_id = own.conversation_id and pg_visible_in_snapshot(known.created_in, span.since)
        order by known.seq desc
        limit 1), 0) as known_up_to
    from private.conversation_members own
    join private.conversations conversation on conversation.id = own.conversation_id
    where own.user_id = caller and (own.state = 'active' or own.state = 'requested' and conversation.kind <> 'group')
      and (span.conversation_id is null or own.conversation_id >= span.conversation_id)
      and (not pg_visible_in_snapshot(conversation.changed_in, span.since)
        or exists (
          select from private.messages message
          where message.conversation_id = own.conversation_id and message.changed_in >= pg_snapshot_xmin(span.since)))
    order by own.conversation_id
  loop
    ids := ids || private.sync_messages_of(touched.member, span, touched.known_up_to, touched.behind, unseen, size - cardinality(ids));
    exit when cardinality(ids) >= size;
  end loop;
  return ids;
end
$$;
comment on function private.sync_message_ids is 'The next messages that are new to somebody or have changed: the part messages of sync.';

create function private.sync_messages_of(
  member private.conversation_members, span private.sync_range, known_up_to bigint, behind bigint, unseen uuid[], size int
) returns uuid[]
language plpgsql stable
set search_path = ''
as $$
declare
  hides bigint[] := array(
    select seq from private.message_hides hide
    where hide.user_id = member.user_id and hide.conversation_id = member.conversation_id);
begin
  return array(
    select id
    from (
      (select message.id, message.seq from private.messages message
      where message.conversation_id = member.conversation_id and message.seq > greatest(known_up_to, behind)
        and pg_visible_in_snapshot(message.created_in, span.until) and private.may_read(member, message, unseen, hides)
      order by message.seq
      limit size)
      union all
      (select message.id, message.seq from private.messages message
      where message.conversation_id = member.conversation_id and message.changed_in >= pg_snapshot_xmin(span.since)
        and message.seq between behind + 1 and known_up_to
        and private.was_changed(message.changed_in, span) and private.may_read(member, message, unseen, hides)
      order by message.seq
      limit size)
    ) found
    order by seq
    limit size);
end
$$;
comment on function private.sync_messages_of is '
Of one conversation the messages behind `behind` that are new, which are all behind `known_up_to`, or have changed.';

create function private.sync_conversations(caller uuid, span private.sync_range) returns jsonb
language plpgsql stable
set search_path = ''
as $$
declare
  -- Nearly everything is older than this, and needs no closer look.
  first xid8 := pg_snapshot_xmin(span.since);
  unseen uuid[] := private.hidden_ids();
  ids uuid[];
begin
  select array_agg(own.conversation_id) into ids
  from private.conversation_members own
  join private.conversations conversation on conversation.id = own.conversation_id
  where own.user_id = caller and own.state in ('active', 'requested')
    and (conversation.changed_in >= first and private.was_changed(conversation.changed_in, span)
      or own.changed_in >= first and private.was_changed(own.changed_in, span))
    and (own.state = 'active' or conversation.kind = 'group' or conversation.last_seq > 0)
    and (conversation.kind = 'group' or cardinality(unseen) = 0 or not exists (
      select from private.conversation_members other
      where other.conversation_id = own.conversation_id and other.user_id = any (unseen)));
  return coalesce(to_jsonb(private.conversation_items(ids, caller)), '[]');
end
$$;
comment on function private.sync_conversations is 'What conversations of somebody are like now that have changed: the part conversations of sync.';

create function private.sync_receipts(caller uuid, span private.sync_range) returns jsonb
language plpgsql stable
set search_path = ''
as $$
declare
  first xid8 := pg_snapshot_xmin(span.since);
  exchanges boolean := private.exchanges_reads(caller);
  unseen uuid[] := private.hidden_ids();
begin
  return (
    select coalesce(jsonb_agg(
      private.receipt_view(conversation, changed.member)
      || case when exchanges and private.exchanges_reads((changed.member).user_id) then '{}' else '{"last_read_seq": 0}'::jsonb end), '[]')
    from private.conversation_members own
    join private.conversations conversation
      on conversation.id = own.conversation_id and conversation.member_count <= private.receipts_up_to()
    cross join lateral (
      select member from private.conversation_members member
      where member.conversation_id = own.conversation_id and member.changed_in >= first
        and private.was_changed(member.changed_in, span)
        and member.user_id <> caller and member.user_id <> all (unseen) and member.state = 'active'
    ) changed
    where own.user_id = caller and own.state = 'active');
end
$$;
comment on function private.sync_receipts is 'The marks of others that have moved: the part receipts of sync, the same as the event.';

create function private.sync_removed(caller uuid, span private.sync_range) returns jsonb
language plpgsql stable
set search_path = ''
as $$
declare
  first xid8 := pg_snapshot_xmin(span.since);
  unseen uuid[] := private.hidden_ids();
begin
  return jsonb_build_object(
    'conversations', (
      select coalesce(jsonb_agg(own.conversation_id), '[]')
      from private.conversation_members own
      join private.conversations conversation on conversation.id = own.conversation_id
      where own.user_id = caller and own.changed_in >= first and private.was_changed(own.changed_in, span)
        and (own.state in ('gone', 'declined') or conversation.kind <> 'group' and exists (
          select from private.conversation_members other
          where other.conversation_id = own.conversation_id and other.user_id = any (unseen)))),
    'messages', (
      select coalesce(jsonb_agg(jsonb_build_object('conversation_id', hide.conversation_id, 'seq', hide.seq)
        order by hide.conversation_id, hide.seq), '[]')
      from private.message_hides hide
      where hide.user_id = caller and hide.changed_in >= first and private.was_changed(hide.changed_in, span)));
end
$$;
comment on function private.sync_removed is '
What is gone for somebody: conversations that they left, were removed from or that a block has ended, and messages that they
have deleted for themselves on another device.';

-- sql/60_chat/sync_range.sql
-- A point in the log is a snapshot of transactions. Neither times nor sequences would do: both are given out before their
-- transactions commit, so a reader would pass over what commits late. What one snapshot sees and an earlier one did not is
-- exactly what was committed in between, whoever is writing meanwhile. Source: PostgreSQL manual, 9.27.8, "Transaction ID
-- and Snapshot Information Functions".
create function private.was_changed(changed_in xid8, span private.sync_range) returns boolean
language plpgsql immutable
set search_path = ''
as $$
begin
  return not pg_visible_in_snapshot(changed_in, span.since) and pg_visible_in_snapshot(changed_in, span.until);
end
$$;
comment on function private.was_changed is 'Whether a transaction lies between two snapshots.';

create function private.encode_sync_range(span private.sync_range) returns text
language plpgsql immutable
set search_path = ''
as $$
begin
  return rtrim(translate(
    encode(convert_to(concat_ws('/', span.since, span.until, span.conversation_id, span.seq), 'utf8'), 'base64'), E'+/\n', '-_'), '=');
end
$$;
comment on function private.encode_sync_range is '
An opaque point (base64url): one snapshot, or where a sync of several pages has come to. Nothing in it is secret or trusted.';

create function private.decode_sync_range(since text) returns private.sync_range
language plpgsql stable
set search_path = ''
as $$
declare
  span private.sync_range;
  parts text[];
begin
  if since is null then
    span.since := pg_current_snapshot();
    span.until := span.since;
    return span;
  end if;
  if length(since) > 8000 or since !~ '^[A-Za-z0-9_-]+$' then
    raise invalid_text_representation;
  end if;
  parts := string_to_array(
    convert_from(decode(translate(since, '-_', '+/') || repeat('=', (4 - length(since) % 4) % 4), 'base64'), 'utf8'), '/');
  if cardinality(parts) not in (1, 4) then
    raise invalid_text_representation;
  end if;
  span.since := parts[1]::pg_snapshot;
  span.until := coalesce(parts[2]::pg_snapshot, pg_current_snapshot());
  span.conversation_id := parts[3];
  span.seq := parts[4];
  return span;
exception when data_exception then
  perform private.raise('INVALID_CURSOR', 'This point was not given by sync.', 422);
end
$$;
comment on function private.decode_sync_range is 'The range behind a point that sync gave; from now on, without one. Errors: INVALID_CURSOR.';

-- sql/60_chat/update_group.sql
create function public.update_group(conversation_id uuid, changes jsonb) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.update_group(conversation_id, changes);
end
$$;
comment on function public.update_group is '
Changes a group; for its admins. `changes` may have title (1 to 100 characters), picture (the media_id of an image that the caller
has uploaded for messages and that is ready, or null), members_may_add, only_admins_send, history_for_new (whether who joins reads
what was said before) and disappear_after_s (as set_disappearing). Returns the conversation, as list_conversations does.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, CONVERSATION_NOT_FOUND, INVALID_ARGUMENT, ADMINS_ONLY, INVALID_GROUP (details names every
wrong or unknown field), INVALID_MEDIA, CONTENT_REJECTED, RATE_LIMITED.';
grant execute on function public.update_group to authenticated;

create function private.update_group(conversation_id uuid, changes jsonb) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.active_caller_id();
  picture uuid;
  terms text[];
  at private.membership;
  earlier private.conversations;
  changed private.conversations;
begin
  perform private.check_group(changes);
  picture := (changes ->> 'picture')::uuid;
  terms := private.moderate_text(private.trimmed(changes ->> 'title'));
  -- For the flag on a title, which refers to the caller.
  perform private.keep_people(array[caller]);
  at := private.lock_group(conversation_id, true);
  perform private.take_token('change_group', caller::text);
  earlier := at.conversation;
  if picture is not null and picture is distinct from earlier.picture_id then
    perform private.claim_group_picture(conversation_id, caller, picture);
  end if;
  update private.conversations conversation
  set title = coalesce(private.trimmed(changes ->> 'title'), conversation.title),
    picture_id = case when changes ? 'picture' then picture else conversation.picture_id end,
    members_may_add = coalesce((changes ->> 'members_may_add')::boolean, conversation.members_may_add),
    only_admins_send = coalesce((changes ->> 'only_admins_send')::boolean, conversation.only_admins_send),
    history_for_new = coalesce((changes ->> 'history_for_new')::boolean, conversation.history_for_new),
    disappear_after = case when changes ? 'disappear_after_s'
      then make_interval(secs => (changes ->> 'disappear_after_s')::int) else conversation.disappear_after end,
    changed_in = pg_current_xact_id()
  where conversation.id = earlier.id
  returning * into changed;
  perform private.flag_text('conversation', changed.id, caller, terms);
  perform private.note_group_changes((at.member).id, earlier, changed);
  -- Nothing else shows the picture that was there.
  delete from private.media where id in (
    select medium.id from private.media medium
    where medium.id = earlier.picture_id and medium.id is distinct from changed.picture_id
    for update skip locked);
  return (private.conversation_items(array[changed.id], caller))[1];
end
$$;
comment on function private.update_group is 'The step of update_group that writes. Errors: as update_group.';
grant execute on function private.update_group to authenticated;

create function private.check_group(changes jsonb) returns void
language plpgsql immutable
set search_path = ''
as $$
declare
  problems text;
begin
  perform private.check_keys(changes, 'INVALID_GROUP', array[
    'title', 'picture', 'members_may_add', 'only_admins_send', 'history_for_new', 'disappear_after_s']);
  select string_agg(format('%s: %s', change.key, problem), '; ' order by change.key) into problems
  from jsonb_each(changes) change
  cross join lateral (select jsonb_typeof(change.value), change.value #>> '{}') as given (type, written)
  cross join lateral (select case
    when change.key = 'title' and (type <> 'string' or length(private.trimmed(written)) not between 1 and 100)
      then 'must have 1 to 100 characters'
    when change.key = 'picture' and type <> 'null' and (type <> 'string' or not pg_input_is_valid(written, 'uuid'))
      then 'must be a media_id or null'
    when change.key in ('members_may_add', 'only_admins_send', 'history_for_new') and type <> 'boolean'
      then 'must be true or false'
    when change.key = 'disappear_after_s' and type <> 'null' and (type <> 'number' or not private.is_timer(written))
      then 'must be 60 to 31622400, whole seconds, or null'
  end) as found (problem)
  where problem is not null;
  if problems is not null then
    perform private.raise('INVALID_GROUP', 'The group cannot be like this.', 422, details => problems);
  end if;
end
$$;
comment on function private.check_group is 'Errors: INVALID_GROUP (details names every wrong or unknown field).';

create function private.is_timer(seconds text) returns boolean
language plpgsql immutable
set search_path = ''
as $$
begin
  return pg_input_is_valid(seconds, 'integer') and seconds::int between 60 and 366 * 86400;
end
$$;
comment on function private.is_timer is 'Whether this is a time after which messages may disappear: whole seconds, a minute to 366 days.';

create function private.claim_group_picture(conversation_id uuid, owner_id uuid, media_id uuid) returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  perform private.claim_attachments(owner_id, 'message', array['image'], array[media_id]);
  if (select medium.status from private.media medium where medium.id = media_id) <> 'ready'
    or exists (select from private.message_media attached where attached.media_id = claim_group_picture.media_id)
    or exists (
      select from private.conversations other
      where other.picture_id = media_id and other.id <> claim_group_picture.conversation_id) then
    perform private.raise('INVALID_MEDIA', 'The picture is not ready, or in use elsewhere.', 422, details => media_id::text);
  end if;
end
$$;
comment on function private.claim_group_picture is 'Errors: INVALID_MEDIA.';

create function private.note_group_changes(
  actor_member_id uuid,
  earlier private.conversations,
  changed private.conversations
) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  actor jsonb := jsonb_build_object('actor_member_id', actor_member_id);
begin
  if changed.title <> earlier.title then
    perform private.note_change(changed, actor || jsonb_build_object('event', 'title', 'title', changed.title));
  end if;
  if changed.picture_id is distinct from earlier.picture_id then
    perform private.note_change(changed, actor || jsonb_build_object('event', 'picture', 'has_picture', changed.picture_id is not null));
  end if;
  if (changed.members_may_add, changed.only_admins_send, changed.history_for_new)
    <> (earlier.members_may_add, earlier.only_admins_send, earlier.history_for_new) then
    perform private.note_change(changed, actor || jsonb_build_object(
      'event', 'settings', 'members_may_add', changed.members_may_add, 'only_admins_send', changed.only_admins_send,
      'history_for_new', changed.history_for_new));
  end if;
  if changed.disappear_after is distinct from earlier.disappear_after then
    perform private.note_change(changed, actor || jsonb_build_object(
      'event', 'timer', 'disappear_after_s', extract(epoch from changed.disappear_after)::bigint));
  end if;
end
$$;
comment on function private.note_group_changes is 'A message of the system for each thing that has changed.';

create function private.note_lost_picture() returns trigger
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  new.changed_in := pg_current_xact_id();
  return new;
end
$$;
comment on function private.note_lost_picture is 'Trigger: the picture of a group was deleted, or its owner was.';

create function public.set_disappearing(conversation_id uuid, after_s int) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.set_disappearing(conversation_id, after_s);
end
$$;
comment on function public.set_disappearing is '
After how many seconds what is said from now on disappears, 60 to 31622400 (366 days), or null for never; for either of two, and
for the admins of a group. Returns the conversation, as list_conversations does.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, CONVERSATION_NOT_FOUND, CONVERSATION_CLOSED, MESSAGE_REQUEST_PENDING, ADMINS_ONLY,
INVALID_ARGUMENT, RATE_LIMITED.';
grant execute on function public.set_disappearing to authenticated;

create function private.set_disappearing(conversation_id uuid, after_s int) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.active_caller_id();
  at private.membership;
  changed private.conversations;
begin
  if after_s is not null and not private.is_timer(after_s::text) then
    perform private.raise('INVALID_ARGUMENT', 'after_s must be 60 to 31622400, or null.', 422);
  end if;
  at := private.lock_conversation(conversation_id);
  if (at.conversation).kind = 'group' then
    at := private.lock_group(conversation_id, true);
  else
    perform private.require_open_conversation(at);
    -- While a request waits there is nothing but what it says.
    if 'requested' in ((at.member).state, (at.partner).state) then
      perform private.raise('MESSAGE_REQUEST_PENDING', 'The request has to be answered first.', 403);
    end if;
  end if;
  perform private.take_token('change_group', caller::text);
  update private.conversations conversation
  set disappear_after = make_interval(secs => after_s), changed_in = pg_current_xact_id()
  where conversation.id = set_disappearing.conversation_id
  returning * into changed;
  perform private.note_group_changes((at.member).id, at.conversation, changed);
  return (private.conversation_items(array[changed.id], caller))[1];
end
$$;
comment on function private.set_disappearing is 'The step of set_disappearing that writes. Errors: as set_disappearing.';
grant execute on function private.set_disappearing to authenticated;

-- sql/60_chat/triggers.sql
create trigger remove_messages after delete on private.conversations
  referencing old table as gone for each statement execute function private.remove_messages();

create trigger leave_conversations before delete on public.profiles
  for each row execute function private.leave_conversations();

create trigger end_talk_of_pair after insert on public.blocks
  for each row execute function private.end_talk_of_pair();
create trigger resume_talk_of_pair after delete on public.blocks
  for each row execute function private.resume_talk_of_pair();

create trigger note_lost_picture before update of picture_id on private.conversations
  for each row when (old.picture_id is not null and new.picture_id is null) execute function private.note_lost_picture();

create trigger change_messages after update of status on private.media
  for each row when (old.status <> new.status and new.status in ('ready', 'failed') and new.purpose = 'message')
  execute function private.change_messages_of_medium();

create trigger change_messages after delete on private.message_reactions
  referencing old table as gone for each statement execute function private.change_messages_of_gone();
create trigger change_messages after delete on private.message_media
  referencing old table as gone for each statement execute function private.change_messages_of_gone();

-- sql/65_calls/helpers.sql
create function private.ringing_time() returns interval
language sql immutable
set search_path = ''
as $$ select interval '45 seconds' $$;
comment on function private.ringing_time is 'How long a call rings.';

create function private.people_in_a_call() returns int
language sql immutable
set search_path = ''
as $$ select 8 $$;
comment on function private.people_in_a_call is 'How many members a group may have to be called: each device sends to each other one.';

create function private.longest_call() returns interval
language sql immutable
set search_path = ''
as $$ select interval '24 hours' $$;
comment on function private.longest_call is 'After that long a call is taken for one that nobody has ended.';

-- sql/65_calls/tables.sql
-- Calls: who rings, who has answered, how it ended. Sound and pictures go from person to person; what passes through here is
-- the state, and the signals by which their devices find each other. Whatever changes a call holds the row of its
-- conversation first (private.lock_call), so an answer and a hang-up at the same moment happen one after the other.

create table private.calls (
  id uuid primary key default private.uuid_v7(),
  conversation_id uuid not null references private.conversations (id) on delete cascade,
  caller_id uuid references public.profiles (id) on delete set null,
  media text not null,
  state text not null default 'ringing',
  outcome text,
  rings_until timestamptz not null default now() + private.ringing_time(),
  answered_at timestamptz,
  ended_at timestamptz,
  created_at timestamptz not null default now(),
  constraint media_is_known check (media in ('audio', 'video')),
  constraint state_is_known check (state in ('ringing', 'active', 'ended')),
  constraint outcome_is_known check (outcome in ('answered', 'missed', 'declined', 'busy', 'cancelled', 'failed')),
  constraint only_what_has_ended_has_an_outcome check (
    (state = 'ended') = (outcome is not null) and (state = 'ended') = (ended_at is not null)),
  constraint active_was_answered check (state <> 'active' or answered_at is not null),
  constraint ended_after_its_answer check (ended_at >= answered_at)
);
alter table private.calls enable row level security;
-- Who starts a second one joins the first. Also what the sweep looks through.
create unique index one_call_a_conversation on private.calls (conversation_id) where state <> 'ended';
-- The cascades.
create index calls_conversation_id on private.calls (conversation_id);
create index calls_caller_id on private.calls (caller_id);
comment on table private.calls is 'Calls, also those that have ended: the call log of everybody who was rung.';
comment on column private.calls.caller_id is 'Who started it; null once the account is gone.';
comment on column private.calls.rings_until is 'Who has not answered by then has missed it, also when the worker comes to say so later.';
comment on column private.calls.outcome is '
answered; missed: nobody answered in time; declined; busy: everybody was in another call; cancelled: the caller gave up, which
is a missed call to the others; failed: it broke off.';

create table private.call_participants (
  call_id uuid not null references private.calls (id) on delete cascade,
  user_id uuid not null references public.profiles (id) on delete cascade,
  state text not null,
  session_id uuid,
  joined_at timestamptz,
  left_at timestamptz,
  primary key (call_id, user_id),
  constraint state_is_known check (state in ('ringing', 'joined', 'left', 'declined', 'missed', 'busy')),
  constraint joined_with_a_device check (state <> 'joined' or (session_id is not null and joined_at is not null))
);
alter table private.call_participants enable row level security;
-- Nobody is in two calls; Postgres sees to it, whichever two are joined at once.
create unique index one_call_a_person on private.call_participants (user_id) where state = 'joined';
-- A page of list_calls; the cascade.
create index call_participants_user_id on private.call_participants (user_id, call_id);
comment on table private.call_participants is 'Who was rung or took part, and what they did.';
comment on column private.call_participants.session_id is 'The device that is in the call: the session of its token.';

-- One row, written by the worker from its environment. Clients may read none of it.
create table private.ice_settings (
  is_only boolean primary key default true,
  stun_urls text[] not null,
  turn_urls text[] not null,
  turn_secret text,
  constraint there_is_one check (is_only),
  constraint turn_needs_a_secret check (cardinality(turn_urls) = 0 or length(turn_secret) >= 16)
);
alter table private.ice_settings enable row level security;
comment on table private.ice_settings is 'The STUN and TURN servers, and the secret that is shared with the TURN servers.';

-- sql/65_calls/answer_call.sql
create function public.answer_call(call_id uuid, accept boolean) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.answer_call(call_id, accept);
end
$$;
comment on function public.answer_call is '
Answers a call with this device, the first of the person''s devices that does so, or declines it on all of them. Who has
declined or missed a call of a group may still answer while it lasts. Repeating it with the same device changes nothing.
Returns the call, as get_call.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, INVALID_CALL, CALL_NOT_FOUND, CONVERSATION_NOT_FOUND, CALL_ENDED, CALL_ANSWERED_ELSEWHERE,
ALREADY_IN_CALL (details: the id of that call).';
grant execute on function public.answer_call to authenticated;

create function private.answer_call(call_id uuid, accept boolean) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.active_caller_id();
  call private.calls;
begin
  if accept is null then
    perform private.raise('INVALID_CALL', 'accept must be true or false.', 422);
  end if;
  call := private.lock_own_call(call_id, caller);
  if accept then
    perform private.membership(call.conversation_id);
    if call.state = 'ended' or private.is_overdue(call) then
      perform private.raise('CALL_ENDED', 'This call is over.', 409);
    end if;
    perform private.join_call(call, caller);
  else
    if exists (
      select from private.call_participants taken
      where taken.call_id = call.id and taken.user_id = caller and taken.state = 'joined'
        and taken.session_id <> (auth.jwt() ->> 'sid')::uuid) then
      perform private.raise('CALL_ANSWERED_ELSEWHERE', 'You are in this call with another device.', 409);
    end if;
    perform private.leave_call(call.id, caller);
  end if;
  return (private.call_items(array[call.id], caller))[1];
end
$$;
comment on function private.answer_call is 'The step of answer_call that writes. Errors: as answer_call.';
grant execute on function private.answer_call to authenticated;

-- sql/65_calls/call_items.sql
create function private.call_items(ids uuid[], viewer uuid) returns jsonb[]
language plpgsql stable
set search_path = ''
as $$
declare
  unseen uuid[] := private.hidden_ids();
begin
  return (
    select array_agg(
      jsonb_build_object(
        'id', call.id, 'conversation_id', call.conversation_id, 'media', call.media, 'state', so.state,
        'outcome', private.outcome_for(so.outcome, call.caller_id = viewer),
        'created_at', call.created_at, 'rings_until', call.rings_until, 'answered_at', call.answered_at,
        'ended_at', so.ended_at, 'duration_ms', private.call_duration(call), 'caller', took.caller, 'participants', took.part,
        'me', jsonb_build_object('state', took.own_state, 'is_caller', call.caller_id is not distinct from viewer))
      order by wanted.place)
    from unnest(ids) with ordinality wanted (id, place)
    join private.calls call on call.id = wanted.id
    join private.conversations conversation on conversation.id = call.conversation_id
    -- Over is over, whether the worker has come by or not.
    cross join lateral (select
      case when private.is_overdue(call) then 'ended' else call.state end as state,
      case when private.is_overdue(call) then 'missed' else call.outcome end as outcome,
      case when private.is_overdue(call) then call.rings_until else call.ended_at end as ended_at
    ) so
    cross join lateral (
      select
        jsonb_agg(person.card || jsonb_build_object('state', person.state) order by person.member_id) as part,
        jsonb_agg(person.card) filter (where person.user_id = call.caller_id) -> 0 as caller,
        min(person.state) filter (where person.user_id = viewer) as own_state
      from (
        select member.id as member_id, member.user_id, private.member_card(conversation, member, profile) as card,
          case when taken.state = 'ringing' and so.state = 'ended' then 'missed'
            when taken.state = 'joined' and so.state = 'ended' then 'left' else taken.state end as state
        from private.call_participants taken
        join private.conversation_members member
          on member.conversation_id = call.conversation_id and member.user_id = taken.user_id
        join public.profiles profile on profile.id = taken.user_id and profile.is_active
        where taken.call_id = call.id and taken.user_id <> all (unseen)
      ) person
    ) took);
end
$$;
comment on function private.call_items is '
Calls as their participant `viewer` gets them, in the order of `ids`; null for none. Which ones is for the callers to decide.';

create function private.is_overdue(call private.calls) returns boolean
language plpgsql stable
set search_path = ''
as $$
begin
  return call.state = 'ringing' and call.rings_until <= clock_timestamp();
end
$$;
comment on function private.is_overdue is 'Whether a call has rung for long enough: it is missed, although the worker has not come to say so.';

create function private.outcome_for(outcome text, is_caller boolean) returns text
language sql immutable
set search_path = ''
as $$
  select case when outcome_for.outcome = 'cancelled' and is_caller is not true then 'missed' else outcome_for.outcome end
$$;
comment on function private.outcome_for is 'What the outcome of a call is for the caller or for another: when the caller gives up, the others have missed it.';

create function private.call_duration(call private.calls) returns bigint
language sql immutable
set search_path = ''
as $$
  select (extract(epoch from (call).ended_at - (call).answered_at) * 1000)::bigint
$$;
comment on function private.call_duration is 'How long people talked, in milliseconds; null before the end, and when nobody answered.';

-- sql/65_calls/end_call.sql
create function public.end_call(call_id uuid) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.end_call(call_id);
end
$$;
comment on function public.end_call is '
Hangs up, from any device of the person. Between two the call is over; a group talks on while two are left. A caller who hangs up
before anybody has answered has cancelled the call. Repeating it changes nothing. Returns the call, as get_call.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, CALL_NOT_FOUND.';
grant execute on function public.end_call to authenticated;

create function private.end_call(call_id uuid) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.active_caller_id();
  call private.calls := private.lock_own_call(call_id, caller);
begin
  perform private.leave_call(call.id, caller);
  return (private.call_items(array[call.id], caller))[1];
end
$$;
comment on function private.end_call is 'The step of end_call that writes. Errors: as end_call.';
grant execute on function private.end_call to authenticated;

create function private.leave_call(call_id uuid, person_id uuid) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  call private.calls := private.lock_call(call_id);
begin
  if call.state = 'ended' then
    return;
  end if;
  update private.call_participants taken
  set state = case taken.state when 'joined' then 'left' else 'declined' end, left_at = clock_timestamp()
  where taken.call_id = call.id and taken.user_id = person_id and taken.state in ('joined', 'ringing');
  if not found then
    return;
  end if;
  if not private.settle_call(call) then
    perform private.tell_ended(call, person_id, (
      select case taken.state when 'left' then 'answered' else 'declined' end
      from private.call_participants taken where taken.call_id = call.id and taken.user_id = person_id));
  end if;
end
$$;
comment on function private.leave_call is 'Takes somebody out of a call, or stops it from ringing for them. Nothing happens if that is so already.';

-- sql/65_calls/export.sql
create function private.export_calls(account_id uuid) returns setof jsonb
language sql stable
set search_path = ''
as $$
  select jsonb_build_object(
    'call_id', call.id, 'conversation_id', call.conversation_id, 'media', call.media, 'is_caller', call.caller_id = own.user_id,
    'outcome', call.outcome, 'state', own.state, 'created_at', call.created_at, 'joined_at', own.joined_at, 'left_at', own.left_at)
  from private.call_participants own
  join private.calls call on call.id = own.call_id
  where own.user_id = export_calls.account_id
  order by call.id
$$;
comment on function private.export_calls is 'Part of the export: the calls that the person made or got.';

-- sql/65_calls/ice_servers.sql
create function public.ice_servers() returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.ice_servers();
end
$$;
comment on function public.ice_servers is '
The STUN and TURN servers for calls, ready for RTCPeerConnection: {ice_servers: [{urls, username, credential}], expires_at}. The
credential of the TURN servers is the caller''s own and holds until expires_at, in 11 to 12 hours; a call that is connected then goes on.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, RATE_LIMITED.';
grant execute on function public.ice_servers to authenticated;

create function private.ice_servers() returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.active_caller_id();
  -- To the hour, so that asking again gives the same.
  expires_at timestamptz := date_trunc('hour', now()) + interval '12 hours';
  username text;
  settings private.ice_settings;
  servers jsonb := '[]';
begin
  perform private.take_token('ice_servers', caller::text);
  select * into settings from private.ice_settings;
  if cardinality(settings.stun_urls) > 0 then
    servers := jsonb_build_array(jsonb_build_object('urls', settings.stun_urls));
  end if;
  if cardinality(settings.turn_urls) > 0 then
    -- The same person keeps the same name, for limits on the TURN server; it tells the server nothing else.
    username := format('%s:%s', extract(epoch from expires_at)::bigint,
      left(encode(extensions.hmac(caller::text, settings.turn_secret, 'sha256'), 'hex'), 32));
    servers := servers || jsonb_build_object(
      'urls', settings.turn_urls, 'username', username, 'credential', private.turn_credential(username, settings.turn_secret));
  end if;
  return jsonb_build_object('ice_servers', servers, 'expires_at', expires_at);
end
$$;
comment on function private.ice_servers is 'The step of ice_servers that reads the secret. Errors: as ice_servers.';
grant execute on function private.ice_servers to authenticated;

create function private.turn_credential(username text, secret text) returns text
language sql immutable strict
set search_path = ''
as $$
  select encode(extensions.hmac(turn_credential.username, turn_credential.secret, 'sha1'), 'base64')
$$;
comment on function private.turn_credential is '
The password that a TURN server with this secret accepts for a username <unix time of expiry>:<anything>, until that time.
Source: draft-uberti-behave-turn-rest-00, section 2.2; coturn calls it use-auth-secret.';

create function private.set_ice_settings(stun_urls text[], turn_urls text[], turn_secret text) returns void
language sql volatile
set search_path = ''
as $$
  insert into private.ice_settings (stun_urls, turn_urls, turn_secret)
  values (set_ice_settings.stun_urls, set_ice_settings.turn_urls, set_ice_settings.turn_secret)
  on conflict (is_only) do update
    set stun_urls = excluded.stun_urls, turn_urls = excluded.turn_urls, turn_secret = excluded.turn_secret
$$;
comment on function private.set_ice_settings is '
Says which STUN and TURN servers there are, and the secret of the latter. The worker calls it when it starts, with what its
environment has: SQL cannot read that.';

-- sql/65_calls/join_call.sql
-- Being in a call: one of the person's devices is, and the person is in no other.
create function private.join_call(call private.calls, person_id uuid) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  -- Two tabs of one browser share a session, and so are one device.
  device uuid := (auth.jwt() ->> 'sid')::uuid;
  in_it_with uuid;
begin
  select taken.session_id into in_it_with from private.call_participants taken
  where taken.call_id = call.id and taken.user_id = person_id and taken.state = 'joined';
  if found then
    if in_it_with <> device then
      perform private.raise('CALL_ANSWERED_ELSEWHERE', 'You are in this call with another device.', 409);
    end if;
    return;
  end if;
  if exists (
    select from private.call_participants other
    where other.call_id = call.id and other.state = 'joined' and other.user_id = any (private.hidden_ids())) then
    perform private.raise('CALL_NOT_FOUND', 'There is no such call.', 404);
  end if;
  perform private.be_in_call(call.id, person_id, device);
  update private.calls set state = 'active', answered_at = coalesce(calls.answered_at, clock_timestamp()) where calls.id = call.id;
  -- The own other devices stop ringing.
  perform private.broadcast('user:' || person_id, 'call.answered', jsonb_build_object(
    'call_id', call.id, 'conversation_id', call.conversation_id));
  perform private.tell_call(call.id);
end
$$;
comment on function private.join_call is '
Puts the device that calls this into a call that is locked and has not ended. Again with the same device it changes nothing.
Errors: CALL_ANSWERED_ELSEWHERE, CALL_NOT_FOUND (there is a block with somebody in it), ALREADY_IN_CALL.';

create function private.be_in_call(call_id uuid, person_id uuid, device uuid) returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  -- A call that rang in vain keeps nobody from the next, even while the worker is away. Without the lock of its conversation:
  -- this transaction holds that of another.
  update private.call_participants taken set state = 'left', left_at = call.rings_until
  from private.calls call
  where taken.user_id = person_id and taken.state = 'joined' and call.id = taken.call_id and private.is_overdue(call);

  insert into private.call_participants as taken (call_id, user_id, state, session_id, joined_at)
  values (be_in_call.call_id, person_id, 'joined', device, clock_timestamp())
  on conflict on constraint call_participants_pkey do update
    set state = excluded.state, session_id = excluded.session_id, joined_at = excluded.joined_at, left_at = null;
exception when unique_violation then
  perform private.raise('ALREADY_IN_CALL', 'You are in another call.', 409, details => (
    select taken.call_id::text from private.call_participants taken where taken.user_id = person_id and taken.state = 'joined'));
end
$$;
comment on function private.be_in_call is 'Writes down that a person is in a call with this device. Errors: ALREADY_IN_CALL (details: the other call).';

create function private.tell_call(call_id uuid) returns void
language sql volatile
set search_path = ''
as $$
  -- No names: in a group not everybody may know of everybody.
  select private.broadcast('call:' || call.id, 'state', jsonb_build_object(
    'call_id', call.id, 'conversation_id', call.conversation_id, 'media', call.media, 'state', call.state, 'outcome', call.outcome,
    'answered_at', call.answered_at, 'ended_at', call.ended_at, 'duration_ms', private.call_duration(call),
    'participants', (
      select jsonb_agg(jsonb_build_object('member_id', member.id, 'state', taken.state) order by member.id)
      from private.call_participants taken
      join private.conversation_members member on member.conversation_id = call.conversation_id and member.user_id = taken.user_id
      where taken.call_id = call.id)))
  from private.calls call
  where call.id = tell_call.call_id
$$;
comment on function private.tell_call is '
Event `state` on call:<id>: {call_id, conversation_id, media, state, outcome, answered_at, ended_at, duration_ms, participants:
[{member_id, state}]}.';

-- sql/65_calls/list_calls.sql
create function public.list_calls(cursor text default null, page_size int default 20) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return private.list_calls(cursor, page_size);
end
$$;
comment on function public.list_calls is '
The calls that the caller made or got, the last first: {items, next_cursor}, each as get_call gives it. Those with people with whom
there is a block are left out.
Errors: NOT_AUTHENTICATED, INVALID_CURSOR, INVALID_PAGE_SIZE.';
grant execute on function public.list_calls to authenticated;

create function private.list_calls(cursor text, page_size int) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  caller uuid := private.caller_id();
  before uuid := private.decode_cursor(cursor);
  size int := private.page_size(page_size);
  unseen uuid[] := private.hidden_ids();
  ids uuid[];
begin
  select array_agg(found.call_id order by found.call_id desc) into ids
  from (
    select own.call_id from private.call_participants own
    where own.user_id = caller and own.call_id < before
      and (cardinality(unseen) = 0 or private.is_call_open(own.call_id, unseen))
    order by own.call_id desc
    limit size + 1
  ) found;
  return private.graph_page(private.call_items(ids[1:size], caller), ids, size);
end
$$;
comment on function private.list_calls is 'The step of list_calls that reads. Errors: as list_calls.';
grant execute on function private.list_calls to authenticated;

create function private.is_call_open(call_id uuid, unseen uuid[]) returns boolean
language plpgsql stable
set search_path = ''
as $$
begin
  return not exists (
    select from private.calls call
    join private.conversations conversation on conversation.id = call.conversation_id and conversation.kind <> 'group'
    join private.call_participants other on other.call_id = call.id
    where call.id = is_call_open.call_id and other.user_id = any (unseen));
end
$$;
comment on function private.is_call_open is 'False for a call between two of whom one is among the `unseen`.';

create function public.get_call(call_id uuid) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return private.get_call(call_id);
end
$$;
comment on function public.get_call is '
A call that the caller was rung for or takes part in: {id, conversation_id, media: audio|video, state: ringing|active|ended, outcome:
answered|missed|declined|busy|cancelled|failed|null, created_at, rings_until, answered_at, ended_at, duration_ms, caller, participants,
me: {state, is_caller}}. `caller` and `participants`: {member_id, id, username, first_name, last_name, avatar, alias}, of somebody
anonymous only member_id and alias; participants with their state: ringing|joined|left|declined|missed|busy.
Errors: NOT_AUTHENTICATED, CALL_NOT_FOUND.';
grant execute on function public.get_call to authenticated;

create function private.get_call(call_id uuid) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  caller uuid := private.caller_id();
begin
  if not exists (
      select from private.call_participants taken where taken.call_id = get_call.call_id and taken.user_id = caller)
    or not private.is_call_open(call_id, private.hidden_ids()) then
    perform private.raise('CALL_NOT_FOUND', 'There is no such call.', 404);
  end if;
  return (private.call_items(array[call_id], caller))[1];
end
$$;
comment on function private.get_call is 'The step of get_call that reads. Errors: as get_call.';
grant execute on function private.get_call to authenticated;

-- sql/65_calls/lock_call.sql
create function private.lock_call(call_id uuid) returns private.calls
language plpgsql volatile
set search_path = ''
as $$
declare
  call private.calls;
begin
  perform from private.conversations conversation
  where conversation.id = (select calls.conversation_id from private.calls where calls.id = lock_call.call_id)
  for no key update;
  select * into call from private.calls where calls.id = lock_call.call_id;
  return call;
end
$$;
comment on function private.lock_call is '
A call that nobody else changes until this transaction ends; all null if there is none. It is the conversation that is locked:
the log of the call is a message there, and two calls that are started at once are to become one.';

create function private.lock_own_call(call_id uuid, person_id uuid) returns private.calls
language plpgsql volatile
set search_path = ''
as $$
begin
  if not exists (
    select from private.call_participants taken where taken.call_id = lock_own_call.call_id and taken.user_id = person_id) then
    perform private.raise('CALL_NOT_FOUND', 'There is no such call.', 404);
  end if;
  return private.lock_call(call_id);
end
$$;
comment on function private.lock_own_call is 'As lock_call, of a call that the person was rung for or takes part in. Errors: CALL_NOT_FOUND.';

-- sql/65_calls/log_call.sql
create function private.log_call(call private.calls) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  claims text := current_setting('request.jwt.claims', true);
  stands private.membership;
  line private.messages;
begin
  select conversation, own, other into stands
  from private.conversation_members own
  join private.conversations conversation on conversation.id = own.conversation_id
  left join private.conversation_members other
    on conversation.kind <> 'group' and other.conversation_id = own.conversation_id and other.user_id <> own.user_id
  where own.conversation_id = call.conversation_id and own.user_id = call.caller_id;
  if not found then
    return; -- The caller's account is gone.
  end if;
  line.kind := 'call';
  line.client_id := call.id;
  line.details := jsonb_build_object(
    'call_id', call.id, 'media', call.media, 'outcome', call.outcome, 'duration_ms', private.call_duration(call));
  line := private.store_message(stands, line);

  -- It is the caller's message, whoever or whatever ended the call; who hears of it depends on whom they have blocked.
  perform set_config('request.jwt.claims', jsonb_build_object('sub', call.caller_id)::text, true);
  if ((stands.partner).user_id = any (private.hidden_ids())) is not true then
    perform private.deliver(stands.conversation, call.caller_id, 'message.created', view), private.give_notice(stands, line, view)
    from unnest(private.message_items(array[line.id])) view;
  end if;
  perform private.see_call(stands, line, call);
  perform set_config('request.jwt.claims', coalesce(claims, ''), true);

  perform private.emit('missed_call', call.caller_id, taken.user_id, call.conversation_id, jsonb_build_object(
    'call_id', call.id, 'media', call.media))
  from private.call_participants taken where taken.call_id = call.id and taken.state in ('missed', 'busy');
end
$$;
comment on function private.log_call is '
Writes a call that has ended into the conversation, as a message of kind call. Emits missed_call for each who was rung, or was
busy, and did not answer (subject: that person; target: the conversation; details: {call_id, media}).';

create function private.see_call(stands private.membership, line private.messages, call private.calls) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  moved private.conversation_members;
begin
  for moved in
    update private.conversation_members member
    set last_read_seq = line.seq, last_delivered_seq = line.seq, read_number = line.number, read_at = now(), delivered_at = now(),
      changed_in = pg_current_xact_id()
    from private.call_participants taken
    where taken.call_id = call.id and taken.user_id <> call.caller_id and taken.state in ('left', 'declined')
      and member.conversation_id = call.conversation_id and member.user_id = taken.user_id
      and member.read_number = line.number - 1
    returning member.*
  loop
    perform private.tell_marks(stands, moved);
  end loop;
end
$$;
comment on function private.see_call is '
Who answered or declined a call has seen it: its line is not unread to them, unless older messages are.';

-- sql/65_calls/settle_call.sql
create function private.settle_call(
  call private.calls,
  broke_off boolean default false,
  over_at timestamptz default clock_timestamp()
) returns boolean
language plpgsql volatile
set search_path = ''
as $$
declare
  talking int;
  ringing int;
  answers text[];
  gave_up boolean;
begin
  select count(*) filter (where taken.state = 'joined'), count(*) filter (where taken.state = 'ringing'), array_agg(taken.state),
    bool_or(taken.state = 'left' and taken.user_id = call.caller_id)
  into talking, ringing, answers, gave_up
  from private.call_participants taken
  where taken.call_id = call.id;
  if talking >= 1 and talking + ringing >= 2 then
    perform private.tell_call(call.id);
    perform private.recheck_topic('call:' || call.id);
    return false;
  end if;
  perform private.finish_call(call, case
    when call.answered_at is not null then case when broke_off then 'failed' else 'answered' end
    when gave_up then 'cancelled'
    when answers && array['ringing', 'missed'] then 'missed'
    when answers && array['declined'] then 'declined'
    else 'busy'
  end, over_at);
  return true;
end
$$;
comment on function private.settle_call is '
After somebody has left a call that is locked: ends it if nobody is left to talk to, and tells those who are in it. Returns
whether it has ended.';

create function private.finish_call(call private.calls, outcome text, over_at timestamptz) returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  update private.calls set state = 'ended', outcome = finish_call.outcome, ended_at = greatest(over_at, calls.answered_at)
  where calls.id = call.id
  returning * into call;
  update private.call_participants taken
  set state = case taken.state when 'ringing' then 'missed' else 'left' end, left_at = call.ended_at
  where taken.call_id = call.id and taken.state in ('ringing', 'joined');
  perform private.tell_call(call.id);
  perform private.recheck_topic('call:' || call.id);
  perform private.tell_ended(call, taken.user_id, private.outcome_for(call.outcome, taken.user_id = call.caller_id))
  from private.call_participants taken where taken.call_id = call.id;
  perform private.log_call(call);
end
$$;
comment on function private.finish_call is 'Ends a call that is locked, stops every device, and writes the log.';

create function private.tell_ended(call private.calls, person_id uuid, outcome text) returns void
language sql volatile
set search_path = ''
as $$
  select private.broadcast('user:' || person_id, 'call.ended', jsonb_build_object(
    'call_id', (call).id, 'conversation_id', (call).conversation_id, 'media', (call).media, 'outcome', tell_ended.outcome,
    'duration_ms', private.call_duration(call)))
$$;
comment on function private.tell_ended is '
Event `call.ended` for every device of a person: {call_id, conversation_id, media, outcome, duration_ms}.';

-- sql/65_calls/start_call.sql
create function public.start_call(conversation_id uuid, media text) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.start_call(conversation_id, media);
end
$$;
comment on function public.start_call is '
Calls the others of a conversation, with `media` audio or video; in groups of up to 8. It rings on all of their devices for 45 s
(event call.ringing on user:<id>). Where a call is under way already, this joins it: so two people who call each other at once
are in one call, and a retry changes nothing. Somebody who is in another call is not rung; if nobody is, the call has ended when
this returns, with outcome busy. Returns the call, as get_call.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, CONVERSATION_NOT_FOUND, CONVERSATION_CLOSED, MESSAGE_REQUEST_PENDING, ADMINS_ONLY,
CALL_GROUP_TOO_LARGE, INVALID_CALL, ALREADY_IN_CALL (details: the id of that call), CALL_ANSWERED_ELSEWHERE (another device of the
caller is in this one), CALL_NOT_FOUND (somebody with whom there is a block is in it), RATE_LIMITED.';
grant execute on function public.start_call to authenticated;

create function private.start_call(conversation_id uuid, media text) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.active_caller_id();
  at private.membership;
  call private.calls;
begin
  if (media in ('audio', 'video')) is not true then
    perform private.raise('INVALID_CALL', 'media must be audio or video.', 422);
  end if;
  perform private.take_token('start_call', caller::text);
  at := private.membership(conversation_id);
  perform private.require_callable(at);
  perform private.keep_people(array(
    select member.user_id from private.conversation_members member where member.conversation_id = start_call.conversation_id));
  perform from private.conversations where conversations.id = start_call.conversation_id for no key update;
  -- Once more: it may have ended while this waited.
  at := private.membership(conversation_id);
  perform private.require_callable(at);

  select * into call from private.calls live
  where live.conversation_id = start_call.conversation_id and live.state <> 'ended';
  if private.is_overdue(call) then
    perform private.tend_call(call.id);
    call := null;
  end if;
  if call.id is null then
    call := private.ring(at, media);
  else
    perform private.join_call(call, caller);
  end if;
  return (private.call_items(array[call.id], caller))[1];
end
$$;
comment on function private.start_call is 'The step of start_call that writes. Emits what ring does. Errors: as start_call.';
grant execute on function private.start_call to authenticated;

create function private.require_callable(stands private.membership) returns void
language plpgsql stable
set search_path = ''
as $$
begin
  perform private.require_open_conversation(stands);
  if (stands.partner).state = 'gone' or (stands.conversation).member_count < 2 then
    perform private.raise('CONVERSATION_CLOSED', 'Nobody is there to answer any more.', 409);
  end if;
  -- Strangers write first; and who calls has said yes to the conversation.
  if (stands.member).state <> 'active' or (stands.partner).state <> 'active' then
    perform private.raise('MESSAGE_REQUEST_PENDING', 'Calls are for people who have accepted the conversation.', 403);
  end if;
  if (stands.conversation).member_count > private.people_in_a_call() then
    perform private.raise('CALL_GROUP_TOO_LARGE', 'This group has too many members for a call.', 409,
      details => format('up to %s', private.people_in_a_call()));
  end if;
end
$$;
comment on function private.require_callable is '
Refuses unless this member may call there now. Errors: CONVERSATION_CLOSED (nobody else is there), ADMINS_ONLY, MESSAGE_REQUEST_PENDING,
CALL_GROUP_TOO_LARGE.';

create function private.ring(stands private.membership, media text) returns private.calls
language plpgsql volatile
set search_path = ''
as $$
declare
  caller uuid := (stands.member).user_id;
  place uuid := (stands.conversation).id;
  card jsonb := (
    select private.member_card(stands.conversation, stands.member, profile) from public.profiles profile where profile.id = caller);
  call private.calls;
  rung uuid[];
begin
  insert into private.calls (conversation_id, caller_id, media) values (place, caller, ring.media) returning * into call;
  perform private.be_in_call(call.id, caller, (auth.jwt() ->> 'sid')::uuid);
  with asked as (
    insert into private.call_participants (call_id, user_id, state)
    select call.id, member.user_id, case when exists (
        select from private.call_participants taken
        join private.calls other on other.id = taken.call_id
        where taken.user_id = member.user_id and taken.state = 'joined' and not private.is_overdue(other)
      ) then 'busy' else 'ringing' end
    from private.conversation_members member
    where member.conversation_id = place and member.state = 'active' and member.user_id <> caller
      and member.user_id <> all (private.hidden_ids())
    returning user_id, state
  )
  select array_agg(user_id) into rung from asked where state = 'ringing';
  if rung is null then
    perform private.settle_call(call);
    return call;
  end if;
  perform private.broadcast_to_many(array(select 'user:' || person from unnest(rung) person), 'call.ringing', jsonb_build_object(
    'call_id', call.id, 'conversation_id', place, 'media', media, 'caller', card, 'rings_until', call.rings_until));
  perform private.enqueue('end-missed-calls', jsonb_build_object('id', call.id), start_after => call.rings_until);
  perform private.emit('call', caller, person, place, jsonb_build_object('call_id', call.id, 'media', media)) from unnest(rung) person;
  return call;
end
$$;
comment on function private.ring is '
Begins a call in a conversation that is locked, and rings those who are not in another one. Emits call (subject: who is rung;
target: the conversation; details: {call_id, media}). Errors: ALREADY_IN_CALL.';

-- sql/65_calls/tend_calls.sql
-- What nobody does by hand: calls that rang in vain, and calls whose people have vanished.
create function private.calls_to_tend() returns setof uuid
language sql stable
set search_path = ''
as $$
  select call.id
  from private.calls call
  cross join lateral (
    select count(*) filter (where taken.state = 'joined') as talking, count(*) filter (where taken.state = 'ringing') as ringing
    from private.call_participants taken where taken.call_id = call.id
  ) there
  where call.state <> 'ended' and (
    call.rings_until <= now() and (call.state = 'ringing' or there.ringing > 0)
    or there.talking + there.ringing < 2
    or call.created_at < now() - private.longest_call()
    -- After a crash of Postgres presence is empty, until everybody had time for a heartbeat.
    or pg_postmaster_start_time() < now() - private.presence_lifetime() and exists (select from private.silent_in_call(call)))
  order by call.id
$$;
comment on function private.calls_to_tend is 'The calls that private.tend_call has something to do with.';

create function private.silent_in_call(call private.calls) returns table (user_id uuid, last_sign timestamptz)
language sql stable
set search_path = ''
as $$
  select taken.user_id, there.last_sign
  from private.call_participants taken
  left join private.presence present on present.profile_id = taken.user_id
  left join private.last_seen past on past.profile_id = taken.user_id
  cross join lateral (select greatest(taken.joined_at, present.seen_at, past.seen_at) as last_sign) there
  where taken.call_id = (call).id and taken.state = 'joined' and (call).state = 'active'
    and there.last_sign < now() - private.presence_lifetime()
$$;
comment on function private.silent_in_call is 'Who is in an active call and has sent no heartbeat for 75 s, and when the last one was.';

create function private.tend_call(call_id uuid) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  call private.calls := private.lock_call(call_id);
  late uuid[];
  broke_off_at timestamptz;
begin
  if call.id is null or call.state = 'ended' then
    return;
  end if;
  with gone as (
    update private.call_participants taken set state = 'left', left_at = silent.last_sign
    from private.silent_in_call(call) silent
    where taken.call_id = call.id and taken.user_id = silent.user_id
    returning taken.left_at
  )
  select max(left_at) into broke_off_at from gone;
  if call.created_at < now() - private.longest_call() then
    update private.call_participants taken set state = 'left', left_at = clock_timestamp()
    where taken.call_id = call.id and taken.state = 'joined';
    broke_off_at := clock_timestamp();
  end if;
  if call.rings_until <= clock_timestamp() then
    with missed as (
      update private.call_participants taken set state = 'missed', left_at = call.rings_until
      where taken.call_id = call.id and taken.state = 'ringing'
      returning taken.user_id
    )
    select array_agg(user_id) into late from missed;
  end if;
  if not private.settle_call(call, broke_off_at is not null, case
      when call.answered_at is null then least(call.rings_until, clock_timestamp()) else coalesce(broke_off_at, clock_timestamp()) end) then
    perform private.tell_ended(call, person, 'missed') from unnest(late) person;
  end if;
end
$$;
comment on function private.tend_call is '
Takes out of a call who has not answered in time and who has vanished, and ends it if nobody is left to talk to. Nothing happens
to a call in order. The worker calls it when a call has rung out, and by schedule for those of calls_to_tend.';

-- sql/65_calls/topic.sql
create function private.topic_call(id text) returns private.topic_access
language plpgsql stable
set search_path = ''
as $$
declare
  caller uuid := auth.uid();
  state text;
begin
  select taken.state into state
  from private.call_participants taken
  join private.calls call on call.id = taken.call_id and call.state <> 'ended' and not private.is_overdue(call)
  where taken.call_id = topic_call.id::uuid and taken.user_id = caller;
  return case
    when state = 'joined' then row(array['broadcast'], array['broadcast'])::private.topic_access
    when state = 'ringing' then row(array['broadcast'], array[]::text[])::private.topic_access
    else row(array[]::text[], array[]::text[])::private.topic_access
  end;
end
$$;
comment on function private.topic_call is '
call:<id>, while the call lasts: who is in it receives `state` and sends and receives `signal`; who is being rung receives.';

-- sql/65_calls/triggers.sql
-- Who may no longer talk to somebody is no longer in a call with them.
create function private.leave_calls_with_blocked() returns trigger
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  perform private.leave_call(own.call_id, new.blocker_id)
  from private.call_participants own
  join private.call_participants other on other.call_id = own.call_id and other.user_id = new.blocked_id
  join private.calls call on call.id = own.call_id and call.state <> 'ended'
  where own.user_id = new.blocker_id and own.state in ('joined', 'ringing') and other.state in ('joined', 'ringing');
  return null;
end
$$;
comment on function private.leave_calls_with_blocked is 'Trigger: a block takes the one who blocks out of calls with the other.';

create trigger leave_calls after insert on public.blocks
  for each row execute function private.leave_calls_with_blocked();

create function private.leave_calls_of_conversation() returns trigger
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  perform private.leave_call(taken.call_id, taken.user_id)
  from private.call_participants taken
  join private.calls call on call.id = taken.call_id and call.conversation_id = new.conversation_id and call.state <> 'ended'
  where taken.user_id = new.user_id and taken.state in ('joined', 'ringing');
  return null;
end
$$;
comment on function private.leave_calls_of_conversation is 'Trigger: who leaves a conversation, or is removed, leaves its call.';

create trigger leave_calls after update of state on private.conversation_members
  for each row when (old.state = 'active' and new.state <> 'active') execute function private.leave_calls_of_conversation();

create function private.end_call_of_conversation() returns trigger
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  perform private.finish_call(call, case when call.answered_at is null then 'cancelled' else 'answered' end, clock_timestamp())
  from private.calls call
  where call.conversation_id = new.id and call.state <> 'ended';
  return null;
end
$$;
comment on function private.end_call_of_conversation is 'Trigger: a conversation that ends takes its call with it.';

create trigger end_call after update of ended_at on private.conversations
  for each row when (old.ended_at is null and new.ended_at is not null) execute function private.end_call_of_conversation();

reset check_function_bodies;
