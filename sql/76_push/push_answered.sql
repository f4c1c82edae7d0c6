create function private.push_answered(
  push_id uuid, endpoint_id uuid, version int, withdrew boolean, claimed_at timestamptz, outcome text, retry_after_s int default null, of_provider boolean default false,
  error text default null
) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  sending private.push_deliveries;
  wait interval;
  becomes text;
begin
  select * into sending from private.push_deliveries claimed
  where claimed.push_id = push_answered.push_id and claimed.endpoint_id = push_answered.endpoint_id for update;
  if not found then
    return;
  end if;
  perform private.provider_answered(sending.provider, outcome = 'later' and of_provider, retry_after_s);
  if outcome = 'gone' then
    begin
      -- Nobody waits here: whoever reads everything at this moment holds some of these, and would wait for the others.
      perform from private.push_endpoints device where device.id = sending.endpoint_id for update nowait;
      perform from private.push_deliveries other where other.endpoint_id = sending.endpoint_id for update nowait;
      -- Unless the device has said meanwhile that it is there.
      delete from private.push_endpoints device where device.id = sending.endpoint_id and device.renewed_at < claimed_at;
      if found then
        return;
      end if;
    exception when lock_not_available then
      outcome := 'later';
    end;
  end if;
  -- What was said meanwhile under the same tag, or taken back, is still to be sent.
  if sending.version <> push_answered.version or sending.withdraws <> withdrew then
    update private.push_deliveries said set sent_at = case when outcome = 'delivered' then now() else said.sent_at end,
      due_at = case when said.state = 'queued' then least(said.due_at, now()) else said.due_at end
    where said.push_id = sending.push_id and said.endpoint_id = sending.endpoint_id;
    return;
  end if;
  wait := make_interval(secs => greatest(coalesce(retry_after_s, 0), 2 ^ least(sending.attempts, 9) * (0.75 + random() / 2)));
  becomes := case
    when outcome = 'delivered' then 'sent'
    when outcome = 'too_large' and not sending.is_small then 'queued'
    when outcome in ('gone', 'too_large', 'refused') or sending.attempts >= private.max_push_attempts() then 'dead'
    else 'queued' end;
  update private.push_deliveries said
  set state = becomes,
    sent_at = case when outcome = 'delivered' then now() else said.sent_at end,
    is_small = said.is_small or outcome = 'too_large',
    due_at = case when outcome = 'later' then now() + wait else now() end,
    last_error = left(push_answered.error, 200)
  where said.push_id = sending.push_id and said.endpoint_id = sending.endpoint_id and said.state = 'queued';
  if found and becomes = 'dead' then
    perform private.note_failure(sending.push_id, case when outcome in ('refused', 'too_large') then outcome else 'gave_up' end);
  end if;
end
$$;
comment on function private.push_answered is '
What a provider said to a delivery that was claimed: delivered; gone: the device is forgotten; too_large: once more without the preview; later: after
`retry_after_s`, or 2, 4, 8, … seconds, and the whole provider pauses if the answer was `of_provider`; refused: never. `error`: no address in it.';

create function private.pushes_delivered(answers jsonb) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
declare
  others jsonb;
begin
  with answer as materialized (
    select answered.* from jsonb_to_recordset(answers) answered (push_id uuid, endpoint_id uuid, version int, withdrew boolean)
  ), held as materialized (
    -- Nobody waits here, who holds many: what somebody else holds, or has changed, is marked by itself.
    select sending.push_id, sending.endpoint_id from answer
    join private.push_deliveries sending on sending.push_id = answer.push_id and sending.endpoint_id = answer.endpoint_id
    where sending.version = answer.version and sending.withdraws = answer.withdrew and sending.state = 'queued'
    for no key update of sending skip locked
  ), marked as (
    update private.push_deliveries said set state = 'sent', sent_at = now(), due_at = now(), last_error = null
    from held where said.push_id = held.push_id and said.endpoint_id = held.endpoint_id
    returning said.push_id, said.endpoint_id, said.provider
  ), fares as (
    update private.push_providers slow set failures = 0 where slow.failures > 0 and slow.name in (select marked.provider from marked)
  )
  select jsonb_agg(answer) into others from answer
  where not exists (select from marked where marked.push_id = answer.push_id and marked.endpoint_id = answer.endpoint_id);
  return coalesce(others, '[]');
end
$$;
comment on function private.pushes_delivered is '
Marks many deliveries at a time that their providers have taken: [{push_id, endpoint_id, version, withdrew}]. Returns those that need private.push_answered, which
does the same to one.';

create function private.note_failure(push_id uuid, reason text) returns void
language sql volatile
set search_path = ''
as $$
  insert into private.push_ledger (person_id, push_id, kind, outcome, reason)
  select push.person_id, push.id, push.kind, 'failed', note_failure.reason from private.pushes push where push.id = note_failure.push_id
$$;
comment on function private.note_failure is 'Says in the ledger that a push did not come to a device, or to none: broken, refused, too_large, gave_up.';

create function private.provider_answered(provider text, failed boolean, retry_after_s int) returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  if failed then
    insert into private.push_providers as slow (name, tokens, failures, paused_until)
    values (provider, private.setting('push_quota_a_minute')::int, 1, now() + make_interval(secs => coalesce(retry_after_s, 1)))
    on conflict (name) do update set failures = slow.failures + 1,
      paused_until = greatest(slow.paused_until, now() + make_interval(secs => coalesce(retry_after_s, least(300, 2 ^ least(slow.failures, 9)))))
    -- Whatever was on its way when it failed says the same.
    where slow.paused_until <= now();
  else
    update private.push_providers slow set failures = 0 where slow.name = provider and slow.failures > 0;
  end if;
end
$$;
comment on function private.provider_answered is 'Keeps how a provider fares: after a failure nobody asks it for 1, 2, 4, … seconds, five minutes at most, or as long as it has said.';
