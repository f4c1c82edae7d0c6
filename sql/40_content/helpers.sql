-- What is read out of a text that somebody writes. Classes of characters are named with the collation pg_c_utf8, so
-- that every alphabet counts whatever the database's own locale is.
create function private.hashtags_in(written text) returns text[]
language sql immutable strict parallel safe
set search_path = ''
as $$
  -- Letters of any alphabet, their marks and joiners, digits and _; not all digits. A # inside a word, as in an
  -- address, begins none.
  select coalesce(array_agg(tag order by place), '{}')
  from (
    select lower(normalize(found[1], nfkc) collate "pg_c_utf8") as tag, min(place) as place
    from regexp_matches(written,
      '(?:^|[^[:alnum:]_&/#＃])[#＃]([[:alnum:]_\u0300-\u036f\u0610-\u065f\u0900-\u0dff\u0e00-\u0eff\u200c\u200d]{1,100})' collate "pg_c_utf8",
      'g') with ordinality matched (found, place)
    where found[1] ~ '[^\d_]'
    group by tag
  ) tags
$$;
comment on function private.hashtags_in is 'The hashtags of a text without #, in lower case, each once, in order.';

create function private.usernames_in(written text) returns text[]
language sql immutable strict parallel safe
set search_path = ''
as $$
  -- Not behind a letter: that is an e-mail address.
  select coalesce(array_agg(distinct found[1]), '{}')
  from regexp_matches(lower(written), '(?:^|[^a-z0-9._@-])@([a-z0-9][a-z0-9._]{1,28}[a-z0-9_])', 'g') matched (found)
$$;
comment on function private.usernames_in is 'The usernames that a text mentions with @, in lower case, each once.';

create function private.is_emoji(written text) returns boolean
language plpgsql immutable strict parallel safe
set search_path = ''
as $$
declare
  -- Source: Unicode Technical Standard 51, ED-17: a flag, a keycap, or elements joined by U+200D, each with its
  -- variation, skin tone or tags.
  element constant text := '[\u00A9\u00AE\u203C\u2049\u2122\u2139\u2194-\u21AA\u231A-\u23FF\u24C2\u25AA-\u25FE\u2600-\u27BF'
    '\u2934\u2935\u2B05-\u2B55\u3030\u303D\u3297\u3299\U0001F004-\U0001F1E5\U0001F201-\U0001FAFF]\uFE0F?[\U0001F3FB-\U0001F3FF]?\uFE0F?'
    '[\U000E0020-\U000E007F]{0,7}';
begin
  return written = '❤️' or length(written) <= 16 and written ~ ('^(?:[\U0001F1E6-\U0001F1FF]{2}|[0-9#*]\uFE0F?\u20E3|'
    || element || '(?:\u200D' || element || ')*)$');
end
$$;
comment on function private.is_emoji is 'Whether a text is one emoji and nothing else.';
