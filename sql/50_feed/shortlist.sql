-- To measure a post takes seven look-ups in large tables, and nobody reads as far as there are candidates. So what was read goes first, and of the rest
-- the best of each source stay, in proportion.
create function private.shortlist(
  viewer uuid, feed text, served uuid[], at timestamptz, with_read boolean default false,
  out post_ids uuid[], out reasons text[], out closeness real[]
)
language plpgsql stable
set search_path = ''
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_mergejoin = off
set jit = off
as $$
begin
  with source (reason, share) as (
    -- How much of the list each brings, beside the others.
    values ('followed', 80::double precision), ('liked_by_similar', 50), ('interest', 50), ('trending', 25), ('viral', 20), ('new_voice', 20),
      ('reposted', 15), ('similar_author', 15), ('nearby', 15), ('latest', 25)
  ), found as (
    select * from private.feed_candidates(viewer, shortlist.at) where shortlist.feed = 'home'
    union all
    select * from private.reel_candidates(viewer, shortlist.at) where shortlist.feed = 'reels'
  ), candidate as materialized (
    select found.post_id, found.reason, found.closeness,
      row_number() over (partition by found.reason order by found.place) / source.share as turn,
      -- Postgres hashes the list, where it would go through an array for each post.
      found.post_id in (select unnest(shortlist.served)) as is_served
    from found
    join source using (reason)
  ), short as (
    -- One after the other, until there are enough.
    (select unserved.post_id, unserved.reason, unserved.closeness
     from (select * from candidate where not candidate.is_served order by candidate.turn offset 0) unserved
     left join lateral (
       select true as yes from private.post_views view where view.viewer_id = viewer and view.post_id = unserved.post_id offset 0
     ) seen on true
     where seen.yes is null
     limit 200)
    union all
    select candidate.post_id, candidate.reason, candidate.closeness from candidate
    where with_read and (candidate.is_served
      or exists (select from private.post_views view where view.viewer_id = viewer and view.post_id = candidate.post_id))
  )
  select array_agg(short.post_id), array_agg(short.reason), array_agg(short.closeness) into post_ids, reasons, closeness from short;
end
$$;
comment on function private.shortlist is '
The up to 200 candidates of a feed (home or reels) that are worth measuring: neither seen nor served lately, from each source its best in
proportion. `with_read`: besides these those that were seen or served, which private.feed_items takes out by name.';
