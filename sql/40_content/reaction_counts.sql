-- The one shape of reactions: on posts, comments and (60_chat) messages.
create function private.reactions_view(count int, emojis jsonb, mine text, hidden jsonb default null) returns jsonb
language plpgsql immutable
set search_path = ''
as $$
declare
  shown_count int := coalesce(count, 0);
  shown jsonb := coalesce(emojis, '{}');
begin
  if hidden is not null then
    -- The counters are a second behind, what is hidden is not: never less than nothing.
    select coalesce(sum(remaining.number), 0), coalesce(jsonb_object_agg(remaining.emoji, remaining.number), '{}')
    into shown_count, shown
    from (
      select counted.emoji, counted.number::int - coalesce((hidden ->> counted.emoji)::int, 0) as number
      from jsonb_each_text(shown) counted (emoji, number)
    ) remaining
    where remaining.number > 0;
  end if;
  return jsonb_build_object('count', shown_count, 'emojis', shown, 'mine', mine);
end
$$;
comment on function private.reactions_view is '
Reactions as clients get them: {count, emojis: {emoji: count}, mine: emoji|null}. `count` and `emojis` are the counters, which
everybody shares; `hidden`, {emoji: count} or null, is taken off: the reactions of people hidden from the reader.';

create function private.hidden_post_reactions(ids uuid[]) returns table (post_id uuid, emojis jsonb)
language plpgsql stable
set search_path = ''
rows 1
as $$
declare
  unseen uuid[] := private.hidden_ids();
begin
  if unseen = '{}' then
    return;
  end if;
  return query
  select counted.post_id, jsonb_object_agg(counted.emoji, counted.number)
  from (
    select reaction.post_id, reaction.emoji, count(*) as number
    from public.post_reactions reaction
    where reaction.post_id = any (hidden_post_reactions.ids) and reaction.user_id = any (unseen)
    group by reaction.post_id, reaction.emoji
  ) counted
  group by counted.post_id;
end
$$;
comment on function private.hidden_post_reactions is 'What people hidden from the caller have reacted to these posts with, {emoji: count} a post. Nothing to do for most callers.';

create function private.hidden_comment_reactions(ids uuid[]) returns table (comment_id uuid, emojis jsonb)
language plpgsql stable
set search_path = ''
rows 1
as $$
declare
  unseen uuid[] := private.hidden_ids();
begin
  if unseen = '{}' then
    return;
  end if;
  return query
  select counted.comment_id, jsonb_object_agg(counted.emoji, counted.number)
  from (
    select reaction.comment_id, reaction.emoji, count(*) as number
    from public.comment_reactions reaction
    where reaction.comment_id = any (hidden_comment_reactions.ids) and reaction.user_id = any (unseen)
    group by reaction.comment_id, reaction.emoji
  ) counted
  group by counted.comment_id;
end
$$;
comment on function private.hidden_comment_reactions is 'As hidden_post_reactions, for comments.';
