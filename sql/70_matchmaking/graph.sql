-- Who could be paired with whom, for a sweep. All pairs of a hundred thousand are five milliards; so the people of a pool are laid out in
-- four orders, and each is compared with those who come next: near on the map, of like age, with a like rarest interest, and shuffled
-- anew at every sweep, so that whoever found nobody stands beside others the next time. Few people are all compared with each other.
create function private.match_graph(
  mode text, pairs_to_try int default 400000, orders text[] default '{place,age,interest,chance}', out people uuid[], out edges bytea
)
language plpgsql volatile
set search_path = ''
set work_mem = '64MB'
as $$
declare
  seekers bigint := (select count(*) from private.match_seekers seeker where seeker.mode = match_graph.mode);
  is_few boolean := seekers * seekers <= 2 * pairs_to_try;
  -- How many come next in each order; of few people one order has all pairs.
  next int := case when is_few then seekers else greatest(3, pairs_to_try / (4 * seekers)) end;
  ones int[];
  others int[];
begin
  with seekers as materialized (
    select seeker.person_id, (row_number() over ())::int as n, seeker.pool, seeker.place_key, seeker.age, seeker.rarest_interest
    from private.match_seekers seeker where seeker.mode = match_graph.mode
  ), compared as (
    select n, array_agg(n) over (partition by pool order by place_key rows between 1 following and next following) as neighbours
    from seekers where 'place' = any (orders)
    union all
    select n, array_agg(n) over (partition by pool order by age, random() rows between 1 following and next following)
    from seekers where 'age' = any (orders) and not is_few
    union all
    select n, array_agg(n) over (partition by pool order by rarest_interest, random() rows between 1 following and next following)
    from seekers where 'interest' = any (orders) and not is_few
    union all
    select n, array_agg(n) over (partition by pool order by random() rows between 1 following and next following)
    from seekers where 'chance' = any (orders) and not is_few
  )
  select (select array_agg(person_id order by n) from seekers), array_agg(compared.n), array_agg(neighbour)
  into people, ones, others
  from compared cross join lateral unnest(compared.neighbours) neighbour;
  select string_agg(int4send(pair.one - 1) || int4send(pair.other - 1) || int4send(greatest(1, least(2e9, pair.weight * 1e6))::int), '')
  into edges from private.weigh_pairs(people, ones, others) pair;
end
$$;
comment on function private.match_graph is '
The graph of a sweep: everybody who looks in this mode and could be paired at this moment, and the pairs that may be, as triples of four-byte
numbers: the place of either in `people`, from 0, and the weight in millionths; a pair may be there more than once. Each person is compared
with about 2 × pairs_to_try / people others, at least 24, or with everybody. `orders`: those that are looked at, so that several
connections may share the work; few people are all compared in `place`.';
