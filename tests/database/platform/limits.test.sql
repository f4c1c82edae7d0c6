-- Every limit is asked by somebody and refuses; every function of the API that takes tokens keeps those of refused calls.
begin;
select plan(8);

select tests.create_user(name) from unnest(array['alice', 'bob', 'carol']) name;
select tests.befriend('alice', 'bob');
select private.set_app_role(tests.user_id('alice'), 'admin');
create temporary table things on commit drop as
select tests.create_post('alice', id => '99999999-9999-9999-9999-999999999999') as post, tests.create_talk('alice', 'bob') as talk,
  tests.create_group('alice', 'bob', 'carol') as chat_group, gen_random_uuid() as any_id;
create temporary table comment on commit drop as select tests.create_comment('alice', post) as id from things;
grant select on things, comment to authenticated;

-- Who takes the tokens of each limit, as a call that is right in everything else.
create temporary table calls (limit_name text, call text, subject text default tests.user_id('alice')::text) on commit drop;
insert into calls (limit_name, call) values
  ('update_profile', $$public.update_profile('{"bio": "new"}')$$),
  ('update_profile', $$public.set_interests('{}')$$),
  ('rename_account', $$public.update_profile('{"username": "alicia_new"}')$$),
  ('set_settings', $$public.set_settings('{"show_age": false}')$$),
  ('set_settings', $$public.set_notification_settings('{"strangers": "box"}')$$),
  ('set_settings', $$public.mute_notifications('post', (select post from things))$$),
  ('set_settings', $$public.set_push_settings('{"previews": false}')$$),
  ('register_push', $$public.register_push('{"platform": "android", "token": "a-token-of-a-device"}')$$),
  ('set_location', $$public.set_location(1, 1)$$),
  ('report', $$public.report('user', tests.user_id('bob'), 'spam')$$),
  ('appeal', $$public.appeal(gen_random_uuid(), 'No.')$$),
  ('request_verification', $$public.request_verification('I am who I say that I am.')$$),
  ('follow', $$public.follow(tests.user_id('bob'))$$),
  ('connection_request', $$public.request_connection(tests.user_id('carol'))$$),
  ('block', $$public.block(tests.user_id('bob'))$$),
  ('search_people', $$public.search_people('bob')$$),
  ('typeahead_people', $$public.typeahead_people('bo')$$),
  ('create_post', $$public.create_post(gen_random_uuid(), caption => 'x')$$),
  ('edit_post', $$public.edit_post((select post from things), '{"caption": "y"}')$$),
  ('edit_post', $$public.delete_post((select post from things))$$),
  ('edit_post', $$public.restore_post((select post from things))$$),
  ('edit_post', $$public.archive_post((select post from things))$$),
  ('edit_post', $$public.publish_post((select post from things))$$),
  ('add_comment', $$public.add_comment(gen_random_uuid(), (select post from things), 'x')$$),
  ('edit_comment', $$public.edit_comment((select id from comment), 'y')$$),
  ('edit_comment', $$public.delete_comment((select id from comment))$$),
  ('edit_comment', $$public.hide_comment((select id from comment))$$),
  ('edit_comment', $$public.pin_comment((select id from comment))$$),
  ('react', $$public.react('post', (select post from things))$$),
  ('react', $$public.react('comment', (select id from comment))$$),
  ('react', $$public.react('message', gen_random_uuid())$$),
  ('react', $$public.unreact('post', (select post from things))$$),
  ('share_post', $$public.share_post((select post from things), 'link')$$),
  ('share_post', $$public.unshare_post((select post from things), 'repost')$$),
  ('record_views', $$public.record_views(jsonb_build_array(jsonb_build_object('post_id', (select post from things), 'watched_ms', 1, 'source', 'home')))$$),
  ('save_post', $$public.save_post((select post from things))$$),
  ('save_post', $$public.unsave_post((select post from things))$$),
  ('change_collections', $$public.create_collection('one')$$),
  ('change_collections', $$public.rename_collection(gen_random_uuid(), 'two')$$),
  ('change_collections', $$public.delete_collection(gen_random_uuid())$$),
  ('send_message', $$public.send_message(gen_random_uuid(), (select talk from things), body => 'x')$$),
  ('edit_message', $$public.edit_message(gen_random_uuid(), 'x')$$),
  ('edit_message', $$public.delete_message(gen_random_uuid(), true)$$),
  ('search_messages', $$public.search_messages('word')$$),
  ('search_posts', $$public.search_posts('word')$$),
  ('search_topics', $$public.search_topics('word')$$),
  ('new_conversation_by_new', $$public.start_conversation(tests.user_id('carol'))$$),
  ('create_group', $$public.create_group(gen_random_uuid(), 'friends', array[tests.user_id('bob')])$$),
  ('add_members', $$public.add_members((select chat_group from things), array[tests.user_id('bob')])$$),
  ('change_group', $$public.update_group((select chat_group from things), '{"title": "new"}')$$),
  ('change_group', $$public.set_disappearing((select chat_group from things), 3600)$$),
  ('change_group', $$public.remove_member((select chat_group from things), tests.user_id('bob'))$$),
  ('change_group', $$public.set_member_role((select chat_group from things), tests.user_id('bob'), 'admin')$$),
  ('clear_conversation', $$public.clear_conversation((select talk from things))$$),
  ('set_feed_settings', $$public.set_feed_settings('{"order": "latest"}')$$),
  ('presence_of', $$public.presence_of('{}')$$),
  ('explain_feed_item', $$public.explain_feed_item((select post from things))$$),
  ('feed_what_if', $$public.feed_what_if('{"fresh": 1}')$$),
  ('not_interested', $$public.not_interested((select post from things))$$),
  ('not_interested', $$public.undo_not_interested(gen_random_uuid())$$),
  ('start_call', $$public.start_call((select talk from things), 'audio')$$),
  ('ice_servers', $$public.ice_servers()$$);
