-- Comments count their reactions by emoji from here on: what was given before is counted once. What the counters have not read yet
-- is left out, because they will add it.
with unread as materialized (
  select kind, target_id, details from private.engagement
  where kind in ('comment_reaction', 'comment_unreaction')
    and transaction_id >= coalesce((select place from private.engagement_readers where name = 'counters'), '0')
),
step as (
  select comment_id, emoji, 1 as number from public.comment_reactions
  union all
  select target_id, details ->> 'emoji', case kind when 'comment_reaction' then -1 else 1 end from unread
  union all
  select target_id, details ->> 'previous', 1 from unread where kind = 'comment_reaction' and details ? 'previous'
),
total as (
  select comment_id, coalesce(private.qualified_emoji(emoji), emoji) as emoji, sum(number) as number
  from step group by 1, 2
)
update public.comments comment set emojis = counted.emojis
from (select comment_id, jsonb_object_agg(emoji, number) as emojis from total where number > 0 group by comment_id) counted
where comment.id = counted.comment_id;
