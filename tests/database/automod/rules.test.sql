begin;
select no_plan();
select tests.open_tables();

select tests.create_user(name) from unnest(array['alice', 'bob', 'carol', 'dave', 'nora']) name;
select tests.create_user('mona', 'moderator'), tests.create_user('ada', 'admin');
select tests.create_user('pat' || n), tests.create_user('new' || n), tests.create_user('old' || n) from generate_series(1, 12) n;
update private.accounts set created_at = now() - interval '30 days' where username !~ '^(new|nora)';
update private.rate_limits set capacity = 10000;
create temporary table made as select null::uuid as post, null::uuid as comment, null::uuid as message, null::uuid as talk;
grant select, update on made to authenticated;
create function pg_temp.moderate(username text, role text default 'moderator') returns void language sql as $$
  select tests.authenticate_as(tests.user_id(username), jsonb_build_object('app_role', role)) $$;
grant execute on function pg_temp.moderate to authenticated;
create function pg_temp.read_log() returns void language sql as $$ select tests.read_all('apply_rules'), tests.read_all('open_flagged_cases') $$;
create function pg_temp.post(author text, said text) returns uuid language plpgsql as $$
declare
  made uuid;
begin
  perform tests.authenticate_as(tests.user_id(author));
  made := (public.create_post(gen_random_uuid(), 'text', said) ->> 'id')::uuid;
  perform tests.reset_role();
  return made;
end $$;
create function pg_temp.told(who text, talk uuid, said text) returns uuid language plpgsql as $$
declare
  made uuid;
begin
  perform tests.authenticate_as(tests.user_id(who));
  made := tests.say(talk, said);
  perform tests.reset_role();
  return made;
end $$;
create function pg_temp.sees(username text, call text, what text) returns boolean language plpgsql as $$
declare
  answer text;
begin
  perform tests.authenticate_as(tests.user_id(username));
  begin
    execute 'select ' || call || '::text from made' into answer;
  exception when sqlstate 'PGRST' then
    null;
  end;
  perform tests.reset_role();
  return coalesce(answer ~ what, false);
end $$;
create function pg_temp.decide(what uuid, action text) returns uuid language plpgsql as $$
declare
  opened uuid := (select id from private.cases where target_id = what and status = 'open');
  made uuid;
begin
  perform pg_temp.moderate('mona');
  perform public.claim_case(opened);
  made := (public.decide(opened, action) ->> 'id')::uuid;
  perform tests.reset_role();
  return made;
end $$;
create function pg_temp.flags(what uuid) returns text language sql as $$
  select string_agg(flag.rule || case when opened.held then ' held' else '' end, ', ' order by flag.rule)
  from private.flags flag join private.cases opened on opened.id = flag.case_id where opened.target_id = what and opened.status = 'open' $$;
create function pg_temp.lines(kind text, what uuid) returns bigint language sql as $$
  select count(*) from private.engagement line
  where line.kind = lines.kind and (line.target_id = what or line.details ->> 'comment_id' = what::text or line.details ->> 'message_id' = what::text) $$;

-- The rules that Plaza begins with
select set_eq('select name, state from private.rules',
  $$ values ('new_account_same_link_openers', 'live'), ('same_text_places', 'live'), ('newcomers_same_text', 'live'), ('many_newcomers_same_text', 'shadow'), ('trusted_reports', 'live') $$,
  'there are rules from the beginning');
select is_empty('select name from private.rules rule where private.problem_of_condition(condition, targets) is not null or private.ordered_condition(condition) <> condition',
  'the rules from the beginning are rules');
select is((private.checked_rule(to_jsonb(rule) - array['version', 'changed_by', 'changed_at'], null)).name, name, name || ' could have been set') from private.rules rule;

