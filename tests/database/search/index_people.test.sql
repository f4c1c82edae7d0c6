begin;
select plan(16);

select tests.create_user('alice'), tests.create_user('bob');
insert into public.interests (slug, name) values ('test-a', 'A'), ('test-b', 'B');
create function tests.row_of_alice() returns private.people_search language sql as $$
  select * from private.people_search where profile_id = tests.user_id('alice') $$;

select is((tests.row_of_alice()).name, 'alice example', 'a new profile is indexed');
update private.accounts set username = 'alicia' where username = 'alice';
select is((tests.row_of_alice()).username, 'alicia', 'a new username follows');
update public.profiles set first_name = 'Zoë' where username = 'alicia';
select ok((tests.row_of_alice()).terms @> '{word:zoe}' and (tests.row_of_alice()).name = 'zoe example', 'a new name follows');
insert into public.profile_interests (profile_id, interest) select id, slug from public.profiles, unnest('{test-a,test-b}'::text[]) slug;
select ok((tests.row_of_alice()).terms @> '{interest:test-a,interest:test-b}', 'interests follow');
delete from public.profile_interests where interest = 'test-a';
select ok(not (tests.row_of_alice()).terms @> '{interest:test-a}', 'when they go, too');
insert into private.locations (profile_id, latitude, longitude) values (tests.user_id('alice'), 1, 2);
select is((tests.row_of_alice()).cell, private.location_cell(1, 2), 'a place follows');
update private.profile_settings set show_distance = false where profile_id = tests.user_id('alice');
select is((tests.row_of_alice()).cell, null, 'and is forgotten with the consent to show it');
delete from private.locations;
update private.accounts set banned_until = 'infinity' where username = 'alicia';
select is((tests.row_of_alice()).hidden_until, 'infinity'::timestamptz, 'a ban follows');
select ok(exists (select from private.people_words where word = 'zoe'), 'new words are known at once');

insert into public.follows (follower_id, followee_id)
select tests.create_user('fan' || number), tests.user_id('alice') from generate_series(1, 5) number;
select private.refresh_popularity();
select ok((tests.row_of_alice()).popularity > 0, 'followers make popular');
update public.profiles set bio = 'x' where username = 'alicia';
select private.index_people(array[tests.user_id('alice')]);
select ok((tests.row_of_alice()).popularity > 0, 'which being indexed again does not change');
select ok(private.refresh_people_prefixes() > 0, 'the lists of beginnings are made');
select ok((select tests.user_id('bob') = any (profile_ids) from private.people_prefixes where prefix = 'bo'), 'with who begins like that');

delete from private.accounts where username = 'alicia';
select ok(not exists (select from private.people_search where username = 'alicia'), 'who is deleted is found no more');
select is(private.sweep_people_words(), 3::bigint, 'and neither are their words, the old ones included');
select ok(not exists (select from private.people_words where word = 'zoe'), 'this one');

select * from finish();
rollback;
