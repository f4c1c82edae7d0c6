begin;
select plan(33);

select tests.create_user('alice'), tests.create_user('bob'), tests.create_user('carol');
update public.profiles set is_private = true where username = 'carol';

select tests.authenticate_as(tests.user_id('alice'));
select is(public.follow(tests.user_id('bob')), jsonb_build_object(
  'user_id', tests.user_id('bob'), 'following', true, 'follow_requested', false, 'followed_by', false, 'follow_requested_by', false,
  'connection', 'none', 'connection_request_id', null, 'muted', false, 'blocking', false), 'following returns the relationship');
select is(public.follow(tests.user_id('bob')), private.relationship(tests.user_id('bob')), 'a repeated follow returns the same');
select is(private.graph_counts(tests.user_id('bob')), '{"followers": 1, "following": 0, "connections": 0}', 'a repeated follow is counted once');
select is(private.graph_counts(tests.user_id('alice')), '{"followers": 0, "following": 1, "connections": 0}', 'on both sides');
select is(private.followed_ids(), array[tests.user_id('bob')], 'policies know whom the caller follows');
select is(public.follow(tests.user_id('carol')) -> 'follow_requested', 'true', 'a private account is asked');
select is(public.follow(tests.user_id('carol')) -> 'following', 'false', 'a private account is not followed by asking, however often');
select is(private.graph_counts(tests.user_id('carol')) ->> 'followers', '0', 'a request counts for nothing');
select tests.throws_code('select public.answer_follow(tests.user_id(''carol''), true)', 'FOLLOW_REQUEST_NOT_FOUND', 404, 'who asks does not answer');

select tests.reset_role();
select results_eq($$ select kind, actor_id, subject_id from private.engagement order by id $$,
  $$ values ('follow', tests.user_id('alice'), tests.user_id('bob')), ('follow_request', tests.user_id('alice'), tests.user_id('carol')) $$,
  'both are told to later domains, once');

select tests.authenticate_as(tests.user_id('carol'));
select is(private.relationship(tests.user_id('alice')) -> 'follow_requested_by', 'true', 'the private account sees that it is asked');
select is(public.answer_follow(tests.user_id('alice'), true) -> 'followed_by', 'true', 'it lets the follower in');
select is(public.answer_follow(tests.user_id('alice'), true) -> 'followed_by', 'true', 'twice is once');
select is(public.answer_follow(tests.user_id('alice'), false) -> 'followed_by', 'true', 'a decline that comes late ends nothing');
select is(public.remove_follower(tests.user_id('alice')) -> 'followed_by', 'false', 'a follower is removed');
select is(public.remove_follower(tests.user_id('alice')) -> 'followed_by', 'false', 'twice is once');
select is(private.graph_counts(tests.user_id('carol')) ->> 'followers', '0', 'a follow that is taken back twice is counted once');
select tests.throws_code('select public.answer_follow(tests.user_id(''alice''), null)', 'INVALID_ARGUMENT', 422, 'null is no answer');

select tests.authenticate_as(tests.user_id('alice'));
select is(public.follow(tests.user_id('carol')) -> 'follow_requested', 'true', 'who was removed may ask again');
select is(public.unfollow(tests.user_id('carol')) -> 'follow_requested', 'false', 'a request that may be made again may be taken back');
select public.follow(tests.user_id('carol'));
select tests.authenticate_as(tests.user_id('carol'));
select is(public.answer_follow(tests.user_id('alice'), false) -> 'follow_requested_by', 'false', 'a request is declined');
select is(public.answer_follow(tests.user_id('alice'), false) -> 'follow_requested_by', 'false', 'twice is once');

select tests.authenticate_as(tests.user_id('alice'));
select public.follow(tests.user_id('carol'));
select tests.reset_role();
update public.profiles set is_private = false where username = 'carol';
select tests.authenticate_as(tests.user_id('alice'));
select is(private.relationship(tests.user_id('carol')) -> 'following', 'false', 'making an account public lets nobody in by itself');
select is(public.follow(tests.user_id('carol')) - array['connection', 'connection_request_id', 'muted', 'blocking', 'followed_by', 'follow_requested_by', 'user_id'],
  '{"following": true, "follow_requested": false}', 'whoever follows an account that was made public now follows, and asks no more');
select is(public.unfollow(tests.user_id('carol')) -> 'following', 'false', 'unfollowing');
select is(public.unfollow(tests.user_id('carol')) -> 'following', 'false', 'twice is once');
select is(private.graph_counts(tests.user_id('alice')) ->> 'following', '1', 'a follower who is removed twice is counted once');

select tests.throws_code('select public.follow(tests.user_id(''alice''))', 'SELF_TARGET', 422, 'nobody follows themselves');
select tests.throws_code('select public.follow(gen_random_uuid())', 'USER_NOT_FOUND', 404, 'nobody follows somebody who does not exist');
select tests.throws_code('select public.follow(null)', 'USER_NOT_FOUND', 404, 'nobody follows null');
select tests.reset_role();
update private.accounts set deactivated_at = now() where username = 'carol';
insert into private.graph_stats (profile_id, following) values (tests.user_id('alice'), private.follow_limit() - 1);
select tests.authenticate_as(tests.user_id('alice'));
select tests.throws_code('select public.follow(tests.user_id(''carol''))', 'USER_NOT_FOUND', 404, 'nobody follows somebody who has left for now');
select public.unfollow(tests.user_id('bob')) is not null;
select tests.reset_role();
insert into private.graph_stats (profile_id, following) values (tests.user_id('alice'), 1);
select tests.authenticate_as(tests.user_id('alice'));
select tests.throws_code('select public.follow(tests.user_id(''bob''))', 'FOLLOW_LIMIT_REACHED', 409, 'nobody follows more people than the limit');

select tests.reset_role();
update private.rate_limits set capacity = 1, refill_per_second = 1e-9 where name = 'follow';
update private.rate_buckets set tokens = 0 where limit_name = 'follow';
select tests.authenticate_as(tests.user_id('alice'));
select tests.throws_code('select public.follow(tests.user_id(''bob''))', 'RATE_LIMITED', 429, 'nobody follows faster than the rate');

select * from finish();
rollback;
