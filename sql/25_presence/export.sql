create function private.export_presence(account_id uuid) returns setof jsonb
language sql stable
set search_path = ''
as $$
  select jsonb_build_object('last_seen_at', greatest(
    (select present.seen_at from private.presence present where present.profile_id = export_presence.account_id),
    (select past.seen_at from private.last_seen past where past.profile_id = export_presence.account_id)))
$$;
comment on function private.export_presence is 'Part of the export: when the person was last online; null before the first time.';

create function private.export_presence_sessions(account_id uuid) returns setof jsonb
language sql stable
set search_path = ''
as $$
  select to_jsonb(session) - array['id', 'profile_id']
  from private.presence_sessions session
  where session.profile_id = export_presence_sessions.account_id
  order by session.started_at, session.id
$$;
comment on function private.export_presence_sessions is 'Part of the export: when the person was there, and with which device.';
