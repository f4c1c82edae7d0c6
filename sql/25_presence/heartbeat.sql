create function private.presence_lifetime() returns interval
language sql immutable
set search_path = ''
as $$ select interval '75 seconds' $$;
comment on function private.presence_lifetime is 'How long a heartbeat counts: two of them may be lost or late before somebody is offline.';

create function public.heartbeat(status text default 'online', device text default 'web') returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  perform private.note_heartbeat(heartbeat.status, heartbeat.device);
end
$$;
comment on function public.heartbeat is '
Says that the caller is there; to be sent every 30 s. `status`: online, or away while nobody touches the device.
`device`: 1 to 40 characters. Without heartbeats somebody is offline after 75 s.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, INVALID_PRESENCE.';
grant execute on function public.heartbeat to authenticated;

create function private.note_heartbeat(status text, device text) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.active_caller_id();
begin
  if (status in ('online', 'away') and length(device) between 1 and 40) is not true then
    perform private.raise('INVALID_PRESENCE', 'status must be online or away, and device have 1 to 40 characters.', 422);
  end if;
  insert into private.presence as present (profile_id, device, active_at, seen_at)
  values (caller, note_heartbeat.device, case status when 'online' then now() end, now())
  on conflict (profile_id) do update
    set device = excluded.device, active_at = coalesce(excluded.active_at, present.active_at), seen_at = excluded.seen_at;
end
$$;
comment on function private.note_heartbeat is 'The step of heartbeat that writes. Errors: as heartbeat.';
grant execute on function private.note_heartbeat to authenticated;
