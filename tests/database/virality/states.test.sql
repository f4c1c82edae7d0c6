begin;
select no_plan();

select tests.create_user(name) from unnest(array['alice', 'bob', 'carol']) name;
select tests.create_user('dave', 'moderator');

-- Reactions by people whom nobody has seen before, `days` old; five views for each.
create function pg_temp.crowd(post uuid, first int, last int, days double precision default 400) returns void language sql as $$
  insert into private.accounts (id, username, email, phone, birth_date, email_verified_at, created_at)
  select md5('crowd' || n)::uuid, 'crowd' || n, 'crowd' || n || '@example.com', '+1' || 2000000000 + n, '1990-01-01', now(), now() - days * interval '1 day'
  from generate_series(first, last) n on conflict do nothing;
  insert into public.profiles (id, username, first_name, last_name, gender)
  select id, username, 'Crowd', 'Example', 'other' from private.accounts where username like 'crowd%' on conflict do nothing;
  select private.emit('post_reaction', md5('crowd' || n)::uuid, (select author_id from public.posts where id = post), post, '{"emoji": "❤️"}')
  from generate_series(first, last) n;
  select private.emit('view', md5('crowd' || n)::uuid, null, post, '{"counts": 1, "first": 0, "watched_ms": 1000, "source": "home"}')
  from generate_series(first, last) n, generate_series(1, 5)
$$;
create function pg_temp.aged(post uuid, age interval) returns uuid language sql as $$
  update public.posts set published_at = now() - age where id = post returning id $$;
create function pg_temp.state_of(post uuid) returns text language sql as $$
  select coalesce((select state from private.post_virality where post_id = post), 'none') $$;
create function pg_temp.told(post uuid) returns text[] language sql as $$
  select array_agg(details ->> 'state' order by id) from private.engagement where kind = 'viral' and target_id = post $$;

-- Rising, viral, cooled.
create temporary table made as select pg_temp.aged(tests.create_post('alice', 'on its way'), '30 minutes') as post;
grant select on made to authenticated;
select pg_temp.crowd(post, 1, 6) from made;
select tests.read_all('learn_virality');
select is(pg_temp.state_of(post), 'none', 'a few people do not make a post rise') from made;
select pg_temp.crowd(post, 7, 16) from made;
update private.post_virality set judged_at = now() - interval '2 minutes';
select tests.read_all('learn_virality');
select is(pg_temp.state_of(post), 'rising', 'sixteen people in half an hour do') from made;
select is((select count(*)::int from private.viral_posts), 0, 'what is rising is not offered to everybody');
select pg_temp.crowd(post, 17, 70) from made;
update private.post_virality set judged_at = now() - interval '2 minutes';
select tests.read_all('learn_virality');
select is(pg_temp.state_of(post), 'viral', 'seventy make it viral') from made;
select is((select share from private.viral_posts join made on post_id = post), 0.05::real, 'a viral post is offered to one in twenty, to begin with');
select is(pg_temp.told(post), array['rising', 'viral'], 'the log tells each change once') from made;
select is((select array_agg(payload ->> 'state' order by payload ->> 'state') from tests.events('virality')), array['rising', 'viral'], 'the topic of the post hears of it');
select is((select subject_id from private.engagement where kind = 'viral' limit 1), tests.user_id('alice'), 'it concerns the author');

select private.judge_posts(array[post], now() + interval '5 minutes') from made;
select is((select step from private.post_virality join made on post_id = post)::int, 1, 'a step of reach takes its time');
select private.judge_posts(array[post], now() + n * interval '16 minutes') from made, generate_series(1, 3) n;
select is((select share from private.viral_posts join made on post_id = post), 1::real, 'while people do more with it than one would expect it reaches more, up to everybody');
update private.post_minutes set views = 1e6;
update private.post_virality set step = 2, stepped_at = now();
select private.judge_posts(array[post], now() + interval '20 minutes') from made;
select is((select step from private.post_virality join made on post_id = post)::int, 2, 'when those whom it reaches do little with it, it reaches no more');
select private.judge_posts(array[post], now() + interval '3 hours') from made;
select is(pg_temp.state_of(post), 'cooled', 'a post whose hour has brought nothing has cooled') from made;
select is((select count(*)::int from private.viral_posts), 0, 'a post that has cooled is no longer offered');
select private.judge_posts(array[post], now() + interval '3 hours 1 minute') from made;
select is(pg_temp.state_of(post), 'cooled', 'where it stays') from made;
select is(pg_temp.told(post), array['rising', 'viral', 'cooled'], 'no state is told twice') from made;

-- Hysteresis, by the rule itself.
create function pg_temp.next(state text, minutes_in_state double precision, odds double precision, velocity double precision default 50, surprise double precision default 5)
returns text language sql as $$
  select private.next_virality(state, minutes_in_state, 30, odds, surprise, velocity, 50, 100, (select jsonb_object_agg(name, value) from private.virality_parameters)) $$;
