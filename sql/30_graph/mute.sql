create function public.mute(user_id uuid, until timestamptz default null) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.mute(mute.user_id, mute.until);
end
$$;
comment on function public.mute is '
Keeps what somebody does out of the caller''s feeds and notifications, up to the time `until`, or until unmute. The other
is not told. Repeating it changes the time. Returns the relationship, as follow.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, SELF_TARGET, USER_NOT_FOUND, INVALID_ARGUMENT.';
grant execute on function public.mute to authenticated;

create function private.mute(user_id uuid, until timestamptz) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.begin_with(user_id);
begin
  if until <= now() then
    perform private.raise('INVALID_ARGUMENT', 'until must be in the future.', 422);
  end if;
  perform private.require_person(user_id);
  insert into public.mutes (muter_id, muted_id, until) values (caller, user_id, coalesce(mute.until, 'infinity'))
  on conflict on constraint mutes_pkey do update set until = excluded.until;
  return private.relationship(user_id);
end
$$;
comment on function private.mute is 'The step of mute that writes. Errors: as mute.';
grant execute on function private.mute to authenticated;

create function public.unmute(user_id uuid) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.unmute(unmute.user_id);
end
$$;
comment on function public.unmute is '
Ends a mute. Repeating it changes nothing. Returns the relationship, as follow.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, SELF_TARGET, USER_NOT_FOUND.';
grant execute on function public.unmute to authenticated;

create function private.unmute(user_id uuid) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.begin_with(user_id);
begin
  delete from public.mutes where muter_id = caller and muted_id = unmute.user_id;
  if not found then
    perform private.require_person(user_id);
  end if;
  return private.relationship(user_id);
end
$$;
comment on function private.unmute is 'The step of unmute that writes. Errors: as unmute.';
grant execute on function private.unmute to authenticated;
