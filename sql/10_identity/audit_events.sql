-- What has happened to an account, for its owner and for support. A row is written in the transaction of what it
-- tells about. It outlives the account, and then holds nothing that leads to a person.
create table private.audit_events (
  id uuid primary key default private.uuid_v7(),
  -- No foreign key: the trail outlives the account.
  account_id uuid,
  event text not null,
  ip inet,
  user_agent text,
  details jsonb not null default '{}',
  created_at timestamptz not null default now(),
  constraint event_is_a_word check (event ~ '^[a-z_]{1,40}$'),
  constraint user_agent_is_bounded check (length(user_agent) <= 500),
  constraint details_are_bounded check (pg_column_size(details) <= 2000)
);
alter table private.audit_events enable row level security;
-- The trail of one account, newest first.
create index audit_events_account_id on private.audit_events (account_id, id desc);
-- The purge. Rows arrive in the order of time, so a few summaries of blocks do; but failures, which anybody can make by
-- the thousand, go earlier than what lies around them.
create index audit_events_created_at on private.audit_events using brin (created_at);
create index audit_events_failed on private.audit_events (created_at) where event = 'sign_in_failed';
comment on table private.audit_events is 'The audit trail of accounts: who signed in, changed a password, was signed out, and from where.';
comment on column private.audit_events.account_id is 'Null where a sign-in failed that belongs to no account.';
comment on column private.audit_events.event is 'For instance signed_in, password_changed, deleted: past tense, snake case.';

create function private.audit(event text, account_id uuid, user_agent text default null, ip inet default null, details jsonb default '{}') returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  insert into private.audit_events (event, account_id, user_agent, ip, details)
  values (audit.event, audit.account_id, left(audit.user_agent, 500), audit.ip, audit.details);
end
$$;
comment on function private.audit is 'Adds an event to the audit trail of an account. `details` holds identifiers and reasons, never a secret.';

create function private.purge_audit_events() returns bigint
language sql volatile
set search_path = ''
as $$
  with old as (
    delete from private.audit_events
    where created_at < now() - interval '1 year' and event <> 'sign_in_failed'
    returning 1
  ), failed as (
    delete from private.audit_events
    where created_at < now() - interval '30 days' and event = 'sign_in_failed'
    returning 1
  )
  select (select count(*) from old) + (select count(*) from failed)
$$;
comment on function private.purge_audit_events is '
Removes events older than a year, failed sign-ins after 30 days, and returns how many. The worker calls it by schedule.';
