begin;
select no_plan();
select tests.open_tables();

-- Every way to see a person or what they have made, in every state that this person can be in. eve is looked at: alice follows her
-- and is connected with her, carol is asked by her, and dave knows only somebody who knows her.
select tests.create_user(name) from unnest(array['alice', 'bob', 'carol', 'dave', 'eve']) name;
insert into public.follows (follower_id, followee_id)
select tests.user_id(follower), tests.user_id(followee)
from (values ('alice', 'eve'), ('bob', 'eve'), ('eve', 'bob'), ('eve', 'alice'), ('dave', 'bob')) edge (follower, followee);
insert into public.follow_requests (follower_id, followee_id) values (tests.user_id('eve'), tests.user_id('carol'));
insert into public.connection_requests (requester_id, addressee_id) values (tests.user_id('eve'), tests.user_id('carol'));
insert into public.mutes (muter_id, muted_id) values (tests.user_id('carol'), tests.user_id('eve'));
select tests.befriend('alice', 'eve');
insert into public.interests (slug, name) values ('knitting', 'Knitting');
insert into public.profile_interests (profile_id, interest) values (tests.user_id('eve'), 'knitting');

create temporary table made as
select tests.create_post('eve', 'by eve', kind => 'reel') as post, tests.create_post('bob', 'a post') as others,
  tests.create_post('carol', 'reposted') as reposted, tests.create_group('bob', 'alice', 'eve') as club, tests.create_talk('alice', 'eve') as talk,
  null::uuid as comment, null::uuid as collection, null::uuid as message, null::uuid as said, null::uuid as request, null::uuid as call;
update public.posts set mentions = array[tests.user_id('eve')] where id = (select others from made);
update made set comment = tests.create_comment('eve', others, 'by eve');
update public.posts set hashtags = '{looms}', cell = private.location_cell(52.5, 13.4) where id = (select post from made);
insert into private.locations (profile_id, latitude, longitude) values (tests.user_id('alice'), 52.5, 13.4);
insert into private.post_hours (post_id, hour, reactions) select post, date_trunc('hour', now()), 9 from made;
select private.refresh_trends();
insert into public.post_edits (post_id, caption) select post, 'by eve' from made;
insert into public.post_stats (post_id) select post from made;
insert into public.post_reactions (post_id, user_id, emoji) select others, tests.user_id('eve'), '❤️' from made;
insert into public.comment_reactions (comment_id, user_id, emoji) select comment, tests.user_id('alice'), '❤️' from made;
insert into public.post_reactions (post_id, user_id, emoji) select post, tests.user_id('alice'), '❤️' from made;
insert into public.saved_posts (user_id, post_id) select tests.user_id('alice'), post from made;
insert into private.not_interested (person_id, post_id, reason, author_id) select tests.user_id('carol'), post, 'author', tests.user_id('eve') from made;
insert into public.post_shares (post_id, user_id, via) select reposted, tests.user_id('eve'), 'repost' from made;
insert into public.collections (owner_id, name, is_private) values (tests.user_id('eve'), 'by eve', false);
update made set collection = (select id from public.collections where name = 'by eve');
insert into public.saved_posts (user_id, post_id, collection_id) select tests.user_id('eve'), others, collection from made;
update made set request = (select id from public.connection_requests);
with told as (
  insert into private.notifications (person_id, kind, group_key) values (tests.user_id('alice'), 'follow', tests.user_id('alice')) returning id
)
insert into private.notification_parts (notification_id, person_id, family, cause_id, actor_id, event)
select id, tests.user_id('alice'), 'follow', tests.user_id('eve'), tests.user_id('eve'), 'follow' from told;
grant select, update on made to authenticated;
select tests.authenticate_as(tests.user_id('eve'));
update made set said = tests.say(club, 'said by eve');
update made set message = tests.say(talk, 'hello');
select tests.reset_role();
select tests.read_all('index_messages');

