-- The call that the hottest post gets most. Whatever PL/pgSQL starts costs again in each transaction, so it starts as
-- little as it can: one query for all that has to be known, and functions only for what is not usual.
create function private.react_to_post(post_id uuid, emoji text) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  chosen text := case emoji when '❤️' then emoji else private.chosen_emoji(emoji) end;
  caller uuid;
  author uuid;
  previous text;
begin
  select session.account_id, post.author_id into caller, author
  from private.live_sessions session
  left join private.visible_single_posts post on post.id = react_to_post.post_id
  where session.account_id = (select auth.uid()) and session.id = (select (auth.jwt() ->> 'sid')::uuid)
    and (session.banned_until <= now()) is not false;
  if not found then
    caller := private.active_caller_id(); -- which says why
  end if;
  perform private.take_token('react', caller::text);
  if author is null then
    perform private.raise('POST_NOT_FOUND', 'There is no such post.', 404);
  end if;
  insert into public.post_reactions as reaction (post_id, user_id, emoji)
  values (react_to_post.post_id, caller, chosen)
  on conflict on constraint post_reactions_pkey do nothing;
  if found then
    insert into private.engagement (kind, actor_id, subject_id, target_id, details)
    values ('post_reaction', caller, author, react_to_post.post_id, jsonb_build_object('emoji', chosen));
  else
    select reaction.emoji into previous from public.post_reactions reaction
    where reaction.post_id = react_to_post.post_id and reaction.user_id = caller
    for update;
    -- Not the same again, nor withdrawn at this very moment.
    if previous <> chosen then
      update public.post_reactions reaction set emoji = chosen
      where reaction.post_id = react_to_post.post_id and reaction.user_id = caller;
      perform private.emit('post_reaction', caller, author, react_to_post.post_id,
        jsonb_build_object('emoji', chosen, 'previous', previous));
    end if;
  end if;
  return jsonb_build_object('target', 'post', 'target_id', post_id, 'emoji', chosen);
end
$$;
comment on function private.react_to_post is '
The step of react that writes, for a post. Emits post_reaction (subject: the author, target: the post, details: {emoji,
previous: the emoji that it replaces}). Errors: as react.';
grant execute on function private.react_to_post to authenticated;
