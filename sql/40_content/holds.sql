-- What moderators take away, or keep away until they have looked at it. Nothing of it is lost, so that they can give it back.
create function private.hold_post(post_id uuid, hold text, was jsonb default null) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
declare
  post public.posts;
begin
  select * into post from public.posts held where held.id = hold_post.post_id for no key update;
  if not found then
    return null;
  end if;
  update public.posts changed set held = hold, visibility = changed.visibility,
    deleted_at = case when hold = 'removed' then coalesce(changed.deleted_at, now())
      when post.held = 'removed' then (was ->> 'deleted_at')::timestamptz else changed.deleted_at end
  where changed.id = post.id;
  if (post.held is null) <> (hold is null) then
    perform private.emit(case when hold is null then 'post_return' else 'post_removal' end, post.author_id, target_id => post.id);
  end if;
  if hold is null then
    -- What waited for its time or its media has perhaps missed it.
    perform private.advance_post(post.id);
  end if;
  return jsonb_build_object('held', post.held, 'deleted_at', post.deleted_at);
end
$$;
comment on function private.hold_post is '
Holds a post back, `hold` as posts.held, or with null gives it back as it `was`. Returns what it was before, {held, deleted_at}; null if it is
gone. Emits post_removal or post_return (target: the post).';

create function private.hold_comment(comment_id uuid, hold text, was jsonb default null) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
declare
  comment public.comments;
begin
  select * into comment from public.comments held where held.id = hold_comment.comment_id and held.deleted_at is null for no key update;
  if not found then
    return null;
  end if;
  update public.comments changed set held = hold where changed.id = comment.id;
  if (comment.held is null) <> (hold is null) then
    perform private.emit(case when hold is null then 'comment_return' else 'comment_removal' end, comment.author_id, comment.author_id, comment.post_id,
      jsonb_build_object('comment_id', comment.id, 'thread_id', comment.parent_id));
  end if;
  return jsonb_build_object('held', comment.held);
end
$$;
comment on function private.hold_comment is '
As private.hold_post, of a comment. Emits comment_removal (subject: who wrote it, target: the post, details: {comment_id, thread_id}) and
comment_return (subject: who wrote it, target: the post, details: {comment_id, thread_id}): it is counted again.';
