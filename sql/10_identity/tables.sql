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
  shadow_banned_at timestamptz,
  shadow_banned_until timestamptz,
  strikes timestamptz[] not null default '{}',
  constraint username_is_taken unique (username),
  constraint email_is_taken unique (email),
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
comment on column private.accounts.phone is '
E.164, for instance +4915112345678. Nobody has verified it, so it is not unique either: whoever writes a number first must not
keep its owner out.';
comment on column private.accounts.app_role is 'What the person may do in the product; claim app_role of the access token.';
comment on column private.accounts.email_verified_at is 'When the person has shown that they read mail at this address; null until then.';
comment on column private.accounts.deactivated_at is 'The person has put the account to sleep; signing in wakes it up. Nobody sees it meanwhile.';
comment on column private.accounts.shadow_banned_at is 'Since when nobody else sees what the person does, without being told: private.is_shadowed. Null for everybody else.';
comment on column private.accounts.shadow_banned_until is 'Until when; infinity for ever. A worker ends it (private.show_people_again).';
comment on column private.accounts.strikes is 'When the warnings by moderators end that the person has got: those in the future count (private.strikes).';
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
  refresh_parent int,
  banned_until timestamptz,
  constraint refresh_hash_is_sha256 check (octet_length(refresh_hash) = 32),
  constraint user_agent_is_bounded check (length(user_agent) <= 500)
);
alter table private.sessions enable row level security;
-- Listing and ending the sessions of one account, and the cascade when it goes.
create index sessions_account_id on private.sessions (account_id);
comment on table private.sessions is 'One row a signed-in device; claim sid of the access token.';
comment on column private.sessions.banned_until is 'That of its account, kept by triggers: every request asks, and finds it in the row that it reads anyway.';
comment on column private.sessions.refresh_counter is 'The number inside the valid refresh token.';
comment on column private.sessions.refresh_parent is 'The number of the token that was exchanged for the valid one; null for the first.';
comment on column private.sessions.refresh_hash is 'SHA-256 of the valid refresh token.';
comment on column private.sessions.ip is 'The network address of its last use.';
comment on column private.sessions.rotated_at is 'When the valid refresh token was given out: the last use of the session, and the beginning of the grace for its predecessor.';
