create function public.decide_many(
  filter jsonb,
  action text,
  until timestamptz default null,
  note text default null,
  further jsonb default '[]',
  dry_run boolean default true
) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.decide_many(decide_many.filter, decide_many.action, decide_many.until, decide_many.note, decide_many.further, decide_many.dry_run);
end
$$;
comment on function public.decide_many is '
For moderators: the same decision about up to 500 posts, comments and messages. `filter`: one of {author: user id}, {media_id} (everything that shows the same
upload) and {like: {target, target_id}} (everything that says the same, but for case, spaces and signs; at least 12 characters), and with it targets: [post,
comment, message] and since: a time. Measures as of decide, without dismiss and without parts of profiles; those that concern a person are taken once a person.
A `dry_run`, which is what it does unless told otherwise, says what would come of it and does nothing: {dry_run, batch_id: null, posts, comments, messages,
people, reports: how many open reports it would answer, left_out: how many of moderators, admins and the caller, or claimed by somebody else, sample: [{target,
target_id, author_id, text}] (up to 20), more: whether there is more than one call decides}. Otherwise the same with a `batch_id`, and undo_many takes it back
for ten minutes.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_DECISION.';
grant execute on function public.decide_many to authenticated;

create function private.decide_many(filter jsonb, action text, until timestamptz, note text, further jsonb, dry_run boolean) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  moderator uuid := private.active_moderator_id();
  measures jsonb := (select jsonb_agg(wanted) from private.check_measures(
    jsonb_build_array(jsonb_build_object('action', action, 'until', until)) || further, note) wanted);
  batch uuid := case when not dry_run then private.uuid_v7() end;
  thing private.found_thing;
  opened private.cases;
  wanted jsonb;
  seen uuid[] := '{}';
  left_out int := 0;
  reports int := 0;
  chosen private.found_thing[] := '{}';
  found_things private.found_thing[];
begin
  if dry_run is null or measures #>> '{0,action}' = 'dismiss' or exists (select from jsonb_array_elements(measures) asked where jsonb_typeof(asked -> 'parts') = 'array') then
    perform private.raise('INVALID_DECISION', 'dry_run is required, and nothing is dismissed or taken from profiles in this way.', 422);
  end if;
  found_things := private.things_like(filter);
  foreach thing in array found_things[1:500] loop
    select * into opened from private.cases known
    where known.target = thing.target and known.target_id = thing.target_id and known.status = 'open';
    if thing.person_id = moderator or opened.claimed_until > now() and opened.claimed_by <> moderator
      or exists (select from private.accounts account where account.id = thing.person_id and account.app_role <> 'user') and not private.is_admin() then
      left_out := left_out + 1;
      continue;
    end if;
    -- What concerns the person is decided with the first of their things.
    select jsonb_agg(asked) into wanted from jsonb_array_elements(measures) asked
    where asked ->> 'action' in ('hide', 'remove') or thing.person_id <> all (seen);
    if wanted is null then
      continue;
    end if;
    seen := seen || thing.person_id;
    chosen := chosen || thing;
    reports := reports + coalesce(opened.report_count, 0);
    if not dry_run then
      perform private.keep_people(array[thing.person_id]);
      opened := private.case_about(thing);
      opened := private.lock_case(opened.id, moderator);
      if opened.status = 'open' then
        perform private.record_decision(opened, moderator, wanted, note, batch);
      end if;
    end if;
  end loop;
  -- Behind the locks: the caller may have been dismissed while this waited.
  perform private.active_moderator_id();
  return jsonb_build_object('dry_run', dry_run, 'batch_id', batch,
    'posts', (select count(*) from unnest(chosen) one where one.target = 'post'), 'comments', (select count(*) from unnest(chosen) one where one.target = 'comment'),
    'messages', (select count(*) from unnest(chosen) one where one.target = 'message'), 'people', (select count(distinct one.person_id) from unnest(chosen) one),
    'reports', reports, 'left_out', left_out, 'more', coalesce(cardinality(found_things), 0) > 500,
    'sample', (
      select coalesce(jsonb_agg(jsonb_build_object('target', one.target, 'target_id', one.target_id, 'author_id', one.person_id, 'text', left(one.text, 200))), '[]')
      from unnest(chosen[1:20]) one));
end
$$;
comment on function private.decide_many is 'The step of decide_many that writes. Errors: as decide_many.';
grant execute on function private.decide_many to authenticated;

create function private.things_like(filter jsonb) returns private.found_thing[]
language plpgsql stable
set search_path = ''
as $$
declare
  targets text[] := case when jsonb_typeof(filter -> 'targets') = 'array' then array(select jsonb_array_elements_text(filter -> 'targets'))
    else array['post', 'comment', 'message'] end;
  since timestamptz;
  author uuid;
  medium private.media;
  print text;
  wanted text[];
  found_things private.found_thing[];
