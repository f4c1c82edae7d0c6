create function private.add_tallies(changes private.tallies[]) returns void
language sql volatile
set search_path = ''
as $$
  insert into private.tallies as known (segment, measure, quarter, part, amount)
  select change.segment, change.measure, change.quarter, change.part, sum(change.amount)
  from unnest(changes) change
  group by change.segment, change.measure, change.quarter, change.part
  having sum(change.amount) <> 0
  order by change.segment, change.measure, change.quarter, change.part
  on conflict (segment, measure, quarter, part) do update set amount = known.amount + excluded.amount
$$;
comment on function private.add_tallies is 'Adds amounts to private.tallies, always in the order of its key: two who add wait for each other, and never both.';

-- What a line of the log counts as. A kind without a line here counts one, undivided.
create function private.tallied_deeds(since xid8, until xid8) returns table (measure text, part text, amount bigint, person_id uuid, happened_at timestamptz)
language sql stable
set search_path = ''
as $$
  select counted.measure, coalesce(counted.part, ''), counted.amount, deed.person_id, line.happened_at
  from private.engagement line
  -- A match is both of theirs.
  cross join lateral unnest(array[line.actor_id] || case line.kind when 'match' then array[line.subject_id] end) deed (person_id)
  cross join lateral (
    select line.kind as measure,
      case line.kind when 'post' then line.details ->> 'kind' when 'view' then line.details ->> 'source' when 'share' then line.details ->> 'via'
        when 'call' then line.details ->> 'media' when 'viral' then line.details ->> 'state' when 'match_answer' then line.details ->> 'accepts'
        when 'media_ready' then line.details ->> 'kind' when 'media_failure' then line.details ->> 'kind' end as part,
      case when line.kind = 'view' then (line.details ->> 'counts')::bigint
        when line.kind = 'notifications_read' then (line.details ->> 'count')::bigint
        -- Another emoji in place of one is no further reaction.
        when line.details ? 'previous' then 0 else 1 end as amount
    union all
    select 'watched_ms', '', (line.details ->> 'watched_ms')::bigint where line.kind = 'view'
    union all
    select 'waited_s', '', round((line.details ->> 'waited_s')::numeric)::bigint where line.kind = 'match_prompt'
    union all
    select 'media_ms', line.details ->> 'kind', (line.details ->> 'took_ms')::bigint where line.kind = 'media_ready'
  ) counted
  where line.transaction_id >= tallied_deeds.since and line.transaction_id < tallied_deeds.until and counted.amount <> 0
$$;
comment on function private.tallied_deeds is 'What the lines of the log in the transactions from `since` to before `until` add to private.tallies, one by one.';

create function private.tally_deeds(since xid8, until xid8) returns int
language plpgsql volatile
set search_path = ''
as $$
declare
  changes private.tallies[] := array(
    select (segment, deed.measure, private.quarter_of(deed.happened_at), deed.part, sum(deed.amount))::private.tallies
    from private.tallied_deeds(tally_deeds.since, tally_deeds.until) deed
    left join private.lifecycles person on person.person_id = deed.person_id
    cross join lateral unnest(private.segments_of(person.country, person.platform, person.age_band)) segment
    group by segment, deed.measure, private.quarter_of(deed.happened_at), deed.part);
begin
  perform private.add_tallies(changes);
  return cardinality(changes);
end
$$;
comment on function private.tally_deeds is 'Counts what people have done, for everybody and for the segments of who did it. Returns how many rows have changed.';

create function private.note_steps(since xid8, until xid8) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  before private.lifecycles[];
  after private.lifecycles[];
begin
  select array_agg(person), array_agg((person.person_id, person.registered_at, person.country, person.platform, person.age_band,
    person.steps | made.steps)::private.lifecycles)
  into before, after
  from (
    select deed.person_id, bit_or(private.step_of(line.kind, line.details)) as steps
    from private.engagement line
    -- A match is both of theirs.
    cross join lateral unnest(array[line.actor_id, case line.kind when 'match' then line.subject_id end]) deed (person_id)
    join private.lifecycles person on person.person_id = deed.person_id
    where line.transaction_id >= note_steps.since and line.transaction_id < note_steps.until
      and line.kind = any (array['profile_change', 'media_ready', 'follow', 'follow_request', 'post', 'match', 'message'])
      and line.happened_at < person.registered_at + interval '30 days'
    group by deed.person_id
  ) made
  join private.lifecycles person on person.person_id = made.person_id and person.steps | made.steps <> person.steps;
  if before is null then
    return;
  end if;
  update private.lifecycles person set steps = changed.steps from unnest(after) changed where changed.person_id = person.person_id;
  perform private.add_tallies(array(
    select (counted.segment, counted.measure, counted.quarter, counted.part, side.factor * counted.amount)::private.tallies
    from (values (before, -1), (after, 1)) side (people, factor), private.people_counts(side.people) counted
    where counted.measure in ('step', 'through')));
