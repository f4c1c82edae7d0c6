-- What rules look at, each kind from its row: as it is written, as the log tells of it, and from the past.
create function private.post_thing(post public.posts) returns private.judged_thing
language plpgsql stable
set search_path = ''
as $$
begin
  return row('post', post.id, post.author_id, post.id, concat_ws(E'\n', post.caption, post.content_warning, post.place), post.caption,
    post.published_at, post.position, null, null, false)::private.judged_thing;
end
$$;
comment on function private.post_thing is 'A post that has appeared, as rules look at it.';

create function private.comment_thing(comment public.comments) returns private.judged_thing
language plpgsql stable
set search_path = ''
as $$
begin
  return row('comment', comment.id, comment.author_id, comment.post_id, comment.body, comment.body, comment.created_at, comment.id, null, null, false)::private.judged_thing;
end
$$;
comment on function private.comment_thing is 'A comment, as rules look at it.';

create function private.message_thing(message private.messages) returns private.judged_thing
language plpgsql stable
set search_path = ''
as $$
begin
  return row('message', message.id, message.sender_id, message.conversation_id, message.body, message.body, message.created_at, message.id,
    message.seq, message.number, false)::private.judged_thing;
end
$$;
comment on function private.message_thing is 'A message, as rules look at it.';

create function private.profile_thing(profile public.profiles, at timestamptz default clock_timestamp()) returns private.judged_thing
language plpgsql stable
set search_path = ''
as $$
declare
  written text := concat_ws(E'\n', profile.username, profile.first_name || ' ' || profile.last_name, profile.pronouns, profile.bio,
    array_to_string(profile.links, E'\n'));
begin
  return row('profile', profile.id, profile.id, null, written, written, at, private.uuid_v7_at(at), null, null, false)::private.judged_thing;
end
$$;
comment on function private.profile_thing is 'A profile as it is now, as rules look at it.';

create function private.report_thing(report private.reports) returns private.judged_thing
language plpgsql stable
set search_path = ''
as $$
begin
  return row('report', report.id, (select reported.person_id from private.cases reported where reported.id = report.case_id), report.case_id,
    null, null, report.created_at, report.id, null, null, false)::private.judged_thing;
end
$$;
comment on function private.report_thing is 'A report, as rules look at it: about what was reported, and who made that.';

create function private.edited_thing(thing private.judged_thing) returns private.judged_thing
language plpgsql volatile
set search_path = ''
as $$
begin
  thing.at := clock_timestamp();
  thing.moment := private.uuid_v7_at(thing.at);
  thing.is_edited := true;
  return thing;
end
$$;
comment on function private.edited_thing is 'A thing that says something else from now on.';

create function private.thing_of(target text, target_id uuid) returns private.judged_thing
language plpgsql stable
set search_path = ''
as $$
begin
  return case target
    when 'post' then (select private.post_thing(post) from public.posts post where post.id = target_id and post.position is not null)
    when 'comment' then (select private.comment_thing(comment) from public.comments comment where comment.id = target_id and comment.deleted_at is null)
    when 'message' then (
      select private.message_thing(message) from private.messages message
      where message.id = target_id and message.deleted_at is null and message.sender_id is not null and message.body <> '')
    when 'profile' then (select private.profile_thing(profile) from public.profiles profile where profile.id = target_id)
    when 'report' then (select private.report_thing(report) from private.reports report where report.id = target_id)
  end;
end
$$;
comment on function private.thing_of is 'What rules look at, of its kind and identifier; null when it is gone or says nothing.';

create function private.things_told(since xid8, until xid8, kinds text[]) returns setof private.judged_thing
language plpgsql stable
set search_path = ''
as $$
begin
  return query
  select (known.thing).*
  from (
    select case line.kind
        when 'edit' then private.edited_thing(private.thing_of(line.details ->> 'target', line.target_id))
        when 'flag' then private.thing_of(line.details ->> 'target', line.target_id)
        else private.thing_of(line.kind, case line.kind when 'post' then line.target_id else (line.details ->> (line.kind || '_id'))::uuid end)
      end as thing
    from private.engagement line
    where line.transaction_id >= since and line.transaction_id < until and line.kind = any (kinds)
      and (line.kind <> 'flag' or (line.details ->> 'held')::boolean)
    order by line.transaction_id, line.id
  ) known
  where (known.thing).id is not null;
end
$$;
comment on function private.things_told is '
What these transactions have told of, as it is now, in their order. `kinds`: post, comment, message; edit; flag, of what a rule holds back, which nothing else tells of.';

create function private.things_of(target text, since timestamptz, most int) returns setof private.judged_thing
language plpgsql stable
set search_path = ''
as $$
begin
  return query
  select (known.thing).*
  from (
    (select private.post_thing(post) as thing from public.posts post
      where things_of.target = 'post' and post.position >= private.uuid_v7_at(since) and post.state = 'published' and post.deleted_at is null
      order by post.position desc limit most)
    union all
    (select private.comment_thing(comment) from public.comments comment
      where things_of.target = 'comment' and comment.id >= private.uuid_v7_at(since) and comment.deleted_at is null
      order by comment.id desc limit most)
    union all
    (select private.message_thing(message) from private.messages message
      where things_of.target = 'message' and message.id >= private.uuid_v7_at(since) and message.deleted_at is null
        and message.sender_id is not null and message.body <> ''
      order by message.id desc limit most)
    union all
    (select private.profile_thing(profile, profile.created_at) from public.profiles profile
      where things_of.target = 'profile' and profile.id >= private.uuid_v7_at(since)
      order by profile.id desc limit most)
    union all
    (select private.report_thing(report) from private.reports report
      where things_of.target = 'report' and report.id >= private.uuid_v7_at(since)
      order by report.id desc limit most)
  ) known;
end
$$;
comment on function private.things_of is 'The newest of a kind, as they are now.';
