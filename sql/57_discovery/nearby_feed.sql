create function public.nearby_feed(within_km int default 25, cursor text default null, page_size int default 20) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return private.nearby_feed(within_km, cursor, page_size);
end
$$;
comment on function public.nearby_feed is '
Posts that were made around the caller, the newest first: {items: [post as get_post gives it, with distance_km, rounded as distances to people are],
next_cursor}. `within_km`: 5 to 200, from area to area of about 5 km. Errors: NOT_AUTHENTICATED, LOCATION_REQUIRED, INVALID_ARGUMENT, INVALID_CURSOR,
INVALID_PAGE_SIZE.';
grant execute on function public.nearby_feed to authenticated;

create function private.nearby_feed(within_km int, cursor text, page_size int) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  caller uuid := private.caller_id();
  before uuid := private.decode_cursor(cursor);
  size int := private.page_size(page_size);
  own_cell int := (select place.cell from private.locations place where place.profile_id = caller);
  positions uuid[];
  ids uuid[];
  distances int[];
begin
  if (within_km between 5 and 200) is not true then
    perform private.raise('INVALID_ARGUMENT', 'within_km must be 5 to 200.', 422);
  end if;
  if own_cell is null then
    perform private.raise('LOCATION_REQUIRED', 'Set a location first: within_km is measured from it.', 409);
  end if;
  -- The newest of each tile that the circle touches, each from the end of one range, until they fill a page.
  select array_agg(found.position order by found.position desc), array_agg(found.id order by found.position desc), array_agg(found.km order by found.position desc)
  into positions, ids, distances
  from (
    select near.position, near.id, near.km
    from private.tiles_within(own_cell, within_km) around (tile)
    cross join lateral (
      select post.position, post.id, private.shown_distance_km(own_cell, indexed.cell) as km
      from private.post_index indexed
      join private.proposed_posts post on post.id = indexed.post_id
      where indexed.tile = around.tile and indexed.position < before
        and private.shown_distance_km(own_cell, indexed.cell) <= within_km
        -- How near somebody was is told to those alone whom they may meet: see docs/safety.md.
        and (post.author_id = caller or exists (select from private.meetable_people person where person.id = post.author_id))
      order by indexed.position desc
      limit size + 1
    ) near
    order by near.position desc
    limit size + 1
  ) found;
  return private.page(private.with_distances(private.post_items(ids[1:size]), distances), positions, size);
end
$$;
comment on function private.nearby_feed is 'The step of nearby_feed that reads. Errors: as nearby_feed.';
grant execute on function private.nearby_feed to authenticated;

create function private.with_distances(items jsonb[], distances int[]) returns jsonb[]
language sql immutable
set search_path = ''
as $$
  select coalesce(array_agg(item || jsonb_build_object('distance_km', distances[place]) order by place), '{}')
  from unnest(items) with ordinality listed (item, place)
$$;
comment on function private.with_distances is 'Adds to posts as post_items gives them how far away they were made.';
