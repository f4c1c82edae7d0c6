-- The many ways to write one word. Terms and texts are folded alike, so a term is found however it is dressed up.
-- Strangers choose the texts, so every step takes time in proportion to their length: no back-references, no repetition
-- that has to end before something (Postgres tries these from every character anew).
create function private.squeezed(written text) returns text
language plpgsql immutable strict parallel safe
set search_path = ''
as $$
begin
  if octet_length(written) = length(written) and written !~ '[^a-z0-9 ]' then
    -- Nine letters at a time: that many parts of a pattern can be named in what replaces it.
    return regexp_replace(regexp_replace(regexp_replace(written,
      '(a)a+|(b)b+|(c)c+|(d)d+|(e)e+|(f)f+|(g)g+|(h)h+|(i)i+', '\1\2\3\4\5\6\7\8\9', 'g'),
      '(j)j+|(k)k+|(l)l+|(m)m+|(n)n+|(o)o+|(p)p+|(q)q+|(r)r+', '\1\2\3\4\5\6\7\8\9', 'g'),
      '(s)s+|(t)t+|(u)u+|(v)v+|(w)w+|(x)x+|(y)y+|(z)z+', '\1\2\3\4\5\6\7\8', 'g');
  end if;
  -- Each character beside the one before. The arrays are walked together and in order.
  return (
    select coalesce(string_agg(own, '' order by place), '')
    from unnest(string_to_array(written, null), string_to_array(' ' || written, null)) with ordinality as letter (own, before, place)
    where own is not null
      and (own is distinct from before or own in ('0', '1', '2', '3', '4', '5', '6', '7', '8', '9', ' ', E'\n', E'\t', E'\r')));
end
$$;
comment on function private.squeezed is 'A text in which each character that is repeated stands once; digits and white space stay.';

create function private.spelt_words(written text) returns text
language plpgsql immutable strict parallel safe
set search_path = ''
as $$
declare
  words text;
begin
  -- Most texts need few of these steps, and each is a walk over the text: this one has letters only, or digits apart from them.
  if octet_length(written) = length(written) and written !~ '[@$!|]|[a-zA-Z]\S*[0-9]|[0-9]\S*[a-zA-Z]' then
    words := ' ' || trim(regexp_replace(translate(lower(written), 'l', 'i'), '[^a-z0-9]+', ' ', 'g')) || ' ';
    if words !~ ' \S \S ' then
      return words;
    end if;
  end if;
  words := lower(written collate "pg_c_utf8");
  if octet_length(written) > length(written) then
    -- Units and blessings that are one character would become up to eighteen, and spell nothing.
    words := lower(normalize(regexp_replace(written, '[\u3300-\u33ff\ufdf0-\ufdfd]+', ' ', 'g'), nfkd) collate "pg_c_utf8");
    -- What is not seen: soft hyphen, zero-width and direction marks, variation selectors; and the accents, which the
    -- decomposition has set apart from their letters.
    words := regexp_replace(words, '[\u00ad\u0300-\u036f\u0483-\u0489\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u1ab0-\u1aff\u1dc0-\u1dff\u200b-\u200f\u202a-\u202e\u2060-\u206f\u20d0-\u20ff\u3164\ufe00-\ufe0f\ufe20-\ufe2f\ufeff\uffa0]+', '', 'g');
    -- Letters of other alphabets that look Latin.
    words := translate(words, 'аеорсухіјѕԁɡһӏвкмнтαεικνορτυχωßøđłıæœ', 'aeopcyxijsdghibkmhtaeikvoptuxwsodliao');
  end if;
  if words ~ '[0-9@$!|]' then
    -- Digits and signs that stand for letters, but only in words: a price or a year stays a number, and an exclamation
    -- mark that ends a word is one.
    words := regexp_replace(words, '[!|](?![[:alnum:]@$!|])' collate "pg_c_utf8", '', 'g');
    words := (
      select string_agg(
        case when word ~ '[[:alpha:]]' then translate(word, '01!|34@5$789', 'oiiieaasstbg') else word end, ' ' order by place)
      from regexp_split_to_table(words, '\s+') with ordinality split (word, place));
  end if;
  -- i, l, 1, ! and | are one letter in all this.
  words := ' ' || trim(regexp_replace(translate(words, 'l', 'i'), '[^[:alnum:]]+' collate "pg_c_utf8", ' ', 'g')) || ' ';
  if words ~ ' \S \S ' then
    -- Letters that stand alone are one spaced-out word: "b a d", "b.a.d" and "b-a-d" are "bad".
    -- With a blank of its own on either side each is found, is put between marks, and two marks in a row join.
    words := regexp_replace(replace(words, ' ', '  '), ' ([[:alnum:]]) ' collate "pg_c_utf8", E'\x01\\1\x01', 'g');
    words := regexp_replace(replace(words, E'\x01\x01', ''), '[ \x01]+', ' ', 'g');
  end if;
  if octet_length(words) > length(words) then
    -- Scripts without blanks between words (Thai to Khmer, kana, Han): each letter is one, so a word is found in a sentence.
    words := regexp_replace(
      regexp_replace(words, '([\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3041-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff])', ' \1 ', 'g'),
      ' {2,}', ' ', 'g');
  end if;
  return words;
end
$$;
comment on function private.spelt_words is '
The words of a text, each between blanks, without case, accents, invisible characters, look-alike letters and digits for letters; in
scripts that are written without blanks, the letters. Letters are as often as they were written.';

create function private.folded_words(written text) returns text
language plpgsql immutable strict parallel safe
set search_path = ''
as $$
begin
  return private.squeezed(private.spelt_words(written));
end
$$;
comment on function private.folded_words is 'The words of a text, as spelt_words has them, but with each letter once: what terms and texts are compared by.';

create function private.is_drawn_out(spelt text, term text) returns boolean
language plpgsql immutable strict parallel safe
set search_path = ''
as $$
declare
  theirs text[] := string_to_array(spelt, null);
  ours text[] := string_to_array(term, null);
  place int := 1;
begin
  for nth in 1 .. cardinality(ours) loop
    if nth > 1 and ours[nth] <> ours[nth - 1] then
      while theirs[place] = ours[nth - 1] loop
        place := place + 1;
      end loop;
    end if;
    if theirs[place] is distinct from ours[nth] then
      return false;
    end if;
    place := place + 1;
  end loop;
  return true;
end
$$;
comment on function private.is_drawn_out is '
Whether a spelling has each letter of a term at least as often as the term: "baaad" has those of "bad", and a country not
those of the slur that has one letter twice. Both are as spelt_words gives them, and the same when they are folded.';
