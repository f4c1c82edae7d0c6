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
reposted, newest first: {items: [post as get_post gives it, with reposted_by: {id, username, first_name, last_name,
avatar}|null], next_cursor}. Each post is there once: at its own time if the caller follows its author, else at the time of
the first repost by somebody whom the caller follows. A page may hold fewer posts than asked for; the last has no next_cursor.
Errors: NOT_AUTHENTICATED, INVALID_CURSOR, INVALID_PAGE_SIZE.';
grant execute on function public.following_feed to authenticated;

create function private.following_feed(cursor text, page_size int) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  caller uuid := private.caller_id();
  before uuid := coalesce(private.decode_cursor(cursor), 'ffffffff-ffff-ffff-ffff-ffffffffffff');
  size int := private.page_size(page_size);
  people uuid[] := array(
    select unnest(private.followed_ids()) except all select unnest(private.muted_ids()) except all select unnest(private.hidden_ids()));
  positions uuid[];
  ids uuid[];
  reposters uuid[];
  next_cursor text;
begin
  select array_agg(found.position order by found.position desc), array_agg(found.id order by found.position desc),
    array_agg(found.reposter_id order by found.position desc)
  into positions, ids, reposters
  from (
    select shown.position, shown.id, shown.reposter_id
    from unnest(people || caller) person (id)
    -- The newest few of each, each from the end of one index range, however much they have written and reposted.
    cross join lateral (
      (select newest.position, newest.id, null::uuid as reposter_id from private.visible_posts newest
       where newest.author_id = person.id and newest.position < before
       order by newest.position desc
       limit size + 1)
      union all
      (select share.id, share.post_id, share.user_id from public.post_shares share
       where share.user_id = person.id and share.via = 'repost' and share.id < before and person.id <> caller
       order by share.id desc
       limit size + 1)
    ) shown
    order by shown.position desc
    limit size + 1
  ) found;

  next_cursor := case when cardinality(ids) > size then private.encode_cursor(positions[size]) end;
  -- What a repost does not bring is left out only now: looking for others in its place would have no bound.
  select array_agg(shown.id order by shown.position desc), array_agg(shown.reposter_id order by shown.position desc) into ids, reposters
  from unnest(positions[:size], ids[:size], reposters[:size]) shown (position, id, reposter_id)
  where shown.reposter_id is null or private.repost_brings(shown.position, shown.id, shown.reposter_id, people);
  return jsonb_build_object('items', private.with_reposters(private.post_items(ids), reposters), 'next_cursor', next_cursor);
end
$$;
comment on function private.following_feed is 'The step of following_feed that reads. Errors: as following_feed.';
grant execute on function private.following_feed to authenticated;

create function private.repost_brings(share_id uuid, post_id uuid, reposter_id uuid, people uuid[]) returns boolean
language plpgsql stable
set search_path = ''
as $$
begin
  return exists (
    select from private.visible_posts post
    where post.id = repost_brings.post_id and post.author_id <> all (people)
      and post.author_id <> auth.uid() and post.author_id <> all (private.muted_ids())
  ) and repost_brings.reposter_id = (
    select earlier.user_id
    from public.post_shares earlier
    join public.profiles reposter on reposter.id = earlier.user_id
    where earlier.post_id = repost_brings.post_id and earlier.user_id = any (people) and earlier.via = 'repost'
      and earlier.id <= repost_brings.share_id and reposter.is_active
    order by earlier.id
    limit 1);
end
$$;
comment on function private.repost_brings is '
Whether a repost is what makes a post appear to the caller: the caller may see it and gets it neither from its author nor
from an earlier repost by one of `people`, whom the caller follows.';

create function private.with_reposters(items jsonb, reposters uuid[]) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return (
    select coalesce(jsonb_agg(
      item || jsonb_build_object('reposted_by', case when reposter.id is not null then private.profile_card(reposter) end)
      order by place), '[]')
    from jsonb_array_elements(items) with ordinality listed (item, place)
    left join public.profiles reposter on reposter.id = reposters[place]);
end
$$;
comment on function private.with_reposters is 'Adds reposted_by to posts as post_items gives them: who has brought each, or null.';