-- A new account says the same with a link to five strangers
create temporary table talk as select n, tests.create_talk('nora', 'pat' || n) as id, null::uuid as said from generate_series(1, 6) n;
update talk set said = pg_temp.told('nora', id, 'Look at these wonderful pills: https://pills.example/' || n || ' only today') where n = 6;
update talk set said = pg_temp.told('nora', id, 'Look at these wonderful pills: https://pills.example only today') where n <= 4;
select is((select count(*) from private.messages message join talk on talk.said = message.id where message.held is null), 5::bigint, 'four alike are let be');
delete from realtime.messages;
update talk set said = pg_temp.told('nora', id, 'LOOK at these wonderful pills: https://pills.example, only today!') where n = 5;
select is((select count(*) from private.messages message join talk on talk.said = message.id where message.held = 'hidden' and message.untold), 1::bigint, 'the fifth is held back');
select is(pg_temp.sees('nora', format('public.list_messages(%L)', id), 'LOOK at'), true, 'its sender sees it as any other') from talk where n = 5;
select is(pg_temp.sees('pat5', format('public.list_messages(%L)', id), 'LOOK at'), false, 'the other one does not') from talk where n = 5;
select is(pg_temp.sees('pat5', 'public.list_conversations()', '"unread": 1'), false, 'nothing says to the other one that there is something');
select is((select count(*) from realtime.messages where topic <> 'user:' || tests.user_id('nora') and payload::text ~ 'LOOK at'), 0::bigint, 'nobody else hears of it');
select is((select count(*) from realtime.messages where topic = 'user:' || tests.user_id('nora') and event = 'message.created'), 1::bigint, 'the other devices of its sender do');
select is(pg_temp.lines('message', said), 0::bigint, 'nothing that follows from a message follows from it') from talk where n = 5;
select pg_temp.read_log();
select is(pg_temp.flags(said), 'new_account_same_link_openers held, same_text_places held', 'its case names the rules') from talk where n = 5;
select is((select details ->> 'rule' from private.moderation_log where event = 'content_held'), 'new_account_same_link_openers', 'the audit log says what was held, and by which rule');
select is((select count(*) from private.rule_hits where rule = 'new_account_same_link_openers' and state = 'live'), 1::bigint, 'the rule counts what it has held');

-- Let go, exactly once
delete from realtime.messages;
create temporary table decision as select pg_temp.decide(said, 'dismiss') as id from talk where n = 5;
select is(pg_temp.sees('pat5', format('public.list_messages(%L)', id), 'LOOK at'), true, 'let go, it is there for the other one') from talk where n = 5;
select is(pg_temp.sees('pat5', 'public.list_conversations()', 'LOOK at'), true, 'the conversation moves up') from talk where n = 5;
select is((select count(*) from realtime.messages where event = 'message.created' and topic = tests.topic(talk.id)), 1::bigint, 'the conversation hears of it as of a new one') from talk where n = 5;
select is((select count(*) from realtime.messages where event = 'conversation' and topic = 'user:' || tests.user_id('pat5')), 1::bigint, 'the other one hears of it, too');
select is(pg_temp.lines('message', said), 1::bigint, 'all that follows from a message follows from it') from talk where n = 5;
delete from realtime.messages;
select pg_temp.moderate('mona'), public.undo_decision(id) from decision;
select tests.reset_role();
select is(pg_temp.sees('pat5', format('public.list_messages(%L)', id), 'LOOK at'), false, 'undoing that keeps it back again') from talk where n = 5;
select pg_temp.decide(said, 'dismiss') from talk where n = 5;
select is(pg_temp.sees('pat5', format('public.list_messages(%L)', id), 'LOOK at'), true, 'letting it go again gives it back') from talk where n = 5;
select is((select count(*) from realtime.messages where event = 'message.created'), 0::bigint, 'nothing of it is new a second time');
select is(pg_temp.lines('message', said), 1::bigint, 'nothing follows from it twice') from talk where n = 5;
select pg_temp.read_log();
select is((select count(*) from private.cases where status = 'open' and target_id = said), 0::bigint, 'what was found harmless stays so') from talk where n = 5;
-- Of somebody who has been here for longer
insert into talk select 10 + n, tests.create_talk('bob', 'pat' || n) from generate_series(1, 6) n;
update talk set said = pg_temp.told('bob', id, 'Look at my wonderful holiday: https://holiday.example all of you') where n > 10;
select is((select count(*) from private.messages message join talk on talk.said = message.id where message.held is not null), 0::bigint, 'nothing of an older account is held for that');
select pg_temp.read_log();
select is((select string_agg(distinct pg_temp.flags(said), ', ') from talk where n > 10), 'same_text_places', 'moderators are told of it');
select is((select count(*) from talk where n > 10 and pg_temp.flags(said) is not null), 1::bigint, 'once a day of a person');

