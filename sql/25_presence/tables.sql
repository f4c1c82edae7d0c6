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
