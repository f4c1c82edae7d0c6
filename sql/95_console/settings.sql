-- What an installation may tune while it runs: numbers and switches. What it trusts (names of headers and hosts) and whether limits hold at all
-- is for whoever has the database itself: an admin's stolen session must not open the doors.
create function private.tunable_settings() returns setof private.settings
language sql stable
set search_path = ''
as $$
  select setting.* from private.settings setting where jsonb_typeof(setting.value) in ('number', 'boolean') and setting.name <> 'rate_limits'
$$;
comment on function private.tunable_settings is 'The settings that admins see and change.';

create function public.list_settings() returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return private.list_settings();
end
$$;
comment on function public.list_settings is '
For admins: {settings: [{name, value, description}], limits: [{name, capacity, refill_per_second, description}]}, both by name. `capacity`: calls at once;
`refill_per_second`: calls a second in the long run. Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED.';
grant execute on function public.list_settings to authenticated;

create function private.list_settings() returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
begin
  perform private.active_admin_id();
  return jsonb_build_object(
    'settings', (select coalesce(jsonb_agg(to_jsonb(setting) order by setting.name), '[]') from private.tunable_settings() setting),
    'limits', (select coalesce(jsonb_agg(to_jsonb(bucket_limit) order by bucket_limit.name), '[]') from private.rate_limits bucket_limit));
end
$$;
comment on function private.list_settings is 'The step of list_settings that reads. Errors: as list_settings.';
grant execute on function private.list_settings to authenticated;

create function public.set_setting(name text, value jsonb) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.set_setting(set_setting.name, set_setting.value);
end
$$;
comment on function public.set_setting is '
For admins: changes a setting, from the next call on, and returns it: {name, value, description}. `value` has to be of the kind that it was: a number
of at least 0, or true or false. Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, SETTING_NOT_FOUND, INVALID_SETTING.';
grant execute on function public.set_setting to authenticated;

create function private.set_setting(name text, value jsonb) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  admin uuid := private.active_admin_id();
  known private.settings;
begin
  select * into known from private.tunable_settings() setting where setting.name = set_setting.name;
  if not found then
    perform private.raise('SETTING_NOT_FOUND', 'There is no such setting.', 404);
  end if;
  if (jsonb_typeof(set_setting.value) = jsonb_typeof(known.value)
    and case jsonb_typeof(set_setting.value) when 'number' then (set_setting.value #>> '{}')::numeric between 0 and 1e9 else true end) is not true then
    perform private.raise('INVALID_SETTING', format('value must be a %s, as it was.', jsonb_typeof(known.value)), 422);
  end if;
  update private.settings changed set value = set_setting.value where changed.name = known.name returning * into known;
  perform private.log_administration('setting_changed', admin, jsonb_build_object('name', known.name, 'value', known.value));
  return to_jsonb(known);
end
$$;
comment on function private.set_setting is 'The step of set_setting that writes. Errors: as set_setting.';
grant execute on function private.set_setting to authenticated;

create function public.set_rate_limit(name text, capacity double precision, refill_per_second double precision) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.set_rate_limit(set_rate_limit.name, set_rate_limit.capacity, set_rate_limit.refill_per_second);
end
$$;
comment on function public.set_rate_limit is '
For admins: changes a rate limit, from the next call on, and returns it: {name, capacity, refill_per_second, description}. `capacity`: 1 to 1000000 calls
at once; `refill_per_second`: above 0, up to 100000. Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, SETTING_NOT_FOUND, INVALID_SETTING.';
grant execute on function public.set_rate_limit to authenticated;

create function private.set_rate_limit(name text, capacity double precision, refill_per_second double precision) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  admin uuid := private.active_admin_id();
  changed private.rate_limits;
begin
  if (set_rate_limit.capacity between 1 and 1e6 and set_rate_limit.refill_per_second > 0 and set_rate_limit.refill_per_second <= 1e5) is not true then
    perform private.raise('INVALID_SETTING', 'capacity must be 1 to 1000000, and refill_per_second above 0, up to 100000.', 422);
  end if;
  update private.rate_limits bucket_limit
  set capacity = set_rate_limit.capacity, refill_per_second = set_rate_limit.refill_per_second
  where bucket_limit.name = set_rate_limit.name
  returning * into changed;
  if not found then
    perform private.raise('SETTING_NOT_FOUND', 'There is no such limit.', 404);
  end if;
  perform private.log_administration('rate_limit_changed', admin, jsonb_build_object('name', changed.name, 'capacity', changed.capacity, 'refill_per_second', changed.refill_per_second));
  return to_jsonb(changed);
end
$$;
comment on function private.set_rate_limit is 'The step of set_rate_limit that writes. Errors: as set_rate_limit.';
grant execute on function private.set_rate_limit to authenticated;
