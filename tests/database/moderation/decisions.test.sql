begin;
select no_plan();

-- What a decision does to what it is about, and that all of it can be taken back.
select tests.create_user(name) from unnest(array['alice', 'bob', 'carol', 'dave', 'eve', 'frank']) name;
select tests.create_user('mona', 'moderator'), tests.create_user('mike', 'moderator'), tests.create_user('ada', 'admin');
select tests.befriend('alice', 'bob');
create temporary table made as
select tests.create_post('bob', 'buy my pills') as post, tests.create_post('alice', 'about something else') as others, tests.create_talk('alice', 'bob') as talk,
  null::uuid as comment, null::uuid as said, null::uuid as opened, null::uuid as decision, null::uuid as batch;
update made set comment = tests.create_comment('bob', others, 'a rude comment');
grant select, update on made to authenticated;
create function pg_temp.moderate(username text, role text default 'moderator') returns void language sql as $$
  select tests.authenticate_as(tests.user_id(username), jsonb_build_object('app_role', role)) $$;
grant execute on function pg_temp.moderate to authenticated;
create function pg_temp.strikes_of(name text) returns int language sql as $$
  select private.strikes(account) from private.accounts account where account.username = name $$;
create function pg_temp.later() returns void language sql as $$
  update private.decisions set created_at = created_at - interval '11 minutes' $$;
create function pg_temp.reported(target text, id uuid, reporter text default 'alice') returns uuid language plpgsql as $$
begin
  perform tests.authenticate_as(tests.user_id(reporter));
  perform public.report(target, id, 'harassment');
  perform tests.reset_role();
  return (select known.id from private.cases known where known.target = reported.target and known.target_id = reported.id and status = 'open');
end $$;
create function pg_temp.decided(case_id uuid, action text, until timestamptz default null, parts text[] default null, further jsonb default '[]', moderator text default 'mona') returns uuid
language plpgsql as $$
declare
  made uuid;
begin
  perform pg_temp.moderate(moderator, case moderator when 'ada' then 'admin' else 'moderator' end);
  perform public.claim_case(case_id);
  made := (public.decide(case_id, action, until, null, parts, further) ->> 'id')::uuid;
  perform tests.reset_role();
  return made;
end $$;
create function pg_temp.undo(decision uuid, moderator text default 'mona') returns void language plpgsql as $$
begin
  perform pg_temp.moderate(moderator);
  perform public.undo_decision(decision);
  perform tests.reset_role();
end $$;
create function pg_temp.sees(who text, statement text, sign text) returns boolean language plpgsql as $$
declare
  answer text;
begin
  perform tests.authenticate_as(tests.user_id(who));
  begin
    execute 'select ' || statement || ' from made' into answer;
  exception when sqlstate 'PGRST' then
    answer := null;
  end;
  perform tests.reset_role();
  return coalesce(answer ~ sign, false);
end $$;
grant select on made to authenticated;
select tests.authenticate_as(tests.user_id('bob'));
update made set said = tests.say(talk, 'something rude');
select tests.reset_role();

-- Each thing, hidden and removed: who still sees it, and that undoing gives it back
create temporary table thing (target text, id uuid, statement text, sign text);
insert into thing
select target, id, statement, sign from made
cross join lateral (values ('post', post, 'public.get_post(post)', 'pills'), ('comment', comment, 'public.list_comments(others)', 'rude'),
  ('message', said, 'public.list_messages(talk)', 'rude')) known (target, id, statement, sign);
create function pg_temp.each_way() returns setof text language plpgsql as $$
declare
  one record;
  way text;
  opened uuid;
  decision uuid;
