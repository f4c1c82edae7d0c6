-- What is reported about one thing is one case, which one moderator decides.
create table private.cases (
  target text not null,
  target_id uuid not null,
  person_id uuid not null references public.profiles (id) on delete cascade,
  status text not null default 'open',
  severity smallint not null,
  weight double precision not null,
  report_count int not null default 1,
  -- Of what was looked at: what was harmless stays so until it is edited.
  fingerprint text,
  priority int not null,
  claimed_by uuid references public.profiles (id) on delete set null,
  claimed_until timestamptz,
  created_at timestamptz not null default now(),
  id uuid primary key default private.uuid_v7(),
  constraint target_is_known check (target in ('user', 'post', 'comment', 'message')),
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
comment on table private.cases is 'What moderators decide about: one thing that was reported, by however many. No foreign key to it: a case outlives what it is about.';
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
comment on column private.reports.evidence is 'What the reporter could read when they reported it: it survives edits and deletions.';
comment on column private.reports.outcome is 'What came of it; null while the case is open.';

create table private.decisions (
  case_id uuid not null references private.cases (id) on delete cascade,
  person_id uuid not null references public.profiles (id) on delete cascade,
  action text not null,
  until timestamptz,
  note text,
  banned_before timestamptz,
  decided_by uuid references public.profiles (id) on delete set null,
  undone_at timestamptz,
  told_at timestamptz,
  created_at timestamptz not null default now(),
  id uuid primary key default private.uuid_v7(),
  constraint action_is_known check (action in ('dismiss', 'warn', 'suspend', 'ban')),
  constraint note_is_bounded check (length(note) <= 2000)
);
alter table private.decisions enable row level security;
-- What was decided about a person, and the cascade.
create index decisions_person_id on private.decisions (person_id, id);
-- The cascades.
create index decisions_case_id on private.decisions (case_id);
create index decisions_decided_by on private.decisions (decided_by);
-- Who has to be told, when the time to undo is over.
create index decisions_untold on private.decisions (created_at) where told_at is null and undone_at is null;
comment on table private.decisions is 'What moderators have decided.';
comment on column private.decisions.until is 'When it ends: a suspension, or the strike of a warning; infinity for a ban.';
comment on column private.decisions.banned_before is 'accounts.banned_until before the decision, for undo_decision.';
comment on column private.decisions.told_at is 'When the person and the reporters were told: not before it can no longer be undone.';
