create function public.home_feed(cursor text default null, page_size int default 20) returns jsonb
language sql stable
set search_path = ''
as $$
  -- One row more than asked for tells whether there is a next page.
  with found as materialized (
    select post.id, private.post_view(post, author) as item, row_number() over (order by post.id desc) as place
    from public.posts post
    join public.profiles author on author.id = post.author_id
    where private.caller_id() is not null
      and (home_feed.cursor is null or post.id < private.decode_cursor(home_feed.cursor))
    order by post.id desc
    limit private.page_size(home_feed.page_size) + 1
  )
  select jsonb_build_object(
    'items', coalesce(jsonb_agg(item order by place) filter (where place <= home_feed.page_size), '[]'),
    'next_cursor', private.encode_cursor(
      (array_agg(id) filter (where place = home_feed.page_size and exists (select from found where place > home_feed.page_size)))[1]))
  from found
$$;
comment on function public.home_feed is '
Posts for the caller, newest first: {items: [post as get_post gives it], next_cursor}.
Errors: NOT_AUTHENTICATED, INVALID_CURSOR, INVALID_PAGE_SIZE.';
grant execute on function public.home_feed to authenticated;
