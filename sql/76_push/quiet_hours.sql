create function private.quiet_until(at timestamptz, quiet_from time, quiet_until time, time_zone text) returns timestamptz
language plpgsql stable
set search_path = ''
as $$
declare
  here timestamp := at at time zone time_zone;
  is_quiet boolean := case when quiet_from < quiet_until then here::time >= quiet_from and here::time < quiet_until
    when quiet_from > quiet_until then here::time >= quiet_from or here::time < quiet_until end;
  till timestamptz;
begin
  if is_quiet is not true then
    return null;
  end if;
  till := (here::date + quiet_until + case when here::time >= quiet_until then interval '1 day' else interval '0' end) at time zone time_zone;
  -- In the night when the clock goes back an hour comes twice: the end of the quiet is the second one, or a minute after this one.
  return case when till > at then till else at + interval '1 hour' end;
end
$$;
comment on function private.quiet_until is '
When the quiet hours end that run at this moment, by the clock on the person''s wall; null when none do. An hour that a night in spring leaves out ends
with what comes instead, and one that comes twice in autumn is quiet twice.';
