create function private.refresh_popularity() returns bigint
language sql volatile
set search_path = ''
as $$
  with followers as (
    select stats.profile_id, sum(stats.followers) as number from private.graph_stats stats group by stats.profile_id
  ), estimated as (
    -- The logarithm, because the tenth follower says as much as the next ten; to a tenth, so that few rows change. Who
    -- has been away for a month counts for less, who never came for least.
    select person.profile_id, round((log(10 + greatest(coalesce(followers.number, 0), 0)) - 1
      + case when coalesce(present.seen_at, past.seen_at) > now() - interval '30 days' then 0.5
          when coalesce(present.seen_at, past.seen_at) is null then 0 else 0.2 end)::numeric, 1)::real as popularity
    from private.people_search person
    left join followers on followers.profile_id = person.profile_id
    left join private.presence present on present.profile_id = person.profile_id
    left join private.last_seen past on past.profile_id = person.profile_id
  ), changed as (
    update private.people_search person set popularity = estimated.popularity
    from estimated
    where estimated.profile_id = person.profile_id and estimated.popularity <> person.popularity
    returning 1
  )
  select count(*) from changed
$$;
comment on function private.refresh_popularity is '
Estimates how sought-after everybody is, from followers and from when they were last there, and returns how many changed. The
worker calls it by schedule.';

create function private.refresh_people_top() returns bigint
language sql volatile
set search_path = ''
as $$
  with wanted as (
    select * from private.people_search
    where is_discoverable and hidden_until <= now()
    order by popularity desc, profile_id limit 50000
  ), left_behind as (
    delete from private.people_top top where top.profile_id not in (select wanted.profile_id from wanted) returning 1
  ), risen as (
    insert into private.people_top
    select * from wanted where wanted.profile_id not in (select top.profile_id from private.people_top top)
    on conflict do nothing
    returning 1
  )
  select (select count(*) from left_behind) + (select count(*) from risen)
$$;
comment on function private.refresh_people_top is 'Decides who is in people_top, and returns how many changed. The worker calls it by schedule.';

create function private.sweep_people_words() returns bigint
language sql volatile
set search_path = ''
as $$
  with swept as (
    delete from private.people_words known
    where not exists (select from private.people_search person where person.terms @> array['word:' || known.word])
    returning 1
  )
  select count(*) from swept
$$;
comment on function private.sweep_people_words is 'Forgets words that nobody is called by any more, and returns how many. The worker calls it by schedule.';
