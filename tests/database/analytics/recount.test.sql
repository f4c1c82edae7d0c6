begin;
select no_plan();

-- A random history of seventy days, in every table that a figure is of.
select tests.create_user('person' || number) from generate_series(1, 60) number;
select tests.create_user('dave', 'admin'), tests.create_user('mona', 'moderator');
select setseed(0.31);
create function pg_temp.some_time(days int default 70) returns timestamptz language sql volatile as $$ select now() - random() * days * interval '1 day' $$;
update private.accounts set created_at = pg_temp.some_time() where username like 'person%';
insert into private.audit_events (event, account_id, created_at) select 'registered', id, created_at from private.accounts where username like 'person%';
insert into private.kept_time_zones (time_zone) values ('Europe/Berlin');

create temporary table viral as select tests.create_post('person' || n, 'post ' || n) as post from generate_series(1, 4) n;
create temporary table deed as
select n, tests.user_id('person' || 1 + floor(60 * random() ^ 5)) as actor, tests.user_id('person' || 1 + floor(60 * random())) as other, pg_temp.some_time(40 + n % 2 * 29) as at,
  (array['view', 'view', 'view', 'post', 'message', 'comment', 'post_reaction', 'post_unreaction', 'comment_reaction', 'share', 'save', 'follow', 'unfollow',
    'connection_accept', 'profile_change', 'match', 'match_search', 'match_prompt', 'match_answer', 'media_ready', 'media_failure', 'call', 'post_removal', 'comment_removal',
    'notifications_read'])[1 + floor(random() * 25)] as kind
from generate_series(1, 3000) n;
insert into private.engagement (kind, actor_id, subject_id, target_id, happened_at, details)
select deed.kind, actor.id, case deed.kind when 'match' then deed.other end, case when deed.kind in ('view', 'post_reaction', 'post_unreaction', 'comment', 'share', 'save')
    then (select post from viral order by md5(n || post::text) limit 1) end,
  greatest(actor.created_at, deed.at),
  case deed.kind
    when 'post' then jsonb_build_object('kind', (array['text', 'image', 'video', 'carousel', 'reel'])[1 + n % 5])
    when 'view' then jsonb_build_object('counts', n % 2, 'first', (n % 4 = 1)::int, 'watched_ms', n * 7, 'source', 'home')
    when 'post_reaction' then case when n % 5 = 0 then '{"emoji": "x", "previous": "y"}' else '{"emoji": "x"}' end::jsonb
    when 'share' then '{"via": "link"}'
    when 'match_answer' then jsonb_build_object('accepts', n % 3 > 0)
    when 'match_prompt' then jsonb_build_object('waited_s', n % 50)
    when 'media_ready' then jsonb_build_object('kind', (array['image', 'video', 'audio', 'file'])[1 + n % 4], 'took_ms', n % 9000, 'purpose', (array['avatar', 'post'])[1 + n % 2])
    when 'media_failure' then '{"kind": "video"}' when 'notifications_read' then '{"count": 3}' else '{}' end
from deed join private.accounts actor on actor.id = deed.actor;
insert into private.engagement (kind, actor_id, happened_at, details)
select kind, person, now(), details::jsonb
from (values ('view', '{"counts": 1, "watched_ms": 5, "source": "home"}'), ('post', '{"kind": "text"}'), ('comment', '{}'), ('message', '{}'), ('post_reaction', '{}'), ('follow', '{}'),
  ('call', '{}'), ('match', '{}'), ('media_failure', '{}')) today (kind, details), lateral (select tests.user_id('dave')) actor (person);
-- Who came once, and is missed thirty days later.
select tests.create_user('gone' || days) from generate_series(32, 35) days;
insert into private.engagement (kind, actor_id, happened_at) select 'comment', tests.user_id('gone' || days), now() - days * interval '1 day' from generate_series(32, 35) days;
insert into private.engagement (kind, actor_id, subject_id, target_id, happened_at, details)
select 'viral', post.author_id, post.author_id, post.id, pg_temp.some_time(20), jsonb_build_object('state', became)
from viral join public.posts post on post.id = viral.post, unnest(array['rising', 'viral', 'viral', 'cooled']) became;
insert into private.engagement (kind, actor_id, happened_at) select 'registration', id, created_at from private.accounts;
select tests.read_all('learn_activity');
select tests.read_all('learn_virality');
select private.tend_lifecycles();
-- Of each person whose account goes, two lines of the trail stay.
select private.erase_account(tests.user_id('person' || number)) from unnest(array[7, 20, 41]) number;

