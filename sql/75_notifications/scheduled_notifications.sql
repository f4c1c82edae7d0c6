create function private.written_at(in_zones boolean, at timestamptz) returns jsonb
language sql stable
set search_path = ''
as $$
  select case when in_zones then to_jsonb(at at time zone 'UTC') else to_jsonb(at) end
$$;
comment on function private.written_at is 'When a schedule is told, as send_at writes it: without an offset it is on everybody''s clock.';

create function private.schedule_view(schedule private.scheduled_notifications) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return (
    select jsonb_build_object('id', schedule.id, 'title', schedule.title, 'body', schedule.body, 'audience', schedule.audience,
      'in_zones', schedule.in_zones, 'repeat', schedule.repeat, 'state', schedule.state, 'created_at', schedule.created_at,
      'at', private.written_at(schedule.in_zones, occurrence.at), 'next_at', case when schedule.state in ('active', 'paused') then
        private.written_at(schedule.in_zones, (private.next_occurrence(schedule)).at) end,
      'progress', jsonb_build_object('expected', schedule.expected, 'looked_at', occurrence.looked_at, 'told', occurrence.told,
        'zones', run.zones, 'zones_done', run.done, 'began_at', occurrence.began_at, 'ended_at', occurrence.ended_at, 'error', run.error),
      'told_before', coalesce((
        select sum(earlier.told) from private.notification_occurrences earlier
        where earlier.schedule_id = schedule.id and earlier.round < occurrence.round), 0))
    from private.notification_occurrences occurrence
    cross join lateral (
      select count(*) as zones, count(run.ended_at) as done, max(run.last_error) as error from private.notification_runs run where run.occurrence_id = occurrence.id
    ) run
    where occurrence.schedule_id = schedule.id
    order by occurrence.round desc limit 1);
end
$$;
comment on function private.schedule_view is 'A schedule in a list, with its last or next occurrence.';

create function public.list_scheduled_notifications(cursor text default null, page_size int default 20) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return private.list_scheduled_notifications(list_scheduled_notifications.cursor, list_scheduled_notifications.page_size);
end
$$;
comment on function public.list_scheduled_notifications is '
For admins: what is, or was, told to many, the last made first: {items: [{id, title, body: by language, audience, in_zones, repeat,
state: active|paused|cancelled|done, created_at, at: of the last occurrence that has begun or comes within hours, as
send_at, next_at: of the one after it, progress: {expected: how many people there were when it was scheduled, looked_at, told, zones,
zones_done, began_at, ended_at, error: why the last batch failed,
which is tried again each minute} of this occurrence, told_before: by earlier ones}], next_cursor}.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_CURSOR, INVALID_PAGE_SIZE.';
grant execute on function public.list_scheduled_notifications to authenticated;

create function private.list_scheduled_notifications(cursor text, page_size int) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  admin uuid := private.active_admin_id();
  before uuid := private.decode_cursor(cursor);
  size int := private.page_size(page_size);
begin
  return (
    select private.page(array_agg(private.schedule_view(planned) order by planned.id desc), array_agg(planned.id order by planned.id desc), size)
    from (
      select * from private.scheduled_notifications schedule where schedule.id < before order by schedule.id desc limit size + 1
    ) planned);
end
$$;
comment on function private.list_scheduled_notifications is 'The step of list_scheduled_notifications that reads. Errors: as list_scheduled_notifications.';
grant execute on function private.list_scheduled_notifications to authenticated;

create function public.cancel_scheduled_notification(id uuid) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.change_schedule(cancel_scheduled_notification.id, 'cancelled');
end
$$;
comment on function public.cancel_scheduled_notification is '
For admins: tells nobody any more, also midway; who was told keeps it. Returns the schedule. Repeating it changes nothing.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, SCHEDULE_NOT_FOUND.';
grant execute on function public.cancel_scheduled_notification to authenticated;

create function public.pause_scheduled_notification(id uuid, paused boolean default true) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.change_schedule(
    pause_scheduled_notification.id, case pause_scheduled_notification.paused when true then 'paused' when false then 'active' end);
end
$$;
comment on function public.pause_scheduled_notification is '
For admins: stops telling for a while, also midway, and with paused false goes on where it stopped. Returns the schedule. Repeating it changes nothing.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_ARGUMENT, SCHEDULE_NOT_FOUND.';
grant execute on function public.pause_scheduled_notification to authenticated;

create function private.change_schedule(id uuid, becomes text) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  admin uuid := private.active_admin_id();
  schedule private.scheduled_notifications;
begin
  if (becomes in ('active', 'paused', 'cancelled')) is not true then
    perform private.raise('INVALID_ARGUMENT', 'paused must be true or false.', 422);
  end if;
  -- In the middle of a batch this waits for its end, and the next batch sees it.
  select * into schedule from private.scheduled_notifications planned where planned.id = change_schedule.id for no key update;
  -- Whoever has meanwhile ceased to be an admin is refused behind the lock.
  perform private.active_admin_id();
  if schedule.id is null or schedule.state not in ('active', 'paused', becomes) then
    perform private.raise('SCHEDULE_NOT_FOUND', 'There is no such schedule that could be changed.', 404);
  elsif schedule.state <> becomes then
    update private.scheduled_notifications changed set state = becomes where changed.id = schedule.id returning * into schedule;
    if becomes = 'cancelled' then
      perform private.end_occurrence(open.id)
      from private.notification_occurrences open where open.schedule_id = schedule.id and open.ended_at is null;
    end if;
    perform private.log_administration('notification_schedule_' || becomes, admin, jsonb_build_object('schedule_id', schedule.id));
  end if;
  return private.schedule_view(schedule);
end
$$;
comment on function private.change_schedule is 'The step of cancel_ and pause_scheduled_notification that writes, and is audited. Errors: as they.';
grant execute on function private.change_schedule to authenticated;
