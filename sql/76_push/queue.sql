-- Pushes are asked for and taken back in the transaction of their cause.
create function private.queue_pushes(asked private.push_request[]) returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  insert into private.pushes as said (person_id, kind, tag, source, target_id, expires_at)
  select request.person_id, request.kind, request.tag, request.source, request.target_id, now() + request.lives
  from unnest(asked) request
  where exists (select from private.push_endpoints device where device.person_id = request.person_id)
  order by request.person_id, request.tag
  on conflict on constraint one_push_a_tag do update
    set kind = excluded.kind, source = excluded.source, target_id = excluded.target_id, version = said.version + 1, state = 'waiting', reason = null,
      digest_id = null, due_at = now(), expires_at = excluded.expires_at, changed_at = now();
  if found then
    perform pg_notify('plaza_pushes', '');
  end if;
end
$$;
comment on function private.queue_pushes is '
Asks for pushes to all devices of people when the transaction commits, of those who have any. What was said before under the same tag is replaced.';

create function private.withdraw_push(person_id uuid, tag text, reason text) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  push private.pushes;
begin
  select * into push from private.pushes said
  where said.person_id = withdraw_push.person_id and said.tag = withdraw_push.tag and said.state <> 'withdrawn'
  for no key update;
  if not found then
    return;
  end if;
  if push.state = 'sent' then
    perform private.unspend_push(push.id);
  end if;
  update private.pushes said set state = 'withdrawn', reason = withdraw_push.reason, changed_at = now() where said.id = push.id;
  -- A device that shows it is told to close it, one that is just being told afterwards, and others never hear of it.
  with locked as materialized (
    select sending.endpoint_id from private.push_deliveries sending where sending.push_id = push.id order by sending.endpoint_id for update
  )
  update private.push_deliveries sending
  set state = case when sending.sent_at is null and sending.attempts = 0 then 'dropped' else 'queued' end, withdraws = true, attempts = 0,
    due_at = case when sending.state = 'queued' and sending.attempts > 0 then greatest(sending.due_at, now()) else now() end
  from locked
  where sending.push_id = push.id and sending.endpoint_id = locked.endpoint_id and sending.state <> 'dead';
  if push.state <> 'suppressed' then
    -- Whose account is just being deleted has no ledger either.
    insert into private.push_ledger (person_id, push_id, kind, outcome, reason)
    select push.person_id, push.id, push.kind, 'withdrawn', withdraw_push.reason
    where exists (select from public.profiles person where person.id = push.person_id);
  end if;
  perform pg_notify('plaza_pushes', '');
  -- A digest of which nothing is left goes as well.
  if push.state = 'digested' and private.digest_size(push.digest_id) = 0 then
    perform private.withdraw_push(person_id, 'digest', withdraw_push.reason);
  end if;
end
$$;
comment on function private.withdraw_push is 'Takes a push back, also from the devices that show it: it was read elsewhere, undone, or is over.';
