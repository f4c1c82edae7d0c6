-- :people people who registered over the 120 days before :now, and :events events of the last 90. Everything is drawn by hashing numbers, so it is the same
-- each time. People come in sittings of ten events within half an hour, a few of them far more often than the rest, and more in the evening.
create schema bench;
create function bench.chance(of bigint, kind bigint) returns double precision
language sql immutable parallel safe
return (hashint8extended(of, kind) & 9007199254740991) / 9007199254740992.0::double precision;
create function bench.person_id(n bigint) returns uuid
language sql immutable parallel safe
return ('01930000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid;

create unlogged table bench.person as
select n::int, bench.person_id(n) as id,
  (array['+49', '+1', '+44', '+33', '+81', '+91', '+55', '+39', '+34', '+7'])[1 + floor(10 * bench.chance(n, 1) ^ 2)] as code,
  (timestamptz ':now')::date - 6600 - (22000 * bench.chance(n, 3) ^ 2)::int as birth_date,
  -- A third were there before the events begin.
  timestamptz ':now' - interval '120 days' * (1 - n::double precision / :people) as registered_at,
  (array['Mozilla/5.0 (X11; Linux x86_64)', 'okhttp/4.9.2', 'Plaza/1 CFNetwork/1408.0.4'])[1 + floor(3 * bench.chance(n, 4))] as user_agent
from generate_series(1, :people) n;
create unique index on bench.person (n);

create unlogged table bench.event as
select sitting.n, event.at as happened_at, floor(extract(epoch from event.at) / 900)::int as quarter, luck.luck,
  case when luck < 0.7 then 'view' when luck < 0.8 then 'post_reaction' when luck < 0.85 then 'message' when luck < 0.88 then 'comment' when luck < 0.9 then 'follow'
    when luck < 0.92 then 'save' when luck < 0.94 then 'share' when luck < 0.955 then 'post' when luck < 0.965 then 'match_search' when luck < 0.975 then 'match_prompt'
    when luck < 0.985 then 'match_answer' when luck < 0.99 then 'match' when luck < 0.995 then 'profile_change' else 'media_ready' end as kind
from (
  select sitting, person.n, greatest(person.registered_at, date_trunc('day', timestamptz ':now' - interval '90 days' * bench.chance(sitting, 6))
    + interval '24 hours' * (1 - bench.chance(sitting, 7) ^ 2)) as starts
  from generate_series(1, :events / 10) sitting
  join bench.person on person.n = 1 + floor(:people * bench.chance(sitting, 5) ^ 2.5)::int
) sitting
cross join generate_series(1, 10) nth
cross join lateral (select least(sitting.starts + interval '30 minutes' * bench.chance(sitting.sitting * 10 + nth, 8), timestamptz ':now') as at) event
cross join lateral (select bench.chance(sitting.sitting * 10 + nth, 9) as luck) luck;
insert into bench.event (n, happened_at, quarter, luck, kind) select n, registered_at, private.quarter_of(registered_at), 0, 'registration' from bench.person;

-- The first of them is an admin, who asks.
insert into private.accounts (id, username, email, phone, birth_date, app_role, created_at)
select id, 'user1', 'user1@example.com', code || 1000000001, birth_date, 'admin', registered_at from bench.person where n = 1;
insert into public.profiles (id, username, first_name, last_name, gender, created_at) select id, username, 'Robin', 'Number', 'other', created_at from private.accounts where username = 'user1';
insert into private.profile_settings (profile_id) select id from private.accounts where username = 'user1';
insert into private.sessions (id, account_id, refresh_hash, expires_at, user_agent, created_at)
select id, id, sha256(''), timestamptz ':now' + interval '90 days', user_agent, registered_at from bench.person where n = 1;
insert into private.kept_time_zones (time_zone) values ('UTC'), ('Europe/Berlin') on conflict do nothing;
