create function public.following_feed(cursor text default null, page_size int default 20) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return private.following_feed(cursor, page_size);
end
$$;
comment on function public.following_feed is '
The posts of the caller and of those whom the caller follows and has not muted, and the posts of others that the latter have
reposted, newest first, without what the caller''s feed settings leave out (muted words and topics, hidden warnings): {items: [post as get_post gives it, with reposted_by: as
profile_card|null], next_cursor}. Each post is there once: at its own time if the caller follows its author, else at the time of
the first repost by somebody whom the caller follows. A page may hold fewer posts than asked for; the last has no next_cursor.
Errors: NOT_AUTHENTICATED, INVALID_CURSOR, INVALID_PAGE_SIZE.';
grant execute on function public.following_feed to authenticated;

create function private.following_feed(cursor text, page_size int) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  caller uuid := private.caller_id();
  before uuid := private.decode_cursor(cursor);
  size int := private.page_size(page_size);
  muted uuid[] := private.muted_ids();
  settings private.feed_settings := private.feed_settings_of(caller);
  leaves_out boolean := private.leaves_out(settings);
  unwanted text := private.any_word_of(settings.muted_words);
  people uuid[] := array(
    select visible.id from private.visible_people visible
    where visible.id = any ((select private.followed_ids())::uuid[]) and visible.id <> all (muted));
  horizon uuid;
  positions uuid[];
  ids uuid[];
  reposters uuid[];
  page jsonb;
begin
  -- The newest few of each person, each from the end of one index range, however much they have written and reposted.
  with reposts as materialized (
    select share.* from unnest(people) person (id)
    cross join lateral (
      select newest.id, newest.post_id, newest.user_id, row_number() over (order by newest.id desc) as place
      from public.post_shares newest
      where newest.user_id = person.id and newest.via = 'repost' and newest.id < before
      order by newest.id desc
      limit size + 1
    ) share
  ), known as (
    -- Further back than this somebody has reposts that were not read: a page ends there, and the next one goes on.
    select coalesce((select id from reposts where place > size order by id desc limit 1), '00000000-0000-0000-0000-000000000000') as from_here
  ), found as (
    (select post.position, post.id, null::uuid as reposter_id
     from unnest(people || caller) person (id)
     cross join lateral (
       select newest.position, newest.id from private.visible_posts newest
       where newest.author_id = person.id and newest.position < before
         and not (leaves_out and person.id <> caller
           and private.is_left_out(newest.id, newest.caption, newest.content_warning, settings, unwanted))
       order by newest.position desc
       limit size + 1
     ) post
     order by post.position desc
     limit size + 1)
    union all
    -- One after the other, and no more than the page needs.
    (select first.id, first.post_id, first.user_id
     from (
       select * from (
         select distinct on (repost.post_id) repost.* from reposts repost
         where repost.id >= (select from_here from known)
         order by repost.post_id, repost.id
       ) each_once
       order by id desc
       offset 0
     ) first
     where private.repost_brings(first.id, first.post_id, first.user_id, people, people || muted || caller)
       and not (leaves_out and exists (
         select from public.posts post
         where post.id = first.post_id and private.is_left_out(post.id, post.caption, post.content_warning, settings, unwanted)))
     limit size + 1)
  ), page as (
    select * from found where position >= (select from_here from known) order by position desc limit size + 1
  )
  select (select from_here from known), array_agg(page.position order by page.position desc),
    array_agg(page.id order by page.position desc), array_agg(page.reposter_id order by page.position desc)
  into horizon, positions, ids, reposters
  from page;

  page := private.page(private.with_reposters(private.post_items(ids[1:size]), reposters), positions, size);
  if page ->> 'next_cursor' is null and horizon > '00000000-0000-0000-0000-000000000000' then
    page := jsonb_set(page, '{next_cursor}', to_jsonb(private.encode_cursor(horizon)));
  end if;
  return page;
end
$$;
comment on function private.following_feed is 'The step of following_feed that reads. Errors: as following_feed.';
grant execute on function private.following_feed to authenticated;
