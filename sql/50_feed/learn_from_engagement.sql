-- The reader of the engagement log that keeps what ranking knows. A batch is four set-based statements, whatever happened in
-- it: each post, each pair of a person and an author or topic, and each person is written once.
create function private.learn_from_engagement() returns int
language plpgsql volatile
set search_path = ''
as $$
declare
  place record := private.begin_reading('feed', 20000);
  learnt int;
begin
  perform private.learn_tastes(place.since, place.until);
  perform private.learn_author_affinities(place.since, place.until);
  perform private.learn_topic_affinities(place.since, place.until);
  -- Last, because tastes are learnt from who was there before.
  learnt := private.learn_heat(place.since, place.until);
  perform private.finish_reading('feed', place.until);
  return learnt;
end
$$;
comment on function private.learn_from_engagement is '
Brings what ranking knows up to date with what people have done since the last call, and returns how many posts changed. The worker
calls it about once a second; several may.';

create function private.deeds_between(since xid8, until xid8)
returns table (person_id uuid, author_id uuid, post_id uuid, topics text[], weight double precision, is_skip boolean, is_like boolean, at timestamptz)
language sql stable rows 1000
set search_path = ''
as $$
  select line.actor_id, signals.author_id, signals.post_id, signals.topics, deed.weight, deed.is_skip, deed.is_like, line.happened_at
  from private.engagement line
  join private.post_signals signals on signals.post_id = line.target_id
  cross join lateral (
    select
      case line.kind
        when 'post_reaction' then case when line.details ? 'previous' then 0 else 1 end
        when 'post_unreaction' then -1
        when 'comment' then 2
        when 'save' then 2
        when 'unsave' then -2
        when 'share' then 3
        when 'unshare' then -3
        -- A whole view is worth half a reaction; half a minute is whole.
        when 'view' then 0.02 * (line.details ->> 'counts')::int + 0.48 * least((line.details ->> 'watched_ms')::int, 30000) / 30000
      end::double precision,
      line.kind = 'view' and (line.details ->> 'watched_ms')::int < 1000,
      line.kind in ('post_reaction', 'comment', 'save', 'share') and not line.details ? 'previous'
  ) deed (weight, is_skip, is_like)
  where line.transaction_id >= deeds_between.since and line.transaction_id < deeds_between.until
    and line.kind in ('post_reaction', 'post_unreaction', 'comment', 'save', 'unsave', 'share', 'unshare', 'view')
    and line.actor_id <> signals.author_id
$$;
comment on function private.deeds_between is '
What people did with posts of others, with the weight that ranking gives it: a reaction is 1, a comment or save 2, a share 3, a view up
to 0.5 by how long it was looked at, and what is taken back counts negative. is_skip: passed by within a second.';

create function private.learn_heat(since xid8, until xid8) returns int
language sql volatile
set search_path = ''
as $$
  with deed as materialized (
    select * from private.deeds_between(learn_heat.since, learn_heat.until)
  ), latest as (
    select max(at) as at from deed
  ), change as (
    select deed.post_id, sum(deed.weight * power(0.5, extract(epoch from latest.at - deed.at) / extract(epoch from private.post_half_life()))) as more,
      count(distinct deed.person_id) filter (where deed.is_like) as engagers,
      array_agg(deed.person_id order by deed.at desc) filter (where deed.is_like) as engager_ids
    from deed, latest
    group by deed.post_id
  ), changed as (
    update private.post_signals signals
    set heat = private.reheated(signals.heat, change.more, latest.at, private.post_half_life()),
        engagers = signals.engagers + change.engagers,
        recent_engager_ids = case when change.engager_ids is null then signals.recent_engager_ids
          else (change.engager_ids || signals.recent_engager_ids)[1:40] end
    from change, latest
    where signals.post_id = change.post_id
    returning 1
  )
  select count(*)::int from changed
$$;
comment on function private.learn_heat is 'The part of learn_from_engagement that warms posts up; returns how many.';