-- Of edge functions, which call with the claims of whom they speak for.
create function pg_temp.by_alice(call text) returns void language plpgsql as $$
begin
  perform set_config('request.jwt.claims', jsonb_build_object('sub', tests.user_id('alice'), 'sid', tests.user_id('alice'))::text, true);
  execute 'select ' || call;
end $$;
create function pg_temp.proposal() returns uuid language sql as $$
  with proposal as (
    insert into private.match_proposals (low_id, high_id, pool, weight, low_gender, high_gender, low_waited_s, high_waited_s, deadline)
    values (tests.user_id('alice'), tests.user_id('bob'), 'friendship', 1, 'other', 'other', 1, 1, now() + interval '1 minute')
    returning id)
  select id from proposal $$;
insert into calls (limit_name, call) values
  ('match_join', $$pg_temp.by_alice($q$private.join_matching('random')$q$)$$),
  ('match_respond', $$pg_temp.by_alice($q$private.respond_to_match(pg_temp.proposal(), true)$q$)$$),
  ('report_stranger', $$pg_temp.by_alice($q$private.report_stranger(tests.create_talk('alice', 'carol', 'anonymous'), 'spam')$q$)$$);
insert into calls (limit_name, call, subject) values
  ('login_by_ip', $$private.begin_login('alice', '203.0.113.9')$$, '203.0.113.9'),
  ('login_by_account', $$private.begin_login('alice', '203.0.113.9')$$, private.identifier_hash('alice')),
  ('password_reset_by_ip', $$private.request_password_reset('alice@example.com', '203.0.113.9')$$, '203.0.113.9'),
  ('mail_token_by_ip', $$private.begin_password_reset(gen_random_uuid(), '203.0.113.9')$$, '203.0.113.9'),
  ('mail_token_by_ip', $$private.delete_account_by_mail(gen_random_uuid(), '203.0.113.9')$$, '203.0.113.9'),
  ('mail_token_by_ip', $$private.verify_email(gen_random_uuid(), 'x', '203.0.113.9')$$, '203.0.113.9'),
  ('mail_by_account', $$private.request_deletion(tests.user_id('alice'), tests.user_id('alice'), 'x', '203.0.113.9')$$, tests.user_id('alice')::text),
  ('mail_by_account', $$private.resend_verification(tests.user_id('alice'), tests.user_id('alice'))$$, tests.user_id('alice')::text),
  ('username_available_by_ip', $$private.username_available('somebody', '203.0.113.9')$$, '203.0.113.9'),
  ('export_by_account', $$private.begin_export(tests.user_id('alice'), tests.user_id('alice'), 'x', '203.0.113.9')$$, tests.user_id('alice')::text),
  -- These functions call take_token by themselves, before anything else.
  ('register_by_ip', $$private.take_token_by_ip('register_by_ip', '203.0.113.9')$$, '203.0.113.9'),
  ('refresh_by_ip', $$private.take_token_by_ip('refresh_by_ip', '203.0.113.9')$$, '203.0.113.9'),
  ('complete_upload', $$private.take_token('complete_upload', tests.user_id('alice')::text)$$, tests.user_id('alice')::text);

