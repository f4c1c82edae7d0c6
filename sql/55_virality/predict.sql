-- The model: a line through logarithms (Szabo and Huberman 2010, "Predicting the popularity of online content"), with velocity over
-- three windows, views, author and sharers beside the size. docs/virality.md has what each did on real logs.
create function private.virality_feature_names() returns text[]
language sql immutable parallel safe
set search_path = ''
as $$
  select array['one', 'people', 'age', 'quarter', 'hour', 'six_hours', 'commenters', 'sharers', 'author', 'hour_views', 'views', 'audience',
    'age_people', 'age_hour']
$$;
comment on function private.virality_feature_names is '
The features, in the order of the arrays that hold them, as logarithms: of people, commenters, sharers, views, audience (post_virality, each + 1); of
age in minutes + 20; of people in the last quarter of an hour, hour, six hours, and views in the last hour (+ 1); what the author''s posts came to
on average; and age with people and with the hour.';

create function private.virality_features(post_ids uuid[], at timestamptz)
returns table (post_id uuid, minutes double precision, people_hour real, views_hour real, author double precision, features double precision[])
language plpgsql stable rows 100
set search_path = ''
as $$
begin
  return query
  select known.post_id, age.minutes, recent.hour, recent.hour_views, usual.author, array[
    1, size.people, age.log, ln(recent.quarter + 1), ln(recent.hour + 1), ln(recent.six_hours + 1),
    ln(known.commenters + 1), ln(known.sharers + 1), usual.author, ln(recent.hour_views + 1), ln(known.views + 1), ln(known.audience + 1),
    age.log * size.people, age.log * ln(recent.hour + 1)]::double precision[]
  from private.post_virality known
  left join private.author_reach made on made.author_id = known.author_id
  cross join lateral (select
    coalesce(sum(bucket.people) filter (where bucket.minute > virality_features.at - interval '15 minutes'), 0)::real as quarter,
    coalesce(sum(bucket.people) filter (where bucket.minute > virality_features.at - interval '1 hour'), 0)::real as hour,
    coalesce(sum(bucket.people), 0)::real as six_hours,
    coalesce(sum(bucket.views) filter (where bucket.minute > virality_features.at - interval '1 hour'), 0)::real as hour_views
    from private.post_minutes bucket
    where bucket.post_id = known.post_id and bucket.minute > virality_features.at - interval '6 hours' and bucket.minute <= virality_features.at) recent
  cross join lateral (select greatest(extract(epoch from virality_features.at - known.published_at) / 60, 0)::double precision) passed (minutes)
  cross join lateral (select passed.minutes, ln(passed.minutes + 20) as log) age
  cross join lateral (select ln(known.people + 1)::double precision) size (people)
  -- Three ordinary posts are taken for granted until there are own ones.
  cross join lateral (select (coalesce(made.log_reach, 0) + 3 * prior.value) / (coalesce(made.posts, 0) + 3)
    from private.virality_parameters prior where prior.name = 'usual_log_reach') usual (author)
  where known.post_id = any (virality_features.post_ids);
end
$$;
comment on function private.virality_features is 'What the predicted reach of posts is made of at a moment: history only.';

create function private.age_step(minutes double precision) returns smallint
language sql immutable strict parallel safe
set search_path = ''
as $$ select width_bucket(minutes, array[15, 30, 60, 120, 240, 480, 1440]::double precision[])::smallint $$;
comment on function private.age_step is 'Which of the ages at which predictions are kept has passed: 0 before the first.';

create function private.surprise(seen double precision, expected double precision) returns double precision
language sql immutable strict parallel safe
set search_path = ''
as $$ select 2 * (sqrt(seen + 0.375) - sqrt(expected + 0.375)) $$;
comment on function private.surprise is '
By how many standard deviations a count is above its expectation if it is Poisson: the square root makes the deviation one whatever the
expectation (Anscombe 1948).';

create function private.predict_reach(post_ids uuid[], at timestamptz)
returns table (post_id uuid, minutes double precision, features double precision[], people_hour real, surprise double precision,
  predicted double precision, low double precision, high double precision, odds double precision)
language plpgsql stable rows 100
set search_path = ''
as $$
declare
  weights double precision[] := (
    select array_agg(coalesce(stored.weight, 0) order by feature.place)
    from unnest(private.virality_feature_names()) with ordinality feature (name, place)
    left join private.virality_weights stored on stored.feature = feature.name);
  viral_size double precision := (select value from private.virality_parameters where name = 'viral_people');
  usual_rate double precision := (select value from private.virality_parameters where name = 'usual_rate');
  usual_log_reach double precision := (select value from private.virality_parameters where name = 'usual_log_reach');
begin
  return query
  select given.post_id, given.minutes, given.features, given.people_hour,
    private.surprise(given.people_hour, usual_rate * given.views_hour * exp(given.author - usual_log_reach)),
    greatest(exp(line.middle) - 1, size.people), greatest(exp(line.middle - 1.2816 * error.deviation) - 1, size.people),
    greatest(exp(line.middle + 1.2816 * error.deviation) - 1, size.people),
    (greatest(line.middle, given.features[2]) - ln(viral_size + 1)) / error.deviation
  from private.virality_features(predict_reach.post_ids, predict_reach.at) given
  -- A prediction of anything is a number: e to the 20 is half a billion people.
  cross join lateral (select least((select sum(feature * weight) from unnest(given.features, weights) weighed (feature, weight)), 20)) line (middle)
  cross join lateral (select exp(given.features[2]) - 1) size (people)
  join private.reach_errors error on error.age_step = private.age_step(given.minutes);
end
$$;
comment on function private.predict_reach is '
The reach that posts will come to (people by trust, two days after they appeared), between which numbers it will be with 80 %, and by how many
standard errors that is above a viral post (odds); and how surprising their last hour is.';