begin
  for one in select * from thing loop
    foreach way in array array['hide', 'remove'] loop
      opened := pg_temp.reported(one.target, one.id);
      decision := pg_temp.decided(opened, way);
      return next is(pg_temp.sees('alice', one.statement, one.sign), false, format('others do not see a %s any more after %s', one.target, way));
      return next is(pg_temp.sees('bob', one.statement, one.sign), way = 'hide', format('its author %s a %s after %s', case way when 'hide' then 'sees' else 'does not see' end, one.target, way));
      perform pg_temp.undo(decision);
      return next is(pg_temp.sees('alice', one.statement, one.sign) and pg_temp.sees('bob', one.statement, one.sign), true, format('a %s is back when %s is undone', one.target, way));
      perform pg_temp.decided(opened, 'dismiss');
      update private.cases set fingerprint = null where id = opened;
    end loop;
  end loop;
end $$;
select pg_temp.each_way();
select tests.authenticate_as(tests.user_id('alice'));
select is(public.get_conversation(talk) ->> 'unread', '1', 'what came back counts as unread again') from made;
select tests.reset_role();
select tests.read_all('roll_up_engagement');
select is((select comments from public.post_stats where post_id = (select others from made)), 0, 'holding a comment back and giving it back leaves its count as it was');

-- A removed post stays removed
update made set opened = pg_temp.reported('post', post);
update made set decision = pg_temp.decided(opened, 'remove', further => '[{"action": "warn"}, {"action": "suspend", "until": "2026-12-24T00:00:00Z"}]');
select tests.authenticate_as(tests.user_id('bob'));
select tests.throws_code('select public.restore_post(post) from made', 'ACCOUNT_BANNED', 403, 'who is suspended does nothing');
select tests.reset_role();
update private.accounts set banned_until = null where username = 'bob';
select tests.authenticate_as(tests.user_id('bob'));
select tests.throws_code('select public.restore_post(post) from made', 'CONTENT_HELD', 403, 'its author does not restore what moderators have removed');
select tests.reset_role();
update private.accounts set banned_until = '2026-12-24T00:00:00Z' where username = 'bob';

-- Several measures in one decision
select is((select array_agg(action order by action) from private.measures where decision_id = (select decision from made)), '{remove,suspend,warn}', 'a decision has several measures');
select is(pg_temp.strikes_of(('bob')), 1, 'one of them is a strike');
select is((select banned_until from private.accounts where username = 'bob'), '2026-12-24T00:00:00Z', 'one of them suspends');
select pg_temp.moderate('mona');
select is(public.undo_decision(decision) -> 'action', '"suspend"', 'a decision is called by its gravest measure') from made;
select tests.reset_role();
select is((select banned_until from private.accounts where username = 'bob'), null, 'undoing takes back all of them: the suspension');
select is(pg_temp.strikes_of(('bob')), 0, 'undoing takes back the strike');
select is(pg_temp.sees('alice', 'public.get_post(post)', 'pills'), true, 'undoing takes back the removal');

update made set opened = pg_temp.reported('user', tests.user_id('carol'), 'bob');
update made set decision = pg_temp.decided(opened, 'suspend', now() + interval '3 days');
select is((select banned_until from private.accounts where username = 'carol'), now() + interval '3 days', 'a suspension lasts as long as it says');
select pg_temp.undo(decision) from made;
select is((select banned_until from private.accounts where username = 'carol'), null, 'a suspension is gone when it is undone');

-- Profile parts
update public.profiles set bio = 'something vile', pronouns = 'it', links = '{https://vile.example}' where username = 'carol';
select pg_temp.moderate('mona');
select public.claim_case(opened) from made;
select tests.throws_code('select public.decide(opened, ''remove'') from made', 'INVALID_DECISION', 422, 'of a person parts are removed');
select tests.throws_code('select public.decide(opened, ''hide'') from made', 'INVALID_DECISION', 422, 'nobody is hidden as a thing is');
select tests.throws_code('select public.decide(opened, ''remove'', parts => array[''name'']) from made', 'INVALID_DECISION', 422, 'the parts are known ones');
create temporary table answered as select public.decide(opened, 'remove', parts => array['bio', 'links']) as decision from made;
select is(answered.decision -> 'measures', '[{"action": "remove", "until": null, "parts": ["bio", "links"]}]', 'a decision is answered with its measures')
from answered;
update made set decision = (answered.decision ->> 'id')::uuid from answered;
select tests.reset_role();
select results_eq($$ select bio, links::text, pronouns from public.profiles where username = 'carol' $$, $$ values ('', '{}', 'it') $$, 'the parts of a profile that moderators name are emptied');
select pg_temp.undo(decision) from made;
select results_eq($$ select bio, links::text from public.profiles where username = 'carol' $$, $$ values ('something vile', '{https://vile.example}') $$, 'the parts of a profile are back when their removal is undone');

