-- Whoever is there, and whatever they want: a random crowd, another one at each run.
begin;
select plan(8);

create temporary table drawn as select round(random()::numeric, 6) as seed;
select diag('seed ' || seed), setseed(seed::float8) from drawn;
create temporary table crowd as
select n, tests.create_user('person' || n) as id, (array['female', 'male', 'nonbinary', 'other'])[1 + floor(random() * 4)::int] as gender,
  13 + floor(random() * 50)::int as age, (array['compatible', 'compatible', 'random'])[1 + floor(random() * 3)::int] as mode,
  (array['dating', 'friendship'])[1 + floor(random() * 2)::int] as intent, 170 * random() as longitude
from generate_series(1, 160) n;
insert into private.match_tickets (person_id, mode, intent, is_minor, gender, age, genders, age_min, age_max, max_distance_km, languages, place_key,
  cell, x, y, z, since)
select id, mode, case when mode = 'compatible' then case when age < 18 then 'friendship' else intent end end, age < 18, gender, age,
  case when random() < 0.5 and mode = 'compatible' then array['female', gender] end,
  case when random() < 0.3 and mode = 'compatible' then age - 5 end, case when random() < 0.3 and mode = 'compatible' then age + 10 end,
  case when random() < 0.3 and mode = 'compatible' then 3000 end, case when random() < 0.5 then array[(array['en', 'de', 'fr'])[1 + floor(random() * 3)::int]] end,
  private.place_key(cosd(longitude), sind(longitude), 0), private.location_cell(0, longitude), cosd(longitude), sind(longitude), 0, now() - random() * interval '10 minutes'
from crowd;
insert into private.presence (profile_id, device, seen_at) select id, 'web', now() - case when n % 9 = 0 then interval '5 minutes' else '0' end from crowd;
insert into public.blocks (blocker_id, blocked_id)
select one.id, other.id from crowd one join crowd other on other.n <> one.n where random() < 0.05;

-- The rules once more, in other words: pairs that must not be.
create view pg_temp.forbidden as
select one.person_id as one_id, other.person_id as other_id
from private.match_tickets one
cross join private.match_tickets other
where one.person_id = other.person_id
  or one.mode <> other.mode or one.intent <> other.intent
  or (one.age < 18) <> (other.age < 18)
  or array_position(one.genders, other.gender) is null and one.genders is not null
  or other.age < one.age_min or other.age > one.age_max
  or acos(least(1, one.x * other.x + one.y * other.y + one.z * other.z)) * 6371 > one.max_distance_km + 0.01
  or cardinality(array(select unnest(one.languages) intersect select unnest(other.languages))) = 0 and one.languages is not null and other.languages is not null
  or exists (select from public.blocks where (blocker_id, blocked_id) in ((one.person_id, other.person_id), (other.person_id, one.person_id)))
  or (select seen_at < now() - interval '75 seconds' from private.presence where profile_id = one.person_id);

create function pg_temp.edges(mode text) returns table (one_id uuid, other_id uuid) language sql as $$
  select people[1 + edge.one], people[1 + edge.other]
  from private.match_graph(mode, 1000000) graph
  cross join lateral (
    select ('x' || encode(substring(edges from 12 * n + 1 for 4), 'hex'))::bit(32)::int as one,
      ('x' || encode(substring(edges from 12 * n + 5 for 4), 'hex'))::bit(32)::int as other
    from generate_series(0, length(edges) / 12 - 1) n
  ) edge $$;
create temporary table all_edges as
select * from pg_temp.edges('compatible') union all select * from pg_temp.edges('random');
select cmp_ok((select count(*) from all_edges), '>', 100::bigint, 'there are pairs to look at');
select is_empty($$ select one_id, other_id from all_edges
  join pg_temp.forbidden using (one_id, other_id) $$, 'no pair of the graph breaks a rule of the one');
select is_empty($$ select edge.one_id from all_edges edge
  join pg_temp.forbidden on forbidden.one_id = edge.other_id and forbidden.other_id = edge.one_id $$, 'no pair of the graph breaks a rule of the other');

-- All of them look for somebody, one after the other.
select private.match_now(id) from crowd order by random();
create temporary table pairs as
select low_id as one_id, high_id as other_id, state from private.match_proposals union all select high_id, low_id, state from private.match_proposals;
select cmp_ok((select count(*) from pairs), '>', 20::bigint, 'many found somebody');
select is_empty('select one_id from pairs group by one_id having count(*) > 1', 'nobody two');
select is_empty($$ select person_id from private.match_tickets ticket
  where proposal_id is not null and not exists (select from pairs where one_id = ticket.person_id) $$, 'everybody who is asked is asked about somebody');
-- Of strangers the tickets are gone: their rules are looked at in the graph above.
select is_empty($$ select one_id, other_id from pairs join pg_temp.forbidden using (one_id, other_id) $$, 'no pair breaks a rule');
select throws_ok($$ select private.propose(array[id, id], (select array_agg(id) from (select id from crowd offset 1 limit 2) others)) from crowd limit 1 $$,
  'P0001', 'Somebody is in two pairs.', 'a claim that has somebody twice is refused');

select * from finish();
rollback;
