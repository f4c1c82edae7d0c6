-- Terms as moderators change them, while everything runs. A domain of its own after the content, whose texts a new term is tried on.
create function public.list_terms(query text default null, severity text default null, cursor text default null, page_size int default 50) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.list_terms(query, severity, cursor, page_size);
end
$$;
comment on function public.list_terms is '
For moderators: the terms that automatic moderation looks for, in the order of the alphabet: {items: [{term, severity: hint|flag|block, category, locale}],
next_cursor}. `query`: terms that begin with it. `severity`: those of one.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_CURSOR, INVALID_PAGE_SIZE.';
grant execute on function public.list_terms to authenticated;

create function private.list_terms(query text, severity text, cursor text, page_size int) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  size int := private.page_size(page_size);
  begins text := lower(coalesce(private.trimmed(query), ''));
  listed text[];
begin
  perform private.active_moderator_id();
  if length(cursor) > 100 then
    perform private.raise('INVALID_CURSOR', 'This cursor is not one of list_terms.', 400);
  end if;
  select coalesce(array_agg(found.term order by found.term collate "C"), '{}') into listed
  from (
    select known.term from private.automod_terms known
    where (list_terms.severity is null or known.severity = list_terms.severity)
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

create function public.set_term(term text, severity text default null, category text default 'other', locale text default 'any', dry_run boolean default true)
returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.set_term(term, severity, category, locale, dry_run);
end
$$;
comment on function public.set_term is '
For moderators: adds a term to what automatic moderation looks for, changes it, or takes it away (`severity` null). It counts from the next text on.
`severity`: hint (looked at where it is aimed at somebody), flag (looked at) or block (refused). With `dry_run` nothing changes.
Answers {term, severity, category, locale, dry_run, looked_at, would_hit, examples: [{target: post|comment, id, text}]}: how many of the newest
1000 public posts and 1000 comments have the term, and ten of them.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_ARGUMENT.';
grant execute on function public.set_term to authenticated;

create function private.set_term(term text, severity text, category text, locale text, dry_run boolean) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  moderator uuid := private.active_moderator_id();
  wanted text := lower(private.trimmed(term));
  looked_for text := private.folded_words(wanted);
  answer jsonb;
begin
  if wanted is null or length(wanted) not between 2 and 100 or wanted !~ '[^\s[:punct:]]' or btrim(looked_for) = '' or dry_run is null
    or (severity is not null and severity not in ('hint', 'flag', 'block'))
    or category is null or length(category) > 40 or category !~ '^[a-z]+(_[a-z]+)*$'
    or locale is null or locale !~ '^[a-zA-Z]{2,8}(-[a-zA-Z0-9]{1,8}){0,4}$'
  then
    perform private.raise('INVALID_ARGUMENT', 'A term has 2 to 100 characters and a letter; severity is hint, flag, block or null; category is a name, locale a tag.', 422);
  end if;
  with recent as (
    (select 'post' as target, post.id, post.caption as written from public.posts post
      where post.state = 'published' and post.visibility = 'public' order by post.id desc limit 1000)
    union all
    (select 'comment', comment.id, comment.body from public.comments comment
      join public.posts post on post.id = comment.post_id and post.visibility = 'public'
      where comment.deleted_at is null order by comment.id desc limit 1000)
  ), hit as (
    select recent.*, strpos(private.folded_words(recent.written), looked_for) > 0 and private.has_doubled_letters(wanted, recent.written) as has_it
    from recent
  )
  select jsonb_build_object('looked_at', count(*), 'would_hit', count(*) filter (where has_it), 'examples', coalesce((
      select jsonb_agg(jsonb_build_object('target', example.target, 'id', example.id, 'text', left(example.written, 200)))
      from (select * from hit where hit.has_it order by hit.id desc limit 10) example), '[]'))
  into answer from hit;
  if not dry_run and severity is null then
    delete from private.automod_terms known where known.term = wanted;
  elsif not dry_run then
    insert into private.automod_terms as known (term, severity, category, locale)
    values (wanted, set_term.severity, set_term.category, set_term.locale)
    on conflict on constraint automod_terms_pkey do update
      set severity = excluded.severity, category = excluded.category, locale = excluded.locale;
  end if;
  if not dry_run then
    perform private.audit('term_changed', moderator,
      details => jsonb_build_object('term', wanted, 'severity', severity, 'category', category, 'locale', locale));
  end if;
  return jsonb_build_object('term', wanted, 'severity', severity, 'category', category, 'locale', locale, 'dry_run', dry_run) || answer;
end
$$;
comment on function private.set_term is 'The step of set_term that writes. Errors: as set_term.';
grant execute on function private.set_term to authenticated;
