create function private.respond_to_match(proposal_id uuid, accept boolean) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.active_caller_id();
  proposal private.match_proposals;
  is_low boolean;
  answered boolean;
begin
  if accept is null then
    perform private.raise('INVALID_MATCH', 'accept must be true or false.', 422);
  end if;
  proposal := private.lock_proposal(proposal_id, caller);
  perform private.active_caller_id();
  is_low := proposal.low_id = caller;
  answered := case when is_low then proposal.low_accepts else proposal.high_accepts end;
  if answered is distinct from accept and answered is not null then
    perform private.raise('MATCH_ANSWERED_ELSEWHERE', 'Another device of yours has answered otherwise.', 409);
  end if;
  if proposal.state = 'open' and proposal.deadline <= now() then
    perform private.expire_proposal(proposal);
  elsif proposal.state = 'open' and answered is null then
    perform private.take_token('match_respond', caller::text);
    perform private.note_match_answer(
      caller, case when is_low then proposal.high_id else proposal.low_id end, private.intent_of(proposal.pool), accept);
    update private.match_proposals answering
    set low_accepts = case when is_low then accept else answering.low_accepts end,
      high_accepts = case when is_low then answering.high_accepts else accept end
    where answering.id = proposal.id
    returning * into proposal;
    update private.match_tickets ticket set accepts = accept where ticket.person_id = caller;
    perform private.emit('match_answer', caller, target_id => proposal.id, details => jsonb_build_object('accepts', accept));
    if not accept then
      perform private.end_proposal(proposal, 'declined', array[caller]);
    elsif proposal.low_accepts and proposal.high_accepts then
      perform private.settle_match(proposal);
    end if;
  end if;
  return private.match_answer(proposal.id, caller);
end
$$;
comment on function private.respond_to_match is '
The caller''s answer to a proposal. Returns {status}: waiting for the other; matched, with conversation_id; searching, when the other
has declined or not answered, and the caller''s search goes on with its age; idle, when it has ended: the caller has declined, or came too
late. The same answer again changes nothing; of two devices the first one counts. Emits match_answer (target: the proposal, details: {accepts}).
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, INVALID_MATCH, MATCH_NOT_FOUND, MATCH_ANSWERED_ELSEWHERE, RATE_LIMITED.';

create function private.match_answer(proposal_id uuid, viewer uuid) returns jsonb
language plpgsql stable
set search_path = ''
as $$
declare
  proposal private.match_proposals;
  ticket private.match_tickets;
begin
  select * into proposal from private.match_proposals proposals where proposals.id = proposal_id;
  select * into ticket from private.match_tickets tickets where tickets.person_id = viewer;
  return case
    when proposal.state = 'open' then jsonb_build_object('status', 'waiting')
    when proposal.state = 'matched' then jsonb_build_object('status', 'matched', 'conversation_id', proposal.conversation_id)
    when ticket.person_id is not null then jsonb_build_object('status', 'searching')
    else jsonb_build_object('status', 'idle')
  end;
end
$$;
comment on function private.match_answer is 'What has become of a proposal for one of the two: the result of respond_to_match.';

create function private.lock_proposal(proposal_id uuid, caller uuid) returns private.match_proposals
language plpgsql volatile
set search_path = ''
as $$
declare
  proposal private.match_proposals;
begin
  select * into proposal from private.match_proposals proposals
  where proposals.id = proposal_id and caller in (proposals.low_id, proposals.high_id) and proposals.pool !~ '^random';
  if not found then
    perform private.raise('MATCH_NOT_FOUND', 'There is no such proposal.', 404);
  end if;
  -- First the people, as a deletion takes them, then their tickets, by which everybody who ends a proposal goes.
  perform private.keep_people(array[proposal.low_id, proposal.high_id]);
  perform private.lock_tickets(array[proposal.low_id, proposal.high_id]);
  select * into proposal from private.match_proposals proposals where proposals.id = proposal_id;
  return proposal;
end
$$;
comment on function private.lock_proposal is 'A proposal to the caller, with nothing else happening to it until the transaction ends. Errors: MATCH_NOT_FOUND.';

create function private.lock_own_proposal(caller uuid) returns private.match_proposals
language plpgsql volatile
set search_path = ''
as $$
declare
  proposal_id uuid := (select ticket.proposal_id from private.match_tickets ticket where ticket.person_id = caller);
begin
  return case when proposal_id is not null then private.lock_proposal(proposal_id, caller) end;
