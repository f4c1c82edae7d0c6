-- A crowd of :people, as skewed as a real one. Person number n has the identifier 01930000-0000-7000-8000-<n in hex>,
-- so that no step needs to look another up. Triggers are off; what they would do is done at the end, at once.

create temporary table syllables as
select row_number() over () - 1 as place, consonant || vowel as syllable
from unnest(string_to_array('b,d,f,g,h,j,k,l,m,n,p,r,s,t,v,w,z,ch,sh,th', ',')) consonant,
  unnest(string_to_array('a,e,i,o,u,ai,ia,é', ',')) vowel;

-- Some real names are the most frequent; the long tail is made of syllables.
create temporary table made_up as
select first.place * 160 + second.place as place, first.syllable || second.syllable as name
from syllables first, syllables second;
create unique index on made_up (place);
analyze made_up;
create temporary table first_names (place int primary key, name text);
insert into first_names
select place, coalesce((string_to_array('Maria,Anna,Mohammed,José,Emma,Noah,Sofia,Liam,Lena,Ali,Chloé,Ivan,Priya,Yuki,Lucía,Omar,Zoë,Jonas,Amira,Tomás', ','))[place + 1], initcap(name))
from (select place * 7919 % 25600 as place, name from made_up) mixed where place < 4000;
create temporary table last_names (place int primary key, name text);
insert into last_names
select place, coalesce((string_to_array('Müller,García,Nguyen,Smith,Silva,Kim,Rossi,Novák,Andersson,Kowalski,Yılmaz,Okafor,Sørensen,Fernández,Dubois,Tanaka', ','))[place + 1], initcap(name || syllable))
from (select place * 4513 % 25600 as place, name from made_up) mixed join syllables using (place)
where place < 160
union all
select place, initcap(name || 'n') from (select place * 4513 % 25600 as place, name from made_up) mixed where place >= 160;
create temporary table cities as
select n - 1 as place, 60 * random() - 5 as latitude, 340 * random() - 170 as longitude from generate_series(1, 300) n;
analyze first_names; analyze last_names; analyze cities;

create temporary table crowd as
select n, ('01930000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid as id,
  floor(4000 * random() ^ 2)::int as first_name, floor(25600 * random() ^ 2)::int as last_name,
  floor(300 * random() ^ 2)::int as city, (current_date - interval '13 years' - 22000 * random() ^ 2 * interval '1 day')::date as birth_date,
  random() as handle, random() as aim, random() as setting, random() as place,
  (array['female', 'male', 'female', 'male', 'nonbinary', 'other'])[1 + floor(6 * random() ^ 1.5)::int] as gender
from generate_series(1, :people) n;

create temporary table named_crowd as
select crowd.*, first_names.name as given, last_names.name as family,
  case when handle < 0.6 then lower(translate(left(first_names.name, 12) || '.' || left(last_names.name, 9), 'éüíáøıëáã', 'euiaoieaa')) || to_hex(n)
    else translate(made_up.name || syllable, 'é', 'e') || '_' || to_hex(n) end as username
from crowd
join first_names on first_names.place = first_name
join last_names on last_names.place = last_name
join made_up on made_up.place = (crowd.place * 25600)::int % 25600
join syllables on syllables.place = (handle * 1e6)::int % 160;

insert into private.accounts (id, username, email, phone, birth_date)
select id, username, 'p' || n || '@example.com', '+49' || 1000000000 + n, birth_date from named_crowd;

insert into public.profiles (id, username, first_name, last_name, gender, looking_for, is_private, bio, verified_at)
select id, username, given, family, gender,
  case when birth_date > current_date - interval '18 years' or aim < 0.4 then array['friendship']
    when aim < 0.7 then array['dating'] else array['dating', 'friendship'] end,
  setting < 0.05, 'Hello, I am ' || given || '.', case when setting > 0.99 then now() end
from named_crowd;

insert into private.profile_settings (profile_id, show_age, show_distance, show_online, discoverable)
select id, setting > 0.1, place > 0.1, aim > 0.05, handle > 0.03 from crowd;

insert into private.locations (profile_id, latitude, longitude)
select crowd.id, cities.latitude + (random() + random() + random() - 1.5) * 0.2, cities.longitude + (random() + random() + random() - 1.5) * 0.2
from crowd join cities on cities.place = city where crowd.place < 0.9;

insert into public.profile_interests (profile_id, interest)
select distinct id, slugs.list[1 + floor(cardinality(slugs.list) * random() ^ 1.7 + 0 * draw)::int]
from crowd, lateral generate_series(1, 2 + n % 6) draw, (select array_agg(slug order by slug) as list from public.interests) slugs;

-- One person in thirty is online, one in three was in the last month.
insert into private.presence (profile_id, device, active_at, seen_at)
select id, 'web', now() + interval '1 hour', now() + interval '1 hour' from crowd where n % 30 = 0;
insert into private.last_seen (profile_id, seen_at)
select id, now() - random() * interval '90 days' from crowd where n % 30 <> 0;

-- Ten follows for each person; a few are followed by very many.
insert into public.follows (follower_id, followee_id, id)
select ('01930000-0000-7000-8000-' || lpad(to_hex(follower), 12, '0'))::uuid, ('01930000-0000-7000-8000-' || lpad(to_hex(followee), 12, '0'))::uuid,
  gen_random_uuid()
from (
  select 1 + n % :people as follower, 1 + floor(:people * random() ^ 4)::bigint * 7919 % :people as followee
  from generate_series(1, 10 * :people::bigint) n) edge
where follower <> followee
on conflict do nothing;

insert into private.graph_stats (profile_id, followers, following)
select person, sum(followers), sum(following)
from (
  select followee_id, count(*), 0 from public.follows group by followee_id
  union all
  select follower_id, 0, count(*) from public.follows group by follower_id) side (person, followers, following)
group by person;
