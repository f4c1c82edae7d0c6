begin;
select no_plan();
select tests.open_tables();

select tests.create_user(name) from unnest(array['alice', 'bob']) name;
select tests.create_user('mona', 'moderator'), tests.create_user('mike', 'moderator');
insert into public.follows (follower_id, followee_id) values (tests.user_id('alice'), tests.user_id('bob'));
create temporary table made as
select tests.create_post('bob', 'look', 'followers', 'image') as post, tests.create_media('bob') as shown, tests.create_media('bob') as other, null::uuid as opened;
insert into public.post_media (post_id, media_id, place) select post, shown, 0 from made;
grant select, update on made to authenticated;
create function pg_temp.sees(media_id uuid) returns boolean language plpgsql security definer as $$
begin
  return private.get_media(media_id) is not null;
exception when sqlstate 'PGRST' then
  return false;
end $$;
create function pg_temp.moderate(username text) returns void language sql as $$
  select tests.authenticate_as(tests.user_id(username), '{"app_role": "moderator"}') $$;
grant execute on function pg_temp.sees, pg_temp.moderate to authenticated;

select tests.authenticate_as(tests.user_id('alice'));
select lives_ok($$ select public.report('post', post, 'sexual') from made $$, 'a follower reports a picture');
select tests.reset_role();
update made set opened = (select id from private.cases);
select pg_temp.moderate('mona');
select ok(not pg_temp.sees(shown), 'a moderator sees no picture for followers') from made;
select lives_ok($$ select public.claim_case(opened) from made $$, 'until they take the case');
select ok(pg_temp.sees(shown), 'then they see what was reported') from made;
select ok(not pg_temp.sees(other), 'nothing else of the same person') from made;
select pg_temp.moderate('mike');
select ok(not pg_temp.sees(shown), 'other moderators do not see it') from made;
select pg_temp.moderate('mona');
select lives_ok($$ select public.decide(opened, 'dismiss') from made $$, 'the case is decided');
select ok(not pg_temp.sees(shown), 'nobody sees it afterwards') from made;

select * from finish();
rollback;
