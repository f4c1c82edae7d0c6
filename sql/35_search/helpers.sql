create function private.folded(written text) returns text
language plpgsql immutable strict parallel safe
set search_path = ''
as $$
begin
  return lower(extensions.unaccent('extensions.unaccent', normalize(written, nfkc)));
end
$$;
comment on function private.folded is '
A text as search compares it: lower case, without accents, compatibility forms resolved. Called immutable, which
unaccent is as long as nobody edits its rules: whoever does calls private.index_people for everybody afterwards.';

create function private.name_words(folded text) returns text[]
language plpgsql immutable strict parallel safe
set search_path = ''
as $$
begin
  return array(
    select distinct word from regexp_split_to_table(folded, '[^[:alpha:]]+') word where length(word) >= 2);
end
$$;
comment on function private.name_words is 'The different words of a folded name or username; digits and punctuation divide.';