-- Shadow bans are not told
update made set decision = pg_temp.decided(opened, 'shadow_ban');
select is(private.is_shadowed(tests.user_id('carol')), true, 'a shadow ban begins at once');
select pg_temp.later();
delete from private.engagement where kind = 'moderation_notice';
select private.tell_decisions();
select is((select count(*) from private.engagement where kind = 'moderation_notice' and subject_id = tests.user_id('carol')), 0::bigint, 'the person is not told of a shadow ban');
select tests.authenticate_as(tests.user_id('carol'));
select is(public.my_decisions(), '{"items": []}', 'the person does not find a shadow ban');
select is(public.get_profile(username => 'carol')::text ~ 'hidden|shadow', false, 'nothing in their profile says it');
select tests.reset_role();
select is((select count(*) from private.export_account(tests.user_id('carol')) exported where exported::text ~ 'shadow'), 0::bigint, 'an export does not say it');
select is((select count(*) from private.export_decisions(tests.user_id('carol'))), 0::bigint, 'the decisions of an export do not say it');

-- Held on trusted reports
update private.accounts set created_at = now() - interval '1 year', email_verified_at = now() where username in ('alice', 'dave', 'eve', 'frank');
insert into private.cases (target, target_id, person_id, severity, weight, priority, status)
select 'post', gen_random_uuid(), tests.user_id('bob'), 1, 1, 0, 'upheld' from generate_series(1, 3);
insert into private.reports (case_id, reporter_id, reason, evidence, outcome)
select known.id, tests.user_id(reporter), 'spam', '{}', 'upheld'
from (select id from private.cases where status = 'upheld' and priority = 0 limit 1) known cross join unnest(array['dave', 'eve', 'frank']) reporter;
update made set post = tests.create_post('bob', 'more pills');
select pg_temp.reported('post', post, reporter) from made, unnest(array['carol', 'alice', 'dave', 'eve']) reporter;
select is(pg_temp.sees('alice', 'public.get_post(post)', 'pills'), true, 'reports by a crowd hide nothing');
update made set opened = pg_temp.reported('post', post, 'frank');
select is(pg_temp.sees('alice', 'public.get_post(post)', 'pills'), false, 'three trusted reports keep it from others until somebody has looked');
select is(pg_temp.sees('bob', 'public.get_post(post)', 'pills'), true, 'its author is told nothing meanwhile');
update made set decision = pg_temp.decided(opened, 'warn');
select is(pg_temp.sees('alice', 'public.get_post(post)', 'pills'), true, 'a decision that leaves it gives it back');
select pg_temp.undo(decision) from made;
select is(pg_temp.sees('alice', 'public.get_post(post)', 'pills'), false, 'undoing the decision keeps it from others again');
select pg_temp.decided(opened, 'dismiss') from made;
select is(pg_temp.sees('alice', 'public.get_post(post)', 'pills'), true, 'what was harmless is there for everybody');

-- Many at once
update made set post = tests.create_post('dave', 'Earn money from home today!'), comment = tests.create_comment('eve', others, 'EARN money -- from home, today');
select tests.create_post('frank', 'earn money from home tomorrow');
select tests.create_post('mike', 'Earn money from home today?');
select pg_temp.moderate('mona');
create temporary table plan as select public.decide_many(jsonb_build_object('like', jsonb_build_object('target', 'post', 'target_id', post)), 'remove', further => '[{"action": "warn"}]') as answer from made;
select is(answer - array['sample'], '{"dry_run": true, "batch_id": null, "posts": 1, "comments": 1, "messages": 0, "people": 2, "reports": 0, "left_out": 1, "more": false}',
  'a preview says what a decision about many would do, and leaves moderators out') from plan;
