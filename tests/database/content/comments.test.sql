begin;
select plan(38);
select tests.open_tables();

select tests.create_user(name) from unnest(array['alice', 'bob', 'carol', 'dave']) name;
create temporary table made as select tests.create_post('alice') as post_id, null::uuid as first, null::uuid as answer;
grant select on made to authenticated;

select tests.authenticate_as(tests.user_id('bob'));
select is(public.add_comment('66666666-6666-6666-6666-666666666666', (select post_id from made), ' First @carol ') ->> 'body', 'First @carol', 'people comment');
select is(public.add_comment('66666666-6666-6666-6666-666666666666', (select post_id from made), 'again') ->> 'body', 'First @carol', 'a retry returns what there is');
select tests.throws_code($$ select public.add_comment(gen_random_uuid(), (select post_id from made), '  ') $$, 'INVALID_COMMENT', 422, 'an empty comment is refused');
select tests.throws_code(format('select public.add_comment(gen_random_uuid(), (select post_id from made), %L)', repeat('x', 2001)), 'INVALID_COMMENT', 422, 'a comment that is too long is refused');
select tests.throws_code($$ select public.add_comment(null, (select post_id from made), 'x') $$, 'INVALID_COMMENT', 422, 'a comment without client_id is refused');
select tests.throws_code($$ select public.add_comment(gen_random_uuid(), (select post_id from made), 'go kys') $$, 'CONTENT_REJECTED', 422, 'a comment that automatic moderation blocks is refused');
select tests.reset_role();
update made set first = (select id from public.comments);

select tests.authenticate_as(tests.user_id('carol'));
select is((public.add_comment('77777777-7777-7777-7777-777777777777', (select post_id from made), 'Answer', (select first from made)) ->> 'parent_id')::uuid,
  (select first from made), 'people answer');
select tests.reset_role();
update made set answer = (select id from public.comments where client_id = '77777777-7777-7777-7777-777777777777');
select tests.authenticate_as(tests.user_id('dave'));
select results_eq(
  $$ select (added ->> 'parent_id')::uuid, (added ->> 'reply_to_id')::uuid from public.add_comment(gen_random_uuid(), (select post_id from made), 'To Carol', (select answer from made)) added $$,
  'select first, answer from made', 'an answer to an answer joins the thread and says whom it answers');
select tests.throws_code($$ select public.add_comment(gen_random_uuid(), (select post_id from made), 'x', gen_random_uuid()) $$, 'COMMENT_NOT_FOUND', 404, 'nobody answers what is not there');

select tests.reset_role();
select results_eq($$ select kind, subject_id from private.engagement where target_id = (select post_id from made) and kind <> 'post' order by id $$,
  $$ values ('comment', tests.user_id('alice')), ('comment_mention', tests.user_id('carol')), ('comment', tests.user_id('alice')), ('reply', tests.user_id('bob')),
    ('comment', tests.user_id('alice')), ('reply', tests.user_id('carol')) $$, 'the author, the mentioned and the answered are told');
select tests.read_all('roll_up_engagement');
select is((select comments from public.post_stats), 3, 'comments are counted');
select is((select replies from public.comments where id = (select first from made)), 2, 'the answers of a thread are counted');

-- Changing
select tests.authenticate_as(tests.user_id('bob'));
select is(public.edit_comment((select first from made), 'First!') ->> 'body', 'First!', 'authors edit their comments');
select tests.throws_code($$ select public.edit_comment((select answer from made), 'x') $$, 'COMMENT_NOT_FOUND', 404, 'nobody those of others');
select tests.throws_code($$ select public.hide_comment((select answer from made)) $$, 'COMMENT_NOT_FOUND', 404, 'who has not written the post hides nothing');
select tests.throws_code($$ select public.pin_comment((select first from made)) $$, 'COMMENT_NOT_FOUND', 404, 'who has not written the post pins nothing');
select tests.throws_code($$ select public.delete_comment((select answer from made)) $$, 'COMMENT_NOT_FOUND', 404, 'who has not written the post deletes nothing of others');

