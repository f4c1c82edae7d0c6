begin;
select plan(20);

select tests.create_user(name) from unnest(array['alice', 'bob', 'carol']) name;
select tests.befriend('alice', 'bob');
select tests.authenticate_as(tests.user_id('alice'));
create temporary table club as
  select (public.create_group(gen_random_uuid(), 'Chess', array[tests.user_id('bob'), tests.user_id('carol')]) #>> '{conversation,id}')::uuid as id;
create temporary table alone as select (public.create_group(gen_random_uuid(), 'Diary') #>> '{conversation,id}')::uuid as id;
create temporary table talk as select (public.start_conversation(tests.user_id('bob')) ->> 'id')::uuid as id;
grant select on club, talk, alone to authenticated;
select tests.reset_role();
create temporary table strangers as select private.start_anonymous_conversation(tests.user_id('alice'), tests.user_id('carol')) as id;
grant select on strangers to authenticated;
create temporary table picture as select tests.create_media('alice', 'image', 'ready', 'message') as id;
grant select on picture to authenticated;
select tests.authenticate_as(tests.user_id('alice'));
select is(public.update_group(club.id, jsonb_build_object('picture', picture.id)) #>> '{picture,id}', picture.id::text, 'a group has a picture') from club, picture;
select tests.throws_code(format('select public.update_group(%L, %L)', alone.id, jsonb_build_object('picture', picture.id)), 'INVALID_MEDIA', 422, 'of its own') from alone, picture;
select tests.throws_code(format('select public.update_group(%L, %L)', alone.id, jsonb_build_object('picture', gen_random_uuid())), 'INVALID_MEDIA', 422, 'which exists') from alone;
select tests.say(id, 'from Alice') from club;
select tests.say(id, 'from Alice') from talk;
select tests.authenticate_as(tests.user_id('bob'));
select tests.say(id, 'from Bob') from talk;
select tests.reset_role();

-- The export
select is((select string_agg(part ->> 'body', ' ') from private.export_messages(tests.user_id('alice')) part), 'from Alice from Alice', 'the export has what one has said');
select is((select count(*) from private.export_conversations(tests.user_id('alice'))), 4::bigint, 'the export says where something was said');
select is(
  (select count(*) from (
    select part from private.export_messages(tests.user_id('alice')) part union all select part from private.export_conversations(tests.user_id('alice')) part
  ) told where part::text ~* (tests.user_id('bob') || '|' || tests.user_id('carol') || '|bob|carol')), 0::bigint, 'the export has nothing that others have said');

select private.erase_account(tests.user_id('alice'));
select is((select count(*) from private.messages where sender_id = tests.user_id('alice')), 0::bigint, 'what a person has said is nobody''s when they are gone');
select is((select array_agg(member_count::int) from private.conversations join club using (id)), array[2], 'their groups have a member less');
select is((select count(*) from private.conversations join alone using (id) where ended_at is not null), 1::bigint, 'a group of nobody has ended');
select is((select picture_id from private.conversations join club using (id)), null, 'a picture of theirs is gone');
select is_empty(format($$
  select table_name || '.' || column_name
  from information_schema.columns
  join information_schema.tables using (table_schema, table_name)
  where table_type = 'BASE TABLE' and table_schema in ('public', 'private') and data_type in ('uuid', 'text', 'jsonb', 'ARRAY')
    and table_name not in ('audit_events', 'engagement', 'rate_buckets')
    and (xpath('/row/found/text()', query_to_xml(
      format('select count(*) as found from %%I.%%I where %%I::text like %%L', table_schema, table_name, column_name, '%%' || %L || '%%'),
      false, true, '')))[1]::text <> '0'
$$, tests.user_id('alice')), 'no table names somebody whose account is gone');

select tests.authenticate_as(tests.user_id('bob'));
select is(public.get_conversation(id) #>> '{me,role}', 'owner', 'whoever has been there longest owns their group') from club;
select is(public.get_conversation(id) -> 'unread', '1', 'what they said stays, and stays unread') from club;
select is(
  (select string_agg(message ->> 'body', ' ' order by message -> 'seq') from jsonb_array_elements(public.list_messages(id) -> 'items') message),
  'from Alice from Bob', 'also in a conversation of two') from talk;
select is(public.list_messages(id) #> '{items,1,sender}', 'null', 'by nobody') from talk;
select is(public.get_conversation(id) -> 'other', 'null', 'with nobody') from talk;
select tests.throws_code($$ select tests.say((select id from talk), 'still there?') $$, 'CONVERSATION_CLOSED', 409, 'to whom nobody writes');
select tests.authenticate_as(tests.user_id('carol'));
select isnt(public.get_conversation(id) ->> 'ended_at', null, 'who talked with them as a stranger sees that they have left') from strangers;
select tests.reset_role();
select private.erase_account(tests.user_id('bob')), private.erase_account(tests.user_id('carol'));
select is((select count(*) from private.conversations where ended_at is null), 0::bigint, 'what nobody is in any more has ended');
update private.conversations set ended_at = now() - interval '25 hours';
select private.purge_conversations(), private.purge_conversations();
select is((select count(*) from private.conversations), 0::bigint, 'a conversation that nobody is in any more is removed');
select * from finish();
rollback;
