begin;
select plan(27);

select tests.create_user('alice'), tests.create_user('bob'), tests.create_user('carol');
-- Everything that can be between two people, in both directions.
insert into public.follows (follower_id, followee_id) values
  (tests.user_id('alice'), tests.user_id('bob')), (tests.user_id('bob'), tests.user_id('alice')), (tests.user_id('carol'), tests.user_id('bob'));
insert into public.follow_requests (follower_id, followee_id) values
  (tests.user_id('alice'), tests.user_id('bob')), (tests.user_id('bob'), tests.user_id('alice'));
insert into public.connection_requests (requester_id, addressee_id) values
  (tests.user_id('alice'), tests.user_id('bob')), (tests.user_id('bob'), tests.user_id('alice'));
insert into public.connections (person_id, other_id) values
  (tests.user_id('alice'), tests.user_id('bob')), (tests.user_id('bob'), tests.user_id('alice'));
create temporary table requests as select id from public.connection_requests where requester_id = tests.user_id('alice');
grant select on requests to public;

select tests.authenticate_as(tests.user_id('alice'));
select is(public.block(tests.user_id('bob')), jsonb_build_object(
  'user_id', tests.user_id('bob'), 'following', false, 'follow_requested', false, 'followed_by', false, 'follow_requested_by', false,
  'connection', 'none', 'connection_request_id', null, 'muted', false, 'blocking', true), 'a block ends everything between two people');
select is(public.block(tests.user_id('bob')) -> 'blocking', 'true', 'twice is once');

select tests.reset_role();
select is((select count(*) from public.follows), 1::bigint, 'the follows of others stay');
select is((select count(*) from public.follow_requests), 0::bigint, 'no request to follow is left');
select is((select count(*) from public.connections), 0::bigint, 'a block leaves no connection');
select is((select array_agg(state) from public.connection_requests), array['withdrawn', 'withdrawn'], 'a block leaves no request to connect');
select is(private.graph_counts(tests.user_id('alice')), '{"followers": 0, "following": 0, "connections": 0}', 'the counters know');
select is(private.graph_counts(tests.user_id('bob')), '{"followers": 1, "following": 0, "connections": 0}', 'those of the other too');

select tests.authenticate_as(tests.user_id('bob'));
select tests.throws_code(format('select public.%I(tests.user_id(''alice''))', call), 'USER_NOT_FOUND', 404, format('the blocked cannot %s: there is no such person', call))
from unnest(array['follow', 'unfollow', 'remove_follower', 'request_connection', 'remove_connection', 'block', 'unblock', 'mute', 'unmute',
  'dismiss_suggestion', 'list_followers', 'list_following', 'followers_you_know']) call;
select tests.throws_code('select public.answer_connection((select id from requests), true)', 'CONNECTION_REQUEST_NOT_FOUND', 404, 'nobody answers across a block what was asked before');

select tests.authenticate_as(tests.user_id('alice'));
select tests.throws_code('select public.follow(tests.user_id(''bob''))', 'USER_NOT_FOUND', 404, 'the blocker does not follow the blocked');
select is(public.list_blocked() #>> '{items,0,user,username}', 'bob', 'who is listed');
select is(public.unblock(tests.user_id('bob')) -> 'blocking', 'false', 'until the block ends');
select is(public.unblock(tests.user_id('bob')) -> 'blocking', 'false', 'twice is once');
select is(public.follow(tests.user_id('bob')) -> 'following', 'true', 'then all is open again');

select * from finish();
rollback;
