-- Identifiers whose order is the order in which they were made: new rows land on the right edge of every
-- index, and a page cursor needs no second column.
create function private.uuid_v7() returns uuid
-- PL/pgSQL, since it is the default of many a primary key: a SQL function would be planned for every row.
language plpgsql volatile
set search_path = ''
as $$
declare
  microseconds bigint := extract(epoch from clock_timestamp()) * 1000000;
begin
  -- 48 bits of milliseconds, 4 bits of version, 12 bits of the fraction of the millisecond; the rest, variant
  -- included, is that of a random version 4 uuid.
  return encode(overlay(uuid_send(gen_random_uuid())
    placing int8send(((microseconds / 1000) << 16) | (7 << 12) | (microseconds % 1000 * 4096 / 1000)) from 1), 'hex')::uuid;
end
$$;

comment on function private.uuid_v7 is '
A time-ordered identifier, UUID version 7 (RFC 9562 section 5.7, with the fraction of method 3): it sorts by the
microsecond in which it was made, and has 62 random bits.';
grant execute on function private.uuid_v7 to service_role;

create function private.uuid_v7_at(at timestamptz) returns uuid
language plpgsql immutable strict parallel safe
set search_path = ''
as $$
begin
  return encode(overlay(decode('00000000000070008000000000000000', 'hex')
    placing substring(int8send((greatest(extract(epoch from at), 0) * 1000)::bigint) from 3) from 1), 'hex')::uuid;
end
$$;
comment on function private.uuid_v7_at is 'The least identifier that private.uuid_v7() makes from a moment on: for ranges of time in lists sorted by one.';
