begin;
select no_plan();

-- Whoever is shadow banned does everything that a person can do, and nothing of it reaches anybody: not in what others read, not in their
-- events, not in their counts. eve is; alice is her friend, bob has a group with both, carol talks with her anonymously, dave is a stranger.
select tests.create_user(name) from unnest(array['alice', 'bob', 'carol', 'dave', 'eve']) name;
insert into public.follows (follower_id, followee_id)
select tests.user_id(follower), tests.user_id(followee)
from (values ('alice', 'eve'), ('eve', 'bob'), ('dave', 'bob'), ('bob', 'alice')) edge (follower, followee);
select tests.befriend('alice', 'eve');
insert into public.follow_requests (follower_id, followee_id) values (tests.user_id('dave'), tests.user_id('eve'));
insert into public.connection_requests (requester_id, addressee_id) values (tests.user_id('bob'), tests.user_id('eve'));
insert into public.interests (slug, name) values ('knitting', 'Knitting');

create temporary table made as
select tests.create_post('eve', 'by eve', kind => 'reel') as mine, tests.create_post('bob', 'a post') as others, tests.create_post('bob', 'liked') as liked,
  tests.create_group('bob', 'alice', 'eve') as club, tests.create_group('eve', 'alice', 'bob') as own_club, tests.create_talk('alice', 'eve') as talk,
  tests.create_talk('carol', 'eve', 'anonymous') as masked, null::uuid as invited, null::uuid as comment, null::uuid as said, null::uuid as heard,
  null::uuid as request, null::uuid as collection, null::uuid as draft;
update made set comment = tests.create_comment('eve', others, 'by eve');
insert into public.collections (owner_id, name) values (tests.user_id('eve'), 'things');
update made set collection = (select id from public.collections), request = (select id from public.connection_requests),
  draft = tests.create_post('eve', 'not yet'), invited = tests.create_group('bob', 'alice');
update public.posts set state = 'draft', position = null, published_at = null where id = (select draft from made);
insert into private.conversation_members (conversation_id, user_id, state) select invited, tests.user_id('eve'), 'requested' from made;
grant select, update on made to authenticated;
select tests.authenticate_as(tests.user_id('eve'));
update made set said = tests.say(talk, 'hello');
select public.react('post', liked) from made;
select tests.authenticate_as(tests.user_id('alice'));
update made set heard = tests.say(talk, 'hello, eve');
select tests.reset_role();

