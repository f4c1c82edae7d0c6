-- Who is looking for somebody now, who is asked about whom, and what was answered. All of it is in `private`: a row tells
-- what somebody wants and how often they are wanted, which is nobody's business.

-- One row a person who is looking: the primary key is what keeps two searches of one person, and two proposals to one
-- person, apart. It is also the one lock of this domain: whoever changes what becomes of a search holds this row, sweepers
-- pass over rows that are held, and a block takes them too (triggers.sql). Rows are taken in the order of person_id.
-- It carries a copy of all that the rules look at, so that a hundred thousand are compared without a join.
create table private.match_tickets (
  person_id uuid primary key references public.profiles (id) on delete cascade,
  mode text not null,
  intent text,
  is_minor boolean not null,
  pool text not null generated always as (coalesce(intent, mode) || case when is_minor then '-minor' else '' end) stored,
  gender text not null,
  age smallint not null,
  genders text[],
  age_min smallint,
  age_max smallint,
  max_distance_km int,
  languages text[],
  interests text[] not null default '{}',
  interest_bits bit varying not null default '',
  rarest_interest text,
  cell int,
  x double precision,
  y double precision,
  z double precision,
  place_key bigint not null,
  gives double precision not null default 0,
  gets double precision not null default 0,
  newness double precision not null default 1,
  exposures double precision not null default 0,
  since timestamptz not null default now(),
  expires_at timestamptz not null default now() + interval '30 minutes',
  eta_s real,
  proposal_id uuid,
  accepts boolean,
  id uuid not null default private.uuid_v7(),
  constraint mode_is_known check (mode in ('compatible', 'random')),
  constraint intent_is_known check (intent in ('dating', 'friendship')),
  constraint only_strangers_have_no_intent check ((mode = 'random') = (intent is null)),
  constraint minors_do_not_date check (not (is_minor and intent = 'dating')),
  constraint an_answer_is_to_a_proposal check (accepts is null or proposal_id is not null)
) with (fillfactor = 70);
alter table private.match_tickets enable row level security;
-- The neighbours of a place among those who look for the same.
create index match_tickets_place on private.match_tickets (pool, place_key);
-- What is over by the clock.
create index match_tickets_expires_at on private.match_tickets (expires_at);
comment on table private.match_tickets is 'Who is looking for somebody: one row a person, gone with the end of the search.';
comment on column private.match_tickets.pool is 'Only people of one pool meet: of one intent, or strangers; minors and adults apart.';
comment on column private.match_tickets.genders is 'Whom the person wants to meet; null for anybody. As age_min, age_max (years), max_distance_km and languages it is never widened.';
comment on column private.match_tickets.languages is 'ISO 639 codes, one of which both must speak; null for any.';
comment on column private.match_tickets.interest_bits is 'The interests with their weights, as private.interest_bits writes them.';
comment on column private.match_tickets.rarest_interest is 'The one that the fewest people have.';
comment on column private.match_tickets.cell is 'The cell of 5 km (00_platform/places.sql): nothing is measured from where somebody is. Null without a location.';
comment on column private.match_tickets.x is 'With y and z the middle of the cell on a sphere of radius 1: the square of a chord is three multiplications.';
comment on column private.match_tickets.place_key is 'The place along a Z-order curve, so that neighbours in the index are near; drawn at random without a location.';
comment on column private.match_tickets.gives is 'How much more readily than others the person says yes, in log odds. gets: how much more readily they are told yes.';
comment on column private.match_tickets.newness is '1 for whoever has no history, towards 0 with answers: how much interests, distance and age count.';
comment on column private.match_tickets.exposures is 'Proposals of the last hour or so, each halved with every hour.';
comment on column private.match_tickets.since is 'When the search began; it survives a proposal that came to nothing.';
comment on column private.match_tickets.eta_s is '
How long the search would take, in seconds, as it was told at its beginning: to be graded by. Null for whoever found somebody at once.';
comment on column private.match_tickets.proposal_id is 'The proposal that waits for the answers of the person and of one other, if any.';
comment on column private.match_tickets.accepts is 'What the person has answered to it so far.';

