create function private.media_view(medium private.media) returns jsonb
-- PL/pgSQL, because a list asks for one after the other and that keeps its plan.
language plpgsql stable
set search_path = ''
as $$
begin
  return jsonb_build_object(
    'id', medium.id, 'purpose', medium.purpose, 'kind', medium.kind, 'name', medium.name, 'status', medium.status, 'progress', medium.progress,
    'width', medium.width, 'height', medium.height, 'duration_ms', medium.duration_ms, 'blurhash', medium.blurhash,
    'waveform', medium.waveform, 'alt_text', medium.alt_text, 'error', medium.error, 'created_at', medium.created_at)
    || private.with_addresses(medium.folder, jsonb_build_object(
      'variants', medium.variants, 'hls_url', medium.hls_url, 'poster_url', medium.poster_url, 'storyboard', medium.storyboard));
end
$$;
comment on function private.media_view is '
A medium as clients get it, everywhere alike. What belongs to posts
and comments has addresses that expire in one to two hours: read it again after that. Variants of a medium that is private, of a message or shown as proof, have `key` instead of `url`: functions/media signs
them for whoever may read.';
grant execute on function private.media_view to authenticated, service_role;

create function private.sees_media(medium private.media, viewer uuid) returns boolean
language plpgsql stable
set search_path = ''
as $$
declare
  used_for text;
  decider regproc;
  seen boolean := medium.owner_id = viewer;
begin
  foreach used_for in array array[medium.purpose, 'case'] loop
    exit when seen;
    decider := private.seam('sees_media_of_', used_for, '(uuid,uuid)');
    if decider is not null then
      execute format('select %s($1, $2)', decider) into seen using medium.id, viewer;
    end if;
  end loop;
  return seen;
end
$$;
comment on function private.sees_media is '
Whether somebody may see a medium: its owner, and whom the domain that uses it lets. A domain answers for a purpose by
declaring private.sees_media_of_<purpose>(media_id uuid, viewer uuid) returns boolean; without it nobody else does, but for who decides a case about it.';

create function private.get_media(media_id uuid) returns jsonb
language plpgsql stable
set search_path = ''
as $$
declare
  viewer uuid := private.caller_id();
  found_media private.media;
begin
  select * into found_media from private.media medium where medium.id = get_media.media_id;
  if not found or not private.sees_media(found_media, viewer) then
    perform private.raise('MEDIA_NOT_FOUND', 'There is no such medium.', 404);
  end if;
  return private.media_view(found_media);
end
$$;
comment on function private.get_media is '
One medium as media_view gives it. Errors: NOT_AUTHENTICATED, MEDIA_NOT_FOUND (also when the caller may not see it).';

create function private.tell_media_owner(medium private.media) returns void
language sql volatile
set search_path = ''
as $$
  select private.broadcast('user:' || medium.owner_id, 'media', private.media_view(medium))
$$;
comment on function private.tell_media_owner is 'Sends the owner of a medium what has become of it: event `media`, as media_view.';

create function private.with_addresses(folder text, shown jsonb) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  written text := shown::text;
  mark text := '"signed/' || folder || '/';
  -- To the hour, so that everybody gets the same address meanwhile, and caches serve them.
  expires bigint := extract(epoch from date_trunc('hour', now()) + interval '2 hours');
  addresses private.media_addresses;
begin
  if position(mark in written) = 0 then
    return shown;
  end if;
  select * into addresses from private.media_addresses;
  if not found then
    return shown;
  end if;
  return replace(written, mark, format('"%s/%s-%s/%s/', addresses.base_url, expires,
    left(encode(extensions.hmac(expires || '/' || folder, addresses.secret, 'sha256'), 'hex'), 32), folder))::jsonb;
end
$$;
comment on function private.with_addresses is '
Puts an address in the place of each key signed/<folder>/…: <base>/<expiry>-<signature>/<folder>/…, where the expiry is a unix
time and the signature the first 32 hexadecimal digits of HMAC-SHA256("<expiry>/<folder>"). It opens the whole folder, so that
a playlist may name its neighbours. Whoever serves the bucket checks it (docs/media.md). Runs as its owner, who may read the secret.';
grant execute on function private.with_addresses to authenticated, service_role;

create function private.set_media_addresses(base_url text, secret text) returns void
language sql volatile
set search_path = ''
as $$
  insert into private.media_addresses (base_url, secret) values (set_media_addresses.base_url, set_media_addresses.secret)
  on conflict (is_only) do update set base_url = excluded.base_url, secret = excluded.secret
  where media_addresses.base_url <> excluded.base_url or media_addresses.secret <> excluded.secret
$$;
comment on function private.set_media_addresses is 'Says where media are read, and with which secret their addresses are signed. The worker calls it at its start.';
