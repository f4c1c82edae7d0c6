begin;
select no_plan();
select tests.open_tables();

-- alice has published for her followers, of whom bob is one, and there is one row in every table.
select tests.create_user(name) from unnest(array['alice', 'bob', 'carol', 'mod']) name;
update private.accounts set app_role = 'moderator' where username = 'mod';
insert into public.follows (follower_id, followee_id) values (tests.user_id('bob'), tests.user_id('alice'));
insert into public.follows (follower_id, followee_id) values (tests.user_id('carol'), tests.user_id('alice'));
insert into public.blocks (blocker_id, blocked_id) values (tests.user_id('alice'), tests.user_id('carol'));
create temporary table made as
select post_id, tests.create_comment('alice', post_id) as comment_id from (select tests.create_post('alice', visibility => 'followers') as post_id) post;
insert into public.post_media select post_id, 1, tests.create_media('alice') from made;
insert into public.comment_media select comment_id, 1, tests.create_media('alice', purpose => 'comment') from made;
insert into public.post_edits (post_id, caption) select post_id, 'x' from made;
insert into public.post_stats (post_id) select post_id from made;
insert into public.post_reactions (post_id, user_id, emoji) select post_id, tests.user_id('alice'), '❤️' from made;
insert into public.comment_reactions (comment_id, user_id, emoji) select comment_id, tests.user_id('alice'), '❤️' from made;
insert into public.post_shares (post_id, user_id, via) select post_id, tests.user_id('alice'), 'link' from made;
insert into public.collections (owner_id, name) values (tests.user_id('alice'), 'x');
insert into public.saved_posts (user_id, post_id) select tests.user_id('alice'), post_id from made;

create temporary table expected (name text, alice int, bob int, carol int, stranger int);
insert into expected values
  ('posts', 1, 1, 0, 0), ('post_media', 1, 1, 0, 0), ('post_edits', 1, 1, 0, 0), ('post_stats', 1, 1, 0, 0),
  ('comments', 1, 1, 0, 0), ('comment_media', 1, 1, 0, 0),
  ('post_reactions', 1, 0, 0, 0), ('comment_reactions', 1, 0, 0, 0), ('post_shares', 1, 0, 0, 0),
  ('collections', 1, 0, 0, 0), ('saved_posts', 1, 0, 0, 0);
grant select on expected to anon, authenticated, service_role;

create function tests.rows_in(name text) returns int language plpgsql as $$
declare
  rows int;
begin
  execute format('select count(*) from public.%I', name) into rows;
  return rows;
end $$;
grant execute on function tests.rows_in to anon, authenticated, service_role;

select tests.authenticate_as(tests.user_id('alice'));
select is(tests.rows_in(name), alice, name || ': its owner') from expected;
select tests.authenticate_as(tests.user_id('bob'));
select is(tests.rows_in(name), bob, name || ': a follower') from expected;
select tests.authenticate_as(tests.user_id('carol'));
select is(tests.rows_in(name), carol, name || ': a follower who is blocked') from expected;
select tests.authenticate_as(gen_random_uuid());
select is(tests.rows_in(name), stranger, name || ': a stranger') from expected;
select tests.authenticate_as(tests.user_id('mod'), '{"app_role": "moderator"}');
select is(tests.rows_in(name), stranger, name || ': a moderator') from expected;
select tests.as_service();
select is(tests.rows_in(name), 1, name || ': the service key') from expected;
select tests.as_anon();
select throws_ok(format('select from public.%I', name), '42501', null, name || ': anon') from expected;

-- Nobody writes past the functions, owners and the service key included.
select tests.authenticate_as(tests.user_id('alice'));
select throws_ok(format(verb, name), '42501', null, format(verb, name))
from expected, unnest(array['insert into public.%I default values', 'delete from public.%I', 'truncate public.%I']) verb;
select throws_ok(format('update public.%I set %I = null', expected.name, attname), '42501', null, format('update %s.%s', expected.name, attname))
from expected join pg_attribute on attrelid = ('public.' || expected.name)::regclass and attnum > 0 and not attisdropped and attgenerated = '';
select tests.as_service();
select throws_ok(format(verb, name), '42501', null, 'service: ' || format(verb, name))
from expected, unnest(array['insert into public.%I default values', 'delete from public.%I', 'truncate public.%I']) verb;

-- What no client may name.
select tests.authenticate_as(tests.user_id('alice'));
select throws_ok('select from private.' || name, '42501', null, name || ' is closed')
from unnest(array['post_views', 'engagement_readers', 'automod_terms', 'automod_flags', 'addressed_posts', 'visible_posts', 'visible_single_posts', 'live_sessions']) name;

select * from finish();
rollback;
