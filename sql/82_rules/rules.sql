create function public.list_rules() returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return private.list_rules();
end
$$;
comment on function public.list_rules is '
For moderators: the rules by which what people write is flagged, held back or slowed down, and what they may ask for: {items: [{name, description, targets, condition,
action: flag|hold|slow, reason, severity, once_per: thing|person|text, state: off|shadow|live, version, changed_by, changed_at, hits, shadow_hits, upheld, dismissed,
last_hit_at}], facts: [{name, kind: number|boolean|text|list, targets, is_counted, description}]}. `hits`: things hit within 7 days, of which `shadow_hits` while it was in shadow;
`upheld` and `dismissed`: what moderators have decided about them. `changed_by` is null for what Plaza begins with.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED.';
grant execute on function public.list_rules to authenticated;

create function private.list_rules() returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
begin
  perform private.active_moderator_id();
  return jsonb_build_object(
    'items', (select coalesce(jsonb_agg(private.rule_view(rule) order by rule.name), '[]') from private.rules rule),
    'facts', (
      select jsonb_agg(jsonb_build_object('name', known.name, 'kind', known.kind, 'targets', known.targets, 'is_counted', known.is_counted,
        'description', known.description) order by known.name)
      from private.rule_facts() known));
end
$$;
comment on function private.list_rules is 'The step of list_rules that reads. Errors: as list_rules.';
grant execute on function private.list_rules to authenticated;

create function private.rule_view(rule private.rules) returns jsonb
language sql stable
set search_path = ''
as $$
  select to_jsonb(rule) || jsonb_build_object('hits', count(*), 'shadow_hits', count(*) filter (where hit.state = 'shadow'),
    'upheld', count(*) filter (where hit.outcome = 'upheld'), 'dismissed', count(*) filter (where hit.outcome = 'dismissed'),
    'last_hit_at', (select max(last.hit_at) from private.rule_hits last where last.rule = (rule_view.rule).name))
  from (
    select known.state, private.outcome_of(known.target, known.target_id) as outcome
    from private.rule_hits known where known.rule = (rule_view.rule).name and known.hit_at > now() - interval '7 days'
    order by known.hit_at desc limit 10000
  ) hit
$$;
comment on function private.rule_view is 'A rule as list_rules shows it; of up to 10,000 of its hits.';

create function private.outcome_of(target text, target_id uuid) returns text
language sql stable
set search_path = ''
as $$
  select decided.status from private.cases decided
  where decided.target = case outcome_of.target when 'profile' then 'user' else outcome_of.target end and decided.target_id = outcome_of.target_id
    and decided.status <> 'open'
  order by decided.id desc limit 1
$$;
comment on function private.outcome_of is 'What moderators have decided about a thing the last time: upheld or dismissed; null if nothing.';

create function public.set_rule(rule jsonb, version int default null) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.set_rule(set_rule.rule, set_rule.version);
end
$$;
comment on function public.set_rule is '
For admins: makes a rule, or changes some of one: {name, description, targets: some of post, comment, message, profile, report; condition, action: flag (moderators are told), hold (others
get it once a moderator has let it go; not of profiles) or slow (whoever wrote it may go on more slowly), reason, severity: 1 to 5, once_per: thing, person or text, state: off, shadow (it is
only counted what it would do) or live}. `condition` is {all: […]}, {any: […]}, {not: …} or {fact, is, value, minutes}; list_rules says which facts there are. A new rule needs its
targets and condition, and is in shadow unless it says otherwise; `version` is null for a new one, else the one that was seen. It counts from the next
text on, and is in the audit log. Returns the rule as list_rules does.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_RULE, RULE_CHANGED (somebody else has changed it, or there is one of that name).';
grant execute on function public.set_rule to authenticated;

create function private.set_rule(rule jsonb, version int) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
#variable_conflict use_column
declare
  admin uuid := private.active_admin_id();
  earlier private.rules;
  wanted private.rules;
