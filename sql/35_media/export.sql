create function private.export_media(account_id uuid) returns setof jsonb
language sql stable
set search_path = ''
as $$
  select (to_jsonb(medium) || private.media_view(medium)) - array['owner_id', 'folder', 'upload_id', 'etag', 'attempt', 'shown_attempt', 'expires_at']
  from private.media medium
  where medium.owner_id = export_media.account_id
  order by medium.id
$$;
comment on function private.export_media is 'Part of the export: what the person has uploaded, with the addresses of what was made of it.';