-- A raid
select pg_temp.post('old' || n, 'We all are watching the same match tonight') from generate_series(1, 6) n;
select pg_temp.read_log();
select is((select count(*) from private.flags where rule = 'newcomers_same_text'), 0::bigint, 'people who have been here for long may say the same');
create temporary table raid as select n, pg_temp.post('new' || n, 'Down with everybody who lives in this town') as post from generate_series(1, 12) n;
select pg_temp.read_log();
select is((select count(*) from private.flags where rule = 'newcomers_same_text'), 1::bigint, 'five newcomers with the same text are a raid, and moderators are told once');
select is((select count(*) from private.rule_hits where rule = 'newcomers_same_text'), 8::bigint, 'each is counted from the fifth on');
select is((select count(*) from private.rule_hits where rule = 'many_newcomers_same_text' and state = 'shadow'), 3::bigint, 'a rule in shadow counts what it would do');
select is((select count(*) from public.posts post join raid on raid.post = post.id where post.held is not null), 0::bigint, 'it does nothing else');
select is((select count(*) from private.flags where rule = 'many_newcomers_same_text'), 0::bigint, 'it tells nobody');

-- What it would have done is what shadow has counted
select pg_temp.moderate('ada', 'admin');
create temporary table tried as
select rule ->> 'name' as name, public.try_rule(rule - array['version', 'changed_by', 'changed_at', 'hits', 'shadow_hits', 'upheld', 'dismissed', 'last_hit_at'], 1) as answer
from jsonb_array_elements(public.list_rules() -> 'items') rule;
select tests.reset_role();
select is((answer ->> 'would_hit')::bigint, (select count(*) from private.rule_hits hit where hit.rule = tried.name), 'tried over the past, a rule hits what it has hit: ' || name) from tried;
select cmp_ok((select sum((answer ->> 'would_hit')::int) from tried), '>=', 12::bigint, 'which is something');
select is((answer ->> 'dismissed')::int, 1, 'it says what moderators have decided about it') from tried where name = 'new_account_same_link_openers';
select is(answer #>> '{examples,0,text}', 'Down with everybody who lives in this town', 'examples show what everybody may read') from tried where name = 'many_newcomers_same_text';
select is(answer #> '{examples,0,text}', 'null', 'they do not show what people write to each other') from tried where name = 'new_account_same_link_openers';
select is(answer #> '{days,0}', jsonb_build_object('day', (now() at time zone 'utc')::date, 'looked_at', answer -> 'looked_at', 'would_hit', 3), 'it says how many a day') from tried where name = 'many_newcomers_same_text';
select is(answer -> 'complete', 'true', 'it says whether it got through') from tried where name = 'many_newcomers_same_text';

-- Live: posts and comments
select pg_temp.moderate('ada', 'admin');
create temporary table rule as select public.set_rule('{"name": "pills", "targets": ["post", "comment", "message"], "action": "hold", "state": "shadow", "severity": 4,
  "condition": {"any": [{"fact": "link_domains", "is": "any_of", "value": ["pills.org"]}, {"fact": "link_domains", "is": "any_of", "value": ["potions.org"]}]}}') as answer;
grant select, update on rule to authenticated;
select is(answer - array['changed_at', 'condition', 'targets'], jsonb_build_object('name', 'pills', 'description', '', 'action', 'hold', 'reason', 'spam', 'severity', 4, 'once_per', 'thing', 'state', 'shadow',
  'version', 1, 'changed_by', tests.user_id('ada'), 'hits', 0, 'shadow_hits', 0, 'upheld', 0, 'dismissed', 0, 'last_hit_at', null), 'a rule is made') from rule;
select tests.reset_role();
update made set post = pg_temp.post('alice', 'Go to pills.org, all of you @bob');
select is(pg_temp.sees('bob', 'public.get_post(post)', 'pills'), true, 'in shadow nothing is held') from made;
select pg_temp.moderate('ada', 'admin');
update rule set answer = public.set_rule('{"name": "pills", "state": "live"}', 1);
select is(answer ->> 'version', '2', 'each change counts') from rule;
select tests.throws_code($$ select public.set_rule('{"name": "pills", "state": "off"}', 1) $$, 'RULE_CHANGED', 409, 'nobody overwrites a change that they have not seen');
select tests.throws_code($$ select public.set_rule('{"name": "pills", "state": "off"}') $$, 'RULE_CHANGED', 409, 'there is one rule of a name');
select tests.throws_code($$ select public.set_rule('{"name": "no_such", "state": "off"}', 1) $$, 'RULE_CHANGED', 409, 'what is not there is not changed');
select tests.reset_role();
select results_eq($$ select actor_id, details ->> 'rule', details ->> 'version', details -> 'changed', details #>> '{was,state}' from private.moderation_log where event = 'rule_changed' order by id $$,
  $$ values (tests.user_id('ada'), 'pills', '1', '["action", "condition", "description", "once_per", "reason", "severity", "state", "targets"]'::jsonb, null),
    (tests.user_id('ada'), 'pills', '2', '["state"]'::jsonb, 'shadow') $$, 'each change is in the audit log');
delete from realtime.messages;
update made set post = pg_temp.post('alice', 'Come to PILLS.org @bob');
select is(pg_temp.sees('bob', 'public.get_post(post)', 'PILLS'), false, 'live, a post is held back') from made;
select is(pg_temp.sees('alice', 'public.list_posts(tests.user_id(''alice''))', 'PILLS'), true, 'its author sees it in its place') from made;
select is(pg_temp.sees('bob', 'public.list_posts(tests.user_id(''alice''))', 'PILLS'), false, 'nobody else does') from made;
select is(pg_temp.lines('post', post) + pg_temp.lines('post_mention', post), 0::bigint, 'nobody is told of it') from made;
select pg_temp.read_log();
select is(pg_temp.flags(post), 'pills held', 'there is a case about a post that is held') from made;
select tests.authenticate_as(tests.user_id('alice')), public.edit_post(post, '{"caption": "Come to pills.org @bob @carol"}') from made;
select tests.reset_role();
select is(pg_temp.lines('post_mention', post), 0::bigint, 'editing it tells nobody either') from made;
select pg_temp.decide(post, 'warn') from made;
select is(pg_temp.sees('bob', 'public.get_post(post)', 'pills'), true, 'a decision that leaves it lets it appear') from made;
select is(array[pg_temp.lines('post', post), pg_temp.lines('post_mention', post), pg_temp.lines('post_return', post)], array[1, 2, 0]::bigint[], 'then its people are told, as of a new one') from made;
-- Deleted meanwhile
update made set post = pg_temp.post('alice', 'Once more: pills.org');
select pg_temp.read_log();
select tests.authenticate_as(tests.user_id('alice')), public.delete_post(post) from made;
select tests.reset_role();
select pg_temp.decide(post, 'dismiss') from made;
select is(pg_temp.lines('post', post) + pg_temp.lines('post_removal', post) + pg_temp.lines('post_return', post), 0::bigint, 'what its author has deleted meanwhile does not appear') from made;
select tests.authenticate_as(tests.user_id('alice')), public.restore_post(post) from made;
select tests.reset_role();
select is(pg_temp.lines('post', post), 1::bigint, 'it does when its author restores it') from made;
-- A draft waits for nobody
select tests.authenticate_as(tests.user_id('alice'));
update made set post = (public.create_post(gen_random_uuid(), 'text', 'A draft about pills.org', draft => true) ->> 'id')::uuid;
select tests.reset_role();
select is((select held from public.posts where id = post), null, 'a draft is nobody''s business') from made;
select tests.authenticate_as(tests.user_id('alice')), public.publish_post(post) from made;
select tests.reset_role();
select is((select held || audience from public.posts where id = post), 'hiddenauthor', 'publishing it is') from made;
-- Comments
update made set post = pg_temp.post('bob', 'A harmless post');
select tests.authenticate_as(tests.user_id('alice'));
update made set comment = (public.add_comment(gen_random_uuid(), post, 'see potions.org @carol') ->> 'id')::uuid;
select tests.reset_role();
select is(pg_temp.sees('bob', 'public.list_comments(post)', 'potions'), false, 'a comment is held back') from made;
select is(pg_temp.sees('alice', 'public.list_comments(post)', 'potions'), true, 'its author sees it') from made;
select pg_temp.read_log();
select is(pg_temp.lines('comment', comment), 0::bigint, 'it counts nowhere') from made;
create temporary table held_decision as select pg_temp.decide(comment, 'hide') as id from made;
select is(pg_temp.lines('comment', comment) + pg_temp.lines('comment_removal', comment), 0::bigint, 'hidden for good, nobody has heard of it') from made;
select pg_temp.moderate('mona'), public.undo_decision(id) from held_decision;
select tests.reset_role();
select pg_temp.decide(comment, 'dismiss') from made;
select is(pg_temp.sees('bob', 'public.list_comments(post)', 'potions'), true, 'let go, it is there') from made;
select is(array[pg_temp.lines('comment', comment), pg_temp.lines('comment_mention', comment), pg_temp.lines('comment_return', comment)], array[1, 1, 0]::bigint[], 'its people are told then, once') from made;
-- Edits
update made set talk = tests.create_talk('carol', 'dave');
update made set message = pg_temp.told('carol', talk, 'hello there');
select pg_temp.read_log();
delete from realtime.messages;
select tests.authenticate_as(tests.user_id('carol')), public.edit_message(message, 'hello pills.org') from made;
select tests.reset_role();
select is(pg_temp.sees('dave', 'public.list_messages(talk)', 'pills|hello'), false, 'what is edited is judged anew') from made;
select is((select count(*) from realtime.messages where topic <> 'user:' || tests.user_id('carol') and payload::text ~ 'pills'), 0::bigint, 'nobody hears what it says then');
select is((select count(*) from realtime.messages where topic = 'user:' || tests.user_id('dave') and event = 'message.deleted'), 1::bigint, 'who had read it hears that it is gone');
select pg_temp.read_log();
select is(pg_temp.flags(message), 'pills held', 'there is a case about the edit') from made;
select tests.authenticate_as(tests.user_id('carol')), public.edit_message(message, 'hello, see pills.org again') from made;
select tests.reset_role();
select pg_temp.decide(message, 'dismiss') from made;
select is(pg_temp.sees('dave', 'public.list_messages(talk)', 'again'), true, 'let go, it is back') from made;
select is(pg_temp.lines('message', message), 1::bigint, 'it was sent once') from made;
select tests.authenticate_as(tests.user_id('carol')), public.edit_message(message, 'hello potions.org') from made;
select tests.reset_role();
select is(pg_temp.sees('dave', 'public.list_messages(talk)', 'potions'), false, 'harmless is what it said, not what it says now') from made;
select tests.authenticate_as(tests.user_id('alice')), public.edit_comment(comment, 'see potions.org and pills.org') from made;
select tests.reset_role();
select is(pg_temp.sees('bob', 'public.list_comments(post)', 'pills'), false, 'an edited comment is judged anew') from made;
select is(pg_temp.lines('comment_removal', comment), 1::bigint, 'it no longer counts') from made;
select tests.authenticate_as(tests.user_id('bob')), public.edit_post(post, '{"caption": "Not harmless: pills.org"}') from made;
select tests.reset_role();
select is(pg_temp.sees('alice', 'public.get_post(post)', 'pills'), false, 'an edited post is judged anew') from made;
select pg_temp.read_log();
-- Off
select pg_temp.moderate('ada', 'admin');
update rule set answer = public.set_rule('{"name": "pills", "state": "off"}', 2);
select tests.reset_role();
update made set post = pg_temp.post('dave', 'Off to pills.org');
select is(pg_temp.sees('bob', 'public.get_post(post)', 'pills'), true, 'a rule that is off does nothing') from made;

-- Profiles, and slower
select pg_temp.moderate('ada', 'admin');
select lives_ok($$ select public.set_rule('{"name": "pills_in_bio", "targets": ["profile"], "action": "flag", "state": "live", "reason": "spam", "condition": {"fact": "links", "is": "at_least", "value": 1}}') $$, 'profiles have rules');
select lives_ok($$ select public.set_rule('{"name": "many_mentions", "targets": ["post"], "action": "slow", "state": "live", "condition": {"fact": "mentions", "is": "at_least", "value": 2}}') $$, 'people are slowed down by rules');
select tests.authenticate_as(tests.user_id('dave')), public.update_profile('{"bio": "Buy at pills.org"}');
select tests.reset_role();
select pg_temp.read_log();
select is(pg_temp.flags(tests.user_id('dave')), 'pills_in_bio', 'a profile is looked at');
update private.rate_limits set capacity = 10, refill_per_second = 0.1 where name = 'create_post';
select pg_temp.post('dave', 'Hello @alice and @bob');
select isnt(pg_temp.post('dave', 'Hello'), null, 'at first there is no hurry');
select pg_temp.read_log();
select tests.authenticate_as(tests.user_id('dave'));
select tests.throws_code($$ select public.create_post(gen_random_uuid(), 'text', 'Hello again') $$, 'RATE_LIMITED', 429, 'whoever is slowed down waits');
select tests.reset_role();
update private.rate_buckets set updated_at = updated_at - interval '111 seconds' where subject = tests.user_id('dave')::text;
select isnt(pg_temp.post('dave', 'Hello again'), null, 'the wait is as long as a bucket takes to fill');
select tests.authenticate_as(tests.user_id('dave'));
select tests.throws_code($$ select public.create_post(gen_random_uuid(), 'text', 'Hello once more') $$, 'RATE_LIMITED', 429, 'after it nothing goes faster than it fills');
select tests.reset_role();

-- What is no rule
select pg_temp.moderate('ada', 'admin');
select tests.throws_code(format('select public.set_rule(%L)', rule), 'INVALID_RULE', 422, left(rule, 80) || ' is no rule')
from unnest(array['null', '[]', '{}', '{"name": "Ab"}', '{"name": "x"}', '{"name": 7, "targets": ["post"]}', '{"name": "a_rule"}', '{"name": "a_rule", "targets": ["post"]}', '{"name": "a_rule", "targets": [], "condition": {"fact": "links", "is": "is", "value": 1}}',
  '{"name": "a_rule", "targets": "post", "condition": {"fact": "links", "is": "is", "value": 1}}', '{"name": "a_rule", "targets": ["user"], "condition": {"fact": "links", "is": "is", "value": 1}}',
  '{"name": "a_rule", "targets": ["post", null], "condition": {"fact": "links", "is": "is", "value": 1}}', '{"name": "a_rule", "targets": ["profile"], "action": "hold", "condition": {"fact": "links", "is": "is", "value": 1}}',
  '{"name": "a_rule", "targets": ["post"], "action": "ban", "condition": {"fact": "links", "is": "is", "value": 1}}', '{"name": "a_rule", "targets": ["post"], "severity": 6, "condition": {"fact": "links", "is": "is", "value": 1}}',
  '{"name": "a_rule", "targets": ["post"], "severity": null, "condition": {"fact": "links", "is": "is", "value": 1}}', '{"name": "a_rule", "targets": ["post"], "state": "on", "condition": {"fact": "links", "is": "is", "value": 1}}',
  '{"name": "a_rule", "targets": ["post"], "reason": "x; drop", "condition": {"fact": "links", "is": "is", "value": 1}}', '{"name": "a_rule", "targets": ["post"], "version": 7, "condition": {"fact": "links", "is": "is", "value": 1}}',
  '{"name": "a_rule", "targets": ["post"], "once_per": "day", "condition": {"fact": "links", "is": "is", "value": 1}}', '{"name": "a_rule", "targets": ["post"], "description": 7, "condition": {"fact": "links", "is": "is", "value": 1}}']) rule;
select tests.throws_code(format('select public.try_rule(%L, 31)', '{}'), 'INVALID_ARGUMENT', 422, 'a rule is tried over a month');
select tests.throws_code(format('select public.try_rule(%L)', '{"name": "a_rule"}'), 'INVALID_RULE', 422, 'what is no rule is not tried');
select tests.reset_role();

-- Moderators read
create temporary table known as select count(*)::int as facts from private.rule_facts();
grant select on known to authenticated;
select pg_temp.moderate('mona');
select is(jsonb_array_length(public.list_rules() -> 'items'), 8, 'moderators see the rules');
select is(item -> 'shadow_hits', '3', 'they see what it has hit') from jsonb_array_elements(public.list_rules() -> 'items') item where item ->> 'name' = 'many_newcomers_same_text';
select is(jsonb_array_length(public.list_rules() -> 'facts'), facts, 'they see what rules may ask for') from known;
select tests.throws_code($$ select public.set_rule('{"name": "pills", "state": "live"}', 3) $$, 'NOT_ALLOWED', 403, 'they change none');
select tests.throws_code($$ select public.try_rule('{}') $$, 'NOT_ALLOWED', 403, 'they try none');
select tests.authenticate_as(tests.user_id('alice'));
select tests.throws_code('select public.list_rules()', 'NOT_ALLOWED', 403, 'nobody else sees them');
select tests.reset_role();

-- Forgotten in time
update private.rule_hits set hit_at = hit_at - interval '91 days';
select cmp_ok(private.purge_rule_hits(), '>=', 10::bigint, 'hits are forgotten after 90 days');
select is((select count(*) from private.rule_hits), 0::bigint, 'all of them');

select * from finish();
rollback;
