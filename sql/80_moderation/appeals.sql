create function public.appeal(decision_id uuid, note text) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.appeal(appeal.decision_id, appeal.note);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$$;
comment on function public.appeal is '
Says in up to 2000 characters why a decision about the caller is wrong: another moderator looks at it, once. For thirty days (the setting appeal_days)
after the caller was told. Who is banned appeals by POST auth/appeal. Returns {id, decision_id, note, status: open|upheld|denied, answer, created_at,
answered_at}; `upheld`: the decision is taken back. Repeating it returns the appeal that was made.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, INVALID_APPEAL, DECISION_NOT_FOUND, APPEAL_TOO_LATE, RATE_LIMITED.';
grant execute on function public.appeal to authenticated;

create function private.appeal(decision_id uuid, note text) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.active_caller_id();
  filed jsonb;
begin
  perform private.take_token('appeal', caller::text);
  filed := private.file_appeal(caller, appeal.decision_id, appeal.note);
  -- Behind the lock: they may have been banned while this waited.
  perform private.active_caller_id();
  return filed;
end
$$;
comment on function private.appeal is 'The step of appeal that writes. Errors: as appeal.';
grant execute on function private.appeal to authenticated;

create function private.may_appeal_until(decision private.decisions) returns timestamptz
language sql stable
set search_path = ''
as $$
  select (decision).told_at + make_interval(days => private.setting('appeal_days')::int)
$$;
comment on function private.may_appeal_until is 'Until when a decision can be appealed; null before the person was told.';

create function private.appeal_view(appeal private.appeals) returns jsonb
language sql immutable
set search_path = ''
as $$
  select jsonb_build_object('id', (appeal).id, 'decision_id', (appeal).decision_id, 'note', (appeal).note, 'status', (appeal).status, 'answer', (appeal).answer,
    'created_at', (appeal).created_at, 'answered_at', (appeal).answered_at)
$$;
comment on function private.appeal_view is 'An appeal as who made it sees it.';

create function private.file_appeal(person_id uuid, decision_id uuid, note text) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
declare
  wording text := private.trimmed(file_appeal.note);
  decision private.decisions;
  filed private.appeals;
begin
  if (length(wording) between 1 and 2000) is not true then
    perform private.raise('INVALID_APPEAL', 'note must have 1 to 2000 characters.', 422);
  end if;
  -- The account first, as lock_case does.
  perform from private.accounts account where account.id = file_appeal.person_id for no key update;
  select * into decision from private.decisions made
  where made.id = file_appeal.decision_id and made.person_id = file_appeal.person_id and made.told_at is not null
    and exists (select from private.measures taken where taken.decision_id = made.id and taken.action not in ('dismiss', 'shadow_ban'))
  for update;
  if not found then
    perform private.raise('DECISION_NOT_FOUND', 'There is no such decision.', 404);
  end if;
  select * into filed from private.appeals appeal where appeal.decision_id = decision.id;
  if not found then
    if private.may_appeal_until(decision) < now() then
      perform private.raise('APPEAL_TOO_LATE', 'The time to appeal against this decision is over.', 409);
    end if;
    insert into private.appeals (decision_id, person_id, note) values (decision.id, file_appeal.person_id, wording) returning * into filed;
  end if;
  return private.appeal_view(filed);
end
$$;
comment on function private.file_appeal is 'Files an appeal of somebody who has shown who they are. Errors: INVALID_APPEAL, DECISION_NOT_FOUND, APPEAL_TOO_LATE.';

-- Whoever is banned has no session, and gets none for this: the password is shown once more, and opens nothing but this.
create function private.appeal_ban(account_id uuid, verified_hash text, note text, ip inet) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
declare
  banned_until timestamptz;
begin
  perform private.lock_account(appeal_ban.account_id);
  if not exists (
    select from private.credentials credential
    where credential.account_id = appeal_ban.account_id and credential.password_hash = appeal_ban.verified_hash) then
    perform private.raise('INVALID_CREDENTIALS', 'The identifier and the password do not belong together.', 401);
  end if;
  perform private.forgive_sign_in(appeal_ban.account_id, appeal_ban.ip);
  select account.banned_until into banned_until from private.accounts account where account.id = appeal_ban.account_id;
  if (banned_until > now()) is not true then
    perform private.raise('NOT_BANNED', 'This account is not banned: sign in.', 409);
  end if;
  if note is not null then
    perform private.take_token('appeal', appeal_ban.account_id::text);
    perform private.file_appeal(appeal_ban.account_id, standing.decision_id, appeal_ban.note)
    from (
      select measure.decision_id
      from private.standing_measures measure
      join private.decisions decision on decision.id = measure.decision_id and decision.told_at is not null
      where measure.person_id = appeal_ban.account_id and measure.action in ('suspend', 'ban')
        and not exists (select from private.appeals made where made.decision_id = measure.decision_id)
        and private.may_appeal_until(decision) >= now()
    ) standing;
  end if;
  return jsonb_build_object('banned_until', nullif(banned_until, 'infinity'), 'decisions', private.told_decisions(appeal_ban.account_id));
