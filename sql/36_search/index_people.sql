create function private.index_people(ids uuid[]) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  -- Two changes of one person at once: the later one waits here, and its next statement sees what the earlier did.
  perform from private.people_search person where person.profile_id = any (ids) order by person.profile_id for update;
  with current_people as (
    select profile.id, profile.username,
      private.bare_name(folded.first_name || ' ' || folded.last_name) as name, private.bare_name(folded.last_name) as last_name,
      private.name_words(profile.username, folded.first_name, folded.last_name) as words,
      array(select 'interest:' || chosen.interest from public.profile_interests chosen where chosen.profile_id = profile.id)
        || case when profile.verified_at is null then '{}' else array['verified'] end as terms,
      array(select 'for:' || aim from unnest(profile.looking_for) aim) || array['gender:' || profile.gender] as traits,
      account.birth_date, place.cell, cosd(centre.latitude) * cosd(centre.longitude) as x,
      cosd(centre.latitude) * sind(centre.longitude) as y, sind(centre.latitude) as z,
      settings.show_age,
      -- Of a private account only its followers and connections may know; a search tells everybody the same.
      settings.show_online and not profile.is_private as show_online, settings.discoverable, profile.hidden_until
    from public.profiles profile
    cross join lateral (
      select private.folded(profile.first_name), private.folded(profile.last_name)) as folded (first_name, last_name)
    join private.accounts account on account.id = profile.id
    join private.profile_settings settings on settings.profile_id = profile.id
    left join private.locations place on place.profile_id = profile.id and settings.show_distance
    left join lateral private.cell_centre(place.cell) centre on true
    where profile.id = any (ids)
  ), new_words as (
    insert into private.people_words (word)
    select distinct word from current_people, unnest(words) word where length(word) >= 2 order by word
    on conflict do nothing
  )
  insert into private.people_search (profile_id, username, name, last_name, terms, traits, birth_date, cell, x, y, z,
    shows_age, shows_online, is_discoverable, hidden_until)
  select id, username, name, last_name, terms || array(select 'word:' || word from unnest(words) word), traits, birth_date, cell, x, y, z,
    show_age, show_online, discoverable, hidden_until
  from current_people
  on conflict (profile_id) do update set
    username = excluded.username, name = excluded.name, last_name = excluded.last_name, terms = excluded.terms,
    traits = excluded.traits, birth_date = excluded.birth_date, cell = excluded.cell, x = excluded.x, y = excluded.y, z = excluded.z,
    shows_age = excluded.shows_age, shows_online = excluded.shows_online, is_discoverable = excluded.is_discoverable,
    hidden_until = excluded.hidden_until;
end
$$;
comment on function private.index_people is '
Writes the rows of these people in people_search anew, from all that they are made of; popularity stays.';
