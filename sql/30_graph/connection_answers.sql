create function public.answer_connection(request_id uuid, accept boolean) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.answer_connection(answer_connection.request_id, answer_connection.accept);
end
$$;
comment on function public.answer_connection is '
Accepts or declines a request to the caller; who is declined is not told, and cannot ask again for 30 days. Repeating an
answer changes nothing. Returns the relationship with the requester, as follow.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, CONNECTION_REQUEST_NOT_FOUND (also when it was withdrawn or answered
otherwise), CONTACT_NOT_ALLOWED (docs/safety.md), CONNECTION_LIMIT_REACHED, INVALID_ARGUMENT.';
grant execute on function public.answer_connection to authenticated;

create function private.answer_connection(request_id uuid, accept boolean) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  answer text := case when accept then 'accepted' else 'declined' end;
  request public.connection_requests;
begin
  perform private.require_answer(accept);
  request := private.begin_with_request(request_id);
  if request.addressee_id is distinct from private.caller_id()
    or not exists (select from private.visible_people visible where visible.id = request.requester_id) then
    perform private.raise_no_request();
  end if;
  if request.state = 'pending' and accept and not private.may_meet(request.requester_id, request.addressee_id) then
    perform private.raise_no_contact();
  elsif request.state = 'pending' and accept then
    perform private.connect(request);
  elsif request.state = 'pending' then
    update public.connection_requests set state = answer, ended_at = now() where id = request.id;
  elsif request.state <> answer then
    perform private.raise_no_request();
  end if;
  return private.relationship(request.requester_id);
end
$$;
comment on function private.answer_connection is 'The step of answer_connection that writes. Emits what connect emits. Errors: as answer_connection.';
grant execute on function private.answer_connection to authenticated;

create function public.withdraw_connection(request_id uuid) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.withdraw_connection(withdraw_connection.request_id);
end
$$;
comment on function public.withdraw_connection is '
Takes back a request of the caller. Repeating it changes nothing. Returns the relationship with the addressee, as follow.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, CONNECTION_REQUEST_NOT_FOUND (also when it was accepted).';
grant execute on function public.withdraw_connection to authenticated;

create function private.withdraw_connection(request_id uuid) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  request public.connection_requests := private.begin_with_request(request_id);
begin
  if request.requester_id is distinct from private.caller_id() or request.state = 'accepted' then
    perform private.raise_no_request();
  end if;
  -- One that was declined looks withdrawn to its requester, and stays declined.
  update public.connection_requests set state = 'withdrawn', ended_at = now() where id = request.id and state = 'pending';
  if found then
    perform private.emit('connection_withdraw', request.requester_id, request.addressee_id, request.id);
  end if;
  return private.relationship(request.addressee_id);
end
$$;
comment on function private.withdraw_connection is '
The step of withdraw_connection that writes. Emits connection_withdraw (subject: the addressee, target: the request).
Errors: as withdraw_connection.';
grant execute on function private.withdraw_connection to authenticated;

create function private.begin_with_request(request_id uuid) returns public.connection_requests
language plpgsql volatile
set search_path = ''
as $$
declare
  caller uuid := private.caller_id();
  request public.connection_requests;
begin
  select * into request from public.connection_requests
  where id = begin_with_request.request_id and caller in (requester_id, addressee_id);
  perform private.lock_pair(request.requester_id, request.addressee_id);
  perform private.keep_people(array[request.requester_id, request.addressee_id]);
  -- Behind the lock: while this waited for the pair the caller may have been banned, and the request answered.
  perform private.active_caller_id();
  select * into request from public.connection_requests where id = request.id;
  return request;
end
$$;
comment on function private.begin_with_request is '
Opens a change of a connection request that the caller is a side of; all null if there is none.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED.';

create function private.raise_no_request() returns void
language plpgsql immutable
set search_path = ''
as $$
begin
  perform private.raise('CONNECTION_REQUEST_NOT_FOUND', 'There is no such request, or it waits no longer.', 404);
end
$$;
comment on function private.raise_no_request is 'Errors: CONNECTION_REQUEST_NOT_FOUND.';
