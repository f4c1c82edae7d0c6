-- Who could be paired with whom, for a sweep. All pairs of a hundred thousand are five milliards; so people of a pool are laid out in
-- four orders, and looked at beside those who stand next to them: near on the map, of like age, with a like rarest interest, and
-- shuffled anew at every sweep, so that whoever found nobody stands beside others the next time. A small pool is looked at whole.
create function private.match_graph(mode text, pairs_to_try int default 400000, out people uuid[], out edges bytea)
language plpgsql volatile
set search_path = ''
as $$
begin
  with seekers as materialized (
    select person_id, row_number() over () - 1 as n, pool, place_key, age, interests
    from private.match_seekers seeker where seeker.mode = match_graph.mode
  ), measured as (
    select count(*) as seekers from seekers
  ), ranked as materialized (
    select person_id, n, pool, count(*) over (partition by pool) as pool_size,
      row_number() over (partition by pool order by place_key) as by_place,
      row_number() over (partition by pool order by age, random()) as by_age,
      row_number() over (partition by pool order by rarest.interest, random()) as by_interest,
      row_number() over (partition by pool order by random()) as by_chance
    from seekers
    left join lateral (
      select interest from unnest(seekers.interests) chosen (interest)
      left join private.interest_weights weight using (interest)
      order by weight.idf desc nulls last limit 1
    ) rarest on true
  ), placed as (
    select ranks.way, ranked.person_id, ranked.pool, ranked.n, ranks.place,
      case when ranked.pool_size <= 4 * width.neighbours then case ranks.way when 1 then ranked.pool_size else 0 end else width.neighbours end as width
    from ranked
    cross join lateral (values (1, by_place), (2, by_age), (3, by_interest), (4, by_chance)) ranks (way, place)
    cross join (select greatest(5, pairs_to_try / greatest(4 * seekers, 1)) as neighbours from measured) width
  ), candidates as (
    select distinct least(one.n, other.n) as one_n, greatest(one.n, other.n) as other_n
    from placed one
    cross join lateral generate_series(1, one.width) ahead
    join placed other on other.way = one.way and other.pool = one.pool and other.place = one.place + ahead
  ), allowed as (
    select candidates.one_n, candidates.other_n, greatest(1, least(2000000000, round(pair.weight * 1000000)))::int as weight
    from candidates
    join seekers one on one.n = candidates.one_n
    join seekers other on other.n = candidates.other_n
    join private.match_pairs pair on pair.one_id = one.person_id and pair.other_id = other.person_id
  )
  select (select array_agg(person_id order by n) from seekers),
    (select string_agg(int4send(one_n::int) || int4send(other_n::int) || int4send(weight), '') from allowed)
  into people, edges;
end
$$;
comment on function private.match_graph is '
The graph of a sweep: everybody who looks in this mode and could be paired at this moment, and the pairs that may be, as triples of four-byte numbers: the
place of either in `people`, from 0, and the weight in millionths. Each person is compared with a bounded number of others, about
2 × pairs_to_try / people, at least 40, or with all of a small pool.';
