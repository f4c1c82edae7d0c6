begin;
select plan(37);

select tests.create_user(name) from unnest(array['alice', 'bob', 'carol', 'dave', 'erin', 'mod']) name;
update private.accounts set created_at = now() - interval '2 years', email_verified_at = now();
update private.accounts set app_role = 'moderator' where username = 'mod';
create function pg_temp.captions(page jsonb) returns text[] language sql as $$
  select array(select item ->> 'caption' from jsonb_array_elements(page -> 'items') with ordinality listed (item, place) order by place)
$$;
grant execute on function pg_temp.captions to authenticated;
create function pg_temp.post(author text, caption text, tag text default null, kind text default 'text', cell int default null) returns uuid language plpgsql as $$
declare
  id uuid := private.uuid_v7();
begin
  insert into public.posts (id, author_id, client_id, kind, caption, hashtags, cell, state, position, published_at)
  values (id, tests.user_id(author), gen_random_uuid(), kind, caption, case when tag is not null then array[tag] else '{}' end, cell, 'published', private.uuid_v7(), now());
  perform private.emit('post', tests.user_id(author), target_id => id);
  return id;
end $$;

-- Topics.
select pg_temp.post('bob', 'one #rockclimbing', 'rockclimbing'), pg_temp.post('carol', 'two #RockClimbing', 'rockclimbing'), pg_temp.post('bob', 'nothing');
select tests.authenticate_as(tests.user_id('alice'));
select is(pg_temp.captions(public.topic_feed('#Rock-Climbing')), array['two #RockClimbing', 'one #rockclimbing'], 'a topic has its posts, however it is written, the newest first');
select is(pg_temp.captions(public.topic_feed('rockclimbing', public.topic_feed('rockclimbing', page_size => 1) ->> 'next_cursor', 1)), array['one #rockclimbing'],
  'pages of a topic follow one another');
