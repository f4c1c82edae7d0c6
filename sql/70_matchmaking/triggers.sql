-- A block and a proposal at the same moment: the block holds the tickets of both before it looks, and a proposal is made by who holds
-- them. So either the one is seen by the other, or the other way round.
create function private.cancel_match_of_pair() returns trigger
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  ticket private.match_tickets;
  proposal private.match_proposals;
begin
  for ticket in select * from private.lock_tickets(array[new.blocker_id, new.blocked_id]) loop
    select * into proposal from private.match_proposals open
    where open.id = ticket.proposal_id and open.state = 'open'
      and open.low_id = least(new.blocker_id, new.blocked_id) and open.high_id = greatest(new.blocker_id, new.blocked_id);
  end loop;
  if proposal.id is not null then
    perform private.end_proposal(proposal, 'cancelled', '{}');
  end if;
  return null;
end
$$;
comment on function private.cancel_match_of_pair is 'Trigger: after a block an open proposal between the two is over, and both go on looking.';

-- Its name is before that of the trigger of 60_chat: everybody takes tickets before conversations.
create trigger cancel_match_of_pair after insert on public.blocks
  for each row execute function private.cancel_match_of_pair();

create function private.leave_matches() returns trigger
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  proposal private.match_proposals;
begin
  select open.* into proposal from private.match_tickets ticket
  join private.match_proposals open on open.id = ticket.proposal_id
  where ticket.person_id = old.id;
  perform private.lock_tickets(array[old.id, proposal.low_id, proposal.high_id]);
  select * into proposal from private.match_proposals open
  where open.state = 'open' and open.id = (select ticket.proposal_id from private.match_tickets ticket where ticket.person_id = old.id);
  if found then
    perform private.end_proposal(proposal, 'cancelled', array[old.id]);
  end if;
  delete from private.match_tickets where person_id = old.id;
  delete from private.match_proposals where old.id in (low_id, high_id);
  return old;
end
$$;
comment on function private.leave_matches is 'Trigger: an account goes, and the other one of an open proposal goes on looking.';

create trigger leave_matches before delete on public.profiles
  for each row execute function private.leave_matches();
