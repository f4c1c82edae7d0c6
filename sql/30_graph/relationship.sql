create function private.relationships(ids uuid[]) returns table (person_id uuid, relationship jsonb)
language plpgsql stable security definer
set search_path = ''
rows 20
as $$
declare
  caller uuid := private.caller_id();
begin
  return query
  select person.id, jsonb_build_object(
    'user_id', person.id,
    'following', exists (select from public.follows where follower_id = caller and followee_id = person.id),
    'follow_requested', exists (select from public.follow_requests where follower_id = caller and followee_id = person.id),
    'followed_by', exists (select from public.follows where follower_id = person.id and followee_id = caller),
    'follow_requested_by', exists (select from public.follow_requests where follower_id = person.id and followee_id = caller),
    'muted', exists (select from public.mutes where muter_id = caller and muted_id = person.id and until > now()),
    'blocking', exists (select from public.blocks where blocker_id = caller and blocked_id = person.id),
    'connection', case when connected.other_id is not null then 'connected' when sent.id is not null then 'requested'
      when received.id is not null then 'incoming' else 'none' end,
    'connection_request_id', case when connected.other_id is null then coalesce(sent.id, received.id) end)
  from (select distinct id from unnest(relationships.ids) id where id <> caller) person
  left join public.connections connected on connected.person_id = caller and connected.other_id = person.id
  left join public.connection_requests sent
    on sent.requester_id = caller and sent.addressee_id = person.id and sent.state = 'pending'
  left join public.connection_requests received
    on received.requester_id = person.id and received.addressee_id = caller and received.state = 'pending';
end
$$;
comment on function private.relationships is '
How the caller stands to these people, in one statement for a whole list: {user_id, following, follow_requested, followed_by,
follow_requested_by, connection: none|requested|incoming|connected, connection_request_id, muted, blocking}. No row for the caller.
It tells nothing of a block by the other side. PL/pgSQL, because that keeps its plans. Errors: NOT_AUTHENTICATED.';

create function private.relationship(user_id uuid) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
begin
  return (select known.relationship from private.relationships(array[user_id]) known);
end
$$;
comment on function private.relationship is 'As relationships, to one person; null to oneself. Errors: NOT_AUTHENTICATED.';
grant execute on function private.relationship to authenticated;
