begin;
select no_plan();

-- Appeals, second reviews, flags, and who may do what.
select tests.create_user(name) from unnest(array['alice', 'bob', 'carol']) name;
select tests.create_user('mona', 'moderator'), tests.create_user('mike', 'moderator'), tests.create_user('ada', 'admin');
create temporary table made as
select tests.create_post('bob', 'buy my pills') as post, null::uuid as opened, null::uuid as decision, null::uuid as appeal, null::uuid as review;
grant select, update on made to authenticated;
create function pg_temp.moderate(username text, role text default 'moderator') returns void language sql as $$
  select tests.authenticate_as(tests.user_id(username), jsonb_build_object('app_role', role)) $$;
grant execute on function pg_temp.moderate to authenticated;
create function pg_temp.decide(action text, until timestamptz default null) returns void language plpgsql as $$
begin
  perform tests.authenticate_as(tests.user_id('alice'));
  perform public.report('post', post, 'spam') from made;
  perform tests.reset_role();
  update made set opened = (select id from private.cases where status = 'open' and target_id = post);
  perform pg_temp.moderate('mona');
  perform public.claim_case(opened) from made;
  update made set decision = (public.decide(opened, action, until) ->> 'id')::uuid;
  perform tests.reset_role();
end $$;
create function pg_temp.strikes_of(name text) returns int language sql as $$
  select private.strikes(account) from private.accounts account where account.username = name $$;
create function pg_temp.later() returns void language plpgsql as $$
begin
  update private.decisions set created_at = created_at - interval '11 minutes';
  perform private.tell_decisions();
end $$;
update private.settings set value = '1' where name = 'second_review_share';

