-- What texts may not say, or should be looked at for. Rows come from migrations, and moderators may add to them.
create table private.automod_terms (
  term text primary key,
  folded text not null generated always as (private.folded_words(term)) stored,
  severity text not null,
  category text not null,
  constraint term_has_letters check (length(term) between 2 and 100 and term ~ '[^\s[:punct:]]'),
  constraint severity_is_known check (severity in ('flag', 'block')),
  constraint category_is_a_name check (category ~ '^[a-z]+(_[a-z]+)*$')
);
alter table private.automod_terms enable row level security;
comment on table private.automod_terms is 'Words and phrases that automatic moderation looks for, in every text that people publish.';
comment on column private.automod_terms.severity is 'flag: publish, and let a moderator look. block: refuse.';

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
Texts that were published although terms were found in them: what the moderation domain, which comes later, looks at.';
comment on column private.automod_flags.target is 'What target_id is: post, comment. No foreign key: those domains come later.';
