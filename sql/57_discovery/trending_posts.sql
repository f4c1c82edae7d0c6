create function public.trending_posts(
  within text default '24h',
  language text default null,
  nearby_km int default null,
  cursor text default null,
  page_size int default 20
) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return private.list_trending_posts(within, language, nearby_km, cursor, page_size);
end
$$;
comment on function public.trending_posts is '
Posts with which more happens than is usual for their authors, the most surprising first: {items: [post as get_post gives it], next_cursor}. `within`: 1h,
24h or 7d. `language`: only captions that seem to be in it (en, de, es …). `nearby_km`: only what was made within 5 to 200 km of the caller.
Errors: NOT_AUTHENTICATED, LOCATION_REQUIRED, INVALID_ARGUMENT, INVALID_CURSOR, INVALID_PAGE_SIZE.';
grant execute on function public.trending_posts to authenticated;

create function private.list_trending_posts(within text, language text, nearby_km int, cursor text, page_size int) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  caller uuid := private.caller_id();
  size int := private.page_size(page_size);
  -- Sorted by place, which rises: 2147483647 is the beginning of a list that falls.
  start int := case when cursor is null then 0 else (private.decode_ranked_cursor(cursor)).rank end;
  own_cell int := (select place.cell from private.locations place where place.profile_id = caller);
  places int[];
  ids uuid[];
begin
  if (within in ('1h', '24h', '7d') and (nearby_km is null or nearby_km between 5 and 200)) is not true then
    perform private.raise('INVALID_ARGUMENT', 'within must be 1h, 24h or 7d, and nearby_km 5 to 200.', 422);
  end if;
  if nearby_km is not null and own_cell is null then
    perform private.raise('LOCATION_REQUIRED', 'Set a location first: nearby_km is measured from it.', 409);
  end if;
  select array_agg(found.place order by found.place), array_agg(found.post_id order by found.place) into places, ids
  from (
    select trend.place, trend.post_id
    from private.trending_posts trend
    join private.proposed_posts post on post.id = trend.post_id
    join private.post_index indexed on indexed.post_id = trend.post_id
    where trend.within = list_trending_posts.within and trend.place > start and trend.place <= 2000
      and (list_trending_posts.language is null or indexed.language = list_trending_posts.language)
      and (nearby_km is null or private.shown_distance_km(own_cell, indexed.cell) <= nearby_km)
    order by trend.place
    limit size + 1
  ) found;
  return jsonb_build_object(
    'items', coalesce(to_jsonb(private.post_items(ids[1:size])), '[]'),
    'next_cursor', case when cardinality(ids) > size then private.encode_ranked_cursor(places[size], ids[size]) end);
end
$$;
comment on function private.list_trending_posts is 'The step of trending_posts that reads. Errors: as trending_posts.';
grant execute on function private.list_trending_posts to authenticated;
