create function public.ban_media(media_id uuid, reason text default 'other') returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.ban_media(media_id, reason);
end
$$;
comment on function public.ban_media is '
For moderators: whatever looks like this picture or video, turned and mirrored too, is held from now on when somebody uploads it. What was uploaded before stays:
decide about it. `reason`: one of report. Returns {media_id, reason, pictures: how many were banned}; repeating it changes the reason.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_ARGUMENT (also where there is nothing to tell it by), MEDIA_NOT_FOUND.';
grant execute on function public.ban_media to authenticated;

create function private.ban_media(media_id uuid, reason text) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  moderator uuid := private.active_moderator_id();
  banned int;
begin
  if (reason in ('spam', 'harassment', 'hate', 'sexual', 'minor', 'violence', 'self_harm', 'impersonation', 'other')) is not true then
    perform private.raise('INVALID_ARGUMENT', 'reason must be one of those of a report.', 422);
  end if;
  if not exists (select from private.media medium where medium.id = ban_media.media_id) then
    perform private.raise('MEDIA_NOT_FOUND', 'There is no such upload.', 404);
  end if;
  update private.banned_media known set reason = ban_media.reason where known.media_id = ban_media.media_id;
  get diagnostics banned = row_count;
  if banned = 0 then
    insert into private.banned_media (hash, reason, banned_by, media_id)
    select hashed.hash, ban_media.reason, moderator, ban_media.media_id
    from private.media_hashes hashed where hashed.media_id = ban_media.media_id and hashed.quality >= 50;
    get diagnostics banned = row_count;
  end if;
  if banned = 0 then
    perform private.raise('INVALID_ARGUMENT', 'There is nothing in it that it could be told by.', 422);
  end if;
  perform private.log_moderation('media_banned', moderator, jsonb_build_object('media_id', media_id, 'reason', reason));
  return jsonb_build_object('media_id', media_id, 'reason', reason, 'pictures', banned);
end
$$;
comment on function private.ban_media is 'The step of ban_media that writes. Errors: as ban_media.';
grant execute on function private.ban_media to authenticated;

create function public.unban_media(media_id uuid) returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  perform private.unban_media(media_id);
end
$$;
comment on function public.unban_media is '
For moderators: takes a ban of this upload back. What is held for it stays held until somebody answers for it. Nothing happens where there is no ban.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED.';
grant execute on function public.unban_media to authenticated;

create function private.unban_media(media_id uuid) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  moderator uuid := private.active_moderator_id();
begin
  if exists (select from private.media medium where medium.id = unban_media.media_id and medium.owner_id = moderator) then
    perform private.raise('NOT_ALLOWED', 'Nobody decides about themselves.', 403);
  end if;
  delete from private.banned_media known where known.media_id = unban_media.media_id;
  if found then
    perform private.log_moderation('media_unbanned', moderator, jsonb_build_object('media_id', media_id));
  end if;
end
$$;
comment on function private.unban_media is 'The step of unban_media that writes. Errors: as unban_media.';
grant execute on function private.unban_media to authenticated;

create function public.list_banned_media(cursor text default null, page_size int default 20) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return private.list_banned_media(cursor, page_size);
end
$$;
comment on function public.list_banned_media is '
For moderators: the uploads that are banned, the latest ban first; not the hashes of lists of others: {items: [{media_id, reason, pictures: how many were banned of
it, hits: how many uploads were held because of it, banned_at}], next_cursor}. While it exists, moderators see it by GET media/:media_id, unless it was in a message.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_CURSOR, INVALID_PAGE_SIZE.';
grant execute on function public.list_banned_media to authenticated;

create function private.list_banned_media(cursor text, page_size int) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  moderator uuid := private.active_moderator_id();
  size int := private.page_size(page_size);
  before uuid := private.decode_cursor(cursor);
begin
  return (
    select private.page(array_agg(jsonb_build_object('media_id', ban.media_id, 'reason', ban.reason, 'pictures', ban.pictures, 'hits', ban.hits,
      'banned_at', ban.banned_at) order by ban.id desc), array_agg(ban.id order by ban.id desc), size)
    from (
      select banned.media_id, min(banned.reason) as reason, count(*) as pictures, sum(banned.hits) as hits, max(banned.created_at) as banned_at,
        (array_agg(banned.id order by banned.id desc))[1] as id
      from private.banned_media banned
      where banned.media_id is not null
      group by banned.media_id
      having (array_agg(banned.id order by banned.id desc))[1] < before
      order by id desc
      limit size + 1
    ) ban);
