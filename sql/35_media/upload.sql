-- What functions/media needs of the database. It connects as `postgres` and sets the claims of its caller; no API role
-- may call these.

create function private.start_upload(
  purpose text,
  kind text,
  content_type text,
  byte_size bigint,
  alt_text text,
  lifetime interval,
  name text default null
) returns private.media
language plpgsql volatile
set search_path = ''
as $$
declare
  owner uuid := private.active_caller_id();
  started private.media;
  flags text[];
begin
  if start_upload.kind in ('video', 'audio') and exists (select from private.media_conversion where not is_possible) then
    perform private.raise('MEDIA_CONVERSION_UNAVAILABLE', 'Video and sound cannot be processed here at the moment.', 503,
      details => 'no worker has ffmpeg 5 or newer', headers => '{"Retry-After": "300"}');
  end if;
  perform private.take_media_quota(owner, start_upload.purpose, start_upload.kind, start_upload.byte_size);
  flags := private.moderate_text(concat_ws(E'\n', start_upload.name, start_upload.alt_text));
  insert into private.media (owner_id, purpose, kind, content_type, byte_size, alt_text, expires_at, name)
  values (owner, start_upload.purpose, start_upload.kind,
    lower(private.trimmed(split_part(start_upload.content_type, ';', 1))), start_upload.byte_size,
    start_upload.alt_text, now() + start_upload.lifetime, start_upload.name)
  returning * into started;
  perform private.flag_text('media', started.id, owner, flags);
  return started;
end
$$;
comment on function private.start_upload is '
Makes the row of a medium that is about to be uploaded. `content_type` is kept without parameters; `name`: of a file, and of
nothing else. Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, MEDIA_CONVERSION_UNAVAILABLE, MEDIA_TYPE_NOT_ALLOWED, MEDIA_TOO_LARGE, MEDIA_QUOTA_EXCEEDED,
CONTENT_REJECTED.';

create function private.take_media_quota(owner_id uuid, purpose text, kind text, byte_size bigint) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  allowed private.media_limits;
  used private.media_usage;
  today date := (now() at time zone 'UTC')::date;
  midnight timestamptz := (today + 1)::timestamp at time zone 'UTC';
begin
  select * into allowed from private.media_limits media_limit
  where media_limit.purpose = take_media_quota.purpose and media_limit.kind = take_media_quota.kind;
  if not found then
    perform private.raise('MEDIA_TYPE_NOT_ALLOWED', format('A medium of kind %s cannot be used as %s.', kind, purpose), 422);
  end if;
  if byte_size > allowed.max_bytes then
    perform private.raise('MEDIA_TOO_LARGE', 'The file is too large.', 413, details => format('at most %s bytes', allowed.max_bytes));
  end if;

  insert into private.media_usage as usage (owner_id, day, purpose, kind, uploads, bytes)
  values (take_media_quota.owner_id, today, take_media_quota.purpose, take_media_quota.kind, 1, byte_size)
  on conflict on constraint media_usage_pkey do update
    set uploads = usage.uploads + 1, bytes = usage.bytes + excluded.bytes
    where usage.uploads < allowed.daily_count and usage.bytes + excluded.bytes <= allowed.daily_bytes;
  if found then
    return;
  end if;

  select * into used from private.media_usage usage
  where usage.owner_id = take_media_quota.owner_id and usage.day = today
    and usage.purpose = take_media_quota.purpose and usage.kind = take_media_quota.kind;
  perform private.raise(
    'MEDIA_QUOTA_EXCEEDED', 'That is all you can upload today. Try again tomorrow.', 429,
    details => case when used.uploads >= allowed.daily_count
      then format('%s of %s uploads (%s, %s) used', used.uploads, allowed.daily_count, purpose, kind)
      else format('%s of %s bytes (%s, %s) used', used.bytes, allowed.daily_bytes, purpose, kind) end
      || format(', until %s', to_char(midnight at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')),
    headers => jsonb_build_object('Retry-After', ceil(extract(epoch from midnight - now()))::int::text));
end
$$;
comment on function private.take_media_quota is '
Counts one upload against the limits of the day. Errors: MEDIA_TYPE_NOT_ALLOWED, MEDIA_TOO_LARGE, MEDIA_QUOTA_EXCEEDED
(429, with Retry-After; details: what is used up, and until when).';

create function private.own_media(media_id uuid) returns private.media
language plpgsql stable
set search_path = ''
as $$
declare
  owner uuid := private.active_caller_id();
  found_media private.media;
begin
  select * into found_media from private.media medium where medium.id = own_media.media_id and medium.owner_id = owner;
  if not found then
    perform private.raise('MEDIA_NOT_FOUND', 'There is no such medium.', 404);
  end if;
  return found_media;
end
$$;
comment on function private.own_media is 'The caller''s own medium. Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, MEDIA_NOT_FOUND.';

create function private.begin_multipart_upload(media_id uuid, upload_id text) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  started private.media := private.own_media(media_id);
begin
  update private.media medium set upload_id = begin_multipart_upload.upload_id where medium.id = started.id;
end
$$;
comment on function private.begin_multipart_upload is 'Remembers under which name S3 collects the parts of an upload. Errors: as own_media.';

create function private.begin_completion(media_id uuid) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
declare
  uploaded private.media := private.own_media(media_id);
begin
  if uploaded.status = 'pending' then
    perform private.take_token('complete_upload', uploaded.owner_id::text);
  end if;
  return jsonb_build_object('media', to_jsonb(uploaded), 'view', private.media_view(uploaded));
end
$$;
comment on function private.begin_completion is '
The caller''s own medium, whose upload is about to be checked if it is pending: {media: the row, view: as media_view gives it}.
Errors: as own_media, RATE_LIMITED.';

create function private.complete_upload(media_id uuid, etag text) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
declare
  completed private.media := private.own_media(media_id);
  waiting int;
begin
  -- Of several completions at once one finds the row pending; the others answer what it has become.
  update private.media medium set status = 'processing', completed_at = clock_timestamp(), etag = complete_upload.etag
  where medium.id = completed.id and medium.status = 'pending'
  returning * into completed;
  if not found then
    return private.media_view(private.own_media(media_id));
  end if;
  select count(*) into waiting from private.media medium
  where medium.owner_id = completed.owner_id and medium.status = 'processing';
  -- The more somebody has waiting, the later each next one is due: a person's first goes before everybody's second.
  perform private.enqueue('process-' || completed.kind, jsonb_build_object('id', completed.id),
    priority => -waiting, group_id => completed.owner_id::text);
  perform private.tell_media_owner(completed);
  return private.media_view(completed);
end
$$;
comment on function private.complete_upload is '
Hands an uploaded medium, whose object has been checked and has this ETag, to the worker, and returns it as media_view
does. Idempotent. Errors: as own_media.';

create function private.set_alt_text(media_id uuid, alt_text text) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
declare
  described private.media := private.own_media(media_id);
begin
  perform private.flag_text('media', described.id, described.owner_id, private.moderate_text(alt_text));
  update private.media medium set alt_text = set_alt_text.alt_text where medium.id = described.id returning * into described;
  return private.media_view(described);
end
$$;
comment on function private.set_alt_text is 'Describes a medium for people who cannot see it; null removes the text. Errors: as own_media, CONTENT_REJECTED.';
