begin;
select no_plan();

select tests.create_user(name) from unnest(array['alice', 'bob', 'carol', 'dave']) name;
update private.accounts set created_at = now() - interval '10 days', email_verified_at = now() - interval '1 day' where username = 'alice';
update private.rate_limits set capacity = 10000;
insert into private.automod_terms (term, severity, category) values ('zonkwit', 'flag', 'threat');

-- What is no condition
create function pg_temp.problem(condition jsonb, variadic targets text[] default '{message}') returns text language sql as $$
  select private.problem_of_condition(condition, targets) $$;
select isnt(pg_temp.problem(condition), null, left(coalesce(condition::text, 'nothing'), 100) || ' is no condition')
from unnest(array[null, 'null', '[]', '{}', '7', '"links"', 'true', '{"all": []}', '{"all": {}}', '{"all": null}', '{"any": [7]}', '{"not": []}', '{"not": {}}',
  '{"all": [{"fact": "links", "is": "is", "value": 1}], "any": []}', '{"fact": "links"}', '{"fact": "links", "is": "is"}', '{"fact": ["links"], "is": "is", "value": 1}',
  '{"fact": "nothing", "is": "is", "value": 1}', '{"fact": "links; drop table private.rules", "is": "is", "value": 1}', '{"fact": "links", "is": "is", "value": "1"}',
  '{"fact": "links", "is": "is", "value": null}', '{"fact": "links", "is": "is", "value": [1]}', '{"fact": "links", "is": "any_of", "value": [1]}', '{"fact": "links", "is": "at_least", "value": 1e40}',
  '{"fact": "links", "is": ">=", "value": 1}', '{"fact": "links", "is": null, "value": 1}', '{"fact": "links", "is": ["is"], "value": 1}', '{"fact": "links", "is": "is", "value": 1, "sql": "true"}',
  '{"fact": "links", "minutes": 10, "is": "is", "value": 1}', '{"fact": "messages", "is": "at_least", "value": 1}', '{"fact": "messages", "minutes": 0, "is": "at_least", "value": 1}',
  '{"fact": "messages", "minutes": 1441, "is": "at_least", "value": 1}', '{"fact": "messages", "minutes": "10", "is": "at_least", "value": 1}', '{"fact": "messages", "minutes": 1.5, "is": "at_least", "value": 1}',
  '{"fact": "messages", "minutes": 1e300, "is": "at_least", "value": 1}', '{"fact": "messages", "minutes": 10, "is": "at_least", "value": 101}', '{"fact": "messages", "minutes": 10, "is": "at_least", "value": -1}',
  '{"fact": "verified", "is": "is", "value": "true"}', '{"fact": "verified", "is": "is_not", "value": true}', '{"fact": "language", "is": "at_least", "value": "en"}', '{"fact": "language", "is": "is", "value": 7}',
  '{"fact": "terms", "is": "is", "value": "x"}', '{"fact": "terms", "is": "any_of", "value": []}', '{"fact": "terms", "is": "any_of", "value": [null]}', '{"fact": "terms", "is": "any_of", "value": [["x"]]}',
  '{"fact": "terms", "is": "any_of", "value": [""]}', '{"fact": "reports", "minutes": 10, "is": "is", "value": 1}',
  '{"all": [{"all": [{"all": [{"all": [{"fact": "links", "is": "is", "value": 1}]}]}]}]}']::jsonb[]) condition;
select isnt(pg_temp.problem(jsonb_build_object('fact', 'terms', 'is', 'any_of', 'value', array_fill('x'::text, array[51]))), null, 'a list has up to 50 texts');
select isnt(pg_temp.problem(jsonb_build_object('fact', 'language', 'is', 'is', 'value', repeat('x', 101))), null, 'a text has up to 100 characters');
select isnt(pg_temp.problem(jsonb_build_object('any', array_fill('{"fact": "links", "is": "is", "value": 1}'::jsonb, array[21]))), null, 'a list has up to 20 conditions');
select isnt(pg_temp.problem(jsonb_build_object('all', array_fill(jsonb_build_object('any', array_fill('{"fact": "links", "is": "is", "value": 1}'::jsonb, array[20])), array[20]))),
  null, 'a condition has up to 4000 characters');
