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

create function private.slips(word text) returns text[]
language plpgsql immutable strict parallel safe
set search_path = ''
as $$
begin
  return array(
    select word
    union
    select overlay(word placing '' from place for 1) from generate_series(1, length(word)) place);
end
$$;
comment on function private.slips is '
A word, and what remains of it without each of its letters. Two words that share one of these are at most a letter too many,
one too few, another one, or two swapped apart: Mor and Fraenkel 1982, "A hash code method for detecting and correcting
spelling errors".';

create function private.tile_of(cell int) returns int
language plpgsql immutable strict parallel safe
set search_path = ''
as $$
declare
  centre record := private.cell_centre(cell);
begin
  return floor((centre.latitude + 90) / 0.36)::int * 1024 + floor((centre.longitude + 180) / 0.36)::int;
end
$$;
comment on function private.tile_of is '
The tile that the middle of a cell is in: 0.36 degrees of latitude times 0.36 of longitude, 1000 in each band; bands times
1024, as cells are numbered.';
