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

create function private.spaced_scripts(folded text) returns text
language plpgsql immutable strict parallel safe
set search_path = ''
as $$
begin
  -- Where a sentence has no blanks, each pair of neighbouring characters is a word: a search for 東京 finds 今日は東京に.
  if folded !~ '[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3041-\u30ff\u3400-\u9fff]' then
    return folded;
  end if;
  return coalesce((
    select string_agg(case when run.spaceless then private.pairs_of(run.piece) else run.piece end, ' ' order by run.place)
    from (
      select part[1] as piece, part[1] ~ '^[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3041-\u30ff\u3400-\u9fff]' as spaceless, place
      from regexp_matches(folded,
        '[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3041-\u30ff\u3400-\u9fff]+|[^\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3041-\u30ff\u3400-\u9fff]+', 'g')
        with ordinality matched (part, place)
    ) run), '');
end
$$;
comment on function private.spaced_scripts is 'A folded text in which runs of Thai, Lao, Burmese, Khmer, kana and Han are pairs of characters with blanks between.';

create function private.pairs_of(run text) returns text
language sql immutable strict parallel safe
set search_path = ''
as $$
  -- One walk: to ask for the nth character is one each time.
  select coalesce(string_agg(character || follower, ' ' order by place), run)
  from (
    select character, lead(character) over (order by place) as follower, place
    from unnest(string_to_array(run, null)) with ordinality written (character, place)
  ) pair
  where follower is not null
$$;
comment on function private.pairs_of is 'Each pair of neighbouring characters of a text, with blanks between; of a single one itself.';

