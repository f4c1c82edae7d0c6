create function private.tell_decisions() returns bigint
language plpgsql volatile
set search_path = ''
as $$
declare
  decision private.decisions;
  shown jsonb;
  told bigint := 0;
begin
  for decision in
    select * from private.decisions waiting
    where waiting.told_at is null and waiting.undone_at is null and waiting.created_at <= now() - interval '10 minutes'
    order by waiting.created_at
    limit 500
    for update skip locked
  loop
    update private.decisions made set told_at = now() where made.id = decision.id;
    shown := private.decision_view(decision, false);
    if jsonb_typeof(shown -> 'measures') = 'array' then
      perform private.emit('moderation_notice', decision.person_id, decision.person_id, decision.id,
        jsonb_build_object('action', shown -> 'action', 'reason', decision.note, 'until', shown -> 'until', 'measures', shown -> 'measures'));
    end if;
    perform private.emit('report_outcome', report.reporter_id, report.reporter_id, report.id, jsonb_build_object('outcome', report.outcome))
    from private.reports report where report.case_id = decision.case_id and report.outcome is not null;
    if random() < private.setting('second_review_share')::double precision and decision.decided_by is not null then
      insert into private.second_reviews (decision_id, first_moderator, first_verdict)
      values (decision.id, decision.decided_by, private.verdict_of(decision.id));
    end if;
    told := told + 1;
  end loop;
  return told;
end
$$;
comment on function private.tell_decisions is '
Tells what was decided, once it can no longer be undone, draws those that a second moderator makes again, and returns how many decisions. The
worker calls it by schedule.
Emits moderation_notice (subject: the person; target: the decision; details: {action, reason, until, measures: [{action, until, parts}]}).
Emits report_outcome (subject: the reporter; target: the report; details: {outcome}). Nobody is named as who did it.';

create function public.my_decisions() returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return private.my_decisions();
end
$$;
comment on function public.my_decisions is '
What moderators have decided about the caller and told them, the latest 100, newest first: {items: [{id, action: hide|remove|warn|suspend|ban, until,
note, measures: [{action, until, parts}], created_at, overturned_at, may_appeal_until, appeal: {id, note, status: open|upheld|denied, answer, created_at,
answered_at}|null}]}. Errors: NOT_AUTHENTICATED.';
grant execute on function public.my_decisions to authenticated;

create function private.my_decisions() returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  caller uuid := private.caller_id();
begin
  return jsonb_build_object('items', private.told_decisions(caller));
end
$$;
comment on function private.my_decisions is 'The step of my_decisions that reads. Errors: as my_decisions.';
grant execute on function private.my_decisions to authenticated;

create function private.told_decisions(person_id uuid) returns jsonb
language sql stable
set search_path = ''
as $$
  select coalesce(jsonb_agg(told.view order by told.id desc), '[]')
  from (
    select made.id, shown.view - array['case_id', 'undone_at'] || jsonb_build_object('overturned_at', made.overturned_at,
      'may_appeal_until', private.may_appeal_until(made), 'appeal', case when appeal.id is not null then private.appeal_view(appeal) end) as view
    from private.decisions made
    cross join lateral (select private.decision_view(made, false) as view) shown
    left join private.appeals appeal on appeal.decision_id = made.id
    where made.person_id = told_decisions.person_id and made.told_at is not null and jsonb_typeof(shown.view -> 'measures') = 'array'
    order by made.id desc
    limit 100
  ) told
$$;
comment on function private.told_decisions is 'What a person was told of decisions about them, as my_decisions gives it.';
