begin;
select no_plan();
select tests.open_tables();

select tests.create_user(name) from unnest(array['alice', 'bob']) name;
select tests.create_user('mona', 'moderator'), tests.create_user('ada', 'admin');
create function pg_temp.as_role(username text, role text) returns void language sql as $$
  select tests.authenticate_as(tests.user_id(username), jsonb_build_object('app_role', role)) $$;
grant execute on function pg_temp.as_role to authenticated;

-- Who may
create temporary table call (statement text, moderators boolean);
insert into call values
  ('public.look_up_person(''alice'')', true), ('public.person_timeline(tests.user_id(''alice''))', false), ('public.list_settings()', false),
  ('public.look_up_sessions(tests.user_id(''alice''))', false), ('public.end_person_sessions(tests.user_id(''alice''))', false),
  ('public.set_setting(''feed_log_share'', ''0.1'')', false), ('public.set_rate_limit(''follow'', 10, 1)', false),
  ('public.list_feed_weights()', false), ('public.set_feed_weights(''{"fresh": 1}'')', false), ('public.list_job_queues()', false),
  ('public.retry_failed_jobs(''send-mail'')', false);
create temporary table address as select email from private.accounts where username = 'alice';
grant select on call, address to authenticated;
select pg_temp.as_role('bob', 'admin');
select tests.throws_code('select ' || statement, 'NOT_ALLOWED', 403, statement || ' is not for whoever says they are an admin') from call;
select pg_temp.as_role('mona', 'moderator');
select tests.throws_code('select ' || statement, 'NOT_ALLOWED', 403, statement || ' is not for moderators') from call where not moderators;

