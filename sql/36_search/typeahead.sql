create function public.typeahead_people(prefix text, page_size int default 10) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.completed_people(typeahead_people.prefix, typeahead_people.page_size);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$$;
comment on function public.typeahead_people is '
For every keystroke: whose handle, first or last name begins with `prefix` (1 to 50 characters), the exact handle first, then by
popularity: {items: [as profile_card]}, without further pages. Nobody is found across a block or
against their settings. Errors: NOT_AUTHENTICATED, INVALID_SEARCH, INVALID_PAGE_SIZE, RATE_LIMITED.';
grant execute on function public.typeahead_people to authenticated;

create function private.completed_people(prefix text, page_size int) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.caller_id();
  beginning text := ltrim(private.bare_name(private.folded(private.trimmed(prefix))), '@');
  picked uuid[];
  items jsonb;
begin
  perform private.page_size(page_size);
  if (length(beginning) between 1 and 50) is not true then
    perform private.raise('INVALID_SEARCH', 'prefix must have 1 to 50 characters.', 422);
  end if;
  perform private.take_token('typeahead_people', caller::text);
  picked := private.people_beginning_with(beginning, private.findable_people(caller), page_size);
  select coalesce(jsonb_agg(private.profile_card(profile) order by chosen.place), '[]') into items
  from unnest(picked) with ordinality as chosen (id, place)
  join public.profiles profile on profile.id = chosen.id;
  return jsonb_build_object('items', items);
end
$$;
comment on function private.completed_people is 'The step of typeahead_people that reads what clients may not. Errors: as typeahead_people.';
grant execute on function private.completed_people to authenticated;

create function private.people_beginning_with(beginning text, visible text, wanted int) returns uuid[]
language plpgsql stable security definer
set search_path = ''
-- As in pick_people.
set enable_seqscan = off
set jit = off
set seq_page_cost = 0.2
set random_page_cost = 0.2
set cpu_index_tuple_cost = 0.02
as $$
declare
  pattern text := regexp_replace(beginning, '([\\%_])', '\\\1', 'g') || '%';
  exact uuid[];
  picked uuid[];
begin
  execute format('select array(select person.profile_id from private.people_search person where person.username = $1 and %s)', visible)
  into exact using beginning;
  execute format('select array(
    select person.profile_id from private.people_top person where %s and %s order by person.popularity desc, person.profile_id limit %s)',
    private.begins_with(beginning), visible, wanted) into picked;
  if cardinality(picked) < wanted then
    -- Among the popular there are few: then there are not many in all, or their order matters little.
    execute format('select $1 || array(
      select id from (
        (select person.profile_id, person.popularity from private.people_search person where person.username like %1$L and %2$s limit 100)
        union (select person.profile_id, person.popularity from private.people_search person where person.name like %1$L and %2$s limit 100)
        union (select person.profile_id, person.popularity from private.people_search person where person.last_name like %1$L and %2$s limit 100)
      ) found (id, popularity)
      where id <> all ($1)
      order by popularity desc, id limit %3$s)', pattern, visible, wanted)
    into picked using picked;
  end if;
  return (exact || array(
    select listed.id from unnest(picked) with ordinality as listed (id, place) where listed.id <> all (exact) order by listed.place))[:wanted];
end
$$;
comment on function private.people_beginning_with is '
Up to `wanted` people who meet the condition `visible` and whose handle, first or last name begins with this: the exact handle, then the
most popular; when these are few, the rest are taken from up to 300 others.';
