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
  begin
    if (private.feed_settings_of(caller)).feed_order = 'latest' then
      return private.latest_feed(case when is_plain then cursor end, size);
    -- A plain cursor is one of following_feed: who has begun to read that reads on in it.
    elsif is_plain then
      return private.unranked_page(caller, cursor, size);
    end if;
    return private.ranked_page(caller, 'home', cursor, size);
  exception
    when sqlstate 'PGRST' then
      raise;
    when insufficient_resources then
      -- As many are being ranked as may be: see private.claim_ranking_slot.
      return private.unranked_page(caller, null, size);
    when query_canceled or others then
      -- Rather the newest than nothing. The log of the server has the reason.
      raise warning 'home_feed could not rank: % %', sqlstate, sqlerrm;
      return private.unranked_page(caller, case when is_plain then cursor end, size);
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

create function private.unranked_page(viewer uuid, cursor text, page_size int) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
declare
  page jsonb := private.latest_feed(cursor, page_size);
  served uuid[];
  fresh jsonb;
begin
  served := private.served_lately(viewer);
  select coalesce(jsonb_agg(item order by place), '[]') into fresh
  from jsonb_array_elements(page -> 'items') with ordinality listed (item, place)
  where (item ->> 'id')::uuid <> all (served);
  if fresh <> '[]' then
    insert into private.feed_served (person_id, served_at, feed, post_ids)
    values (viewer, clock_timestamp(), 'home', array(select (item ->> 'id')::uuid from jsonb_array_elements(fresh) item));
  end if;
  return jsonb_set(page, '{items}', fresh);
exception when others then
  -- Whatever is broken there: a post that comes twice is better than none.
  return page;
end
$$;
comment on function private.unranked_page is '
What there is while ranking cannot be had: a page of latest_feed without what was given out lately, so that a session in which ranking
fails or comes back repeats nothing either.';