select is(public.topic_feed('nobody writes this') -> 'items', '[]', 'a topic that nobody uses is empty');
select throws_like($$ select public.topic_feed('#') $$, '%INVALID_ARGUMENT%', 'a topic needs a letter');
select is(public.search_topics('#rock') #>> '{items,0,topic}', 'rockclimbing', 'topics are found by how they begin');
select is(public.search_topics('climb') -> 'items', '[]', 'topics are not found by their middle');
select tests.reset_role();
insert into public.blocks (blocker_id, blocked_id) values (tests.user_id('carol'), tests.user_id('alice'));
insert into public.mutes (muter_id, muted_id, until) values (tests.user_id('alice'), tests.user_id('bob'), 'infinity');
select tests.authenticate_as(tests.user_id('alice'));
select is(public.topic_feed('rockclimbing') -> 'items', '[]', 'a topic shows nobody who is blocked or muted');
select is(public.search_topics('#rock') -> 'items', '[]', 'a topic is not found by posts of people who are blocked or muted, and they are not counted');
select tests.reset_role();
delete from public.blocks;
delete from public.mutes;
select tests.authenticate_as(tests.user_id('alice'));
select public.set_feed_settings('{"muted_words": ["two"]}');
select is(public.search_topics('#rock') #>> '{items,0,posts}', '1', 'posts with a muted word are not counted');
select public.set_feed_settings('{"muted_words": []}');
select tests.reset_role();

-- Search.
select pg_temp.post('bob', 'Größe zählt im Café'), pg_temp.post('bob', '今日は東京タワーに行きました');
select tests.authenticate_as(tests.user_id('alice'));
select is(pg_temp.captions(public.search_posts('grosse CAFE')), array['Größe zählt im Café'], 'posts are found by their words, without accents and case');
select is(pg_temp.captions(public.search_posts('zahlt caf')), array['Größe zählt im Café'], 'the last word may be the beginning of one');
select is(public.search_posts('caf zahlt') -> 'items', '[]', 'no other word may');
select is(pg_temp.captions(public.search_posts('東京タワー')), array['今日は東京タワーに行きました'], 'words are found in scripts without blanks');
select is(public.search_posts('京東') -> 'items', '[]', 'in scripts without blanks other characters are another word');
select throws_like($$ select private.search_posts('a b c d e f g h i', null, 20) $$, '%INVALID_SEARCH%', 'a search has at most eight words');
select throws_like($$ select private.search_posts('!!', null, 20) $$, '%INVALID_SEARCH%', 'a search needs a word');
select tests.reset_role();
update public.posts set caption = 'changed' where caption like 'Größe%';
select tests.authenticate_as(tests.user_id('alice'));
select is(public.search_posts('cafe') -> 'items', '[]', 'what was edited away is not found any more');
select is(pg_temp.captions(public.search_posts('changed')), array['changed'], 'what was edited in is found');
select tests.reset_role();

-- Nearby.
insert into private.locations (profile_id, latitude, longitude) values (tests.user_id('alice'), 52.52, 13.405);
select pg_temp.post('bob', 'in Berlin', cell => private.location_cell(52.5, 13.4)), pg_temp.post('bob', 'in Potsdam', cell => private.location_cell(52.39, 13.06)),
  pg_temp.post('bob', 'in Hamburg', cell => private.location_cell(53.55, 9.99));
select tests.authenticate_as(tests.user_id('alice'));
select is(pg_temp.captions(public.nearby_feed(10)), array['in Berlin'], 'nearby is what was made within the distance');
select is(pg_temp.captions(public.nearby_feed(50)), array['in Potsdam', 'in Berlin'], 'nearby has the newest first');
select is(public.nearby_feed(50) #>> '{items,1,distance_km}', '10', 'a distance is rounded, as between people');
select throws_like($$ select public.nearby_feed(1) $$, '%INVALID_ARGUMENT%', 'nobody measures within less than a cell');
select tests.authenticate_as(tests.user_id('carol'));
select throws_like($$ select public.nearby_feed() $$, '%LOCATION_REQUIRED%', 'who has no location has nothing nearby');
select tests.reset_role();
select set_eq($$ select private.tiles_around(private.tile_of(cell)) from (values (private.location_cell(52.5, 13.4))) place (cell) except
  select private.tiles_within(cell, 60) from (values (private.location_cell(52.5, 13.4))) place (cell) $$, array[]::int[], 'a circle of 60 km touches all tiles around');

-- Reels.
select pg_temp.post('bob', 'a reel', kind => 'reel'), pg_temp.post('dave', 'another reel', kind => 'reel');
select tests.authenticate_as(tests.user_id('alice'));
select set_eq($$ select unnest(pg_temp.captions(public.reels_feed())) $$, array['a reel', 'another reel'], 'reels_feed has reels and nothing else');
select is(public.reels_feed() -> 'items', '[]', 'reels do not come twice');
select tests.reset_role();

-- Trends.
select private.emit('post_reaction', tests.user_id(person), subject_id => tests.user_id('bob'), target_id => post.id, details => '{"emoji": "❤️"}')
from unnest(array['carol', 'dave', 'erin', 'mod']) person, public.posts post where post.caption = 'one #rockclimbing';
select tests.read_all('learn_topics');
select cmp_ok((select sum(people) from private.topic_hours where topic = 'rockclimbing'), '>', 4::double precision, 'who posts or reacts counts for a topic');
select is((select count(*)::int from private.topic_people where topic = 'rockclimbing'), 5, 'each person counts once a topic and day');
insert into private.post_hours (post_id, hour, reactions) select id, date_trunc('hour', now()), 4 from public.posts where caption = 'one #rockclimbing';
select private.refresh_trends();
select tests.authenticate_as(tests.user_id('alice'));
select is(public.trending_topics() #>> '{items,0,topic}', 'rockclimbing', 'a topic trends that more people than usual have to do with');
select is(pg_temp.captions(public.trending_posts('1h')), array['one #rockclimbing'], 'a post trends with which more happens than is usual');
select is(public.trending_topics(52.52, 13.405) -> 'items', '[]', 'around a place trends only what was made there');
select is(public.trending_posts('1h', 'xx'), '{"items": [], "next_cursor": null}', 'where nothing trends the list is empty');
select throws_like($$ select public.trending_posts('2h') $$, '%INVALID_ARGUMENT%', 'trends have three windows');
select throws_like($$ select public.review_topic('rockclimbing', false) $$, '%NOT_ALLOWED%', 'topics are reviewed by moderators');
select tests.authenticate_as(tests.user_id('mod'), '{"app_role": "moderator"}');
select is(public.topics_to_review() #>> '{items,0,topic}', 'rockclimbing', 'moderators see what would trend');
select lives_ok($$ select public.review_topic('#RockClimbing', false, 'too steep') $$, 'a moderator refuses a topic');
select tests.authenticate_as(tests.user_id('alice'));
select is(public.trending_topics() -> 'items', '[]', 'a refused topic does not trend');

select * from finish();
rollback;
