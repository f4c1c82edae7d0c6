create type private.found_thing as (target text, target_id uuid, person_id uuid, text text);
comment on type private.found_thing is 'A post, comment or message that a filter has found.';

-- What is reported about one thing is one case, which one moderator decides.
create table private.cases (
  target text not null,
  target_id uuid not null,
  person_id uuid not null references public.profiles (id) on delete cascade,
  status text not null default 'open',
  severity smallint not null,
  weight double precision not null,
  report_count int not null default 0,
  -- Of what was looked at: what was harmless stays so until it is edited.
  fingerprint text,
  priority int not null,
  claimed_by uuid references public.profiles (id) on delete set null,
  claimed_until timestamptz,
  held boolean not null default false,
  created_at timestamptz not null default now(),
  id uuid primary key default private.uuid_v7(),
  constraint target_is_known check (target in ('user', 'post', 'comment', 'message', 'stranger')),
  constraint status_is_known check (status in ('open', 'dismissed', 'upheld')),
  constraint severity_is_bounded check (severity between 1 and 5)
);
alter table private.cases enable row level security;
-- Reports about the same thing merge.
create unique index one_open_case on private.cases (target, target_id) where status = 'open';
-- What was harmless.
create index cases_dismissed on private.cases (target, target_id, fingerprint) where status = 'dismissed';
-- The queue, and the lists of what was decided.
create index cases_queue on private.cases (status, priority, id);
-- The cascades.
create index cases_person_id on private.cases (person_id);
create index cases_claimed_by on private.cases (claimed_by);
comment on table private.cases is 'What moderators decide about: one thing that was reported or flagged, however often. No foreign key to it: a case outlives what it is about.';
comment on column private.cases.target is 'user, post, comment, message; stranger: somebody in an anonymous conversation, by their member id, which leads to nobody.';
comment on column private.cases.held is 'The thing is kept from others until it is decided, because of a rule.';
comment on column private.cases.person_id is 'Whom it concerns: who was reported, or who made it.';
comment on column private.cases.weight is 'The reputation of the reporters, added up.';
comment on column private.cases.priority is '
Its place in the queue, the greatest first: seconds of waiting, and a day more for each factor e of severity times weight. It does not
change while time passes, so the queue is one range of an index.';
comment on column private.cases.claimed_until is 'Until then nobody else decides.';

create table private.reports (
  case_id uuid not null references private.cases (id) on delete cascade,
  reporter_id uuid not null references public.profiles (id) on delete cascade,
  reason text not null,
  note text,
  evidence jsonb not null,
  outcome text,
  created_at timestamptz not null default now(),
  id uuid primary key default private.uuid_v7(),
  constraint one_report_a_case unique (case_id, reporter_id),
  constraint note_is_bounded check (length(note) <= 1000),
  constraint outcome_is_known check (outcome in ('upheld', 'dismissed'))
);
alter table private.reports enable row level security;
-- A person's own reports, their reputation, and the cascade.
create index reports_reporter_id on private.reports (reporter_id, id);
comment on table private.reports is 'What people have reported. Who did is told to moderators and to nobody else.';
comment on column private.reports.evidence is 'What the reporter could read when they reported it: it survives edits and deletions, until the setting evidence_days is over.';
comment on column private.reports.outcome is 'What came of it; null while the case is open.';

create table private.flags (
  case_id uuid not null references private.cases (id) on delete cascade,
  thing text not null,
  source text not null,
  reason text not null,
  severity smallint not null,
  score double precision,
  evidence jsonb not null,
  rule text,
  created_at timestamptz not null default now(),
  id uuid primary key default private.uuid_v7(),
  constraint one_flag_a_case unique nulls not distinct (case_id, source, reason, thing, rule),
  constraint severity_is_bounded check (severity between 1 and 5)
);
alter table private.flags enable row level security;
comment on table private.flags is 'What the automatic moderation has doubts about. It decides nothing: it opens a case.';
comment on column private.flags.thing is 'What it is: post, comment, message, profile, …';
comment on column private.flags.source is 'terms, scorer, rule or media.';
comment on column private.flags.rule is 'Which rule it was, of those that admins have set (private.rules); null of everything else.';

create table private.decisions (
  case_id uuid not null references private.cases (id) on delete cascade,
  person_id uuid not null references public.profiles (id) on delete cascade,
  note text,
  decided_by uuid references public.profiles (id) on delete set null,
  batch_id uuid,
  undone_at timestamptz,
  told_at timestamptz,
  overturned_at timestamptz,
  created_at timestamptz not null default now(),
  id uuid primary key default private.uuid_v7(),
  constraint note_is_bounded check (length(note) <= 2000)
);
alter table private.decisions enable row level security;
-- What was decided about a person, and the cascade.
create index decisions_person_id on private.decisions (person_id, id);
-- The cascades.
create index decisions_case_id on private.decisions (case_id);
create index decisions_decided_by on private.decisions (decided_by);
-- What was decided at once.
create index decisions_batch_id on private.decisions (batch_id) where batch_id is not null;
-- Who has to be told, when the time to undo is over.
create index decisions_untold on private.decisions (created_at) where told_at is null and undone_at is null;
comment on table private.decisions is 'What moderators have decided about a case: one or several measures.';
comment on column private.decisions.batch_id is 'Of decisions that were made at once, by decide_many.';
comment on column private.decisions.told_at is 'When the person and the reporters were told: not before it can no longer be undone.';
comment on column private.decisions.overturned_at is 'When an appeal against it was upheld.';

