begin;
select no_plan();

-- People of three countries, of all platforms and ages, who registered around both changes of Berlin's clocks.
select tests.create_user('person' || number) from generate_series(1, 120) number;
select tests.create_user('dave', 'admin'), tests.create_user('mona', 'moderator'), tests.create_user('alice');
select setseed(0.27);
update private.accounts account set
  created_at = timestamptz '2026-03-01 00:00Z' + random() * interval '60 days',
  phone = (array['+4915112345678', '+12125550123', '+77011234567', '+999123456'])[1 + floor(random() * 4)]
where account.username like 'person%';
update private.accounts account set birth_date = date '1950-01-01' + floor(random() * 21000)::int where account.username like 'person%';
update private.sessions session set
  user_agent = (array['Mozilla/5.0 (X11; Linux x86_64)', 'okhttp/4.9.2', 'Plaza/1 CFNetwork/1408.0.4 Darwin/22.5.0', 'curl/8'])[1 + floor(random() * 4)]
from private.accounts account where account.id = session.account_id and account.username like 'person%';

create function pg_temp.tell(lines int) returns void language sql volatile as $$
  insert into private.engagement (kind, actor_id, subject_id, target_id, happened_at, details)
  select deed.kind, actor.id, case deed.kind when 'match' then other.id end, null,
    least(actor.created_at + random() ^ 2 * interval '80 days', now()),
    case deed.kind
      when 'post' then jsonb_build_object('kind', (array['text', 'image', 'video', 'carousel', 'reel'])[1 + floor(random() * 5)])
      when 'view' then jsonb_build_object('counts', floor(random() * 2)::int, 'watched_ms', floor(random() * 5000)::int, 'source', 'home')
      when 'post_reaction' then case when random() < 0.2 then '{"emoji": "x", "previous": "y"}' else '{"emoji": "x"}' end::jsonb
      when 'match_answer' then jsonb_build_object('accepts', random() < 0.5)
      when 'match_prompt' then jsonb_build_object('waited_s', floor(random() * 50)::int)
      when 'media_ready' then jsonb_build_object('kind', (array['image', 'video'])[1 + floor(random() * 2)], 'took_ms', floor(random() * 9000)::int,
        'purpose', (array['avatar', 'post'])[1 + floor(random() * 2)])
      when 'media_failure' then '{"kind": "video"}' else '{}' end
  from generate_series(1, lines) n
  cross join lateral (select (array['view', 'view', 'post', 'message', 'comment', 'post_reaction', 'comment_reaction', 'share', 'save', 'follow', 'follow_request', 'unfollow',
    'connection_accept', 'profile_change', 'match', 'match_search', 'match_prompt', 'match_answer', 'media_ready', 'media_failure', 'call', 'post_removal',
    'comment_removal'])[1 + floor(random() * 23) + n * 0] as kind) deed
  cross join lateral (select * from private.accounts where username = 'person' || (1 + floor(120 * random() ^ 2) + n * 0)) actor
  cross join lateral (select * from private.accounts where username = 'person' || (1 + floor(120 * random()) + n * 0)) other
$$;
select pg_temp.tell(1500);
insert into private.engagement (kind, actor_id, happened_at) select 'registration', id, created_at from private.accounts;
insert into private.audit_events (event, account_id, created_at) select 'registered', id, created_at from private.accounts;
select tests.read_all('learn_activity');
select pg_temp.tell(1500);
select tests.read_all('learn_activity');
-- Everybody is counted, whoever did something or not, and twice changes nothing.
select is(private.tend_lifecycles(), 0::bigint, 'whoever is counted is not counted again');
select is((select count(*) from private.lifecycles), (select count(*) from public.profiles), 'everybody is counted');

select results_eq(
  $$ select phone, private.country_of_phone(phone) from unnest(array['+4915112345678', '+12125550123', '+77011234567', '+79161234567', '+420601123456', '+999123456']) phone $$,
  $$ values ('+4915112345678', 'DE'), ('+12125550123', 'US'), ('+77011234567', 'KZ'), ('+79161234567', 'RU'), ('+420601123456', 'CZ'), ('+999123456', null) $$,
  'the longest calling code tells the country');

create temporary table shown as
select our_relations.oid::regclass::text as path, relname::text as name, array(
  select attname::text from pg_attribute where attrelid = our_relations.oid and attnum > 0
    and attname not in ('day', 'name', 'value', 'before', 'view_name', 'post_id', 'author_id', 'kind')) as figures
