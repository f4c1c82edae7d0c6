begin;
select plan(16);

select tests.create_user('alice'), tests.create_user('bob'), tests.create_user('carol');
create function pg_temp.odds(name text) returns private.match_odds language sql as $$ select private.match_odds(tests.user_id(name), 'dating') $$;

select is(pg_temp.odds('alice'), row(0, 0, 1, 0)::private.match_odds, 'of somebody new nothing is known');
select private.note_match_answer(tests.user_id('alice'), tests.user_id('bob'), 'dating', true);
select cmp_ok((pg_temp.odds('alice')).gives, '>', 0::double precision, 'who says yes is likely to say it again');
select cmp_ok((pg_temp.odds('bob')).gets, '>', 0::double precision, 'who is told yes is likely to be told it again');
select is((pg_temp.odds('bob')).gives, 0::double precision, 'which says nothing of what they say themselves');
select is((pg_temp.odds('alice')).gets, 0::double precision, 'what somebody says themselves says nothing of what is said to them');
select is(private.match_odds(tests.user_id('alice'), 'friendship'), row(0, 0, 1, 0)::private.match_odds, 'each intent has its own history');
select private.note_match_answer(tests.user_id('alice'), tests.user_id('carol'), 'dating', false) from generate_series(1, 3);
select cmp_ok((pg_temp.odds('carol')).gets, '<', 0::double precision, 'a no counts, too');
select cmp_ok((pg_temp.odds('carol')).newness, '<', (pg_temp.odds('bob')).newness, 'with each answer the earlier ones count less');
create temporary table before as select (pg_temp.odds('carol')).gets;
update private.match_histories set answers_at = now() - interval '60 days';
select cmp_ok((pg_temp.odds('carol')).gets, '>', (select gets from before), 'answers fade');
select private.note_match_answer(tests.user_id('alice'), tests.user_id('carol'), 'dating', false);
select is((select shown from private.match_histories where person_id = tests.user_id('carol')), 2.5::double precision, 'by half in 60 days');
select lives_ok($$ update private.match_histories set answers_at = '2000-01-01'; select pg_temp.odds('carol') $$, 'however old they are');

-- Nobody sees them.
select tests.authenticate_as(tests.user_id('alice'));
select throws_ok('select * from private.match_histories', '42501', null, 'nobody reads histories');
select throws_ok('select private.match_odds(auth.uid(), ''dating'')', '42501', null, 'nobody reads what is made of histories');
select tests.reset_role();
select is((select string_agg(part, ' ' order by part) from private.export_parts() part where part ~ 'match|stranger'), 'match_search matches stranger_reports',
  'an export has searches, answers and reports of one''s own');
select is_empty($$ select from private.export_matches(tests.user_id('alice')) exported where exported::text ~ tests.user_id('bob')::text $$, 'an export has nobody else');
select is((select count(*) from pg_proc where pronamespace = 'private'::regnamespace and proname ~ 'match|stranger|propos'
  and has_function_privilege('authenticated', oid, 'execute') and proname !~ '^matchmaking_(regret|etas)$'), 0::bigint, 'no client calls anything of this but through the edge function');

select * from finish();
rollback;
