-- Conditions may match nearly everybody or nearly nobody, and no single plan is quick for both: from the most
-- popular person down, common matches are found at once and rare ones never; through the indexes of everybody it is
-- the other way round. So the most popular people, kept apart, come first: what many have in common is found among these.
-- What is not is rare, and the indexes have few to find.
create function private.pick_people(condition text, wanted int, enough int, source text default 'people_top') returns uuid[]
language plpgsql stable security definer
set search_path = ''
-- The conditions are correlated, which the planner does not know: it would take the whole table for quick to read, or
-- compile a query that ends after a millisecond. The data are in memory: a page costs about as much as ten entries of an
-- index, and none of the two should make it read a long list of an index in order to look at a few pages less.
set enable_seqscan = off
set jit = off
set seq_page_cost = 0.2
set random_page_cost = 0.2
set cpu_index_tuple_cost = 0.02
as $$
declare
  picked uuid[];
begin
  if source <> 'people_search' then
    execute format('select array(
      select person.profile_id from private.%I person where %s order by person.popularity desc, person.profile_id limit %s)',
      source, condition, wanted) into picked;
    if source = 'people_online' or cardinality(picked) >= enough then
      return picked;
    end if;
  end if;
  execute format('select array(
    select matching.profile_id
    from (select person.profile_id, person.popularity from private.people_search person where %s limit 5000) matching
    order by matching.popularity desc, matching.profile_id limit %s)', condition, wanted) into picked;
  return picked;
end
$$;
comment on function private.pick_people is '
The `wanted` most popular people who meet a condition on `person`, a row of people_search. The condition is SQL: whoever writes it
quotes. `source` says where to look: people_top, and then, if these are not `enough`, everybody; people_online, all of
whom are looked at; or people_search, when few are known to meet the condition, as with a whole name.
Among everybody it looks at 5,000 people who match, and at no more.';
