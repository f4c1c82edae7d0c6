begin;
select plan(18);

select tests.create_user('alice'), tests.create_user('bob');
insert into public.posts (id, author_id, client_id, kind, caption)
values ('55555555-5555-5555-5555-555555555555', tests.user_id('bob'), gen_random_uuid(), 'text', 'Bob was here');

select tests.authenticate_as(tests.user_id('alice'));
select is(public.get_post('55555555-5555-5555-5555-555555555555') ->> 'caption', 'Bob was here', 'posts are read by everybody who is signed in');
select tests.throws_code('select public.get_post(gen_random_uuid())', 'POST_NOT_FOUND', 404, 'a post that does not exist is 404');
select is(
  public.create_post('66666666-6666-6666-6666-666666666666', 'text', E' \n\u00a0Hello\u2003 ') ->> 'caption', 'Hello',
  'white space of every kind around a caption goes');
select is(
  public.create_post('66666666-6666-6666-6666-666666666666', 'text', 'Hello again') ->> 'caption', 'Hello',
  'a retry returns the post that exists');
select is((select count(*) from public.posts where author_id = tests.user_id('alice')), 1::bigint, 'and makes no second');
select tests.throws_code('select public.create_post(null, ''text'', ''x'')', 'INVALID_POST', 422, 'a client_id is required');

select throws_ok($$ insert into public.posts (author_id, client_id, kind, caption) values (tests.user_id('alice'), gen_random_uuid(), 'text', 'x') $$, '42501', null, 'nobody inserts a post past create_post');
select throws_ok($$ update public.posts set caption = 'x' $$, '42501', null, 'nor changes one');
select throws_ok($$ delete from public.posts $$, '42501', null, 'nor deletes one');

select tests.as_anon();
select throws_ok('select from public.posts', '42501', null, 'anon reads no post');
select throws_ok($$ select public.get_post('55555555-5555-5555-5555-555555555555') $$, '42501', null, 'nor calls get_post');
select throws_ok($$ select public.create_post(gen_random_uuid(), 'text', 'x') $$, '42501', null, 'nor posts');

select tests.as_service();
select is((select count(*) from public.posts), 2::bigint, 'the service key reads posts');

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
select tests.throws_code($$ select public.create_post(gen_random_uuid(), 'text', 'x') $$, 'NOT_AUTHENTICATED', 401, 'so does the end of the session');

select tests.reset_role();
insert into public.blocks (blocker_id, blocked_id) values (tests.user_id('bob'), tests.user_id('alice'));
select tests.authenticate_as(tests.user_id('alice'));
select tests.throws_code($$ select public.get_post('55555555-5555-5555-5555-555555555555') $$, 'POST_NOT_FOUND', 404, 'a post of somebody who has blocked the reader is not there');
select tests.authenticate_as(tests.user_id('bob'));
select is((select count(*) from public.posts), 1::bigint, 'nor, for the one who blocks, are the posts of the blocked');

select * from finish();
rollback;
