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
  select private.decision_view(decision, false) - 'case_id' || jsonb_build_object('appeal', (
    select private.appeal_view(appeal) from private.appeals appeal where appeal.decision_id = decision.id))
  from private.decisions decision
  where decision.person_id = export_decisions.account_id and decision.told_at is not null
    and exists (select from private.measures taken where taken.decision_id = decision.id and taken.action not in ('dismiss', 'shadow_ban'))
  order by decision.id
$$;
comment on function private.export_decisions is 'Part of the export: what moderators have decided about the person, and what they said against it.';
