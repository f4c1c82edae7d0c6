-- What speaks for a post and what against it, for one viewer: numbers whose weighted sum is the score. Everything multiplies in
-- the end, so all of them are logarithms, or 0 and 1. docs/feed.md says where each comes from and what it did on real logs.
create function private.feed_factor_names() returns text[]
language sql immutable parallel safe
set search_path = ''
as $$
  select array['fresh', 'heat', 'rate', 'taste', 'author', 'topics', 'interests', 'followed', 'nearby', 'viral', 'refusal', 'skips']
$$;
comment on function private.feed_factor_names is '
The factors, in the order of the arrays that hold them. fresh: -ln(hours since it appeared + 2). heat: ln(what happened to it lately + 0.5).
rate: ln of its smoothed rate of reactions by views. taste: ln(how much people like it who like the same + 0.02). author, topics:
ln(1 + what the viewer did with them, and with what goes with them). interests: shared interests by their inverse document frequency.
followed, viral: 0 or 1. nearby: 1 here, falling with the distance. refusal: at most 0, where the viewer wanted less of this. skips: at most 0,
where the viewer passes such posts by.';

create type private.feed_item as (
  post_id uuid,
  author_id uuid,
  kind text,
  dropped_by text,
  factors real[]
);
comment on type private.feed_item is 'A candidate with its factors, or with the filter that takes it out.';

create function private.feed_items(viewer uuid, post_ids uuid[], closeness real[], served uuid[], at timestamptz) returns setof private.feed_item
language plpgsql stable rows 600
set search_path = ''
as $$
declare
  settings private.feed_settings := private.feed_settings_of(viewer);
  muted uuid[] := private.muted_ids();
  is_minor boolean := (select private.age(account.birth_date) < 18 from private.accounts account where account.id = viewer);
  own_cell int := (select place.cell from private.locations place where place.profile_id = viewer);
  unwanted text := private.any_word_of(settings.muted_words);
begin
  return query
  with given as materialized (
    select candidate.id, candidate.closeness
    from unnest(feed_items.post_ids, feed_items.closeness) candidate (id, closeness)
  ), refusal as materialized (
    select refused.author_id, refused_topic as topic, private.refusal_strength(refused.created_at, feed_items.at) as strength
    from private.not_interested refused
    left join lateral unnest(refused.topics) refused_topic on true
    where refused.person_id = viewer and refused.reason <> 'post' and refused.created_at > feed_items.at - interval '30 days'
  ), liking as materialized (
    select known_topic.topic, sum(known_topic.weight) as weight, sum(known_topic.skips) as skips from (
      select affinity.topic, private.heat_at(affinity.heat, feed_items.at, private.taste_half_life()) as weight,
        private.heat_at(affinity.skips, feed_items.at, private.taste_half_life()) as skips
      from private.topic_affinity affinity where affinity.person_id = viewer
      union all
      select near.neighbour, near.weight * private.heat_at(own.heat, feed_items.at, private.taste_half_life()), 0
      from (select * from private.topic_affinity affinity where affinity.person_id = viewer order by affinity.heat desc nulls last limit 20) own
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
      post.id is not null as is_visible, post.content_warning, post.published_at,
      case when unwanted is not null then private.folded(post.caption) ~ unwanted else false end as has_unwanted_words,
      stats.reactions + 2 * stats.comments + 2 * stats.saves + 3 * stats.shares as deeds, stats.views,
      private.heat_at(affinity.heat, feed_items.at, private.taste_half_life()) as author_weight,
      private.heat_at(affinity.skips, feed_items.at, private.taste_half_life()) as author_skips,
      exists (select from public.follows where follower_id = viewer and followee_id = signals.author_id) as is_followed,
      exists (select from private.viral_posts viral where viral.post_id = given.id) as is_viral,
      seen.post_id is not null as is_seen, refused.post_id is not null as is_refused
    from given
    join private.post_signals signals on signals.post_id = given.id
    left join private.visible_posts post on post.id = given.id
    left join public.post_stats stats on stats.post_id = given.id
    left join private.author_affinity affinity on affinity.person_id = viewer and affinity.author_id = signals.author_id
    left join private.post_views seen on seen.viewer_id = viewer and seen.post_id = given.id
    left join private.not_interested refused on refused.person_id = viewer and refused.post_id = given.id
  )
  select known.id, known.author_id, known.kind,
    case
      when known.author_id = viewer then 'own'
      when not known.is_visible then 'hidden'
      when known.author_id = any (muted) then 'muted'
      when known.is_refused then 'refused'
      -- Whatever else there is: of what somebody wants less of, one in twenty is left at first. Which ones is settled by their
      -- identifiers, so that no reload brings the others.
      when 0.95 * less.strength > (uuid_hash_extended(known.id, uuid_hash(viewer)) & 1048575) / 1048576.0 then 'refused'
      when known.kind <> all (settings.kinds) then 'kind'
      when known.content_warning is not null and (is_minor or settings.sensitive = 'hide') then 'sensitive'
      when known.topics && settings.muted_topics then 'muted_topic'
      when known.has_unwanted_words then 'muted_word'
      when known.is_seen then 'seen'
      when known.id = any (served) then 'served'
    end,
    array[
      -ln(greatest(extract(epoch from feed_items.at - known.published_at) / 3600, 0) + 2),
      ln(private.heat_at(known.heat, feed_items.at, private.post_half_life()) + 0.5),
      -- A post that nobody has seen yet is taken for an ordinary one: one deed in twenty views.
      ln((coalesce(known.deeds, 0) + 1) / (greatest(coalesce(known.views, 0), coalesce(known.deeds, 0)) + 20.0)) + ln(20.0),
      ln(coalesce(known.closeness, 0) + 0.02) - ln(0.02),
      ln(1 + coalesce(known.author_weight, 0)),
      ln(1 + coalesce(about.weight, 0)),
      coalesce(about.idf, 0),
      known.is_followed::int,
      case when own_cell is not null and known.cell is not null then exp(-private.shown_distance_km(own_cell, known.cell) / 50.0) else 0 end,
      known.is_viral::int,
      ln(1 - 0.98 * less.strength),
      -ln(1 + coalesce(known.author_skips, 0) + coalesce(about.skips, 0))
    ]::real[]
  from known
  left join lateral (
    select sum(liking.weight) as weight, sum(liking.skips) as skips, sum(interest.idf) as idf
    from unnest(known.topics) own (topic)
    left join liking on liking.topic = own.topic
    left join interest on interest.topic = own.topic
  ) about on true
  cross join lateral (
    select coalesce(max(refusal.strength), 0) as strength from refusal where refusal.author_id = known.author_id or refusal.topic = any (known.topics)
  ) less;
end
$$;
comment on function private.feed_items is '
Posts with their factors for a viewer at a moment, and the filter that takes them out if one does: own, hidden (by blocks, privacy,
deletion, moderation), muted, refused, kind, sensitive, muted_topic, muted_word, seen, served. `served` are the posts that the viewer was
given lately.';
