begin;
select plan(17);

select tests.create_user('alice'), tests.create_user('bob');
create function pg_temp.look(name text, age int, longitude double precision, waited interval) returns void language sql as $$
  insert into private.match_tickets (person_id, mode, intent, is_minor, gender, age, place_key, cell, x, y, z, since)
  values (tests.user_id(name), 'compatible', 'friendship', false, 'other', age, 0, private.location_cell(0, longitude), cosd(longitude), sind(longitude), 0,
    now() - waited)
  on conflict (person_id) do update set age = excluded.age, x = excluded.x, y = excluded.y, since = excluded.since;
  insert into private.presence (profile_id, device, seen_at) values (tests.user_id(name), 'web', now()) on conflict do nothing $$;
create function pg_temp.fit() returns boolean language sql as $$
  select count(*) = 1 from private.weigh_pairs(array[tests.user_id('alice'), tests.user_id('bob')], '{1}', '{2}') $$;
create function pg_temp.seeker(name text) returns private.match_seekers language sql as $$
  select seeker from private.match_seekers seeker where person_id = tests.user_id(name) $$;

select pg_temp.look('alice', 30, 0, '0'), pg_temp.look('bob', 30, 0.2, '0');
select ok(pg_temp.fit(), 'at once people within 25 km are near');
select pg_temp.look('bob', 30, 0.4, '0');
select ok(not pg_temp.fit(), 'people 44 km away are not near enough at once');
select pg_temp.look('bob', 30, 0.4, '1 minute');
select ok(not pg_temp.fit(), 'however long the other has been waiting: each side widens by its own');
select pg_temp.look('alice', 30, 0, '10 seconds');
select ok(pg_temp.fit(), 'ten seconds later both take 50 km');
select pg_temp.look('bob', 30, 179, '10 minutes'), pg_temp.look('alice', 30, 0, '10 minutes');
select ok(pg_temp.fit(), 'after minutes the other side of the globe is near enough, where nobody has set a limit');

-- What is told of it.
create function pg_temp.eta(name text) returns real language sql as $$ select private.match_eta(tests.user_id(name)) $$;
select pg_temp.look('alice', 30, 0, '0'), pg_temp.look('bob', 30, 0.4, '1 minute');
select is(pg_temp.eta('alice'), 11::real, 'who would fit somebody in ten seconds is told so');
select pg_temp.look('alice', 30, 0, '4 seconds');
select is(pg_temp.eta('alice'), 7::real, 'four seconds later what is left of them');
update private.match_tickets set max_distance_km = 40 where person_id = tests.user_id('bob');
select is(pg_temp.eta('alice'), null, 'nothing is told that a limit of the other forbids');
update private.match_tickets set max_distance_km = null where person_id = tests.user_id('bob');
insert into public.blocks (blocker_id, blocked_id) values (tests.user_id('bob'), tests.user_id('alice'));
select is(pg_temp.eta('alice'), null, 'nothing tells that somebody is there who has blocked the person');
delete from public.blocks where blocker_id = tests.user_id('bob');
insert into private.match_proposals (low_id, high_id, pool, weight, low_gender, high_gender, low_waited_s, high_waited_s, state, deadline, ended_at)
select least(one, other), greatest(one, other), 'friendship', 1, 'other', 'female', (array[10, 400])[1 + n % 2], 1, 'expired', now(), now()
from (select n, gen_random_uuid() as one, gen_random_uuid() as other from generate_series(1, 40) n) drawn;
update private.presence set seen_at = now() - interval '1 hour' where profile_id = tests.user_id('bob');
select is(pg_temp.eta('alice'), null, 'nothing is told from waits that were too unlike each other');
update private.presence set seen_at = now() where profile_id = tests.user_id('bob');

select pg_temp.look('alice', 30, 0, '0'), pg_temp.look('bob', 36, 0, '0');
select ok(not pg_temp.fit(), 'at once five years are of like age');
select pg_temp.look('alice', 30, 0, '10 seconds'), pg_temp.look('bob', 36, 0, '10 seconds');
select ok(pg_temp.fit(), 'then ten');
update private.match_tickets set age_max = 32 where person_id = tests.user_id('alice');
select is((pg_temp.seeker('alice')).age_to, 32::double precision, 'no wait widens more than a limit that was set');
update private.match_tickets set age_min = 50, age_max = 60, since = now() where person_id = tests.user_id('alice');
select is(array[(pg_temp.seeker('alice')).age_from, (pg_temp.seeker('alice')).age_to], array[50, 55]::double precision[],
  'whoever looks for other ages than their own begins with the nearest of these');

update private.match_tickets set age_min = null, age_max = null, since = now() - interval '30 minutes' where person_id = tests.user_id('alice');
select lives_ok('select pg_temp.fit()', 'no waiting is too long to be computed');
select pg_temp.look('alice', 30, 0, '0'), pg_temp.look('bob', 30, 0, '0');
create temporary table fresh as
select weight from private.weigh_pairs(array[tests.user_id('alice'), tests.user_id('bob')], '{1}', '{2}');
select pg_temp.look('alice', 30, 0, '2 minutes');
select cmp_ok((select weight from private.weigh_pairs(array[tests.user_id('alice'), tests.user_id('bob')], '{1}', '{2}')), '>',
  (select weight from fresh), 'who has been waiting counts more');
update private.match_tickets set exposures = 3;
select cmp_ok((select weight from private.weigh_pairs(array[tests.user_id('alice'), tests.user_id('bob')], '{1}', '{2}')), '<',
  (select weight from fresh), 'who was proposed often of late counts less');

select * from finish();
rollback;
