-- What authors do with their posts after writing them.
create function private.own_post(post_id uuid) returns public.posts
language plpgsql volatile
set search_path = ''
as $$
declare
  caller uuid := private.caller_id();
  post public.posts;
begin
  perform private.take_token('edit_post', caller::text);
  -- In the order in which a change of the profile or the account takes its locks, see narrow_audience.
  perform from private.accounts account join public.profiles profile on profile.id = account.id
  where account.id = caller for share;
  select * into post from public.posts where id = own_post.post_id and author_id = caller for no key update;
  perform private.active_caller_id();
  if post.id is null then
    perform private.raise('POST_NOT_FOUND', 'There is no such post.', 404);
  end if;
  return post;
end
$$;
comment on function private.own_post is '
A post of the caller in any state, locked against other changes.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, POST_NOT_FOUND, RATE_LIMITED.';

create function public.edit_post(post_id uuid, changes jsonb) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.edit_post(edit_post.post_id, edit_post.changes);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$$;
comment on function public.edit_post is '
Changes some of {caption, visibility, place, comments_from, content_warning} of an own post, and returns it as get_post does.
What the text of a published post was stays readable: list_post_edits. People who are mentioned for the first time are told.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, POST_NOT_FOUND, INVALID_POST, CONTENT_REJECTED, RATE_LIMITED.';
grant execute on function public.edit_post to authenticated;

create function private.edit_post(post_id uuid, changes jsonb) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  post public.posts := private.own_post(post_id);
  content jsonb;
  people uuid[];
begin
  perform private.check_keys(changes, 'INVALID_POST', array['caption', 'visibility', 'place', 'comments_from', 'content_warning']);
  content := jsonb_build_object('kind', post.kind, 'caption', post.caption, 'visibility', post.visibility, 'place', post.place,
    'comments_from', post.comments_from, 'content_warning', post.content_warning) || changes;
  perform private.check_post(post.client_id, content, post.state = 'draft');
  perform private.flag_text('post', post.id, post.author_id,
    private.moderate_text(concat_ws(E'\n', content ->> 'caption', content ->> 'content_warning', content ->> 'place')));
  people := private.mentioned_people(content ->> 'caption');

  if post.position is not null
    and (post.caption, post.content_warning) is distinct from
      (private.trimmed(content ->> 'caption'), nullif(private.trimmed(content ->> 'content_warning'), '')) then
    insert into public.post_edits (post_id, caption, content_warning) values (post.id, post.caption, post.content_warning);
    update public.posts set edited_at = now() where id = post.id;
  end if;
  update public.posts edited set
    caption = private.trimmed(content ->> 'caption'),
    visibility = content ->> 'visibility',
    comments_from = content ->> 'comments_from',
    place = nullif(private.trimmed(content ->> 'place'), ''),
    content_warning = nullif(private.trimmed(content ->> 'content_warning'), ''),
    hashtags = private.hashtags_in(content ->> 'caption'),
    mentions = people
  where edited.id = post.id;
  if post.position is not null and post.caption <> private.trimmed(content ->> 'caption')
    -- Nobody hears of what is held back, perhaps for this very edit.
    and not exists (select from public.posts edited where edited.id = post.id and edited.held is not null) then
    perform private.emit('post_mention', post.author_id, mentioned, post.id)
    from unnest(people) mentioned where mentioned <> all (post.mentions);
  end if;
  return (private.post_items(array[post.id]))[1];
end
$$;
comment on function private.edit_post is '
The step of edit_post that writes. Emits post_mention (subject: who is mentioned, target: the post). Errors: as edit_post.';
grant execute on function private.edit_post to authenticated;

create function public.delete_post(post_id uuid) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.delete_post(delete_post.post_id, true);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$$;
comment on function public.delete_post is '
Takes an own post away from everybody, and returns {id, deleted_at, restorable_until}. restore_post brings it back for 30
days; then it is gone with its media. Repeating it changes nothing.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, POST_NOT_FOUND, RATE_LIMITED.';
grant execute on function public.delete_post to authenticated;

