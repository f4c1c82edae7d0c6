-- The worker's queues are pg-boss's tables (its schema is documented: https://timgit.github.io/pg-boss). They are there once a worker has
-- run, so they are named in dynamic statements alone.
create function public.list_job_queues() returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return private.list_job_queues();
end
$$;
comment on function public.list_job_queues is '
For admins: the queues of the worker that have jobs: {items: [{name, waiting, active, failed, oldest_at: when the longest waiting one could have begun,
last_error}], next_cursor: null}, those with failures first. Jobs that are done or failed are forgotten after days.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED.';
grant execute on function public.list_job_queues to authenticated;

create function private.list_job_queues() returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  found_queues jsonb := '[]';
begin
  perform private.active_admin_id();
  if to_regclass('pgboss.job') is not null then
    execute $query$
      select coalesce(jsonb_agg(to_jsonb(queue) order by queue.failed desc, queue.name), '[]')
      from (
        select job.name, count(*) filter (where job.state in ('created', 'retry')) as waiting,
          count(*) filter (where job.state = 'active') as active, count(*) filter (where job.state = 'failed') as failed,
          min(job.start_after) filter (where job.state in ('created', 'retry') and job.start_after <= now()) as oldest_at,
          left((array_agg(job.output ->> 'message' order by job.completed_on desc) filter (where job.state = 'failed'))[1], 500) as last_error
        from pgboss.job
        where job.state in ('created', 'retry', 'active', 'failed')
        group by job.name
      ) queue
    $query$ into found_queues;
  end if;
  return jsonb_build_object('items', found_queues, 'next_cursor', null);
end
$$;
comment on function private.list_job_queues is 'The step of list_job_queues that reads. Errors: as list_job_queues.';
grant execute on function private.list_job_queues to authenticated;

create function public.retry_failed_jobs(queue text) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.retry_failed_jobs(retry_failed_jobs.queue);
end
$$;
comment on function public.retry_failed_jobs is '
For admins: gives every failed job of a queue another try: {queue, retried}. Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, QUEUE_NOT_FOUND.';
grant execute on function public.retry_failed_jobs to authenticated;

create function private.retry_failed_jobs(queue text) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  admin uuid := private.active_admin_id();
  is_known boolean := false;
  retried bigint;
begin
  if to_regclass('pgboss.queue') is not null then
    execute 'select exists (select from pgboss.queue known where known.name = $1)' using retry_failed_jobs.queue into is_known;
  end if;
  if not is_known then
    perform private.raise('QUEUE_NOT_FOUND', 'There is no such queue.', 404);
  end if;
  -- As pg-boss's own retry does.
  execute $query$
    update pgboss.job set state = 'retry', retry_limit = retry_limit + 1, completed_on = null, start_after = now()
    where name = $1 and state = 'failed'
  $query$ using retry_failed_jobs.queue;
  get diagnostics retried = row_count;
  perform private.log_administration('jobs_retried', admin, jsonb_build_object('queue', retry_failed_jobs.queue, 'retried', retried));
  return jsonb_build_object('queue', retry_failed_jobs.queue, 'retried', retried);
end
$$;
comment on function private.retry_failed_jobs is 'The step of retry_failed_jobs that writes. Errors: as retry_failed_jobs.';
grant execute on function private.retry_failed_jobs to authenticated;
