begin;
select plan(30);

select tests.create_user(name) from unnest(array['alice', 'bob', 'carol']) name;
select tests.befriend('alice', 'bob');
create function pg_temp.events() returns bigint language sql security definer as $$
  select count(*) from realtime.messages message where topic = 'user:' || tests.user_id('alice') and payload ? 'me' $$;
create function pg_temp.titles(page jsonb) returns text language sql as $$
  select string_agg(coalesce(item ->> 'title', item #>> '{other,username}'), ' ' order by place)
  from jsonb_array_elements(page -> 'items') with ordinality listed (item, place) $$;
grant execute on all functions in schema pg_temp to authenticated;

select tests.authenticate_as(tests.user_id('alice'));
create temporary table talk as select (public.start_conversation(tests.user_id('bob')) ->> 'id')::uuid as id;
select tests.say(id, 'one') from talk;
create temporary table clubs as
  select n, (public.create_group(gen_random_uuid(), 'g' || n, array[tests.user_id('bob')]) #>> '{conversation,id}')::uuid as id from generate_series(1, 6) n;
grant select on talk, clubs to authenticated;
select is(pg_temp.titles(public.list_conversations()), 'g6 g5 g4 g3 g2 g1 bob', 'the last one to be spoken in comes first');

-- Muted
select is((me ->> 'muted') || ' ' || coalesce(me ->> 'muted_until', 'without end'), 'true without end', 'a conversation is muted for ever') from talk, public.mute_conversation(id) me;
select is(public.mute_conversation(id, now() + interval '1 hour') ->> 'muted_until', to_jsonb(now() + interval '1 hour') #>> '{}', 'a conversation is muted for an hour') from talk;
select is(public.mute_conversation(id, null) -> 'muted_until', 'null', 'a conversation is unmuted') from talk;
select tests.throws_code($$ select public.mute_conversation((select id from talk), now() - interval '1 s') $$, 'INVALID_ARGUMENT', 422, 'a conversation cannot be muted until yesterday');
select is(pg_temp.events(), 3::bigint, 'the own devices hear of it');

-- Archived
select is(public.archive_conversation(id) -> 'archived', 'true', 'a conversation is put away') from talk;
select is(pg_temp.titles(public.list_conversations()), 'g6 g5 g4 g3 g2 g1', 'out of the list');
select is(pg_temp.titles(public.list_conversations(true)), 'bob', 'into another');
select is(public.archive_conversation(id, false) -> 'archived', 'false', 'a conversation is taken back from the archive') from talk;
select tests.throws_code($$ select public.archive_conversation((select id from talk), null) $$, 'INVALID_ARGUMENT', 422, 'null is neither');

-- Pinned
select is(public.pin_conversation(id) -> 'pinned', 'true', 'a conversation is pinned') from talk;
select is(pg_temp.titles(public.list_conversations(page_size => 2)), 'bob g6 g5', 'a pinned conversation stands above the first page');
select is(pg_temp.titles(public.list_conversations(page_size => 2, cursor => public.list_conversations(page_size => 2) ->> 'next_cursor')),
  'g4 g3', 'a pinned conversation stands on no other page than the first');
select public.pin_conversation(id) from clubs where n <= 4;
select tests.throws_code($$ select public.pin_conversation((select id from clubs where n = 5)) $$, 'TOO_MANY_PINS', 409, 'five at most');
select is(public.pin_conversation(id) -> 'pinned', 'true', 'to pin one of them again is no sixth') from clubs where n = 4;
select is(public.pin_conversation(id, false) -> 'pinned', 'false', 'one is taken down') from clubs where n = 4;
select is(public.archive_conversation(id) -> 'pinned', 'false', 'what is put away is not pinned') from clubs where n = 3;
select tests.throws_code($$ select public.pin_conversation((select id from talk), null) $$, 'INVALID_ARGUMENT', 422, 'null is neither');

-- Cleared
select tests.authenticate_as(tests.user_id('bob'));
select tests.say(id, 'two') from talk;
select tests.say(id, 'hi') from clubs where n = 6;
select tests.authenticate_as(tests.user_id('alice'));
select is(public.clear_conversation(id) -> 'first_seq', '3', 'a conversation is cleared') from talk;
select is(public.clear_conversation(id) -> 'first_seq', '3', 'also a group') from clubs where n = 6;
select is(public.list_messages(id) -> 'items', '[]', 'what was said is gone') from talk;
select is(public.get_conversation(id) -> 'unread', '0', 'what was cleared away is not unread') from talk;
select is(pg_temp.titles(public.list_conversations()), 'g2 g1 g5 g4', 'it is out of the list');
select tests.authenticate_as(tests.user_id('bob'));
select is(jsonb_array_length(public.list_messages(id) -> 'items'), 2, 'the other one keeps it') from talk;
select is(public.get_conversation(id) #> '{other,last_read_seq}', '1', 'clearing a conversation does not tell the other one that it was read') from talk;
select tests.say(id, 'three') from talk;
select tests.say(id, 'hello') from clubs where n = 6;
select tests.authenticate_as(tests.user_id('alice'));
select is(pg_temp.titles(public.list_conversations()), 'g2 g1 g6 bob g5 g4', 'with the next message it is back');
select is(public.get_conversation(id) -> 'unread', '1', 'with what is new') from talk;

select tests.authenticate_as(tests.user_id('carol'));
select is(
  (select array_agg(distinct tests.error_of(format('select public.%s(%L)', called, (select id from talk))))
   from unnest(array['mute_conversation', 'archive_conversation', 'pin_conversation', 'clear_conversation']) called),
  array['CONVERSATION_NOT_FOUND with status 404'], 'nobody does that with a conversation of others');
select tests.reset_role();
select tests.authenticate_as(tests.user_id('alice'));
select is((select count(*) from clubs, lateral (select public.get_conversation(clubs.id) #>> '{me,state}') found (state) where state = 'active'),
  6::bigint, 'what others try changes nothing of a conversation');
select * from finish();
rollback;