insert into private.presence_sessions (profile_id, device, started_at, ended_at)
select tests.user_id('person' || 1 + n % 6), 'web', began.at, began.at + interval '10 hours' * random() ^ 5
from generate_series(1, 300) n, lateral (select pg_temp.some_time(69) - interval '1 day' + n * interval '0' as at) began;
select private.tally_sessions();
insert into private.match_sweeps (tickets, edges, pairs, proposed, weight, sample_weight, sample_optimum, graph_ms, matching_ms, claim_ms, swept_at)
select 10, 10, 5, 5, 1, luck * best, best, 1, 1, 1, pg_temp.some_time()
from generate_series(1, 200) n, lateral (select 0.8 + 0.2 * random() + n * 0 as luck, 5 * random() + n * 0 as best) drawn;
insert into private.notifications (person_id, kind, group_key)
select tests.user_id('person' || 1 + n % 6), (array['like', 'reply', 'follow', 'missed_call', 'system'])[1 + n % 5]::private.notification_kind, gen_random_uuid() from generate_series(1, 50) n;
insert into private.call_times (hour, call, at_most_ms, requests, refused, errors, took_ms)
select date_trunc('hour', pg_temp.some_time(30), 'UTC'), 'call_' || n % 3, (array[1, 2, 5, 10, 20, 50, 100])[1 + floor(7 * random())], 1 + n % 20, n % 2, n % 7 / 6, n * 3
from generate_series(1, 900) n
on conflict do nothing;

-- Cases of all ends: open, decided, undone, decided again by somebody else, appealed against.
create temporary table opened as
select private.uuid_v7_at(at) as id, at, n from (select pg_temp.some_time(60) + n * interval '0' as at, n from generate_series(1, 200) n) drawn;
insert into private.cases (id, created_at, target, target_id, person_id, status, severity, weight, priority)
select id, at, 'user', gen_random_uuid(), tests.user_id('person' || 1 + n % 6), case when n % 5 = 0 then 'open' when n % 2 = 0 then 'dismissed' else 'upheld' end, 3, 1, 1 from opened;
insert into private.reports (id, created_at, case_id, reporter_id, reason, evidence, outcome)
select private.uuid_v7_at(at + n * interval '1 ms'), at, id, tests.user_id('person' || 8 + n % 6), 'spam', '{}', case when n % 5 = 0 then null when n % 2 = 0 then 'dismissed' else 'upheld' end from opened;
insert into private.flags (id, created_at, case_id, thing, source, reason, severity, evidence)
select private.uuid_v7_at(at + n * interval '1 ms'), at, id, 'post', 'terms', 'spam', 2, '{}' from opened where n % 3 = 0;
insert into private.decisions (id, created_at, case_id, person_id, decided_by, undone_at, overturned_at)
select private.uuid_v7_at(later.at), later.at, id, tests.user_id('person' || 1 + n % 6), tests.user_id('mona'), case when n % 11 = 0 then later.at end, case when n % 13 = 0 then later.at end
from opened, lateral (select least(opened.at + n * interval '7 minutes', now()) - n * interval '1 ms' as at) later where n % 5 > 0;
insert into private.measures (decision_id, action)
select made.id, action
from private.decisions made join opened on opened.id = made.case_id, unnest(array['dismiss', 'hide', 'remove', 'warn', 'suspend', 'shadow_ban', 'ban']) with ordinality known (action, place)
where (n + place) % 3 = 0;
insert into private.second_reviews (decision_id, first_moderator, first_verdict, moderator_id, verdict, reviewed_at)
select made.id, tests.user_id('mona'), 'content', tests.user_id('dave'), (array['content', 'nothing'])[1 + n % 3 / 2], now() from private.decisions made join opened on opened.id = made.case_id where n % 4 = 1;
insert into private.appeals (id, created_at, decision_id, person_id, note)
select private.uuid_v7_at(made.created_at + interval '1 hour'), now(), made.id, made.person_id, 'no' from private.decisions made join opened on opened.id = made.case_id where n % 6 = 1;

-- Who is there now, before and after the first adding up.
create function pg_temp.come(first int, last int) returns void language sql volatile as $$
  insert into private.presence (profile_id, device, active_at, seen_at) select tests.user_id('person' || n), 'web', now(), now() from generate_series(first, last) n;
  update private.presence set told = 'online' where profile_id in (select tests.user_id('person' || n) from generate_series(first, last) n);
  insert into private.match_tickets (person_id, mode, is_minor, gender, age, place_key) select tests.user_id('person' || n), 'random', false, 'other', 30, 1 from generate_series(first, last) n;
