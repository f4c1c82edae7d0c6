begin;
select plan(12);

select tests.create_user(name) from unnest(array['alice', 'bob', 'carol']) name;
create temporary table made as select tests.create_post('alice') as post;
grant select on made to authenticated;
select tests.authenticate_as(tests.user_id('bob'));
select public.add_comment(gen_random_uuid(), post, 'hello'), public.react('post', post) from made;
select public.follow(tests.user_id('alice'));
select tests.authenticate_as(tests.user_id('alice'));
select public.edit_post(post, '{"caption": "changed"}') from made;
select is(public.get_profile('alice') #>> '{counts,posts}', '1', 'a profile counts its posts');

-- What only its author sees.
select public.archive_post(post) from made;
select is(jsonb_array_length(public.list_comments(post) -> 'items'), 1, 'authors read the comments on what they have archived') from made;
select is(jsonb_array_length(public.list_post_edits(post) -> 'items'), 1, 'authors read what their archived post said before') from made;
select is(jsonb_array_length(public.list_reactions('post', post) -> 'items'), 1, 'authors read who has reacted to their archived post') from made;
select is(public.get_profile('alice') #>> '{counts,posts}', '0', 'it is counted no more, as it is listed no more');
select tests.authenticate_as(tests.user_id('bob'));
select tests.throws_code(format('select public.%s', format(deed, post)), 'POST_NOT_FOUND', 404, format('others do not call %s', deed))
from made, unnest(array['list_comments(%L)', 'list_post_edits(%L)', 'list_reactions(''post'', %L)']) deed;
select tests.authenticate_as(tests.user_id('alice'));
select public.archive_post(post, false), public.edit_post(post, '{"visibility": "followers"}') from made;
select is(public.get_profile('alice') #>> '{counts,posts}', '1', 'the own count has what is for followers');
select tests.authenticate_as(tests.user_id('bob'));
select is(public.get_profile('alice') #>> '{counts,posts}', '1', 'the archived post of somebody is closed to a follower');
select tests.authenticate_as(tests.user_id('carol'));
select is(public.get_profile('alice') #>> '{counts,posts}', '0', 'others count what they may see');
select tests.authenticate_as(tests.user_id('alice'));
select public.delete_post(post) from made;
select tests.throws_code(format('select public.list_comments(%L)', post), 'POST_NOT_FOUND', 404, 'what is deleted is read by nobody') from made;
select * from finish();
rollback;
