-- docs/feed.md gives the reason for each weight.
insert into private.feed_weights (feed, factor, weight) values
  ('home', 'fresh', 0.8), ('home', 'heat', 0.7), ('home', 'rate', 0.5), ('home', 'taste', 0.6), ('home', 'author', 0.6), ('home', 'topics', 0.4),
  ('home', 'interests', 0.3), ('home', 'followed', 1.0), ('home', 'nearby', 0.5), ('home', 'viral', 0.5), ('home', 'refusal', 1.0), ('home', 'skips', 0.3),
  ('home', 'temperature', 0.1);
insert into private.settings (name, value, description) values
  ('feed_log_share', '0.05', 'Which share of ranked lists private.feed_log keeps, 0 to 1: what feed_what_if judges other weights by.');
insert into private.rate_limits (name, capacity, refill_per_second, description) values
  ('set_feed_settings', 30, 0.05, 'Changes of feed settings: 30 at once, 3 a minute.');
