-- Holding happens as something is written; everything else a second later, when the log is read, and so does the case.
create function private.is_held(thing private.judged_thing) returns boolean
language plpgsql stable
set search_path = ''
as $$
begin
  return exists (
    select from private.rules rule
    where rule.state = 'live' and rule.action = 'hold' and thing.target = any (rule.targets) and private.condition_holds(rule.condition, thing));
end
$$;
comment on function private.is_held is '
Whether a live rule keeps this from others. Somebody''s writes come one after the other, since each takes a token of their bucket: nobody slips by at once with
themself.';

create function private.hold_new_message() returns trigger
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  may_have_link boolean := new.body ~ '\S\.\S';
begin
  -- Every message comes through here, and most end at this query: whatever PL/pgSQL starts costs again in each transaction.
  if exists (
      select from private.rules rule
      where rule.state = 'live' and rule.action = 'hold' and 'message' = any (rule.targets)
        and (may_have_link or not rule.condition @> '{"all": [{"fact": "links", "is": "at_least", "value": 1}]}'))
    and private.is_held(private.message_thing(new)) then
    new.held := 'hidden';
    new.untold := true;
  end if;
  return new;
end
$$;
comment on function private.hold_new_message is 'Trigger: a message that a rule holds back is stored for its sender alone.';

create function private.hold_new_comment() returns trigger
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  if private.is_held(private.comment_thing(new)) then
    new.held := 'hidden';
    new.untold := true;
  end if;
  return new;
end
$$;
comment on function private.hold_new_comment is 'Trigger: a comment that a rule holds back is stored for its author alone.';

create function private.hold_new_post() returns trigger
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  if new.held is null and private.is_held(private.post_thing(new)) then
    new.held := 'hidden';
    new.untold := true;
  end if;
  return new;
end
$$;
comment on function private.hold_new_post is 'Trigger: a post that a rule holds back appears to its author alone.';

create function private.ask_for_release() returns trigger
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  perform private.tell_held(private.thing_of(tg_argv[0], new.id));
  return null;
end
$$;
comment on function private.ask_for_release is 'Trigger: moderators are to look at what was stored held back.';

create function private.judge_edit() returns trigger
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  thing private.judged_thing := private.edited_thing(private.thing_of(tg_argv[0], new.id));
begin
  if thing.id is null then
    return null;
  end if;
  perform private.emit('edit', thing.author_id, thing.author_id, thing.id, jsonb_build_object('target', thing.target));
  if tg_argv[0] <> 'profile' and to_jsonb(new) ->> 'held' is null and private.is_held(thing) then
    case tg_argv[0]
      when 'post' then perform private.hold_post(new.id, 'hidden');
      when 'comment' then perform private.hold_comment(new.id, 'hidden');
      when 'message' then perform private.hold_message(new.id, 'hidden');
    end case;
    perform private.tell_held(thing);
  end if;
  return null;
end
$$;
comment on function private.judge_edit is '
Trigger: something says something else, and is judged anew. Emits edit (subject: who wrote it, target: what was edited, details: {target: post|comment|message|profile}).';

create function private.tell_held(thing private.judged_thing) returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  perform private.emit('flag', thing.author_id, thing.author_id, thing.id, jsonb_build_object('target', thing.target, 'source', 'rule',
    'reason', rule.reason, 'severity', rule.severity, 'score', null, 'rule', rule.name, 'held', true))
  from private.rules rule
  where rule.state = 'live' and rule.action = 'hold' and thing.target = any (rule.targets) and private.condition_holds(rule.condition, thing);
end
$$;
comment on function private.tell_held is '
Emits flag (subject: the author, target: the thing, details: {target, source, reason, severity, score, terms, rule, held}): held back, with the rule that did it; what waits for moderators
has its case when the log was read.';

create function private.apply_rules() returns int
language plpgsql volatile
set search_path = ''
as $$
declare
  place record := private.begin_reading('rules', 2000);
  line record;
  hits int := 0;
begin
  -- What was held back was hit by a rule already.
  insert into private.rule_hits as known (rule, target, target_id, person_id, state, version, told, hit_at)
  select rule.name, flagged.details ->> 'target', flagged.target_id, flagged.subject_id, 'live', rule.version, true, flagged.happened_at
  from private.engagement flagged
  join private.rules rule on rule.name = flagged.details ->> 'rule'
  join public.profiles person on person.id = flagged.subject_id
  where flagged.transaction_id >= place.since and flagged.transaction_id < place.until and flagged.kind = 'flag' and (flagged.details ->> 'held')::boolean
  on conflict on constraint rule_hits_pkey do update set state = 'live', version = excluded.version, told = true;
  get diagnostics hits = row_count;
  if exists (select from private.rules rule where private.waits_for_log(rule)) then
    -- Not what a new reader finds in the log of weeks.
    for line in
      select thing from private.things_told(place.since, place.until, array['post', 'comment', 'message', 'edit', 'flag']) thing
      where thing.at > now() - interval '1 day'
    loop
      hits := hits + private.hit_by_rules(line.thing);
    end loop;
  end if;
  perform private.finish_reading('rules', place.until);
  return hits;
end
$$;
comment on function private.apply_rules is '
Looks with every rule that holds nothing back, or is in shadow, at what people have written and edited since the last call, and returns how many were hit. The
worker calls it about once a second; several may.';

