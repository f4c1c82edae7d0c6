begin;
select plan(5);

select tests.create_user(name) from unnest(array['star', 'alice', 'bob', 'carol', 'dave']) name;
insert into public.follows (follower_id, followee_id)
select tests.user_id(name), tests.user_id('star') from unnest(array['alice', 'bob', 'carol', 'dave']) name;
insert into public.follows (follower_id, followee_id) values (tests.user_id('star'), tests.user_id('bob'));
select tests.befriend('star', 'bob');
create function pg_temp.counts(viewer text) returns jsonb language sql as $$
  select tests.authenticate_as(tests.user_id(viewer));
  select public.get_profile('star') -> 'counts' || jsonb_build_object('listed', jsonb_array_length(public.list_followers(tests.user_id('star')) -> 'items'));
$$;
grant execute on function pg_temp.counts to authenticated;
select is(pg_temp.counts('alice'), '{"followers": 4, "following": 1, "connections": 1, "posts": 0, "listed": 4}', 'a profile counts its edges');
select public.block(tests.user_id('bob'));
select is(pg_temp.counts('alice'), '{"followers": 3, "following": 0, "connections": 0, "posts": 0, "listed": 3}', 'without those whom the viewer has blocked');
select tests.authenticate_as(tests.user_id('bob'));
select is(pg_temp.counts('bob') -> 'followers', '3', 'counts leave out those who have blocked the viewer');
select is(pg_temp.counts('carol'), '{"followers": 4, "following": 1, "connections": 1, "posts": 0, "listed": 4}', 'which is nothing to others');
select tests.reset_role();
update private.accounts set deactivated_at = now() where username = 'dave';
select is(pg_temp.counts('carol'), '{"followers": 4, "following": 1, "connections": 1, "posts": 0, "listed": 3}',
  'who is deactivated is not listed, and stays counted: they come back');
select * from finish();
rollback;
