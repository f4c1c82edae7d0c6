create function private.export_matches(account_id uuid) returns setof jsonb
language sql stable
set search_path = ''
as $$
  select jsonb_build_object(
    'proposal_id', proposal.id, 'intent', private.intent_of(proposal.pool), 'made_at', proposal.made_at, 'state', proposal.state,
    'my_answer', case account_id when proposal.low_id then proposal.low_accepts else proposal.high_accepts end,
    'conversation_id', proposal.conversation_id)
  from private.match_proposals proposal
  where export_matches.account_id in (proposal.low_id, proposal.high_id)
  order by proposal.id
$$;
comment on function private.export_matches is '
Part of the export: what the person was asked, and answered. Not about whom, nor what others answered: that is theirs.';

create function private.export_match_search(account_id uuid) returns setof jsonb
language sql stable
set search_path = ''
as $$
  select private.ticket_view(ticket) from private.match_tickets ticket where ticket.person_id = export_match_search.account_id
$$;
comment on function private.export_match_search is 'Part of the export: what the person is looking for now.';

create function private.export_stranger_reports(account_id uuid) returns setof jsonb
language sql stable
set search_path = ''
as $$
  select jsonb_build_object('reason', report.reason, 'note', report.note, 'created_at', report.created_at)
  from private.stranger_reports report
  where report.reporter_id = export_stranger_reports.account_id
  order by report.id
$$;
comment on function private.export_stranger_reports is 'Part of the export: what the person has reported of strangers.';
