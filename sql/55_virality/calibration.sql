-- A prediction is graded two days after its post appeared, and the weights are learnt anew from what came of the predictions.
create function private.grade_predictions(at timestamptz default now()) returns bigint
language sql volatile
set search_path = ''
as $$
  with due as materialized (
    select known.post_id, known.author_id, known.people from private.post_virality known
    where known.published_at < grade_predictions.at - interval '48 hours'
      and known.post_id in (select prediction.post_id from private.reach_predictions prediction where prediction.graded_at is null)
    limit 5000
  ), graded as (
    update private.reach_predictions prediction set actual = due.people, graded_at = grade_predictions.at
    from due where prediction.post_id = due.post_id and prediction.graded_at is null
    returning prediction.post_id
  ), learnt as (
    insert into private.author_reach as known (author_id, posts, log_reach)
    select due.author_id, count(*), sum(ln(due.people + 1)) from due
    join public.profiles author on author.id = due.author_id
    group by due.author_id
    on conflict (author_id) do update set posts = known.posts + excluded.posts, log_reach = known.log_reach + excluded.log_reach
  )
  select count(*) from graded
$$;
comment on function private.grade_predictions is 'Compares predictions with what came of their posts, and returns how many; the worker calls it by schedule until there are none.';

create function private.reach_calibration(since timestamptz default now() - interval '30 days')
returns table (age_step smallint, predictions bigint, median_error double precision, within_interval double precision, bias double precision)
language sql stable
set search_path = ''
as $$
  select prediction.age_step, count(*),
    percentile_cont(0.5) within group (order by abs(ln(prediction.predicted + 1) - ln(prediction.actual + 1))),
    avg((prediction.actual between prediction.low and prediction.high)::int),
    avg(ln(prediction.predicted + 1) - ln(prediction.actual + 1))
  from private.reach_predictions prediction
  where prediction.graded_at is not null and prediction.made_at >= reach_calibration.since
  group by prediction.age_step
  order by prediction.age_step
$$;
comment on function private.reach_calibration is '
How good predictions were, by the age of the post (age_step 1 to 7: 15 minutes to a day): the median of |ln(predicted / actual)|, the share that
came to lie in its interval (80 % is right), and the mean of ln(predicted / actual).';

create function private.solve(matrix double precision[], vector double precision[]) returns double precision[]
language plpgsql immutable strict
set search_path = ''
as $$
declare
  n int := cardinality(vector);
  a double precision[] := matrix;
  b double precision[] := vector;
  x double precision[] := array_fill(0::double precision, array[n]);
  pivot int;
  swap double precision;
  factor double precision;
begin
  for k in 1..n loop
    pivot := k;
    for i in k + 1..n loop
      if abs(a[i][k]) > abs(a[pivot][k]) then pivot := i; end if;
    end loop;
    for j in 1..n loop
      swap := a[k][j]; a[k][j] := a[pivot][j]; a[pivot][j] := swap;
    end loop;
    swap := b[k]; b[k] := b[pivot]; b[pivot] := swap;
    for i in k + 1..n loop
      factor := a[i][k] / a[k][k];
      for j in k..n loop
        a[i][j] := a[i][j] - factor * a[k][j];
      end loop;
      b[i] := b[i] - factor * b[k];
    end loop;
  end loop;
  for i in reverse n..1 loop
    x[i] := b[i];
    for j in i + 1..n loop
      x[i] := x[i] - a[i][j] * x[j];
    end loop;
    x[i] := x[i] / a[i][i];
  end loop;
  return x;
end
$$;
comment on function private.solve is 'Solves a system of linear equations (Gauss, with partial pivoting): for the dozen weights of a model.';

create function private.fit_virality() returns bigint
language plpgsql volatile
set search_path = ''
as $$
declare
  names constant text[] := private.virality_feature_names();
  n constant int := cardinality(names);
  old double precision[] := (
    select array_agg(coalesce(stored.weight, 0) order by place)
    from unnest(names) with ordinality feature (name, place) left join private.virality_weights stored on stored.feature = feature.name);
  matrix double precision[];
  vector double precision[];
  step double precision[];
  examples bigint := (select count(*) from private.reach_predictions where graded_at is not null);
begin
  if examples < 300 then
    return 0;
  end if;
  -- Ridge regression towards the weights that hold: what the log says nothing about stays as it is.
  with example as materialized (
    select prediction.features, ln(prediction.actual + 1) - (select sum(feature * weight) from unnest(prediction.features, old) known (feature, weight)) as miss
    from private.reach_predictions prediction where prediction.graded_at is not null
  ), cell as (
    select i, j, sum(example.features[i] * example.features[j]) + (i = j)::int as value
    from example, generate_series(1, n) i, generate_series(1, n) j
    group by i, j
  ), line as (
    select i, array_agg(value order by j) as cells from cell group by i
  )
  select (select array_agg(cells order by i) from line),
    (select array_agg(total order by i) from (select i, sum(example.features[i] * example.miss) as total from example, generate_series(1, n) i group by i) summed)
  into matrix, vector;
  step := private.solve(matrix, vector);
  update private.virality_weights stored set weight = old[place] + step[place]
  from unnest(names) with ordinality feature (name, place) where stored.feature = feature.name;
  -- How far off it is at each age. The youngest of all is as the first that is kept.
  update private.reach_errors error set deviation = greatest(found.deviation, 0.02)
  from (
    select prediction.age_step, sqrt(avg(power(ln(prediction.actual + 1) - greatest((
      select sum(feature * weight) from unnest(prediction.features, (
        select array_agg(stored.weight order by place) from unnest(names) with ordinality feature (name, place)
        join private.virality_weights stored on stored.feature = feature.name)) known (feature, weight)), prediction.features[2]), 2))) as deviation
    from private.reach_predictions prediction where prediction.graded_at is not null
    group by prediction.age_step
    having count(*) >= 30
  ) found
  where error.age_step = found.age_step;
  update private.reach_errors set deviation = (select deviation from private.reach_errors first where first.age_step = 1) where age_step = 0;
  return examples;
end
$$;
comment on function private.fit_virality is '
Learns the weights of the predicted reach, and its errors, from graded predictions (300 at least, or nothing changes); returns from how many. The
worker calls it once a night.';

create function private.purge_virality() returns bigint
language sql volatile
set search_path = ''
as $$
  with minutes as (
    delete from private.post_minutes where minute < now() - interval '7 hours' returning 1
  ), predictions as (
    delete from private.reach_predictions where made_at < now() - interval '60 days' returning 1
  ), engagers as (
    delete from private.post_engagers engager using private.post_virality known
    where known.post_id = engager.post_id and known.published_at between now() - interval '9 days' and now() - interval '7 days 1 hour' returning 1
  )
  select (select count(*) from minutes) + (select count(*) from predictions) + (select count(*) from engagers)
$$;
comment on function private.purge_virality is 'Removes minute buckets, engagers and predictions that are no longer read; returns how many. The worker calls it every ten minutes.';
