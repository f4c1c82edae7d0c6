create function private.longest_call() returns interval
language sql immutable
set search_path = ''
as $$ select interval '24 hours' $$;
comment on function private.longest_call is 'After that long a call is taken for one that nobody has ended.';

-- What nobody does by hand: calls that rang in vain, and calls whose people have vanished.
create function private.calls_to_tend() returns setof uuid
language sql stable
set search_path = ''
as $$
  select call.id
  from private.calls call
  cross join lateral (
    select count(*) filter (where taken.state = 'joined') as talking, count(*) filter (where taken.state = 'ringing') as ringing
    from private.call_participants taken where taken.call_id = call.id
  ) there
  where call.state <> 'ended' and (
    call.rings_until <= now() and (call.state = 'ringing' or there.ringing > 0)
    or there.talking + there.ringing < 2
    or call.created_at < now() - private.longest_call()
    -- After a crash of Postgres presence is empty, until everybody had time for a heartbeat.
    or pg_postmaster_start_time() < now() - private.presence_lifetime() and exists (select from private.silent_in_call(call)))
  order by call.id
$$;
comment on function private.calls_to_tend is 'The calls that private.tend_call has something to do with.';

create function private.silent_in_call(call private.calls) returns table (user_id uuid, last_sign timestamptz)
language sql stable
set search_path = ''
as $$
  select taken.user_id, there.last_sign
  from private.call_participants taken
  left join private.presence present on present.profile_id = taken.user_id
  left join private.last_seen past on past.profile_id = taken.user_id
  cross join lateral (select greatest(taken.joined_at, present.seen_at, past.seen_at) as last_sign) there
  where taken.call_id = (call).id and taken.state = 'joined' and (call).state = 'active'
    and there.last_sign < now() - private.presence_lifetime()
$$;
comment on function private.silent_in_call is 'Who is in an active call and has sent no heartbeat for 75 s, and when the last one was.';

create function private.tend_call(call_id uuid) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  call private.calls := private.lock_call(call_id);
  late uuid[];
  broke_off_at timestamptz;
begin
  if call.id is null or call.state = 'ended' then
    return;
  end if;
  with gone as (
    update private.call_participants taken set state = 'left', left_at = silent.last_sign
    from private.silent_in_call(call) silent
    where taken.call_id = call.id and taken.user_id = silent.user_id
    returning taken.left_at
  )
  select max(left_at) into broke_off_at from gone;
  if call.created_at < now() - private.longest_call() then
    update private.call_participants taken set state = 'left', left_at = clock_timestamp()
    where taken.call_id = call.id and taken.state = 'joined';
    broke_off_at := clock_timestamp();
  end if;
  if call.rings_until <= clock_timestamp() then
    with missed as (
      update private.call_participants taken set state = 'missed', left_at = call.rings_until
      where taken.call_id = call.id and taken.state = 'ringing'
      returning taken.user_id
    )
    select array_agg(user_id) into late from missed;
  end if;
  if not private.settle_call(call, broke_off_at is not null, case
      when call.answered_at is null then least(call.rings_until, clock_timestamp()) else coalesce(broke_off_at, clock_timestamp()) end) then
    perform private.tell_ended(call, person, 'missed') from unnest(late) person;
  end if;
end
$$;
comment on function private.tend_call is '
Takes out of a call who has not answered in time and who has vanished, and ends it if nobody is left to talk to. Nothing happens
to a call in order. The worker calls it when a call has rung out, and by schedule for those of calls_to_tend.';
