create function private.push_kinds() returns text[]
language sql immutable
set search_path = ''
as $$ select private.notification_kinds() || private.critical_push_kinds() $$;
comment on function private.push_kinds is 'The kinds of pushes that a person can turn off. What moderators decide is always said.';

create function private.critical_push_kinds() returns text[]
language sql immutable
set search_path = ''
as $$ select array['message', 'call', 'match_prompt'] $$;
comment on function private.critical_push_kinds is 'What somebody waits for: outside the budget, and in quiet hours unless the person says otherwise.';

create function public.get_push_settings() returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return private.get_push_settings();
end
$$;
comment on function public.get_push_settings is '
What the caller wants pushed: {kinds: {message: true|false, …}, previews: whether a message''s words are in it, quiet_from, quiet_until: hours of the day
(22:00) by the time_zone of get_notification_settings, or null, quiet_for_all: messages, calls and match prompts keep them too, mail_digests: whether a mail says what there is after days
away, budget: how many pushes a day there are besides these, server_key: what browsers subscribe with, null while the worker has none}.
Errors: NOT_AUTHENTICATED.';
grant execute on function public.get_push_settings to authenticated;

create function private.get_push_settings() returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  caller uuid := private.caller_id();
  own private.push_wishes;
  off text[] := (select stored.off_kinds from private.push_settings stored where stored.person_id = caller);
begin
  select * into own from private.push_wishes wishes where wishes.person_id = caller;
  return jsonb_build_object(
    'kinds', (select jsonb_object_agg(kind, (kind = any (off)) is not true) from unnest(private.push_kinds()) kind),
    'previews', own.previews, 'quiet_from', to_char(own.quiet_from, 'HH24:MI'), 'quiet_until', to_char(own.quiet_until, 'HH24:MI'),
    'quiet_for_all', own.quiet_for_all, 'mail_digests', own.mail_digests,
    'budget', private.push_budget(caller), 'server_key', private.setting('push_server_key'));
end
$$;
comment on function private.get_push_settings is 'The step of get_push_settings that reads. Errors: NOT_AUTHENTICATED.';
grant execute on function private.get_push_settings to authenticated;

create function public.set_push_settings(changes jsonb) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.set_push_settings(set_push_settings.changes);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$$;
comment on function public.set_push_settings is '
Changes some of what get_push_settings returns, and returns it all: {kinds: {like: false}, quiet_from: "22:00", quiet_until: "08:00"}.
It counts for what is sent from then on, also of what waits. Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, INVALID_SETTINGS, RATE_LIMITED.';
grant execute on function public.set_push_settings to authenticated;

create function private.set_push_settings(changes jsonb) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.active_caller_id();
  kinds jsonb := coalesce(changes -> 'kinds', '{}');
begin
  perform private.check_keys(changes, 'INVALID_SETTINGS', array['kinds', 'previews', 'quiet_from', 'quiet_until', 'quiet_for_all', 'mail_digests']);
  perform private.check_keys(kinds, 'INVALID_SETTINGS', private.push_kinds());
  if exists (select from jsonb_each(kinds || jsonb_strip_nulls(jsonb_build_object(
      'previews', changes -> 'previews', 'quiet_for_all', changes -> 'quiet_for_all', 'mail_digests', changes -> 'mail_digests'))) chosen
      where jsonb_typeof(chosen.value) <> 'boolean') then
    perform private.raise('INVALID_SETTINGS', 'kinds, previews, quiet_for_all and mail_digests say true or false.', 422);
  end if;
  if (changes ->> 'quiet_from' is null) <> (changes ->> 'quiet_until' is null)
    or coalesce(changes ->> 'quiet_from', '00:00') !~ '^([01]\d|2[0-3]):[0-5]\d$'
    or coalesce(changes ->> 'quiet_until', '00:00') !~ '^([01]\d|2[0-3]):[0-5]\d$' then
    perform private.raise('INVALID_SETTINGS', 'quiet_from and quiet_until are both hours of the day, such as 22:00, or both null.', 422);
  end if;
  perform private.take_token('set_settings', caller::text);
  insert into private.push_settings (person_id) values (caller) on conflict do nothing;
  update private.push_settings stored
  set previews = coalesce((changes ->> 'previews')::boolean, stored.previews),
    quiet_for_all = coalesce((changes ->> 'quiet_for_all')::boolean, stored.quiet_for_all),
    mail_digests = coalesce((changes ->> 'mail_digests')::boolean, stored.mail_digests),
    quiet_from = case when changes ? 'quiet_from' then (changes ->> 'quiet_from')::time else stored.quiet_from end,
    quiet_until = case when changes ? 'quiet_until' then (changes ->> 'quiet_until')::time else stored.quiet_until end,
    off_kinds = array(
      select kind from unnest(private.push_kinds()) kind
      where not coalesce((kinds ->> kind)::boolean, kind <> all (stored.off_kinds)))
  where stored.person_id = caller;
  perform private.look_again(caller);
  return private.get_push_settings();
end
$$;
comment on function private.set_push_settings is 'The step of set_push_settings that writes. Errors: as set_push_settings.';
grant execute on function private.set_push_settings to authenticated;

create function private.look_again(person_id uuid) returns void
language sql volatile
set search_path = ''
as $$
  update private.pushes waiting set due_at = now()
  where waiting.person_id = look_again.person_id and waiting.state = 'waiting' and waiting.due_at > now()
$$;
comment on function private.look_again is 'What waits for the end of hours that are other ones now is decided anew.';