create temporary table deed (name text, statement text);
insert into deed values
  ('create_post', 'public.create_post(gen_random_uuid(), caption => ''look, @alice'')'), ('publish_post', 'public.publish_post($draft)'),
  ('edit_post', 'public.edit_post($mine, ''{"caption": "look, @alice"}'')'), ('archive_post', 'public.archive_post($mine)'),
  ('delete_post', 'public.delete_post($mine)'), ('restore_post', 'public.restore_post($mine)'),
  ('add_comment', 'public.add_comment(gen_random_uuid(), $others, ''look, @alice'')'), ('edit_comment', 'public.edit_comment($comment, ''look, @alice'')'),
  ('delete_comment', 'public.delete_comment($comment)'), ('hide_comment', 'public.hide_comment($comment)'), ('pin_comment', 'public.pin_comment($comment)'),
  ('react', 'public.react(''post'', $others)'), ('react', 'public.react(''message'', $heard)'), ('unreact', 'public.unreact(''post'', $liked)'),
  ('share_post', 'public.share_post($others, ''repost'')'), ('unshare_post', 'public.unshare_post($others)'),
  ('record_views', 'public.record_views(jsonb_build_array(jsonb_build_object(''post_id'', $others, ''watched_ms'', 9000, ''source'', ''home'')))'),
  ('save_post', 'public.save_post($others)'), ('unsave_post', 'public.unsave_post($others)'), ('create_collection', 'public.create_collection(''more'', false)'),
  ('rename_collection', 'public.rename_collection($collection, ''look'')'), ('delete_collection', 'public.delete_collection($collection)'),
  ('not_interested', 'public.not_interested($others, ''post'')'), ('undo_not_interested', 'public.undo_not_interested($others)'),
  ('follow', 'public.follow($alice)'), ('answer_follow', 'public.answer_follow($dave, true)'), ('request_connection', 'public.request_connection($dave, ''hello'')'),
  ('answer_connection', 'public.answer_connection($request, true)'), ('withdraw_connection', 'public.withdraw_connection($request)'),
  ('mute', 'public.mute($bob)'), ('unmute', 'public.unmute($bob)'), ('unblock', 'public.unblock($bob)'), ('dismiss_suggestion', 'public.dismiss_suggestion($dave)'),
  ('mute_notifications', 'public.mute_notifications(''person'', $bob)'),
  ('start_conversation', 'public.send_message(gen_random_uuid(), (public.start_conversation($dave) ->> ''id'')::uuid, body => ''hello'')'),
  ('send_message', 'public.send_message(gen_random_uuid(), $talk, body => ''hello'')'), ('send_message', 'public.send_message(gen_random_uuid(), $club, body => ''hello, @alice'')'),
  ('send_message', 'public.send_message(gen_random_uuid(), $masked, body => ''hello'')'), ('edit_message', 'public.edit_message($said, ''hello again'')'),
  ('mark_read', 'public.mark_read($talk, $heard)'), ('mark_delivered', 'public.mark_delivered($talk, $heard)'),
  ('create_group', 'public.create_group(gen_random_uuid(), ''look'', array[$alice, $dave])'), ('add_members', 'public.add_members($own_club, array[$dave])'),
  ('update_group', 'public.update_group($own_club, ''{"title": "look"}'')'), ('set_member_role', 'public.set_member_role($own_club, $alice, ''admin'')'),
  ('remove_member', 'public.remove_member($own_club, $alice)'), ('set_disappearing', 'public.set_disappearing($talk, 3600)'),
  ('answer_message_request', 'public.answer_message_request($invited, true)'), ('reveal_identity', 'public.reveal_identity($masked)'),
  ('archive_conversation', 'public.archive_conversation($talk)'), ('pin_conversation', 'public.pin_conversation($talk)'),
  ('mute_conversation', 'public.mute_conversation($talk)'), ('start_call', 'public.start_call($talk, ''audio'')'),
  ('answer_call', 'public.answer_call($talk, true)'), ('end_call', 'public.end_call($talk)'),
  ('heartbeat', 'public.heartbeat()'), ('update_profile', 'public.update_profile(''{"bio": "look"}'')'), ('set_interests', 'public.set_interests(array[''knitting''])'),
  ('set_location', 'public.set_location(52.5, 13.4)'), ('clear_location', 'public.clear_location()'), ('set_settings', 'public.set_settings(''{"show_age": false}'')'),
  ('set_feed_settings', 'public.set_feed_settings(''{}'')'), ('set_notification_settings', 'public.set_notification_settings(''{}'')'),
  ('mark_notifications_read', 'public.mark_notifications_read()'), ('mark_notifications_seen', 'public.mark_notifications_seen()'),
  ('explain_feed_item', 'public.explain_feed_item($others)'),
  ('request_verification', 'public.request_verification(''I am eve, and this is how you see it.'')'), ('home_feed', 'public.home_feed()');

-- What does reach others, and why.
create temporary table exception (reason text, names text[]);
insert into exception values
  ('moderators hear of it, and nobody else', array['report', 'appeal']),
  ('it takes the person, or what is of them, away from others', array['block', 'unfollow', 'remove_follower', 'remove_connection', 'leave_conversation', 'delete_message',
    'clear_conversation']),
  ('it ranks or reads for the person alone', array['reels_feed', 'following_feed', 'nearby_feed', 'trending_posts', 'topic_feed', 'sync', 'list_notifications', 'ice_servers', 'presence_of', 'search_topics',
    'search_messages', 'typeahead_people', 'search_posts', 'search_people', 'register_push',
    'open_push', 'set_push_settings', 'sync_push', 'unregister_push']);
select set_has($$ select name from deed union select unnest(names) from exception $$, $$
  select routine.proname::text from tests.our_functions known
  join pg_proc routine on routine.oid = known.oid
  where known.schema = 'public' and routine.provolatile = 'v' and routine.prorettype <> 'trigger'::regtype
    -- Those of moderators and admins are tried by roles.test.sql.
    and obj_description(routine.oid, 'pg_proc') !~ '^\s*For (the )?(moderator|admin)' $$,
  'every function of the API that writes is a deed of the test, or says why it is none');