from tests.our_relations where schema = 'analytics' and relkind = 'v' and relname !~ '^matchmaking_(regret|etas)$';
grant select on shown to authenticated, anon;

-- Everything once more from the rows, by definition. `zone` and the segment are drawn, the days are all.
create function pg_temp.belongs(id uuid, segment text) returns boolean language sql stable as $$
  select segment = 'all' or exists (
    select from private.accounts account where account.id = belongs.id and segment in (
      'country:' || case when account.phone like '+49%' then 'DE' when account.phone like '+1%' then 'US' when account.phone like '+77%' then 'KZ' end,
      'age:' || (select band from (values (18, '13-17'), (25, '18-24'), (35, '25-34'), (45, '35-44'), (55, '45-54'), (65, '55-64'), (999, '65+')) known (below, band)
        where extract(year from age((now() at time zone 'UTC')::date, account.birth_date)) < below order by below limit 1),
      (select 'platform:' || case left(session.user_agent, 5) when 'Mozil' then 'web' when 'okhtt' then 'android' when 'Plaza' then 'ios' else 'other' end
        from private.sessions session where session.account_id = account.id)))
$$;
create temporary table asked as
select zone, segment, row_number() over () as number from
  unnest(array['UTC', 'Europe/Berlin', 'Asia/Kathmandu', 'America/St_Johns']) zone,
  unnest(array['all', 'country:DE', 'country:KZ', 'platform:android', 'platform:web', 'age:25-34', 'age:65+']) segment;
create function pg_temp.deeds(zone text, segment text) returns table (day date, kind text, details jsonb) language sql stable as $$
  select (line.happened_at at time zone zone)::date, line.kind, line.details::jsonb
  from private.engagement line cross join lateral unnest(array[line.actor_id] || case line.kind when 'match' then array[line.subject_id] end) deed (person_id)
  where pg_temp.belongs(deed.person_id, deeds.segment) and not line.details ? 'previous'
$$;
create function pg_temp.as_admin(view_name text, zone text, segment text, since date default '2026-03-01', until date default '2026-08-01') returns setof jsonb
language plpgsql as $$
begin
  return query execute format(
    'select to_jsonb(row) from analytics.%s($1, $2, $3, $4, $5, $6) row', view_name)
  using zone, since, until, substring(segment from 'country:(.*)'), substring(segment from 'platform:(.*)'), substring(segment from 'age:(.*)');
end $$;
select tests.authenticate_as(tests.user_id('dave'), '{"app_role": "admin"}');
set local role none;

