begin;
select plan(41);
select tests.open_tables();

select tests.create_user('alice'), tests.create_user('bob'), tests.create_user('carol');
select tests.create_post('bob', 'Bob was here', id => '55555555-5555-5555-5555-555555555555');

select tests.authenticate_as(tests.user_id('alice'));
select is(public.get_post('55555555-5555-5555-5555-555555555555') ->> 'caption', 'Bob was here', 'posts are read by everybody who is signed in');
select tests.throws_code('select public.get_post(gen_random_uuid())', 'POST_NOT_FOUND', 404, 'a post that does not exist is 404');
select is(
  public.create_post('66666666-6666-6666-6666-666666666666', 'text', E' \n\u00a0Hello\u2003 ') ->> 'caption', 'Hello',
  'white space of every kind around a caption goes');
select is(
  public.create_post('66666666-6666-6666-6666-666666666666', 'text', 'Hello again') ->> 'caption', 'Hello',
  'a retry returns the post that exists');
select is((select count(*) from public.posts where author_id = tests.user_id('alice')), 1::bigint, 'a retry makes no second post');

-- What is refused
select tests.throws_code('select public.create_post(null, ''text'', ''x'')', 'INVALID_POST', 422, 'a client_id is required');
select tests.throws_code(format('select public.create_post(gen_random_uuid(), caption => %L)', repeat('x', 5001)), 'INVALID_POST', 422, '5001 characters are too many');
select tests.throws_code($$ select public.create_post(gen_random_uuid(), caption => null) $$, 'INVALID_POST', 422, 'no caption at all is refused');
select tests.throws_code($$ select public.create_post(gen_random_uuid(), 'text', 'x', visibility => 'friends') $$, 'INVALID_POST', 422, 'an unknown visibility is refused');
select tests.throws_code($$ select public.create_post(gen_random_uuid(), 'text', 'x', visibility => null) $$, 'INVALID_POST', 422, 'a visibility of null is refused');
select tests.throws_code($$ select public.create_post(gen_random_uuid(), 'text', 'x', comments_from => 'x') $$, 'INVALID_POST', 422, 'an unknown circle of commenters is refused');
select tests.throws_code($$ select public.create_post(gen_random_uuid(), 'text', 'x', latitude => 91, longitude => 0) $$, 'INVALID_POST', 422, 'a latitude beyond the pole is refused');
select tests.throws_code($$ select public.create_post(gen_random_uuid(), 'text', 'x', latitude => 10) $$, 'INVALID_POST', 422, 'half a place is refused');
select tests.throws_code($$ select public.create_post(gen_random_uuid(), 'text', 'x', publish_at => now() - interval '1 day') $$, 'INVALID_POST', 422, 'no post appears in the past');
select tests.throws_code(
  $$ select public.create_post(gen_random_uuid(), 'text', (select string_agg('#tag' || n, ' ') from generate_series(1, 31) n)) $$,
  'INVALID_POST', 422, '31 hashtags are too many');

-- What is read out of the caption
select is(
  (public.create_post(gen_random_uuid(), 'text', '#Grün #grün (#日本語) a#b #हिन्दी &#123; #2024 #a_1') -> 'hashtags')::text,
  '["grün", "日本語", "हिन्दी", "a_1"]', 'hashtags of every alphabet are read, once each; numbers and addresses are none');
select is(
  (select array_agg(mention ->> 'username' order by mention ->> 'username')
   from jsonb_array_elements(public.create_post(gen_random_uuid(), 'text', 'Hi @Bob. and @carol, not bob@carol.com or @nobody @alice') -> 'mentions') mention),
  array['bob', 'carol'], 'mentions are people, but not oneself');
select tests.reset_role();
select is((select array_agg(subject_id order by subject_id) from private.engagement where kind = 'post_mention'),
  array[tests.user_id('bob'), tests.user_id('carol')], 'who is mentioned is told');
select is((select count(*) from private.engagement where kind = 'post'), 3::bigint, 'every post leaves as an event');

-- The place
select tests.authenticate_as(tests.user_id('alice'));
select public.create_post('77777777-7777-7777-7777-777777777777', 'text', 'x', place => 'Berlin', latitude => 52.520008, longitude => 13.404954);
select tests.reset_role();
select is((select cell from public.posts where client_id = '77777777-7777-7777-7777-777777777777'),
  private.location_cell(52.53, 13.41), 'a place is kept as its cell, which it shares with its neighbours');

-- Editing
select tests.authenticate_as(tests.user_id('alice'));
select is(public.edit_post((select id from public.posts where client_id = '66666666-6666-6666-6666-666666666666'),
  '{"caption": "Hello #edited @bob"}') ->> 'caption', 'Hello #edited @bob', 'authors edit their posts');
