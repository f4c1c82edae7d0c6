create function public.open_push(push_id uuid) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.open_push(open_push.push_id);
end
$$;
comment on function public.open_push is '
Says that the caller has opened a push, by its `push_id`: who opens them gets more of them. {opened: whether this was the first time}.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED.';
grant execute on function public.open_push to authenticated;

create function private.open_push(push_id uuid) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  push private.pushes;
begin
  select * into push from private.pushes said
  where said.id = open_push.push_id and said.person_id = private.active_caller_id() and said.state in ('sent', 'withdrawn')
  for no key update;
  -- Once for each time that it was sent.
  if push.id is null or (
    select count(*) filter (where ledger.outcome = 'opened') >= count(*) filter (where ledger.outcome = 'sent')
    from private.push_ledger ledger where ledger.push_id = push.id) then
    return '{"opened": false}';
  end if;
  insert into private.push_ledger (person_id, push_id, kind, outcome, is_spent)
  values (push.person_id, push.id, push.kind, 'opened', push.kind <> all (private.critical_push_kinds() || array['digest']));
  return '{"opened": true}';
end
$$;
comment on function private.open_push is 'The step of open_push that writes. Errors: as open_push.';
grant execute on function private.open_push to authenticated;

create function private.push_history(person_id uuid, tag text) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object(
      'outcome', ledger.outcome, 'reason', ledger.reason, 'until', ledger.until, 'at', ledger.happened_at) order by ledger.id), '[]')
    from private.pushes push
    join private.push_ledger ledger on ledger.push_id = push.id
    where push.person_id = push_history.person_id and push.tag = push_history.tag);
end
$$;
comment on function private.push_history is '
What became of the pushes under a tag, as notification:<id>: [{outcome: sent|deferred|digest|suppressed|withdrawn|opened, reason, until, at}]. Reasons of
deferred: quiet_hours; of digest: budget; of suppressed: active (the person was looking), setting, read, undone, muted, hidden, over, no_device; of withdrawn: read, undone, over.';
