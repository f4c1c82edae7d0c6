-- The recommended feed. The first page ranks a list and keeps it for a minute; the next ones read on in it. What was given out
-- does not come again, on whichever device, so pages of one person are made one after the other.
create function public.home_feed(cursor text default null, page_size int default 20) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.home_feed(cursor, page_size);
end
$$;
comment on function public.home_feed is '
Posts for the caller, the best first: {items: [post as get_post gives it, with reason: followed|reposted|liked_by_similar|similar_author|interest|
nearby|trending|viral|new_voice|latest], next_cursor}. No post comes twice while it is among what was given out in the last days, on any device.
Without a cursor it begins anew, with what has not been given out yet. With order `latest` in the feed settings, and whenever ranking
cannot be had, it is following_feed, with reason latest. Errors: NOT_AUTHENTICATED, INVALID_CURSOR, INVALID_PAGE_SIZE.';
grant execute on function public.home_feed to authenticated;

create function private.home_feed(cursor text, page_size int) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.caller_id();
  size int := private.page_size(page_size);
  is_plain boolean := cursor ~ '^[A-Za-z0-9_-]{22}$';
begin
  -- A plain cursor is one of following_feed: who has begun to read that reads on in it.
  if is_plain or (private.feed_settings_of(caller)).feed_order = 'latest' then
    return private.latest_feed(case when is_plain then cursor end, size);
  end if;
  begin
    return private.ranked_page(caller, 'home', cursor, size);
  exception
    when sqlstate 'PGRST' then
      raise;
    when others then
      -- Rather the newest than nothing. The log of the server has the reason.
      raise warning 'home_feed could not rank: % %', sqlstate, sqlerrm;
      return private.latest_feed(null, size);
  end;
end
$$;
comment on function private.home_feed is 'The step of home_feed that ranks. Errors: as home_feed.';
grant execute on function private.home_feed to authenticated;

create function private.latest_feed(cursor text, page_size int) returns jsonb
language plpgsql stable
set search_path = ''
as $$
declare
  page jsonb := private.following_feed(cursor, page_size);
begin
  return jsonb_set(page, '{items}', (
    select coalesce(jsonb_agg(item || '{"reason": "latest"}' order by place), '[]')
    from jsonb_array_elements(page -> 'items') with ordinality listed (item, place)));
end
$$;
comment on function private.latest_feed is 'A page of following_feed with the reason latest.';
