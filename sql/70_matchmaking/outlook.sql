-- Why somebody waits, and what would shorten it: people forgive a wait that is explained.
create function private.match_outlook(person_id uuid) returns jsonb
language plpgsql stable
set search_path = ''
as $$
declare
  own private.match_tickets;
  near uuid[];
  outlook jsonb;
begin
  select * into own from private.match_tickets ticket where ticket.person_id = match_outlook.person_id;
  near := array(
    (select ticket.person_id from private.match_tickets ticket
    where ticket.pool = own.pool and ticket.place_key >= own.place_key order by ticket.place_key limit 1000)
    union all
    (select ticket.person_id from private.match_tickets ticket
    where ticket.pool = own.pool and ticket.place_key < own.place_key order by ticket.place_key desc limit 1000));
  with candidates as materialized (
    select other.gender, other.age,
      private.shown_distance_km(own.cell, other.cell) as distance_km,
      (own.genders is null or other.gender = any (own.genders)) as fits_gender,
      other.age between coalesce(own.age_min, 0) and coalesce(own.age_max, 200) as fits_age,
      (own.max_distance_km is null or power(own.x - other.x, 2) + power(own.y - other.y, 2) + power(own.z - other.z, 2)
        <= 4 * power(sin(least(own.max_distance_km, 20000) / 12742.0), 2)) is true as fits_distance,
      (own.languages is null or other.languages is null or own.languages && other.languages) as fits_language
    from private.match_seekers other
    join unnest(near) neighbour on neighbour = other.person_id
    where other.person_id <> own.person_id
      -- What the other one set as hard nothing of one's own would change.
      and (other.genders is null or own.gender = any (other.genders))
      and own.age between other.age_from and other.age_to
      and (other.max_distance_km is null or power(own.x - other.x, 2) + power(own.y - other.y, 2) + power(own.z - other.z, 2) <= other.reach) is true
      and not exists (select from public.blocks block where block.blocker_id = own.person_id and block.blocked_id = other.person_id)
      and not exists (select from public.blocks block where block.blocker_id = other.person_id and block.blocked_id = own.person_id)
      and not exists (select from public.connections tie where tie.person_id = own.person_id and tie.other_id = other.person_id)
      and not exists (
        select from private.match_exclusions exclusion
        where exclusion.low_id = least(own.person_id, other.person_id) and exclusion.high_id = greatest(own.person_id, other.person_id)
          and exclusion.until > now())
  ), loosened as (
    select 'max_distance_km' as wish, to_jsonb(step.km) as value, count(*) as more
    from (values (5), (10), (20), (30), (50), (100), (200), (500), (1000), (20000)) step (km)
    join candidates on candidates.distance_km <= step.km
    where step.km > own.max_distance_km and not fits_distance and fits_gender and fits_age and fits_language
    group by step.km
    union all
    select 'age_min', to_jsonb(min(age)), count(*) from candidates
    where age < own.age_min and age >= own.age_min - 5 and fits_gender and fits_distance and fits_language
    union all
    select 'age_max', to_jsonb(max(age)), count(*) from candidates
    where age > own.age_max and age <= own.age_max + 5 and fits_gender and fits_distance and fits_language
    union all
    select 'genders', to_jsonb(array_agg(distinct gender)), count(*) from candidates
    where not fits_gender and fits_age and fits_distance and fits_language
    union all
    select 'languages', 'null', count(*) from candidates
    where not fits_language and fits_gender and fits_age and fits_distance
  ), smallest as (
    select distinct on (wish) wish, value, more from loosened where more > 0 order by wish, more > 0 desc, value
  )
  select jsonb_build_object(
    'waiting', (select count(*) from candidates),
    'fitting', (select count(*) from candidates where fits_gender and fits_age and fits_distance and fits_language),
    'binding', (select wish from smallest order by more desc, wish limit 1),
    'loosening', (select coalesce(jsonb_agg(jsonb_build_object('wish', wish, 'to', value, 'more', more) order by more desc, wish), '[]') from smallest),
    'eta_s', private.match_eta(own.pool, own.gender, own.since))
  into outlook;
  return outlook;
end
$$;
comment on function private.match_outlook is '
What somebody''s search looks like: {waiting: people who are looking and would accept the person, fitting: those of them within the person''s own
wishes, binding: the wish that keeps most of the others out, loosening: [{wish, to, more}], what each wish would have to be for `more` people
to fit, the nearest step of each, eta_s: seconds to go, null where nobody was matched of late}. Of the two thousand nearest at most.
Distances are the rounded ones.';

create function private.match_eta(pool text, gender text, since timestamptz) returns real
language plpgsql stable
set search_path = ''
as $$
declare
  waited double precision := date_part('epoch', now() - since);
  typical double precision;
  total bigint;
begin
  -- Of the last two hundred of the same kind those that had waited as long: half of them got somebody by then.
  select percentile_cont(0.5) within group (order by recent.waited_s) filter (where recent.waited_s >= waited), count(*)
  into typical, total
  from (
    select side.waited_s
    from private.match_proposals proposal
    cross join lateral (values (proposal.low_gender, proposal.low_waited_s), (proposal.high_gender, proposal.high_waited_s)) side (gender, waited_s)
    where proposal.pool = match_eta.pool and proposal.made_at > now() - interval '30 minutes' and side.gender = match_eta.gender
    order by proposal.made_at desc
    limit 200
  ) recent;
  return case when total >= 5 then ceil(greatest(1, typical - waited)) end;
end
$$;
comment on function private.match_eta is '
How many seconds a search that began at `since` will still take until somebody is proposed: the median of what the last ones in the pool took
who had waited as long, who are of the same gender, since that is what makes queues unequal; null when fewer than five are known.';
