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
  if post.untold then
    perform private.tell_untold_post(post.id);
  elsif (post.held is null) <> (hold is null) then
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
gone. Emits post_removal or post_return (target: the post), or what tell_untold_post does.';

create function private.tell_untold_post(post_id uuid) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  post public.posts;
begin
  -- It takes its place among the newest: nobody has passed it.
  update public.posts appearing set untold = false, position = private.uuid_v7(), published_at = clock_timestamp()
  where appearing.id = tell_untold_post.post_id and appearing.untold and appearing.held is null
    and appearing.state = 'published' and appearing.deleted_at is null
  returning * into post;
  if found then
    perform private.tell_post(post);
  end if;
end
$$;
comment on function private.tell_untold_post is '
Lets a post appear that was held back from the beginning, once nobody holds it and its author has it in its place: all that follows from a post
happens now. Emits what tell_post does.';

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
  update public.comments changed set held = hold, untold = changed.untold and hold is not null where changed.id = comment.id;
  if comment.untold then
    if hold is null then
      perform private.tell_comment(comment, post.author_id, answered.author_id)
      from public.posts post left join public.comments answered on answered.id = coalesce(comment.reply_to_id, comment.parent_id)
      where post.id = comment.post_id;
    end if;
  elsif (comment.held is null) <> (hold is null) then
    perform private.emit(case when hold is null then 'comment_return' else 'comment_removal' end, comment.author_id, comment.author_id, comment.post_id,
      jsonb_build_object('comment_id', comment.id, 'thread_id', comment.parent_id));
  end if;
  return jsonb_build_object('held', comment.held);
end
$$;
comment on function private.hold_comment is '
As private.hold_post, of a comment. Emits comment_removal (subject: who wrote it, target: the post, details: {comment_id, thread_id}) and
comment_return (subject: who wrote it, target: the post, details: {comment_id, thread_id}): it is counted again; or what tell_comment does, of one
that was held back from the beginning.';