end
$$;
comment on function private.note_steps is 'Notes which steps of the funnel people have made for the first time, within 30 days after they registered.';

create function private.note_viral_runs(since xid8, until xid8) returns void
language sql volatile
set search_path = ''
as $$
  insert into private.viral_runs (post_id, began_at)
  select line.target_id, min(line.happened_at)
  from private.engagement line join public.posts post on post.id = line.target_id
  where line.transaction_id >= note_viral_runs.since and line.transaction_id < note_viral_runs.until
    and line.kind = 'viral' and line.details ->> 'state' = 'viral'
  group by line.target_id
  on conflict do nothing
$$;
comment on function private.note_viral_runs is 'Notes when posts went viral for the first time.';

create function private.tally_sweep() returns trigger
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  perform private.add_tallies(array[
    ('all', 'sweep_weight', private.quarter_of(new.swept_at), '', round(new.sample_weight * 1000))::private.tallies,
    ('all', 'sweep_optimum', private.quarter_of(new.swept_at), '', round(new.sample_optimum * 1000))::private.tallies]);
  return null;
end
$$;
comment on function private.tally_sweep is 'Trigger: adds up what sweeps found, and the best there was, in thousandths.';
create trigger tally_sweep after insert on private.match_sweeps
  for each row execute function private.tally_sweep();

create function private.tally_notifications() returns trigger
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  perform private.add_tallies(array(
    select ('all', 'notification', private.quarter_of(now()), fresh.kind, count(*))::private.tallies from fresh group by fresh.kind));
  return null;
end
$$;
comment on function private.tally_notifications is 'Trigger: counts what people are told, by kind. The log is not told of it: there are many times more of these.';
create trigger tally_notifications after insert on private.notifications
  referencing new table as fresh for each statement execute function private.tally_notifications();

create function private.tally_sessions() returns bigint
language plpgsql volatile
set search_path = ''
as $$
declare
  ended bigint;
begin
  with counted as (
    update private.presence_sessions session set is_counted = true
    where session.id in (
      select waiting.id from private.presence_sessions waiting
      where not waiting.is_counted and waiting.ended_at < now() - interval '35 minutes'
      order by waiting.id limit 5000 for update skip locked)
    returning session.profile_id, session.started_at, session.ended_at,
      floor(extract(epoch from session.ended_at - session.started_at) / 60)::int as minutes
  ), told as (
    select private.add_tallies(array_agg((segment, measure.name, private.quarter_of(counted.started_at), measure.part, measure.amount)::private.tallies))
    from counted
    left join private.lifecycles person on person.person_id = counted.profile_id
    cross join lateral unnest(private.segments_of(person.country, person.platform, person.age_band)) segment
    cross join lateral (values
      ('session', (counted.minutes - counted.minutes % (10 ^ (length(counted.minutes::text) - 1))::int)::text, 1::bigint),
      ('session_s', '', round(extract(epoch from counted.ended_at - counted.started_at))::bigint)
    ) measure (name, part, amount)
  )
  select (select count(*) from counted) into ended from told;
  return ended;
end
$$;
comment on function private.tally_sessions is '
Counts the sessions of private.presence that are over: 30 minutes without a sign, and a few more for the sweep. Returns how many; the worker calls it
by schedule, until there are none.';

create function private.purge_tallies() returns bigint
language sql volatile
set search_path = ''
as $$
  with purged as (
    delete from private.tallies
    where amount = 0 or quarter < private.quarter_of(now() - interval '800 days') and measure not in ('registered', 'deleted', 'cohort', 'retained', 'step', 'through')
    returning 1
  )
  select count(*) from purged
$$;
comment on function private.purge_tallies is '
Removes what was counted more than 800 days ago, and returns how many rows; what is by registration stays, since it
may still change. The worker calls it by schedule.';
