create function private.match_status(viewer uuid) returns jsonb
language plpgsql stable
set search_path = ''
as $$
declare
  ticket private.match_tickets;
  proposal private.match_proposals;
begin
  select * into ticket from private.match_tickets tickets where tickets.person_id = viewer;
  if found and ticket.proposal_id is null then
    return jsonb_build_object('status', 'searching', 'ticket', private.ticket_view(ticket), 'last', private.last_match(viewer));
  elsif found then
    select * into proposal from private.match_proposals proposals where proposals.id = ticket.proposal_id;
    return jsonb_build_object('status', 'proposed', 'proposal', private.proposal_view(proposal, ticket));
  end if;
  select * into proposal from private.last_proposal(viewer) last
  where last.state = 'matched' and last.ended_at > now() - interval '10 minutes';
  if found then
    return jsonb_build_object('status', 'matched', 'conversation_id', proposal.conversation_id, 'why', proposal.why);
  end if;
  return jsonb_build_object('status', 'idle', 'last', private.last_match(viewer));
end
$$;
comment on function private.match_status is '
Where somebody''s search stands. {status: idle, last}, {status: searching, ticket, last}, {status: proposed, proposal} or, for ten minutes
after it, {status: matched, conversation_id, why}. `last`: {proposal_id, outcome: declined|expired|cancelled, ended_at}, how the last
proposal ended, if that was in the last ten minutes.';

create function private.last_proposal(viewer uuid) returns private.match_proposals
language plpgsql stable
set search_path = ''
as $$
declare
  last private.match_proposals;
begin
  select proposal.* into last
  from (
    (select * from private.match_proposals where low_id = viewer order by made_at desc limit 1)
    union all
    (select * from private.match_proposals where high_id = viewer order by made_at desc limit 1)
  ) proposal
  order by proposal.made_at desc
  limit 1;
  return last;
end
$$;
comment on function private.last_proposal is 'The newest proposal to somebody, strangers included; null without one.';

create function private.last_match(viewer uuid) returns jsonb
language plpgsql stable
set search_path = ''
as $$
declare
  last private.match_proposals := private.last_proposal(viewer);
begin
  return case when last.state in ('declined', 'expired', 'cancelled') and last.ended_at > now() - interval '10 minutes' then
    jsonb_build_object('proposal_id', last.id, 'outcome', last.state, 'ended_at', last.ended_at) end;
end
$$;
comment on function private.last_match is 'How somebody''s last proposal came to nothing: `last` of match_status.';

create function private.ticket_view(ticket private.match_tickets) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return jsonb_strip_nulls(jsonb_build_object(
    'id', ticket.id, 'mode', ticket.mode, 'intent', ticket.intent, 'interests', ticket.interests, 'genders', ticket.genders,
    'age_min', ticket.age_min, 'age_max', ticket.age_max, 'max_distance_km', ticket.max_distance_km, 'languages', ticket.languages,
    'since', ticket.since, 'expires_at', ticket.expires_at, 'eta_s', ticket.eta_s));
end
$$;
comment on function private.ticket_view is 'A search as whose it is sees it: what was asked for, since when, until when, how long it may take in all (eta_s, seconds).';

create function private.proposal_view(proposal private.match_proposals, own private.match_tickets) returns jsonb
language plpgsql stable
set search_path = ''
as $$
declare
  other uuid := case own.person_id when proposal.low_id then proposal.high_id else proposal.low_id end;
begin
  return jsonb_build_object(
    'id', proposal.id, 'intent', private.intent_of(proposal.pool), 'deadline', proposal.deadline, 'my_answer', own.accepts,
    'why', private.match_reasons(own.person_id, other),
    'other', (
      select private.profile_card(profile) || jsonb_build_object(
        'gender', profile.gender, 'pronouns', profile.pronouns, 'bio', profile.bio, 'verified_at', profile.verified_at,
        'age', case when settings.show_age then private.age(account.birth_date) end)
      from public.profiles profile
      join private.accounts account on account.id = profile.id
      join private.profile_settings settings on settings.profile_id = profile.id
      where profile.id = other));
end
$$;
comment on function private.proposal_view is '
A proposal as one of the two sees it: {id, intent, deadline, my_answer: boolean|null, why, other: the card with gender, pronouns, bio,
verified_at and age}. What the other has answered is not in it: it would be an answer under pressure.';

create function private.match_reasons(one uuid, other uuid) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return (
    select jsonb_build_object(
      'interests', array(
        select shared.interest
        from unnest(mine.interests) shared (interest)
        left join private.interest_weights weight on weight.interest = shared.interest
        where shared.interest = any (theirs.interests)
        order by weight.idf desc nulls last, shared.interest
        limit 5),
      'distance_km', case when mine_shows.show_distance and theirs_shows.show_distance
        then private.shown_distance_km(mine.cell, theirs.cell) end)
    from private.match_tickets mine
    join private.match_tickets theirs on theirs.person_id = other
    join private.profile_settings mine_shows on mine_shows.profile_id = one
    join private.profile_settings theirs_shows on theirs_shows.profile_id = other
    where mine.person_id = one);
end
$$;
comment on function private.match_reasons is '
Why two who look are proposed to each other, in what they may know: {interests: shared ones, the rarest first, up to five, distance_km:
rounded as everywhere, null where one does not show it}. Never how readily anybody says yes.';

create function private.get_match() returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  caller uuid := private.caller_id();
  status jsonb := private.match_status(caller);
begin
  return status || case status ->> 'status' when 'searching' then jsonb_build_object('outlook', private.match_outlook(caller)) else '{}' end;
end
$$;
comment on function private.get_match is '
GET matchmaking/status: as match_status, and while searching with `outlook`, as match_outlook gives it. Errors: NOT_AUTHENTICATED.';

create function private.sync_part_match(caller uuid) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return private.match_status(caller);
end
$$;
comment on function private.sync_part_match is 'The part `match` of sync, as match_status.';
