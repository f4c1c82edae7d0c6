create function private.export_posts(account_id uuid) returns setof jsonb
language sql stable
set search_path = ''
as $$
  select to_jsonb(post) - 'author_id'
  from public.posts post
  where post.author_id = export_posts.account_id
  order by post.id
$$;
comment on function private.export_posts is 'Part of the export: what the person has published.';
