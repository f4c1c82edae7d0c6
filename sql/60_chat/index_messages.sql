create function private.index_messages() returns int
language plpgsql volatile
set search_path = ''
as $$
declare
  place record := private.begin_reading('message_search', 5000);
  indexed int;
begin
  with sent as materialized (
    select message.id, private.message_words(message.conversation_id, message.body) as words
    from private.engagement line
    join private.messages message on message.id = (line.details ->> 'message_id')::uuid
    where line.transaction_id >= place.since and line.transaction_id < place.until and line.kind = 'message'
      and message.deleted_at is null and message.body <> ''
    -- Nobody deletes it meanwhile, and leaves its words behind.
    for share of message
  ), added as (
    insert into private.message_search (message_id, words)
    select id, words from sent
    on conflict (message_id) do nothing
    returning 1
  )
  select count(*) into indexed from added;
  perform private.finish_reading('message_search', place.until);
  return indexed;
end
$$;
comment on function private.index_messages is '
Makes the messages that were sent since the last call known to search_messages, and returns how many. The
worker calls it about once a second; several may.';

create function private.index_message(message_id uuid) returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  insert into private.message_search as searched (message_id, words)
  select message.id, private.message_words(message.conversation_id, message.body)
  from private.messages message
  where message.id = index_message.message_id and message.deleted_at is null
  on conflict on constraint message_search_pkey do update set words = excluded.words;
end
$$;
comment on function private.index_message is 'Makes what a message says now known to search_messages: at once, for one that was edited.';
