-- What people have done, for as long as the installation wants to know: a table a day, so that the oldest day goes at once.
create table private.events (
  person_id uuid not null references private.accounts (id) on delete cascade,
  kind text not null,
  subject_id uuid,
  target_id uuid,
  happened_at timestamptz not null,
  id uuid not null default private.uuid_v7(),
  -- What somebody has done, and the cascade.
  primary key (person_id, happened_at, id)
) partition by range (happened_at);
alter table private.events enable row level security;
comment on table private.events is '
The activity log, written by the server from private.engagement (private.log_events): deeds, without what was said. Days are made by
private.make_event_days and go after the setting activity_days.';
comment on column private.events.kind is 'As in docs/events.md.';
