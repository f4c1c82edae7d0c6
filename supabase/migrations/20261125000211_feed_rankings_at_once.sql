insert into private.settings (name, value, description) values
  ('feed_rankings_at_once', '32', 'How many feeds are ranked at once, at least 1. Who comes beyond that gets the following feed instead.');
insert into private.rate_limits (name, capacity, refill_per_second, description) values
  ('explain_feed_item', 60, 0.5, 'Explanations of posts in the feed: 60 at once, 30 a minute.'),
  ('feed_what_if', 6, 0.05, 'Judgements of other weights on the log of the feed: 6 at once, 3 a minute.');
