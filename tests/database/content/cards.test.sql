begin;
select plan(16);

select tests.create_user(name) from unnest(array['alice', 'bob', 'carol', 'dave']) name;
update public.profiles set verified_at = now(), avatar = jsonb_build_object('media_id', id, 'blurhash', 'L', 'alt_text', null, 'variants',
  '[{"url": "a", "type": "image/avif", "width": 96, "height": 96, "byte_size": 9}, {"url": "b", "type": "image/webp", "width": 96, "height": 96, "byte_size": 9},
    {"url": "c", "type": "image/webp", "width": 256, "height": 256, "byte_size": 9}]'::jsonb)
where id = tests.user_id('alice');
create temporary table made as
select tests.create_post('alice') as post, tests.create_group('alice', 'bob') as club;
grant select on made to authenticated;
select tests.create_comment('alice', post) from made;
select tests.authenticate_as(tests.user_id('alice'));
select tests.say(club, 'hello') from made;

-- A person looks the same wherever they are shown.
create function pg_temp.card() returns jsonb language sql as $$
  select jsonb_build_object('id', tests.user_id('alice'), 'username', 'alice', 'first_name', profile -> 'first_name', 'last_name', profile -> 'last_name',
    'verified_at', profile -> 'verified_at',
    'avatar', jsonb_build_object('media_id', tests.user_id('alice'), 'url', 'b', 'width', 96, 'height', 96, 'blurhash', 'L', 'alt_text', null))
  from public.get_profile('alice') profile
$$;
select tests.authenticate_as(tests.user_id('bob'));
select public.follow(tests.user_id('alice'));
select is(jsonb_array_length(public.get_profile('alice') #> '{avatar,variants}'), 3, 'the profile has every size of the picture');
select is((shown.person - array['relationship', 'member_id', 'alias', 'gender', 'is_private', 'looking_for', 'age', 'distance_km', 'shared_interests', 'online']),
  pg_temp.card(), format('%s shows the small picture and the badge', shown.place))
from (
  select 'get_post' as place, public.get_post(post) -> 'author' as person from made
  union all select 'following_feed', public.following_feed() #> '{items,0,author}'
  union all select 'list_comments', public.list_comments(post) #> '{items,0,author}' from made
  union all select 'list_messages', public.list_messages(club) #> '{items,0,sender}' from made
  union all select 'list_following', public.list_following(tests.user_id('bob')) #> '{items,0,user}'
  union all select 'search_people', public.search_people('alice') #> '{items,0}'
  union all select 'typeahead_people', public.typeahead_people('alic') #> '{items,0}'
) shown;
select tests.reset_role();
select is(private.small_avatar(avatar), null, format('no picture: %s', avatar))
from unnest(array[null, '{}', '{"variants": []}']::jsonb[]) avatar;

-- And how one stands to them, where one may want to do something about it.
select tests.authenticate_as(tests.user_id('carol'));
select public.follow(tests.user_id('bob')), public.request_connection(tests.user_id('alice'));
select tests.authenticate_as(tests.user_id('bob'));
select public.follow(tests.user_id('carol'));
select tests.authenticate_as(tests.user_id('alice'));
select is(public.search_people('carol') #> '{items,0,relationship}', public.get_profile('carol') -> 'relationship',
  'search_people says how one stands to whom it finds, as get_profile does');
select is(public.search_people('carol') #>> '{items,0,relationship,connection}', 'incoming', 'to the request that waits');
select tests.authenticate_as(tests.user_id('dave'));
select public.follow(tests.user_id('bob'));
select is(item -> 'relationship', public.get_profile(item #>> '{user,username}') -> 'relationship', 'follow_suggestions shows the same card')
from jsonb_array_elements(public.follow_suggestions() -> 'items') item where item #>> '{user,username}' = 'carol';
select is(public.get_post(post) #> '{author,relationship}', public.get_profile('alice') -> 'relationship', 'a post shows the card of its author') from made;
select tests.authenticate_as(tests.user_id('alice'));
select is(public.get_post(post) #> '{author,relationship}', 'null', 'unless it is one''s own') from made;
select * from finish();
rollback;
