begin;
select plan(8);

select tests.create_user(name) from unnest(array['alice', 'bob', 'carol', 'dave', 'erin']) name;
create temporary table made as
select tests.create_group('alice', 'bob', 'carol', 'erin') as club, tests.create_talk('alice', 'bob') as talk, null::uuid as message;
grant select, update on made to authenticated;
create function pg_temp.members(variadic names text[]) returns jsonb language sql security definer as $$
  select coalesce(jsonb_agg(member.id order by member.id), '[]') from private.conversation_members member
  where member.conversation_id = (select club from made) and member.user_id in (select tests.user_id(name) from unnest(names) name) $$;
grant execute on all functions in schema pg_temp to authenticated;
insert into public.blocks (blocker_id, blocked_id) values (tests.user_id('erin'), tests.user_id('alice'));

select tests.authenticate_as(tests.user_id('alice'));
update made set message = tests.say(club, 'Hello @bob, @Carol, @dave, @erin, @alice, @bob and mail@carol');
select is(public.list_messages(club) #> '{items,0,mentions}', pg_temp.members('bob', 'carol'),
  'the members who are pointed at, once: no outsider, nobody behind a block, not oneself') from made;
select tests.say(talk, 'Hello @bob') from made;
select is(public.list_messages(talk) #> '{items,0,mentions}', '[]', 'of two nobody need be pointed at') from made;
select tests.throws_code(format('select tests.say(%L, %L)', club, (select string_agg('@user' || n, ' ') from generate_series(1, 51) n)),
  'INVALID_MESSAGE', 422, 'fifty are enough') from made;
select is(public.edit_message(message, 'Only @carol, and @bob') -> 'mentions', pg_temp.members('bob', 'carol'), 'an edit points anew') from made;
select is(public.edit_message(message, 'Nobody') -> 'mentions', '[]', 'an edit may take a mention away') from made;
select public.edit_message(message, 'You @bob') from made;
select tests.reset_role();
select results_eq($$ select subject_id, target_id, details ->> 'message_id' from private.engagement where kind = 'message_mention' order by id $$,
  $$ select tests.user_id(name), club, message::text from made, unnest(array['bob', 'carol', 'bob']) name $$, 'each is told when they are mentioned');
select is((select array_agg(jsonb_typeof(member)) from made, jsonb_array_elements(pg_temp.members('bob', 'carol')) member), array['string', 'string'], 'by member');
select ok(not pg_temp.members('bob') ? tests.user_id('bob')::text, 'never by account');

select * from finish();
rollback;
