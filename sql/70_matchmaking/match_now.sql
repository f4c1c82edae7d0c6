create function private.match_now(person_id uuid, looked_at int default 1000) returns int
language plpgsql volatile
set search_path = ''
as $$
declare
  own private.match_seekers;
  near uuid[];
  candidate record;
begin
  select * into own from private.match_seekers seeker where seeker.person_id = match_now.person_id;
  if not found then
    return 0;
  end if;
  -- The nearest on either side of the place curve, so many that it costs the same whether thousands wait or hundreds of thousands: of those
  -- looked at the first sixty whom nothing rules out that is seen by the tickets alone.
  near := own.person_id || array(
    select near.person_id
    from (values (true), (false)) direction (up)
    cross join lateral (
      select other.person_id
      from (
        (select ticket.* from private.match_tickets ticket
        where direction.up and ticket.pool = own.pool and ticket.place_key >= own.place_key order by ticket.place_key limit looked_at)
        union all
        (select ticket.* from private.match_tickets ticket
        where not direction.up and ticket.pool = own.pool and ticket.place_key < own.place_key order by ticket.place_key desc limit looked_at)
      ) other
      where other.proposal_id is null and other.person_id <> own.person_id
        and other.age >= own.age_from and other.age <= own.age_to
        and (own.age >= other.age_min or other.age_min is null) and (own.age <= other.age_max or other.age_max is null)
        and (own.genders is null or other.gender = any (own.genders)) and (other.genders is null or own.gender = any (other.genders))
        and (own.languages is null or other.languages is null or other.languages && own.languages)
        and coalesce((own.x - other.x) * (own.x - other.x) + (own.y - other.y) * (own.y - other.y) + (own.z - other.z) * (own.z - other.z) <= own.reach,
          own.max_distance_km is null and other.max_distance_km is null)
      limit 60
    ) near);
  for candidate in
    select near[pair.other] as other_id
    from private.weigh_pairs(near, array_fill(1, array[cardinality(near) - 1]), array(select generate_series(2, cardinality(near)))) pair
    order by pair.weight desc
    limit 5
  loop
    if private.pair_up(own.mode, array[own.person_id], array[candidate.other_id]) = 1 then
      return 1;
    end if;
  end loop;
  return 0;
end
$$;
comment on function private.match_now is '
Pairs somebody who is looking with the best of the hundred and twenty nearest (of `looked_at` to either side) who may be proposed, at once;
returns 1, or 0 when there is nobody or they are all being claimed: then the next sweep has them. Called after the transaction in which the
search began, so that whoever joins at the same moment, or blocks, sees it.';

create function private.pair_up(mode text, ones uuid[], others uuid[]) returns int
language plpgsql volatile
set search_path = ''
as $$
begin
  return case mode when 'random' then private.introduce_strangers(ones, others) else private.propose(ones, others) end;
end
$$;
comment on function private.pair_up is 'Pairs people who look in this mode, as propose and introduce_strangers do. Returns how many pairs there are now.';

create function private.match_at_once(person_id uuid) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  if private.match_now(person_id) = 0 then
    -- What is told now is graded later. Whoever is being claimed at this moment is told nothing.
    update private.match_tickets ticket set eta_s = private.match_eta(ticket.person_id)
    from (
      select free.person_id from private.match_tickets free
      where free.person_id = match_at_once.person_id and free.proposal_id is null and free.eta_s is null and free.since > now() - interval '5 seconds'
      for no key update skip locked
    ) free
    where ticket.person_id = free.person_id;
  end if;
  return private.match_status(person_id);
end
$$;
comment on function private.match_at_once is '
As match_now, and tells where the person''s search stands by then, as match_status. Whoever has to wait is told how long that may take.';
