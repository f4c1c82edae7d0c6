begin;
select plan(20);
select tests.open_tables();

select tests.create_user('alice'), tests.create_user('bob'), tests.create_user('carol');
create temporary table made as select name, tests.create_post('alice', name, kind => kind) as id
from (values ('one', 'text'), ('two', 'reel'), ('three', 'reel')) post (name, kind);
grant select on made to authenticated;
create function pg_temp.captions(page jsonb) returns text language sql as $$
  select string_agg(item ->> 'caption', ' ' order by place) from jsonb_array_elements(page -> 'items') with ordinality listed (item, place) $$;
grant execute on all functions in schema pg_temp to authenticated;

select tests.authenticate_as(tests.user_id('bob'));
select is(public.create_collection(' Good ') ->> 'name', 'Good', 'people make collections');
select is((select count(distinct public.create_collection('Good') ->> 'id') from generate_series(1, 2)), 1::bigint, 'of one name once');
select tests.throws_code($$ select public.create_collection(' ') $$, 'INVALID_COLLECTION', 422, 'a collection has a name');
select public.save_post(id) from made where name = 'one';
select public.save_post(made.id, collection.id) from made, public.collections collection where made.name <> 'one';
select is(pg_temp.captions(public.list_saved()), 'three two one', 'what is saved is listed, the last first');
select is(pg_temp.captions(public.list_saved(kind => 'text')), 'one', 'by kind');
select is(pg_temp.captions(public.saved_reels()), 'three two', 'reels on their own');
select is(pg_temp.captions(public.list_saved((select id from public.collections))), 'three two', 'what was saved is listed by collection');
select public.save_post(id) from made where name = 'two';
select is(public.list_collections() #> '{items,0,posts}', '1', 'saving again moves a post');
select public.react('post', id) from made;
select is(pg_temp.captions(public.liked_reels()), 'three two', 'reels that were reacted to are listed');
select public.create_collection('Other');
select tests.throws_code($$ select public.rename_collection((select id from public.collections where name = 'Other'), 'Good') $$, 'COLLECTION_NAME_TAKEN', 409, 'two collections do not share a name');

select tests.reset_role();
create temporary table collection as select id from public.collections where name = 'Good';
grant select on collection to authenticated;
select tests.authenticate_as(tests.user_id('carol'));
select tests.throws_code($$ select public.list_saved((select id from collection)) $$, 'COLLECTION_NOT_FOUND', 404, 'a private collection is nobody else''s business');
select tests.throws_code($$ select public.save_post((select id from made where name = 'one'), (select id from collection)) $$, 'COLLECTION_NOT_FOUND', 404, 'nobody saves into those of others');
select tests.authenticate_as(tests.user_id('bob'));
select public.rename_collection((select id from collection), 'Better', false);
select tests.authenticate_as(tests.user_id('carol'));
select is(pg_temp.captions(public.list_saved((select id from collection))), 'three', 'an open one is listed');
select tests.reset_role();
update public.profiles set is_private = true where username = 'bob';
select tests.authenticate_as(tests.user_id('carol'));
select tests.throws_code($$ select public.list_collections(tests.user_id('bob')) $$, 'ACCOUNT_IS_PRIVATE', 403, 'what a private account collects is not listed to strangers');
select tests.throws_code($$ select public.list_saved((select id from collection)) $$, 'COLLECTION_NOT_FOUND', 404, 'what a private account collects is not read by strangers');
select tests.reset_role();
insert into public.follows (follower_id, followee_id) values (tests.user_id('carol'), tests.user_id('bob'));
select tests.authenticate_as(tests.user_id('carol'));
select is(pg_temp.captions(public.list_saved((select id from collection))), 'three', 'what a private account collects is read by its followers');
select public.delete_collection((select id from collection));
select is(public.list_collections(tests.user_id('bob')) #>> '{items,0,name}', 'Better', 'an open collection is not deleted by others');
select tests.authenticate_as(tests.user_id('bob'));
select public.delete_collection((select id from collection));
select is(pg_temp.captions(public.list_saved()), 'three two one', 'its posts stay saved when it goes');
select tests.reset_role();
insert into public.blocks (blocker_id, blocked_id) values (tests.user_id('alice'), tests.user_id('bob'));
select tests.authenticate_as(tests.user_id('bob'));
select is(public.list_saved() -> 'items', '[]', 'what the reader may not see any more is left out');
select is(public.liked_reels() -> 'items', '[]', 'of reels as well');

select * from finish();
rollback;
