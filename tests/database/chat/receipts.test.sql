begin;
select plan(20);

select tests.create_user(name) from unnest(array['alice', 'bob', 'carol', 'dave']) name;
create temporary table made as
select tests.create_group('alice', 'bob', 'carol') as club, tests.create_talk('alice', 'bob') as talk, null::uuid as message, null::uuid as whisper;
grant select, update on made to authenticated;
create function pg_temp.receipts(message uuid) returns table (name text, delivered boolean, was_read boolean) language sql as $$
  select item #>> '{member,username}', item ->> 'delivered_at' is not null, item ->> 'read_at' is not null
  from jsonb_array_elements(public.message_receipts(message) -> 'items') item order by 1 $$;
grant execute on all functions in schema pg_temp to authenticated;
select tests.authenticate_as(tests.user_id('alice'));
update made set message = tests.say(club, 'hello'), whisper = tests.say(talk, 'psst');

select results_eq($$ select receipt.* from made, pg_temp.receipts(message) receipt $$, $$ values ('bob', false, false), ('carol', false, false) $$, 'at first nobody has it');
select tests.authenticate_as(tests.user_id('bob'));
select public.mark_read(club, message), public.mark_delivered(talk, whisper) from made;
select tests.authenticate_as(tests.user_id('carol'));
select public.mark_delivered(club, message) from made;
select results_eq($$ select receipt.* from made, pg_temp.receipts(message) receipt $$, $$ values ('bob', true, true) $$, 'every member may ask, of the others');
select is(public.message_receipts(message, page_size => 1) ->> 'next_cursor', null, 'a page that holds all is the last') from made;
select tests.authenticate_as(tests.user_id('alice'));
select results_eq($$ select receipt.* from made, pg_temp.receipts(message) receipt $$, $$ values ('bob', true, true), ('carol', true, false) $$, 'what has arrived and what was read');
select results_eq($$ select receipt.* from made, pg_temp.receipts(whisper) receipt $$, $$ values ('bob', true, false) $$, 'of two it is the same');
select tests.authenticate_as(tests.user_id('dave'));
select tests.throws_code(format('select public.message_receipts(%L)', message), 'MESSAGE_NOT_FOUND', 404, 'outsiders learn nothing') from made;

-- Who answers has read.
select tests.authenticate_as(tests.user_id('bob'));
select tests.say(talk, 'what?') from made;
select tests.authenticate_as(tests.user_id('alice'));
select results_eq($$ select receipt.* from made, pg_temp.receipts(whisper) receipt $$, $$ values ('bob', true, true) $$, 'an answer says that one has read');

-- Who shows no read receipts sees none.
select tests.authenticate_as(tests.user_id('bob'));
select is(public.get_settings() -> 'read_receipts', 'true', 'people show what they have read');
select is(public.set_settings('{"read_receipts": false}') -> 'read_receipts', 'false', 'unless they do not want to');
select is(public.get_conversation(talk) #> '{other,last_read_seq}', '0', 'then they do not see it of others') from made;
select tests.throws_code($$ select public.set_settings('{"read_receipts": "no"}') $$, 'INVALID_SETTINGS', 422, 'it is true or false');
select tests.authenticate_as(tests.user_id('carol'));
select public.mark_read(club, message) from made;
select results_eq($$ select topic, payload -> 'last_read_seq' from tests.events('receipt') where topic like 'user:%' $$,
  $$ select 'user:' || tests.user_id(name), '1'::jsonb from unnest(array['alice', 'carol']) name $$, 'who shows no receipts hears of none');
select results_eq($$ select receipt.* from made, pg_temp.receipts(message) receipt $$, $$ values ('bob', true, false) $$, 'who shows no receipts hears nothing of others''');
select tests.authenticate_as(tests.user_id('bob'));
select results_eq($$ select receipt.* from made, pg_temp.receipts(message) receipt $$, $$ values ('carol', true, false) $$, 'whoever asks');
select tests.authenticate_as(tests.user_id('alice'));
select is(public.get_conversation(talk) #> '{other,last_read_seq}', '0', 'the list of conversations shows no receipts of who does not give any') from made;
update made set whisper = tests.say(talk, 'are you there'), message = tests.say(club, 'all of you');
select tests.authenticate_as(tests.user_id('bob'));
select count(*) from tests.events('receipt');
select public.mark_delivered(talk, whisper) from made;
select results_eq($$ select topic, payload -> 'last_read_seq' from tests.events('receipt') $$,
  $$ select tests.topic(talk), '0'::jsonb from made $$, 'that it has arrived is no secret');
select is(public.mark_read(talk, whisper) -> 'unread', '0', 'their own marks move all the same') from made;
select is_empty($$ select * from tests.events('receipt') $$, 'unheard');
select results_eq($$ select topic from tests.events('conversation') where payload -> 'last_read_seq' = '3' $$,
  $$ select 'user:' || tests.user_id('bob') $$, 'the own devices hear of what was read');

-- Who has not accepted a request gives no sign.
select tests.reset_role();
update private.conversation_members set state = 'requested' where user_id = tests.user_id('carol');
select tests.authenticate_as(tests.user_id('alice'));
select results_eq($$ select receipt.name from made, pg_temp.receipts(message) receipt $$, array['bob'], 'who has not accepted an invitation gives no sign');

select * from finish();
rollback;
