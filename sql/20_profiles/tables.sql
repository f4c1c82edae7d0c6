-- A profile is what other people see of an account. Birth date, e-mail and phone stay in private.accounts.
create table public.profiles (
  id uuid primary key,
  username text not null,
  first_name text not null,
  last_name text not null,
  gender text not null,
  looking_for text[] not null default '{}',
  is_private boolean not null default false,
  pronouns text,
  bio text not null default '',
  links text[] not null default '{}',
  verified_at timestamptz,
  avatar jsonb,
  created_at timestamptz not null default now(),
  hidden_until timestamptz not null default '-infinity',
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
-- Whose time is over: for show_people_again.
create index profiles_hidden_until on public.profiles (hidden_until) where hidden_until > '-infinity';
comment on table public.profiles is 'One row a person: what other signed-in people may see.';
comment on column public.profiles.looking_for is 'Any of dating, friendship.';
comment on column public.profiles.hidden_until is 'Until then the person is shown to nobody but themselves: the copy of private.hidden_until.';
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
