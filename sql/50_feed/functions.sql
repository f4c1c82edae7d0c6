create function public.home_feed(cursor text default null, page_size int default 20) returns jsonb
-- PL/pgSQL keeps its plans; a function in SQL with a search_path of its own is planned at every call.
language plpgsql stable
set search_path = ''
as $$
declare
  before uuid := private.decode_cursor(cursor);
  size int := private.page_size(page_size);
begin
  perform private.caller_id();
  return (
    -- One row more than asked for tells whether there is a next page.
    with found as materialized (
      select post.id, private.post_view(post, author) as item, row_number() over (order by post.id desc) as place
      from public.posts post
      join public.profiles author on author.id = post.author_id
      where post.id < before
      order by post.id desc
      limit size + 1
    )
    select jsonb_build_object(
      'items', coalesce(jsonb_agg(item order by place) filter (where place <= size), '[]'),
      'next_cursor', case when count(*) > size then
        private.encode_cursor((array_agg(id) filter (where place = size))[1]) end)
    from found
  );
end
$$;
comment on function public.home_feed is '
Posts for the caller, newest first: {items: [post as get_post gives it], next_cursor}.
Errors: NOT_AUTHENTICATED, INVALID_CURSOR, INVALID_PAGE_SIZE.';
grant execute on function public.home_feed to authenticated;
