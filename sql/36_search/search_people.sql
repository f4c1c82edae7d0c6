create function public.search_people(
  query text default null,
  interests text[] default null,
  age_min int default null,
  age_max int default null,
  within_km int default null,
  looking_for text default null,
  genders text[] default null,
  online_only boolean default false,
  verified_only boolean default false,
  match text default 'any',
  cursor text default null,
  page_size int default 20
) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.found_people(jsonb_strip_nulls(jsonb_build_object(
    'query', search_people.query, 'interests', to_jsonb(search_people.interests),
    'age_min', search_people.age_min, 'age_max', search_people.age_max, 'within_km', search_people.within_km,
    'looking_for', search_people.looking_for, 'genders', to_jsonb(search_people.genders),
    'online_only', search_people.online_only, 'verified_only', search_people.verified_only,
    'match', coalesce(search_people.match, 'any'))), search_people.cursor, search_people.page_size);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$$;
comment on function public.search_people is '
People, by any combination of: `query` (up to 100 characters: handle or names, without regard to case, accents and order, typos
forgiven), `interests` (slugs, any or all of them as `match` says), age, `within_km` (1 to 500, between areas of about
5 km), `looking_for`, `genders`, `online_only`, `verified_only`. First the exact handle, then beginnings of handle and
names, then similar ones; among equals by shared interests (rare ones weigh more), popularity and nearness.
Returns {items: [as profile_card with {relationship: as follow returns it, gender, is_private, looking_for, age, distance_km,
shared_interests: [slug], online}], next_cursor}; age, distance_km and online are null where not shown. A list ends after 100 people;
a cursor is good for 15 minutes and for the same filters.
Nobody is found across a block, against their settings, or between minors and adults who are not connected.
Errors: NOT_AUTHENTICATED, INVALID_SEARCH, LOCATION_REQUIRED, INVALID_CURSOR, INVALID_PAGE_SIZE, RATE_LIMITED.';
grant execute on function public.search_people to authenticated;

create function private.found_people(filters jsonb, cursor text, page_size int) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.caller_id();
  hash text := md5(filters::text);
  place int := 0;
  list_id uuid;
  found_ids uuid[];
  page uuid[];
begin
  perform private.page_size(page_size), private.check_people_filters(filters);
  perform private.take_token('search_people', caller::text);
  if cursor is null then
    found_ids := private.ranked_people(caller, filters);
    if cardinality(found_ids) > page_size then
      list_id := private.people_cursor_id(gen_random_uuid());
      insert into private.people_results (id, searcher_id, filters_hash, profile_ids)
      values (list_id, caller, hash, found_ids);
    end if;
  else
    list_id := private.people_cursor_id(private.decode_cursor(cursor));
    place := private.people_cursor_place(private.decode_cursor(cursor));
    select kept.profile_ids into found_ids from private.people_results kept
    where kept.id = list_id and kept.searcher_id = caller and kept.filters_hash = hash;
    if not found then
      perform private.raise('INVALID_CURSOR', 'This cursor is older than 15 minutes, or of another search.', 422);
    end if;
  end if;
  page := found_ids[place + 1:place + page_size];
  return jsonb_build_object(
    'items', private.people_cards(caller, page),
    'next_cursor', case when cardinality(found_ids) > place + page_size
      then private.encode_cursor(private.people_cursor_id(list_id, place + page_size)) end);
end
$$;
comment on function private.found_people is 'The step of search_people that reads what clients may not. Errors: as search_people.';
grant execute on function private.found_people to authenticated;

-- The identifier of a kept list ends in two zero bytes. A cursor has the place in the list there.
create function private.people_cursor_id(id uuid, place int default 0) returns uuid
language sql immutable
set search_path = ''
as $$
  select encode(overlay(uuid_send(people_cursor_id.id) placing int2send(people_cursor_id.place::int2) from 15), 'hex')::uuid
$$;
comment on function private.people_cursor_id is 'An identifier with this place, 0 to 32767, in its last two bytes.';

create function private.people_cursor_place(id uuid) returns int
language sql immutable
set search_path = ''
as $$
  select get_byte(raw, 14) * 256 + get_byte(raw, 15) from uuid_send(people_cursor_place.id) raw
$$;
comment on function private.people_cursor_place is 'The place that people_cursor_id has put into an identifier.';

create function private.sweep_people_results() returns bigint
language sql volatile
set search_path = ''
as $$
  with swept as (
    delete from private.people_results where created_at < now() - interval '15 minutes' returning 1
  )
  select count(*) from swept
$$;
comment on function private.sweep_people_results is 'Removes the lists of searches that are over, and returns how many. The worker calls it by schedule.';
