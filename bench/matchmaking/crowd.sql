-- :count people who are looking, of one of three populations. They are laid down as joining would: accounts, profiles, presence, tickets.
-- geometric: friendship, all over an area that grows with the crowd, so that everybody has as many around them whatever its size.
-- two-sided: dating, women and men who want each other, ages and distances set as hard. random: no places, histories of every kind.
create temporary table bench_people as
select n, ('01930000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid as id,
  case when :'population' = 'geometric' then (array['female', 'male', 'nonbinary', 'other'])[1 + floor(random() * 4)::int]
    else (array['female', 'male'])[1 + n % 2] end as gender,
  18 + floor(40 * random() ^ 2)::int as age, floor(random() * 200)::int as taste, random() as given, random() as liked,
  private.location_cell(45 + (random() - 0.5) * sqrt(:count) / 40, 9 + (random() - 0.5) * sqrt(:count) / 30) as cell
from generate_series(1, :count) n;
-- Two hundred tastes: sets of three to seven interests, the first of the catalogue in many.
create temporary table bench_tastes as
select taste, array(
  select distinct slug from (select slug, row_number() over (order by slug) as place from public.interests) interest
  where place in (select 1 + floor(42 * random() ^ 2)::int from generate_series(1, 3 + taste % 5))) as interests
from generate_series(0, 199) taste;
insert into private.accounts (id, username, email, phone, birth_date)
select id, 'user' || n, 'user' || n || '@example.com', '+1' || 1000000000 + n, current_date - make_interval(years => age, days => 100)
from bench_people;
insert into public.profiles (id, username, first_name, last_name, gender) select id, 'user' || n, 'Robin', 'Example', gender from bench_people;
insert into private.profile_settings (profile_id) select id from bench_people on conflict do nothing;
insert into private.presence (profile_id, device, active_at, seen_at) select id, 'web', now(), now() + interval '1 day' from bench_people;
insert into private.match_tickets (person_id, mode, intent, is_minor, gender, age, genders, age_min, age_max, max_distance_km, languages, interests,
  interest_bits, rarest_interest, cell, x, y, z, place_key, gives, gets, newness, since, expires_at)
select id, 'compatible', case :'population' when 'two-sided' then 'dating' else 'friendship' end, false, gender, age,
  case :'population' when 'two-sided' then array[case gender when 'female' then 'male' else 'female' end] end,
  case :'population' when 'two-sided' then greatest(18, age - 8) end, case :'population' when 'two-sided' then age + 8 end,
  case :'population' when 'two-sided' then 50 end, case when n % 10 = 0 then array['en', 'de'] else array['en'] end, interests, bits, rarest,
  case :'population' when 'random' then null else cell end, case :'population' when 'random' then null else x end, case :'population' when 'random' then null else y end,
  case :'population' when 'random' then null else z end,
  case :'population' when 'random' then private.place_key(null, null, null) else private.place_key(x, y, z) end,
  ln((0.1 + given) / (1.1 - given)), ln((0.1 + liked) / (1.1 - liked)), random(), now() - random() * interval '60 seconds', now() + interval '1 day'
from bench_people
cross join lateral (
  select cosd(latitude) * cosd(longitude) as x, cosd(latitude) * sind(longitude) as y, sind(latitude) as z from private.cell_centre(cell)
) place
join (select taste, interests, private.interest_bits(interests) as bits,
    (select interest from private.interest_weights where interest = any (interests) order by idf desc limit 1) as rarest from bench_tastes) tastes using (taste);
