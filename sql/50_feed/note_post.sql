create function private.note_post() returns trigger
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  topics text[] := array(select distinct topic from unnest(new.hashtags) tag, private.as_topic(tag) topic where topic <> '');
begin
  insert into private.post_signals as known (post_id, author_id, kind, topics, cell, heat, position)
  values (new.id, new.author_id, new.kind, topics, new.cell,
    private.heat_of(0.5, new.published_at, private.post_half_life()), new.position)
  on conflict (post_id) do update set topics = excluded.topics, kind = excluded.kind, cell = excluded.cell;
  delete from private.post_topics known where known.post_id = new.id and known.topic <> all (topics);
  insert into private.post_topics (topic, position, post_id)
  select topic, new.position, new.id from unnest(topics) topic
  on conflict do nothing;
  return null;
end
$$;
comment on function private.note_post is 'Row trigger of posts: ranking hears of a post that has appeared, and of its topics when it is edited.';
