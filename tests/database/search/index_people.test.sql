begin;
select plan(23);

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
select is((tests.row_of_alice()).cell, null, 'a place is forgotten with the consent to show it');
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

-- The copies
create function tests.copies_of_alice(source regclass) returns setof private.people_search language plpgsql as $$
begin
  return query execute format('select * from %s where profile_id = tests.user_id(''alice'')', source);
end $$;
update private.accounts set banned_until = null where username = 'alicia';
delete from private.people_top;
select is(private.refresh_people_top(), (select count(*) from private.people_search), 'in a small crowd everybody is among the most popular');
select is(private.refresh_people_top(), 0::bigint, 'once');
insert into private.presence (profile_id, device, seen_at) values (tests.user_id('alice'), 'web', now());
update public.profiles set first_name = 'Yara' where username = 'alicia';
select results_eq(format('select * from tests.copies_of_alice(%L)', source), 'select * from tests.row_of_alice()', source || ' follows')
from unnest(array['private.people_top', 'private.people_online']) source;
select tests.create_user('newcomer');
select ok(exists (select from private.people_top where username = 'newcomer'), 'newcomers are copied while there is room');
update private.profile_settings set show_online = false where profile_id = tests.user_id('alice');
select is_empty($$ select tests.copies_of_alice('private.people_online') $$, 'who does not show it is not copied as present');
update private.profile_settings set show_online = true where profile_id = tests.user_id('alice');
select isnt_empty($$ select tests.copies_of_alice('private.people_online') $$, 'who shows it again is');
delete from private.presence;
select is_empty('select from private.people_online', 'nobody who has left is indexed again');
update private.accounts set deactivated_at = now() where username = 'alicia';
select private.refresh_people_top();
select is_empty($$ select tests.copies_of_alice('private.people_top') $$, 'who is asleep is not popular');
update private.accounts set deactivated_at = null where username = 'alicia';

delete from private.accounts where username = 'alicia';
select ok(not exists (select from private.people_search where username = 'alicia'), 'who is deleted is found no more');
select is(private.sweep_people_words(), 4::bigint, 'the words of who is deleted are gone, the old ones included');
select ok(not exists (select from private.people_words where word = 'zoe'), 'this one');

select * from finish();
rollback;
