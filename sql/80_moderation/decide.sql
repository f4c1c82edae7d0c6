create function public.decide(
  case_id uuid,
  action text,
  until timestamptz default null,
  note text default null,
  parts text[] default null,
  further jsonb default '[]'
) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.decide(decide.case_id, decide.action, decide.until, decide.note, decide.parts, decide.further);
end
$$;
comment on function public.decide is '
For the moderator who has claimed the case: decides it. `action`: dismiss; hide (its author alone still sees the post, comment or message); remove
(nobody does; of a person the `parts` of the profile: avatar, bio, links, pronouns); warn (a strike that counts until `until`, 90 days without); suspend
(`until` is required, at most a year ahead); shadow_ban (everything looks as before to the person, and nothing reaches others; for ever without
`until`); ban. `further`: more of them in the same decision, [{action, until, parts}]: one of hide and remove, one of suspend, shadow_ban and ban.
`note`, up to 2000 characters, is for the person to read. All of it holds at once; the person, unless it is a shadow ban, and the reporters are told
after ten minutes, in which undo_decision takes it back. Returns {id, case_id, action, until, note, measures: [{action, until, parts}], created_at,
undone_at}; `action` and `until` are the gravest.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_DECISION, CASE_NOT_FOUND, CASE_DECIDED, CASE_NOT_CLAIMED.';
grant execute on function public.decide to authenticated;

create function private.gravity(action text) returns int
language sql immutable
set search_path = ''
as $$
  select array_position(array['dismiss', 'shadow_ban', 'warn', 'hide', 'remove', 'suspend', 'ban'], gravity.action)
$$;
comment on function private.gravity is 'The order of measures, as the person is told of them: a shadow ban comes last but one, for they are not told.';

create function private.decision_view(decision private.decisions, tells_all boolean default true) returns jsonb
language sql stable
set search_path = ''
as $$
  select jsonb_build_object('id', (decision).id, 'case_id', (decision).case_id, 'action', measures.list #> '{0,action}', 'until', measures.list #> '{0,until}',
    'note', (decision).note, 'measures', measures.list, 'created_at', (decision).created_at, 'undone_at', (decision).undone_at)
  from (
    select jsonb_agg(jsonb_build_object('action', taken.action, 'until', nullif(taken.until, 'infinity'), 'parts', taken.parts)
      order by private.gravity(taken.action) desc) as list
    from private.measures taken
    where taken.decision_id = (decision).id and (tells_all or taken.action not in ('shadow_ban', 'dismiss'))
  ) measures
$$;
comment on function private.decision_view is '
A decision, without who made it. `until` is null for what does not end. Without `tells_all` as the person may know it: nothing of a shadow ban.';

create function private.check_measures(asked jsonb, note text) returns table (action text, until timestamptz, parts text[])
language plpgsql stable
set search_path = ''
as $$
#variable_conflict use_column
declare
  item jsonb;
  wanted record;
  names text[] := '{}';
begin
  if (length(note) > 2000) is true or (jsonb_array_length(asked) <= 4) is not true then
    perform private.raise('INVALID_DECISION', 'further must be a list of up to 3 measures, and note have up to 2000 characters.', 422);
  end if;
  for item in select value from jsonb_array_elements(asked) value loop
    select item ->> 'action' as action, (item ->> 'until')::timestamptz as until,
      case when jsonb_typeof(item -> 'parts') = 'array' then array(select jsonb_array_elements_text(item -> 'parts')) end as parts into wanted;
    names := names || wanted.action;
    if (private.gravity(wanted.action) is not null
      and (wanted.until is null and wanted.action <> 'suspend'
        or wanted.action in ('warn', 'suspend', 'shadow_ban') and wanted.until > now() and wanted.until <= now() + interval '1 year')
      and (wanted.parts is null or wanted.action = 'remove' and wanted.parts <@ array['avatar', 'bio', 'links', 'pronouns'] and cardinality(wanted.parts) > 0)) is not true then
      perform private.raise('INVALID_DECISION',
        'action must be a known one, until lie within a year for warn, suspend and shadow_ban, and parts be of a profile that is removed from.', 422);
    end if;
    action := wanted.action;
    until := coalesce(wanted.until, case wanted.action when 'warn' then now() + interval '90 days' when 'shadow_ban' then 'infinity' when 'ban' then 'infinity' end);
    parts := wanted.parts;
    return next;
  end loop;
  if (select count(distinct name) from unnest(names) name) < cardinality(names) or 'dismiss' = any (names) and cardinality(names) > 1
    or names @> array['hide', 'remove'] or (select count(*) from unnest(names) name where name in ('suspend', 'shadow_ban', 'ban')) > 1 then
    perform private.raise('INVALID_DECISION', 'A decision has each measure once, one of hide and remove, one of suspend, shadow_ban and ban, and nothing beside dismiss.', 422);
  end if;
