-- How a name becomes words, for who has it and for who looks for it alike: a word that is written is a word of the name.
-- What divides is listed rather than what is a letter: marks are part of their letters in many scripts.
create function private.bare_name(folded text) returns text
language sql immutable strict parallel safe
set search_path = ''
as $$
  select translate(bare_name.folded, '''`´‘’ʻʼ', '')
$$;
comment on function private.bare_name is 'A folded name without its apostrophes, which people write in many ways or leave out: obrien, dangelo-ruiz.';

create function private.written_words(folded text) returns text[]
language plpgsql immutable strict parallel safe
set search_path = ''
as $$
begin
  return array_remove(regexp_split_to_array(folded,
    '[\s\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u00d7\u00f7\u2000-\u206f\u3000-\u3004\u3008-\u3020\u30fb]+'), '');
end
$$;
comment on function private.written_words is 'The words of a folded text in order: what stands between white space and punctuation, one letter or digit being one too.';

create function private.is_unspaced(written text) returns boolean
language sql immutable strict parallel safe
set search_path = ''
as $$
  select written ~ '^[\u1100-\u11ff\u3040-\u30ff\u3130-\u318f\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]+$'
$$;
comment on function private.is_unspaced is 'Whether a text is of scripts in which whole names are written without a blank: Han, kana, Hangul.';

create function private.name_words(username text, first_name text, last_name text) returns text[]
language plpgsql immutable strict parallel safe
set search_path = ''
as $$
declare
  whole text := username || ' ' || first_name || ' ' || last_name;
  -- Family name first is how names are written that have no blank in them.
  joined text := private.bare_name(last_name || first_name);
begin
  return array(
    select distinct left(word, 100)
    from (
      select unnest(private.written_words(private.bare_name(whole))) as word
      union all
      -- What apostrophes join, apart too: Brien.
      select unnest(private.written_words(translate(whole, 'ʻʼ', ''''''))) where whole ~ '[''`´‘’ʻʼ]'
      union all
      -- What digits are joined to: the anna of anna1992.
      select unnest(private.written_words(translate(whole, '0123456789', '          '))) where whole ~ '[0-9]'
      union all
      -- As it is being written: 王, 王小, 王小明.
      select left(joined, length) from generate_series(1, least(length(joined), 20)) length
      where private.is_unspaced(joined)
    ) words
    where word <> '');
end
$$;
comment on function private.name_words is 'The different words that somebody with this username and these folded names is found by.';
