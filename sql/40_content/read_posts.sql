create function public.get_post(post_id uuid) returns jsonb
-- PL/pgSQL keeps its plans, here and in every call that is made often.
language plpgsql stable
set search_path = ''
as $$
begin
  return private.get_post(post_id);
end
$$;
comment on function public.get_post is '
One post: {id, kind, caption, state: draft|scheduled|processing|failed|published|archived, visibility, comments_from,
content_warning, place, hashtags: [text], mentions: [{id, username}], publish_at, published_at, edited_at, created_at,
author: as profile_card with {relationship: as follow returns it, null for oneself}, media: [as functions/media gives them],
stats: {comments, shares, saves, views}, reactions: {count, emojis: {emoji: count}, mine: emoji|null}, viewer: {saved, reposted}}. Counts
are a second or two behind; reactions are without those of people hidden from the caller. Authors see their own posts in every state, until they
delete them.
Errors: NOT_AUTHENTICATED, POST_NOT_FOUND (also when it is hidden from the caller).';
grant execute on function public.get_post to authenticated;

create function private.get_post(post_id uuid) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
begin
  return (private.post_items(array[(private.readable_post(post_id)).id]))[1];
end
$$;
comment on function private.get_post is 'The step of get_post that reads. Errors: as get_post.';
grant execute on function private.get_post to authenticated;

create function private.visible_post(post_id uuid) returns public.posts
language plpgsql stable
set search_path = ''
as $$
declare
  post public.posts;
begin
  perform private.caller_id();
  select * into post from private.visible_single_posts where id = visible_post.post_id;
  if not found then
    perform private.raise('POST_NOT_FOUND', 'There is no such post.', 404);
  end if;
  return post;
end
$$;
comment on function private.visible_post is '
A published post that the caller may see: what every deed upon a post begins with. Errors: NOT_AUTHENTICATED, POST_NOT_FOUND.';

create function private.readable_post(post_id uuid) returns public.posts
language plpgsql stable
set search_path = ''
as $$
declare
  caller uuid := private.caller_id();
  post public.posts;
begin
  select * into post from private.visible_single_posts where id = readable_post.post_id;
  if not found then
    select * into post from public.posts where id = readable_post.post_id and author_id = caller and deleted_at is null;
  end if;
  if not found then
    perform private.raise('POST_NOT_FOUND', 'There is no such post.', 404);
  end if;
  return post;
end
$$;
comment on function private.readable_post is '
A post that the caller may read, with what hangs on it: as visible_post, and an own one in every state until it is deleted.
Errors: NOT_AUTHENTICATED, POST_NOT_FOUND.';

create function private.post_items(ids uuid[]) returns jsonb[]
language plpgsql stable
set search_path = ''
as $$
declare
  viewer uuid := private.caller_id();
  authors uuid[] := array(select distinct post.author_id from public.posts post where post.id = any (ids));
begin
  return (
    select array_agg(
      jsonb_build_object(
        'id', post.id, 'kind', post.kind, 'caption', post.caption, 'state', post.state, 'visibility', post.visibility,
        'comments_from', post.comments_from, 'content_warning', post.content_warning, 'place', post.place,
        'hashtags', post.hashtags, 'mentions', private.mentions_of(post.mentions),
        'publish_at', post.publish_at, 'published_at', post.published_at, 'edited_at', post.edited_at,
        'created_at', post.created_at,
        'author', private.profile_card(author) || jsonb_build_object('relationship', known.relationship),
        'media', coalesce(shown.media, '[]'),
        'stats', jsonb_build_object(
          'comments', coalesce(stats.comments, 0), 'shares', coalesce(stats.shares, 0),
          'saves', coalesce(stats.saves, 0), 'views', coalesce(stats.views, 0)),
        'reactions', private.reactions_view(stats.reactions, stats.emojis, reaction.emoji, hidden.emojis),
        'viewer', jsonb_build_object('saved', saved.post_id is not null, 'reposted', repost.post_id is not null))
      order by wanted.place)
    from unnest(ids) with ordinality wanted (id, place)
    join public.posts post on post.id = wanted.id
    join public.profiles author on author.id = post.author_id
    left join private.relationships(authors) known on known.person_id = post.author_id
    left join public.post_stats stats on stats.post_id = post.id
    left join private.hidden_reactions('post', ids) hidden on hidden.target_id = post.id
    left join public.post_reactions reaction on reaction.post_id = post.id and reaction.user_id = viewer
    left join public.saved_posts saved on saved.user_id = viewer and saved.post_id = post.id
    left join public.post_shares repost on repost.post_id = post.id and repost.user_id = viewer and repost.via = 'repost'
    left join lateral (
      select jsonb_agg(private.media_view(medium) order by attached.place) as media
      from public.post_media attached
      join private.media medium on medium.id = attached.media_id
      where attached.post_id = post.id and post.kind <> 'text'
    ) shown on true
  );
end
$$;
comment on function private.post_items is '
Posts as clients get them, in every list alike and in the order of `ids`; null for none. One statement for a whole page.
Who may see them is for its callers to decide: it shows what it is given.';

create function private.mentions_of(ids uuid[]) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  if ids = '{}' then
    return '[]';
  end if;
  return (
    select coalesce(jsonb_agg(jsonb_build_object('id', id, 'username', username) order by username), '[]')
    from private.visible_people visible cross join lateral (select (visible.profile).username) named
    where visible.id = any (ids));
end
$$;
comment on function private.mentions_of is 'The people whom a text mentions, as far as the caller may see them: [{id, username}].';

