-- The reader of the log. A batch is read once, joined with who did it, and then folded: each post, minute and hour is written once.
create function private.learn_virality() returns int
language plpgsql volatile
set search_path = ''
as $$
declare
  place record := private.begin_reading('virality', 20000);
  touched uuid[];
begin
  touched := private.count_deeds(place.since, place.until);
  perform private.judge_posts(private.due_posts(touched), now());
  perform private.finish_reading('virality', place.until);
  return cardinality(touched);
end
$$;
comment on function private.learn_virality is '
Adds what people have done since the last call to minute buckets, to insights, and to what is known of how posts spread; judges the posts
concerned, each once a minute; returns how many posts that were. The worker calls it about once a second; several may.';

create function private.due_posts(post_ids uuid[]) returns uuid[]
language sql stable
set search_path = ''
as $$
  -- What three people at least have done something with; nobody can tell before.
  select coalesce(array_agg(known.post_id), '{}') from private.post_virality known
  where known.post_id = any (due_posts.post_ids) and known.people >= 3
    and (known.judged_at is null or known.judged_at < now() - interval '1 minute')
$$;
comment on function private.due_posts is 'Which of these posts are to be judged now.';

create function private.count_deeds(since xid8, until xid8) returns uuid[]
language plpgsql volatile
set search_path = ''
as $$
declare
  deeds private.weighed_deed[] := array(select deed from private.weighed_deeds(since, until) deed);
begin
  perform private.count_insights(deeds);
  perform private.count_spread(deeds);
  return array(select distinct post_id from unnest(deeds));
end
$$;
comment on function private.count_deeds is 'The part of learn_virality that counts; returns the posts concerned.';

create function private.weighed_deeds(since xid8, until xid8) returns setof private.weighed_deed
language plpgsql stable rows 1000
set search_path = ''
-- As private.deeds_between.
set enable_seqscan = off
set enable_mergejoin = off
as $$
begin
  return query
  with line as materialized (
    select log.kind, log.target_id, log.actor_id, log.happened_at, log.details
    from private.engagement log
    where log.transaction_id >= weighed_deeds.since and log.transaction_id < weighed_deeds.until
      and log.kind in ('post_reaction', 'post_unreaction', 'comment', 'comment_removal', 'share', 'unshare', 'save', 'unsave', 'view')
  ), person as materialized (
    select * from private.trust_of(array(select distinct actor_id from line), now())
  )
  select line.kind, post.id, post.author_id, post.published_at, line.actor_id, coalesce(person.trust, 0)::real, coalesce(person.followers, 0)::real,
    line.happened_at, line.details::jsonb
  from line
  join public.posts post on post.id = line.target_id
  left join person on person.person_id = line.actor_id
  where line.actor_id <> post.author_id and post.published_at is not null;
end
$$;
comment on function private.weighed_deeds is 'What people did with posts of others, in the transactions from `since` to before `until`.';

create function private.count_spread(deeds private.weighed_deed[]) returns void
language sql volatile
set search_path = ''
as $$
  with deed as materialized (
    select * from unnest(deeds)
    -- Who is banned counts nothing; what is older than a week does not go viral.
    where trust > 0 and happened_at < published_at + interval '7 days'
      and (kind = 'view' and (details ->> 'counts')::int = 1
        or kind in ('post_reaction', 'comment', 'share', 'save') and not details ? 'previous')
  ), did as (
    select post_id, person_id, bool_or(kind = 'comment') as commented, bool_or(kind = 'share') as shared, min(happened_at) as at,
      max(trust) as trust, max(followers) as followers
    from deed where kind <> 'view'
    group by post_id, person_id
  ), known as materialized (
    select did.*, earlier.person_id is null as is_new, did.commented and not coalesce(earlier.has_commented, false) as comments_first,
      did.shared and not coalesce(earlier.has_shared, false) as shares_first
    from did left join private.post_engagers earlier on earlier.post_id = did.post_id and earlier.person_id = did.person_id
  ), remembered as (
    insert into private.post_engagers as earlier (post_id, person_id, has_commented, has_shared)
    select post_id, person_id, commented, shared from known where is_new or comments_first or shares_first
    on conflict (post_id, person_id) do update
      set has_commented = earlier.has_commented or excluded.has_commented, has_shared = earlier.has_shared or excluded.has_shared
  ), counted as materialized (
    select post_id, date_trunc('minute', at) as minute, trust as people, 0::real as views,
      trust * comments_first::int as commenters, trust * shares_first::int as sharers, trust * followers * shares_first::int as audience, is_new
    from known where is_new or comments_first or shares_first
    union all
    select post_id, date_trunc('minute', happened_at), 0, trust, 0, 0, 0, true from deed where kind = 'view'
  ), bucketed as (
    insert into private.post_minutes as bucket (post_id, minute, people, views)
    select post_id, minute, sum(case when is_new then people else 0 end), sum(views)
    from counted group by post_id, minute
    on conflict (post_id, minute) do update set people = bucket.people + excluded.people, views = bucket.views + excluded.views
  ), summed as (
    select counted.post_id, sum(case when is_new then people else 0 end) as people, sum(commenters) as commenters, sum(sharers) as sharers,
      sum(audience) as audience, sum(views) as views
    from counted group by counted.post_id
  )
  insert into private.post_virality as known (post_id, author_id, published_at, people, commenters, sharers, audience, views)
  select summed.post_id, post.author_id, post.published_at, summed.people, summed.commenters, summed.sharers, summed.audience, summed.views
  from summed join public.posts post on post.id = summed.post_id
  on conflict (post_id) do update set people = known.people + excluded.people, commenters = known.commenters + excluded.commenters,
    sharers = known.sharers + excluded.sharers, audience = known.audience + excluded.audience, views = known.views + excluded.views
$$;
comment on function private.count_spread is 'The part of count_deeds that says how posts spread: each person counts once a post, by their trust.';
