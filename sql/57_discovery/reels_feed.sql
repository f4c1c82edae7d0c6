-- The reels: the same ranking as the home feed with weights of its own, in which how long people look counts most.
create function public.reels_feed(cursor text default null, page_size int default 20) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.reels_feed(cursor, page_size);
end
$$;
comment on function public.reels_feed is '
Reels for the caller, the best first, by how long people like the caller look at them (loops count): {items: [post as get_post gives it, with reason as in
home_feed], next_cursor}. None comes twice while it is among what was given out in the last days, on any device.
Errors: NOT_AUTHENTICATED, INVALID_CURSOR, INVALID_PAGE_SIZE.';
grant execute on function public.reels_feed to authenticated;

create function private.reels_feed(cursor text, page_size int) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  return private.ranked_page(private.caller_id(), 'reels', cursor, private.page_size(page_size));
end
$$;
comment on function private.reels_feed is 'The step of reels_feed that ranks. Errors: as reels_feed.';
grant execute on function private.reels_feed to authenticated;
