begin;
select plan(4);

select tests.create_user('alice'), tests.create_user('bob'), tests.create_user('carol');
insert into public.follows (follower_id, followee_id)
values (tests.user_id('alice'), tests.user_id('bob')), (tests.user_id('carol'), tests.user_id('alice')), (tests.user_id('bob'), tests.user_id('carol'));
insert into public.connections (person_id, other_id)
values (tests.user_id('alice'), tests.user_id('bob')), (tests.user_id('bob'), tests.user_id('alice'));
insert into public.connection_requests (requester_id, addressee_id, note) values (tests.user_id('carol'), tests.user_id('alice'), 'Hi Alice');
insert into public.mutes (muter_id, muted_id) values (tests.user_id('alice'), tests.user_id('carol')), (tests.user_id('bob'), tests.user_id('alice'));

select results_eq(
  $$ select part ->> 'direction', part ->> 'username' from private.export_follows(tests.user_id('alice')) part $$,
  $$ values ('follower', 'carol'), ('following', 'bob') $$, 'the export has both directions of following, and nobody else''s');
select results_eq(
  $$ select part ->> 'username' from private.export_connections(tests.user_id('alice')) part $$, $$ values ('bob') $$, 'the connections');
select results_eq(
  $$ select part ->> 'direction', part ->> 'username', part ->> 'note' from private.export_connection_requests(tests.user_id('alice')) part $$,
  $$ values ('incoming', 'carol', 'Hi Alice') $$, 'the requests that wait');
select results_eq(
  $$ select part ->> 'username' from private.export_mutes(tests.user_id('alice')) part $$, $$ values ('carol') $$,
  'whom the person has muted, and not who has muted them');

select * from finish();
rollback;
