-- The lists that people have of their own edges.
create function public.list_follow_requests(cursor text default null, page_size int default 20) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return private.list_follow_requests(list_follow_requests.cursor, list_follow_requests.page_size);
end
$$;
comment on function public.list_follow_requests is '
Who asks to follow the caller, the newest first: {items: [{user: as profile_card, requested_at}],
next_cursor}. Errors: NOT_AUTHENTICATED, INVALID_CURSOR, INVALID_PAGE_SIZE.';
grant execute on function public.list_follow_requests to authenticated;

create function private.list_follow_requests(cursor text, page_size int) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  caller uuid := private.caller_id();
  before uuid := private.decode_cursor(cursor);
  wanted int := private.page_size(page_size) + 1;
begin
  return (
    select private.page(array_agg(item order by id desc), array_agg(id order by id desc), list_follow_requests.page_size)
    from (
      select request.id, jsonb_build_object(
        'user', private.profile_card(visible.profile), 'requested_at', request.created_at) as item
      from public.follow_requests request
      join private.visible_people visible on visible.id = request.follower_id
      where request.followee_id = caller and request.id < before
      order by request.id desc
      limit wanted
    ) found);
end
$$;
comment on function private.list_follow_requests is 'The step of list_follow_requests that reads. Errors: as list_follow_requests.';
grant execute on function private.list_follow_requests to authenticated;

create function public.list_connections(cursor text default null, page_size int default 20) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return private.list_connections(list_connections.cursor, list_connections.page_size);
end
$$;
comment on function public.list_connections is '
With whom the caller is connected, the newest first: {items: [{user: as profile_card,
connected_at}], next_cursor}. Errors: NOT_AUTHENTICATED, INVALID_CURSOR, INVALID_PAGE_SIZE.';
grant execute on function public.list_connections to authenticated;

create function private.list_connections(cursor text, page_size int) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  caller uuid := private.caller_id();
  before uuid := private.decode_cursor(cursor);
  wanted int := private.page_size(page_size) + 1;
begin
  return (
    select private.page(array_agg(item order by id desc), array_agg(id order by id desc), list_connections.page_size)
    from (
      select connection.id, jsonb_build_object(
        'user', private.profile_card(visible.profile), 'connected_at', connection.created_at) as item
      from public.connections connection
      join private.visible_people visible on visible.id = connection.other_id
      where connection.person_id = caller and connection.id < before
      order by connection.id desc
      limit wanted
    ) found);
end
$$;
comment on function private.list_connections is 'The step of list_connections that reads. Errors: as list_connections.';
grant execute on function private.list_connections to authenticated;

create function public.list_connection_requests(direction text default 'incoming', cursor text default null, page_size int default 20)
returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return private.list_connection_requests(
    list_connection_requests.direction, list_connection_requests.cursor, list_connection_requests.page_size);
end
$$;
comment on function public.list_connection_requests is '
Requests to connect that wait for an answer, the newest first: {items: [{id, user: as profile_card,
note, requested_at}], next_cursor}. `direction`: incoming (user has asked the caller) or outgoing (the caller has asked user).
Errors: NOT_AUTHENTICATED, INVALID_ARGUMENT, INVALID_CURSOR, INVALID_PAGE_SIZE.';
grant execute on function public.list_connection_requests to authenticated;

create function private.list_connection_requests(direction text, cursor text, page_size int) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  caller uuid := private.caller_id();
  before uuid := private.decode_cursor(cursor);
  wanted int := private.page_size(page_size) + 1;
begin
  if direction is null or direction not in ('incoming', 'outgoing') then
    perform private.raise('INVALID_ARGUMENT', 'direction must be incoming or outgoing.', 422);
  end if;
  return (
    select private.page(array_agg(item order by id desc), array_agg(id order by id desc), list_connection_requests.page_size)
    from (
      select request.id, jsonb_build_object(
        'id', request.id, 'user', private.profile_card(visible.profile), 'note', request.note,
        'requested_at', request.created_at) as item
      -- One branch runs: each is a range of its own index.
      from (
        select id, requester_id as other_id, note, created_at from public.connection_requests
        where direction = 'incoming' and addressee_id = caller and state = 'pending'
        union all
        select id, addressee_id, note, created_at from public.connection_requests
        where direction = 'outgoing' and requester_id = caller and state = 'pending'
      ) request
      join private.visible_people visible on visible.id = request.other_id
      where request.id < before
      order by request.id desc
      limit wanted
    ) found);
end
$$;
comment on function private.list_connection_requests is 'The step of list_connection_requests that reads. Errors: as list_connection_requests.';
grant execute on function private.list_connection_requests to authenticated;

create function public.list_blocked(cursor text default null, page_size int default 20) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return private.list_blocked(list_blocked.cursor, list_blocked.page_size);
end
$$;
comment on function public.list_blocked is '
Whom the caller has blocked, the newest first: {items: [{user: as profile_card, blocked_at}],
next_cursor}. Errors: NOT_AUTHENTICATED, INVALID_CURSOR, INVALID_PAGE_SIZE.';
grant execute on function public.list_blocked to authenticated;

create function private.list_blocked(cursor text, page_size int) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  caller uuid := private.caller_id();
  before uuid := private.decode_cursor(cursor);
  wanted int := private.page_size(page_size) + 1;
begin
  return (
    select private.page(array_agg(item order by id desc), array_agg(id order by id desc), list_blocked.page_size)
    from (
      -- The one list of people who are not visible to the caller; without it nobody could end a block.
      select block.id, jsonb_build_object('user', private.profile_card(person), 'blocked_at', block.created_at) as item
      from public.blocks block
      join public.profiles person on person.id = block.blocked_id
      where block.blocker_id = caller and block.id < before
      order by block.id desc
      limit wanted
    ) found);
end
$$;
comment on function private.list_blocked is 'The step of list_blocked that reads. Errors: as list_blocked.';
grant execute on function private.list_blocked to authenticated;

create function public.list_muted(cursor text default null, page_size int default 20) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return private.list_muted(list_muted.cursor, list_muted.page_size);
end
$$;
comment on function public.list_muted is '
Whom the caller has muted, the newest first: {items: [{user: as profile_card, until, muted_at}],
next_cursor}. `until`: null for a mute without an end. Errors: NOT_AUTHENTICATED, INVALID_CURSOR, INVALID_PAGE_SIZE.';
grant execute on function public.list_muted to authenticated;

create function private.list_muted(cursor text, page_size int) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  caller uuid := private.caller_id();
  before uuid := private.decode_cursor(cursor);
  wanted int := private.page_size(page_size) + 1;
begin
  return (
    select private.page(array_agg(item order by id desc), array_agg(id order by id desc), list_muted.page_size)
    from (
      select mute.id, jsonb_build_object(
        'user', private.profile_card(visible.profile), 'until', nullif(mute.until, 'infinity'), 'muted_at', mute.created_at) as item
      from public.mutes mute
      join private.visible_people visible on visible.id = mute.muted_id
      where mute.muter_id = caller and mute.until > now() and mute.id < before
      order by mute.id desc
      limit wanted
    ) found);
end
$$;
comment on function private.list_muted is 'The step of list_muted that reads. Errors: as list_muted.';
grant execute on function private.list_muted to authenticated;
