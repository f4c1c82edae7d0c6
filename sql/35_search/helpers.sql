create function private.folded(written text) returns text
language sql immutable strict parallel safe
set search_path = ''
as $$
  select lower(extensions.unaccent('extensions.unaccent'::regdictionary, normalize(written, nfkc)))
$$;
comment on function private.folded is '
A text as search compares it: lower case, without accents, compatibility forms resolved. Called immutable, which
unaccent is as long as nobody edits its rules: whoever does calls private.index_people for everybody afterwards.';

create function private.name_words(written text) returns text[]
language sql immutable strict parallel safe
set search_path = ''
as $$
  select coalesce(array_agg(distinct word), '{}')
  from regexp_split_to_table(private.folded(written), '[^[:alpha:]]+') word
  where length(word) >= 2
$$;
comment on function private.name_words is 'The different words of a name or username, folded; digits and punctuation divide.';
