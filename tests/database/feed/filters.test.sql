-- What may not be in somebody's feed, each by a small world: what takes it out, and that it is not in the feed.
begin;
select no_plan();

select tests.create_user(name) from unnest(array['alice', 'bob', 'carol']) name;
create temporary table post on commit drop as
select tests.create_post('bob', 'A day at the sea, très chic', kind => 'image', hashtags => array['Sea', 'SlowLife']) as id;
create function pg_temp.post() returns uuid language sql as $$ select id from post $$;

create temporary table world (name text, change text, dropped_by text) on commit drop;
insert into world values
  ('nothing the matter', 'select', null),
  ('an own post', 'update public.posts set author_id = $alice; update private.post_signals set author_id = $alice', 'own'),
  ('a block by the viewer', 'insert into public.blocks (blocker_id, blocked_id) values ($alice, $bob)', 'hidden'),
  ('a block of the viewer', 'insert into public.blocks (blocker_id, blocked_id) values ($bob, $alice)', 'hidden'),
  ('an author banned', 'update private.accounts set banned_until = now() + interval ''1 hour'' where id = $bob', 'hidden'),
  ('an author hidden and not told', 'update public.profiles set hidden_until = ''infinity'' where id = $bob', 'hidden'),
  ('an author who has deactivated the account', 'update private.accounts set deactivated_at = now() where id = $bob', 'hidden'),
  ('a private author', 'update public.profiles set is_private = true where id = $bob', 'hidden'),
  ('a private author whom the viewer follows',
    'insert into public.follows (follower_id, followee_id) values ($alice, $bob); update public.profiles set is_private = true where id = $bob', null),
  ('a post for followers', 'update public.posts set visibility = ''followers''', 'hidden'),
  ('a post for connections', 'update public.posts set visibility = ''connections''', 'hidden'),
  ('a deleted post', 'update public.posts set deleted_at = now()', 'hidden'),
  ('an archived post', 'update public.posts set state = ''archived''', 'hidden'),
  ('a mute', 'insert into public.mutes (muter_id, muted_id, until) values ($alice, $bob, ''infinity'')', 'muted'),
  ('a mute although followed', 'insert into public.follows (follower_id, followee_id) values ($alice, $bob);
     insert into public.mutes (muter_id, muted_id, until) values ($alice, $bob, ''infinity'')', 'muted'),
  ('a mute that is over', 'insert into public.mutes (muter_id, muted_id, until) values ($alice, $bob, now() - interval ''1 second'')', null),
  ('a mute of somebody else', 'insert into public.mutes (muter_id, muted_id, until) values ($carol, $bob, ''infinity'')', null),
  ('an author under 18 and a viewer of age', 'update private.accounts set birth_date = now() - interval ''15 years'' where id = $bob', 'minor'),
  ('an author under 18 who is connected with the viewer', 'update private.accounts set birth_date = now() - interval ''15 years'' where id = $bob;
     insert into public.connections (person_id, other_id) values ($alice, $bob), ($bob, $alice)', null),
  ('an author of age and a viewer under 18', 'update private.accounts set birth_date = now() - interval ''15 years'' where id = $alice', null),
  ('both under 18', 'update private.accounts set birth_date = now() - interval ''15 years'' where id in ($alice, $bob)', null),
  ('a text that a moderator should look at', 'insert into private.automod_flags (target, target_id, author_id, terms) values (''post'', pg_temp.post(), $bob, ''{x}'')', 'flagged'),
  ('a text that a moderator should look at, of somebody whom the viewer follows', 'insert into public.follows (follower_id, followee_id) values ($alice, $bob);
     insert into private.automod_flags (target, target_id, author_id, terms) values (''post'', pg_temp.post(), $bob, ''{x}'')', null),
  ('a comment that a moderator should look at', 'insert into private.automod_flags (target, target_id, author_id, terms) values (''comment'', pg_temp.post(), $bob, ''{x}'')', null),
  ('a refused post', 'insert into private.not_interested (person_id, post_id, reason) values ($alice, pg_temp.post(), ''post'')', 'refused'),
  ('a post that somebody else has refused', 'insert into private.not_interested (person_id, post_id, reason) values ($carol, pg_temp.post(), ''post'')', null),
  ('a refusal of long ago', 'insert into private.not_interested (person_id, post_id, reason, created_at) values ($alice, pg_temp.post(), ''post'', now() - interval ''1 year'')', 'refused'),
  ('a kind that the viewer does not want', 'select pg_temp.set(''{"kinds": ["text", "reel"]}'')', 'kind'),
  ('a kind that the viewer wants', 'select pg_temp.set(''{"kinds": ["image"]}'')', null),
  ('a warning', 'update public.posts set content_warning = ''blood''', null),
  ('a warning, and a viewer who hides such posts', 'update public.posts set content_warning = ''blood''; select pg_temp.set(''{"sensitive": "hide"}'')', 'sensitive'),
  ('a warning, and a viewer who wants to see such posts', 'update public.posts set content_warning = ''blood''; select pg_temp.set(''{"sensitive": "show"}'')', null),
  ('a warning, and a viewer under 18 who wants to see such posts', 'update public.posts set content_warning = ''blood''; select pg_temp.set(''{"sensitive": "show"}'');
     update private.accounts set birth_date = now() - interval ''15 years'' where id = $alice', 'sensitive'),
  ('a muted topic', 'select pg_temp.set(''{"muted_topics": ["#slow_life"]}'')', 'muted_topic'),
  ('another muted topic', 'select pg_temp.set(''{"muted_topics": ["slow"]}'')', null),
  ('a muted word', 'select pg_temp.set(''{"muted_words": ["SEA"]}'')', 'muted_word'),
  ('a muted word with accents', 'select pg_temp.set(''{"muted_words": ["Tres"]}'')', 'muted_word'),
  ('a muted phrase', 'select pg_temp.set(''{"muted_words": ["day at the sea"]}'')', 'muted_word'),
  ('a part of a word muted', 'select pg_temp.set(''{"muted_words": ["chi", "ea"]}'')', null),
  ('a muted word of signs that mean something elsewhere', 'select pg_temp.set(''{"muted_words": ["(a", "a|b", "%_1"]}'')', null),
  ('a post that the viewer has seen', 'insert into private.post_views (viewer_id, post_id, watched_ms, counted_at) values ($alice, pg_temp.post(), 1, now())', 'seen'),
  ('a post that somebody else has seen', 'insert into private.post_views (viewer_id, post_id, watched_ms, counted_at) values ($carol, pg_temp.post(), 1, now())', null),
  ('a post that the viewer was given', 'insert into private.feed_served (person_id, served_at, feed, post_ids) values ($alice, now() - interval ''2 days'', ''home'', array[pg_temp.post()])', 'served'),
  ('a post that the viewer was given on another feed', 'insert into private.feed_served (person_id, served_at, feed, post_ids) values ($alice, now() - interval ''1 minute'', ''reels'', array[pg_temp.post()])', 'served'),
  ('a post that the viewer was given last week', 'insert into private.feed_served (person_id, served_at, feed, post_ids) values ($alice, now() - interval ''4 days'', ''home'', array[pg_temp.post()])', null),
  ('a post that somebody else was given', 'insert into private.feed_served (person_id, served_at, feed, post_ids) values ($carol, now(), ''home'', array[pg_temp.post()])', null);

create function pg_temp.set(changes jsonb) returns void language plpgsql as $$
begin
  perform tests.authenticate_as(tests.user_id('alice'));
  perform public.set_feed_settings(changes);
  perform tests.reset_role();
end
$$;
create function pg_temp.told(change text) returns text language plpgsql as $$
declare
  told text;
begin
  foreach told in array array['alice', 'bob', 'carol'] loop
    change := replace(change, '$' || told, quote_literal(tests.user_id(told)) || '::uuid');
  end loop;
  execute change;
  perform set_config('request.jwt.claims', json_build_object('sub', tests.user_id('alice'), 'role', 'authenticated', 'sid', tests.user_id('alice'))::text, true);
  told := (select format('%s, in the feed: %s', coalesce(item.dropped_by, 'nothing'), (public.home_feed() -> 'items') @> jsonb_build_array(jsonb_build_object('id', item.post_id)))
    from private.feed_items(tests.user_id('alice'), array[pg_temp.post()], '{null}', private.served_lately(tests.user_id('alice')), now()) item);
  raise exception sqlstate 'UNDO0';
exception when sqlstate 'UNDO0' then
  return told;
end
$$;
select is(pg_temp.told(change), case when dropped_by is null then 'nothing, in the feed: t' else dropped_by || ', in the feed: f' end,
  format('with %s, %s takes the post out', name, coalesce(dropped_by, 'nothing')))
from world;

-- The lists in which one finds posts of others keep to the same rules. What has been read already and kinds are for the feed alone, and one's own are found.
create temporary table list (name text, call text) on commit drop;
insert into list values ('topic_feed', 'public.topic_feed(''sea'')'), ('search_posts', 'public.search_posts(''chic'')'), ('nearby_feed', 'public.nearby_feed(200)'),
  ('trending_posts', 'public.trending_posts(''1h'')');
update public.posts set cell = private.location_cell(52.5, 13.4) where id = pg_temp.post();
insert into private.locations (profile_id, latitude, longitude) values (tests.user_id('alice'), 52.52, 13.405);
insert into private.post_hours (post_id, hour, reactions) values (pg_temp.post(), date_trunc('hour', now()), 9);
select private.refresh_trends();
create function pg_temp.found_in(change text) returns text[] language plpgsql as $$
declare
  told text;
  call text;
  page jsonb;
  found_in text[] := '{}';
begin
  foreach told in array array['alice', 'bob', 'carol'] loop
    change := replace(change, '$' || told, quote_literal(tests.user_id(told)) || '::uuid');
  end loop;
  execute change;
  perform set_config('request.jwt.claims', json_build_object('sub', tests.user_id('alice'), 'role', 'authenticated', 'sid', tests.user_id('alice'))::text, true);
  for told, call in select * from list order by name loop
    execute 'select ' || call into page;
    if (page -> 'items') @> jsonb_build_array(jsonb_build_object('id', pg_temp.post())) then
      found_in := found_in || told;
    end if;
  end loop;
  raise exception sqlstate 'UNDO0';
exception when sqlstate 'UNDO0' then
  return found_in;
end
$$;
select is(pg_temp.found_in(change), case when dropped_by is null or dropped_by in ('own', 'kind', 'seen', 'served') then array(select list.name from list order by list.name) else '{}' end,
  format('with %s, the post is in %s', name, case when dropped_by is null or dropped_by in ('own', 'kind', 'seen', 'served') then 'every list' else 'no list' end))
from world
-- How near somebody was is told to those whom they may meet alone: what nearby_feed leaves out besides is its own test.
where name not like '%18%' or dropped_by is not null;
select set_eq(
  $$ select proname::text from pg_proc where pronamespace = 'public'::regnamespace and obj_description(oid) like '%[post as get_post gives it%' $$,
  $$ select name from list union all select unnest(array['home_feed', 'reels_feed', 'following_feed', 'liked_reels', 'saved_reels']) $$,
  'a list of posts is held by this test, ranks with the filters of home_feed, or has what its reader has chosen');

-- A filter without a world fails here.
select set_eq(
  $$ select distinct found[1] from pg_proc, regexp_matches(prosrc, 'then ''([a-z_]+)''', 'g') found where oid = 'private.feed_items'::regproc $$,
  $$ select distinct dropped_by from world where dropped_by is not null $$, 'every filter is held by a world of this test');

select * from finish();
rollback;
