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
Identifiers are given out before their transactions commit, so a reader keeps its place by private.begin_reading, or it would
pass over a row that commits late.';
comment on column private.engagement.kind is 'What happened, for instance follow. docs/events.md lists all of them, from the comments of the functions that emit them.';
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
-- PL/pgSQL: a SQL function with a search_path is parsed and planned by every call, which costs three times the insert.
language plpgsql volatile
set search_path = ''
as $$
begin
  insert into private.engagement (kind, actor_id, subject_id, target_id, details)
  values (emit.kind, emit.actor_id, emit.subject_id, emit.target_id, emit.details);
end
$$;
comment on function private.emit is 'Appends one event to private.engagement, in the transaction of what it tells.';

create table private.engagement_readers (
  name text primary key,
  place xid8 not null
);
alter table private.engagement_readers enable row level security;
comment on table private.engagement_readers is '
How far each reader of private.engagement has come. A reader that is given up is deleted from here by a migration: the log waits
for it.';
comment on column private.engagement_readers.place is 'Every transaction before this one has been read.';

-- A reader keeps its place as a transaction: every line of an older one is either there or never will be, so what lies
-- between two places is complete, whoever commits late. Place and deeds change in one transaction; if it fails or its process
-- is killed, neither has, and the next call does the same work again.
create function private.begin_reading(reader text, lines int default 100000, out since xid8, out until xid8)
language plpgsql volatile
set search_path = ''
as $$
declare
  beyond xid8;
begin
  -- It waits for nobody for long: whoever deletes an account locks much at once, and may be waiting for this.
  perform set_config('lock_timeout', '500ms', true);
  select place into since from private.engagement_readers where name = reader for update skip locked;
  if not found then
    insert into private.engagement_readers (name, place) values (reader, '0') on conflict do nothing returning place into since;
  end if;
  if since is null then
    -- Another worker is at it: nothing lies between nulls.
    return;
  end if;
  until := pg_snapshot_xmin(pg_current_snapshot());
  select line.transaction_id into beyond from private.engagement line
  where line.transaction_id >= since and line.transaction_id < until
  order by line.transaction_id, line.id
  offset lines
  limit 1;
  -- Whole transactions only: one that is longer is read at once.
  if beyond > since then
    until := beyond;
  end if;
end
$$;
comment on function private.begin_reading is '
Where a reader of private.engagement stands: it reads the lines of the transactions from `since` to before `until`, about `lines` of
them, and calls finish_reading in the same transaction. Both are null while another worker reads for it. Lines appear once no
older transaction that writes is still open.';

create function private.finish_reading(reader text, until xid8) returns void
language sql volatile
set search_path = ''
as $$
  update private.engagement_readers set place = finish_reading.until
  where name = finish_reading.reader and place <> finish_reading.until
$$;
comment on function private.finish_reading is 'Keeps how far a reader has come, as begin_reading said.';

create function private.purge_engagement() returns bigint
language sql volatile
set search_path = ''
as $$
  with purged as (
    delete from private.engagement
    where happened_at < now() - interval '30 days'
      and transaction_id < all (select place from private.engagement_readers)
    returning 1
  )
  select count(*) from purged
$$;
comment on function private.purge_engagement is '
Removes events older than 30 days that every reader has read, and returns how many. The worker calls it by schedule.';
