-- A log of counters, played back through Plaza's own tables: at each moment what has been added since the last one is put into the
-- minute buckets and sums as the reader would, and then Plaza's function judges. It sees nothing that is later.
create schema bench;
create table bench.observation (at timestamptz not null, post_id uuid not null, people real not null, commenters real not null, views real not null);
create table bench.moment (post_id uuid not null, at timestamptz not null, minutes double precision not null, people real not null, features double precision[] not null);
create table bench.forecast (post_id uuid not null, minutes double precision not null, predicted real not null, low real not null, high real not null);
create table bench.flagged (post_id uuid primary key, minutes double precision not null, people real not null);

create function bench.replay(since timestamptz, until timestamptz, is_learning boolean) returns int
language plpgsql
as $$
declare
  step record;
  ids uuid[];
  graded date;
  steps int := 0;
begin
  for step in
    select observation.at from bench.observation where observation.at >= since and observation.at < until group by observation.at order by observation.at
  loop
    insert into private.post_minutes as bucket (post_id, minute, people, views)
    select post_id, date_trunc('minute', at), people, views from bench.observation where at = step.at
    on conflict (post_id, minute) do update set people = bucket.people + excluded.people, views = bucket.views + excluded.views;
    insert into private.post_virality as known (post_id, author_id, published_at, people, commenters, views)
    select seen.post_id, post.author_id, post.published_at, seen.people, seen.commenters, seen.views
    from bench.observation seen join public.posts post on post.id = seen.post_id
    where seen.at = step.at
    on conflict (post_id) do update set people = known.people + excluded.people, commenters = known.commenters + excluded.commenters, views = known.views + excluded.views;
    -- As private.due_posts does.
    ids := array(
      select known.post_id from bench.observation seen join private.post_virality known on known.post_id = seen.post_id
      where seen.at = step.at and known.people >= 3);
    perform private.judge_posts(ids, step.at);
    if is_learning then
      insert into bench.moment (post_id, at, minutes, people, features)
      select found.post_id, step.at, found.minutes, exp(found.features[2]) - 1, found.features from private.virality_features(ids, step.at) found;
    else
      insert into bench.flagged (post_id, minutes, people)
      select known.post_id, extract(epoch from step.at - known.published_at) / 60, known.people
      from private.post_virality known where known.post_id = any (ids) and known.state = 'viral'
      on conflict do nothing;
      insert into bench.forecast (post_id, minutes, predicted, low, high)
      select known.post_id, extract(epoch from step.at - known.published_at) / 60, known.predicted, known.low, known.high
      from private.post_virality known where known.post_id = any (ids) and known.predicted is not null;
    end if;
    if graded is distinct from step.at::date then
      graded := step.at::date;
      perform private.grade_predictions(step.at);
    end if;
    steps := steps + 1;
  end loop;
  return steps;
end
$$;
