-- The one place that says which posts are meant for the caller, for functions that run as their owner. The policy
-- select_visible says the same for clients; a test compares them.
create view private.addressed_posts with (security_invoker = true) as
  select post.*
  from public.posts post
  where post.state = 'published' and post.deleted_at is null
    and (post.audience = 'public'
      or post.author_id = (select auth.uid())
      or post.audience = 'followers' and post.author_id in (select unnest(private.followed_ids()))
      or post.audience = 'connections' and post.author_id in (select unnest(private.connected_ids())));
comment on view private.addressed_posts is 'The published posts that are meant for the caller, the own included. It knows nothing of blocks: read one of the views below.';

-- The array is fetched once for a whole list, however many people somebody has blocked.
create view private.visible_posts with (security_invoker = true) as
  select post.*
  from private.addressed_posts post
  where post.author_id <> all ((select private.hidden_ids())::uuid[]);
comment on view private.visible_posts is 'The published posts that the caller may see, the own included: for lists.';

create function private.is_addressed(audience text, author_id uuid) returns boolean
language plpgsql stable
set search_path = ''
as $$
begin
  return case audience
    when 'followers' then exists (
      select from public.follows where follower_id = auth.uid() and followee_id = is_addressed.author_id)
    when 'connections' then exists (
      select from public.connections where person_id = auth.uid() and other_id = is_addressed.author_id)
    else audience = 'public' end;
end
$$;
comment on function private.is_addressed is 'Whether what somebody has published for an audience is meant for the caller: addressed_posts for a single one.';

-- Two probes of an index, where private.hidden_ids() would be a query of its own; and whom the caller follows is asked only of the few
-- posts that are not for everybody, since a query begins each of its parts even if it ends without them.
create view private.visible_single_posts with (security_invoker = true) as
  select post.*
  from public.posts post
  where post.state = 'published' and post.deleted_at is null
    and (post.audience = 'public' or post.author_id = (select auth.uid()) or private.is_addressed(post.audience::text, post.author_id))
    and not exists (select from public.blocks where blocker_id = (select auth.uid()) and blocked_id = post.author_id)
    and not exists (select from public.blocks where blocked_id = (select auth.uid()) and blocker_id = post.author_id);
comment on view private.visible_single_posts is 'The same as visible_posts, for whoever asks for one post by its id.';
