create function private.purge_graph() returns bigint
language sql volatile
set search_path = ''
as $$
  with unmuted as (
    delete from public.mutes where until < now() returning 1
  ),
  forgotten as (
    -- Well after the cool-down.
    delete from public.connection_requests where ended_at < now() - interval '90 days' returning 1
  )
  select (select count(*) from unmuted) + (select count(*) from forgotten)
$$;
comment on function private.purge_graph is '
Removes mutes that are over and connection requests that ended more than 90 days ago, and returns how many. The worker
calls it by schedule.';
