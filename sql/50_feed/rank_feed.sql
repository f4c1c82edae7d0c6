create type private.ranked_feed as (
  post_ids uuid[],
  reasons text[],
  factors real[],
  propensities real[],
  dropped jsonb
);
comment on type private.ranked_feed is '
A ranked list: `factors` has a row for each of the first 60, `propensities` too; `dropped` has what filters took out, {filter: [post_id]}, if that was asked for.';

create function private.weights_for(feed text, settings private.feed_settings) returns real[]
-- PL/pgSQL keeps the plan, here and in all that is asked once a page.
language plpgsql stable
set search_path = ''
as $$
begin
  return (
    select array_agg(coalesce(stored.weight, 0) * case factor.name
        when 'followed' then settings.following when 'author' then settings.following
        when 'topics' then settings.interests when 'interests' then settings.interests
        when 'heat' then settings.trending when 'viral' then settings.trending
        when 'nearby' then settings.nearby
        when 'fresh' then settings.fresh
        else 1 end
      order by factor.place)
    from unnest(private.feed_factor_names()) with ordinality factor (name, place)
    left join private.feed_weights stored on stored.feed = weights_for.feed and stored.factor = factor.name);
end
$$;
comment on function private.weights_for is 'What each factor counts for somebody, in the order of private.feed_factor_names().';

create function private.rank_feed(
  viewer uuid, feed text, post_ids uuid[], reasons text[], closeness real[], served uuid[], at timestamptz, names_dropped boolean default false
) returns private.ranked_feed
language plpgsql volatile
set search_path = ''
set plan_cache_mode = force_generic_plan
set jit = off
as $$
declare
  weights real[] := private.weights_for(feed, private.feed_settings_of(viewer));
  temperature double precision := (select weight from private.feed_weights where feed_weights.feed = rank_feed.feed and factor = 'temperature');
  ranked private.ranked_feed;
begin
  with item as materialized (
    select found.*, given.reason
    from private.feed_items(viewer, rank_feed.post_ids, rank_feed.closeness, rank_feed.served, rank_feed.at) found
    join unnest(rank_feed.post_ids, rank_feed.reasons) given (id, reason) on given.id = found.post_id
  ), scored as materialized (
    select item.*, (select sum(factor * weight) from unnest(item.factors, weights) weighed (factor, weight)) as score
    from item
    where item.dropped_by is null
  ), drawn as (
    -- A little chance (Gumbel noise: the list is then drawn by the law of Plackett and Luce), so that how likely each place was is
    -- known, and other weights can be judged by what happened.
    select scored.*, scored.score - temperature * ln(-ln(random() * 0.999998 + 0.000001)) as luck from scored
  ), spread as (
    -- Double precision by name: powers and logarithms of a numeric take a hundred times as long.
    -- The second of an author counts a little more than half, and so on down to a quarter; runs of one kind are thinned out gently.
    select drawn.*,
      ln(0.75 * 0.5::double precision ^ (row_number() over (partition by author_id order by luck desc) - 1) + 0.25)
      + 0.1 * ln(0.75 * 0.8::double precision ^ (row_number() over (partition by kind order by luck desc) - 1) + 0.25) as discount
    from drawn
  ), placed as (
    select spread.*, row_number() over (order by luck + discount desc) as place,
      row_number() over (partition by reason = 'new_voice' order by luck + discount desc) as voice
    from spread
  ), listed as (
    -- One place in sixteen is for a voice that is not known yet, at the latest.
    select placed.*, row_number() over (order by case when reason = 'new_voice' then least(place, 16 * voice - 6) else place end, place) as final
    from placed
  ), likely as (
    select listed.*, exp(greatest((score + discount - max(score + discount) over ()) / temperature, -60)) as odds from listed
  ), done as (
    -- Summed up from the last one on: the other way round each row would add up all that follow it.
    select likely.*, odds / sum(odds) over (order by final desc rows unbounded preceding) as propensity from likely
  )
  select array_agg(done.post_id order by final), array_agg(done.reason order by final),
    array_agg(done.factors order by final) filter (where final <= 60),
    array_agg(done.propensity::real order by final) filter (where final <= 60),
    case when names_dropped then (
      select coalesce(jsonb_object_agg(dropped_by, ids), '{}')
      from (select dropped_by, jsonb_agg(post_id) as ids from item where dropped_by is not null group by dropped_by) taken) end
  into ranked.post_ids, ranked.reasons, ranked.factors, ranked.propensities, ranked.dropped
  from done;
  return ranked;
end
$$;
comment on function private.rank_feed is '
Puts candidates in the order in which a viewer gets them: filters, weighted sum of the factors, a little chance, authors and kinds spread
out, new voices on a place of their own.';