exception when invalid_datetime_format or datetime_field_overflow then
  perform private.raise('INVALID_DECISION', 'until must be a time.', 422);
end
$$;
comment on function private.check_measures is 'The measures of a decision, with the times that they have without one. Errors: INVALID_DECISION.';

create function private.decide(case_id uuid, action text, until timestamptz, note text, parts text[], further jsonb) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  moderator uuid := private.active_moderator_id();
  opened private.cases := private.lock_case(decide.case_id, moderator);
  measures jsonb := (select jsonb_agg(wanted) from private.check_measures(
    jsonb_build_array(jsonb_build_object('action', action, 'until', until, 'parts', parts)) || further, note) wanted);
  decision private.decisions;
begin
  if exists (
    select from jsonb_array_elements(measures) wanted
    where wanted ->> 'action' in ('hide', 'remove')
      and (opened.target = 'stranger' or (opened.target = 'user') <> (jsonb_typeof(wanted -> 'parts') = 'array') or opened.target = 'user' and wanted ->> 'action' = 'hide')) then
    perform private.raise('INVALID_DECISION', 'Posts, comments and messages are hidden or removed, and parts of a profile removed.', 422);
  end if;
  if opened.status <> 'open' then
    perform private.raise('CASE_DECIDED', 'This case was decided.', 409);
  end if;
  if (opened.claimed_by = moderator and opened.claimed_until > now()) is not true then
    perform private.raise('CASE_NOT_CLAIMED', 'Claim the case first.', 409);
  end if;
  decision := private.record_decision(opened, moderator, measures, note);
  -- In a statement of its own: within one, nothing would see the measures that it writes.
  return private.decision_view(decision);
end
$$;
comment on function private.decide is 'The step of decide that writes. Errors: as decide.';
grant execute on function private.decide to authenticated;

create function private.record_decision(opened private.cases, moderator uuid, measures jsonb, note text, batch_id uuid default null) returns private.decisions
language plpgsql volatile
set search_path = ''
as $$
declare
  decision private.decisions;
  verdict text := case when measures #>> '{0,action}' = 'dismiss' then 'dismissed' else 'upheld' end;
begin
  insert into private.decisions (case_id, person_id, note, decided_by, batch_id)
  values (opened.id, opened.person_id, private.trimmed(record_decision.note), moderator, record_decision.batch_id)
  returning * into decision;
  if opened.held and not exists (select from jsonb_array_elements(measures) wanted where wanted ->> 'action' in ('hide', 'remove')) then
    perform private.hold(opened, null);
  end if;
  insert into private.measures (decision_id, action, until, parts, was)
  select decision.id, wanted.action, wanted.until, wanted.parts, private.take_measure(opened, wanted.action, wanted.until, wanted.parts)
  from jsonb_to_recordset(measures) wanted (action text, until timestamptz, parts text[]);
  update private.cases decided set status = verdict, claimed_until = null where decided.id = opened.id;
  update private.reports report set outcome = verdict where report.case_id = opened.id;
  perform private.log_moderation('case_decided', moderator, jsonb_strip_nulls(jsonb_build_object('case_id', opened.id, 'decision_id', decision.id, 'batch_id', batch_id,
    'actions', (select jsonb_agg(wanted -> 'action') from jsonb_array_elements(measures) wanted))));
  return decision;
end
$$;
comment on function private.record_decision is 'Decides a case, which is locked: takes the measures, and keeps what was before them.';

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
    or exists (
      select from private.measures taken
      join private.accounts account on account.id = opened.person_id
      where taken.decision_id = decision.id and taken.action in ('suspend', 'ban')
        and account.banned_until is distinct from greatest((taken.was ->> 'banned_until')::timestamptz, taken.until)) then
    perform private.raise('DECISION_FINAL', 'This decision can no longer be undone.', 409);
  end if;
  perform private.take_measures_back(opened, decision.id, true);
  update private.cases again set status = 'open', claimed_by = null where again.id = opened.id;
  update private.reports report set outcome = null where report.case_id = opened.id;
  update private.decisions made set undone_at = now() where made.id = decision.id returning * into decision;
  perform private.log_moderation('decision_undone', moderator, jsonb_build_object('case_id', opened.id, 'decision_id', decision.id));
  return private.decision_view(decision);
end
$$;
comment on function private.undo_decision is 'The step of undo_decision that writes. Errors: as undo_decision.';
grant execute on function private.undo_decision to authenticated;
