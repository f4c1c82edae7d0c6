begin;
select plan(36);

select tests.create_user(name) from unnest(array['alice', 'mia']) name;
update private.accounts set app_role = 'admin' where id = tests.user_id('mia');
insert into private.automod_terms (term, severity, category) values
  ('zonkwit', 'block', 'test'), ('blarpface', 'block', 'test'), ('grubble', 'flag', 'test'), ('fnaffle', 'hint', 'test'), ('morgg', 'block', 'test'), ('hurt all zonks', 'block', 'test');
create function pg_temp.verdict(written text) returns text language sql as $$ select verdict from private.automod_verdict(written) $$;

-- Every blocked term of one word, in each of the ways to disguise it.
create temporary table disguised on commit drop as
select term, way, 'look, ' || spelling.spelt || ' again' as written
from private.automod_terms, lateral (values
  ('leet', translate(term, 'aeiost', '431057')), ('signs', translate(term, 'asi', '@$!')), ('spaced', 'a ' || regexp_replace(term, '(?<=\w)(?=\w)', ' ', 'g')),
  ('dotted', regexp_replace(term, '(?<=\w)(?=\w)', '.', 'g')), ('drawn out', regexp_replace(term, '([aeiou])', '\1\1\1\1', 'g')),
  ('Cyrillic', translate(term, 'aeopcyx', 'аеорсух')), ('zero width', regexp_replace(term, '(?<=\w)(?=\w)', chr(8203), 'g')), ('case', upper(term))
) spelling (way, spelt)
where severity = 'block' and term !~ '[^a-z]';
select cmp_ok((select count(*) from disguised), '>=', 24::bigint, 'there are blocked words to disguise');
select is_empty($$ select way || ': ' || written from disguised where pg_temp.verdict(written) <> 'block' $$, 'a blocked word is found however it is disguised');

select is(pg_temp.verdict('a morg, and Morg'), 'allow', 'a word with one letter less is another word');
select is(pg_temp.verdict('a m0rgggg'), 'block', 'a word with more of them is the same');
select is(pg_temp.verdict('They hurt all zonks'), 'block', 'a phrase of three words is found');
select is(pg_temp.verdict('They hurt all, zonks say'), 'block', 'signs between its words are none');
select is(pg_temp.verdict('They hurt all the zonks'), 'allow', 'a phrase with another word in it is another phrase');
select is(pg_temp.verdict('He shouted "zonkwit" at us and had to leave'), 'flag', 'a quotation is not blocked');
select is(pg_temp.verdict('"zonkwit"'), 'block', 'nothing but a quotation is no quotation');
select is(pg_temp.verdict('He wrote "sorry my friend" to that zonkwit over there'), 'block', 'what stands outside of the quotation counts');
select is(pg_temp.verdict('that grubble again'), 'flag', 'a flagged word is looked at');
select is(pg_temp.verdict('I am proud to be a grubble'), 'allow', 'who is proud to be one is not flagged');
select is(pg_temp.verdict('I hate each and every grubble'), 'flag', 'who only says what they think of others is flagged');
select is(pg_temp.verdict('Stop calling people grubble'), 'allow', 'who objects to a word is not flagged');
select is(pg_temp.verdict('all my grubble friends'), 'allow', 'who says it of themselves is not flagged');
select is(pg_temp.verdict('What a fnaffle good film'), 'allow', 'profanity that is aimed at nobody is not flagged');
select is(pg_temp.verdict('You fnaffle'), 'flag', 'profanity that is thrown at somebody is');

-- What people and places are called.
select is_empty($$ select name from unnest(array['Niger', 'Nigeria', 'Scunthorpe', 'Dick', 'Dick van Dyke', 'Essex', 'Cockburn', 'Penistone', 'Fanny', 'Kuntz', 'Phuket']) name
  where pg_temp.verdict('You know ' || name || '?') <> 'allow' $$, 'names that look like terms are allowed');

select tests.authenticate_as(tests.user_id('alice'));
select public.create_post('66666666-6666-6666-6666-666666666666', 'text', 'that grubble again');
select tests.reset_role();
select results_eq($$ select subject_id, details ->> 'source', details ->> 'target', details ->> 'reason' from private.engagement where kind = 'flag' $$,
  $$ values (tests.user_id('alice'), 'terms', 'post', 'test') $$, 'what is flagged is told to moderators');

-- Admins change the terms while everything runs.
select tests.authenticate_as(tests.user_id('alice'));
select tests.throws_code($$ select public.set_term('alice', 'block') $$, 'NOT_ALLOWED', 403, 'who is no admin changes no terms');
select tests.throws_code($$ select public.list_terms() $$, 'NOT_ALLOWED', 403, 'who is no admin reads no terms');
select tests.throws_code($$ select public.remove_term('grubble', false) $$, 'NOT_ALLOWED', 403, 'who is no admin removes no terms');
select tests.authenticate_as(tests.user_id('mia'), '{"app_role": "admin"}');
select is(public.set_term('that GRUBBLE', 'block', 'insult', 'en') - 'examples', '{"term": "that grubble", "severity": "block", "category": "insult",
  "locale": "en", "dry_run": true, "looked_at": 1, "would_hit": 1}', 'a new term is tried on what was written');
select is(public.list_terms('that grubble') -> 'items', '[]', 'trying it changes nothing');
select is(public.set_term('that grubble', 'block', 'insult', 'en', false) #> '{examples,0,text}', '"that grubble again"', 'examples of what it finds are shown');
select is(public.list_terms(severity => 'block', locale => 'en', query => 'That G') -> 'items',
  '[{"term": "that grubble", "locale": "en", "category": "insult", "severity": "block"}]', 'what is set is on the list of its locale and severity');
select tests.throws_code($$ select public.create_post(gen_random_uuid(), 'text', 'that grubble again') $$, 'CONTENT_REJECTED', 422, 'a term counts at once');
select is(public.remove_term('that grubble') -> 'would_hit', '1', 'taking a term away is tried as well');
select is(public.list_terms('that grubble') #>> '{items,0,term}', 'that grubble', 'trying that changes nothing either');
select public.remove_term('that grubble', false);
select is(public.list_terms('that grubble') -> 'items', '[]', 'a term that was taken away is gone');
select is(jsonb_array_length(public.list_terms(page_size => 2) -> 'items'), 2, 'terms are listed by pages');
select isnt(public.list_terms(page_size => 2) -> 'items', public.list_terms(page_size => 2, cursor => public.list_terms(page_size => 2) ->> 'next_cursor') -> 'items',
  'the next page has other terms');
select tests.throws_code($$ select public.set_term('word', 'shout') $$, 'INVALID_TERM', 422, 'a severity is one of three');
select tests.throws_code($$ select public.set_term('!!', 'flag') $$, 'INVALID_TERM', 422, 'a term has letters');
select tests.throws_code($$ select public.set_term('word', 'flag', dry_run => null) $$, 'INVALID_TERM', 422, 'whether it is tried or done is said');
select tests.reset_role();
select is((select count(*) from private.moderation_log where event = 'term_changed'), 2::bigint, 'who has changed a term is on record');

select * from finish();
rollback;
