create function private.age_band(birth_date date, on_day date) returns text
language sql immutable parallel safe
set search_path = ''
as $$
  select (array['13-17', '18-24', '25-34', '35-44', '45-54', '55-64', '65+'])[1 + width_bucket(
    extract(year from age(on_day, birth_date)), array[18, 25, 35, 45, 55, 65]::numeric[])]
$$;
comment on function private.age_band is 'The band of ages that insights name somebody by.';

create function private.count_insights(deeds private.weighed_deed[]) returns void
language sql volatile
set search_path = ''
as $$
  with deed as materialized (
    select kind, post_id, author_id, person_id, date_trunc('hour', happened_at, 'UTC') as hour,
      (details ->> 'counts')::int as counts, coalesce((details ->> 'first')::int, 0) as first, (details ->> 'watched_ms')::int as watched_ms,
      details ->> 'source' as source, details ? 'previous' as replaces
    from unnest(deeds)
  ), length as materialized (
    select shown.post_id, max(medium.duration_ms) as ms
    from public.post_media shown join private.media medium on medium.id = shown.media_id
    where shown.post_id in (select post_id from deed where kind = 'view') and medium.kind = 'video' and medium.duration_ms > 0
    group by shown.post_id
  ), change as materialized (
    select deed.post_id, deed.author_id, deed.hour,
      coalesce(sum(counts), 0)::int as views, coalesce(sum(first), 0)::int as viewers,
      coalesce(sum(case kind when 'post_reaction' then case when replaces then 0 else 1 end when 'post_unreaction' then -1 end), 0)::int as reactions,
      coalesce(sum(case kind when 'comment' then 1 when 'comment_removal' then -1 end), 0)::int as comments,
      coalesce(sum(case kind when 'share' then 1 when 'unshare' then -1 end), 0)::int as shares,
      coalesce(sum(case kind when 'save' then 1 when 'unsave' then -1 end), 0)::int as saves,
      coalesce(sum(watched_ms), 0)::bigint as watched_ms,
      count(*) filter (where counts = 1 and watched_ms >= 0.9 * length.ms)::int as completions
    from deed left join length on length.post_id = deed.post_id
    group by deed.post_id, deed.author_id, deed.hour
  ), by_post as (
    insert into private.post_hours as known (post_id, hour, views, viewers, reactions, comments, shares, saves, watched_ms, completions)
    select post_id, hour, views, viewers, reactions, comments, shares, saves, watched_ms, completions from change
    on conflict (post_id, hour) do update set views = known.views + excluded.views, viewers = known.viewers + excluded.viewers,
      reactions = known.reactions + excluded.reactions, comments = known.comments + excluded.comments, shares = known.shares + excluded.shares,
      saves = known.saves + excluded.saves, watched_ms = known.watched_ms + excluded.watched_ms, completions = known.completions + excluded.completions
  ), by_author as (
    insert into private.author_hours as known (author_id, hour, views, viewers, reactions, comments, shares, saves, watched_ms, completions)
    select author_id, hour, sum(views), sum(viewers), sum(reactions), sum(comments), sum(shares), sum(saves), sum(watched_ms), sum(completions)
    from change group by author_id, hour
    on conflict (author_id, hour) do update set views = known.views + excluded.views, viewers = known.viewers + excluded.viewers,
      reactions = known.reactions + excluded.reactions, comments = known.comments + excluded.comments, shares = known.shares + excluded.shares,
      saves = known.saves + excluded.saves, watched_ms = known.watched_ms + excluded.watched_ms, completions = known.completions + excluded.completions
  ), divided as materialized (
    select post_id, author_id, (hour at time zone 'UTC')::date as day, 'source' as facet, source as name from deed where counts = 1
    union all
    select deed.post_id, deed.author_id, (deed.hour at time zone 'UTC')::date, found.facet, found.name
    from deed
    join private.accounts viewer on viewer.id = deed.person_id
    cross join lateral (values
      ('age', private.age_band(viewer.birth_date, (deed.hour at time zone 'UTC')::date)),
      ('follows', (exists (select from public.follows where follower_id = deed.person_id and followee_id = deed.author_id))::text)) found (facet, name)
    where deed.first = 1
  ), facets_of_posts as (
    insert into private.post_facets as known (post_id, facet, name, count)
    select post_id, facet, name, count(*) from divided group by post_id, facet, name
    on conflict (post_id, facet, name) do update set count = known.count + excluded.count
  )
  insert into private.author_facets as known (author_id, day, facet, name, count)
  select author_id, day, facet, name, count(*) from divided group by author_id, day, facet, name
  on conflict (author_id, day, facet, name) do update set count = known.count + excluded.count
$$;
comment on function private.count_insights is 'The part of count_deeds that insights are made of.';

create function private.count_exposures() returns bigint
language sql volatile
set search_path = ''
as $$
  -- A minute late, so that every list is in that was made before.
  with place as (
    insert into private.exposures_counted as known (until) values (now() - interval '1 minute')
    on conflict (only_row) do update set until = greatest(known.until, excluded.until)
    returning until
  ), list as materialized (
    select log.post_ids, log.served, log.dropped
    from place, private.feed_log log
    where log.served_at >= coalesce((select until from private.exposures_counted), now() - interval '7 days') and log.served_at < place.until
  ), found as (
    select item.post_id, 'feed' as facet, case when item.place <= list.served then 'served' else 'outranked' end as name
    from list, unnest(list.post_ids) with ordinality item (post_id, place)
    union all
    -- Whatever concerns the author as a person is one thing: nobody learns that somebody blocks or mutes them.
    select item.post_id::uuid, 'filter', case when taken.name in ('hidden', 'muted', 'refused') then 'not_for_them' when taken.name = 'served' then 'seen' else taken.name end
    from list, jsonb_each(list.dropped) taken (name, ids), jsonb_array_elements_text(taken.ids) item (post_id)
    where taken.name <> 'own'
  ), counted as (
    insert into private.post_facets as known (post_id, facet, name, count)
    select found.post_id, found.facet, found.name, count(*)
    from found join public.posts post on post.id = found.post_id
    group by found.post_id, found.facet, found.name
    on conflict (post_id, facet, name) do update set count = known.count + excluded.count
    returning 1
  )
  select count(*) from counted
$$;
comment on function private.count_exposures is '
Counts what the log of ranked lists says about each post since the last call: shown, out-ranked, or taken out by which kind of filter; returns how many
numbers changed. The worker calls it each minute.';

create function private.purge_insights() returns bigint
language sql volatile
set search_path = ''
as $$
  with hours as (
    delete from private.author_hours where hour < now() - interval '100 days' returning 1
  ), facets as (
    delete from private.author_facets where day < (now() at time zone 'UTC')::date - 100 returning 1
  )
  select (select count(*) from hours) + (select count(*) from facets)
$$;
comment on function private.purge_insights is 'Removes sums by hour and day of authors that are older than 100 days, and returns how many. The worker calls it by schedule.';
