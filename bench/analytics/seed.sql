-- :people people who registered over the last 120 days, and :events lines of the log of the last 90. Everything is drawn by hashing numbers, so it is the same
-- each time. People come in sittings of ten events within half an hour, a few of them far more often than the rest, and more in the evening.
create schema bench;
create function bench.chance(of bigint, kind bigint) returns double precision
language sql immutable parallel safe
return (hashint8extended(of, kind) & 9007199254740991) / 9007199254740992.0::double precision;
create function bench.person_id(n bigint) returns uuid
language sql immutable parallel safe
return ('01930000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid;

insert into private.accounts (id, username, email, phone, birth_date, created_at)
select bench.person_id(n), 'user' || n, 'user' || n || '@example.com',
  (array['+49', '+1', '+44', '+33', '+81', '+91', '+55', '+39', '+34', '+7'])[1 + floor(10 * bench.chance(n, 1) ^ 2)] || 1000000000 + n,
  current_date - 6600 - (22000 * bench.chance(n, 3) ^ 2)::int,
  -- A third were there before the log begins.
  now() - interval '120 days' * (1 - n::double precision / :people)
from generate_series(1, :people) n;
insert into public.profiles (id, username, first_name, last_name, gender, created_at)
select id, username, 'Robin', 'Number', 'other', created_at from private.accounts;
insert into private.profile_settings (profile_id) select id from private.accounts;
insert into private.sessions (id, account_id, refresh_hash, expires_at, user_agent, created_at)
select id, id, sha256(''), now() + interval '90 days',
  (array['Mozilla/5.0 (X11; Linux x86_64)', 'okhttp/4.9.2', 'Plaza/1 CFNetwork/1408.0.4'])[1 + floor(3 * bench.chance(hashtext(id::text), 4))], created_at
from private.accounts;
update private.accounts set app_role = 'admin' where id = bench.person_id(1);

-- Transactions of 1,000 lines, in the order of time; older than all that readers wait for.
create unlogged table bench.sitting as
select sitting, n, account.created_at as registered_at,
  greatest(account.created_at, date_trunc('day', now() - interval '90 days' * bench.chance(sitting, 6))
    + interval '24 hours' * (1 - bench.chance(sitting, 7) ^ 2)) as starts
from generate_series(1, :events / 10) sitting
cross join lateral (select 1 + floor(:people * bench.chance(sitting, 5) ^ 2.5)::bigint as n) drawn
join private.accounts account on account.id = bench.person_id(n);

insert into private.engagement (happened_at, transaction_id, kind, actor_id, subject_id, target_id, details)
select happened_at, (3 + place / 1000)::text::xid8, kind, bench.person_id(n), bench.person_id(1 + (n * 7919) % :people), null,
  case kind when 'view' then jsonb_build_object('counts', 1, 'watched_ms', floor(20000 * luck ^ 2), 'source', 'home')
    when 'post_reaction' then '{"emoji": "❤️"}' when 'share' then '{"via": "link"}' when 'match_answer' then '{"accepts": true}'
    when 'match_prompt' then '{"waited_s": 20}' when 'media_ready' then '{"kind": "image", "purpose": "avatar", "took_ms": 1500}' else '{}' end
from (
  select row_number() over (order by event.happened_at) as place, event.* from (
    select sitting.n, least(sitting.starts + interval '30 minutes' * bench.chance(sitting.sitting * 10 + nth, 8), now()) as happened_at, luck,
      case when luck < 0.7 then 'view' when luck < 0.8 then 'post_reaction' when luck < 0.85 then 'message' when luck < 0.88 then 'comment' when luck < 0.9 then 'follow'
        when luck < 0.92 then 'save' when luck < 0.94 then 'share' when luck < 0.955 then 'post' when luck < 0.965 then 'match_search' when luck < 0.975 then 'match_prompt'
        when luck < 0.985 then 'match_answer' when luck < 0.99 then 'match' when luck < 0.995 then 'profile_change' else 'media_ready' end as kind
    from bench.sitting, generate_series(1, 10) nth, lateral (select bench.chance(sitting * 10 + nth, 9) as luck) drawn
    union all
    select n, created_at, 0, 'registration' from generate_series(1, :people) n join private.accounts on id = bench.person_id(n)
  ) event
) placed;
