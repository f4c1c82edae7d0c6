create function private.export_notifications(account_id uuid) returns setof jsonb
language sql stable
set search_path = ''
as $$
  select to_jsonb(news) - array['person_id', 'group_key', 'told_step', 'hidden_count', 'position']
  from private.notifications news
  where news.person_id = export_notifications.account_id and news.part_count > 0
  order by news.id
$$;
comment on function private.export_notifications is 'Part of the export: what the person was told. Who did it is the others'' own.';

create function private.export_notification_settings(account_id uuid) returns setof jsonb
language sql stable
set search_path = ''
as $$
  select to_jsonb(settings) - 'person_id' || jsonb_build_object(
    'muted_people', array(select mute.muted_id from private.notification_muted_people mute where mute.person_id = person.id order by 1),
    'muted_posts', array(select mute.post_id from private.notification_muted_posts mute where mute.person_id = person.id order by 1))
  from public.profiles person
  left join private.notification_settings settings on settings.person_id = person.id
  where person.id = export_notification_settings.account_id
$$;
comment on function private.export_notification_settings is 'Part of the export: what the person wants to be told, and what not.';

create function private.export_notification_refusals(account_id uuid) returns setof jsonb
language sql stable
set search_path = ''
as $$
  select to_jsonb(refusal) - array['person_id', 'id'] from private.notification_refusals refusal
  where refusal.person_id = export_notification_refusals.account_id
  order by refusal.id
$$;
comment on function private.export_notification_refusals is 'Part of the export: what the person was not told of late, and why.';
