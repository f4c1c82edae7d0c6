-- Strangers write what is read here: every step takes time in proportion to the length of the text.
create function private.trimmed(written text) returns text
language plpgsql immutable parallel safe
set search_path = ''
as $$
begin
  -- Nothing to see is nothing: controls, spaces of every kind, format characters, fillers, variation selectors, tags.
  if written !~ '[^\u0001-\u0020\u007f-\u00a0\u00ad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200f\u2028-\u202f\u205f-\u206f\u2800\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001d173-\U0001d17a\U000e0000-\U000e0fff]' then
    return '';
  end if;
  -- People paste white space of every kind around what they write.
  return btrim(written, E' \t\n\v\f\r\u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b\u2028\u2029\u202f\u205f\u3000\ufeff');
end
$$;
comment on function private.trimmed is '
A text without the white space around it, line breaks and Unicode spaces included; empty if there is nothing to see in it,
whatever characters it has. Null stays null. The one rule of what is empty: whatever people write passes through it.';

create function private.is_person_name(written text) returns boolean
language sql immutable parallel safe
set search_path = ''
as $$
  -- What turns or breaks the line that it is shown in: controls, line breaks, bidirectional overrides and isolates.
  select length(private.trimmed(written)) between 1 and 50
    and private.trimmed(written) !~ '[\u0001-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]'
$$;
comment on function private.is_person_name is 'Whether a first or last name can be shown: 1 to 50 characters, something to see among them, on one line.';

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
