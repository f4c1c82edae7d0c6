-- What is usually written first: everything that somebody may see and has not seen, by counts of the moment, sorted whole.
create or replace function public.naive_feed(page_number int default 0) returns jsonb
language sql stable security definer
set search_path = ''
as $$
  select coalesce(jsonb_agg(to_jsonb(item) order by item.score desc), '[]') from (
    select post.*, to_jsonb(author) as author, stats.reactions, stats.comments, stats.shares, stats.views,
      (select emoji from public.post_reactions reaction where reaction.post_id = post.id and reaction.user_id = auth.uid()) as reaction,
      (coalesce(stats.reactions, 0) + 2 * coalesce(stats.comments, 0) + 3 * coalesce(stats.shares, 0)
        + case when follow.followee_id is not null then 50 else 0 end + 1)
        / power(extract(epoch from now() - post.published_at) / 3600 + 2, 1.5) as score
    from public.posts post
    join public.profiles author on author.id = post.author_id
    left join public.post_stats stats on stats.post_id = post.id
    left join public.follows follow on follow.follower_id = auth.uid() and follow.followee_id = post.author_id
    where post.state = 'published' and post.deleted_at is null and (post.audience = 'public' or follow.followee_id is not null)
      and post.published_at > now() - interval '30 days'
      and not exists (select from private.post_views seen where seen.viewer_id = auth.uid() and seen.post_id = post.id)
      and not exists (
        select from public.blocks where blocker_id in (auth.uid(), post.author_id) and blocked_id in (auth.uid(), post.author_id))
    order by score desc
    limit 20 offset 20 * naive_feed.page_number
  ) item
$$;
grant execute on function public.naive_feed to authenticated;

-- The same behind a cache of pages that are good for a minute, as the Redis of old had it.
create unlogged table if not exists private.naive_pages (
  person_id uuid,
  page int,
  made_at timestamptz not null,
  items jsonb not null,
  primary key (person_id, page)
);
create or replace function public.cached_feed(page_number int default 0) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  found_items jsonb;
begin
  select items into found_items from private.naive_pages kept
  where kept.person_id = auth.uid() and kept.page = cached_feed.page_number and kept.made_at > now() - interval '60 seconds';
  if found_items is null then
    found_items := public.naive_feed(page_number);
    insert into private.naive_pages values (auth.uid(), page_number, now(), found_items)
    on conflict on constraint naive_pages_pkey do update set made_at = excluded.made_at, items = excluded.items;
  end if;
  return found_items;
end
$$;
grant execute on function public.cached_feed to authenticated;