create function pg_temp.answer_when_empty(limit_name text, call text, subject text) returns text language plpgsql as $$
declare
  said text;
begin
  insert into private.rate_buckets (limit_name, subject, tokens, updated_at) values (limit_name, subject, 0, clock_timestamp())
  on conflict on constraint rate_buckets_pkey do update set tokens = 0, updated_at = clock_timestamp();
  if call like 'public.%' then
    perform tests.authenticate_as(tests.user_id('alice'));
  end if;
  begin
    execute 'select ' || call;
    said := 'no refusal';
  exception when others then
    said := case when sqlstate = 'PGRST' then concat_ws(' ', sqlerrm::jsonb ->> 'code', sqlerrm::jsonb ->> 'details') else sqlerrm end;
  end;
  perform tests.reset_role();
  delete from private.rate_buckets bucket where bucket.limit_name = answer_when_empty.limit_name;
  return said;
end
$$;
select is_empty($$
  select call, answer from calls, pg_temp.answer_when_empty(limit_name, call, subject) answer where answer <> 'RATE_LIMITED limit ' || limit_name $$,
  'a call is refused by its limit when the tokens are gone');

-- Without a word, because the answer must not tell whether there is such an account, and a notice belongs to another deed.
select is(pg_temp.answer_when_empty('password_reset_by_email', $$private.request_password_reset('alice@example.com', '203.0.113.9')$$, private.identifier_hash('alice@example.com'))
  || (select count(*) from private.job_outbox where queue ~ 'mail'), 'no refusal0', 'no further link is mailed to one address');
select is(pg_temp.answer_when_empty('notice_by_account', format('private.queue_notice(''new_device'', %L)', tests.user_id('alice')), tests.user_id('alice')::text)
  || (select count(*) from private.job_outbox where queue ~ 'mail'), 'no refusal0', 'a further notice to one account is not mailed');

create temporary table asked on commit drop as
select limit_name from calls union values ('password_reset_by_email'), ('notice_by_account'),
  -- The same look-up by how well the account is known.
  ('new_conversation_by_known'), ('new_conversation_by_verified');
select is_empty('select name from private.rate_limits except select limit_name from asked', 'each limit is asked by a call of this test');
select is_empty($$
  select found[1] from pg_proc routine, regexp_matches(routine.prosrc, 'take_token(?:_by_ip)?\(''([a-z_]+)''', 'g') found
  where routine.pronamespace in ('private'::regnamespace, 'public'::regnamespace) and found[1] <> 'new_conversation_by_'
  except select name from private.rate_limits $$, 'each limit that is asked has a row');

-- From function to function, down to the one that takes tokens.
create temporary view takers as
with recursive calls as (
  select routine.oid, found[1] as callee from pg_proc routine, regexp_matches(routine.prosrc, 'private\.(\w+)\(', 'g') found
  where routine.pronamespace in ('private'::regnamespace, 'public'::regnamespace)
), takes as (
  select 'take_token'::name as name
  union
  select routine.proname from takes join calls on calls.callee = takes.name join pg_proc routine on routine.oid = calls.oid and routine.proname <> 'refuse'
)
select routine.* from pg_proc routine join takes on takes.name = routine.proname where routine.pronamespace = 'public'::regnamespace;
select is_empty($$
  select oid::regprocedure from takers where prorettype <> 'void'::regtype and prosrc !~ 'private\.refuse\(sqlerrm\)' $$,
  'a function of the API that takes tokens and answers something keeps them when it refuses');
-- An answer of nothing has no place for a refusal: such a function has refused all there is to refuse before it takes its token.
select is_empty($$
  select step.oid::regprocedure from takers
  cross join regexp_matches(takers.prosrc, 'private\.(\w+)\(', 'g') called
  join pg_proc step on step.pronamespace = 'private'::regnamespace and step.proname = called[1]
  where takers.prorettype = 'void'::regtype
    and (step.prosrc !~ 'take_token\(' or regexp_replace(step.prosrc, '^.*private\.take_token\([^;]*;', '') ~ 'private\.\w+\(|raise') $$,
  'a function of the API that answers nothing refuses nothing once it has taken its token');

update private.settings set value = 'false' where name = 'rate_limits';
select is(pg_temp.answer_when_empty('create_post', $$public.create_post(gen_random_uuid(), caption => 'x')$$, tests.user_id('alice')::text),
  'no refusal', 'nothing refuses while limits are switched off');

select * from finish();
rollback;
