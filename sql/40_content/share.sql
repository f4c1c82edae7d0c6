create function public.share_post(post_id uuid, via text default 'repost') returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.share_post(share_post.post_id, share_post.via);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$$;
comment on function public.share_post is '
Passes a public post on, and counts it: {post_id, via, shared: true}. `via`: repost (to the caller''s followers), message, link,
external. Each way counts once a person and post; repeating it changes nothing.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, INVALID_SHARE, POST_NOT_FOUND, POST_NOT_SHAREABLE (not public), RATE_LIMITED.';
grant execute on function public.share_post to authenticated;

create function private.share_post(post_id uuid, via text) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.active_caller_id();
  post public.posts;
begin
  if (via in ('repost', 'message', 'link', 'external')) is not true then
    perform private.raise('INVALID_SHARE', 'via must be repost, message, link or external.', 422);
  end if;
  perform private.take_token('share_post', caller::text);
  post := private.visible_post(post_id);
  if post.audience <> 'public' then
    perform private.raise('POST_NOT_SHAREABLE', 'This post is not for everybody.', 403);
  end if;
  insert into public.post_shares (post_id, user_id, via) values (post.id, caller, share_post.via)
  on conflict on constraint post_shares_pkey do nothing;
  if found then
    perform private.emit('share', caller, post.author_id, post.id, jsonb_build_object('via', via));
  end if;
  return jsonb_build_object('post_id', post.id, 'via', via, 'shared', true);
end
$$;
comment on function private.share_post is '
The step of share_post that writes. Emits share (subject: the author, target: the post, details: {via}). Errors: as share_post.';
grant execute on function private.share_post to authenticated;

create function public.unshare_post(post_id uuid, via text default 'repost') returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.unshare_post(unshare_post.post_id, unshare_post.via);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$$;
comment on function public.unshare_post is '
Takes a share back: {post_id, via, shared: false}. Repeating it changes nothing.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, RATE_LIMITED.';
grant execute on function public.unshare_post to authenticated;

create function private.unshare_post(post_id uuid, via text) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.active_caller_id();
begin
  perform private.take_token('share_post', caller::text);
  delete from public.post_shares share
  where share.post_id = unshare_post.post_id and share.user_id = caller and share.via = unshare_post.via;
  return jsonb_build_object('post_id', post_id, 'via', via, 'shared', false);
end
$$;
comment on function private.unshare_post is 'The step of unshare_post that writes. Errors: as unshare_post.';
grant execute on function private.unshare_post to authenticated;

create function private.tell_gone_shares() returns trigger
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  insert into private.engagement (kind, actor_id, subject_id, target_id, details)
  select 'unshare', gone.user_id, post.author_id, post.id, jsonb_build_object('via', gone.via)
  from gone join public.posts post on post.id = gone.post_id;
  return null;
end
$$;
comment on function private.tell_gone_shares is 'Emits unshare (subject: the author, target: the post, details: {via}), unless the post is gone too.';
