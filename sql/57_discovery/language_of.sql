create function private.language_of(written text) returns text
language plpgsql immutable strict parallel safe
set search_path = ''
as $$
declare
  start text := left(written, 500);
  words text[];
  found_language text;
begin
  -- An alphabet that (nearly) one language has says it.
  found_language := case
    when start ~ '[\u3041-\u30ff]' then 'ja'
    when start ~ '[\uac00-\ud7a3]' then 'ko'
    when start ~ '[\u4e00-\u9fff]' then 'zh'
    when start ~ '[\u0e01-\u0e5b]' then 'th'
    when start ~ '[\u0590-\u05ff]' then 'he'
    when start ~ '[\u0370-\u03ff]' then 'el'
    when start ~ '[\u0900-\u097f]' then 'hi'
    when start ~ '[\u0621-\u064a]' then 'ar'
    when start ~ '[іїєґ]' then 'uk'
    when start ~ '[\u0400-\u04ff]' then 'ru'
  end;
  if found_language is not null then
    return found_language;
  end if;
  -- In Latin letters the small words do, of which every sentence has some.
  words := string_to_array(regexp_replace(lower(start), '[^[:alpha:]]+' collate "pg_c_utf8", ' ', 'g'), ' ');
  select language into found_language
  from (values
    ('en', array['the', 'and', 'of', 'to', 'is', 'in', 'it', 'you', 'that', 'for', 'this', 'with', 'my', 'are', 'was', 'not', 'have', 'what', 'at', 'be']),
    ('de', array['der', 'die', 'das', 'und', 'ist', 'nicht', 'ich', 'ein', 'eine', 'mit', 'zu', 'auf', 'für', 'von', 'wir', 'auch', 'im', 'den', 'es', 'war']),
    ('es', array['el', 'la', 'los', 'las', 'y', 'que', 'es', 'en', 'un', 'una', 'por', 'con', 'para', 'no', 'mi', 'del', 'se', 'muy', 'está', 'lo']),
    ('fr', array['le', 'la', 'les', 'et', 'est', 'un', 'une', 'des', 'que', 'je', 'pas', 'pour', 'dans', 'sur', 'avec', 'ce', 'du', 'au', 'nous', 'mais']),
    ('pt', array['o', 'a', 'os', 'as', 'e', 'que', 'não', 'um', 'uma', 'do', 'da', 'em', 'para', 'com', 'por', 'no', 'na', 'eu', 'mais', 'muito']),
    ('it', array['il', 'lo', 'gli', 'e', 'che', 'non', 'un', 'una', 'di', 'per', 'con', 'sono', 'della', 'del', 'mi', 'è', 'ma', 'anche', 'nel', 'più']),
    ('nl', array['de', 'het', 'een', 'en', 'van', 'is', 'niet', 'ik', 'je', 'dat', 'op', 'met', 'voor', 'maar', 'ook', 'zijn', 'wij', 'naar', 'er', 'te']),
    ('pl', array['i', 'w', 'na', 'z', 'nie', 'się', 'to', 'jest', 'do', 'że', 'jak', 'ale', 'po', 'dla', 'tak', 'od', 'są', 'mnie', 'co', 'czy']),
    ('tr', array['ve', 'bir', 'bu', 'için', 'çok', 'da', 'de', 'ne', 'ile', 'ben', 'var', 'ama', 'gibi', 'daha', 'mi', 'sen', 'olan', 'değil', 'kadar', 'her'])
  ) known (language, common)
  cross join lateral (select count(*) from unnest(words) word where word = any (common)) matching (hits)
  where hits >= 2
  order by hits desc, language
  limit 1;
  return found_language;
end
$$;
comment on function private.language_of is '
Which language a text seems to be in (BCP 47: en, de, es, fr, pt, it, nl, pl, tr, ja, ko, zh, th, he, el, hi, ar, uk, ru), by its alphabet or, in
Latin letters, by its most frequent small words, of which it needs two; else null. It is a guess that sorts trends, nothing more.';
