create function private.export_reports(account_id uuid) returns setof jsonb
language sql stable
set search_path = ''
as $$
  select private.report_view(opened, report)
  from private.reports report
  join private.cases opened on opened.id = report.case_id
  where report.reporter_id = export_reports.account_id
  order by report.id
$$;
comment on function private.export_reports is 'Part of the export: what the person has reported.';

create function private.export_decisions(account_id uuid) returns setof jsonb
language sql stable
set search_path = ''
as $$
  select private.decision_view(decision) - 'case_id'
  from private.decisions decision
  where decision.person_id = export_decisions.account_id and decision.told_at is not null and decision.action <> 'dismiss'
  order by decision.id
$$;
comment on function private.export_decisions is 'Part of the export: what moderators have decided about the person.';
