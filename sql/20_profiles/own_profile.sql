create function private.own_profile(account_id uuid) returns jsonb
language sql stable
set search_path = ''
as $$
  select jsonb_build_object(
    'id', account.id, 'username', account.username, 'email', account.email,
    'email_verified', account.email_verified_at is not null, 'phone', account.phone,
    'birth_date', account.birth_date, 'app_role', account.app_role,
    'first_name', profile.first_name, 'last_name', profile.last_name, 'avatar', profile.avatar, 'gender', profile.gender,
    'looking_for', profile.looking_for, 'pronouns', profile.pronouns, 'bio', profile.bio, 'links', profile.links,
    'is_private', profile.is_private, 'verified_at', profile.verified_at,
    'interests', array(
      select interest from public.profile_interests chosen where chosen.profile_id = account.id order by interest),
    'location', (
      select jsonb_build_object('latitude', place.latitude, 'longitude', place.longitude)
      from private.locations place where place.profile_id = account.id),
    'created_at', account.created_at)
  from private.accounts account
  join public.profiles profile on profile.id = account.id
  where account.id = own_profile.account_id
$$;
comment on function private.own_profile is 'A person''s own profile with the private fields, as GET auth/me answers it.';
