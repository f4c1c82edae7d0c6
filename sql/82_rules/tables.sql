-- What is held back, looked at or slowed down, by facts that the database has: who writes, what it says, how often, to whom.
create type private.judged_thing as (
  target text, id uuid, author_id uuid, place_id uuid, written text, said text, at timestamptz, moment uuid, seq bigint, number bigint, is_edited boolean
);
comment on type private.judged_thing is '
What rules look at: a post, comment, message, profile or report. `place_id`: the post or the conversation that it stands in, or the case. `written`:
all that it says; `said`: the part that is compared with what others say. `at`, `moment`: when, as a time and as the least identifier of that moment.';

create table private.rules (
  name text primary key,
  description text not null,
  targets text[] not null,
  condition jsonb not null,
  action text not null,
  reason text not null,
  severity smallint not null,
  once_per text not null,
  state text not null,
  version int not null default 1,
  changed_by uuid references public.profiles (id) on delete set null,
  changed_at timestamptz not null default now(),
  constraint name_is_a_word check (name ~ '^[a-z][a-z0-9_]{1,59}$'),
  constraint description_is_bounded check (length(description) <= 500),
  constraint targets_are_known check (targets <@ array['post', 'comment', 'message', 'profile', 'report'] and cardinality(targets) > 0),
  constraint action_is_known check (action in ('flag', 'hold', 'slow')),
  constraint reason_is_a_name check (reason ~ '^[a-z]+(_[a-z]+)*$'),
  constraint severity_is_bounded check (severity between 1 and 5),
  constraint once_is_known check (once_per in ('thing', 'person', 'text')),
  constraint state_is_known check (state in ('off', 'shadow', 'live'))
);
alter table private.rules enable row level security;
-- The cascade.
create index rules_changed_by on private.rules (changed_by);
comment on table private.rules is 'Rules that admins set (set_rule). Those that Plaza begins with come from migrations.';
comment on column private.rules.condition is 'As private.problem_of_condition allows it, what costs least first (private.ordered_condition).';
comment on column private.rules.action is '
flag: moderators are told. hold: others do not get it before a moderator has let it go. slow: whoever wrote it goes on more slowly (private.slow_down).';
comment on column private.rules.once_per is 'How often moderators are told: of each thing, or once a day of a person or of a text.';
comment on column private.rules.state is 'off. shadow: it is counted what it would do, and nothing is done. live.';
comment on column private.rules.version is 'Counts its changes: who changes it says which one they have seen.';

create table private.rule_hits (
  rule text not null references private.rules (name) on delete cascade,
  target text not null,
  target_id uuid not null,
  person_id uuid not null references public.profiles (id) on delete cascade,
  state text not null,
  version int not null,
  told boolean not null,
  fingerprint text,
  hit_at timestamptz not null,
  primary key (rule, target_id)
);
alter table private.rule_hits enable row level security;
-- What a rule has done lately.
create index rule_hits_hit_at on private.rule_hits (rule, hit_at);
-- Whether moderators were told of this person or this text today; the cascade.
create index rule_hits_person_id on private.rule_hits (person_id, rule);
create index rule_hits_fingerprint on private.rule_hits (fingerprint, rule) where fingerprint is not null;
comment on table private.rule_hits is 'What rules have hit, in shadow or live, each thing once; for 90 days.';
comment on column private.rule_hits.target is 'What target_id is: post, comment, message, profile (of a report: what was reported), or as private.cases has it.';
comment on column private.rule_hits.told is 'Moderators were told of it, or it was held: rules of once_per tell of the first.';
comment on column private.rule_hits.fingerprint is 'private.text_fingerprint of what was said, for rules that are told of once a text.';

create function private.texts_written(since xid8, until xid8)
returns table (target text, id uuid, author_id uuid, written text)
language sql stable
set search_path = ''
as $$
  select thing.target, thing.id, thing.author_id, thing.written from private.things_told(since, until, array['post', 'comment', 'message']) thing
$$;
comment on function private.texts_written is 'The posts, comments and messages that these transactions have told of, as they are now.';
