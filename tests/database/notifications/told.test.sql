-- Who is told what, what is taken back, and what is never told.
begin;
select no_plan();
select tests.create_user(name) from unnest(array['alice', 'bob', 'carol', 'dave', 'kid']) name;
update private.accounts set birth_date = now() - interval '15 years' where username = 'kid';

create temporary table made as
select tests.create_post('alice', 'hello') as post, null::uuid as comment, null::uuid as message, tests.create_group('alice', 'bob', 'carol') as club,
  tests.create_talk('alice', 'bob', 'anonymous') as strangers;
grant select, update on made to authenticated;

-- What somebody's list says after the log was read: "kind parts/actors", the last first.
create function pg_temp.told(name text, filter text default '') returns text
language plpgsql as $$
declare
  answer text;
begin
  perform tests.reset_role();
  perform tests.read_all('notify_people');
  perform tests.authenticate_as(tests.user_id(name));
  select string_agg(format('%s %s/%s', item ->> 'kind', item ->> 'part_count', item ->> 'actor_count'), ', ' order by item ->> 'kind') into answer
  from jsonb_array_elements(public.list_notifications(unread_only => filter = 'unread', box => filter = 'box') -> 'items') item;
  perform tests.reset_role();
  return coalesce(answer, '');
end $$;
create function pg_temp.unread(name text) returns int
language plpgsql as $$
declare
  answer int;
begin
  perform tests.authenticate_as(tests.user_id(name));
  answer := public.unread_counts() ->> 'notifications';
  perform tests.reset_role();
  return answer;
end $$;
-- Somebody does something.
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
create function pg_temp.everybody_reads() returns void
language sql as $$ update private.notifications set read_at = now(), seen_at = now() where read_at is null $$;

