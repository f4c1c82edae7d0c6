create function private.notification_kinds() returns text[]
language sql immutable
set search_path = ''
as $$
  -- What moderators decide about somebody is always said.
  select array['follow', 'follow_request', 'follow_accept', 'connection_request', 'connection_accept', 'like', 'comment', 'reply', 'mention',
    'share', 'message_request', 'missed_call', 'match', 'group_add', 'group_invite', 'viral', 'system']
$$;
comment on function private.notification_kinds is 'The kinds of notifications that a person can turn off.';

-- What Postgres takes for a zone is more than the names there are: any letters with an offset, in any case. As many runs of a schedule.
create function private.named_time_zone(name text) returns text
language sql stable
set search_path = ''
as $$
  select zone.name from pg_catalog.pg_timezone_names zone
  where lower(zone.name) = lower(named_time_zone.name)
    and zone.name !~ '^(posix|right)/' and zone.name not in ('Factory', 'localtime', 'posixrules')
$$;
comment on function private.named_time_zone is 'A time zone of the IANA list as it is written there; null where there is none of this name.';

create function public.get_notification_settings() returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return private.get_notification_settings();
end
$$;
comment on function public.get_notification_settings is '
What the caller wants to be told: {kinds: {follow: true|false, …}, strangers: list|box|none, time_zone, language}. `strangers`: whether that which
comes from people whom the caller neither follows nor is connected with stands in the list, in a box of its own that is not in the badge, or
nowhere. `time_zone`: by whose clock quiet hours and what is told at an hour of the day go; UTC until a client has set it. `language`: in
which mails are written, such as de-at; null goes by the device that pushes were last registered for.
Errors: NOT_AUTHENTICATED.';
grant execute on function public.get_notification_settings to authenticated;

create function private.get_notification_settings() returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  settings private.notification_settings;
begin
  select * into settings from private.notification_settings own where own.person_id = private.caller_id();
  return jsonb_build_object('strangers', coalesce(settings.strangers, 'list'), 'time_zone', coalesce(settings.time_zone, 'UTC'),
    'language', settings.language, 'kinds', (
    select jsonb_object_agg(kind, (kind = any (settings.off_kinds)) is not true) from unnest(private.notification_kinds()) kind));
end
$$;
comment on function private.get_notification_settings is 'The step of get_notification_settings that reads. Errors: NOT_AUTHENTICATED.';
grant execute on function private.get_notification_settings to authenticated;

create function public.set_notification_settings(changes jsonb) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.set_notification_settings(set_notification_settings.changes);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$$;
comment on function public.set_notification_settings is '
Changes some of what get_notification_settings returns, and returns it all: {kinds: {like: false}, strangers: "box", time_zone:
"Europe/Berlin", language: "de-AT"}. It counts for what comes from then on. Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, INVALID_SETTINGS, RATE_LIMITED.';
grant execute on function public.set_notification_settings to authenticated;

create function private.set_notification_settings(changes jsonb) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.active_caller_id();
  kinds jsonb := coalesce(changes -> 'kinds', '{}');
  zone text;
begin
  perform private.check_keys(changes, 'INVALID_SETTINGS', array['kinds', 'strangers', 'time_zone', 'language']);
  perform private.check_keys(kinds, 'INVALID_SETTINGS', private.notification_kinds());
  if exists (select from jsonb_each(kinds) chosen where jsonb_typeof(chosen.value) <> 'boolean') then
    perform private.raise('INVALID_SETTINGS', 'kinds must say true or false of each.', 422);
  end if;
  if changes ? 'strangers' and (changes ->> 'strangers' in ('list', 'box', 'none')) is not true then
    perform private.raise('INVALID_SETTINGS', 'strangers must be list, box or none.', 422);
  end if;
  if changes ->> 'language' !~* '^[a-z]{2,3}(-[a-z0-9]{2,8}){0,3}$' then
    perform private.raise('INVALID_SETTINGS', 'language must be a tag such as de or de-AT, or null.', 422);
  end if;
  perform private.take_token('set_settings', caller::text);
  if changes ? 'time_zone' then
    zone := private.named_time_zone(changes ->> 'time_zone');
    if zone is null then
      perform private.raise('INVALID_SETTINGS', 'time_zone must be the name of one, such as Europe/Berlin.', 422);
    end if;
  end if;
  insert into private.notification_settings (person_id) values (caller) on conflict do nothing;
  update private.notification_settings settings
  set strangers = coalesce(changes ->> 'strangers', settings.strangers), time_zone = coalesce(zone, settings.time_zone),
    language = case when changes ? 'language' then lower(changes ->> 'language') else settings.language end,
    off_kinds = array(
      select kind from unnest(private.notification_kinds()) kind
      where not coalesce((kinds ->> kind)::boolean, kind <> all (settings.off_kinds)))
  where settings.person_id = caller;
  return private.get_notification_settings();
end
$$;
comment on function private.set_notification_settings is 'The step of set_notification_settings that writes. Errors: as set_notification_settings.';
grant execute on function private.set_notification_settings to authenticated;

create function public.mute_notifications(target text, target_id uuid, muted boolean default true) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.mute_notifications(mute_notifications.target, mute_notifications.target_id, mute_notifications.muted);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$$;
comment on function public.mute_notifications is '
Tells the caller nothing any more of what a person does (`target` person; it also leaves what is there), or of what happens at a post (post; mentions are told).
With muted false again. {target, target_id, muted}. The other is not told.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, INVALID_ARGUMENT, SELF_TARGET, USER_NOT_FOUND, POST_NOT_FOUND, RATE_LIMITED.';
grant execute on function public.mute_notifications to authenticated;

create function private.mute_notifications(target text, target_id uuid, muted boolean) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.active_caller_id();
begin
  if (target in ('person', 'post')) is not true or target_id is null or muted is null then
    perform private.raise('INVALID_ARGUMENT', 'target must be person or post.', 422);
  end if;
  perform private.take_token('set_settings', caller::text);
  if target = 'person' and muted then
    perform private.begin_with(target_id);
    perform private.require_person(target_id);
    insert into private.notification_muted_people (person_id, muted_id) values (caller, mute_notifications.target_id) on conflict do nothing;
  elsif target = 'person' then
    delete from private.notification_muted_people mute where mute.person_id = caller and mute.muted_id = mute_notifications.target_id;
  elsif muted then
    perform private.readable_post(target_id);
    insert into private.notification_muted_posts (person_id, post_id) values (caller, mute_notifications.target_id) on conflict do nothing;
  else
    delete from private.notification_muted_posts mute where mute.person_id = caller and mute.post_id = mute_notifications.target_id;
  end if;
  return jsonb_build_object('target', target, 'target_id', target_id, 'muted', muted);
end
$$;
comment on function private.mute_notifications is 'The step of mute_notifications that writes. Errors: as mute_notifications.';
grant execute on function private.mute_notifications to authenticated;
