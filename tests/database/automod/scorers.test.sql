begin;
select plan(9);

select tests.create_user(name) from unnest(array['alice', 'bob']) name;
-- As scripts/text-slots.ts computes them.
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

select * from finish();
rollback;
