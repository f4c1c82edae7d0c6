-- Each factor by a small world: it moves the post for which it speaks, and explain_feed_item says so.
begin;
select no_plan();

select tests.create_user(name) from unnest(array['alice', 'bob', 'carol', 'dave']) name;
insert into public.interests (slug, name) values ('sea', 'Sea') on conflict do nothing;
-- Two posts that differ in nothing, of two people who differ in nothing.
create temporary table post on commit drop as
select tests.create_post('bob', 'the one', hashtags => array['Sea'], at => now() - interval '1 hour') as one,
  tests.create_post('carol', 'the other', hashtags => array['Hills'], at => now() - interval '1 hour') as other;
grant select on post to authenticated;
create function pg_temp.post() returns uuid language sql as $$ select one from post $$;
-- No chance, so that a small difference tells.
update private.feed_weights set weight = 1e-6 where factor = 'temperature';
insert into private.feed_weights (feed, factor, weight) values ('home', 'viral', 0.5), ('home', 'watch', 0.5)
on conflict on constraint feed_weights_pkey do update set weight = excluded.weight;

create temporary table world (factor text, sign int, change text) on commit drop;
insert into world values
  ('fresh', 1, 'update public.posts set published_at = now() where id = pg_temp.post()'),
  ('heat', 1, 'update private.post_signals set heat = private.reheated(heat, 3, now(), private.post_half_life()) where post_id = pg_temp.post()'),
  ('rate', 1, 'insert into public.post_stats (post_id, reactions, views, watched_ms) values (pg_temp.post(), 10, 20, 100000)'),
  ('watch', 1, 'insert into public.post_stats (post_id, reactions, views, watched_ms) values (pg_temp.post(), 1, 20, 2000000)'),
  ('taste', 1, 'insert into private.tastes (person_id, liked_ids, liked_at) values ($dave, array[pg_temp.post()], array[now()]);
     insert into private.tastes (person_id, neighbour_ids, weights) values ($alice, array[$dave], ''{1}'')'),
  ('author', 1, 'insert into private.author_affinity (person_id, author_id, heat) values ($alice, $bob, private.heat_of(2, now(), private.taste_half_life()))'),
  ('topics', 1, 'insert into private.topic_affinity (person_id, topic, heat) values ($alice, ''sea'', private.heat_of(2, now(), private.taste_half_life()))'),
  ('topics', 1, 'insert into private.topic_affinity (person_id, topic, heat) values ($alice, ''beach'', private.heat_of(2, now(), private.taste_half_life()));
     insert into private.topic_neighbours values (''beach'', ''sea'', 0.5)'),
  ('interests', 1, 'insert into public.profile_interests (profile_id, interest) values ($alice, ''sea'')'),
  ('followed', 1, 'insert into public.follows (follower_id, followee_id) values ($alice, $bob)'),
  ('nearby', 1, 'insert into private.locations (profile_id, latitude, longitude) values ($alice, 48, 11);
     update private.post_signals set cell = private.location_cell(48.01, 11.01) where post_id = pg_temp.post()'),
  ('viral', 1, 'insert into private.viral_posts (post_id, since, share) values (pg_temp.post(), now(), 1)'),
  ('refusal', -1, 'insert into private.not_interested (person_id, post_id, reason, author_id, created_at)
     select $alice, tests.create_post(''bob'', ''refused''), ''author'', $bob, now() - interval ''29.5 days'''),
  ('skips', -1, 'insert into private.author_affinity (person_id, author_id, skips) values ($alice, $bob, private.heat_of(3, now(), private.taste_half_life()))'),
  ('skips', -1, 'insert into private.topic_affinity (person_id, topic, skips) values ($alice, ''sea'', private.heat_of(3, now(), private.taste_half_life()))');

create function pg_temp.factor(explained jsonb, factor text) returns jsonb language sql as $$
  select entry from jsonb_array_elements(explained -> 'factors') entry where entry ->> 'factor' = factor.factor
$$;
-- What a change does: to the factor, to the sum, and to who comes first.
create function pg_temp.told(factor text, change text) returns text language plpgsql as $$
declare
  name text;
  before jsonb;
  after jsonb;
  captions text[];
  id uuid := pg_temp.post();
begin
  foreach name in array array['alice', 'bob', 'carol', 'dave'] loop
    change := replace(change, '$' || name, quote_literal(tests.user_id(name)) || '::uuid');
  end loop;
  perform tests.authenticate_as(tests.user_id('alice'));
  before := public.explain_feed_item(id);
  perform tests.reset_role();
  execute change;
  perform tests.authenticate_as(tests.user_id('alice'));
  after := public.explain_feed_item(id);
  captions := array(select item ->> 'caption' from jsonb_array_elements(public.home_feed() -> 'items') item where item ->> 'caption' like 'the %');
  perform tests.reset_role();
  name := format('factor %s, sum %s, first %s, others the same: %s',
    sign((pg_temp.factor(after, factor) ->> 'product')::numeric - (pg_temp.factor(before, factor) ->> 'product')::numeric),
    sign((after ->> 'score')::numeric - (before ->> 'score')::numeric), captions[1],
    not exists (select from jsonb_array_elements(before -> 'factors') entry
      where entry ->> 'factor' <> told.factor and entry <> pg_temp.factor(after, entry ->> 'factor')));
  raise exception sqlstate 'UNDO0';
exception when sqlstate 'UNDO0' then
  return name;
end
$$;
select is(pg_temp.told(factor, change), format('factor %s, sum %s, first %s, others the same: t', sign, sign, case when sign > 0 then 'the one' else 'the other' end),
  format('factor %s moves the post for or against which it speaks, and nothing else: %s', factor, left(change, 60)))
from world;
select set_eq(
  $$ select unnest(private.feed_factor_names()) $$, $$ select factor from world $$,
  'every factor is held by a world of this test');

-- What an explanation is.
select tests.authenticate_as(tests.user_id('alice'));
create temporary table explained on commit drop as select public.explain_feed_item((select one from post)) as answer;
select tests.reset_role();
select is((select jsonb_array_length(answer -> 'factors') from explained), cardinality(private.feed_factor_names()), 'all factors are told');
select ok((select abs((answer ->> 'score')::numeric - (select sum((entry ->> 'product')::numeric) from jsonb_array_elements(answer -> 'factors') entry)) < 0.01 from explained),
  'the score is the sum of the products');
select ok((select bool_and(abs((entry ->> 'product')::numeric - (entry ->> 'value')::numeric * (entry ->> 'weight')::numeric) < 0.01) from explained, jsonb_array_elements(answer -> 'factors') entry),
  'each product is a value times its weight');
select is((select answer ->> 'filter' from explained), null, 'no filter takes it out');
select tests.authenticate_as(tests.user_id('alice'));
select public.home_feed(page_size => 1);
select public.home_feed();
select is(public.explain_feed_item((select one from post)) -> 'filter' ->> 'filter', 'served', 'what was given out says that it does not come again');
select ok((public.explain_feed_item((select one from post)) ->> 'place')::int between 1 and 2, 'the place in the list of now is told');
select is(public.set_feed_settings('{"weights": {"fresh": 0}}') #>> '{weights,fresh}', '0', 'a preference is set');
select is((select (entry ->> 'weight')::numeric from jsonb_array_elements(public.explain_feed_item((select one from post)) -> 'factors') entry where entry ->> 'factor' = 'fresh'), 0::numeric,
  'a preference of the viewer is in the weight');

-- Many of one author.
select tests.reset_role();
select tests.create_post('dave', 'dave ' || n, at => now() - interval '1 minute') from generate_series(1, 8) n;
select tests.create_post('carol', 'carol', at => now() - interval '2 minutes');
select tests.authenticate_as(tests.user_id('alice'));
create temporary table page on commit drop as select public.home_feed() -> 'items' as items;
select isnt((select items -> 1 ->> 'caption' from page), null, 'there is a second post');
select ok((select bool_or(item -> 'author' ->> 'username' <> 'dave') from page, jsonb_array_elements(items) with ordinality listed (item, place) where place <= 4),
  'somebody who has posted eight times has not the first four places');
select is((select public.explain_feed_item((item ->> 'id')::uuid) #>> '{rules,0,rule}' from page, jsonb_array_elements(items) with ordinality listed (item, place)
  where item -> 'author' ->> 'username' = 'dave' order by place desc limit 1), 'spread', 'the last of them says why it is so far down');

-- What is not explained.
select tests.reset_role();
select tests.create_post('alice', 'own', id => '99999999-9999-4999-8999-999999999991'), tests.create_post('bob', 'hidden', 'followers', id => '99999999-9999-4999-8999-999999999992');
select tests.authenticate_as(tests.user_id('alice'));
select tests.throws_code($$ select public.explain_feed_item('99999999-9999-4999-8999-999999999991') $$, 'POST_NOT_FOUND', 404, 'own posts are in no feed of the author');
select tests.throws_code($$ select public.explain_feed_item('99999999-9999-4999-8999-999999999992') $$, 'POST_NOT_FOUND', 404, 'what the caller may not see is not explained');
select tests.throws_code($$ select public.explain_feed_item(gen_random_uuid()) $$, 'POST_NOT_FOUND', 404, 'a post that is not there is not explained');
select tests.reset_role();
select is_empty($$ select factor from unnest(private.feed_factor_names()) factor where private.feed_factor_words(factor) is null $$, 'every factor has words');
select is_empty($$
  select found[1] from pg_proc, regexp_matches(prosrc, 'then ''([a-z_]+)''', 'g') found
  where oid = 'private.feed_items'::regproc and found[1] not in ('own', 'hidden') and private.feed_filter_words(found[1]) is null $$, 'every filter has words');

select * from finish();
rollback;
