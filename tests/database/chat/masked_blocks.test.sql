-- A block of somebody's profile must not tell whether the stranger of an anonymous conversation is that person: until the two have shown
-- each other who they are, nothing there may change for either. Afterwards the block holds.
begin;
select plan(38);

select tests.create_user(name) from unnest(array['alice', 'bob']) name;
update private.rate_limits set capacity = 1e6;
create temporary table made (talk uuid, message uuid, reply uuid, medium uuid, call uuid);
grant all on made to authenticated;

-- Both have said something, with a picture, a quote, a reaction and an edit, and they have called each other.
create function pg_temp.set_up() returns void language plpgsql as $$
begin
  truncate made;
  insert into made (talk, medium) values (private.start_anonymous_conversation(tests.user_id('alice'), tests.user_id('bob')), gen_random_uuid());
  insert into private.media (id, owner_id, purpose, kind, content_type, byte_size, status, expires_at, completed_at, etag)
  select medium, tests.user_id('alice'), 'message', 'image', 'image/jpeg', 1, 'ready', now() + interval '1 hour', now(), 'x' from made;
  perform tests.authenticate_as(tests.user_id('alice'));
  update made set message = (public.send_message(gen_random_uuid(), talk, 'image', 'zebra', array[medium]) ->> 'id')::uuid;
  perform public.edit_message(message, 'zebras') from made;
  perform tests.authenticate_as(tests.user_id('bob'));
  update made set reply = (public.send_message(gen_random_uuid(), talk, body => 'zebra two', reply_to => message) ->> 'id')::uuid;
  perform public.react('message', message, '🔥'), public.mark_read(talk, message) from made;
  update made set call = (public.start_call(talk, 'audio') ->> 'id')::uuid;
  perform tests.authenticate_as(tests.user_id('alice'));
  perform public.answer_call(call, true), public.react('message', reply, '🔥'), public.mark_read(talk, reply) from made;
  perform public.pin_conversation(talk) from made;
  perform tests.reset_role();
  perform private.index_message(message), private.index_message(reply) from made;
end $$;

create function pg_temp.sees_media(medium uuid) returns boolean language sql security definer as $$
  select private.sees_media_of_message(medium, auth.uid()) $$;
grant execute on function pg_temp.sees_media to authenticated;
create temporary table readers (name text, query text);
insert into readers values
  ('get_conversation', 'select public.get_conversation(talk) from made'),
  ('list_conversations', 'select public.list_conversations() from made'),
  ('list_messages', 'select public.list_messages(talk) from made'),
  ('list_messages after', 'select public.list_messages(talk, after => message) from made'),
  ('search_messages', $$ select public.search_messages('zebra') $$),
  ('search_messages in one', $$ select public.search_messages('zebra', talk) from made $$),
  ('message_receipts', 'select public.message_receipts(message) || public.message_receipts(reply) from made'),
  ('list_reactions', $$ select public.list_reactions('message', message) || public.list_reactions('message', reply) from made $$),
  ('list_message_edits', 'select public.list_message_edits(message) from made'),
  ('get_call', 'select public.get_call(call) from made'),
  ('list_calls', 'select public.list_calls() from made'),
  ('the topic of the conversation', 'select private.topic_access(tests.topic(talk)) from made'),
  ('the topic of signs', 'select private.topic_access(tests.live_topic(talk)) from made'),
  ('media', 'select pg_temp.sees_media(medium) from made'),
  ('mark_read', 'select public.mark_read(talk, message) from made'),
  ('mute_conversation', 'select public.mute_conversation(talk, null) from made'),
  ('unread_counts', 'select public.unread_counts() from made'),
  ('react', $$ select public.react('message', message, '🔥') || public.react('message', reply, '🔥') from made $$);
grant select on readers to authenticated;

create function pg_temp.answers(name text) returns table (reader text, answer text) language plpgsql as $$
begin
  perform tests.authenticate_as(tests.user_id(name));
  for reader, answer in select readers.name, query from readers order by 1 loop
    begin
      execute answer into answer;
    exception when sqlstate 'PGRST' then
      answer := sqlerrm;
    end;
    return next;
  end loop;
  perform tests.reset_role();
end $$;
create function pg_temp.seen() returns jsonb language sql as $$
  select jsonb_object_agg(person || ' ' || reader, answer) from unnest(array['alice', 'bob']) person, pg_temp.answers(person) $$;
create function pg_temp.do_as(name text, deed text) returns void language plpgsql as $$
begin
  perform tests.authenticate_as(tests.user_id(name));
  execute deed;
  perform tests.reset_role();
end $$;
create temporary table before (seen jsonb);

