begin;
select plan(31);

select tests.create_user('alice'), tests.create_user('bob'), tests.create_user('carol');
insert into public.interests (slug, name) values ('test-chess', 'Chess'), ('test-go', 'Go') on conflict do nothing;

-- Two who fit, as joining would write them; each test changes one thing of one of them and undoes it.
create function pg_temp.look(name text) returns void language sql as $$
  insert into private.match_tickets (person_id, mode, intent, is_minor, gender, age, place_key, languages, interests, since)
  values (tests.user_id(name), 'compatible', 'dating', false, 'other', 35, 0, '{en}', '{}', now());
  insert into private.presence (profile_id, device, seen_at) values (tests.user_id(name), 'web', now()) $$;
select pg_temp.look('alice'), pg_temp.look('bob');
create function pg_temp.fit() returns boolean language sql as $$
  select count(*) = 2 from private.weigh_pairs(array[tests.user_id('alice'), tests.user_id('bob')], '{1,2}', '{2,1}') $$;
-- Whether they fit after a change, which is taken back: of one of them, then of the other, so that every rule is seen to hold both ways.
create function pg_temp.fit_after(change text, name text default 'alice') returns boolean language plpgsql as $$
declare fits boolean;
begin
  execute format(change, tests.user_id(name));
  fits := pg_temp.fit();
  raise exception using errcode = 'TEST0', message = fits::text;
exception when sqlstate 'TEST0' then
  return sqlerrm::boolean;
end $$;
create function pg_temp.never_after(change text, rule text) returns setof text language sql as $$
  select is(pg_temp.fit_after(change, side.name), false, rule || side.which)
  from (values ('alice', ', on the one side'), ('bob', ', on the other')) side (name, which) $$;

select ok(pg_temp.fit(), 'two who fit are a pair in both orders');
select * from pg_temp.never_after($$ update private.match_tickets set genders = '{female}' where person_id = %L $$, 'nobody meets a gender that they do not look for');
select ok(pg_temp.fit_after($$ update private.match_tickets set genders = '{female,other}' where person_id = %L $$), 'people meet a gender that they look for');
select * from pg_temp.never_after($$ update private.match_tickets set age_max = 34 where person_id = %L $$, 'nobody meets an age above their limit');
select * from pg_temp.never_after($$ update private.match_tickets set age_min = 36 where person_id = %L $$, 'nobody meets an age below their limit');
select * from pg_temp.never_after($$ update private.match_tickets set languages = '{de}' where person_id = %L $$, 'they need a language in common');
select ok(pg_temp.fit_after($$ update private.match_tickets set languages = null where person_id = %L $$), 'unless one of them takes any');
select * from pg_temp.never_after($$ update private.match_tickets set intent = 'friendship' where person_id = %L $$, 'they look for the same');
select * from pg_temp.never_after($$ update private.match_tickets set mode = 'random', intent = null where person_id = %L $$, 'in the same way');
select * from pg_temp.never_after($$ update private.match_tickets set intent = 'friendship', is_minor = true where person_id = %L $$, 'minors and adults do not meet');
select * from pg_temp.never_after($$ update private.presence set seen_at = now() - interval '76 seconds' where profile_id = %L $$, 'nobody meets who is gone');
select * from pg_temp.never_after($$ update private.match_tickets set expires_at = now() where person_id = %L $$, 'nobody meets whose search is over');
select * from pg_temp.never_after($$ update private.match_tickets set proposal_id = gen_random_uuid() where person_id = %L $$, 'nobody meets who is being asked about somebody');
select * from pg_temp.never_after(
  $$ insert into public.blocks (blocker_id, blocked_id) select %1$L, id from public.profiles where id <> %1$L $$, 'nobody meets across a block');
select is(pg_temp.fit_after($$
  insert into public.connections (person_id, other_id) values (tests.user_id('alice'), tests.user_id('bob')), (tests.user_id('bob'), tests.user_id('alice')) $$),
  false, 'those who are connected already do not meet');
select is(pg_temp.fit_after($$ select private.keep_apart(tests.user_id('bob'), tests.user_id('alice'), now() + interval '1 day', 'declined') $$), false,
  'those who are kept apart do not meet');
select ok(pg_temp.fit_after($$ select private.keep_apart(tests.user_id('bob'), tests.user_id('alice'), now() - interval '1 second', 'declined') $$),
  'until that is over');

-- Distances: two places 100 km apart, on the equator.
create function pg_temp.place(name text, longitude double precision) returns void language sql as $$
  update private.match_tickets set cell = private.location_cell(0, longitude), x = cosd(longitude), y = sind(longitude), z = 0
  where person_id = tests.user_id(name) $$;
select pg_temp.place('alice', 0), pg_temp.place('bob', 0.9);
update private.match_tickets set since = now() - interval '1 hour';
select ok(pg_temp.fit(), 'after an hour of waiting 100 km are near enough');
select * from pg_temp.never_after($$ update private.match_tickets set max_distance_km = 90 where person_id = %L $$, 'waiting never widens a distance beyond the limit that somebody has set');

select * from finish();
rollback;
