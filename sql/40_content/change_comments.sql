create function private.visible_comment(comment_id uuid) returns public.comments
language plpgsql stable
set search_path = ''
as $$
declare
  comment public.comments;
begin
  select * into comment from public.comments written
  where written.id = visible_comment.comment_id and written.deleted_at is null
    and (written.held is null or written.held = 'hidden' and written.author_id = (select auth.uid()))
    and exists (select from private.visible_people author where author.id = written.author_id)
    and exists (select from private.visible_single_posts post where post.id = written.post_id);
  if not found then
    perform private.raise('COMMENT_NOT_FOUND', 'There is no such comment.', 404);
  end if;
  return comment;
end
$$;
comment on function private.visible_comment is 'A comment that the caller may see, which has not been deleted. Errors: COMMENT_NOT_FOUND.';

create function public.edit_comment(comment_id uuid, body text) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.edit_comment(edit_comment.comment_id, edit_comment.body);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$$;
comment on function public.edit_comment is '
Changes the text of an own comment, and returns it as list_comments does. People who are mentioned for the first time are told.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, COMMENT_NOT_FOUND, INVALID_COMMENT, CONTENT_REJECTED, RATE_LIMITED.';
grant execute on function public.edit_comment to authenticated;

create function private.edit_comment(comment_id uuid, body text) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.active_caller_id();
  written text := private.trimmed(body);
  comment public.comments;
  people uuid[];
begin
  perform private.take_token('edit_comment', caller::text);
  comment := private.visible_comment(comment_id);
  if comment.author_id <> caller then
    perform private.raise('COMMENT_NOT_FOUND', 'There is no such comment.', 404);
  end if;
  perform private.check_comment(comment.client_id, written,
    array(select media_id from public.comment_media attached where attached.comment_id = comment.id));
  perform private.flag_text('comment', comment.id, caller, private.moderate_text(written));
  people := private.mentioned_people(written);
  update public.comments changed set body = written, mentions = people, edited_at = now()
  where changed.id = comment.id and changed.deleted_at is null and changed.body <> written;
  -- Nobody hears of what is held back, perhaps for this very edit.
  if found and not exists (select from public.comments edited where edited.id = comment.id and edited.held is not null) then
    perform private.emit('comment_mention', caller, mentioned, comment.post_id,
      jsonb_build_object('comment_id', comment.id, 'thread_id', comment.parent_id))
    from unnest(people) mentioned where mentioned <> all (comment.mentions);
  end if;
  return (private.comment_items(array[comment.id]))[1];
end
$$;
comment on function private.edit_comment is '
The step of edit_comment that writes. Emits comment_mention (subject: who is mentioned, target: the post, details: {comment_id,
thread_id: the first comment of the thread, or null}). Errors: as edit_comment.';
grant execute on function private.edit_comment to authenticated;

create function public.delete_comment(comment_id uuid) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.delete_comment(delete_comment.comment_id);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$$;
comment on function public.delete_comment is '
Deletes an own comment, or one on an own post, and returns {id, post_id, deleted_at}. Its text and pictures are gone at once; if it
has answers, an empty place keeps them together. Repeating it changes nothing.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, COMMENT_NOT_FOUND (also when it is not the caller''s to delete), RATE_LIMITED.';
grant execute on function public.delete_comment to authenticated;

create function private.delete_comment(comment_id uuid) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.active_caller_id();
begin
  perform private.take_token('edit_comment', caller::text);
  perform from public.comments comment
  join public.posts post on post.id = comment.post_id
  where comment.id = delete_comment.comment_id and caller in (comment.author_id, post.author_id);
  if not found then
    perform private.raise('COMMENT_NOT_FOUND', 'There is no such comment.', 404);
  end if;
  perform private.remove_comments(caller, array[comment_id]);
  return (
    select jsonb_build_object('id', comment.id, 'post_id', comment.post_id, 'deleted_at', comment.deleted_at)
    from public.comments comment where comment.id = delete_comment.comment_id);
