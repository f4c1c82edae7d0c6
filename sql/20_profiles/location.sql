create function public.set_location(latitude double precision, longitude double precision) returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  perform private.place_caller(set_location.latitude, set_location.longitude);
end
$$;
comment on function public.set_location is '
Says where the caller is, in degrees (WGS 84), and with that consents to it being used: for distances, which others see
rounded between areas of about 5 km, and for what is nearby. clear_location takes it back.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, INVALID_LOCATION, RATE_LIMITED.';
grant execute on function public.set_location to authenticated;

create function public.clear_location() returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  perform private.forget_place_of_caller();
end
$$;
comment on function public.clear_location is 'Forgets where the caller is. Idempotent. Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED.';
grant execute on function public.clear_location to authenticated;

create function private.place_caller(latitude double precision, longitude double precision) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.active_caller_id();
begin
  if (latitude between -90 and 90 and longitude between -180 and 180) is not true then
    perform private.raise('INVALID_LOCATION', 'latitude must be -90 to 90 and longitude -180 to 180.', 422);
  end if;
  perform private.take_token('set_location', caller::text);
  insert into private.locations as place (profile_id, latitude, longitude)
  values (caller, place_caller.latitude, place_caller.longitude)
  on conflict (profile_id) do update
    set latitude = excluded.latitude, longitude = excluded.longitude, updated_at = now();
end
$$;
comment on function private.place_caller is 'The step of set_location that writes. Errors: as set_location.';
grant execute on function private.place_caller to authenticated;

create function private.forget_place_of_caller() returns void
language sql volatile security definer
set search_path = ''
as $$
  delete from private.locations where profile_id = private.active_caller_id()
$$;
comment on function private.forget_place_of_caller is 'The step of clear_location that writes. Errors: as clear_location.';
grant execute on function private.forget_place_of_caller to authenticated;
