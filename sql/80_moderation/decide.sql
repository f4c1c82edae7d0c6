create function public.decide(case_id uuid, action text, until timestamptz default null, note text default null) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.decide(decide.case_id, decide.action, decide.until, decide.note);
end
$$;
comment on function public.decide is '
For the moderator who has claimed the case: decides it. `action`: dismiss, warn (a strike that counts until `until`, 90 days without), suspend (`until`
is required, at most a year ahead), ban. `note`, up to 2000 characters, is for the person to read. The person and the reporters are told after ten
minutes, in which undo_decision takes it back; a suspension and a ban count at once. Returns {id, case_id, action, until, note, created_at, undone_at}.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_DECISION, CASE_NOT_FOUND, CASE_DECIDED, CASE_NOT_CLAIMED.';
grant execute on function public.decide to authenticated;

create function private.decision_view(decision private.decisions) returns jsonb
language sql immutable
set search_path = ''
as $$
  select jsonb_build_object('id', decision.id, 'case_id', decision.case_id, 'action', decision.action, 'until', nullif(decision.until, 'infinity'),
    'note', decision.note, 'created_at', decision.created_at, 'undone_at', decision.undone_at)
$$;
comment on function private.decision_view is 'A decision, without who made it. `until` is null for what does not end.';

create function private.decide(case_id uuid, action text, until timestamptz, note text) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  moderator uuid := private.active_moderator_id();
  opened private.cases := private.lock_case(decide.case_id, moderator);
  ends timestamptz := case action when 'ban' then 'infinity' when 'warn' then coalesce(decide.until, now() + interval '90 days')
    when 'suspend' then decide.until end;
  verdict text := case when action = 'dismiss' then 'dismissed' else 'upheld' end;
  decision private.decisions;
begin
  if (action in ('dismiss', 'warn', 'suspend', 'ban') and coalesce(length(note), 0) <= 2000
    and (action in ('dismiss', 'ban') and decide.until is null or action in ('warn', 'suspend') and ends > now() and ends <= now() + interval '1 year')) is not true then
    perform private.raise('INVALID_DECISION',
      'action must be a known one, until lie within a year for warn and suspend, and note have up to 2000 characters.', 422);
  end if;
  if opened.status <> 'open' then
    perform private.raise('CASE_DECIDED', 'This case was decided.', 409);
  end if;
  if (opened.claimed_by = moderator and opened.claimed_until > now()) is not true then
    perform private.raise('CASE_NOT_CLAIMED', 'Claim the case first.', 409);
  end if;
  insert into private.decisions (case_id, person_id, action, until, note, banned_before, decided_by)
  select opened.id, opened.person_id, decide.action, ends, private.trimmed(decide.note), account.banned_until, moderator
  from private.accounts account where account.id = opened.person_id
  returning * into decision;
  update private.cases decided set status = verdict, claimed_until = null where decided.id = opened.id;
  update private.reports report set outcome = verdict where report.case_id = opened.id;
  -- A longer ban stays.
  update private.accounts account set banned_until = ends
  where account.id = opened.person_id and decide.action in ('suspend', 'ban') and (account.banned_until >= ends) is not true;
  perform private.audit('case_decided', moderator,
    details => jsonb_build_object('case_id', opened.id, 'decision_id', decision.id, 'action', decide.action));
  return private.decision_view(decision);
end
$$;
comment on function private.decide is 'The step of decide that writes. Errors: as decide.';
grant execute on function private.decide to authenticated;

create function public.undo_decision(decision_id uuid) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.undo_decision(undo_decision.decision_id);
end
$$;
comment on function public.undo_decision is '
For moderators: takes an own decision back within ten minutes, before anybody was told; an admin takes back anybody''s. Everything is as it was, and
the case is open again. Returns the decision as decide does. Repeating it changes nothing.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, DECISION_NOT_FOUND, DECISION_FINAL (its time is over, or somebody has changed what it did).';
grant execute on function public.undo_decision to authenticated;

create function private.undo_decision(decision_id uuid) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  moderator uuid := private.active_moderator_id();
  decision private.decisions;
  opened private.cases;
begin
  select * into decision from private.decisions made where made.id = undo_decision.decision_id;
  if not found or decision.decided_by is distinct from moderator and not private.is_admin() then
    perform private.raise('DECISION_NOT_FOUND', 'There is no such decision.', 404);
  end if;
  opened := private.lock_case(decision.case_id, moderator);
  select * into decision from private.decisions made where made.id = undo_decision.decision_id for update;
  if decision.undone_at is not null then
    return private.decision_view(decision);
  end if;
  if decision.told_at is not null or decision.created_at <= now() - interval '10 minutes'
    or exists (select from private.cases again where again.target = opened.target and again.target_id = opened.target_id and again.status = 'open')
    or decision.action in ('suspend', 'ban') and not exists (
      select from private.accounts account
      where account.id = opened.person_id and account.banned_until = greatest(decision.banned_before, decision.until)) then
    perform private.raise('DECISION_FINAL', 'This decision can no longer be undone.', 409);
  end if;
  update private.accounts account set banned_until = decision.banned_before
  where account.id = opened.person_id and decision.action in ('suspend', 'ban');
  update private.cases again set status = 'open', claimed_by = null where again.id = opened.id;
  update private.reports report set outcome = null where report.case_id = opened.id;
  update private.decisions made set undone_at = now() where made.id = decision.id returning * into decision;
  perform private.audit('decision_undone', moderator, details => jsonb_build_object('case_id', opened.id, 'decision_id', decision.id));
  return private.decision_view(decision);
end
$$;
comment on function private.undo_decision is 'The step of undo_decision that writes. Errors: as undo_decision.';
grant execute on function private.undo_decision to authenticated;

create function private.tell_decisions() returns bigint
language plpgsql volatile
set search_path = ''
as $$
declare
  decision private.decisions;
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
    if decision.action <> 'dismiss' then
      perform private.emit('moderation_notice', decision.person_id, decision.person_id, decision.id,
        jsonb_build_object('action', decision.action, 'reason', decision.note, 'until', nullif(decision.until, 'infinity')));
    end if;
    perform private.emit('report_outcome', report.reporter_id, report.reporter_id, report.id, jsonb_build_object('outcome', report.outcome))
    from private.reports report where report.case_id = decision.case_id and report.outcome is not null;
    told := told + 1;
  end loop;
  return told;
end
$$;
comment on function private.tell_decisions is '
Tells what was decided, once it can no longer be undone, and returns how many decisions. The worker calls it by schedule.
Emits moderation_notice (subject: the person; target: the decision; details: {action, reason, until}).
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
What moderators have decided about the caller and told them, the latest 100, newest first: {items: [{id, action: warn|suspend|ban, until, note, created_at}]}.
Errors: NOT_AUTHENTICATED.';
grant execute on function public.my_decisions to authenticated;

create function private.my_decisions() returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  caller uuid := private.caller_id();
begin
  return jsonb_build_object('items', coalesce((
    select jsonb_agg(private.decision_view(decision) - array['case_id', 'undone_at'] order by decision.id desc)
    from (
      select * from private.decisions made
      where made.person_id = caller and made.action <> 'dismiss' and made.told_at is not null
      order by made.id desc
      limit 100
    ) decision), '[]'));
end
$$;
comment on function private.my_decisions is 'The step of my_decisions that reads. Errors: as my_decisions.';
grant execute on function private.my_decisions to authenticated;
