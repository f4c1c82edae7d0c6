create function private.notify_people() returns int
language plpgsql volatile
set search_path = ''
as $$
declare
  place record := private.begin_reading('notifications', 20000);
  causes private.notification_cause[];
  changed uuid[];
begin
  if place.since is null then
    return 0;
  end if;
  causes := private.notification_causes(place.since, place.until);
  changed := private.withdraw_parts(causes) || private.add_parts(causes) || private.recheck_parts(place.since, place.until);
  perform private.tell_notifications(changed);
  perform private.finish_reading('notifications', place.until);
  return cardinality(changed);
end
$$;
comment on function private.notify_people is '
The reader of the log that tells people what concerns them; about once a second, set by set. Killed anywhere it has done nothing, since place
and deeds change in one transaction. Returns for how many people something changed. The worker calls it.';

create function private.withdraw_parts(causes private.notification_cause[]) returns uuid[]
language sql volatile
set search_path = ''
as $$
  with gone as (
    delete from private.notification_parts part
    using unnest(causes) cause
    where part.person_id = cause.person_id and part.family = cause.family and part.cause_id = cause.cause_id
      and part.actor_id is not distinct from cause.actor_id
      and not private.notification_stands(cause.family, cause.person_id, cause.cause_id, cause.actor_id)
    returning part.person_id
  )
  select coalesce(array_agg(distinct person_id), '{}') from gone
$$;
comment on function private.withdraw_parts is 'What no longer stands is taken back, in exactly its part. Returns whose notifications changed.';

create function private.add_parts(causes private.notification_cause[]) returns uuid[]
language plpgsql volatile
set search_path = ''
as $$
declare
  fresh jsonb;
  people uuid[];
begin
  -- New causes that stand, with what their person has set.
  select jsonb_agg(judged) into fresh from (
    select cause.*, case
        when settings.off_kinds @> array[cause.kind] then 'setting'
        when muted.post_id is not null and cause.kind <> 'mention' then 'muted_post'
        when settings.strangers = 'none' and stranger.is_one then 'strangers'
      end as refusal,
      coalesce(settings.strangers = 'box' and stranger.is_one, false) as boxed,
      private.notification_hidden_until(cause.person_id, cause.actor_id, cause.post_id, cause.family, cause.cause_id) as hidden_until
    from unnest(causes) cause
    join public.profiles person on person.id = cause.person_id
    left join public.profiles actor on actor.id = cause.actor_id
    left join public.posts post on post.id = cause.post_id
    left join private.notification_settings settings on settings.person_id = cause.person_id
    left join private.notification_muted_posts muted on muted.person_id = cause.person_id and muted.post_id = cause.post_id
    cross join lateral (
      select cause.actor_id is not null
        and not exists (select from public.follows where follower_id = cause.person_id and followee_id = cause.actor_id)
        and not exists (
          select from public.connections connection
          where connection.person_id = cause.person_id and connection.other_id = cause.actor_id) as is_one
    ) stranger
    where (cause.actor_id is null or actor.id is not null) and (cause.post_id is null or post.id is not null)
      and not exists (
        select from private.notification_parts part
        where part.person_id = cause.person_id and part.family = cause.family and part.cause_id = cause.cause_id
          and part.actor_id is not distinct from cause.actor_id)
      and private.notification_stands(cause.family, cause.person_id, cause.cause_id, cause.actor_id)
  ) judged;
  if fresh is null then
    return '{}';
  end if;

  insert into private.notification_refusals (person_id, kind, reason, happened_at)
  select cause.person_id, cause.kind, cause.refusal, cause.happened_at
  from jsonb_to_recordset(fresh) cause (person_id uuid, kind text, refusal text, happened_at timestamptz)
  where cause.refusal is not null;

  -- The update changes nothing, and holds the row: whoever reads the group meanwhile reads it with the new part, or not at all.
  insert into private.notifications as held (person_id, kind, group_key, boxed, target_kind, target_id, post_id, details)
  select distinct on (cause.person_id, cause.kind, cause.group_key, cause.boxed)
    cause.person_id, cause.kind, cause.group_key, cause.boxed, cause.target_kind, cause.target_id, cause.post_id, cause.details
  from jsonb_to_recordset(fresh) cause (person_id uuid, kind text, group_key uuid, boxed boolean, target_kind text, target_id uuid,
    post_id uuid, details jsonb, refusal text, happened_at timestamptz)
  where cause.refusal is null
  order by cause.person_id, cause.kind, cause.group_key, cause.boxed, cause.happened_at desc
  on conflict (person_id, kind, group_key, boxed) where read_at is null do update set kind = held.kind;

  with added as (
    insert into private.notification_parts
      (notification_id, person_id, family, cause_id, actor_id, post_id, event, hidden_until, happened_at)
    select told.id, cause.person_id, cause.family, cause.cause_id, cause.actor_id, cause.post_id, cause.event, cause.hidden_until,
      cause.happened_at
    from jsonb_to_recordset(fresh) cause (person_id uuid, kind text, group_key uuid, boxed boolean, family text, cause_id uuid,
      actor_id uuid, post_id uuid, event text, hidden_until timestamptz, happened_at timestamptz, refusal text)
    join private.notifications told on told.person_id = cause.person_id and told.kind = cause.kind
      and told.group_key = cause.group_key and told.boxed = cause.boxed and told.read_at is null
    where cause.refusal is null
    returning person_id
  )
  select coalesce(array_agg(distinct person_id), '{}') into people from added;
  return people;