select isnt(private.problem_of_condition((repeat('{"not":', 1000) || '{}' || repeat('}', 1000))::jsonb, '{message}'), null, 'a condition of any depth is refused, and does no harm');
select isnt(pg_temp.problem('{"fact": "openers", "minutes": 10, "is": "at_least", "value": 5}', 'message', 'post'), null, 'a fact is there for all that the rule looks at');
select is(pg_temp.problem('{"fact": "trusted_reports", "minutes": 43200, "is": "at_least", "value": 3}', 'report'), null, 'reports are counted over a month');
select is(pg_temp.problem('{"not": {"any": [{"all": [{"fact": "link_domains", "is": "none_of", "value": ["a.com"]}, {"fact": "verified", "is": "is", "value": true}]}]}}'), null,
  'a condition may be four deep');
select is(private.ordered_condition('{"all": [{"fact": "spam_score", "is": "more_than", "value": 0.5}, {"any": [{"fact": "trust", "is": "less_than", "value": 1}, {"fact": "length", "is": "is", "value": 1}]}, {"fact": "links", "is": "is", "value": 1}]}'),
  '{"all": [{"fact": "links", "is": "is", "value": 1}, {"any": [{"fact": "length", "is": "is", "value": 1}, {"fact": "trust", "is": "less_than", "value": 1}]}, {"fact": "spam_score", "is": "more_than", "value": 0.5}]}',
  'what costs least is asked first');

-- Operators, both ways
select is(private.compares(fact, operator, value), wanted, format('%s %s %s is %s', fact, operator, value, wanted))
from (values ('3'::jsonb, 'at_least', '3'::jsonb, true), ('2', 'at_least', '3', false), ('3.0', 'at_most', '3', true), ('4', 'at_most', '3', false), ('4', 'more_than', '3', true), ('3', 'more_than', '3', false),
  ('2', 'less_than', '3', true), ('3', 'less_than', '3', false), ('3', 'is', '3.0', true), ('3', 'is', '4', false), ('3', 'is_not', '4', true), ('3', 'is_not', '3', false),
  ('10', 'more_than', '9', true), ('true', 'is', 'true', true), ('false', 'is', 'true', false), ('"en"', 'is', '"en"', true), ('"en"', 'is_not', '"en"', false),
  ('"en"', 'any_of', '["de", "en"]', true), ('"en"', 'any_of', '["de"]', false), ('"en"', 'none_of', '["de"]', true), ('"en"', 'none_of', '["en"]', false),
  ('["a", "b"]', 'any_of', '["b", "c"]', true), ('["a"]', 'any_of', '["b"]', false), ('["a"]', 'none_of', '["b"]', true), ('["a", "b"]', 'none_of', '["b"]', false), ('[]', 'any_of', '["b"]', false),
  (null, 'is', '1', false), (null, 'is_not', '1', false), (null, 'none_of', '["b"]', false)) case_of (fact, operator, value, wanted);

-- Facts of texts and people
create function pg_temp.thing(author text, said text, target text default 'post') returns private.judged_thing language sql as $$
  select row(target, gen_random_uuid(), tests.user_id(author), gen_random_uuid(), said, said, clock_timestamp(), private.uuid_v7(), 1, 1, false)::private.judged_thing $$;
create function pg_temp.fact(author text, said text, name text, minutes int default null) returns jsonb language sql as $$
  select private.fact(pg_temp.thing(author, said), name, minutes) $$;