select is_empty($$
  select zone, segment, known, truth
  from asked, pg_temp.as_admin('content_daily', zone, segment) known,
  lateral (
    select count(*) filter (where kind = 'post') as posts, count(*) filter (where post_kind = 'text') as texts, count(*) filter (where post_kind = 'image') as images,
      count(*) filter (where post_kind = 'video') as videos, count(*) filter (where post_kind = 'carousel') as carousels, count(*) filter (where post_kind = 'reel') as reels,
      count(*) filter (where kind = 'comment') as comments, count(*) filter (where kind = 'message') as messages, count(*) filter (where kind = 'call') as calls,
      count(*) filter (where kind = 'post_removal') as posts_removed, count(*) filter (where kind = 'comment_removal') as comments_removed
    from (select deed.*, case kind when 'post' then details ->> 'kind' end as post_kind from pg_temp.deeds(zone, segment) deed where deed.day = (known ->> 'day')::date) deed
  ) truth
  where number % 3 = 0 and known - 'day' <> to_jsonb(truth)
$$, 'what was made equals a recount of each day, time zone and segment');
select is_empty($$
  select zone, segment, known, truth
  from asked, pg_temp.as_admin('engagement_daily', zone, segment) known,
  lateral (
    select coalesce(sum((details ->> 'counts')::int), 0) as views, count(*) filter (where kind in ('post_reaction', 'comment_reaction')) as reactions,
      count(*) filter (where kind = 'comment') as comments, count(*) filter (where kind = 'share') as shares, count(*) filter (where kind = 'save') as saves,
      count(*) filter (where kind = 'follow') as follows, count(*) filter (where kind = 'unfollow') as unfollows, count(*) filter (where kind = 'connection_accept') as connections,
      coalesce(sum((details ->> 'watched_ms')::int), 0)::double precision / 3600000 as watched_hours,
      count(*) filter (where kind in ('post_reaction', 'comment', 'share', 'save'))::double precision / nullif(sum((details ->> 'counts')::int), 0) as engagement_rate
    from pg_temp.deeds(zone, segment) deed where deed.day = (known ->> 'day')::date
  ) truth
  where number % 3 = 1 and known - 'day' <> to_jsonb(truth)
$$, 'what was done with content is counted as its rows are');
select is_empty($$
  select zone, segment, known, truth
  from asked, pg_temp.as_admin('matchmaking_daily', zone, segment) known,
  lateral (
    select count(*) filter (where kind = 'match_search') as searches, count(*) filter (where kind = 'match_prompt') as proposals,
      count(*) filter (where details ->> 'accepts' = 'true') as accepted, count(*) filter (where details ->> 'accepts' = 'false') as declined,
      count(*) filter (where kind = 'match') as matched, avg((details ->> 'accepts')::boolean::int) as acceptance, avg((details ->> 'waited_s')::int) as mean_waited_s
    from pg_temp.deeds(zone, segment) deed where deed.day = (known ->> 'day')::date
  ) truth
  where number % 3 = 2 and (known - array['day', 'regret', 'acceptance', 'mean_waited_s'] <> to_jsonb(truth) - array['acceptance', 'mean_waited_s']
    or abs((known ->> 'acceptance')::double precision - truth.acceptance) > 1e-9 or (known ->> 'acceptance' is null) <> (truth.acceptance is null)
    or abs((known ->> 'mean_waited_s')::double precision - truth.mean_waited_s) > 1e-9)
$$, 'how those who looked for somebody fared is counted as the rows are');
select is_empty($$
  select zone, segment, known, truth
  from asked, pg_temp.as_admin('media_daily', zone, segment) known,
  lateral (
    select count(*) filter (where kind = 'media_ready') as processed, count(*) filter (where kind = 'media_ready' and details ->> 'kind' = 'image') as images,
      count(*) filter (where kind = 'media_failure') as failed
    from pg_temp.deeds(zone, segment) deed where deed.day = (known ->> 'day')::date
  ) truth
  where number % 5 = 0 and not known @> to_jsonb(truth)
$$, 'what became of uploads is counted as the rows are');
select is_empty($$
  select zone, segment, known, truth
  from asked, pg_temp.as_admin('growth', zone, segment) known,
  lateral (
    select count(*) filter (where (account.created_at at time zone zone)::date = (known ->> 'day')::date) as registered,
      count(*) filter (where (account.created_at at time zone zone)::date <= (known ->> 'day')::date) as people
    from private.accounts account where pg_temp.belongs(account.id, segment)
  ) truth
  where not known @> to_jsonb(truth)
$$, 'as many registered on each day as accounts are that old');
select is_empty($$
  with active as materialized (
    select distinct actor_id, (extract(epoch from happened_at) / 900)::int as quarter from private.engagement where kind = any (private.activity_kinds())
  )
  select zone, segment, known, truth
  from asked, pg_temp.as_admin('retention', zone, segment, '2026-03-02', '2026-05-03') known,
  lateral (
    select count(*) as registered, count(*) filter (where exists (
      select from private.engagement line
      where line.actor_id = account.id and line.kind = any (private.activity_kinds())
        and (floor(extract(epoch from line.happened_at) / 900) - floor(extract(epoch from account.created_at) / 900)) between
          672 * (known ->> 'week')::int and 672 * ((known ->> 'week')::int + 1) - 1)) as people
    from private.accounts account
    where pg_temp.belongs(account.id, segment)
      and date_trunc('week', account.created_at at time zone zone)::date = (known ->> 'cohort')::date
  ) truth
  where number % 4 = 1 and not known @> to_jsonb(truth)
$$, 'as many of each week''s newcomers came back in each week after as did something then');
select is_empty($$
  select zone, segment, known, truth.*
  from asked, (values ('2026-03-01'::date, '2026-03-31'::date), ('2026-03-29', '2026-03-29'), ('2026-04-10', '2026-05-05')) span (since, until),
    pg_temp.as_admin('funnel', zone, segment, since, until) known,
  lateral (
    select count(*) filter (where person.steps @> array[(known ->> 'place')::int] or known ->> 'place' = '0') as people,
      count(*) filter (where person.steps @> array(select generate_series(1, (known ->> 'place')::int))) as through
    from (
      select account.id, array(
        select distinct step.place
        from private.engagement line
        join (values ('profile_change', 1), ('media_ready', 1), ('follow', 2), ('follow_request', 2), ('post', 3), ('match', 4), ('message', 5)) step (kind, place)
          on step.kind = line.kind
        where (line.actor_id = account.id or line.kind = 'match' and line.subject_id = account.id) and line.happened_at < account.created_at + interval '30 days'
          and (line.kind <> 'media_ready' or line.details ->> 'purpose' = 'avatar')) as steps
      from private.accounts account
      where pg_temp.belongs(account.id, segment) and (account.created_at at time zone zone)::date between span.since and span.until
    ) person
  ) truth
  where not known @> to_jsonb(truth)
$$, 'the funnel has as many people as made each step, and all before it, in their first thirty days');

