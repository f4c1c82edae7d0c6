-- Work that must happen because a transaction commits. A function writes it down here, in that transaction; the worker
-- hands it to its job queue (pg-boss), in one transaction again. So nothing is lost or done for a write that was rolled
-- back, a client may call before any worker has ever run, and SQL knows nothing of the queue's own tables.
create table private.job_outbox (
  id bigint generated always as identity primary key,
  queue text not null,
  payload jsonb not null,
  priority int not null,
  group_id text,
  start_after timestamptz not null,
  created_at timestamptz not null default now(),
  constraint queue_is_a_name check (queue ~ '^[a-z]+(-[a-z]+)*$'),
  constraint payload_is_an_object check (jsonb_typeof(payload) = 'object')
);
alter table private.job_outbox enable row level security;
comment on table private.job_outbox is 'Jobs on their way to the worker''s queue; they stay here for milliseconds.';
comment on column private.job_outbox.payload is 'What the job is about: identifiers, since the worker reads the row again.';
comment on column private.job_outbox.group_id is 'Jobs of one group take turns, so that nobody''s many keep out the others'': usually an account.';

create function private.enqueue(
  queue text,
  payload jsonb,
  priority int default 0,
  group_id text default null,
  start_after timestamptz default now()
) returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  insert into private.job_outbox (queue, payload, priority, group_id, start_after)
  values (enqueue.queue, enqueue.payload, enqueue.priority, enqueue.group_id, enqueue.start_after);
  perform pg_notify('plaza_jobs', '');
end
$$;
comment on function private.enqueue is '
Gives the worker a job when the transaction commits. `queue` is a file of media-worker/queues; a higher `priority` goes
first; jobs of one `group_id` take turns; nothing happens before `start_after`.';
