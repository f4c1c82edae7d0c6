-- 100,000 people with 2,000,000 follows: popularity and interests are skewed, as they are where people choose. Person 1
-- has the most followers and follows 10,000 others. Set-based, so the triggers count everything in two statements.
select setseed(0.5);
create unlogged table people as
  select number, private.uuid_v7() as id, 'person' || number as username from generate_series(1, 100000) number order by number;
create unique index on people (number) include (id);

insert into private.accounts (id, username, email, phone, birth_date)
  select id, username, username || '@example.com', '+49' || 1000000000 + number, '1990-01-01' from people order by number;
insert into public.profiles (id, username, first_name, last_name, gender, is_private)
  select id, username, 'Robin', 'Example', 'other', number % 10 = 7 from people order by number;
insert into private.sessions (id, account_id, refresh_hash, expires_at)
  select id, id, sha256(''), now() + interval '90 days' from people;

insert into public.interests (slug, name) select 'interest-' || number, 'Interest' from generate_series(0, 59) number;
insert into public.profile_interests (profile_id, interest)
  select id, 'interest-' || floor(60 * random() ^ 3) from people, generate_series(1, 6)
  on conflict do nothing;

insert into public.follows (follower_id, followee_id)
  select follower.id, followee.id
  from (
    select ceil(100000 * random())::int as one, ceil(100000 * random() ^ 3)::int as other from generate_series(1, 2100000)
    union all
    select 1, 10 * number from generate_series(1, 10000) number
  ) pair
  join people follower on follower.number = one
  join people followee on followee.number = other
  where one <> other
  on conflict do nothing;

insert into public.connections (person_id, other_id)
  select unnest(array[one.id, other.id]), unnest(array[other.id, one.id])
  from (
    select distinct least(a, b) as low, greatest(a, b) as high
    from (select ceil(100000 * random())::int as a, ceil(100000 * random())::int as b from generate_series(1, 200000)) random
    where a <> b
  ) pair
  join people one on one.number = low
  join people other on other.number = high;
