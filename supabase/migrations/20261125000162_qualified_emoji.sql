-- One emoji is one reaction: what was stored in other forms is stored in the qualified one.
update public.post_reactions set emoji = private.qualified_emoji(emoji) where private.qualified_emoji(emoji) <> emoji;
update public.comment_reactions set emoji = private.qualified_emoji(emoji) where private.qualified_emoji(emoji) <> emoji;
update public.post_stats stats set emojis = (
  select jsonb_object_agg(emoji, total)
  from (
    select coalesce(private.qualified_emoji(key), key) as emoji, sum(value::int) as total
    from jsonb_each_text(stats.emojis) group by 1
  ) counted)
where exists (select from jsonb_object_keys(stats.emojis) key where private.qualified_emoji(key) <> key);
