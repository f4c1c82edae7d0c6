-- Numbers that are too small to be held must not end the ranking: it would be the plain feed from then on, and nobody would see why.
begin;
select plan(3);

select tests.create_user('alice'), tests.create_user('bob'), tests.create_user('carol');
select tests.create_post('bob', 'post ' || n) from generate_series(1, 30) n;
insert into private.locations (profile_id, latitude, longitude) values (tests.user_id('alice'), 52.5, 13.4);

-- From the other end of the earth; of ten years ago, with a heat of then; hotter than all others by far; liked by those who like the same,
-- ten years ago; and by people who like it for a million others.
update private.post_signals set cell = private.location_cell(-41.3, 174.8);
update public.posts set published_at = now() - interval '10 years' where caption in ('post 1', 'post 2');
update private.post_signals signals set heat = private.heat_of(0.5, now() - interval '10 years', private.post_half_life())
from public.posts post where post.id = signals.post_id and post.caption in ('post 1', 'post 2');
update private.post_signals signals set heat = private.heat_of(1e12, now(), private.post_half_life())
from public.posts post where post.id = signals.post_id and post.caption = 'post 3';
insert into private.author_affinity (person_id, author_id, heat, skips) values
  (tests.user_id('alice'), tests.user_id('bob'), private.heat_of(1, now() - interval '300 years', private.taste_half_life()), null);
insert into private.tastes (person_id, neighbour_ids, weights) values (tests.user_id('alice'), array[tests.user_id('carol')], '{1e-6}');
insert into private.tastes (person_id, liked_ids, liked_at)
select tests.user_id('carol'), array_agg(id), array_agg(now() - interval '10 years') from public.posts where caption in ('post 4', 'post 5');

select tests.authenticate_as(tests.user_id('alice'));
create temporary table page as select public.home_feed(page_size => 100) as page;
select tests.reset_role();
select is((select count(*) from private.feed_pages where person_id = tests.user_id('alice'))::int, 1, 'what is far, old, hot or faint beyond measure is ranked all the same');
select is((select jsonb_array_length(page.page -> 'items') from page), 30, 'all that is beyond measure is in the feed');
select is((select page.page -> 'items' -> 0 ->> 'caption' from page), 'post 3', 'the hottest by far is the first');

select * from finish();
rollback;
