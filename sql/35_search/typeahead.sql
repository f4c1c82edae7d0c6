create function public.typeahead_people(prefix text, page_size int default 10) returns jsonb
language sql volatile
set search_path = ''
as $$
  select private.completed_people(typeahead_people.prefix, typeahead_people.page_size)
$$;
comment on function public.typeahead_people is '
For every keystroke: whose handle, first or last name begins with `prefix` (1 to 50 characters), the exact handle first, then by
popularity: {items: [{id, username, first_name, last_name}]}, without further pages. Nobody is found across a block or
against their settings. Errors: NOT_AUTHENTICATED, INVALID_SEARCH, INVALID_PAGE_SIZE, RATE_LIMITED.';
grant execute on function public.typeahead_people to authenticated;

create function private.completed_people(prefix text, page_size int) returns jsonb
language plpgsql volatile security definer
set search_path = ''
-- As in pick_people.
set enable_seqscan = off
set jit = off
set random_page_cost = 1.1
as $$
declare
  caller uuid := private.caller_id();
  beginning text := ltrim(private.folded(private.trimmed(prefix)), '@');
  visible text;
  candidates uuid[];
  picked uuid[];
  items jsonb;
begin
  perform private.page_size(page_size);
  if (length(beginning) between 1 and 50) is not true then
    perform private.raise('INVALID_SEARCH', 'prefix must have 1 to 50 characters.', 422);
  end if;
  perform private.take_token('typeahead_people', caller::text);
  visible := private.findable_people(caller);
  candidates := private.people_beginning_with(beginning, page_size);
  execute format('
    select array(
      select person.profile_id from private.people_search person
      where (person.profile_id = any ($1) or person.username = $2) and %s
      order by (person.username = $2) desc, person.popularity desc, person.profile_id limit $3)', visible)
  into picked using candidates, beginning, page_size;
  select coalesce(jsonb_agg(private.profile_card(profile) order by chosen.place), '[]') into items
  from unnest(picked) with ordinality as chosen (id, place)
  join public.profiles profile on profile.id = chosen.id;
  return jsonb_build_object('items', items);
end
$$;
comment on function private.completed_people is 'The step of typeahead_people that reads what clients may not. Errors: as typeahead_people.';
grant execute on function private.completed_people to authenticated;

create function private.people_beginning_with(beginning text, wanted int) returns uuid[]
language plpgsql stable
set search_path = ''
as $$
declare
  pattern text := regexp_replace(beginning, '([\\%_])', '\\\1', 'g') || '%';
  candidates uuid[] := '{}';
begin
  select array(
    select person.profile_id from private.people_search person
    where person.profile_id = any (list.profile_ids)
      and (person.username like pattern or person.name like pattern or person.last_name like pattern))
  into candidates
  from private.people_prefixes list where list.prefix = left(beginning, 5);
  -- More than asked for, because the caller may not see all of them.
  if cardinality(candidates) >= 2 * wanted then
    return candidates;
  end if;
  -- Among the popular there are few: then there are not many in all, or their order matters little.
  execute format('select $1 || array(
    (select profile_id from private.people_search where username like %1$L limit 200)
    union (select profile_id from private.people_search where name like %1$L limit 200)
    union (select profile_id from private.people_search where last_name like %1$L limit 200))', pattern)
  into candidates using coalesce(candidates, '{}');
  return candidates;
end
$$;
comment on function private.people_beginning_with is '
People whose handle, first or last name begins with this: the most popular, and when these are few, up to 600 more.';

create function private.refresh_people_prefixes() returns bigint
language sql volatile
set search_path = ''
as $$
  with popular as (
    select * from private.people_search
    where is_discoverable and hidden_until <= now()
    order by popularity desc, profile_id limit 20000
  ), beginnings as (
    select distinct left(written, size) as prefix, popular.profile_id, popular.popularity
    from popular, unnest(array[popular.username, popular.name, popular.last_name]) written, generate_series(1, 5) size
    where length(written) >= size
  ), ranked as (
    select prefix, profile_id, row_number() over (partition by prefix order by popularity desc, profile_id) as place from beginnings
  ), lists as (
    select prefix, array_agg(profile_id order by place) as profile_ids from ranked where place <= 50 group by prefix
  ), removed as (
    delete from private.people_prefixes kept where not exists (select from lists where lists.prefix = kept.prefix)
  ), written as (
    insert into private.people_prefixes as kept (prefix, profile_ids)
    select prefix, profile_ids from lists
    on conflict (prefix) do update set profile_ids = excluded.profile_ids where kept.profile_ids <> excluded.profile_ids
    returning 1
  )
  select count(*) from written
$$;
comment on function private.refresh_people_prefixes is '
Lists the most popular people for every beginning of one to five letters, and returns how many lists changed. The worker
calls it by schedule.';
