begin;
select plan(15);

select tests.create_user('alice'), tests.create_user('bob');
insert into private.locations (profile_id, latitude, longitude)
values (tests.user_id('alice'), 52.52, 13.405), (tests.user_id('bob'), 48.137, 11.575);
create function tests.bob() returns jsonb language sql as $$ select public.get_profile(user_id => tests.user_id('bob')) $$;
grant execute on function tests.bob to authenticated;

select tests.authenticate_as(tests.user_id('alice'));
select is(tests.bob() ->> 'username', 'bob', 'signed-in people find a person by identifier');
select is(public.get_profile(' BOB ') ->> 'id', tests.user_id('bob')::text, 'signed-in people find a person by username, however it is written');
select is((tests.bob() ->> 'age')::int, extract(year from age('1990-01-01'::date))::int, 'age is in years');
select is((tests.bob() ->> 'distance_km')::int, 550, 'a distance is rounded, to 50 km between cities');
select ok((tests.bob() - 'created_at')::text !~ '1990-|birth|48\.|11\.5|@|\+1', 'neither birth date nor place, e-mail or phone appear');
select tests.throws_code('select public.get_profile()', 'INVALID_PROFILE', 422, 'one of the two is required');
select tests.throws_code($$ select public.get_profile('bob', tests.user_id('bob')) $$, 'INVALID_PROFILE', 422, 'a person is found by one of the two and not by both');
select tests.throws_code($$ select public.get_profile('nobody') $$, 'USER_NOT_FOUND', 404, 'who does not exist is 404');

select tests.reset_role();
update private.profile_settings set show_age = false, show_distance = false where profile_id = tests.user_id('bob');
select tests.authenticate_as(tests.user_id('alice'));
select is(tests.bob() - array['age', 'distance_km'] || '{"age": null, "distance_km": null}', tests.bob(), 'age and distance are null for who does not show them');

select tests.reset_role();
update private.accounts set deactivated_at = now() where username = 'bob';
select tests.authenticate_as(tests.user_id('alice'));
select tests.throws_code('select tests.bob()', 'USER_NOT_FOUND', 404, 'the deactivated are not there');
select tests.reset_role();
update private.accounts set deactivated_at = null, banned_until = 'infinity' where username = 'bob';
select tests.authenticate_as(tests.user_id('alice'));
select tests.throws_code('select tests.bob()', 'USER_NOT_FOUND', 404, 'the banned are not there');
select tests.reset_role();
update private.accounts set banned_until = now() - interval '1 day' where username = 'bob';
insert into public.blocks (blocker_id, blocked_id) values (tests.user_id('bob'), tests.user_id('alice'));
select tests.authenticate_as(tests.user_id('alice'));
select tests.throws_code('select tests.bob()', 'USER_NOT_FOUND', 404, 'who has blocked the caller is not there');
select tests.authenticate_as(tests.user_id('bob'));
select tests.throws_code($$ select public.get_profile('alice') $$, 'USER_NOT_FOUND', 404, 'the blocked are not there for the one who blocks');
select is(tests.bob() ->> 'id', tests.user_id('bob')::text, 'people see themselves, when a ban is over too');

select tests.as_anon();
select throws_ok($$ select public.get_profile('bob') $$, '42501', null, 'anon sees nobody');

select * from finish();
rollback;
