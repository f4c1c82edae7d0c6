begin;
select plan(38);

select tests.create_user(name) from unnest(array['alice', 'bob', 'carol', 'dave']) name;
create function pg_temp.talk(name text) returns uuid language sql as $$ select (public.start_conversation(tests.user_id(name)) ->> 'id')::uuid $$;
create function pg_temp.events(topic text, event text) returns bigint language sql security definer as $$
  select count(*) from realtime.messages message where message.topic = events.topic and message.event = events.event $$;
create temporary table talk (id uuid);
grant select on talk to authenticated;
grant execute on all functions in schema pg_temp to authenticated;

select tests.authenticate_as(tests.user_id('alice'));
create temporary table begun as select pg_temp.talk('bob') as id;
select tests.reset_role();
insert into talk select id from begun;
select tests.authenticate_as(tests.user_id('bob'));
select is(public.list_message_requests() -> 'items', '[]', 'a conversation in which nobody has spoken asks nothing');
select tests.authenticate_as(tests.user_id('alice'));
select tests.say(id, 'Hi') from talk;
select is(public.list_conversations() #>> '{items,0,last_message,body}', 'Hi', 'who writes first has the conversation');
select tests.throws_code($$ select public.set_disappearing((select id from talk), 60) $$, 'MESSAGE_REQUEST_PENDING', 403, 'a request changes nothing of the conversation for who is asked');
select tests.throws_code($$ select public.leave_conversation((select id from talk)) $$, 'INVALID_ARGUMENT', 422, 'nobody leaves a conversation of two');

select tests.authenticate_as(tests.user_id('bob'));
select is(public.list_conversations() -> 'items', '[]', 'a stranger''s message is not in the list');
select is(public.list_message_requests() #>> '{items,0,last_message,body}', 'Hi', 'a stranger''s message is in the request box');
select is(public.list_message_requests() #> '{items,0,unread}', '1', 'unread');
select is((private.topic_access(tests.topic(id)))::text, '({},{})', 'before the answer one hears by the own topic alone, and gives no sign') from talk;
select public.mark_read(talk.id, (public.list_messages(talk.id) #>> '{items,0,id}')::uuid) from talk;
select is(pg_temp.events(tests.topic(id), 'receipt'), 0::bigint, 'no receipt either') from talk;
select tests.authenticate_as(tests.user_id('alice'));
select is(public.get_conversation(id) #> '{other,last_read_seq}', '0', 'not even afterwards') from talk;

-- Declined
select tests.authenticate_as(tests.user_id('bob'));
select is(public.answer_message_request(id, false), null, 'a request is declined') from talk;
select is(public.answer_message_request(id, false), null, 'once') from talk;
select tests.throws_code($$ select public.answer_message_request((select id from talk), true) $$, 'CONVERSATION_NOT_FOUND', 404, 'what was declined is not accepted after that');
select is(public.list_message_requests() -> 'items', '[]', 'it is out of the box');
select tests.throws_code($$ select public.list_messages((select id from talk)) $$, 'CONVERSATION_NOT_FOUND', 404, 'a declined conversation is closed');
select tests.authenticate_as(tests.user_id('alice'));
select tests.throws_code($$ select tests.say((select id from talk), 'Hello?') $$, 'MESSAGE_REQUEST_PENDING', 403, 'for who has asked, a declined request waits');
select is(public.start_conversation(tests.user_id('bob')) #>> '{other,username}', 'bob', 'for who has asked, a declined request looks as it did') from talk;
select is(pg_temp.events('user:' || tests.user_id('alice'), 'conversation'), 0::bigint, 'nobody tells them');
select tests.authenticate_as(tests.user_id('bob'));
select is(public.start_conversation(tests.user_id('alice')) #>> '{me,state}', 'active', 'who begins a conversation that they declined opens it');
select is(pg_temp.events(tests.topic(id), 'member'), 1::bigint, 'who had asked hears that a declined request is open') from talk;
select is((private.topic_access(tests.topic(id)))::text, '({broadcast},{})', 'from now on both hear, and nobody speaks for the database') from talk;
select is((private.topic_access(tests.live_topic(id)))::text, '("{broadcast,presence}","{broadcast,presence}")', 'both may type after a request is accepted') from talk;
select tests.authenticate_as(tests.user_id('alice'));
select isnt(tests.say(id, 'Hello again'), null, 'both write after a request is accepted') from talk;

-- Accepted, by an answer
select tests.authenticate_as(tests.user_id('carol'));
select tests.say(pg_temp.talk('bob'), n::text) from generate_series(1, 3) n;
select tests.throws_code($$ select tests.say(pg_temp.talk('bob'), '4') $$, 'MESSAGE_REQUEST_PENDING', 403, 'three messages wait for an answer');
select tests.authenticate_as(tests.user_id('bob'));
select is(jsonb_array_length(public.list_message_requests() -> 'items'), 1, 'they are one request');
select tests.say(pg_temp.talk('carol'), 'Yes?');
select is(public.list_message_requests() -> 'items', '[]', 'to answer is to accept');
select is(public.list_conversations() #>> '{items,0,other,username}', 'carol', 'it is a conversation then');
select tests.authenticate_as(tests.user_id('carol'));
select isnt(tests.say(pg_temp.talk('bob'), '4'), null, 'a conversation that was a request goes on');

-- Accepted in words
select tests.authenticate_as(tests.user_id('dave'));
select tests.say(pg_temp.talk('bob'), 'Hi');
select tests.authenticate_as(tests.user_id('bob'));
select is(public.answer_message_request(pg_temp.talk('dave'), true) #>> '{me,state}', 'active', 'a request is accepted');
select is(public.answer_message_request(pg_temp.talk('dave'), true) #>> '{me,state}', 'active', 'once');
select is(pg_temp.events('user:' || tests.user_id('dave'), 'conversation'), 1::bigint, 'who has asked hears of it');
select tests.throws_code($$ select public.answer_message_request(pg_temp.talk('dave'), null) $$, 'INVALID_ARGUMENT', 422, 'null is no answer');
select tests.throws_code($$ select public.answer_message_request(gen_random_uuid(), true) $$, 'CONVERSATION_NOT_FOUND', 404, 'where there is no request there is no answer');

-- Across a block
select tests.reset_role();
update private.conversation_members set state = 'requested' where user_id = tests.user_id('bob') and state = 'active';
insert into public.blocks (blocker_id, blocked_id) values (tests.user_id('dave'), tests.user_id('bob'));
select tests.authenticate_as(tests.user_id('bob'));
select is(
  (select count(*) from jsonb_array_elements(public.list_message_requests() -> 'items') item where item #>> '{other,username}' = 'dave'),
  0::bigint, 'a request across a block is not shown');

-- How many a day
select tests.reset_role();
select tests.create_user('stranger' || n) from generate_series(1, 31) n;
create function pg_temp.begin_many(most int) returns int language plpgsql as $$
declare
  begun int := 0;
begin
  for n in 1..most loop
    perform public.start_conversation(tests.user_id('stranger' || n));
    begun := n;
  end loop;
  return begun;
exception when sqlstate 'PGRST' then
  return begun;
end $$;
grant execute on all functions in schema pg_temp to authenticated;
select tests.create_user('newcomer'), tests.create_user('regular'), tests.create_user('badge');
update private.accounts set email_verified_at = now(), created_at = now() - interval '8 days' where username = 'regular';
update public.profiles set verified_at = now() where username = 'badge';
select tests.authenticate_as(tests.user_id('newcomer'));
select is(pg_temp.begin_many(31), 10, 'a new account begins ten conversations with strangers a day');
select tests.authenticate_as(tests.user_id('regular'));
select is(pg_temp.begin_many(31), 20, 'one that has been there for a week, with its address verified, twenty');
select tests.authenticate_as(tests.user_id('badge'));
select is(pg_temp.begin_many(31), 30, 'one with the badge thirty');
select tests.reset_role();
select tests.befriend('newcomer', 'stranger31');
delete from private.conversations where low_id = tests.user_id('newcomer') or high_id = tests.user_id('newcomer');
select tests.authenticate_as(tests.user_id('newcomer'));
select isnt(public.start_conversation(tests.user_id('stranger31')), null, 'those with connections are not counted');
select * from finish();
rollback;
