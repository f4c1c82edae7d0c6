-- The words of a message, each behind a piece of its conversation's identifier. So a word, or the beginning of one, is looked up
-- among what was said in one conversation, however often it was said elsewhere.
create function private.message_words(conversation_id uuid, body text) returns tsvector
-- The cost is what makes Postgres look into the index rather than at every message of a conversation.
language plpgsql immutable strict parallel safe cost 2000
set search_path = ''
as $$
begin
  return array_to_tsvector(array(
    select distinct right(conversation_id::text, 12) || left(word, 40)
    from regexp_split_to_table(private.folded(body), '[^[:alnum:]]+' collate "pg_c_utf8") word
    where word <> ''));
end
$$;
comment on function private.message_words is '
What search_messages finds a message by: its different words, folded, up to 40 letters of each. Twelve digits of an identifier are
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
