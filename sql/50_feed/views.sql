-- The ranked sources that everybody shares. They are small and read whole ranges, so they are materialized views, made anew each
-- minute by private.refresh_feed_sources(); whatever belongs to one person is a table that the reader of the log keeps.
create materialized view private.hot_posts as
  select signals.post_id, signals.author_id, signals.kind, signals.topics, private.tile_of(signals.cell) as tile, signals.heat,
    signals.position, row_number() over (order by signals.heat desc) as place
  from (
    -- The limit is inside: however many posts there are, this reads one end of one index.
    select * from private.post_signals order by warmth desc limit 20000
  ) signals
  join public.posts post on post.id = signals.post_id
  where post.state = 'published' and post.audience = 'public' and post.deleted_at is null;
create unique index hot_posts_post_id on private.hot_posts (post_id);
create index hot_posts_place on private.hot_posts (place);
create index hot_posts_kind on private.hot_posts (kind, place);
comment on materialized view private.hot_posts is 'The 20,000 posts that are warmest, as far as they are public: the head of every shared source.';

create materialized view private.hot_posts_by_topic as
  select topic, place, post_id, author_id, heat from (
    select topic, hot.post_id, hot.author_id, hot.heat, row_number() over (partition by topic order by hot.heat desc) as place
    from private.hot_posts hot, unnest(hot.topics) topic
  ) ranked
  where place <= 100;
create unique index hot_posts_by_topic_place on private.hot_posts_by_topic (topic, place);
create index hot_posts_by_topic_beginning on private.hot_posts_by_topic (topic collate "C") where place = 1;
comment on materialized view private.hot_posts_by_topic is 'The 100 warmest of each topic.';

create materialized view private.hot_posts_by_tile as
  select tile, place, post_id, author_id, heat from (
    select tile, post_id, author_id, heat, row_number() over (partition by tile order by heat desc) as place
    from private.hot_posts
    where tile is not null
  ) ranked
  where place <= 100;
create unique index hot_posts_by_tile_place on private.hot_posts_by_tile (tile, place);
comment on materialized view private.hot_posts_by_tile is 'The 100 warmest of each tile of about 40 km.';

create materialized view private.new_voices as
  select signals.post_id, signals.author_id, row_number() over (order by signals.position desc) as place
  from (select * from private.post_signals order by position desc limit 5000) signals
  join public.posts post on post.id = signals.post_id
  left join lateral (
    select sum(followers) as followers from private.graph_stats where profile_id = signals.author_id
  ) counts on true
  left join public.post_stats stats on stats.post_id = signals.post_id
  where post.state = 'published' and post.audience = 'public' and post.deleted_at is null
    and coalesce(counts.followers, 0) < 1000 and coalesce(stats.views, 0) < 1000
  limit 1000;
create unique index new_voices_place on private.new_voices (place);
comment on materialized view private.new_voices is 'The newest posts of people whom few follow and that few have seen: what exploration draws from.';

create function private.refresh_feed_sources() returns int
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  -- One worker at a time: the second would do the same work after the first.
  if not pg_try_advisory_xact_lock(hashtextextended('refresh_feed_sources', 5)) then
    return 0;
  end if;
  refresh materialized view concurrently private.hot_posts;
  refresh materialized view concurrently private.hot_posts_by_topic;
  refresh materialized view concurrently private.hot_posts_by_tile;
  refresh materialized view concurrently private.new_voices;
  return (select count(*) from private.hot_posts);
end
$$;
comment on function private.refresh_feed_sources is '
Makes the shared sources of the feed anew, and returns how many posts the largest has. The worker calls it when it starts and each
minute; nobody who reads them waits.';
