-- What has appeared before there was an index of posts.
insert into private.post_index (post_id, position, cell, tile, language, words)
select post.id, post.position, post.cell, private.tile_of(post.cell), private.language_of(post.caption), private.post_words(post.caption)
from public.posts post
where post.state = 'published' and post.deleted_at is null
on conflict do nothing;

insert into private.rate_limits (name, capacity, refill_per_second, description) values
  ('search_posts', 60, 1, 'Searches in posts: 60 at once, 60 a minute.'),
  ('search_topics', 100, 2, 'Searches for topics, as somebody types: 100 at once, 120 a minute.');
insert into private.settings (name, value, description) values
  ('trends_are_reviewed', 'false', 'Whether a topic trends only after a moderator has approved it (review_topic).');
