-- The one place that says which posts of others the caller may see, for functions that run as their owner. The policy
-- select_visible says the same for clients; a test compares them.
create view private.visible_posts with (security_invoker = true) as
  select post.*
  from public.posts post
  where post.state = 'published' and post.deleted_at is null
    -- Two probes of an index for one post; private.hidden_ids() would be a query of its own.
    and not exists (select from public.blocks where blocker_id = (select auth.uid()) and blocked_id = post.author_id)
    and not exists (select from public.blocks where blocked_id = (select auth.uid()) and blocker_id = post.author_id)
    and (post.audience = 'public'
      or post.author_id = (select auth.uid())
      or post.audience = 'followers' and post.author_id in (select unnest(private.followed_ids()))
      or post.audience = 'connections' and post.author_id in (select unnest(private.connected_ids())));
comment on view private.visible_posts is 'The published posts that the caller may see, the own included.';
