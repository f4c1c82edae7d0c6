-- What has appeared before there was a reader that notes it. The log says more of the last 30 days, and is read from its beginning.
insert into private.post_signals (post_id, author_id, kind, topics, cell, heat, position)
select post.id, post.author_id, post.kind, array(select distinct private.as_topic(tag) from unnest(post.hashtags) tag), post.cell,
  private.heat_of(0.5, post.published_at, private.post_half_life()), post.position
from public.posts post
where post.state = 'published' and post.deleted_at is null
on conflict do nothing;
insert into private.post_topics (topic, position, post_id)
select topic, signals.position, signals.post_id from private.post_signals signals, unnest(signals.topics) topic where topic <> ''
on conflict do nothing;
