create function private.activity_kinds() returns text[]
language sql immutable
set search_path = ''
as $$
  select array['view', 'post', 'comment', 'post_reaction', 'comment_reaction', 'message_reaction', 'share', 'save', 'follow', 'follow_request',
    'connection_request', 'connection_accept', 'message', 'call']
$$;
comment on function private.activity_kinds is '
The kinds of events that make the actor active: what people do themselves. What happens to them, is taken back, or follows by
itself from something else does not.';

create function private.learn_activity() returns int
language plpgsql volatile
set search_path = ''
as $$
declare
  place record := private.begin_reading('activity', 20000);
  counted int;
begin
  if place.until is null then
    return 0;
  end if;
  perform private.keep_time_zones();
  perform private.begin_lifecycles(array(
    select distinct line.actor_id from private.engagement line
    where line.transaction_id >= place.since and line.transaction_id < place.until
      and not exists (select from private.lifecycles known where known.person_id = line.actor_id)));
  counted := private.count_activity(place.since, place.until);
  perform private.note_steps(place.since, place.until);
  perform private.note_viral_runs(place.since, place.until);
  if private.tally_deeds(place.since, place.until) > 0 then
    perform private.tell_live();
  end if;
  perform private.finish_reading('activity', place.until);
  return counted;
end
$$;
comment on function private.learn_activity is '
The reader of the log that all figures are made by: who was active, how far people have come, what was done. Place and counts change in one transaction.
Returns how many quarters of an hour of people are new. The worker calls it about once a second; several may.';

create function private.count_activity(since xid8, until xid8) returns int
language plpgsql volatile
set search_path = ''
as $$
declare
  changes private.activity_change[];
  retained private.tallies[];
  counted int;
begin
  with fresh as (
    insert into private.activity (person_id, quarter)
    select distinct line.actor_id, private.quarter_of(line.happened_at)
    from private.engagement line
    -- Whoever has been deleted meanwhile is counted nowhere.
    join private.lifecycles person on person.person_id = line.actor_id
    where line.transaction_id >= count_activity.since and line.transaction_id < count_activity.until
      and line.kind = any (private.activity_kinds())
    order by 1, 2
    on conflict do nothing
    returning person_id, quarter
  ), placed as (
    -- The table as it was before: what a statement inserts it does not see. A late event so finds its place between two others.
    select fresh.person_id, fresh.quarter,
      coalesce((select max(known.quarter) from private.activity known
        where known.person_id = fresh.person_id and known.quarter < fresh.quarter), 0) as before,
      coalesce((select min(known.quarter) from private.activity known
        where known.person_id = fresh.person_id and known.quarter > fresh.quarter), 2147483647) as after
    from fresh
  ), chained as (
    select person_id, before, after, quarter,
      lag(quarter, 1, before) over chain as previous, lead(quarter) over chain is null as is_last
    from placed
    window chain as (partition by person_id, before, after order by quarter)
  ), change as (
    select person_id, previous as quarter, quarter as next_quarter, 1 as people from chained
    union all
    select person_id, quarter, after, 1 from chained where is_last
    union all
    -- The link that is broken up, unless the person is new.
    select person_id, before, after, -1 from chained where is_last and (before, after) <> (0, 2147483647)
  ), came_back as (
    -- For the first time in this week after they registered.
    select distinct person.person_id, private.quarter_of(person.registered_at) as registered, week.number,
      private.segments_of(person.country, person.platform, person.age_band) as segments
    from fresh
    join private.lifecycles person on person.person_id = fresh.person_id
    cross join lateral (select (fresh.quarter - private.quarter_of(person.registered_at)) / 672 as number) week
    where fresh.quarter >= private.quarter_of(person.registered_at) and week.number <= 52
      and not exists (
        select from private.activity known
        where known.person_id = fresh.person_id and known.quarter >= private.quarter_of(person.registered_at) + 672 * week.number
          and known.quarter < private.quarter_of(person.registered_at) + 672 * (week.number + 1))
  )
  select
    (select count(*) from fresh),
    (select array_agg((person_id, quarter, next_quarter, people)::private.activity_change) from change),
    array(select (segment, 'retained', registered, number::text, 1)::private.tallies from came_back, unnest(segments) segment)
  into counted, changes, retained;
  perform private.add_links(changes);
  perform private.add_tallies(retained);
  return counted;
end
$$;
comment on function private.count_activity is 'The part of learn_activity that counts people: each once a quarter of an hour.';

