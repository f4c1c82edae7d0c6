create function private.learn_topics() returns int
language plpgsql volatile
set search_path = ''
as $$
declare
  place record := private.begin_reading('topics', 20000);
  learnt int := private.count_topic_people(place.since, place.until);
begin
  perform private.finish_reading('topics', place.until);
  return learnt;
end
$$;
comment on function private.learn_topics is '
Counts who has to do with which topic, from what people have done since the last call, and returns how many counters changed. The worker
calls it about once a second; several may.';

create function private.count_topic_people(since xid8, until xid8) returns int
language sql volatile
set search_path = ''
as $$
  with deed as materialized (
    select line.actor_id as person_id, signals.topics[1:5] as topics, min(line.happened_at) as at,
      coalesce(indexed.language, '') as language, coalesce(indexed.tile, -1) as tile
    from private.engagement line
    join private.post_signals signals on signals.post_id = line.target_id
    join private.post_index indexed on indexed.post_id = line.target_id
    join public.posts post on post.id = line.target_id
    where line.transaction_id >= count_topic_people.since and line.transaction_id < count_topic_people.until
      and line.kind in ('post', 'post_reaction', 'comment', 'share', 'save') and not line.details ? 'previous'
      -- What trends is for everybody to see, and so are only public posts counted.
      and signals.topics <> '{}' and post.audience = 'public' and post.content_warning is null
    group by line.actor_id, signals.post_id, signals.topics, indexed.language, indexed.tile
  ), first as (
    select distinct on (topic, (deed.at at time zone 'UTC')::date, person_id)
      topic, (deed.at at time zone 'UTC')::date as day, person_id, date_trunc('hour', deed.at, 'UTC') as hour, language, tile
    from deed, unnest(deed.topics) topic
    order by topic, (deed.at at time zone 'UTC')::date, person_id, deed.at
  ), new as (
    insert into private.topic_people (topic, day, person_id)
    select topic, day, person_id from first
    on conflict do nothing
    returning topic, day, person_id
  ), counted as (
    insert into private.topic_hours as counter (topic, hour, language, tile, people)
    select first.topic, first.hour, first.language, first.tile, sum(who.trust)
    from new
    join first using (topic, day, person_id)
    -- A crowd of new accounts makes no trend, and who is banned counts nothing.
    join private.trust_of((select array_agg(distinct person_id) from new), now()) who on who.person_id = new.person_id
    group by first.topic, first.hour, first.language, first.tile
    order by 1, 2, 3, 4
    on conflict (topic, hour, language, tile) do update set people = counter.people + excluded.people
    returning 1
  )
  select count(*)::int from counted
$$;
comment on function private.count_topic_people is 'The part of learn_topics that counts: each person once a topic and day, by their trust (private.trust).';

create function private.purge_topics() returns bigint
language sql volatile
set search_path = ''
as $$
  with people as (
    delete from private.topic_people where day < (now() at time zone 'UTC')::date - 1 returning 1
  ), hours as (
    delete from private.topic_hours where hour < now() - interval '9 days' returning 1
  )
  select (select count(*) from people) + (select count(*) from hours)
$$;
comment on function private.purge_topics is 'Removes what no trend is made of any more, and returns how many rows. The worker calls it by schedule.';
