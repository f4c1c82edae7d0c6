-- What is told to whom. The reader of the log (notify_people.sql) is the only one who adds and takes away; people only read.
create domain private.notification_kind as text constraint kind_is_known check (value in (
  'follow', 'follow_request', 'follow_accept', 'connection_request', 'connection_accept', 'like', 'comment', 'reply', 'mention', 'share',
  'message_request', 'missed_call', 'match', 'group_add', 'group_invite', 'viral', 'verification_review', 'moderation_notice',
  'report_outcome', 'appeal_outcome', 'system'));

-- One row a group: what is of one kind and about one thing, until it is read.
create table private.notifications (
  person_id uuid not null references public.profiles (id) on delete cascade,
  kind private.notification_kind not null,
  group_key uuid not null,
  boxed boolean not null default false,
  target_kind text,
  target_id uuid,
  post_id uuid,
  details jsonb not null default '{}',
  part_count int not null default 0,
  hidden_count int not null default 0,
  actor_count int not null default 0,
  step smallint not null default 0,
  told_step smallint not null default 0,
  created_at timestamptz not null default now(),
  changed_at timestamptz not null default now(),
  seen_at timestamptz,
  read_at timestamptz,
  position uuid not null default private.uuid_v7(),
  id uuid primary key default private.uuid_v7(),
  constraint read_is_seen check (read_at is null or seen_at is not null)
) with (fillfactor = 80);
alter table private.notifications enable row level security;
-- What is unread merges, also across days; what comes after it was read begins another group.
create unique index one_unread_group on private.notifications (person_id, kind, group_key, boxed) where read_at is null;
-- A page of list_notifications, of all (also the cascade) and of the unread; the second is also counted, seen or not.
create index notifications_listed on private.notifications (person_id, boxed, position);
create index notifications_unread on private.notifications (person_id, boxed, position) where part_count > 0 and read_at is null;
-- The purge.
create index notifications_changed_at on private.notifications (changed_at);
comment on table private.notifications is '
What a person is told, one row a group: "A, B and 12 others like your post". Its parts are in private.notification_parts, its counts
follow from them by a trigger.';
comment on column private.notifications.group_key is 'What it is about, within its kind: a post, the first comment of a thread, a message; the person for those about nothing else.';
comment on column private.notifications.boxed is 'In the box of strangers: in a list of its own, and not in the badge.';
comment on column private.notifications.part_count is 'How many causes are shown; a group with none is in no list and no count.';
comment on column private.notifications.hidden_count is 'Causes that are kept but not shown, as those of somebody blocked: private.notification_hidden_until.';
comment on column private.notifications.actor_count is 'How many people the causes that are shown come from, each counted once.';
comment on column private.notifications.step is '
How many of the steps 1, 2, 5, 10, 20, 50, 100 … the group has reached at most. Whatever interrupts the person (events, pushes) follows this
one and not the count, so that a viral post does not bury its author.';
comment on column private.notifications.told_step is 'The step that the event `notification` has told of.';
comment on column private.notifications.changed_at is 'When it last grew.';
comment on column private.notifications.seen_at is 'When a list showed it; emptied when it reaches another step. Seen is not read.';
comment on column private.notifications.position is 'UUID version 7 of the moment when it last grew: its place in the list.';

-- One row a cause, so that what is undone takes exactly its part away.
create table private.notification_parts (
  notification_id uuid not null references private.notifications (id) on delete cascade,
  person_id uuid not null,
  family text not null,
  cause_id uuid not null,
  actor_id uuid references public.profiles (id) on delete cascade,
  post_id uuid references public.posts (id) on delete cascade,
  event text not null,
  hidden_until timestamptz not null default '-infinity',
  happened_at timestamptz not null default now(),
  id bigint generated always as identity primary key,
  -- The reader may be killed anywhere, and read the same line again.
  constraint one_part_a_cause unique nulls not distinct (person_id, family, cause_id, actor_id)
);
alter table private.notification_parts enable row level security;
-- The parts of a group, the last first, and those of one person in it.
create index notification_parts_newest on private.notification_parts (notification_id, happened_at desc);
create index notification_parts_actor on private.notification_parts (notification_id, actor_id) where actor_id is not null;
-- Whoever is blocked, hidden or deleted, and what is retracted or removed.
create index notification_parts_actor_id on private.notification_parts (actor_id, person_id) where actor_id is not null;
create index notification_parts_cause_id on private.notification_parts (cause_id);
create index notification_parts_post_id on private.notification_parts (post_id) where post_id is not null;
-- What is shown again by the clock.
create index notification_parts_hidden on private.notification_parts (hidden_until) where hidden_until > '-infinity';
comment on table private.notification_parts is 'Why there is a notification: one row a cause.';
comment on column private.notification_parts.family is 'What kind of cause; with person, cause and actor the name of the deed that private.notification_stands looks up.';
comment on column private.notification_parts.actor_id is 'Who did it; null where nobody is shown, as for decisions of moderators.';
comment on column private.notification_parts.event is 'The kind of the event in private.engagement.';
comment on column private.notification_parts.hidden_until is 'Until when it is not shown; -infinity for one that is.';