select is(pg_temp.next('none', 0, -0.65), 'viral', 'at the bar: viral');
select is(pg_temp.next('none', 0, -0.8), 'rising', 'a little below: rising');
select is(pg_temp.next('none', 0, -0.8, surprise => 1), 'none', 'a little below in an ordinary hour: nothing');
select is(pg_temp.next('none', 0, -1.8), 'none', 'a standard error below: not even that');
select is(pg_temp.next('rising', 10, -1.8), 'rising', 'what is rising goes on there');
select is(pg_temp.next('rising', 10, -2.8), 'none', 'until it is two below');
select is(pg_temp.next('rising', 361, -0.8), 'none', 'what has risen for six hours without getting anywhere stops');
select is(pg_temp.next('viral', 10, -3, velocity => 0), 'viral', 'viral is viral for half an hour');
select is(pg_temp.next('viral', 60, -3, velocity => 6), 'viral', 'viral is viral while an hour brings a tenth of its best');
select is(pg_temp.next('cooled', 90, 5, velocity => 20), 'cooled', 'what has cooled needs more than that to come back');
select is(pg_temp.next('cooled', 90, 5, velocity => 30), 'viral', 'half of its best');

-- What the feed does with it.
create temporary table shown as select pg_temp.aged(tests.create_post('alice', 'to everybody'), '30 minutes') as post, pg_temp.aged(tests.create_post('alice', 'to followers', 'followers'), '30 minutes') as closed;
insert into private.viral_posts (post_id, since, share) select id, now(), 1 from shown, unnest(array[post, closed]) id;
select tests.authenticate_as(tests.user_id('bob'));
create temporary table page as select public.home_feed() as page;
select tests.reset_role();
select is((select item ->> 'reason' from page, jsonb_array_elements(page -> 'items') item where item ->> 'caption' = 'to everybody'), 'viral', 'a viral post is in the feed of somebody who follows nobody');
select is((select count(*)::int from page, jsonb_array_elements(page -> 'items') item where item ->> 'caption' = 'to followers'), 0, 'unless it is not for them');
select tests.authenticate_as(tests.user_id('carol'));
select public.block(tests.user_id('alice'));
select is((select count(*)::int from jsonb_array_elements(public.home_feed() -> 'items') item where item ->> 'caption' = 'to everybody'), 0, 'a viral post is not shown across a block');
select tests.reset_role();
update private.viral_posts set share = 0.2;
select ok(
  (select count(*) from generate_series(1, 400) n, private.viral_posts shown, shown made
   where shown.post_id = made.post and (uuid_hash_extended(shown.post_id, uuid_hash(md5('v' || n)::uuid)) & 1048575) < 1048576 * shown.share) between 50 and 110,
  'a share of a fifth is about a fifth of people');

-- Veto.
create temporary table vetoed as select pg_temp.aged(tests.create_post('bob', 'misleading'), '30 minutes') as post;
grant select on vetoed to authenticated;
select pg_temp.crowd(post, 1, 70) from vetoed;
select tests.read_all('learn_virality');
select is(pg_temp.state_of(post), 'viral', 'bob''s is viral') from vetoed;
select tests.authenticate_as(tests.user_id('alice'));
select tests.throws_code(format('select public.set_viral_veto(%L, true, ''no'')', post), 'NOT_ALLOWED', 403, 'who does not moderate has no veto') from vetoed;
select tests.authenticate_as(tests.user_id('dave'), '{"app_role": "moderator"}');
select tests.throws_code(format('select public.set_viral_veto(%L, true)', post), 'INVALID_ARGUMENT', 422, 'a veto says why') from vetoed;
select tests.throws_code('select public.set_viral_veto(gen_random_uuid(), true, ''no'')', 'POST_NOT_FOUND', 404, 'a veto is about a post');
select is(public.set_viral_veto(post, true, ' a hoax ') ->> 'note', 'a hoax', 'a moderator''s veto') from vetoed;
select is(public.set_viral_veto(post, true, 'again') ->> 'note', 'a hoax', 'a repetition changes nothing') from vetoed;
select tests.reset_role();
select is(pg_temp.state_of(post), 'none', 'works at once') from vetoed;
select is((select count(*)::int from private.viral_posts join vetoed on post_id = post), 0, 'it is offered to nobody');
select pg_temp.crowd(post, 71, 140) from vetoed;
update private.post_virality set judged_at = now() - interval '2 minutes';
select tests.read_all('learn_virality');
select is(pg_temp.state_of(post), 'none', 'a vetoed post stays as it is, whatever its velocity') from vetoed;
select is((select count(*)::int from private.moderation_log join vetoed on details ->> 'post_id' = post::text where event = 'viral_vetoed' and actor_id = tests.user_id('dave')), 1, 'the audit log has it once');
select is((select count(*)::int from private.audit_events where event ~ 'veto'), 0, 'the author''s own trail says nothing of it');
select tests.authenticate_as(tests.user_id('dave'), '{"app_role": "moderator"}');
select public.set_viral_veto(post, false) from vetoed;
select tests.reset_role();
select private.judge_posts(array[post], now()) from vetoed;
select is(pg_temp.state_of(post), 'viral', 'without it velocity decides again') from vetoed;