create table private.measures (
  decision_id uuid not null references private.decisions (id) on delete cascade,
  action text not null,
  until timestamptz,
  parts text[],
  was jsonb,
  erased_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (decision_id, action),
  constraint action_is_known check (action in ('dismiss', 'hide', 'remove', 'warn', 'suspend', 'shadow_ban', 'ban')),
  constraint parts_are_known check (parts <@ array['avatar', 'bio', 'links', 'pronouns'])
);
alter table private.measures enable row level security;
-- What is erased once nobody can appeal any more.
create index measures_removed on private.measures (created_at) where action = 'remove' and erased_at is null;
comment on table private.measures is 'What a decision does.';
comment on column private.measures.until is 'When it ends: a suspension, a shadow ban, or the strike of a warning; infinity for a ban. Null for what has no time.';
comment on column private.measures.parts is 'Of a profile: what is removed from it.';
comment on column private.measures.was is 'What was there before, so that it can be given back.';
comment on column private.measures.erased_at is 'When what was removed was deleted for good.';

create table private.appeals (
  decision_id uuid not null references private.decisions (id) on delete cascade,
  person_id uuid not null references public.profiles (id) on delete cascade,
  note text not null,
  status text not null default 'open',
  answer text,
  answered_by uuid references public.profiles (id) on delete set null,
  answered_at timestamptz,
  claimed_by uuid references public.profiles (id) on delete set null,
  claimed_until timestamptz,
  created_at timestamptz not null default now(),
  id uuid primary key default private.uuid_v7(),
  constraint one_appeal_a_decision unique (decision_id),
  constraint note_is_bounded check (length(note) between 1 and 2000),
  constraint answer_is_bounded check (length(answer) <= 2000),
  constraint status_is_known check (status in ('open', 'upheld', 'denied')),
  constraint answered_has_a_time check ((status = 'open') = (answered_at is null))
);
alter table private.appeals enable row level security;
-- The queue, oldest first.
create index appeals_status on private.appeals (status, id);
-- The cascades.
create index appeals_person_id on private.appeals (person_id);
create index appeals_answered_by on private.appeals (answered_by);
create index appeals_claimed_by on private.appeals (claimed_by);
comment on table private.appeals is 'What people say against decisions about them: another moderator looks at it anew, once.';
comment on column private.appeals.status is 'upheld: the appeal was right, and the decision is taken back. denied: the decision stands.';

create table private.second_reviews (
  decision_id uuid not null references private.decisions (id) on delete cascade,
  first_moderator uuid references public.profiles (id) on delete cascade,
  first_verdict text not null,
  moderator_id uuid references public.profiles (id) on delete set null,
  claimed_until timestamptz,
  verdict text,
  reviewed_at timestamptz,
  created_at timestamptz not null default now(),
  id uuid primary key default private.uuid_v7(),
  constraint one_review_a_decision unique (decision_id),
  constraint verdicts_are_known check (first_verdict in ('nothing', 'content', 'warning', 'account') and verdict in ('nothing', 'content', 'warning', 'account')),
  constraint reviewed_has_a_verdict check ((verdict is null) = (reviewed_at is null))
);
alter table private.second_reviews enable row level security;
-- What waits, oldest first.
create index second_reviews_waiting on private.second_reviews (id) where verdict is null;
-- How far moderators agree, and the cascades.
create index second_reviews_first_moderator on private.second_reviews (first_moderator, reviewed_at);
create index second_reviews_moderator_id on private.second_reviews (moderator_id);
comment on table private.second_reviews is 'A sample of decisions that a second moderator makes again, without knowing the first.';
comment on column private.second_reviews.first_verdict is 'nothing, content (hidden or removed), warning, account (suspended or banned): the gravest of what was decided.';

-- What the same words and the same upload are found by, for decide_many.
create function private.text_fingerprint(text text) returns text
-- PL/pgSQL: every message is indexed by it, and a SQL function with a search_path is planned for each.
language plpgsql immutable parallel safe
set search_path = ''
as $$
begin
  return md5(regexp_replace(lower(normalize(left(text_fingerprint.text, 500), nfkc)), '[^[:alnum:]]+', '', 'g'));
end
$$;
comment on function private.text_fingerprint is 'The same for texts that differ in case, spaces and signs only. It looks at the first 500 characters.';

-- The same words in the order in which they were said; and what somebody has said, for rules that count it.
create index posts_text on public.posts (private.text_fingerprint(caption), position) where length(caption) >= 12;
create index comments_text on public.comments (private.text_fingerprint(body), id) where length(body) >= 12;
create index messages_text on private.messages (private.text_fingerprint(body::text), id) where length(body::text) >= 12;
create index posts_of_author on public.posts (author_id, position);
create index comments_of_author on public.comments (author_id, id);
create index messages_of_sender on private.messages (sender_id, id);
create index media_etag on private.media (etag) where etag is not null;
