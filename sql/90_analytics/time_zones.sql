create function private.is_kept(time_zone text) returns boolean
language sql stable
set search_path = ''
as $$
  select exists (select from private.kept_time_zones zone where zone.time_zone = is_kept.time_zone and zone.kept_since is not null)
$$;
comment on function private.is_kept is 'Whether private.activity_days has the days of a time zone.';

create function private.keep_time_zone(time_zone text) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  admin uuid := private.active_admin_id();
begin
  perform private.check_time_zone(keep_time_zone.time_zone);
  insert into private.kept_time_zones (time_zone)
  select keep_time_zone.time_zone
  where (select count(*) from private.kept_time_zones) < 12
  on conflict do nothing;
  if found then
    perform private.log_administration('time_zone_kept', admin, jsonb_build_object('time_zone', keep_time_zone.time_zone));
  end if;
  if not exists (select from private.kept_time_zones zone where zone.time_zone = keep_time_zone.time_zone) then
    perform private.raise('INVALID_ARGUMENT', 'Twelve time zones are kept already.', 422);
  end if;
end
$$;
comment on function private.keep_time_zone is 'The step of analytics.keep_time_zone that writes. Errors: as there.';
grant execute on function private.keep_time_zone to authenticated;

create function analytics.keep_time_zone(time_zone text) returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  perform private.keep_time_zone(time_zone);
end
$$;
comment on function analytics.keep_time_zone is '
For admins: from a second later on, people are counted by the days of this time zone as they come, so that its figures cost no more than those of UTC. Those of
others are the same, and made when they are asked for. Twelve at most; repeating it changes nothing.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_ARGUMENT.';
grant execute on function analytics.keep_time_zone to authenticated;
