-- Every reader of messages, in every state in which a message is not there for somebody: nothing of what it says comes out.
begin;
select plan(140);

select tests.create_user(name) from unnest(array['alice', 'bob', 'carol']) name;
update private.rate_limits set capacity = 1e6;
create temporary table made (group_id uuid, original uuid, reply uuid, medium uuid, since text);
grant all on made to authenticated;

-- A group in which Alice says something with a picture, Carol quotes it, and Bob reads.
create function pg_temp.set_up() returns void language plpgsql as $$
declare
  club uuid;
begin
  delete from public.blocks;
  delete from private.conversations;
  club := tests.create_group('carol', 'alice', 'bob');
  perform tests.authenticate_as(tests.user_id('bob'));
  perform tests.reset_role();
  -- From before everything until after this transaction, and from the first place of the first conversation.
  insert into made (group_id, since) values (club, private.encode_sync_range(row(
    '3:3:'::pg_snapshot, format('%1$s:%1$s:', pg_current_xact_id()::text::bigint + 1)::pg_snapshot, '00000000-0000-0000-0000-000000000000'::uuid, 0)::private.sync_range));
  insert into private.messages (conversation_id, seq, number, sender_id, member_id, kind, body, reply_to_id)
  select club, 1, 1, member.user_id, member.id, 'image', 'zebra', null from private.conversation_members member
  where member.conversation_id = club and member.user_id = tests.user_id('alice');
  update made set original = (select id from private.messages where conversation_id = club), medium = gen_random_uuid();
  insert into private.messages (conversation_id, seq, number, sender_id, member_id, kind, body, reply_to_id)
  select club, 2, 2, member.user_id, member.id, 'text', 'which one?', original from made, private.conversation_members member
  where member.conversation_id = club and member.user_id = tests.user_id('carol');
  update made set reply = (select id from private.messages where conversation_id = club and seq = 2);
  update private.conversations set last_seq = 2, last_number = 2 where id = club;
  insert into private.media (id, owner_id, purpose, kind, content_type, byte_size, status, expires_at, completed_at, etag)
  select medium, tests.user_id('alice'), 'message', 'image', 'image/jpeg', 1, 'ready', now() + interval '1 hour', now(), 'x' from made;
  insert into private.message_media (message_id, place, media_id) select original, 1, medium from made;
  insert into private.message_reactions (message_id, user_id, emoji) select original, tests.user_id('carol'), '🔥' from made;
  insert into private.message_edits (message_id, body) select original, 'zebra before' from made;
  perform private.index_message(original), private.index_message(reply) from made;
end $$;

-- What is done to the state, and which readers see what was said nevertheless: none.
create temporary table states (name text, change text);
insert into states values
  ('invited only', $$ update private.conversation_members member set state = 'requested' from made where member.conversation_id = group_id and user_id = tests.user_id('bob') $$),
  ('declined', $$ update private.conversation_members member set state = 'declined' from made where member.conversation_id = group_id and user_id = tests.user_id('bob') $$),
  ('gone', $$ update private.conversation_members member set state = 'gone' from made where member.conversation_id = group_id and user_id = tests.user_id('bob') $$),
  ('cleared', $$ update private.conversation_members member set first_seq = 3 from made where member.conversation_id = group_id and user_id = tests.user_id('bob') $$),
  ('before the first message', $$ update private.conversation_members member set first_seq = 2 from made where member.conversation_id = group_id and user_id = tests.user_id('bob') $$),
  ('deleted for me', $$ insert into private.message_hides (user_id, conversation_id, seq) select tests.user_id('bob'), group_id, 1 from made $$),
  ('deleted for everyone', $$ select private.empty_messages(array[original]) from made $$),
  ('disappeared', $$ update private.messages message set expires_at = now() - interval '1 second' from made where message.id = original $$),
  ('blocked by the reader', $$ insert into public.blocks (blocker_id, blocked_id) values (tests.user_id('bob'), tests.user_id('alice')) $$),
  ('blocked by the writer', $$ insert into public.blocks (blocker_id, blocked_id) values (tests.user_id('alice'), tests.user_id('bob')) $$);