create function private.sees_media_of_post(media_id uuid, viewer uuid) returns boolean
language sql stable
set search_path = ''
as $$
  select viewer = (select auth.uid()) and exists (
    select from public.post_media attached
    join private.visible_posts post on post.id = attached.post_id
    where attached.media_id = sees_media_of_post.media_id)
$$;
comment on function private.sees_media_of_post is 'Whether the caller may see a medium of a post: asked by private.sees_media().';

create function private.sees_media_of_comment(media_id uuid, viewer uuid) returns boolean
language sql stable
set search_path = ''
as $$
  select viewer = (select auth.uid()) and exists (
    select from public.comment_media attached
    join public.comments comment on comment.id = attached.comment_id
    join private.visible_posts post on post.id = comment.post_id
    where attached.media_id = sees_media_of_comment.media_id
      and (comment.held is null or comment.held = 'hidden' and comment.author_id = viewer)
      and exists (select from private.visible_people author where author.id = comment.author_id))
$$;
comment on function private.sees_media_of_comment is 'Whether the caller may see a medium of a comment: asked by private.sees_media().';

create function public.list_posts(
  user_id uuid,
  kind text default null,
  state text default 'published',
  cursor text default null,
  page_size int default 20
) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return private.list_posts(user_id, kind, state, cursor, page_size);
end
$$;
comment on function public.list_posts is '
The posts of one person that the caller may see, newest first: {items: [as get_post], next_cursor}. `kind`: only posts of
this kind. Authors get their others by `state`: draft, scheduled, processing, failed, archived, or deleted for what
restore_post can bring back.
Errors: NOT_AUTHENTICATED, USER_NOT_FOUND, INVALID_ARGUMENT, INVALID_CURSOR, INVALID_PAGE_SIZE.';
grant execute on function public.list_posts to authenticated;

create function private.list_posts(user_id uuid, kind text, state text, cursor text, page_size int) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  caller uuid := private.caller_id();
  before uuid := private.decode_cursor(cursor);
  size int := private.page_size(page_size);
  positions uuid[];
  ids uuid[];
begin
  if kind not in ('text', 'image', 'video', 'carousel', 'reel') then
    perform private.raise('INVALID_ARGUMENT', 'kind must be text, image, video, carousel or reel.', 422);
  end if;
  if (state in ('published', 'draft', 'scheduled', 'processing', 'failed', 'archived', 'deleted')) is not true
    or state <> 'published' and user_id <> caller then
    perform private.raise('INVALID_ARGUMENT', 'Other people''s posts are listed in state published.', 422);
  end if;
  perform private.require_person(user_id);
  if state = 'published' then
    select array_agg(found.position order by found.position desc), array_agg(found.id order by found.position desc)
    into positions, ids
    from (
      select post.position, post.id from private.visible_posts post
      where post.author_id = list_posts.user_id and post.position < before
        and (list_posts.kind is null or post.kind = list_posts.kind)
      order by post.position desc
      limit size + 1
    ) found;
  else
    select array_agg(found.id order by found.id desc), array_agg(found.id order by found.id desc) into positions, ids
    from (
      select post.id from public.posts post
      where post.author_id = caller and post.id < before
        and (post.state <> 'published' or post.deleted_at is not null)
        and (post.deleted_at is not null) = (list_posts.state = 'deleted')
        and (post.state = list_posts.state or list_posts.state = 'deleted')
        and (list_posts.kind is null or post.kind = list_posts.kind)
      order by post.id desc
      limit size + 1
    ) found;
  end if;
  return private.page(private.post_items(ids[1:size]), positions, size);
end
$$;
comment on function private.list_posts is 'The step of list_posts that reads. Errors: as list_posts.';
grant execute on function private.list_posts to authenticated;

create function private.count_posts(author_id uuid) returns int
language plpgsql stable
set search_path = ''
as $$
begin
  return (select count(*) from private.addressed_posts post where post.author_id = count_posts.author_id);
end
$$;
comment on function private.count_posts is '
How many posts of somebody whose profile the caller sees are meant for the caller: as many as list_posts gives. For get_profile,
which has asked for blocks already.';

create function public.list_post_edits(post_id uuid, cursor text default null, page_size int default 20) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return private.list_post_edits(list_post_edits.post_id, list_post_edits.cursor, list_post_edits.page_size);
end
$$;
comment on function public.list_post_edits is '
What a post said before each edit, the last first: {items: [{caption, content_warning, replaced_at}], next_cursor}.
Errors: NOT_AUTHENTICATED, POST_NOT_FOUND, INVALID_CURSOR, INVALID_PAGE_SIZE.';
grant execute on function public.list_post_edits to authenticated;

create function private.list_post_edits(post_id uuid, cursor text, page_size int) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  before uuid := private.decode_cursor(cursor);
  size int := private.page_size(page_size);
begin
  perform private.readable_post(post_id);
  return (
    select private.page(array_agg(item order by id desc), array_agg(id order by id desc), size)
    from (
      select edit.id, jsonb_build_object('caption', edit.caption, 'content_warning', edit.content_warning,
        'replaced_at', edit.created_at) as item
      from public.post_edits edit
      where edit.post_id = list_post_edits.post_id and edit.id < before
      order by edit.id desc
      limit size + 1
    ) found);
end
$$;
comment on function private.list_post_edits is 'The step of list_post_edits that reads. Errors: as list_post_edits.';
grant execute on function private.list_post_edits to authenticated;
