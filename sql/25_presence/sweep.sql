create function private.sweep_presence() returns bigint
language plpgsql volatile
set search_path = ''
as $$
declare
  gone bigint;
begin
  -- Before anybody is taken out, so that each last heartbeat counts.
  perform private.note_presence_sessions();
  with gone as (
    -- Not before their contacts were told.
    delete from private.presence where seen_at < now() - private.presence_lifetime() and told is null
    returning profile_id, seen_at
  ), kept as (
    insert into private.last_seen as past (profile_id, seen_at)
    select profile_id, seen_at from gone
    on conflict (profile_id) do update set seen_at = excluded.seen_at
    returning 1
  )
  select count(*) into gone from kept;
  return gone;
end
$$;
comment on function private.sweep_presence is '
Moves who has left from presence to last_seen, keeps sessions, and returns how many have left. The worker calls it by
schedule, one at a time.';

create function private.note_presence_sessions() returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  stale timestamptz := now() - private.presence_lifetime();
begin
  with sample as materialized (
    select present.profile_id, present.device, present.seen_at, present.came_at, last.id, last.started_at, last.ended_at,
      present.seen_at - last.ended_at <= interval '30 minutes' and last.ended_at < last.started_at + interval '24 hours' as goes_on
    from private.presence present
    left join lateral (
      select session.id, session.started_at, session.ended_at from private.presence_sessions session
      where session.profile_id = present.profile_id and session.device = present.device
      order by session.started_at desc
      limit 1
    ) last on true
  ), extended as (
    -- Who stays is written now and then, not every minute.
    update private.presence_sessions session
    set ended_at = least(sample.seen_at, sample.started_at + interval '24 hours')
    from sample
    where session.id = sample.id and sample.goes_on
      and sample.seen_at - sample.ended_at > case when sample.seen_at < stale then interval '0' else interval '5 minutes' end
  )
  insert into private.presence_sessions (profile_id, device, started_at, ended_at)
  -- It began within the last minute, or the sweep before would have seen it.
  select profile_id, device, least(seen_at, greatest(came_at, seen_at - interval '1 minute', ended_at)), seen_at
  from sample
  where goes_on is not true and (ended_at is null or seen_at > ended_at);
end
$$;
comment on function private.note_presence_sessions is '
Lengthens the sessions of everybody in presence, and begins those that are new: a person and device after 30 minutes
without a sign, or after 24 hours.';

create function private.purge_presence_sessions() returns bigint
language sql volatile
set search_path = ''
as $$
  with purged as (
    delete from private.presence_sessions where started_at < now() - interval '400 days' returning 1
  )
  select count(*) from purged
$$;
comment on function private.purge_presence_sessions is '
Removes sessions that began more than 400 days ago, and returns how many. The worker calls it by schedule.';
