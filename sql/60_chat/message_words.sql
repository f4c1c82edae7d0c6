-- The words of a message, each behind a piece of its conversation's identifier. So a word, or the beginning of one, is looked up
-- among what was said in one conversation, however often it was said elsewhere.
create function private.message_words(conversation_id uuid, body text) returns tsvector
language plpgsql immutable strict parallel safe
set search_path = ''
as $$
declare
  place text := right(conversation_id::text, 12);
  -- What is in ASCII has no accents.
  folded text := case when octet_length(body) = length(body) then lower(body) else private.spaced_scripts(private.folded(body)) end;
  words text := btrim(regexp_replace(folded, '[^[:alnum:]]+' collate "pg_c_utf8", ' ', 'g'));
begin
  if words = '' then
    return '';
  end if;
  if words ~ '[^ ]{41}' then
    words := regexp_replace(words, '([^ ]{40})[^ ]+', '\1', 'g');
  end if;
  -- Without a query over the words, which would cost several times as much: every message comes by here.
  return array_to_tsvector(string_to_array(place || replace(words, ' ', ' ' || place), ' '));
end
$$;
comment on function private.message_words is '
What search_messages finds a message by: its different words, folded, up to 40 letters of each, and where a sentence has no blanks
pairs of characters (private.spaced_scripts). Twelve digits of an identifier are
no proof of a conversation: a search asks for the conversation as well.';

create function private.message_query(conversation_id uuid, words text[]) returns tsquery
language plpgsql immutable strict parallel safe
set search_path = ''
as $$
begin
  return (
    select string_agg(format('''%s%s'':*', right(conversation_id::text, 12), left(word, 40)), ' & ')::tsquery
    from unnest(words) word);
end
$$;
comment on function private.message_query is 'Messages of a conversation with words that begin like all of `words`, which are folded.';
