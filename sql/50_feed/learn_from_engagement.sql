-- The reader of the engagement log that keeps what ranking knows. A batch is read once, and then four set-based statements, whatever happened in
-- it: each post, each pair of a person and an author or topic, and each person is written once.
create type private.deed as (
  person_id uuid,
  author_id uuid,
  post_id uuid,
  topics text[],
  kind text,
  weight double precision,
  is_skip boolean,
  is_like boolean,
  is_undone boolean,
  at timestamptz
);
comment on type private.deed is '
What somebody did with a post of somebody else, with the weight that ranking gives it: a reaction is 1, a comment or save 2, a share 3, all that one
looks at a post up to 0.5, and what is taken back counts negative. is_skip: passed by within a second.';

create function private.learn_from_engagement() returns int
language plpgsql volatile
set search_path = ''
as $$
declare
  place record := private.begin_reading('feed', 20000);
  deeds private.deed[] := array(select deed from private.deeds_between(place.since, place.until) deed);
  learnt int;
begin
  perform private.learn_tastes(deeds);
  perform private.learn_author_affinities(deeds);
  perform private.learn_topic_affinities(deeds);
  -- Last, because tastes are learnt from who was there before.
  learnt := private.learn_heat(deeds);
  perform private.finish_reading('feed', place.until);
  return learnt;
end
$$;
comment on function private.learn_from_engagement is '
Brings what ranking knows up to date with what people have done since the last call, and returns how many posts changed. The worker
calls it about once a second; several may.';

create function private.deeds_between(since xid8, until xid8) returns setof private.deed
language plpgsql stable rows 3000
set search_path = ''
-- A range of the log is some thousand lines, and each looks for its post: the planner takes it for a two-hundredth of the log.
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
begin
  return query
  with line as materialized (
    select log.actor_id, log.target_id, log.kind, log.details::jsonb as details, log.happened_at
    from private.engagement log
    where log.transaction_id >= deeds_between.since and log.transaction_id < deeds_between.until
      and log.kind in ('post_reaction', 'post_unreaction', 'comment', 'save', 'unsave', 'share', 'unshare', 'view')
  )
  select line.actor_id, signals.author_id, signals.post_id, signals.topics, line.kind,
    case line.kind
      when 'post_reaction' then case when line.details ? 'previous' then 0 else 1 end
      when 'post_unreaction' then -1
      when 'comment' then 2
      when 'save' then 2
      when 'unsave' then -2
      when 'share' then 3
      when 'unshare' then -3
      -- Half a minute of looking is worth half a reaction, and more is not more: it counts as far as it is new.
      when 'view' then 0.02 * (line.details ->> 'counts')::int + 0.48 * (least(looked.total, 30000) - least(looked.total - looked.watched, 30000)) / 30000
    end::double precision,
    line.kind = 'view' and looked.total < 1000,
    line.kind in ('post_reaction', 'comment', 'save', 'share') and not line.details ? 'previous',
    line.kind in ('post_unreaction', 'unsave', 'unshare'),
    line.happened_at
  from line
  cross join lateral (
    select (line.details ->> 'watched_ms')::int as watched, coalesce(line.details -> 'total_ms', line.details -> 'watched_ms')::int as total
  ) looked
  join private.post_signals signals on signals.post_id = line.target_id
  where line.actor_id <> signals.author_id;
end
$$;
comment on function private.deeds_between is 'What people did with posts of others, in the transactions from `since` to before `until`.';

create function private.learn_heat(deeds private.deed[]) returns int
language plpgsql volatile
set search_path = ''
set enable_seqscan = off
set enable_mergejoin = off
as $$
declare
  learnt int;
  half_life interval := private.post_half_life();
