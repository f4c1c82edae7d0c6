create function private.check_people_filters(filters jsonb) returns void
language plpgsql immutable
set search_path = ''
as $$
declare
  age_min int := coalesce((filters ->> 'age_min')::int, 13);
  age_max int := coalesce((filters ->> 'age_max')::int, 120);
  problem text := case
    when length(filters ->> 'query') > 100 then 'query has at most 100 characters.'
    when jsonb_array_length(filters -> 'interests') > 20 then 'interests are at most 20.'
    when age_min not between 13 and 120 or age_max not between age_min and 120 then
      'age_min and age_max must be 13 to 120, in this order.'
    when (filters ->> 'within_km')::int not between 1 and 500 then 'within_km must be 1 to 500.'
    when filters ->> 'looking_for' not in ('dating', 'friendship') then 'looking_for must be dating or friendship.'
    when not filters -> 'genders' <@ '["female", "male", "nonbinary", "other"]' then
      'genders must be a list of female, male, nonbinary, other.'
    when filters ->> 'match' not in ('any', 'all') then 'match must be any or all.'
  end;
begin
  if problem is not null then
    perform private.raise('INVALID_SEARCH', problem, 422);
  end if;
end
$$;
comment on function private.check_people_filters is 'Says in words what is wrong with the filters of search_people. Errors: INVALID_SEARCH.';

create function private.people_filters(caller uuid, filters jsonb) returns text
language plpgsql stable security definer
set search_path = ''
as $$
declare
  today date := (now() at time zone 'utc')::date;
  within_km int := (filters ->> 'within_km')::int;
  own private.people_search;
  own_cell int;
  interests text[] := array(select 'interest:' || slug from jsonb_array_elements_text(filters -> 'interests') slug);
  -- What somebody must have, each of it.
  required text[] := case when filters ->> 'match' = 'all' then interests else '{}' end
    || case when (filters ->> 'verified_only')::boolean then array['verified'] else '{}' end;
begin
  select * into own from private.people_search person where person.profile_id = caller;
  if filters ->> 'looking_for' = 'dating' and private.age(own.birth_date) < 18 then
    perform private.raise('INVALID_SEARCH', 'Dating is for people of 18 and older.', 422);
  end if;
  if within_km is not null then
    select place.cell into own_cell from private.locations place where place.profile_id = caller;
    if own_cell is null then
      perform private.raise('LOCATION_REQUIRED', 'Set a location first: within_km is measured from it.', 409);
    end if;
  end if;
  return concat_ws(' and ',
    private.findable_people(caller, coalesce(filters ->> 'looking_for' = 'dating', false)),
    case when required <> '{}' then format('person.terms @> %L::text[]', required) end,
    case when filters ->> 'match' = 'any' and interests <> '{}' then format('person.terms && %L::text[]', interests) end,
    case when filters ? 'looking_for' then format('person.traits @> array[%L]', 'for:' || (filters ->> 'looking_for')) end,
    case when filters ? 'genders' then format('person.traits && %L::text[]',
      array(select 'gender:' || gender from jsonb_array_elements_text(filters -> 'genders') gender)) end,
    -- Who does not show something is not found by it either: the filter would tell.
    case when filters ?| array['age_min', 'age_max'] then 'person.shows_age' end,
    case when filters ? 'age_min' then format('person.birth_date <= %L::date', today - make_interval(years => (filters ->> 'age_min')::int)) end,
    case when filters ? 'age_max' then format('person.birth_date > %L::date', today - make_interval(years => (filters ->> 'age_max')::int + 1)) end,
    case when within_km is not null then private.within_km_of(own_cell, within_km) end,
    case when (filters ->> 'online_only')::boolean then format('person.shows_online and (
      -- Scalar, so that it is asked last and by key, instead of being joined with everybody who is online.
      select present.seen_at > %L::timestamptz from private.presence present where present.profile_id = person.profile_id)',
      now() - private.presence_lifetime()) end);
end
$$;
comment on function private.people_filters is '
Whom `caller` finds with the filters of search_people, the text apart, as a condition on `person`, a row of people_search.
Errors: INVALID_SEARCH, LOCATION_REQUIRED.';

create function private.within_km_of(cell int, kilometres int) returns text
language plpgsql stable
set search_path = ''
as $$
declare
  -- With the tolerance of rounded_km: who is shown as 5 km away is found within 5 km.
  radius double precision := (kilometres + 0.1) / 6371.0;
  is_wide boolean := kilometres > 25;
  height double precision := case when is_wide then 0.36 else 0.045 end;
  stride int := case when is_wide then 1024 else 8192 end;
begin
  return (
    with centre as (
      select middle.latitude, middle.longitude from private.cell_centre(within_km_of.cell) middle
    ), bands as (
      select band, case when is_wide then 1000 else private.cells_of_band(band) end as cells,
        -- Half the width of the circle, in degrees of longitude, at the edge of the band that is nearer to a pole.
        case when sin(radius) < cosine then degrees(asin(sin(radius) / cosine)) else 180 end as reach
      from centre, generate_series(
        greatest(0, floor((latitude - degrees(radius) + 90) / height)::int),
        least((180 / height)::int - 1, floor((latitude + degrees(radius) + 90) / height)::int)) band,
        lateral (select cosd(least(90, abs((band + 0.5) * height - 90) + height / 2)) as cosine) edge
    ), stretches as (
      select band * stride as start, cells, floor((longitude - reach + 180) / 360 * cells)::int - 1 as west,
        floor((longitude + reach + 180) / 360 * cells)::int + 1 as east
      from bands, centre
    ), ranges as (
      -- Around a pole a band is taken whole; across longitude 180 it is taken in two pieces.
      select start as low, start + cells - 1 as high from stretches where east - west + 1 >= cells
      union all
      select start + greatest(west, 0), start + least(east, cells - 1) from stretches where east - west + 1 < cells
      union all
      select start + cells + west, start + cells - 1 from stretches where west < 0 and east - west + 1 < cells
      union all
      select start, start + east - cells from stretches where east >= cells and east - west + 1 < cells
    )
    select format('person.x * %s + person.y * %s + person.z * %s >= %s and (%s)',
      cosd(latitude) * cosd(longitude), cosd(latitude) * sind(longitude), sind(latitude), cos(radius),
      (select string_agg(format('person.%I between %s and %s', case when is_wide then 'tile' else 'cell' end, low, high), ' or ') from ranges))
    from centre);
end
$$;
comment on function private.within_km_of is '
That the middle of a person''s cell is within so many kilometres of the middle of `cell`, as a condition on `person`: the exact circle,
and ranges for the index, of cells or, beyond 25 km, of tiles, because each range costs the planner time.';