create function private.learn_tastes(since xid8, until xid8) returns void
language sql volatile
set search_path = ''
as $$
  with liked as materialized (
    select person_id, post_id, max(at) as at
    from private.deeds_between(learn_tastes.since, learn_tastes.until)
    where is_like
    group by person_id, post_id
  ), met as (
    -- Those who were there before.
    select liked.person_id, other.id as neighbour_id, power(signals.engagers + 1, -0.5) as weight
    from liked
    join private.post_signals signals on signals.post_id = liked.post_id
    cross join lateral unnest(signals.recent_engager_ids) other (id)
    where other.id <> liked.person_id
    union all
    select taste.person_id, known.id, greatest(0.98 * known.weight, 1e-9)
    from private.tastes taste
    cross join lateral unnest(taste.neighbour_ids, taste.weights) known (id, weight)
    where taste.person_id in (select person_id from liked)
  ), nearest as (
    select person_id, array_agg(neighbour_id order by weight desc, neighbour_id) as ids, array_agg(weight order by weight desc, neighbour_id) as weights
    from (
      select person_id, neighbour_id, sum(weight)::real as weight,
        row_number() over (partition by person_id order by sum(weight) desc, neighbour_id) as place
      from met
      group by person_id, neighbour_id
    ) ranked
    where place <= 60
    group by person_id
  ), lately as (
    select person_id, array_agg(post_id order by at desc) as ids, array_agg(at order by at desc) as times
    from liked
    group by person_id
  )
  insert into private.tastes as taste (person_id, neighbour_ids, weights, liked_ids, liked_at)
  select person.id, coalesce(nearest.ids, '{}'), coalesce(nearest.weights, '{}'), lately.ids[1:30], lately.times[1:30]
  from lately
  join public.profiles person on person.id = lately.person_id
  left join nearest using (person_id)
  on conflict (person_id) do update set
    neighbour_ids = excluded.neighbour_ids, weights = excluded.weights,
    liked_ids = (excluded.liked_ids || taste.liked_ids)[1:30], liked_at = (excluded.liked_at || taste.liked_at)[1:30]
$$;
comment on function private.learn_tastes is 'The part of learn_from_engagement that learns who likes the same: see private.tastes.';

create function private.learn_author_affinities(since xid8, until xid8) returns void
language sql volatile
set search_path = ''
as $$
  with deed as materialized (
    select * from private.deeds_between(learn_author_affinities.since, learn_author_affinities.until)
  ), latest as (
    select max(at) as at from deed
  ), change as (
    select person_id, author_id, sum(weight) as more, count(*) filter (where is_skip) as skips
    from deed
    group by person_id, author_id
  )
  insert into private.author_affinity as affinity (person_id, author_id, heat, skips)
  select change.person_id, change.author_id, private.reheated(known.heat, change.more, latest.at, private.taste_half_life()),
    case when change.skips > 0 then private.reheated(known.skips, change.skips, latest.at, private.taste_half_life()) else known.skips end
  from change
  cross join latest
  -- Who is gone needs no taste.
  join public.profiles person on person.id = change.person_id
  join public.profiles author on author.id = change.author_id
  left join private.author_affinity known on known.person_id = change.person_id and known.author_id = change.author_id
  -- Nobody else writes here: this reader is one at a time.
  on conflict (person_id, author_id) do update set heat = excluded.heat, skips = excluded.skips
$$;
comment on function private.learn_author_affinities is 'The part of learn_from_engagement that learns whom people like to read.';

create function private.learn_topic_affinities(since xid8, until xid8) returns void
language sql volatile
set search_path = ''
as $$
  with deed as materialized (
    select * from private.deeds_between(learn_topic_affinities.since, learn_topic_affinities.until) where topics <> '{}'
  ), latest as (
    select max(at) as at from deed
  ), change as (
    select person_id, topic, sum(weight) as more, count(*) filter (where is_skip) as skips
    from deed, unnest(topics[1:5]) topic
    group by person_id, topic
  )
  insert into private.topic_affinity as affinity (person_id, topic, heat, skips)
  select change.person_id, change.topic, private.reheated(known.heat, change.more, latest.at, private.taste_half_life()),
    case when change.skips > 0 then private.reheated(known.skips, change.skips, latest.at, private.taste_half_life()) else known.skips end
  from change
  cross join latest
  -- Who is gone needs no taste.
  join public.profiles person on person.id = change.person_id
  left join private.topic_affinity known on known.person_id = change.person_id and known.topic = change.topic
  -- Nobody else writes here: this reader is one at a time.
  on conflict (person_id, topic) do update set heat = excluded.heat, skips = excluded.skips
$$;
comment on function private.learn_topic_affinities is 'The same for topics.';
