create function private.propose(ones uuid[], others uuid[]) returns int
language plpgsql volatile
set search_path = ''
as $$
declare
  held uuid[];
  made private.match_proposals[];
begin
  if (select count(*) <> count(distinct person) from unnest(ones || others) person) then
    raise exception 'Somebody is in two pairs.';
  end if;
  -- Whoever is held by another sweeper, by an answer or by a block at this moment is passed over: nobody waits here.
  held := array(
    select ticket.person_id from private.match_tickets ticket
    join unnest(ones || others) person on person = ticket.person_id
    order by ticket.person_id
    for no key update of ticket skip locked);
  -- A statement of its own, so that it sees what was committed before the locks: everything is asked once more.
  with claimed as materialized (
    select pair.one_id, pair.other_id, pair.pool, pair.weight, pair.one, pair.other
    from unnest(ones, others) wanted (one_id, other_id)
    join (select person from unnest(held) person) one_held on one_held.person = wanted.one_id
    join (select person from unnest(held) person) other_held on other_held.person = wanted.other_id
    join lateral (
      select pairs.one_id, pairs.other_id, pairs.pool, pairs.weight, one, other
      from private.match_pairs pairs
      join private.match_seekers one on one.person_id = pairs.one_id
      join private.match_seekers other on other.person_id = pairs.other_id
      where pairs.one_id = wanted.one_id and pairs.other_id = wanted.other_id
    ) pair on true
    join private.matchable_people one_person on one_person.id = pair.one_id
    join private.matchable_people other_person on other_person.id = pair.other_id
  ), proposals as (
    insert into private.match_proposals (low_id, high_id, pool, weight, low_gender, high_gender, low_waited_s, high_waited_s, low_eta_s,
      high_eta_s, deadline)
    select low.person_id, high.person_id, claimed.pool, claimed.weight, low.gender, high.gender, low.waited_s, high.waited_s, low.eta_s,
      high.eta_s, now() + private.match_deadline()
    from claimed
    cross join lateral (select (side).* from (values (claimed.one), (claimed.other)) sides (side) where (side).person_id = least(one_id, other_id)) low
    cross join lateral (select (side).* from (values (claimed.one), (claimed.other)) sides (side) where (side).person_id = greatest(one_id, other_id)) high
    returning match_proposals
  )
  select array_agg(match_proposals) into made from proposals;
  update private.match_tickets ticket set proposal_id = side.proposal_id, accepts = null, exposures = ticket.exposures + 1
  from (
    select low_id as person_id, id as proposal_id from unnest(made)
    union all
    select high_id, id from unnest(made)
  ) side
  where ticket.person_id = side.person_id;
  perform private.broadcast_each(
    array_agg('user:' || person order by person), 'match.proposed',
    array_agg(jsonb_build_object('proposal_id', proposal.id, 'deadline', proposal.deadline) order by person))
  from unnest(made) proposal
  cross join lateral (values (proposal.low_id), (proposal.high_id)) side (person)
  having count(*) > 0;
  return coalesce(cardinality(made), 0);
end
$$;
comment on function private.propose is '
Asks pairs of people about each other, the first of `ones` about the first of `others` and so on, each person at most once: those pairs
that may be proposed at this very moment, both free, both there by heartbeat, no rule between them. Returns how many these were. Any
number of callers may claim at once. Event `match.proposed` on user:<id> of both: {proposal_id, deadline}; get_match says the rest.';

create function private.match_deadline() returns interval
language sql immutable
set search_path = ''
as $$ select interval '30 seconds' $$;
comment on function private.match_deadline is 'How long two people have to answer: to look at a profile, not to wait for somebody who has gone.';

create view private.matchable_people with (security_invoker = true) as
  select profile.id from public.profiles profile where profile.hidden_until <= now();
comment on view private.matchable_people is 'Everybody but those who are hidden from everybody else: these look for ever, and find nobody.';