begin
  if (targets <@ array['post', 'comment', 'message'] and num_nonnulls(filter -> 'author', filter -> 'media_id', filter -> 'like') = 1) is not true then
    perform private.raise('INVALID_DECISION', 'filter must have one of author, media_id and like, and targets be post, comment or message.', 422);
  end if;
  since := coalesce((filter ->> 'since')::timestamptz, '-infinity');
  author := (filter ->> 'author')::uuid;
  if filter ? 'like' then
    print := private.text_fingerprint((private.flagged_thing(filter #>> '{like,target}', (filter #>> '{like,target_id}')::uuid, null)).evidence ->> case
      filter #>> '{like,target}' when 'post' then 'caption' else 'body' end);
    if print is null or print = private.text_fingerprint('') then
      perform private.raise('INVALID_DECISION', 'like must be a post, comment or message with a text.', 422);
    end if;
  elsif filter ? 'media_id' then
    select * into medium from private.media known where known.id = (filter ->> 'media_id')::uuid and known.etag is not null;
    if not found then
      perform private.raise('INVALID_DECISION', 'media_id must be of an upload.', 422);
    end if;
  end if;
  -- One way to find things a call, and each has its index: in one condition with `or` none would be used.
  wanted := case when author is not null then array['post.author_id = $1', 'comment.author_id = $1', 'message.sender_id = $1 and message.kind <> ''call''']
    when print is not null then array['private.text_fingerprint(post.caption) = $2 and length(post.caption) >= 12',
      'private.text_fingerprint(comment.body) = $2 and length(comment.body) >= 12', 'private.text_fingerprint(message.body::text) = $2 and length(message.body::text) >= 12']
    else array['post.id in (select attached.post_id from public.post_media attached where attached.media_id = any ($3))',
      'comment.id in (select attached.comment_id from public.comment_media attached where attached.media_id = any ($3))',
      'message.id in (select attached.message_id from private.message_media attached where attached.media_id = any ($3))'] end;
  execute format($query$
    select array_agg(row(made.target, made.id, made.person_id, made.text)::private.found_thing order by made.created_at desc, made.id)
    from (
      select * from (
        select 'post' as target, post.id, post.author_id as person_id, post.caption as text, post.created_at
        from public.posts post
        where post.deleted_at is null and post.held is distinct from 'removed' and %s
        union all
        select 'comment', comment.id, comment.author_id, comment.body, comment.created_at
        from public.comments comment
        where comment.deleted_at is null and comment.held is distinct from 'removed' and %s
        union all
        select 'message', message.id, message.sender_id, message.body::text, message.created_at
        from private.messages message
        where message.deleted_at is null and message.sender_id is not null and message.held is distinct from 'removed' and %s
      ) thing
      where thing.target = any ($4) and thing.created_at >= $5
      order by thing.created_at desc, thing.id
      limit 501
    ) made
  $query$, variadic wanted) into found_things
  using author, print, array(select same.id from private.media same where same.etag = medium.etag and same.byte_size = medium.byte_size), targets, since;
  return coalesce(found_things, '{}');
exception when invalid_text_representation or invalid_datetime_format or datetime_field_overflow then
  perform private.raise('INVALID_DECISION', 'filter must hold ids, and since a time.', 422);
end
$$;
comment on function private.things_like is 'What a filter of decide_many finds, the last first, 501 at most. Errors: INVALID_DECISION.';

create function private.case_about(thing private.found_thing) returns private.cases
language plpgsql volatile
set search_path = ''
as $$
declare
  about record := private.flagged_thing((thing).target, (thing).target_id, (thing).person_id);
  opened private.cases;
begin
  insert into private.cases as known (target, target_id, person_id, severity, weight, fingerprint, priority)
  values (about.target, about.target_id, about.person_id, 1, 0.5, about.fingerprint, private.case_priority(1::smallint, 0.5, now()))
  on conflict (target, target_id) where status = 'open' do update set fingerprint = excluded.fingerprint
  returning * into opened;
  if not exists (select from private.flags known where known.case_id = opened.id) and opened.report_count = 0 then
    insert into private.flags (case_id, thing, source, reason, severity, evidence)
    values (opened.id, about.target, 'moderator', 'found', 1, about.evidence);
  end if;
  return opened;
end
$$;
comment on function private.case_about is 'The open case about something that a moderator has found, a new one if need be, with its evidence.';

create function public.undo_many(batch_id uuid) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.undo_many(undo_many.batch_id);
end
$$;
comment on function public.undo_many is '
For moderators: takes back what one decide_many of theirs did, as undo_decision does; an admin anybody''s. Returns {undone, final}: how many decisions, and how
many could no longer be undone. Repeating it changes nothing.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, DECISION_NOT_FOUND.';
grant execute on function public.undo_many to authenticated;

create function private.undo_many(batch_id uuid) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  moderator uuid := private.active_moderator_id();
  decision uuid;
  undone int := 0;
  final int := 0;
begin
  for decision in
    select made.id from private.decisions made
    where made.batch_id = undo_many.batch_id and (made.decided_by = moderator or private.is_admin())
    -- The last first: each finds what it left.
    order by made.person_id, made.id desc
  loop
    begin
      perform private.undo_decision(decision);
      undone := undone + 1;
    exception when sqlstate 'PGRST' then
      final := final + 1;
    end;
  end loop;
  -- Who was dismissed in between has undone nothing, whatever each one said.
  perform private.active_moderator_id();
  if undone + final = 0 then
    perform private.raise('DECISION_NOT_FOUND', 'There is no such batch.', 404);
  end if;
  return jsonb_build_object('undone', undone, 'final', final);
end
$$;
comment on function private.undo_many is 'The step of undo_many that writes. Errors: as undo_many.';
grant execute on function private.undo_many to authenticated;
