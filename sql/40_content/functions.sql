create function public.create_post(client_id uuid, kind text default 'text', caption text default '') returns jsonb
language sql volatile
set search_path = ''
as $$
  select private.publish_post(create_post.client_id, create_post.kind, create_post.caption)
$$;
comment on function public.create_post is '
Publishes a post and returns it as get_post does. `client_id` is made by the client: a retry with the same one
returns the post that exists and changes nothing. `kind`: text. `caption`: 1 to 5000 characters.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, INVALID_POST, RATE_LIMITED.';
grant execute on function public.create_post to authenticated;

create function public.get_post(post_id uuid) returns jsonb
language plpgsql stable
set search_path = ''
as $$
declare
  found_post jsonb;
begin
  perform private.caller_id();
  select private.post_view(post, author) into found_post
  from public.posts post
  join public.profiles author on author.id = post.author_id
  where post.id = get_post.post_id;
  if found_post is null then
    perform private.raise('POST_NOT_FOUND', 'There is no such post.', 404);
  end if;
  return found_post;
end
$$;
comment on function public.get_post is '
One post: {id, kind, caption, created_at, author: {id, username, first_name, last_name}}.
Errors: NOT_AUTHENTICATED, POST_NOT_FOUND (also when it is hidden from the caller).';
grant execute on function public.get_post to authenticated;

create function private.post_view(post public.posts, author public.profiles) returns jsonb
language sql immutable
set search_path = ''
as $$
  select jsonb_build_object(
    'id', post.id, 'kind', post.kind, 'caption', post.caption, 'created_at', post.created_at,
    'author', private.profile_card(author))
$$;
comment on function private.post_view is 'A post as clients get it, in every list alike.';
grant execute on function private.post_view to authenticated, service_role;

-- Definer, because clients may not insert: the limit and the idempotency cannot be walked around.
create function private.publish_post(client_id uuid, kind text, caption text) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  author public.profiles;
  published public.posts;
begin
  select * into strict author from public.profiles where id = private.active_caller_id();
  perform private.check_post(publish_post.client_id, publish_post.kind, publish_post.caption);
  select * into published from public.posts post
  where post.author_id = author.id and post.client_id = publish_post.client_id;
  if not found then
    perform private.take_token('create_post', author.id::text);
    insert into public.posts as post (author_id, client_id, kind, caption)
    values (author.id, publish_post.client_id, publish_post.kind, private.trimmed(publish_post.caption))
    -- Two tries at once: the later one waits for the earlier and takes its row.
    on conflict on constraint one_post_a_client_id do update set client_id = excluded.client_id
    returning * into published;
  end if;
  return private.post_view(published, author);
end
$$;
comment on function private.publish_post is 'The step of create_post that writes. Errors: as create_post.';
grant execute on function private.publish_post to authenticated;

create function private.check_post(client_id uuid, kind text, caption text) returns void
language plpgsql immutable
set search_path = ''
as $$
declare
  problem text := case
    when client_id is null then 'client_id is required.'
    when kind is distinct from 'text' then 'kind must be text.'
    when length(coalesce(private.trimmed(caption), '')) not between 1 and 5000 then 'caption must have 1 to 5000 characters.'
  end;
begin
  if problem is not null then
    perform private.raise('INVALID_POST', problem, 422);
  end if;
end
$$;
comment on function private.check_post is 'Says in words what is wrong with a new post. Errors: INVALID_POST.';
