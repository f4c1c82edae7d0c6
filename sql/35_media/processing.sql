-- What the worker needs of the database. An attempt that was given up (killed, timed out, superseded) may still be
-- alive somewhere: each report names its attempt, and only the latest counts.

create function private.is_in_works(medium private.media) returns boolean
language sql immutable
set search_path = ''
as $$
  select medium.status = 'processing' or medium.shown_attempt is not null and medium.progress < 100
$$;
comment on function private.is_in_works is 'Whether the worker has something left to do: the medium is not ready, or ready in part.';

create function private.claim_media(media_id uuid) returns private.media
language sql volatile
set search_path = ''
as $$
  update private.media medium set attempt = attempt + 1, progress = 0
  where medium.id = claim_media.media_id and private.is_in_works(medium)
  returning *
$$;
comment on function private.claim_media is 'Begins an attempt at a medium and returns it; null when there is nothing to do: it is done or gone. One that is ready in part stays ready.';

create function private.report_media_progress(media_id uuid, attempt int, progress int) returns boolean
language plpgsql volatile
set search_path = ''
as $$
declare
  reported private.media;
begin
  update private.media medium set progress = report_media_progress.progress
  where medium.id = report_media_progress.media_id and medium.attempt = report_media_progress.attempt and private.is_in_works(medium)
  returning * into reported;
  if not found then
    return false;
  end if;
  perform private.tell_media_owner(reported);
  return true;
end
$$;
comment on function private.report_media_progress is '
Says how far an attempt is, in percent. False tells the worker to stop: the medium is gone or another attempt has taken over.';

create function private.finish_media(media_id uuid, attempt int, result jsonb, is_whole boolean default true) returns boolean
language plpgsql volatile
set search_path = ''
as $$
declare
  finished private.media;
begin
  perform private.lock_avatar(medium.owner_id)
  from private.media medium where medium.id = finish_media.media_id and medium.purpose = 'avatar';
  update private.media medium set
    status = 'ready',
    progress = case when is_whole then 100 else medium.progress end,
    shown_attempt = case when is_whole then medium.shown_attempt else coalesce(medium.shown_attempt, medium.attempt) end,
    width = (result ->> 'width')::int, height = (result ->> 'height')::int, duration_ms = (result ->> 'duration_ms')::int,
    blurhash = result ->> 'blurhash', variants = result -> 'variants', hls_url = result ->> 'hls_url',
    poster_url = result ->> 'poster_url', storyboard = nullif(result -> 'storyboard', 'null'),
    waveform = nullif(result -> 'waveform', 'null')
  where medium.id = finish_media.media_id and medium.attempt = finish_media.attempt and private.is_in_works(medium)
  returning * into finished;
  if not found then
    return false;
  end if;
  if is_whole then
    -- The original has metadata such as the place, and everything people see is made: it goes.
    perform private.discard_objects(format('uploads/%s/', finished.folder));
    perform private.emit('media_ready', finished.owner_id, details => jsonb_build_object(
      'media_id', finished.id, 'kind', finished.kind, 'purpose', finished.purpose,
      'took_ms', round(extract(epoch from now() - finished.completed_at) * 1000)));
  end if;
  if finished.purpose = 'avatar' then
    perform private.show_avatar(finished);
  end if;
  perform private.tell_media_owner(finished);
  return true;
end
$$;
comment on function private.finish_media is '
Makes a medium ready with {width, height, duration_ms, blurhash, variants, hls_url, poster_url, storyboard, waveform}. Not
whole: this much can be seen, and the attempt goes on to the rest. Emits media_ready (actor: the owner, details: {media_id, kind, purpose, took_ms: since
the upload}) once it is whole.
False when another attempt has taken over or the medium is gone: then the caller removes what it uploaded, unless people see it.';

create function private.fail_media(media_id uuid, attempt int, reason text) returns boolean
language plpgsql volatile
set search_path = ''
as $$
declare
  given_up private.media;
begin
  select * into given_up from private.media medium
  where medium.id = fail_media.media_id and medium.attempt = coalesce(fail_media.attempt, medium.attempt) and private.is_in_works(medium)
  for update;
  if not found then
    return false;
  end if;
  if given_up.status = 'processing' then
    update private.media medium set status = 'failed', error = reason where medium.id = given_up.id returning * into given_up;
    perform private.discard_objects(format('%s/%s/', area, given_up.folder)) from unnest(array['public', 'signed', 'private']) area;
  end if;
  perform private.discard_objects(format('uploads/%s/', given_up.folder));
  perform private.emit('media_failure', given_up.owner_id, details => jsonb_build_object(
    'media_id', given_up.id, 'kind', given_up.kind, 'purpose', given_up.purpose));
  perform private.tell_media_owner(given_up);
  return true;
end
$$;
comment on function private.fail_media is '
Gives a medium up, with a reason in words, and discards its objects. One that is ready in part stays that, and only its
original goes. Attempt null: whichever was the last. Emits media_failure (actor: the owner, details: {media_id, kind, purpose}). False as in finish_media.';

create function private.show_avatar(medium private.media) returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  -- Two pictures may be in the works at once, and the later upload wins whichever is ready first.
  if exists (
    select from private.media other
    where other.owner_id = medium.owner_id and other.purpose = 'avatar' and other.status = 'ready'
      and other.completed_at > medium.completed_at
  ) then
    delete from private.media where id = medium.id;
    return;
  end if;
  update public.profiles profile
  set avatar = jsonb_build_object('media_id', medium.id, 'blurhash', medium.blurhash, 'alt_text', medium.alt_text, 'variants', medium.variants)
  where profile.id = medium.owner_id;
  delete from private.media earlier
  where earlier.owner_id = medium.owner_id and earlier.purpose = 'avatar' and earlier.status in ('ready', 'failed')
    and earlier.id <> medium.id;
end
$$;
comment on function private.show_avatar is 'Makes a ready picture its owner''s avatar and deletes the earlier one. The avatar is locked (private.lock_avatar).';

create function private.lock_avatar(owner_id uuid) returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  perform from public.profiles profile where profile.id = lock_avatar.owner_id for no key update;
end
$$;
comment on function private.lock_avatar is '
Until the transaction ends nobody else gives somebody another avatar or takes it away. Taken before the picture: an account that is
deleted takes its profile first and then its media.';

create function private.tell_conversion(is_possible boolean) returns boolean
language sql volatile
set search_path = ''
as $$
  -- A worker without ffmpeg is heard only when none has said for a while that it has it.
  insert into private.media_conversion as conversion (is_possible) values (tell_conversion.is_possible)
  on conflict (is_only) do update set is_possible = excluded.is_possible, told_at = now()
  where excluded.is_possible or not conversion.is_possible or conversion.told_at < now() - interval '3 minutes';
  select conversion.is_possible from private.media_conversion conversion
$$;
comment on function private.tell_conversion is '
Says whether a worker can convert video and sound, as each does once a minute, and returns whether any can.';

create function private.fail_unconvertible() returns bigint
language sql volatile
set search_path = ''
as $$
  select count(*) filter (where private.fail_media(medium.id, null,
    'Video and sound cannot be processed here at the moment. Upload the file again later.'))
  from private.media medium
  where medium.status = 'processing' and medium.kind in ('video', 'audio') and medium.completed_at < now() - interval '1 minute'
$$;
comment on function private.fail_unconvertible is 'Gives up the video and sound that waits for a worker which nobody has, and returns how many.';