select is(jsonb_array_length(answer -> 'sample'), 2, 'a preview shows some of it') from plan;
select is(public.get_post(post) ->> 'caption', 'Earn money from home today!', 'it does nothing') from made;
update made set batch = (public.decide_many(jsonb_build_object('like', jsonb_build_object('target', 'post', 'target_id', post)), 'remove', further => '[{"action": "warn"}]', dry_run => false) ->> 'batch_id')::uuid;
select tests.throws_code('select public.get_post(post) from made', 'POST_NOT_FOUND', 404, 'then it is done');
select tests.reset_role();
select is(array[pg_temp.strikes_of(('dave')), pg_temp.strikes_of(('eve'))], '{1,1}', 'everybody is warned');
select pg_temp.moderate('mike');
select tests.throws_code('select public.undo_many(batch) from made', 'DECISION_NOT_FOUND', 404, 'others do not take it back');
select pg_temp.moderate('mona');
select is(public.undo_many(batch), '{"undone": 2, "final": 0}', 'all of it is taken back at once') from made;
select is(public.get_post(post) ->> 'caption', 'Earn money from home today!', 'what was removed at once is there again') from made;
select tests.reset_role();
select is(pg_temp.strikes_of(('dave')), 0, 'nobody is warned any more');
select tests.create_post('dave', 'another one'), tests.create_post('dave', 'one more');
select pg_temp.moderate('mona');
select is(public.decide_many(jsonb_build_object('author', tests.user_id('dave')), 'hide', further => '[{"action": "warn"}]', dry_run => false) - array['sample', 'batch_id'],
  '{"dry_run": false, "posts": 3, "comments": 0, "messages": 0, "people": 1, "reports": 0, "left_out": 0, "more": false}', 'a decision is about all of one person');
select tests.throws_code(format('select public.decide_many(%L, ''hide'')', filter), 'INVALID_DECISION', 422, filter || ' is no filter')
from unnest(array['{}', '{"author": "x"}', '{"author": "00000000-0000-0000-0000-000000000000", "media_id": "00000000-0000-0000-0000-000000000000"}', '{"like": {}}', '{"like": 7}', '7', '[]',
  '{"media_id": "00000000-0000-0000-0000-000000000000"}', '{"author": "00000000-0000-0000-0000-000000000000", "targets": ["user"]}', '{"author": "00000000-0000-0000-0000-000000000000", "since": "soon"}']) filter;
select tests.throws_code(format('select public.decide_many(jsonb_build_object(''author'', tests.user_id(''eve'')), %s)', arguments), 'INVALID_DECISION', 422, arguments || ' is not for many')
from unnest(array['''dismiss''', '''hide'', dry_run => null', '''remove'', further => ''[{"action": "remove", "parts": ["bio"]}]''']) arguments;
select tests.reset_role();
select is(pg_temp.strikes_of(('dave')), 1, 'the things of one person are one warning');
insert into private.media (owner_id, purpose, kind, content_type, byte_size, expires_at, status, completed_at, etag)
select tests.user_id(name), 'post', 'image', 'image/png', 10, now(), 'ready', now(), 'the same' from unnest(array['alice', 'bob']) name;
insert into public.post_media (post_id, place, media_id)
select tests.create_post(account.username, 'a picture'), 1, medium.id from private.media medium join private.accounts account on account.id = medium.owner_id where etag = 'the same';
create temporary table upload as select min(id::text)::uuid as id from private.media where etag = 'the same';
grant select on upload to authenticated;
select pg_temp.moderate('mona');
select is(public.decide_many(jsonb_build_object('media_id', id), 'remove') -> 'posts', '2', 'everything that shows the same upload is found') from upload;

select * from finish();
rollback;
