-- Whatever people write for others is moderated. What a text argument of a public function is for stands here: one that is new fails the test.
begin;
select plan(6);

select tests.create_user(name) from unnest(array['alice', 'bob', 'carol']) name;
insert into private.automod_terms (term, severity, category) values ('zonkwit', 'block', 'test');
select tests.authenticate_as(tests.user_id('alice'));
create temporary table made on commit drop as
select public.create_post('66666666-6666-6666-6666-666666666666', 'text', 'clean') ->> 'id' as post,
  public.create_collection('clean') ->> 'id' as collection;
create temporary table said on commit drop as
select public.add_comment(gen_random_uuid(), made.post::uuid, 'clean') ->> 'id' as comment from made;
select tests.reset_role();
create temporary table talk on commit drop as select tests.create_group('alice', 'bob') as id;
grant select on made, said, talk to authenticated;
select tests.authenticate_as(tests.user_id('alice'));
create temporary table message on commit drop as select tests.say(talk.id, 'clean') as id from talk;
select tests.authenticate_as(tests.user_id('bob'));
create temporary table theirs on commit drop as
select public.create_post('66666666-6666-6666-6666-666666666667', 'text', 'clean') ->> 'id' as post;
select tests.reset_role();
insert into private.media (id, owner_id, purpose, kind, content_type, byte_size, expires_at)
values ('77777777-7777-7777-7777-777777777777', tests.user_id('alice'), 'post', 'image', 'image/jpeg', 1000, now() + interval '1 hour');
grant select on theirs, message to authenticated;

-- %s is the text.
create temporary table writers (function text, argument text, statement text) on commit drop;
insert into writers values
  ('create_post', 'caption', 'select public.create_post(gen_random_uuid(), ''text'', %s)'),
  ('create_post', 'content_warning', 'select public.create_post(gen_random_uuid(), ''text'', ''clean'', content_warning => %s)'),
  ('create_post', 'place', 'select public.create_post(gen_random_uuid(), ''text'', ''clean'', place => %s)'),
  ('edit_post', 'changes', 'select public.edit_post(post::uuid, jsonb_build_object(''caption'', %s)) from made'),
  ('edit_post', 'changes', 'select public.edit_post(post::uuid, jsonb_build_object(''content_warning'', %s)) from made'),
  ('edit_post', 'changes', 'select public.edit_post(post::uuid, jsonb_build_object(''place'', %s)) from made'),
  ('add_comment', 'body', 'select public.add_comment(gen_random_uuid(), post::uuid, %s) from made'),
  ('edit_comment', 'body', 'select public.edit_comment(comment::uuid, %s) from said'),
  ('create_collection', 'name', 'select public.create_collection(%s)'),
  ('rename_collection', 'name', 'select public.rename_collection(collection::uuid, %s, true) from made'),
  ('update_profile', 'changes', 'select public.update_profile(jsonb_build_object(''bio'', %s))'),
  ('update_profile', 'changes', 'select public.update_profile(jsonb_build_object(''first_name'', %s))'),
  ('update_profile', 'changes', 'select public.update_profile(jsonb_build_object(''last_name'', %s))'),
  ('update_profile', 'changes', 'select public.update_profile(jsonb_build_object(''pronouns'', %s))'),
  ('request_verification', 'statement', 'select public.request_verification(%s || '' and twenty characters of proof'')'),
  ('request_connection', 'note', 'select public.request_connection(tests.user_id(''carol''), %s)'),
  ('create_group', 'title', 'select public.create_group(gen_random_uuid(), %s, array[tests.user_id(''bob'')])'),
  ('update_group', 'changes', 'select public.update_group(id, jsonb_build_object(''title'', %s)) from talk'),
  ('send_message', 'body', 'select public.send_message(gen_random_uuid(), id, body => %s) from talk'),
  ('edit_message', 'body', 'select public.edit_message(id, %s) from message'),
  ('report', 'note', 'select public.report(''post'', post::uuid, ''spam'', %s) from theirs');

grant select on writers to authenticated;

create function pg_temp.answer(statement text) returns text language plpgsql as $$
declare
  answer text;
begin
  execute statement into answer;
  return coalesce(answer, 'nothing');
exception when sqlstate 'PGRST' then
  return sqlerrm;
when others then
  return sqlerrm;
