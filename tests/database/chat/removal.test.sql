begin;
select plan(22);

select tests.create_user(name) from unnest(array['alice', 'bob', 'carol']) name;
select tests.befriend('alice', 'bob');
update private.settings set value = 'false' where name = 'realtime_rechecks';
create function pg_temp.topics(event text, since uuid default null) returns text language sql security definer as $$
  select string_agg(distinct case message.topic
    when 'user:' || tests.user_id('alice') then 'alice' when 'user:' || tests.user_id('bob') then 'bob'
    when 'user:' || tests.user_id('carol') then 'carol' else split_part(message.topic, ':', 1) end, ' ')
  from realtime.messages message where message.event = topics.event $$;
create function pg_temp.forget() returns void language sql security definer as $$ delete from realtime.messages $$;
grant execute on all functions in schema pg_temp to authenticated;

select tests.authenticate_as(tests.user_id('alice'));
create temporary table club as
  select (public.create_group(gen_random_uuid(), 'Chess', array[tests.user_id('bob'), tests.user_id('carol')]) #>> '{conversation,id}')::uuid as id;
create temporary table talk as select (public.start_conversation(tests.user_id('bob')) ->> 'id')::uuid as id;
grant select on club, talk to authenticated;
select pg_temp.forget();
select tests.say(id, 'hi') from club;
select is(pg_temp.topics('message.created'), 'conversation', 'what is said in a group goes over its topic');

-- Where Realtime does not check again, the topic is not used for as long as it may still trust a token.
select pg_temp.forget();
select public.remove_member(id, tests.user_id('carol')) from club;
select tests.say(id, 'Carol is gone') from club;
select is(pg_temp.topics('access_changed'), 'conversation', 'with a removal access is checked again');
select is(pg_temp.topics('message.created'), 'alice bob', 'what follows a removal goes to those who are there, each on their own topic');
select is(pg_temp.topics('member'), 'alice bob', 'the change included');
select is(pg_temp.topics('conversation'), 'carol', 'who was removed is told so');
select tests.authenticate_as(tests.user_id('carol'));
select is((private.topic_access('conversation:' || id))::text, '({},{})', 'who was removed does not come back to the topic') from club;

-- Where it does, the topic goes on.
select tests.reset_role();
update private.conversations set shielded_until = null;
update private.settings set value = 'true' where name = 'realtime_rechecks';
select pg_temp.forget();
select tests.authenticate_as(tests.user_id('bob'));
select public.leave_conversation(id) from club;
select is(pg_temp.topics('message.created'), 'conversation', 'where access is checked again at once the topic is used on');
select is(pg_temp.topics('access_changed'), 'conversation', 'after the order to do so');
select tests.reset_role();
select is((select count(*) from private.conversations where shielded_until is not null), 0::bigint, 'without a shield');

-- A block
select tests.authenticate_as(tests.user_id('alice'));
select tests.say(id, 'between us') from talk;
select pg_temp.forget();
select public.block(tests.user_id('bob'));
select is(pg_temp.topics('access_changed'), 'conversation', 'with a block access is checked again');
select is((private.topic_access('conversation:' || id))::text, '({},{})', 'who blocks has access checked again') from talk;
select tests.throws_code($$ select public.get_conversation((select id from talk)) $$, 'CONVERSATION_NOT_FOUND', 404, 'the conversation is away');
select tests.authenticate_as(tests.user_id('bob'));
select is((private.topic_access('conversation:' || id))::text, '({},{})', 'who is blocked has access checked again') from talk;
select tests.throws_code($$ select tests.say((select id from talk), 'why?') $$, 'CONVERSATION_NOT_FOUND', 404, 'nothing is said across it');
select tests.authenticate_as(tests.user_id('alice'));
select public.unblock(tests.user_id('bob'));
select is(public.list_conversations() #>> '{items,0,last_message,body}', 'between us', 'after the block it is back');
select is(jsonb_array_length(public.list_messages(id) -> 'items'), 1, 'as it was') from talk;

-- Strangers
select tests.reset_role();
create temporary table strangers as select private.start_anonymous_conversation(tests.user_id('alice'), tests.user_id('carol')) as id;
grant select on strangers to authenticated;
select pg_temp.forget();
insert into public.blocks (blocker_id, blocked_id) values (tests.user_id('carol'), tests.user_id('alice'));
select is(pg_temp.topics('access_changed'), 'conversation', 'a block ends an anonymous conversation of the two as well');
select tests.authenticate_as(tests.user_id('alice'));
select tests.throws_code($$ select tests.say((select id from strangers), 'hello') $$, 'CONVERSATION_NOT_FOUND', 404, 'a block ends an anonymous conversation for both');

-- An invitation by somebody who is blocked then
select tests.reset_role();
update private.profile_settings set who_may_add_to_groups = 'connections' where profile_id = tests.user_id('bob');
delete from public.connections;
select tests.authenticate_as(tests.user_id('alice'));
create temporary table other_club as
  select (public.create_group(gen_random_uuid(), 'Go', array[tests.user_id('bob')]) #>> '{conversation,id}')::uuid as id;
select tests.authenticate_as(tests.user_id('bob'));
select is(public.list_message_requests() #>> '{items,0,title}', 'Go', 'an invitation waits');
select public.block(tests.user_id('alice'));
select is(public.list_message_requests() -> 'items', '[]', 'until its sender is blocked');
-- In a group both stay, and do not hear each other.
select tests.reset_role();
insert into private.conversation_members (conversation_id, user_id) select id, tests.user_id('carol') from other_club;
update private.conversation_members set state = 'active' where conversation_id = (select id from other_club);
delete from public.blocks where blocker_id = tests.user_id('carol');
select pg_temp.forget();
grant select on other_club to authenticated;
select tests.authenticate_as(tests.user_id('bob'));
select tests.say(id, 'I am here') from other_club;
select is(pg_temp.topics('message.created'), 'bob carol', 'in a group nobody hears whom they have blocked, or who has blocked them');
select pg_temp.forget();
select tests.authenticate_as(tests.user_id('alice'));
select public.update_group(id, '{"title": "Go!"}') from other_club;
select is(pg_temp.topics('message.created'), 'conversation', 'what the system says reaches everybody');
select * from finish();
rollback;
