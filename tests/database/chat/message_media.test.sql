begin;
select plan(31);

select tests.create_user(name) from unnest(array['alice', 'bob', 'carol', 'dave']) name;
create temporary table made as
select tests.create_group('alice', 'bob', 'carol') as club, tests.create_talk('alice', 'bob') as talk,
  tests.create_media('alice', purpose => 'message') as photo, tests.create_media('alice', purpose => 'message') as second,
  tests.create_media('alice', purpose => 'message', status => 'processing') as slow,
  tests.create_media('alice', purpose => 'post') as posted, tests.create_media('bob', purpose => 'message') as bobs,
  tests.create_media('alice', 'file', purpose => 'message') as paper, tests.create_media('alice', 'audio', purpose => 'message') as sound,
  null::uuid as message, null::uuid as later;
grant select, update on made to authenticated;
create function pg_temp.sees(name text) returns boolean language sql security definer as $$
  select private.sees_media((select medium from private.media medium where medium.id = (select photo from made)), tests.user_id(name)) $$;
grant execute on all functions in schema pg_temp to authenticated;

select tests.authenticate_as(tests.user_id('alice'));
select ok(not pg_temp.sees('bob'), 'before it is sent nobody sees a medium');
update made set message = (public.send_message('11111111-0000-4000-8000-000000000001', club, 'image', ' A field ', array[photo, second]) ->> 'id')::uuid;
select results_eq($$ select item ->> 'kind', item ->> 'body', array(select medium ->> 'id' from jsonb_array_elements(item -> 'media') medium)
  from made, jsonb_array_elements(public.list_messages(club) -> 'items') item $$,
  $$ select 'image', 'A field', array[photo::text, second::text] from made $$, 'a message carries its media in order, and a caption');
select is(jsonb_array_length(payload -> 'media'), 2, 'the event too') from tests.events('message.created');
select is(public.send_message('11111111-0000-4000-8000-000000000001', club, 'image', '', array[photo]) ->> 'id', message::text, 'a retry sends nothing twice') from made;

select tests.throws_code(format('select public.send_message(gen_random_uuid(), %L, %L, media_ids => %L)', club, kind, media), code, 422, what)
from made, lateral (values
  ('image', array[photo], 'INVALID_MEDIA', 'a medium is sent once'),
  ('image', array[posted], 'INVALID_MEDIA', 'what was uploaded for a post is none'),
  ('image', array[bobs], 'INVALID_MEDIA', 'a message does not carry what is somebody else''s'),
  ('image', array[sound], 'INVALID_MEDIA', 'a message carries its own kind of media'),
  ('audio', array[slow], 'INVALID_MEDIA', 'a message with media is of their kind'),
  ('image', array[gen_random_uuid()], 'INVALID_MEDIA', 'a message does not carry what does not exist'),
  ('image', array[slow, slow], 'INVALID_MEDIA', 'a message does not carry the same twice'),
  ('image', array[]::uuid[], 'INVALID_MESSAGE', 'a picture has a picture'),
  ('text', array[sound], 'INVALID_MESSAGE', 'a text has no media')
) wrong (kind, media, code, what);
select is(public.send_message(gen_random_uuid(), club, 'file', media_ids => array[paper]) #>> '{media,0,kind}', 'file', 'files are sent') from made;
select is(public.send_message(gen_random_uuid(), club, 'audio', media_ids => array[sound]) #>> '{media,0,kind}', 'audio', 'sounds are sent') from made;

-- Who sees it: whoever may read the message, and nobody else.
select results_eq($$ select name, pg_temp.sees(name) from unnest(array['alice', 'bob', 'carol', 'dave']) name $$,
  $$ values ('alice', true), ('bob', true), ('carol', true), ('dave', false) $$, 'members see it');
select tests.reset_role();
insert into public.blocks (blocker_id, blocked_id) values (tests.user_id('bob'), tests.user_id('alice'));
update private.conversation_members set state = 'gone' where user_id = tests.user_id('carol');
select ok(not pg_temp.sees('bob'), 'not across a block');
select ok(not pg_temp.sees('carol'), 'not who has left');
delete from public.blocks;
update private.conversation_members set state = 'active', first_seq = 2 where user_id = tests.user_id('carol');
select ok(not pg_temp.sees('carol'), 'not who came later');
update private.conversation_members set first_seq = 1;
insert into private.message_hides (user_id, conversation_id, seq) select tests.user_id('bob'), club, 1 from made;
select ok(not pg_temp.sees('bob'), 'not who has deleted it');
select ok(pg_temp.sees('carol'), 'the others still');
update private.messages set expires_at = now() - interval '1 second' where id = (select message from made);
select ok(not pg_temp.sees('carol'), 'nobody after its time');
update private.messages set expires_at = null;
insert into public.blocks (blocker_id, blocked_id) values (tests.user_id('bob'), tests.user_id('alice'));
select ok(not private.sees_media_of_message(gen_random_uuid(), tests.user_id('bob')), 'nobody sees what is not there');
delete from public.blocks;

-- What becomes of a medium after it was sent.
select tests.authenticate_as(tests.user_id('alice'));
update made set later = (public.send_message(gen_random_uuid(), talk, 'image', media_ids => array[slow]) ->> 'id')::uuid;
select tests.reset_role();
update private.messages set changed_in = '1';
select private.claim_media(slow) from made;
select ok(private.finish_media(slow, 1, '{"width": 10, "height": 20, "variants": []}'), 'the worker is done') from made;
select results_eq($$ select topic, payload ->> 'id', payload #>> '{media,0,status}' from tests.events('message.updated') $$,
  $$ select tests.topic(talk), later::text, 'ready' from made $$, 'the conversation hears of what the worker has done');
select isnt(changed_in, '1'::xid8, 'sync will find it') from private.messages where id = (select later from made);
insert into public.blocks (blocker_id, blocked_id) values (tests.user_id('bob'), tests.user_id('alice'));
update private.media set status = 'failed', error = 'because' where id = (select slow from made);
select is_empty($$ select * from tests.events('message.updated') $$, 'not across a block that was made meanwhile');
delete from public.blocks;

-- Deletion.
truncate private.object_deletions;
select tests.authenticate_as(tests.user_id('alice'));
select is(public.edit_message(message, 'Two fields') #>> '{media,1,id}', second::text, 'a caption is edited, the media stay') from made;
select public.delete_message(message, true) from made;
select tests.reset_role();
select is((select count(*) from private.media where id in (select photo from made union select second from made)), 0::bigint, 'a message that goes takes its media along');
select is((select count(*) from private.object_deletions), 8::bigint, 'the objects of a message go with it, wherever they lie');
update private.messages set changed_in = '1' where id = (select later from made);
delete from private.media where id = (select slow from made);
select isnt(changed_in, '1'::xid8, 'a medium that its owner deletes is a change of its message') from private.messages where id = (select later from made);

select * from finish();
rollback;
