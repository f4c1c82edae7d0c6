create function private.expire_matches() returns int
language plpgsql volatile
set search_path = ''
as $$
declare
  held uuid[];
  proposal private.match_proposals;
  ticket private.match_tickets;
  ended int := 0;
begin
  -- Those that nobody is just answering; whoever answers too late ends the proposal by that.
  held := private.try_tickets(array(
    select side.person_id
    from (
      select due.low_id, due.high_id from private.match_proposals due
      where due.state = 'open' and due.deadline <= now() order by due.deadline limit 500
    ) due
    cross join lateral (values (due.low_id), (due.high_id)) side (person_id)));
  for proposal in
    select * from private.match_proposals due
    where due.state = 'open' and due.deadline <= now() and due.low_id = any (held) and due.high_id = any (held)
  loop
    perform private.expire_proposal(proposal);
    ended := ended + 1;
  end loop;
  held := private.try_tickets(array(
    select tickets.person_id from private.match_tickets tickets
    where tickets.expires_at <= now() and tickets.proposal_id is null limit 500));
  for ticket in
    select * from private.match_tickets tickets
    where tickets.person_id = any (held) and tickets.expires_at <= now() and tickets.proposal_id is null
  loop
    perform private.close_ticket(ticket);
    perform private.broadcast('user:' || ticket.person_id, 'match.expired', jsonb_build_object('proposal_id', null, 'status', 'idle'));
    ended := ended + 1;
  end loop;
  return ended;
end
$$;
comment on function private.expire_matches is '
Ends proposals whose deadline has passed, and searches whose time is up, and returns how many: up to a thousand. Any number of workers may
call it. Event `match.expired` to each: {proposal_id: uuid|null, status: searching|idle}.';

create function private.purge_matches() returns bigint
language sql volatile
set search_path = ''
as $$
  with exclusions as (
    delete from private.match_exclusions where until < now() returning 1
  ), proposals as (
    delete from private.match_proposals where made_at < now() - interval '90 days' and state <> 'open' returning 1
  ), sweeps as (
    delete from private.match_sweeps where swept_at < now() - interval '90 days' returning 1
  )
  select (select count(*) from exclusions) + (select count(*) from proposals) + (select count(*) from sweeps)
$$;
comment on function private.purge_matches is '
Removes exclusions that are over, and proposals and sweeps of more than 90 days ago, and returns how many. The worker calls it by schedule.';
