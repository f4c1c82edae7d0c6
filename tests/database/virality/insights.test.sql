begin;
select no_plan();

select tests.create_user(name) from unnest(array['alice', 'bob']) name;
create temporary table made as select tests.create_post('alice', 'a post') as post, tests.create_media('alice', kind => 'video') as video;
grant select on made to authenticated;
update private.media set duration_ms = 10000 where id = (select video from made);
insert into public.post_media (post_id, place, media_id) select post, 1, video from made;

-- Twelve people look; nine of them are of 30, two of 20, one of 70; six follow.
create function pg_temp.viewer(n int) returns uuid language sql as $$ select md5('viewer' || n)::uuid $$;
insert into private.accounts (id, username, email, phone, birth_date)
select pg_temp.viewer(n), 'viewer' || n, 'viewer' || n || '@example.com', '+1' || 3000000000 + n,
  current_date - make_interval(years => case when n <= 9 then 30 when n <= 11 then 20 else 70 end, days => 1)
from generate_series(1, 12) n;
insert into public.profiles (id, username, first_name, last_name, gender) select id, username, 'V', 'V', 'other' from private.accounts where username like 'viewer%';
insert into public.follows (follower_id, followee_id) select pg_temp.viewer(n), tests.user_id('alice') from generate_series(1, 6) n;
insert into private.sessions (id, account_id, refresh_hash, expires_at)
select pg_temp.viewer(n), pg_temp.viewer(n), sha256(''), now() + interval '90 days' from generate_series(1, 12) n;
grant execute on function pg_temp.viewer to authenticated;

create function pg_temp.insights(zone text default 'UTC') returns jsonb language plpgsql as $$
declare answer jsonb;
begin
  perform tests.authenticate_as(tests.user_id('alice'));
  answer := public.post_insights((select post from made), zone);
  perform tests.reset_role();
  return answer;
end $$;
create function pg_temp.looks(first int, last int, watched_ms int, source text default 'home') returns void language plpgsql as $$
begin
  for n in first..last loop
    perform tests.authenticate_as(pg_temp.viewer(n));
    perform public.record_views(jsonb_build_array(jsonb_build_object('post_id', (select post from made), 'watched_ms', watched_ms, 'source', source)));
    perform tests.reset_role();
  end loop;
end $$;

select is(pg_temp.insights() - 'published_at' - 'post_id' - 'by_hour', '{"views": 0, "reach": 0, "reactions": 0, "emojis": {}, "comments": 0, "shares": 0, "saves": 0, "watched_ms": 0,
  "watched_share": null, "completions": 0, "rates": {"reactions": null, "comments": null, "shares": null, "saves": null}, "by_day": [], "best_hours": [], "sources": {},
  "audience": {"ages": null, "followers": null}, "feed": {"sample": 0.05, "served": null, "outranked": null, "filtered": {}},
  "virality": {"state": "none", "since": null, "velocity": 0, "surprise": null, "predicted_reach": null, "offered_to": null}}', 'a post that nobody has seen');

select pg_temp.looks(1, 6, 10000), pg_temp.looks(7, 9, 5000, 'search');
select tests.read_all('roll_up_engagement'), tests.read_all('learn_virality');
select is(pg_temp.insights() -> 'audience', '{"ages": null, "followers": null}', 'nine people are no audience yet: fewer than ten are never told apart');
select pg_temp.looks(10, 12, 2000);
-- A second look within half an hour is no view and no new person.
select pg_temp.looks(1, 1, 4000);
select tests.authenticate_as(pg_temp.viewer(1));
select public.react('post', post), public.save_post(post), public.add_comment(gen_random_uuid(), post, 'hello'), public.share_post(post) from made;
select tests.authenticate_as(pg_temp.viewer(2));
select public.react('post', post, '🔥') from made;
select public.react('post', post, '❤️') from made;
select public.unreact('post', post) from made;
select tests.reset_role();
select tests.read_all('roll_up_engagement'), tests.read_all('learn_virality');

create temporary table told as select pg_temp.insights() as it;
select is(it -> key, value, 'of a post: ' || key) from told, jsonb_each('{"views": 12, "reach": 12, "reactions": 1, "emojis": {"❤️": 1}, "comments": 1, "shares": 1, "saves": 1, "watched_ms": 85000,
  "watched_share": 0.708, "completions": 6, "sources": {"home": 9, "search": 3}, "rates": {"reactions": 0.0833, "comments": 0.0833, "shares": 0.0833, "saves": 0.0833}}') expected;
