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
  counted int := private.count_activity(place.since, place.until);
begin
  perform private.finish_reading('activity', place.until);
  return counted;
end
$$;
comment on function private.learn_activity is '
Counts who has been active since the last call, and returns how many quarters of an hour of people are new. The worker calls it about
once a second; several may.';

create function private.count_activity(since xid8, until xid8) returns int
language sql volatile
set search_path = ''
as $$
  with fresh as (
    insert into private.activity (person_id, quarter)
    select distinct line.actor_id, private.quarter_of(line.happened_at)
    from private.engagement line
    -- Whoever has been deleted meanwhile is counted nowhere.
    join public.profiles person on person.id = line.actor_id
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
    select previous as quarter, quarter as next_quarter, 1 as people from chained
    union all
    select quarter, after, 1 from chained where is_last
    union all
    -- The link that is broken up, unless the person is new.
    select before, after, -1 from chained where is_last and (before, after) <> (0, 2147483647)
  ), linked as (
    insert into private.activity_links as link (quarter, next_quarter, people)
    select quarter, next_quarter, sum(people) from change
    group by quarter, next_quarter
    having sum(people) <> 0
    order by quarter, next_quarter
    on conflict (quarter, next_quarter) do update set people = link.people + excluded.people
  )
  select count(*)::int from fresh
$$;
comment on function private.count_activity is 'The part of learn_activity that counts: each person once a quarter of an hour.';

create function private.forget_activity() returns trigger
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  insert into private.activity_links as link (quarter, next_quarter, people)
  select change.quarter, change.next_quarter, -count(*)
  from (
    select quarter, lead(quarter, 1, 2147483647) over (partition by person_id order by quarter) from gone
    union all
    select 0, min(quarter) from gone group by person_id
  ) change (quarter, next_quarter)
  group by change.quarter, change.next_quarter
  order by change.quarter, change.next_quarter
  on conflict (quarter, next_quarter) do update set people = link.people + excluded.people;
  return null;
end
$$;
comment on function private.forget_activity is 'Trigger: whose account is deleted is taken out of every count, as if they had never been there.';
create trigger forget_activity after delete on private.activity
  referencing old table as gone for each statement execute function private.forget_activity();

create function private.purge_activity_links() returns bigint
language sql volatile
set search_path = ''
as $$
  with purged as (
    delete from private.activity_links where people = 0 returning 1
  )
  select count(*) from purged
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