end
$$;
grant execute on function pg_temp.answer to authenticated;
select tests.authenticate_as(tests.user_id('alice'));
select is_empty($$
  select function || ' of ' || argument || ': ' || answer
  from writers, pg_temp.answer(format(statement, quote_literal('so z0nk' || chr(8203) || 'wit then'))) answer
  where answer not like '%CONTENT_REJECTED%' $$, 'every writer of text refuses a blocked term, however it is spelt');
select is_empty($$
  select function || ' of ' || argument || ': ' || answer
  from writers, pg_temp.answer(format(statement, quote_literal('clean'))) answer
  where answer like '%"code"%' or answer = 'nothing' $$, 'every one of them takes a clean text');
select tests.reset_role();
select is((select count(*) from pg_temp.answer($$ select private.set_alt_text('77777777-7777-7777-7777-777777777777', 'zonkwit') $$) answer where answer like '%NOT_AUTH%'),
  1::bigint, 'alternative texts are those of their owner');
select set_config('request.jwt.claims', jsonb_build_object('sub', tests.user_id('alice'), 'sid', tests.user_id('alice'), 'role', 'authenticated')::text, true);
select is_empty($$
  select answer from unnest(array[
    $q$ select private.set_alt_text('77777777-7777-7777-7777-777777777777', 'a zonkwit') $q$,
    $q$ select private.start_upload('post', 'image', 'image/jpeg', 1000, 'a zonkwit', interval '1 hour') $q$,
    $q$ select private.start_upload('message', 'file', 'application/octet-stream', 1000, null, interval '1 hour', 'zonkwit.txt') $q$,
    $q$ update private.accounts set username = 'zonkwit' where id = tests.user_id('alice') $q$]) statement, pg_temp.answer(statement) answer
  where answer not like '%CONTENT_REJECTED%' $$, 'alternative texts, file names and usernames with a blocked term are refused');

-- What the other arguments are: words of a fixed list, places in lists, what is looked for, or words that nobody else ever sees.
create temporary table arguments on commit drop as
select routine.proname::text as function, argument.name
from pg_proc routine, unnest(routine.proargnames, routine.proargtypes::oid[]) argument (name, type)
where routine.pronamespace = 'public'::regnamespace and routine.prokind = 'f' and argument.name is not null
  and argument.type::regtype::text in ('text', 'text[]', 'jsonb', 'jsonb[]', 'json');
select is_empty($$
  select function || ' of ' || name from arguments
  where not exists (select from writers where writers.function = arguments.function and writers.argument = arguments.name)
    and name not in ('action', 'app_role', 'category', 'comments_from', 'cursor', 'device', 'direction', 'emoji', 'endpoint', 'feed', 'genders', 'interests', 'kind',
      'language', 'locale', 'looking_for', 'match', 'media', 'period', 'person', 'prefix', 'query', 'queue', 'reason', 'role', 'severity', 'since', 'slugs', 'sort', 'state',
      'status', 'target', 'time_zone', 'topic', 'username', 'via', 'views', 'visibility', 'weights', 'within')
    and (function, name) not in (
      -- Whoever appeals may say what they are said to have said; moderators alone read it.
      ('appeal', 'note'),
      -- Nobody else reads one's own settings.
      ('set_settings', 'changes'), ('set_feed_settings', 'changes'), ('set_push_settings', 'changes'), ('set_notification_settings', 'changes'),
      -- What moderators and admins say is theirs to answer for.
      ('decide', 'note'), ('schedule_notification', 'title'), ('schedule_notification', 'body'), ('schedule_notification', 'audience'),
      ('schedule_notification', 'send_at'), ('schedule_notification', 'repeat'), ('decide', 'parts'), ('decide', 'further'), ('decide_many', 'filter'), ('decide_many', 'further'), ('decide_many', 'note'), ('answer_appeal', 'note'),
      ('answer_second_review', 'verdict'), ('audit_log', 'event'), ('revoke_verification', 'note'), ('review_topic', 'note'), ('review_verification', 'note'), ('set_viral_veto', 'note'), ('set_term', 'term'), ('remove_term', 'term'), ('set_rule', 'rule'), ('try_rule', 'rule'),
      ('set_setting', 'name'), ('set_setting', 'value'), ('set_rate_limit', 'name')) $$,
  'every argument of a public function that takes a text is moderated, or is no text for others');
select is_empty($$ select function from writers where not exists (select from arguments where arguments.function = writers.function and arguments.name = writers.argument) $$,
  'what is said of a function is said of one that there is');

select * from finish();
rollback;
