-- The accounts, and the events as lines of the log: transactions of 1,000, in the order of time; older than all that readers wait for.
insert into private.accounts (id, username, email, phone, birth_date, created_at)
select id, 'user' || n, 'user' || n || '@example.com', code || 1000000000 + n, birth_date, registered_at from bench.person where n > 1;
insert into public.profiles (id, username, first_name, last_name, gender, created_at)
select id, username, 'Robin', 'Number', 'other', created_at from private.accounts where username <> 'user1';
insert into private.profile_settings (profile_id) select id from private.accounts where username <> 'user1';
insert into private.sessions (id, account_id, refresh_hash, expires_at, user_agent, created_at)
select id, id, sha256(''), timestamptz ':now' + interval '90 days', user_agent, registered_at from bench.person where n > 1;
insert into private.engagement (happened_at, transaction_id, kind, actor_id, subject_id, target_id, details)
select happened_at, (3 + place / 1000)::text::xid8, kind, bench.person_id(n), bench.person_id(1 + floor(n * bench.chance(n, 10))::int), null,
  case kind when 'view' then jsonb_build_object('counts', 1, 'watched_ms', floor(20000 * luck ^ 2), 'source', 'home')
    when 'post' then '{"kind": "text"}' when 'post_reaction' then '{"emoji": "❤️"}' when 'share' then '{"via": "link"}' when 'match_answer' then '{"accepts": true}'
    when 'match_prompt' then '{"waited_s": 20}' when 'media_ready' then '{"kind": "image", "purpose": "avatar", "took_ms": 1500}' else '{}' end
from (select row_number() over (order by happened_at) as place, event.* from bench.event) placed;
