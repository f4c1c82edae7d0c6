begin;
select plan(5);

select tests.create_user(name) from unnest(array['alice', 'bob', 'carol', 'dave']) name;
insert into public.follows (follower_id, followee_id)
select tests.user_id('alice'), tests.user_id(name) from unnest(array['bob', 'carol']) name;
select tests.create_post(author, author || n) from generate_series(1, 2) n, unnest(array['alice', 'bob', 'carol', 'dave']) author;
create function pg_temp.captions(page jsonb) returns text language sql as $$
  select string_agg(item ->> 'caption', ' ' order by place) from jsonb_array_elements(page -> 'items') with ordinality listed (item, place) $$;
grant execute on all functions in schema pg_temp to authenticated;

select tests.authenticate_as(tests.user_id('alice'));
select is(pg_temp.captions(public.following_feed()), 'carol2 bob2 alice2 carol1 bob1 alice1', 'the own posts and those of the followed, newest first');
select is(pg_temp.captions(public.following_feed(page_size => 4)), 'carol2 bob2 alice2 carol1', 'page by page');
select is(pg_temp.captions(public.following_feed(public.following_feed(page_size => 4) ->> 'next_cursor')), 'bob1 alice1', 'without a gap');
select tests.reset_role();
insert into public.mutes (muter_id, muted_id) values (tests.user_id('alice'), tests.user_id('carol'));
insert into public.blocks (blocker_id, blocked_id) values (tests.user_id('dave'), tests.user_id('alice'));
select tests.authenticate_as(tests.user_id('alice'));
select is(pg_temp.captions(public.following_feed()), 'bob2 alice2 bob1 alice1', 'without those who are muted');
select is(pg_temp.captions(public.home_feed()), 'bob2 alice2 bob1 alice1', 'and home_feed also without those beyond a block');

select * from finish();
rollback;