create function public.restore_post(post_id uuid) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.delete_post(restore_post.post_id, false);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$$;
comment on function public.restore_post is '
Takes back the deletion of an own post, which has its old place again, and returns {id, deleted_at: null, restorable_until:
null}. Repeating it changes nothing.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, POST_NOT_FOUND (also when purged), CONTENT_HELD (moderators have removed it), RATE_LIMITED.';
grant execute on function public.restore_post to authenticated;

create function private.delete_post(post_id uuid, deleted boolean) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  post public.posts := private.own_post(post_id);
begin
  if post.held = 'removed' and not deleted then
    perform private.raise('CONTENT_HELD', 'Moderators have removed this post.', 403);
  end if;
  if (post.deleted_at is not null) <> deleted then
    update public.posts set deleted_at = case when deleted then now() end where id = post.id returning * into post;
    if post.untold then
      perform private.tell_untold_post(post.id);
    else
      perform private.emit(case when deleted then 'post_removal' else 'post_return' end, post.author_id, target_id => post.id);
    end if;
    -- What waited for its time or its media has perhaps missed it.
    perform private.advance_post(post.id);
  end if;
  return jsonb_build_object('id', post.id, 'deleted_at', post.deleted_at,
    'restorable_until', post.deleted_at + private.undo_time());
end
$$;
comment on function private.delete_post is '
The step of delete_post and restore_post that writes. Emits post_removal or post_return (target: the post). Errors: as delete_post, CONTENT_HELD.';
grant execute on function private.delete_post to authenticated;

create function private.undo_time() returns interval
language sql immutable
set search_path = ''
as $$ select interval '30 days' $$;
comment on function private.undo_time is 'How long a deleted post can be restored.';

create function public.archive_post(post_id uuid, archived boolean default true) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.archive_post(archive_post.post_id, archive_post.archived);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$$;
comment on function public.archive_post is '
Puts an own published post where only its author sees it, or back to its place, and returns it as get_post does.
Repeating it changes nothing. Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, POST_NOT_FOUND, INVALID_POST (it has not been
published), RATE_LIMITED.';
grant execute on function public.archive_post to authenticated;

create function private.archive_post(post_id uuid, archived boolean) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  post public.posts := private.own_post(post_id);
begin
  if post.position is null or archived is null then
    perform private.raise('INVALID_POST', 'Only what has been published can be archived.', 422);
  end if;
  if (post.state = 'archived') <> archived then
    update public.posts set state = case when archived then 'archived' else 'published' end where id = post.id;
    if post.untold then
      perform private.tell_untold_post(post.id);
    else
      perform private.emit(case when archived then 'post_removal' else 'post_return' end, post.author_id, target_id => post.id);
    end if;
  end if;
  return (private.post_items(array[post.id]))[1];
end
$$;
comment on function private.archive_post is 'The step of archive_post that writes. Emits post_removal or post_return (target: the post). Errors: as archive_post.';
grant execute on function private.archive_post to authenticated;

create function private.purge_posts() returns bigint
language plpgsql volatile
set search_path = ''
as $$
declare
  doomed uuid[];
begin
  select array_agg(id) into doomed from (
    select id from public.posts where deleted_at < now() - private.undo_time()
    order by deleted_at
    limit 500
    for update skip locked
  ) expired;
  delete from private.media medium using public.post_media attached
  where attached.media_id = medium.id and attached.post_id = any (doomed);
  delete from private.media medium using public.comment_media attached, public.comments comment
  where attached.media_id = medium.id and comment.id = attached.comment_id and comment.post_id = any (doomed);
  delete from public.posts where id = any (doomed);
  -- Reactions have no foreign key. After the post, so that nobody is told that they are gone.
  delete from public.post_reactions where post_id = any (doomed);
  -- Tombstones that hold nothing any more.
  delete from public.comments comment
  where comment.deleted_at < now() - private.undo_time()
    and not exists (select from public.comments answer where answer.parent_id = comment.id);
  return coalesce(cardinality(doomed), 0);
end
$$;
comment on function private.purge_posts is '
Removes posts that were deleted more than undo_time() ago with everything that hangs on them, 500 at a time, and returns
how many; then empty tombstones of comments. The worker calls it by schedule until it returns less.';