select is(it -> 'audience', '{"ages": {"other": 1}, "followers": null}', 'groups of less than ten people are joined, until nobody can tell them by subtraction') from told;
select is(it -> 'by_day' -> 0, jsonb_build_object('day', (now() at time zone 'UTC')::date, 'views', 12, 'viewers', 12, 'reactions', 1, 'comments', 1, 'shares', 1, 'saves', 1, 'watched_ms', 85000), 'by day') from told;
select is(it -> 'by_hour' -> extract(hour from now() at time zone 'UTC')::int ->> 'views', '12', 'by hour of the day') from told;
select is(pg_temp.insights('Asia/Kolkata') -> 'by_hour' -> extract(hour from date_trunc('hour', now(), 'UTC') at time zone 'Asia/Kolkata')::int ->> 'views', '12', 'in the creator''s time zone');
select is(it -> 'best_hours' -> 0, to_jsonb(extract(hour from now() at time zone 'UTC')::int), 'the best hour') from told;

-- Shares and what is left out of them.
select is(private.shares_of(names, counts, 10), expected::jsonb, format('of %s: %s', counts, expected)) from (values
  (array['a', 'b', 'c'], array[50, 30, 20]::bigint[], '{"a": 0.50, "b": 0.30, "c": 0.20}'),
  (array['a', 'b', 'c'], array[50, 40, 3], '{"other": 0.45, "a": 0.55}'),
  (array['a', 'b', 'c', 'd'], array[50, 40, 6, 7], '{"a": 0.50, "b": 0.40, "other": 0.15}'),
  (array['a'], array[9], null), (array['a', 'b'], array[8, 2], '{"other": 1}'), (null, null, null)) given (names, counts, expected);

-- Why so few.
insert into private.feed_log (id, person_id, feed, served_at, post_ids, factors, propensities, served, dropped)
select private.uuid_v7(), pg_temp.viewer(1 + n % 12), 'home', now() - interval '2 minutes', case when n <= 12 then array[post] else array[(select md5('x')::uuid), post] end, '{}', '{}', 1,
  case when n <= 10 then jsonb_build_object('muted', jsonb_build_array(post)) when n <= 20 then jsonb_build_object('hidden', jsonb_build_array(post)) else jsonb_build_object('kind', jsonb_build_array(post)) end
from made, generate_series(1, 29) n;
select private.count_exposures();
select is(pg_temp.insights() -> 'feed', '{"sample": 0.05, "served": 240, "outranked": 340, "filtered": {"not_for_them": 400}}', 'how often lists had it, estimated; not whether people block or mute; nothing from less than ten lists');
select private.count_exposures();
select is(pg_temp.insights() -> 'feed' ->> 'served', '240', 'each list counts once');

-- Of all posts.
select tests.authenticate_as(tests.user_id('alice'));
create temporary table all_told as select public.creator_insights(7, 'Europe/Berlin') as it;
select is(it -> key, value, 'of a creator: ' || key) from all_told, jsonb_each('{"days": 7, "views": 12, "reach": 12, "reactions": 1, "comments": 1, "shares": 1, "saves": 1, "watched_ms": 85000,
  "completions": 6, "sources": {"home": 9, "search": 3}, "before": {"views": 0, "reach": 0, "reactions": 0, "comments": 0, "shares": 0, "saves": 0, "watched_ms": 0}}') expected;
select is(jsonb_array_length(it -> 'by_day'), 7, 'every day, also those without anything') from all_told;
select is(it -> 'posts' -> 0, jsonb_build_object('post_id', post, 'views', 12, 'reactions', 1, 'comments', 1, 'shares', 1, 'saves', 1, 'state', 'none'), 'the most viewed') from all_told, made;
select is((it -> 'best_times' -> 0 ->> 'weekday')::int, extract(isodow from now() at time zone 'Europe/Berlin')::int, 'the best time of the week') from all_told;

-- Who may ask what.
select tests.throws_code(format('select public.creator_insights(%s)', days), 'INVALID_ARGUMENT', 422, 'days: ' || days) from unnest(array['0', '91', '-1', 'null']) days;
select tests.throws_code(format('select public.creator_insights(7, %L)', zone), 'INVALID_ARGUMENT', 422, 'time zone: ' || coalesce(zone, 'null')) from unnest(array['', 'Mars/Phobos', 'UTC''; select 1', null]) zone;
select tests.throws_code('select public.post_insights(gen_random_uuid())', 'POST_NOT_FOUND', 404, 'a post that does not exist');
select tests.authenticate_as(tests.user_id('bob'));
select tests.throws_code(format('select public.post_insights(%L)', post), 'POST_NOT_FOUND', 404, 'the post of somebody else') from made;
select is(public.creator_insights() ->> 'views', '0', 'everybody sees their own numbers');
select tests.as_anon();
select matches(tests.error_of('select public.creator_insights()'), 'permission denied', 'strangers see none');

select * from finish();
rollback;