-- One group, exact parts.
select pg_temp.as('bob', $$public.react('post', (select post from made))$$);
select pg_temp.as('carol', $$public.react('post', (select post from made))$$);
select is(pg_temp.told('alice'), 'like 2/2', 'two likes of a post are one group');
select is(pg_temp.told('alice'), 'like 2/2', 'reading the log again changes nothing');
select is((select count(*)::int from tests.events('notification')), 1, 'what comes at once is one event');
select is(pg_temp.as('alice', $$public.list_notifications() #>> '{items,0,preview,excerpt}'$$), 'hello', 'the list previews the post');
select pg_temp.as('alice', $$public.react('post', (select post from made))$$);
select is(pg_temp.told('alice'), 'like 2/2', 'nobody is told what they did themselves');
select pg_temp.as('bob', $$public.unreact('post', (select post from made))$$);
select is(pg_temp.told('alice'), 'like 1/1', 'an undone like takes exactly its part');
select pg_temp.as('carol', $$public.unreact('post', (select post from made))$$);
select is(pg_temp.told('alice'), '', 'with the last part the notification goes');
select is(pg_temp.unread('alice'), 0, 'with the last part the badge goes');
select pg_temp.as('bob', $$public.react('post', (select post from made))$$);
select pg_temp.as('bob', $$public.unreact('post', (select post from made))$$);
select is(pg_temp.told('alice'), '', 'done and undone between two readings is nothing');

-- Comments: one person counts once; the strongest reason tells.
update made set comment = (pg_temp.as('bob', $$public.add_comment(gen_random_uuid(), (select post from made), 'one')$$)::jsonb ->> 'id')::uuid;
select pg_temp.as('bob', $$public.add_comment(gen_random_uuid(), (select post from made), 'two')$$);
select pg_temp.as('carol', $$public.add_comment(gen_random_uuid(), (select post from made), 'hi @alice')$$);
select is(pg_temp.told('alice'), 'comment 2/1, mention 1/1', 'a mention below the own post is told once, and somebody with two comments is one person');
select is(pg_temp.unread('alice'), 2, 'the badge counts groups');
select pg_temp.as('alice', $$public.add_comment(gen_random_uuid(), (select post from made), 'thanks', parent_id => (select comment from made))$$);
select is(pg_temp.told('bob'), 'reply 1/1', 'an answer is told to whom it answers');
select pg_temp.as('carol', $$public.react('comment', (select comment from made))$$);
select is(pg_temp.told('bob'), 'like 1/1, reply 1/1', 'a liked comment is told to its author');
select pg_temp.as('bob', $$public.delete_comment((select comment from made))$$);
select is(pg_temp.told('alice'), 'comment 1/1, mention 1/1', 'a deleted comment takes its part');
select is(pg_temp.told('bob'), 'reply 1/1', 'likes of a deleted comment go with it');

-- Read groups are closed.
select pg_temp.as('alice', $$public.mark_notifications_read(everything => true)$$);
select is(pg_temp.unread('alice'), 0, 'reading empties the badge');
select pg_temp.as('bob', $$public.add_comment(gen_random_uuid(), (select post from made), 'three')$$);
select is(pg_temp.told('alice', 'unread'), 'comment 1/1', 'what comes after reading begins a new group');
update private.notifications set created_at = now() - interval '3 days', changed_at = now() - interval '3 days' where read_at is null;
select pg_temp.as('carol', $$public.add_comment(gen_random_uuid(), (select post from made), 'four')$$);
select is(pg_temp.told('alice', 'unread'), 'comment 2/2', 'what is unread merges across days');
select pg_temp.as('alice', $$public.mark_notifications_seen()$$);
select is(pg_temp.as('alice', $$public.unread_counts() - array['messages', 'conversations', 'message_requests']$$)::jsonb,
  '{"notifications": 1, "unseen": 0, "box": 0, "connection_requests": 0, "follow_requests": 0}', 'seen is not read');

-- Blocks, mutes, hidden people: also afterwards, and back.
select pg_temp.as('alice', $$public.mute((select tests.user_id('bob')))$$);
select is(pg_temp.told('alice', 'unread'), 'comment 1/1', 'a mute takes the muted out of what was told');
select is(pg_temp.unread('alice'), 1, 'the badge agrees with the list after a mute');
select pg_temp.as('alice', $$public.unmute((select tests.user_id('bob')))$$);
select is(pg_temp.told('alice', 'unread'), 'comment 2/2', 'the end of a mute brings it back');
select pg_temp.as('alice', $$public.mute((select tests.user_id('bob')), now() + interval '1 hour')$$);
select is(pg_temp.told('alice', 'unread'), 'comment 1/1', 'a mute for an hour is a mute');
update public.mutes set until = now() - interval '1 second';
update private.notification_parts set hidden_until = now() - interval '1 second' where hidden_until > now() and hidden_until < 'infinity';
select is(pg_temp.told('alice', 'unread'), 'comment 2/2', 'a mute ends by itself');
select pg_temp.as('bob', $$public.block((select tests.user_id('alice')))$$);
select is(pg_temp.told('alice', 'unread'), 'comment 1/1', 'a block hides what the other did, whoever has blocked');
select pg_temp.as('bob', $$public.unblock((select tests.user_id('alice')))$$);
update private.accounts set banned_until = 'infinity' where username in ('bob', 'carol');
select is(pg_temp.told('alice', 'unread'), '', 'a group of nobody but hidden people is in no list');
select is(pg_temp.unread('alice'), 0, 'a group of nobody but hidden people is in no badge');
update private.accounts set banned_until = null;
select is(pg_temp.told('alice', 'unread'), 'comment 2/2', 'who is shown again is told of again');
select is((select count(*)::int from tests.events('notification') where topic = 'user:' || tests.user_id('alice') and payload ->> 'part_count' = '0'), 0,
  'no event tells of nobody');
select pg_temp.as('alice', $$public.mute_notifications('person', tests.user_id('bob'))$$);
select is(pg_temp.told('alice', 'unread'), 'comment 1/1', 'notifications of one person can be muted without the person');
select pg_temp.as('alice', $$public.mute_notifications('person', tests.user_id('bob'), false)$$);
select is(pg_temp.told('alice', 'unread'), 'comment 2/2', 'that mute can be undone as well');

-- Posts that go and come back.
select pg_temp.as('alice', $$public.delete_post((select post from made))$$);
select is(pg_temp.told('alice'), '', 'what happened at a removed post is not told');
select is(pg_temp.unread('alice'), 0, 'the badge agrees after a removal');
select pg_temp.as('alice', $$public.restore_post((select post from made))$$);
select is(pg_temp.told('alice', 'unread'), 'comment 2/2', 'a post that returns brings it back');

-- Settings, muted posts, strangers.
select pg_temp.everybody_reads();
select pg_temp.as('alice', $$public.set_notification_settings('{"kinds": {"like": false}}')$$);
select pg_temp.as('bob', $$public.react('post', (select post from made))$$);
select is(pg_temp.told('alice', 'unread'), '', 'a kind that is off is not told');
select is((select array_agg(reason) from private.notification_refusals), array['setting'], 'the ledger knows that a setting kept it out');
select pg_temp.as('alice', $$public.set_notification_settings('{"kinds": {"like": true}}')$$);
select pg_temp.as('alice', $$public.mute_notifications('post', (select post from made))$$);
select pg_temp.as('carol', $$public.react('post', (select post from made))$$);
select pg_temp.as('carol', $$public.add_comment(gen_random_uuid(), (select post from made), 'for @alice')$$);
select is(pg_temp.told('alice', 'unread'), 'mention 1/1', 'of a muted post only mentions are told');
select pg_temp.as('alice', $$public.mute_notifications('post', (select post from made), false)$$);
select pg_temp.everybody_reads();
select pg_temp.as('alice', $$public.set_notification_settings('{"strangers": "box"}')$$);
insert into public.follows (follower_id, followee_id) values (tests.user_id('alice'), tests.user_id('bob'));
select pg_temp.as('bob', $$public.share_post((select post from made))$$);
select pg_temp.as('carol', $$public.share_post((select post from made))$$);
select pg_temp.as('carol', $$public.share_post((select post from made), 'link')$$);
select is(pg_temp.told('alice', 'unread'), 'share 1/1', 'only a repost is told, and of strangers not in the list');
select is(pg_temp.told('alice', 'box'), 'share 1/1', 'what strangers do is in their box');
select is(pg_temp.unread('alice'), 1, 'the box is not in the badge');
select pg_temp.as('bob', $$public.unshare_post((select post from made))$$);
select is(pg_temp.told('alice', 'unread'), '', 'a repost that is taken back is not told');
select pg_temp.as('alice', $$public.set_notification_settings('{"strangers": "list"}')$$);

-- People.
select pg_temp.everybody_reads();
select pg_temp.as('bob', $$public.follow(tests.user_id('alice'))$$);
select pg_temp.as('kid', $$public.follow(tests.user_id('alice'))$$);
select is(pg_temp.told('alice', 'unread'), 'follow 1/1', 'a new follower is told, and minors and adults stay apart');
select pg_temp.as('bob', $$public.unfollow(tests.user_id('alice'))$$);
select is(pg_temp.told('alice', 'unread'), '', 'who no longer follows is not told');
select pg_temp.as('bob', $$public.request_connection(tests.user_id('alice'))$$);
select is(pg_temp.told('alice', 'unread'), 'connection_request 1/1', 'a request to connect is told');
select pg_temp.as('alice', $$public.answer_connection((select id from public.connection_requests), true)$$);
select is(pg_temp.told('alice', 'unread'), '', 'a request that was answered is no news');
select is(split_part(pg_temp.told('bob', 'unread'), ',', 1), 'connection_accept 1/1', 'who asked hears that they are connected');
update public.profiles set is_private = true where username = 'dave';
select pg_temp.as('bob', $$public.follow(tests.user_id('dave'))$$);
select is(pg_temp.told('dave'), 'follow_request 1/1', 'a private account is told who asks');
select pg_temp.as('dave', $$public.answer_follow(tests.user_id('bob'), true)$$);
select is(pg_temp.told('dave'), '', 'who was let in asks no more');
select matches(pg_temp.told('bob', 'unread'), 'follow_accept 1/1', 'who was let in is told');

-- Messages. Nothing is told of strangers without names.
select pg_temp.everybody_reads();
update made set message = pg_temp.as('alice', $$tests.say((select club from made), 'hello @bob')$$)::uuid;
select is(pg_temp.told('bob', 'unread'), 'mention 1/1', 'a mention in a group is told');
select pg_temp.as('carol', $$public.react('message', (select message from made))$$);
select is(pg_temp.told('alice', 'unread'), 'like 1/1', 'a reaction to a message is told');
select pg_temp.as('alice', $$public.delete_message((select message from made), true)$$);
select is(pg_temp.told('alice', 'unread') || pg_temp.told('bob', 'unread'), '', 'a deleted message takes mention and reactions along');
update made set message = pg_temp.as('alice', $$tests.say((select strangers from made), 'hello')$$)::uuid;
select pg_temp.as('bob', $$public.react('message', (select message from made))$$);
select is(pg_temp.told('alice', 'unread'), '', 'of strangers who have no names nothing is told');

-- What the platform tells. Nobody is shown who decided.
select private.emit('match', tests.user_id('bob'), tests.user_id('carol'), (select club from made));
select private.emit('viral', tests.user_id('alice'), tests.user_id('alice'), (select post from made), '{"state": "rising"}');
select private.emit('moderation_notice', tests.user_id('dave'), tests.user_id('alice'), (select post from made), '{"action": "warn", "reason": "spam"}');
select private.emit('report_outcome', tests.user_id('dave'), tests.user_id('alice'), (select club from made), '{"outcome": "upheld"}');
select is(pg_temp.told('alice', 'unread'), 'moderation_notice 1/0, report_outcome 1/0',
  'decisions are told without who made them, and rising is not viral');
select is(pg_temp.told('bob', 'unread') || pg_temp.told('carol', 'unread'), 'match 1/1match 1/1', 'a match is told to both');
select private.emit('viral', tests.user_id('alice'), tests.user_id('alice'), (select post from made), '{"state": "viral"}');
select matches(pg_temp.told('alice', 'unread'), 'viral 1/0', 'an author hears that a post is viral');

-- A viral post does not bury its author.
select pg_temp.everybody_reads();
select tests.create_user('fan' || n) from generate_series(1, 300) n;
select count(*) from tests.events('notification');
create function pg_temp.crowd(since int, until int) returns text
language plpgsql as $$
begin
  with fans as (select tests.user_id('fan' || n) as id from generate_series(since, until) n),
  liked as (
    insert into public.post_reactions (post_id, user_id, emoji) select post, fans.id, '❤️' from made, fans returning user_id, post_id)
  insert into private.engagement (kind, actor_id, subject_id, target_id)
  select 'post_reaction', user_id, tests.user_id('alice'), post_id from liked;
  return pg_temp.told('alice', 'unread');
end $$;
select is(string_agg(pg_temp.crowd(n, n + 2), ';'), string_agg(format('like %s/%s', n + 2, n + 2), ';'), 'the count of a busy post is exact at any moment')
from generate_series(1, 298, 3) n;
select cmp_ok((select count(*)::int from tests.events('notification')), '<=', 8, '300 likes are one line that tells of itself eight times at most');
select is(pg_temp.unread('alice'), 1, '300 likes are one in the badge');
delete from private.accounts where username in ('fan7', 'fan8');
select is(pg_temp.told('alice', 'unread'), 'like 298/298', 'who deletes the account is taken out');

-- Why.
select is(pg_temp.as('alice', $$public.why_notified((select (public.list_notifications() #>> '{items,0,id}')::uuid)) #>> '{events,0,event}'$$),
  'post_reaction', 'people can ask why they were told');
select tests.throws_code(format('select pg_temp.as(%L, %L)', 'bob', format('public.why_notified(%L)', (
  select id from private.notifications where person_id = tests.user_id('alice') limit 1))),
  'NOTIFICATION_NOT_FOUND', 404, 'nobody learns what others were told');
select tests.reset_role();
select pg_temp.as('bob', format($$public.mark_notifications_read(ids => array[%L]::uuid[])$$, id))
from private.notifications where person_id = tests.user_id('alice') and read_at is null;
select is(pg_temp.unread('alice'), 1, 'nobody reads for others');
select tests.throws_code($$ select pg_temp.as('bob', 'public.notification_ledger(tests.user_id(''alice''))') $$, 'NOT_ALLOWED', 403, 'the ledger is for admins');
select tests.reset_role();
select private.set_app_role(tests.user_id('carol'), 'admin');
select matches(pg_temp.as('carol', 'public.notification_ledger(tests.user_id(''alice''))'), '"setting"', 'admins see why something was not told');

delete from private.accounts where username = 'alice';
select is((select count(*)::int from private.notifications where person_id = tests.user_id('alice'))
  + (select count(*)::int from private.notification_parts where tests.user_id('alice') in (person_id, actor_id)), 0, 'a deleted account leaves nothing');
select * from finish();
rollback;