-- People
select is((public.look_up_person('@ALICE ') ->> 'id')::uuid, tests.user_id('alice'), 'a moderator finds somebody by name');
select is(public.look_up_person(tests.user_id('alice')::text) ->> 'username', 'alice', 'a moderator finds somebody by id');
select is(public.look_up_person('alice') ?| array['email', 'phone', 'birth_date'], false, 'a moderator reads no address');
select tests.throws_code($$ select public.look_up_person('alice@example.com') $$, 'USER_NOT_FOUND', 404, 'a moderator finds nobody by address');
select tests.throws_code($$ select public.look_up_person(null) $$, 'USER_NOT_FOUND', 404, 'nobody is nobody');
select tests.throws_code($$ select public.look_up_person('%') $$, 'USER_NOT_FOUND', 404, 'a name is a name and no pattern');
select pg_temp.as_role('ada', 'admin');
select is(public.look_up_person(email) ->> 'username', 'alice', 'an admin finds somebody by address') from address;
select is(public.look_up_person('alice') #>> '{trust_reasons,0,reason}', 'age', 'trust says what it is made of');
select tests.reset_role();
update private.accounts set strikes = array[now() + interval '9 days', now() - interval '1 day'] where id = tests.user_id('alice');
select pg_temp.as_role('ada', 'admin');
select is(jsonb_path_query_first(public.look_up_person('alice') -> 'trust_reasons', '$[*] ? (@.reason == "strikes").value'), '1', 'the warnings that still count are a part of it');
select tests.reset_role();
select is((select count(*) from private.moderation_log where actor_id = tests.user_id('mona') and event = 'person_looked_up'
  and details ->> 'person_id' = tests.user_id('alice')::text), 3::bigint, 'whoever looks is written down');
select private.audit('signed_in', tests.user_id('alice'), 'a phone', '192.0.2.1');
select pg_temp.as_role('ada', 'admin');
select is(public.person_timeline(tests.user_id('alice')) #>> '{items,0,event}', 'signed_in', 'the timeline begins with the latest');
select is(public.person_timeline(tests.user_id('alice'), page_size => 1) ->> 'next_cursor' is not null,
  jsonb_array_length(public.person_timeline(tests.user_id('alice')) -> 'items') > 1, 'a timeline is paged');
select tests.throws_code('select public.person_timeline(gen_random_uuid())', 'USER_NOT_FOUND', 404, 'nobody has no timeline');

-- Sessions
select tests.reset_role();
insert into private.sessions (account_id, refresh_hash, expires_at, user_agent, ip)
select tests.user_id('alice'), sha256(''), now() + interval '1 day', 'a tablet', '192.0.2.7';
select set_config('tests.tablet', (select id::text from private.sessions where user_agent = 'a tablet'), true);
select pg_temp.as_role('ada', 'admin');
select is(jsonb_array_length(public.look_up_sessions(tests.user_id('alice')) -> 'items'), 2, 'an admin sees where somebody is signed in');
select is((select item ->> 'ip' from jsonb_array_elements(public.look_up_sessions(tests.user_id('alice')) -> 'items') item where item ->> 'user_agent' = 'a tablet'),
  '192.0.2.7', 'and from which address');
select tests.throws_code($$ select public.end_person_sessions(tests.user_id('bob'), current_setting('tests.tablet')::uuid) $$, 'SESSION_NOT_FOUND', 404,
  'a session is ended as that of whose it is');
select is((public.end_person_sessions(tests.user_id('alice'), current_setting('tests.tablet')::uuid) ->> 'ended')::int, 1, 'an admin ends one session');
select is((public.end_person_sessions(tests.user_id('alice'), current_setting('tests.tablet')::uuid) ->> 'ended')::int, 0, 'once');
select is(jsonb_array_length(public.look_up_sessions(tests.user_id('alice')) -> 'items'), 1, 'what has ended is listed no more');
select is((public.end_person_sessions(tests.user_id('alice')) ->> 'ended')::int, 1, 'an admin ends all that are left');
select is(public.look_up_sessions(tests.user_id('alice')) -> 'items', '[]', 'then somebody is signed in nowhere');
select is((public.end_person_sessions(tests.user_id('ada')) ->> 'ended')::int, 0, 'the session that asks goes on');
select tests.throws_code(statement, 'USER_NOT_FOUND', 404, 'nobody has no sessions') from unnest(array['select public.look_up_sessions(gen_random_uuid())',
  'select public.end_person_sessions(gen_random_uuid())', 'select public.end_person_sessions(null)']) statement;
select tests.authenticate_as(tests.user_id('alice'));
select tests.throws_code('select public.heartbeat()', 'NOT_AUTHENTICATED', 401, 'a token of a session that an admin has ended writes nothing');
select tests.reset_role();
select results_eq($$ select event, count(*) from private.moderation_log where actor_id = tests.user_id('ada') and event like 'sessions%' group by event order by event $$,
  $$ values ('sessions_ended', 2::bigint), ('sessions_looked_up', 4::bigint) $$, 'each look at sessions and each end of some is written down');
select pg_temp.as_role('ada', 'admin');

-- Settings
select is(public.set_setting('feed_log_share', '0.1') ->> 'value', '0.1', 'a setting is changed');
select tests.throws_code($$ select public.set_setting('feed_log_share', '"much"') $$, 'INVALID_SETTING', 422, 'a number stays a number');
select tests.throws_code($$ select public.set_setting('feed_log_share', '-1') $$, 'INVALID_SETTING', 422, 'a number is not negative');
select tests.throws_code($$ select public.set_setting('feed_log_share', null) $$, 'INVALID_SETTING', 422, 'a value is needed');
select tests.throws_code(format('select public.set_setting(%L, %L)', name, value), 'SETTING_NOT_FOUND', 404, name || ' is not for admins')
from (values ('nothing', '1'), ('client_ip_header', '"x-mine"'), ('rate_limits', 'false')) closed (name, value);
select is((public.set_rate_limit('follow', 10, 0.5) ->> 'capacity')::int, 10, 'a limit is changed');
select tests.throws_code(format('select public.set_rate_limit(%s)', arguments), 'INVALID_SETTING', 422, 'no limit is ' || arguments)
from unnest(array['''follow'', 0, 1', '''follow'', 1, 0', '''follow'', ''NaN'', 1', '''follow'', 1, ''infinity''', '''follow'', null, 1']) arguments;
select is(public.set_feed_weights('{"fresh": 0.25}') #>> '{weights,fresh}', '0.25', 'a weight is changed');
select is(public.list_feed_weights('reels') #>> '{weights,fresh}' is distinct from '0.25', true, 'another feed has weights of its own');
select tests.throws_code($$ select public.set_feed_weights('{"luck": 1}') $$, 'INVALID_FEED_SETTINGS', 422, 'an unknown factor has no weight');
select tests.throws_code($$ select public.retry_failed_jobs('none') $$, 'QUEUE_NOT_FOUND', 404, 'an unknown queue is not served');
select tests.reset_role();
select bag_eq($$ select distinct event from private.moderation_log where actor_id = tests.user_id('ada') and event like '%changed' $$,
  array['setting_changed', 'rate_limit_changed', 'feed_weights_changed'], 'what admins change is in the audit log');

select * from finish();
rollback;
