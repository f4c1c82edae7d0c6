create function public.get_profile(username text default null, user_id uuid default null) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return private.get_profile(username, user_id);
end
$$;
comment on function public.get_profile is '
One person, found by `username` or by `user_id` (one of the two): {id, username, first_name, last_name, avatar, gender,
pronouns, bio, links, looking_for, interests: [slug], is_private, verified_at, age, distance_km, created_at, counts:
{followers, following, connections, posts}, relationship: as follow returns it}. `age` in years and `distance_km`,
rounded between areas of 5 km, are null where the person does not show them; a distance needs that both have set a location. Minors
and adults who are not connected see neither of each other, and no interests. `relationship` is null for oneself. `counts` are without people hidden from the caller, but
with those who are deactivated for a time; `posts` is as many as list_posts gives the caller. The
own profile with its private fields is GET auth/me.
Errors: NOT_AUTHENTICATED, INVALID_PROFILE (none or both given), USER_NOT_FOUND (also across a block).';
grant execute on function public.get_profile to authenticated;

create function private.get_profile(username text, user_id uuid) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  caller uuid := private.caller_id();
  profile jsonb := private.shown_profile(username, user_id);
  person_id uuid := (profile ->> 'id')::uuid;
  posts int;
begin
  -- By name, because posts are of a later domain.
  execute 'select private.count_posts($1)' into posts using person_id;
  return profile
    || case when person_id = caller or private.may_meet(caller, person_id) then '{}'
      else '{"age": null, "distance_km": null, "interests": [], "looking_for": []}'::jsonb end
    || jsonb_build_object(
      'counts', private.shown_counts(person_id) || jsonb_build_object('posts', posts),
      'relationship', case when person_id <> caller then private.relationship(person_id) end);
end
$$;
comment on function private.get_profile is 'The step of get_profile that reads. Errors: as get_profile.';
grant execute on function private.get_profile to authenticated;
