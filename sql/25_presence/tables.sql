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
  is_counted boolean not null default false,
  constraint session_is_bounded check (ended_at between started_at and started_at + interval '24 hours')
) with (fillfactor = 80);
alter table private.presence_sessions enable row level security;
-- The last one of a person and device; the cascade.
create index presence_sessions_profile_id on private.presence_sessions (profile_id, device, started_at);
-- Rows arrive in the order of time: for analytics by day, and the purge.
create index presence_sessions_started_at on private.presence_sessions using brin (started_at);
-- What analytics has to count yet.
create index presence_sessions_uncounted on private.presence_sessions (ended_at) where not is_counted;
comment on table private.presence_sessions is 'When people were there, to the minute, for 400 days. The worker writes it as it sweeps presence.';
comment on column private.presence_sessions.is_counted is 'Whether private.tally_sessions has counted it: when it is over.';
comment on column private.presence_sessions.ended_at is 'The last sign so far: less than 30 minutes old, it may still move.';
