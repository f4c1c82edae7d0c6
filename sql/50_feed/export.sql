create function private.export_not_interested(account_id uuid) returns setof jsonb
language sql stable
set search_path = ''
as $$
  select to_jsonb(refused) - 'person_id' from private.not_interested refused where refused.person_id = export_not_interested.account_id order by refused.id
$$;
comment on function private.export_not_interested is 'Part of the export: what the person did not want to see.';

create function private.export_feed_settings(account_id uuid) returns setof jsonb
language sql stable
set search_path = ''
as $$
  select private.shown_feed_settings(settings) from private.feed_settings settings where settings.person_id = export_feed_settings.account_id
$$;
comment on function private.export_feed_settings is 'Part of the export: what the person has set about the feed.';
