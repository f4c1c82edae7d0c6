-- What people have done, as the tables of the product hold it, and what ranking knows of each person.
insert into private.post_views (viewer_id, post_id, counted_at, watched_ms)
select viewer_id, post_id, now() - interval '30 days' * luck, 8000 from bench.looked;
insert into public.post_reactions (post_id, user_id, emoji)
select post_id, viewer_id, '❤️' from bench.looked where nth % 8 = 0;
insert into public.saved_posts (user_id, post_id) select viewer_id, post_id from bench.looked where nth % 50 = 2;
insert into public.post_shares (user_id, post_id, via) select viewer_id, post_id, 'repost' from bench.looked where nth % 100 = 3;

-- Of one view in three: the others were passing glances, which the nightly purge has taken.
-- The heat of a weight of 1 now; one half-life ago it was less by 1.
create function bench.taste_heat() returns double precision
language sql stable
return (select private.heat_of(1, now(), private.taste_half_life()));
insert into private.author_affinity (person_id, author_id, heat, skips)
select viewer_id, author_id, bench.taste_heat() + ln(sum(0.1 + 3 * luck ^ 8)) / ln(2::double precision) - min(luck),
  case when bool_or(luck > 0.8) then bench.taste_heat() end
from bench.looked
where nth % 3 = 0
group by viewer_id, author_id;
insert into private.topic_affinity (person_id, topic, heat)
select viewer_id, topic, bench.taste_heat() + ln(sum(0.1 + 3 * luck ^ 8)) / ln(2::double precision) - min(luck)
from bench.looked
join private.post_signals signals using (post_id)
cross join unnest(signals.topics) topic
where nth % 3 = 0
group by viewer_id, topic;
insert into private.tastes (person_id, neighbour_ids, weights, liked_ids, liked_at)
select id,
  array(select bench.person_id(1 + bench.pick(nth, 60, :people - 61, 1.5, bench.chance(n, 50 + nth))) from generate_series(0, 59) nth),
  array(select (1 / (2.0 + nth))::real from generate_series(0, 59) nth), liked.ids, liked.times
from bench.people
join (
  select n, (array_agg(post_id order by luck))[:30] as ids, (array_agg(now() - interval '14 days' * luck order by luck))[:30] as times
  from bench.looked
  where nth % 5 = 0
  group by n
) liked using (n);
insert into private.author_neighbours (author_id, neighbour_id, weight)
select author.id, bench.person_id(1 + bench.pick(nth, 20, :people - 21, 2, bench.chance(author.n, 110 + nth))), 1 / (2.0 + nth)
from bench.people author, generate_series(0, 19) nth
on conflict do nothing;
insert into private.topic_neighbours (topic, neighbour, weight)
select topic, 'topic' || (1 + (n * 31 + nth * 17) % 2000), 1 / (2.0 + nth)
from (select topic, row_number() over (order by topic) as n from private.post_topics group by topic) topics, generate_series(0, 9) nth
on conflict do nothing;
-- The pages of the last three days: ten or so, up to 200.
insert into private.feed_served (person_id, served_at, feed, post_ids)
select person.id, now() - interval '70 hours' * bench.chance(n, 200 + page) - page * interval '1 millisecond', 'home',
  array(
    select post.id from generate_series(0, 19) nth
    join bench.posts post on post.rank = floor(:posts * bench.chance(n * 1000 + page, nth) ^ 3)::int)
from bench.people person
cross join generate_series(1, least(200, ceil(4 * (1 - bench.chance(n, 40)) ^ (-0.6))::int)) page;
select private.refresh_feed_sources();
