create function public.search_messages(
  query text,
  conversation_id uuid default null,
  cursor text default null,
  page_size int default 20
) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.search_messages(query, conversation_id, cursor, page_size);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$$;
comment on function public.search_messages is '
Messages with words that begin like all words of `query` (up to 100 characters and 8 words, accents and case do not count), the
newest first, as list_messages gives them: {items, next_cursor}. Where a sentence has no blanks (Han, kana, Thai and others) any two
characters that stand together are found. In all conversations of the caller, or in one. A message is found
about a second after it was sent.
Errors: NOT_AUTHENTICATED, CONVERSATION_NOT_FOUND, INVALID_SEARCH, INVALID_CURSOR, INVALID_PAGE_SIZE,
RATE_LIMITED.';
grant execute on function public.search_messages to authenticated;

create function private.search_messages(query text, conversation_id uuid, cursor text, page_size int) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.caller_id();
  before uuid := private.decode_cursor(cursor);
  size int := private.page_size(page_size);
  wanted text[] := private.searched_words(query);
  places uuid[];
  unseen uuid[] := private.hidden_ids();
  ids uuid[];
begin
  perform private.take_token('search_messages', caller::text);
  if conversation_id is not null then
    perform private.membership(conversation_id);
  end if;
  -- Which conversations first, so that the look-ups in the index are as many as these, whatever the planner thinks.
  select array_agg(own.conversation_id) into places
  from private.conversation_members own
  join private.conversations conversation on conversation.id = own.conversation_id
  where own.user_id = caller and (search_messages.conversation_id is null or own.conversation_id = search_messages.conversation_id)
    and private.reads_along(conversation, own, private.hidden_in(own, unseen));
  select array_agg(id order by id desc) into ids
  from (
    select found.id
    from unnest(places) place
    join private.conversation_members own on own.conversation_id = place and own.user_id = caller
    cross join lateral (
      select matching.id
      from (
        -- "offset 0" keeps the order out of it: Postgres might walk through everybody's messages by time.
        select message.id, message
        from private.message_search searched
        join private.messages message on message.id = searched.message_id and message.deleted_at is null
        where searched.words @@ private.message_query(place, wanted)
        offset 0
      ) matching
      where (matching.message).conversation_id = place and matching.id < before
        and private.may_read(own, matching.message, private.hidden_in(own, unseen))
      order by matching.id desc
      limit size + 1
    ) found
    order by found.id desc
    limit size + 1
  ) newest;
  return private.page(private.message_items(ids[1:size], caller), ids, size);
end
$$;
comment on function private.search_messages is 'The step of search_messages that reads. Errors: as search_messages.';
grant execute on function private.search_messages to authenticated;

create function private.searched_words(query text) returns text[]
language plpgsql immutable
set search_path = ''
as $$
declare
  words text[];
begin
  if length(query) <= 100 then
    words := array(
      select distinct word
      from regexp_split_to_table(private.folded(query), '[^[:alnum:]]+' collate "pg_c_utf8") word where word <> '');
  end if;
  if (cardinality(words) between 1 and 8) is not true then
    perform private.raise('INVALID_SEARCH', 'query needs 1 to 8 words in up to 100 characters.', 422);
  end if;
  return array(
    select distinct piece
    from unnest(words) word
    cross join regexp_split_to_table(private.spaced_scripts(word), '[^[:alnum:]]+' collate "pg_c_utf8") piece
    where piece <> '');
end
$$;
comment on function private.searched_words is 'The words of a search, folded, as message_words has them. Errors: INVALID_SEARCH.';
