create function private.log_events() returns int
language plpgsql volatile
set search_path = ''
as $$
declare
  place record := private.begin_reading('events', 20000);
  doers uuid[];
  logged int;
begin
  perform private.make_event_days(array(
    select distinct (line.happened_at at time zone 'utc')::date from private.engagement line
    where line.transaction_id >= place.since and line.transaction_id < place.until));
  -- Whoever is gone by now has done nothing, and nobody goes while this is written.
  doers := array(
    select account.id from private.accounts account
    where account.id = any (array(
      select distinct line.actor_id from private.engagement line
      where line.transaction_id >= place.since and line.transaction_id < place.until))
    order by account.id
    for key share skip locked);
  insert into private.events (person_id, kind, subject_id, target_id, happened_at)
  select line.actor_id, line.kind, line.subject_id, line.target_id, line.happened_at
  from private.engagement line
  join unnest(doers) person (id) on person.id = line.actor_id
  where line.transaction_id >= place.since and line.transaction_id < place.until
    -- What was watched is too much, and what somebody is told is no deed.
    and line.kind not in ('view', 'moderation_notice', 'report_outcome', 'appeal_outcome', 'hiding', 'flag')
    and line.happened_at > now() - make_interval(days => private.setting('activity_days')::int)
  order by line.transaction_id, line.id;
  get diagnostics logged = row_count;
  perform private.finish_reading('events', place.until);
  return logged;
end
$$;
comment on function private.log_events is '
Adds to the activity log what people have done since the last call, and returns how much. The worker calls it about once a second; several may.';

create function private.make_event_days(days date[]) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  day date;
  name text;
begin
  foreach day in array days loop
    name := 'events_' || to_char(day, 'YYYYMMDD');
    if to_regclass('private.' || name) is null then
      execute format('create table if not exists private.%I partition of private.events for values from (%L) to (%L)',
        name, day::timestamp at time zone 'utc', (day + 1)::timestamp at time zone 'utc');
      execute format('alter table private.%I enable row level security', name);
    end if;
  end loop;
end
$$;
comment on function private.make_event_days is 'Makes the tables of days, in UTC, that the activity log lacks.';

create function private.purge_events() returns bigint
language plpgsql volatile
set search_path = ''
as $$
declare
  last date := (now() at time zone 'utc')::date - private.setting('activity_days')::int;
  day record;
  purged bigint := 0;
begin
  perform private.make_event_days(array[(now() at time zone 'utc')::date, (now() at time zone 'utc')::date + 1]);
  for day in
    select part.relname from pg_catalog.pg_inherits link
    join pg_catalog.pg_class part on part.oid = link.inhrelid
    where link.inhparent = 'private.events'::regclass and to_date(right(part.relname, 8), 'YYYYMMDD') < last
  loop
    execute format('drop table private.%I', day.relname);
    purged := purged + 1;
  end loop;
  return purged;
end
$$;
comment on function private.purge_events is '
Drops the days of the activity log that are older than the setting activity_days, and returns how many; and makes those of today and tomorrow. The worker
calls it by schedule.';
