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
    'eta_s', private.match_eta(own.person_id))
  into outlook;
  return outlook;
end
$$;
comment on function private.match_outlook is '
What somebody''s search looks like: {waiting: people who are looking and would accept the person, fitting: those of them within the person''s own
wishes, binding: the wish that keeps most of the others out, loosening: [{wish, to, more}], what each wish would have to be for `more` people
to fit, the nearest step of each, eta_s: seconds to go, null where nothing says it}. Of the two thousand nearest at most.
Distances are the rounded ones.';

create function private.match_eta(person_id uuid) returns real
language plpgsql stable
set search_path = ''
as $$
declare
  own private.match_tickets;
  waited double precision;
  left_s double precision;
begin
  select * into own from private.match_tickets ticket where ticket.person_id = match_eta.person_id;
  waited := date_part('epoch', now() - own.since);
  left_s := coalesce(private.match_widening(own, waited) + 1, private.match_wait(own.pool, own.gender, waited) - waited);
  return case when left_s is not null then ceil(greatest(1, left_s)) end;
end
$$;
comment on function private.match_eta is '
How many seconds the search of somebody who found nobody at once will still take until somebody is proposed: until the wishes of one who is
there and their own have widened so far that they fit (match_widening), or what it took others (match_wait). Null where neither says it.';

create function private.match_widening(own private.match_tickets, waited double precision) returns double precision
language plpgsql stable
set search_path = ''
as $$
declare
  -- As private.match_seekers widens: each ten seconds the reach doubles, and ages are five years more to either side.
  first_reach constant double precision := power(25 / 6371.0, 2);
  own_age constant int := least(greatest(own.age, coalesce(own.age_min, 0)), coalesce(own.age_max, 200));
begin
  return (
    select min(greatest(0, 10 * greatest(needed.reach, needed.own_years) - match_widening.waited,
      10 * greatest(needed.reach, needed.other_years) - date_part('epoch', now() - other.since)))
    from (values (true), (false)) direction (up)
    cross join lateral (
      (select ticket.* from private.match_tickets ticket
      where direction.up and ticket.pool = own.pool and ticket.place_key >= own.place_key order by ticket.place_key limit 400)
      union all
      (select ticket.* from private.match_tickets ticket
      where not direction.up and ticket.pool = own.pool and ticket.place_key < own.place_key order by ticket.place_key desc limit 400)
    ) other
    join private.presence present on present.profile_id = other.person_id and present.seen_at > now() - private.presence_lifetime()
    cross join lateral (
      select power(own.x - other.x, 2) + power(own.y - other.y, 2) + power(own.z - other.z, 2) as chord,
        least(greatest(other.age, coalesce(other.age_min, 0)), coalesce(other.age_max, 200)) as other_age
    ) between_them
    cross join lateral (
      select greatest(0, ceil(ln(greatest(1e-12, between_them.chord) / first_reach) / ln(4))) as reach,
        greatest(0, ceil((abs(other.age - own_age) - 5) / 5.0)) as own_years,
        greatest(0, ceil((abs(own.age - between_them.other_age) - 5) / 5.0)) as other_years
    ) needed
    where own.mode = 'compatible' and other.proposal_id is null and other.person_id <> own.person_id and other.expires_at > now()
      and other.age between coalesce(own.age_min, 0) and coalesce(own.age_max, 200)
      and own.age between coalesce(other.age_min, 0) and coalesce(other.age_max, 200)
      and (own.genders is null or other.gender = any (own.genders)) and (other.genders is null or own.gender = any (other.genders))
      and (own.languages is null or other.languages is null or other.languages && own.languages)
      and case when between_them.chord is null then own.max_distance_km is null and other.max_distance_km is null
        else between_them.chord <= 4 * power(sin(least(own.max_distance_km, other.max_distance_km, 20000) / 12742.0), 2) end
      and not exists (select from public.blocks block where block.blocker_id = own.person_id and block.blocked_id = other.person_id)
      and not exists (select from public.blocks block where block.blocker_id = other.person_id and block.blocked_id = own.person_id)
      and not exists (select from public.connections tie where tie.person_id = own.person_id and tie.other_id = other.person_id)
      and not exists (
        select from private.match_exclusions exclusion
        where exclusion.low_id = least(own.person_id, other.person_id) and exclusion.high_id = greatest(own.person_id, other.person_id)
          and exclusion.until > now()));
end
$$;
comment on function private.match_widening is '
In how many seconds the first of those who look near, whom nothing rules out for good, and the person of this search will fit each other by what
both accept then; null where there is nobody such.';

create function private.match_wait(pool text, gender text, waited double precision) returns double precision
language plpgsql stable
set search_path = ''
as $$
declare
  waits double precision[];
  typical double precision;
begin
  waits := array(
    select side.waited_s
    from (
      select * from private.match_proposals proposal
      where proposal.pool = match_wait.pool and proposal.made_at > now() - interval '30 minutes'
      order by proposal.made_at desc
      limit 300
    ) proposal
    cross join lateral (values (proposal.low_gender, proposal.low_waited_s), (proposal.high_gender, proposal.high_waited_s)) side (gender, waited_s)
    where side.gender = match_wait.gender and side.waited_s >= greatest(1, waited)
    order by proposal.made_at desc
    limit 60);
  -- Between half and one and a half of 2/√3 of the median there are, on a logarithmic scale, as many below as above it.
  typical := (select percentile_cont(0.5) within group (order by wait) * 1.155 from unnest(waits) wait);
  return case when cardinality(waits) >= 5
    and (select avg((wait between typical / 2 and typical * 1.5)::int) from unnest(waits) wait) >= 0.8 then typical end;
end
$$;
comment on function private.match_wait is '
How many seconds a search takes until somebody is proposed: from what the last sixty took who had waited as long, in the same pool and of the
same gender, since that is what makes queues unequal. Null when fewer than five are known, or when less than four of five of them are
between half and one and a half of it: a time that is wrong as often as right is not told.';
