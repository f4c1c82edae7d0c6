-- The many ways to write one word. Terms and texts are folded alike, so a term is found however it is dressed up.
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
    folded := lower(normalize(written, nfkd) collate "pg_c_utf8");
    -- What is not seen: soft hyphen, zero-width and direction marks, variation selectors; then the accents, which the
    -- decomposition has set apart from their letters.
    folded := regexp_replace(folded, '[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0]', '', 'g');
    folded := regexp_replace(folded, '[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]', '', 'g');
    -- Letters of other alphabets that look Latin.
    folded := translate(folded, 'аеорсухіјѕԁɡһӏвкмнтαεικνορτυχωßøđłıæœ', 'aeopcyxijsdghibkmhtaeikvoptuxwsodliao');
  end if;
  has_signs := folded ~ '[0-9@$!|]';
  if has_signs then
    -- An exclamation mark that ends a word is one.
    folded := regexp_replace(folded, '[@$!|]+(?=[\s[:punct:]]|$)', '', 'g');
  end if;
  -- A letter that is drawn out counts once, before "ill" could turn into one letter, and again after "b444d" into letters.
  folded := regexp_replace(folded, '([^\d\s])\1+', '\1', 'g');
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
    folded := regexp_replace(folded, '([^\d\s])\1{2,}', '\1', 'g');
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
    words := regexp_replace(words, '(?<= [[:alnum:]]) (?=[[:alnum:]] )' collate "pg_c_utf8", '', 'g');
  end if;
  return words;
end
$$;
comment on function private.folded_words is 'The words of a text, folded, each between blanks.';
