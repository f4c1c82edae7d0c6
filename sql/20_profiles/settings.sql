create function public.get_settings() returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return private.caller_settings();
end
$$;
comment on function public.get_settings is '
What the caller allows others: {who_may_message, who_may_add_to_groups: everyone|connections|nobody, show_age,
show_distance, show_online, show_last_seen, read_receipts, discoverable, is_private}. Errors: NOT_AUTHENTICATED.';
grant execute on function public.get_settings to authenticated;

create function public.set_settings(changes jsonb) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.change_settings(set_settings.changes);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$$;
comment on function public.set_settings is '
Changes some of the settings that get_settings returns, and returns them all. Who does not show age, distance or online
state is not found by a search for it either; who is not discoverable is in no search and no suggestion. Who turns read_receipts
off shows nobody what they have read, and sees of nobody what they have.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, INVALID_SETTINGS (details names every wrong or unknown one), RATE_LIMITED.';
grant execute on function public.set_settings to authenticated;

create function private.caller_settings() returns jsonb
language sql stable security definer
set search_path = ''
as $$
  select to_jsonb(settings) - 'profile_id' || jsonb_build_object('is_private', profile.is_private)
  from private.profile_settings settings
  join public.profiles profile on profile.id = settings.profile_id
  where settings.profile_id = private.caller_id()
$$;
comment on function private.caller_settings is 'The settings of the caller. Errors: NOT_AUTHENTICATED.';
grant execute on function private.caller_settings to authenticated;

create function private.change_settings(changes jsonb) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.active_caller_id();
  audiences text[] := array['who_may_message', 'who_may_add_to_groups'];
  problems text;
begin
  perform private.check_keys(changes, 'INVALID_SETTINGS', audiences || array[
    'show_age', 'show_distance', 'show_online', 'show_last_seen', 'read_receipts', 'discoverable', 'is_private']);
  select string_agg(
    format('%s: must be %s', key, case when key = any (audiences) then 'everyone, connections or nobody' else 'true or false' end),
    '; ' order by key)
  into problems
  from jsonb_each(changes) change
  where case when key = any (audiences)
    then value not in ('"everyone"', '"connections"', '"nobody"') else jsonb_typeof(value) <> 'boolean' end;
  if problems is not null then
    perform private.raise('INVALID_SETTINGS', 'The settings cannot be changed like this.', 422, details => problems);
  end if;

  perform private.take_token('set_settings', caller::text);
  update public.profiles profile set is_private = (changes ->> 'is_private')::boolean
  where profile.id = caller and profile.is_private <> (changes ->> 'is_private')::boolean;
  update private.profile_settings settings
  set (who_may_message, who_may_add_to_groups, show_age, show_distance, show_online, show_last_seen, read_receipts, discoverable) = (
    select changed.who_may_message, changed.who_may_add_to_groups, changed.show_age, changed.show_distance,
      changed.show_online, changed.show_last_seen, changed.read_receipts, changed.discoverable
    from jsonb_populate_record(settings, changes) changed)
  where settings.profile_id = caller;
  return private.caller_settings();
end
$$;
comment on function private.change_settings is 'The step of set_settings that writes. Errors: as set_settings.';
grant execute on function private.change_settings to authenticated;
