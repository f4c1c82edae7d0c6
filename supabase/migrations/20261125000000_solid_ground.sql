SET local check_function_bodies = off;

CREATE TABLE "private"."settings" (
  "name"        text  NOT NULL,
  "value"       jsonb NOT NULL,
  "description" text  NOT NULL,
  CONSTRAINT "name_is_snake_case" CHECK ((name ~ '^[a-z][a-z_]{1,60}$'::text)),
  CONSTRAINT "settings_pkey" PRIMARY KEY (name)
);

ALTER TABLE "private"."settings"
  ENABLE ROW LEVEL SECURITY;

CREATE OR REPLACE FUNCTION private.client_ip()
  RETURNS inet
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
  -- Supabase's edge overwrites cf-connecting-ip, and so does the embedded gateway: a client cannot forge it.
  -- Behind another proxy, the setting names the header that this one overwrites.
  header text := private.setting('client_ip_header') #>> '{}';
begin
  return nullif(nullif(current_setting('request.headers', true), '')::jsonb ->> header, '')::inet;
exception when invalid_text_representation then
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION private.folded_text (
  written text
)
  RETURNS text
  LANGUAGE plpgsql
  IMMUTABLE
  PARALLEL SAFE
  STRICT
  SET search_path TO ''
  AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION private.folded_words (
  written text
)
  RETURNS text
  LANGUAGE plpgsql
  IMMUTABLE
  PARALLEL SAFE
  STRICT
  SET search_path TO ''
  AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION private.name_words (
  folded text
)
  RETURNS text[]
  LANGUAGE plpgsql
  IMMUTABLE
  PARALLEL SAFE
  STRICT
  SET search_path TO ''
  AS $function$
begin
  return array(
    select distinct left(word, 100) from regexp_split_to_table(folded, '[^[:alpha:]]+') word where length(word) >= 2);
end
$function$;

CREATE OR REPLACE FUNCTION private.realtime_rechecks()
  RETURNS boolean
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
  select private.setting('realtime_rechecks') = 'true'
$function$;

CREATE OR REPLACE FUNCTION private.setting (
  name text
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
  value jsonb;
begin
  select stored.value into strict value from private.settings stored where stored.name = setting.name;
  return value;
end
$function$;

CREATE OR REPLACE FUNCTION private.slips (
  word text
)
  RETURNS text[]
  LANGUAGE plpgsql
  IMMUTABLE
  PARALLEL SAFE
  STRICT
  SET search_path TO ''
  AS $function$
begin
  return array(
    select word
    union
    select overlay(word placing '' from place for 1) from generate_series(1, least(length(word), 100)) place);
end
$function$;

CREATE OR REPLACE FUNCTION private.squeezed (
  written    text,
  keep_pairs boolean DEFAULT false
)
  RETURNS text
  LANGUAGE sql
  IMMUTABLE
  PARALLEL SAFE
  STRICT
  SET search_path TO ''
  AS $function$
  -- Each character beside its neighbours. The arrays are walked together and in order.
  select coalesce(string_agg(own, '' order by place), '')
  from unnest(
    string_to_array(written, null), string_to_array(' ' || written, null), string_to_array('  ' || written, null),
    string_to_array(substr(written, 2), null)) with ordinality as letter (own, before, before_that, behind, place)
  where own is not null
    and (own is distinct from before or own in ('0', '1', '2', '3', '4', '5', '6', '7', '8', '9', ' ', E'\n', E'\t', E'\r')
      or keep_pairs and own is distinct from before_that and own is distinct from behind)
$function$;

CREATE OR REPLACE FUNCTION private.trimmed (
  written text
)
  RETURNS text
  LANGUAGE plpgsql
  IMMUTABLE
  PARALLEL SAFE
  SET search_path TO ''
  AS $function$
begin
  -- Nothing to see is nothing: controls, spaces of every kind, format characters, fillers, variation selectors, tags.
  if written !~ '[^\u0001-\u0020\u007f-\u00a0\u00ad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200f\u2028-\u202f\u205f-\u206f\u2800\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001d173-\U0001d17a\U000e0000-\U000e0fff]' then
    return '';
  end if;
  -- People paste white space of every kind around what they write.
  return btrim(written, E' \t\n\v\f\r\u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b\u2028\u2029\u202f\u205f\u3000\ufeff');
end
$function$;

COMMENT ON FUNCTION "private"."folded_words"(text) IS '
The words of a text, folded, each between blanks; in scripts that are written without blanks, the letters.';

COMMENT ON FUNCTION "private"."realtime_rechecks"() IS '
Whether this Realtime follows private.recheck_topic: the embedded platform switches the setting realtime_rechecks on.
Where it is off, whoever lost access may go on receiving on the topic for the life of an access token: for that long
a domain has to send what he is not to see to the topics user:<id> of the others.';

COMMENT ON FUNCTION "private"."setting"(text) IS 'The value of a setting: one look-up by primary key. An unknown name is a programming error and raises no_data_found.';

COMMENT ON FUNCTION "private"."slips"(text) IS '
A word, and what remains of it without each of its letters, of the first hundred. Two words that share one of these are at most a letter too many,
one too few, another one, or two swapped apart: Mor and Fraenkel 1982, "A hash code method for detecting and correcting
spelling errors".';

COMMENT ON FUNCTION "private"."squeezed"(text, boolean) IS '
A text in which each character that is repeated stands once, or with `keep_pairs` each that stands three times or more;
digits and white space stay.';

COMMENT ON FUNCTION "private"."trimmed"(text) IS '
A text without the white space around it, line breaks and Unicode spaces included; empty if there is nothing to see in it,
whatever characters it has. Null stays null. The one rule of what is empty: whatever people write passes through it.';

COMMENT ON TABLE "private"."settings" IS '
One row a setting. Rows come from migrations, with the value that is right for most, and are changed in place:
update private.settings set value = ''"x-real-ip"'' where name = ''client_ip_header''. It counts from the next request on.';

REVOKE ALL ON FUNCTION "private"."setting"(text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."setting"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."setting"(text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."squeezed"(text, boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."squeezed"(text, boolean) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."squeezed"(text, boolean) TO "postgres";
