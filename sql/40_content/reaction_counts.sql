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

create function private.hidden_reactions(of text, ids uuid[]) returns table (target_id uuid, emojis jsonb)
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
  select counted.target_id, jsonb_object_agg(counted.emoji, counted.number)
  from (
    select reaction.target_id, reaction.emoji, count(*) as number
    from (
      select post_id as target_id, user_id, emoji from public.post_reactions where hidden_reactions.of = 'post'
      union all
      select comment_id, user_id, emoji from public.comment_reactions where hidden_reactions.of = 'comment'
    ) reaction
    where reaction.target_id = any (hidden_reactions.ids) and reaction.user_id = any (unseen)
    group by reaction.target_id, reaction.emoji
  ) counted
  group by counted.target_id;
end
$$;
comment on function private.hidden_reactions is '
What people hidden from the caller have reacted to these posts or comments with (`of`: post or comment), {emoji: count} each. Nothing to do for most callers.';
