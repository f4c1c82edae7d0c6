-- What other weights would have brought, judged on private.feed_log before anybody sees them. Lists are drawn with known chances
-- (rank_feed), so what happened to them can be weighed by how much likelier other weights had made them.
-- Sources: Swaminathan and Joachims 2015, "The Self-Normalized Estimator for Counterfactual Learning"; McInerney et al. 2020,
-- "Counterfactual Evaluation of Slate Recommendations with Sequential Reward Interactions": what somebody does with a place depends on
-- those before it, so a place is weighed by the product of the ratios down to it.
create function private.feed_rewards(viewer uuid, post_ids uuid[], since timestamptz) returns double precision[]
language plpgsql stable
set search_path = ''
as $$
begin
  return array(
    select (exists (select from public.post_reactions deed where deed.post_id = item.id and deed.user_id = viewer and deed.created_at >= since))::int
      + 2 * (exists (select from public.comments deed where deed.post_id = item.id and deed.author_id = viewer and deed.created_at >= since))::int
      + 2 * (exists (select from public.saved_posts deed where deed.user_id = viewer and deed.post_id = item.id and deed.created_at >= since))::int
      + 3 * (exists (select from public.post_shares deed where deed.post_id = item.id and deed.user_id = viewer and deed.created_at >= since))::int
      + 0.5 * coalesce((select least(deed.watched_ms, 30000) / 30000.0 from private.post_views deed where deed.viewer_id = viewer and deed.post_id = item.id), 0)
    from unnest(post_ids) with ordinality item (id, place)
    order by place);
end
$$;
comment on function private.feed_rewards is '
What became of posts that somebody was given at a moment: a reaction is 1, a comment or save 2, a share 3, half a minute of watching 0.5,
as in private.deeds_between. What was seen before is not given, so all watching counts.';

create function private.feed_ratios(factors real[], propensities real[], change real[], temperature double precision, depth int) returns double precision[]
language sql immutable
set search_path = ''
as $$
  -- The odds of each candidate come back from the chances: of what was left at its place, each took its share.
  with logged as (
    select place, chance::double precision, coalesce(exp(sum(ln(greatest(1 - chance::double precision, 1e-12))) over (
      order by place rows between unbounded preceding and 1 preceding)), 1) as left_over
    from unnest(propensities) with ordinality given (chance, place)
  ), shift as (
    select 1 + (entry.place - 1) / cardinality(change) as place, sum(entry.factor::double precision * change[1 + (entry.place - 1) % cardinality(change)]) / temperature as delta
    from unnest(factors) with ordinality entry (factor, place)
    group by 1
  ), moved as (
    select logged.place, logged.chance,
      -- What lies behind the logged candidates moves as they do on the average.
      logged.chance * logged.left_over * exp(greatest(-50, least(50, shift.delta - avg(shift.delta) over ()))) as odds,
      min(logged.left_over * (1 - logged.chance)) over () as tail
    from logged join shift using (place)
  ), compared as (
    select place, ln(greatest(odds, 1e-300)) - ln(greatest(sum(odds) over (order by place desc) + tail, 1e-300)) - ln(greatest(chance, 1e-12)) as ratio
    from moved
  )
  select array_agg(product order by place)
  from (select place, exp(least(50, sum(ratio) over (order by place))) as product from compared) weighed
  where place <= depth
$$;
comment on function private.feed_ratios is '
For each of the first `depth` places of a logged list, how much likelier other weights had made the list down to there. `change`: by how much
each factor''s weight differs. How authors and kinds are spread is taken as it was.';

create function private.check_feed(feed text) returns void
language plpgsql immutable
set search_path = ''
as $$
begin
  if (feed in ('home', 'reels')) is not true then
    perform private.raise('INVALID_ARGUMENT', 'feed must be home or reels.', 422);
  end if;
end
$$;
comment on function private.check_feed is 'Whether a feed is one that has weights. Errors: INVALID_ARGUMENT.';

