begin;
select plan(21);

select tests.create_user(name) from unnest(array['alice', 'bob', 'carol', 'dave']) name;
create temporary table made as
select tests.create_group('alice', 'bob', 'carol') as club, null::uuid as message, null::uuid as place;
grant select, update on made to authenticated;

select tests.authenticate_as(tests.user_id('alice'));
update made set message = tests.say(club, 'first');
select tests.events('message.updated');
select is(public.edit_message(message, ' second ') ->> 'body', 'second', 'authors edit what they wrote') from made;
select results_eq($$ select topic, payload ->> 'body' from tests.events('message.updated') $$,
  $$ select tests.topic(club), 'second' from made $$, 'everybody gets the whole message anew');
select isnt(public.edit_message(message, 'third') ->> 'edited_at', null, 'it says that it was edited') from made;
select count(*) from tests.events('message.updated');
select public.edit_message(message, 'third') from made;
select is_empty($$ select * from tests.events('message.updated') $$, 'the same text again is no edit');
select tests.throws_code(format('select public.edit_message(%L, %L)', message, written), 'INVALID_MESSAGE', 422, format('%s characters are refused', length(written)))
from made, unnest(array['', repeat('x', 4001)]) written;
select tests.throws_code(format('select public.edit_message(%L, %L)', message, 'go kys'), 'CONTENT_REJECTED', 422, 'automatic moderation reads edits too') from made;
select tests.throws_code(format('select public.edit_message(%L, %L)', gen_random_uuid(), 'x'), 'MESSAGE_NOT_FOUND', 404, 'what is not there is not edited');
update made set place = (public.send_message(gen_random_uuid(), club, 'location', latitude => 1, longitude => 2) ->> 'id')::uuid;
select tests.throws_code(format('select public.edit_message(%L, %L)', place, 'x'), 'INVALID_MESSAGE', 422, 'a place has no text') from made;

select tests.authenticate_as(tests.user_id('bob'));
select results_eq($$ select item ->> 'body' from made, jsonb_array_elements(public.list_message_edits(message) -> 'items') item $$,
  array['second', 'first'], 'members see what it said before');
select is(jsonb_array_length(public.list_message_edits(message, page_size => 1) -> 'items'), 1, 'page by page') from made;
select is(public.list_message_edits(message, public.list_message_edits(message, page_size => 1) ->> 'next_cursor') #>> '{items,0,body}', 'first', 'the next page goes on') from made;
select tests.throws_code(format('select public.edit_message(%L, %L)', message, 'x'), 'NOT_YOUR_MESSAGE', 403, 'nobody edits for others') from made;

select tests.authenticate_as(tests.user_id('dave'));
select tests.throws_code(format('select public.edit_message(%L, %L)', message, 'x'), 'MESSAGE_NOT_FOUND', 404, 'outsiders learn nothing') from made;
select tests.throws_code(format('select public.list_message_edits(%L)', message), 'MESSAGE_NOT_FOUND', 404, 'outsiders learn nothing of edits') from made;

-- Who joined later, was removed, or is blocked.
select tests.reset_role();
update private.conversation_members set first_seq = 2 where user_id = tests.user_id('carol');
select tests.authenticate_as(tests.user_id('carol'));
select tests.throws_code(format('select public.list_message_edits(%L)', message), 'MESSAGE_NOT_FOUND', 404, 'who came later learns nothing of edits of before') from made;
select tests.reset_role();
update private.conversation_members set state = 'gone' where user_id = tests.user_id('bob');
select tests.authenticate_as(tests.user_id('bob'));
select tests.throws_code(format('select public.list_message_edits(%L)', message), 'MESSAGE_NOT_FOUND', 404, 'who has left learns nothing of edits') from made;
select tests.reset_role();
update private.conversation_members set state = 'active', first_seq = 1;
insert into public.blocks (blocker_id, blocked_id) values (tests.user_id('bob'), tests.user_id('alice'));
select tests.authenticate_as(tests.user_id('bob'));
select tests.throws_code(format('select public.list_message_edits(%L)', message), 'MESSAGE_NOT_FOUND', 404, 'whom a block parts learns nothing of edits') from made;
select tests.authenticate_as(tests.user_id('alice'));
select public.edit_message(message, 'fourth') from made;
select results_eq($$ select topic from tests.events('message.updated') $$,
  $$ select 'user:' || tests.user_id(name) from unnest(array['alice', 'carol']) name order by 1 $$, 'whose events go past them');

select tests.reset_role();
update private.messages set created_at = now() - interval '25 hours' where id = (select message from made);
select tests.authenticate_as(tests.user_id('alice'));
select tests.throws_code(format('select public.edit_message(%L, %L)', message, 'x'), 'MESSAGE_TOO_OLD', 409, 'after a day it stays as it is') from made;
select tests.as_anon();
select throws_ok($$ select public.edit_message(gen_random_uuid(), 'x') $$, '42501', null, 'who is not signed in edits nothing');

select * from finish();
rollback;
