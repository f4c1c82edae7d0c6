create function private.own_collection(collection_id uuid, owner_id uuid) returns public.collections
language plpgsql volatile
set search_path = ''
as $$
declare
  collection public.collections;
begin
  select * into collection from public.collections own
  where own.id = own_collection.collection_id and own.owner_id = own_collection.owner_id
  for no key update;
  if not found then
    perform private.raise('COLLECTION_NOT_FOUND', 'There is no such collection.', 404);
  end if;
  perform private.active_caller_id();
  return collection;
end
$$;
comment on function private.own_collection is 'A collection of this person, locked against other changes. Errors: COLLECTION_NOT_FOUND.';

create function private.collection_item(collection public.collections) returns jsonb
language sql stable
set search_path = ''
as $$
  select jsonb_build_object('id', collection.id, 'name', collection.name, 'is_private', collection.is_private,
    'posts', (select count(*) from public.saved_posts saved
      where saved.user_id = collection.owner_id and saved.collection_id = collection.id),
    'created_at', collection.created_at)
$$;
comment on function private.collection_item is 'A collection as its owner gets it: {id, name, is_private, posts: number, created_at}.';

create function private.collection_name(name text) returns text
language plpgsql stable
set search_path = ''
as $$
declare
  trimmed text := private.trimmed(name);
begin
  if (length(trimmed) between 1 and 60) is not true then
    perform private.raise('INVALID_COLLECTION', 'name must have 1 to 60 characters.', 422);
  end if;
  perform private.moderate_text(trimmed);
  return trimmed;
end
$$;
comment on function private.collection_name is 'The name of a collection, checked. Errors: INVALID_COLLECTION, CONTENT_REJECTED.';

create function public.create_collection(name text, is_private boolean default true) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.create_collection(create_collection.name, create_collection.is_private);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$$;
comment on function public.create_collection is '
Makes a collection for saved posts, up to 100: {id, name, is_private, posts: 0, created_at}. The name, 1 to 60 characters,
is what makes it one: making it again returns the one there is.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, INVALID_COLLECTION, TOO_MANY_COLLECTIONS, CONTENT_REJECTED, RATE_LIMITED.';
grant execute on function public.create_collection to authenticated;

create function private.create_collection(name text, is_private boolean) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.active_caller_id();
  wanted text;
  collection public.collections;
begin
  perform private.take_token('change_collections', caller::text);
  wanted := private.collection_name(name);
  -- Two at once wait for each other, so that the limit holds.
  perform from public.profiles where id = caller for no key update;
  perform private.active_caller_id();
  select * into collection from public.collections own where own.owner_id = caller and own.name = wanted;
  if not found then
    if (select count(*) from public.collections own where own.owner_id = caller) >= 100 then
      perform private.raise('TOO_MANY_COLLECTIONS', 'You have 100 collections, which is as many as one may.', 409);
    end if;
    insert into public.collections (owner_id, name, is_private) values (caller, wanted, coalesce(create_collection.is_private, true))
    returning * into collection;
  end if;
  return private.collection_item(collection);
end
$$;
comment on function private.create_collection is 'The step of create_collection that writes. Errors: as create_collection.';
grant execute on function private.create_collection to authenticated;

create function public.rename_collection(collection_id uuid, name text, is_private boolean default null) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.rename_collection(rename_collection.collection_id, rename_collection.name, rename_collection.is_private);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$$;
comment on function public.rename_collection is '
Gives an own collection another name and, if `is_private` is given, opens or closes it. Returns it as create_collection.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, COLLECTION_NOT_FOUND, INVALID_COLLECTION, COLLECTION_NAME_TAKEN, CONTENT_REJECTED,
RATE_LIMITED.';
grant execute on function public.rename_collection to authenticated;

create function private.rename_collection(collection_id uuid, name text, is_private boolean) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.active_caller_id();
  collection public.collections;
begin
  perform private.take_token('change_collections', caller::text);
  collection := private.own_collection(collection_id, caller);
  update public.collections own
  set name = private.collection_name(rename_collection.name),
    is_private = coalesce(rename_collection.is_private, own.is_private)
  where own.id = collection.id
  returning * into collection;
  return private.collection_item(collection);
exception when unique_violation then
  perform private.raise('COLLECTION_NAME_TAKEN', 'You have another collection of this name.', 409);
end
$$;
comment on function private.rename_collection is 'The step of rename_collection that writes. Errors: as rename_collection.';
grant execute on function private.rename_collection to authenticated;

create function public.delete_collection(collection_id uuid) returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  perform private.delete_collection(delete_collection.collection_id);
end
$$;
comment on function public.delete_collection is '
Deletes an own collection; its posts stay saved, in none. Repeating it changes nothing.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, RATE_LIMITED.';
grant execute on function public.delete_collection to authenticated;

create function private.delete_collection(collection_id uuid) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.active_caller_id();
begin
  perform private.take_token('change_collections', caller::text);
  delete from public.collections own where own.id = delete_collection.collection_id and own.owner_id = caller;
end
$$;
comment on function private.delete_collection is 'The step of delete_collection that writes. Errors: as delete_collection.';
grant execute on function private.delete_collection to authenticated;

create function public.list_collections(
  user_id uuid default null,
  cursor text default null,
  page_size int default 20
) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return private.list_collections(list_collections.user_id, list_collections.cursor, list_collections.page_size);
end
$$;
comment on function public.list_collections is '
The caller''s collections, or those of somebody else that are not private, the newest first: {items: [{id, name, is_private,
posts, created_at}], next_cursor}. Those of a private account are for its followers.
Errors: NOT_AUTHENTICATED, USER_NOT_FOUND, ACCOUNT_IS_PRIVATE, INVALID_CURSOR, INVALID_PAGE_SIZE.';
grant execute on function public.list_collections to authenticated;

create function private.list_collections(user_id uuid, cursor text, page_size int) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  caller uuid := private.caller_id();
  owner uuid := coalesce(user_id, caller);
  before uuid := private.decode_cursor(cursor);
  size int := private.page_size(page_size);
begin
  perform private.require_open_lists(owner);
  return (
    select private.page(array_agg(private.collection_item(found.collection) order by found.id desc),
      array_agg(found.id order by found.id desc), size)
    from (
      select collection.id, collection from public.collections collection
      where collection.owner_id = owner and (owner = caller or not collection.is_private) and collection.id < before
      order by collection.id desc
      limit size + 1
    ) found);
end
$$;
comment on function private.list_collections is 'The step of list_collections that reads. Errors: as list_collections.';
grant execute on function private.list_collections to authenticated;
