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

create function private.moderate_text(written text) returns text[]
language plpgsql stable
set search_path = ''
as $$
declare
  found_terms text[];
  said text;
begin
  select verdict, terms into said, found_terms from private.automod_verdict(written);
  if said = 'block' then
    perform private.raise('CONTENT_REJECTED', 'This text breaks the rules of the community and was not published.', 422);
  end if;
  return found_terms;
end
$$;
comment on function private.moderate_text is '
Refuses a text that contains a blocked term, without saying which, and returns the terms to flag it for. Every function
that publishes a text calls it, and then flag_text. Errors: CONTENT_REJECTED.';

create function private.flag_text(target text, target_id uuid, author_id uuid, terms text[]) returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  if cardinality(terms) > 0 then
    insert into private.automod_flags (target, target_id, author_id, terms)
    values (flag_text.target, flag_text.target_id, flag_text.author_id, flag_text.terms);
  end if;
end
$$;
comment on function private.flag_text is 'Records that a published text should be looked at; nothing without terms.';