create temporary table path (name text, viewer text, statement text, sign text not null default 'eve', own boolean not null default false);
insert into path (name, viewer, statement, own) values
  ('get_profile', 'alice', 'public.get_profile(user_id => $eve)', true),
  ('get_profile', 'alice', 'public.get_profile(username => ''eve'')', true),
  ('presence_of', 'alice', 'public.presence_of(array[$eve])', true),
  ('list_followers', 'alice', 'public.list_followers($bob)', true),
  ('list_following', 'alice', 'public.list_following($bob)', true),
  ('followers_you_know', 'alice', 'public.followers_you_know($bob)', false),
  ('list_connections', 'alice', 'public.list_connections()', false),
  ('list_connection_requests', 'carol', 'public.list_connection_requests()', false),
  ('list_follow_requests', 'carol', 'public.list_follow_requests()', false),
  ('list_muted', 'carol', 'public.list_muted()', false),
  ('follow_suggestions', 'dave', 'public.follow_suggestions()', false),
  ('search_people', 'alice', 'public.search_people(''eve'')', false),
  ('typeahead_people', 'alice', 'public.typeahead_people(''eve'')', false),
  ('get_post', 'alice', 'public.get_post($post)', true),
  ('get_post', 'alice', 'public.get_post($others) -> ''mentions''', true),
  ('list_post_edits', 'alice', 'public.list_post_edits($post)', true),
  ('list_posts', 'alice', 'public.list_posts($eve)', true),
  ('home_feed', 'alice', 'jsonb_path_query_array(public.home_feed(), ''$.items[*].author'')', false),
  ('reels_feed', 'alice', 'jsonb_path_query_array(public.reels_feed(), ''$.items[*].author'')', false),
  ('topic_feed', 'alice', 'public.topic_feed(''looms'')', true),
  ('nearby_feed', 'alice', 'public.nearby_feed()', false),
  ('trending_posts', 'alice', 'public.trending_posts()', true),
  ('search_posts', 'alice', 'public.search_posts(''by eve'')', true),
  ('following_feed', 'alice', 'jsonb_path_query_array(public.following_feed(), ''$.items[*].author'')', true),
  ('following_feed', 'alice', 'jsonb_path_query_array(public.following_feed(), ''$.items[*].reposted_by'')', false),
  ('list_not_interested', 'carol', 'public.list_not_interested()', false),
  ('list_comments', 'alice', 'public.list_comments($others)', true),
  ('list_reactions', 'alice', 'public.list_reactions(''post'', $others)', true),
  ('list_reactions', 'eve', 'public.list_reactions(''post'', $post)', false),
  ('list_saved', 'alice', 'public.list_saved()', false),
  ('saved_reels', 'alice', 'public.saved_reels()', false),
  ('liked_reels', 'alice', 'public.liked_reels()', false),
  ('list_collections', 'alice', 'public.list_collections($eve)', true),
  ('get_conversation', 'alice', 'public.get_conversation($talk) -> ''other''', false),
  ('list_conversations', 'alice', 'jsonb_path_query_array(public.list_conversations(), ''$.items[*].other'')', false),
  ('list_members', 'alice', 'public.list_members($club)', true),
  ('list_messages', 'alice', 'jsonb_path_query_array(public.list_messages($club), ''$.items[*].sender'')', true),
  ('search_messages', 'alice', 'jsonb_path_query_array(public.search_messages(''said''), ''$.items[*].sender'')', true),
  ('list_notifications', 'alice', 'jsonb_path_query_array(public.list_notifications(), ''$.items[*].actors'')', false),
  ('table profiles', 'alice', '(select jsonb_agg(username) from public.profiles)', true),
  ('table profile_interests', 'alice', '(select jsonb_agg(profile_id) from public.profile_interests)', true),
  ('table posts', 'alice', '(select jsonb_agg(author_id) from public.posts)', true),
  ('table post_edits', 'alice', '(select jsonb_agg(caption) from public.post_edits)', true),
  ('table comments', 'alice', '(select jsonb_agg(author_id) from public.comments)', true),
  ('table collections', 'alice', '(select jsonb_agg(name) from public.collections)', true);
-- What somebody may do only with whom they see: the answer tells it.
insert into path (name, viewer, statement, sign) values
  ('follow', 'dave', 'public.follow($eve)', 'follow'),
  ('request_connection', 'dave', 'public.request_connection($eve)', ''),
  ('mute', 'dave', 'public.mute($eve)', ''),
  ('mute_notifications', 'dave', 'public.mute_notifications(''person'', $eve)', ''),
  ('start_conversation', 'dave', 'public.start_conversation($eve)', ''),
  ('answer_connection', 'carol', 'public.answer_connection($request, true)', ''),
  ('report', 'dave', 'public.report(''user'', $eve, ''spam'')', ''),
  ('report', 'dave', 'public.report(''post'', $post, ''spam'')', ''),
  ('report', 'dave', 'public.report(''comment'', $comment, ''spam'')', ''),
  ('react', 'dave', 'public.react(''post'', $post)', ''),
  ('react', 'dave', 'public.react(''comment'', $comment)', ''),
  ('add_comment', 'dave', 'public.add_comment(gen_random_uuid(), $post, ''hello'')', ''),
  ('add_comment', 'dave', 'public.add_comment(gen_random_uuid(), $others, ''hello'', parent_id => $comment)', ''),
  ('save_post', 'dave', 'public.save_post($post)', ''),
  ('explain_feed_item', 'dave', 'public.explain_feed_item($post)', ''),
  ('not_interested', 'dave', 'public.not_interested($post, ''author'')', ''),
  ('share_post', 'dave', 'public.share_post($post)', ''),
  ('record_views', 'dave', 'public.record_views(jsonb_build_array(jsonb_build_object(''post_id'', $post, ''watched_ms'', 1, ''source'', ''home'')))', '"counted": 1'),
  ('table post_stats', 'dave', '(select jsonb_agg(post_id) from public.post_stats where post_id = $post)', '-');

