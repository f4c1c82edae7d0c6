-- People paste white space of every kind around what they write.
create function private.trimmed(written text) returns text
language sql immutable parallel safe
set search_path = ''
as $$
  select regexp_replace(written, '^\s+|\s+$', '', 'g')
$$;
comment on function private.trimmed is 'A text without the white space around it, line breaks and Unicode spaces included; null stays null.';
