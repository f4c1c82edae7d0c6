-- Reels that the caller has reacted to or saved. What the caller may not see any more is left out.
create function public.liked_reels(cursor text default null, page_size int default 20) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return private.liked_reels(cursor, page_size);
end
$$;
comment on function public.liked_reels is '
The reels that the caller has reacted to, the last reaction first: {items: [post as get_post gives it], next_cursor}.
Errors: NOT_AUTHENTICATED, INVALID_CURSOR, INVALID_PAGE_SIZE.';
grant execute on function public.liked_reels to authenticated;

create function private.liked_reels(cursor text, page_size int) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  caller uuid := private.caller_id();
  before uuid := private.decode_cursor(cursor);
  size int := private.page_size(page_size);
  positions uuid[];
  ids uuid[];
begin
  select array_agg(found.id order by found.id desc), array_agg(found.post_id order by found.id desc) into positions, ids
  from (
    select reaction.id, reaction.post_id
    from public.post_reactions reaction
    join private.visible_posts post on post.id = reaction.post_id
    where reaction.user_id = caller and reaction.id < before and post.kind = 'reel'
    order by reaction.id desc
    limit size + 1
  ) found;
  return private.page(private.post_items(ids[1:size]), positions, size);
end
$$;
comment on function private.liked_reels is 'The step of liked_reels that reads. Errors: as liked_reels.';
grant execute on function private.liked_reels to authenticated;

create function public.saved_reels(cursor text default null, page_size int default 20) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return private.list_saved(null, 'reel', cursor, page_size);
end
$$;
comment on function public.saved_reels is '
The reels that the caller has saved, the last first: {items: [post as get_post gives it], next_cursor}.
Errors: NOT_AUTHENTICATED, INVALID_CURSOR, INVALID_PAGE_SIZE.';
grant execute on function public.saved_reels to authenticated;