begin
  with deed as materialized (
    select deed.*,
      -- Whoever comments all the time is one who has commented.
      case when deed.kind = 'comment' and (deed.person_id = any (signals.recent_commenter_ids)
          or row_number() over (partition by deed.post_id, deed.person_id, deed.kind order by deed.at) > 1) then 0
        else deed.weight end as counted
    from unnest(deeds) deed
    join private.post_signals signals on signals.post_id = deed.post_id
    -- What hidden people do reaches nobody.
    join public.profiles person on person.id = deed.person_id and person.hidden_until <= now()
  ), latest as (
    select max(at) as at from deed
  ), change as (
    select deed.post_id, sum(deed.counted * 0.5::double precision ^ (date_part('epoch', latest.at - deed.at) / date_part('epoch', half_life))) as more,
      array_agg(distinct deed.person_id) filter (where deed.kind = 'comment') as commenter_ids
    from deed, latest
    group by deed.post_id
  ), attitude as (
    -- What each person did last: an engager, or no longer one.
    select distinct on (post_id, person_id) post_id, person_id, is_like, at
    from deed
    where is_like or is_undone
    order by post_id, person_id, at desc, is_like
  ), engager as (
    select post_id, coalesce(array_agg(person_id order by at desc) filter (where is_like), '{}') as come,
      coalesce(array_agg(person_id) filter (where not is_like), '{}') as gone
    from attitude
    group by post_id
  ), changed as (
    update private.post_signals signals
    set heat = private.reheated(signals.heat, change.more, latest.at, half_life),
        engagers = greatest(0, signals.engagers + case when engager.post_id is null then 0 else
          cardinality(array(select unnest(engager.come) except select unnest(signals.recent_engager_ids)))
          - cardinality(array(select unnest(engager.gone) intersect select unnest(signals.recent_engager_ids))) end),
        recent_engager_ids = case when engager.post_id is null then signals.recent_engager_ids else (engager.come || array(
          select id from unnest(signals.recent_engager_ids) with ordinality before (id, place)
          where id <> all (engager.come || engager.gone) order by place))[1:40] end,
        recent_commenter_ids = case when change.commenter_ids is null then signals.recent_commenter_ids else (change.commenter_ids || array(
          select id from unnest(signals.recent_commenter_ids) with ordinality before (id, place)
          where id <> all (change.commenter_ids) order by place))[1:40] end
    from latest, change
    left join engager on engager.post_id = change.post_id
    where signals.post_id = change.post_id
    returning 1
  )
  select count(*) into learnt from changed;
  return learnt;
end
$$;
comment on function private.learn_heat is 'The part of learn_from_engagement that warms posts up; returns how many.';

create function private.learn_tastes(deeds private.deed[]) returns void
language plpgsql volatile
set search_path = ''
set enable_seqscan = off
set enable_mergejoin = off
as $$
begin
  with attitude as materialized (
    select distinct on (person_id, post_id) person_id, post_id, is_like, at
    from unnest(deeds)
    where is_like or is_undone
    order by person_id, post_id, at desc, is_like
  ), met as (
    -- Those who were there before.
    select liked.person_id, other.id as neighbour_id, (signals.engagers + 1) ^ -0.5::double precision as weight
    from attitude liked
    join private.post_signals signals on signals.post_id = liked.post_id
    cross join lateral unnest(signals.recent_engager_ids) other (id)
    -- Who likes it again has met them already.
    where liked.is_like and liked.person_id <> all (signals.recent_engager_ids)
    union all
    select taste.person_id, known.id, greatest(0.98 * known.weight, 1e-9)
    from private.tastes taste
    cross join lateral unnest(taste.neighbour_ids, taste.weights) known (id, weight)
    where taste.person_id in (select person_id from attitude where is_like)
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
    select person_id, array_agg(post_id) as post_ids,
      coalesce(array_agg(post_id order by at desc) filter (where is_like), '{}') as ids, coalesce(array_agg(at order by at desc) filter (where is_like), '{}') as times
    from attitude
    group by person_id
  ), before as (
    -- What was liked before, without what was now liked again or taken back.
    select taste.person_id, array_agg(old.id order by old.place) as ids, array_agg(old.at order by old.place) as times
    from lately
    join private.tastes taste on taste.person_id = lately.person_id
    cross join lateral unnest(taste.liked_ids, taste.liked_at) with ordinality old (id, at, place)
    where old.id <> all (lately.post_ids)
    group by taste.person_id
  )
  insert into private.tastes as taste (person_id, neighbour_ids, weights, liked_ids, liked_at)
  select person.id, coalesce(nearest.ids, '{}'), coalesce(nearest.weights, '{}'), (lately.ids || before.ids)[1:30], (lately.times || before.times)[1:30]
  from lately
  join public.profiles person on person.id = lately.person_id
  left join nearest on nearest.person_id = lately.person_id
  left join before on before.person_id = lately.person_id
  on conflict (person_id) do update set
    -- Who has only taken something back keeps the neighbours.
    neighbour_ids = case when excluded.neighbour_ids = '{}' then taste.neighbour_ids else excluded.neighbour_ids end,
    weights = case when excluded.neighbour_ids = '{}' then taste.weights else excluded.weights end,
    liked_ids = excluded.liked_ids, liked_at = excluded.liked_at;
