-- Reels go by how long people look at them; docs/feed.md gives the reason for each weight.
insert into private.feed_weights (feed, factor, weight) values
  ('reels', 'fresh', 0.4), ('reels', 'heat', 0.6), ('reels', 'rate', 0.5), ('reels', 'taste', 0.6), ('reels', 'author', 0.5), ('reels', 'topics', 0.5),
  ('reels', 'interests', 0.3), ('reels', 'followed', 0.5), ('reels', 'nearby', 0.2), ('reels', 'viral', 0.5), ('reels', 'refusal', 1.0), ('reels', 'skips', 0.5),
  ('reels', 'watch', 1.0), ('reels', 'temperature', 0.1);
