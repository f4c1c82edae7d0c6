-- How the shortlist is drawn from the sources, and how a list is spread out.
begin;
select no_plan();

select tests.create_user(name) from unnest(array['alice', 'bob', 'carol', 'dave']) name;
insert into public.follows (follower_id, followee_id) values (tests.user_id('alice'), tests.user_id('bob'));
select tests.create_post('bob', 'by bob ' || n) from generate_series(1, 3) n;
select tests.create_post('carol', 'by carol ' || n) from generate_series(1, 300) n;
select private.refresh_feed_sources();
create function pg_temp.short(served uuid[] default '{}', with_read boolean default false) returns table (caption text, reason text) language plpgsql as $$
begin
  perform set_config('request.jwt.claims', json_build_object('sub', tests.user_id('alice'), 'role', 'authenticated')::text, true);
  return query
  select post.caption, listed.reason
  from private.shortlist(tests.user_id('alice'), 'home', served, now(), with_read) short
  cross join unnest(short.post_ids, short.reasons) listed (id, reason)
  join public.posts post on post.id = listed.id;
end
$$;
select bag_eq($$ select caption from pg_temp.short() where reason = 'followed' $$, array['by bob 1', 'by bob 2', 'by bob 3'], 'a small source is in the shortlist whole');
select cmp_ok((select count(*) from pg_temp.short())::int, '<=', 200, 'a shortlist has two hundred posts at most');
select is((select count(*) - count(distinct caption) from pg_temp.short())::int, 0, 'a shortlist has each post once');
insert into private.post_views (viewer_id, post_id, watched_ms, counted_at)
select tests.user_id('alice'), id, 1, now() from public.posts where caption = 'by bob 1';
select is((select count(*) from pg_temp.short((select array_agg(id) from public.posts where caption = 'by bob 2')) where reason = 'followed')::int, 1,
  'what was seen or served takes no place in the shortlist');
select is((select count(*) from pg_temp.short((select array_agg(id) from public.posts where caption = 'by bob 2'), true) where reason = 'followed')::int, 3,
  'what was seen or served is there besides for whoever asks which filter took it');
insert into private.post_views (viewer_id, post_id, watched_ms, counted_at)
select tests.user_id('alice'), post_id, 1, now() from private.hot_posts where place <= 60 on conflict do nothing;
select isnt_empty($$ select from pg_temp.short() where reason = 'trending' $$, 'behind what was seen of a source its next ones come');

-- Kinds. Forty posts of authors of their own that differ in nothing but their kind, nine in ten of them texts.
create function pg_temp.ranked() returns table (kind text, place bigint) language plpgsql as $$
begin
  perform set_config('request.jwt.claims', json_build_object('sub', tests.user_id('alice'), 'role', 'authenticated')::text, true);
  update private.feed_weights set weight = 0.001 where factor = 'temperature';
  return query
  select post.kind, listed.place
  from (select array_agg(id order by id) as ids from public.posts where caption like 'of a kind %') given
  cross join private.rank_feed(tests.user_id('alice'), 'home', given.ids, array_fill('latest'::text, array[cardinality(given.ids)]),
    array_fill(null::real, array[cardinality(given.ids)]), '{}', now()) list
  cross join unnest(list.post_ids) with ordinality listed (id, place)
  join public.posts post on post.id = listed.id;
end
$$;
select tests.create_user('author' || n) from generate_series(1, 40) n;
select tests.create_post('author' || n, 'of a kind ' || n, kind => case when n <= 36 then 'image' else 'carousel' end) from generate_series(1, 40) n;
-- What is rare is a little worse than the rest, by less than the spread of kinds makes up for: all in all it would come last.
update private.post_signals signals set heat = private.heat_of(case signals.kind when 'image' then 1.00 else 0.93 end, now(), private.post_half_life())
from public.posts post where post.id = signals.post_id and post.caption like 'of a kind %';
select cmp_ok((select min(place) from pg_temp.ranked() where kind = 'carousel')::int, '<', 10, 'a kind of which there is little comes before a long run of another, although each of its posts scores less');

select * from finish();
rollback;
