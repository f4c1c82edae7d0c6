create function public.moderation_queue(status text default 'open', cursor text default null, page_size int default 20) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return private.moderation_queue(moderation_queue.status, moderation_queue.cursor, moderation_queue.page_size);
end
$$;
comment on function public.moderation_queue is '
For moderators: a page of cases, the most urgent first, by severity, by the reputation of who reported and by waiting time. `status`: open, upheld,
dismissed. Each {id, target, target_id, status, severity, reports, held, claimed, claimed_until, created_at}; `held`: kept from others meanwhile; cases about the caller are not among them.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_ARGUMENT, INVALID_CURSOR, INVALID_PAGE_SIZE.';
grant execute on function public.moderation_queue to authenticated;

create function private.case_view(opened private.cases) returns jsonb
language sql stable
set search_path = ''
as $$
  select jsonb_build_object('id', opened.id, 'target', opened.target, 'target_id', opened.target_id, 'status', opened.status,
    'severity', opened.severity, 'reports', opened.report_count, 'held', opened.held, 'claimed', coalesce(opened.claimed_until > now(), false),
    'claimed_until', opened.claimed_until, 'created_at', opened.created_at)
$$;
comment on function private.case_view is 'A case as the queue shows it.';

create function private.moderation_queue(status text, cursor text, page_size int) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  caller uuid := private.active_moderator_id();
  size int := private.page_size(page_size);
  before record := private.decode_ranked_cursor(cursor);
  found_cases private.cases[];
begin
  if (status in ('open', 'upheld', 'dismissed')) is not true then
    perform private.raise('INVALID_ARGUMENT', 'status must be open, upheld or dismissed.', 422);
  end if;
  select array_agg(waiting order by waiting.priority desc, waiting.id desc) into found_cases
  from (
    select * from private.cases waiting
    where waiting.status = moderation_queue.status and (waiting.priority, waiting.id) < (before.rank, before.id) and waiting.person_id <> caller
    order by waiting.priority desc, waiting.id desc
    limit size + 1
  ) waiting;
  return jsonb_build_object(
    'items', coalesce((select jsonb_agg(private.case_view(waiting)) from unnest(found_cases[1:size]) waiting), '[]'),
    'next_cursor', case when cardinality(found_cases) > size
      then private.encode_ranked_cursor(found_cases[size].priority, found_cases[size].id) end);
end
$$;
comment on function private.moderation_queue is 'The step of moderation_queue that reads. Errors: as moderation_queue.';
grant execute on function private.moderation_queue to authenticated;

create function private.lock_case(case_id uuid, moderator uuid) returns private.cases
language plpgsql volatile
set search_path = ''
as $$
declare
  opened private.cases;
begin
  -- The account first: its deletion locks it before what hangs on it.
  perform from private.accounts account
  where account.id = (select concerned.person_id from private.cases concerned where concerned.id = lock_case.case_id)
  for no key update;
  select * into opened from private.cases locked where locked.id = lock_case.case_id for update;
  -- Behind the lock: the caller may have been dismissed while this waited.
  perform private.active_moderator_id();
  if not found or opened.person_id = moderator then
    perform private.raise('CASE_NOT_FOUND', 'There is no such case.', 404);
  end if;
  if exists (select from private.accounts account where account.id = opened.person_id and account.app_role <> 'user')
    and not private.is_admin() then
    perform private.raise('NOT_ALLOWED', 'Cases about moderators and admins are for admins.', 403);
  end if;
  return opened;
end
$$;
comment on function private.lock_case is '
A case that the caller may work on, until the transaction ends; a case about oneself is not to be found. Errors: CASE_NOT_FOUND, NOT_ALLOWED (also who was dismissed meanwhile).';

