create function private.funnel_steps() returns text[]
language sql immutable
set search_path = ''
as $$ select array['profile', 'follow', 'post', 'match', 'message'] $$;
comment on function private.funnel_steps is '
What people do after they have registered, in the order of the funnel: they fill in their profile, follow somebody, post, are matched, write.';

create function private.step_of(kind text, details jsonb) returns int
language sql immutable
set search_path = ''
as $$
  select case kind when 'profile_change' then 1 when 'media_ready' then case details ->> 'purpose' when 'avatar' then 1 end
    when 'follow' then 2 when 'follow_request' then 2 when 'post' then 4 when 'match' then 8 when 'message' then 16 end
$$;
comment on function private.step_of is 'The bit of the step that an event is, in the order of private.funnel_steps; null for one that is none.';

create function private.people_counts(people private.lifecycles[]) returns table (segment text, measure text, quarter int, part text, amount bigint)
language sql stable
set search_path = ''
as $$
  select segment, counted.measure, private.quarter_of(person.registered_at), counted.part, count(*)
  from unnest(people) person
  cross join lateral unnest(private.segments_of(person.country, person.platform, person.age_band)) segment
  cross join lateral (
    select 'cohort' as measure, '' as part
    union all
    select 'step', step from unnest(private.funnel_steps()) with ordinality known (step, place)
    where person.steps & (1 << (place - 1)::int) <> 0
    union all
    -- This step and all before it.
    select 'through', step from unnest(private.funnel_steps()) with ordinality known (step, place)
    where person.steps & ((1 << place::int) - 1) = (1 << place::int) - 1
    union all
    select 'retained', active.week::text
    from (
      select distinct (activity.quarter - private.quarter_of(person.registered_at)) / 672 as week
      from private.activity
      where activity.person_id = person.person_id and activity.quarter >= private.quarter_of(person.registered_at)
    ) active where active.week <= 52
  ) counted
  group by 1, 2, 3, 4
$$;
comment on function private.people_counts is '
What some people add to private.tallies: they are part of a cohort (by registration), have made steps, this one and all before (through), and came back in
week 0 to 52 after they registered, each of 7 times 24 hours.';

create function private.count_people(people private.lifecycles[], factor int) returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  perform private.add_tallies(array(
    select (counted.segment, counted.measure, counted.quarter, counted.part, counted.amount * factor)::private.tallies
    from private.people_counts(people) counted));
  perform private.add_links(array(
    select (person.person_id, link.quarter, link.next_quarter, factor)::private.activity_change
    from unnest(people) person
    cross join lateral (
      select activity.quarter, lead(activity.quarter, 1, 2147483647) over (order by activity.quarter) as next_quarter
      from private.activity where activity.person_id = person.person_id
      union all
      select 0, min(activity.quarter) from private.activity where activity.person_id = person.person_id having count(*) > 0
    ) link));
end
$$;
comment on function private.count_people is 'Puts all that is known of some people into the counts of people (factor 1), or takes it out (-1).';

create function private.registered_tallies(people private.lifecycles[], factor int) returns private.tallies[]
language sql stable
set search_path = ''
as $$
  select array(
    select (segment, 'registered', private.quarter_of(person.registered_at), '', factor)::private.tallies
    from unnest(people) person, unnest(private.segments_of(person.country, person.platform, person.age_band)) segment)
$$;
comment on function private.registered_tallies is 'What the registrations of some people add to private.tallies; these stay when their accounts go.';

create function private.begin_lifecycles(person_ids uuid[]) returns bigint
language plpgsql volatile
set search_path = ''
as $$
declare
  begun private.lifecycles[];
begin
  with made as (
    insert into private.lifecycles (person_id, registered_at, country, platform, age_band)
    select account.id, account.created_at, private.country_of_phone(account.phone),
      private.platform_of((
        select session.user_agent from private.sessions session where session.account_id = account.id order by session.created_at limit 1)),
      private.age_band(account.birth_date, (now() at time zone 'UTC')::date)
    from private.accounts account
    -- Whoever has been deleted meanwhile is counted nowhere.
    join public.profiles person on person.id = account.id
    where account.id = any (begin_lifecycles.person_ids)
    order by account.id
    on conflict do nothing
    returning lifecycles
  )
  select coalesce(array_agg(lifecycles), '{}') into begun from made;
  perform private.count_people(begun, 1);
  perform private.add_tallies(private.registered_tallies(begun, 1));
  return cardinality(begun);
end
$$;
comment on function private.begin_lifecycles is 'Begins to count people who have registered, and returns how many of them are new.';

create function private.forget_lifecycle() returns trigger
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  perform private.count_people(array[old], -1);
  perform private.add_tallies(array(
    select (segment, 'deleted', private.quarter_of(now()), '', 1)::private.tallies
    from unnest(private.segments_of(old.country, old.platform, old.age_band)) segment));
  delete from private.activity where activity.person_id = old.person_id;
  return old;
end
$$;
comment on function private.forget_lifecycle is 'Trigger: whose account is deleted is taken out of every count of people, as if they had never been there.';
create trigger forget_lifecycle before delete on private.lifecycles
  for each row execute function private.forget_lifecycle();

create function private.tend_lifecycles() returns bigint
language plpgsql volatile
set search_path = ''
as $$
declare
  older private.lifecycles[];
  begun bigint;
begin
  select array_agg(life) into older
  from (
    select life from private.lifecycles life join private.accounts account on account.id = life.person_id
    where private.age_band(account.birth_date, (now() at time zone 'UTC')::date) <> life.age_band
    order by life.person_id limit 1000 for update of life
  ) due;
  if older is not null then
    perform private.count_people(older, -1);
    perform private.add_tallies(private.registered_tallies(older, -1));
    with moved as (
      update private.lifecycles life set age_band = private.age_band(account.birth_date, (now() at time zone 'UTC')::date)
      from private.accounts account
      where account.id = life.person_id and life.person_id in (select person_id from unnest(older))
      returning life
    )
    select array_agg(life) into older from moved;
    perform private.count_people(older, 1);
    perform private.add_tallies(private.registered_tallies(older, 1));
  end if;
  begun := private.begin_lifecycles(array(
    select account.id from private.accounts account
    join public.profiles person on person.id = account.id
    where not exists (select from private.lifecycles life where life.person_id = account.id) limit 1000));
  return begun + coalesce(cardinality(older), 0);
end
$$;
comment on function private.tend_lifecycles is '
Moves people to the next age band after their birthday, with all their history; begins to count whoever came past registration (a restored
dump); and returns how many. The worker calls it by schedule, until it has nothing to do.';
