-- :posts posts of the last 60 days, and what ranking knows of each. The rank of a post is how popular it is: about so many
-- see it as bench.looked will hold.
create unlogged table bench.posts as
select post.*, ('01930000-0000-7000-8000-' || lpad(to_hex(author), 12, '0'))::uuid as author_id,
  -- Version 7, of the moment it appeared.
  (lpad(to_hex(floor(extract(epoch from published_at) * 1000)::bigint), 12, '0') || '70008000' || lpad(to_hex(rank), 12, '0'))::uuid as id,
  least(0.9 * :people, :looks / 3.0 * (rank + 1.0) ^ (-2 / 3.0) * :posts ^ (-1 / 3.0))::int as looks
from (
  select rank, bench.ranked_person(floor(:people * bench.chance(rank, 21) ^ 2)::int, :people) as author,
    now() - interval '60 days' * bench.chance(rank, 22) as published_at,
    (array['text', 'text', 'image', 'image', 'image', 'video', 'reel', 'carousel'])[1 + rank % 8] as kind,
    -- Up to two of 2,000 topics, the catalogue's among them.
    array(
      select distinct coalesce((select array_agg(slug order by slug) from public.interests)[topic], 'topic' || topic)
      from (select 1 + floor(2000 * bench.chance(rank, 23 + nth) ^ 4)::int as topic from generate_series(1, rank % 3) nth) drawn) as hashtags
  from generate_series(0, :posts - 1) rank) post;
create unique index on bench.posts (rank);
analyze bench.posts;

insert into public.posts (id, author_id, client_id, kind, caption, state, audience, position, published_at, created_at, hashtags, cell)
select post.id, author_id, post.id, kind, 'What was on the mind of number ' || author || ' when the weather was like that: post ' || rank,
  'published', case when rank % 20 = 0 then 'followers' else 'public' end, post.id, published_at, published_at, hashtags, place.cell
from bench.posts post
left join private.locations place on place.profile_id = author_id and rank % 4 = 0;
insert into private.media (id, owner_id, purpose, kind, content_type, byte_size, status, completed_at, etag, expires_at, progress, width, height, blurhash, variants)
select id, author_id, 'post', case when kind in ('video', 'reel') then 'video' else 'image' end, 'image/jpeg', 300000, 'ready', now(), 'etag',
  now(), 100, 1080, 1350, 'LEHV6nWB2yk8pyo0adR*.7kCMdnj', jsonb_build_array(
    jsonb_build_object('url', 'https://media.example.com/public/' || id || '/480.webp', 'type', 'image/webp', 'width', 480, 'height', 600, 'byte_size', 30000),
    jsonb_build_object('url', 'https://media.example.com/public/' || id || '/1080.webp', 'type', 'image/webp', 'width', 1080, 'height', 1350, 'byte_size', 120000))
from bench.posts where kind <> 'text';
insert into public.post_media (post_id, place, media_id) select id, 0, id from bench.posts where kind <> 'text';
insert into public.post_stats (post_id, reactions, comments, shares, saves, views, watched_ms, emojis)
select id, looks / 8, looks / 30, looks / 100, looks / 50, looks, looks * 8000::bigint, jsonb_build_object('❤️', looks / 8)
from bench.posts where looks > 0;
insert into private.post_signals (post_id, author_id, kind, topics, cell, heat, position, engagers, recent_engager_ids)
select post.id, post.author_id, kind, array(select private.as_topic(tag) from unnest(hashtags) tag), place.cell,
  private.heat_of(0.5 + 0.3 * looks, least(now(), published_at + interval '1 day' * bench.chance(rank, 25)), private.post_half_life()),
  post.id, looks / 5,
  array(select bench.person_id(1 + bench.pick(nth, 40, :people - 41, 2, bench.chance(rank, 30 + nth))) from generate_series(0, least(40, looks / 5) - 1) nth)
from bench.posts post
left join private.locations place on place.profile_id = author_id and rank % 4 = 0;
insert into private.post_topics (topic, position, post_id)
select topic, position, post_id from private.post_signals, unnest(topics) topic;