-- What stands on the first page of sync, which a point within this transaction cannot reach, and the export, in which there is nothing of others.
create function pg_temp.synced_conversations() returns text language sql security definer as $$
  select private.sync_conversations(tests.user_id('bob'), private.decode_sync_range(since))::text || private.sync_receipts(tests.user_id('bob'), private.decode_sync_range(since))::text
    || private.sync_removed(tests.user_id('bob'), private.decode_sync_range(since))::text from made $$;
create function pg_temp.exported() returns text language sql security definer as $$
  select string_agg(query_to_xml(format('select * from private.export_%s(%L)', part, tests.user_id('bob')), true, false, '')::text, '')
  from private.export_parts() part $$;
grant execute on function pg_temp.synced_conversations, pg_temp.exported to authenticated;
create temporary table readers (name text, query text);
insert into readers values
  ('list_messages', $$ select public.list_messages(group_id)::text from made $$),
  ('list_messages after', $$ select public.list_messages(group_id, after => original)::text from made $$),
  ('search_messages', $$ select public.search_messages('zebra')::text $$),
  ('search_messages in one', $$ select public.search_messages('zebra', group_id)::text from made $$),
  ('list_conversations', $$ select public.list_conversations()::text $$),
  ('get_conversation', $$ select public.get_conversation(group_id)::text from made $$),
  ('list_message_requests', $$ select public.list_message_requests()::text $$),
  ('sync', $$ select public.sync(since)::text from made $$),
  ('sync of conversations', 'select pg_temp.synced_conversations()'),
  ('the export', 'select pg_temp.exported()'),
  ('list_message_edits', $$ select public.list_message_edits(original)::text from made $$),
  ('list_reactions', $$ select public.list_reactions('message', original)::text || ' zebra' from made $$),
  ('message_receipts', $$ select public.message_receipts(original)::text || ' zebra' from made $$);
grant select on states, readers to authenticated;

-- Whether a reader gives Bob anything of the message: what it says, or, where it is found by its identifier, an answer at all.
create function pg_temp.sees(query text) returns boolean language plpgsql as $$
declare
  answer text;
begin
  execute query into answer;
  return answer like '%zebra%';
exception when sqlstate 'PGRST' then
  return false;
end $$;
grant execute on function pg_temp.sees to authenticated;

create function pg_temp.outcome(state text, change text, reader text, query text) returns boolean language plpgsql as $$
declare
  sees boolean;
begin
  perform tests.reset_role();
  truncate made;
  perform pg_temp.set_up();
  if change is not null then
    execute change;
  end if;
  perform tests.authenticate_as(tests.user_id('bob'));
  sees := pg_temp.sees(query);
  perform tests.reset_role();
  return sees;
end $$;

select ok(pg_temp.outcome('as it is', null, name, query), name || ' shows a member what was said')
-- In lists of conversations the answer is the last message.
from (select * from readers where name not in ('list_conversations', 'get_conversation', 'list_message_requests', 'sync of conversations', 'the export')
  order by name offset 0) readers;
select ok(not pg_temp.outcome(state, change, reader, query), format('%s shows nothing when it is %s', reader, state))
from (select states.name as state, change, readers.name as reader, query from states, readers order by 1, 3 offset 0) cases;
select pg_temp.outcome('blocked by the writer', change, 'none', 'select null') from states where name = 'blocked by the writer';
select ok(not private.sees_media_of_message(medium, tests.user_id('bob')), 'media go by the same rule') from made;

-- By construction: whoever gives out messages as clients get them is a reader above, or has just written what it gives. Who counts them, or
-- tells that there are some, asks private.may_read.
select is_empty($$ select proname from pg_proc
    where pronamespace = 'private'::regnamespace and prosrc ~ 'private\.(message_items|message_at)\('
      and proname <> all (array['list_messages', 'search_messages', 'sync', 'conversation_items', 'list_message_edits', 'reactions_to_message', 'message_receipts',
        'message_items',
        'send_message', 'edit_message', 'delete_message', 'react_to_message', 'unreact_to_message', 'note_change', 'announce_change', 'announce_untold',
        'tell_preview', 'log_call',
        -- What moderators are shown of a report.
        'evidence']) $$,
  'no function gives out messages that this test does not look at');
select * from finish();
rollback;
