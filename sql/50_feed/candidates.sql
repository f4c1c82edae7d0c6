-- Where the posts of a feed come from: some hundreds, each source by ranges of an index and with a limit of its own, so a page
-- costs the same however many posts, people and likes there are. The caller is the viewer: what is visible is asked later, once.
create function private.feed_candidates(viewer uuid, at timestamptz) returns table (post_id uuid, reason text, closeness real)
language plpgsql stable rows 600
set search_path = ''
-- As private.feed_items.
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_mergejoin = off
set jit = off
as $$
declare
  -- Whom the viewer does most with.
  favourites uuid[] := array(
    select affinity.author_id from private.author_affinity affinity
    where affinity.person_id = viewer and affinity.heat is not null
    order by affinity.heat desc
    limit 500);
  -- Those of them whom the viewer follows, and then the latest, however many they are: 200 in all.
  followed uuid[] := array(
    select person.id
    from unnest(favourites) with ordinality person (id, place)
    join public.follows follow on follow.follower_id = viewer and follow.followee_id = person.id
    order by person.place
    limit 200);
begin
  followed := followed || array(
    select follow.followee_id from public.follows follow
    where follow.follower_id = viewer and follow.followee_id <> all (followed)
    order by follow.id desc
    limit 200 - cardinality(followed));
  return query
  with topic as materialized (
    -- What the viewer has chosen, and what the viewer does most with; and by the night's lesson what goes with these.
    select chosen.topic, max(chosen.weight) as weight from (
      select private.as_topic(interest) as topic, 1.0::double precision as weight from public.profile_interests where profile_id = viewer
      union all
      (select affinity.topic, 2.0 from private.topic_affinity affinity where affinity.person_id = viewer order by affinity.heat desc nulls last limit 10)
    ) chosen
    group by chosen.topic
    limit 30
  ), taste as materialized (
    select neighbour.id, neighbour.weight
    from private.tastes own
    cross join lateral unnest(own.neighbour_ids, own.weights) neighbour (id, weight)
    where own.person_id = viewer
  ), kin as materialized (
    select near.neighbour_id as id, sum(near.weight) as weight
    from unnest(favourites[:20]) own (author_id)
    join private.author_neighbours near on near.author_id = own.author_id
    group by near.neighbour_id
    order by weight desc
    limit 20
  ), source (post_id, reason, closeness, priority) as (
    (select newest.id, 'followed', null::real, 1
     from unnest(followed) person (id)
     cross join lateral (
       select post.id, post.position from public.posts post
       where post.author_id = person.id and post.state = 'published' and post.deleted_at is null
       order by post.position desc limit 3
     ) newest
     order by newest.position desc limit 200)
    union all
    (select repost.post_id, 'reposted', null, 2
     from unnest(followed[:60]) person (id)
     cross join lateral (
       select share.post_id, share.id from public.post_shares share
       where share.user_id = person.id and share.via = 'repost'
       order by share.id desc limit 2
     ) repost
     order by repost.id desc limit 40)
    union all
    (select liked.id, 'liked_by_similar', sum(taste.weight * 0.5::double precision ^ least(date_part('epoch', feed_candidates.at - liked.at) / 604800, 60))::real as weight, 3
     from taste
     join private.tastes other on other.person_id = taste.id
     cross join lateral unnest(other.liked_ids, other.liked_at) liked (id, at)
     group by liked.id
     order by weight desc limit 150)
    union all
    (select newest.id, 'similar_author', kin.weight, 4
     from kin
     cross join lateral (
       select post.id, post.position from public.posts post
       where post.author_id = kin.id and post.state = 'published' and post.deleted_at is null
       order by post.position desc limit 3
     ) newest)
    union all
    (select hot.post_id, 'interest', null, 5
     from topic join private.hot_posts_by_topic hot on hot.topic = topic.topic and hot.place <= 10)
    union all
    (select newest.post_id, 'interest', null, 5
     from topic
     cross join lateral (
       select tagged.post_id from private.post_topics tagged where tagged.topic = topic.topic order by tagged.position desc limit 5
     ) newest)
    union all
    (select hot.post_id, 'nearby', null, 6
     from private.locations own
     cross join lateral private.tiles_around(private.tile_of(own.cell)) near (tile)
     join private.hot_posts_by_tile hot on hot.tile = near.tile and hot.place <= 10
     where own.profile_id = viewer)
    union all
    -- The same of all for somebody each time, or a post would come and go with every page.
    (select shown.post_id, 'viral', null, 7
     from (select viral.post_id, viral.share from private.viral_posts viral order by viral.since desc limit 50) shown
     where (uuid_hash_extended(shown.post_id, uuid_hash(viewer)) & 1048575) < 1048576 * shown.share)
    union all
    (select hot.post_id, 'trending', null, 8 from private.hot_posts hot where hot.place <= 100)
    union all
    -- So that the feed of a small community does not end before everything was shown.
    (select newest.post_id, 'latest', null, 10 from (select signals.post_id from private.post_signals signals order by signals.position desc limit 60) newest)
    union all
    (select voice.post_id, 'new_voice', null, 9
     from private.new_voices voice
     -- Ten of the last thousand, others each time.
     where voice.place = any (array(select 1 + floor(random() * 1000)::int from generate_series(1, 10))))
  )
  select distinct on (source.post_id) source.post_id, source.reason,
    max(source.closeness) over (partition by source.post_id)
  from source
  order by source.post_id, source.priority;
end
$$;
comment on function private.feed_candidates is '
What might be shown to somebody, each post once, with the reason that says most: followed, reposted, liked_by_similar, similar_author,
interest, nearby, viral, trending, new_voice, latest. `closeness`: how much those who like the same like it, or what the author has from their kin.';