create function private.add_links(changes private.activity_change[]) returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  insert into private.activity_links as link (quarter, next_quarter, people)
  select change.quarter, change.next_quarter, sum(change.people)
  from unnest(changes) change
  group by change.quarter, change.next_quarter
  having sum(change.people) <> 0
  order by change.quarter, change.next_quarter
  on conflict (quarter, next_quarter) do update set people = link.people + excluded.people;

  insert into private.activity_days as known (time_zone, segment, day, next_day, people)
  with moved as materialized (
    select person.country, person.platform, person.age_band, change.quarter, change.next_quarter, sum(change.people) as people
    from unnest(changes) change
    join private.lifecycles person on person.person_id = change.person_id
    group by 1, 2, 3, 4, 5
    having sum(change.people) <> 0
  ), day as materialized (
    select zone.time_zone, border.quarter, private.day_of_quarter(border.quarter, zone.time_zone) as day
    from private.kept_time_zones zone
    cross join (select quarter from moved union select next_quarter from moved) border
    where zone.kept_since is not null
  ), begun as materialized (
    -- One border after the other: the planner, who knows nothing of either, would join days with days.
    select moved.*, day.time_zone, day.day from moved join day on day.quarter = moved.quarter
  ), link as materialized (
    select begun.country, begun.platform, begun.age_band, begun.time_zone, begun.day, day.day as next_day, sum(begun.people) as people
    from begun
    join day on day.quarter = begun.next_quarter and day.time_zone = begun.time_zone
    where day.day > begun.day
    group by 1, 2, 3, 4, 5, 6
  )
  select link.time_zone, segment, link.day, link.next_day, sum(link.people)
  from link
  cross join lateral unnest(private.segments_of(link.country, link.platform, link.age_band)) segment
  group by 1, 2, 3, 4
  having sum(link.people) <> 0
  order by 1, 2, 3, 4
  on conflict (time_zone, segment, day, next_day) do update set people = known.people + excluded.people;
end
$$;
comment on function private.add_links is 'Adds to private.activity_links and private.activity_days what has changed for some people.';

create function private.keep_time_zones() returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  fresh text[];
begin
  if not exists (select from private.kept_time_zones zone where zone.kept_since is null) then
    return;
  end if;
  with begun as (
    update private.kept_time_zones zone set kept_since = now() where zone.kept_since is null returning zone.time_zone
  )
  select array_agg(begun.time_zone) into fresh from begun;
  insert into private.activity_days (time_zone, segment, day, next_day, people)
  with active as materialized (
    select zone, activity.person_id, private.day_of_quarter(activity.quarter, zone) as day
    from private.activity, unnest(fresh) zone
    group by 1, 2, 3
  )
  select link.zone, segment, link.day, link.next_day, count(*)
  from (
    select zone, person_id, day, lead(day, 1, 'infinity') over (partition by zone, person_id order by day) as next_day from active
    union all
    select zone, person_id, '-infinity', min(day) from active group by zone, person_id
  ) link
  join private.lifecycles person on person.person_id = link.person_id
  cross join lateral unnest(private.segments_of(person.country, person.platform, person.age_band)) segment
  group by 1, 2, 3, 4;
end
$$;
comment on function private.keep_time_zones is '
Makes the days of time zones that are to be kept from now on. The reader of the log does it before it reads on, so nothing is left out or counted twice.';

create function private.purge_activity_links() returns bigint
language sql volatile
set search_path = ''
as $$
  with purged as (
    delete from private.activity_links where people = 0 returning 1
  ), purged_days as (
    delete from private.activity_days where people = 0 returning 1
  )
  select (select count(*) from purged) + (select count(*) from purged_days)
$$;
comment on function private.purge_activity_links is '
Removes links that nobody is counted in any more, and returns how many. The worker calls it by schedule.';

create function private.export_activity(account_id uuid) returns setof jsonb
language sql stable
set search_path = ''
as $$
  select jsonb_build_object('active_at', to_timestamp(activity.quarter * 900::bigint))
  from private.activity
  where activity.person_id = export_activity.account_id
  order by activity.quarter
$$;
comment on function private.export_activity is 'Part of the export: the quarters of an hour, by their beginnings, in which the person did something.';

create function private.export_lifecycles(account_id uuid) returns setof jsonb
language sql stable
set search_path = ''
as $$
  select jsonb_build_object('country', person.country, 'platform', person.platform, 'age_band', person.age_band, 'steps', (
    select coalesce(jsonb_agg(step order by place), '[]') from unnest(private.funnel_steps()) with ordinality known (step, place)
    where person.steps & (1 << (place - 1)::int) <> 0))
  from private.lifecycles person
  where person.person_id = export_lifecycles.account_id
$$;
comment on function private.export_lifecycles is 'Part of the export: what figures divide the person by, and what they did in their first 30 days.';
