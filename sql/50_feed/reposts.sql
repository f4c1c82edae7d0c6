-- What others bring into following_feed by reposting it.
create function private.repost_brings(share_id uuid, post_id uuid, reposter_id uuid, people uuid[], other_authors uuid[]) returns boolean
language plpgsql stable
set search_path = ''
as $$
begin
  return reposter_id = (
    select earlier.user_id
    from public.post_shares earlier
    where earlier.post_id = repost_brings.post_id and earlier.user_id = any (people) and earlier.via = 'repost'
      and earlier.id <= share_id
    order by earlier.id
    limit 1
  ) and exists (
    select from private.visible_single_posts post
    where post.id = repost_brings.post_id and post.author_id <> all (other_authors));
end
$$;
comment on function private.repost_brings is '
Whether a repost is what makes a post appear to the caller: it is the first by one of `people`, and the caller may see the
post, whose author is none of `other_authors`: those whom the caller hears anyway, or does not want to hear.';

create function private.with_reposters(items jsonb[], reposters uuid[]) returns jsonb[]
language plpgsql stable
set search_path = ''
as $$
begin
  return (
    select array_agg(
      item || jsonb_build_object('reposted_by', case when reposter.id is not null then private.profile_card(reposter) end)
      order by place)
    from unnest(items) with ordinality listed (item, place)
    left join public.profiles reposter on reposter.id = reposters[place]);
end
$$;
comment on function private.with_reposters is 'Adds reposted_by to posts as post_items gives them: who has brought each, or null.';
