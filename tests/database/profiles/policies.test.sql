begin;
select plan(22);
select tests.open_tables();

select tests.create_user('alice'), tests.create_user('bob');
insert into public.interests (slug, name) values ('a-test-interest', 'A test interest');
insert into public.profile_interests (profile_id, interest) values (tests.user_id('bob'), 'a-test-interest');

select tests.authenticate_as(tests.user_id('alice'));
select is((select count(*) from public.profiles), 2::bigint, 'signed-in people see profiles');
select is((select count(*) from public.profile_interests), 1::bigint, 'signed-in people see who has which interest');
select ok(exists (select from public.interests where slug = 'a-test-interest'), 'signed-in people see the catalogue of interests');
select throws_ok($$ insert into public.profiles (id, username, first_name, last_name, gender) values (gen_random_uuid(), 'x', 'x', 'x', 'other') $$, '42501', null, 'nobody inserts a profile directly');
select throws_ok($$ update public.profiles set first_name = 'Mallory' $$, '42501', null, 'nobody updates a profile directly, not even the own');
select throws_ok($$ delete from public.profiles $$, '42501', null, 'nobody deletes a profile directly');
select throws_ok($$ insert into public.profile_interests values (tests.user_id('alice'), 'a-test-interest') $$, '42501', null, 'nobody chooses interests directly');
select throws_ok($$ delete from public.profile_interests $$, '42501', null, 'nobody removes interests directly');
select throws_ok($$ update public.interests set name = 'Mine' $$, '42501', null, 'nobody changes the catalogue of interests');

select tests.as_anon();
select throws_ok('select from public.profiles', '42501', null, 'anon sees no profile');
select throws_ok('select from public.profile_interests', '42501', null, 'anon sees nobody''s interests');
select ok(exists (select from public.interests), 'anon sees the catalogue, for the registration form');

select tests.as_service();
select is((select count(*) from public.profiles), 2::bigint, 'the service key reads profiles');
select throws_ok($$ update public.profiles set first_name = 'x' $$, '42501', null, 'the service key does not change profiles');

select tests.reset_role();
update private.accounts set username = 'alicia' where username = 'alice';
select ok(exists (select from public.profiles where username = 'alicia'), 'a profile follows its account''s new username');


insert into public.blocks (blocker_id, blocked_id) values (tests.user_id('bob'), tests.user_id('alice'));
select tests.authenticate_as(tests.user_id('alice'));
select is((select array_agg(id) from public.profiles), array[tests.user_id('alice')], 'a block hides the one who blocks');
select is((select count(*) from public.profile_interests), 0::bigint, 'with their interests');
select is((select count(*) from public.blocks), 0::bigint, 'nobody sees who has blocked them');
select throws_ok($$ delete from public.blocks $$, '42501', null, 'nobody undoes the block of another');
select throws_ok($$ insert into public.blocks values (tests.user_id('alice'), tests.user_id('bob')) $$, '42501', null, 'nobody blocks past the function');
select tests.authenticate_as(tests.user_id('bob'));
select is((select array_agg(id) from public.profiles), array[tests.user_id('bob')], 'a block hides the blocked');
select is((select count(*) from public.blocks), 1::bigint, 'people see whom they have blocked');

select * from finish();
rollback;