-- While neither knows who the other one is.
select pg_temp.set_up();
-- Once for what the readers that write change.
select pg_temp.seen() is not null;
insert into before select pg_temp.seen();
select ok(not exists (select from before, jsonb_each_text(seen) where value is null or value ~ '_NOT_FOUND'), 'each reader has something to tell before a block');
delete from realtime.messages;
select pg_temp.do_as('alice', format('select public.block(%L)', tests.user_id('bob')));
select is((select count(*) from realtime.messages), 0::bigint, 'nobody hears of a block');
select is(pg_temp.seen(), seen, 'whoever blocks a profile, no reader of an anonymous conversation notices') from before;
insert into public.blocks (blocker_id, blocked_id) values (tests.user_id('bob'), tests.user_id('alice'));
select is(pg_temp.seen(), seen, 'two who have blocked each other go on in their anonymous conversation') from before;
select is((select state from private.calls where id = (select call from made)), 'active', 'an anonymous call goes on after a block');
delete from realtime.messages;
select lives_ok($$ select pg_temp.do_as('bob', 'select public.send_message(gen_random_uuid(), talk, body => ''still here'', reply_to => message) from made') $$,
  'who is blocked elsewhere writes in an anonymous conversation');
select is((select topic from tests.events('message.created')), tests.topic(talk), 'what is said there is sent as ever') from made;
select is((select count(*) from tests.events('conversation')), 1::bigint, 'the other one hears of it elsewhere, too');
truncate before;
-- Once for what the readers that write change.
select pg_temp.seen() is not null;
insert into before select pg_temp.seen();
delete from realtime.messages;
delete from public.blocks where blocker_id = tests.user_id('bob');
select pg_temp.do_as('alice', format('select public.unblock(%L)', tests.user_id('bob')));
select is((select count(*) from realtime.messages), 0::bigint, 'nobody hears of the end of a block');
select is(pg_temp.seen(), seen, 'the end of a block changes nothing in an anonymous conversation') from before;
select pg_temp.do_as('alice', format('select public.block(%L)', tests.user_id('bob')));
select pg_temp.do_as('alice', 'select public.end_call(call) from made');
select is((select count(*) from tests.events('call.ended')), 2::bigint, 'who has blocked the other''s profile ends their call as ever');
select lives_ok($$ select pg_temp.do_as('alice', 'select public.start_call(talk, ''audio'') from made') $$, 'who has blocked a profile calls in an anonymous conversation');
select is((select topic from tests.events('call.ringing')), 'user:' || tests.user_id('bob'), 'it rings');
select lives_ok($$ select pg_temp.do_as('bob', 'select public.answer_call((public.list_calls() #>> ''{items,0,id}'')::uuid, true)') $$, 'an anonymous call is answered after a block');

-- The two show each other who they are: now the block holds.
select pg_temp.do_as('alice', 'select public.reveal_identity(talk) from made');
select is(pg_temp.seen() ->> 'bob get_conversation' like '%_NOT_FOUND%', false, 'that one is ready to be known does not end it');
delete from realtime.messages;
select tests.authenticate_as(tests.user_id('bob'));
select is(public.reveal_identity(talk) -> 'other', 'null', 'two with a block between them are not shown to each other') from made;
select tests.reset_role();
select ok(not exists (select from realtime.messages where payload::text ~ 'alice|bob'), 'no event tells who they are');
select matches(answer, 'CONVERSATION_NOT_FOUND', person || ' finds no conversation when both would be known')
from unnest(array['alice', 'bob']) person, pg_temp.answers(person) where reader = 'get_conversation';

-- Between two who know each other every reader is closed by a block, and opened again: what is compared above is not always the same.
delete from public.blocks;
delete from private.conversations;
select pg_temp.set_up();
select pg_temp.do_as('alice', 'select public.reveal_identity(talk) from made'), pg_temp.do_as('bob', 'select public.reveal_identity(talk) from made');
truncate before;
-- Once for what the readers that write change.
select pg_temp.seen() is not null;
insert into before select pg_temp.seen();
select pg_temp.do_as('alice', format('select public.block(%L)', tests.user_id('bob')));
select isnt(answer, seen ->> ('bob ' || reader), reader || ' is closed by a block between two who know each other') from before, pg_temp.answers('bob') where reader <> 'unread_counts';
select is((select state from private.calls where id = (select call from made)), 'ended', 'a block ends the call of two who know each other');

-- By construction: whoever asks for blocks in a conversation asks private.hidden_in.
select set_eq($$ select proname::text from pg_proc
    where pronamespace = 'private'::regnamespace and prosrc ~ 'hidden_(ids|from)\(' and prosrc ~ '(conversation_members|memberships?|may_read|reads_along)\M'
      and prosrc !~ 'private\.(hidden_in|is_masked)\(' $$,
  array['deliver'], 'no function asks who is hidden in a conversation but by private.hidden_in, deliver aside, which asks in groups');
select * from finish();
rollback;