select is((select hashtags from public.posts where client_id = '66666666-6666-6666-6666-666666666666'), array['edited'], 'which are read anew');
select tests.throws_code($$ select public.edit_post('55555555-5555-5555-5555-555555555555', '{"caption": "x"}') $$, 'POST_NOT_FOUND', 404, 'nobody edits the posts of others');
select tests.throws_code($$ select public.edit_post((select id from public.posts where client_id = '66666666-6666-6666-6666-666666666666'), '{"author_id": "x"}') $$, 'INVALID_POST', 422, 'nobody edits anything but the text of a post and its circle');
select tests.throws_code($$ select public.edit_post((select id from public.posts where client_id = '66666666-6666-6666-6666-666666666666'), '{"caption": null}') $$, 'INVALID_POST', 422, 'nobody removes the caption of a text');
select tests.authenticate_as(tests.user_id('bob'));
select is(public.list_post_edits((select id from public.posts where client_id = '66666666-6666-6666-6666-666666666666')) #>> '{items,0,caption}',
  'Hello', 'what it was before stays readable');

-- Taking back
select tests.authenticate_as(tests.user_id('alice'));
select isnt(public.delete_post((select id from public.posts where client_id = '66666666-6666-6666-6666-666666666666')) -> 'restorable_until', 'null', 'a deleted post can be restored for a while');
select tests.throws_code($$ select public.get_post((select id from public.posts where client_id = '66666666-6666-6666-6666-666666666666')) $$, 'POST_NOT_FOUND', 404, 'until then it is gone, for its author too');
select is(public.list_posts(tests.user_id('alice'), state => 'deleted') #>> '{items,0,caption}', 'Hello #edited @bob', 'who finds it among what was deleted');
select is(public.restore_post((select id from public.posts where client_id = '66666666-6666-6666-6666-666666666666')) -> 'deleted_at', 'null', 'a deleted post is restored');
select is(public.archive_post((select id from public.posts where client_id = '66666666-6666-6666-6666-666666666666')) ->> 'state', 'archived', 'a post can be archived');
select tests.authenticate_as(tests.user_id('bob'));
select tests.throws_code($$ select public.list_posts(tests.user_id('alice'), state => 'archived') $$, 'INVALID_ARGUMENT', 422, 'nobody lists the archive of others');
select tests.authenticate_as(tests.user_id('alice'));
select is(public.archive_post((select id from public.posts where client_id = '66666666-6666-6666-6666-666666666666'), false) ->> 'state', 'published', 'an archived post is brought back');

select tests.reset_role();
update public.posts set deleted_at = now() - interval '31 days' where client_id = '66666666-6666-6666-6666-666666666666';
insert into public.post_reactions (post_id, user_id, emoji) select id, tests.user_id('bob'), '❤️' from public.posts where deleted_at is not null;
delete from private.engagement;
select is(private.purge_posts(), 1::bigint, 'after a month it is purged');
select is((select count(*) from public.post_reactions), 0::bigint, 'with its reactions');
select is((select count(*) from private.engagement), 0::bigint, 'of which nobody is told');

-- Who may not
select tests.as_anon();
select throws_ok($$ select public.create_post(gen_random_uuid(), 'text', 'x') $$, '42501', null, 'anon does not post');
select tests.authenticate_as(gen_random_uuid());
select tests.throws_code($$ select public.create_post(gen_random_uuid(), 'text', 'x') $$, 'NOT_AUTHENTICATED', 401, 'an account that is gone posts no more, though its token still lives');
select tests.reset_role();
update private.accounts set banned_until = 'infinity' where username = 'alice';
select tests.authenticate_as(tests.user_id('alice'));
select tests.throws_code($$ select public.create_post(gen_random_uuid(), 'text', 'x') $$, 'ACCOUNT_BANNED', 403, 'a ban stops posting at once');
select tests.reset_role();
update private.accounts set banned_until = null;
update private.sessions set revoked_at = now() where id = tests.user_id('alice');
select tests.authenticate_as(tests.user_id('alice'));
select tests.throws_code($$ select public.create_post(gen_random_uuid(), 'text', 'x') $$, 'NOT_AUTHENTICATED', 401, 'the end of the session stops posting at once');
select tests.reset_role();
update private.sessions set revoked_at = null;
insert into public.blocks (blocker_id, blocked_id) values (tests.user_id('bob'), tests.user_id('alice'));
select tests.authenticate_as(tests.user_id('alice'));
select tests.throws_code($$ select public.get_post('55555555-5555-5555-5555-555555555555') $$, 'POST_NOT_FOUND', 404, 'a post of somebody who has blocked the reader is not there');

select * from finish();
rollback;
