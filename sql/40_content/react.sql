create function public.react(target text, target_id uuid, emoji text default '❤️') returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  if target = 'post' then
    return private.react_to_post(target_id, emoji);
  elsif target = 'comment' then
    return private.react_to_comment(target_id, emoji);
  end if;
  return private.react_elsewhere(target, target_id, emoji);
end
$$;
comment on function public.react is '
Reacts to a post, a comment or a message with one emoji, instead of an earlier one if there is: {target, target_id, emoji}.
`target`: post, comment, message. Repeating it changes nothing. Counters of posts and comments follow about a second later.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, INVALID_REACTION, POST_NOT_FOUND, COMMENT_NOT_FOUND, MESSAGE_NOT_FOUND,
MESSAGE_REQUEST_UNANSWERED, CONVERSATION_CLOSED, RATE_LIMITED.';
grant execute on function public.react to authenticated;

create function private.chosen_emoji(written text) returns text
language plpgsql immutable
set search_path = ''
as $$
begin
  -- Without its variation selector a heart is the sign of a playing card.
  if written = '❤' then
    return '❤️';
  end if;
  if private.is_emoji(written) is not true then
    perform private.raise('INVALID_REACTION', 'emoji must be one emoji.', 422);
  end if;
  return written;
end
$$;
comment on function private.chosen_emoji is 'The emoji that somebody reacts with. Errors: INVALID_REACTION.';

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
  left join private.visible_posts post on post.id = react_to_post.post_id
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

create function private.react_to_comment(comment_id uuid, emoji text) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  chosen text := private.chosen_emoji(emoji);
  caller uuid := private.active_caller_id();
  author uuid;
  previous text;
begin
  perform private.take_token('react', caller::text);
  author := (private.visible_comment(comment_id)).author_id;
  insert into public.comment_reactions as reaction (comment_id, user_id, emoji)
  values (react_to_comment.comment_id, caller, chosen)
  on conflict on constraint comment_reactions_pkey do nothing;
  if found then
    perform private.emit('comment_reaction', caller, author, comment_id, jsonb_build_object('emoji', chosen));
  else
    select reaction.emoji into previous from public.comment_reactions reaction
    where reaction.comment_id = react_to_comment.comment_id and reaction.user_id = caller
    for update;
    if previous <> chosen then
      update public.comment_reactions reaction set emoji = chosen
      where reaction.comment_id = react_to_comment.comment_id and reaction.user_id = caller;
      perform private.emit('comment_reaction', caller, author, comment_id,
        jsonb_build_object('emoji', chosen, 'previous', previous));
    end if;
  end if;
  return jsonb_build_object('target', 'comment', 'target_id', comment_id, 'emoji', chosen);
end
$$;
comment on function private.react_to_comment is '
The step of react that writes, for a comment. Emits comment_reaction (subject: the author, target: the comment, details:
{emoji, previous: the emoji that it replaces}). Errors: as react.';
grant execute on function private.react_to_comment to authenticated;

create function public.unreact(target text, target_id uuid) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.unreact(target, target_id);
end
$$;
comment on function public.unreact is '
Withdraws the caller''s reaction: {target, target_id, emoji: null}. Repeating it changes nothing.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, INVALID_REACTION, MESSAGE_NOT_FOUND, RATE_LIMITED.';
grant execute on function public.unreact to authenticated;

create function private.unreact(target text, target_id uuid) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.active_caller_id();
begin
  perform private.take_token('react', caller::text);
  if target = 'post' then
    delete from public.post_reactions where post_id = target_id and user_id = caller;
  elsif target = 'comment' then
    delete from public.comment_reactions where comment_id = target_id and user_id = caller;
  else
    execute format('select %s($1, $2)', private.reaction_seam('unreact_to_', target, '(uuid,uuid)')) using caller, target_id;
  end if;
  return jsonb_build_object('target', target, 'target_id', target_id, 'emoji', null);
end
$$;
comment on function private.unreact is 'The step of unreact that writes. Errors: as unreact.';
grant execute on function private.unreact to authenticated;

create function public.list_reactions(
  target text,
  target_id uuid,
  emoji text default null,
  cursor text default null,
  page_size int default 20
) returns jsonb
language sql stable
set search_path = ''
as $$
  select private.list_reactions(
    list_reactions.target, list_reactions.target_id, list_reactions.emoji, list_reactions.cursor, list_reactions.page_size)
