begin;
select plan(22);

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
select set_eq(
  $$ select item ->> 'caption' from jsonb_array_elements(public.home_feed() -> 'items') item $$, array['bob1', 'bob2'],
  'home_feed leaves out the muted, those beyond a block, and oneself');

-- Reposts. Alice follows bob and carol, and now erin; dave and frank write.
select tests.reset_role();
delete from public.mutes;
delete from public.blocks;
delete from public.posts;
select tests.create_user('erin'), tests.create_user('frank');
insert into public.follows (follower_id, followee_id) values (tests.user_id('alice'), tests.user_id('erin'));
create temporary table written as
select author || n as caption, tests.create_post(author, author || n) as id
from generate_series(1, 2) n, unnest(array['alice', 'bob', 'dave', 'frank']) author order by 1;
create function tests.repost(username text, caption text, via text default 'repost') returns void language sql as $$
  insert into public.post_shares (user_id, post_id, via)
  select tests.user_id(repost.username), written.id, repost.via from written where written.caption = repost.caption $$;
create function pg_temp.feed(page jsonb) returns text language sql as $$
  select string_agg(concat_ws('<', item ->> 'caption', item #>> '{reposted_by,username}'), ' ' order by place)
  from jsonb_array_elements(page -> 'items') with ordinality listed (item, place) $$;
create function pg_temp.pages(page_size int) returns text language plpgsql as $$
declare
  page jsonb := public.following_feed(page_size => pages.page_size);
  seen text := pg_temp.feed(page);
begin
  while page ->> 'next_cursor' is not null loop
    page := public.following_feed(page ->> 'next_cursor', pages.page_size);
    seen := concat_ws(' ', seen, pg_temp.feed(page));
  end loop;
  return seen;
end $$;
grant execute on all functions in schema pg_temp to authenticated;

select tests.repost('bob', 'dave1');
select tests.repost('carol', 'frank1', 'link');
select tests.authenticate_as(tests.user_id('alice'));
select is(pg_temp.feed(public.following_feed()), 'dave1<bob bob2 bob1 alice2 alice1', 'a repost appears when it is made, other ways of sharing do not');
select is(public.following_feed() #> '{items,0,reposted_by}' ?& array['id', 'username', 'first_name', 'last_name', 'avatar'], true, 'with the card of who made it');
select is(public.following_feed() #> '{items,1,reposted_by}', 'null', 'a post that is not reposted says so');
select tests.reset_role();
select tests.repost('carol', 'dave1'), tests.repost('frank', 'dave2'), tests.repost('carol', 'bob1'), tests.repost('bob', 'bob2'),
  tests.repost('erin', 'alice1'), tests.repost('alice', 'frank1');
select tests.repost('erin', 'frank2'), tests.repost('bob', 'frank2');
select tests.authenticate_as(tests.user_id('alice'));
select is(pg_temp.feed(public.following_feed()), 'frank2<erin dave1<bob bob2 bob1 alice2 alice1',
  'each post once: at its own time, or at its first repost by somebody whom one follows');
select is(pg_temp.pages(page_size), pg_temp.feed(public.following_feed()), format('also across pages of %s', page_size)) from generate_series(1, 3) page_size;
select tests.reset_role();

insert into public.mutes (muter_id, muted_id) values (tests.user_id('alice'), tests.user_id('erin'));
select tests.authenticate_as(tests.user_id('alice'));
select is(pg_temp.feed(public.following_feed()), 'frank2<bob dave1<bob bob2 bob1 alice2 alice1', 'who is muted brings nothing, and the next one does');
select tests.reset_role();
insert into public.mutes (muter_id, muted_id) values (tests.user_id('alice'), tests.user_id('frank'));
insert into public.blocks (blocker_id, blocked_id) values (tests.user_id('dave'), tests.user_id('alice'));
select tests.authenticate_as(tests.user_id('alice'));
select is(pg_temp.feed(public.following_feed()), 'bob2 bob1 alice2 alice1', 'nothing is brought of authors who are muted or beyond a block');
select tests.reset_role();
delete from public.mutes;
delete from public.blocks;
insert into public.blocks (blocker_id, blocked_id) values (tests.user_id('alice'), tests.user_id('bob'));
select tests.authenticate_as(tests.user_id('alice'));
select is(pg_temp.feed(public.following_feed()), 'frank2<erin dave1<carol alice2 alice1', 'who is blocked brings nothing');
select tests.reset_role();
delete from public.blocks;
update private.accounts set deactivated_at = now() where username = 'erin';
update public.posts set state = 'archived' where caption = 'dave1';
select tests.authenticate_as(tests.user_id('alice'));
select is(pg_temp.feed(public.following_feed()), 'frank2<bob bob2 bob1 alice2 alice1', 'who has gone to sleep brings nothing, nor does what its author has taken back');
select is(pg_temp.pages(1), pg_temp.feed(public.following_feed()), 'which leaves no gap between pages');
select tests.reset_role();
delete from public.post_shares where user_id = tests.user_id('bob');
select tests.authenticate_as(tests.user_id('alice'));
select is(pg_temp.feed(public.following_feed()), 'bob2 bob1 alice2 alice1', 'a repost that is taken back takes the post with it');

-- What the reader has set about the feed.
select tests.reset_role();
delete from public.posts;
delete from public.follows;
insert into public.follows (follower_id, followee_id) select tests.user_id('alice'), tests.user_id(name) from unnest(array['bob', 'carol']) name;
select tests.create_post('bob', 'plain'), tests.create_post('bob', 'at the Sea'), tests.create_post('bob', 'tagged', hashtags => array['SlowLife']),
  tests.create_post('alice', 'own, at the sea'), tests.create_post('bob', 'warned');
update public.posts set content_warning = 'blood' where caption = 'warned';
insert into public.post_shares (user_id, post_id, via) values (tests.user_id('carol'), tests.create_post('dave', 'by dave, at the sea'), 'repost');
create function pg_temp.with(changes jsonb) returns text language plpgsql as $$
declare
  found text;
begin
  perform tests.authenticate_as(tests.user_id('alice'));
  perform public.set_feed_settings(changes);
  found := (select string_agg(item ->> 'caption', '; ' order by item ->> 'caption') from jsonb_array_elements(public.following_feed() -> 'items') item);
  raise exception sqlstate 'UNDO0';
exception when sqlstate 'UNDO0' then
  return found;
end
$$;
select is(pg_temp.with('{}'), 'at the Sea; by dave, at the sea; own, at the sea; plain; tagged; warned', 'without settings the following feed has everything');
select is(pg_temp.with('{"muted_words": ["sea"]}'), 'own, at the sea; plain; tagged; warned', 'a muted word takes posts and reposts out of the following feed, the own ones stay');
select is(pg_temp.with('{"muted_topics": ["slow_life"]}'), 'at the Sea; by dave, at the sea; own, at the sea; plain; warned', 'a muted topic takes posts out of the following feed');
select is(pg_temp.with('{"sensitive": "hide"}'), 'at the Sea; by dave, at the sea; own, at the sea; plain; tagged', 'whoever hides posts with a warning has none in the following feed');

select * from finish();
rollback;
