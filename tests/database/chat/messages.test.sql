begin;
select plan(18);

select tests.create_user('alice'), tests.create_user('bob'), tests.create_user('carol');
select tests.befriend('alice', 'bob');
create function pg_temp.bodies(page jsonb) returns text language sql as $$
  select string_agg(item ->> 'body', ' ' order by place) from jsonb_array_elements(page -> 'items') with ordinality listed (item, place) $$;
grant execute on all functions in schema pg_temp to authenticated;

select tests.authenticate_as(tests.user_id('alice'));
create temporary table talk as select (public.start_conversation(tests.user_id('bob')) ->> 'id')::uuid as id;
grant select on talk to authenticated;
select is(public.start_conversation(tests.user_id('bob')) ->> 'id', (select id::text from talk), 'a conversation of two is one');
select is(jsonb_array_length(public.list_conversations() -> 'items'), 0, 'an empty conversation is not listed');
create temporary table sent as select public.send_message('00000000-0000-4000-8000-000000000001', talk.id, body => ' one ') as message from talk;
select is(message ->> 'body', 'one', 'a message is what was written, without the white space around it') from sent;
select is(message #>> '{sender,username}', 'alice', 'with its sender') from sent;
select is(
  public.send_message('00000000-0000-4000-8000-000000000001', talk.id, body => 'again'), message,
  'a retry answers what the first try did') from talk, sent;
select tests.say(id, 'two'), tests.say(id, 'three') from talk;
select is(pg_temp.bodies(public.list_messages(id)), 'three two one', 'messages are listed, the last first') from talk;
select is(pg_temp.bodies(public.list_messages(id, after => (message ->> 'id')::uuid)), 'two three', 'messages after one are listed in order') from talk, sent;
select is(public.list_conversations() #> '{items,0,unread}', '0', 'the own messages are not unread');

select tests.authenticate_as(tests.user_id('bob'));
select is(public.list_conversations() #> '{items,0,unread}', '3', 'those of others are');
select is(public.list_conversations() #>> '{items,0,last_message,body}', 'three', 'the list shows the last message');
select is(public.list_conversations() #>> '{items,0,other,username}', 'alice', 'the list shows with whom one talks');
select is(public.mark_read(talk.id, (message ->> 'id')::uuid) -> 'unread', '2', 'reading takes off what was read') from talk, sent;
select is(public.mark_delivered(talk.id, (message ->> 'id')::uuid) ->> 'last_read_seq', '1', 'a mark does not go back') from talk, sent;
select tests.say(id, 'four') from talk;
select is(public.list_conversations() #> '{items,0,unread}', '0', 'who answers has read');

select tests.authenticate_as(tests.user_id('carol'));
select tests.throws_code($$ select public.list_messages((select id from talk)) $$, 'CONVERSATION_NOT_FOUND', 404, 'nobody else reads along');
select tests.throws_code($$ select tests.say((select id from talk), 'me too') $$, 'CONVERSATION_NOT_FOUND', 404, 'nobody else writes into a conversation');
select tests.authenticate_as(tests.user_id('alice'));
select public.block(tests.user_id('bob'));
select tests.throws_code($$ select tests.say((select id from talk), 'five') $$, 'CONVERSATION_NOT_FOUND', 404, 'a block ends it for the one');
select tests.authenticate_as(tests.user_id('bob'));
select is(jsonb_array_length(public.list_conversations() -> 'items'), 0, 'a block ends a conversation for both');
select * from finish();
rollback;
