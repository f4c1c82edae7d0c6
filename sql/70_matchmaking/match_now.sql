create function private.match_now(person_id uuid) returns int
language plpgsql volatile
set search_path = ''
as $$
declare
  own private.match_tickets;
  near uuid[];
  candidate record;
begin
  select * into own from private.match_tickets ticket where ticket.person_id = match_now.person_id and ticket.proposal_id is null;
  if not found then
    return 0;
  end if;
  -- The nearest on either side of the curve, so many that it costs the same whether thousands wait or hundreds of thousands: of a thousand
  -- each the first hundred whom no wish that is seen at a glance rules out.
  near := array(
    select side.person_id
    from (
      (select ticket.* from private.match_tickets ticket
      where ticket.pool = own.pool and ticket.place_key >= own.place_key order by ticket.place_key limit 1000)
    ) side
    where side.proposal_id is null and (side.languages && own.languages or side.languages is null or own.languages is null)
      and (side.genders is null or own.gender = any (side.genders)) and (own.genders is null or side.gender = any (own.genders))
    limit 100)
  || array(
    select side.person_id
    from (
      (select ticket.* from private.match_tickets ticket
      where ticket.pool = own.pool and ticket.place_key < own.place_key order by ticket.place_key desc limit 1000)
    ) side
    where side.proposal_id is null and (side.languages && own.languages or side.languages is null or own.languages is null)
      and (side.genders is null or own.gender = any (side.genders)) and (own.genders is null or side.gender = any (own.genders))
    limit 100);
  near := array[own.person_id] || array_remove(near, own.person_id);
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
Pairs somebody who is looking with the best of the two hundred nearest (of two thousand looked at) who may be proposed, at once; returns 1, or 0 when there is nobody
or they are all being claimed: then the next sweep has them. Called after the transaction in which the search began, so that whoever joins
at the same moment, or blocks, sees it.';

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
  perform private.match_now(person_id);
  return private.match_status(person_id);
end
$$;
comment on function private.match_at_once is 'As match_now, and tells where the person''s search stands by then, as match_status.';
