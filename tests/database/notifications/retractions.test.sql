-- Whatever a notification stands on may end, and then the notification is gone: each kind of cause, in each way it ends.
begin;
select no_plan();
select tests.create_user(name) from unnest(array['alice', 'bob', 'carol']) name;
update private.rate_limits set capacity = 1e9;
update private.profile_settings set who_may_add_to_groups = 'connections';
create temporary table made (name text primary key, id uuid);
grant select on made to authenticated;
create function pg_temp.id(name text) returns uuid language sql stable as $$ select id from made where made.name = id.name $$;
grant execute on function pg_temp.id to authenticated;
create function pg_temp.keep(name text, id uuid) returns void language sql as $$
  insert into made values (name, id) on conflict on constraint made_pkey do update set id = excluded.id
$$;
create function pg_temp.as(name text, statement text) returns text
language plpgsql as $$
declare
  answer text;
begin
  perform tests.authenticate_as(tests.user_id(name));
  execute 'select (' || statement || ')::text' into answer;
  perform tests.reset_role();
  return answer;
end $$;
create function pg_temp.says(name text, body text) returns void language sql as $$
  select pg_temp.keep('message', pg_temp.as(name, format('tests.say(%L, %L)', pg_temp.id('club'), body))::uuid)
$$;
create function pg_temp.comments(name text, body text, parent uuid default null) returns uuid language sql as $$
  select (pg_temp.as(name, format('public.add_comment(gen_random_uuid(), %L, %L, parent_id => %L)', pg_temp.id('post'), body, parent))::jsonb ->> 'id')::uuid
$$;
create function pg_temp.listed(name text) returns int language sql as $$
  select tests.reset_role();
  select tests.read_all('notify_people');
  select pg_temp.as(name, 'jsonb_array_length(public.list_notifications() -> ''items'')')::int
$$;

