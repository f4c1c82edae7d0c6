create function private.purge_moderation() returns bigint
language plpgsql volatile
set search_path = ''
as $$
declare
  kept interval := make_interval(days => private.setting('evidence_days')::int);
  purged bigint;
  doomed record;
  erased bigint := 0;
begin
  -- What was removed, once nobody can appeal any more, or the appeal was denied.
  for doomed in
    select measure.decision_id, measure.action, opened.target, opened.target_id
    from private.measures measure
    join private.decisions decision on decision.id = measure.decision_id and decision.undone_at is null and decision.overturned_at is null
    join private.cases opened on opened.id = decision.case_id
    where measure.action = 'remove' and measure.erased_at is null and private.may_appeal_until(decision) < now()
      and not exists (select from private.appeals appeal where appeal.decision_id = decision.id and appeal.status = 'open')
    order by measure.created_at
    limit 500
    for update of measure skip locked
  loop
    -- A removed post is deleted as others are, a month later (private.purge_posts).
    if doomed.target = 'comment' then
      perform private.remove_comments(comment.author_id, array[comment.id])
      from public.comments comment where comment.id = doomed.target_id and comment.held = 'removed' and comment.author_id is not null;
    elsif doomed.target = 'message' then
      perform private.empty_messages(array[message.id])
      from private.messages message where message.id = doomed.target_id and message.held = 'removed';
    end if;
    update private.measures measure set erased_at = now(), was = null where measure.decision_id = doomed.decision_id and measure.action = doomed.action;
    erased := erased + 1;
  end loop;
  with cleared as (
    update private.reports report set evidence = '{}', note = null
    where report.evidence <> '{}' and report.created_at < now() - kept and report.outcome is not null
    returning 1
  ), unflagged as (
    update private.flags flag set evidence = '{}'
    from private.cases opened
    where opened.id = flag.case_id and opened.status <> 'open' and flag.evidence <> '{}' and flag.created_at < now() - kept
    returning 1
  ), strangers as (
    delete from private.stranger_reports report where report.created_at < now() - kept
    returning 1
  )
  select (select count(*) from cleared) + (select count(*) from unflagged) + (select count(*) from strangers) into purged;
  return purged + erased;
end
$$;
comment on function private.purge_moderation is '
Erases what was removed, when it can no longer be appealed, and what people wrote that decided cases keep as evidence, after the setting evidence_days.
That there were reports and decisions stays. Returns how much it dealt with. The worker calls it by schedule.';
