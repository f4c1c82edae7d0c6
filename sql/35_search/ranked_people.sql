create function private.ranked_people(caller uuid, filters jsonb) returns uuid[]
language plpgsql stable security definer
set search_path = ''
as $$
declare
  most constant int := 200;
  condition text := private.people_filters(caller, filters);
  handle text := ltrim(private.folded(private.trimmed(filters ->> 'query')), '@');
  words text[] := regexp_split_to_array(handle, '[^[:alnum:]]+');
  similar_condition text;
  exact uuid[] := '{}';
  beginning uuid[] := '{}';
  resembling uuid[] := '{}';
begin
  words := array_remove(words, '');
  if coalesce(handle, '') = '' then
    return private.by_affinity(caller, private.pick_people(condition, most));
  elsif words = '{}' then
    return '{}';
  end if;
  execute format('select array(select person.profile_id from private.people_search person where person.username = %L and %s)', handle, condition)
  into exact;
  beginning := private.pick_people(format('(%s or %s) and %s', private.begins_with(handle),
    (select '(' || string_agg(private.begins_with(word), ' and ') || ')' from unnest(words[:5]) word), condition), most);
  -- Who has written it right is not bothered with what is nearly so.
  if cardinality(beginning) < 20 then
    similar_condition := private.resembles(words[:5]);
    if similar_condition is not null then
      resembling := private.pick_people(similar_condition || ' and ' || condition, most);
    end if;
  end if;
  return array(
    select id from (
      select id, min(tier) as tier, min(place) as place
      from (
        select id, 1 as tier, 1 as place from unnest(exact) id
        union all
        select id, 2, place::int from unnest(private.by_affinity(caller, beginning)) with ordinality as listed (id, place)
        union all
        select id, 3, place::int from unnest(private.by_resemblance(handle, resembling)) with ordinality as listed (id, place)
      ) tiers
      group by id
    ) ranked
    order by tier, place
    limit most);
end
$$;
comment on function private.ranked_people is '
Whom a search finds, best first, 200 at most: `filters` as search_people sends them. Errors: INVALID_SEARCH, LOCATION_REQUIRED.';

create function private.resembles(words text[]) returns text
language plpgsql volatile
set search_path = ''
as $$
declare
  word text;
  similar_words text[];
  conditions text[] := '{}';
begin
  foreach word in array words loop
    -- Trigrams find the candidates, and one swapped pair of letters spoils most trigrams of a short word: the shorter,
    -- the fewer have to agree. Then the distance of Levenshtein decides, two where a slip is likely, else one.
    perform set_config('pg_trgm.similarity_threshold', case when length(word) < 7 then '0.2' else '0.3' end, true);
    similar_words := array(
      select 'word:' || known.word
      from private.people_words known
      where known.word operator(extensions.%) word and length(known.word) <= 100 and length(word) between 3 and 100
        and extensions.levenshtein_less_equal(known.word, word, 2) <= case when length(word) < 5 then 1 else 2 end
      order by extensions.levenshtein_less_equal(known.word, word, 2), extensions.similarity(known.word, word) desc
      limit 10);
    if similar_words = '{}' then
      return null;
    end if;
    conditions := conditions || format('person.terms && %L::text[]', similar_words);
  end loop;
  return array_to_string(conditions, ' and ');
end
$$;
comment on function private.resembles is '
That somebody''s names or handle have something like each of these words, as a condition on `person`; null when a word
resembles none that anybody has.';

create function private.by_resemblance(written text, ids uuid[]) returns uuid[]
language sql stable
set search_path = ''
as $$
  select array(
    select person.profile_id
    from private.people_search person
    where person.profile_id = any (by_resemblance.ids)
    order by greatest(extensions.similarity(person.name, by_resemblance.written),
      extensions.similarity(person.username, by_resemblance.written)) desc, person.popularity desc, person.profile_id)
$$;
comment on function private.by_resemblance is 'These people, the most similar to what was written first.';

create function private.by_affinity(caller uuid, ids uuid[]) returns uuid[]
language sql stable
set search_path = ''
as $$
  with own as (
    select person.terms, person.x, person.y, person.z from private.people_search person where person.profile_id = by_affinity.caller
  ), weights as materialized (
    select 'interest:' || weight.interest as term, weight.idf, 'interest:' || weight.interest = any (own.terms) as is_shared
    from private.interest_weights weight, own
  ), own_weight as (
    select coalesce(sum(idf), 0) as total from weights where is_shared
  ), scored as (
    select person.profile_id,
      person.popularity / 8
        + coalesce(likeness.shared / nullif(likeness.total + own_weight.total - likeness.shared, 0), 0)
        -- 0.5 side by side, half of it in 25 km.
        + coalesce(0.5 / (1 + acos(greatest(-1, least(1, person.x * own.x + person.y * own.y + person.z * own.z))) * 6371 / 25), 0)
      as score
    from private.people_search person, own, own_weight,
      lateral (
        select coalesce(sum(idf), 0) as total, coalesce(sum(idf) filter (where is_shared), 0) as shared
        from unnest(person.terms) held join weights on weights.term = held
      ) likeness
    where person.profile_id = any (by_affinity.ids)
  )
  select array(select profile_id from scored order by score desc, profile_id)
$$;
comment on function private.by_affinity is '
These people, sorted by popularity, nearness, and how alike the interests are: the weights of the shared ones over the
weights of all that either has (weighted Jaccard), 0 to 1.';
