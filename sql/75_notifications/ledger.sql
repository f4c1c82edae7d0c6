create function public.why_notified(notification_id uuid) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return private.why_notified(why_notified.notification_id);
end
$$;
comment on function public.why_notified is '
Why the caller was told something: {notification_id, kind, events: [{event, causes, first_at, last_at}], grouped_by: {kind, target_kind, target_id},
let_in_by: setting (the kind is on, or cannot be turned off), box (from strangers, apart), interruptions: {step, next_at}, pushes: what became of its
pushes, the last first: [{kind, outcome, reason, until, at}]}. `next_at`: how many causes it takes to tell of it again. Errors: NOT_AUTHENTICATED, NOTIFICATION_NOT_FOUND.';
grant execute on function public.why_notified to authenticated;

create function private.why_notified(notification_id uuid) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  news private.notifications;
begin
  select * into news from private.notifications told
  where told.id = why_notified.notification_id and told.person_id = private.caller_id() and told.part_count > 0;
  if not found then
    perform private.raise('NOTIFICATION_NOT_FOUND', 'There is no such notification.', 404);
  end if;
  return jsonb_build_object(
    'notification_id', news.id, 'kind', news.kind,
    'events', (
      select jsonb_agg(deed order by deed.first_at) from (
        select part.event, count(*) as causes, min(part.happened_at) as first_at, max(part.happened_at) as last_at
        from private.notification_parts part
        where part.notification_id = news.id and part.hidden_until = '-infinity'
        group by part.event) deed),
    'grouped_by', jsonb_build_object('kind', news.kind, 'target_kind', news.target_kind, 'target_id', news.target_id),
    'let_in_by', case when news.boxed then 'box' else 'setting' end,
    'interruptions', jsonb_build_object('step', news.step,
      'next_at', (array[1, 2, 5])[news.step % 3 + 1] * (10 ^ (news.step / 3))::bigint),
    'pushes', private.pushes_told(news.person_id, news.id, 50));
end
$$;
comment on function private.why_notified is 'The step of why_notified that reads. Errors: as why_notified.';
grant execute on function private.why_notified to authenticated;

create function private.pushes_told(person_id uuid, notification_id uuid, size int) returns jsonb
language plpgsql stable
set search_path = ''
as $$
declare
  teller regproc := private.seam('history_of_', 'pushes', '(uuid,uuid,integer)');
  answer jsonb;
begin
  if teller is not null then
    execute format('select %s($1, $2, $3)', teller) into answer using person_id, notification_id, size;
  end if;
  return coalesce(answer, '[]');
end
$$;
comment on function private.pushes_told is 'What became of the pushes of a notification, or all of somebody''s, as a later domain says by private.history_of_pushes.';

create function public.notification_ledger(user_id uuid, page_size int default 50) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.notification_ledger(notification_ledger.user_id, notification_ledger.page_size);
end
$$;
comment on function public.notification_ledger is '
For admins: what somebody was told of late, and what not and why, the last first: {items: [{kind, outcome: told|boxed|hidden|setting|muted_post|strangers,
causes, at}], pushes: [{kind, outcome: sent|deferred|digest|suppressed|withdrawn|opened|failed, reason, until, at}]}. hidden: only people who are blocked, muted, hidden or kept apart, or a post that is gone. It names nobody, and looking is audited.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_PAGE_SIZE.';
grant execute on function public.notification_ledger to authenticated;

create function private.notification_ledger(user_id uuid, page_size int) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  admin uuid := private.active_admin_id();
  size int := private.page_size(page_size);
begin
  perform private.log_administration('notification_ledger_read', admin, jsonb_build_object('user_id', user_id));
  return (
    select jsonb_build_object('items', coalesce(jsonb_agg(line order by line.at desc), '[]'), 'pushes', private.pushes_told(user_id, null, size)) from (
      select * from (
        (select news.kind, case when news.part_count = 0 then 'hidden' when news.boxed then 'boxed' else 'told' end as outcome,
          news.part_count + news.hidden_count as causes, news.changed_at as at
        from private.notifications news
        where news.person_id = notification_ledger.user_id order by news.position desc limit size)
        union all
        (select refusal.kind, refusal.reason, 1, refusal.happened_at
        from private.notification_refusals refusal
        where refusal.person_id = notification_ledger.user_id order by refusal.id desc limit size)
      ) either order by at desc limit size
    ) line);
end
$$;
comment on function private.notification_ledger is 'The step of notification_ledger that reads and is audited. Errors: as notification_ledger.';
grant execute on function private.notification_ledger to authenticated;
