begin;
select plan(29);

select tests.create_user(name) from unnest(array['alice', 'bob', 'carol', 'dave']) name;
create temporary table made as
select tests.create_group('alice', 'bob', 'carol') as club, tests.create_talk('alice', 'bob') as talk,
  null::uuid as one, null::uuid as two, null::uuid as private_one;
grant select, update on made to authenticated;

select tests.authenticate_as(tests.user_id('bob'));
update made set one = tests.say(club, 'one @carol'), two = tests.say(club, 'two');
update made set private_one = tests.say(talk, 'between us');
select public.edit_message(one, 'one again @carol') from made;
select tests.authenticate_as(tests.user_id('carol'));
select public.react('message', one, '🔥') from made;
select is(public.get_conversation(club) -> 'unread', '2', 'two are unread') from made;

-- For oneself.
select is(public.delete_message(two) -> 'unread', '1', 'what one has deleted is not unread') from made;
select results_eq($$ select topic, payload -> 'for_everyone' from tests.events('message.deleted') $$,
  $$ select 'user:' || tests.user_id('carol'), 'false'::jsonb $$, 'only the own devices hear of it');
select public.delete_message(two) from made;
select is_empty($$ select * from tests.events('message.deleted') $$, 'again is the same');
select is(jsonb_array_length(public.list_messages(club) -> 'items'), 1, 'it is listed no more') from made;
select tests.throws_code(format('select public.react(''message'', %L)', two), 'MESSAGE_NOT_FOUND', 404, 'a deleted message is gone for every deed') from made;
select tests.throws_code(format('select public.delete_message(%L, true)', one), 'NOT_YOUR_MESSAGE', 403, 'a member deletes for all only what is theirs') from made;
select tests.authenticate_as(tests.user_id('bob'));
select is(jsonb_array_length(public.list_messages(club) -> 'items'), 2, 'others still have it') from made;

-- For everyone.
select is(public.delete_message(one, true) -> 'for_everyone', 'true', 'authors delete for everyone') from made;
select results_eq($$ select topic, payload ->> 'message_id', payload -> 'seq', payload -> 'for_everyone' from tests.events('message.deleted') $$,
  $$ select tests.topic(club), one::text, '1'::jsonb, 'true'::jsonb from made $$, 'everybody hears of it');
select public.delete_message(one, true) from made;
select is_empty($$ select * from tests.events('message.deleted') $$, 'again is the same');
select tests.throws_code(format('select public.edit_message(%L, %L)', one, 'back'), 'MESSAGE_NOT_FOUND', 404, 'it does not come back') from made;
select tests.throws_code(format('select public.list_message_edits(%L)', one), 'MESSAGE_NOT_FOUND', 404, 'neither do its edits') from made;
select tests.throws_code(format('select public.delete_message(%L, null)', one), 'INVALID_ARGUMENT', 422, 'for whom a message is deleted has to be said') from made;
select tests.authenticate_as(tests.user_id('carol'));
select is(public.get_conversation(club) -> 'unread', '0', 'the count of unread messages stays exact') from made;
select tests.authenticate_as(tests.user_id('alice'));
select results_eq($$ select item -> 'body', item -> 'mentions', item #> '{reactions,emojis}' from made, jsonb_array_elements(public.list_messages(club) -> 'items') item
  where item -> 'deleted_at' <> 'null' $$, $$ values ('""'::jsonb, '[]'::jsonb, '{}'::jsonb) $$, 'an empty place stays');
select is(public.get_conversation(club) -> 'unread', '1', 'a deleted message counts nowhere as unread') from made;
select tests.throws_code(format('select public.delete_message(%L, true)', private_one), 'NOT_YOUR_MESSAGE', 403, 'of two, each deletes only what is theirs') from made;
select lives_ok(format('select public.delete_message(%L, true)', two), 'the owner of a group deletes what others wrote') from made;
select is(public.get_conversation(club) -> 'unread', '0', 'what the owner of a group has deleted is not unread') from made;
select tests.reset_role();
select is((select count(*) from private.message_edits) + (select count(*) from private.message_reactions), 0::bigint, 'nothing of it is kept');
select results_eq($$ select actor_id, subject_id, details ->> 'message_id' from private.engagement where kind = 'message_removal' order by id $$,
  $$ select tests.user_id('bob'), tests.user_id('bob'), one::text from made union all select tests.user_id('alice'), tests.user_id('bob'), two::text from made $$,
  'later domains hear of it');

-- A message that somebody has deleted for themselves, and then its author for all, is taken off once.
select tests.authenticate_as(tests.user_id('bob'));
update made set one = tests.say(club, 'three');
select tests.say(club, 'four') from made;
select tests.authenticate_as(tests.user_id('carol'));
select public.delete_message(one) from made;
select tests.authenticate_as(tests.user_id('bob'));
select public.delete_message(one, true) from made;
select tests.authenticate_as(tests.user_id('carol'));
select is(public.get_conversation(club) -> 'unread', '1', 'a message deleted both ways counts once') from made;

select tests.authenticate_as(tests.user_id('dave'));
select tests.throws_code(format('select public.delete_message(%L, %L)', one, wanted), 'MESSAGE_NOT_FOUND', 404, 'outsiders delete nothing')
from made, unnest(array[true, false]) wanted;

-- System messages.
select tests.reset_role();
insert into private.messages (id, conversation_id, seq, number, kind, details)
select '77777777-7777-4777-8777-777777777777', club, 100, 4, 'system', '{"event": "renamed"}' from made;
select tests.authenticate_as(tests.user_id('alice'));
select tests.throws_code($$ select public.delete_message('77777777-7777-4777-8777-777777777777', true) $$, 'NOT_YOUR_MESSAGE', 403, 'what the system says stays for all');
select lives_ok($$ select public.delete_message('77777777-7777-4777-8777-777777777777') $$, 'what the system says goes for who does not want to see it');
select tests.throws_code($$ select public.edit_message('77777777-7777-4777-8777-777777777777', 'x') $$, 'MESSAGE_NOT_FOUND', 404, 'then it is gone');
select tests.as_anon();
select throws_ok($$ select public.delete_message(gen_random_uuid()) $$, '42501', null, 'who is not signed in deletes nothing');

select * from finish();
rollback;
