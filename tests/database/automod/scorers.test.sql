begin;
select plan(16);

select tests.create_user(name) from unnest(array['alice', 'bob']) name;
-- As media-worker/scorer/text-slots.ts computes them.
select is(hashtext(gram collate "C"), hash, 'weights are found where training has put them: ' || gram)
from (values ('abcd', -393934804), ('żółw', 1871440908), ('exactly12byte of a longer text, more than 24', 743474791)) known (gram, hash);
select is(private.text_slots(E'A  a\nB 7'), private.text_slots('a a b 9'), 'case, blanks and digits make no difference to a score');
select is(array(select scorer.kind from private.text_scorers scorer order by scorer.kind), array['abuse', 'spam'], 'there is a scorer of abuse and one of spam');
select is_empty($$ select text, scored from unnest(array['See you at the bridge at seven, bring a coat', 'What a beautiful evening it was', '']) text, private.score_text(text) scored
  join private.text_scorers scorer using (kind) where scored.score >= scorer.threshold $$, 'everyday texts stay below the threshold');

select private.judge_texts();
select tests.authenticate_as(tests.user_id('alice'));
select public.create_post('66666666-6666-6666-6666-666666666666', 'text', 'WINNER!! You have been selected for a £1000 prize. Call 09061701461 now to claim. Txt WIN to 80086');
select public.create_post('66666666-6666-6666-6666-666666666667', 'text', 'What a beautiful evening it was');
select tests.authenticate_as(tests.user_id('bob'));
select public.add_comment(gen_random_uuid(), post.id, 'shut up you stupid bitch ass hoe') from (select '66666666-6666-6666-6666-666666666667'::uuid client) given
join lateral (select (public.list_posts(tests.user_id('alice')) -> 'items' -> 0 ->> 'id')::uuid as id) post on true;
select tests.reset_role();
delete from private.engagement where kind = 'flag';
-- Lines are read once their transaction has ended; this one's have, for the test.
update private.engagement set transaction_id = '3';
update private.engagement_readers set place = '0' where name = 'judge_texts';
select is(private.judge_texts(), 2, 'what looks like harm is told');
select results_eq($$ select subject_id, details ->> 'target', details ->> 'source', details ->> 'reason', (details ->> 'score')::float > 0.3
  from private.engagement where kind = 'flag' order by 2 $$,
  $$ values (tests.user_id('bob'), 'comment', 'scorer', 'abuse', true), (tests.user_id('alice'), 'post', 'scorer', 'spam', true) $$,
  'moderators learn what it is, whose, and how sure the scorer is');
select is((select count(*) from public.posts where state = 'published'), 2::bigint, 'a score removes nothing');

-- What moderators decide teaches: a case about a text of somebody's, decided by one of them.
select tests.create_user(name, 'moderator') from unnest(array['mona', 'mike', 'mary']) name;
create function pg_temp.decided(author text, written text, moderator text, status text, reason text default 'harassment') returns void language sql as $$
  with opened as (
    insert into private.cases (target, target_id, person_id, status, severity, weight, priority)
    values ('post', gen_random_uuid(), tests.user_id(author), decided.status, 1, 1, 0) returning id, person_id
  ), told as (
    insert into private.reports (case_id, reporter_id, reason, evidence, outcome)
    select id, tests.user_id('alice'), decided.reason, jsonb_build_object('caption', written), decided.status from opened
  )
  insert into private.decisions (case_id, person_id, decided_by, told_at)
  select id, person_id, tests.user_id(moderator), now() from opened $$;
select pg_temp.decided('bob', 'text number ' || n || ' of Mona', 'mona', 'upheld') from generate_series(1, 3) n;
select is((select count(*) from private.scorer_lessons()), 0::bigint, 'one moderator teaches nothing');
select pg_temp.decided('bob', 'a text of Mike', 'mike', 'upheld');
select is((select count(*) from private.scorer_lessons()), 0::bigint, 'neither do two');
select pg_temp.decided('alice', 'a text of Mary', 'mary', 'dismissed');
select results_eq($$ select harmful, count(*) from private.scorer_lessons() group by 1 order by 1 $$, $$ values (false, 1::bigint), (true, 2::bigint) $$,
  'of three nobody teaches more than the third busiest, and what they found harmless is a lesson too');
select pg_temp.decided('bob', 'another text of Mike', 'mike', 'upheld');
select pg_temp.decided('alice', 'A  text of mike!', 'mary', 'dismissed');
select results_eq($$ select written from unnest(array['another text of Mike', 'a text of Mike', 'A  text of mike!']) written
  where private.text_slots(written) in (select slots from private.scorer_lessons()) $$, array['another text of Mike'],
  'the same words teach nothing where moderators disagree');
insert into private.reports (case_id, reporter_id, reason, evidence, outcome)
select opened.id, tests.user_id('mona'), 'spam', '{}', 'dismissed' from private.cases opened join private.decisions decision on decision.case_id = opened.id
where decision.decided_by = tests.user_id('mary') limit 1;
select is((select count(*) from private.judged_texts('-infinity')), 6::bigint, 'what is said to be several things teaches none of them');

select private.store_learnt_weights('abuse', decode(repeat('80', 32768), 'hex'), 3);
select is((select score from private.score_text('shut up you stupid bitch') where kind = 'abuse'), (select 1 / (1 + exp(-bias)) from private.text_scorers where kind = 'abuse'),
  'learnt weights count instead of the shipped ones');
select set_config('request.jwt.claims', jsonb_build_object('sub', tests.user_id('ada'), 'sid', tests.user_id('ada'), 'role', 'authenticated', 'app_role', 'admin')::text, true)
from (select tests.create_user('ada', 'admin')) made;
select is(jsonb_path_query_first(public.scorer_calibration(), '$.items[*] ? (@.kind == "abuse").bins[*]') @> '{"texts": 6, "upheld": 5}', true,
  'admins see what was upheld, by score');

select * from finish();
rollback;