create temporary table look (viewer text, statement text);
insert into look
select viewer, statement
from unnest(array['alice', 'bob', 'carol', 'dave']) viewer
cross join unnest(array['get_profile(user_id => $alice)', 'get_profile(user_id => $bob)', 'get_profile(username => ''eve'')', 'list_followers($bob)', 'list_following($bob)', 'list_followers($alice)',
  'list_connections()', 'list_connection_requests()', 'list_follow_requests()', 'follow_suggestions()', 'presence_of(array[$eve])', 'search_people(''eve'')',
  'get_post($others)', 'get_post($liked)', 'get_post($mine)', 'list_posts($eve)', 'list_posts($bob)', 'list_comments($others)', 'list_reactions(''post'', $others)', 'following_feed()',
  'trending_topics()', 'search_posts(''look'')', 'list_collections($eve)', 'list_conversations()', 'list_message_requests()', 'list_messages($talk)', 'list_messages($club)',
  'list_messages($masked)', 'list_members($club)', 'list_members($own_club)', 'get_conversation($talk)', 'get_conversation($masked)', 'message_receipts($heard)', 'search_messages(''hello'')',
  'list_calls()', 'unread_counts()', 'list_notifications()', 'post_insights($others)', 'creator_insights()']) statement;

create function pg_temp.filled(statement text) returns text language plpgsql as $$
declare
  ids jsonb := (select to_jsonb(made) from made);
  part text;
begin
  select ids || jsonb_object_agg(name, tests.user_id(name)) into ids from unnest(array['alice', 'bob', 'carol', 'dave', 'eve']) name;
  for part in select key from jsonb_object_keys(ids) key order by length(key) desc loop
    statement := replace(statement, '$' || part, format('%L::uuid', ids ->> part));
  end loop;
  return statement;
end $$;

create function pg_temp.seen() returns table (viewer text, statement text, answer text) language plpgsql as $$
declare
  way pg_temp.look;
begin
  for way in select * from look loop
    viewer := way.viewer;
    statement := way.statement;
    begin
      way.statement := pg_temp.filled(way.statement);
      perform tests.authenticate_as(tests.user_id(way.viewer));
      execute 'select public.' || way.statement into answer;
    exception when sqlstate 'PGRST' then
      answer := sqlerrm::jsonb ->> 'code';
    end;
    perform tests.reset_role();
    return next;
  end loop;
end $$;

create function pg_temp.read_log() returns void language plpgsql as $$
declare
  reader text;
begin
  foreach reader in array array['roll_up_engagement', 'notify_people', 'index_messages', 'tell_followers', 'learn_from_engagement', 'learn_topics', 'learn_virality'] loop
    perform tests.read_all(reader);
  end loop;
  perform private.tell_presence_changes();
end $$;
select pg_temp.read_log();

create temporary table before (viewer text, statement text, answer text);
create function pg_temp.reached(deed pg_temp.deed) returns text language plpgsql as $$
declare
  leak text;
begin
  delete from realtime.messages;
  begin
    deed.statement := pg_temp.filled(deed.statement);
    perform tests.authenticate_as(tests.user_id('eve'));
    begin
      execute 'select ' || deed.statement;
    exception when sqlstate 'PGRST' then
      null;
    end;
    perform tests.reset_role();
    perform pg_temp.read_log();
    select string_agg(format('%s: %s: %s -> %s', after.viewer, after.statement, before.answer, after.answer), E'\n') into leak
    from pg_temp.seen() after join before using (viewer, statement)
    where after.answer is distinct from before.answer;
    leak := concat_ws(E'\n', leak, (
      select string_agg(distinct topic || ' ' || event, ', ') from realtime.messages sent
      where topic <> 'user:' || tests.user_id('eve') and topic !~ '^call:' and not (topic ~ '^conversation:' and not exists (
        select from private.conversation_members other where other.conversation_id = split_part(topic, ':', 2)::uuid and other.user_id <> tests.user_id('eve')))));
    raise exception sqlstate 'UNDO0';
  exception when sqlstate 'UNDO0' then
    perform tests.reset_role();
  end;
  return nullif(leak, '');
end $$;

-- What eve is told: whether it was done, or what was wrong.
create function pg_temp.told(statement text) returns text language plpgsql as $$
declare
  said text;
begin
  begin
    told.statement := pg_temp.filled(told.statement);
    perform tests.authenticate_as(tests.user_id('eve'));
    said := coalesce(tests.error_of('select ' || told.statement), 'done');
    raise exception sqlstate 'UNDO0';
  exception when sqlstate 'UNDO0' then
    perform tests.reset_role();
  end;
  return said;
end $$;

create temporary table openly as select name, statement, pg_temp.told(statement) as told from deed;
insert into before select * from pg_temp.seen();
select ok(pg_temp.reached(deed) is not null, format('of somebody else %s does reach others', statement))
from deed where name in ('send_message', 'react', 'follow', 'start_call', 'heartbeat', 'mark_read', 'add_comment', 'create_group', 'start_conversation');

