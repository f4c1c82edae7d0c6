begin;
select plan(54);

-- Alice searches. Everybody else has one thing that tells them from the others.
select tests.create_user(username) from unnest(array['alice', 'bob', 'carol', 'dave', 'teen', 'lovelace']) username;
update public.profiles set first_name = 'Chloé', last_name = 'Müller-Łuk' where username = 'carol';
update public.profiles set first_name = 'Ada', last_name = 'Byron' where username = 'lovelace';
update public.profiles set first_name = 'Dave', last_name = 'Lovelace', gender = 'male', verified_at = now(), looking_for = '{dating,friendship}' where username = 'dave';
update public.profiles set looking_for = '{friendship}' where username in ('bob', 'teen');
update private.accounts set birth_date = current_date - interval '19 years' where username = 'teen';
update private.accounts set birth_date = current_date - interval '40 years' where username = 'bob';
insert into public.interests (slug, name) values ('test-a', 'A'), ('test-b', 'B');
insert into public.profile_interests (profile_id, interest) values
  (tests.user_id('alice'), 'test-a'), (tests.user_id('bob'), 'test-a'), (tests.user_id('bob'), 'test-b'), (tests.user_id('carol'), 'test-b');
insert into private.locations (profile_id, latitude, longitude) values
  (tests.user_id('alice'), 10, 179.99), (tests.user_id('bob'), 10, -179.95), (tests.user_id('carol'), 10.8, 179.99), (tests.user_id('dave'), 30, 0);
insert into private.presence (profile_id, device, seen_at) values (tests.user_id('bob'), 'web', now()), (tests.user_id('dave'), 'web', now() - interval '2 minutes');
update private.rate_limits set capacity = 1000;

create function tests.found(answer jsonb) returns text language sql as $$
  select string_agg(item ->> 'username', ',' order by place) from jsonb_array_elements(answer -> 'items') with ordinality listed (item, place) $$;
create function tests.found_set(answer jsonb) returns text language sql as $$
  select string_agg(item ->> 'username', ',' order by item ->> 'username') from jsonb_array_elements(answer -> 'items') item $$;
grant execute on function tests.found, tests.found_set to authenticated;

select tests.authenticate_as(tests.user_id('alice'));
select is(tests.found_set(public.search_people()), 'bob,carol,dave,lovelace,teen', 'without a filter everybody else is found');
select is(tests.found(public.search_people('LOVELACE')), 'lovelace,dave', 'the exact handle comes before a last name');
select is(tests.found(public.search_people('@lovelace')), 'lovelace,dave', 'with or without @');
select is(tests.found(public.search_people('chloe')), 'carol', 'accents do not matter');
select is(tests.found(public.search_people('muller-luk')), 'carol', 'of no kind');
select is(tests.found(public.search_people('mu')), 'carol', 'a beginning finds');
select is(tests.found(public.search_people('byron ada')), 'lovelace', 'in any order');
select is(tests.found(public.search_people('ada by')), 'lovelace', 'the last word unfinished');
select is(tests.found(public.search_people('lovlace')), 'lovelace,dave', 'a letter forgotten');
select is(tests.found(public.search_people('bryon')), 'lovelace', 'two letters swapped');
select is(tests.found(public.search_people('chole muler')), 'carol', 'in two words at once');
select is(tests.found(public.search_people('lvelaces')), 'lovelace,dave', 'two slips in a longer word');
select is(tests.found(public.search_people('zzzzqqq')), null, 'what resembles nothing finds nothing');
select is(tests.found(public.search_people('%')), null, 'signs are not letters');
select is(tests.found_set(public.search_people(interests => '{test-a,test-b}')), 'bob,carol', 'any of the interests');
select is(tests.found(public.search_people(interests => '{test-a,test-b}', match => 'all')), 'bob', 'people are found by all of the interests');
select is(tests.found_set(public.search_people(interests => '{test-a}', match => null)), 'bob', 'any, when nothing is said');
select is((public.search_people('bob') -> 'items' -> 0 ->> 'shared_interests')::jsonb, '["test-a"]', 'shared interests are told');
select is(tests.found_set(public.search_people(age_min => 39, age_max => 40)), 'bob', 'an age has both ends included');
select is(tests.found_set(public.search_people(age_max => 19)), 'teen', 'an age may have one end');
select is(tests.found(public.search_people(within_km => 10)), 'bob', 'near is near, across longitude 180 too');
select is(tests.found_set(public.search_people(within_km => 100)), 'bob,carol', 'further away come more');
select is(tests.found_set(public.search_people(looking_for => 'friendship')), 'bob,dave,teen', 'by what people look for');
select is(tests.found(public.search_people(genders => '{male}')), 'dave', 'by gender');
select is(tests.found(public.search_people(online_only => true)), 'bob', 'only who is online');
select is(tests.found(public.search_people(verified_only => true)), 'dave', 'only who has the badge');
select is(tests.found(public.search_people('b', array['test-b'], 30, 50, 20, 'friendship', '{other}', true, false, 'all')), 'bob', 'all of the filters work together');
select ok(public.search_people()::text !~ 'birth|phone|email|latitude|popularity', 'nothing private is in the answer');

select is(tests.found_set(public.typeahead_people('lo')), 'dave,lovelace', 'typing ahead finds handles and last names');
select tests.reset_role();
delete from private.people_top where username = 'lovelace';
update private.people_top set popularity = 1 where username = 'dave';
select tests.authenticate_as(tests.user_id('alice'));
select is(tests.found(public.typeahead_people('lo')), 'dave,lovelace', 'who is not among the popular comes after them');
select is(tests.found(public.typeahead_people('lovelace')), 'lovelace,dave', 'unless it is the exact handle');
select tests.reset_role();
update private.people_top set popularity = 0 where username = 'dave';

