-- A point in the log is a snapshot of transactions. Neither times nor sequences would do: both are given out before their
-- transactions commit, so a reader would pass over what commits late. What one snapshot sees and an earlier one did not is
-- exactly what was committed in between, whoever is writing meanwhile. Source: PostgreSQL manual, 9.27.8, "Transaction ID
-- and Snapshot Information Functions".
create function private.was_changed(changed_in xid8, span private.sync_range) returns boolean
language plpgsql immutable
set search_path = ''
as $$
begin
  return not pg_visible_in_snapshot(changed_in, span.since) and pg_visible_in_snapshot(changed_in, span.until);
end
$$;
comment on function private.was_changed is 'Whether a transaction lies between two snapshots.';

create function private.encode_sync_range(span private.sync_range) returns text
language plpgsql immutable
set search_path = ''
as $$
begin
  return rtrim(translate(
    encode(convert_to(concat_ws('/', span.since, span.until, span.conversation_id, span.seq), 'utf8'), 'base64'), E'+/\n', '-_'), '=');
end
$$;
comment on function private.encode_sync_range is '
An opaque point (base64url): one snapshot, or where a sync of several pages has come to. Nothing in it is secret or trusted.';

create function private.decode_sync_range(since text) returns private.sync_range
language plpgsql stable
set search_path = ''
as $$
declare
  span private.sync_range;
  parts text[];
begin
  if since is null then
    span.since := pg_current_snapshot();
    span.until := span.since;
    return span;
  end if;
  if length(since) > 8000 or since !~ '^[A-Za-z0-9_-]+$' then
    raise invalid_text_representation;
  end if;
  parts := string_to_array(
    convert_from(decode(translate(since, '-_', '+/') || repeat('=', (4 - length(since) % 4) % 4), 'base64'), 'utf8'), '/');
  if cardinality(parts) not in (1, 4) then
    raise invalid_text_representation;
  end if;
  span.since := parts[1]::pg_snapshot;
  span.until := coalesce(parts[2]::pg_snapshot, pg_current_snapshot());
  span.conversation_id := parts[3];
  span.seq := parts[4];
  return span;
exception when data_exception then
  perform private.raise('INVALID_CURSOR', 'This point was not given by sync.', 422);
end
$$;
comment on function private.decode_sync_range is 'The range behind a point that sync gave; from now on, without one. Errors: INVALID_CURSOR.';
