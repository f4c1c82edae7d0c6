create function private.notification_step(parts int) returns smallint
language sql immutable
set search_path = ''
as $$
  select case when parts < 1 then 0
    else 3 * (length(parts::text) - 1) + case when left(parts::text, 1) >= '5' then 3 when left(parts::text, 1) >= '2' then 2 else 1 end
  end::smallint
$$;
comment on function private.notification_step is 'How many of the steps 1, 2, 5, 10, 20, 50, 100 … a number has reached.';

-- The counts follow from the parts by statement triggers, whoever changes these: the reader, or the cascade of a deleted account.
create function private.count_notification_parts() returns trigger
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  counted jsonb;
begin
  if tg_op = 'INSERT' then
    -- What admins tell a hundred thousand is made with its count: private.tell_system.
    select jsonb_agg(change) into counted from (
      select notification_id, actor_id, count(*) filter (where hidden_until = '-infinity') as shown,
        count(*) filter (where hidden_until > '-infinity') as hidden
      from added where family <> 'system' group by notification_id, actor_id) change;
  elsif tg_op = 'DELETE' then
    select jsonb_agg(change) into counted from (
      select notification_id, actor_id, -count(*) filter (where hidden_until = '-infinity') as shown,
        -count(*) filter (where hidden_until > '-infinity') as hidden
      from removed group by notification_id, actor_id) change;
  else
    select jsonb_agg(change) into counted from (
      select notification_id, actor_id, sum(sign) filter (where hidden_until = '-infinity') as shown,
        sum(sign) filter (where hidden_until > '-infinity') as hidden
      from (
        select 1 as sign, notification_id, actor_id, hidden_until from added
        union all
        select -1, notification_id, actor_id, hidden_until from removed) both_sides
      group by notification_id, actor_id) change;
  end if;
  if counted is not null then
    perform private.add_to_notifications(counted, tg_op = 'INSERT');
  end if;
  return null;
end
$$;
comment on function private.count_notification_parts is 'Statement trigger of notification_parts: keeps the counts of their notifications.';

create function private.add_to_notifications(changes jsonb, grows boolean) returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  with change as materialized (
    select notification_id, actor_id, coalesce(shown, 0) as shown, coalesce(hidden, 0) as hidden
    from jsonb_to_recordset(changes) change (notification_id uuid, actor_id uuid, shown int, hidden int)
  ), judged as (
    -- Somebody counts once, however many comments they wrote.
    select change.notification_id, change.shown, change.hidden,
      case when change.actor_id is null then 0 else (present.parts > 0)::int - (present.parts - change.shown > 0)::int end as actors
    from change
    cross join lateral (
      select count(*) as parts from private.notification_parts part
      where part.notification_id = change.notification_id and part.actor_id = change.actor_id and part.hidden_until = '-infinity'
    ) present
  ), total as (
    select notification_id, sum(shown)::int as shown, sum(hidden)::int as hidden, sum(actors)::int as actors
    from judged group by notification_id
  )
  update private.notifications counted
  set part_count = counted.part_count + total.shown, hidden_count = counted.hidden_count + total.hidden,
    actor_count = counted.actor_count + total.actors,
    step = case when grows then greatest(counted.step, private.notification_step(counted.part_count + total.shown)) else counted.step end,
    seen_at = case when not grows or private.notification_step(counted.part_count + total.shown) <= counted.step then counted.seen_at end,
    changed_at = case when grows and total.shown > 0 then now() else counted.changed_at end,
    position = case when grows and total.shown > 0 then private.uuid_v7() else counted.position end
  from total where counted.id = total.notification_id;
  if not grows then
    delete from private.notifications emptied
    where emptied.part_count = 0 and emptied.hidden_count = 0
      and emptied.id in (select notification_id from jsonb_to_recordset(changes) change (notification_id uuid));
  end if;
end
$$;
comment on function private.add_to_notifications is '
Adds to the counts of notifications what has come and gone: changes: [{notification_id, actor_id, shown, hidden}]. What has no part left is
removed. `grows`: what is shown is news, and moves to the head of the list.';
