-- What a notification stands on may end in many ways: taken back, declined, left, expired, deleted with something else. The tables say so
-- themselves, whichever function has changed them, and the reader of the log looks at what it told of it.
create function private.tell_retraction() returns trigger
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  was jsonb := to_jsonb(old);
begin
  insert into private.engagement (kind, actor_id, subject_id, target_id)
  select 'retraction', actor.id, (was ->> tg_argv[1])::uuid, (was ->> tg_argv[2])::uuid
  from (select (was ->> tg_argv[0])::uuid as id) actor
  -- What goes with an account takes its parts along.
  where exists (select from public.profiles where profiles.id = actor.id)
    and (was ->> tg_argv[1] is null or exists (select from public.profiles where profiles.id = (was ->> tg_argv[1])::uuid));
  return null;
end
$$;
comment on function private.tell_retraction is '
Trigger; its arguments are the columns of actor, subject and target. The target is a conversation, comment, message or post; without one it is about what
was between the two people. Emits retraction (subject: whom it concerns if it concerns one person, target: what something has ended in).';

create function private.tell_lost_mentions() returns trigger
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  perform private.emit('retraction', new.author_id, lost.id, new.id)
  from unnest(old.mentions) lost (id) where lost.id <> all (new.mentions);
  return null;
end
$$;
comment on function private.tell_lost_mentions is '
Trigger: who is no longer mentioned in a post. Emits retraction (subject: whom it concerns if it concerns one person, target: what something has ended in).';

create function private.retracted_parts(since xid8, until xid8) returns setof private.notification_parts
language sql stable
set search_path = ''
as $$
  with line as materialized (
    select distinct gone.actor_id, gone.subject_id, gone.target_id from private.engagement gone
    where gone.transaction_id >= since and gone.transaction_id < until and gone.kind = 'retraction'
  )
  select part.* from line
  cross join lateral (values (line.actor_id, line.subject_id), (line.subject_id, line.actor_id)) pair (person_id, actor_id)
  join private.notification_parts part on part.person_id = pair.person_id and part.actor_id = pair.actor_id
  where line.target_id is null
  union all
  select part.* from line
  join private.notifications news on news.person_id = line.subject_id
    and (news.group_key = line.target_id or news.details ->> 'conversation_id' = line.target_id::text)
  join private.notification_parts part on part.notification_id = news.id
  where line.target_id is not null and line.subject_id is not null
  union all
  select part.* from line
  cross join lateral (
    select line.target_id as id
    union all
    select answer.id from public.comments answer where answer.parent_id = line.target_id
  ) cause
  join private.notification_parts part on part.cause_id = cause.id
  where line.subject_id is null
$$;
comment on function private.retracted_parts is '
The parts that the retractions of these transactions may concern: what is between two people, what somebody was told about a conversation or post, what
comes from a message, or from a comment and its answers.';
