create function private.export_profile(account_id uuid) returns setof jsonb
language sql stable
set search_path = ''
as $$
  select to_jsonb(profile) - 'hidden_until' || jsonb_build_object(
    'interests', array(
      select chosen.interest from public.profile_interests chosen where chosen.profile_id = profile.id order by chosen.interest),
    'location', (select to_jsonb(place) - 'profile_id' from private.locations place where place.profile_id = profile.id))
  from public.profiles profile
  where profile.id = export_profile.account_id
$$;
comment on function private.export_profile is 'Part of the export: the profile, with interests and the precise location.';

create function private.export_blocks(account_id uuid) returns setof jsonb
language sql stable
set search_path = ''
as $$
  select jsonb_build_object('user_id', block.blocked_id, 'username', blocked.username, 'created_at', block.created_at)
  from public.blocks block
  join public.profiles blocked on blocked.id = block.blocked_id
  where block.blocker_id = export_blocks.account_id
  order by block.created_at, block.blocked_id
$$;
comment on function private.export_blocks is 'Part of the export: whom the person has blocked. Not who has blocked them.';

create function private.export_settings(account_id uuid) returns setof jsonb
language sql stable
set search_path = ''
as $$
  select to_jsonb(settings) - 'profile_id' from private.profile_settings settings where settings.profile_id = export_settings.account_id
$$;
comment on function private.export_settings is 'Part of the export: what the person allows others.';

create function private.export_verification_requests(account_id uuid) returns setof jsonb
language sql stable
set search_path = ''
as $$
  select to_jsonb(request) - array['profile_id', 'decided_by']
  from public.verification_requests request
  where request.profile_id = export_verification_requests.account_id
  order by request.id
$$;
comment on function private.export_verification_requests is 'Part of the export: requests for the badge, without who decided them.';
