create function private.reel_candidates(viewer uuid, at timestamptz) returns table (post_id uuid, reason text, closeness real, place bigint)
language plpgsql stable rows 400
set search_path = ''
-- As private.feed_items.
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_mergejoin = off
set jit = off
as $$
declare
  muted uuid[] := private.muted_ids();
  followed uuid[] := private.followed_first(viewer, private.favourite_authors(viewer), muted);
begin
  return query
  with source (post_id, reason, closeness, priority, place) as (
    (select reel.post_id, 'followed', null::real, 1, row_number() over (order by reel.position desc)
     from unnest(followed) person (id)
     cross join lateral (
       select signals.post_id, signals.position from private.post_signals signals
       where signals.author_id = person.id and signals.kind = 'reel'
       order by signals.position desc limit 3
     ) reel
     order by reel.position desc limit 150)
    union all
    (select liked.post_id, 'liked_by_similar', liked.weight, 2, row_number() over (order by liked.weight desc)
     from private.liked_by_similar(viewer, muted, reel_candidates.at) liked
     join private.post_signals signals on signals.post_id = liked.post_id and signals.kind = 'reel'
     order by liked.weight desc limit 150)
    union all
    (select hot.post_id, 'trending', null, 3, hot.place from private.hot_posts hot where hot.kind = 'reel' order by hot.place limit 200)
    union all
    (select signals.post_id, 'latest', null, 4, row_number() over (order by signals.position desc)
     from private.post_signals signals where signals.kind = 'reel' order by signals.position desc limit 100)
  )
  select distinct on (source.post_id) source.post_id, source.reason, max(source.closeness) over (partition by source.post_id), source.place
  from source
  order by source.post_id, source.priority;
end
$$;
comment on function private.reel_candidates is 'What might be shown to somebody in reels_feed: as private.feed_candidates, of reels alone.';
