begin;
select plan(60);

select tests.create_user(name) from unnest(array['alice', 'bob', 'carol', 'dave', 'erin', 'frank']) name;
select tests.befriend('alice', 'carol');
update private.profile_settings set who_may_add_to_groups = 'connections' where profile_id in (tests.user_id('carol'), tests.user_id('dave'));
update private.profile_settings set who_may_add_to_groups = 'nobody' where profile_id = tests.user_id('erin');
insert into public.blocks (blocker_id, blocked_id) values (tests.user_id('frank'), tests.user_id('alice'));

create temporary table club (id uuid);
grant select on club to authenticated;
create function pg_temp.club() returns uuid language sql as $$ select id from club $$;
create function pg_temp.ids(variadic names text[]) returns jsonb language sql as $$
  select coalesce(jsonb_agg(id order by id), '[]') from (select tests.user_id(name) as id from unnest(names) name) named $$;
create function pg_temp.notes() returns text language sql as $$
  select string_agg(message -> 'details' ->> 'event', ' ' order by (message ->> 'seq')::int)
  from jsonb_array_elements(public.list_messages(pg_temp.club(), page_size => 100) -> 'items') message where message ->> 'kind' = 'system' $$;
create function pg_temp.members() returns text language sql as $$
  select string_agg(format('%s:%s:%s', member ->> 'username', member ->> 'role', member ->> 'state'), ' ' order by member ->> 'username')
  from jsonb_array_elements(public.list_members(pg_temp.club()) -> 'items') member $$;
create function pg_temp.mine() returns jsonb language sql as $$ select public.list_conversations() #> '{items,0}' $$;
grant execute on all functions in schema pg_temp to authenticated;

-- Making one
select tests.authenticate_as(tests.user_id('alice'));
create temporary table made as select public.create_group('00000000-0000-4000-8000-00000000000a', '  Chess  ', array[
  tests.user_id('bob'), tests.user_id('carol'), tests.user_id('dave'), tests.user_id('erin'), tests.user_id('frank'),
  tests.user_id('alice'), tests.user_id('nobody')]) as answer;