$$;
comment on function public.list_reactions is '
Who has reacted to a post, a comment or a message, the last first, without those hidden from the caller: {items: [{user: {id,
username, first_name, last_name}, emoji, created_at}], next_cursor}. `emoji`: only this one. To a message the user is a member of
the conversation: {member_id, id, username, first_name, last_name, avatar, alias}, and of somebody anonymous {member_id, id: null, alias}.
Errors: NOT_AUTHENTICATED, INVALID_REACTION, POST_NOT_FOUND, COMMENT_NOT_FOUND, MESSAGE_NOT_FOUND, INVALID_CURSOR, INVALID_PAGE_SIZE.';
grant execute on function public.list_reactions to authenticated;

create function private.list_reactions(target text, target_id uuid, emoji text, cursor text, page_size int) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  before uuid := coalesce(private.decode_cursor(cursor), 'ffffffff-ffff-ffff-ffff-ffffffffffff');
  size int := private.page_size(page_size);
  page jsonb;
begin
  if target = 'post' then
    perform private.visible_post(target_id);
    return (
      select private.graph_page(array_agg(item order by id desc), array_agg(id order by id desc), size)
      from (
        select reaction.id, private.reaction_item(person.profile, reaction.emoji, reaction.created_at) as item
        from public.post_reactions reaction
        join private.visible_people person on person.id = reaction.user_id
        where reaction.post_id = list_reactions.target_id and reaction.id < before
          and (list_reactions.emoji is null or reaction.emoji = list_reactions.emoji)
        order by reaction.id desc
        limit size + 1
      ) found);
  elsif target = 'comment' then
    perform private.visible_comment(target_id);
    return (
      select private.graph_page(array_agg(item order by id desc), array_agg(id order by id desc), size)
      from (
        select reaction.id, private.reaction_item(person.profile, reaction.emoji, reaction.created_at) as item
        from public.comment_reactions reaction
        join private.visible_people person on person.id = reaction.user_id
        where reaction.comment_id = list_reactions.target_id and reaction.id < before
          and (list_reactions.emoji is null or reaction.emoji = list_reactions.emoji)
        order by reaction.id desc
        limit size + 1
      ) found);
  end if;
  execute format('select %s($1, $2, $3, $4)', private.reaction_seam('reactions_to_', target, '(uuid,text,uuid,int)'))
  into page using target_id, emoji, before, size;
  return page;
end
$$;
comment on function private.list_reactions is 'The step of list_reactions that reads. Errors: as list_reactions.';
grant execute on function private.list_reactions to authenticated;

create function private.react_elsewhere(target text, target_id uuid, emoji text) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  chosen text := private.chosen_emoji(emoji);
  caller uuid := private.active_caller_id();
begin
  perform private.take_token('react', caller::text);
  execute format('select %s($1, $2, $3)', private.reaction_seam('react_to_', target, '(uuid,uuid,text)'))
  using caller, target_id, chosen;
  return jsonb_build_object('target', target, 'target_id', target_id, 'emoji', chosen);
end
$$;
comment on function private.react_elsewhere is 'The step of react that writes, for what belongs to a later domain. Errors: as react.';
grant execute on function private.react_elsewhere to authenticated;

create function private.reaction_seam(deed text, target text, arguments text) returns text
language plpgsql stable
set search_path = ''
as $$
declare
  name text := 'private.' || deed || target;
begin
  if (target ~ '^[a-z]{1,20}$') is not true or to_regprocedure(name || arguments) is null then
    perform private.raise('INVALID_REACTION', 'target must be post, comment or message.', 422);
  end if;
  return name;
end
$$;
comment on function private.reaction_seam is '
The function of a later domain whose things people react to. It declares private.react_to_<target>(caller uuid, target_id uuid,
emoji text), private.unreact_to_<target>(caller uuid, target_id uuid) and private.reactions_to_<target>(target_id uuid, emoji text,
before uuid, page_size int) returns jsonb. Errors: INVALID_REACTION.';

create function private.reaction_item(person public.profiles, emoji text, created_at timestamptz) returns jsonb
language sql immutable
set search_path = ''
as $$
  select jsonb_build_object('user', private.profile_card(person), 'emoji', emoji, 'created_at', created_at)
$$;
comment on function private.reaction_item is 'A reaction in a list.';

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
