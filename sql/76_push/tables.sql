-- What goes to devices while nobody looks: where to, what, and what became of it. All of it is in `private`: an address is a secret.
create table private.push_endpoints (
  person_id uuid not null references public.profiles (id) on delete cascade,
  session_id uuid not null references private.sessions (id) on delete cascade,
  platform text not null,
  provider text not null,
  address text not null,
  p256dh text,
  auth text,
  app_id text,
  locale text not null default 'en',
  server_key text,
  created_at timestamptz not null default now(),
  renewed_at timestamptz not null default now(),
  id uuid primary key default private.uuid_v7(),
  constraint one_person_an_address unique (address),
  constraint platform_is_known check (platform in ('web', 'ios', 'android')),
  constraint only_browsers_encrypt check ((platform = 'web') = (p256dh is not null and auth is not null))
);
alter table private.push_endpoints enable row level security;
-- The devices of a person; the cascades.
create index push_endpoints_person_id on private.push_endpoints (person_id);
create index push_endpoints_session_id on private.push_endpoints (session_id);
-- The purge.
create index push_endpoints_renewed_at on private.push_endpoints (renewed_at);
comment on table private.push_endpoints is 'Where pushes of a person go: one row a browser or app, which ends with its session.';
comment on column private.push_endpoints.provider is 'Who delivers: fcm, apns, or the origin of a browser''s push service. What is late is late by provider.';
comment on column private.push_endpoints.address is 'The URL of a browser''s push service, or the token of FCM or APNs. A secret: never in a log, never in an export.';
comment on column private.push_endpoints.app_id is 'The bundle id of an iOS app: the topic of APNs. Null is the one that the worker is set to.';
comment on column private.push_endpoints.server_key is 'The VAPID key that a browser subscribed with: another one now, and it has to subscribe anew.';
comment on column private.push_endpoints.renewed_at is 'When the device last said that it is there.';

create table private.push_settings (
  person_id uuid primary key references public.profiles (id) on delete cascade,
  off_kinds text[] not null default '{}',
  previews boolean not null default true,
  quiet_from time,
  quiet_until time,
  quiet_for_all boolean not null default false,
  mail_digests boolean not null default true,
  constraint quiet_hours_have_both_ends check ((quiet_from is null) = (quiet_until is null))
);
alter table private.push_settings enable row level security;
comment on table private.push_settings is 'What people want on their lock screens and in their mail, and when. Who has no row is pushed everything, with previews, at any hour.';
comment on column private.push_settings.quiet_for_all is 'Whether messages, calls and match prompts keep the quiet hours too.';

-- One row a person and tag: what was said before under the same tag is replaced, here and on the device.
create table private.pushes (
  person_id uuid not null references public.profiles (id) on delete cascade,
  kind text not null,
  tag text not null,
  source text not null,
  target_id uuid,
  version int not null default 1,
  state text not null default 'waiting',
  reason text,
  digest_id uuid,
  due_at timestamptz not null default now(),
  expires_at timestamptz not null,
  created_at timestamptz not null default now(),
  changed_at timestamptz not null default now(),
  id uuid primary key default private.uuid_v7(),
  constraint one_push_a_tag unique (person_id, tag),
  constraint source_is_known check (source in ('notification', 'message', 'call', 'match', 'digest')),
  constraint state_is_known check (state in ('waiting', 'digest', 'sent', 'digested', 'suppressed', 'withdrawn'))
) with (fillfactor = 70);
alter table private.pushes enable row level security;
-- What has to be decided now, and what is in a digest.
create index pushes_due on private.pushes (due_at) where state in ('waiting', 'digest');
create index pushes_digest_id on private.pushes (digest_id) where digest_id is not null;
-- Prompts that are over are closed.
create index pushes_over on private.pushes (expires_at) where state = 'sent' and source in ('call', 'match');
-- The purge.
create index pushes_changed_at on private.pushes (changed_at);
comment on table private.pushes is 'The outbox of pushes, written in the transaction of their cause; what became of each is in private.push_ledger.';
comment on column private.pushes.tag is 'What replaces what: the collapse key of the providers, as `notification:<id>` or `conversation:<id>`.';
comment on column private.pushes.version is 'Grows with each thing that is said under the tag.';
comment on column private.pushes.target_id is 'The notification, message, call or proposal, by source. Everything is read again at sending.';

