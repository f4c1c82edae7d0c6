-- What the feed makes anew, and what it forgets.
begin;
select plan(13);

select tests.create_user(name) from unnest(array['alice', 'bob', 'carol']) name;
select tests.create_post('bob', 'public', hashtags => array['Sea']), tests.create_post('bob', 'for followers', 'followers'), tests.create_post('carol', 'another');
select is(private.refresh_feed_sources(), 2, 'the shared sources hold what is for everybody');
select is((select count(*) from private.hot_posts_by_topic where topic = 'sea')::int, 1, 'each topic has its warmest');
select is((select count(*) from private.new_voices)::int, 2, 'people whom nobody knows are new voices');
update public.profiles set hidden_until = 'infinity' where username = 'bob';
select is(private.refresh_feed_sources(), 1, 'whoever is hidden is in no shared source after the next refresh');
insert into public.post_stats (post_id, views) select id, 1000 from public.posts where author_id = tests.user_id('carol');
select private.refresh_feed_sources();
select is((select count(*) from private.new_voices)::int, 0, 'what a thousand people have seen is no new voice');

insert into private.feed_served (person_id, served_at, feed, post_ids)
select tests.user_id('alice'), now() - age, 'home', array[gen_random_uuid()] from unnest(array['1 minute', '71 hours', '73 hours']::interval[]) age;
insert into private.feed_log (id, person_id, feed, served_at, post_ids, factors, propensities, served)
select gen_random_uuid(), tests.user_id('alice'), 'home', now() - age, '{}', '{}', '{}', 0 from unnest(array['1 minute', '167 hours', '169 hours']::interval[]) age;
insert into private.feed_pages (id, person_id, feed, made_at, post_ids, reasons)
select gen_random_uuid(), tests.user_id('alice'), 'home', now() - age, '{}', '{}' from unnest(array['59 seconds', '6 minutes']::interval[]) age;
select is(private.purge_feed(), 3::bigint, 'each kind of row goes after its time');
select is((select count(*) from private.feed_served)::int, 2, 'what was served stays for three days');
select is((select count(*) from private.feed_log)::int, 2, 'the log stays for seven days');
select is((select count(*) from private.feed_pages)::int, 1, 'a list that somebody pages through stays');

insert into private.topic_affinity (person_id, topic, heat, skips)
select tests.user_id('alice'), 'topic' || n, private.heat_of(n, now(), private.taste_half_life()), null from generate_series(1, 520) n;
insert into private.topic_affinity (person_id, topic, heat, skips) values
  (tests.user_id('carol'), 'faded', private.heat_of(1, now() - interval '1 year', private.taste_half_life()), null),
  (tests.user_id('carol'), 'skipped', null, private.heat_of(1, now(), private.taste_half_life()));
insert into private.author_affinity (person_id, author_id, heat) values
  (tests.user_id('alice'), tests.user_id('bob'), private.heat_of(0.001, now(), private.taste_half_life())),
  (tests.user_id('alice'), tests.user_id('carol'), private.heat_of(1, now(), private.taste_half_life()));
select is(private.purge_tastes(), 22::bigint, 'faded tastes go, and of each person all but the strongest');
select is((select count(*) || ' ' || min(substr(topic, 6)::int) from private.topic_affinity where person_id = tests.user_id('alice')), '500 21', 'the strongest stay');
select is((select array_agg(topic) from private.topic_affinity where person_id = tests.user_id('carol')), array['skipped'], 'what is skipped is not forgotten');
select is(private.purge_tastes(), 0::bigint, 'a second call has nothing to do');

select * from finish();
rollback;
