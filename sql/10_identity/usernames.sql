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
