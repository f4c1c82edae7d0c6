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
