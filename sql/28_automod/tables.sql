-- What texts may not say, or should be looked at for. Rows come from migrations, and admins change them by set_term.
create function private.term_key(term text) returns text
language plpgsql immutable strict parallel safe
set search_path = ''
as $$
begin
  return coalesce(substring(private.folded_words(term) from '^ (\S+(?: \S+)?) '), '');
end
$$;
comment on function private.term_key is 'What a term is looked up by: its first two words, folded, or its only one.';

create table private.automod_terms (
  term text primary key,
  folded text not null generated always as (private.folded_words(term)) stored,
  severity text not null,
  category text not null,
  locale text not null default 'any',
  spelt text not null generated always as (private.spelt_words(term)) stored,
  key text collate "C" not null generated always as (private.term_key(term)) stored,
  constraint term_has_letters check (length(term) between 2 and 100 and term ~ '[^\s[:punct:]]'),
  constraint severity_is_known check (severity in ('hint', 'flag', 'block')),
  constraint category_is_a_name check (category ~ '^[a-z]+(_[a-z]+)*$'),
  constraint locale_is_a_tag check (locale ~ '^[a-zA-Z]{2,8}(-[a-zA-Z0-9]{1,8}){0,4}$')
);
alter table private.automod_terms enable row level security;
-- A text is looked up by its words and pairs of words: what that costs does not depend on how many terms there are.
create index automod_terms_key on private.automod_terms (key);
comment on table private.automod_terms is 'Words and phrases that automatic moderation looks for, in every text that people publish.';
comment on column private.automod_terms.severity is '
block: refuse. flag: publish, and let a moderator look, unless somebody says it of themselves. hint: profanity and talk of sex, looked at only
where it is aimed at somebody.';
comment on column private.automod_terms.category is 'What kind of harm it tells: hate, threat, spam, profanity …';
comment on column private.automod_terms.locale is 'The language that the term is of, as in BCP 47, or any. All are looked for in every text: nobody says what they write in.';
comment on column private.automod_terms.folded is 'What a text has in it, folded, if it has the term.';
comment on column private.automod_terms.spelt is 'The term with its letters as often as they are written: folding makes one of two, and one word of two.';

create table private.automod_flags (
  id uuid primary key default private.uuid_v7(),
  target text not null,
  target_id uuid not null,
  author_id uuid not null references public.profiles (id) on delete cascade,
  terms text[] not null,
  created_at timestamptz not null default now(),
  constraint target_is_a_name check (target ~ '^[a-z]+(_[a-z]+)*$'),
  constraint there_is_a_term check (cardinality(terms) > 0)
);
alter table private.automod_flags enable row level security;
-- What there is about one text, and about one person (also the cascade).
create index automod_flags_target on private.automod_flags (target, target_id);
create index automod_flags_author_id on private.automod_flags (author_id, id);
comment on table private.automod_flags is '
Texts that were published although terms were found in them. Each is told in the log as well, as the kind flag.';
comment on column private.automod_flags.target is 'What target_id is: post, comment. No foreign key: those domains come later.';
