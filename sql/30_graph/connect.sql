create function public.request_connection(user_id uuid, note text default null) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.request_connection(request_connection.user_id, request_connection.note);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$$;
comment on function public.request_connection is '
Asks somebody to connect. `note`: up to 300 characters for them to read. If they have asked the caller already, both are
connected at once. Repeating it changes nothing, not the note either. Returns the relationship, as follow.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, SELF_TARGET, USER_NOT_FOUND, INVALID_ARGUMENT, CONTACT_NOT_ALLOWED (docs/safety.md),
MESSAGES_NOT_ALLOWED (a note, and the person has chosen who may write), CONTENT_REJECTED, CONNECTION_COOL_DOWN (30 days after a decline), CONNECTION_LIMIT_REACHED, RATE_LIMITED.';
grant execute on function public.request_connection to authenticated;

create function private.request_connection(user_id uuid, note text) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.begin_with(user_id);
  note text := nullif(private.trimmed(request_connection.note), '');
  crossing public.connection_requests;
  earlier public.connection_requests;
  request_id uuid := private.uuid_v7();
  flags text[];
begin
  if length(note) > 300 then
    perform private.raise('INVALID_ARGUMENT', 'note must have at most 300 characters.', 422);
  end if;
  perform private.require_person(user_id);
  if exists (select from public.connections where person_id = caller and other_id = request_connection.user_id) then
    return private.relationship(user_id);
  end if;
  if not private.may_meet(caller, user_id) then
    perform private.raise_no_contact();
  end if;

  select * into crossing from public.connection_requests
  where requester_id = request_connection.user_id and addressee_id = caller and state = 'pending';
  if found then
    perform private.connect(crossing);
    return private.relationship(user_id);
  end if;

  select * into earlier from public.connection_requests
  where requester_id = caller and addressee_id = request_connection.user_id;
  if earlier.state = 'pending' then
    return private.relationship(user_id);
  end if;
  if earlier.state = 'declined' and earlier.ended_at + private.connection_cool_down() > now() then
    perform private.raise('CONNECTION_COOL_DOWN', 'You cannot ask this person again yet.', 409,
      details => format('until %s', earlier.ended_at + private.connection_cool_down()));
  end if;
  perform private.take_token('connection_request', caller::text);
  -- A note is a message, and whoever wants none gets none.
  if note is not null and exists (
    select from private.profile_settings settings
    where settings.profile_id = request_connection.user_id and settings.who_may_message <> 'everyone') then
    perform private.raise('MESSAGES_NOT_ALLOWED', 'This person has chosen who may write to them: ask without a note.', 403);
  end if;
  flags := private.moderate_text(note);
  perform private.require_room(caller);
  insert into public.connection_requests (requester_id, addressee_id, id, note)
  values (caller, user_id, request_id, note)
  on conflict on constraint connection_requests_pkey do update
    set id = excluded.id, state = 'pending', note = excluded.note, created_at = now(), ended_at = null;
  perform private.flag_text('connection_request', request_id, caller, flags);
  perform private.emit('connection_request', caller, user_id, request_id);
  return private.relationship(user_id);
end
$$;
comment on function private.request_connection is '
The step of request_connection that writes. Emits connection_request (subject: the addressee, target: the request), or
what connect emits. Errors: as request_connection.';
grant execute on function private.request_connection to authenticated;

create function private.connect(request public.connection_requests) returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  perform private.require_room(request.addressee_id), private.require_room(request.requester_id);
  update public.connection_requests set state = 'accepted', ended_at = now() where id = request.id;
  -- Their own request of earlier days is answered too: a decline does not outlive a connection.
  delete from public.connection_requests
  where requester_id = request.addressee_id and addressee_id = request.requester_id;
  insert into public.connections (person_id, other_id)
  values (request.requester_id, request.addressee_id), (request.addressee_id, request.requester_id);
  perform private.emit('connection_accept', request.addressee_id, request.requester_id, request.id);
end
$$;
comment on function private.connect is '
Connects two people because of a request between them. Emits connection_accept (actor: the addressee, subject: the
requester, target: the request). Errors: CONNECTION_LIMIT_REACHED.';

create function private.require_room(person_id uuid) returns void
language plpgsql stable
set search_path = ''
as $$
begin
  if (private.graph_counts(person_id) ->> 'connections')::int >= private.connection_limit() then
    perform private.raise('CONNECTION_LIMIT_REACHED', 'One of you has as many connections as one may.', 409,
      details => format('limit %s', private.connection_limit()));
  end if;
end
$$;
comment on function private.require_room is 'Refuses another connection for somebody who has the most. Errors: CONNECTION_LIMIT_REACHED.';

create function private.connection_limit() returns int
language sql immutable
set search_path = ''
as $$ select 10000 $$;
comment on function private.connection_limit is 'How many connections one may have. It bounds connected_ids().';

create function private.connection_cool_down() returns interval
language sql immutable
set search_path = ''
as $$ select interval '30 days' $$;
comment on function private.connection_cool_down is 'How long after a decline the same person cannot be asked again.';

create function public.remove_connection(user_id uuid) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.remove_connection(remove_connection.user_id);
end
$$;
comment on function public.remove_connection is '
Ends a connection for both; the other is not told. Repeating it changes nothing. Returns the relationship, as follow.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, SELF_TARGET, USER_NOT_FOUND.';
grant execute on function public.remove_connection to authenticated;

create function private.remove_connection(user_id uuid) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.begin_with(user_id);
begin
  -- The mirrored row goes with it.
  delete from public.connections where person_id = caller and other_id = remove_connection.user_id;
  if not found then
    perform private.require_person(user_id);
  end if;
  return private.relationship(user_id);
end
$$;
comment on function private.remove_connection is 'The step of remove_connection that writes. Errors: as remove_connection.';
grant execute on function private.remove_connection to authenticated;
