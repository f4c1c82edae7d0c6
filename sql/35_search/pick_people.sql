-- Conditions may match nearly everybody or nearly nobody, and no single plan is quick for both: from the most
-- popular person down, common matches are found at once and rare ones never; through the indexes it is the other way
-- round. So the first 2,000 people are a sample, too. Where they hold a tenth of what is wanted, three times the walk
-- finds a good part of it, the best of all. Where they do not, matches are rare, and the indexes have few to find.
create function private.pick_people(condition text, wanted int, is_rare boolean default false) returns uuid[]
language plpgsql stable security definer
set search_path = ''
-- The conditions are correlated, which the planner does not know: it would take the whole table for quick to read, or
-- compile a query that ends after a millisecond. The data are in memory.
set enable_seqscan = off
set jit = off
set random_page_cost = 1.1
as $$
declare
  walk text := 'select array_agg(profile_id) from (
    select person.profile_id
    from (select * from private.people_search order by popularity desc, profile_id limit %s) person
    where %s limit %s) found';
  picked uuid[];
begin
  if not is_rare then
    execute format(walk, 2000, condition, wanted) into picked;
  end if;
  if coalesce(cardinality(picked), 0) between (wanted + 9) / 10 and wanted - 1 then
    execute format(walk, 6000, condition, wanted) into picked;
  elsif cardinality(picked) = wanted is not true then
    execute format('select array_agg(profile_id) from (
      select matching.profile_id
      from (select person.profile_id, person.popularity from private.people_search person where %s limit 5000) matching
      order by matching.popularity desc, matching.profile_id limit %s) found', condition, wanted) into picked;
  end if;
  return coalesce(picked, '{}');
end
$$;
comment on function private.pick_people is '
The `wanted` most popular people who meet a condition on `person`, a row of people_search. The condition is SQL: whoever writes it
quotes. `is_rare`: few are known to meet it, as with a whole name, and the indexes come first.
There may be fewer, of people of whom one in some hundreds matches:
it looks at 8,000 people, or at 2,000 and 5,000 who match, and at no more.';
