create function private.send_scheduled_notifications(batch int default 2000) returns int
language plpgsql volatile
set search_path = ''
as $$
declare
  run private.notification_runs;
  schedule private.scheduled_notifications;
  people uuid[];
  told_count int;
begin
  perform private.open_occurrences(), private.open_notification_runs();
  select open.* into run from private.notification_runs open
  join private.notification_occurrences occurrence on occurrence.id = open.occurrence_id
  join private.scheduled_notifications due on due.id = occurrence.schedule_id and due.state = 'active'
  where open.ended_at is null and open.starts_at <= now()
  order by open.starts_at, open.time_zone = '*', open.occurrence_id
  limit 1 for update of open skip locked;
  if not found then
    return 0;
  end if;
  -- Who cancels or pauses waits for the batch, or is seen by it.
  select due.* into schedule from private.scheduled_notifications due
  join private.notification_occurrences occurrence on occurrence.schedule_id = due.id
  where occurrence.id = run.occurrence_id for no key update of due;
  if schedule.state <> 'active' then
    return 0;
  end if;
  begin
    people := private.people_of_run(run, batch);
    told_count := private.tell_system(schedule, run, people);
  exception when others then
    perform private.raise_trouble(sqlstate, sqlerrm);
    -- A schedule that cannot be told holds up no other; it is tried again, and says why.
    update private.notification_runs failed set starts_at = now() + interval '1 minute', last_error = left(sqlerrm, 200)
    where failed.occurrence_id = run.occurrence_id and failed.time_zone = run.time_zone;
    return 1;
  end;
  update private.notification_runs done
  set reached = coalesce(people[cardinality(people)], done.reached), ended_at = case when cardinality(people) < batch then now() end, last_error = null
  where done.occurrence_id = run.occurrence_id and done.time_zone = run.time_zone;
  update private.notification_occurrences progress
  set looked_at = progress.looked_at + cardinality(people), told = progress.told + told_count, began_at = coalesce(progress.began_at, now())
  where progress.id = run.occurrence_id;
  if cardinality(people) < batch and run.time_zone = '*' then
    perform private.end_occurrence(run.occurrence_id);
    update private.scheduled_notifications done set state = 'done' where done.id = schedule.id and done.repeat is null;
  end if;
  return greatest(cardinality(people), 1);
end
$$;
comment on function private.send_scheduled_notifications is '
One batch of what is due, in the order of people''s identifiers. Progress and notifications change in one transaction, so whoever is killed has
done nothing, and the next one goes on; nobody is told an occurrence twice, by the key of their part. Returns how many people it looked at, 0 when
nothing is due. The worker calls it until then.';

create function private.open_notification_runs() returns void
language sql volatile
set search_path = ''
as $$
  insert into private.notification_runs (occurrence_id, time_zone, starts_at)
  select occurrence.id, zone.name, begins.at
  from private.notification_occurrences occurrence
  join private.scheduled_notifications schedule on schedule.id = occurrence.schedule_id and schedule.state = 'active'
  -- Last of all everybody: one moment, or whoever has meanwhile moved to where it was told already.
  cross join lateral (
    select '*' as name
    union all
    select used.time_zone from private.used_time_zones() used (time_zone) where schedule.in_zones
  ) zone
  cross join lateral private.told_in(occurrence.at at time zone 'UTC', schedule.in_zones, zone.name) begins (at)
  where occurrence.ended_at is null and occurrence.at <= now() + interval '14 hours' and begins.at is not null
  on conflict on constraint notification_runs_pkey do nothing
$$;
comment on function private.open_notification_runs is 'Makes a run for each time zone of each occurrence that comes within hours, and for those that people have moved to since.';

create function private.used_time_zones() returns setof text
language sql stable
set search_path = ''
as $$
  -- From each name to the next in the index, since there are few and many people to each.
  with recursive used (time_zone) as (
    select min(settings.time_zone) from private.notification_settings settings
    union all
    select (select min(settings.time_zone) from private.notification_settings settings where settings.time_zone > used.time_zone)
    from used where used.time_zone is not null
  )
  select 'UTC'
  union
  select used.time_zone from used where used.time_zone is not null
$$;
comment on function private.used_time_zones is 'The time zones that people live in.';