begin
  select * into earlier from private.rules known where known.name = set_rule.rule ->> 'name' for update;
  if earlier.version is distinct from set_rule.version then
    perform private.raise('RULE_CHANGED', 'This rule is not as you have seen it.', 409);
  end if;
  wanted := private.checked_rule(set_rule.rule, earlier);
  wanted.version := coalesce(earlier.version, 0) + 1;
  wanted.changed_by := admin;
  wanted.changed_at := now();
  if earlier.name is null then
    if (select count(*) from private.rules) >= 100 then
      perform private.raise('INVALID_RULE', 'There may be 100 rules.', 422);
    end if;
    insert into private.rules select wanted.* on conflict (name) do nothing;
    if not found then
      perform private.raise('RULE_CHANGED', 'There is a rule of this name.', 409);
    end if;
  else
    update private.rules known
    set description = wanted.description, targets = wanted.targets, condition = wanted.condition, action = wanted.action, reason = wanted.reason,
      severity = wanted.severity, once_per = wanted.once_per, state = wanted.state, version = wanted.version, changed_by = wanted.changed_by, changed_at = wanted.changed_at
    where known.name = wanted.name;
  end if;
  perform private.log_administration('rule_changed', admin, jsonb_build_object('rule', wanted.name, 'version', wanted.version, 'state', wanted.state, 'action', wanted.action,
    'changed', (
      select coalesce(jsonb_agg(part.key order by part.key), '[]') from jsonb_each(to_jsonb(wanted) - array['name', 'version', 'changed_by', 'changed_at']) part
      where part.value is distinct from to_jsonb(earlier) -> part.key),
    'was', case when earlier.name is not null then jsonb_build_object('state', earlier.state, 'action', earlier.action, 'condition', left(earlier.condition::text, 1500)) end));
  return private.rule_view(wanted);
end
$$;
comment on function private.set_rule is 'The step of set_rule that writes. Errors: as set_rule.';
grant execute on function private.set_rule to authenticated;

create function private.checked_rule(rule jsonb, earlier private.rules) returns private.rules
language plpgsql stable
set search_path = ''
as $$
declare
  given jsonb;
  checked private.rules;
  problem text;
begin
  if jsonb_typeof(rule) is distinct from 'object' or length(rule::text) > 10000 then
    perform private.raise('INVALID_RULE', 'A rule is an object of up to 10000 characters.', 422);
  end if;
  perform private.check_keys(rule, 'INVALID_RULE',
    array['name', 'description', 'targets', 'condition', 'action', 'reason', 'severity', 'once_per', 'state']);
  given := jsonb_build_object('description', '', 'action', 'flag', 'reason', 'spam', 'severity', 2, 'once_per', 'thing', 'state', 'shadow')
    || case when (earlier).name is null then '{}' else to_jsonb(earlier) end || rule;
  problem := case
    when jsonb_typeof(given -> 'name') is distinct from 'string' or given ->> 'name' !~ '^[a-z][a-z0-9_]{1,59}$' then 'name must be a word of a-z, 0-9 and _, up to 60.'
    when jsonb_typeof(given -> 'description') is distinct from 'string' or length(given ->> 'description') > 500 then 'description may have up to 500 characters.'
    when jsonb_typeof(given -> 'targets') is distinct from 'array' or not given -> 'targets' <@ '["post", "comment", "message", "profile", "report"]'
      or jsonb_array_length(given -> 'targets') not between 1 and 5 then 'targets must be some of post, comment, message, profile and report.'
    when (given -> 'action' in ('"flag"', '"hold"', '"slow"')) is not true then 'action must be flag, hold or slow.'
    when given ->> 'action' = 'hold' and given -> 'targets' ? 'profile' then 'A profile is not held back.'
    when jsonb_typeof(given -> 'reason') is distinct from 'string' or given ->> 'reason' !~ '^[a-z]+(_[a-z]+)*$' or length(given ->> 'reason') > 40 then 'reason must be a name.'
    when (given -> 'severity' in ('1', '2', '3', '4', '5')) is not true then 'severity must be 1 to 5.'
    when (given -> 'once_per' in ('"thing"', '"person"', '"text"')) is not true then 'once_per must be thing, person or text.'
    when (given -> 'state' in ('"off"', '"shadow"', '"live"')) is not true then 'state must be off, shadow or live.'
  end;
  if problem is null then
    problem := private.problem_of_condition(given -> 'condition', array(select jsonb_array_elements_text(given -> 'targets')));
  end if;
  if problem is not null then
    perform private.raise('INVALID_RULE', problem, 422);
  end if;
  checked.name := given ->> 'name';
  checked.description := given ->> 'description';
  checked.targets := array(select distinct jsonb_array_elements_text(given -> 'targets'));
  checked.condition := private.ordered_condition(given -> 'condition');
  checked.action := given ->> 'action';
  checked.reason := given ->> 'reason';
  checked.severity := (given ->> 'severity')::smallint;
  checked.once_per := given ->> 'once_per';
  checked.state := given ->> 'state';
  return checked;
end
$$;
comment on function private.checked_rule is 'A rule with what was not said of it as it was, or as usual. Errors: INVALID_RULE.';