select is(pg_temp.fact('alice', said, name), fact, format('%s of "%s" is %s', name, left(said, 60), fact))
from (values ('żółw', 'length', '4'::jsonb), ('', 'length', '0'), ('Hello there.', 'links', '0'), ('Come.And see', 'links', '0'), ('see https://Example.com/x and www.evil.org', 'links', '2'),
  ('cheap at pills.example.com/buy now', 'links', '1'), ('pills.shop', 'links', '1'), ('write to me@example.com', 'links', '0'), ('https://user:pass@evil.example/x', 'link_domains', '["evil.example"]'),
  ('HTTPS://WWW.Evil.COM evil.com', 'link_domains', '["evil.com", "evil.com"]'), ('https://żółw.example', 'link_domains', '["żółw.example"]'), ('no link', 'link_domains', '[]'),
  ('@bob @carol hi', 'mentions', '2'), ('bob@carol.org', 'mentions', '0'), ('you zonkwit', 'terms', '["zonkwit"]'), ('you are nice', 'terms', '[]'), ('you zonkwit', 'term_kinds', '["threat"]'),
  ('you are nice', 'term_kinds', '[]'), ('This is a text that I have written in English for all of you', 'language', '"en"'), ('Das ist ein Text, den ich für euch alle auf Deutsch geschrieben habe', 'language', '"de"'),
  ('x', 'email_verified', 'true'), ('x', 'verified', 'false'), ('x', 'strikes', '0'), ('x', 'followers', '0')) case_of (said, name, fact);
select is(pg_temp.fact('bob', 'x', 'email_verified'), to_jsonb(email_verified_at is not null), 'an address is confirmed or it is not') from private.accounts where username = 'bob';
select ok((pg_temp.fact('alice', 'x', 'account_age_days'))::float between 10 and 10.1, 'an account is as old as it is');
select ok((pg_temp.fact('bob', 'x', 'account_age_days'))::float < 0.1, 'an account of now is new');
select ok((pg_temp.fact('alice', 'x', 'trust'))::float between 0.05 and 0.2, 'trust is what it is elsewhere');
update private.accounts set strikes = array[now() + interval '1 day', now() - interval '1 day'] where username = 'alice';
update public.profiles set verified_at = now() where username = 'alice';
insert into private.graph_stats (profile_id, followers) values (tests.user_id('alice'), 3), (tests.user_id('alice'), 4);
select is(pg_temp.fact('alice', 'x', name), fact, format('%s is %s then', name, fact)) from (values ('strikes', '1'::jsonb), ('verified', 'true'), ('followers', '7')) case_of (name, fact);
update private.accounts set banned_until = 'infinity' where username = 'carol';
select is(pg_temp.fact('carol', 'x', 'trust'), '0', 'whoever is banned is not trusted');
select ok((pg_temp.fact('alice', 'WINNER!! You have been selected for a £1000 prize. Call 09061701461 now to claim. Txt WIN to 80086', 'spam_score'))::float > 0.5, 'spam looks like spam');
select ok((pg_temp.fact('alice', 'What a beautiful evening it was', 'spam_score'))::float < 0.3, 'everyday texts do not look like spam');
select ok((pg_temp.fact('alice', 'What a beautiful evening it was', 'abuse_score'))::float < 0.3, 'everyday texts do not look like abuse');
select is((select count(*) from private.rule_facts() known where private.fact(pg_temp.thing('alice', 'what I say', known.targets[1]), known.name, 10) is null and known.name <> 'language'), 0::bigint,
  'every fact is known of everything that has it');
select is((select count(*) from private.rule_facts() known where private.fact(pg_temp.thing('alice', '', known.targets[1]), known.name, 10) is null and known.name <> 'language'), 0::bigint,
  'every fact is known of what says nothing');
select is(private.condition_holds(condition, pg_temp.thing('alice', 'see https://a.com')), wanted, format('%s is %s', condition, wanted))
from (values ('{"all": [{"fact": "links", "is": "is", "value": 1}, {"fact": "mentions", "is": "is", "value": 0}]}'::jsonb, true),
  ('{"all": [{"fact": "links", "is": "is", "value": 1}, {"fact": "mentions", "is": "is", "value": 1}]}', false),
  ('{"any": [{"fact": "links", "is": "is", "value": 2}, {"fact": "mentions", "is": "is", "value": 0}]}', true), ('{"any": [{"fact": "links", "is": "is", "value": 2}]}', false),
  ('{"not": {"fact": "links", "is": "is", "value": 2}}', true), ('{"not": {"fact": "links", "is": "is", "value": 1}}', false)) case_of (condition, wanted);

