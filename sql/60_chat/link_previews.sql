-- The worker looks at the first link of a text (media-worker/link-preview). All of this is for it alone.
create function private.want_preview(message_id uuid, kind text, body text) returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  if kind = 'text' and body ~* '\mhttps?://' then
    -- Taking turns by person: nobody makes all of the worker fetch for them.
    perform private.enqueue('preview-link', jsonb_build_object('id', message_id), group_id => auth.uid()::text);
  end if;
end
$$;
comment on function private.want_preview is 'Has the worker look at the first link of a text, if there is one.';

create function private.text_to_preview(message_id uuid) returns text
language sql stable
set search_path = ''
as $$
  select body from private.messages
  where id = text_to_preview.message_id and kind = 'text' and deleted_at is null and (expires_at > now() or expires_at is null)
$$;
comment on function private.text_to_preview is 'The text of a message; null when it is gone, or has nothing to preview.';

create function private.known_preview(url text) returns private.link_previews
language sql stable
set search_path = ''
as $$
  select * from private.link_previews
  where url_hash = sha256(convert_to(known_preview.url, 'UTF8')) and fetched_at > now() - interval '1 hour'
$$;
comment on function private.known_preview is 'What was found behind a link within the last hour; null when nobody has looked.';

create function private.keep_preview(url text, preview jsonb) returns void
language sql volatile
set search_path = ''
as $$
  insert into private.link_previews (url_hash, preview)
  values (sha256(convert_to(keep_preview.url, 'UTF8')), keep_preview.preview)
  on conflict (url_hash) do update set preview = excluded.preview, fetched_at = excluded.fetched_at
$$;
comment on function private.keep_preview is 'Remembers what is behind a link; null: nothing to show.';

create function private.add_preview(message_id uuid, body text, preview jsonb) returns boolean
language plpgsql volatile
set search_path = ''
as $$
declare
  said text := concat_ws(' ', preview ->> 'title', preview ->> 'description', preview ->> 'site_name');
begin
  if (private.automod_verdict(said)).verdict = 'block' then
    return false;
  end if;
  update private.messages message
  set details = coalesce(message.details, '{}') || jsonb_build_object('preview', preview), changed_in = pg_current_xact_id()
  where message.id = message_id and message.body = add_preview.body and message.kind = 'text' and message.deleted_at is null
    and message.details -> 'preview' is distinct from preview;
  if not found then
    return false;
  end if;
  perform private.announce_change(message_id);
  return true;
end
$$;
comment on function private.add_preview is '
Gives a message {url, title, description, site_name, image} as details.preview and tells the members. `image` is the address of
a copy of ours, which is there for 90 days; null without one. False when the message no
longer says what the worker had read, or when automatic moderation blocks what the page says.';

create function private.sweep_link_previews() returns bigint
language sql volatile
set search_path = ''
as $$
  with swept as (
    delete from private.link_previews where fetched_at < now() - interval '1 hour' returning 1
  )
  select count(*) from swept
$$;
comment on function private.sweep_link_previews is 'Forgets previews that are older than an hour, and returns how many. The worker calls it by schedule.';

create function private.keep_preview_image(folder text) returns void
language sql volatile
set search_path = ''
as $$
  insert into private.preview_images (folder) values (keep_preview_image.folder)
$$;
comment on function private.keep_preview_image is 'Remembers the folder of a copy that is about to be stored, so that it is removed in its time.';

create function private.purge_preview_images() returns bigint
language sql volatile
set search_path = ''
as $$
  with old as (
    delete from private.preview_images where folder in (
      select image.folder from private.preview_images image where image.made_at < now() - interval '90 days' limit 1000)
    returning folder
  ), discarded as (
    select private.discard_objects(format('public/%s/', old.folder)) from old
  )
  select count(*) from discarded
$$;
comment on function private.purge_preview_images is 'Removes copies of pictures that are older than 90 days, up to 1,000, and returns how many. The worker calls it by schedule.';
