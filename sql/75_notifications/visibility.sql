-- Whose deeds are shown changes after the deed, too: it is told in the log, so that the reader, who alone changes parts, finds it there
-- in the order in which it happened, and nothing is missed between two transactions.
create function private.tell_unblock() returns trigger
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  perform private.emit('unblock', old.blocker_id, old.blocked_id);
  return null;
end
$$;
comment on function private.tell_unblock is 'Trigger. Emits unblock (subject: who was blocked).';

create function private.tell_mute() returns trigger
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  if tg_op = 'DELETE' then
    perform private.emit('unmute', old.muter_id, old.muted_id);
  else
    perform private.emit('mute', new.muter_id, new.muted_id);
  end if;
  return null;
end
$$;
comment on function private.tell_mute is 'Trigger. Emits mute (subject: the muted) and unmute (subject: who was muted).';

create function private.tell_notification_mute() returns trigger
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  if tg_op = 'DELETE' then
    perform private.emit('notification_unmute', old.person_id, old.muted_id);
  else
    perform private.emit('notification_mute', new.person_id, new.muted_id);
  end if;
  return null;
end
$$;
comment on function private.tell_notification_mute is '
Trigger. Emits notification_mute (subject: the muted) and notification_unmute (subject: who was muted).';

create function private.tell_hiding() returns trigger
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  perform private.emit('hiding', new.id, new.id);
  return null;
end
$$;
comment on function private.tell_hiding is 'Trigger. Emits hiding (subject: the person): the person is hidden from others from now on, or shown again.';

create function private.notification_hidden_until(
  person_id uuid, actor_id uuid, post_id uuid, family text, cause_id uuid
) returns timestamptz
language plpgsql stable
set search_path = ''
as $$
begin
  if actor_id is null and post_id is null then
    return '-infinity';
  end if;
  return (
    select coalesce(max(until), '-infinity') from (
      select 'infinity'::timestamptz from public.blocks where blocker_id = person_id and blocked_id = actor_id
      union all
      select 'infinity' from public.blocks where blocker_id = actor_id and blocked_id = person_id
      union all
      select mute.until from public.mutes mute where mute.muter_id = person_id and mute.muted_id = actor_id and mute.until > now()
      union all
      select 'infinity' from private.notification_muted_people mute
      where mute.person_id = notification_hidden_until.person_id and mute.muted_id = actor_id
      union all
      select hidden.hidden_until from public.profiles hidden where hidden.id = actor_id and hidden.hidden_until > now()
      union all
      select 'infinity' where actor_id is not null and not private.may_meet(person_id, actor_id)
      union all
      select 'infinity' from public.posts post
      where post.id = notification_hidden_until.post_id and (post.state <> 'published' or post.deleted_at is not null or post.held is not null)
      union all
      select 'infinity' from public.comments comment
      left join public.comments thread on thread.id = comment.parent_id
      where family = 'comment' and comment.id = cause_id and (comment.hidden_at is not null or thread.hidden_at is not null or comment.held is not null)
    ) reason (until));
end
$$;
comment on function private.notification_hidden_until is '
Until when somebody is not told of what another did (upon a post): while either has blocked the other, the one has muted the other, the other
is hidden from everybody, the two may not meet (docs/safety.md), the post is not there, or the comment or its thread was put aside. -infinity: it
is told.';