-- Facts that are counted
create function pg_temp.now_says(author text, said text, name text, minutes int default 10) returns int language plpgsql as $$
declare
  made uuid;
begin
  perform tests.authenticate_as(tests.user_id(author));
  made := (public.create_post(gen_random_uuid(), 'text', said) ->> 'id')::uuid;
  perform tests.reset_role();
  return private.fact(private.thing_of('post', made), name, minutes);
end $$;
select is(pg_temp.now_says('alice', 'the first', 'posts'), 1, 'a post counts itself');
select is(pg_temp.now_says('alice', 'the second', 'posts'), 2, 'those before it count');
select is(pg_temp.now_says('bob', 'the second', 'posts'), 1, 'those of others are not counted');
update public.posts set position = private.uuid_v7_at(now() - interval '11 minutes') where author_id = tests.user_id('alice');
select is(pg_temp.now_says('alice', 'the third', 'posts'), 1, 'what is longer ago is not counted');
select is(pg_temp.now_says('alice', 'the fourth', 'posts', 60), 4, 'how long it is counted back is for the rule to say');
select is(pg_temp.now_says('alice', 'Buy my wonderful pills today', 'same_text_places'), 1, 'a text is in one place at first');
select is(pg_temp.now_says('alice', 'buy my WONDERFUL pills... today!', 'same_text_places'), 2, 'the same words are the same however they are written');
select is(pg_temp.now_says('alice', 'Buy my terrible pills today', 'same_text_places'), 1, 'other words are not');
select is(pg_temp.now_says('alice', 'short', 'same_text_places') + pg_temp.now_says('alice', 'short', 'same_text_places'), 2, 'short texts are alike by chance');
select is(pg_temp.now_says('bob', 'Buy my wonderful pills today', 'people_with_same_text'), 2, 'two people have said it');
select is(pg_temp.now_says('bob', 'Buy my wonderful pills today', 'newcomers_with_same_text'), 1, 'one of them is new here');
select is(pg_temp.now_says('dave', 'Buy my wonderful pills today', 'newcomers_with_same_text'), 2, 'another one is, too');
select is(pg_temp.now_says('dave', 'Buy some other pills of mine', 'people_with_same_text'), 1, 'whoever is alone with it is counted');

create function pg_temp.comments(author text, on_post uuid, said text, name text) returns int language plpgsql as $$
declare
  made uuid;
begin
  perform tests.authenticate_as(tests.user_id(author));
  made := (public.add_comment(gen_random_uuid(), on_post, said) ->> 'id')::uuid;
  perform tests.reset_role();
  return private.fact(private.thing_of('comment', made), name, 10);
end $$;
create temporary table below as select tests.create_post('dave', 'A post ' || n) as id, n from generate_series(1, 4) n;
select is((select max(pg_temp.comments('bob', id, 'Look at my wonderful page', 'same_text_places')) from below where n <= 3), 3, 'the same comment below three posts is in three places');
select is((select max(pg_temp.comments('bob', id, 'Look at my wonderful page', 'same_text_places')) from below where n <= 3), 3, 'twice below a post is in one');
select is((select pg_temp.comments('bob', id, 'x', 'comments') from below where n = 4), 7, 'comments are counted');
select private.remove_comments(tests.user_id('bob'), array(select id from public.comments));
select is((select pg_temp.comments('bob', id, 'Look at my wonderful page', 'same_text_places') from below where n = 4), 4, 'what was deleted meanwhile was there to be read');
select is((select pg_temp.comments('bob', id, 'Look at my wonderful page', 'people_with_same_text') from below where n = 4), 1, 'one person has written it');

create function pg_temp.tells(author text, talk uuid, said text, name text) returns int language plpgsql as $$
declare
  made uuid;
