-- What EASE is learnt from, and where its result is kept. The worker (media-worker/queues/learn-neighbours.ts) computes it at night.
create function private.columns_of_authors() returns table (id uuid)
language sql stable rows 1500
set search_path = ''
as $$
  select affinity.author_id
  from private.author_affinity affinity
  join public.profiles author on author.id = affinity.author_id and author.hidden_until <= now()
  where affinity.heat > private.heat_of(0.1, now(), private.taste_half_life())
  group by affinity.author_id
  having count(*) >= 5
  order by count(*) desc, affinity.author_id
  limit 1500
$$;
comment on function private.columns_of_authors is '
The authors whose neighbours are learnt: the 1,500 with whose posts most people did something, at least five. The cost of EASE grows
with the cube of their number.';

create function private.columns_of_topics() returns table (id text)
language sql stable rows 1500
set search_path = ''
as $$
  select affinity.topic
  from private.topic_affinity affinity
  where affinity.heat > private.heat_of(0.1, now(), private.taste_half_life())
  group by affinity.topic
  having count(*) >= 5
  order by count(*) desc, affinity.topic
  limit 1500
$$;
comment on function private.columns_of_topics is 'The same of topics.';

create function private.tastes_for_authors(columns uuid[]) returns table (places int[], weights real[])
language sql stable rows 20000
set search_path = ''
as $$
  select array_agg(strongest.place - 1 order by strongest.place), array_agg(ln(1 + private.heat_at(strongest.heat, now(), private.taste_half_life()))::real order by strongest.place)
  from (
    select affinity.person_id, given.place::int, affinity.heat,
      row_number() over (partition by affinity.person_id order by affinity.heat desc, given.place) as strength
    from unnest(tastes_for_authors.columns) with ordinality given (id, place)
    join private.author_affinity affinity on affinity.author_id = given.id
    where affinity.heat > private.heat_of(0.1, now(), private.taste_half_life())
  ) strongest
  where strongest.strength <= 50
  group by strongest.person_id
  having count(*) > 1
  order by max(strongest.heat) desc
  limit 20000
$$;
comment on function private.tastes_for_authors is '
A row a person, of the 20,000 who did something last: which of `columns` (from 0) they like, the 50 strongest, and how much: ln(1 + what they did).';

create function private.tastes_for_topics(columns text[]) returns table (places int[], weights real[])
language sql stable rows 20000
set search_path = ''
as $$
  select array_agg(strongest.place - 1 order by strongest.place), array_agg(ln(1 + private.heat_at(strongest.heat, now(), private.taste_half_life()))::real order by strongest.place)
  from (
    select affinity.person_id, given.place::int, affinity.heat,
      row_number() over (partition by affinity.person_id order by affinity.heat desc, given.place) as strength
    from unnest(tastes_for_topics.columns) with ordinality given (id, place)
    join private.topic_affinity affinity on affinity.topic = given.id
    where affinity.heat > private.heat_of(0.1, now(), private.taste_half_life())
  ) strongest
  where strongest.strength <= 50
  group by strongest.person_id
  having count(*) > 1
  order by max(strongest.heat) desc
  limit 20000
$$;
comment on function private.tastes_for_topics is 'The same of topics.';

create function private.store_author_neighbours(author_ids uuid[], neighbour_ids uuid[], weights real[]) returns int
language plpgsql volatile
set search_path = ''
as $$
declare
  stored int;
begin
  -- All of them: Supabase refuses a DELETE without a condition.
  delete from private.author_neighbours where true;
  insert into private.author_neighbours (author_id, neighbour_id, weight)
  select given.author_id, given.neighbour_id, given.weight
  from unnest(author_ids, neighbour_ids, store_author_neighbours.weights) given (author_id, neighbour_id, weight)
  -- Who has gone since the columns were read.
  join public.profiles author on author.id = given.author_id
  join public.profiles neighbour on neighbour.id = given.neighbour_id;
  get diagnostics stored = row_count;
  return stored;
end
$$;
comment on function private.store_author_neighbours is 'Replaces private.author_neighbours, in one transaction: nobody reads half of it. Returns how many there are.';

create function private.store_topic_neighbours(topics text[], neighbours text[], weights real[]) returns int
language plpgsql volatile
set search_path = ''
as $$
declare
  stored int;
begin
  delete from private.topic_neighbours where true;
  insert into private.topic_neighbours (topic, neighbour, weight)
  select * from unnest(topics, neighbours, store_topic_neighbours.weights);
  get diagnostics stored = row_count;
  return stored;
end
$$;
comment on function private.store_topic_neighbours is 'The same for private.topic_neighbours.';
