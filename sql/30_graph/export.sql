create function private.export_follows(account_id uuid) returns setof jsonb
language sql stable
set search_path = ''
as $$
  select jsonb_build_object('direction', edge.direction, 'user_id', person.id, 'username', person.username, 'created_at', edge.created_at)
  from (
    select 'following' as direction, followee_id as other_id, created_at, id from public.follows where follower_id = export_follows.account_id
    union all
    select 'follower', follower_id, created_at, id from public.follows where followee_id = export_follows.account_id
  ) edge
  join public.profiles person on person.id = edge.other_id
  order by edge.direction, edge.id
$$;
comment on function private.export_follows is 'Part of the export: whom the person follows, and who follows them.';

create function private.export_connections(account_id uuid) returns setof jsonb
language sql stable
set search_path = ''
as $$
  select jsonb_build_object('user_id', person.id, 'username', person.username, 'created_at', connection.created_at)
  from public.connections connection
  join public.profiles person on person.id = connection.other_id
  where connection.person_id = export_connections.account_id
  order by connection.id
$$;
comment on function private.export_connections is 'Part of the export: with whom the person is connected.';

create function private.export_connection_requests(account_id uuid) returns setof jsonb
language sql stable
set search_path = ''
as $$
  select jsonb_build_object(
    'direction', asked.direction, 'user_id', person.id, 'username', person.username, 'note', asked.note, 'created_at', asked.created_at)
  from (
    select 'outgoing' as direction, addressee_id as other_id, note, created_at, id from public.connection_requests
    where requester_id = export_connection_requests.account_id and state = 'pending'
    union all
    select 'incoming', requester_id, note, created_at, id from public.connection_requests
    where addressee_id = export_connection_requests.account_id and state = 'pending'
  ) asked
  join public.profiles person on person.id = asked.other_id
  order by asked.direction, asked.id
$$;
comment on function private.export_connection_requests is 'Part of the export: requests to connect that wait, in either direction.';

create function private.export_mutes(account_id uuid) returns setof jsonb
language sql stable
set search_path = ''
as $$
  select jsonb_build_object('user_id', person.id, 'username', person.username, 'until', mute.until, 'created_at', mute.created_at)
  from public.mutes mute
  join public.profiles person on person.id = mute.muted_id
  where mute.muter_id = export_mutes.account_id
  order by mute.id
$$;
comment on function private.export_mutes is 'Part of the export: whom the person has muted.';