create table private.notification_settings (
  person_id uuid primary key references public.profiles (id) on delete cascade,
  off_kinds text[] not null default '{}',
  strangers text not null default 'list',
  time_zone text not null default 'UTC',
  language text,
  constraint strangers_is_known check (strangers in ('list', 'box', 'none'))
);
alter table private.notification_settings enable row level security;
-- Whose day it is: what is told at an hour of the day goes by zone.
create index notification_settings_time_zone on private.notification_settings (time_zone, person_id);
comment on table private.notification_settings is 'What people want to be told. Who has no row is told everything.';
comment on column private.notification_settings.off_kinds is 'The kinds that make no notification.';
comment on column private.notification_settings.strangers is 'Where that goes which comes from people one neither follows nor is connected with.';
comment on column private.notification_settings.time_zone is 'The one place that says by which clock a person lives: a name as private.named_time_zone gives it; who has no row lives by UTC.';

comment on column private.notification_settings.language is 'In which language a person is written to, in lower-case BCP 47; null goes by the device heard of last.';

create table private.notification_muted_people (
  person_id uuid not null references public.profiles (id) on delete cascade,
  muted_id uuid not null references public.profiles (id) on delete cascade,
  primary key (person_id, muted_id)
);
alter table private.notification_muted_people enable row level security;
create index notification_muted_people_muted_id on private.notification_muted_people (muted_id);
comment on table private.notification_muted_people is 'Whose deeds somebody is not told of, although their posts are shown.';

create table private.notification_muted_posts (
  person_id uuid not null references public.profiles (id) on delete cascade,
  post_id uuid not null references public.posts (id) on delete cascade,
  primary key (person_id, post_id)
);
alter table private.notification_muted_posts enable row level security;
create index notification_muted_posts_post_id on private.notification_muted_posts (post_id);
comment on table private.notification_muted_posts is 'Posts of which somebody is told nothing any more, but for mentions.';

create table private.notification_refusals (
  person_id uuid not null references public.profiles (id) on delete cascade,
  kind private.notification_kind not null,
  reason text not null,
  happened_at timestamptz not null,
  id uuid primary key default private.uuid_v7(),
  constraint reason_is_known check (reason in ('setting', 'muted_post', 'strangers'))
);
alter table private.notification_refusals enable row level security;
create index notification_refusals_person_id on private.notification_refusals (person_id, id);
create index notification_refusals_happened_at on private.notification_refusals using brin (happened_at);
comment on table private.notification_refusals is 'What somebody was not told, and why: for the ledger, 30 days. What is hidden is a part that is kept.';

create table private.scheduled_notifications (
  title jsonb not null,
  body jsonb not null,
  audience jsonb not null,
  in_zones boolean not null,
  first_at timestamptz not null,
  repeat text,
  state text not null default 'active',
  expected int not null,
  creator_id uuid references public.profiles (id) on delete set null,
  created_at timestamptz not null default now(),
  id uuid primary key default private.uuid_v7(),
  constraint repeat_is_known check (repeat in ('daily', 'weekly', 'monthly')),
  constraint state_is_known check (state in ('active', 'paused', 'cancelled', 'done'))
);
alter table private.scheduled_notifications enable row level security;
create index scheduled_notifications_creator_id on private.scheduled_notifications (creator_id);
comment on table private.scheduled_notifications is 'What admins tell many people at a time, once or again and again.';
comment on column private.scheduled_notifications.title is 'Texts by language, in lower-case BCP 47.';
comment on column private.scheduled_notifications.in_zones is 'Whether first_at is a time on the clock of each person, kept as that time in UTC, or a moment.';
comment on column private.scheduled_notifications.expected is 'How many people it would have been told to when it was scheduled.';

create table private.notification_occurrences (
  schedule_id uuid not null references private.scheduled_notifications (id) on delete cascade,
  round int not null default 0,
  at timestamptz not null,
  looked_at int not null default 0,
  told int not null default 0,
  began_at timestamptz,
  ended_at timestamptz,
  id uuid primary key default private.uuid_v7(),
  constraint one_occurrence_a_round unique (schedule_id, round)
);
alter table private.notification_occurrences enable row level security;
-- What comes, or is being told. Of a daily one there are two at a time: the clocks of the earth are 26 hours apart.
create index notification_occurrences_open on private.notification_occurrences (at) where ended_at is null;
comment on table private.notification_occurrences is 'When a schedule is told: those times that were, are or come within 14 hours. The id is the cause of the notifications.';
comment on column private.notification_occurrences.at is 'As first_at of the schedule.';
comment on column private.notification_occurrences.round is 'How often it was repeated; counted from the first, so that the 31st of a month stays the last day of shorter ones.';
comment on column private.notification_occurrences.looked_at is 'How many people were looked at, whether they belong to the audience or not; in zones, some twice.';

create table private.notification_runs (
  occurrence_id uuid not null references private.notification_occurrences (id) on delete cascade,
  time_zone text not null,
  starts_at timestamptz not null,
  reached uuid not null default '00000000-0000-0000-0000-000000000000',
  ended_at timestamptz,
  last_error text,
  primary key (occurrence_id, time_zone)
);
alter table private.notification_runs enable row level security;
create index notification_runs_due on private.notification_runs (starts_at) where ended_at is null;
comment on table private.notification_runs is 'How far the telling of an occurrence has come in each time zone, until it has ended; * is everybody.';
comment on column private.notification_runs.starts_at is 'When it begins, or is tried again after it has failed.';
comment on column private.notification_runs.last_error is 'Why the last batch failed; null if it did not.';
comment on column private.notification_runs.reached is 'The last person, in the order of their identifiers, who was looked at.';

create type private.notification_cause as (
  person_id uuid, kind text, family text, cause_id uuid, actor_id uuid, group_key uuid, target_kind text, target_id uuid, post_id uuid,
  event text, happened_at timestamptz, details jsonb
);
comment on type private.notification_cause is 'What a line of the log means to one person, before anything is decided.';