end
$$;
comment on function private.learn_tastes is 'The part of learn_from_engagement that learns who likes the same: see private.tastes.';

create function private.learn_author_affinities(deeds private.deed[]) returns void
language plpgsql volatile
set search_path = ''
set enable_seqscan = off
set enable_mergejoin = off
as $$
declare
  half_life interval := private.taste_half_life();
begin
  with deed as materialized (
    select * from unnest(deeds)
  ), latest as (
    select max(at) as at from deed
  ), change as (
    select person_id, author_id, sum(weight) as more, count(*) filter (where is_skip) as skips
    from deed
    group by person_id, author_id
  )
  insert into private.author_affinity as affinity (person_id, author_id, heat, skips)
  select change.person_id, change.author_id, private.reheated(known.heat, change.more, latest.at, half_life),
    case when change.skips > 0 then private.reheated(known.skips, change.skips, latest.at, half_life) else known.skips end
  from change
  cross join latest
  -- Who is gone needs no taste.
  join public.profiles person on person.id = change.person_id
  join public.profiles author on author.id = change.author_id
  left join private.author_affinity known on known.person_id = change.person_id and known.author_id = change.author_id
  -- Nobody else writes here: this reader is one at a time.
  on conflict (person_id, author_id) do update set heat = excluded.heat, skips = excluded.skips;
end
$$;
comment on function private.learn_author_affinities is 'The part of learn_from_engagement that learns whom people like to read.';

create function private.learn_topic_affinities(deeds private.deed[]) returns void
language plpgsql volatile
set search_path = ''
set enable_seqscan = off
set enable_mergejoin = off
as $$
declare
  half_life interval := private.taste_half_life();
begin
  with deed as materialized (
    select * from unnest(deeds) where topics <> '{}'
  ), latest as (
    select max(at) as at from deed
  ), change as (
    select person_id, topic, sum(weight) as more, count(*) filter (where is_skip) as skips
    from deed, unnest(topics[1:5]) topic
    group by person_id, topic
  )
  insert into private.topic_affinity as affinity (person_id, topic, heat, skips)
  select change.person_id, change.topic, private.reheated(known.heat, change.more, latest.at, half_life),
    case when change.skips > 0 then private.reheated(known.skips, change.skips, latest.at, half_life) else known.skips end
  from change
  cross join latest
  -- Who is gone needs no taste.
  join public.profiles person on person.id = change.person_id
  left join private.topic_affinity known on known.person_id = change.person_id and known.topic = change.topic
  -- Nobody else writes here: this reader is one at a time.
  on conflict (person_id, topic) do update set heat = excluded.heat, skips = excluded.skips;
end
$$;
comment on function private.learn_topic_affinities is 'The same for topics.';
