-- Identifiers whose order is the order in which they were made: new rows land on the right edge of every
-- index, and a page cursor needs no second column.
create function private.uuid_v7() returns uuid
language sql volatile parallel safe
set search_path = ''
as $$
  select encode(
    -- The variant bits of the random version 4 uuid stay; its first 48 bits give way to the milliseconds
    -- since 1970, and the version in the high half of byte 6 becomes 7.
    set_byte(
      overlay(random placing substring(int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) from 3) from 1),
      6, (get_byte(random, 6) & 15) | 112
    ), 'hex')::uuid
  from uuid_send(gen_random_uuid()) as random
$$;

comment on function private.uuid_v7 is 'A time-ordered identifier, UUID version 7 (RFC 9562 section 5.7): 48 bits of milliseconds, then 74 random bits.';
grant execute on function private.uuid_v7 to service_role;