select tests.reset_role();
insert into club select (answer #>> '{conversation,id}')::uuid from made;
select tests.authenticate_as(tests.user_id('alice'));
select is(answer #>> '{conversation,title}', 'Chess', 'a group has a title') from made;
select is(answer -> 'added', pg_temp.ids('bob', 'carol'), 'who lets everybody or connections add them is in at once') from made;
select is(answer -> 'invited', pg_temp.ids('dave'), 'who lets only connections add them is invited by others') from made;
select is(answer -> 'not_added', pg_temp.ids('erin', 'frank', 'nobody'), 'nobody''s friends, the blocked and the unknown are not added, all alike') from made;
select is(
  public.create_group('00000000-0000-4000-8000-00000000000a', 'Other', array[tests.user_id('bob')]) #>> '{conversation,id}',
  pg_temp.club()::text, 'a retry returns the group that exists');
select is(pg_temp.mine() -> 'member_count', '3', 'invitations do not count as members');
select is(pg_temp.mine() #>> '{me,role}', 'owner', 'who has made it owns it');
select is(pg_temp.members(), 'alice:owner:active bob:member:active carol:member:active dave:member:requested', 'admins see who is invited');
select is(pg_temp.notes(), 'created', 'the group says that it was made');
select tests.throws_code($$ select public.create_group(gen_random_uuid(), '  ') $$, 'INVALID_GROUP', 422, 'a group without a title is none');
select tests.throws_code($$ select public.create_group(gen_random_uuid(), null) $$, 'INVALID_GROUP', 422, 'a group with a null title is refused');
select tests.throws_code($$ select public.create_group(null, 'x') $$, 'INVALID_ARGUMENT', 422, 'a client_id is required');
select tests.throws_code($$ select public.create_group(gen_random_uuid(), 'x', array[null]::uuid[]) $$, 'INVALID_ARGUMENT', 422, 'null is nobody');
select tests.throws_code($$ select public.create_group(gen_random_uuid(), 'x', (select array_agg(gen_random_uuid()) from generate_series(1, 1000))) $$,
  'INVALID_ARGUMENT', 422, 'a group begins with 1000 people at most');

-- What members see
select tests.authenticate_as(tests.user_id('bob'));
select is(pg_temp.mine() -> 'unread', '0', 'what the system says is not unread');
select is(pg_temp.mine() #> '{last_message,sender}', 'null', 'what the system says has no sender');
select is(pg_temp.members(), 'alice:owner:active bob:member:active carol:member:active', 'others do not see who is invited');
select tests.throws_code($$ select public.add_members(pg_temp.club(), array[tests.user_id('frank')]) $$, 'ADMINS_ONLY', 403, 'members add nobody');
select tests.throws_code($$ select public.remove_member(pg_temp.club(), tests.user_id('carol')) $$, 'ADMINS_ONLY', 403, 'members remove nobody');
select tests.throws_code($$ select public.update_group(pg_temp.club(), '{"title": "Mine"}') $$, 'ADMINS_ONLY', 403, 'members do not change the group');
select tests.throws_code($$ select public.set_disappearing(pg_temp.club(), 60) $$, 'ADMINS_ONLY', 403, 'members do not change the timer of the group');
select tests.throws_code($$ select public.set_member_role(pg_temp.club(), tests.user_id('bob'), 'admin') $$, 'OWNER_ONLY', 403, 'members give no roles');
select tests.say(pg_temp.club(), 'hello');

-- An invitation shows nothing of the group
select tests.authenticate_as(tests.user_id('dave'));
select is(public.list_message_requests() #>> '{items,0,title}', 'Chess', 'an invitation waits in the request box');
select is(public.list_message_requests() #>> '{items,0,me,inviter,username}', 'alice', 'an invitation says from whom it is');
select is(public.list_message_requests() #> '{items,0,last_message}', 'null', 'an invitation does not show what is said in the group');
select is(public.list_message_requests() #> '{items,0,unread}', '0', 'an invitation does not show how much is said in the group');
select tests.throws_code($$ select public.list_messages(pg_temp.club()) $$, 'CONVERSATION_NOT_FOUND', 404, 'who is invited does not read');
select tests.throws_code($$ select tests.say(pg_temp.club(), 'me') $$, 'CONVERSATION_NOT_FOUND', 404, 'who is invited does not write');
select tests.throws_code($$ select public.list_members(pg_temp.club()) $$, 'CONVERSATION_NOT_FOUND', 404, 'who is invited does not see who is there');
select is((private.topic_access(tests.topic(pg_temp.club()))).receive, '{}', 'who is invited does not listen');
select is(public.answer_message_request(pg_temp.club(), true) #>> '{me,state}', 'active', 'until they accept');
select is(public.answer_message_request(pg_temp.club(), true) -> 'member_count', '4', 'once');
select is(pg_temp.notes(), 'joined', 'who joins reads from then on');
select is(pg_temp.mine() -> 'unread', '0', 'with nothing unread');

-- History for who joins
select tests.authenticate_as(tests.user_id('alice'));
select is(public.update_group(pg_temp.club(), '{"history_for_new": true, "members_may_add": true}') -> 'history_for_new', 'true', 'admins change settings');
select tests.authenticate_as(tests.user_id('bob'));
select is(public.add_members(pg_temp.club(), array[tests.user_id('frank')]) -> 'added', pg_temp.ids('frank'), 'members may add if the group lets them');
select is(public.add_members(pg_temp.club(), array[tests.user_id('frank')]) -> 'added', pg_temp.ids('frank'), 'to add twice changes nothing');
select tests.authenticate_as(tests.user_id('frank'));
select is(pg_temp.notes(), 'created joined settings added', 'who joins reads the history if the group shows it');
select is(pg_temp.mine() -> 'unread', '0', 'which is not unread');
select is(pg_temp.members(), 'bob:member:active carol:member:active dave:member:active frank:member:active', 'people across a block are not shown');
select is(public.list_conversations() #> '{items,0,member_count}', '5', 'the count is of everybody');

-- Coming back
select tests.authenticate_as(tests.user_id('alice'));
select public.update_group(pg_temp.club(), '{"history_for_new": false}');
select is(public.remove_member(pg_temp.club(), tests.user_id('bob')) -> 'member_count', '4', 'somebody is removed');
select is(public.remove_member(pg_temp.club(), tests.user_id('bob')) -> 'member_count', '4', 'once');
select tests.say(pg_temp.club(), 'while Bob is away');
select tests.authenticate_as(tests.user_id('bob'));
select is(jsonb_array_length(public.list_conversations() -> 'items'), 0, 'who was removed has the group no more');
select tests.throws_code($$ select public.list_messages(pg_temp.club()) $$, 'CONVERSATION_NOT_FOUND', 404, 'who was removed reads nothing of the group');
select tests.throws_code($$ select tests.say(pg_temp.club(), 'let me in') $$, 'CONVERSATION_NOT_FOUND', 404, 'who was removed does not write there');
select tests.authenticate_as(tests.user_id('alice'));
select is(public.add_members(pg_temp.club(), array[tests.user_id('bob')]) -> 'added', pg_temp.ids('bob'), 'who was removed may be added again');
select tests.say(pg_temp.club(), 'welcome back');
select tests.authenticate_as(tests.user_id('bob'));
select is(pg_temp.mine() -> 'unread', '1', 'what is unread then is what was said since');
select is(pg_temp.notes(), 'added', 'who comes back reads what was said since');
select public.leave_conversation(pg_temp.club());
select public.leave_conversation(pg_temp.club());
select tests.authenticate_as(tests.user_id('alice'));
select is(public.add_members(pg_temp.club(), array[tests.user_id('bob')]) -> 'not_added', pg_temp.ids('bob'), 'who walks out is left alone by who had added them');
select tests.reset_role();
update private.conversation_members set left_at = now() - interval '25 hours' where user_id = tests.user_id('bob');
select tests.authenticate_as(tests.user_id('alice'));
select is(public.add_members(pg_temp.club(), array[tests.user_id('bob')]) -> 'invited', pg_temp.ids('bob'), 'who walked out is asked a day later');
select tests.authenticate_as(tests.user_id('bob'));
select is(public.answer_message_request(pg_temp.club(), false), null, 'who is asked may decline');
select tests.authenticate_as(tests.user_id('dave'));
select is(public.add_members(pg_temp.club(), array[tests.user_id('bob')]) -> 'not_added', pg_temp.ids('bob'), 'after which nobody asks for a while');
select is(
  (select string_agg(member ->> 'username', ' ') from jsonb_array_elements(public.list_members(pg_temp.club(), (
    select array_agg(id::uuid) from jsonb_array_elements(public.list_messages(pg_temp.club()) -> 'items') message,
      jsonb_array_elements_text(message #> '{details,member_ids}') id where message #>> '{details,event}' = 'removed')) -> 'items') member),
  'bob', 'who has gone can still be named');

-- Only admins write
select tests.authenticate_as(tests.user_id('alice'));
select public.update_group(pg_temp.club(), '{"only_admins_send": true, "title": "Masters", "disappear_after_s": 3600}');
select tests.authenticate_as(tests.user_id('carol'));
select tests.throws_code($$ select tests.say(pg_temp.club(), 'me too') $$, 'ADMINS_ONLY', 403, 'in a group of announcements members only read');
select is(pg_temp.mine() ->> 'disappear_after_s', '3600', 'a timer is set');
select tests.authenticate_as(tests.user_id('alice'));
select tests.throws_code($$ select public.update_group(pg_temp.club(), '{"disappear_after_s": 5, "title": "", "colour": 1}') $$, 'INVALID_GROUP', 422, 'nonsense is refused');
select tests.throws_code($$ select public.update_group(pg_temp.club(), '{"disappear_after_s": 60.5}') $$, 'INVALID_GROUP', 422, 'a timer of parts of seconds is refused');

-- Full
select tests.reset_role();
insert into private.conversations (id, kind, title, member_count) values ('00000000-0000-4000-8000-0000000000ff', 'group', 'Full', 999);
insert into private.conversation_members (conversation_id, user_id, role)
values ('00000000-0000-4000-8000-0000000000ff', tests.user_id('alice'), 'owner');
select tests.create_user('user' || n) from generate_series(1, 1000) n;
insert into private.conversation_members (conversation_id, user_id)
select '00000000-0000-4000-8000-0000000000ff', tests.user_id('user' || n) from generate_series(1, 998) n;
select tests.authenticate_as(tests.user_id('alice'));
select tests.throws_code($$ select public.add_members('00000000-0000-4000-8000-0000000000ff', array[tests.user_id('user999'), tests.user_id('user1000')]) $$,
  'GROUP_FULL', 409, 'more than a thousand do not fit');
select is(public.add_members('00000000-0000-4000-8000-0000000000ff', array[tests.user_id('carol')]) -> 'added', pg_temp.ids('carol'), 'a thousand do');
select * from finish();
rollback;