-- No foreign keys to people: checking one would wait for a profile under the lock of a ticket, and a deletion takes the two the
-- other way round. Who goes is taken out by a trigger.
create table private.match_proposals (
  low_id uuid not null,
  high_id uuid not null,
  pool text not null,
  weight real not null,
  low_gender text not null,
  high_gender text not null,
  low_waited_s real not null,
  high_waited_s real not null,
  low_eta_s real,
  high_eta_s real,
  low_accepts boolean,
  high_accepts boolean,
  state text not null default 'open',
  why jsonb,
  conversation_id uuid,
  made_at timestamptz not null default now(),
  deadline timestamptz not null,
  ended_at timestamptz,
  id uuid primary key default private.uuid_v7(),
  constraint nobody_is_proposed_to_themselves check (low_id < high_id),
  constraint state_is_known check (state in ('open', 'matched', 'declined', 'expired', 'cancelled')),
  constraint only_what_has_ended_has_an_end check ((state = 'open') = (ended_at is null))
) with (fillfactor = 80);
alter table private.match_proposals enable row level security;
-- Whose deadline has passed.
create index match_proposals_deadline on private.match_proposals (deadline) where state = 'open';
-- The last one of a person, and the deletion of an account.
create index match_proposals_low_id on private.match_proposals (low_id, made_at);
create index match_proposals_high_id on private.match_proposals (high_id, made_at);
-- How long searches took of late.
create index match_proposals_pool on private.match_proposals (pool, made_at);
comment on table private.match_proposals is 'Which two were asked about each other, and what came of it; strangers, who are not asked, are here as matched.';
comment on column private.match_proposals.weight is 'What the pairing gained by it: the score with its bonus and damping.';
comment on column private.match_proposals.low_waited_s is 'How long this side had been looking, in seconds; low_eta_s is what it had been told.';
comment on column private.match_proposals.state is 'open; matched: both accepted; declined: one said no; expired: one did not answer; cancelled: a block, or an account that went.';
comment on column private.match_proposals.why is 'Once matched: {interests, distance_km}, what the two are told they have in common.';

create table private.match_histories (
  person_id uuid not null references public.profiles (id) on delete cascade,
  intent text not null,
  accepted double precision not null default 0,
  answered double precision not null default 0,
  liked double precision not null default 0,
  shown double precision not null default 0,
  answers_at timestamptz not null default now(),
  exposures double precision not null default 0,
  exposed_at timestamptz not null default now(),
  primary key (person_id, intent),
  constraint counts_are_counts check (accepted >= 0 and accepted <= answered and liked >= 0 and liked <= shown)
);
alter table private.match_histories enable row level security;
comment on table private.match_histories is '
How often somebody says yes (accepted of answered), and is told yes (liked of shown), by intent; each answer counts half after
60 days. Nobody is ever shown a figure of these.';
comment on column private.match_histories.answers_at is 'Up to when the four counts have decayed.';
comment on column private.match_histories.exposures is 'Proposals of the last hour or so, as of exposed_at.';

-- Pairs that do not meet for a while, for reasons of matchmaking; blocks and connections are asked where they are kept.
create table private.match_exclusions (
  low_id uuid not null references public.profiles (id) on delete cascade,
  high_id uuid not null references public.profiles (id) on delete cascade,
  until timestamptz not null,
  reason text not null,
  primary key (low_id, high_id),
  constraint the_lower_is_first check (low_id < high_id),
  constraint reason_is_known check (reason in ('declined', 'unanswered', 'met', 'reported'))
);
alter table private.match_exclusions enable row level security;
-- The cascade, and the purge.
create index match_exclusions_high_id on private.match_exclusions (high_id);
create index match_exclusions_until on private.match_exclusions (until);
comment on table private.match_exclusions is 'Which two are not matched before `until`, whichever of them was asked: one row a pair.';

-- A report ends the chat of two strangers, and with it goes all that was said, a day later: so it carries the evidence.
create table private.stranger_reports (
  reporter_id uuid references public.profiles (id) on delete set null,
  reported_id uuid references public.profiles (id) on delete cascade,
  conversation_id uuid not null,
  reason text not null,
  note text,
  evidence jsonb not null,
  created_at timestamptz not null default now(),
  id uuid primary key default private.uuid_v7(),
  constraint one_report_a_chat unique (conversation_id, reporter_id),
  constraint reason_is_known check (reason in ('spam', 'harassment', 'hate', 'sexual', 'minor', 'violence', 'self_harm', 'other')),
  constraint note_is_bounded check (length(note) <= 1000)
);
alter table private.stranger_reports enable row level security;
-- The cascades.
create index stranger_reports_reporter_id on private.stranger_reports (reporter_id);
create index stranger_reports_reported_id on private.stranger_reports (reported_id);
comment on table private.stranger_reports is 'What people reported about strangers whom they were matched with, for moderators.';
comment on column private.stranger_reports.evidence is 'The last 50 messages that the reporter could read: [{sender: reporter|reported, kind, body, media_ids, created_at}], oldest first.';

create table private.match_sweeps (
  tickets int not null,
  edges int not null,
  pairs int not null,
  proposed int not null,
  weight double precision not null,
  sample_weight double precision not null,
  sample_optimum double precision not null,
  graph_ms real not null,
  matching_ms real not null,
  claim_ms real not null,
  swept_at timestamptz not null default now(),
  id uuid primary key default private.uuid_v7()
);
alter table private.match_sweeps enable row level security;
-- The report by time, and the purge.
create index match_sweeps_swept_at on private.match_sweeps (swept_at);
comment on table private.match_sweeps is 'What each sweep that found pairs did, and what its pairing was worth beside the best possible one on a sample.';
comment on column private.match_sweeps.sample_weight is '
The weight of the sweep''s own pairing among some tickets, and of the best possible pairing of the same tickets: their quotient is what
was given away.';
