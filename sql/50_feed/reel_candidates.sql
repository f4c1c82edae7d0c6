create function private.reel_candidates(viewer uuid, at timestamptz) returns table (post_id uuid, reason text, closeness real)
language sql stable rows 400
set search_path = ''
as $$
  with followed as materialized (
    select follow.followee_id as id from public.follows follow
    left join private.author_affinity affinity on affinity.person_id = viewer and affinity.author_id = follow.followee_id
    where follow.follower_id = viewer
    order by affinity.heat desc nulls last, follow.id desc
    limit 200
  ), taste as materialized (
    select neighbour.id, neighbour.weight
    from private.tastes own
    cross join lateral unnest(own.neighbour_ids, own.weights) neighbour (id, weight)
    where own.person_id = viewer
  ), source (post_id, reason, closeness, priority) as (
    (select reel.post_id, 'followed', null::real, 1
     from followed
     cross join lateral (
       select signals.post_id, signals.position from private.post_signals signals
       where signals.author_id = followed.id and signals.kind = 'reel'
       order by signals.position desc limit 3
     ) reel
     order by reel.position desc limit 150)
    union all
    (select liked.id, 'liked_by_similar', sum(taste.weight * 0.5::double precision ^ least(date_part('epoch', reel_candidates.at - liked.at) / 604800, 60))::real as weight, 2
     from taste
     join private.tastes other on other.person_id = taste.id
     cross join lateral unnest(other.liked_ids, other.liked_at) liked (id, at)
     join private.post_signals signals on signals.post_id = liked.id and signals.kind = 'reel'
     group by liked.id
     order by weight desc limit 150)
    union all
    (select hot.post_id, 'trending', null, 3 from private.hot_posts hot where hot.kind = 'reel' order by hot.place limit 200)
    union all
    (select newest.post_id, 'latest', null, 4
     from (select signals.post_id from private.post_signals signals where signals.kind = 'reel' order by signals.position desc limit 100) newest)
  )
  select distinct on (source.post_id) source.post_id, source.reason, max(source.closeness) over (partition by source.post_id)
  from source
  order by source.post_id, source.priority
$$;
comment on function private.reel_candidates is 'What might be shown to somebody in reels_feed: as private.feed_candidates, of reels alone.';

create function private.candidates_of(feed text, viewer uuid, at timestamptz) returns table (post_id uuid, reason text, closeness real)
language plpgsql stable rows 500
set search_path = ''
as $$
begin
  if feed = 'reels' then
    return query select * from private.reel_candidates(viewer, at);
  else
    return query select * from private.feed_candidates(viewer, at);
  end if;
end
$$;
comment on function private.candidates_of is 'The candidates of a feed: see private.feed_candidates.';
