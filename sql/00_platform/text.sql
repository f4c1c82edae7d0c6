-- People paste white space of every kind around what they write; in a regular expression \s is only the ASCII kind.
create function private.trimmed(written text) returns text
language plpgsql immutable parallel safe
set search_path = ''
as $$
begin
  return regexp_replace(written,
    '^[\s\u0085\u00a0\u1680\u2000-\u200b\u2028\u2029\u202f\u205f\u3000\ufeff]+|[\s\u0085\u00a0\u1680\u2000-\u200b\u2028\u2029\u202f\u205f\u3000\ufeff]+$',
    '', 'g');
end
$$;
comment on function private.trimmed is 'A text without the white space around it, line breaks and Unicode spaces included; null stays null.';
