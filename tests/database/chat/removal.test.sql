begin;
select plan(38);

select tests.create_user(name) from unnest(array['alice', 'bob', 'carol']) name;
select tests.befriend('alice', 'bob');
create function pg_temp.topics(event text, since uuid default null) returns text language sql security definer as $$
  select string_agg(distinct case message.topic
    when 'user:' || tests.user_id('alice') then 'alice' when 'user:' || tests.user_id('bob') then 'bob'
    when 'user:' || tests.user_id('carol') then 'carol' else split_part(message.topic, ':', 1) end, ' ')
  from realtime.messages message where message.event = topics.event $$;
create function pg_temp.sent_on(topic text) returns text language sql security definer as $$
  select string_agg(distinct message.event, ' ' order by message.event) from realtime.messages message where message.topic = sent_on.topic $$;
create function pg_temp.changes(what text) returns boolean language plpgsql security definer as $$
declare
  was uuid := (select epoch from private.conversations where id = (select id from club));
begin
  execute what;
  return was <> (select epoch from private.conversations where id = (select id from club));
end $$;
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

-- Who is removed stays behind on the old topics, whatever Realtime remembers of them.
select pg_temp.forget();
create temporary table before as select tests.topic(id) as topic, tests.live_topic(id) as live_topic from club;
grant select on before to authenticated;
select public.remove_member(id, tests.user_id('carol')) from club;
select tests.say(id, 'Carol is gone') from club;
select is(pg_temp.sent_on(topic), 'access_changed', 'after a removal nothing more is said on the topic that was, but that it is over') from before;
select is(pg_temp.sent_on(live_topic), 'access_changed', 'access is asked again for both topics') from before;
select is(pg_temp.sent_on(tests.topic(id)), 'member message.created', 'what follows is said on another one, the change included') from club;
select is(pg_temp.topics('conversation'), 'alice bob carol', 'of which those who are left hear on their own, and who was removed that it is over');
select tests.reset_role();
select is(
  (select jsonb_object_agg(person.username, message.payload - 'id') from realtime.messages message
    join public.profiles person on message.topic = 'user:' || person.id where message.event = 'conversation' and not message.payload ? 'message'),
  (select jsonb_object_agg(name, jsonb_build_object('conversation_id', id) || case name when 'carol' then '{"change": "removed"}'
    else jsonb_build_object('topic', tests.topic(id), 'live_topic', tests.live_topic(id)) end) from unnest(array['alice', 'bob', 'carol']) name),
  'by name') from club;
