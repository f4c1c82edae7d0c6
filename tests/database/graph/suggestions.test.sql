begin;
select plan(17);

select tests.create_user(name) from unnest(array['alice', 'bob', 'carol', 'dave', 'erin', 'frank', 'grace']) name;
insert into public.interests (slug, name) values ('a-common-one', 'Common'), ('a-rare-one', 'Rare');

create function pg_temp.suggested() returns text language sql as $$
  select string_agg(item #>> '{user,username}', ' ' order by place)
  from jsonb_array_elements(public.follow_suggestions() -> 'items') with ordinality each (item, place)
$$;
create function pg_temp.dismissed() returns text language sql security definer as $$
  select string_agg(profile.username, ' ') from private.dismissed_suggestions join public.profiles profile on profile.id = dismissed_id
$$;
grant execute on function pg_temp.suggested, pg_temp.dismissed to public;

select tests.authenticate_as(tests.user_id('alice'));
select is(public.follow_suggestions(), '{"items": [], "next_cursor": null}', 'nobody is suggested for no reason');

-- Both whom alice follows follow dave; bob alone follows erin, and carol, who follows many, frank.
select tests.reset_role();
insert into public.follows (follower_id, followee_id)
select tests.user_id(follower), tests.user_id(followee) from (values
  ('alice', 'bob'), ('alice', 'carol'), ('bob', 'dave'), ('bob', 'erin'), ('carol', 'dave'), ('carol', 'frank'), ('carol', 'bob')) edge (follower, followee);
insert into private.graph_stats (profile_id, following) values (tests.user_id('carol'), 500);

select tests.authenticate_as(tests.user_id('alice'));
select is(pg_temp.suggested(), 'dave erin frank', 'friends of friends: the commoner first, and by friends who follow few before those who follow many');
select is(public.follow_suggestions() #> '{items,0,followed_by_known}', '2', 'an item says how many the caller knows');
select is(jsonb_array_length(public.follow_suggestions(1) -> 'items'), 1, 'as many as asked for');
select lives_ok('select public.dismiss_suggestion(tests.user_id(''dave''))', 'a suggestion is dismissed');
select public.dismiss_suggestion(tests.user_id('dave'));
select is(pg_temp.dismissed(), 'dave', 'a suggestion that is dismissed twice is dismissed once');
select is(pg_temp.suggested(), 'erin frank', 'who was dismissed does not come back');
select public.mute(tests.user_id('frank'));
select is(pg_temp.suggested(), 'erin', 'the muted are not suggested');
select public.unmute(tests.user_id('frank')), public.follow(tests.user_id('erin'));
select is(pg_temp.suggested(), 'frank', 'the followed are not suggested');

select tests.reset_role();
update public.profiles set is_private = true where username = 'frank';
select tests.authenticate_as(tests.user_id('alice'));
select is(pg_temp.suggested(), 'frank', 'a private account is suggested');
select public.follow(tests.user_id('frank'));
select is(pg_temp.suggested(), null, 'until it is asked');
select public.unfollow(tests.user_id('frank'));

select tests.reset_role();
insert into public.profile_interests (profile_id, interest)
select tests.user_id(who), interest from (values
  ('alice', 'a-common-one'), ('alice', 'a-rare-one'), ('grace', 'a-rare-one'), ('frank', 'a-common-one'), ('frank', 'a-rare-one')) chosen (who, interest);
select tests.authenticate_as(tests.user_id('alice'));
select is(pg_temp.suggested(), 'frank grace', 'people who share interests are suggested too');
select is(public.follow_suggestions() #> '{items,0,shared_interests}', '["a-common-one", "a-rare-one"]', 'an item says which');

select tests.reset_role();
insert into public.blocks (blocker_id, blocked_id) values (tests.user_id('frank'), tests.user_id('alice'));
update private.accounts set deactivated_at = now() where username = 'grace';
select tests.authenticate_as(tests.user_id('alice'));
select is(pg_temp.suggested(), null, 'nobody who has blocked the caller, or left for now');
select tests.throws_code('select public.dismiss_suggestion(tests.user_id(''frank''))', 'USER_NOT_FOUND', 404, 'who has blocked the caller, or left for now, cannot be dismissed');
select tests.throws_code('select public.follow_suggestions(0)', 'INVALID_PAGE_SIZE', 422, 'some are asked for');

select tests.reset_role();
insert into public.profile_interests (profile_id, interest)
select tests.create_user('fan' || number), 'a-common-one' from generate_series(1, 200) number;
select private.weigh_interests();
select ok(
  (select idf from private.interest_weights where interest = 'a-rare-one') > (select idf from private.interest_weights where interest = 'a-common-one'),
  'sharing a rare interest says more than sharing a common one');

select * from finish();
rollback;
