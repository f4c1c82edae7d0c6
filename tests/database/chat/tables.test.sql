-- Every table of chat, every role, every verb: clients reach them through functions only.
begin;
select plan(237);

select tests.create_user('alice'), tests.create_user('bob'), tests.create_user('carol'), tests.create_user('dave', 'moderator');
select tests.befriend('alice', 'bob');
select tests.authenticate_as(tests.user_id('alice'));
select tests.say((public.start_conversation(tests.user_id('bob')) ->> 'id')::uuid, 'hi');
select tests.reset_role();
create temporary table closed as
  select class.relname as name, (
    select attname from pg_attribute where attrelid = class.oid and attnum = 1) as key
  from pg_class class
  where class.relnamespace = 'private'::regnamespace and class.relkind = 'r'
    and class.relname in ('conversations', 'conversation_members', 'messages', 'message_media', 'message_edits', 'message_hides', 'message_reactions');
create temporary table verbs as
  select verb, statement from (values
    ('reads', 'select * from private.%I'), ('inserts into', 'insert into private.%I default values'),
    ('updates', 'update private.%I set %I = null'), ('deletes from', 'delete from private.%I')) verb (verb, statement);
grant select on closed, verbs to public;
create function pg_temp.nobody(who text) returns setof text language sql as $$
  select throws_ok(format(statement, name, key), '42501', null, format('%s never %s private.%s', who, verb, name)) from closed, verbs $$;
grant execute on function pg_temp.nobody to public;

select is((select count(*) from closed), 7::bigint, 'every table is looked at');
select tests.authenticate_as(tests.user_id('alice'));
select pg_temp.nobody('a member');
select tests.authenticate_as(tests.user_id('carol'));
select pg_temp.nobody('an outsider');
select tests.authenticate_as(tests.user_id('bob'));
select public.block(tests.user_id('alice'));
select pg_temp.nobody('somebody across a block');
select tests.authenticate_as(tests.user_id('dave'), '{"app_role": "moderator"}');
select pg_temp.nobody('a moderator');
select tests.as_service();
select pg_temp.nobody('the service key');
select tests.as_anon();
select pg_temp.nobody('anon');

-- The functions
select tests.reset_role();
create temporary table functions as
  select proc.oid, proc.proname from pg_proc proc where pronamespace = 'public'::regnamespace and proname in (
    'start_conversation', 'create_group', 'update_group', 'set_disappearing', 'add_members', 'remove_member', 'set_member_role',
    'leave_conversation', 'list_members', 'list_conversations', 'get_conversation', 'list_message_requests', 'answer_message_request',
    'reveal_identity', 'mute_conversation', 'archive_conversation', 'pin_conversation', 'clear_conversation', 'send_message',
    'list_messages', 'mark_delivered', 'mark_read');
select is((select count(*) from functions), 22::bigint, 'every function is looked at');
select ok(has_function_privilege('authenticated', oid, 'execute'), format('people who are signed in call %s', proname)) from functions;
select ok(not has_function_privilege('anon', oid, 'execute'), format('nobody else calls %s', proname)) from functions;
select ok(not has_function_privilege('service_role', oid, 'execute'), format('the service key does not call %s', proname)) from functions;
select is_empty($$
  select proname, role
  from pg_proc, unnest(array['anon', 'authenticated', 'service_role']) role
  where pronamespace = 'private'::regnamespace and has_function_privilege(role, pg_proc.oid, 'execute')
    and proname in (
      'membership', 'lock_conversation', 'lock_group', 'note_change', 'tell_members', 'tell_people', 'end_access', 'shield_conversation',
      'add_people', 'end_membership', 'leave_group', 'accept_request', 'decline_request', 'reopen_conversation', 'join_group',
      'start_anonymous_conversation', 'end_anonymous', 'begin_own_change', 'save_own_change', 'leave_conversations', 'talk_of_pair',
      'export_conversations', 'export_messages', 'purge_conversations', 'message_items', 'conversation_items', 'store_message', 'deliver')
$$, 'what these are made of no client calls');
select * from finish();
rollback;
