-- What people can set about their feed: what may be set, and what it does. (What each filter does: filters.test.sql.)
begin;
select no_plan();

select tests.create_user(name) from unnest(array['alice', 'bob']) name;
select tests.authenticate_as(tests.user_id('alice'));
select is(public.get_feed_settings(), '{"weights": {"following": 1, "interests": 1, "trending": 1, "nearby": 1, "fresh": 1},
  "kinds": ["text", "image", "video", "carousel", "reel"], "muted_words": [], "muted_topics": [], "sensitive": "warn", "order": "ranked"}',
  'who has set nothing gets what is usual');
select is(public.set_feed_settings('{}'), public.get_feed_settings(), 'no change changes nothing');
select is(public.set_feed_settings('{"weights": {"nearby": 0, "fresh": 2}}') -> 'weights', '{"following": 1, "interests": 1, "trending": 1, "nearby": 0, "fresh": 2}',
  'some weights can be set, the others stay');
select is(public.set_feed_settings('{"muted_topics": ["#Rock_Climbing", "rock-climbing"], "muted_words": ["x", "x"], "kinds": ["reel", "reel"]}')
  - array['weights', 'sensitive', 'order'], '{"muted_topics": ["rockclimbing"], "muted_words": ["x"], "kinds": ["reel"]}', 'topics are topics however they are written, and each is there once');
select is(public.get_feed_settings() #>> '{weights,fresh}', '2', 'what was set before stays');

create temporary table wrong (changes jsonb) on commit drop;
insert into wrong values
  ('null'), ('[]'), ('"x"'), ('1'), ('{"nothing": 1}'), ('{"weights": 1}'), ('{"weights": null}'), ('{"weights": {"nothing": 1}}'),
  ('{"weights": {"fresh": -0.1}}'), ('{"weights": {"fresh": 2.1}}'), ('{"weights": {"fresh": "1"}}'), ('{"weights": {"fresh": null}}'), ('{"weights": {"fresh": 1e400}}'),
  ('{"kinds": []}'), ('{"kinds": ["poem"]}'), ('{"kinds": "text"}'), ('{"kinds": [1]}'), ('{"kinds": null}'), ('{"kinds": ["text", "image", "video", "carousel", "reel", "text"]}'),
  ('{"muted_words": "x"}'), ('{"muted_words": [""]}'), ('{"muted_words": ["!?"]}'), ('{"muted_words": [null]}'), ('{"muted_words": [["x"]]}'),
  (jsonb_build_object('muted_words', jsonb_build_array(repeat('x', 61)))), (jsonb_build_object('muted_words', (select jsonb_agg('w' || n) from generate_series(1, 201) n))),
  ('{"muted_topics": {}}'), ('{"muted_topics": ["#"]}'), (jsonb_build_object('muted_topics', (select jsonb_agg('t' || n) from generate_series(1, 201) n))),
  ('{"sensitive": "never"}'), ('{"sensitive": null}'), ('{"order": "best"}'), ('{"order": 1}');
create temporary table as_before on commit drop as select public.get_feed_settings() as settings;
select tests.throws_code(format('select public.set_feed_settings(%L)', changes), 'INVALID_FEED_SETTINGS', 422, 'refuses ' || left(changes::text, 80)) from wrong;
select tests.throws_code('select public.set_feed_settings(null)', 'INVALID_FEED_SETTINGS', 422, 'refuses nothing at all');
select is(public.get_feed_settings(), (select settings from as_before), 'what is refused changes nothing');
select lives_ok(format('select public.set_feed_settings(%L)', jsonb_build_object('muted_words', (select jsonb_agg(rpad('w' || n, 60, 'x')) from generate_series(1, 200) n))),
  'two hundred words of sixty letters can be muted');
select lives_ok('select public.home_feed()', 'the feed copes with as many');

-- What the order and the weights do.
select tests.reset_role();
delete from private.feed_settings where person_id = tests.user_id('alice');
select tests.create_post('bob', 'a post');
select tests.authenticate_as(tests.user_id('alice'));
select public.set_feed_settings('{"order": "latest"}');
select is(public.home_feed(), jsonb_set(public.following_feed(), '{items}', '[]'), 'in order latest the feed is the following feed');
select public.set_feed_settings('{"order": "ranked"}');
select isnt_empty($$ select jsonb_array_elements(public.home_feed() -> 'items') $$, 'in order ranked it is ranked again at once');
select tests.reset_role();
select is_empty($$
  select factor, preference from (values ('following', 'followed'), ('following', 'author'), ('interests', 'topics'), ('interests', 'interests'), ('trending', 'heat'),
    ('trending', 'viral'), ('nearby', 'nearby'), ('fresh', 'fresh')) moved (preference, factor)
  cross join lateral (
    select jsonb_populate_record(private.feed_settings_of(tests.user_id('alice')), jsonb_build_object(preference, 2)) as doubled) settings
  cross join lateral (select array_position(private.feed_factor_names(), factor) as place) at
  where (private.weights_for('home', doubled))[place] is distinct from 2 * (private.weights_for('home', private.feed_settings_of(tests.user_id('alice'))))[place] $$,
  'a preference of two doubles its factors');
select tests.authenticate_as(tests.user_id('bob'));
select is(public.get_feed_settings() ->> 'order', 'ranked', 'nobody has the settings of somebody else');
select tests.as_anon();
select throws_ok($$ select public.get_feed_settings() $$, '42501', null, 'nobody without an account has settings');

select * from finish();
rollback;
