begin;
select plan(10);

select tests.create_user(name) from unnest(array['alice', 'bob', 'carol', 'dave']) name;

create function pg_temp.miscounted() returns setof text language sql as $$
  select profile.username
  from public.profiles profile
  where private.graph_counts(profile.id) <> jsonb_build_object(
    'followers', (select count(*) from public.follows where followee_id = profile.id),
    'following', (select count(*) from public.follows where follower_id = profile.id),
    'connections', (select count(*) from public.connections where person_id = profile.id))
$$;

insert into public.follows (follower_id, followee_id)
select one.id, other.id from public.profiles one cross join public.profiles other where one.id <> other.id;
insert into public.connections (person_id, other_id)
select one.id, other.id from public.profiles one cross join public.profiles other where one.id <> other.id;
select is(private.graph_counts(tests.user_id('alice')), '{"followers": 3, "following": 3, "connections": 3}', 'a bulk load is counted');
select is_empty('select pg_temp.miscounted()', 'a bulk load is counted for everybody');
insert into public.follows (follower_id, followee_id) values (tests.user_id('alice'), tests.user_id('bob')) on conflict do nothing;
select is_empty('select pg_temp.miscounted()', 'what is there already is not counted again');
delete from public.connections where person_id = tests.user_id('alice') and other_id = tests.user_id('bob');
select is((select count(*) from public.connections), 10::bigint, 'a connection goes on both sides');
select is_empty('select pg_temp.miscounted()', 'a connection is counted on both sides');
select throws_ok($$ insert into public.connections (person_id, other_id) values (tests.user_id('alice'), tests.user_id('bob')) $$,
  '23503', null, 'nobody is connected one-sidedly');
delete from private.accounts where username = 'dave';
select is(private.graph_counts(tests.user_id('alice')), '{"followers": 2, "following": 2, "connections": 1}', 'a deleted account counts no more');
select is_empty('select pg_temp.miscounted()', 'a deleted account counts no more for anybody');
select is((select count(*) from private.graph_stats where profile_id = tests.user_id('dave')), 0::bigint, 'a deleted account leaves no counters behind');
select is((select count(*) from private.graph_stats where profile_id = tests.user_id('alice')), 1::bigint, 'without contention a person has one row');

select * from finish();
rollback;
