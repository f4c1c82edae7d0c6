-- What speaks for a post and what against it, for one viewer: numbers whose weighted sum is the score. Everything multiplies in
-- the end, so all of them are logarithms, or 0 and 1. docs/feed.md says where each comes from and what it did on real logs.
create function private.feed_factor_names() returns text[]
language sql immutable parallel safe
set search_path = ''
as $$
  select array['fresh', 'heat', 'rate', 'taste', 'author', 'topics', 'interests', 'followed', 'nearby', 'viral', 'refusal', 'skips', 'watch']
$$;
comment on function private.feed_factor_names is '
The factors, in the order of the arrays that hold them. fresh: -ln(hours since it appeared, at most 24, + 2). heat: ln(what happened to it lately + 0.5).
rate: ln of its smoothed rate of reactions by views. taste: ln(how much people like it who like the same + 0.02). author, topics:
ln(1 + what the viewer did with them, and with what goes with them). interests: shared interests by their inverse document frequency.
followed, viral: 0 or 1. nearby: 1 here, falling with the distance. refusal: at most 0, where the viewer wanted less of this. skips: at most 0,
where the viewer passes such posts by. watch: ln(1 + seconds looked at a view, smoothed); loops count, so it may be longer than the video.';

create type private.feed_item as (
  post_id uuid,
  author_id uuid,
  kind text,
  dropped_by text,
  factors real[]
);
comment on type private.feed_item is 'A candidate with its factors, or with the filter that takes it out.';

create function private.as_rows(ids uuid[], numbers real[]) returns table (id uuid, closeness real)
language plpgsql immutable rows 200
set search_path = ''
as $$
begin
  return query select each.id, each.number from unnest(ids, numbers) each (id, number);
end
$$;
comment on function private.as_rows is 'Two arrays as rows. The planner is told how many to expect, where of an array it would expect ten.';

create function private.feed_items(viewer uuid, post_ids uuid[], closeness real[], served uuid[], at timestamptz) returns setof private.feed_item
language plpgsql stable rows 200
set search_path = ''
-- The plan is the same for all: some hundred look-ups by key, which is made once a connection and not for every page.
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_mergejoin = off
set jit = off
as $$
declare
  settings private.feed_settings := private.feed_settings_of(viewer);
  muted uuid[] := private.muted_ids();
  is_adult boolean := private.is_adult(viewer);
  adults_since date := private.adults_since();
  connected uuid[] := private.connected_ids();
  own_cell int := (select place.cell from private.locations place where place.profile_id = viewer);
  unwanted text := case when settings.muted_words <> '{}' then private.any_word_of(settings.muted_words) end;
  -- The heat of a weight of 1 at this moment: what lies above it weighs more. 2^-60 is nothing, and no number is too small for a real.
  post_heat double precision := private.heat_of(1, at, private.post_half_life());
  taste_heat double precision := private.heat_of(1, at, private.taste_half_life());
