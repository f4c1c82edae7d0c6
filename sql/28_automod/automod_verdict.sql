create function private.automod_verdict(written text, out verdict text, out terms text[])
language plpgsql stable security definer
set search_path = ''
as $$
declare
  words text;
begin
  verdict := 'allow';
  terms := '{}';
  if coalesce(written, '') = '' then
    return;
  end if;
  -- Signs inside a word are gaps between letters, or they are padding: "b.a.d", "b.ad".
  words := private.folded_words(written);
  if written ~ '\S[[:punct:]]+\S' then
    words := words || private.folded_words(regexp_replace(written, '(?<=\S)[[:punct:]]+(?=\S)', '', 'g'));
  end if;
  select coalesce(array_agg(term order by term), '{}'),
    case when bool_or(severity = 'block') then 'block' when count(*) > 0 then 'flag' else 'allow' end
  into terms, verdict
  from private.automod_terms
  where position(private.automod_terms.folded in words) > 0;
end
$$;
comment on function private.automod_verdict is '
What automatic moderation says of a text: verdict allow, flag or block, and the terms that were found.';
