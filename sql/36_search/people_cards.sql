create function private.people_cards(caller uuid, ids uuid[]) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  own_cell int := (select place.cell from private.locations place where place.profile_id = caller);
  own_interests text[] := array(select chosen.interest from public.profile_interests chosen where chosen.profile_id = caller);
  visible uuid[];
begin
  -- Asked again for every page: somebody may have blocked the caller, or left, since the list was made.
  execute format('select array(
    select person.profile_id from private.people_search person where person.profile_id = any ($1) and %s)', private.findable_people(caller))
  into visible using ids;
  return (
    select coalesce(jsonb_agg(
      private.profile_card(profile) || jsonb_build_object(
        'relationship', known.relationship, 'gender', profile.gender, 'is_private', profile.is_private,
        'looking_for', profile.looking_for,
        'age', case when person.shows_age then private.age(person.birth_date) end,
        'distance_km', private.shown_distance_km(person.cell, own_cell),
        'shared_interests', array(
          select theirs.interest from public.profile_interests theirs
          where theirs.profile_id = person.profile_id and theirs.interest = any (own_interests) order by theirs.interest),
        'online', case when person.shows_online then coalesce(present.seen_at > now() - private.presence_lifetime(), false) end)
      order by wanted.place), '[]')
    from unnest(ids) with ordinality as wanted (id, place)
    join private.people_search person on person.profile_id = wanted.id
    join public.profiles profile on profile.id = wanted.id
    left join private.relationships(ids) known on known.person_id = wanted.id
    left join private.presence present on present.profile_id = wanted.id
    where wanted.id = any (visible));
end
$$;
comment on function private.people_cards is 'These people as search_people lists them, in this order, without those whom the caller may not find.';
