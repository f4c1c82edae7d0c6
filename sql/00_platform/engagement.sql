-- What people do, for whoever wants to react to it: notifications, counters, affinity, analytics. An early domain
-- writes a line in the transaction of the deed, and a later domain reads it: so nobody has to know who listens.
-- A domain, because the rules of a table are read anew by every insert.
create domain private.event_details as jsonb constraint details_are_an_object check (jsonb_typeof(value) = 'object');

create table private.engagement (
  id bigint generated always as identity,
  happened_at timestamptz not null default now(),
  transaction_id xid8 not null default pg_current_xact_id(),
  kind text not null,
  actor_id uuid not null,
  subject_id uuid,
  target_id uuid,
  details private.event_details not null default '{}',
  -- What a reader has not read yet is a range of transactions.
  primary key (transaction_id, id),
  constraint kind_is_a_name check (kind ~ '^[a-z]+(_[a-z]+)*$')
);
alter table private.engagement enable row level security;
-- Rows arrive in the order of time, so a range of time is a range of blocks: for purge_engagement.
create index engagement_happened_at on private.engagement using brin (happened_at);
comment on table private.engagement is '
The append-only log of what people did. No foreign keys: it outlives what it is about, and an append locks nothing.
Identifiers are given out before their transactions commit. A reader that keeps a place in the log takes only rows with
transaction_id < pg_snapshot_xmin(pg_current_snapshot()), or it would pass over a row that commits late.';
comment on column private.engagement.kind is 'What happened, for instance follow. The functions that emit a kind document it.';
comment on column private.engagement.actor_id is 'Who did it.';
comment on column private.engagement.subject_id is 'Whom it concerns, if anybody.';
comment on column private.engagement.target_id is 'The thing it is about, if any: a request, a post.';

create function private.emit(
  kind text,
  actor_id uuid,
  subject_id uuid default null,
  target_id uuid default null,
  details jsonb default '{}'
) returns void
language sql volatile
set search_path = ''
as $$
  insert into private.engagement (kind, actor_id, subject_id, target_id, details)
  values (emit.kind, emit.actor_id, emit.subject_id, emit.target_id, emit.details)
$$;
comment on function private.emit is 'Appends one event to private.engagement, in the transaction of what it tells.';

create function private.purge_engagement() returns bigint
language sql volatile
set search_path = ''
as $$
  with purged as (
    delete from private.engagement where happened_at < now() - interval '30 days' returning 1
  )
  select count(*) from purged
$$;
comment on function private.purge_engagement is 'Removes events older than 30 days, and returns how many. The worker calls it by schedule.';
