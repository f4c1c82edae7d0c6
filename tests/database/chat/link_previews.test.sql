begin;
select plan(19);

select tests.create_user(name) from unnest(array['alice', 'bob']) name;
create temporary table made as select tests.create_talk('alice', 'bob') as talk, null::uuid as message;
grant select, update on made to authenticated;
create function pg_temp.jobs() returns setof uuid language sql as $$
  with taken as (delete from private.job_outbox where queue = 'preview-link' returning id, payload)
  select (payload ->> 'id')::uuid from taken order by id $$;

select tests.authenticate_as(tests.user_id('alice'));
select tests.say(talk, 'no link, not even nohttp:x') from made;
select tests.reset_role();
select is_empty($$ select pg_temp.jobs() $$, 'a text without a link is no work');
select tests.authenticate_as(tests.user_id('alice'));
update made set message = tests.say(talk, 'look: HTTPS://example.com/a');
select tests.reset_role();
select results_eq($$ select pg_temp.jobs() $$, $$ select message from made $$, 'one with a link is');
select is(private.text_to_preview(message), 'look: HTTPS://example.com/a', 'the worker reads it') from made;

-- Pages are looked at once an hour.
select is((private.known_preview('https://example.com/a')).url_hash, null, 'nobody has looked at the page');
select private.keep_preview('https://example.com/a', '{"title": "A"}'), private.keep_preview('https://example.com/b', null);
select is((private.known_preview('https://example.com/a')).preview, '{"title": "A"}', 'somebody has');
select isnt((private.known_preview('https://example.com/b')).url_hash, null, 'also that there is nothing to see is known');
update private.link_previews set fetched_at = now() - interval '61 minutes';
select is((private.known_preview('https://example.com/a')).url_hash, null, 'that there is nothing to see is known for an hour');
select is(private.sweep_link_previews(), 2::bigint, 'then it is forgotten');

-- The preview comes to the message that had the link.
update private.messages set changed_in = '1';
select ok(private.add_preview(message, 'look: HTTPS://example.com/a', '{"url": "https://example.com/a", "title": "A page"}'), 'the message gets its preview') from made;
select results_eq($$ select topic, payload #>> '{details,preview,title}' from tests.events('message.updated') $$,
  $$ select tests.topic(talk), 'A page' from made $$, 'everybody gets the message that has got its preview');
select isnt(changed_in, '1'::xid8, 'sync will find it') from private.messages where id = (select message from made);
select ok(not private.add_preview(message, 'look: HTTPS://example.com/a', '{"url": "https://example.com/a", "title": "A page"}'), 'once') from made;
select ok(not private.add_preview(message, 'look: HTTPS://example.com/a', '{"title": "go k y s"}'), 'not what automatic moderation blocks') from made;
select tests.authenticate_as(tests.user_id('alice'));
select is(public.edit_message(message, 'nothing here') -> 'details', 'null', 'an edit takes it away') from made;
select tests.reset_role();
select ok(not private.add_preview(message, 'look: HTTPS://example.com/a', '{"title": "A page"}'), 'a preview that comes after an edit comes to nothing') from made;
select tests.authenticate_as(tests.user_id('alice'));
select public.edit_message(message, 'http://example.com') from made;
select tests.reset_role();
select results_eq($$ select pg_temp.jobs() $$, $$ select message from made $$, 'another link is looked at');
select tests.authenticate_as(tests.user_id('alice'));
select public.delete_message(message, true) from made;
select tests.reset_role();
select is(private.text_to_preview(message), null, 'a deleted message has none') from made;

insert into private.preview_images (folder, made_at) values (repeat('a', 32), now() - interval '91 days'), (repeat('b', 32), now());
select is(private.purge_preview_images(), 1::bigint, 'Copies of pictures are kept for 90 days');
select isnt_empty($$ select from private.object_deletions where prefix = 'public/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/' $$, 'Their objects go with them');
select * from finish();
rollback;