create function private.waits_for_log(rule private.rules) returns boolean
language sql immutable
set search_path = ''
as $$
  select rule.state = 'shadow' or rule.state = 'live' and rule.action <> 'hold'
$$;
comment on function private.waits_for_log is 'Whether a rule looks at things when the log is read.';

create function private.hit_by_rules(thing private.judged_thing) returns int
language plpgsql volatile
set search_path = ''
as $$
declare
  rule private.rules;
  hits int := 0;
begin
  for rule in
    select known.* from private.rules known
    where private.waits_for_log(known) and thing.target = any (known.targets) and private.condition_holds(known.condition, thing)
    order by known.name
  loop
    perform private.hit(rule, thing);
    hits := hits + 1;
  end loop;
  return hits;
end
$$;
comment on function private.hit_by_rules is 'Looks at a thing with every rule that holds nothing back, or is in shadow, and returns by how many it was hit.';

create function private.hit(rule private.rules, thing private.judged_thing) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  print text := case when rule.once_per = 'text' then private.text_fingerprint(thing.said) end;
  tells boolean := rule.state = 'live' and rule.action <> 'slow' and not (case rule.once_per
    when 'person' then exists (
      select from private.rule_hits known
      where known.person_id = thing.author_id and known.rule = rule.name and known.told and known.hit_at > thing.at - interval '1 day')
    when 'text' then exists (
      select from private.rule_hits known
      where known.fingerprint = print and known.rule = rule.name and known.told and known.hit_at > thing.at - interval '1 day')
    else false end);
begin
  perform private.keep_people(array[thing.author_id]);
  insert into private.rule_hits as known (rule, target, target_id, person_id, state, version, told, fingerprint, hit_at)
  select rule.name, thing.target, thing.id, profile.id, rule.state, rule.version, tells, print, thing.at
  from public.profiles profile where profile.id = thing.author_id
  on conflict on constraint rule_hits_pkey do update set state = excluded.state, version = excluded.version, told = known.told or excluded.told;
  if tells then
    perform private.emit('flag', thing.author_id, thing.author_id, thing.id, jsonb_build_object('target', thing.target, 'source', 'rule',
      'reason', rule.reason, 'severity', rule.severity, 'score', null, 'rule', rule.name));
  end if;
  if rule.state = 'live' and rule.action = 'slow' then
    perform private.slow_down(thing.author_id);
  end if;
end
$$;
comment on function private.hit is '
Counts that a rule has hit something, and does what it says, unless it is in shadow.
Emits flag (subject: the author, target: the thing, details: {target, source, reason, severity, score, terms, rule, held}): source rule, and which.';

create function private.slow_down(person_id uuid) returns void
language sql volatile
set search_path = ''
as $$
  -- What a bucket would have gained until it is full again is owed.
  insert into private.rate_buckets as bucket (limit_name, subject, tokens, updated_at, refill_per_second)
  select bucket_limit.name, slow_down.person_id::text, 0, clock_timestamp() + make_interval(secs => bucket_limit.capacity / bucket_limit.refill_per_second),
    bucket_limit.refill_per_second
  from private.rate_limits bucket_limit
  where bucket_limit.name in ('create_post', 'add_comment', 'send_message', 'edit_post', 'edit_comment', 'edit_message')
  order by bucket_limit.name
  on conflict on constraint rate_buckets_pkey do update set tokens = excluded.tokens, updated_at = excluded.updated_at
$$;
comment on function private.slow_down is '
Whoever has to slow down has spent what they may write at once, and as much again: they write nothing until it has come back, and then no faster than it comes.';

create function private.hold_reported() returns trigger
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  thing private.judged_thing := private.report_thing(new);
  opened private.cases;
  rule private.rules;
begin
  for rule in
    select known.* from private.rules known
    where known.state <> 'off' and 'report' = any (known.targets) and private.condition_holds(known.condition, thing)
    order by known.name
  loop
    select * into opened from private.cases reported where reported.id = new.case_id for update;
    insert into private.rule_hits as known (rule, target, target_id, person_id, state, version, told, hit_at)
    values (rule.name, opened.target, opened.target_id, opened.person_id, rule.state, rule.version, rule.state = 'live', thing.at)
    on conflict on constraint rule_hits_pkey do update set state = excluded.state, version = excluded.version, told = known.told or excluded.told;
    if rule.state = 'live' and opened.status = 'open' then
      insert into private.flags (case_id, thing, source, reason, severity, rule, evidence)
      values (opened.id, opened.target, 'rule', rule.reason, rule.severity, rule.name, new.evidence)
      on conflict on constraint one_flag_a_case do nothing;
      perform private.add_to_case(opened.id, rule.severity, 0, false);
      if rule.action = 'slow' then
        perform private.slow_down(opened.person_id);
      elsif rule.action = 'hold' and opened.target in ('post', 'comment', 'message') and not opened.held then
        perform private.hold(opened, 'hidden');
        perform private.settle_hold(opened, rule.name);
      end if;
    end if;
  end loop;
  return null;
end
$$;
comment on function private.hold_reported is 'Trigger: something was reported once more, which may be enough for a rule to keep it from others until it is decided.';

create function private.purge_rule_hits() returns bigint
language sql volatile
set search_path = ''
as $$
  with purged as (
    delete from private.rule_hits where hit_at < now() - interval '90 days' returning 1
  )
  select count(*) from purged
$$;
comment on function private.purge_rule_hits is 'Forgets what rules hit more than 90 days ago, and returns how many. The worker calls it by schedule.';