end
$$;
comment on function private.appeal_ban is '
What somebody who is banned, and has given the password, was told: {banned_until: null for ever, decisions: as my_decisions}. With a `note` it appeals
against each suspension and ban that holds, has been told and was not appealed yet. `ip`: from where, as begin_login was told.
Errors: INVALID_CREDENTIALS, NOT_BANNED, INVALID_APPEAL, RATE_LIMITED.';

create function public.moderation_appeals(status text default 'open', cursor text default null, page_size int default 20) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return private.moderation_appeals(moderation_appeals.status, moderation_appeals.cursor, moderation_appeals.page_size);
end
$$;
comment on function public.moderation_appeals is '
For moderators: a page of appeals, the oldest first, without those against their own decisions or about themselves. `status`: open, upheld, denied. Each
{id, decision_id, note, status, answer, claimed, created_at, answered_at}.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_ARGUMENT, INVALID_CURSOR, INVALID_PAGE_SIZE.';
grant execute on function public.moderation_appeals to authenticated;

create function private.moderation_appeals(status text, cursor text, page_size int) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  moderator uuid := private.active_moderator_id();
  after uuid := case when cursor is null then '00000000-0000-0000-0000-000000000000' else private.decode_cursor(cursor) end;
  size int := private.page_size(page_size);
begin
  if (status in ('open', 'upheld', 'denied')) is not true then
    perform private.raise('INVALID_ARGUMENT', 'status must be open, upheld or denied.', 422);
  end if;
  return (
    select private.page(
      array_agg(private.appeal_view(waiting.appeal) || jsonb_build_object('claimed', coalesce((waiting.appeal).claimed_until > now(), false)) order by (waiting.appeal).id),
      array_agg((waiting.appeal).id order by (waiting.appeal).id), size)
    from (
      select appeal from private.appeals appeal
      join private.decisions decision on decision.id = appeal.decision_id and decision.decided_by is distinct from moderator
      where appeal.status = moderation_appeals.status and appeal.id > after and appeal.person_id <> moderator
      order by appeal.id
      limit size + 1
    ) waiting);
end
$$;
comment on function private.moderation_appeals is 'The step of moderation_appeals that reads. Errors: as moderation_appeals.';
grant execute on function private.moderation_appeals to authenticated;

create function private.lock_appeal(appeal_id uuid, moderator uuid) returns private.appeals
language plpgsql volatile
set search_path = ''
as $$
declare
  appeal private.appeals;
  decision private.decisions;
begin
  select * into appeal from private.appeals made where made.id = lock_appeal.appeal_id;
  select * into decision from private.decisions made where made.id = appeal.decision_id;
  if appeal.id is null or appeal.person_id = moderator then
    perform private.raise('APPEAL_NOT_FOUND', 'There is no such appeal.', 404);
  end if;
  perform private.lock_case(decision.case_id, moderator);
  perform from private.decisions made where made.id = decision.id for update;
  select * into appeal from private.appeals made where made.id = lock_appeal.appeal_id for update;
  -- Behind the lock: the caller may have been dismissed while this waited.
  perform private.active_moderator_id();
  if decision.decided_by = moderator then
    perform private.raise('NOT_ALLOWED', 'An appeal is for another moderator than who decided.', 403);
  end if;
  if appeal.status <> 'open' then
    perform private.raise('APPEAL_ANSWERED', 'This appeal was answered.', 409, details => appeal.status);
  end if;
  return appeal;
end
$$;
comment on function private.lock_appeal is '
An open appeal that the caller may answer, until the transaction ends. Errors: APPEAL_NOT_FOUND, NOT_ALLOWED (the caller''s own decision, or
about moderators unless the caller is an admin), APPEAL_ANSWERED (details: how).';