-- What is read out of a text that somebody writes. Classes of characters are named with the collation pg_c_utf8, so
-- that every alphabet counts whatever the database's own locale is.
create function private.without_links(written text) returns text
language plpgsql immutable strict parallel safe
set search_path = ''
as $$
begin
  if position('/' in written) = 0 and written !~* 'www\.' then
    return written;
  end if;
  -- From what tells a link (://, www., a domain with a path) to white space, or the sign that ends a clause or a quotation where
  -- there are no blanks.
  return regexp_replace(written, '(?:://|\ywww\.|\.[a-z]{2,24}/)[^\s\u3000-\u3003\u300c-\u3011\uff01\uff08\uff09\uff0c\uff1f\u201c\u201d]*', ' ', 'gi');
end
$$;
comment on function private.without_links is 'A text without what is inside its links, where neither # nor @ means anybody.';

create function private.hashtags_in(written text) returns text[]
language plpgsql immutable strict parallel safe
set search_path = ''
as $$
declare
  -- General category M, and between marks of one script its letters; joiners; the tsheg, which divides Tibetan syllables.
  -- Source: Unicode 17.0, and the hashtags of twitter-text.
  marks constant text :=
    '\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670'
    '\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u0711-\u07f3\u07fd\u0816-\u082d\u0859-\u085b\u0897-\u08e1\u08e3-\u0963'
    '\u0981-\u09e3\u09fe-\u0a75\u0a81-\u0ae3\u0afa-\u0b63\u0b82-\u0bd7\u0c00-\u0c63\u0c81-\u0c83\u0cbc-\u0d4d'
    '\u0d57-\u0d63\u0d81-\u0df3\u0e31-\u0e3a\u0e47-\u0e4e\u0eb1-\u0ece\u0f18\u0f19\u0f35\u0f37\u0f39\u0f3e-\u0f84'
    '\u0f86-\u0fbc\u0fc6\u102b-\u103e\u1056-\u109d\u135d-\u135f\u1712-\u1734\u1752-\u17d3\u17dd\u180b-\u180d\u180f-\u193b'
    '\u1a17-\u1a1b\u1a55-\u1a7f\u1ab0-\u1b44\u1b6b-\u1b73\u1b80-\u1bf3\u1c24-\u1c37\u1cd0-\u1cd2\u1cd4-\u1dff'
    '\u20d0-\u20f0\u2cef-\u2cf1\u2d7f-\u2dff\u302a-\u302f\u3099\u309a\ua66f-\ua672\ua674-\ua67d\ua69e-\ua6f1\ua802-\ua827'
    '\ua82c\ua880-\ua8c5\ua8e0-\ua8f1\ua8ff-\ua92d\ua947-\ua953\ua980-\ua9c0\ua9e5-\uaa4d\uaa7b-\uaac1\uaaeb-\uaaef\uaaf5'
    '\uaaf6\uabe3-\uabea\uabec\uabed\ufb1e\ufe00-\ufe0f\ufe20-\ufe2f\U000101fd-\U0001037a\U00010a01-\U00010a3f\U00010ae5'
    '\U00010ae6\U00010d24-\U00010d6d\U00010eab\U00010eac\U00010efa-\U00010f50\U00010f82-\U00010f85\U00011000-\U00011046'
    '\U00011070-\U000110ba\U000110c2\U00011100-\U00011134\U00011145-\U00011173\U00011180-\U000111c0\U000111c9-\U000111cc'
    '\U000111ce\U000111cf\U0001122c-\U00011237\U0001123e-\U00011241\U000112df-\U000113d2\U000113e1-\U00011446'
    '\U0001145e-\U000114c3\U000115af-\U000115c0\U000115dc-\U00011640\U000116ab-\U000116b7\U0001171d-\U0001172b'
    '\U0001182c-\U0001183a\U00011930-\U00011943\U000119d1-\U000119e0\U000119e4-\U00011a3e\U00011a47-\U00011a99'
    '\U00011b60-\U00011b67\U00011c2f-\U00011c3f\U00011c92-\U00011ef6\U00011f00-\U00011f42\U00011f5a\U00013440-\U00013455'
    '\U0001611e-\U0001612f\U00016af0-\U00016af4\U00016b30-\U00016b36\U00016f4f-\U00016f92\U00016fe4-\U00016ff1\U0001bc9d'
    '\U0001bc9e\U0001cf00-\U0001cf46\U0001d165-\U0001d169\U0001d16d-\U0001d172\U0001d17b-\U0001d182\U0001d185-\U0001d18b'
    '\U0001d1aa-\U0001d1ad\U0001d242-\U0001d244\U0001da00-\U0001da36\U0001da3b-\U0001da6c\U0001da75\U0001da84'
    '\U0001da9b-\U0001daaf\U0001e000-\U0001e136\U0001e2ae-\U0001e2ef\U0001e4ec-\U0001e5ef\U0001e6e3-\U0001e6f5'
    '\U0001e8d0-\U0001e94a\U000e0100-\U000e01ef'
    '\u200c\u200d\u0f0b';
begin
  if written !~ '[#＃]' then
    return '{}';
  end if;
  -- Letters of any alphabet, their marks, digits and _; at least one letter. A # inside a word begins none.
  return (
    select coalesce(array_agg(tag order by place), '{}')
    from (
      select lower(normalize(caught[1], nfkc) collate "pg_c_utf8") as tag, min(place) as place
      from regexp_matches(private.without_links(written),
        ('(?:^|[^[:alnum:]_&/#＃])[#＃]([[:alnum:]_' || marks || ']{1,100})') collate "pg_c_utf8",
        'g') with ordinality matched (caught, place)
      where caught[1] ~ '[[:alpha:]]' collate "pg_c_utf8"
      group by tag
    ) tags);
end
$$;
comment on function private.hashtags_in is 'The hashtags of a text without #, in lower case, each once, in order; none inside a link.';

create function private.usernames_in(written text) returns text[]
language plpgsql immutable strict parallel safe
set search_path = ''
as $$
begin
  if position('@' in written) = 0 then
    return '{}';
  end if;
  -- Not behind a letter, which is an e-mail address, nor behind a /, which is a path.
  return (
    select coalesce(array_agg(distinct caught[1]), '{}')
    from regexp_matches(lower(private.without_links(written)), '(?:^|[^a-z0-9._@/-])@([a-z0-9][a-z0-9._]{1,28}[a-z0-9_])', 'g') matched (caught));
end
$$;
comment on function private.usernames_in is 'The usernames that a text mentions with @, in lower case, each once; none inside a link.';
