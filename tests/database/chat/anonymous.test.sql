begin;
select plan(31);

select tests.create_user('alice'), tests.create_user('bob'), tests.create_user('carol');
create temporary table talk as select private.start_anonymous_conversation(tests.user_id('alice'), tests.user_id('bob')) as id;
grant select on talk to authenticated;
create function pg_temp.betrays(told jsonb, name text) returns boolean language sql as $$
  select told::text ~* (tests.user_id(name)::text || '|' || name) $$;
create function pg_temp.events() returns jsonb language sql security definer as $$
  select coalesce(jsonb_agg(message.payload), '[]') from realtime.messages message $$;
grant execute on all functions in schema pg_temp to authenticated;

select is((select count(distinct alias) from private.conversation_members), 2::bigint, 'strangers have two different names');
select matches((select alias from private.conversation_members limit 1), '^[A-Z][a-z]+ [A-Z][a-z]+$', 'of two words');
select is((select count(distinct private.draw_aliases()) > 20 from generate_series(1, 50)), true, 'drawn anew each time');

select tests.authenticate_as(tests.user_id('alice'));
select is(public.list_conversations() -> 'items', '[]', 'before the first message there is nothing to list');
select tests.say(id, 'Who are you? @bob') from talk;
select tests.authenticate_as(tests.user_id('bob'));
select tests.say(id, 'Guess') from talk;
select public.mark_read(talk.id, (public.list_messages(talk.id) #>> '{items,0,id}')::uuid) from talk;
select is(public.list_conversations() #>> '{items,0,kind}', 'anonymous', 'it is listed with its kind');
select ok(public.list_conversations() #>> '{items,0,other,alias}' <> '', 'an anonymous conversation is listed with the other one''s alias');
select is(public.list_conversations() #> '{items,0,other,id}', 'null', 'the list does not say who an anonymous person is');
select is(pg_temp.betrays(public.list_conversations(), 'alice'), false, 'the list does not betray them');
select is(pg_temp.betrays(public.get_conversation(id), 'alice'), false, 'the conversation does not betray an anonymous person') from talk;
select is(pg_temp.betrays(public.list_messages(id), 'alice'), false, 'the messages do not betray an anonymous person') from talk;
select tests.throws_code($$ select public.list_members((select id from talk)) $$, 'INVALID_ARGUMENT', 422, 'there is no list of members');
select is(pg_temp.betrays(pg_temp.events(), 'alice'), false, 'the events do not betray an anonymous person');
select tests.authenticate_as(tests.user_id('alice'));
select is(public.list_messages(id) #> '{items,1,mentions}', '[]', 'a name in a text mentions nobody') from talk;

-- Only when both want it
select is(public.reveal_identity(id) #> '{me,reveal_asked}', 'true', 'one may offer to be known') from talk;
select is(public.reveal_identity(id) #> '{other,id}', 'null', 'who offers to be known learns nothing by it') from talk;
select tests.authenticate_as(tests.user_id('bob'));
select is(public.get_conversation(id) #> '{other,reveal_asked}', 'true', 'the other one is asked') from talk;
select is(pg_temp.betrays(public.get_conversation(id), 'alice') or pg_temp.betrays(public.list_messages(id), 'alice') or pg_temp.betrays(pg_temp.events(), 'alice'),
  false, 'who is asked to be known still learns nothing') from talk;
select is(public.reveal_identity(id) #>> '{other,username}', 'alice', 'when both want it each knows the other') from talk;
select is(public.list_messages(id) #>> '{items,0,details,event}', 'revealed', 'the conversation says so') from talk;
select is(public.list_messages(id) #>> '{items,2,sender,username}', 'alice', 'also of what was said before') from talk;
select tests.authenticate_as(tests.user_id('alice'));
select is(public.get_conversation(id) #>> '{other,username}', 'bob', 'both have learned who the other one is') from talk;
select tests.reset_role();
select is((select count(distinct revealed_at) from private.conversation_members), 1::bigint, 'at the same moment');
select tests.authenticate_as(tests.user_id('carol'));
select tests.throws_code($$ select public.reveal_identity((select id from talk)) $$, 'CONVERSATION_NOT_FOUND', 404, 'nobody else takes part');

-- The end
select tests.authenticate_as(tests.user_id('bob'));
select public.leave_conversation(id), public.leave_conversation(id) from talk;
select tests.authenticate_as(tests.user_id('alice'));
select isnt(public.get_conversation(id) ->> 'ended_at', null, 'when one leaves it is over for both') from talk;
select is(public.list_messages(id) #>> '{items,0,details,event}', 'left', 'which it says, once') from talk;
select tests.throws_code($$ select tests.say((select id from talk), 'Hello?') $$, 'CONVERSATION_CLOSED', 409, 'nobody writes there any more');
select tests.throws_code($$ select public.reveal_identity((select id from talk)) $$, 'CONVERSATION_CLOSED', 409, 'nobody shows who they are after the conversation has ended');
select is((private.topic_access(tests.topic(id)))::text, '({},{})', 'nobody listens after the conversation has ended') from talk;
select tests.reset_role();
select private.purge_conversations();
select is((select count(*) from private.conversations), 1::bigint, 'a conversation that has ended can be read for a day');
update private.conversations set ended_at = now() - interval '25 hours';
select private.purge_conversations(), private.purge_conversations();
select is((select count(*) from private.conversations) + (select count(*) from private.messages), 0::bigint, 'then it is gone');

select tests.befriend('alice', 'bob');
select tests.authenticate_as(tests.user_id('alice'));
select tests.throws_code(format('select public.reveal_identity(%L)', public.start_conversation(tests.user_id('bob')) ->> 'id'),
  'INVALID_ARGUMENT', 422, 'where names are known there is nothing to reveal');
select * from finish();
rollback;
