create function private.push_lease() returns interval
language sql immutable
set search_path = ''
as $$ select interval '1 minute' $$;
comment on function private.push_lease is 'How long a worker has a delivery: longer than it waits for any provider. Then it is taken for dead.';

create function private.max_push_attempts() returns int
language sql immutable
set search_path = ''
as $$ select 8 $$;
comment on function private.max_push_attempts is 'After so many failures a delivery is dead: 2, 4, 8, … seconds apart, about ten minutes, and as much as its provider is silent.';

create function private.claim_pushes(most int default 100) returns jsonb
language plpgsql volatile
set search_path = ''
-- As in decide_pushes.
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
declare
  quota int := private.push_quota('fcm');
  push_ids uuid[];
  endpoint_ids uuid[];
  one record;
  claimed jsonb := '[]';
begin
  with ready as materialized (
    select sending.push_id, sending.endpoint_id, sending.provider, sending.due_at
    from private.push_deliveries sending
    join private.pushes push on push.id = sending.push_id
    where sending.state = 'queued' and sending.due_at <= now() and (sending.withdraws or push.state = 'sent')
      and sending.provider not in (select slow.name from private.push_providers slow where slow.paused_until > now())
      and (sending.provider <> 'fcm' or quota > 0)
    order by sending.due_at limit most
    for no key update of sending, push skip locked
  ), numbered as (
    select ready.*, row_number() over (partition by ready.provider order by ready.due_at) as place from ready
  )
  select array_agg(numbered.push_id), array_agg(numbered.endpoint_id) into push_ids, endpoint_ids
  from numbered where numbered.provider <> 'fcm' or numbered.place <= quota;
  if push_ids is null then
    return claimed;
  end if;
  begin
    claimed := private.lease_pushes(push_ids, endpoint_ids);
  exception when others then
    -- One that cannot be composed holds up no other: each by itself.
    for one in select * from unnest(push_ids, endpoint_ids) picked (push_id, endpoint_id) loop
      begin
        claimed := claimed || private.lease_pushes(array[one.push_id], array[one.endpoint_id]);
      exception when others then
        perform private.fail_push(one.push_id, one.endpoint_id, sqlstate, sqlerrm);
      end;
    end loop;
  end;
  perform private.take_push_quota('fcm', (
    select count(*)::int from jsonb_array_elements(claimed) item where item #>> '{endpoint,platform}' = 'android'));
  return claimed;
end
$$;
comment on function private.claim_pushes is '
Takes deliveries that are due for a minute, in which the worker must send them and say how it went (private.pushes_delivered, push_answered): [{push_id,
endpoint_id, version, claimed_at, endpoint: {platform, address, p256dh, auth, app_id}, message: {push_id, version, tag, kind, withdraws, badge, is_urgent, lives_s,
target_id, title, body, language, path}}]. Settings, blocks, what was read and the hour are asked again. Providers that pause, and beyond their quota, wait.';

create function private.lease_pushes(push_ids uuid[], endpoint_ids uuid[]) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
declare
  claimed jsonb;
  held_back uuid[];
begin
  with judged as materialized (
    select sending.push_id, sending.endpoint_id, sending.version, sending.withdraws, sending.is_small, push, wishes.previews, device,
      case when not sending.withdraws then hindered.reason end as reason, hindered.until
    from unnest(push_ids, endpoint_ids) picked (push_id, endpoint_id)
    join private.push_deliveries sending on sending.push_id = picked.push_id and sending.endpoint_id = picked.endpoint_id
    join private.pushes push on push.id = picked.push_id
    join private.push_endpoints device on device.id = picked.endpoint_id
    cross join lateral (select * from private.push_wishes stored where stored.person_id = push.person_id offset 0) wishes
    cross join lateral (select * from private.push_hindrances asked where asked.push_id = push.id offset 0) hindered
  ), told as (
    -- Much may have happened since it was decided: it is quiet now, or read, or no longer wanted.
    update private.pushes push
    set state = case when judged.until is null then 'suppressed' else 'waiting' end, reason = judged.reason, due_at = coalesce(judged.until, push.due_at),
      expires_at = greatest(push.expires_at, judged.until + interval '1 day')
    from judged
    where push.id = judged.push_id and judged.reason is not null
    returning push.person_id, push.id, push.kind, push.reason, push.state, judged.until
  ), noted as (
    insert into private.push_ledger (person_id, push_id, kind, outcome, reason, until)
    select distinct told.person_id, told.id, told.kind, case told.state when 'waiting' then 'deferred' else 'suppressed' end, told.reason, told.until
    from told
  ), leased as (
    update private.push_deliveries sending
    set state = case when judged.reason is null then 'queued' else 'dropped' end, attempts = sending.attempts + (judged.reason is null)::int,
      due_at = now() + private.push_lease()
    from judged
    where sending.push_id = judged.push_id and sending.endpoint_id = judged.endpoint_id
  )
  select jsonb_agg(jsonb_build_object(
    'push_id', judged.push_id, 'endpoint_id', judged.endpoint_id, 'version', judged.version, 'claimed_at', now(),
    'endpoint', jsonb_build_object(
      'platform', (judged.device).platform, 'address', (judged.device).address, 'p256dh', (judged.device).p256dh, 'auth', (judged.device).auth,
      'app_id', (judged.device).app_id, 'server_key', (judged.device).server_key),
    'message', jsonb_build_object(
        'push_id', judged.push_id, 'version', judged.version, 'tag', (judged.push).tag, 'kind', (judged.push).kind,
        'withdraws', judged.withdraws, 'badge', private.unread_notifications((judged.push).person_id)
          + private.unread_conversations((judged.push).person_id),
        'is_urgent', (judged.push).kind = any (private.critical_push_kinds()),
        'lives_s', greatest(1, extract(epoch from (judged.push).expires_at - now())::int), 'target_id', (judged.push).target_id)
      || case when judged.withdraws then '{}' else private.compose_push(
        (select about.facts from private.push_facts about where about.push_id = judged.push_id), (judged.device).locale,
        judged.previews and not judged.is_small) end))
    filter (where judged.reason is null), (select array_agg(told.id) from told)
  into claimed, held_back
  from judged;
  perform private.unspend_push(held.id) from unnest(held_back) held (id);
  return coalesce(claimed, '[]');
end
$$;
comment on function private.lease_pushes is 'Takes these, all together, as private.claim_pushes hands them out. Raises when one of them cannot be composed.';

create function private.push_quota(provider text) returns int
language plpgsql stable
set search_path = ''
as $$
declare
  a_minute int := private.setting('push_quota_a_minute')::int;
begin
  return coalesce((
    select floor(least(a_minute, bucket.tokens + date_part('epoch', clock_timestamp() - bucket.filled_at) * a_minute / 60))::int
    from private.push_providers bucket where bucket.name = push_quota.provider), a_minute);
end
$$;
comment on function private.push_quota is 'How many messages a provider takes at this moment: a token bucket of push_quota_a_minute, which are minutes of no clock.';

create function private.take_push_quota(provider text, messages int) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  a_minute int := private.setting('push_quota_a_minute')::int;
begin
  if messages > 0 then
    insert into private.push_providers as bucket (name, tokens, filled_at)
    values (take_push_quota.provider, a_minute - messages, clock_timestamp())
    on conflict (name) do update
      set tokens = least(a_minute, bucket.tokens + date_part('epoch', clock_timestamp() - bucket.filled_at) * a_minute / 60) - messages,
        filled_at = clock_timestamp();
  end if;
end
$$;
comment on function private.take_push_quota is 'Takes so many tokens from the bucket of a provider. Two workers at the same moment may owe it some, and then wait.';
