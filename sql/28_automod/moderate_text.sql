create function private.moderate_text(written text) returns text[]
language plpgsql stable
set search_path = ''
as $$
declare
  found_terms text[];
  said text;
begin
  -- Most texts end here.
  if coalesce(written, '') = '' or not private.may_have_terms(written) then
    return '{}';
  end if;
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
declare
  reasons text[];
begin
  if cardinality(terms) > 0 then
    insert into private.automod_flags (target, target_id, author_id, terms)
    values (flag_text.target, flag_text.target_id, flag_text.author_id, flag_text.terms);
    select array_agg(distinct term.category) into reasons from private.automod_terms term where term.term = any(flag_text.terms);
    perform private.emit('flag', author_id, author_id, target_id, jsonb_build_object(
      'target', target, 'source', 'terms', 'reason', coalesce(reasons[1], 'other'), 'terms', terms, 'score', null,
      'severity', case when reasons && array['child_safety', 'threat', 'self_harm'] then 4 when reasons && array['hate'] then 3
        when reasons && array['insult', 'spam'] then 2 else 1 end));
  end if;
end
$$;
comment on function private.flag_text is '
Records that a published text should be looked at; nothing without terms.
Emits flag (subject: the author, target: the thing, details: {target, source, reason, severity, score, terms, rule, held}): source terms, severity 1 to 5, and the terms
that were found.';
