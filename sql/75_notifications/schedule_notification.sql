create function public.schedule_notification(
  title jsonb, body jsonb, audience jsonb, send_at text, repeat text default null, dry_run boolean default false
) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.schedule_notification(schedule_notification.title, schedule_notification.body, schedule_notification.audience,
    schedule_notification.send_at, schedule_notification.repeat, schedule_notification.dry_run);
end
$$;
comment on function public.schedule_notification is '
For admins: tells an audience something. `title` (100 characters) and `body` (500): a text, or texts by language {"en": …, "de": …}. `send_at`: with an
offset (2026-12-24T18:00:00Z) one moment for all, without one (2026-12-24T18:00:00) that time on the clock of each person; where it is over already, at
once. `repeat`: daily, weekly, monthly, until it is cancelled. `audience`: {} is all; else any of {interests: [slug], age_min, age_max,
seen_within_days, unseen_for_days, app_role, platforms: [device], calling_codes: ["49"], time_zones: ["Europe/Berlin"]}, all of which must hold when it is
told. Returns the schedule as list_scheduled_notifications.
With dry_run nothing is scheduled: {people, off: who has turned it off and is not in people, quiet_hours, over_budget, without_device: of the people, how
many will not hear of it at once, null where nothing is pushed, zones: [{time_zone, at, hour: on the clocks there, and the same figures}]}.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_ARGUMENT.';
grant execute on function public.schedule_notification to authenticated;

create function private.schedule_notification(title jsonb, body jsonb, audience jsonb, send_at text, repeat text, dry_run boolean) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  admin uuid := private.active_admin_id();
  titles jsonb := private.by_language(title, 100);
  bodies jsonb := private.by_language(body, 500);
  in_zones boolean := send_at ~ '^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?$';
  at timestamp;
  made private.scheduled_notifications;
begin
  perform private.check_audience(audience);
  if (send_at ~ '^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d(:?\d\d)?)?$') is not true
    or repeat not in ('daily', 'weekly', 'monthly') or dry_run is null then
    perform private.raise('INVALID_ARGUMENT', 'send_at must be a time such as 2026-12-24T18:00:00Z, repeat daily, weekly or monthly.', 422);
  end if;
  begin
    at := case when in_zones then send_at::timestamp else send_at::timestamptz at time zone 'UTC' end;
  exception when data_exception then
    perform private.raise('INVALID_ARGUMENT', 'There is no such time as send_at.', 422);
  end;
  if private.told_in(at, in_zones, '*') <= now() then
    perform private.raise('INVALID_ARGUMENT', 'send_at is over everywhere.', 422);
  end if;
  if dry_run then
    return private.audience_outlook(audience, at, in_zones);
  end if;
  insert into private.scheduled_notifications (title, body, audience, in_zones, first_at, repeat, creator_id, expected)
  values (titles, bodies, audience, in_zones, at at time zone 'UTC', schedule_notification.repeat, admin, (
    select count(*) from private.in_audience(array(select id from public.profiles), audience) person where not person.is_off))
  returning * into made;
  insert into private.notification_occurrences (schedule_id, at) values (made.id, made.first_at);
  perform private.log_administration('notification_scheduled', admin, jsonb_build_object('schedule_id', made.id));
  return private.schedule_view(made);
end
$$;
comment on function private.schedule_notification is 'The step of schedule_notification that writes, and is audited. Errors: as schedule_notification.';
grant execute on function private.schedule_notification to authenticated;

create function private.by_language(written jsonb, most int) returns jsonb
language plpgsql immutable
set search_path = ''
as $$
declare
  texts jsonb := case jsonb_typeof(written) when 'object' then written when 'string' then jsonb_build_object('en', written) else '{}' end;
begin
  if written is null or texts = '{}' or (select count(*) from jsonb_object_keys(texts)) > 50 or exists (
    select from jsonb_each(texts) part
    where part.key !~ '^[a-z]{2,3}(-[a-z0-9]{2,8}){0,3}$' or jsonb_typeof(part.value) <> 'string'
      or length(private.trimmed(part.value #>> '{}')) not between 1 and most) then
    perform private.raise('INVALID_ARGUMENT', format(
      'title and body are texts of up to 100 and 500 characters, or objects of such by language: here one of 1 to %s is missing.', most), 422);
  end if;
  return (select jsonb_object_agg(part.key, private.trimmed(part.value #>> '{}')) from jsonb_each(texts) part);
end
$$;
comment on function private.by_language is 'Texts by language, in lower-case BCP 47; one without a language is English. Errors: INVALID_ARGUMENT.';

create function private.told_in(at timestamp, in_zones boolean, time_zone text) returns timestamptz
language plpgsql stable
set search_path = ''
as $$
begin
  return at at time zone case when not in_zones then 'UTC' when time_zone = '*' then 'Etc/GMT+12' else time_zone end;
exception when invalid_parameter_value then
  return null;
end
$$;
comment on function private.told_in is '
When it is told in a time zone; * is when it is over everywhere. A time that the clocks there skip comes as much later, and one that they show twice
is the second (Postgres, appendix B.1). Null for a zone that Postgres no longer knows: who lives there is told when it is over everywhere.';
