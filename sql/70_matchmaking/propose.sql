create function private.propose(ones uuid[], others uuid[]) returns int
language plpgsql volatile
set search_path = ''
as $$
declare
  people uuid[] := ones || others;
  held uuid[];
  made private.match_proposals[];
begin
  if (select count(*) <> count(distinct person) from unnest(people) person) then
    raise exception 'Somebody is in two pairs.';
  end if;
  -- Whoever is held by another sweeper, by an answer or by a block at this moment is passed over: nobody waits here.
  held := array(
    select ticket.person_id from private.match_tickets ticket
    join unnest(people) person on person = ticket.person_id
    order by ticket.person_id
    for no key update of ticket skip locked);
  if cardinality(held) < 2 then
    return 0;
  end if;
  -- A statement of its own, so that it sees what was committed before the locks: everything is asked once more.
  with claimed as materialized (
    select people[pair.one] as one_id, people[pair.other] as other_id, pair.weight
    from private.weigh_pairs(people, array(select generate_series(1, cardinality(ones))),
      array(select generate_series(cardinality(ones) + 1, cardinality(people)))) pair
    join (select person from unnest(held) person) one_held on one_held.person = people[pair.one]
    join (select person from unnest(held) person) other_held on other_held.person = people[pair.other]
    -- Which there cannot be more of; the planner, who does not know it, would read whole tables for them.
    limit cardinality(ones)
  ), proposals as (
    insert into private.match_proposals (low_id, high_id, pool, weight, low_gender, high_gender, low_waited_s, high_waited_s, low_eta_s,
      high_eta_s, deadline)
    select low.person_id, high.person_id, low.pool, claimed.weight, low.gender, high.gender, low.waited_s, high.waited_s, low.eta_s,
      high.eta_s, now() + private.match_deadline()
    from claimed
    join private.match_seekers low on low.person_id = least(claimed.one_id, claimed.other_id)
    join private.match_seekers high on high.person_id = greatest(claimed.one_id, claimed.other_id)
    join private.matchable_people low_person on low_person.id = low.person_id
    join private.matchable_people high_person on high_person.id = high.person_id
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
  perform private.emit('match_prompt', side.person, side.person, proposal.id, jsonb_build_object('waited_s', side.waited_s))
  from unnest(made) proposal
  cross join lateral (values (proposal.low_id, proposal.low_waited_s), (proposal.high_id, proposal.high_waited_s)) side (person, waited_s);
  return coalesce(cardinality(made), 0);
end
$$;
comment on function private.propose is '
Asks pairs of people about each other, the first of `ones` about the first of `others` and so on, each person at most once: those pairs
that may be proposed at this very moment, both free, both there by heartbeat, no rule between them. Returns how many these were. Any
number of callers may claim at once. Emits match_prompt (subject: who is asked, target: the proposal, details: {waited_s}). Event `match.proposed` on user:<id> of both: {proposal_id, deadline}; get_match says the rest.';

create function private.match_deadline() returns interval
language sql immutable
set search_path = ''
as $$ select interval '30 seconds' $$;
comment on function private.match_deadline is 'How long two people have to answer: to look at a profile, not to wait for somebody who has gone.';

create view private.matchable_people with (security_invoker = true) as
  select profile.id from public.profiles profile where profile.hidden_until <= now();
comment on view private.matchable_people is 'Everybody but those who are hidden from everybody else: these look for ever, and find nobody.';
