-- Where the posts of a feed come from: some hundreds, each source by ranges of an index and with a limit of its own, so a page
-- costs the same however many posts, people and likes there are. The caller is the viewer: what is visible is asked later, once.
create function private.favourite_authors(viewer uuid) returns uuid[]
language plpgsql stable
set search_path = ''
as $$
begin
  return array(
    select affinity.author_id from private.author_affinity affinity
    where affinity.person_id = viewer and affinity.heat is not null
    order by affinity.heat desc
    limit 200);
end
$$;
comment on function private.favourite_authors is 'With whose posts somebody does most, 200 at most.';

create function private.followed_first(viewer uuid, favourites uuid[], muted uuid[]) returns uuid[]
language plpgsql stable
set search_path = ''
as $$
declare
  followed uuid[] := array(
    select person.id
    from unnest(favourites) with ordinality person (id, place)
    join public.follows follow on follow.follower_id = viewer and follow.followee_id = person.id
    where person.id <> all (muted)
    order by person.place);
begin
  return followed || array(
    select follow.followee_id from public.follows follow
    where follow.follower_id = viewer and follow.followee_id <> all (followed) and follow.followee_id <> all (muted)
    order by follow.id desc
    limit 200 - cardinality(followed));
end
$$;
comment on function private.followed_first is 'Whom somebody follows and has not muted, 200 at most: the favourites, and then those followed last.';

create function private.liked_by_similar(viewer uuid, muted uuid[], at timestamptz) returns table (post_id uuid, weight real)
language plpgsql stable rows 1000
set search_path = ''
as $$
declare
  seconds double precision := date_part('epoch', liked_by_similar.at);
begin
  return query
  select liked.id, sum(liked.weight * 0.5::double precision ^ least((seconds - date_part('epoch', liked.at)) / 604800, 60))::real
  from (
    select neighbour.weight, unnest(other.liked_ids) as id, unnest(other.liked_at) as at
    from private.tastes own
    cross join lateral unnest(own.neighbour_ids, own.weights) neighbour (id, weight)
    join private.visible_people visible on visible.id = neighbour.id
    join private.tastes other on other.person_id = neighbour.id
    where own.person_id = viewer and neighbour.id <> all (muted)
  ) liked
  group by liked.id;
end
$$;
comment on function private.liked_by_similar is '
What those did something with who like what somebody likes, and how much: by how near they are, a week ago half as much. Nobody who is muted, blocked or
hidden brings anything.';

create function private.feed_candidates(viewer uuid, at timestamptz) returns table (post_id uuid, reason text, closeness real, place bigint)
language plpgsql stable rows 600
set search_path = ''
-- As private.feed_items.
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_mergejoin = off
set jit = off
as $$
declare
  -- Nobody who is muted or hidden brings anything, by what they write, repost or like.
  muted uuid[] := private.muted_ids();
  favourites uuid[] := private.favourite_authors(viewer);
  followed uuid[] := private.followed_first(viewer, favourites, muted);
begin
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
  ), kin as materialized (
    select near.neighbour_id as id, sum(near.weight) as weight
    from unnest(favourites[:20]) own (author_id)
    join private.author_neighbours near on near.author_id = own.author_id
    group by near.neighbour_id
    order by weight desc
    limit 20
  ), source (post_id, reason, closeness, priority, place) as (
    (select newest.id, 'followed', null::real, 1, row_number() over (order by newest.position desc)
     from unnest(followed) person (id)
     cross join lateral (
       select post.id, post.position from public.posts post
       where post.author_id = person.id and post.state = 'published' and post.deleted_at is null
       order by post.position desc limit 3
     ) newest
     order by newest.position desc limit 200)
    union all
    (select repost.post_id, 'reposted', null, 2, row_number() over (order by repost.id desc)
     from unnest(followed[:60]) person (id)
     join public.profiles profile on profile.id = person.id and profile.hidden_until <= now()
     cross join lateral (
       select share.post_id, share.id from public.post_shares share
       where share.user_id = person.id and share.via = 'repost'
       order by share.id desc limit 2
     ) repost
     order by repost.id desc limit 40)
    union all
    (select liked.post_id, 'liked_by_similar', liked.weight, 3, row_number() over (order by liked.weight desc)
     from private.liked_by_similar(viewer, muted, feed_candidates.at) liked
     order by liked.weight desc limit 150)
    union all
    (select newest.id, 'similar_author', kin.weight, 4, row_number() over (order by kin.weight desc, newest.position desc)
     from kin
     cross join lateral (
       select post.id, post.position from public.posts post
       where post.author_id = kin.id and post.state = 'published' and post.deleted_at is null
       order by post.position desc limit 3
     ) newest)
    union all
    (select hot.post_id, 'interest', null, 5, hot.place
     from topic join private.hot_posts_by_topic hot on hot.topic = topic.topic and hot.place <= 10)
    union all
    (select newest.post_id, 'interest', null, 5, newest.place
     from topic
     cross join lateral (
       select tagged.post_id, row_number() over (order by tagged.position desc) as place
       from private.post_topics tagged where tagged.topic = topic.topic order by tagged.position desc limit 5
     ) newest)
    union all
    (select hot.post_id, 'nearby', null, 6, hot.place
     from private.locations own
     cross join lateral private.tiles_around(private.tile_of(own.cell)) near (tile)
     join private.hot_posts_by_tile hot on hot.tile = near.tile and hot.place <= 10
     where own.profile_id = viewer)
    union all
    -- The same of all for somebody each time, or a post would come and go with every page.
    (select shown.post_id, 'viral', null, 7, row_number() over (order by shown.since desc)
     from (select viral.post_id, viral.share, viral.since from private.viral_posts viral order by viral.since desc limit 50) shown
     where (uuid_hash_extended(shown.post_id, uuid_hash(viewer)) & 1048575) < 1048576 * shown.share)
    union all
    (select hot.post_id, 'trending', null, 8, hot.place from private.hot_posts hot where hot.place <= 100)
    union all
    -- So that the feed of a small community does not end before everything was shown.
    (select signals.post_id, 'latest', null, 10, row_number() over (order by signals.position desc)
     from private.post_signals signals order by signals.position desc limit 60)
    union all
    (select voice.post_id, 'new_voice', null, 9, voice.place
     from private.new_voices voice
     -- Ten of the last thousand, others each time.
     where voice.place = any (array(select 1 + floor(random() * 1000)::int from generate_series(1, 10))))
  )
  select distinct on (source.post_id) source.post_id, source.reason,
    max(source.closeness) over (partition by source.post_id), source.place
  from source
  order by source.post_id, source.priority;
end
$$;
comment on function private.feed_candidates is '
What might be shown to somebody, each post once, with the reason that says most: followed, reposted, liked_by_similar, similar_author,
interest, nearby, viral, trending, new_voice, latest. `closeness`: how much those who like the same like it, or what the author has from
their kin. `place`: where it stands among those of its reason.';
