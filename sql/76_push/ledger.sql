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

create function private.unspend_push(push_id uuid) returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  update private.push_ledger ledger set is_spent = false
  where ledger.id = (
      select last.id from private.push_ledger last where last.push_id = unspend_push.push_id and last.outcome = 'sent'
      order by last.id desc limit 1)
    and not exists (
      select from private.push_deliveries sending
      join private.pushes push on push.id = sending.push_id and push.version = sending.version
      where sending.push_id = unspend_push.push_id and sending.state = 'sent');
end
$$;
comment on function private.unspend_push is 'What was to be sent and then was not, on no device, costs nothing of the budget.';

create function private.history_of_pushes(person_id uuid, notification_id uuid, size int) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object('kind', line.kind, 'outcome', line.outcome, 'reason', line.reason, 'until', line.until,
      'at', line.happened_at) order by line.id desc), '[]')
    from (
      select ledger.* from private.push_ledger ledger
      where ledger.person_id = history_of_pushes.person_id and (notification_id is null or ledger.push_id = (
        select push.id from private.pushes push
        where push.person_id = history_of_pushes.person_id and push.tag = 'notification:' || notification_id))
      order by ledger.id desc limit size
    ) line);
end
$$;
comment on function private.history_of_pushes is '
What became of somebody''s pushes of late, or of those of a notification, the last first: [{kind, outcome: sent|deferred|digest|suppressed|withdrawn|opened|
failed, reason, until, at}]. Reasons of deferred: quiet_hours; of digest: budget; of suppressed: active (the person was looking), setting, read, undone,
muted, hidden, over, no_device; of withdrawn: read, undone, over; of failed: broken (it could not be decided or composed), refused, too_large, gave_up. Called by why_notified and notification_ledger.';

create function private.outlook_of_pushes(people uuid[], at timestamptz) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return (
    with device as materialized (
      select distinct device.person_id from private.push_endpoints device
      where device.person_id = any (people) and private.setting('push_platforms') ? device.platform
    ), person as materialized (
      select wishes.* from device join private.push_wishes wishes on wishes.person_id = device.person_id
    ), spent as (
      select person.person_id, count(*) as pushes from person
      join private.push_ledger ledger on ledger.person_id = person.person_id and ledger.is_spent and ledger.outcome = 'sent'
        and ledger.happened_at >= date_trunc('day', outlook_of_pushes.at at time zone person.time_zone) at time zone person.time_zone
      group by person.person_id
    )
    select jsonb_build_object(
      'quiet_hours', (select count(*) from person where private.quiet_until(
        outlook_of_pushes.at, person.quiet_from, person.quiet_until, person.time_zone) is not null),
      'over_budget', (select count(*) from spent where spent.pushes >= private.push_budget(spent.person_id)),
      'without_device', (select count(distinct person) from unnest(people) person) - (select count(*) from device)));
end
$$;
comment on function private.outlook_of_pushes is '
How many of these people would not hear of a notification at that moment: {quiet_hours, over_budget: who will have got what the day allows, as far as is
known now, without_device}. Called by schedule_notification.';