-- One row a device and tag.
create table private.push_deliveries (
  push_id uuid not null references private.pushes (id) on delete cascade,
  endpoint_id uuid not null references private.push_endpoints (id) on delete cascade,
  provider text not null,
  version int not null,
  state text not null default 'queued',
  withdraws boolean not null default false,
  is_small boolean not null default false,
  attempts int not null default 0,
  due_at timestamptz not null default now(),
  sent_at timestamptz,
  last_error text,
  primary key (push_id, endpoint_id),
  constraint state_is_known check (state in ('queued', 'sent', 'dropped', 'dead'))
) with (fillfactor = 70);
alter table private.push_deliveries enable row level security;
create index push_deliveries_due on private.push_deliveries (due_at) where state = 'queued';
-- The cascade.
create index push_deliveries_endpoint_id on private.push_deliveries (endpoint_id);
comment on table private.push_deliveries is 'Pushes on their way to devices. While a lease runs due_at lies ahead, and nobody else takes the row.';
comment on column private.push_deliveries.withdraws is 'What was shown is to be closed: it was read elsewhere, or undone.';
comment on column private.push_deliveries.is_small is 'The provider found it too large: without the preview from now on.';

create table private.push_ledger (
  person_id uuid not null references public.profiles (id) on delete cascade,
  push_id uuid not null,
  kind text not null,
  outcome text not null,
  reason text,
  until timestamptz,
  is_spent boolean not null default false,
  happened_at timestamptz not null default now(),
  id uuid primary key default private.uuid_v7(),
  constraint outcome_is_known check (outcome in ('sent', 'deferred', 'digest', 'suppressed', 'withdrawn', 'opened', 'failed'))
);
alter table private.push_ledger enable row level security;
create index push_ledger_person_id on private.push_ledger (person_id, id);
create index push_ledger_push_id on private.push_ledger (push_id, id);
-- The budget: what was spent, and what was opened of it.
create index push_ledger_spent on private.push_ledger (person_id, happened_at) where is_spent;
create index push_ledger_happened_at on private.push_ledger using brin (happened_at);
comment on table private.push_ledger is 'Why somebody was pushed something, and why not; 30 days.';
comment on column private.push_ledger.is_spent is 'It counts for the budget: sent, and neither a message, a call, a match prompt nor a digest; or such a one opened.';
comment on column private.push_ledger.until is 'Of deferred and digest: when it is looked at again.';

create table private.push_texts (
  kind text not null,
  language text not null,
  form text not null,
  title text not null,
  body text not null default '',
  primary key (kind, language, form),
  constraint form_is_known check (form in ('one', 'two', 'other'))
);
alter table private.push_texts enable row level security;
comment on table private.push_texts is '
What pushes and the digest by mail (kinds mail.…) say: {name} is who did it, {count} how many others did or how many things wait, {group} a conversation''s title, {text} a preview. Form
one: one person or thing, two: and one more, other. A kind without that form takes the next smaller one, a language without the kind English.';

create table private.push_providers (
  name text primary key,
  tokens double precision not null default 0,
  filled_at timestamptz not null default now(),
  paused_until timestamptz not null default '-infinity',
  failures int not null default 0
);
alter table private.push_providers enable row level security;
comment on table private.push_providers is 'How each provider fares, for all workers: the token bucket of its quota, and until when nobody asks it.';
comment on column private.push_providers.failures is 'Answers in a row that were none: each doubles the pause.';

create type private.push_request as (person_id uuid, kind text, tag text, source text, target_id uuid, lives interval);
comment on type private.push_request is 'A push that somebody asks for. lives: after that it is of no use.';
