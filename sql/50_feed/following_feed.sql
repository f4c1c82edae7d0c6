create function public.following_feed(cursor text default null, page_size int default 20) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return private.following_feed(cursor, page_size);
end
$$;
comment on function public.following_feed is '
The posts of the caller and of those whom the caller follows and has not muted, newest first: {items: [post as get_post gives
it], next_cursor}. Errors: NOT_AUTHENTICATED, INVALID_CURSOR, INVALID_PAGE_SIZE.';
grant execute on function public.following_feed to authenticated;

create function private.following_feed(cursor text, page_size int) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  caller uuid := private.caller_id();
  before uuid := coalesce(private.decode_cursor(cursor), 'ffffffff-ffff-ffff-ffff-ffffffffffff');
  size int := private.page_size(page_size);
  positions uuid[];
  ids uuid[];
begin
  select array_agg(found.position order by found.position desc), array_agg(found.id order by found.position desc)
  into positions, ids
  from (
    select post.position, post.id
    from (
      select unnest(private.followed_ids()) as author_id
      union all
      select caller
      except all
      select unnest(private.muted_ids())
    ) followed
    -- The newest few of each, each from the end of one index range, however much they have written.
    cross join lateral (
      select newest.position, newest.id from private.visible_posts newest
      where newest.author_id = followed.author_id and newest.position < before
      order by newest.position desc
      limit size + 1
    ) post
    order by post.position desc
    limit size + 1
  ) found;
  return private.post_page(positions, ids, size);
end
$$;
comment on function private.following_feed is 'The step of following_feed that reads. Errors: as following_feed.';
grant execute on function private.following_feed to authenticated;
