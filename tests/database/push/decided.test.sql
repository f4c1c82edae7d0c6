-- What becomes of pushes: sent, deferred, put into a digest, not sent, taken back; and what is asked again when they are sent.
begin;
select no_plan();
select tests.create_user(name) from unnest(array['alice', 'bob', 'carol', 'dave']) name;
update private.settings set value = '["web", "android", "ios"]' where name = 'push_platforms';
create temporary table made as select tests.create_talk('alice', 'bob') as talk, null::uuid as message;
grant select, update on made to authenticated;

create function pg_temp.device(name text, address text, locale text default 'en') returns uuid
language plpgsql as $$
declare
  made uuid;
begin
  perform tests.authenticate_as(tests.user_id(name));
  made := public.register_push(jsonb_build_object('platform', 'android', 'token', address, 'locale', locale)) ->> 'endpoint_id';
  perform tests.reset_role();
  -- Not only just now: what is gone is gone.
  update private.push_endpoints set renewed_at = now() - interval '1 hour' where id = made;
  return made;
end $$;
-- A notification that has just been told; returns its id.
create function pg_temp.news(name text, kind text default 'follow') returns uuid
language plpgsql as $$
declare
  made uuid;
begin
  insert into private.notifications (person_id, kind, group_key) values (tests.user_id(name), news.kind, gen_random_uuid()) returning id into made;
  insert into private.notification_parts (notification_id, person_id, family, cause_id, actor_id, event)
  values (made, tests.user_id(name), 'test', gen_random_uuid(), tests.user_id('carol'), 'follow');
  update private.notifications set told_step = step where id = made;
  return made;
end $$;
-- What the ledger says of it: the last thing.
create function pg_temp.fate(tag text) returns text
language sql as $$
  select concat_ws(' ', ledger.outcome, ledger.reason) from private.push_ledger ledger join private.pushes push on push.id = ledger.push_id
  where push.tag = fate.tag order by ledger.id desc limit 1
$$;
create function pg_temp.of_news(id uuid) returns text language sql as $$ select 'notification:' || id $$;
create function pg_temp.decide() returns int language sql as $$ select private.decide_pushes() $$;
create function pg_temp.settings(name text, changes jsonb) returns void
language plpgsql as $$
begin
  perform tests.authenticate_as(tests.user_id(name));
  perform public.set_push_settings(changes);
  perform tests.reset_role();