create function private.check_feed_weights(weights jsonb, feed text) returns void
language plpgsql immutable
set search_path = ''
as $$
begin
  perform private.check_feed(feed);
  perform private.check_keys(weights, 'INVALID_FEED_SETTINGS', private.feed_factor_names());
  if weights = '{}' or exists (
    select from jsonb_each(weights) given (name, value)
    where (jsonb_typeof(value) = 'number' and (value #>> '{}')::numeric between -10 and 10) is not true) then
    perform private.raise('INVALID_FEED_SETTINGS', 'weights must have at least one factor, each with a number from -10 to 10.', 422);
  end if;
end
$$;
comment on function private.check_feed_weights is 'Says in words what is wrong with weights to be judged. Errors: INVALID_ARGUMENT, INVALID_FEED_SETTINGS.';

create function public.feed_what_if(weights jsonb, feed text default 'home') returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.feed_what_if(weights, feed);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$$;
comment on function public.feed_what_if is '
For admins: what other weights of the factors would have brought on the lists of the last 7 days (a sample of them is logged), before
anybody sees them. `weights`: {factor: -10 to 10}, of explain_feed_item''s factors; who is not named stays. Returns {lists, people, places: how many of each list
are judged, effective: to how many lists what they say amounts, now, then, difference: {value: reward a place, low, high: the 95 % interval}}. A reward: a
reaction is 1, a comment or save 2, a share 3, half a minute of watching 0.5. The further the weights are from those of now, the fewer lists say
anything about them: below an effective number of 50 there is no answer. Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_ARGUMENT,
INVALID_FEED_SETTINGS, FEED_LOG_TOO_SMALL, RATE_LIMITED.';
grant execute on function public.feed_what_if to authenticated;

create function private.feed_what_if(weights jsonb, feed text) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.active_admin_id();
begin
  perform private.check_feed_weights(weights, feed);
  perform private.take_token('feed_what_if', caller::text);
  return private.judge_weights(weights, feed, 5);
end
$$;
comment on function private.feed_what_if is 'The step of feed_what_if that reads. Errors: as feed_what_if.';
grant execute on function private.feed_what_if to authenticated;

create function private.judge_weights(weights jsonb, feed text, depth int) returns jsonb
language plpgsql stable
set search_path = ''
as $$
declare
  temperature double precision := (select weight from private.feed_weights stored where stored.feed = judge_weights.feed and stored.factor = 'temperature');
  judged record;
begin
  with list as materialized (
    select log.id, log.person_id, log.factors, log.propensities, log.weights, log.post_ids[1:depth] as post_ids, log.served_at, least(log.served, depth) as shown,
      private.weights_for(judge_weights.feed, private.feed_settings_of(log.person_id), judge_weights.weights) as wanted
    from private.feed_log log
    where log.feed = judge_weights.feed and cardinality(log.weights) = cardinality(private.feed_factor_names())
      -- What somebody does with a page takes a moment.
      and log.served_at < now() - interval '10 minutes'
    order by log.served_at desc
    limit 5000
  ), place as materialized (
    select list.id, list.person_id, result.n as place, result.reward, result.ratio
    from list
    cross join lateral unnest(
      private.feed_rewards(list.person_id, list.post_ids, list.served_at),
      private.feed_ratios(list.factors, list.propensities,
        array(select (new - old)::real from unnest(list.wanted, list.weights) with ordinality pair (new, old, n) order by n), temperature, depth)
    ) with ordinality result (reward, ratio, n)
    where result.n <= list.shown
  ), mean as (
    select place, count(*) as lists, avg(reward) as now, sum(ratio * reward) / sum(ratio) as then, sum(ratio) as total, sum(ratio) ^ 2 / sum(ratio ^ 2) as effective
    from place
    group by place
  ), influence as (
    -- How much each person moves the estimates (the delta method): lists of one person are not independent.
    select place.person_id,
      sum((place.reward - mean.now) / mean.lists) as now,
      sum(place.ratio * (place.reward - mean.then) / mean.total) as then
    from place join mean using (place)
    group by place.person_id
  )
  select (select count(*) from list) as lists, (select count(*) from influence) as people,
    (select min(effective) from mean) as effective, (select count(*) from mean) as places,
    (select avg(mean.now) from mean) as value_now, (select avg(mean.then) from mean) as value_then,
    (select sqrt(sum(influence.now ^ 2)) from influence) as now_error, (select sqrt(sum(influence.then ^ 2)) from influence) as then_error,
    (select sqrt(sum((influence.then - influence.now) ^ 2)) from influence) as difference_error
  into judged;
  if (judged.effective >= 50 and judged.people >= 20) is not true then
    perform private.raise('FEED_LOG_TOO_SMALL', 'The log says too little about these weights.', 409,
      details => format('%s lists of %s people, worth %s', judged.lists, judged.people, coalesce(round(judged.effective::numeric), 0)));
  end if;
  return jsonb_build_object('lists', judged.lists, 'people', judged.people, 'places', judged.places, 'effective', round(judged.effective::numeric),
    'now', private.with_interval(judged.value_now, judged.now_error / judged.places),
    'then', private.with_interval(judged.value_then, judged.then_error / judged.places),
    'difference', private.with_interval(judged.value_then - judged.value_now, judged.difference_error / judged.places));
end
$$;
comment on function private.judge_weights is '
The judgement of feed_what_if on the first `depth` places of the last 5,000 lists. Each place has its own self-normalised estimate; the answer is their
mean. Errors: FEED_LOG_TOO_SMALL (details: how much there is).';

create function private.with_interval(value double precision, standard_error double precision) returns jsonb
language sql immutable
set search_path = ''
as $$
  select jsonb_build_object('value', round(value::numeric, 4), 'low', round((value - 1.96 * standard_error)::numeric, 4),
    'high', round((value + 1.96 * standard_error)::numeric, 4))
$$;
comment on function private.with_interval is 'A number with its 95 % interval by the normal law: {value, low, high}.';
