-- The many ways to write one word. Terms and texts are folded alike, so a term is found however it is dressed up.
-- Strangers choose the texts, so every step takes time in proportion to their length: no back-references, no repetition
-- that has to end before something (Postgres tries these from every character anew).
create function private.squeezed(written text, keep_pairs boolean default false) returns text
language sql immutable strict parallel safe
set search_path = ''
as $$
  -- Each character beside its neighbours. The arrays are walked together and in order.
  select coalesce(string_agg(own, '' order by place), '')
  from unnest(
    string_to_array(written, null), string_to_array(' ' || written, null), string_to_array('  ' || written, null),
    string_to_array(substr(written, 2), null)) with ordinality as letter (own, before, before_that, behind, place)
  where own is not null
    and (own is distinct from before or own in ('0', '1', '2', '3', '4', '5', '6', '7', '8', '9', ' ', E'\n', E'\t', E'\r')
      or keep_pairs and own is distinct from before_that and own is distinct from behind)
$$;
comment on function private.squeezed is '
A text in which each character that is repeated stands once, or with `keep_pairs` each that stands three times or more;
digits and white space stay.';

create function private.folded_text(written text) returns text
language plpgsql immutable strict parallel safe
set search_path = ''
as $$
declare
  folded text := lower(written collate "pg_c_utf8");
  has_signs boolean;
begin
  -- Most texts need few of these steps, and each is a walk over the text.
  if octet_length(written) > length(written) then
    -- Units and blessings that are one character would become up to eighteen, and spell nothing.
    folded := lower(normalize(regexp_replace(written, '[\u3300-\u33ff\ufdf0-\ufdfd]+', ' ', 'g'), nfkd) collate "pg_c_utf8");
    -- What is not seen: soft hyphen, zero-width and direction marks, variation selectors; and the accents, which the
    -- decomposition has set apart from their letters.
    folded := regexp_replace(folded, '[\u00ad\u0300-\u036f\u0483-\u0489\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u1ab0-\u1aff\u1dc0-\u1dff\u200b-\u200f\u202a-\u202e\u2060-\u206f\u20d0-\u20ff\u3164\ufe00-\ufe0f\ufe20-\ufe2f\ufeff\uffa0]+', '', 'g');
    -- Letters of other alphabets that look Latin.
    folded := translate(folded, 'аеорсухіјѕԁɡһӏвкмнтαεικνορτυχωßøđłıæœ', 'aeopcyxijsdghibkmhtaeikvoptuxwsodliao');
  end if;
  has_signs := folded ~ '[0-9@$!|]';
  if has_signs then
    -- An exclamation mark that ends a word is one.
    folded := regexp_replace(folded, '[@$!|](?![[:alnum:]])' collate "pg_c_utf8", '', 'g');
  end if;
  -- A letter that is drawn out counts once, before "ill" could turn into one letter, and again after "b444d" into letters.
  folded := private.squeezed(folded);
  -- Digits and signs that stand for letters, but only in words: a price or a year stays a number. i, l, 1, ! and | are
  -- one letter in all this.
  if has_signs then
    folded := (
      select string_agg(
        case when word ~ '[[:alpha:]]' then translate(word, '01!|l34@5$789', 'oiiiieaasstbg') else word end, ' ' order by place)
      from regexp_split_to_table(folded, '\s+') with ordinality split (word, place));
  else
    folded := translate(folded, 'l', 'i');
  end if;
  if has_signs or folded like '%iii%' then
    folded := private.squeezed(folded, keep_pairs => true);
  end if;
  return folded;
end
$$;
comment on function private.folded_text is '
A text without case, accents, invisible characters, look-alike letters, digits for letters and drawn-out letters: what
terms and texts are compared by. Punctuation is still there.';

create function private.folded_words(written text) returns text
language plpgsql immutable strict parallel safe
set search_path = ''
as $$
declare
  words text := ' ' || trim(
    regexp_replace(private.folded_text(written), '[^[:alnum:]]+' collate "pg_c_utf8", ' ', 'g')) || ' ';
begin
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
comment on function private.folded_words is '
The words of a text, folded, each between blanks; in scripts that are written without blanks, the letters.';

create function private.term_key(term text) returns text
language plpgsql immutable strict parallel safe
set search_path = ''
as $$
begin
  return coalesce(substring(private.folded_words(term) from '^ (\S+(?: \S+)?) '), '');
end
$$;
comment on function private.term_key is 'What a term is looked up by: its first two words, folded, or its only one.';

create function private.unsqueezed_words(written text) returns text
language plpgsql immutable strict parallel safe
set search_path = ''
as $$
declare
  folded text := lower(normalize(written, nfkd) collate "pg_c_utf8");
begin
  folded := regexp_replace(folded, '[\u00ad\u0300-\u036f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]+', '', 'g');
  folded := translate(folded, 'аеорсухіјѕԁɡһӏвкмнтαεικνορτυχωßøđłıæœ01!|l34@5$789',
    'aeopcyxijsdghibkmhtaeikvoptuxwsodliaooiiiieaasstbg');
  return regexp_replace(folded, '[^[:alnum:]]+' collate "pg_c_utf8", ' ', 'g');
end
$$;
comment on function private.unsqueezed_words is '
The words of a text as folded_words compares them, but with each letter as often as it stands there: tells Niger from the slur.';