begin
  perform tests.authenticate_as(tests.user_id(author));
  made := tests.say(talk, said);
  perform tests.reset_role();
  return private.fact(private.thing_of('message', made), name, 10);
end $$;
select tests.create_user('pat' || n) from generate_series(1, 4) n;
create temporary table talk as select tests.create_talk('alice', 'pat' || n) as id, n from generate_series(1, 4) n;
select is((select max(pg_temp.tells('alice', id, 'hello ' || n, 'openers')) from talk where n <= 3), 3, 'three strangers were written to');
select is((select max(pg_temp.tells('alice', id, 'Buy my wonderful pills today', 'same_text_places')) from talk where n <= 3), 3, 'the same was said to three');
select is((select pg_temp.tells('pat1', id, 'No, thank you', 'openers') from talk where n = 1), 0, 'an answer opens nothing');
select is((select pg_temp.tells('alice', id, 'Buy my wonderful pills today', 'same_text_places') from talk where n = 1), 0, 'who was answered is no stranger');
select is((select pg_temp.tells('alice', id, 'Buy my wonderful pills today', 'messages') from talk where n = 1), 8, 'messages are counted');
select is((select pg_temp.tells('alice', id, 'Buy my wonderful pills today', 'same_text_places') from talk where n = 4), 4, 'an opener stays one when it is answered');
create function pg_temp.said(in_talk int) returns uuid language sql security definer as $$
  select message.id from private.messages message join talk on talk.id = message.conversation_id
  where talk.n = in_talk and message.body = 'Buy my wonderful pills today' order by message.id limit 1 $$;
create temporary table changed as select pg_temp.said(3) as deleted, pg_temp.said(2) as edited;
grant select on changed to authenticated;
select tests.authenticate_as(tests.user_id('alice'));
select public.delete_message(deleted, true), public.edit_message(edited, 'Something harmless') from changed;
select tests.reset_role();
select is((select pg_temp.tells('alice', id, 'Buy my wonderful pills today', 'same_text_places') from talk where n = 4), 4,
  'what was deleted or edited after it was read counts');
select tests.create_user('quin'), tests.create_user('quentin');
select is(pg_temp.tells('alice', tests.create_group('alice', 'quin', 'quentin'), 'Buy my wonderful pills today', 'openers'), 0, 'a group is no stranger');
select is(pg_temp.tells('alice', tests.create_talk('alice', 'quin', 'anonymous'), 'hello', 'openers'), 5, 'a stranger without a name is one');

-- Each is one range of an index. What else would do for a few rows is taken away.
alter table public.posts drop constraint one_post_a_client_id;
alter table public.comments drop constraint one_comment_a_client_id;
alter table private.messages drop constraint one_message_a_client_id;
create function pg_temp.plan(call text) returns text language plpgsql as $$
declare
  line text;
  whole text := '';
begin
  set local enable_seqscan = off;
  for line in execute 'explain ' || call loop
    whole := whole || line || E'\n';
  end loop;
  reset enable_seqscan;
  return whole;
end $$;
select matches(pg_temp.plan(call), 'Index (Only )?Scan.*' || index, index || ' serves the facts that are counted')
from (values ('select from public.posts where author_id = tests.user_id(''bob'') and position >= private.uuid_v7_at(now()) and position < private.uuid_v7_at(now())', 'posts_of_author'),
  ('select from public.comments where author_id = tests.user_id(''bob'') and id >= private.uuid_v7_at(now()) and id < private.uuid_v7_at(now())', 'comments_of_author'),
  ('select from private.messages where sender_id = tests.user_id(''bob'') and id >= private.uuid_v7_at(now()) and id < private.uuid_v7_at(now())', 'messages_of_sender'),
  ('select from private.messages where private.text_fingerprint(body::text) = ''x'' and length(body::text) >= 20 and id >= private.uuid_v7_at(now()) order by id desc limit 300', 'messages_text')) used (call, index);

select * from finish();
rollback;
