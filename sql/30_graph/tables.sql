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
