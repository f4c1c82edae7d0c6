create function private.push_kinds() returns text[]
language sql immutable
set search_path = ''
as $$ select private.notification_kinds() || private.critical_push_kinds() $$;
comment on function private.push_kinds is 'The kinds of pushes that a person can turn off. What moderators decide is always said.';

create function private.critical_push_kinds() returns text[]
language sql immutable
set search_path = ''
as $$ select array['message', 'call', 'match_prompt'] $$;
comment on function private.critical_push_kinds is 'What somebody waits for: outside the budget, and in quiet hours unless the person says otherwise.';

create function public.get_push_settings() returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return private.get_push_settings();
end
$$;
comment on function public.get_push_settings is '
What the caller wants pushed: {kinds: {message: true|false, …}, previews: whether a message''s words are in it, quiet_from, quiet_until: hours of the day
(22:00) or null, quiet_for_all: messages, calls and match prompts keep them too, time_zone, server_key: what browsers subscribe with, null while the worker has none}.
Errors: NOT_AUTHENTICATED.';
grant execute on function public.get_push_settings to authenticated;

create function private.get_push_settings() returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  own private.push_settings;
begin
  select * into own from private.push_settings stored where stored.person_id = private.caller_id();
  return jsonb_build_object(
    'kinds', (select jsonb_object_agg(kind, (kind = any (own.off_kinds)) is not true) from unnest(private.push_kinds()) kind),
    'previews', coalesce(own.previews, false), 'quiet_from', to_char(own.quiet_from, 'HH24:MI'), 'quiet_until', to_char(own.quiet_until, 'HH24:MI'),
    'quiet_for_all', coalesce(own.quiet_for_all, false), 'time_zone', coalesce(own.time_zone, 'UTC'),
    'server_key', private.setting('push_server_key'));
end
$$;
comment on function private.get_push_settings is 'The step of get_push_settings that reads. Errors: NOT_AUTHENTICATED.';
grant execute on function private.get_push_settings to authenticated;

create function public.set_push_settings(changes jsonb) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.set_push_settings(set_push_settings.changes);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$$;
comment on function public.set_push_settings is '
Changes some of what get_push_settings returns, and returns it all: {kinds: {like: false}, quiet_from: "22:00", quiet_until: "08:00", time_zone: "Europe/Berlin"}.
It counts for what is sent from then on, also of what waits. Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, INVALID_SETTINGS, INVALID_ARGUMENT (time_zone), RATE_LIMITED.';
grant execute on function public.set_push_settings to authenticated;

create function private.set_push_settings(changes jsonb) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.active_caller_id();
  kinds jsonb := coalesce(changes -> 'kinds', '{}');
  own private.push_settings;
begin
  perform private.check_keys(changes, 'INVALID_SETTINGS', array['kinds', 'previews', 'quiet_from', 'quiet_until', 'quiet_for_all', 'time_zone']);
  perform private.check_keys(kinds, 'INVALID_SETTINGS', private.push_kinds());
  if exists (select from jsonb_each(kinds || jsonb_strip_nulls(jsonb_build_object('p', changes -> 'previews', 'q', changes -> 'quiet_for_all'))) chosen
      where jsonb_typeof(chosen.value) <> 'boolean') then
    perform private.raise('INVALID_SETTINGS', 'kinds, previews and quiet_for_all say true or false.', 422);
  end if;
  if (changes ->> 'quiet_from' is null) <> (changes ->> 'quiet_until' is null)
    or coalesce(changes ->> 'quiet_from', '00:00') !~ '^([01]\d|2[0-3]):[0-5]\d$'
    or coalesce(changes ->> 'quiet_until', '00:00') !~ '^([01]\d|2[0-3]):[0-5]\d$' then
    perform private.raise('INVALID_SETTINGS', 'quiet_from and quiet_until are both hours of the day, such as 22:00, or both null.', 422);
  end if;
  if changes ? 'time_zone' and (jsonb_typeof(changes -> 'time_zone') <> 'string' or private.check_time_zone(changes ->> 'time_zone') is null) then
    perform private.raise('INVALID_SETTINGS', 'time_zone must be the name of one, such as Europe/Berlin.', 422);
  end if;
  perform private.take_token('set_settings', caller::text);
  insert into private.push_settings (person_id) values (caller) on conflict do nothing;
  update private.push_settings stored
  set previews = coalesce((changes ->> 'previews')::boolean, stored.previews),
    quiet_for_all = coalesce((changes ->> 'quiet_for_all')::boolean, stored.quiet_for_all),
    quiet_from = case when changes ? 'quiet_from' then (changes ->> 'quiet_from')::time else stored.quiet_from end,
    quiet_until = case when changes ? 'quiet_until' then (changes ->> 'quiet_until')::time else stored.quiet_until end,
    time_zone = coalesce(changes ->> 'time_zone', stored.time_zone),
    off_kinds = array(
      select kind from unnest(private.push_kinds()) kind
      where not coalesce((kinds ->> kind)::boolean, kind <> all (stored.off_kinds)))
  where stored.person_id = caller
  returning * into own;
  -- What waits for the end of other hours is looked at again now.
  update private.pushes waiting set due_at = now() where waiting.person_id = caller and waiting.state = 'waiting' and waiting.due_at > now();
  update private.push_deliveries waiting set due_at = now()
  from private.pushes push
  where push.person_id = caller and waiting.push_id = push.id and waiting.state = 'queued' and waiting.last_error = 'quiet_hours';
  return private.get_push_settings();
end
$$;
comment on function private.set_push_settings is 'The step of set_push_settings that writes. Errors: as set_push_settings.';
grant execute on function private.set_push_settings to authenticated;

create function private.quiet_until(at timestamptz, quiet_from time, quiet_until time, time_zone text) returns timestamptz
language plpgsql stable
set search_path = ''
as $$
declare
  here timestamp := at at time zone time_zone;
  till timestamptz;
begin
  if quiet_from is null or quiet_from = quiet_until
    or not case when quiet_from < quiet_until then here::time >= quiet_from and here::time < quiet_until
      else here::time >= quiet_from or here::time < quiet_until end then
    return null;
  end if;
  till := (here::date + quiet_until + case when here::time >= quiet_until then interval '1 day' else interval '0' end) at time zone time_zone;
  -- In the night when the clock goes back an hour comes twice: the end of the quiet is the second one, or a minute after this one.
  return case when till > at then till else at + interval '1 hour' end;
end
$$;
comment on function private.quiet_until is '
When the quiet hours end that run at this moment, by the clock on the person''s wall; null when none do. An hour that a night in spring leaves out ends
with what comes instead, and one that comes twice in autumn is quiet twice.';
