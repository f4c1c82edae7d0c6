create function private.export_posts(account_id uuid) returns setof jsonb
language sql stable
set search_path = ''
as $$
  select to_jsonb(post) - array['author_id', 'audience', 'held']
  from public.posts post
  where post.author_id = export_posts.account_id
  order by post.id
$$;
comment on function private.export_posts is 'Part of the export: what the person has published.';

create function private.export_comments(account_id uuid) returns setof jsonb
language sql stable
set search_path = ''
as $$
  select to_jsonb(comment) - array['author_id', 'reactions', 'replies', 'score', 'held']
  from public.comments comment
  where comment.author_id = export_comments.account_id
  order by comment.id
$$;
comment on function private.export_comments is 'Part of the export: what the person has commented.';

create function private.export_reactions(account_id uuid) returns setof jsonb
language sql stable
set search_path = ''
as $$
  select jsonb_build_object('target', target, 'target_id', target_id, 'emoji', emoji, 'created_at', created_at)
  from (
    select 'post' as target, post_id as target_id, emoji, created_at, id from public.post_reactions where user_id = export_reactions.account_id
    union all
    select 'comment', comment_id, emoji, created_at, id from public.comment_reactions where user_id = export_reactions.account_id
  ) reaction
  order by target, id
$$;
comment on function private.export_reactions is 'Part of the export: the person''s reactions.';

create function private.export_shares(account_id uuid) returns setof jsonb
language sql stable
set search_path = ''
as $$
  select to_jsonb(share) - 'user_id' from public.post_shares share where share.user_id = export_shares.account_id order by share.id
$$;
comment on function private.export_shares is 'Part of the export: what the person has shared, and how.';

create function private.export_collections(account_id uuid) returns setof jsonb
language sql stable
set search_path = ''
as $$
  select to_jsonb(collection) - 'owner_id'
  from public.collections collection
  where collection.owner_id = export_collections.account_id
  order by collection.id
$$;
comment on function private.export_collections is 'Part of the export: the folders of saved posts.';

create function private.export_saved_posts(account_id uuid) returns setof jsonb
language sql stable
set search_path = ''
as $$
  select to_jsonb(saved) - 'user_id' from public.saved_posts saved where saved.user_id = export_saved_posts.account_id order by saved.id
$$;
comment on function private.export_saved_posts is 'Part of the export: what the person has saved, and where.';

create function private.export_views(account_id uuid) returns setof jsonb
language sql stable
set search_path = ''
as $$
  select to_jsonb(seen) - array['user_id', 'viewer_id']
  from private.post_views seen
  where seen.viewer_id = export_views.account_id
  order by seen.post_id
$$;
comment on function private.export_views is 'Part of the export: which posts the person has seen, and for how long.';
