begin;
select plan(22);

select tests.create_user(name) from unnest(array['alice', 'bob', 'carol', 'dave']) name;
create temporary table made as
select tests.create_group('alice', 'bob', 'carol') as club, tests.create_talk('alice', 'dave', 'anonymous') as talk,
  null::uuid as message, null::uuid as whisper;
grant select, update on made to authenticated;
select tests.authenticate_as(tests.user_id('alice'));
update made set message = tests.say(club, 'hello'), whisper = tests.say(talk, 'who are you');

select tests.authenticate_as(tests.user_id('bob'));
select is(public.react('message', message, '🔥') ->> 'emoji', '🔥', 'members react') from made;
select results_eq($$ select topic, payload - array['id', 'member_id'] from tests.events('reaction') $$,
  $$ select tests.topic(club), jsonb_build_object('conversation_id', club, 'message_id', message, 'emoji', '🔥', 'previous', null) from made $$,
  'everybody is told what a reaction has changed');
select public.react('message', message, '🔥') from made;
select is_empty($$ select * from tests.events('reaction') $$, 'the same again changes nothing');
select public.react('message', message, '😂') from made;
select is(payload ->> 'previous', '🔥', 'another one takes its place') from tests.events('reaction');
select tests.authenticate_as(tests.user_id('carol'));
select public.react('message', message, '😂') from made;
select is(public.list_messages(club) #> '{items,0,reactions}', '{"count": 2, "emojis": {"😂": 2}, "mine": "😂"}', 'messages carry the counts and the own one') from made;
select results_eq($$ select item #>> '{user,username}', item ->> 'emoji' from made, jsonb_array_elements(public.list_reactions('message', message) -> 'items') item $$,
  $$ values ('carol', '😂'), ('bob', '😂') $$, 'they are listed, the last first');
select is(public.list_reactions('message', message, '🔥') -> 'items', '[]', 'by emoji if one likes') from made;
select is(public.unreact('message', message) -> 'emoji', 'null', 'they are withdrawn') from made;
select public.unreact('message', message) from made;
select is(payload -> 'emoji', 'null', 'of which everybody is told once')
from (select payload from tests.events('reaction') where payload -> 'emoji' = 'null') told;

-- Who may not.
select tests.authenticate_as(tests.user_id('dave'));
select tests.throws_code(format('select public.%s(''message'', %L)', deed, message), 'MESSAGE_NOT_FOUND', 404, format('outsiders do not %s', deed))
from made, unnest(array['react', 'unreact', 'list_reactions']) deed;
select tests.throws_code($$ select public.react('to_message', gen_random_uuid()) $$, 'INVALID_REACTION', 422, 'there is nothing else to react to');

-- Strangers stay strangers.
select public.react('message', whisper, '❤️') from made;
select is((select array_agg(key order by key) from made, jsonb_object_keys(public.list_reactions('message', whisper) #> '{items,0,user}') key),
  array['alias', 'id', 'member_id'], 'nobody learns who an anonymous one is');
select is(public.list_reactions('message', whisper) #> '{items,0,user,id}', 'null', 'not even by an identifier') from made;
select is(position(tests.user_id('dave')::text in payload::text), 0, 'the event does not name an anonymous person') from tests.events('reaction') where topic like 'conversation:%';
select tests.reset_role();
update private.conversations set ended_at = now() where id = (select talk from made);
select tests.authenticate_as(tests.user_id('dave'));
select tests.throws_code(format('select public.react(''message'', %L, ''🔥'')', whisper), 'CONVERSATION_CLOSED', 409, 'what has ended is left alone') from made;

-- Requests and blocks.
select tests.reset_role();
create temporary table asked as select tests.create_talk('bob', 'carol') as talk, null::uuid as message;
grant select, update on asked to authenticated;
select tests.authenticate_as(tests.user_id('bob'));
update asked set message = tests.say(talk, 'may I?');
select tests.reset_role();
update private.conversation_members set state = 'requested' where user_id = tests.user_id('carol');
select tests.authenticate_as(tests.user_id('carol'));
select tests.throws_code(format('select public.react(''message'', %L)', message), 'MESSAGE_REQUEST_UNANSWERED', 403, 'who has not answered a request gives no sign') from asked;
select tests.throws_code(format('select public.react(''message'', %L)', message), 'MESSAGE_NOT_FOUND', 404, 'who is only invited to a group sees nothing of reactions') from made;
select tests.reset_role();
update private.conversation_members set state = 'active';
insert into public.blocks (blocker_id, blocked_id) values (tests.user_id('alice'), tests.user_id('carol'));
select tests.authenticate_as(tests.user_id('bob'));
select public.react('message', message, '🎉') from made;
select results_eq($$ select topic from tests.events('reaction') $$,
  $$ select 'user:' || tests.user_id(name) from unnest(array['alice', 'bob']) name order by 1 $$, 'who has a block with the author hears nothing of it');
select tests.reset_role();
select results_eq($$ select kind, subject_id, details - 'message_id' from private.engagement where kind like 'message_%' and actor_id = tests.user_id('bob') order by id $$,
  $$ values ('message_reaction', tests.user_id('alice'), '{"emoji": "🔥"}'::jsonb),
    ('message_reaction', tests.user_id('alice'), '{"emoji": "😂", "previous": "🔥"}'),
    ('message_reaction', tests.user_id('alice'), '{"emoji": "🎉", "previous": "😂"}') $$, 'later domains hear of each');
update private.messages set changed_in = '1';
delete from private.accounts where username = 'bob';
select isnt((select changed_in from private.messages where id = message), '1'::xid8, 'a reaction that goes with its account is a change of the message') from made;

select * from finish();
rollback;