select tests.authenticate_as(tests.user_id('carol'));
select is((private.topic_access(topic))::text || (private.topic_access(live_topic))::text, '({},{})({},{})', 'who was removed comes to neither topic of before') from before;
select is((private.topic_access(tests.topic(id)))::text || (private.topic_access(tests.live_topic(id)))::text, '({},{})({},{})', 'who is out joins none of the topics of now') from club;
select tests.authenticate_as(tests.user_id('bob'));
select is((private.topic_access(topic))::text || (private.topic_access(live_topic))::text, '({},{})({},{})', 'a member joins none of the topics of before') from before;
select is((private.topic_access(tests.topic(id)))::text, '({broadcast},{})', 'a member hears the database on that of now, where nobody sends') from club;
select is((private.topic_access(tests.live_topic(id)))::text, '("{broadcast,presence}","{broadcast,presence}")', 'a member types on the live topic') from club;
select tests.reset_role();
select set_config('realtime.presence_key', tests.user_id('alice')::text, true);
select tests.authenticate_as(tests.user_id('bob'));
select is((private.topic_access(tests.live_topic(id)))::text, '("{broadcast,presence}",{broadcast})', 'present is nobody as somebody else') from club;
select set_config('realtime.presence_key', public.get_conversation(id) #>> '{me,member_id}', true) from club;
select is((private.topic_access(tests.live_topic(id)))::text, '("{broadcast,presence}","{broadcast,presence}")', 'who is there listens and types as the member that they are') from club;

-- Everything that begins or ends somebody's access, and nothing else.
select tests.authenticate_as(tests.user_id('alice'));
select ok(pg_temp.changes($$ select public.add_members(id, array[tests.user_id('carol')]) from club $$), 'who joins cannot be replayed what was said before');
select ok(not pg_temp.changes($$ select tests.say(id, 'Hi Carol') from club $$), 'what is said changes nothing');
select ok(pg_temp.changes($$ select public.clear_conversation(id) from club $$), 'clearing a conversation changes its topics');
select ok(pg_temp.changes($$ select public.block(tests.user_id('carol')) $$), 'a block of a member changes the topics of a group');
select is((public.get_conversation(id) -> 'live_topic')::text, 'null', 'who gives them no signs in that group') from club;
select is((private.topic_access(tests.live_topic(id)))::text, '({},{})', 'who has blocked a member joins no live topic of the group') from club;
select isnt(public.get_conversation(id) ->> 'topic', null, 'who has blocked a member still hears the database') from club;
select tests.authenticate_as(tests.user_id('carol'));
select isnt(public.get_conversation(id) ->> 'live_topic', null, 'while who is blocked notices nothing') from club;
select tests.authenticate_as(tests.user_id('alice'));
select public.unblock(tests.user_id('carol'));
select ok(not pg_temp.changes($$ select public.update_group(id, '{"history_for_new": true}') from club $$), 'a setting changes nothing');
select public.remove_member(id, tests.user_id('carol')) from club;
select ok(not pg_temp.changes($$ select public.add_members(id, array[tests.user_id('carol')]) from club $$), 'who may read all of it may be replayed it');
select tests.authenticate_as(tests.user_id('carol'));
select ok(pg_temp.changes($$ select public.leave_conversation(id) from club $$), 'who leaves is left behind');
select is((select count(*) from realtime.messages where payload ? 'topic' and topic = 'user:' || tests.user_id('carol') and payload ->> 'topic' = tests.topic(id)), 0::bigint,
  'who has left is not told of the topic of after') from club;

-- A block
select tests.authenticate_as(tests.user_id('alice'));
select tests.say(id, 'between us') from talk;
select pg_temp.forget();
select public.block(tests.user_id('bob'));
select is(pg_temp.topics('access_changed'), 'conversation conversation_live', 'with a block access is checked again');
select is((private.topic_access(tests.topic(id)))::text, '({},{})', 'who blocks has access checked again') from talk;
select tests.throws_code($$ select public.get_conversation((select id from talk)) $$, 'CONVERSATION_NOT_FOUND', 404, 'the conversation is away');
select tests.authenticate_as(tests.user_id('bob'));
select is((private.topic_access(tests.topic(id)))::text, '({},{})', 'who is blocked has access checked again') from talk;
select tests.throws_code($$ select tests.say((select id from talk), 'why?') $$, 'CONVERSATION_NOT_FOUND', 404, 'nothing is said across it');
select tests.authenticate_as(tests.user_id('alice'));
select public.unblock(tests.user_id('bob'));
select is(public.list_conversations() #>> '{items,0,last_message,body}', 'between us', 'after the block it is back');
select is(jsonb_array_length(public.list_messages(id) -> 'items'), 1, 'as it was') from talk;

-- Strangers who know each other by now; before that a block changes nothing (masked_blocks.test.sql).
select tests.reset_role();
create temporary table strangers as select private.start_anonymous_conversation(tests.user_id('alice'), tests.user_id('carol')) as id;
grant select on strangers to authenticated;
update private.conversation_members set reveal_asked_at = now(), revealed_at = now() where conversation_id = (select id from strangers);
select pg_temp.forget();
insert into public.blocks (blocker_id, blocked_id) values (tests.user_id('carol'), tests.user_id('alice'));
select is(pg_temp.topics('access_changed'), 'conversation conversation_live', 'a block ends an anonymous conversation of two who know each other as well');
select tests.authenticate_as(tests.user_id('alice'));
select tests.throws_code($$ select tests.say((select id from strangers), 'hello') $$, 'CONVERSATION_NOT_FOUND', 404, 'a block ends an anonymous conversation of two who know each other for both');

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
