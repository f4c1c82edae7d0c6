create function private.delete_media(media_id uuid) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  doomed private.media := private.own_media(media_id);
begin
  if doomed.purpose = 'avatar' then
    perform private.lock_avatar(doomed.owner_id);
    perform private.active_caller_id();
  end if;
  delete from private.media where id = doomed.id;
end
$$;
comment on function private.delete_media is 'Deletes the caller''s own medium in any state; its objects follow. Errors: as own_media.';

create function private.delete_avatar() returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  owner uuid := private.active_caller_id();
begin
  perform private.lock_avatar(owner);
  perform private.active_caller_id();
  -- Also one that is still in the works: it must not turn up afterwards.
  delete from private.media medium where medium.owner_id = owner and medium.purpose = 'avatar';
end
$$;
comment on function private.delete_avatar is 'Takes the caller''s picture off the profile. Idempotent. Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED.';

create function private.discard_objects(
  prefix text,
  upload_key text default null,
  upload_id text default null,
  start_after timestamptz default now()
) returns void
language sql volatile
set search_path = ''
as $$
  with doomed as (
    insert into private.object_deletions (prefix, upload_key, upload_id)
    values (discard_objects.prefix, discard_objects.upload_key, discard_objects.upload_id)
    returning id
  )
  select private.enqueue('delete-objects', jsonb_build_object('id', doomed.id), start_after => discard_objects.start_after)
  from doomed
$$;
comment on function private.discard_objects is 'Has the worker remove every object whose key begins with `prefix`, and abort a multipart upload.';

create function private.discard_media_objects() returns trigger
language plpgsql security definer
set search_path = ''
as $$
declare
  areas text[] := array['public', 'signed', 'private'];
begin
  -- What a client sends there later has no row, and is swept (private.wanted_uploads).
  perform private.discard_objects(format('uploads/%s/', old.folder), format('uploads/%s/original', old.folder), old.upload_id);
  perform private.discard_objects(format('%s/%s/', area, old.folder)) from unnest(areas) area;
  -- A worker stores until it hears of the deletion: once more, afterwards.
  if private.is_in_works(old) then
    perform private.discard_objects(format('%s/%s/', area, old.folder), start_after => now() + interval '2 hours')
    from unnest(areas) area;
  end if;
  update public.profiles profile set avatar = null
  where profile.id = old.owner_id and profile.avatar ->> 'media_id' = old.id::text;
  return null;
end
$$;
comment on function private.discard_media_objects is '
A medium is gone, by whatever way, a cascade included: its objects follow through a job, and no profile shows it. Runs as
its owner, because whoever deletes an account may not write here.';

create function private.sweep_uploads() returns bigint
language sql volatile
set search_path = ''
as $$
  delete from private.media_usage where day < current_date - 30;
  with swept as (
    delete from private.media where status = 'pending' and expires_at < now() - interval '10 minutes' returning 1
  )
  select count(*) from swept
$$;
comment on function private.sweep_uploads is 'Deletes media that were announced and never completed, and returns how many. The worker calls it by schedule.';

create function private.wanted_uploads(folders text[]) returns setof text
language sql stable
set search_path = ''
as $$
  select medium.folder from private.media medium
  where medium.folder = any (wanted_uploads.folders) and (medium.status = 'pending' or private.is_in_works(medium))
$$;
comment on function private.wanted_uploads is '
Of these folders those whose upload is still needed. A permission to upload outlives its medium by up to a day, so the worker
removes what lies below uploads/ and is not wanted.';
