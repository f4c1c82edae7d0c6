create function private.people_cards(caller uuid, ids uuid[]) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  cards jsonb;
begin
  -- Asked again for every page: somebody may have blocked the caller, or left, since the list was made.
  execute format('
    select coalesce(jsonb_agg(private.person_card($1, person) order by wanted.place), ''[]'')
    from unnest($2) with ordinality as wanted (id, place)
    join private.people_search person on person.profile_id = wanted.id
    where %s', private.findable_people(caller))
  into cards using caller, ids;
  return cards;
end
$$;
comment on function private.people_cards is 'These people as search_people lists them, in this order, without those whom the caller may not find.';

create function private.person_card(caller uuid, person private.people_search) returns jsonb
language sql stable
set search_path = ''
as $$
  select private.profile_card(profile) || jsonb_build_object(
    'gender', profile.gender, 'verified_at', profile.verified_at, 'is_private', profile.is_private,
    'looking_for', profile.looking_for,
    'age', case when person.shows_age then private.age_of(person.birth_date) end,
    'distance_km', (
      select private.shown_distance_km(person.cell, own.cell) from private.locations own where own.profile_id = person_card.caller),
    'shared_interests', array(
      select theirs.interest from public.profile_interests theirs
      join public.profile_interests own on own.interest = theirs.interest and own.profile_id = person_card.caller
      where theirs.profile_id = profile.id order by theirs.interest),
    'online', case when person.shows_online then exists (
      select from private.presence present
      where present.profile_id = profile.id and present.seen_at > now() - private.presence_lifetime()) end)
  from public.profiles profile
  where profile.id = person.profile_id
$$;
comment on function private.person_card is 'One person as search_people lists them.';