end
$$;
comment on function private.lock_own_proposal is 'As lock_proposal, the one that somebody has; null without one.';

create function private.intent_of(pool text) returns text
language sql immutable
set search_path = ''
as $$ select nullif(split_part(pool, '-', 1), 'random') $$;
comment on function private.intent_of is 'What the people of a pool look for; null where strangers meet.';

create function private.settle_match(proposal private.match_proposals) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  ticket private.match_tickets;
  begun uuid;
begin
  if not exists (
    select from private.matchable_people one, private.matchable_people other
    where one.id = proposal.low_id and other.id = proposal.high_id and proposal.high_id <> all (private.hidden_from(proposal.low_id))) then
    perform private.end_proposal(proposal, 'cancelled', '{}');
    return;
  end if;
  begun := private.begin_matched_conversation(proposal.low_id, proposal.high_id);
  update private.match_proposals settled
  set state = 'matched', ended_at = now(), conversation_id = begun, why = private.match_reasons(proposal.low_id, proposal.high_id)
  where settled.id = proposal.id;
  for ticket in select * from private.match_tickets where person_id in (proposal.low_id, proposal.high_id) order by person_id loop
    perform private.close_ticket(ticket);
  end loop;
  perform private.emit('match', proposal.low_id, proposal.high_id, begun);
  perform private.broadcast_to_many(
    array['user:' || proposal.low_id, 'user:' || proposal.high_id], 'match.matched',
    jsonb_build_object('proposal_id', proposal.id, 'conversation_id', begun));
end
$$;
comment on function private.settle_match is '
Both have accepted: their conversation begins and both searches end. Event `match.matched` to both: {proposal_id, conversation_id}.
Emits match (subject: the other of the two, target: the conversation).';

create function private.begin_matched_conversation(one uuid, other uuid) returns uuid
language plpgsql volatile
set search_path = ''
as $$
declare
  begun uuid;
begin
  insert into private.conversations (kind, low_id, high_id, creator_id, member_count)
  values ('direct', least(one, other), greatest(one, other), one, 2)
  on conflict (low_id, high_id) do update set changed_in = pg_current_xact_id()
  returning id into begun;
  insert into private.conversation_members as member (conversation_id, user_id, state, awaits_notice)
  select begun, person, 'active', false from unnest(array[one, other]) person order by person
  on conflict (conversation_id, user_id) do update set state = 'active', left_at = null, changed_in = pg_current_xact_id();
  perform private.tell_people(begun, array[one, other], 'added');
  return begun;
end
$$;
comment on function private.begin_matched_conversation is '
The conversation of two who have both said yes, open to both at once: a new one, or what they had, a request that waited included.';

create function private.end_proposal(proposal private.match_proposals, outcome text, leavers uuid[]) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  ticket private.match_tickets;
begin
  update private.match_proposals ended set state = outcome, ended_at = now() where ended.id = proposal.id;
  if outcome <> 'cancelled' then
    perform private.keep_apart(proposal.low_id, proposal.high_id,
      now() + case outcome when 'declined' then interval '30 days' else interval '1 hour' end,
      case outcome when 'declined' then 'declined' else 'unanswered' end);
  end if;
  for ticket in
    select * from private.match_tickets where person_id in (proposal.low_id, proposal.high_id) and proposal_id = proposal.id order by person_id
  loop
    if ticket.person_id = any (leavers) then
      perform private.close_ticket(ticket);
    else
      perform private.reopen_ticket(ticket);
    end if;
    perform private.broadcast('user:' || ticket.person_id, case outcome when 'declined' then 'match.declined' else 'match.expired' end,
      jsonb_build_object('proposal_id', proposal.id, 'status', case when ticket.person_id = any (leavers) then 'idle' else 'searching' end));
  end loop;
end
$$;
comment on function private.end_proposal is '
A proposal has come to nothing; its tickets are locked. `leavers`, who declined or did not answer, leave the queue; the others go back with
the age of their search. Both are told: `match.declined` or `match.expired`, {proposal_id, status: searching|idle}.';

create function private.expire_proposal(proposal private.match_proposals) returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  perform private.end_proposal(proposal, 'expired', array_remove(array[
    case when proposal.low_accepts is null then proposal.low_id end, case when proposal.high_accepts is null then proposal.high_id end], null));
end
$$;
comment on function private.expire_proposal is 'The deadline has passed: whoever has not answered leaves the queue.';
