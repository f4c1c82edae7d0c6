create function private.nearest_ban(forms bit(256)[], out ban_id uuid, out reason text, out distance int)
language plpgsql stable
set search_path = ''
-- The planner takes any array of slots for a large part of the table, and would send for helpers.
set enable_seqscan = off
set max_parallel_workers_per_gather = 0
as $$
begin
  select banned.id, banned.reason, bit_count(banned.hash # form.hash) into ban_id, reason, distance
  from unnest(forms) form (hash)
  -- A slot at a time: GIN compares each row that it finds with all keys of its scan, and 272 of them would cost more than the rows.
  cross join lateral unnest(private.pdq_slots(form.hash)) slot
  cross join lateral (
    select known.id, known.reason, known.hash
    from private.banned_media known
    where private.pdq_slots(known.hash) && array(select slot # case bit when 16 then 0 else 1 << bit end from generate_series(0, 16) bit)
      and bit_count(known.hash # form.hash) <= 31
  ) banned
  order by 3
  limit 1;
end
$$;
comment on function private.nearest_ban is '
The banned picture that is nearest to one of these hashes, up to a distance of 31 of 256 bits; nulls when none is. Looks where one of sixteen slots differs in
at most one bit: with a million bans a few thousand rows.';

create function private.settle_media(media_id uuid, attempt int, result jsonb, is_whole boolean) returns boolean
language plpgsql volatile
set search_path = ''
as $$
declare
  medium private.media;
  found record;
  made jsonb := result - 'hashes';
begin
  select * into medium from private.media known
  where known.id = settle_media.media_id and known.attempt = settle_media.attempt and private.is_in_works(known)
  for update;
  if medium.id is null then
    return false;
  end if;
  insert into private.media_hashes as known (media_id, frame, hash, quality)
  select medium.id, place, ('x' || (frame #>> '{forms,0}'))::bit(256), (frame ->> 'quality')::int
  from jsonb_array_elements(result -> 'hashes') with ordinality hashed (frame, place)
  on conflict on constraint media_hashes_pkey do update set hash = excluded.hash, quality = excluded.quality;
  found := private.nearest_ban(array(
    select ('x' || form)::bit(256) from jsonb_array_elements(result -> 'hashes') frame, jsonb_array_elements_text(frame -> 'forms') form
    where (frame ->> 'quality')::int >= 50));
  if found.ban_id is null and not exists (select from private.held_media held where held.media_id = medium.id) then
    return private.finish_media(medium.id, attempt, made, is_whole);
  end if;
  update private.banned_media banned set hits = banned.hits + 1
  where banned.id = found.ban_id and not exists (select from private.held_media held where held.media_id = medium.id);
  insert into private.held_media as held (media_id, ban_id, distance, result, attempt, is_whole)
  values (medium.id, found.ban_id, coalesce(found.distance, 0), made, attempt, is_whole)
  on conflict on constraint held_media_pkey do update set result = excluded.result, attempt = excluded.attempt, is_whole = excluded.is_whole;
  if found.ban_id is not null then
    perform private.emit('flag', medium.owner_id, medium.owner_id, medium.id, jsonb_build_object(
      'target', 'media', 'source', 'media', 'reason', found.reason, 'severity', 4, 'score', 1 - found.distance / 256.0));
  end if;
  return true;
end
$$;
comment on function private.settle_media is '
As finish_media, with `hashes` in the result: [{forms: [eight hashes in hexadecimal], quality}]. What looks like something banned is held: its owner is told
nothing, to whom it goes on being processed, and moderators are. False as in finish_media.
Emits flag (subject: the author, target: the thing, details: {target, source, reason, severity, score, terms, rule, held}): the author is the owner, target and source are
media, reason that of the ban, severity 4, score: the share of bits that are alike.';
