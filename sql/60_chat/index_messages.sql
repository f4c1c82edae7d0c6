create function private.index_messages() returns int
language plpgsql volatile
set search_path = ''
as $$
declare
  since xid8;
  until xid8 := pg_snapshot_xmin(pg_current_snapshot());
  batch int := 2000;
  beyond xid8;
  indexed int;
begin
  perform set_config('lock_timeout', '500ms', true);
  select place into since from private.engagement_readers where name = 'message_search' for update skip locked;
  if not found then
    -- Another worker is at it, or this is the first time of all.
    insert into private.engagement_readers (name, place) values ('message_search', '0') on conflict do nothing;
    return 0;
  end if;
  select line.transaction_id into beyond from private.engagement line
  where line.transaction_id >= since and line.transaction_id < until and line.kind = 'message'
  order by line.transaction_id, line.id
  offset batch
  limit 1;
  -- Whole transactions only.
  if beyond > since then
    until := beyond;
  end if;
  with sent as materialized (
    select message.id, private.message_words(message.conversation_id, message.body) as words
    from private.engagement line
    join private.messages message on message.id = (line.details ->> 'message_id')::uuid
    where line.transaction_id >= since and line.transaction_id < until and line.kind = 'message'
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
  update private.engagement_readers set place = until where name = 'message_search' and place <> until;
  return indexed;
end
$$;
comment on function private.index_messages is '
Makes the messages that were sent since the last call, up to about 2,000, known to search_messages, and returns how many. The
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