select tests.authenticate_as(tests.user_id('alice'));
select is(public.pin_comment((select first from made)) -> 'pinned', 'true', 'the author of the post pins');
select is(public.list_comments((select post_id from made)) #>> '{pinned,body}', 'First!', 'what is pinned stands apart');
select is(public.list_comments((select post_id from made)) -> 'items', '[]', 'what is pinned does not stand in its place as well');
select tests.throws_code($$ select public.pin_comment((select answer from made)) $$, 'INVALID_COMMENT', 422, 'an answer is not pinned');
select is(public.hide_comment((select answer from made)) ->> 'state', 'hidden', 'the author of the post hides');
select is(jsonb_array_length(public.list_comments((select post_id from made), (select first from made)) -> 'items'), 1, 'what is put aside is not listed');
select is(jsonb_array_length(public.list_comments((select post_id from made), (select first from made), hidden => true) -> 'items'), 1, 'unless asked for');
select public.hide_comment((select answer from made), false), public.pin_comment((select first from made), false);

-- Tombstones
select tests.authenticate_as(tests.user_id('bob'));
select public.delete_comment((select first from made));
select public.delete_comment((select first from made));
select results_eq(
  $$ select item ->> 'state', item ->> 'body', item -> 'author' from jsonb_array_elements(public.list_comments((select post_id from made)) -> 'items') item $$,
  $$ values ('deleted', '', 'null'::jsonb) $$, 'a deleted comment stays while it has answers, without author and text');
select tests.reset_role();
select tests.read_all('roll_up_engagement');
select is((select comments from public.post_stats), 2, 'a deleted comment counts no more, however often it was deleted');
delete from private.accounts where username = 'dave';
select tests.read_all('roll_up_engagement');
select is((select comments from public.post_stats), 1, 'an account that goes takes its comments out of the count');
select is((select replies from public.comments where id = (select first from made)), 1, 'also in the thread');
select is((select count(*) from public.comments where author_id is null and body = ''), 1::bigint, 'a deleted answer leaves an empty place');

-- Blocks
insert into public.blocks (blocker_id, blocked_id) values (tests.user_id('carol'), tests.user_id('bob'));
select tests.authenticate_as(tests.user_id('bob'));
select is(public.list_comments((select post_id from made), (select first from made)) -> 'items', '[]', 'comments across a block are not listed');
select tests.throws_code($$ select public.react('comment', (select answer from made)) $$, 'COMMENT_NOT_FOUND', 404, 'comments across a block are not reacted to');
select is((select count(*) from public.comments where author_id = tests.user_id('carol')), 0::bigint, 'comments across a block are not read from the table');

-- Who may comment
select tests.reset_role();
insert into public.follows (follower_id, followee_id) values (tests.user_id('carol'), tests.user_id('alice'));
update public.posts set comments_from = 'followers';
select tests.authenticate_as(tests.user_id('bob'));
select tests.throws_code($$ select public.add_comment(gen_random_uuid(), (select post_id from made), 'x') $$, 'COMMENTS_CLOSED', 403, 'comments may be for followers only');
select tests.authenticate_as(tests.user_id('carol'));
select lives_ok($$ select public.add_comment(gen_random_uuid(), (select post_id from made), 'x') $$, 'whom they are for');
select tests.reset_role();
update public.posts set comments_from = 'nobody';
select tests.authenticate_as(tests.user_id('carol'));
select tests.throws_code($$ select public.add_comment(gen_random_uuid(), (select post_id from made), 'x') $$, 'COMMENTS_CLOSED', 403, 'comments may be for nobody');
select tests.authenticate_as(tests.user_id('alice'));
select lives_ok($$ select public.add_comment(gen_random_uuid(), (select post_id from made), 'x') $$, 'the author comments where nobody else may');

-- Pages
select tests.reset_role();
delete from public.comments;
select tests.create_comment('carol', (select post_id from made), 'comment ' || n) from generate_series(1, 5) n;
update public.comments set reactions = right(body, 1)::int % 3;
select tests.authenticate_as(tests.user_id('alice'));
create temporary table pages as
with recursive page as (
  select sort, public.list_comments((select post_id from made), sort => sort, page_size => 2) as page from (values ('top'), ('new')) sorted (sort)
  union all
  select sort, public.list_comments((select post_id from made), sort => sort, cursor => page ->> 'next_cursor', page_size => 2) from page where page ->> 'next_cursor' is not null
)
select row_number() over () as n, sort, array(select item ->> 'body' from jsonb_array_elements(page -> 'items') item) as bodies from page;
select results_eq($$ select unnest(bodies) from pages where sort = 'new' order by n $$, $$ select 'comment ' || n from generate_series(5, 1, -1) n $$, 'pages of the newest follow one another');
select results_eq($$ select unnest(bodies) from pages where sort = 'top' order by n $$, $$ select 'comment ' || n from unnest(array[5, 2, 4, 1, 3]) n $$, 'pages of the best follow one another');

select * from finish();
rollback;
