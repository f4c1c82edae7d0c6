-- Terms as admins change them, while everything runs. A domain of its own after the content, whose texts a new term is tried on.
create function public.list_terms(query text default null, severity text default null, locale text default null, cursor text default null, page_size int default 50) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return private.list_terms(query, severity, locale, cursor, page_size);
end
$$;
comment on function public.list_terms is '
For admins: the terms that automatic moderation looks for, in the order of the alphabet: {items: [{term, severity: hint|flag|block, category, locale}],
next_cursor}. `query`: terms that begin with it. `severity`, `locale`: those of one.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_CURSOR, INVALID_PAGE_SIZE.';
grant execute on function public.list_terms to authenticated;

create function private.list_terms(query text, severity text, locale text, cursor text, page_size int) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  admin uuid := private.active_admin_id();
  size int := private.page_size(page_size);
  begins text := lower(coalesce(private.trimmed(query), ''));
  listed text[];
begin
  if length(cursor) > 100 then
    perform private.raise('INVALID_CURSOR', 'This cursor is not one of list_terms.', 422);
  end if;
  select coalesce(array_agg(found.term order by found.term collate "C"), '{}') into listed
  from (
    select known.term from private.automod_terms known
    where (list_terms.severity is null or known.severity = list_terms.severity) and (list_terms.locale is null or known.locale = list_terms.locale)
      and starts_with(lower(known.term), begins) and (list_terms.cursor is null or known.term collate "C" > list_terms.cursor)
    order by known.term collate "C"
    limit size + 1
  ) found;
  return jsonb_build_object(
    'items', (
      select coalesce(jsonb_agg(jsonb_build_object('term', known.term, 'severity', known.severity, 'category', known.category, 'locale', known.locale)
        order by known.term collate "C"), '[]')
      from private.automod_terms known where known.term = any(listed[:size])),
    'next_cursor', case when cardinality(listed) > size then listed[size] end);
end
$$;
comment on function private.list_terms is 'The step of list_terms that reads. Errors: as list_terms.';
grant execute on function private.list_terms to authenticated;

create function public.set_term(term text, severity text, category text default 'other', locale text default 'any', dry_run boolean default true)
returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.change_term(term, severity, category, locale, dry_run);
end
$$;
comment on function public.set_term is '
For admins: adds a term to what automatic moderation looks for, or changes it. It counts from the next text on.
`severity`: hint (looked at where it is aimed at somebody), flag (looked at) or block (refused). `category`: the kind of harm. `locale`: the language, or any.
With `dry_run` nothing changes. Answers {term, severity, category, locale, dry_run, looked_at, would_hit, examples: [{target: post|comment, id, text}]}: in how
many of the newest 500 public posts and 500 comments it would have been found, and ten of them.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_TERM.';
grant execute on function public.set_term to authenticated;

create function public.remove_term(term text, dry_run boolean default true) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.change_term(term, null, 'other', 'any', dry_run);
end
$$;
comment on function public.remove_term is '
For admins: takes a term away from what automatic moderation looks for; nothing happens to one that is not there. Answers as set_term does, with
`severity` null: `would_hit` are the texts that it is found in now.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_TERM.';
grant execute on function public.remove_term to authenticated;

create function private.change_term(term text, severity text, category text, locale text, dry_run boolean) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  admin uuid := private.active_admin_id();
  wanted text := lower(private.trimmed(term));
  found_in jsonb;
begin
  if (length(wanted) between 2 and 100 and btrim(private.folded_words(wanted)) <> '' and dry_run is not null
    and (severity is null or severity in ('hint', 'flag', 'block'))
    and length(category) <= 40 and category ~ '^[a-z]+(_[a-z]+)*$' and locale ~ '^[a-zA-Z]{2,8}(-[a-zA-Z0-9]{1,8}){0,4}$') is not true
  then
    perform private.raise('INVALID_TERM', 'A term has 2 to 100 characters and a letter; severity is hint, flag or block, category a name, locale a tag.', 422);
  end if;
  if severity is null then
    found_in := private.texts_with_term(wanted);
    if not dry_run then
      delete from private.automod_terms known where known.term = wanted;
    end if;
  else
    begin
      insert into private.automod_terms as known (term, severity, category, locale)
      values (wanted, change_term.severity, change_term.category, change_term.locale)
      on conflict on constraint automod_terms_pkey do update
        set severity = excluded.severity, category = excluded.category, locale = excluded.locale;
      found_in := private.texts_with_term(wanted);
      if dry_run then
        -- Undoes the row and nothing else.
        raise sqlstate 'DRYRN';
      end if;
    exception when sqlstate 'DRYRN' then
      null;
    end;
  end if;
  if not dry_run then
    perform private.log_administration('term_changed', admin, jsonb_build_object('term', wanted, 'severity', severity, 'category', category, 'locale', locale));
  end if;
  return jsonb_build_object('term', wanted, 'severity', severity, 'category', category, 'locale', locale, 'dry_run', dry_run) || found_in;
end
$$;
comment on function private.change_term is 'The step of set_term and remove_term that writes. Errors: as set_term.';
grant execute on function private.change_term to authenticated;

create function private.texts_with_term(term text) returns jsonb
language sql volatile
set search_path = ''
as $$
  with recent as (
    (select 'post' as target, post.id, post.caption as written from public.posts post
      where post.state = 'published' and post.visibility = 'public' order by post.id desc limit 500)
    union all
    (select 'comment', comment.id, comment.body from public.comments comment
      join public.posts post on post.id = comment.post_id and post.visibility = 'public'
      where comment.deleted_at is null order by comment.id desc limit 500)
  ), hit as (
    select recent.*, (select texts_with_term.term = any(said.terms) from private.automod_verdict(recent.written) said) as has_it
    from recent
  )
  select jsonb_build_object('looked_at', count(*), 'would_hit', count(*) filter (where has_it), 'examples', coalesce((
      select jsonb_agg(jsonb_build_object('target', example.target, 'id', example.id, 'text', left(example.written, 200)) order by example.id desc)
      from (select * from hit where hit.has_it order by hit.id desc limit 10) example), '[]'))
  from hit
$$;
comment on function private.texts_with_term is 'In which of the newest public texts automatic moderation finds a term: the last three parts of what set_term answers.';