create function pg_temp.by_brute_force(zone text, segment text, day date) returns jsonb language sql stable as $$
  select jsonb_build_object('daily', count(*) filter (where days && array[day]), 'monthly', count(*) filter (where exists (select from unnest(days) d where d between day - 29 and day)),
    'newcomers', count(*) filter (where days[1] = day), 'dormant', count(*) filter (where day - 30 = any (days) and not exists (select from unnest(days) d where d between day - 29 and day)))
  from (
    select array_agg(distinct (happened_at at time zone zone)::date order by (happened_at at time zone zone)::date) as days
    from private.engagement
    where kind = any (private.activity_kinds()) and pg_temp.belongs(actor_id, segment)
    group by actor_id
  ) person
$$;
select is_empty($$
  select zone, segment, known, truth from asked, pg_temp.as_admin('daily_users', zone, segment, '2026-03-20', '2026-05-08') known,
    pg_temp.by_brute_force(zone, segment, (known ->> 'day')::date) truth
  where number % 4 = 2 and not known @> truth
$$, 'different people of each segment are counted exactly, in time zones that are kept and that are not');

-- A birthday moves a person's whole history.
reset role;
create temporary table older as select id from private.accounts where username in ('person1', 'person2', 'person3', 'person5') and birth_date > '1961-01-01';
update private.accounts set birth_date = birth_date - 3650 where id in (select id from older);
select is(private.tend_lifecycles(), (select count(*) from older), 'whoever grows older belongs to the next band');
select is_empty($$
  select segment, known, truth from unnest(array['age:18-24', 'age:25-34', 'age:35-44', 'age:45-54', 'age:55-64', 'age:65+']) segment,
    pg_temp.as_admin('daily_users', 'UTC', segment, '2026-03-20', '2026-04-30') known, pg_temp.by_brute_force('UTC', segment, (known ->> 'day')::date) truth
  where not known @> truth
$$, 'with all that they ever did');
select is_empty($$
  select segment, sum(amount) from private.tallies where measure = 'cohort' group by segment
  having sum(amount) <> (select count(*) from private.accounts where pg_temp.belongs(id, segment))
$$, 'the cohorts are those that people registered with');

select is_empty($$
  select view_name, day, row.* from unnest(array['daily_users', 'growth', 'content_daily', 'engagement_daily', 'matchmaking_daily', 'media_daily', 'retention', 'funnel', 'sessions_daily',
    'notifications_daily']) view_name, unnest(array['2026-03-29', '2026-04-14']::date[]) day, private.recounted(view_name, day, 'Europe/Berlin') row
  where row.stored is distinct from row.recounted
$$, 'a recount of any view proves it');
select cmp_ok((select count(*) from private.recounted('retention', '2026-04-14', 'Europe/Berlin') where name = 'people' and recounted <> '0'), '>', 3::bigint, 'from rows that are there');

-- Whoever goes is taken out of what counts people; what they did was done.
select set_config('tests.before', (select sum(amount)::text from private.tallies where measure = 'post' and segment = 'all'), true);
select private.erase_account(tests.user_id('person' || number)) from unnest(array[1, 2, 7, 30]) number;
select is_empty($$
  select view_name, day, row.* from unnest(array['daily_users', 'growth', 'retention', 'funnel']) view_name, unnest(array['2026-03-29', '2026-04-14']::date[]) day,
    private.recounted(view_name, day, 'Europe/Berlin') row
  where row.stored is distinct from row.recounted
$$, 'an account that is deleted leaves every count of people');
select is((select sum(amount)::text from private.tallies where measure = 'post' and segment = 'all'), current_setting('tests.before'), 'what it did stays counted');
select is((select sum(deleted)::int from analytics.growth), 4, 'that an account went stays counted');