-- Who counts.
create temporary table ring as select pg_temp.aged(tests.create_post('carol', 'by a ring'), '30 minutes') as post;
select pg_temp.crowd(post, 1001, 1500, 2) from ring;
select tests.read_all('learn_virality');
select is(pg_temp.state_of(post), 'none', 'five hundred accounts of two days make no post rise') from ring;
create temporary table busy as select pg_temp.aged(tests.create_post('carol', 'by one'), '30 minutes') as post;
select private.emit(kind, md5('crowd1')::uuid, tests.user_id('carol'), post) from busy, generate_series(1, 100), unnest(array['comment', 'share', 'save']) kind;
select tests.read_all('learn_virality');
select private.emit('comment', md5('crowd1')::uuid, tests.user_id('carol'), post) from busy;
select tests.read_all('learn_virality');
select ok((select people <= 1 and commenters <= 1 and sharers <= 1 from private.post_virality join busy on post_id = post), 'one person counts once, whatever they do');
update private.accounts set banned_until = 'infinity' where username = 'crowd2';
select private.emit('post_reaction', md5('crowd2')::uuid, tests.user_id('carol'), post, '{"emoji": "❤️"}') from busy;
select tests.read_all('learn_virality');
select ok((select people <= 1 from private.post_virality join busy on post_id = post), 'who is banned counts nothing');
select private.emit('post_reaction', tests.user_id('carol'), tests.user_id('carol'), post, '{"emoji": "❤️"}') from busy;
select tests.read_all('learn_virality');
select ok((select people <= 1 from private.post_virality join busy on post_id = post), 'the author counts nothing');
select cmp_ok(private.trust(now() - age, now(), null, now(), 10), '<', 0.2::real, 'a young account says little: ' || age) from unnest(array['1 second', '1 day', '7 days']::interval[]) age;
select is(private.trust(now(), null, now(), now(), 10), 1::real, 'with the badge it says all');

-- A reader that dies in the middle.
create temporary table lost as select pg_temp.aged(tests.create_post('carol', 'read twice'), '30 minutes') as post;
select pg_temp.crowd(post, 1, 12) from lost;
select isnt(tests.error_of('select tests.read_all(''learn_virality''), 1 / 0'), null, 'a reader is killed after its work and before its end');
select is((select count(*)::int from private.post_virality join lost on post_id = post), 0, 'nothing of it is there');
select tests.read_all('learn_virality');
select tests.read_all('learn_virality');
select is((select round(people)::int from private.post_virality join lost on post_id = post), 10, 'the next one counts everybody, once (eleven people, .91 each, and one who is banned)');
select is((select sum(reactions)::int from private.post_hours join lost on post_id = post), 12, 'also for insights');

-- Predictions and their grades.
select ok((select predicted > 6 and low >= 5 and low < predicted and high > predicted from private.reach_predictions join made on post_id = post where age_step = 2), 'what was predicted is kept');
select is((select count(*)::int from private.reach_predictions where graded_at is not null), 0, 'nothing is graded at once');
select private.grade_predictions();
select is((select count(*)::int from private.reach_predictions where graded_at is not null), 0, 'not before two days');
update private.post_virality set published_at = now() - interval '49 hours' where post_id = (select post from made);
select cmp_ok(private.grade_predictions(), '>', 0::bigint, 'predictions are graded after two days');
select is(private.grade_predictions(), 0::bigint, 'once');
select is((select array_agg(round(actual)::int) from private.reach_predictions join made on post_id = post where age_step = 2), array[63], 'with what it came to');
select is((select posts from private.author_reach where author_id = tests.user_id('alice')), 1, 'which the author''s next post begins with');
select ok((select predictions >= 1 and median_error >= 0 and within_interval between 0 and 1 from private.reach_calibration() where age_step = 2), 'the calibration sums it up');
select is(private.fit_virality(), 0::bigint, 'few grades teach nothing');
select is(private.solve(array[[2, 1], [1, 3]]::double precision[], array[3, 5]), array[0.8, 1.4]::double precision[], 'linear equations are solved');
update private.post_minutes set minute = minute - interval '8 hours';
update private.post_virality set published_at = now() - interval '8 days' where post_id = (select post from lost);
select private.purge_virality();
select is((select count(*)::int from private.post_minutes), 0, 'minutes go when nobody reads them');
select is((select count(*)::int from private.post_engagers join lost on post_id = post), 0, 'engagers go when nobody reads them');

select * from finish();
rollback;