create temporary table ending (family text, way text, person text, begins text, ends text);
insert into ending values
  ('follow', 'unfollowing', 'alice', $$select pg_temp.as('bob', 'public.follow(tests.user_id(''alice''))')$$,
    $$select pg_temp.as('bob', 'public.unfollow(tests.user_id(''alice''))')$$),
  ('follow', 'removing a follower', 'alice', $$select pg_temp.as('bob', 'public.follow(tests.user_id(''alice''))')$$,
    $$select pg_temp.as('alice', 'public.remove_follower(tests.user_id(''bob''))')$$),
  ('follow_request', 'declining a follower', 'alice',
    $$update public.profiles set is_private = true where username = 'alice'; select pg_temp.as('bob', 'public.follow(tests.user_id(''alice''))')$$,
    $$select pg_temp.as('alice', 'public.answer_follow(tests.user_id(''bob''), false)')$$),
  ('follow_request', 'following after the account was opened', 'alice',
    $$update public.profiles set is_private = true where username = 'alice'; select pg_temp.as('bob', 'public.follow(tests.user_id(''alice''))')$$,
    $$update public.profiles set is_private = false where username = 'alice'; select pg_temp.as('bob', 'public.follow(tests.user_id(''alice''))');
      select tests.read_all('notify_people'); select pg_temp.as('bob', 'public.unfollow(tests.user_id(''alice''))')$$),
  ('follow_accept', 'unfollowing who has let one in', 'bob',
    $$update public.profiles set is_private = true where username = 'alice'; select pg_temp.as('bob', 'public.follow(tests.user_id(''alice''))');
      select pg_temp.as('alice', 'public.answer_follow(tests.user_id(''bob''), true)')$$,
    $$select pg_temp.as('bob', 'public.unfollow(tests.user_id(''alice''))')$$),
  ('connection_request', 'declining a connection', 'alice', $$select pg_temp.as('bob', 'public.request_connection(tests.user_id(''alice''))')$$,
    $$select pg_temp.as('alice', 'public.answer_connection((select id from public.connection_requests), false)')$$),
  ('connection_request', 'withdrawing a request', 'alice',
    $$delete from public.connection_requests; select pg_temp.as('bob', 'public.request_connection(tests.user_id(''alice''))')$$,
    $$select pg_temp.as('bob', 'public.withdraw_connection((select id from public.connection_requests))')$$),
  ('connection_accept', 'ending a connection', 'bob',
    $$delete from public.connection_requests; select pg_temp.as('bob', 'public.request_connection(tests.user_id(''alice''))');
      select pg_temp.as('alice', 'public.answer_connection((select id from public.connection_requests), true)')$$,
    $$select pg_temp.as('alice', 'public.remove_connection(tests.user_id(''bob''))')$$),
  ('post_reaction', 'taking a like back', 'alice', $$select pg_temp.as('bob', 'public.react(''post'', pg_temp.id(''post''))')$$,
    $$select pg_temp.as('bob', 'public.unreact(''post'', pg_temp.id(''post''))')$$),
  ('share', 'taking a repost back', 'alice', $$select pg_temp.as('bob', 'public.share_post(pg_temp.id(''post''))')$$,
    $$select pg_temp.as('bob', 'public.unshare_post(pg_temp.id(''post''))')$$),
  ('comment', 'deleting a comment', 'alice', $$select pg_temp.keep('comment', pg_temp.comments('bob', 'hello'))$$,
    $$select pg_temp.as('bob', 'public.delete_comment(pg_temp.id(''comment''))')$$),
  ('comment', 'putting a comment aside', 'alice', $$select pg_temp.keep('comment', pg_temp.comments('bob', 'hello'))$$,
    $$select pg_temp.as('alice', 'public.hide_comment(pg_temp.id(''comment''))')$$),
  ('comment', 'putting a thread aside', 'bob',
    $$select pg_temp.keep('comment', pg_temp.comments('bob', 'hello')); select pg_temp.comments('carol', 'hello bob', pg_temp.id('comment'))$$,
    $$select pg_temp.as('alice', 'public.hide_comment(pg_temp.id(''comment''))')$$),
  ('comment', 'editing a mention out of a comment', 'carol', $$select pg_temp.keep('comment', pg_temp.comments('bob', 'hello @carol'))$$,
    $$select pg_temp.as('bob', 'public.edit_comment(pg_temp.id(''comment''), ''hello'')')$$),
  ('comment_reaction', 'deleting a liked comment', 'bob',
    $$select pg_temp.keep('comment', pg_temp.comments('bob', 'hello')); select pg_temp.as('carol', 'public.react(''comment'', pg_temp.id(''comment''))')$$,
    $$select pg_temp.as('alice', 'public.delete_comment(pg_temp.id(''comment''))')$$),
  ('comment_reaction', 'taking a comment''s like back', 'bob',
    $$select pg_temp.keep('comment', pg_temp.comments('bob', 'hello')); select pg_temp.as('carol', 'public.react(''comment'', pg_temp.id(''comment''))')$$,
    $$select pg_temp.as('carol', 'public.unreact(''comment'', pg_temp.id(''comment''))')$$),
  ('post_mention', 'editing a mention out of a post', 'bob', $$select pg_temp.as('alice', 'public.edit_post(pg_temp.id(''post''), ''{"caption": "hi @bob"}'')')$$,
    $$select pg_temp.as('alice', 'public.edit_post(pg_temp.id(''post''), ''{"caption": "hi"}'')')$$),
  ('message_mention', 'editing a mention out of a message', 'bob', $$select pg_temp.says('alice', 'hi @bob')$$,
    $$select pg_temp.as('alice', 'public.edit_message(pg_temp.id(''message''), ''hi'')')$$),
  ('message_mention', 'deleting a message', 'bob', $$select pg_temp.says('alice', 'hi @bob')$$,
    $$select pg_temp.as('alice', 'public.delete_message(pg_temp.id(''message''), true)')$$),
  ('message_mention', 'the disappearing of a message', 'bob', $$select pg_temp.says('alice', 'hi @bob')$$,
    $$update private.messages set expires_at = now() where id = pg_temp.id('message'); select private.expire_messages()$$),
  ('message_mention', 'leaving the group of a mention', 'bob', $$select pg_temp.says('alice', 'hi @bob')$$,
    $$select pg_temp.as('bob', 'public.leave_conversation(pg_temp.id(''club''))')$$),
  ('message_reaction', 'the disappearing of a liked message', 'alice',
    $$select pg_temp.says('alice', 'hi'); select pg_temp.as('bob', 'public.react(''message'', pg_temp.id(''message''))')$$,
    $$update private.messages set expires_at = now() where id = pg_temp.id('message'); select private.expire_messages()$$),
  ('message_reaction', 'leaving the group of a liked message', 'bob',
    $$select pg_temp.says('bob', 'hi'); select pg_temp.as('alice', 'public.react(''message'', pg_temp.id(''message''))')$$,
    $$select pg_temp.as('bob', 'public.leave_conversation(pg_temp.id(''club''))')$$),
  ('message_request', 'declining a message request', 'alice',
    $$select pg_temp.keep('talk', (pg_temp.as('bob', 'public.start_conversation(tests.user_id(''alice''))')::jsonb ->> 'id')::uuid);
      select pg_temp.as('bob', 'tests.say(pg_temp.id(''talk''), ''hello'')')$$,
    $$select pg_temp.as('alice', 'public.answer_message_request(pg_temp.id(''talk''), false)')$$),
  ('group', 'declining an invitation', 'alice',
    $$select pg_temp.keep('other club', (pg_temp.as('bob', 'public.create_group(gen_random_uuid(), ''Club'', array[tests.user_id(''alice'')])')::jsonb #>> '{conversation,id}')::uuid)$$,
    $$select pg_temp.as('alice', 'public.answer_message_request(pg_temp.id(''other club''), false)')$$),
  ('group', 'leaving a group', 'alice',
    $$select tests.befriend('alice', 'bob'); select pg_temp.keep('other club', (pg_temp.as('bob', 'public.create_group(gen_random_uuid(), ''Club'', array[tests.user_id(''alice'')])')::jsonb #>> '{conversation,id}')::uuid)$$,
    $$select pg_temp.as('alice', 'public.leave_conversation(pg_temp.id(''other club''))'); delete from public.connections$$),
  ('missed_call', 'leaving the group of a missed call', 'bob',
    $$with call as (
        insert into private.calls (conversation_id, caller_id, media, state, outcome, ended_at)
        values (pg_temp.id('club'), tests.user_id('alice'), 'audio', 'ended', 'missed', now()) returning *)
      select private.emit('missed_call', call.caller_id, tests.user_id('bob'), call.conversation_id, jsonb_build_object('call_id', call.id, 'media', 'audio')) from call$$,
    $$select pg_temp.as('bob', 'public.leave_conversation(pg_temp.id(''club''))')$$),
  ('match', 'leaving a match', 'bob',
    $$select pg_temp.keep('date', tests.create_talk('alice', 'bob')); select private.emit('match', tests.user_id('alice'), tests.user_id('bob'), pg_temp.id('date'))$$,
    $$delete from private.conversations where id = pg_temp.id('date')$$),
  ('viral', 'deleting a viral post', 'alice',
    $$select private.emit('viral', tests.user_id('alice'), tests.user_id('alice'), pg_temp.id('post'), '{"state": "viral"}')$$,
    $$select pg_temp.as('alice', 'public.delete_post(pg_temp.id(''post''))')$$);

create function pg_temp.after(begins text, ends text, person text, out before int, out behind int)
language plpgsql as $$
begin
  delete from private.notifications;
  delete from private.conversations;
  delete from public.connection_requests;
  perform tests.reset_role(), tests.read_all('notify_people');
  perform pg_temp.keep('post', tests.create_post('alice')), pg_temp.keep('club', tests.create_group('alice', 'bob', 'carol'));
  execute begins;
  perform pg_temp.listed(person);
  -- Told of the one thing, and not of what led there.
  before := pg_temp.listed(person);
  execute ends;
  behind := pg_temp.listed(person);
  update public.profiles set is_private = false;
  delete from public.follows;
end $$;
create temporary table outcome as
select ending.family, ending.way, told.before, told.behind from ending cross join lateral pg_temp.after(ending.begins, ending.ends, ending.person) told;
select is(before || ' ' || behind, '1 0', way || ' takes the notification back') from outcome;

select bag_eq(
  $$ select distinct family from ending $$,
  $$ select kind[1] from pg_proc cross join lateral regexp_matches(prosrc, 'when ''(\w+)'' then', 'g') kind
     where proname = 'notification_stands' and kind[1] not in ('decision', 'system') $$,
  'every kind of cause that can end has an end here');

-- What comes back.
select pg_temp.keep('post', tests.create_post('alice'));
select pg_temp.keep('comment', pg_temp.comments('bob', 'hello'));
select pg_temp.as('alice', 'public.hide_comment(pg_temp.id(''comment''))');
select is(pg_temp.listed('alice'), 0, 'a comment that was put aside before anybody was told is not told');
select pg_temp.as('alice', 'public.hide_comment(pg_temp.id(''comment''), false)');
select is(pg_temp.listed('alice'), 1, 'a comment that is brought back is told');
select * from finish();
rollback;