-- Sessions are counted when they are over, once.
insert into private.presence_sessions (profile_id, device, started_at, ended_at)
select tests.user_id('alice'), 'web', now() - interval '1 day' - minutes * interval '1 minute', now() - interval '1 day' from unnest(array[3, 5, 12, 95, 100]) minutes;
insert into private.presence_sessions (profile_id, device, started_at, ended_at) values (tests.user_id('dave'), 'web', now() - interval '1 hour', now());
select is(private.tally_sessions(), 5::bigint, 'sessions that are over are counted');
select is(private.tally_sessions(), 0::bigint, 'once');
select results_eq($$ select sum(sessions), sum(mean_minutes * sessions), max(median_minutes) from analytics.sessions_daily where sessions > 0 and median_minutes >= 10 $$,
  $$ values (5::numeric, 215::double precision, 10) $$, 'half of them took ten minutes or so');

-- What people are told is counted as it is told.
insert into private.notifications (person_id, kind, group_key) values
  (tests.user_id('alice'), 'like', gen_random_uuid()), (tests.user_id('alice'), 'like', gen_random_uuid()), (tests.user_id('alice'), 'reply', gen_random_uuid()),
  (tests.user_id('alice'), 'system', gen_random_uuid());
select tests.authenticate_as(tests.user_id('alice'));
select public.mark_notifications_read(everything => true);
select tests.reset_role();
select tests.read_all('learn_activity');
select tests.authenticate_as(tests.user_id('dave'), '{"app_role": "admin"}');
select results_eq($$ select told, likes, comments, others, opened, open_rate from analytics.notifications_daily where told > 0 $$,
  $$ values (4::bigint, 2::bigint, 1::bigint, 1::bigint, 4::bigint, 1::double precision) $$, 'what is told and opened is counted by kind');

select isnt_empty($$ select from analytics.list_segments() where dimension = 'age_band' $$, 'people are divided by age');
select is_empty($$
  select dimension, value, tests.error_of(format('select * from analytics.daily_users(%I => %L)', dimension, value)) from analytics.list_segments()
  where tests.error_of(format('select * from analytics.daily_users(%I => %L)', dimension, value)) is not null
$$, 'every segment that is listed can be asked for as it is listed');

-- Every column of every view says what it is.
select is_empty($$
  select name || '.' || figure from shown, unnest(figures) figure
  except
  select view_name || '.' || name from analytics.list_figures()
$$, 'every figure is explained');
select is_empty($$ select name from analytics.live except select name from analytics.list_figures() where view_name = 'live' $$, 'every figure of what is live is listed');
select is_empty($$
  select view_name || '.' || name from analytics.overview except select view_name || '.' || name from analytics.list_figures()
$$, 'every figure that the overview shows is listed');

select is_empty($$
  select refused from (values
    ('select * from analytics.daily_users(''Nowhere/At_All'')'), ('select * from analytics.growth(since => ''2026-01-01'', until => ''2027-06-01'')'),
    ('select * from analytics.funnel(since => ''infinity'')'), ('select * from analytics.content_daily(country => ''DE'', platform => ''web'')'),
    ('select * from analytics.content_daily(country => ''de'')'), ('select * from analytics.engagement_daily(age_band => ''all'')'),
    ('select * from analytics.retention(since => ''2026-02-01'', until => ''2026-01-01'')'), ('select analytics.unique_people(now(), now())'),
    ('select * from analytics.recount(''figures'', ''2026-01-01'')'), ('select * from analytics.recount(''daily_users()'', ''2026-01-01'')'),
    ('select * from analytics.recount(null, ''2026-01-01'')'), ('select analytics.keep_time_zone(''; drop'')')) asked (refused)
  where tests.error_of(refused) is distinct from 'INVALID_ARGUMENT with status 422'
$$, 'what makes no sense is refused');

select tests.authenticate_as(tests.user_id('mona'), '{"app_role": "moderator"}');
select lives_ok('select * from analytics.moderation_daily', 'moderators see what is reported and decided');
select is((select array_agg(distinct view_name) from analytics.list_figures()), array['moderation_daily'], 'moderators are told what their own figures mean');
select is_empty($$
  select path from shown where name <> 'moderation_daily' and tests.error_of('select * from ' || path) is distinct from 'NOT_ALLOWED with status 403'
$$, 'moderators read no other figures');
select tests.as_anon();
select is_empty($$
  select path from shown where tests.error_of('select * from ' || path) not like 'sqlstate 42501%'
$$, 'nobody reads anything without an account');

select * from finish();
rollback;
