create function private.purge_pushes() returns bigint
language sql volatile
set search_path = ''
as $$
  with told as (
    delete from private.push_ledger where happened_at < now() - interval '30 days' returning 1
  ), stale as (
    -- FCM forgets a token after 270 days, and a browser or app that is used says that it is there.
    delete from private.push_endpoints where renewed_at < now() - interval '270 days' returning 1
  ), idle as (
    -- The bucket of a quota is full again, and a pause is over.
    delete from private.push_providers where filled_at < now() - interval '1 day' and paused_until < now() - interval '1 day' returning 1
  ), old as (
    delete from private.pushes gone
    where gone.id in (
      select push.id from private.pushes push where push.changed_at < now() - interval '30 days' order by push.changed_at limit 5000)
    returning 1
  )
  select (select count(*) from old)
$$;
comment on function private.purge_pushes is '
Removes pushes, in batches, and the ledger after 30 days, devices that have not been heard of for 270, and what was
known of providers that nobody has asked for a day. Returns how many pushes. The worker calls it.';
