begin;
select no_plan();
select tests.open_tables();

select tests.create_user(name) from unnest(array['alice', 'bob', 'carol', 'dave']) name;
select tests.create_user('mona', 'moderator'), tests.create_user('mike', 'moderator'), tests.create_user('ada', 'admin');
create temporary table made as
select tests.create_post('bob', 'buy my pills') as post, tests.create_talk('alice', 'bob', 'anonymous') as talk, null::uuid as said, null::uuid as opened, null::uuid as decision;
grant select, update on made to authenticated;
create function pg_temp.moderate(username text, role text default 'moderator') returns void language sql as $$
  select tests.authenticate_as(tests.user_id(username), jsonb_build_object('app_role', role)) $$;
grant execute on function pg_temp.moderate to authenticated;
create function pg_temp.later() returns void language sql as $$
  update private.decisions set created_at = created_at - interval '11 minutes' $$;

-- Reports
select tests.authenticate_as(tests.user_id('alice'));
select is(public.report('post', post, 'spam', ' look ') - array['id', 'target_id', 'created_at'],
  '{"target": "post", "reason": "spam", "note": "look", "status": "open"}', 'a report is open at first') from made;
select is(public.report('post', post, 'spam'), public.report('post', post, 'hate'), 'a repeated report changes nothing') from made;
select tests.throws_code('select public.report(''user'', tests.user_id(''alice''), ''spam'')', 'INVALID_REPORT', 422, 'nobody reports themselves');
select tests.throws_code('select public.report(''user'', tests.user_id(''bob''), ''dull'')', 'INVALID_REPORT', 422, 'a reason is a known one');
select tests.throws_code('select public.report(''user'', null, ''spam'')', 'INVALID_REPORT', 422, 'a report is about something');
select tests.throws_code('select public.report(''message'', gen_random_uuid(), ''spam'')', 'MESSAGE_NOT_FOUND', 404, 'what nobody can see is not reported');
select tests.authenticate_as(tests.user_id('carol'));
select lives_ok($$ select public.report('post', post, 'hate') from made $$, 'others report the same');
select is(jsonb_array_length(public.my_reports() -> 'items'), 1, 'people see their own reports alone');
select tests.reset_role();
update made set opened = (select id from private.cases);
select results_eq('select report_count, severity::int, weight from private.cases', 'values (2, 3, 1::double precision)', 'reports about the same thing are one case, as grave as the gravest');

-- Only moderators
select tests.authenticate_as(tests.user_id('alice'));
select tests.throws_code(call, 'NOT_ALLOWED', 403, call || ' is for moderators')
from unnest(array['select public.moderation_queue()', 'select public.claim_case(opened) from made', 'select public.get_case(opened) from made',
  'select public.decide(opened, ''ban'') from made', 'select public.undo_decision(gen_random_uuid())']) call;

