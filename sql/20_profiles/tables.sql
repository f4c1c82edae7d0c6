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