create function public.claim_case(case_id uuid) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.claim_case(claim_case.case_id);
end
$$;
comment on function public.claim_case is '
For moderators: takes an open case for fifteen minutes, in which nobody else can; again, to keep it as long once more. Of more
than ten the one that was claimed first is free again. Returns it as get_case does.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED (also cases about moderators and admins, unless the caller is an admin), CASE_NOT_FOUND,
CASE_CLAIMED (by somebody else), CASE_DECIDED.';
grant execute on function public.claim_case to authenticated;

create function private.claim_case(case_id uuid) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  moderator uuid := private.active_moderator_id();
  opened private.cases := private.lock_case(claim_case.case_id, moderator);
begin
  if opened.status <> 'open' then
    perform private.raise('CASE_DECIDED', 'This case was decided.', 409);
  end if;
  if opened.claimed_until > now() and opened.claimed_by <> moderator then
    perform private.raise('CASE_CLAIMED', 'Another moderator is at this case.', 409, details => format('until %s', opened.claimed_until));
  end if;
  update private.cases claimed set claimed_by = moderator, claimed_until = now() + interval '15 minutes' where claimed.id = opened.id;
  -- Nobody keeps the queue from the others.
  update private.cases given_up set claimed_until = null
  from (
    select held.id from private.cases held
    where held.claimed_by = moderator and held.claimed_until > now() and held.status = 'open' and held.id <> opened.id
    order by held.claimed_until desc, held.id desc
    offset 9
    for update skip locked
  ) eldest
  where given_up.id = eldest.id;
  perform private.log_moderation('case_claimed', moderator, jsonb_build_object('case_id', opened.id));
  return private.get_case(opened.id);
end
$$;
comment on function private.claim_case is 'The step of claim_case that writes. Errors: as claim_case.';
grant execute on function private.claim_case to authenticated;

create function public.get_case(case_id uuid) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.get_case(get_case.case_id);
end
$$;
comment on function public.get_case is '
For the moderator who has claimed the case: as moderation_queue with {person: {id, username, app_role, banned_until, banned, shadow_banned, strikes}, reports:
[{id, reporter_id, reason, note, evidence, created_at}] (the latest 50), flags: [{id, thing, source, reason, severity, score, evidence, created_at}]}.
`strikes` are the warnings that still count; `banned_until` is null for a ban without an end.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, CASE_NOT_FOUND, CASE_NOT_CLAIMED.';
grant execute on function public.get_case to authenticated;

create function private.get_case(case_id uuid) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  moderator uuid := private.active_moderator_id();
  opened private.cases := private.lock_case(get_case.case_id, moderator);
begin
  if (opened.claimed_by = moderator and opened.claimed_until > now()) is not true then
    perform private.raise('CASE_NOT_CLAIMED', 'Claim the case first.', 409);
  end if;
  return private.case_view(opened) || (
    select jsonb_build_object('person', jsonb_build_object('id', account.id, 'username', account.username, 'app_role', account.app_role,
      'banned_until', nullif(account.banned_until, 'infinity'), 'banned', coalesce(account.banned_until > now(), false),
      'shadow_banned', account.shadow_banned_at is not null, 'strikes', private.strikes(account)))
    from private.accounts account where account.id = opened.person_id) || private.evidence_of(opened.id);
end
$$;
comment on function private.get_case is 'The step of get_case that reads. Errors: as get_case.';
grant execute on function private.get_case to authenticated;

create function private.evidence_of(case_id uuid) returns jsonb
language sql stable
set search_path = ''
as $$
  select jsonb_build_object(
    'reports', (
      select coalesce(jsonb_agg(to_jsonb(report) - array['case_id', 'outcome'] order by report.id), '[]')
      from (select * from private.reports made where made.case_id = evidence_of.case_id order by made.id desc limit 50) report),
    'flags', (
      select coalesce(jsonb_agg(to_jsonb(flag) - 'case_id' order by flag.id), '[]')
      from private.flags flag where flag.case_id = evidence_of.case_id))
$$;
comment on function private.evidence_of is 'What a case is made of: {reports, flags}, as get_case shows them.';
