begin;
select plan(9);

select tests.create_user(name) from unnest(array['alice', 'bob']) name;
create temporary table made as
select tests.create_talk('alice', 'bob') as talk, tests.create_media('alice', purpose => 'message') as photo, null::uuid as gone, null::uuid as stays;
grant select, update on made to authenticated;
update private.conversations set disappear_after = '1 hour';
select tests.authenticate_as(tests.user_id('alice'));
update made set gone = (public.send_message(gen_random_uuid(), talk, 'image', 'soon gone', array[photo]) ->> 'id')::uuid;
update made set stays = tests.say(talk, 'messages disappear after a while that is set');
select tests.reset_role();
select is(private.expire_messages(), 0::bigint, 'before its time nothing goes');
update private.messages set expires_at = now() - interval '1 second' where id = (select gone from made);

select tests.authenticate_as(tests.user_id('bob'));
select is(public.get_conversation(talk) -> 'unread', '1', 'what has had its time is not unread, even before it is emptied') from made;
select tests.throws_code(format('select public.react(''message'', %L)', gone), 'MESSAGE_NOT_FOUND', 404, 'what has had its time is not there for any deed') from made;
select tests.reset_role();
update private.messages set changed_in = '1';
select is(private.expire_messages(), 1::bigint, 'then the worker empties it');
select results_eq($$ select topic, payload ->> 'message_id' from tests.events('message.deleted') $$,
  $$ select tests.topic(talk), gone::text from made $$, 'the worker tells everybody of what it has emptied');
select results_eq($$ select body::text, deleted_at is not null, changed_in <> '1' from private.messages where id = (select gone from made) $$,
  $$ values ('', true, true) $$, 'an empty place stays, which sync finds');
select is((select count(*) from private.media where id = (select photo from made)), 0::bigint, 'the media are gone');
select is(private.expire_messages(), 0::bigint, 'once');
select tests.authenticate_as(tests.user_id('bob'));
select is(public.get_conversation(talk) -> 'unread', '1', 'the count stays exact') from made;

select * from finish();
rollback;
