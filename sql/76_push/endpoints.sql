create function private.max_push_endpoints() returns int
language sql immutable
set search_path = ''
as $$ select 20 $$;
comment on function private.max_push_endpoints is 'How many devices of one person are pushed to; the one not heard of for longest makes room.';

create function private.is_push_service(origin text) returns boolean
language plpgsql stable
set search_path = ''
as $$
begin
  return exists (
    select from jsonb_array_elements_text(private.setting('push_services')) known
    where is_push_service.origin = known
      or known like 'https://*.%' and is_push_service.origin like 'https://_%' || substr(known, 10));
end
$$;
comment on function private.is_push_service is '
Whether an origin is that of a push service of browsers which the setting push_services names; `https://*.` stands for names below one.';

create function public.register_push(endpoint jsonb) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.register_push(register_push.endpoint);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$$;
comment on function public.register_push is '
Pushes go to this device from now on, until its session ends. A browser: {platform: web, endpoint: the URL of its subscription, keys: {p256dh, auth},
server_key: the VAPID key it subscribed with}; an app: {platform: ios|android, token, app_id: the bundle id}. Both: locale, such as de-AT. A device that another account
had registered moves. {endpoint_id, platform}. Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, INVALID_PUSH_ENDPOINT, RATE_LIMITED.';
grant execute on function public.register_push to authenticated;

create function private.register_push(endpoint jsonb) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.active_caller_id();
  device text := endpoint ->> 'platform';
  place text;
  origin text;
  made uuid;
begin
  perform private.check_keys(endpoint, 'INVALID_PUSH_ENDPOINT',
    array['platform', 'endpoint', 'keys', 'token', 'app_id', 'locale', 'server_key']);
  if device is null or device not in ('web', 'ios', 'android') then
    perform private.raise('INVALID_PUSH_ENDPOINT', 'platform must be web, ios or android.', 422);
  end if;
  if coalesce(endpoint ->> 'locale', 'en') !~ '^[a-zA-Z]{2,3}([-_][a-zA-Z0-9]{2,8}){0,3}$'
    or coalesce(endpoint ->> 'app_id', 'a') !~ '^[A-Za-z0-9.-]{1,155}$'
    or coalesce(endpoint ->> 'server_key', 'a') !~ '^[A-Za-z0-9_-]{1,120}$' then
    perform private.raise('INVALID_PUSH_ENDPOINT', 'locale, app_id or server_key is not one.', 422);
  end if;
  if device = 'web' then
    place := endpoint ->> 'endpoint';
    -- The worker calls this address: only services that are known, by https.
    origin := lower((regexp_match(place, '^(https?://[A-Za-z0-9.-]+(:\d{1,5})?)/[!-~]*$'))[1]);
    if origin is null or length(place) > 2000 or not private.is_push_service(origin) then
      perform private.raise('INVALID_PUSH_ENDPOINT', 'endpoint must be the address of a known push service.', 422);
    end if;
    -- 65 bytes of a point of P-256, and 16 of a secret, as base64url.
    if coalesce(endpoint #>> '{keys,p256dh}', '') !~ '^B[A-Za-z0-9_-]{86}=?$' or coalesce(endpoint #>> '{keys,auth}', '') !~ '^[A-Za-z0-9_-]{22}={0,2}$' then
      perform private.raise('INVALID_PUSH_ENDPOINT', 'keys must be those of the subscription, p256dh and auth.', 422);
    end if;
  else
    place := endpoint ->> 'token';
    if (device = 'ios' and place ~ '^([0-9a-fA-F]{2}){32,100}$' or device = 'android' and place ~ '^[A-Za-z0-9_:-]+$' and length(place) between 10 and 1000) is not true then
      perform private.raise('INVALID_PUSH_ENDPOINT', 'token must be that of the device.', 422);
    end if;
  end if;
  perform private.take_token('register_push', caller::text);

  -- What was on its way to whoever had the device before does not come to this one: its rows go with the old endpoint.
  delete from private.push_endpoints taken where taken.address = place and taken.person_id <> caller;
  insert into private.push_endpoints as known (person_id, session_id, platform, provider, address, p256dh, auth, app_id, locale, server_key)
  values (caller, (auth.jwt() ->> 'sid')::uuid, device,
    case device when 'web' then origin when 'ios' then 'apns' else 'fcm' end, place, rtrim(endpoint #>> '{keys,p256dh}', '='), rtrim(endpoint #>> '{keys,auth}', '='),
    endpoint ->> 'app_id', replace(coalesce(endpoint ->> 'locale', 'en'), '_', '-'), endpoint ->> 'server_key')
  on conflict (address) do update set session_id = excluded.session_id, platform = excluded.platform, provider = excluded.provider, p256dh = excluded.p256dh,
    auth = excluded.auth, app_id = excluded.app_id, locale = excluded.locale, server_key = excluded.server_key, renewed_at = now()
  where known.person_id = caller
  returning id into made;
  if made is null then
    perform private.raise('INVALID_PUSH_ENDPOINT', 'Another account has just registered this device. Try again.', 422);
  end if;
  delete from private.push_endpoints surplus where surplus.id in (
    select own.id from private.push_endpoints own where own.person_id = caller
    order by own.renewed_at desc, own.id desc offset private.max_push_endpoints());
  return jsonb_build_object('endpoint_id', made, 'platform', device);
end
$$;
comment on function private.register_push is 'The step of register_push that writes. Errors: as register_push.';
grant execute on function private.register_push to authenticated;

create function public.unregister_push(endpoint text) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.unregister_push(unregister_push.endpoint);
end
$$;
comment on function public.unregister_push is '
No more pushes to this device of the caller: `endpoint` is its URL or token. {unregistered: whether it was there}.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED.';
grant execute on function public.unregister_push to authenticated;

create function private.unregister_push(endpoint text) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  delete from private.push_endpoints own
  where own.address = unregister_push.endpoint and own.person_id = private.active_caller_id();
  return jsonb_build_object('unregistered', found);
end
$$;
comment on function private.unregister_push is 'The step of unregister_push that writes. Errors: as unregister_push.';
grant execute on function private.unregister_push to authenticated;

create function public.sync_push(endpoint text) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.sync_push(sync_push.endpoint);
end
$$;
comment on function public.sync_push is '
What an app asks when it starts, about its URL or token: {action: keep|renew, server_key}. keep: pushes go there, and now to the caller''s present session. renew: register
again, a browser after a new subscription with server_key, since the provider has dropped the old one, or it was made with another key.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED.';
grant execute on function public.sync_push to authenticated;

create function private.sync_push(endpoint text) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.active_caller_id();
  key text := private.setting('push_server_key') #>> '{}';
begin
  update private.push_endpoints own set renewed_at = now(), session_id = (auth.jwt() ->> 'sid')::uuid
  where own.address = sync_push.endpoint and own.person_id = caller
    and (own.platform <> 'web' or own.server_key is null or own.server_key = key);
  return jsonb_build_object('action', case when found then 'keep' else 'renew' end, 'server_key', key);
end
$$;
comment on function private.sync_push is 'The step of sync_push that writes. Errors: as sync_push.';
grant execute on function private.sync_push to authenticated;

create function private.forget_push_endpoints() returns trigger
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  if tg_table_name = 'sessions' then
    delete from private.push_endpoints gone where gone.session_id = new.id;
  else
    delete from private.push_endpoints gone where gone.person_id = new.id;
  end if;
  return null;
end
$$;
comment on function private.forget_push_endpoints is 'Trigger: whose session has ended, or who is banned, is pushed nothing any more.';
