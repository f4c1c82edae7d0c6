create type private.count_change as (profile_id uuid, followers int, following int, connections int);
comment on type private.count_change is 'What to add to the counters of one person.';

-- Counters follow from the edges by statement triggers, whoever changes these: a call, a block, the cascade of a
-- deleted account, a bulk load.
create function private.count_follows() returns trigger
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  step int := case tg_op when 'INSERT' then 1 else -1 end;
begin
  perform private.add_to_counts(array_agg(row(person, step * followers, step * following, 0)::private.count_change))
  from (
    select person, sum(follower) as followers, sum(followee) as following
    from changed cross join lateral (values (followee_id, 1, 0), (follower_id, 0, 1)) side (person, follower, followee)
    where followee = 1 or not private.is_withheld(follower_id, created_at)
    group by person
  ) change;
  return null;
end
$$;
comment on function private.count_follows is 'Statement trigger of follows: keeps the numbers of followers and followees.';

create function private.count_connections() returns trigger
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  step int := case tg_op when 'INSERT' then 1 else -1 end;
begin
  perform private.add_to_counts(array_agg(row(person_id, 0, 0, step * connections)::private.count_change))
  from (
    select person_id, count(*) as connections from changed where not private.is_withheld(other_id, created_at) group by person_id
  ) change;
  return null;
end
$$;
comment on function private.count_connections is 'Statement trigger of connections: keeps their number, by the row of each side.';

create function private.is_withheld(person_id uuid, since timestamptz) returns boolean
language plpgsql stable
set search_path = ''
as $$
begin
  return exists (select from private.accounts account where account.id = person_id and account.shadow_banned_at <= is_withheld.since);
end
$$;
comment on function private.is_withheld is 'Whether an edge that somebody made then was made while they are shadow banned: it is not counted for the other.';

create function private.release_edges() returns trigger
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  perform private.add_to_counts(array_agg(row(person, followers, 0, connections)::private.count_change))
  from (
    select person, sum(follower) as followers, sum(connection) as connections
    from (
      select followee_id as person, 1 as follower, 0 as connection from public.follows
      where follower_id = new.id and created_at >= old.shadow_banned_at
      union all
      select person_id, 0, 1 from public.connections where other_id = new.id and created_at >= old.shadow_banned_at
    ) edge
    group by person
  ) change;
  return null;
end
$$;
comment on function private.release_edges is 'Trigger: with the end of a shadow ban what was not counted is.';

create function private.add_to_counts(changes private.count_change[]) returns void
language sql volatile
set search_path = ''
as $$
  -- Whoever is being deleted, by this very cascade, needs no counters any more.
  with change as materialized (
    select change.* from unnest(changes) change join public.profiles person on person.id = change.profile_id
  ),
  free as materialized (
    select change.*, stats.id
    from change
    cross join lateral (
      select id from private.graph_stats where graph_stats.profile_id = change.profile_id
      limit 1
      for no key update skip locked
    ) stats
  ),
  added as (
    update private.graph_stats stats
    set followers = stats.followers + free.followers,
      following = stats.following + free.following,
      connections = stats.connections + free.connections
    from free
    where stats.id = free.id
    returning stats.profile_id
  )
  insert into private.graph_stats (profile_id, followers, following, connections)
  select change.profile_id, change.followers, change.following, change.connections
  from change
  where change.profile_id not in (select profile_id from added)
$$;
comment on function private.add_to_counts is '
Adds to the counters of people, to a row of theirs that nobody has locked, or to a new one: it never waits for another
transaction. Each person may be in `changes` once.';

create function private.graph_counts(user_id uuid) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
begin
  return (
    select jsonb_build_object(
      'followers', coalesce(sum(followers), 0), 'following', coalesce(sum(following), 0),
      'connections', coalesce(sum(connections), 0))
    from private.graph_stats
    where profile_id = graph_counts.user_id);
end
$$;
comment on function private.graph_counts is '
How many people follow somebody, are followed by and connected with them: {followers, following, connections}.
PL/pgSQL, because that keeps its plan.';
grant execute on function private.graph_counts to authenticated, service_role;

create function private.shown_counts(user_id uuid) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  counts jsonb := private.graph_counts(user_id);
  unseen uuid[] := private.hidden_ids();
begin
  if unseen = '{}' then
    return counts;
  end if;
  return (
    select jsonb_object_agg(key, greatest(value::int - case key
      when 'followers' then (select count(*) from public.follows where followee_id = user_id and follower_id = any (unseen))
      when 'following' then (select count(*) from public.follows where follower_id = user_id and followee_id = any (unseen))
      else (select count(*) from public.connections where person_id = user_id and other_id = any (unseen)) end, 0))
    from jsonb_each_text(counts));
end
$$;
comment on function private.shown_counts is '
As graph_counts, without the people hidden from the caller: a block holds in counts too. Who is deactivated or banned for a time stays
counted, although no list shows them: they come back, and a count that follows them would be written for each of their contacts.';