-- Settings
select tests.reset_role();
update private.profile_settings set show_age = false, show_distance = false, show_online = false where profile_id = tests.user_id('bob');
select tests.authenticate_as(tests.user_id('alice'));
select is(tests.found_set(public.search_people(age_min => 39, age_max => 40)), null, 'a hidden age cannot be searched for');
select is(tests.found_set(public.search_people(within_km => 10)), null, 'a hidden distance cannot be searched for');
select is(tests.found_set(public.search_people(online_only => true)), null, 'a hidden state cannot be searched for');
select is(public.search_people('bob') -> 'items' -> 0 @> '{"age": null, "distance_km": null, "online": null}', true, 'what somebody hides is null');
select tests.reset_role();
update private.profile_settings set discoverable = false where profile_id = tests.user_id('bob');
update private.accounts set deactivated_at = now() where username = 'carol';
update private.accounts set banned_until = now() + interval '1 hour' where username = 'lovelace';
select tests.authenticate_as(tests.user_id('alice'));
select is(tests.found_set(public.search_people()), 'dave,teen', 'who does not want to be found, is deactivated or banned is not found');
select tests.reset_role();
update private.accounts set deactivated_at = null, banned_until = null;
update private.profile_settings set discoverable = true;

-- Minors and adults
select tests.reset_role();
update private.accounts set birth_date = current_date - interval '15 years' where username = 'teen';
select tests.authenticate_as(tests.user_id('alice'));
select is(tests.found_set(public.search_people()), 'bob,carol,dave,lovelace', 'adults find no minors');
select tests.reset_role();
insert into public.connections (person_id, other_id) values
  (tests.user_id('alice'), tests.user_id('teen')), (tests.user_id('teen'), tests.user_id('alice'));
select tests.authenticate_as(tests.user_id('alice'));
select is(tests.found(public.search_people('teen')), 'teen', 'unless they are connected');
select tests.authenticate_as(tests.user_id('teen'));
select is(tests.found_set(public.search_people()), 'alice', 'minors find adults whom they are connected with');
select tests.reset_role();
update public.profiles set looking_for = '{dating}' where username = 'alice';
select tests.authenticate_as(tests.user_id('alice'));
select is(tests.found_set(public.search_people()), 'bob,carol,dave,lovelace', 'adults who look for dates find not even these');
select is(tests.found_set(public.search_people('teen')), null, 'not even by handle');
select is(public.typeahead_people('te') -> 'items', '[]', 'adults do not find minors by typing ahead');
select tests.authenticate_as(tests.user_id('teen'));
select is(tests.found_set(public.search_people()), null, 'minors find nobody who looks for dates');
select tests.throws_code($$ select public.search_people(looking_for => 'dating') $$, 'INVALID_SEARCH', 422, 'minors may not search for dates');

-- Blocks, pages and what is wrong
select tests.reset_role();
update public.profiles set looking_for = '{friendship}' where username = 'alice';
update private.accounts set birth_date = current_date - interval '19 years' where username = 'teen';
create temporary table first_page as select jsonb_build_object() as page;
grant all on first_page to authenticated;
select tests.authenticate_as(tests.user_id('alice'));
update first_page set page = public.search_people(page_size => 2);
select is(
  (select count(distinct item ->> 'username') from first_page, jsonb_array_elements(page -> 'items' || (public.search_people(cursor => page ->> 'next_cursor', page_size => 10) -> 'items')) item),
  5::bigint, 'pages neither repeat nor leave out');
select is((select public.search_people(cursor => page ->> 'next_cursor', page_size => 10) ->> 'next_cursor' from first_page), null, 'the last page has no cursor');
select tests.throws_code(format('select public.search_people(%L, cursor => %L)', 'x', page ->> 'next_cursor'), 'INVALID_CURSOR', 422, 'a cursor belongs to one search') from first_page;
select tests.authenticate_as(tests.user_id('dave'));
select tests.throws_code(format('select public.search_people(cursor => %L)', page ->> 'next_cursor'), 'INVALID_CURSOR', 422, 'a cursor belongs to one person') from first_page;
select tests.reset_role();
insert into public.blocks (blocker_id, blocked_id) values (tests.user_id('bob'), tests.user_id('alice')), (tests.user_id('alice'), tests.user_id('dave'));
select tests.authenticate_as(tests.user_id('alice'));
select is(tests.found_set(public.search_people()), 'carol,lovelace,teen', 'a block hides in both directions');
select ok(coalesce(tests.found_set(public.search_people(cursor => page ->> 'next_cursor', page_size => 10)), '') !~ 'bob|dave', 'on the pages to come as well') from first_page;
select is(public.typeahead_people('bob') -> 'items', '[]', 'a block counts while typing ahead');
select tests.throws_code('select public.search_people(within_km => 501)', 'INVALID_SEARCH', 422, 'filters have ranges');
select tests.reset_role();
delete from private.locations where profile_id = tests.user_id('alice');
select tests.authenticate_as(tests.user_id('alice'));
select tests.throws_code('select public.search_people(within_km => 50)', 'LOCATION_REQUIRED', 409, 'who has no place has no distance');
select tests.as_anon();
select throws_ok('select public.search_people()', '42501', null, 'anon searches for nobody');

select tests.reset_role();
select * from finish();
rollback;
