create function private.export_events(account_id uuid) returns setof jsonb
language sql stable
set search_path = ''
as $$
  select jsonb_build_object('kind', event.kind, 'target_id', event.target_id, 'happened_at', event.happened_at)
  from private.events event
  where event.person_id = export_events.account_id
  order by event.happened_at, event.id
$$;
comment on function private.export_events is 'Part of the export: what the person has done, as the activity log has it, without whom it concerned.';
