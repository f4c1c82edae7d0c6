create function private.export_push_endpoints(account_id uuid) returns setof jsonb
language sql stable
set search_path = ''
as $$
  select to_jsonb(device) - array['person_id', 'address', 'p256dh', 'auth', 'server_key']
  from private.push_endpoints device
  where device.person_id = export_push_endpoints.account_id
  order by device.id
$$;
comment on function private.export_push_endpoints is 'Part of the export: the devices that the person is pushed to, without their secrets.';

create function private.export_push_settings(account_id uuid) returns setof jsonb
language sql stable
set search_path = ''
as $$
  select to_jsonb(settings) - 'person_id' from private.push_settings settings
  where settings.person_id = export_push_settings.account_id
$$;
comment on function private.export_push_settings is 'Part of the export: what the person wants pushed, and when.';

create function private.export_pushes(account_id uuid) returns setof jsonb
language sql stable
set search_path = ''
as $$
  select to_jsonb(ledger) - array['person_id', 'id', 'is_spent'] from private.push_ledger ledger
  where ledger.person_id = export_pushes.account_id
  order by ledger.id
$$;
comment on function private.export_pushes is 'Part of the export: what was pushed of late, and what not and why.';