begin
  return query
  with given as materialized (
    select candidate.id, candidate.closeness from private.as_rows(feed_items.post_ids, feed_items.closeness) candidate
  ), refusal as materialized (
    select refused.author_id, refused_topic as topic, private.refusal_strength(refused.created_at, feed_items.at) as strength
    from private.not_interested refused
    left join lateral unnest(refused.topics) refused_topic on true
    where refused.person_id = viewer and refused.reason <> 'post' and refused.created_at > feed_items.at - interval '30 days'
  ), own_topic as materialized (
    select affinity.topic, affinity.heat, affinity.skips from private.topic_affinity affinity where affinity.person_id = viewer
  ), liking as materialized (
    select known_topic.topic, sum(known_topic.weight) as weight, sum(known_topic.skips) as skips from (
      select own_topic.topic, power(2, greatest(own_topic.heat - taste_heat, -60)) as weight, power(2, greatest(own_topic.skips - taste_heat, -60)) as skips
      from own_topic
      union all
      select near.neighbour, near.weight * power(2, greatest(own.heat - taste_heat, -60)), 0
      from (select * from own_topic order by own_topic.heat desc nulls last limit 20) own
      join private.topic_neighbours near on near.topic = own.topic
    ) known_topic
    group by known_topic.topic
  ), interest as materialized (
    select private.as_topic(chosen.interest) as topic, coalesce(weights.idf, 1) as idf
    from public.profile_interests chosen
    left join private.interest_weights weights on weights.interest = chosen.interest
    where chosen.profile_id = viewer
  ), known as materialized (
    select given.id, given.closeness, signals.author_id, signals.kind, signals.topics, signals.cell, signals.heat, signals.position,
      post.id is not null as is_visible,
      author.birth_date > adults_since as is_by_minor,
      exists (select from private.automod_flags flag where flag.target = 'post' and flag.target_id = given.id) as is_flagged,
      post.content_warning, post.published_at,
      case when unwanted is not null then private.folded(post.caption) ~ unwanted else false end as has_unwanted_words,
      stats.reactions + 2 * stats.comments + 2 * stats.saves + 3 * stats.shares as deeds, stats.views, stats.watched_ms,
      power(2, greatest(affinity.heat - taste_heat, -60)) as author_weight, power(2, greatest(affinity.skips - taste_heat, -60)) as author_skips,
      follow.yes is true as is_followed,
      viral.post_id is not null as is_viral,
      seen.yes is true as is_seen, refused.post_id is not null as is_refused
    from given
    join private.post_signals signals on signals.post_id = given.id
    left join lateral (
      -- One after the other: the planner takes the view for so dear that it would rather hash all posts.
      select visible.id, visible.content_warning, visible.published_at, visible.caption from private.visible_posts visible where visible.id = given.id offset 0
    ) post on true
    left join private.accounts author on author.id = signals.author_id
    left join public.post_stats stats on stats.post_id = given.id
    left join private.author_affinity affinity on affinity.person_id = viewer and affinity.author_id = signals.author_id
    -- These two as well: somebody who follows or has seen thousands would have all of them hashed.
    left join lateral (
      select true as yes from public.follows who where who.follower_id = viewer and who.followee_id = signals.author_id offset 0
    ) follow on true
    left join lateral (select true as yes from private.post_views view where view.viewer_id = viewer and view.post_id = given.id offset 0) seen on true
    left join private.viral_posts viral on viral.post_id = given.id
    left join private.not_interested refused on refused.person_id = viewer and refused.post_id = given.id
  ), about as materialized (
    select own.id, sum(liking.weight) as weight, sum(liking.skips) as skips, sum(interest.idf) as idf
    from (select known.id, unnest(known.topics) as topic from known) own
    left join liking on liking.topic = own.topic
    left join interest on interest.topic = own.topic
    group by own.id
  )
  select known.id, known.author_id, known.kind,
    case
      when known.author_id = viewer then 'own'
      when not known.is_visible then 'hidden'
      when known.author_id = any (muted) then 'muted'
      -- As private.may_approach says: only connections recommend minors to adults.
      when is_adult and known.is_by_minor and known.author_id <> all (connected) then 'minor'
      -- Until a moderator has looked at it, it reaches nobody who did not ask for the author.
      when known.is_flagged and not known.is_followed then 'flagged'
      when known.is_refused then 'refused'
      -- Whatever else there is: of what somebody wants less of, one in twenty is left at first. Which ones is settled by their
      -- identifiers, so that no reload brings the others.
      when 0.95 * less.strength > (uuid_hash_extended(known.id, uuid_hash(viewer)) & 1048575) / 1048576::double precision then 'refused'
      when known.kind <> all (settings.kinds) then 'kind'
      when known.content_warning is not null and (is_adult is not true or settings.sensitive = 'hide') then 'sensitive'
      when known.topics && settings.muted_topics then 'muted_topic'
      when known.has_unwanted_words then 'muted_word'
      when known.is_seen then 'seen'
      -- Postgres hashes this list, where it would go through an array for each post.
      when known.id in (select unnest(feed_items.served)) then 'served'
    end,
    array[
      -ln(least(greatest(date_part('epoch', feed_items.at - known.published_at) / 3600, 0), 24) + 2),
      ln(power(2, greatest(known.heat - post_heat, -60)) + 0.5),
      -- A post that nobody has seen yet is taken for an ordinary one: one deed in twenty views.
      ln((coalesce(known.deeds, 0) + 1) / (greatest(coalesce(known.views, 0), coalesce(known.deeds, 0)) + 20)::double precision) + ln(20::double precision),
      ln((coalesce(known.closeness, 0) + 0.02) / 0.02::double precision),
      ln(1 + known.author_weight),
      ln(1 + coalesce(about.weight, 0)),
      coalesce(about.idf, 0),
      known.is_followed::int,
      -- A hundred bands of 5 km away it is nothing, and need not be reckoned.
      case when abs(known.cell / 8192 - own_cell / 8192) <= 100
        then exp(-least(private.shown_distance_km(own_cell, known.cell), 2000) / 50::double precision) else 0 end,
      known.is_viral::int,
      ln(1 - 0.98 * less.strength),
      -ln(1 + known.author_skips + coalesce(about.skips, 0)),
      -- Five views of five seconds stand for what is not known yet.
      ln(1 + (coalesce(known.watched_ms, 0) / 1000::double precision + 25) / (coalesce(known.views, 0) + 5))
    ]::real[]
  from known
  left join about on about.id = known.id
  cross join lateral (
    select coalesce(max(refusal.strength), 0) as strength from refusal where refusal.author_id = known.author_id or refusal.topic = any (known.topics)
  ) less;
end
$$;
comment on function private.feed_items is '
Posts with their factors for a viewer at a moment, and the filter that takes them out if one does: own, hidden (by blocks, privacy,
deletion, moderation), muted, minor, flagged, refused, kind, sensitive, muted_topic, muted_word, seen, served. `served` are the posts that the viewer was
given lately.';
