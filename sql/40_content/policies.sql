-- What people write is read through functions, and no client reads these tables: a filter of a table may be any regular
-- expression, and a row tells more than an item (the cell of a place, who has watched how long). The policies hold for whoever is
-- granted more: the own posts in every state, and of others what is published for the reader. Nobody writes any table here directly:
-- the functions check limits, idempotency and moderation.
create policy select_visible on public.posts for select to authenticated
  using (author_id = (select auth.uid())
    or state = 'published' and deleted_at is null
      and author_id <> all ((select private.hidden_ids())::uuid[])
      and (audience = 'public'
        or audience = 'followers' and author_id in (select unnest(private.followed_ids()))
        or audience = 'connections' and author_id in (select unnest(private.connected_ids()))));
grant select on public.posts to service_role;

-- What belongs to a post is seen by whom the post is: the policy of posts applies inside.
create policy select_with_post on public.post_media for select to authenticated
  using (exists (select from public.posts post where post.id = post_id));
grant select on public.post_media to service_role;

create policy select_with_post on public.post_edits for select to authenticated
  using (exists (select from public.posts post where post.id = post_id));
grant select on public.post_edits to service_role;

create policy select_with_post on public.post_stats for select to authenticated
  using (exists (select from public.posts post where post.id = post_id));
grant select on public.post_stats to service_role;

create policy select_with_post on public.comments for select to authenticated
  using (deleted_at is null and (held is null or held = 'hidden' and author_id = (select auth.uid()))
    and exists (select from public.profiles author where author.id = author_id)
    and exists (select from public.posts post where post.id = post_id));
grant select on public.comments to service_role;

create policy select_with_comment on public.comment_media for select to authenticated
  using (exists (select from public.comments comment where comment.id = comment_id));
grant select on public.comment_media to service_role;

-- The own ones; those of others come from list_reactions and from the counters.
create policy select_own on public.post_reactions for select to authenticated using (user_id = (select auth.uid()));
grant select on public.post_reactions to authenticated, service_role;

create policy select_own on public.comment_reactions for select to authenticated using (user_id = (select auth.uid()));
grant select on public.comment_reactions to authenticated, service_role;

create policy select_own on public.post_shares for select to authenticated using (user_id = (select auth.uid()));
grant select on public.post_shares to authenticated, service_role;

create policy select_own_or_public on public.collections for select to authenticated
  using (owner_id = (select auth.uid())
    or not is_private and exists (select from public.profiles owner where owner.id = owner_id));
grant select on public.collections to service_role;

create policy select_own on public.saved_posts for select to authenticated using (user_id = (select auth.uid()));
grant select on public.saved_posts to authenticated, service_role;
