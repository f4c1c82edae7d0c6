-- Reactions also go with their accounts. Whatever is gone, its counter hears of it here.
create function private.tell_gone_post_reactions() returns trigger
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  insert into private.engagement (kind, actor_id, subject_id, target_id, details)
  select 'post_unreaction', gone.user_id, post.author_id, post.id, jsonb_build_object('emoji', gone.emoji)
  from gone join public.posts post on post.id = gone.post_id;
  return null;
end
$$;
comment on function private.tell_gone_post_reactions is 'Emits post_unreaction (subject: the author, target: the post, details: {emoji}), unless the post is gone too.';

create function private.tell_gone_comment_reactions() returns trigger
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  insert into private.engagement (kind, actor_id, subject_id, target_id, details)
  select 'comment_unreaction', gone.user_id, comment.author_id, comment.id, jsonb_build_object('emoji', gone.emoji)
  from gone join public.comments comment on comment.id = gone.comment_id;
  return null;
end
$$;
comment on function private.tell_gone_comment_reactions is 'Emits comment_unreaction (subject: the author, target: the comment, details: {emoji}), unless the comment is gone too.';