create function public.claim_appeal(appeal_id uuid) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.claim_appeal(claim_appeal.appeal_id);
end
$$;
comment on function public.claim_appeal is '
For moderators other than who decided: takes an open appeal for fifteen minutes; again, to keep it as long once more. Returns the appeal with {decision,
case: as moderation_queue, reports, flags: as get_case}.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, APPEAL_NOT_FOUND, APPEAL_ANSWERED (details: how), APPEAL_CLAIMED (by somebody else).';
grant execute on function public.claim_appeal to authenticated;

create function private.claim_appeal(appeal_id uuid) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  moderator uuid := private.active_moderator_id();
  appeal private.appeals := private.lock_appeal(claim_appeal.appeal_id, moderator);
begin
  if appeal.claimed_until > now() and appeal.claimed_by <> moderator then
    perform private.raise('APPEAL_CLAIMED', 'Another moderator is at this appeal.', 409, details => format('until %s', appeal.claimed_until));
  end if;
  update private.appeals claimed set claimed_by = moderator, claimed_until = now() + interval '15 minutes' where claimed.id = appeal.id;
  perform private.log_moderation('appeal_claimed', moderator, jsonb_build_object('appeal_id', appeal.id));
  return private.appeal_view(appeal) || (
    select jsonb_build_object('decision', private.decision_view(decision), 'case', private.case_view(opened)) || private.evidence_of(opened.id)
    from private.decisions decision join private.cases opened on opened.id = decision.case_id
    where decision.id = appeal.decision_id);
end
$$;
comment on function private.claim_appeal is 'The step of claim_appeal that writes. Errors: as claim_appeal.';
grant execute on function private.claim_appeal to authenticated;

create function public.answer_appeal(appeal_id uuid, uphold boolean, note text default null) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.answer_appeal(answer_appeal.appeal_id, answer_appeal.uphold, answer_appeal.note);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$$;
comment on function public.answer_appeal is '
For the moderator who has claimed the appeal. `uphold`: the appeal was right, and all that the decision did is taken back; what it was about counts as
harmless until it is edited. Otherwise the decision stands. `note`, up to 2000 characters, is for the person to read. Returns {id, decision_id, note,
status, answer, created_at, answered_at}.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_APPEAL, APPEAL_NOT_FOUND, APPEAL_ANSWERED (details: how), APPEAL_NOT_CLAIMED.';
grant execute on function public.answer_appeal to authenticated;

create function private.answer_appeal(appeal_id uuid, uphold boolean, note text) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  moderator uuid := private.active_moderator_id();
  appeal private.appeals := private.lock_appeal(answer_appeal.appeal_id, moderator);
  opened private.cases;
begin
  if uphold is null or length(answer_appeal.note) > 2000 then
    perform private.raise('INVALID_APPEAL', 'uphold is required, and note has at most 2000 characters.', 422);
  end if;
  if (appeal.claimed_by = moderator and appeal.claimed_until > now()) is not true then
    perform private.raise('APPEAL_NOT_CLAIMED', 'Claim the appeal first.', 409);
  end if;
  update private.appeals answered
  set status = case when uphold then 'upheld' else 'denied' end, answer = private.trimmed(answer_appeal.note), answered_by = moderator, answered_at = now(),
    claimed_until = null
  where answered.id = appeal.id
  returning * into appeal;
  if uphold then
    select decided.* into opened from private.cases decided
    join private.decisions decision on decision.case_id = decided.id
    where decision.id = appeal.decision_id;
    update private.decisions decision set overturned_at = now() where decision.id = appeal.decision_id;
    perform private.take_measures_back(opened, appeal.decision_id, false);
    update private.cases harmless set status = 'dismissed' where harmless.id = opened.id;
    update private.reports report set outcome = 'dismissed' where report.case_id = opened.id;
  end if;
  perform private.emit('appeal_outcome', appeal.person_id, appeal.person_id, appeal.id, jsonb_build_object('upheld', uphold));
  perform private.queue_notice('appeal_answered', appeal.person_id, jsonb_build_object('upheld', uphold, 'answer', appeal.answer));
  perform private.log_moderation('appeal_answered', moderator, jsonb_build_object('appeal_id', appeal.id, 'decision_id', appeal.decision_id, 'upheld', uphold));
  return private.appeal_view(appeal);
end
$$;
comment on function private.answer_appeal is '
The step of answer_appeal that writes. Emits appeal_outcome (subject: who appealed; target: the appeal; details: {upheld}). A mail says it too, since
who is banned sees no notification. Errors: as answer_appeal.';
grant execute on function private.answer_appeal to authenticated;