update private.accounts set shadow_banned_at = now() - interval '1 second', shadow_banned_until = 'infinity' where username = 'eve';
select pg_temp.read_log();
delete from before;
insert into before select * from pg_temp.seen();
select is(pg_temp.reached(deed), null, format('of a shadow banned person %s reaches nobody', statement)) from deed where name <> 'edit_message';
select is(pg_temp.reached(deed) ~ 'hello again', false, 'what they change in a message nobody reads: the message is gone for others') from deed where name = 'edit_message';
select is(pg_temp.told(statement), told, format('%s looks as before to a shadow banned person', statement)) from openly
where name not in ('update_group', 'set_member_role', 'remove_member', 'set_disappearing', 'add_members', 'answer_message_request');
select is(pg_temp.told(statement), 'RATE_LIMITED with status 429', format('%s, which is the same for everybody, is refused as if it was done too often', statement)) from openly
where name in ('update_group', 'set_member_role', 'remove_member', 'set_disappearing', 'add_members', 'answer_message_request');

-- The room of their own
select tests.authenticate_as(tests.user_id('eve'));
select isnt(public.get_conversation(talk) ->> 'live_topic', null, 'there is a live topic to be on') from made;
create temporary table rooms as select public.get_conversation(talk) ->> 'live_topic' as own from made;
grant select on rooms to authenticated;
select is((private.topic_access(own)).send, array['broadcast', 'presence'], 'it can be joined, and typed on') from rooms;
select tests.authenticate_as(tests.user_id('alice'));
select isnt(public.get_conversation(talk) ->> 'live_topic', own, 'nobody else is on it') from made, rooms;
select is((private.topic_access(own)).receive, '{}'::text[], 'nobody else can join the room of their own') from rooms;
create temporary table real_room as select public.get_conversation(talk) ->> 'live_topic' as name from made;
grant select on real_room to authenticated;
select tests.authenticate_as(tests.user_id('eve'));
select is((private.topic_access(name)).send, '{}'::text[], 'the person is not on the one of the others') from real_room;

-- What was done meanwhile takes its place in the end.
select public.send_message(gen_random_uuid(), talk, body => 'said meanwhile'), public.react('post', others), public.follow(tests.user_id('alice')) from made;
select is(public.list_messages(talk)::text ~ 'said meanwhile', true, 'the person sees what they have said') from made;
select tests.reset_role();
select pg_temp.read_log();
select is((select reactions from public.post_stats where post_id = (select others from made)), null, 'nothing is counted meanwhile');
select is(private.graph_counts(tests.user_id('alice')) ->> 'followers', '1', 'nobody has one follower more');
select private.end_shadow_ban(tests.user_id('eve'));
select pg_temp.read_log();
select is((select reactions from public.post_stats where post_id = (select others from made)), 1, 'with the end of the ban it is counted');
select is(private.graph_counts(tests.user_id('alice')) ->> 'followers', '2', 'with the end of the ban it is counted whom they follow');
select tests.authenticate_as(tests.user_id('alice'));
select is(public.list_messages(talk)::text ~ 'said meanwhile', true, 'others read what was said') from made;
select is(public.list_notifications()::text ~ tests.user_id('eve')::text, true, 'others are told who follows them');
select tests.reset_role();
select is((select count(*) from private.withheld_engagement), 0::bigint, 'nothing is kept aside any longer');

-- Its time. (All of this test is one moment to the database, so what was done before is older than the ban.)
update private.accounts set shadow_banned_at = now() + interval '1 second', shadow_banned_until = now() + interval '1 hour' where username = 'eve';
update private.accounts set shadow_banned_until = now() - interval '1 second' where username = 'eve';
select private.show_people_again();
select is(private.is_shadowed(tests.user_id('eve')), false, 'a shadow ban ends by itself');
select is((select hidden_until from public.profiles where username = 'eve'), '-infinity', 'a person whose shadow ban is over is shown');

-- A deletion takes off the counters only what was counted.
update private.accounts set shadow_banned_at = now() + interval '1 second', shadow_banned_until = 'infinity' where username = 'eve';
select tests.authenticate_as(tests.user_id('eve'));
select public.unreact('post', liked), public.react('post', mine) from made;
select tests.reset_role();
select private.erase_account(tests.user_id('eve'));
select pg_temp.read_log();
select is((select coalesce(max(reactions), 0) from public.post_stats), 0, 'after a deletion the counters are right');
select is(private.graph_counts(tests.user_id('alice')) ->> 'followers', '1', 'after a deletion the counters of people are right');

select * from finish();
rollback;
