create function public.create_post(
  client_id uuid,
  kind text default 'text',
  caption text default '',
  media_ids uuid[] default '{}',
  visibility text default 'public',
  place text default null,
  latitude double precision default null,
  longitude double precision default null,
  comments_from text default 'everyone',
  content_warning text default null,
  draft boolean default false,
  publish_at timestamptz default null
) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.create_post(
    create_post.client_id,
    -- Only what is written down here reaches the row.
    jsonb_build_object(
      'kind', create_post.kind, 'caption', create_post.caption, 'visibility', create_post.visibility,
      'place', create_post.place, 'latitude', create_post.latitude, 'longitude', create_post.longitude,
      'comments_from', create_post.comments_from, 'content_warning', create_post.content_warning,
      'publish_at', create_post.publish_at),
    create_post.media_ids, create_post.draft);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$$;
comment on function public.create_post is '
Publishes a post, or keeps it as a draft or until `publish_at` (up to a year ahead), and returns it as get_post does.
`client_id` is made by the client: a retry with the same one returns the post that exists and changes nothing.
`kind` and its media, which the caller has uploaded for posts and used nowhere else: text none, image one picture, video
and reel one video, carousel 2 to 20 of either. A post appears when its media are ready; until then `state` is processing.
`caption`: up to 5000 characters, a text has at least one; up to 30 #hashtags and 20 @mentions are read out of it.
`visibility`: public, followers, connections. `comments_from`: everyone, followers, connections, nobody.
`latitude` and `longitude` are kept to a cell of about 5 km. `content_warning`: up to 200 characters.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, INVALID_POST, INVALID_MEDIA, CONTENT_REJECTED, RATE_LIMITED.';
grant execute on function public.create_post to authenticated;

-- Definer, because clients may not insert: the limit, moderation and idempotency cannot be walked around.
create function private.create_post(client_id uuid, content jsonb, media_ids uuid[], draft boolean) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  author uuid := private.active_caller_id();
  created uuid;
  flags text[];
begin
  -- First of all: what was right once stays so, although its time may have come.
  select post.id into created from public.posts post
  where post.author_id = author and post.client_id = create_post.client_id;
  if not found then
    perform private.check_post(client_id, content, draft);
    perform private.take_token('create_post', author::text);
    flags := private.moderate_text(concat_ws(E'\n', content ->> 'caption', content ->> 'content_warning', content ->> 'place'));
    created := private.insert_post(author, client_id, content, draft);
    if created is null then
      -- Two tries at once: the earlier one has it.
      select post.id into created from public.posts post
      where post.author_id = author and post.client_id = create_post.client_id;
    else
      perform private.attach_media(created, author, content ->> 'kind', media_ids);
      perform private.flag_text('post', created, author, flags);
      perform private.advance_post(created);
    end if;
  end if;
  return (private.post_items(array[created]))[1];
end
$$;
comment on function private.create_post is 'The step of create_post that writes. Emits what publish_now does. Errors: as create_post.';
grant execute on function private.create_post to authenticated;

create function private.insert_post(author_id uuid, client_id uuid, content jsonb, draft boolean) returns uuid
language sql volatile
set search_path = ''
as $$
  insert into public.posts (
    author_id, client_id, kind, caption, state, visibility, comments_from, content_warning, place, cell, hashtags, mentions, publish_at)
  values (
    insert_post.author_id, insert_post.client_id, content ->> 'kind', private.trimmed(content ->> 'caption'),
    case when draft then 'draft' else 'processing' end,
    content ->> 'visibility', content ->> 'comments_from',
    nullif(private.trimmed(content ->> 'content_warning'), ''), nullif(private.trimmed(content ->> 'place'), ''),
    private.location_cell((content ->> 'latitude')::double precision, (content ->> 'longitude')::double precision),
    private.hashtags_in(content ->> 'caption'), private.mentioned_people(content ->> 'caption'),
    (content ->> 'publish_at')::timestamptz)
  on conflict on constraint one_post_a_client_id do nothing
  returning id
$$;
comment on function private.insert_post is 'Inserts a post that has been checked, and returns its id; null when another try of its client_id has been faster.';