$$;
select pg_temp.come(1, 6);
select private.add_up_live();
select pg_temp.come(8, 19);
update private.presence set told = case when profile_id < tests.user_id('person10') then 'away' end where profile_id >= tests.user_id('person3') or profile_id = tests.user_id('person1');
delete from private.presence where profile_id in (tests.user_id('person2'), tests.user_id('person4'));
delete from private.match_tickets where person_id in (tests.user_id('person1'), tests.user_id('person9'));
update private.cases set status = 'dismissed' where id in (select id from private.cases where status = 'open' order by id limit 3);
update private.cases set status = 'open' where id in (select id from private.cases where status = 'upheld' order by id limit 5);
delete from private.cases where id in (select id from private.cases where status = 'open' order by id desc limit 2);

select tests.authenticate_as(tests.user_id('dave'), '{"app_role": "admin"}');
create temporary table proof as
select view_name, day, row.*
from (select distinct view_name from analytics.list_figures()) known,
  (select (now() at time zone 'Europe/Berlin')::date - back as day from unnest(array[0, 1, 2, 3, 4, 6, 9, 13, 17, 21, 34]) back) asked,
  analytics.recount(view_name, day, 'Europe/Berlin') row;
select is_empty($$
  select view_name, day, name, part, stored, recounted from proof where stored is distinct from recounted
$$, 'every figure of every view equals its recount from the rows, to the last digit');
select is_empty($$
  select view_name || '.' || name from analytics.list_figures() where view_name || '.' || name not in ('funnel.step', 'retention.week', 'api_calls.call')
  except
  select view_name || '.' || name from proof
$$, 'there is no figure that cannot be recounted');
select is_empty($$
  select view_name || '.' || name from proof group by view_name, name having count(*) filter (where recounted not in ('0', '[]')) = 0
$$, 'this history has something of every figure');

-- A figure that is wrong is found out.
select tests.reset_role();
update private.tallies set amount = amount + 1
where (segment, measure, quarter, part) = (select segment, measure, quarter, part from private.tallies where segment = 'all' and measure = 'comment' order by quarter desc limit 1);
insert into private.live_counts (figure, amount) values ('cases_waiting', 1);
select tests.authenticate_as(tests.user_id('dave'), '{"app_role": "admin"}');
select bag_eq($$
  select view_name || '.' || row.name
  from unnest(array['content_daily', 'live']) view_name, analytics.recount(view_name, (now() at time zone 'UTC')::date) row where row.stored is distinct from row.recounted
$$, array['content_daily.comments', 'live.comments', 'live.cases_waiting'], 'a recount gives away what is wrong');

select tests.reset_role();
insert into private.live_counts (figure, amount) values ('cases_waiting', -1);

-- What is counted each second costs the same however much there is of it.
create function pg_temp.rows_read() returns bigint language sql as $$
  select sum(pg_stat_get_xact_tuples_returned(oid) + pg_stat_get_xact_tuples_fetched(oid)) from pg_class
  where oid = any (array['private.presence', 'private.match_tickets', 'private.cases', 'private.live_counts']::regclass[])
$$;
create function pg_temp.rows_of_a_look() returns bigint language plpgsql as $$
declare
  before bigint;
begin
  perform private.add_up_live();
  before := pg_temp.rows_read();
  perform private.live_figures();
  return pg_temp.rows_read() - before;
end $$;
select set_config('tests.rows', pg_temp.rows_of_a_look()::text, true);
insert into private.cases (target, target_id, person_id, severity, weight, priority)
select 'user', gen_random_uuid(), tests.user_id('person1'), 3, 1, 1 from generate_series(1, 3000);
select pg_temp.come(42, 60);
select is(pg_temp.rows_of_a_look()::text, current_setting('tests.rows'), 'a look at what is live reads no more rows than before');
select results_eq('select figure, amount from private.live_counted() order by 1', 'select figure, amount from private.live_rows() order by 1', 'and finds all of them');
delete from private.live_counts;
select results_eq('select figure, amount from private.live_counted() order by 1', 'select figure, amount from private.live_rows() order by 1', 'after a crash they are counted once');
select private.add_up_live();
select is((select count(*) from private.live_counts), 3::bigint, 'and then added up again');
select results_eq('select figure, amount from private.live_counted() order by 1', 'select figure, amount from private.live_rows() order by 1', 'from there on');

select tests.authenticate_as(tests.user_id('mona'), '{"app_role": "moderator"}');
select isnt_empty($$ select from analytics.recount('moderation_daily', (now() at time zone 'UTC')::date) $$, 'moderators have their own figures proved');
select is_empty($$
  select view_name from proof where view_name <> 'moderation_daily'
    and tests.error_of(format('select * from analytics.recount(%L, current_date)', view_name)) is distinct from 'NOT_ALLOWED with status 403'
$$, 'moderators recount nothing else');

select * from finish();
rollback;
