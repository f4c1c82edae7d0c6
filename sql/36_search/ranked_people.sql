create function private.ranked_people(caller uuid, filters jsonb) returns uuid[]
language plpgsql stable security definer
set search_path = ''
as $$
declare
  most constant int := 100;
  -- Without a text nobody waits for somebody in particular: so many of the popular are enough.
  a_few constant int := 10;
  condition text := private.people_filters(caller, filters);
  handle text := ltrim(private.bare_name(private.folded(private.trimmed(filters ->> 'query'))), '@');
  words text[] := (private.written_words(handle))[:5];
  is_online boolean := coalesce((filters ->> 'online_only')::boolean, false);
  many text := case when is_online then 'people_online' else 'people_top' end;
  few text := case when is_online then 'people_online' else 'people_search' end;
  similar_condition text;
  exact uuid[] := '{}';
  beginning uuid[] := '{}';
  resembling uuid[] := '{}';
begin
  if coalesce(handle, '') = '' then
    return private.by_affinity(caller, private.pick_people(condition, most, a_few, many));
  elsif words = '{}' then
    return '{}';
  end if;
  execute format('select array(select person.profile_id from private.people_search person where person.username = %L and %s)', handle, condition)
  into exact;
  -- Whole words are found through the terms alone. Otherwise the last one may be unfinished.
  if cardinality(words) > 1 and handle ~ '\s' or private.is_unspaced(handle) then
    beginning := private.pick_people(format('person.terms @> %L::text[] and %s', private.word_terms(words), condition), most, most, few);
  end if;
  if cardinality(beginning) < 5 then
    beginning := beginning || private.pick_people(private.begins_like(handle, words) || ' and ' || condition, most, most,
      case when handle ~ '[\s0-9]' then few else many end);
  end if;
  -- Who has written it right is not bothered with what is nearly so.
  if cardinality(exact) = 0 and cardinality(beginning) < 5 then
    similar_condition := private.resembles(words);
    if similar_condition is not null then
      resembling := private.pick_people(similar_condition || ' and ' || condition, most, most, few);
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
Whom a search finds, best first, 100 at most: `filters` as search_people sends them. Errors: INVALID_SEARCH, LOCATION_REQUIRED.';

create function private.word_terms(words text[]) returns text[]
language sql immutable strict
set search_path = ''
as $$
  select array(select 'word:' || word from unnest(words) word)
$$;
comment on function private.word_terms is 'Folded words as terms of people_search.';

create function private.begins_like(handle text, words text[]) returns text
language sql immutable
set search_path = ''
as $$
  -- With a space it is a name: words that are complete, and one that is being written. Without, it may be a handle.
  select case when handle ~ '\s' then format('person.terms @> %L::text[] and %s',
      private.word_terms(words[:cardinality(words) - 1]), private.begins_with(words[cardinality(words)]))
    else private.begins_with(handle) end
$$;
comment on function private.begins_like is 'That handle or names begin as written, as a condition on `person`.';

create function private.resembles(words text[]) returns text
language plpgsql volatile
set search_path = ''
-- As in pick_people.
set enable_seqscan = off
as $$
declare
  written text;
  similar_words text[];
  conditions text[] := '{}';
begin
  foreach written in array words loop
    -- Too short to be like another one: an initial.
    if length(written) < 3 then
      conditions := conditions || format('person.terms @> %L::text[]', private.word_terms(array[written]));
      continue;
    end if;
    similar_words := case when length(written) <= 100 then private.similar_words(written) else '{}' end;
    if similar_words = '{}' then
      return null;
    end if;
    conditions := conditions || format('person.terms && %L::text[]', private.word_terms(similar_words));
  end loop;
  return case when similar_words is not null then array_to_string(conditions, ' and ') end;
end
$$;
comment on function private.resembles is '
That somebody''s names or handle have something like each of these words, as a condition on `person`; null when a word
resembles none that anybody has, or all are too short to resemble any.';

create function private.similar_words(written text) returns text[]
language plpgsql volatile
set search_path = ''
as $$
declare
  similar_words text[] := array(
    select known.word from private.people_words known
    where private.slips(known.word) && private.slips(written)
    order by extensions.levenshtein_less_equal(known.word, written, 2), extensions.similarity(known.word, written) desc, known.word
    limit 10);
begin
  -- One slip is nearly all that people make. In a longer word two are looked for when one does not explain it: trigrams
  -- find the candidates, and the distance of Levenshtein decides.
  if similar_words = '{}' and length(written) >= 6 then
    perform set_config('pg_trgm.similarity_threshold', '0.35', true);
    similar_words := array(
      select known.word from private.people_words known
      where known.word operator(extensions.%) written and extensions.levenshtein_less_equal(known.word, written, 2) <= 2
      order by extensions.similarity(known.word, written) desc, known.word
      limit 10);
  end if;
  return similar_words;
end
$$;
comment on function private.similar_words is 'Up to ten words that are somewhere part of a name or username and could be meant by this one, the nearest first.';

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
language plpgsql stable
set search_path = ''
as $$
declare
  own private.people_search;
  own_weight real;
begin
  select * into own from private.people_search person where person.profile_id = caller;
  select sum(weight.idf) into own_weight
  from private.interest_weights weight where 'interest:' || weight.interest = any (own.terms);
  return array(
    with candidates as materialized (
      select person.profile_id, person.popularity, person.terms, person.x * own.x + person.y * own.y + person.z * own.z as cosine
      from private.people_search person
      where person.profile_id = any (ids)
    ), likeness as (
      select candidate.profile_id, sum(weight.idf) as total,
        coalesce(sum(weight.idf) filter (where held.term = any (own.terms)), 0) as shared
      from candidates candidate
      cross join unnest(candidate.terms) held (term)
      join private.interest_weights weight on 'interest:' || weight.interest = held.term
      group by candidate.profile_id
    )
    select candidate.profile_id
    from candidates candidate
    left join likeness on likeness.profile_id = candidate.profile_id
    order by candidate.popularity / 8
        + coalesce(likeness.shared / nullif(likeness.total + own_weight - likeness.shared, 0), 0)
        -- 0.5 side by side, half of it in 25 km.
        + coalesce(0.5 / (1 + acos(greatest(-1, least(1, candidate.cosine))) * 6371 / 25), 0) desc,
      candidate.profile_id);
end
$$;
comment on function private.by_affinity is '
These people, sorted by popularity, nearness, and how alike the interests are: the weights of the shared ones over the
weights of all that either has (weighted Jaccard), 0 to 1.';
