create function private.purge_notifications() returns bigint
language sql volatile
set search_path = ''
as $$
  with old as (
    delete from private.notifications gone
    where gone.id in (
      select news.id from private.notifications news where news.changed_at < now() - interval '90 days' order by news.changed_at limit 5000)
    returning 1
  ), refused as (
    delete from private.notification_refusals where happened_at < now() - interval '30 days' returning 1
  )
  select (select count(*) from old)
$$;
comment on function private.purge_notifications is '
Removes what has not grown for 90 days, in batches, and refusals after 30. Returns how many notifications. The worker calls it by schedule.';
