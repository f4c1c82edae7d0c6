create function public.record_views(views jsonb) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.record_views(views);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$$;
comment on function public.record_views is '
Reports what the caller has looked at: up to 100 of {post_id, watched_ms: 0 to 3600000, source: 1 to 20 of a-z and _, for instance
home, following, profile, reels, search}. A post counts one view a person in half an hour; watch time adds up. Own posts and posts that
the caller may not see count nothing. Returns {counted}: how many views were new.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, INVALID_VIEWS, RATE_LIMITED.';
grant execute on function public.record_views to authenticated;

create function private.record_views(views jsonb) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.active_caller_id();
  counted int;
begin
  perform private.check_views(views);
  perform private.take_token('record_views', caller::text);
  with reported as (
    -- A post that is there twice is one view.
    select (view ->> 'post_id')::uuid as post_id, min(view ->> 'source') as source,
      least(sum((view ->> 'watched_ms')::bigint), 3600000) as watched_ms
    from jsonb_array_elements(views) view
    group by 1
  ),
  seen as (
    -- In one order everywhere, so that two reports of one person cannot wait for each other.
    select reported.*, post.author_id
    from reported
    join private.visible_posts post on post.id = reported.post_id and post.author_id <> caller
    order by reported.post_id
  ),
  remembered as (
    insert into private.post_views as earlier (viewer_id, post_id, watched_ms, counted_at)
    select caller, seen.post_id, seen.watched_ms, statement_timestamp() from seen
    on conflict on constraint post_views_pkey do update
      set watched_ms = earlier.watched_ms + excluded.watched_ms,
          views = earlier.views + (earlier.counted_at < statement_timestamp() - interval '30 minutes')::int,
          counted_at = case when earlier.counted_at < statement_timestamp() - interval '30 minutes' then statement_timestamp() else earlier.counted_at end
    -- Whether it counted: a row that is new, or has counted just now.
    returning earlier.post_id, earlier.views, earlier.counted_at = statement_timestamp() as counts
  ),
  told as (
    insert into private.engagement (kind, actor_id, subject_id, target_id, details)
    select 'view', caller, seen.author_id, seen.post_id, jsonb_build_object(
      'counts', remembered.counts::int, 'first', (remembered.counts and remembered.views = 1)::int, 'watched_ms', seen.watched_ms, 'source', seen.source)
    from seen join remembered on remembered.post_id = seen.post_id
    where remembered.counts or seen.watched_ms > 0
  )
  select count(*) filter (where remembered.counts) into counted from remembered;
  return jsonb_build_object('counted', counted);
end
$$;
comment on function private.record_views is '
The step of record_views that writes. Emits view (subject: the author, target: the post, details: {counts: 1 or 0, first: 1 or 0,
watched_ms, source}).
Errors: as record_views.';
grant execute on function private.record_views to authenticated;

create function private.check_views(views jsonb) returns void
language plpgsql immutable
set search_path = ''
as $$
declare
  wrong bigint;
begin
  if jsonb_typeof(views) is distinct from 'array' or jsonb_array_length(views) not between 1 and 100 then
    perform private.raise('INVALID_VIEWS', 'views must be a list of 1 to 100.', 422);
  end if;
  select min(place) into wrong
  from jsonb_array_elements(views) with ordinality given (view, place)
  where (jsonb_typeof(view) = 'object'
    and pg_input_is_valid(view ->> 'post_id', 'uuid')
    and jsonb_typeof(view -> 'watched_ms') = 'number' and view ->> 'watched_ms' ~ '^\d{1,7}$'
    and (view ->> 'watched_ms')::int <= 3600000
    and view ->> 'source' ~ '^[a-z_]{1,20}$') is not true;
  if wrong is not null then
    perform private.raise('INVALID_VIEWS', 'A view needs post_id, watched_ms from 0 to 3600000, and source.', 422,
      details => format('number %s of the list', wrong));
  end if;
end
$$;
comment on function private.check_views is 'Says what is wrong with a report of views. Errors: INVALID_VIEWS (details: which).';
