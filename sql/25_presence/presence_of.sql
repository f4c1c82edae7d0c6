create function public.presence_of(user_ids uuid[]) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.shown_presence(user_ids);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$$;
comment on function public.presence_of is '
Whether people are there: {items: [{user_id, status: online|away|offline, last_seen_at}]}, for up to 100 `user_ids`, without
those who do not exist or are hidden from the caller. `status` is null for who does not show it, or has a
private account that the caller neither follows nor is connected with, or is a minor to an adult or the other way round, and
`last_seen_at`, to the minute, for who is online, or does not show it, or does not show the status.
Errors: NOT_AUTHENTICATED, INVALID_PRESENCE, RATE_LIMITED.';
grant execute on function public.presence_of to authenticated;

create function private.shown_presence(user_ids uuid[]) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.caller_id();
begin
  perform private.take_token('presence_of', caller::text);
  if (cardinality(user_ids) <= 100) is not true then
    perform private.raise('INVALID_PRESENCE', 'user_ids must be a list of at most 100.', 422);
  end if;
  return (
    select jsonb_build_object('items', coalesce(jsonb_agg(
      jsonb_build_object(
        'user_id', settings.profile_id,
        'status', case when is_shown then now_is.status end,
        'last_seen_at', case when is_shown and settings.show_last_seen and now_is.status = 'offline'
          then date_trunc('minute', coalesce(present.seen_at, past.seen_at)) end)
      order by settings.profile_id), '[]'))
    from private.profile_settings settings
    join private.visible_people visible on visible.id = settings.profile_id
    left join private.presence present on present.profile_id = settings.profile_id
    left join private.last_seen past on past.profile_id = settings.profile_id
    cross join lateral (
      select settings.show_online and (profile.id = caller or private.may_meet(caller, profile.id) and (not profile.is_private
        or exists (select from public.follows where follower_id = caller and followee_id = profile.id)
        or exists (select from public.connections where person_id = caller and other_id = profile.id))) as is_shown
      from public.profiles profile where profile.id = settings.profile_id
    ) seen
    cross join lateral (select case
      when present.active_at > now() - private.presence_lifetime() then 'online'
      when present.seen_at > now() - private.presence_lifetime() then 'away'
      else 'offline'
    end) as now_is (status)
    where settings.profile_id = any (user_ids)
  );
end
$$;
comment on function private.shown_presence is 'Whether people are there, as far as the caller may know. Errors: as presence_of.';
grant execute on function private.shown_presence to authenticated;
