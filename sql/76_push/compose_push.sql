-- What a push says is written when it is sent, in the language of its device, from what is so at that moment.
create function private.push_words(kind text, language text, things bigint) returns private.push_texts
language plpgsql stable
set search_path = ''
as $$
declare
  words private.push_texts;
begin
  select * into words from private.push_texts told
  where told.kind = push_words.kind and told.language in (push_words.language, 'en')
    and case told.form when 'one' then true when 'two' then things >= 2 else things >= 3 end
  order by told.language = push_words.language desc, case told.form when 'other' then 1 when 'two' then 2 else 3 end
  limit 1;
  return case when words.kind is null and push_words.kind <> 'system' then private.push_words('system', language, 1) else words end;
end
$$;
comment on function private.push_words is '
The template of a kind in a language, or else in English, for so many people or things. Of a kind that has none it says that there is news.';

create function private.in_language(texts jsonb, language text) returns private.push_texts
language plpgsql immutable
set search_path = ''
as $$
declare
  -- By the whole tag, its first part, English, or whatever there is.
  written text := (
    select text.key from jsonb_object_keys(texts -> 'titles') text (key)
    order by text.key = language desc, split_part(text.key, '-', 1) = split_part(language, '-', 1) desc, text.key = 'en' desc, text.key limit 1);
begin
  return row('system', written, 'one', texts -> 'titles' ->> written, coalesce(texts -> 'bodies' ->> written, texts -> 'bodies' ->> 'en', ''))::private.push_texts;
end
$$;
comment on function private.in_language is 'What admins have written, {titles, bodies: by language}, in the language that suits a device best.';

create function private.compose_push(facts jsonb, locale text, previews boolean) returns jsonb
language plpgsql stable
set search_path = ''
as $$
declare
  things bigint := facts ->> 'things';
  preview text := case when previews then coalesce(facts ->> 'text', '') else '' end;
  words private.push_texts;
begin
  if jsonb_typeof(facts -> 'written') = 'object' then
    words := private.in_language(facts -> 'written', lower(locale));
  else
    words := private.push_words(
      (facts ->> 'words') || case when facts ? 'hides' and preview = '' then '.hidden' else '' end, lower(split_part(locale, '-', 1)), things);
    words.title := private.fill_words(words.title, facts, things - (words.kind <> 'digest')::int, preview);
    words.body := private.fill_words(words.body, facts, things - (words.kind <> 'digest')::int, preview);
  end if;
  if coalesce(words.title, '') = '' or facts ->> 'path' is null then
    raise exception 'There is nothing that it could say.';
  end if;
  return jsonb_build_object(
    'title', left(words.title, 120), 'body', left(words.body, 200), 'language', words.language, 'path', facts ->> 'path');
end
$$;
comment on function private.compose_push is '
What a device shows, from private.push_facts: {title, body, language, path}, in the language of its locale if there are texts in it. Texts of admins stand as they
are, in that of their languages which suits best. Raises when there is nothing to say.';

create function private.fill_words(template text, facts jsonb, others bigint, preview text) returns text
language plpgsql immutable
set search_path = ''
as $$
begin
  return (
    select coalesce(string_agg(case piece when '{count}' then others::text when '{group}' then facts ->> 'group' when '{name}' then facts ->> 'name'
      when '{text}' then preview else piece end, '' order by place), '')
    from regexp_split_to_table(template, '(?=\{)|(?<=\})') with ordinality given (piece, place));
end
$$;
comment on function private.fill_words is 'A template of private.push_texts with everything put in, once: braces in names, titles and texts stay what they are.';

create function private.unread_conversations(person_id uuid) returns int
language plpgsql stable
set search_path = ''
as $$
declare
  unseen uuid[];
begin
  -- Most have none, and of those whoever is hidden from them need not be known.
  if not exists (
    select from private.conversation_members own
    join private.conversations conversation on conversation.id = own.conversation_id
    where own.user_id = person_id and own.state = 'active' and conversation.last_number > own.read_number) then
    return 0;
  end if;
  unseen := private.hidden_from(person_id);
  return (
    select count(*)
    from private.conversation_members own
    join private.conversations conversation on conversation.id = own.conversation_id
    where own.user_id = person_id and own.state = 'active' and own.archived_at is null
      and (own.muted_until > now()) is not true and conversation.last_number > own.read_number
      and private.reads_along(conversation, own, private.hidden_in(own, unseen))
      and private.unread(conversation, own, private.hidden_in(own, unseen)) > 0);
end
$$;
comment on function private.unread_conversations is 'In how many conversations that are neither muted nor put away somebody has unread messages, as unread_counts says.';
