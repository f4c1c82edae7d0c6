-- In place of the helper of this name, by a superuser: what Linux says this backend has had of a processor, so that a busy machine changes nothing.
drop function tests.processor_ms();
create function tests.processor_ms() returns double precision
language sql volatile security definer
set search_path = ''
as $$
  select coalesce(split_part(pg_read_file('/proc/self/schedstat', true), ' ', 1)::double precision / 1e6, date_part('epoch', clock_timestamp()) * 1000)
$$;
grant execute on function tests.processor_ms to public;
