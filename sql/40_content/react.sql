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
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
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
declare
  chosen text := private.qualified_emoji(written);
begin
  if chosen is null then
    perform private.raise('INVALID_REACTION', 'emoji must be one emoji.', 422);
  end if;
  return chosen;
end
$$;
comment on function private.chosen_emoji is 'The emoji that somebody reacts with. Errors: INVALID_REACTION.';

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

create function private.reaction_seam(deed text, target text, signature text) returns regproc
language plpgsql stable
set search_path = ''
as $$
declare
  answered_by regproc := private.seam(deed, target, signature);
begin
  if answered_by is null then
    perform private.raise('INVALID_REACTION', 'target must be post, comment or message.', 422);
  end if;
  return answered_by;
end
$$;
comment on function private.reaction_seam is '
The function of a later domain whose things people react to. It declares private.react_to_<target>(caller uuid, target_id uuid,
emoji text), private.unreact_to_<target>(caller uuid, target_id uuid) and private.reactions_to_<target>(target_id uuid, emoji text,
before uuid, page_size int) returns jsonb. Errors: INVALID_REACTION.';