end $$;
create function pg_temp.answer(claimed jsonb, outcome text, retry_after_s int default null, of_provider boolean default false) returns void
language sql as $$
  select private.push_answered((item ->> 'push_id')::uuid, (item ->> 'endpoint_id')::uuid, (item ->> 'version')::int,
    (item #>> '{message,withdraws}')::boolean, (item ->> 'claimed_at')::timestamptz, outcome, retry_after_s, of_provider, 'an error')
  from jsonb_array_elements(claimed) item
$$;
create function pg_temp.hours(shift interval) returns text language sql as $$ select to_char(now() at time zone 'UTC' + shift, 'HH24:MI') $$;

-- Nobody without a device has a push.
select pg_temp.news('bob');
select is_empty('select 1 from private.pushes', 'whoever has no device is asked for no push');

select pg_temp.device('alice', 'phone-of-alice', 'de-AT');
create temporary table first as select pg_temp.news('alice') as id;
select is(pg_temp.decide(), 1, 'what is asked for is decided');
select is(pg_temp.fate(pg_temp.of_news((select id from first))), 'sent', 'it is sent');
create temporary table claimed as select private.claim_pushes() as pushes;
select is((select pushes #>> '{0,message,title}' from claimed), 'Carol folgt dir', 'in the language of the device');
select is((select pushes #>> '{0,message,badge}' from claimed), '1', 'with the badge');
select is(private.claim_pushes(), '[]', 'while somebody sends it nobody else does');
select pg_temp.answer((select pushes from claimed), 'delivered');
select is((select state from private.push_deliveries), 'sent', 'what was delivered is sent');
update private.push_deliveries set due_at = now();
select is(private.claim_pushes(), '[]', 'it is sent once');
update private.notifications set read_at = now(), seen_at = now() where id = (select id from first);
select is(pg_temp.fate(pg_temp.of_news((select id from first))), 'withdrawn read', 'what is read is taken back');
update claimed set pushes = private.claim_pushes();
select is((select pushes #>> '{0,message,withdraws}' from claimed), 'true', 'the device that shows it is told to close it');
select is((select pushes #>> '{0,message,title}' from claimed), null, 'with nothing to show');
select pg_temp.answer((select pushes from claimed), 'delivered');

-- Read or undone before it was sent.
create temporary table second as select pg_temp.news('alice') as id;
select pg_temp.decide();
delete from private.notification_parts where notification_id = (select id from second);
select is(private.claim_pushes(), '[]', 'what is undone before it leaves does not leave');
select is((select sending.state from private.push_deliveries sending join private.pushes push on push.id = sending.push_id where push.target_id = (select id from second)),
  'dropped', 'no device is told to close what it never showed');
create temporary table third as select pg_temp.news('alice') as id;
select pg_temp.decide();
update claimed set pushes = private.claim_pushes();
update private.notifications set read_at = now(), seen_at = now() where id = (select id from third);
select pg_temp.answer((select pushes from claimed), 'delivered');
update claimed set pushes = private.claim_pushes();
select is((select pushes #>> '{0,message,withdraws}' from claimed), 'true', 'what is read while it is being sent is closed afterwards');
select pg_temp.answer((select pushes from claimed), 'delivered');

-- Settings count when it is decided and when it is sent.
select pg_temp.settings('alice', '{"kinds": {"follow": false}}');
create temporary table fourth as select pg_temp.news('alice') as id;
select pg_temp.decide();
select is(pg_temp.fate(pg_temp.of_news((select id from fourth))), 'suppressed setting', 'a kind that is turned off is not pushed');
select pg_temp.settings('alice', '{"kinds": {"follow": true}}');
create temporary table fifth as select pg_temp.news('alice') as id;
select pg_temp.decide();
select pg_temp.settings('alice', '{"kinds": {"follow": false}}');
select is(private.claim_pushes(), '[]', 'a kind that is turned off meanwhile does not leave');
select is(pg_temp.fate(pg_temp.of_news((select id from fifth))), 'suppressed setting', 'the ledger says that a setting has kept a push back');
select pg_temp.settings('alice', '{"kinds": {"follow": true}}');

-- Quiet hours.
select pg_temp.settings('alice', jsonb_build_object('quiet_from', pg_temp.hours('-1 hour'), 'quiet_until', pg_temp.hours('1 hour')));
create temporary table sixth as select pg_temp.news('alice') as id;
select pg_temp.decide();
select is(pg_temp.fate(pg_temp.of_news((select id from sixth))), 'deferred quiet_hours', 'in quiet hours it waits');
select is((select due_at from private.pushes where target_id = (select id from sixth)), date_trunc('minute', now()) + interval '1 hour', 'until they end');
select is(pg_temp.decide(), 0, 'nobody looks at it meanwhile');
select pg_temp.settings('alice', '{"quiet_from": null, "quiet_until": null}');
select is(pg_temp.decide(), 1, 'without quiet hours it waits no longer');
select pg_temp.settings('alice', jsonb_build_object('quiet_from', pg_temp.hours('-1 hour'), 'quiet_until', pg_temp.hours('1 hour')));
select is(private.claim_pushes(), '[]', 'hours that begin before it leaves hold it back');
select is(pg_temp.fate(pg_temp.of_news((select id from sixth))), 'deferred quiet_hours', 'it is deferred and not dropped');
update private.notifications set read_at = now(), seen_at = now() where id = (select id from sixth);
select is(pg_temp.fate(pg_temp.of_news((select id from sixth))), 'withdrawn read', 'what is read in the night is not pushed in the morning');
select tests.authenticate_as(tests.user_id('bob'));
update made set message = tests.say(talk, 'are you awake?');
select tests.reset_role();
select tests.read_all('push_people');
select pg_temp.decide();
select is(pg_temp.fate('conversation:' || (select talk from made)), 'sent', 'a message does not wait');
update claimed set pushes = private.claim_pushes();
select is((select pushes #>> '{0,message,title}' || ': ' || (pushes #>> '{0,message,body}') from claimed), 'Bob: are you awake?', 'it says who writes what');
select pg_temp.settings('alice', '{"quiet_for_all": true}');
select pg_temp.answer((select pushes from claimed), 'later');
update private.push_deliveries set due_at = now();
select is(private.claim_pushes(), '[]', 'with quiet_for_all a push waits, also between two tries');
select is(pg_temp.fate('conversation:' || (select talk from made)), 'deferred quiet_hours', 'the ledger says that a push waits for the end of quiet hours');
insert into public.blocks (blocker_id, blocked_id) values (tests.user_id('alice'), tests.user_id('bob'));
select pg_temp.settings('alice', '{"quiet_from": null, "quiet_until": null, "quiet_for_all": false}');
select pg_temp.decide();
select is(pg_temp.fate('conversation:' || (select talk from made)), 'suppressed hidden', 'whom one blocks meanwhile is not heard any more');
delete from public.blocks;

-- Whoever is there.
insert into private.presence (profile_id, device, active_at, seen_at) values (tests.user_id('alice'), 'web', now(), now());
create temporary table seventh as select pg_temp.news('alice') as id;
select pg_temp.decide();
select is(pg_temp.fate(pg_temp.of_news((select id from seventh))), null, 'while the person is active it waits to see whether they leave');
update private.pushes set due_at = now(), changed_at = now() - interval '2 minutes' where target_id = (select id from seventh);
select pg_temp.decide();
select is(pg_temp.fate(pg_temp.of_news((select id from seventh))), 'suppressed active', 'who stays has seen it');
update private.presence set active_at = null;
create temporary table eighth as select pg_temp.news('alice') as id;
select pg_temp.decide();
select is(pg_temp.fate(pg_temp.of_news((select id from eighth))), 'sent', 'a device that lies idle is no reader');
delete from private.presence;

-- The budget.
select is(private.push_budget(tests.user_id('dave')), 5, 'nobody knows yet what a person opens: five a day');
insert into private.push_ledger (person_id, push_id, kind, outcome, is_spent, happened_at)
select tests.user_id('dave'), gen_random_uuid(), 'like', 'sent', true, now() - interval '2 days' from generate_series(1, 100);
select is(private.push_budget(tests.user_id('dave')), 1, 'who opens nothing gets one a day, and never none');
insert into private.push_ledger (person_id, push_id, kind, outcome, is_spent, happened_at)
select tests.user_id('dave'), gen_random_uuid(), 'like', 'opened', true, now() - interval '2 days' from generate_series(1, 100);
select is(private.push_budget(tests.user_id('dave')), 19, 'who opens everything gets nearly twenty');
delete from private.push_ledger;
select pg_temp.device('dave', 'phone-of-dave');
insert into private.presence_sessions (profile_id, device, started_at, ended_at)
select tests.user_id('dave'), 'ios', date_trunc('hour', now()) - n * interval '1 day' + interval '5 hours', date_trunc('hour', now()) - n * interval '1 day' + interval '5 hours'
from generate_series(1, 5) n;
create temporary table heap as select pg_temp.news('dave', case when n <= 3 then 'follow' else 'share' end) as id from generate_series(1, 8) n;
select pg_temp.decide();
select results_eq($$select ledger.outcome, count(*)::int from private.push_ledger ledger where person_id = tests.user_id('dave') group by 1 order by 1$$,
  $$values ('digest', 3), ('sent', 5)$$, 'what is over the budget goes into a digest');
select is((select distinct due_at from private.pushes where state = 'digest'), date_trunc('hour', now()) + interval '5 hours', 'at the hour at which the person usually comes');
select is((select count(distinct private.history_of_pushes(person_id, target_id, 9) #>> '{0,reason}')::int from private.pushes where state = 'digest'), 1, 'the reason is visible');
select is((select private.history_of_pushes(person_id, target_id, 9) #>> '{0,reason}' from private.pushes where state = 'digest' limit 1), 'budget', 'it is the budget');
select pg_temp.answer(private.claim_pushes(), 'delivered');
update private.pushes set due_at = now() where state = 'digest';
select pg_temp.decide();
select is((select count(*)::int from private.pushes where state = 'digested'), 3, 'they are in one digest');
update claimed set pushes = private.claim_pushes();
select is((select jsonb_array_length(pushes) || ' ' || (pushes #>> '{0,message,title}') from claimed), '1 3 things are new for you', 'which is one push and says how many');
select pg_temp.answer((select pushes from claimed), 'delivered');
select is((select count(*)::int from private.push_ledger where is_spent and person_id = tests.user_id('dave')), 5, 'a digest costs nothing');
update private.notifications set read_at = now(), seen_at = now()
where person_id = tests.user_id('dave') and id in (select target_id from private.pushes where state = 'digested');
select is(pg_temp.fate('digest'), 'withdrawn read', 'a digest of which everything was read is closed');
create temporary table opened as select id from private.pushes where person_id = tests.user_id('dave') and state = 'sent' and kind = 'follow' limit 1;
grant select on opened to authenticated;
select tests.authenticate_as(tests.user_id('dave'));
select is(public.open_push((select id from opened)), '{"opened": true}', 'a push is opened');
select is(public.open_push((select id from opened)), '{"opened": false}', 'a push is opened once for each time that it was sent');
select tests.authenticate_as(tests.user_id('alice'));
select is(public.open_push((select id from opened)), '{"opened": false}', 'by nobody else');
select tests.reset_role();

-- Answers of providers.
update private.settings set value = '60' where name = 'push_quota_a_minute';
delete from private.pushes;
create temporary table last as select pg_temp.news('carol') as id where false;
select pg_temp.device('carol', 'phone-of-carol');
insert into last select pg_temp.news('carol');
select pg_temp.decide();
update claimed set pushes = private.claim_pushes();
select pg_temp.answer((select pushes from claimed), 'later', 30);
select is((select due_at from private.push_deliveries where last_error = 'an error' and state = 'queued'), now() + interval '30 seconds', 'what a provider wants later it gets later');
update private.push_deliveries set due_at = now() where state = 'queued';
update claimed set pushes = private.claim_pushes();
select pg_temp.answer((select pushes from claimed), 'later', 60, true);
update private.push_deliveries set due_at = now() where state = 'queued';
select is(private.claim_pushes(), '[]', 'a provider that is in trouble is left alone');
update private.push_providers set paused_until = now(), tokens = 0, filled_at = clock_timestamp();
select is(private.claim_pushes(), '[]', 'nothing goes beyond its quota');
update private.push_providers set tokens = 1;
update claimed set pushes = private.claim_pushes();
select is((select jsonb_array_length(pushes) from claimed), 1, 'with a token a push goes');
select pg_temp.answer((select pushes from claimed), 'too_large');
update private.push_providers set tokens = 1;
select is((select is_small and sending.state = 'queued' from private.push_deliveries sending join private.pushes push on push.id = sending.push_id where push.target_id = (select id from last)),
  true, 'what is too large goes again without its preview');
update claimed set pushes = private.claim_pushes();
select pg_temp.answer((select pushes from claimed), 'too_large');
select is((select sending.state from private.push_deliveries sending join private.pushes push on push.id = sending.push_id where push.target_id = (select id from last)),
  'dead', 'after the last try a push is given up');
update private.push_providers set tokens = 1;
truncate last;
insert into last select pg_temp.news('carol');
select pg_temp.decide();
update claimed set pushes = private.claim_pushes();
select pg_temp.answer((select pushes from claimed), 'gone');
select is_empty($$select 1 from private.push_endpoints where person_id = tests.user_id('carol')$$, 'a device that is gone is forgotten');

-- One that cannot be decided or composed is failed alone, and says so; the others of its batch go.
delete from private.pushes;
delete from private.push_providers;
update private.settings set value = '600000' where name = 'push_quota_a_minute';
select tests.create_user(name) from unnest(array['frida', 'gustav']) name;
select pg_temp.device('frida', 'phone-of-frida', 'fr'), pg_temp.device('frida', 'tablet-of-frida', 'de'), pg_temp.device('gustav', 'phone-of-gustav', 'en');
insert into private.push_texts (kind, language, form, title) values ('follow', 'fr', 'one', '');
create temporary table broken as select pg_temp.news('frida') as frida, pg_temp.news('gustav') as gustav;
select is(pg_temp.decide(), 2, 'both are decided');
update claimed set pushes = private.claim_pushes();
select set_eq($$select item #>> '{message,title}' from claimed, jsonb_array_elements(pushes) item$$, $$values ('Carol folgt dir'), ('Carol follows you')$$,
  'a push that cannot be composed for a device goes to the other devices, and to other people');
select is((select state || ': ' || last_error from private.push_deliveries sending join private.push_endpoints device on device.id = sending.endpoint_id where device.locale = 'fr'),
  'dead: There is nothing that it could say.', 'it is given up there, and operators see why');
select is(pg_temp.fate(pg_temp.of_news((select frida from broken))), 'failed broken', 'the ledger says that a push was broken');
select pg_temp.answer((select pushes from claimed), 'delivered');
select is(private.claim_pushes(), '[]', 'nobody tries again what is broken');
-- A zone that this release of Postgres no longer knows.
insert into private.notification_settings (person_id, time_zone) values (tests.user_id('frida'), 'Mars/Olympus');
insert into private.push_settings (person_id, quiet_from, quiet_until) values (tests.user_id('frida'), '22:00', '07:00');
update broken set frida = pg_temp.news('frida'), gustav = pg_temp.news('gustav');
select lives_ok('select pg_temp.decide()', 'what cannot be decided stops nothing');
select is(pg_temp.fate(pg_temp.of_news((select frida from broken))), 'failed broken', 'it is failed alone');
select is(pg_temp.fate(pg_temp.of_news((select gustav from broken))), 'sent', 'the others are decided');
select is(pg_temp.decide(), 0, 'nothing of it waits');
delete from private.push_settings where person_id = tests.user_id('frida');
delete from private.notification_settings where person_id = tests.user_id('frida');
-- What fails because of the database at this moment is no fault of a push.
create function pg_temp.full() returns trigger language plpgsql as $$ begin raise disk_full; end $$;
create trigger full_disk before insert on private.push_ledger for each row execute function pg_temp.full();
update broken set gustav = pg_temp.news('gustav');
select throws_ok('select pg_temp.decide()', '53100', null, 'trouble of the database gives up no push');
drop trigger full_disk on private.push_ledger;
select is((select state from private.pushes where target_id = (select gustav from broken)), 'waiting', 'it waits for better times');
-- A provider that refuses.
delete from private.pushes;
update broken set gustav = pg_temp.news('gustav');
select pg_temp.decide();
update claimed set pushes = private.claim_pushes();
select pg_temp.answer((select pushes from claimed), 'refused');
select is(pg_temp.fate(pg_temp.of_news((select gustav from broken))), 'failed refused', 'the ledger says what a provider has refused');

-- Marks of many at once.
delete from private.pushes;
update broken set frida = pg_temp.news('frida'), gustav = pg_temp.news('gustav');
delete from private.push_texts where language = 'fr';
select pg_temp.decide();
update claimed set pushes = private.claim_pushes();
select is((select jsonb_array_length(pushes) from claimed), 3, 'three devices are told');
update private.notifications set read_at = now(), seen_at = now() where id = (select gustav from broken);
create temporary table marked as select private.pushes_delivered((
  select jsonb_agg(item || '{"withdrew": false}') from claimed, jsonb_array_elements(pushes) item)) as others;
select is((select jsonb_array_length(others) from marked), 1, 'what was taken back meanwhile is not marked with the others');
select pg_temp.answer((select jsonb_agg(item || '{"message": {"withdraws": false}, "claimed_at": "2100-01-01"}') from marked, jsonb_array_elements(others) item), 'delivered');
select is((select count(*)::int from private.push_deliveries where state = 'sent'), 2, 'the others are sent');
update claimed set pushes = private.claim_pushes();
select is((select pushes #>> '{0,message,withdraws}' from claimed), 'true', 'it is closed afterwards');

-- What admins write comes in the language of the device, and nobody's braces are filled.
update public.profiles set first_name = '{text}{count}' where id = tests.user_id('carol');
select is(private.compose_push('{"words": "comment", "path": "/", "things": 1, "name": "{text}", "text": "{name} {count}"}', 'en', true) -> 'title', '"{text} commented on your post"',
  'braces in a name stay what they are');
select is(private.compose_push('{"words": "comment", "path": "/", "things": 1, "name": "Carol", "text": "{name} {count}"}', 'en', true) -> 'body', '"{name} {count}"',
  'braces in a text stay what they are');
select is(private.compose_push('{"path": "/", "things": 1, "written": {"titles": {"en": "News", "de": "Neues", "pt-br": "Novidades"}, "bodies": {"en": "Look", "de": "Schau"}}}', locale, true)
    - 'path', wanted::jsonb, 'an announcement for ' || locale)
from (values ('de-AT', '{"title": "Neues", "body": "Schau", "language": "de"}'), ('pt-BR', '{"title": "Novidades", "body": "Look", "language": "pt-br"}'),
  ('fi', '{"title": "News", "body": "Look", "language": "en"}'), ('pt', '{"title": "Novidades", "body": "Look", "language": "pt-br"}')) device (locale, wanted);

-- What the person is not.
update private.accounts set banned_until = 'infinity' where username = 'alice';
select is_empty($$select 1 from private.push_endpoints where person_id = tests.user_id('alice')$$, 'whoever is banned is pushed nothing');
delete from public.profiles where username = 'dave';
select is_empty($$select 1 from private.pushes where person_id = tests.user_id('dave')$$, 'of a deleted account nothing is left');
select * from finish();
rollback;
