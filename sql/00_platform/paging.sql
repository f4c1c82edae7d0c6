-- Lists are paged by an opaque cursor. It holds the sort key of the last row given out, so the next page is
-- one index range and rows that arrive meanwhile move nothing.
create function private.page_size(page_size int) returns int
language plpgsql immutable
set search_path = ''
as $$
begin
  if page_size is null or page_size not between 1 and 100 then
    perform private.raise('INVALID_PAGE_SIZE', 'page_size must be between 1 and 100.', 422);
  end if;
  return page_size;
end
$$;

comment on function private.page_size is 'Returns its argument if it is 1 to 100. Errors: INVALID_PAGE_SIZE.';
grant execute on function private.page_size to anon, authenticated, service_role;

create function private.encode_cursor(last_id uuid) returns text
language plpgsql immutable strict
set search_path = ''
as $$
begin
  return rtrim(translate(encode(uuid_send(last_id), 'base64'), '+/', '-_'), '=');
end
$$;

comment on function private.encode_cursor is 'An opaque cursor (base64url) for lists sorted by a version 7 identifier.';
grant execute on function private.encode_cursor to anon, authenticated, service_role;

create function private.decode_cursor(cursor text) returns uuid
language plpgsql immutable
set search_path = ''
as $$
begin
  -- The first page: everything comes before this. A list can so always ask for `id < …`, one range of its index;
  -- "or the cursor is null" would make that a filter in a kept plan.
  if cursor is null then
    return 'ffffffff-ffff-ffff-ffff-ffffffffffff';
  end if;
  if cursor !~ '^[A-Za-z0-9_-]{22}$' then
    perform private.raise('INVALID_CURSOR', 'This cursor was not made by this list.', 422);
  end if;
  return encode(decode(translate(cursor, '-_', '+/') || '==', 'base64'), 'hex')::uuid;
end
$$;

comment on function private.decode_cursor is '
The identifier inside a cursor, or the highest there is when there is no cursor: for lists from the newest to the oldest.
Errors: INVALID_CURSOR.';
grant execute on function private.decode_cursor to anon, authenticated, service_role;

create function private.encode_ranked_cursor(last_rank int, last_id uuid) returns text
language plpgsql immutable strict
set search_path = ''
as $$
begin
  return rtrim(translate(encode(int4send(last_rank) || uuid_send(last_id), 'base64'), '+/', '-_'), '=');
end
$$;

comment on function private.encode_ranked_cursor is 'An opaque cursor (base64url) for lists sorted by a number and then by an identifier.';
grant execute on function private.encode_ranked_cursor to authenticated, service_role;

create function private.decode_ranked_cursor(cursor text, out rank int, out id uuid)
language plpgsql immutable
set search_path = ''
as $$
declare
  bytes bytea;
begin
  if cursor is null then
    rank := 2147483647;
    id := 'ffffffff-ffff-ffff-ffff-ffffffffffff';
    return;
  end if;
  if cursor !~ '^[A-Za-z0-9_-]{27}$' then
    perform private.raise('INVALID_CURSOR', 'This cursor was not made by this list.', 422);
  end if;
  bytes := decode(translate(cursor, '-_', '+/') || '=', 'base64');
  rank := ('x' || encode(substring(bytes for 4), 'hex'))::bit(32)::int;
  id := encode(substring(bytes from 5), 'hex')::uuid;
end
$$;

comment on function private.decode_ranked_cursor is '
The number and the identifier inside a ranked cursor; without a cursor the greatest there are, where a list that falls
begins. Errors: INVALID_CURSOR.';
grant execute on function private.decode_ranked_cursor to authenticated, service_role;

create function private.page(items jsonb[], ids uuid[], page_size int) returns jsonb
language plpgsql immutable
set search_path = ''
as $$
begin
  return jsonb_build_object(
    -- The array as it is: to_jsonb would build all of it once more.
    'items', coalesce(items[1:page_size], '{}'),
    'next_cursor', case when cardinality(ids) > page_size then private.encode_cursor(ids[page_size]) end);
end
$$;
comment on function private.page is '
A page of a list, {items, next_cursor}, from what was found for it: items and the identifiers that sort them, in order,
and one more than the page holds if there is a next page.';
