begin;
select plan(24);

select tests.create_user(name) from unnest(array['alice', 'bob', 'carol', 'dave', 'erin']) name;
update public.profiles set is_private = true where username = 'bob';
-- In this order, a transaction's rows differing by microseconds of their identifiers.
insert into public.follows (follower_id, followee_id) values (tests.user_id('alice'), tests.user_id('bob'));
insert into public.follows (follower_id, followee_id) values (tests.user_id('carol'), tests.user_id('bob'));
insert into public.follows (follower_id, followee_id) values (tests.user_id('dave'), tests.user_id('bob'));
insert into public.follows (follower_id, followee_id) values (tests.user_id('alice'), tests.user_id('carol'));
insert into public.follows (follower_id, followee_id) values (tests.user_id('bob'), tests.user_id('carol'));
insert into public.follows (follower_id, followee_id) values (tests.user_id('alice'), tests.user_id('dave'));
insert into public.follows (follower_id, followee_id) values (tests.user_id('erin'), tests.user_id('dave'));

create function pg_temp.usernames(page jsonb) returns text language sql as $$
  select string_agg(item #>> '{user,username}', ' ' order by place) from jsonb_array_elements(page -> 'items') with ordinality each (item, place)
$$;
grant execute on function pg_temp.usernames to public;

select tests.authenticate_as(tests.user_id('alice'));
select is(pg_temp.usernames(public.list_followers(tests.user_id('bob'))), 'dave carol alice', 'followers see a private account''s followers, the newest first');
select is(pg_temp.usernames(public.list_following(tests.user_id('bob'))), 'carol', 'followers see whom a private account follows');
select is(pg_temp.usernames(public.followers_you_know(tests.user_id('bob'))), 'dave carol', 'followers see whom of a private account''s followers they know');
select is(public.list_followers(tests.user_id('bob')) #> '{items,0,following}', 'true', 'an item says whether the caller follows that person');
select is(public.list_followers(tests.user_id('carol')) #> '{items,1,following}', 'false', 'an item says that the caller does not follow that person');
select is(public.list_followers(tests.user_id('bob'), page_size => 3) -> 'next_cursor', 'null', 'a full last page has no cursor');
select is(pg_temp.usernames(public.list_followers(tests.user_id('bob'), public.list_followers(tests.user_id('bob'), null, 1) ->> 'next_cursor', 1)), 'carol', 'a cursor goes on where the page ended');

select tests.authenticate_as(tests.user_id('bob'));
select is(pg_temp.usernames(public.list_followers(tests.user_id('bob'))), 'dave carol alice', 'a private account sees its own');

select tests.authenticate_as(tests.user_id('erin'));
select tests.throws_code(format('select public.%I(tests.user_id(''bob''))', call), 'ACCOUNT_IS_PRIVATE', 403, call || ' of a private account is for its followers')
from unnest(array['list_followers', 'list_following', 'followers_you_know']) call;
select is(pg_temp.usernames(public.list_followers(tests.user_id('carol'))), 'bob alice', 'that a private account follows a public one is public');
select tests.throws_code('select public.list_followers(gen_random_uuid())', 'USER_NOT_FOUND', 404, 'nobody has no followers');

-- Alice follows three people: as many as follow bob, and more than follow carol or dave.
select tests.authenticate_as(tests.user_id('alice'));
select is(pg_temp.usernames(public.followers_you_know(tests.user_id('carol'))), 'bob', 'known followers are found from either end');
select is(pg_temp.usernames(public.followers_you_know(tests.user_id('dave'))), null, 'none are none');
select is(public.followers_you_know(tests.user_id('dave')), '{"items": [], "next_cursor": null}', 'in an empty page');

select tests.reset_role();
insert into public.blocks (blocker_id, blocked_id) values (tests.user_id('dave'), tests.user_id('alice'));
select tests.authenticate_as(tests.user_id('alice'));
select is(pg_temp.usernames(public.list_followers(tests.user_id('bob'))), 'carol alice', 'a list hides who has blocked the reader');
select tests.authenticate_as(tests.user_id('dave'));
select is(pg_temp.usernames(public.list_followers(tests.user_id('bob'))), 'dave carol', 'a list hides whom the reader has blocked');

select tests.reset_role();
update private.accounts set deactivated_at = now() where username = 'carol';
select tests.authenticate_as(tests.user_id('alice'));
select is(pg_temp.usernames(public.list_followers(tests.user_id('bob'))), 'alice', 'a list hides who has left for now');
select is(pg_temp.usernames(public.followers_you_know(tests.user_id('bob'))), null, 'from whom one knows too');
select tests.throws_code('select public.list_followers(tests.user_id(''carol''))', 'USER_NOT_FOUND', 404, 'whose own lists are gone with them');
select tests.throws_code('select public.list_followers(tests.user_id(''bob''), page_size => 101)', 'INVALID_PAGE_SIZE', 422, 'pages are limited');
select tests.throws_code('select public.list_followers(tests.user_id(''bob''), ''x'')', 'INVALID_CURSOR', 422, 'cursors of others than the list are refused');

select tests.as_anon();
select throws_ok('select public.list_followers(tests.user_id(''bob''))', '42501', null, 'anon calls nothing of the graph');

select * from finish();
rollback;