end
$$;
comment on function private.list_banned_media is 'The step of list_banned_media that reads. Errors: as list_banned_media.';
grant execute on function private.list_banned_media to authenticated;

create function public.list_held_media(cursor text default null, page_size int default 20) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return private.list_held_media(cursor, page_size);
end
$$;
comment on function public.list_held_media is '
For moderators: uploads of others that look like something banned, the latest upload first: {items: [{media_id, owner_id, purpose, kind, reason, distance: 0 to 31 bits,
banned_media_id, held_at}], next_cursor}.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_CURSOR, INVALID_PAGE_SIZE.';
grant execute on function public.list_held_media to authenticated;

create function private.list_held_media(cursor text, page_size int) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  moderator uuid := private.active_moderator_id();
  size int := private.page_size(page_size);
  before uuid := private.decode_cursor(cursor);
  ids uuid[];
begin
  select coalesce(array_agg(page.media_id order by page.media_id desc), '{}') into ids
  from (
    select held.media_id from private.held_media held
    join private.media medium on medium.id = held.media_id and medium.owner_id <> moderator
    where held.is_whole and held.media_id < before order by held.media_id desc limit size + 1
  ) page;
  return private.page(array(
    select jsonb_build_object('media_id', medium.id, 'owner_id', medium.owner_id, 'purpose', medium.purpose, 'kind', medium.kind,
      'reason', banned.reason, 'distance', held.distance, 'banned_media_id', banned.media_id, 'held_at', held.created_at)
    from private.held_media held
    join private.media medium on medium.id = held.media_id
    left join private.banned_media banned on banned.id = held.ban_id
    where held.media_id = any(ids[:size]) order by held.media_id desc), ids, size);
end
$$;
comment on function private.list_held_media is 'The step of list_held_media that reads. Errors: as list_held_media.';
grant execute on function private.list_held_media to authenticated;

create function public.answer_held_media(media_id uuid, release boolean) returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  perform private.answer_held_media(media_id, release);
end
$$;
comment on function public.answer_held_media is '
For moderators: lets an upload that was held be seen, or refuses it. Its owner learns as much as of any other upload that is ready or cannot be used.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED (also uploads of moderators and admins, unless the caller is an admin), MEDIA_NOT_FOUND (not held, in the
works, answered, or the caller''s own), INVALID_ARGUMENT.';
grant execute on function public.answer_held_media to authenticated;

create function private.answer_held_media(media_id uuid, release boolean) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  moderator uuid := private.active_moderator_id();
  held private.held_media;
begin
  if release is null then
    perform private.raise('INVALID_ARGUMENT', 'release says whether it may be seen.', 422);
  end if;
  delete from private.held_media known
  using private.media medium
  where known.media_id = answer_held_media.media_id and known.is_whole and medium.id = known.media_id and medium.owner_id <> moderator
  returning known.* into held;
  if held.media_id is null then
    perform private.raise('MEDIA_NOT_FOUND', 'No such upload is held.', 404);
  end if;
  if not private.is_admin() and exists (
    select from private.media medium join private.accounts account on account.id = medium.owner_id and account.app_role <> 'user'
    where medium.id = held.media_id) then
    perform private.raise('NOT_ALLOWED', 'Uploads of moderators and admins are for admins.', 403);
  end if;
  if release then
    perform private.finish_media(held.media_id, held.attempt, held.result);
  else
    perform private.fail_media(held.media_id, null, 'This file cannot be used.');
  end if;
  -- Who was dismissed or banned while this waited for the upload decides nothing.
  perform private.active_moderator_id();
  perform private.log_moderation('held_media_answered', moderator, jsonb_build_object('media_id', media_id, 'release', release));
end
$$;
comment on function private.answer_held_media is 'The step of answer_held_media that writes. Errors: as answer_held_media.';
grant execute on function private.answer_held_media to authenticated;