end
$$;
comment on function private.delete_comment is 'The step of delete_comment that writes. Errors: as delete_comment.';
grant execute on function private.delete_comment to authenticated;

create function private.remove_comments(actor_id uuid, ids uuid[]) returns void
language sql volatile
set search_path = ''
as $$
  with removed as (
    update public.comments comment
    set deleted_at = now(), body = '', mentions = '{}', pinned_at = null
    where comment.id = any (remove_comments.ids) and comment.deleted_at is null
    returning *
  ),
  pictures as (
    delete from private.media medium using public.comment_media attached, removed
    where attached.media_id = medium.id and attached.comment_id = removed.id
  )
  insert into private.engagement (kind, actor_id, subject_id, target_id, details)
  select 'comment_removal', remove_comments.actor_id, removed.author_id, removed.post_id,
    jsonb_build_object('comment_id', removed.id, 'thread_id', removed.parent_id)
  from removed where removed.held is null
$$;
comment on function private.remove_comments is '
Leaves tombstones of comments. Emits comment_removal (subject: who wrote it, target: the post, details: {comment_id, thread_id}).';

create function private.leave_tombstones() returns trigger
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  perform private.remove_comments(old.id, array(select id from public.comments where author_id = old.id and deleted_at is null));
  return old;
end
$$;
comment on function private.leave_tombstones is 'What somebody wrote goes with them; what others answered stays.';

create function public.hide_comment(comment_id uuid, hidden boolean default true) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.set_comment_place(hide_comment.comment_id, 'hidden', hide_comment.hidden);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$$;
comment on function public.hide_comment is '
Puts a comment on an own post aside, with its answers, or brings it back; list_comments gives what is aside only when asked for
it. Returns the comment. Repeating it changes nothing.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, COMMENT_NOT_FOUND (also on the posts of others), RATE_LIMITED.';
grant execute on function public.hide_comment to authenticated;

create function public.pin_comment(comment_id uuid, pinned boolean default true) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.set_comment_place(pin_comment.comment_id, 'pinned', pin_comment.pinned);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$$;
comment on function public.pin_comment is '
Puts the first comment of a thread on an own post above the others, instead of the one that was there, or back to its place.
Returns the comment. Repeating it changes nothing.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, COMMENT_NOT_FOUND (also on the posts of others), INVALID_COMMENT (an answer), RATE_LIMITED.';
grant execute on function public.pin_comment to authenticated;

create function private.set_comment_place(comment_id uuid, what text, wanted boolean) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.active_caller_id();
  comment public.comments;
begin
  perform private.take_token('edit_comment', caller::text);
  comment := private.visible_comment(comment_id);
  -- The lock on the post keeps two pins from meeting.
  perform from public.posts post where post.id = comment.post_id and post.author_id = caller for no key update;
  if not found then
    perform private.raise('COMMENT_NOT_FOUND', 'There is no such comment.', 404);
  end if;
  perform private.active_caller_id();
  if what = 'hidden' then
    update public.comments changed set hidden_at = case when wanted then now() end
    where changed.id = comment.id and (changed.hidden_at is not null) <> wanted;
  elsif comment.parent_id is not null then
    perform private.raise('INVALID_COMMENT', 'Only the first comment of a thread can be pinned.', 422);
  else
    update public.comments changed set pinned_at = null
    where changed.post_id = comment.post_id and changed.pinned_at is not null and (changed.id <> comment.id or not wanted);
    update public.comments changed set pinned_at = now()
    where changed.id = comment.id and wanted and changed.pinned_at is null and changed.deleted_at is null;
  end if;
  return (private.comment_items(array[comment.id]))[1];
end
$$;
comment on function private.set_comment_place is 'The step of hide_comment and pin_comment that writes. Errors: as these.';
grant execute on function private.set_comment_place to authenticated;
