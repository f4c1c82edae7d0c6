create function public.mark_notifications_read(ids uuid[] default null, everything boolean default false) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.mark_notifications_read(mark_notifications_read.ids, mark_notifications_read.everything);
end
$$;
comment on function public.mark_notifications_read is '
Marks these notifications of the caller as read (up to 100), or `everything`, the box of strangers included: {notifications: how many are
unread now}. What comes later of the same kind begins a new group. Repeating it changes nothing; identifiers of others are
passed over. Event `badge` to the other devices. Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, INVALID_ARGUMENT.';
grant execute on function public.mark_notifications_read to authenticated;

create function private.mark_notifications_read(ids uuid[], everything boolean) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.active_caller_id();
  read int;
begin
  if (ids is null) is not distinct from (everything is not true) or cardinality(ids) > 100 then
    perform private.raise('INVALID_ARGUMENT', 'Give either up to 100 ids, or everything.', 422);
  end if;
  with locked as materialized (
    select news.id from private.notifications news
    where news.person_id = caller and news.read_at is null and (everything or news.id = any (ids))
    order by news.id for no key update
  ), marked as (
    update private.notifications news set read_at = now(), seen_at = coalesce(news.seen_at, now())
    from locked where news.id = locked.id and news.read_at is null
    returning 1
  )
  select count(*) into read from marked;
  if read > 0 then
    perform private.tell_badges(array[caller]);
    perform private.emit('notifications_read', caller, details => jsonb_build_object('count', read));
  end if;
  return jsonb_build_object('notifications', private.unread_notifications(caller));
end
$$;
comment on function private.mark_notifications_read is 'The step of mark_notifications_read that writes. Emits notifications_read (details: {count}). Errors: as mark_notifications_read.';
grant execute on function private.mark_notifications_read to authenticated;

create function public.mark_notifications_seen() returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.mark_notifications_seen();
end
$$;
comment on function public.mark_notifications_seen is '
The caller has looked at the list: {unseen: 0}. What is in it stays unread. Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED.';
grant execute on function public.mark_notifications_seen to authenticated;

create function private.mark_notifications_seen() returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.active_caller_id();
begin
  with locked as materialized (
    select news.id from private.notifications news
    where news.person_id = caller and not news.boxed and news.part_count > 0 and news.read_at is null and news.seen_at is null
    order by news.id for no key update
  )
  update private.notifications news set seen_at = now() from locked where news.id = locked.id;
  return jsonb_build_object('unseen', 0);
end
$$;
comment on function private.mark_notifications_seen is 'The step of mark_notifications_seen that writes. Errors: as mark_notifications_seen.';
grant execute on function private.mark_notifications_seen to authenticated;