-- One case, one moderator
select pg_temp.moderate('mona');
select is(public.moderation_queue() #>> '{items,0,id}', opened::text, 'the case waits in the queue') from made;
select tests.throws_code('select public.get_case(opened) from made', 'CASE_NOT_CLAIMED', 409, 'evidence is for who works on the case');
select tests.throws_code('select public.decide(opened, ''ban'') from made', 'CASE_NOT_CLAIMED', 409, 'nobody decides without a claim');
select is(public.claim_case(opened) #>> '{reports,0,evidence,caption}', 'buy my pills', 'a claim shows the evidence') from made;
select lives_ok('select public.claim_case(opened) from made', 'a claim is renewed');
select pg_temp.moderate('mike');
select tests.throws_code('select public.claim_case(opened) from made', 'CASE_CLAIMED', 409, 'two moderators never do one case');
select tests.throws_code('select public.decide(opened, ''ban'') from made', 'CASE_NOT_CLAIMED', 409, 'nobody decides what another has claimed');
select tests.reset_role();
update private.cases set claimed_until = now() - interval '1 second';
select pg_temp.moderate('mike');
select lives_ok('select public.claim_case(opened) from made', 'a claim runs out');

-- Decisions
select tests.throws_code(format('select public.decide(opened, %s) from made', arguments), 'INVALID_DECISION', 422, arguments || ' is no decision')
from unnest(array['''praise''', 'null', '''suspend''', '''suspend'', now() - interval ''1 day''', '''suspend'', now() + interval ''2 years''',
  '''ban'', now() + interval ''1 day''', '''warn'', ''infinity''', '''ban'', null, repeat(''x'', 2001)',
  '''hide'', now() + interval ''1 day''', '''remove'', parts => array[''bio'']', '''ban'', further => ''[{"action": "suspend", "until": "2027-01-01"}]''', '''dismiss'', further => ''[{"action": "warn"}]''',
  '''hide'', further => ''[{"action": "remove"}]''', '''warn'', further => ''[{"action": "warn"}]''', '''warn'', further => ''{}''', '''warn'', further => ''[7]''', '''warn'', further => null',
  '''ban'', further => ''[{"action": "warn", "until": "soon"}]''']) arguments;
update made set decision = (public.decide(opened, 'suspend', now() + interval '3 days', 'No pills.') ->> 'id')::uuid;
select tests.throws_code('select public.decide(opened, ''dismiss'') from made', 'CASE_DECIDED', 409, 'a case is decided once');
select tests.reset_role();
select is((select hidden_until > now() + interval '2 days' from public.profiles where username = 'bob'), true, 'who is suspended is hidden');
select is(private.tell_decisions(), 0::bigint, 'nobody is told while it can be undone');

-- Undo
select pg_temp.moderate('mona');
select tests.throws_code('select public.undo_decision(decision) from made', 'DECISION_NOT_FOUND', 404, 'moderators undo their own decisions');
select pg_temp.moderate('mike');
select is(public.undo_decision(decision) ->> 'undone_at' is not null, true, 'a decision is undone') from made;
select lives_ok('select public.undo_decision(decision) from made', 'undoing it again changes nothing');
select tests.reset_role();
select is((select banned_until from private.accounts where username = 'bob'), null, 'the account is as it was');
select is((select status from private.cases), 'open', 'the case is open again');
select is((select count(*) from private.reports where outcome is not null), 0::bigint, 'nothing has come of the reports');
select pg_temp.moderate('mike');
select public.claim_case(opened) from made;
update made set decision = (public.decide(opened, 'suspend', now() + interval '3 days', 'No pills.') ->> 'id')::uuid;
select tests.reset_role();
update private.accounts set banned_until = 'infinity' where username = 'bob';
select pg_temp.moderate('mike');
select tests.throws_code('select public.undo_decision(decision) from made', 'DECISION_FINAL', 409, 'what somebody has changed since is not undone');
select tests.reset_role();
update private.accounts set banned_until = null where username = 'bob';
select pg_temp.later();
select pg_temp.moderate('ada', 'admin');
select tests.throws_code('select public.undo_decision(decision) from made', 'DECISION_FINAL', 409, 'after ten minutes a decision stands');
select tests.reset_role();

-- Telling
select is(private.tell_decisions(), 1::bigint, 'then it is told');
select is(private.tell_decisions(), 0::bigint, 'it is told once');
select results_eq($$ select subject_id, details ->> 'action', details ->> 'reason' from private.engagement where kind = 'moderation_notice' $$,
  $$ values (tests.user_id('bob'), 'suspend', 'No pills.') $$, 'the person hears what was decided and why');
select results_eq($$ select subject_id, details ->> 'outcome' from private.engagement where kind = 'report_outcome' order by 1 $$,
  $$ select tests.user_id(name), 'upheld' from unnest(array['alice', 'carol']) name order by 1 $$, 'each reporter hears what came of it');
select is((select count(*) from private.engagement where kind in ('moderation_notice', 'report_outcome') and actor_id in (tests.user_id('mike'), tests.user_id('mona'))),
  0::bigint, 'no moderator is named');
select tests.authenticate_as(tests.user_id('bob'));
select is(public.my_decisions() #>> '{items,0,action}', 'suspend', 'the person reads it again');
select is(public.my_decisions()::text ~ (tests.user_id('mike')::text || '|' || tests.user_id('alice')::text), false, 'it names neither moderator nor reporter');
select tests.authenticate_as(tests.user_id('alice'));
select is(public.my_reports() #>> '{items,0,status}', 'upheld', 'the reporter sees the outcome');
select tests.reset_role();
select is(private.reputation(tests.user_id('alice')), 2 / 3::double precision, 'who was right weighs more');
select is(private.reputation(tests.user_id('dave')), 0.5::double precision, 'who has reported nothing weighs a half');

-- Harmless stays harmless
update made set post = tests.create_post('dave', 'a duck');
select tests.authenticate_as(tests.user_id('alice'));
select public.report('post', post, 'hate') from made;
select tests.reset_role();
update made set opened = (select id from private.cases where status = 'open');
select pg_temp.moderate('mona');
select public.claim_case(opened) from made;
select public.decide(opened, 'dismiss') from made;
select tests.authenticate_as(tests.user_id('carol'));
select is(public.report('post', post, 'hate') ->> 'status', 'dismissed', 'what is harmless stays so') from made;
select tests.reset_role();
select is((select count(*) from private.cases where status = 'open'), 0::bigint, 'no case opens about it');
update public.posts set caption = 'a goose' where id = (select post from made);
select tests.authenticate_as(tests.user_id('carol'));
select is(public.report('post', post, 'hate') ->> 'status', 'open', 'once it is edited, it is looked at again') from made;
select tests.reset_role();
select is((select count(*) from private.measures where action = 'dismiss'), 1::bigint, 'what was dismissed is a decision');

-- Staff
select tests.authenticate_as(tests.user_id('alice'));
select public.report('user', tests.user_id('mona'), 'harassment'), public.report('user', tests.user_id('ada'), 'harassment');
select tests.reset_role();
create temporary table about as select username, cases.id from private.cases join private.accounts on accounts.id = person_id where app_role <> 'user';
grant select on about to authenticated;
select pg_temp.moderate('mona');
select is(public.moderation_queue()::text ~ (select id::text from about where username = 'mona'), false, 'nobody sees a case about themselves');
select tests.throws_code('select public.claim_case(id) from about where username = ''mona''', 'CASE_NOT_FOUND', 404, 'nobody decides about themselves');
select tests.throws_code('select public.claim_case(id) from about where username = ''ada''', 'NOT_ALLOWED', 403, 'moderators do not act on admins');
select pg_temp.moderate('mike');
select tests.throws_code('select public.claim_case(id) from about where username = ''mona''', 'NOT_ALLOWED', 403, 'moderators do not act on moderators');
select pg_temp.moderate('ada', 'admin');
select lives_ok('select public.claim_case(id) from about where username = ''mona''', 'admins act on moderators');
select tests.reset_role();

-- Messages
select tests.authenticate_as(tests.user_id('bob'));
update made set said = tests.say(talk, 'something rude');
select tests.authenticate_as(tests.user_id('alice'));
select tests.say(talk, 'oh') from made;
-- Neither knows whose profile it is, so the evidence is whole all the same.
select public.block(tests.user_id('bob'));
select is(public.report('message', said, 'harassment')::text ~ tests.user_id('bob')::text, false, 'a report unmasks nobody') from made;
select tests.authenticate_as(tests.user_id('dave'));
select tests.throws_code('select public.report(''message'', said, ''spam'') from made', 'MESSAGE_NOT_FOUND', 404, 'only who reads along reports a message');
select tests.reset_role();
select private.empty_messages(array[said]) from made;
select is((select jsonb_path_query_array(evidence, '$.messages[*].body') from private.reports where evidence ? 'conversation_id'),
  '["something rude", "oh"]', 'evidence survives the deletion, and holds what was said around it');
select is((select jsonb_path_query_array(evidence, '$.messages[*].sender') from private.reports where evidence ? 'conversation_id'),
  '["reported", "reporter"]', 'it says who said what, and not who they are');
select is((select count(*) from private.moderation_log where event in ('case_claimed', 'case_decided', 'decision_undone')), 10::bigint, 'each step is in the audit log');

-- Whoever claims all of them holds ten.
create temporary table hoard as
with made as (
  insert into private.cases (target, target_id, person_id, severity, weight, priority)
  select 'post', gen_random_uuid(), tests.user_id('bob'), 1, 1, 0 from generate_series(1, 12) returning id
)
select id, row_number() over (order by id) as nth from made;
grant select on hoard to authenticated;
update private.cases set claimed_until = null;
select tests.authenticate_as(tests.user_id('mona'), '{"app_role": "moderator"}');
select public.claim_case(id) from (select id from hoard order by nth) each;
select tests.reset_role();
select is((select count(*) from private.cases where claimed_by = tests.user_id('mona') and claimed_until > now()), 10::bigint, 'nobody claims the whole queue');
select is((select claimed_until > now() from private.cases join hoard using (id) where nth = 12), true, 'what was claimed last stays claimed');

select * from finish();
rollback;