-- What is no path to somebody, and why.
create temporary table exception (reason text, names text[]);
insert into exception values
  ('answers with topics and with how many people', array['trending_topics', 'search_topics', 'topics_to_review', 'review_topic']),
  ('answers with what the caller has or is', array['unread_counts', 'my_reports', 'my_decisions', 'appeal', 'my_activity', 'mark_notifications_read', 'mark_notifications_seen',
    'get_notification_settings', 'set_notification_settings', 'get_push_settings', 'set_push_settings',
    'register_push', 'unregister_push', 'sync_push', 'open_push', 'why_notified', 'post_insights', 'creator_insights', 'get_settings', 'set_settings', 'get_feed_settings', 'set_feed_settings',
    'update_profile', 'set_interests', 'list_interests', 'heartbeat',
    'set_location', 'clear_location', 'request_verification', 'ice_servers', 'create_post', 'publish_post', 'edit_post', 'delete_post',
    'restore_post', 'archive_post', 'create_collection', 'rename_collection', 'delete_collection', 'edit_comment', 'delete_comment',
    'table blocks', 'table mutes', 'table follow_requests', 'table follows', 'table connections', 'table connection_requests',
    'table saved_posts', 'table post_reactions', 'table comment_reactions', 'table post_shares', 'table verification_requests', 'table interests']),
  ('undoes something, whoever it was done to', array['unfollow', 'remove_follower', 'remove_connection', 'withdraw_connection', 'unmute',
    'block', 'unblock', 'list_blocked', 'dismiss_suggestion', 'unreact', 'unsave_post', 'unshare_post', 'answer_follow', 'hide_comment', 'undo_not_interested',
    'pin_comment']),
  ('moderation is for moderators, who see everybody', array['decide_many', 'undo_many', 'moderation_appeals', 'claim_appeal', 'answer_appeal', 'next_second_review',
    'answer_second_review', 'moderator_agreement', 'audit_log', 'set_app_role', 'revoke_verification']),
  ('moderators and admins see everybody, or numbers about nobody', array['notification_ledger', 'schedule_notification',
    'list_scheduled_notifications', 'cancel_scheduled_notification', 'pause_scheduled_notification', 'moderation_queue', 'claim_case',
    'get_case', 'decide', 'undo_decision', 'feed_what_if', 'look_up_person', 'person_timeline', 'look_up_sessions',
    'end_person_sessions', 'list_settings', 'set_setting', 'set_rate_limit',
    'list_feed_weights', 'set_feed_weights', 'list_job_queues', 'retry_failed_jobs', 'review_verification', 'set_viral_veto', 'list_rules', 'set_rule', 'try_rule', 'list_terms',
    'set_term', 'remove_term', 'ban_media', 'unban_media', 'list_held_media', 'list_banned_media', 'answer_held_media', 'scorer_calibration']),
  ('is held by the tests of what it hangs on', array['table post_media', 'table comment_media']),
  ('a conversation stays with its members: what changes it is held by the tests of the chat', array['add_members', 'create_group',
    'answer_message_request', 'list_message_requests', 'archive_conversation', 'clear_conversation', 'pin_conversation', 'mute_conversation',
    'leave_conversation', 'update_group', 'set_member_role', 'set_disappearing', 'remove_member', 'reveal_identity', 'send_message',
    'edit_message', 'delete_message', 'list_message_edits', 'mark_read', 'mark_delivered', 'message_receipts', 'sync',
    'start_call', 'answer_call', 'end_call', 'get_call', 'list_calls']);

select set_eq($$
  select proname::text from tests.our_functions where schema = 'public' and prorettype <> 'trigger'::regtype
  union
  select 'table ' || relname from tests.our_relations where schema = 'public' and relkind in ('r', 'v') and has_any_column_privilege('authenticated', oid, 'select')
$$, $$
  select name from path
  where name !~ '^table ' or has_any_column_privilege('authenticated', replace(name, 'table ', 'public.')::regclass, 'select')
  union
  select unnest(names) from exception
$$, 'every function and table that clients may read is a path to people, or says why it is none');

