-- Pictures that nobody may show again, however they were scaled, compressed, turned or mirrored: told by their PDQ hashes (media-worker/image/pdq.ts).
create function private.pdq_slots(hash bit) returns int[]
language sql immutable strict parallel safe
set search_path = ''
as $$
  select array_agg(slot * 65536 + substring(hash from slot * 16 + 1 for 16)::bit(16)::int) from generate_series(0, 15) slot
$$;
comment on function private.pdq_slots is 'The sixteen parts of a hash of 256 bits, each with its place: slot * 65536 + its bits.';

create table private.media_hashes (
  media_id uuid not null references private.media (id) on delete cascade,
  frame smallint not null,
  hash bit(256) not null,
  quality smallint not null,
  primary key (media_id, frame)
);
alter table private.media_hashes enable row level security;
comment on table private.media_hashes is 'The hashes of what people have uploaded: one of a picture, some of a video.';
comment on column private.media_hashes.quality is '0 to 100: how much there is to tell it by. Below 50 the hash says nothing.';

create table private.banned_media (
  hash bit(256) not null,
  reason text not null,
  banned_by uuid references public.profiles (id) on delete set null,
  media_id uuid,
  hits int not null default 0,
  created_at timestamptz not null default now(),
  id uuid primary key default private.uuid_v7(),
  constraint reason_is_known check (reason in ('spam', 'harassment', 'hate', 'sexual', 'minor', 'violence', 'self_harm', 'impersonation', 'other'))
);
alter table private.banned_media enable row level security;
-- Two hashes that differ in at most 31 of 256 bits have a slot in which they differ in at most one.
create index banned_media_slots on private.banned_media using gin (private.pdq_slots(hash)) with (fastupdate = off);
-- Bans of one upload, and of a moderator whose account goes.
create index banned_media_media_id on private.banned_media (media_id) where media_id is not null;
create index banned_media_banned_by on private.banned_media (banned_by);
comment on table private.banned_media is 'Hashes of banned pictures. Moderators add to it by ban_media; lists of others are inserted as they are.';
comment on column private.banned_media.hits is 'How many uploads were held because of it.';
comment on column private.banned_media.media_id is 'The upload that it is of, which may be gone; null for one from a list.';

create table private.held_media (
  media_id uuid primary key references private.media (id) on delete cascade,
  ban_id uuid references private.banned_media (id) on delete set null,
  distance smallint not null,
  result jsonb not null,
  attempt int not null,
  is_whole boolean not null,
  created_at timestamptz not null default now()
);
alter table private.held_media enable row level security;
create index held_media_ban_id on private.held_media (ban_id);
comment on table private.held_media is 'Uploads that look like something banned and wait for a moderator. To their owners they are still being processed.';
comment on column private.held_media.is_whole is 'Whether the worker is done with it: nobody answers for it before.';
comment on column private.held_media.result is 'What private.finish_media takes once it is released.';
