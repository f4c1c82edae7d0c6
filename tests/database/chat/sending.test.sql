-- What a message promises, beside each other: who gets which event, what moves, and that a second try, or a refusal, is nothing.
begin;
select plan(21);

select tests.create_user(name) from unnest(array['alice', 'bob', 'carol', 'dave']) name;
create temporary table talk on commit drop as
select tests.create_talk('alice', 'bob') as pair, tests.create_talk('alice', 'carol', 'anonymous') as strangers,
  tests.create_group('alice', 'bob', 'carol') as club;
grant select on talk to authenticated;

-- Which events leave, in order: "topic event", people and topics of conversations by their names.
create function pg_temp.heard() returns text language sql security definer as $$
  with sent as (delete from realtime.messages returning topic, event, payload)
  select coalesce(string_agg(coalesce(person.username, 'conversation') || ' ' || sent.event, ', ' order by sent.event desc, person.username), '')
  from sent left join public.profiles person on 'user:' || person.id = sent.topic
$$;
create function pg_temp.told(since bigint) returns bigint language sql security definer as $$
  select count(*) from private.engagement where kind = 'message' and id > since and target_id = (select pair from talk) $$;
create function pg_temp.tokens() returns double precision language sql security definer as $$
  select tokens from private.rate_buckets where limit_name = 'send_message' and subject = tests.user_id('alice')::text $$;
create function pg_temp.place(conversation uuid, username text default null) returns uuid language sql security definer as $$
  select case when username is null then (select position from private.conversations where id = conversation)
    else (select position from private.conversation_members where conversation_id = conversation and user_id = tests.user_id(username)) end $$;
create function pg_temp.newest(conversation uuid) returns uuid language sql security definer as $$
  select id from private.messages where conversation_id = conversation order by seq desc limit 1 $$;
create function pg_temp.payloads() returns text language sql security definer as $$ select string_agg(payload::text, ' ') from realtime.messages $$;
grant execute on all functions in schema pg_temp to authenticated;

select tests.authenticate_as(tests.user_id('alice'));
select pg_temp.heard();
create temporary table said on commit drop as select tests.say(pair, 'Hello') as id from talk;
select is(pg_temp.heard(), 'conversation message.created, bob conversation', 'a message goes out once, and is told the other one once') from talk;
select is(pg_temp.told(0), 1::bigint, 'a message is one line of the log');
select ok(pg_temp.place(pair) = id and pg_temp.place(pair, 'alice') = id and pg_temp.place(pair, 'bob') = id, 'it puts the conversation on top for both')
from talk, said;

-- A second try.
select tests.reset_role();
create temporary table tried on commit drop as select client_id, pg_temp.tokens() as tokens from private.messages where id = (select id from said);
grant select on tried to authenticated;
select tests.authenticate_as(tests.user_id('alice'));
select is(public.send_message(client_id, pair, body => 'Hello') ->> 'id', said.id::text, 'a second try answers with the message that is there') from tried, talk, said;
select is(pg_temp.heard(), '', 'a second try tells nobody');
select is(pg_temp.told(0), 1::bigint, 'a second try is no line of the log');
-- It holds no token either: 1/10 is more than comes back meanwhile.
select ok(pg_temp.tokens() >= tokens - 0.1, 'a second try takes no token') from tried;

-- Other devices, groups, strangers.
select tests.reset_role();
select tests.add_device('alice');
select tests.authenticate_as(tests.user_id('alice'));
select tests.say(pair, 'And from here') from talk;
select is(pg_temp.heard(), 'conversation message.created, alice conversation, bob conversation', 'the other devices of who writes are told as well');
select tests.reset_role();
delete from private.sessions where account_id = tests.user_id('alice') and id <> tests.user_id('alice');
select tests.authenticate_as(tests.user_id('alice'));
select tests.say(club, 'To all') from talk;
select is(pg_temp.heard(), 'conversation message.created, bob conversation, carol conversation', 'everybody in a group is told once');
select tests.say(club, 'And again') from talk;
select is(pg_temp.heard(), 'conversation message.created', 'until they have been there nobody in a group is told again');
select is(pg_temp.place(club), pg_temp.newest(club), 'the place of a group is on the group') from talk;
select is(public.send_message(gen_random_uuid(), strangers, body => 'Who are you?') -> 'sender' ->> 'id', null, 'between strangers a message does not say who has sent it') from talk;
select is(pg_temp.payloads() ~ tests.user_id('alice')::text, false, 'between strangers no event says who has sent it');
select pg_temp.heard();
select tests.reset_role();
insert into public.blocks (blocker_id, blocked_id) values (tests.user_id('carol'), tests.user_id('alice'));
delete from realtime.messages;
select tests.authenticate_as(tests.user_id('alice'));
select tests.say(club, 'Not to everybody') from talk;
select is(pg_temp.heard(), 'alice message.created, bob message.created', 'whoever has blocked somebody in a group hears nothing of them');

-- A shadow ban.
select tests.reset_role();
create temporary table before on commit drop as select pg_temp.place(pair) as place, pg_temp.place(pair, 'bob') as of_bob, (select max(id) from private.engagement) as line from talk;
grant select on before to authenticated;
update private.accounts set shadow_banned_at = now(), shadow_banned_until = 'infinity' where username = 'alice';
delete from realtime.messages;
select tests.authenticate_as(tests.user_id('alice'));
select tests.say(pair, 'Anybody?') from talk;
select is(pg_temp.heard(), 'alice message.created', 'what somebody says who is shadow banned only they hear');
select is(pg_temp.told(line), 0::bigint, 'what somebody says who is shadow banned is no line of the log') from before;
select ok(pg_temp.place(pair) = place and pg_temp.place(pair, 'bob') = of_bob, 'it moves the conversation up in nobody else''s list') from talk, before;
select ok(pg_temp.place(pair, 'alice') > place, 'it does in their own') from talk, before;

-- A refusal gives its place back.
select tests.reset_role();
update private.accounts set shadow_banned_at = null, shadow_banned_until = null where username = 'alice';
insert into private.automod_terms (term, severity, category) values ('unspeakablething', 'block', 'test');
create temporary table last on commit drop as select last_seq, last_number from private.conversations where id = (select pair from talk);
grant select on last to authenticated;
insert into public.blocks (blocker_id, blocked_id) values (tests.user_id('bob'), tests.user_id('alice'));
select tests.authenticate_as(tests.user_id('alice'));
select tests.throws_code($$ select tests.say((select pair from talk), 'an unspeakablething') $$, 'CONTENT_REJECTED', 422, 'what breaks the rules is not said');
select tests.throws_code($$ select tests.say((select pair from talk), 'Hello?') $$, 'CONVERSATION_NOT_FOUND', 404, 'to who has blocked somebody they say nothing');
select tests.reset_role();
select is((last_seq, last_number), (select (conversation.last_seq, conversation.last_number) from private.conversations conversation where id = (select pair from talk)),
  'what is refused takes no place') from last;

select * from finish();
rollback;