-- Appeals
select pg_temp.decide('remove');
select tests.authenticate_as(tests.user_id('bob'));
select tests.throws_code('select public.appeal(decision, ''I did nothing.'') from made', 'DECISION_NOT_FOUND', 404, 'nobody appeals before they are told');
select tests.reset_role();
select pg_temp.later();
select tests.authenticate_as(tests.user_id('carol'));
select tests.throws_code('select public.appeal(decision, ''I did nothing.'') from made', 'DECISION_NOT_FOUND', 404, 'nobody appeals for others');
select tests.authenticate_as(tests.user_id('bob'));
select tests.throws_code(format('select public.appeal(decision, %L) from made', note), 'INVALID_APPEAL', 422, 'an appeal says something, and not too much') from unnest(array['', '  ', repeat('x', 2001), null]) note;
select is(public.my_decisions() #>> '{items,0,may_appeal_until}' is not null, true, 'who is told hears until when they may appeal');
update made set appeal = (public.appeal(decision, 'They are vitamins.') ->> 'id')::uuid;
select is(public.appeal(decision, 'Again.') ->> 'note', 'They are vitamins.', 'there is one appeal a decision') from made;
select is(public.my_decisions() #>> '{items,0,appeal,status}', 'open', 'the person sees that it waits');
select tests.throws_code('select public.moderation_appeals()', 'NOT_ALLOWED', 403, 'the queue is for moderators');
select pg_temp.moderate('mona');
select is(jsonb_array_length(public.moderation_appeals() -> 'items'), 0, 'who decided does not see the appeal');
select tests.throws_code('select public.claim_appeal(appeal) from made', 'NOT_ALLOWED', 403, 'who decided does not answer the appeal');
select pg_temp.moderate('mike');
select is(public.moderation_appeals() #>> '{items,0,id}', appeal::text, 'another moderator does') from made;
select tests.throws_code('select public.answer_appeal(appeal, true) from made', 'APPEAL_NOT_CLAIMED', 409, 'whoever answers has claimed it');
select is(public.claim_appeal(appeal) #>> '{reports,0,evidence,caption}', 'buy my pills', 'who claims an appeal sees the evidence') from made;
select pg_temp.moderate('ada', 'admin');
select tests.throws_code('select public.claim_appeal(appeal) from made', 'APPEAL_CLAIMED', 409, 'two moderators never do one appeal');
select pg_temp.moderate('mike');
select tests.throws_code('select public.answer_appeal(appeal, null) from made', 'INVALID_APPEAL', 422, 'an answer is one or the other');
select is(public.answer_appeal(appeal, true, 'Sorry.') ->> 'status', 'upheld', 'an appeal is upheld') from made;
select tests.throws_code('select public.answer_appeal(appeal, false) from made', 'APPEAL_ANSWERED', 409, 'an appeal is answered once');
select tests.throws_code('select public.undo_decision(decision) from made', 'DECISION_NOT_FOUND', 404, 'nobody undoes what was overturned');
select tests.authenticate_as(tests.user_id('alice'));
select is(public.get_post(post) ->> 'caption', 'buy my pills', 'what was removed is back') from made;
select is(public.my_reports() #>> '{items,0,status}', 'dismissed', 'the report was wrong then');
select is(public.report('post', post, 'spam') ->> 'status', 'dismissed', 'what was found harmless stays so') from made;
select tests.reset_role();
select is((select count(*) from private.cases where status = 'open'), 0::bigint, 'no case opens about it');
select results_eq($$ select subject_id, details::jsonb from private.engagement where kind = 'appeal_outcome' $$, $$ values (tests.user_id('bob'), '{"upheld": true}'::jsonb) $$, 'the person hears of it');
select results_eq($$ select template, data from private.outbox_mails $$, $$ values ('appeal_answered', '{"upheld": true, "answer": "Sorry."}'::jsonb) $$, 'a mail says what came of an appeal');
select tests.authenticate_as(tests.user_id('bob'));
select is(public.my_decisions() #>> '{items,0,appeal,answer}', 'Sorry.', 'the person reads the answer');
select is(public.my_decisions()::text ~ (tests.user_id('mike')::text || '|' || tests.user_id('mona')::text), false, 'nobody is named');
select tests.reset_role();

-- Too late, and denied
update public.posts set caption = 'buy more pills' where id = (select post from made);
select pg_temp.decide('warn');
select pg_temp.later();
update private.decisions set told_at = now() - interval '31 days' where id = (select decision from made);
select tests.authenticate_as(tests.user_id('bob'));
select tests.throws_code('select public.appeal(decision, ''I did nothing.'') from made', 'APPEAL_TOO_LATE', 409, 'after thirty days a decision stands');
select tests.reset_role();
update private.decisions set told_at = now() where id = (select decision from made);
select tests.authenticate_as(tests.user_id('bob'));
update made set appeal = (public.appeal(decision, 'I did nothing.') ->> 'id')::uuid;
select pg_temp.moderate('mike');
select public.claim_appeal(appeal) from made;
select public.answer_appeal(appeal, false) from made;
select tests.reset_role();
select is(pg_temp.strikes_of(('bob')), 1, 'a denied appeal changes nothing');

-- Banned people
select pg_temp.decide('ban');
select tests.authenticate_as(tests.user_id('bob'));
select tests.throws_code('select public.appeal(decision, ''I did nothing.'') from made', 'ACCOUNT_BANNED', 403, 'who is banned does not appeal as others do');
select tests.reset_role();
insert into private.credentials (account_id, password_hash) values (tests.user_id('bob'), '$2b$10$' || repeat('a', 53)) on conflict (account_id) do update set password_hash = excluded.password_hash;
insert into private.credentials (account_id, password_hash) values (tests.user_id('alice'), '$2b$10$' || repeat('a', 53)) on conflict (account_id) do update set password_hash = excluded.password_hash;
select tests.throws_code('select private.appeal_ban(tests.user_id(''bob''), ''$2b$10$' || repeat('b', 53) || ''', ''Please.'', null)', 'INVALID_CREDENTIALS', 401, 'it takes the password');
select tests.throws_code('select private.appeal_ban(tests.user_id(''alice''), ''$2b$10$' || repeat('a', 53) || ''', ''Please.'', null)', 'NOT_BANNED', 409, 'who is not banned signs in');
select is(jsonb_array_length(jsonb_path_query_array(private.appeal_ban(tests.user_id('bob'), '$2b$10$' || repeat('a', 53), 'Please.', '192.0.2.7'), '$.decisions[*] ? (@.appeal.status == "open")')), 0,
  'nothing is appealed before it was told');
select pg_temp.later();
select private.begin_login(left('bob', n + 3), '192.0.2.7') from generate_series(1, 3) n;
select is(jsonb_path_query_array(private.appeal_ban(tests.user_id('bob'), '$2b$10$' || repeat('a', 53), 'Please.', '192.0.2.7'), '$.decisions[*].appeal ? (@.status == "open").note'), '["Please."]', 'then the ban is');
select results_eq($$ select rule, failures from private.login_failures where subject in ('192.0.2.7', private.identifier_hash('bob')) $$, $$ values ('shared_network', 2) $$,
  'the right password takes its own attempt back from the network, and all from the account, as a sign-in does');
update made set appeal = (select id from private.appeals where status = 'open');
select pg_temp.moderate('mike');
select public.claim_appeal(appeal) from made;
select public.answer_appeal(appeal, true) from made;
select tests.reset_role();
select is((select banned_until from private.accounts where username = 'bob'), null, 'a ban ends with the appeal against it');

-- Flags
delete from private.cases;
update public.posts set caption = 'a flagged text' where id = (select post from made);
select private.emit('flag', tests.user_id('bob'), tests.user_id('bob'), post, '{"target": "post", "source": "scorer", "reason": "insult", "severity": 3, "score": 0.8}') from made;
select private.emit('flag', tests.user_id('carol'), tests.user_id('carol'), null, '{"target": "profile", "source": "terms", "reason": "spam", "severity": 99}');
select private.emit('flag', tests.user_id('carol'), tests.user_id('carol'), gen_random_uuid(), '{"target": "message", "source": "terms", "reason": "spam"}');
select is(tests.read_all('open_flagged_cases'), 2, 'what is flagged opens cases; what is gone does not');
select results_eq('select target, severity::int, report_count from private.cases order by severity', $$ values ('post', 3, 0), ('user', 5, 0) $$, 'as grave as the flag says, and nobody has reported it');
update made set opened = (select id from private.cases where target = 'post');
select pg_temp.moderate('mona');
select is(public.claim_case(opened) #>> '{flags,0,reason}', 'insult', 'a moderator sees why') from made;
select is(public.get_case(opened) #>> '{flags,0,evidence,caption}', 'a flagged text', 'a moderator sees what was flagged') from made;
select public.decide(opened, 'dismiss') from made;
select tests.reset_role();
select private.emit('flag', tests.user_id('bob'), tests.user_id('bob'), post, '{"target": "post", "source": "scorer", "reason": "insult", "severity": 3, "score": 0.8}') from made;
select is(tests.read_all('open_flagged_cases'), 0, 'what moderators have found harmless is not flagged again');
select tests.authenticate_as(tests.user_id('alice'));
select is(public.report('post', post, 'spam') ->> 'status', 'dismissed', 'what moderators have found harmless opens no case by a report either') from made;
select tests.reset_role();

-- Second reviews
select pg_temp.later();
select pg_temp.moderate('mona');
select is(public.next_second_review(), null, 'nobody reviews themselves');
select pg_temp.moderate('mike');
create temporary table drawn as select public.next_second_review() as answer;
select is(answer #>> '{flags,0,evidence,caption}', 'a flagged text', 'another moderator sees the evidence') from drawn;
select is(answer::text ~ 'dismiss|decision|upheld', false, 'a second moderator does not see what was decided') from drawn;
select tests.throws_code('select public.answer_second_review((answer ->> ''id'')::uuid, ''guilty'') from drawn', 'INVALID_ARGUMENT', 422, 'a verdict is a known one');
grant select on drawn to authenticated;
select is(public.answer_second_review((answer ->> 'id')::uuid, 'content') -> 'agrees', 'false', 'a verdict says whether the two agree') from drawn;
select tests.throws_code('select public.answer_second_review((answer ->> ''id'')::uuid, ''nothing'') from drawn', 'REVIEW_NOT_FOUND', 404, 'an appeal is answered once');
select tests.reset_role();
-- Twenty reviews of one moderator: 8 times both say nothing, 8 times both content, 4 times they differ: 0.8 alike, 0.5 by chance.
delete from private.second_reviews;
update private.settings set value = '0' where name = 'second_review_share';
create temporary table reviewed as select number, tests.create_post('carol', 'number ' || number) as post from generate_series(1, 20) number;
insert into private.cases (target, target_id, person_id, severity, weight, priority, status) select 'post', post, tests.user_id('carol'), 1, 1, 0, 'upheld' from reviewed;
insert into private.decisions (case_id, person_id, decided_by) select id, person_id, tests.user_id('mona') from private.cases where target_id in (select post from reviewed);
insert into private.second_reviews (decision_id, first_moderator, first_verdict, moderator_id, verdict, reviewed_at)
select id, tests.user_id('mona'), case when place % 2 = 0 then 'nothing' else 'content' end, tests.user_id('mike'),
  case when (place % 2 = 0) <> (place <= 4) then 'nothing' else 'content' end, now()
from (select id, row_number() over (order by id) as place from private.decisions where decided_by = tests.user_id('mona') and case_id in (select id from private.cases where target_id in (select post from reviewed))) numbered;
select tests.throws_code('select public.moderator_agreement()', 'NOT_AUTHENTICATED', 401, 'agreement is for who is signed in');
select pg_temp.moderate('mike');
select tests.throws_code('select public.moderator_agreement()', 'NOT_ALLOWED', 403, 'agreement is for admins');
select pg_temp.moderate('ada', 'admin');
select is(round((public.moderator_agreement() #>> '{items,0,agreement}')::numeric, 6), 0.8, 'how often two moderators agree');
select is(round((public.moderator_agreement() #>> '{items,0,kappa}')::numeric, 6), 0.6, 'how much more often than by chance two moderators agree: Cohen''s kappa');

-- The log
select is(public.audit_log(event => 'appeal_answered') #>> '{items,0,actor_id}', tests.user_id('mike')::text, 'admins read who did what');
select is((select bool_and(line ->> 'actor_id' = tests.user_id('mona')::text) from jsonb_array_elements(public.audit_log(tests.user_id('mona')) -> 'items') line), true, 'admins read what one moderator did');
select pg_temp.moderate('mona');
select tests.throws_code('select public.audit_log()', 'NOT_ALLOWED', 403, 'moderators do not read the log');
select tests.reset_role();
select throws_ok(statement, 'The moderation log is append-only.', statement || ' is refused, whoever asks')
from unnest(array['update private.moderation_log set event = ''nothing''', 'delete from private.moderation_log', 'truncate private.moderation_log']) statement;
select private.erase_account(tests.user_id('mike'));
select is((select count(*) from private.moderation_log where actor_id = tests.user_id('mike')), 0::bigint, 'only the erasure of an account takes a name out');
select is((select count(*) from private.moderation_log where event = 'appeal_answered'), 3::bigint, 'the erasure of an account leaves in the log what was done');

-- What is kept, and for how long
update made set post = tests.create_post('carol', 'to be gone'), opened = null;
select pg_temp.decide('remove');
select pg_temp.later();
update private.reports set created_at = now() - interval '200 days';
update private.flags set created_at = now() - interval '200 days';
select cmp_ok(private.purge_moderation(), '>', 0::bigint, 'evidence that was kept long enough goes');
select is((select count(*) from private.reports where evidence <> '{}'), 0::bigint, 'old evidence goes with the words of reports');
select is((select count(*) from private.flags join private.cases on cases.id = case_id where status <> 'open' and evidence <> '{}'), 0::bigint, 'old evidence goes with the words of flags');
select is(private.purge_moderation(), 0::bigint, 'an appeal is answered once');

-- Roles
select pg_temp.moderate('mona');
select tests.throws_code('select public.set_app_role(tests.user_id(''mona''), ''admin'')', 'NOT_ALLOWED', 403, 'nobody raises themselves');
select tests.authenticate_as(tests.user_id('alice'));
select tests.throws_code('select public.set_app_role(tests.user_id(''alice''), ''admin'')', 'NOT_ALLOWED', 403, 'a member does not raise themselves');
select pg_temp.moderate('ada', 'admin');
select tests.throws_code('select public.set_app_role(tests.user_id(''ada''), ''user'')', 'LAST_ADMIN', 409, 'the last admin stays');
select tests.throws_code('select public.set_app_role(tests.user_id(''alice''), ''king'')', 'INVALID_ARGUMENT', 422, 'a role is a known one');
select tests.throws_code('select public.set_app_role(gen_random_uuid(), ''user'')', 'USER_NOT_FOUND', 404, 'somebody has it');
select is(public.set_app_role(tests.user_id('carol'), 'admin') ->> 'app_role', 'admin', 'an admin makes another');
select is(public.set_app_role(tests.user_id('ada'), 'user') ->> 'app_role', 'user', 'an admin goes when there is another');
select tests.throws_code('select public.set_app_role(tests.user_id(''ada''), ''admin'')', 'NOT_ALLOWED', 403, 'whoever is no admin any more stops at once');
select tests.reset_role();
select tests.throws_code('select private.set_app_role(tests.user_id(''carol''), ''user'')', 'LAST_ADMIN', 409, 'not even the database''s own way takes the last one away');
select results_eq($$ select details ->> 'from', details ->> 'to' from private.moderation_log where event = 'role_changed' order by id $$, $$ values ('user', 'admin'), ('admin', 'user') $$, 'changes of roles are in the log');

-- The badge
update public.profiles set verified_at = now() where username in ('alice', 'carol');
insert into public.verification_requests (profile_id, statement, status, decided_at) values (tests.user_id('alice'), 'I am alice, as you can see.', 'approved', now());
select tests.authenticate_as(tests.user_id('bob'));
select tests.throws_code('select public.revoke_verification(tests.user_id(''alice''))', 'NOT_ALLOWED', 403, 'the badge is taken by moderators');
select pg_temp.moderate('mona');
select tests.throws_code('select public.revoke_verification(tests.user_id(''carol''))', 'NOT_ALLOWED', 403, 'moderators take no badge from admins');
select is(public.revoke_verification(tests.user_id('alice'), 'That was not you.') -> 'verified_at', 'null', 'a moderator takes a badge');
select lives_ok('select public.revoke_verification(tests.user_id(''alice''))', 'again changes nothing');
select is(public.get_profile(username => 'alice') -> 'verified_at', 'null', 'a badge that was taken is gone');
select tests.reset_role();
select results_eq($$ select status, note from public.verification_requests $$, $$ values ('refused', 'That was not you.') $$, 'the person reads why');
select results_eq($$ select subject_id, details::jsonb from private.engagement where kind = 'verification_review' $$, $$ values (tests.user_id('alice'), '{"approved": false}'::jsonb) $$, 'the person is told once that the badge is gone');

select * from finish();
rollback;
