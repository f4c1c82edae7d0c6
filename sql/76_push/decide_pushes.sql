create type private.push_decision as (push_id uuid, outcome text, reason text, until timestamptz, is_spent boolean);
comment on type private.push_decision is 'What becomes of a push, as private.push_ledger says it; wait: it is looked at again, and nothing is said.';

create function private.decide_pushes() returns int
language plpgsql volatile
set search_path = ''
-- A thousand rows are looked up in tables whose size the kept plan does not know: it was made when they were small.
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
declare
  ids uuid[];
  one uuid;
begin
  -- One at a time: a budget is counted.
  if not pg_try_advisory_xact_lock(hashtext('private.decide_pushes')) then
    return 0;
  end if;
  perform private.make_digests();
  perform private.withdraw_push(push.person_id, push.tag, 'over') from (
    select over.person_id, over.tag from private.pushes over
    where over.state = 'sent' and over.source in ('call', 'match') and over.expires_at <= now() order by over.id limit 500) push;
  ids := array(
    select push.id from private.pushes push
    where push.state = 'waiting' and push.due_at <= now()
    order by push.due_at limit 1000
    for no key update skip locked);
  if ids = '{}' then
    return 0;
  end if;
  begin
    perform private.decide_pushes(ids);
  exception when others then
    -- One that cannot be decided holds up no other: each by itself.
    foreach one in array ids loop
      begin
        perform private.decide_pushes(array[one]);
      exception when others then
        perform private.fail_push(one, null, sqlstate, sqlerrm);
      end;
    end loop;
  end;
  return cardinality(ids);
end
$$;
comment on function private.decide_pushes() is '
Decides what becomes of pushes that are due: sent to all devices, deferred while it is quiet, into a digest when the day''s budget is used up, or
nothing, because it was read, undone, is not wanted, or the person is looking. A batch a call; returns how many. The worker calls it.';

create function private.decide_pushes(ids uuid[]) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  platforms text[] := array(select jsonb_array_elements_text(private.setting('push_platforms')));
  decisions private.push_decision[];
begin
  with judged as materialized (
    select push.id, push.person_id, push.changed_at, wishes.time_zone, hindered.until,
      coalesce(hindered.reason, case when not exists (
        select from private.push_endpoints device
        where device.person_id = push.person_id and device.platform = any (platforms)) then 'no_device' end) as reason,
      push.kind <> all (private.critical_push_kinds() || array['digest']) as is_spent,
      -- Calls ring everywhere. Of anything else whoever is there has heard.
      push.source <> 'call' and exists (
        select from private.presence present
        where present.profile_id = push.person_id and present.active_at > now() - private.presence_lifetime()) as is_active
    from unnest(ids) due
    join private.pushes push on push.id = due
    cross join lateral (select * from private.push_wishes stored where stored.person_id = push.person_id offset 0) wishes
    cross join lateral (select * from private.push_hindrances asked where asked.push_id = push.id offset 0) hindered
  ), ranked as (
    -- The place of a push in the day of its person.
    select judged.*, case when judged.is_spent and judged.reason is null then (
        select count(*) from private.push_ledger ledger
        where ledger.person_id = judged.person_id and ledger.is_spent and ledger.outcome = 'sent'
          and ledger.happened_at >= private.push_day(judged.time_zone)) end
      + row_number() over (
        partition by judged.person_id, judged.is_spent and judged.reason is null and not judged.is_active order by judged.changed_at, judged.id) as place
    from judged
  ), outcomes as (
    select ranked.*, case
        when ranked.reason is not null then case when ranked.until is null then 'suppressed' else 'deferred' end
        -- They may leave just now: it is looked at once more.
        when ranked.is_active then case when ranked.changed_at > now() - private.presence_lifetime() then 'wait' else 'suppressed' end
        -- One is within every budget.
        when ranked.is_spent and ranked.place > 1 and ranked.place > private.push_budget(ranked.person_id) then 'digest'
        else 'sent' end as outcome
    from ranked
  )
  select array_agg(row(
    outcomes.id, outcomes.outcome,
    coalesce(outcomes.reason, case outcomes.outcome when 'digest' then 'budget' when 'sent' then null else 'active' end),
    case outcomes.outcome when 'deferred' then outcomes.until when 'wait' then now() + interval '15 seconds'
      when 'digest' then private.next_digest(outcomes.person_id, outcomes.time_zone) end,
    outcomes.is_spent and outcomes.outcome = 'sent')::private.push_decision)
  into decisions from outcomes;

  insert into private.push_deliveries as sending (push_id, endpoint_id, provider, version)
  select push.id, device.id, device.provider, push.version
  from unnest(decisions) decision
  join private.pushes push on push.id = decision.push_id
  join private.push_endpoints device on device.person_id = push.person_id
  where decision.outcome = 'sent' and device.platform = any (platforms)
  order by push.id, device.id
  on conflict (push_id, endpoint_id) do update
    set version = excluded.version, state = 'queued', withdraws = false, attempts = 0, due_at = now();
  -- An older version that has not left yet does not leave any more.
  update private.push_deliveries sending set state = 'dropped'
  from unnest(decisions) decision
  where sending.push_id = decision.push_id and sending.state = 'queued' and not sending.withdraws and decision.outcome not in ('sent', 'wait');
  update private.pushes push
  set state = case decision.outcome when 'deferred' then 'waiting' when 'wait' then 'waiting' else decision.outcome end, reason = decision.reason,
    due_at = coalesce(decision.until, push.due_at), expires_at = greatest(push.expires_at, decision.until + interval '1 day')
  from unnest(decisions) decision
  where push.id = decision.push_id;
  insert into private.push_ledger (person_id, push_id, kind, outcome, reason, until, is_spent)
  select push.person_id, push.id, push.kind, decision.outcome, decision.reason, decision.until, decision.is_spent
  from unnest(decisions) decision
  join private.pushes push on push.id = decision.push_id
  where decision.outcome <> 'wait';
end
$$;
comment on function private.decide_pushes(uuid[]) is 'Decides these, all together. Raises when one of them cannot be decided.';

create function private.fail_push(push_id uuid, endpoint_id uuid, code text, error text) returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  perform private.raise_trouble(code, error);
  update private.push_deliveries sending set state = 'dead', last_error = left(error, 200)
  where sending.push_id = fail_push.push_id and (fail_push.endpoint_id is null or sending.endpoint_id = fail_push.endpoint_id) and sending.state = 'queued';
  if endpoint_id is null then
    update private.pushes push set state = 'suppressed', reason = 'broken' where push.id = fail_push.push_id;
  end if;
  perform private.note_failure(push_id, 'broken');
  perform private.unspend_push(push_id);
end
$$;
comment on function private.fail_push is '
Gives up a push that cannot be decided, or cannot be composed for a device, and says so in the ledger; operators find the error in push_deliveries.last_error.';