create function private.people_of_run(run private.notification_runs, batch int) returns uuid[]
language plpgsql stable
set search_path = ''
as $$
begin
  -- Each a range of its own index.
  if run.time_zone = '*' then
    return array(select profile.id from public.profiles profile where profile.id > run.reached order by profile.id limit batch);
  elsif run.time_zone = 'UTC' then
    return array(
      select profile.id from public.profiles profile
      left join private.notification_settings settings on settings.person_id = profile.id
      where profile.id > run.reached and coalesce(settings.time_zone, 'UTC') = 'UTC'
      order by profile.id limit batch);
  end if;
  return array(
    select settings.person_id from private.notification_settings settings
    where settings.time_zone = run.time_zone and settings.person_id > run.reached
    order by settings.person_id limit batch);
end
$$;
comment on function private.people_of_run is 'The next people whom a run has to look at, in the order of their identifiers.';

create function private.tell_system(schedule private.scheduled_notifications, run private.notification_runs, people uuid[]) returns int
language plpgsql volatile
set search_path = ''
as $$
declare
  details jsonb := jsonb_build_object(
    'title', coalesce(schedule.title ->> 'en', (select text.value from jsonb_each_text(schedule.title) text order by text.key limit 1)),
    'body', coalesce(schedule.body ->> 'en', (select text.value from jsonb_each_text(schedule.body) text order by text.key limit 1)));
  wanted uuid[];
  told private.notifications[];
begin
  with person as (
    select member.person_id, member.is_off from private.in_audience(people, schedule.audience) member
    where not exists (
      select from private.notification_parts part
      where part.person_id = member.person_id and part.family = 'system' and part.cause_id = run.occurrence_id and part.actor_id is null)
  ), refused as (
    insert into private.notification_refusals (person_id, kind, reason, happened_at)
    select person.person_id, 'system', 'setting', now() from person
    -- The last run looks at everybody again.
    where person.is_off and (run.time_zone <> '*' or not schedule.in_zones)
  )
  select array_agg(person.person_id order by person.person_id) into wanted from person where not person.is_off;
  -- With its only cause counted and told: counting and telling of it afterwards would write each row twice more.
  with news as (
    insert into private.notifications as made (person_id, kind, group_key, target_kind, target_id, details, part_count, step, told_step)
    select person, 'system', run.occurrence_id, 'schedule', schedule.id, details, 1, 1, 1 from unnest(wanted) person
    returning made
  ), part as (
    insert into private.notification_parts (notification_id, person_id, family, cause_id, event)
    select (news.made).id, (news.made).person_id, 'system', run.occurrence_id, 'schedule' from news
  )
  select array_agg(news.made) into told from news;
  perform private.broadcast_notifications(told);
  perform private.tell_badges(wanted);
  return coalesce(cardinality(told), 0);
end
$$;
comment on function private.tell_system is '
Tells those of these people who are in the audience an occurrence of a schedule, but for who was told already. Returns how many.';

create function private.end_occurrence(occurrence_id uuid) returns void
language sql volatile
set search_path = ''
as $$
  update private.notification_occurrences occurrence set ended_at = now() where occurrence.id = end_occurrence.occurrence_id;
  delete from private.notification_runs run where run.occurrence_id = end_occurrence.occurrence_id
$$;
comment on function private.end_occurrence is 'An occurrence was told everywhere, or is told no further.';

create function private.open_occurrences() returns void
language sql volatile
set search_path = ''
as $$
  insert into private.notification_occurrences (schedule_id, round, at)
  select schedule.id, next.round, next.at
  from private.scheduled_notifications schedule
  cross join lateral private.next_occurrence(schedule) next
  where schedule.state = 'active' and schedule.repeat is not null and next.at <= now() + interval '14 hours'
  on conflict on constraint one_occurrence_a_round do nothing
$$;
comment on function private.open_occurrences is 'The next time of what is repeated, half a day before: the first clocks are 14 hours ahead of UTC.';

create function private.next_occurrence(schedule private.scheduled_notifications, out round int, out at timestamptz)
language plpgsql stable
set search_path = ''
as $$
declare
  step interval := case schedule.repeat when 'daily' then interval '1 day' when 'weekly' then interval '7 days' when 'monthly' then interval '1 month' end;
  -- Months and days are counted where no clock is ever changed.
  first_at timestamp := schedule.first_at at time zone 'UTC';
begin
  select max(occurrence.round) + 1 into round from private.notification_occurrences occurrence where occurrence.schedule_id = schedule.id;
  -- What a standstill has passed over is not told in a burst.
  while private.told_in(first_at + step * round, schedule.in_zones, '*') <= now() loop
    round := round + 1;
  end loop;
  at := (first_at + step * round) at time zone 'UTC';
end
$$;
comment on function private.next_occurrence is 'When what is repeated is told after its last occurrence so far; null for what is not.';
