-- Definer, because age, distance and what a person shows come from tables that no client may read.
create function private.shown_profile(username text, user_id uuid) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  caller uuid := private.caller_id();
  wanted uuid := user_id;
  found_profile jsonb;
begin
  if num_nonnulls(username, user_id) <> 1 then
    perform private.raise('INVALID_PROFILE', 'Give either username or user_id.', 422);
  end if;
  if wanted is null then
    select account.id into wanted from private.accounts account where account.username = lower(private.trimmed(shown_profile.username));
  end if;
  select jsonb_build_object(
    'id', profile.id, 'username', profile.username, 'first_name', profile.first_name, 'last_name', profile.last_name,
    'avatar', profile.avatar, 'gender', profile.gender, 'pronouns', profile.pronouns, 'bio', profile.bio, 'links', profile.links,
    'looking_for', profile.looking_for,
    'interests', array(
      select chosen.interest from public.profile_interests chosen where chosen.profile_id = profile.id order by chosen.interest),
    'is_private', profile.is_private, 'verified_at', profile.verified_at,
    'age', case when settings.show_age then private.age(account.birth_date) end,
    'distance_km', case when settings.show_distance and profile.id <> caller then private.shown_distance_km(
      (select theirs.cell from private.locations theirs where theirs.profile_id = profile.id),
      (select own.cell from private.locations own where own.profile_id = caller)) end,
    'created_at', profile.created_at)
  into found_profile
  from private.visible_people visible
  cross join lateral (select (visible.profile).*) profile
  join private.accounts account on account.id = profile.id
  join private.profile_settings settings on settings.profile_id = profile.id
  where visible.id = wanted;
  if found_profile is null then
    perform private.raise('USER_NOT_FOUND', 'There is no such person.', 404);
  end if;
  return found_profile;
end
$$;
comment on function private.shown_profile is '
A person as the caller may see them: the profile of get_profile, which adds what the graph knows.
Errors: NOT_AUTHENTICATED, INVALID_PROFILE (none or both given), USER_NOT_FOUND (also across a block).';
grant execute on function private.shown_profile to authenticated;
