-- What people show as proof when they ask for the badge, often a document: it is for moderators alone, and goes when it
-- has served.
create function private.check_verification_media(owner_id uuid, media_ids uuid[]) returns void
language plpgsql stable
set search_path = ''
as $$
begin
  if cardinality(media_ids) > 5 or cardinality(media_ids) <> (
    -- Each once, so that a list that names one twice has fewer than it says.
    select count(*) from private.media medium
    where medium.id = any (check_verification_media.media_ids) and medium.owner_id = check_verification_media.owner_id
      and medium.purpose = 'verification' and medium.status in ('processing', 'ready'))
  then
    perform private.raise('INVALID_VERIFICATION',
      'media_ids must be up to five different uploads of your own, completed and of purpose verification.', 422);
  end if;
end
$$;
comment on function private.check_verification_media is 'For 20_profiles: whether these uploads may be shown as proof. Errors: INVALID_VERIFICATION.';

create function private.sees_media_of_verification(media_id uuid, viewer uuid) returns boolean
language plpgsql stable
set search_path = ''
as $$
begin
  return private.is_moderator() and exists (
    select from private.media medium
    join public.verification_requests request on request.profile_id = medium.owner_id
    where medium.id = sees_media_of_verification.media_id and medium.id = any (request.media_ids)
      and request.profile_id <> viewer and request.status = 'pending');
end
$$;
comment on function private.sees_media_of_verification is 'Whether the viewer, who is the caller, moderates and this is the proof of a request that waits.';

create function private.discard_proof() returns trigger
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  delete from private.media medium
  where medium.id = any (new.media_ids) and medium.owner_id = new.profile_id and medium.purpose = 'verification';
  return null;
end
$$;
comment on function private.discard_proof is 'Trigger: the proof of a request is deleted when it has been decided.';

create trigger discard_proof after update of status on public.verification_requests
  for each row when (new.status <> 'pending' and new.media_ids <> '{}') execute function private.discard_proof();
