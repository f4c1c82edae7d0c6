-- The log. Old transactions, which every reader has behind it.
insert into private.engagement (happened_at, transaction_id, kind, actor_id, subject_id, target_id, details)
select now() - interval '30 days' * (1 - bench.chance(n, nth)), (3 + n % 600)::text::xid8, 'view', viewer_id, author_id, post_id,
  (array['{"counts": 1, "watched_ms": 400, "source": "home"}', '{"counts": 1, "watched_ms": 3000, "source": "home"}',
    '{"counts": 1, "watched_ms": 9000, "source": "home"}', '{"counts": 1, "watched_ms": 30000, "source": "reels"}']::jsonb[])[1 + nth % 4]
from bench.looked;
insert into private.engagement (transaction_id, kind, actor_id, subject_id, target_id, details)
select (3 + n % 600)::text::xid8,
  case when nth % 30 = 1 then 'comment' when nth % 50 = 2 then 'save' when nth % 100 = 3 then 'share' else 'post_reaction' end,
  viewer_id, author_id, post_id, case when nth % 8 = 0 then '{"emoji": "❤️"}'::jsonb else '{}'::jsonb end
from bench.looked
where nth % 8 = 0 or nth % 30 = 1 or nth % 50 = 2 or nth % 100 = 3;
