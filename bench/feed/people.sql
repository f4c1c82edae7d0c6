-- :people people and about :follows follows. Everything is drawn by hashing numbers, so it is the same each time, and every
-- table can be filled by one query of its own.
create schema bench;

create function bench.chance(of bigint, kind bigint) returns double precision
language sql immutable parallel safe
return (hashint8extended(of, kind) & 9007199254740991) / 9007199254740992.0::double precision;

-- `count` different numbers below `total`, the small ones far more often than the large: number `nth` is drawn from its own
-- stretch of the curve, so no two are equal.
create function bench.pick(nth int, count int, total int, power double precision, luck double precision) returns int
language sql immutable parallel safe
return nth + floor((total - count) * ((nth + luck) / count) ^ power)::int;

-- n: the number of a person, from 1; what is picked by rank is spread over them.
create function bench.person_id(n int) returns uuid
language sql immutable parallel safe
return ('01930000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid;

create function bench.ranked_person(rank int, people int) returns int
language sql immutable parallel safe
return 1 + (rank::bigint * 7919 % people)::int;

-- Half do little, a few do a lot; one in fifty follows nobody, one in a thousand follows 5,000.
create unlogged table bench.people as
select n, bench.person_id(n) as id,
  case when n % 50 = 0 then 0 when n % 1000 = 1 then least(5000, :people / 2)
    else ceil(:follows / :people * (0.1 + 0.9 * 10 * bench.chance(n, 1) ^ 9))::int end as follows,
  0.2 + 0.8 * 10 * bench.chance(n, 2) ^ 9 as zeal
from generate_series(1, :people) n;
create unique index on bench.people (n);
analyze bench.people;

insert into private.accounts (id, username, email, phone, birth_date)
select id, 'user' || n, 'user' || n || '@example.com', '+49' || 1000000000 + n, current_date - 6600 - (22000 * bench.chance(n, 3) ^ 2)::int
from bench.people;
insert into public.profiles (id, username, first_name, last_name, gender)
select id, 'user' || n, 'Robin', 'Number ' || n, 'other' from bench.people;
insert into private.profile_settings (profile_id) select id from bench.people;
insert into private.sessions (id, account_id, refresh_hash, expires_at)
select id, id, sha256(''), now() + interval '90 days' from bench.people;

-- A few hundred places, the large ones with many people.
create unlogged table bench.cities as
select n - 1 as place, 60 * bench.chance(n, 4) - 5 as latitude, 340 * bench.chance(n, 5) - 170 as longitude from generate_series(1, 300) n;
insert into private.locations (profile_id, latitude, longitude)
select id, latitude + (bench.chance(n, 6) - 0.5) * 0.4, longitude + (bench.chance(n, 7) - 0.5) * 0.4
from bench.people join bench.cities on place = floor(300 * bench.chance(n, 8) ^ 2)::int
where n % 10 < 7;
insert into public.profile_interests (profile_id, interest)
select distinct id, (select array_agg(slug order by slug) from public.interests)[1 + bench.pick(nth, 5, 50, 1.7, bench.chance(n, 10 + nth))]
from bench.people, generate_series(0, n % 5) nth;

insert into public.follows (follower_id, followee_id, id, created_at)
select follower.id, followee.id, gen_random_uuid(), now() - interval '300 days' * bench.chance(follower.n, nth)
from bench.people follower
cross join generate_series(0, follower.follows - 1) nth
join bench.people followee on followee.n = bench.ranked_person(bench.pick(nth, follower.follows, :people, 2, bench.chance(follower.n, nth)), :people)
where followee.n <> follower.n;
insert into private.graph_stats (profile_id, followers, following)
select id, coalesce(followers, 0), coalesce(following, 0)
from bench.people
left join (select followee_id as id, count(*) as followers from public.follows group by followee_id) ahead using (id)
left join (select follower_id as id, count(*) as following from public.follows group by follower_id) behind using (id);
select private.weigh_interests();