end
$$;
comment on function private.add_parts is '
Adds what stands and is not there yet, to the unread group of its kind and target or to a new one; notes what the person does not want.
Returns whose notifications changed.';

create function private.recheck_parts(since xid8, until xid8) returns uuid[]
language plpgsql volatile
set search_path = ''
as $$
declare
  parts private.notification_parts[];
  gone uuid[];
  changed uuid[];
begin
  select array_agg(distinct part) into parts from (
    select part from (
      select line.actor_id as person_id, line.subject_id as actor_id from private.engagement line
      where line.transaction_id >= since and line.transaction_id < until and line.kind in (
        'block', 'unblock', 'mute', 'unmute', 'notification_mute', 'notification_unmute', 'connection_accept')
      union
      select line.subject_id, line.actor_id from private.engagement line
      where line.transaction_id >= since and line.transaction_id < until and line.kind in ('block', 'unblock', 'connection_accept')
    ) pair
    join private.notification_parts part on part.person_id = pair.person_id and part.actor_id = pair.actor_id
    union all
    select part from private.engagement line
    join private.notification_parts part on part.actor_id = line.actor_id
    where line.transaction_id >= since and line.transaction_id < until and line.kind = 'hiding'
    union all
    select part from private.engagement line
    join private.notification_parts part on part.post_id = line.target_id
    where line.transaction_id >= since and line.transaction_id < until and line.kind in ('post_removal', 'post_return')
    union all
    select part from private.retracted_parts(since, until) part
    union all
    select part from private.notification_parts part
    where part.hidden_until > '-infinity' and part.hidden_until <= now()
  ) found (part);
  if parts is null then
    return '{}';
  end if;
  with removed as (
    delete from private.notification_parts part
    using unnest(parts) checked
    where part.id = checked.id and not private.notification_stands(checked.family, checked.person_id, checked.cause_id, checked.actor_id)
    returning part.person_id
  )
  select array_agg(distinct person_id) into gone from removed;
  with moved as (
    update private.notification_parts part
    set hidden_until = checked.until
    from (
      select stored.id, private.notification_hidden_until(
          stored.person_id, stored.actor_id, stored.post_id, stored.family, stored.cause_id) as until
      from unnest(parts) stored
    ) checked
    where part.id = checked.id and part.hidden_until <> checked.until
    returning part.person_id
  )
  select array_agg(distinct person_id) into changed from moved;
  return coalesce(gone, '{}') || coalesce(changed, '{}');
end
$$;
comment on function private.recheck_parts is '
What was told before is judged again after a retraction; after a block, a mute, the hiding of a person, the removal of a post, and the undoing of
each; and where the time of a mute or a ban is over. Returns whose notifications changed.';

create function private.tell_notifications(people uuid[]) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  told private.notifications[];
begin
  with grown as (
    update private.notifications news set told_step = news.step
    where news.person_id = any (people) and news.step > news.told_step and news.part_count > 0 and news.read_at is null and not news.boxed
    returning news as one
  )
  select array_agg(grown.one) into told from grown;
  perform private.broadcast_notifications(told);
  perform private.tell_badges(people);
end
$$;
comment on function private.tell_notifications is 'Tells of each group that is new or has reached another step, and of the badge.';

create function private.broadcast_notifications(news private.notifications[]) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  topics text[];
  payloads jsonb[];
begin
  select array_agg('user:' || told.person_id), array_agg(jsonb_build_object(
    'notification_id', told.id, 'kind', told.kind, 'target_kind', told.target_kind, 'target_id', told.target_id,
    'actor_count', told.actor_count, 'part_count', told.part_count))
  into topics, payloads from unnest(news) told;
  perform private.broadcast_each(topics, 'notification', payloads);
end
$$;
comment on function private.broadcast_notifications is '
Event `notification` on user:<id>: {notification_id, kind, target_kind, target_id, actor_count, part_count}. Who has done it says the list, which asks again
who may be shown.';

create function private.tell_badges(people uuid[]) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  topics text[];
  payloads jsonb[];
begin
  -- Counted as private.unread_notifications does, of all at once.
  select array_agg('user:' || told.person), array_agg(jsonb_build_object('notifications', unread.groups)) into topics, payloads
  from (select distinct unnest(people)) told (person)
  cross join lateral (
    select count(*) as groups from private.notifications news
    where news.person_id = told.person and not news.boxed and news.read_at is null and news.part_count > 0
  ) unread;
  perform private.broadcast_each(topics, 'badge', payloads);
end
$$;
comment on function private.tell_badges is 'Event `badge` on user:<id>: {notifications: how many groups are unread}, whenever that may have changed.';

create function private.unread_notifications(person_id uuid) returns int
language plpgsql stable
set search_path = ''
as $$
begin
  return (
    select count(*) from private.notifications news
    where news.person_id = unread_notifications.person_id and not news.boxed and news.read_at is null and news.part_count > 0);
end
$$;
comment on function private.unread_notifications is 'How many groups somebody has not read: counted in an index that holds these and no others, so it cannot drift.';
