create function public.home_feed(cursor text default null, page_size int default 20) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return private.home_feed(cursor, page_size);
end
$$;
comment on function public.home_feed is '
Posts for the caller, newest first: {items: [post as get_post gives it], next_cursor}.
Errors: NOT_AUTHENTICATED, INVALID_CURSOR, INVALID_PAGE_SIZE.';
grant execute on function public.home_feed to authenticated;

create function private.home_feed(cursor text, page_size int) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  before uuid := private.decode_cursor(cursor);
  size int := private.page_size(page_size);
  positions uuid[];
  ids uuid[];
begin
  perform private.caller_id();
  -- One row more than asked for tells whether there is a next page.
  select array_agg(found.position order by found.position desc), array_agg(found.id order by found.position desc)
  into positions, ids
  from (
    select post.position, post.id from private.visible_posts post
    where post.position < before and post.author_id not in (select unnest(private.muted_ids()))
    order by post.position desc
    limit size + 1
  ) found;
  return private.page(private.post_items(ids[1:size]), positions, size);
end
$$;
comment on function private.home_feed is 'The step of home_feed that reads. Errors: as home_feed.';
grant execute on function private.home_feed to authenticated;
