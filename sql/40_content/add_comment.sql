create function public.add_comment(
  client_id uuid,
  post_id uuid,
  body text default '',
  parent_id uuid default null,
  media_ids uuid[] default '{}'
) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.add_comment(client_id, post_id, body, parent_id, media_ids);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$$;
comment on function public.add_comment is '
Comments on a post, and returns the comment as list_comments does. `client_id` is made by the client: a retry with the same
one returns the comment that exists. `body`: up to 2000 characters and 20 @mentions; it may be empty if there are pictures.
`parent_id`: the comment that it answers; an answer to an answer joins the same thread. `media_ids`: up to 4 pictures that
the caller has uploaded for comments.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, POST_NOT_FOUND, COMMENT_NOT_FOUND, COMMENTS_CLOSED, INVALID_COMMENT, INVALID_MEDIA,
CONTENT_REJECTED, RATE_LIMITED.';
grant execute on function public.add_comment to authenticated;

create function private.add_comment(client_id uuid, post_id uuid, body text, parent_id uuid, media_ids uuid[]) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.active_caller_id();
  written text := private.trimmed(body);
  post public.posts;
  answered public.comments;
  added public.comments;
  flags text[];
begin
  select * into added from public.comments comment
  where comment.author_id = caller and comment.client_id = add_comment.client_id;
  if found then
    return (private.comment_items(array[added.id]))[1];
  end if;
  perform private.check_comment(client_id, written, media_ids);
  perform private.take_token('add_comment', caller::text);
  post := private.visible_post(post_id);
  perform private.require_open_comments(post, caller);
  if parent_id is not null then
    answered := private.visible_comment(parent_id);
    if answered.post_id <> post.id then
      perform private.raise('COMMENT_NOT_FOUND', 'There is no such comment.', 404);
    end if;
  end if;
  flags := private.moderate_text(written);

  insert into public.comments as comment (post_id, parent_id, reply_to_id, author_id, client_id, body, mentions)
  values (post.id, coalesce(answered.parent_id, answered.id), case when answered.parent_id is not null then answered.id end,
    caller, add_comment.client_id, written, private.mentioned_people(written))
  on conflict on constraint one_comment_a_client_id do nothing
  returning * into added;
  if not found then
    -- Two tries at once: the earlier one has it.
    select * into added from public.comments comment
    where comment.author_id = caller and comment.client_id = add_comment.client_id;
    return (private.comment_items(array[added.id]))[1];
  end if;
  perform private.attach_pictures(added.id, caller, media_ids);
  perform private.flag_text('comment', added.id, caller, flags);
  if not added.untold then
    perform private.tell_comment(added, post.author_id, answered.author_id);
  end if;
  return (private.comment_items(array[added.id]))[1];
end
$$;
comment on function private.add_comment is 'The step of add_comment that writes. Emits what tell_comment does, unless it is held back. Errors: as add_comment.';
grant execute on function private.add_comment to authenticated;

create function private.tell_comment(comment public.comments, post_author uuid, answered_author uuid) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  details jsonb := jsonb_build_object('comment_id', comment.id, 'thread_id', comment.parent_id);
begin
  perform private.emit('comment', comment.author_id, post_author, comment.post_id, details);
  if answered_author is not null then
    perform private.emit('reply', comment.author_id, answered_author, comment.post_id, details);
  end if;
  perform private.emit('comment_mention', comment.author_id, mentioned, comment.post_id, details) from unnest(comment.mentions) mentioned;
end
$$;
comment on function private.tell_comment is '
Tells of a comment. Emits comment (subject: the author of the post, target: the post, details: {comment_id, thread_id: the first
comment of the thread, or null}), reply (subject: whom it answers, target: the post, details: {comment_id, thread_id: the first
comment of the thread, or null}) and comment_mention (subject: who is mentioned, target: the post, details: {comment_id,
thread_id: the first comment of the thread, or null}).';

create function private.check_comment(client_id uuid, body text, media_ids uuid[]) returns void
language plpgsql stable
set search_path = ''
as $$
declare
  pictures int := coalesce(cardinality(media_ids), 0);
  problem text := case
    when client_id is null then 'client_id is required.'
    when pictures > 4 then 'A comment has up to 4 pictures.'
    when coalesce(body, '') = '' and pictures = 0 then 'A comment needs a text or a picture.'
    when length(body) > 2000 then 'body may have up to 2000 characters.'
    when cardinality(private.usernames_in(body)) > 20 then 'body may mention up to 20 people.'
  end;
begin
  if problem is not null then
    perform private.raise('INVALID_COMMENT', problem, 422);
  end if;
end
$$;
comment on function private.check_comment is 'Says in words what is wrong with a comment. Errors: INVALID_COMMENT.';

create function private.require_open_comments(post public.posts, caller uuid) returns void
language plpgsql stable
set search_path = ''
as $$
begin
  if post.author_id <> caller and not (private.may_approach(caller, post.author_id) and (
    post.comments_from = 'everyone'
    or post.comments_from = 'followers' and exists (
      select from public.follows where follower_id = caller and followee_id = post.author_id)
    or post.comments_from = 'connections' and exists (
      select from public.connections where person_id = caller and other_id = post.author_id))) then
    perform private.raise('COMMENTS_CLOSED', 'The author has chosen who may comment.', 403);
  end if;
end
$$;
comment on function private.require_open_comments is 'Refuses unless this person may comment on the post. Errors: COMMENTS_CLOSED.';

create function private.attach_pictures(comment_id uuid, owner_id uuid, media_ids uuid[]) returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  if coalesce(cardinality(media_ids), 0) = 0 then
    return;
  end if;
  perform private.claim_attachments(owner_id, 'comment', array['image'], media_ids);
  insert into public.comment_media (comment_id, place, media_id)
  select attach_pictures.comment_id, place, media_id from unnest(media_ids) with ordinality given (media_id, place);
exception when unique_violation then
  perform private.raise('INVALID_MEDIA', 'A medium is in use already.', 422);
end
$$;
comment on function private.attach_pictures is 'Gives a new comment its pictures. Errors: INVALID_MEDIA.';