create function pg_temp.shows(path path, viewer text) returns boolean
language plpgsql as $$
declare
  statement text := path.statement;
  answer text;
  part text;
  ids jsonb := (select to_jsonb(made) from made);
begin
  foreach part in array array['alice', 'bob', 'carol', 'dave', 'eve'] loop
    ids := ids || jsonb_build_object(part, tests.user_id(part));
  end loop;
  for part in select key from jsonb_object_keys(ids) key order by length(key) desc loop
    statement := replace(statement, '$' || part, format('%L::uuid', ids ->> part));
  end loop;
  begin
    perform tests.authenticate_as(tests.user_id(viewer));
    execute 'select (' || statement || ')::text' into answer;
    -- Whatever it has done is undone.
    raise exception sqlstate 'UNDO0';
  exception
    when sqlstate 'UNDO0' then null;
    when sqlstate 'PGRST' then answer := null;
  end;
  return case path.sign when 'eve' then answer ~ 'eve' or answer ~ tests.user_id('eve')::text else answer ~ path.sign end is true;
end $$;

create temporary table state (place int, name text, shown boolean, begins text, ends text);
insert into state values
  (1, 'nothing the matter', true, 'select', 'select'),
  (2, 'the account deactivated', false, 'update private.accounts set deactivated_at = now() where username = ''eve''',
    'update private.accounts set deactivated_at = null'),
  (3, 'a ban', false, 'update private.accounts set banned_until = now() + interval ''1 hour'' where username = ''eve''', 'select'),
  (4, 'a ban that is over', true, 'update private.accounts set banned_until = now() - interval ''1 hour''', 'update private.accounts set banned_until = null'),
  (5, 'a ban that has run out', true, 'update public.profiles set hidden_until = now() + interval ''1 hour'' where username = ''eve'';
     update public.profiles set hidden_until = now() - interval ''1 second'' where username = ''eve''; select private.show_people_again()', 'select'),
  (6, 'a block by the viewer', false, 'insert into public.blocks (blocker_id, blocked_id) select id, tests.user_id(''eve'') from public.profiles where username <> ''eve''',
    'delete from public.blocks'),
  (7, 'a block of the viewer', false, 'insert into public.blocks (blocker_id, blocked_id) select tests.user_id(''eve''), id from public.profiles where username <> ''eve''',
    'delete from public.blocks'),
  (8, 'the person hidden and not told', false, 'update public.profiles set hidden_until = ''infinity'' where username = ''eve''',
    'update public.profiles set hidden_until = ''-infinity'' where username = ''eve'''),
  (10, 'a shadow ban', false, 'update private.accounts set shadow_banned_at = now(), shadow_banned_until = ''infinity'' where username = ''eve''',
    'update private.accounts set shadow_banned_at = null, shadow_banned_until = null where username = ''eve'''),
  -- Feeds, suggestions and the search in posts are silent of whom one has muted, and nothing else is.
  (9, 'a mute by the viewer', true, 'insert into public.mutes (muter_id, muted_id, until) select id, tests.user_id(''eve''), ''infinity'' from public.profiles
     where username <> ''eve'' on conflict do nothing', 'select');

create function pg_temp.in_every_state() returns setof text
language plpgsql as $$
declare
  state pg_temp.state;
  way pg_temp.path;
  is_shown boolean;
begin
  for state in select * from state order by place loop
    perform tests.reset_role();
    execute state.begins;
    for way in select * from path
      where path.viewer <> 'eve'
        and (path.name !~ '^table ' or has_any_column_privilege('authenticated', replace(path.name, 'table ', 'public.')::regclass, 'select')) loop
      is_shown := state.shown and not (state.place = 9 and way.name ~ '_feed$|^trending_posts$|^follow_suggestions$|^search_posts$');
      return next is(pg_temp.shows(way, way.viewer), is_shown, format('with %s, %s %s', state.name, way.statement,
        case when is_shown then 'shows the person' else 'shows nothing of the person' end));
      -- Whoever is hidden without being told sees everything as before.
      if way.own and (state.place in (1, 8, 10)) then
        return next is(pg_temp.shows(way, 'eve'), true, format('with %s, %s shows the person to themselves', state.name, way.statement));
      end if;
    end loop;
    perform tests.reset_role();
    execute state.ends;
  end loop;
end $$;
select pg_temp.in_every_state();

select * from finish();
rollback;
