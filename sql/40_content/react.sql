create function public.react(target text, target_id uuid, emoji text default '❤️') returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.react(target, target_id, emoji);
end
$$;
comment on function public.react is '
Reacts to a post, a comment or a message with one emoji, instead of an earlier one if there is: {target, target_id, emoji}.
`target`: post, comment, message. Repeating it changes nothing. Counters of posts and comments follow about a second later.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, INVALID_REACTION, POST_NOT_FOUND, COMMENT_NOT_FOUND, MESSAGE_NOT_FOUND,
MESSAGE_REQUEST_UNANSWERED, CONVERSATION_CLOSED, RATE_LIMITED.';
grant execute on function public.react to authenticated;

create function private.react(target text, target_id uuid, emoji text) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.active_caller_id();
  -- Without its variation selector a heart is the sign of a playing card.
  chosen text := case emoji when '❤' then '❤️' else emoji end;
begin
  if private.is_emoji(chosen) is not true then
    perform private.raise('INVALID_REACTION', 'emoji must be one emoji.', 422);
  end if;
  perform private.take_token('react', caller::text);
  if target = 'post' then
    perform private.react_to_post(caller, target_id, chosen);
  elsif target = 'comment' then
    perform private.react_to_comment(caller, target_id, chosen);
  else
    execute format('select %s($1, $2, $3)', private.reaction_seam('react_to_', target, '(uuid,uuid,text)'))
    using caller, target_id, chosen;
  end if;
  return jsonb_build_object('target', target, 'target_id', target_id, 'emoji', chosen);
end
$$;
comment on function private.react is 'The step of react that writes. Errors: as react.';
grant execute on function private.react to authenticated;

create function private.react_to_post(caller uuid, post_id uuid, emoji text) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  author uuid;
  previous text;
begin
  select post.author_id into author from private.visible_posts post where post.id = react_to_post.post_id;
  if not found then
    perform private.raise('POST_NOT_FOUND', 'There is no such post.', 404);
  end if;
  insert into public.post_reactions as reaction (post_id, user_id, emoji)
  values (react_to_post.post_id, caller, react_to_post.emoji)
  on conflict on constraint post_reactions_pkey do nothing;
  if not found then
    select reaction.emoji into previous from public.post_reactions reaction
    where reaction.post_id = react_to_post.post_id and reaction.user_id = caller
    for update;
    if not found or previous = emoji then
      -- Withdrawn at this very moment, or the same again.
      return;
    end if;
    update public.post_reactions reaction set emoji = react_to_post.emoji
    where reaction.post_id = react_to_post.post_id and reaction.user_id = caller;
  end if;
  insert into private.engagement (kind, actor_id, subject_id, target_id, details)
  values ('post_reaction', caller, author, react_to_post.post_id,
    jsonb_strip_nulls(jsonb_build_object('emoji', react_to_post.emoji, 'previous', previous)));
end
$$;
comment on function private.react_to_post is '
Emits post_reaction (subject: the author, target: the post, details: {emoji, previous: the emoji that it replaces}).
Errors: POST_NOT_FOUND.';

create function private.react_to_comment(caller uuid, comment_id uuid, emoji text) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  author uuid := (private.visible_comment(comment_id)).author_id;
  previous text;
begin
  insert into public.comment_reactions as reaction (comment_id, user_id, emoji)
  values (react_to_comment.comment_id, caller, react_to_comment.emoji)
  on conflict on constraint comment_reactions_pkey do nothing;
  if not found then
    select reaction.emoji into previous from public.comment_reactions reaction
    where reaction.comment_id = react_to_comment.comment_id and reaction.user_id = caller
    for update;
    if not found or previous = emoji then
      return;
    end if;
    update public.comment_reactions reaction set emoji = react_to_comment.emoji
    where reaction.comment_id = react_to_comment.comment_id and reaction.user_id = caller;
  end if;
  insert into private.engagement (kind, actor_id, subject_id, target_id, details)
  values ('comment_reaction', caller, author, react_to_comment.comment_id,
    jsonb_strip_nulls(jsonb_build_object('emoji', react_to_comment.emoji, 'previous', previous)));
end
$$;
comment on function private.react_to_comment is '
Emits comment_reaction (subject: the author, target: the comment, details: {emoji, previous: the emoji that it replaces}).
Errors: COMMENT_NOT_FOUND.';

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
