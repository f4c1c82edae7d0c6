create function public.report(target text, target_id uuid, reason text, note text default null) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.report(report.target, report.target_id, report.reason, report.note);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$$;
comment on function public.report is '
Reports something that the caller can see. `target`: user, post, comment, message. `reason`: spam, harassment, hate, sexual, minor, violence,
self_harm, impersonation, other. `note`: up to 1000 characters. Nobody but moderators learns who reported. Returns {id, target, target_id, reason,
note, status: open|upheld|dismissed, created_at}. Repeating it while it is open changes nothing; what moderators have found harmless stays so
until it is edited.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, INVALID_REPORT, USER_NOT_FOUND, POST_NOT_FOUND, COMMENT_NOT_FOUND, MESSAGE_NOT_FOUND,
CONTENT_REJECTED (quoting what somebody said is allowed), RATE_LIMITED.';
grant execute on function public.report to authenticated;

create function private.report(target text, target_id uuid, reason text, note text) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.active_caller_id();
  seen record;
  urgency smallint := private.severity_of(reason);
begin
  perform private.take_token('report', caller::text);
  if (target in ('user', 'post', 'comment', 'message') and target_id is not null and urgency is not null and coalesce(length(note), 0) <= 1000) is not true then
    perform private.raise('INVALID_REPORT', 'target and reason must be known ones, and note have up to 1000 characters.', 422);
  end if;
  perform private.moderate_text(note);
  seen := private.evidence(target, target_id, caller);
  if seen.person_id = caller then
    perform private.raise('INVALID_REPORT', 'Nobody reports themselves.', 422);
  end if;
  return private.file_report(caller, report.target, report.target_id, seen.person_id, seen.evidence, seen.fingerprint, report.reason, report.note);
end
$$;
comment on function private.report is 'The step of report that writes. Errors: as report.';
grant execute on function private.report to authenticated;

create function private.file_report(
  reporter uuid, target text, target_id uuid, person_id uuid, evidence jsonb, fingerprint text, reason text, note text
) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
#variable_conflict use_column
declare
  standing double precision := private.reputation(reporter);
  opened private.cases;
  written private.reports;
begin
  perform private.keep_people(array[reporter, file_report.person_id]);
  opened := private.open_case(file_report.target, file_report.target_id, file_report.person_id, file_report.fingerprint,
    private.severity_of(file_report.reason), standing);
  insert into private.reports (case_id, reporter_id, reason, note, evidence, outcome)
  values (opened.id, reporter, file_report.reason, private.trimmed(file_report.note), file_report.evidence, nullif(opened.status, 'open'))
  on conflict on constraint one_report_a_case do nothing
  returning * into written;
  if not found then
    select * into written from private.reports made where made.case_id = opened.id and made.reporter_id = file_report.reporter;
  elsif opened.status = 'open' then
    perform private.add_to_case(opened.id, private.severity_of(file_report.reason), standing, true);
  end if;
  return private.report_view(opened, written);
end
$$;
comment on function private.file_report is 'Files a report that was checked, and returns it as its reporter sees it.';

create function private.open_case(
  target text, target_id uuid, person_id uuid, fingerprint text, severity smallint, weight double precision
) returns private.cases
language plpgsql volatile
set search_path = ''
as $$
#variable_conflict use_column
declare
  opened private.cases;
begin
  select * into opened from private.cases dismissed
  where dismissed.target = open_case.target and dismissed.target_id = open_case.target_id and dismissed.status = 'dismissed'
    and dismissed.fingerprint = open_case.fingerprint
  order by dismissed.id desc
  limit 1;
  if not found then
    -- Nobody has said anything yet: whoever has calls add_to_case.
    insert into private.cases as known (target, target_id, person_id, severity, weight, fingerprint, priority)
    values (open_case.target, open_case.target_id, open_case.person_id, open_case.severity, 0, open_case.fingerprint,
      private.case_priority(open_case.severity, open_case.weight, now()))
    on conflict (target, target_id) where status = 'open' do update set fingerprint = excluded.fingerprint
    returning * into opened;
  end if;
  return opened;
end
$$;
comment on function private.open_case is 'The open case about something, a new one if need be; or the one in which this very thing was found harmless.';

create function private.add_to_case(case_id uuid, severity smallint, weight double precision, is_report boolean) returns void
language sql volatile
set search_path = ''
as $$
  update private.cases known
  set report_count = known.report_count + is_report::int, weight = known.weight + add_to_case.weight, severity = greatest(known.severity, add_to_case.severity),
    priority = private.case_priority(greatest(known.severity, add_to_case.severity), known.weight + add_to_case.weight, known.created_at)
  where known.id = add_to_case.case_id
$$;
comment on function private.add_to_case is 'Makes a case weigh more, and so come earlier.';

create function private.severity_of(reason text) returns smallint
language sql immutable
set search_path = ''
as $$
  select (case
    when reason in ('minor', 'self_harm') then 5 when reason in ('violence', 'sexual') then 4 when reason in ('hate', 'harassment') then 3
    when reason in ('impersonation') then 2 when reason in ('spam', 'other') then 1 end)::smallint
$$;
comment on function private.severity_of is 'How grave what was reported would be, 1 to 5; null for no reason that there is.';

create function private.case_priority(severity smallint, weight double precision, since timestamptz) returns int
language sql immutable
set search_path = ''
as $$
  select (86400 * ln(severity * weight) - (extract(epoch from since)::double precision - 1767225600))::int
$$;
comment on function private.case_priority is 'The place of a case in the queue: cases.priority says how. Seconds, counted down from the beginning of 2026.';

create function private.reputation(reporter_id uuid) returns double precision
language sql stable
set search_path = ''
as $$
  select (count(*) filter (where report.outcome = 'upheld') + 1)::double precision / (count(report.outcome) + 2)
  from private.reports report
  where report.reporter_id = reputation.reporter_id
$$;
comment on function private.reputation is 'How often somebody''s reports were right, 0 to 1, Beta-smoothed from one of each: a half for who has reported nothing yet.';

create function private.report_view(opened private.cases, report private.reports) returns jsonb
language sql immutable
set search_path = ''
as $$
  select jsonb_build_object('id', report.id, 'target', opened.target, 'target_id', opened.target_id, 'reason', report.reason, 'note', report.note,
    'status', coalesce(report.outcome, 'open'), 'created_at', report.created_at)
$$;
comment on function private.report_view is 'A report as its reporter sees it.';

create function public.my_reports(cursor text default null, page_size int default 20) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return private.my_reports(my_reports.cursor, my_reports.page_size);
end
$$;
comment on function public.my_reports is '
What the caller has reported, newest first: a page of {id, target, target_id, reason, note, status: open|upheld|dismissed, created_at}.
Errors: NOT_AUTHENTICATED, INVALID_CURSOR, INVALID_PAGE_SIZE.';
grant execute on function public.my_reports to authenticated;

create function private.my_reports(cursor text, page_size int) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  caller uuid := private.caller_id();
  before uuid := private.decode_cursor(cursor);
  size int := private.page_size(page_size);
  items jsonb[];
  ids uuid[];
begin
  select array_agg(made.view order by made.id desc), array_agg(made.id order by made.id desc) into items, ids
  from (
    select report.id, private.report_view(opened, report) as view
    from private.reports report
    join private.cases opened on opened.id = report.case_id
    where report.reporter_id = caller and report.id < before
    order by report.id desc
    limit size + 1
  ) made;
  return private.page(items, ids, size);
end
$$;
comment on function private.my_reports is 'The step of my_reports that reads. Errors: as my_reports.';
grant execute on function private.my_reports to authenticated;
