create function public.save_post(post_id uuid, collection_id uuid default null) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.save_post(save_post.post_id, save_post.collection_id);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$$;
comment on function public.save_post is '
Bookmarks a post, in an own collection or in none; saving it again moves it: {post_id, collection_id, saved: true}.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, POST_NOT_FOUND, COLLECTION_NOT_FOUND, RATE_LIMITED.';
grant execute on function public.save_post to authenticated;

create function private.save_post(post_id uuid, collection_id uuid) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.active_caller_id();
  post public.posts;
begin
  perform private.take_token('save_post', caller::text);
  post := private.visible_post(post_id);
  if collection_id is not null then
    perform private.own_collection(collection_id, caller);
  end if;
  insert into public.saved_posts (user_id, post_id, collection_id) values (caller, post.id, save_post.collection_id)
  on conflict on constraint saved_posts_pkey do nothing;
  if found then
    perform private.emit('save', caller, post.author_id, post.id);
  else
    update public.saved_posts saved set collection_id = save_post.collection_id
    where saved.user_id = caller and saved.post_id = post.id and saved.collection_id is distinct from save_post.collection_id;
  end if;
  return jsonb_build_object('post_id', post.id, 'collection_id', collection_id, 'saved', true);
end
$$;
comment on function private.save_post is '
The step of save_post that writes. Emits save (subject: the author, target: the post). Errors: as save_post.';
grant execute on function private.save_post to authenticated;

create function public.unsave_post(post_id uuid) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.unsave_post(unsave_post.post_id);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$$;
comment on function public.unsave_post is '
Removes a bookmark: {post_id, collection_id: null, saved: false}. Repeating it changes nothing.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, RATE_LIMITED.';
grant execute on function public.unsave_post to authenticated;

create function private.unsave_post(post_id uuid) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.active_caller_id();
begin
  perform private.take_token('save_post', caller::text);
  delete from public.saved_posts saved where saved.user_id = caller and saved.post_id = unsave_post.post_id;
  return jsonb_build_object('post_id', post_id, 'collection_id', null, 'saved', false);
end
$$;
comment on function private.unsave_post is 'The step of unsave_post that writes. Errors: as unsave_post.';
grant execute on function private.unsave_post to authenticated;

create function private.tell_gone_saves() returns trigger
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  insert into private.engagement (kind, actor_id, subject_id, target_id)
  select 'unsave', gone.user_id, post.author_id, post.id
  from gone join public.posts post on post.id = gone.post_id;
  return null;
end
$$;
comment on function private.tell_gone_saves is 'Emits unsave (subject: the author, target: the post), unless the post is gone too.';

create function public.list_saved(
  collection_id uuid default null,
  kind text default null,
  cursor text default null,
  page_size int default 20
) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return private.list_saved(collection_id, kind, cursor, page_size);
end
$$;
comment on function public.list_saved is '
What the caller has saved, the last first: {items: [as get_post], next_cursor}. `collection_id`: only what is in this
collection, which may be somebody else''s if it is not private. `kind`: only posts of this kind. Posts that the caller may
not see any more are left out.
Errors: NOT_AUTHENTICATED, COLLECTION_NOT_FOUND, INVALID_CURSOR, INVALID_PAGE_SIZE.';
grant execute on function public.list_saved to authenticated;

create function private.list_saved(collection_id uuid, kind text, cursor text, page_size int) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  owner uuid := private.caller_id();
  before uuid := private.decode_cursor(cursor);
  size int := private.page_size(page_size);
  positions uuid[];
  ids uuid[];
begin
  if collection_id is not null then
    select collection.owner_id into owner from public.collections collection
    where collection.id = list_saved.collection_id
      and (collection.owner_id = owner
        or not collection.is_private
          and exists (
            select from private.visible_people person
            where person.id = collection.owner_id and private.is_open_to(person.profile, owner)));
    if not found then
      perform private.raise('COLLECTION_NOT_FOUND', 'There is no such collection.', 404);
    end if;
    -- A query of its own, as the one below: each is one range of an index of its own, which an "or" would cost both.
    select array_agg(found.id order by found.id desc), array_agg(found.post_id order by found.id desc) into positions, ids
    from (
      select saved.id, saved.post_id
      from public.saved_posts saved
      join private.visible_posts post on post.id = saved.post_id
      where saved.user_id = owner and saved.collection_id = list_saved.collection_id and saved.id < before
        and (list_saved.kind is null or post.kind = list_saved.kind)
      order by saved.id desc
      limit size + 1
    ) found;
  else
    select array_agg(found.id order by found.id desc), array_agg(found.post_id order by found.id desc) into positions, ids
    from (
      select saved.id, saved.post_id
      from public.saved_posts saved
      join private.visible_posts post on post.id = saved.post_id
      where saved.user_id = owner and saved.id < before
        and (list_saved.kind is null or post.kind = list_saved.kind)
      order by saved.id desc
      limit size + 1
    ) found;
  end if;
  return private.page(private.post_items(ids[1:size]), positions, size);
end
$$;
comment on function private.list_saved is 'The step of list_saved that reads. Errors: as list_saved.';
grant execute on function private.list_saved to authenticated;