create function private.check_post(client_id uuid, content jsonb, draft boolean) returns void
language plpgsql stable
set search_path = ''
as $$
declare
  problem text := case
    when client_id is null then 'client_id is required.'
    when content ->> 'kind' not in ('text', 'image', 'video', 'carousel', 'reel') or content ->> 'kind' is null
      then 'kind must be text, image, video, carousel or reel.'
    when content ->> 'kind' = 'text' and draft is not true and private.trimmed(content ->> 'caption') = ''
      then 'A text needs a caption.'
    else private.problem_of_post(content)
  end;
begin
  if problem is not null then
    perform private.raise('INVALID_POST', problem, 422);
  end if;
end
$$;
comment on function private.check_post is 'Says in words what is wrong with a new post. Errors: INVALID_POST.';

create function private.problem_of_post(content jsonb) returns text
language sql stable
set search_path = ''
as $$
  select case
    when (length(private.trimmed(content ->> 'caption')) <= 5000) is not true then 'caption may have up to 5000 characters.'
    when cardinality(private.hashtags_in(content ->> 'caption')) > 30 then 'caption may have up to 30 hashtags.'
    when cardinality(private.usernames_in(content ->> 'caption')) > 20 then 'caption may mention up to 20 people.'
    when (content ->> 'visibility' in ('public', 'followers', 'connections')) is not true
      then 'visibility must be public, followers or connections.'
    when (content ->> 'comments_from' in ('everyone', 'followers', 'connections', 'nobody')) is not true
      then 'comments_from must be everyone, followers, connections or nobody.'
    when length(private.trimmed(content ->> 'content_warning')) > 200 then 'content_warning may have up to 200 characters.'
    when length(private.trimmed(content ->> 'place')) > 100 then 'place may have up to 100 characters.'
    when num_nonnulls(content ->> 'latitude', content ->> 'longitude') = 1
      or not ((content ->> 'latitude')::double precision between -90 and 90)
      or not ((content ->> 'longitude')::double precision between -180 and 180)
      then 'latitude must be between -90 and 90 and longitude between -180 and 180.'
    when (content ->> 'publish_at')::timestamptz not between now() and now() + interval '1 year'
      then 'publish_at must lie ahead, by a year at most.'
  end
$$;
comment on function private.problem_of_post is 'What is wrong with the fields that a post may also be edited in, in words; null if nothing.';

create function private.mentioned_people(written text) returns uuid[]
language plpgsql stable
set search_path = ''
as $$
declare
  -- Read out of the text once, and not for every account.
  names text[] := private.usernames_in(written);
begin
  if cardinality(names) = 0 then
    return '{}';
  end if;
  return array(
    select person.id
    from private.accounts account
    join private.meetable_people person on person.id = account.id
    where account.username = any (names) and person.id <> (select auth.uid()));
end
$$;
comment on function private.mentioned_people is 'The people whom a text of the caller mentions and whom the caller may meet.';

create function private.attach_media(post_id uuid, owner_id uuid, kind text, media_ids uuid[]) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  wanted int4range := case kind when 'text' then '[0,0]' when 'carousel' then '[2,20]' else '[1,1]' end;
  fitting text[] := case kind when 'image' then array['image'] when 'carousel' then array['image', 'video'] else array['video'] end;
begin
  if not wanted @> coalesce(cardinality(media_ids), 0) then
    perform private.raise('INVALID_MEDIA', format('A post of kind %s has %s media.', kind,
      case kind when 'text' then 'no' when 'carousel' then '2 to 20' else 'exactly 1' end), 422);
  end if;
  perform private.claim_attachments(owner_id, 'post', fitting, media_ids);
  insert into public.post_media (post_id, place, media_id)
  select attach_media.post_id, place, media_id from unnest(media_ids) with ordinality given (media_id, place);
exception when unique_violation then
  perform private.raise('INVALID_MEDIA', 'A medium is in use already.', 422);
end
$$;
comment on function private.attach_media is 'Gives a new post its media. Errors: INVALID_MEDIA.';
